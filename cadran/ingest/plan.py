"""From a rule to SQL: how each column of a table is filled from the raw columns of a source.

The statement has layers, so that nothing is computed twice: `r_x` is the text offered for column x, `v_x` its value
(for instants by way of `l_x`, the local time, and `z_x`, UTC where the text says so), and on top the finished row
with `_bad`, true where any fault is found. No layer joins: a join would lose the order of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cadran.ingest.formats import CALLED, DOLLARS, FORMATS, SCIENTIFIC, Format, currency_in
from cadran.ingest.ids import lost, shortened
from cadran.ingest.instants import to_utc
from cadran.ingest.mapping import MADE, ROW_CONTENT, ROW_NUMBER, Rule, TableRule
from cadran.ingest.raw import UNLISTED, Raw
from cadran.model import OUTCOMES, Column, Table, Type
from cadran.sources.base import Source, amount, identifier, literal

_RANGE = {Type.INSTANT: ("TIMESTAMP '1971-01-01'", "TIMESTAMP '2100-01-01'"),
          Type.DAY: ("DATE '1900-01-01'", "DATE '2100-01-01'")}  # fmt: skip
_SHOWN = 60
_TELLING = ("taken as", "would fit", "name says")  # reasons that another reading was possible
_SERIAL = '; this is a spreadsheet\'s number of days: format the column as a date there, or write format = "serial"'
_MADE_WORDS = {ROW_NUMBER: "the row number", ROW_CONTENT: "the row's content"}
_ENDS = {"ended_at": "started_at", "ends_on": "starts_on", "connected_at": "answered_at"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong with a record: where, when (SQL), the value shown and the reason (SQL)."""

    header: str
    condition: str
    value: str
    reason: str


@dataclass
class ColumnPlan:
    """One column and where its values come from; `format` and `why` are settled by `ingest.choosing`."""

    column: Column
    origin: str
    raw: str
    headers: tuple[str, ...]
    rule: Rule
    zone: str
    format: Format = field(default_factory=lambda: FORMATS[Type.TEXT][0])
    why: str = ""
    candidates: tuple[Format, ...] = ()
    span: tuple[datetime, datetime] | None = None
    frequent: tuple[str, ...] = ()
    is_local: bool = False  # some of its instants carry no zone
    absent: tuple[str, ...] = ()  # words that stand for no value here

    @property
    def name(self) -> str:
        return self.column.name

    def decision(self) -> str:
        """What a person should know was decided for this column; empty where nothing could be taken otherwise."""
        usual = self.format.name in ("iso", "seconds", "point", "comma", "seconds-comma")
        if not self.why or self.rule.format or (usual and not any(mark in self.why for mark in _TELLING)):
            return ""
        return f"{self.name} from {self.origin}: {self.format.words} ({self.why})"

    def value(self, form: Format | None = None) -> str:
        """SQL over r_x for the value by the format settled or another; for instants the local time, before any zone."""
        r = f"r_{self.name}"
        if self.column.choices:
            return vocabulary(r, self.column.choices, self.frequent)
        if self.is_id:
            whole = f"CAST(CAST(TRY_CAST(replace({r}, ',', '.') AS DECIMAL(38, 0)) AS HUGEINT) AS VARCHAR)"
            return f"CASE WHEN {shortened(r)} AND NOT {lost(r)} THEN {whole} ELSE {r} END"
        return (form or self.format).sql(r)

    def zoned(self, form: Format | None = None) -> str:
        """SQL over r_x for the UTC instant of texts that carry a zone."""
        given = (form or self.format).zoned
        return given(f"r_{self.name}") if given else "CAST(NULL AS TIMESTAMP)"

    @property
    def is_id(self) -> bool:
        return self.column.type is Type.TEXT and self.name.endswith("_id") and not self.column.choices

    @property
    def data_headers(self) -> tuple[str, ...]:
        """The file's columns that its values are made of."""
        return tuple(name for name in (*self.rule.sources, *self.rule.key) if name not in MADE)

    @property
    def is_instant(self) -> bool:
        return self.column.type is Type.INSTANT

    def utc(self) -> str:
        """SQL over z_x and l_x, zoned and local time, for the UTC instant."""
        local = to_utc(f"l_{self.name}", self.zone, *(self.span or (None, None)))
        return f"CASE WHEN z_{self.name} IS NOT NULL OR l_{self.name} IS NULL THEN z_{self.name} ELSE {local} END"

    def faults(self) -> list[Fault]:
        """Everything that can be wrong with this column, over r_x and v_x."""
        r, v, column = f"r_{self.name}", f"v_{self.name}", self.column
        header = " + ".join(self.headers) or self.name
        found: list[Fault] = []

        def fault(condition: str, reason: str, value: str = r) -> None:
            found.append(Fault(header, condition, value, reason))

        shown = f"'\"' || left({r}, {_SHOWN}) || '\" '"
        if self.rule.other == "reject":
            unknown = literal("is not among the values that the mapping lists")
            fault(
                f"starts_with({r}, '{UNLISTED}')",
                f"'\"' || substr({r}, 2, {_SHOWN}) || '\" ' || {unknown}",
                f"substr({r}, 2)",
            )
        elif column.choices:
            expected = literal(f"is not a value of {self.name}; expected one of {', '.join(column.choices)}")
            fault(f"({r} IS NOT NULL AND {v} IS NULL)", f"{shown} || {expected}")
        elif column.type is Type.PHONE:
            gone = literal("has lost digits: a spreadsheet shortened it; export the column as text and import again")
            fault(f"regexp_full_match({v}, '{SCIENTIFIC}')", f"{shown} || {gone}")
        elif self.is_id and len(self.headers) > 1:
            gone = literal(
                "holds an id that has lost digits: a spreadsheet shortened it; export the column as text and import again"
            )
            parts = f"list_filter(string_split_regex({r}, '[| ]'), x -> {shortened('x')} AND {lost('x')})"
            fault(f"(contains({r}, '+') AND len({parts}) > 0)", f"{shown} || {gone}")
        elif self.is_id:
            gone = literal("has lost digits: a spreadsheet shortened it; export the column as text and import again")
            fault(f"({shortened(r)} AND {lost(r)})", f"{shown} || {gone}")
        elif column.type is not Type.TEXT:
            expected = literal(f"is not {CALLED[column.type]}; expected {self.format.words}")
            serial = f"regexp_full_match({r}, '[2-7]\\d{{4}}([.,]\\d+)?')"
            hint = f" || CASE WHEN {serial} THEN {literal(_SERIAL)} ELSE '' END" if column.type in _RANGE else ""
            fault(f"({r} IS NOT NULL AND {v} IS NULL)", f"{shown} || {expected}{hint}")
        if column.type in _RANGE:
            low, high = _RANGE[column.type]
            fault(f"({v} < {low} OR {v} >= {high})", f"{shown} || 'is too far in the past or the future to be right'")
        if column.type in (Type.SECONDS, Type.COUNT):
            fault(f"{v} < 0", f"{shown} || 'is negative'")
        if column.type is Type.NUMBER:
            fault(f"NOT isfinite({v})", f"{shown} || 'is not finite'")
        if self.rule.below is not None:
            because = literal(self.rule.because or f"is {self.rule.below} or more")
            fault(f"{v} >= {amount(self.rule.below)}", f"{shown} || {because}")
        if column.required:
            needed = f"{self.name} is empty, and every row needs one"
            fault(f"{r} IS NULL", literal(needed), "NULL")
        return found


def vocabulary(x: str, choices: Sequence[str], frequent: Sequence[str] = ()) -> str:
    """SQL that gives the choice a text stands for, whatever its case, accents and spaces; NULL for none.

    The frequent ones come first: most rows then cost one or two comparisons.
    """
    ordered = [*frequent, *(choice for choice in choices if choice not in frequent)]
    exact = " ".join(f"WHEN {literal(choice)} THEN {literal(choice)}" for choice in ordered)
    folded = f"regexp_replace(lower(strip_accents({x})), '[ _-]+', '_', 'g')"
    loose = " ".join(f"WHEN {literal(choice.lower())} THEN {literal(choice)}" for choice in ordered)
    return f"CASE {x} {exact} ELSE CASE {folded} {loose} END END"


@dataclass
class TablePlan:
    """One table to fill from one source."""

    table: Table
    rule: TableRule
    source: Source
    columns: list[ColumnPlan]
    raw: Raw
    where: str = ""
    needs_number: bool = False
    needs_content: bool = False
    names_currency: bool = False  # amounts that name their currency, where no column gives it
    no_record: str = "0"
    has_absent: str = "false"

    def column(self, name: str) -> ColumnPlan | None:
        return next((one for one in self.columns if one.name == name), None)

    @property
    def amount(self) -> ColumnPlan | None:
        """The column of amounts that `currency` is of."""
        return (self.column("amount") or self.column("cost")) if "currency" in self.table.names else None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the staged table, in the model's order."""
        offered = {one.name for one in self.columns}
        offered |= {c.name for c in self.table.columns if c.default is not None}
        if "disposition" in offered:
            offered.add("outcome")
            if any(rule.reason for rule in self.rule.outcomes.values()):
                offered.add("reason")
        if self.names_currency:
            offered.add("currency")
        if "phone" in offered and "phone_type" in self.table.names:
            offered.add("phone_type")
        return tuple(name for name in self.table.names if name in offered)

    @property
    def decimal(self) -> str:
        """The decimal sign of the file: that of a column whose values told it, else the one that goes with its separator."""
        told = next((one.format.decimal for one in self.columns if one.format.decimal and "fits" in one.why), None)
        return told or ("," if dict(self.source.facts).get("separator", "").startswith('";"') else ".")

    def read_headers(self) -> tuple[str, ...]:
        """The file's columns that fill a column or are part of a key, each once."""
        return tuple(dict.fromkeys(name for one in self.columns for name in one.data_headers))

    def faults(self) -> list[Fault]:
        return [fault for one in self.columns for fault in one.faults()] + self._backwards() + self._currencies()

    def _currencies(self) -> list[Fault]:
        """Amounts that name another currency than their row does, or one where nothing else in the file names any."""
        one, currency = self.amount, self.column("currency")
        if one is None or (currency is None and self.names_currency):
            return []
        r = f"r_{one.name}"
        said, is_dollar = currency_in(r), f"contains({r}, '$')"
        shown = f"'\"' || left({r}, {_SHOWN}) || '\" '"
        header = " + ".join(one.headers) or one.name
        if currency is None:
            unnamed = literal("names a currency that no column gives; add currency to the mapping")
            return [Fault(header, f"{said} IS NOT NULL", r, shown + " || " + unnamed)]
        dollars = ", ".join(map(literal, DOLLARS))
        apart = f"({said} <> v_currency AND NOT ({is_dollar} AND v_currency IN ({dollars})))"
        return [
            Fault(
                header,
                apart,
                r,
                f"{shown} || {literal('is not in ')} || v_currency || {literal(', the currency of its row')}",
            )
        ]

    def _backwards(self) -> list[Fault]:
        """Ends before starts; an hour is left to them, which clocks may have been put back by."""
        found: list[Fault] = []
        for last, first in _ENDS.items():
            end, start = self.column(last), self.column(first)
            if end is None or start is None:
                continue
            slack = " - INTERVAL 1 HOUR" if end.is_instant else ""
            header = " + ".join(end.headers) or last
            shown = f"'\"' || left(r_{last}, {_SHOWN}) || '\" '"
            backwards = literal(f"is before {first}")
            found.append(Fault(header, f"v_{last} < v_{first}{slack}", f"r_{last}", shown + " || " + backwards))
        return found

    def valued(self, relation: str, *, kept: str = "", numbered: bool = False, filtered: bool = True) -> str:
        """The two lower layers: r_x and v_x of every column, and the raw columns named in `kept`.

        `numbered` adds n, the ordinal of the record in the relation; not `filtered` takes every record.
        """
        inner = relation
        if numbered or self.needs_number:
            inner = self.raw.numbered(relation, by_content=self.needs_content)
        extra = [*([kept] if kept else []), *(["_n - 1 AS n"] if numbered else [])]
        extra += [f"{self.no_record} AS _none", f"{self.has_absent} AS _absent"]
        raws = ", ".join([*extra, *(f"{one.raw} AS r_{one.name}" for one in self.columns)])
        where = f" WHERE {self.where}" if self.where and filtered else ""
        sql = f"SELECT *, {self._values()} FROM (SELECT {raws} FROM {inner}{where})"
        instants = ", ".join(f"{one.utc()} AS v_{one.name}" for one in self.columns if one.is_instant)
        return f"SELECT *, {instants} FROM ({sql})" if instants else sql

    def _values(self) -> str:
        parts = []
        for one in self.columns:
            if one.is_instant:
                parts.append(f"{one.zoned()} AS z_{one.name}, {one.value()} AS l_{one.name}")
            else:
                parts.append(f"{one.value()} AS v_{one.name}")
        return ", ".join(parts)

    def bad(self) -> str:
        """SQL, over the lower layers, that is true for a record with any fault and false for any other."""
        return f"coalesce({' OR '.join(fault.condition for fault in self.faults()) or 'false'}, false)"

    def finished(self, relation: str) -> str:
        """The whole statement: the columns of `names`, `_none`, `_absent` and `_bad`."""
        columns = ", ".join(f"{self._final(name)} AS {identifier(name)}" for name in self.names)
        bad = f"_none IN (0, 4) AND {self.bad()}"
        return f"SELECT {columns}, _none, _absent, {bad} AS _bad FROM ({self.valued(relation)})"

    def _final(self, name: str) -> str:
        column, plan = self.table.column(name), self.column(name)
        value = f"v_{name}" if plan else "NULL"
        if name in ("outcome", "reason") and self.column("disposition") and (self.rule.outcomes or not plan):
            mapped = self._mapped(name)
            value = f"coalesce({value}, {mapped})" if plan else mapped
        if name == "reported_disposition" and self.rule.outcomes:
            value = f"coalesce({self._mapped('outcome', 'r_reported_disposition')}, {value})"
        if name == "currency" and self.amount:
            value = f"coalesce({value}, {currency_in(f'r_{self.amount.name}')})"
        if column.default is not None:
            value = f"coalesce({value}, {literal(column.default)})" if plan else literal(column.default)
        return value if plan and value == f"v_{name}" else f"CAST({value} AS {column.type.sql})"

    def _mapped(self, what: str, code: str = "r_disposition") -> str:
        pairs = [(c, o.outcome if what == "outcome" else o.reason) for c, o in self.rule.outcomes.items()]
        plan = self.column("disposition") or self.column("reported_disposition")
        first = {word: at for at, word in enumerate(plan.frequent if plan else ())}
        pairs.sort(key=lambda pair: first.get(pair[0], len(first)))
        whens = " ".join(f"WHEN {literal(c)} THEN {literal(value)}" for c, value in pairs if value)
        return f"CASE {code} {whens} END" if whens else "CAST(NULL AS VARCHAR)"

    def unmapped(self) -> tuple[str, str] | None:
        """(column of codes, condition on staged rows) for codes without an outcome; None where there are no codes."""
        if self.column("disposition") and "outcome" in self.table.names:
            return "disposition", "outcome IS NULL AND disposition IS NOT NULL"
        if self.column("reported_disposition"):
            known = ", ".join(literal(outcome) for outcome in OUTCOMES)
            return "reported_disposition", f"reported_disposition NOT IN ({known})"
        return None


def origin(rule: Rule) -> str:
    """Where a column's values come from, in words."""
    parts = []
    if rule.sources:
        parts.append(" + ".join(f'"{name}"' for name in rule.sources))
    if rule.key:
        parts.append("key of " + " + ".join(_MADE_WORDS.get(n) or f'"{n}"' for n in rule.key))
    if rule.constant is not None:
        parts.append(f'constant "{rule.constant}"')
    return ", else ".join(parts)
