"""What a page shows, as a table to take away: its words, names, zone and formats, its total, and what it was asked with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadran.analysis.result import Column, Table, ViewResult
from cadran.catalogue import DIMENSIONS
from cadran.catalogue.columns import DIMENSION_OF, VALUES, words_of
from cadran.catalogue.shape import KPI, Unit
from cadran.query.result import Result
from cadran.reports.sheet import KIND_OF, Field, Kind, Sheet
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import change_of, target_status
from cadran.web.served import KPIS
from cadran.wording.display import named, observations, yes_or_no

Cell = Mapping[str, Any]


def of_result(desk: Desk, name: str, result: Result, ordered: Sequence[dict[str, Any]] | None = None) -> Sheet:
    """Figures: a column a dimension, then of each KPI its value and, where it has them, its bounds, change and reading.

    Rows are in the order of the page, where it has one of its own.
    """
    kpis = [KPIS[id] for id in result.total if id in KPIS]
    parts = {kpi.id: _parts(desk, kpi, result) for kpi in kpis}
    keys = [Field(desk.say(DIMENSIONS[by].name)) for by in result.by]
    keys += [Field(_("Period"))] if result.grain else []
    fields = [*keys, *(field for kpi in kpis for field, _value in parts[kpi.id])]
    rows = [
        [
            *_key(desk, result, row["key"]),
            *(value(row["values"][kpi.id]) for kpi in kpis for _f, value in parts[kpi.id]),
        ]
        for row in (result.rows if ordered is None else ordered)
    ]
    total = [value(result.total[kpi.id]) for kpi in kpis for _field, value in parts[kpi.id]]
    first = [pgettext("total", "All"), *([""] * (len(keys) - 1))] if keys else []
    words = _words(name, desk)
    return Sheet(
        words, fields, rows, [*first, *total] if keys else (), _about(desk, words, kpis, result), _("Definitions")
    )


def _key(desk: Desk, result: Result, key: Cell) -> list[Any]:
    labels = [desk.label(by, key[by]) for by in result.by]
    found: list[Any] = [label[:1].upper() + label[1:] for label in labels]
    if result.grain:
        found.append(_period(desk, key["period"]))
    return found


def _period(desk: Desk, key: str | None) -> Any:
    """A day as a day; a week, a month, a quarter as pages call it."""
    if key is None:
        return _("undated")
    return date.fromisoformat(key) if re.fullmatch(r"\d{4}-\d\d-\d\d", key) else desk.period_label(key)


def _parts(desk: Desk, kpi: KPI, result: Result) -> list[tuple[Field, Any]]:
    """The columns of a KPI and how each is read from a cell; those that no row fills are left out."""
    head, kind = named(kpi, desk.language, is_of_agents=result.is_of_agents(kpi.id)), KIND_OF[kpi.unit]
    cells = [*(row["values"][kpi.id] for row in result.rows), result.total[kpi.id]]
    found: list[tuple[Field, Any]] = [(Field(head, kind), lambda cell: cell["value"])]
    if any(cell["low"] is not None for cell in cells):
        found.append((Field(f"{head} – {pgettext('interval', 'from')}", kind), lambda cell: cell["low"]))
        found.append((Field(f"{head} – {pgettext('interval', 'to')}", kind), lambda cell: cell["high"]))
    if any(observations(cell) is not None for cell in cells):
        found.append((Field(f"{head} – {_('base')}", Kind.NUMBER), observations))
    if any(change_of(desk, kpi, cell) for cell in cells):
        found.append((Field(f"{head} – {_('change')}", _change_kind(kpi)), lambda cell: _change(desk, kpi, cell)))
    if any("estimated" in cell for cell in cells):
        found.append((Field(f"{head} – {_('estimated costs')}", Kind.MONEY), lambda cell: cell.get("estimated")))
    if any(_reading(kpi, cell) for cell in cells):
        found.append((Field(f"{head} – {_('reading')}"), lambda cell: _reading(kpi, cell)))
    return found


def _is_relative(kpi: KPI) -> bool:
    return kpi.unit in (Unit.COUNT, Unit.MONEY)


def _change_kind(kpi: KPI) -> Kind:
    if kpi.unit is Unit.PERCENT:
        return Kind.POINTS
    return Kind.PERCENT if _is_relative(kpi) else KIND_OF[kpi.unit]


def _change(desk: Desk, kpi: KPI, cell: Cell) -> float | None:
    gap = change_of(desk, kpi, cell)
    if gap is None:
        return None
    value: float | None = gap["relative"] if _is_relative(kpi) else gap["value"]
    return value


def _reading(kpi: KPI, cell: Cell) -> str:
    """How a cell stands against its target; what is too recent does not. How members stand against others is for views to say."""
    if cell.get("young") and not cell.get("settled"):
        return _("too recent")
    return target_status(kpi, cell.get("decision")).words if cell.get("target") else ""


def of_lines(desk: Desk, words: str, heads: Sequence[str], lines: Sequence[Sequence[str]], result: Result) -> Sheet:
    """A table that names a KPI on each line: its texts as the page has them, since a column holds several units."""
    kpis = [KPIS[id] for id in result.total if id in KPIS]
    return Sheet(words, [Field(head) for head in heads], lines, (), _about(desk, words, kpis, result), _("Definitions"))


# tables of views


def of_table(desk: Desk, result: ViewResult, table: Table) -> Sheet:
    """A view's table, all of its rows; of a figure its value, its bounds and its base."""
    columns = [(column, part) for column in table.columns for part in _columns(column, table)]
    fields = [Field(_head(desk, column, part), _kind(column, part)) for column, part in columns]
    rows = [[_content(desk, column, part, row.get(column.id)) for column, part in columns] for row in table.rows]
    words = f"{desk.say(result.name)} – {desk.say(table.title)}"
    about = [(_("Question"), desk.say(result.question)), *_asked(desk)]
    about += [(_("What it says"), desk.say(finding.text)) for finding in result.findings]
    about += [(_("Rule"), desk.say(rule)) for rule in result.rules]
    about += [(_("Note"), str(note[desk.language])) for note in result.notes]
    return Sheet(words, fields, rows, (), about, _("Definitions"))


_SIDES = ("value", "low", "high", "den")


def _columns(column: Column, table: Table) -> Sequence[str]:
    """The parts of a column that some row has."""
    if column.kind != "figure":
        return ("",)
    held = [row[column.id] for row in table.rows if isinstance(row.get(column.id), Mapping)]
    return [part for part in _SIDES if part == "value" or any(one.get(part) is not None for one in held)]


def _head(desk: Desk, column: Column, part: str) -> str:
    name = desk.say(column.name)
    added = {"low": pgettext("interval", "from"), "high": pgettext("interval", "to"), "den": _("base")}
    return f"{name} – {added[part]}" if part in added else name


def _kind(column: Column, part: str) -> Kind:
    if part == "den":
        return Kind.NUMBER
    if column.kind in ("figure", "number"):
        return KIND_OF[column.unit]
    return {"points": Kind.POINTS, "day": Kind.DAY}.get(column.kind, Kind.TEXT)


def _content(desk: Desk, column: Column, part: str, content: Any) -> Any:
    if part:
        return content.get(part) if isinstance(content, Mapping) else None
    if column.kind == "member":
        if content is not None and str(content) in column.labels:
            return desk.say(column.labels[str(content)])
        return desk.label(column.dimension, content) if column.dimension else content
    if isinstance(content, bool):
        return yes_or_no(content, desk.language)
    return content


# rows


def of_rows(desk: Desk, name: str, found: Any, columns: Sequence[str]) -> Sheet:
    """Opened rows: instants as the centre's clocks show them, members by their names, codes in words."""
    fields = [
        Field(desk.say(words_of(column)), _row_kind(found.schema.field(column).type, column)) for column in columns
    ]
    values = [[_row_value(desk, column, value) for value in found.column(column).to_pylist()] for column in columns]
    return Sheet(
        name, fields, list(zip(*values, strict=True)), (), [(_("Rows"), name), *_asked(desk)], _("Definitions")
    )


_MONEY = (
    "amount",
    "amount_base",
    "margin",
    "margin_base",
    "revenue",
    "lifetime_value",
    "billed",
    "billed_amount",
    "cost",
)


def _row_kind(type: Any, column: str) -> Kind:
    name = str(type)
    if name.startswith("timestamp"):
        return Kind.INSTANT
    if name.startswith("date"):
        return Kind.DAY
    if column.endswith("_s"):
        return Kind.SECONDS
    if column in _MONEY:
        return Kind.MONEY
    is_number = name.startswith(("int", "uint", "double", "float", "decimal"))
    return Kind.NUMBER if is_number and DIMENSION_OF.get(column, column) not in DIMENSIONS else Kind.TEXT


def _row_value(desk: Desk, column: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return desk.zoned(value)
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, bool):
        return yes_or_no(value, desk.language)
    dimension = DIMENSION_OF.get(column, column)
    if dimension in DIMENSIONS:
        return desk.label(dimension, value)
    if str(value) in VALUES.get(column, {}):
        return desk.say(VALUES[column][str(value)])
    return value


# what it was asked with


def _about(desk: Desk, words: str, kpis: Sequence[KPI], result: Result) -> list[tuple[str, str]]:
    found = [(_("Table"), words), *_asked(desk)]
    found.append((_("As of"), desk.day(desk.zoned(result.as_of))))
    found += [(desk.say(kpi.name), f"{desk.say(kpi.formula)} {desk.say(kpi.reading)}".strip()) for kpi in kpis]
    return found + [(_("Note"), str(note[desk.language])) for note in result.notes]


def _asked(desk: Desk) -> list[tuple[str, str]]:
    """The days, the filters and the basis of the page."""
    cohort = desk.filters.basis == "cohort"
    found = [
        (_("Days"), desk.days(desk.filters.period or desk.loaded)),
        (_("Basis"), _("Leads created in the period") if cohort else _("Activity of the period")),
        (_("Time zone"), str(desk.executor.zone)),
    ]
    for name, values in desk.filters.where.items():
        found.append((desk.say(DIMENSIONS[name].name), ", ".join(desk.label(name, value) for value in values)))
    return found


def _words(name: str, desk: Desk) -> str:
    """What a table is called: by its dimension or its KPI where it has the name of one."""
    if name in DIMENSIONS:
        return desk.say(DIMENSIONS[name].name)
    return desk.say(KPIS[name].name) if name in KPIS else name


def file_name(desk: Desk, words: str) -> str:
    """cadran-taux-de-contact-2026-09-01-2026-09-30: plain letters, and the days that it speaks of.

    The days are the first and the last, both counted; one day is said once.
    """
    letters = (
        unicodedata.normalize("NFKD", words.replace("’", "-").replace("œ", "oe")).encode("ascii", "ignore").decode()
    )
    slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:80].strip("-") or "table"
    days = desk.filters.period or desk.loaded
    if days is None:
        return f"cadran-{slug}"
    first, last = days[0], days[1] - timedelta(days=1)
    span = f"{first.isoformat()}" if first == last else f"{first.isoformat()}-{last.isoformat()}"
    return f"cadran-{slug}-{span}"
