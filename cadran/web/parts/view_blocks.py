"""What a view of the analysis says, on a page: its findings in words, its tables, its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cadran.analysis import refusals
from cadran.analysis.leading import leading, ordered
from cadran.analysis.result import Column, Finding, Table, ViewResult
from cadran.analysis.views import VIEWS, view
from cadran.catalogue.dimensions import UNASSIGNED
from cadran.errors import NotConformedError, UsageError
from cadran.web.parts.answers import LIFE_S
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import BAD, FLAT, NEUTRAL, OK, Status, between, number, signed
from cadran.web.served import KPIS
from cadran.wording import display

LINES = 16
NUMBERS = ("figure", "number", "points")
_TONES = {"good": (OK, "●"), "bad": (BAD, "▼"), "undecided": (NEUTRAL, "◆")}


@dataclass(frozen=True, slots=True)
class Said:
    """One finding: the kind gives the colour of its mark, the sentence says it, `href` leads to what it rests on."""

    kind: str
    mark: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a view's table, or the head of its column `id`.

    A verdict has a `status`: its shape and colour beside its words. `sort` is the number that its words stand for.
    """

    text: str
    sub: str = ""
    is_number: bool = False
    status: Status | None = None
    sort: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One table of a view; `hidden` rows are in the download only."""

    name: str
    title: str
    heads: list[Cell]
    rows: list[list[Cell]]
    hidden: int


@dataclass(frozen=True, slots=True)
class Told:
    """A view on a page."""

    findings: list[Said]
    tables: list[Drawn]
    rules: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class OneTable:
    """A table of a view, as downloads take it; `sheet` makes it where its page shows more than the view does."""

    result: ViewResult
    table: str
    sheet: Callable[[], Any] | None = None

    def to_arrow(self) -> Any:
        return self.result.to_arrow(self.table)


def result_of(desk: Desk, name: str, **options: Any) -> ViewResult | None:
    """The view under the page's filters; None where the person, the filters or the store do not allow it."""
    if not _is_theirs(desk, name, options):
        return None
    where = {key: values for key, values in desk.filters.where.items() if desk.may_use(key)}

    def answer() -> ViewResult | None:
        try:
            with desk.executor.reading() as store:
                return view(store, name, where=where, scope=desk.scope, **_asked(desk, options))
        except (UsageError, NotConformedError):
            return None

    made: ViewResult | None = desk.memory.get(_key(desk, name, options), answer, life=LIFE_S)
    return made


def _is_theirs(desk: Desk, name: str, options: Mapping[str, Any]) -> bool:
    found, by = VIEWS[name], options.get("by") or VIEWS[name].options.get("by")
    return desk.allowed.issuperset(found.kpis) and (not by or desk.may_use(by))


def _asked(desk: Desk, options: Mapping[str, Any]) -> dict[str, Any]:
    return {"period": desk.filters.period, "basis": desk.filters.basis, **options}


def _key(desk: Desk, name: str, options: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a view's answer is remembered by."""
    where = sorted((key, values) for key, values in desk.filters.where.items() if desk.may_use(key))
    return desk.version, "view", name, desk.scope, tuple(where), tuple(sorted(_asked(desk, options).items()))


def verdicts(desk: Desk, kpi: str, by: str) -> dict[Any, str | None]:
    """Member of `by` → how the view that judges this KPI finds it to stand: "above", "below" or "undecided".

    Refusals by groups of agents are judged by their own view; any other proportion, by that of the agents.
    """
    if kpi == refusals.RATE and by in refusals.BY:
        result, name = result_of(desk, "refusals"), by
    else:
        result, name = result_of(desk, "agents", kpi=kpi, by=by) if KPIS[kpi].subset else None, "ranking"
    return {row[by]: row["verdict"] for row in result.table(name).rows} if result is not None else {}


@dataclass(frozen=True, slots=True)
class Strip:
    """What views say, most important first: the few that are read at once, and the rest."""

    first: list[Said]
    rest: list[Said]
    notes: list[str]


FIRST = 3
PAGES = {
    "funnel": "funnel", "speed": "funnel", "best-hours": "hours", "attempt-rank": "hours", "refusals": "refusals",
    "sales-by-target": "refusals", "list-wear": "lists", "cost-and-return": "costs", "product-mix": "costs",
    "agents": "agents", "pauses": "agents",
    "action-effect": "effects", "test-length": "effects", "opening-closing": "agents", "profiles": "agents", "occupancy": "agents",
}  # fmt: skip
"""View → the page that shows what it says."""
LEADING = ("funnel", "best-hours", "refusals", "agents", "list-wear", "cost-and-return", "product-mix", "speed",
           "opening-closing", "profiles", "occupancy", "pauses")  # fmt: skip
"""The views that the overview looks through."""


def strip(desk: Desk, *asked: str | ViewResult | None) -> Strip:
    """What views say on their page (by name, or as already asked), those that judge first, by what is at stake."""
    results = [result_of(desk, one) if isinstance(one, str) else one for one in asked]
    found = [result for result in results if result is not None]
    lines = [_said(desk, one) for one in ordered(one for result in found for one in result.findings)]
    notes = dict.fromkeys(str(note[desk.language]) for result in found for note in result.notes)
    return Strip(lines[:FIRST], lines[FIRST:], list(notes))


def are_headlines_known(desk: Desk) -> bool:
    """Whether nobody has to wait for them: all views that they come from are remembered."""
    return all(desk.memory.has(_key(desk, name, {}), life=LIFE_S) for name in LEADING if _is_theirs(desk, name, {}))


def headlines(desk: Desk) -> list[Said]:
    """The three findings that matter most of all views, each with the way to its page; no two of one view."""
    results = [result for name in LEADING for result in (result_of(desk, name),) if result is not None]
    seen: set[str] = set()
    first: list[Said] = []
    for result, one in leading(results):
        if result.view not in seen and len(first) < FIRST:
            seen.add(result.view)
            first.append(_said(desk, one, desk.url(PAGES[result.view])))
    return first


def told(desk: Desk, result: ViewResult) -> Told:
    """A view's answer in words, each of its tables offered for download."""
    for table in result.tables:
        desk.results[f"{result.view}-{table.id}"] = OneTable(result, table.id)
    return Told(
        said(desk, result),
        [_drawn(desk, result, table) for table in result.tables if table.rows],
        [desk.say(rule) for rule in result.rules],
        [str(note[desk.language]) for note in result.notes],
    )


def said(desk: Desk, result: ViewResult) -> list[Said]:
    """The findings, each with its mark."""
    return [_said(desk, one) for one in result.findings]


def _said(desk: Desk, finding: Finding, href: str = "") -> Said:
    text = desk.say(finding.text)
    return Said(*_TONES.get(finding.tone, (FLAT, "○")), text[:1].upper() + text[1:], href)


def _drawn(desk: Desk, result: ViewResult, table: Table) -> Drawn:
    rows = [[_cell(desk, column, row.get(column.id)) for column in table.columns] for row in table.rows[:LINES]]
    heads = [Cell(desk.say(column.name), is_number=column.kind in NUMBERS, id=column.id) for column in table.columns]
    kept = [place for place, column in enumerate(table.columns) if not _is_said(rows, place, column)]
    heads, rows = [heads[place] for place in kept], [[row[place] for place in kept] for row in rows]
    hidden = max(0, len(table.rows) - LINES)
    return Drawn(f"{result.view}-{table.id}", desk.say(table.title), heads, rows, hidden)


def _is_said(rows: list[list[Cell]], place: int, column: Column) -> bool:
    """Whether a column of words says again what the column before it does: the name of a member already named."""
    return (
        bool(rows)
        and column.kind == "text"
        and place > 0
        and all(row[place].text == row[place - 1].text for row in rows)
    )


def _cell(desk: Desk, column: Column, content: Any) -> Cell:
    if column.kind == "member":
        words = _member(desk, column, content)
        kind, shape = _TONES.get(column.tones.get(str(content), ""), (FLAT, "○"))
        status = Status(kind, words, shape=shape) if column.tones and content is not None else None
        place = list(column.labels).index(str(content)) if str(content) in column.labels else None
        return Cell(words, status=status, sort="" if place is None else str(place))
    if column.kind in ("text", "flag"):
        return Cell("" if content is None else str(content))
    if column.kind == "day":
        return Cell(desk.day(content), sort=str(content.toordinal())) if content else Cell("")
    if content is None:
        return Cell(display.UNKNOWN, is_number=True)
    if column.kind == "points":
        return Cell(
            signed(_("%(points)s pt") % {"points": display.number(content * 100, 1, desk.language)}, content),
            is_number=True,
            sort=repr(float(content)),
        )
    if column.kind == "number":
        text = display.value(content, column.unit, desk.language, desk.currency)
        return Cell(text, is_number=True, sort=repr(float(content)))
    if not isinstance(content, Mapping):
        return Cell(str(content))
    text, low, high = (
        display.value(content[side], column.unit, desk.language, desk.currency) for side in ("value", "low", "high")
    )
    parts = [between(low, high)] if content["low"] is not None and content["high"] is not None else []
    parts += [f"n {number(desk, content['den'])}"] if content.get("den") is not None else []
    sort = "" if content["value"] is None else repr(float(content["value"]))
    return Cell(text, " · ".join(parts), is_number=True, sort=sort)


def _member(desk: Desk, column: Column, content: Any) -> str:
    if content is None:
        return desk.say(UNASSIGNED)
    if str(content) in column.labels:
        return desk.say(column.labels[str(content)])
    return desk.label(column.dimension, content) if column.dimension else str(content)
