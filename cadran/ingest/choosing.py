"""Which format a column is written in: from a sample, and where two formats would do, from the whole column.

Every choice carries the reason for it, in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cadran.errors import MappingError
from cadran.ingest.formats import BY_NAME_ONLY, FORMATS, Format, currency_in, named
from cadran.ingest.plan import ColumnPlan, TablePlan
from cadran.ingest.raw import WIDE
from cadran.messages import Message
from cadran.messages.terms import term
from cadran.model import Type
from cadran.sources.base import FileOptions, Source, temporary_name
from cadran.sources.dialect import fold

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE = 20_000
_UNITS = ((re.compile(r"\((ms)\)|_ms$|millis"), "milliseconds"), (re.compile(r"\((min|mn)\)|_min$|minutes?\b"), "minutes"),
          (re.compile(r"\((h)\)|heures?\b|hours?\b"), "hours"))  # fmt: skip
_WORDS = {"iso": Message("year-month-day"), "day-first": Message("day first"), "month-first": Message("month first"),
          "point": Message("decimal point"), "comma": Message("decimal comma")}  # fmt: skip


def prepare(plan: TablePlan, options: FileOptions) -> None:
    """The formats each column could be in, before anything is read."""
    separator = plan.source.fact("separator").values.get("mark")
    for column in plan.columns:
        formats = FORMATS[column.column.type]
        if column.rule.format:
            form = named(column.column.type, column.rule.format)
            assert form is not None
            _settle(column, form, Message("the mapping says so"))
            continue
        if not column.headers and not column.rule.key:
            _settle(column, formats[0], Message())
            continue
        unit = _unit(column) if column.column.type is Type.SECONDS else None
        formats = tuple(
            one for one in formats
            if (one.name.removesuffix("-comma") == unit if unit else one.name not in BY_NAME_ONLY)
        )  # fmt: skip
        if column.column.choices or len(formats) == 1:
            _settle(column, formats[0], Message())
            continue
        decimal = options.decimal or ("," if separator == ";" else ".")
        if options.dates:
            other = "month-first" if options.dates == "day-first" else "day-first"
            formats = tuple(one for one in formats if one.name != other)
        if options.decimal:
            formats = tuple(one for one in formats if one.decimal in (None, decimal))
        column.candidates = tuple(sorted(formats, key=lambda one: one.decimal not in (None, decimal)))
        why = Message("the column's name says {unit}", unit=term(unit)) if unit else Message()
        _settle(column, column.candidates[0], why, is_doubtful=unit is not None)


def _settle(column: ColumnPlan, form: Format, why: Message, *, is_doubtful: bool = False) -> None:
    column.format, column.why, column.is_doubtful = form, why, is_doubtful


def _unit(column: ColumnPlan) -> str | None:
    name = " ".join(column.headers).lower()
    if fold(name) == fold(column.name):
        return None
    return next((unit for pattern, unit in _UNITS if pattern.search(name)), None)


def choose(connection: DuckDBPyConnection, plan: TablePlan, sample: str, tag: str) -> None:
    """Settle the format of every column of the plan; `sample` is a relation of the first raw records."""
    open_columns = [one for one in plan.columns if len(one.candidates) > 1]
    if open_columns:
        counts = count_values(connection, plan, open_columns, sample)
        unsure = [one for one in open_columns if _decide(one, counts[one.name])]
        if unsure:
            _settle_unsure(connection, plan, unsure, tag)
    _note_spans(connection, plan, sample)
    _note_frequent(connection, plan, sample)
    _note_currency(connection, plan, sample)


def rechoose(connection: DuckDBPyConnection, plan: TablePlan, names: Sequence[str], tag: str) -> bool:
    """Look again at the whole of columns that had faults; True when another format fits more of one."""
    columns = [one for one in plan.columns if one.name in names and len(one.candidates) > 1]
    if not columns:
        return False
    counts = count_values(connection, plan, columns, plan.source.scan(tag))
    plan.source.forget(connection, tag)
    changed = False
    for column in columns:
        total, read, _ = counts[column.name]
        best = max(column.candidates, key=lambda form: (read[form.name], form is column.format))
        if best is not column.format:
            why = Message(
                "fits {best:,} of {total:,} {total|value|values}; {word} {other:,}",
                best=read[best.name],
                total=total,
                word=_word(column.format),
                other=read[column.format.name],
            )
            _settle(column, best, why, is_doubtful=column.is_doubtful)
            changed = True
    return changed


_OPPOSITE = {"day-first": "month-first", "month-first": "day-first", "point": "comma", "comma": "point"}


def _opposite(column: ColumnPlan, options: FileOptions) -> Format | None:
    """The other way to read what a mapping states of a column: order of day and month, decimal sign; None where it states none."""
    own, kind = column.format, column.column.type
    if "%d" in own.name and "%m" in own.name:
        return named(kind, own.name.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m"))
    is_stated = column.rule.format or own.name == options.dates or (own.decimal and own.decimal == options.decimal)
    if not is_stated:
        return None
    if own.decimal and own.name not in _OPPOSITE:
        return named(kind, own.name.removesuffix("-comma") if own.decimal == "," else f"{own.name}-comma")
    return named(kind, _OPPOSITE.get(own.name, ""))


def refuse_contradicted(connection: DuckDBPyConnection, plan: TablePlan, options: FileOptions, tag: str) -> None:
    """Hold an order of day and month, a pattern or a decimal sign that the mapping states against the whole column.

    MappingError where more of its values can only be read the other way: the rest of them would be read wrong in silence.
    """
    stated = [(one, rival) for one in plan.columns if (rival := _opposite(one, options))]
    if not stated:
        return
    raws = ", ".join(f"{one.raw} AS r_{one.name}" for one, _ in stated)
    both = ", ".join(f"{one.value()} AS a_{one.name}, {one.value(rival)} AS b_{one.name}" for one, rival in stated)
    against = {one.name: f"a_{one.name} IS NULL AND b_{one.name} IS NOT NULL" for one, _ in stated}
    counts = ", ".join(
        f"count(*) FILTER ({against[one.name]}), count(*) FILTER (b_{one.name} IS NULL AND a_{one.name} IS NOT NULL), "
        f"min(r_{one.name}) FILTER ({against[one.name]})"
        for one, _ in stated
    )
    number = (
        plan.raw.numbered(plan.source.scan(tag), by_content=plan.needs_content)
        if plan.needs_number
        else plan.source.scan(tag)
    )
    where = f" WHERE {plan.where}" if plan.where else ""
    found = connection.execute(
        f"SELECT {counts} FROM (SELECT *, {both} FROM (SELECT {raws} FROM {number}{where}))"
    ).fetchone()
    plan.source.forget(connection, tag)
    told = iter(found or ())
    for (one, rival), wrong, right, example in zip(stated, told, told, told, strict=False):
        if wrong > right:
            raise MappingError(
                '{file}: the mapping says {own} for {origin}, and {count:,} {count|value|values} such as "{example}" '
                "can only be {other}. Correct dates, decimal or format in the mapping.",
                file=plan.source.name,
                own=one.format.name,
                origin=one.origin,
                count=wrong,
                example=example,
                other=rival.name,
            )


_Counts = tuple[int, dict[str, int], dict[frozenset[str], int]]


def count_values(
    connection: DuckDBPyConnection, plan: TablePlan, columns: Sequence[ColumnPlan], relation: str
) -> dict[str, _Counts]:
    """For each column: values, values that each format reads, and values on which two formats differ."""
    wanted = [f"count(r_{one.name})" for one in columns]
    values = []
    for one in columns:
        for at, form in enumerate(one.candidates):
            value = f"coalesce({one.zoned(form)}, {one.value(form)})" if one.is_instant else one.value(form)
            values.append(f"{value} AS v_{one.name}_{at}")
            wanted.append(f"count(v_{one.name}_{at})")
        wanted += [f"count(*) FILTER (v_{one.name}_{a} IS DISTINCT FROM v_{one.name}_{b})" for a, b in _pairs(one)]
    raws = ", ".join(f"{one.raw} AS r_{one.name}" for one in columns)
    number = plan.raw.numbered(relation, by_content=plan.needs_content) if plan.needs_number else relation
    where = f" WHERE {plan.where}" if plan.where else ""
    sql = f"SELECT {', '.join(wanted)} FROM (SELECT *, {', '.join(values)} FROM (SELECT {raws} FROM {number}{where}))"
    row = connection.execute(sql).fetchone()
    assert row is not None
    numbers = iter(row)
    totals = {one.name: next(numbers) for one in columns}
    result: dict[str, _Counts] = {}
    for one in columns:
        read = {form.name: next(numbers) for form in one.candidates}
        differ = {frozenset((one.candidates[a].name, one.candidates[b].name)): next(numbers) for a, b in _pairs(one)}
        result[one.name] = (totals[one.name], read, differ)
    return result


def _pairs(column: ColumnPlan) -> list[tuple[int, int]]:
    size = len(column.candidates)
    return [(a, b) for a in range(size) for b in range(a + 1, size)]


def _decide(column: ColumnPlan, counts: _Counts, *, whole: bool = False) -> bool:
    """Take the format that reads most; True when two that read as much give different values."""
    total, read, differ = counts
    if total == 0:
        column.why = Message("no value") if whole else Message("no value in the first records")
        return False
    best = max(read.values())
    tied = [form for form in column.candidates if read[form.name] == best]
    if whole:
        whole_fit = Message("fits all {total:,} {total|value|values}", total=total)
        why = (
            whole_fit
            if best == total
            else Message("fits {best:,} of all {total:,} {total|value|values}", best=best, total=total)
        )
    elif best == total:
        why = Message("fits the first {total:,} {total|value|values}", total=total)
    else:
        why = Message("fits {best:,} of the first {total:,} {total|value|values}", best=best, total=total)
    _settle(column, tied[0], why)
    rivals = [form for form in column.candidates if _alike(form, tied[0])]
    if all(differ[frozenset((tied[0].name, form.name))] == 0 for form in rivals):
        return False
    if any(form in tied for form in rivals):
        return True
    rival, count = _word(rivals[0]), read[rivals[0].name]
    why = Message("{why}; {word} would fit {count:,}", why=why, word=rival, count=count)
    _settle(column, tied[0], why, is_doubtful=True)
    return False


def _alike(one: Format, other: Format) -> bool:
    """Two ways to read the same characters: the one or the other order, the one or the other decimal sign."""
    if one is other:
        return False
    both_ordered = "first" in one.name and "first" in other.name
    return both_ordered or (one.decimal is not None and other.decimal is not None)


def _word(form: Format) -> Message:
    return _WORDS.get(form.name) or term(form.name)


def _settle_unsure(connection: DuckDBPyConnection, plan: TablePlan, unsure: list[ColumnPlan], tag: str) -> None:
    """Ask the whole column; where even that does not tell, what the file's other columns told; then the habit."""
    counts = count_values(connection, plan, unsure, plan.source.scan(tag))
    plan.source.forget(connection, tag)
    open_still = [one for one in unsure if _decide(one, counts[one.name], whole=True)]
    sure = [one for one in plan.columns if one not in open_still and one.candidates and one.is_doubtful]
    for column in open_still:
        other = next(form for form in column.candidates if _alike(form, column.format))
        told = next((one for one in sure if one.format.name in (column.format.name, other.name)), None)
        if told is not None:
            if told.format.name == other.name:
                column.format, other = other, column.format
            why = Message(
                "taken as {word} like {origin}; its own values could be read both ways",
                word=_word(column.format),
                origin=told.origin,
            )
            _settle(column, column.format, why, is_doubtful=True)
            continue
        key, setting = ("decimal", other.decimal) if other.decimal else ("dates", other.name)
        why = Message(
            'taken as {word}: no value tells it from {other}; if that is wrong, write {key} = "{setting}" under [file] '
            "in a mapping",
            word=_word(column.format),
            other=_word(other),
            key=key,
            setting=setting,
        )
        _settle(column, column.format, why, is_doubtful=True)


def _note_spans(connection: DuckDBPyConnection, plan: TablePlan, sample: str) -> None:
    """When the instants of the sample are: their zone's changes are then tried first."""
    columns = [one for one in plan.columns if one.column.type is Type.INSTANT]
    if not columns:
        return
    wanted = ", ".join(
        f"min(v_{one.name}), max(v_{one.name}), count(l_{one.name}) FILTER (z_{one.name} IS NULL)" for one in columns
    )
    row = connection.execute(f"SELECT {wanted} FROM ({plan.valued(sample)})").fetchone()
    assert row is not None
    for at, column in enumerate(columns):
        low, high, local = row[3 * at : 3 * at + 3]
        column.is_local = local > 0
        if (
            isinstance(low, datetime)
            and isinstance(high, datetime)
            and datetime(1975, 1, 1) < low <= high < datetime(2045, 1, 1)
        ):
            column.span = (low - timedelta(days=90), high + timedelta(days=400))


def _note_frequent(connection: DuckDBPyConnection, plan: TablePlan, sample: str) -> None:
    """The commonest values first, for columns whose values are looked up one by one."""
    for column in plan.columns:
        if not column.column.choices and column.name not in ("disposition", "reported_disposition"):
            continue
        rows = connection.execute(
            f"SELECT r_{column.name} FROM ({plan.valued(sample)}) WHERE r_{column.name} IS NOT NULL "
            "GROUP BY 1 ORDER BY count(*) DESC LIMIT 50"
        ).fetchall()
        words = [str(word) for (word,) in rows]
        column.frequent = tuple(w for w in words if not column.column.choices or w in column.column.choices)


def _note_currency(connection: DuckDBPyConnection, plan: TablePlan, sample: str) -> None:
    """Whether amounts name their currency, where no column does: it then comes from them."""
    amount = plan.amount
    if amount is None or plan.column("currency"):
        return
    named = f"SELECT 1 FROM ({plan.valued(sample)}) WHERE {currency_in(f'r_{amount.name}')} IS NOT NULL LIMIT 1"
    plan.names_currency = connection.execute(named).fetchone() is not None


def sampled(connection: DuckDBPyConnection, source: Source, tag: str) -> str:
    """A temporary relation of the first raw records of a source; of thousands of columns, fewer records and no table, which keeps
    pages for each column.
    """
    name, scan = temporary_name("sample"), source.scan(tag)
    if len(source.columns) > WIDE:
        rows = SAMPLE * WIDE // len(source.columns) // 2
        connection.register(
            name, connection.execute(f"SELECT * FROM {scan} LIMIT {rows}").to_arrow_reader(rows).read_all()
        )
    else:
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM {scan} LIMIT {SAMPLE}")
    source.forget(connection, tag)
    return name
