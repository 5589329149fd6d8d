"""A table of members: one line a campaign, a list, an agent…, with KPIs in groups, their changes and a sparkline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.functional import Promise

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.shape import Unit
from cadran.web.charts import Markup, in_cell
from cadran.web.parts.answers import NOTHING, Answer
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import Status, change_of, gap_text, short_of, status_of, target_status, tip_of, why
from cadran.web.parts.trends import Trend, spark_period, trend_of
from cadran.web.served import KPIS
from cadran.wording import display

Words = str | Promise
Groups = Sequence[str] | Mapping[Any, Sequence[str]]
"""KPIs of a table, or KPIs under the words of their group."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the table. `status` marks a member off its target: how it stands against others is for views to say.

    `bar` is drawn behind a volume: its part of the largest. What `is_young` is hatched: too recent to be judged.
    """

    text: str
    sub: str
    href: str
    tip: str
    sort: str
    status: Status | None = None
    bar: Markup | None = None
    is_young: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    href: str
    cells: list[Cell]
    spark: Markup | None = None
    compare: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its KPI, its short words, the whole name and formula for hover; `sorted` as aria says it."""

    id: str
    words: str
    tip: str
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What parts/members.html draws; `groups` are words and how many columns they stand over.

    `of_agents` names the KPIs whose rows are of the calls that somebody had, and of what they are: their total is of all.
    """

    name: str
    member_words: str
    heads: list[Head]
    lines: list[Line]
    total: list[Cell] = field(default_factory=list)
    spark_words: str = ""
    dropped: list[str] = field(default_factory=list)
    groups: list[tuple[Words, int]] = field(default_factory=list)
    of_agents: list[str] = field(default_factory=list)

    @property
    def is_young(self) -> bool:
        """Whether some figure of it is too recent to be judged."""
        return any(cell.is_young for cell in (*self.total, *(cell for line in self.lines for cell in line.cells)))


def table(
    desk: Desk, dimension: str, kpis: Groups, *, spark: str | None = None, order: str | None = None, name: str | None = None, title: object = "",
    limit: int | None = None, is_now: bool = False, allocate: str | None = None, basis: str | None = None,
) -> Table:  # fmt: skip
    """Members of a dimension with these KPIs, largest `order` first; KPIs that lack the dimension are named aside.

    `is_now` takes states as they are now in place of the period: those of an earlier instant are slow to rebuild.
    """
    group_of = {kpi: words for words, members in kpis.items() for kpi in members} if isinstance(kpis, Mapping) else {}
    asked = [kpi for kpi in group_of or kpis if kpi in desk.allowed]
    when: dict[str, Any] = {"period": None} if is_now else {"compare": True}
    answer = desk.ask(asked, by=(dimension,), allocate=allocate, basis=basis, **when)
    known = [kpi for kpi in asked if kpi not in answer.unfit]
    same = _same(answer, known)
    shown = [kpi for kpi in known if kpi not in same]
    lines = _sparks(desk, dimension, spark) if spark and spark in desk.allowed else {}
    first = order if order in shown else shown[0] if shown else None
    rows = sorted(answer.rows, key=lambda row: -_amount(row, first)) if first else answer.rows
    desk.keep(name or dimension, answer, title=title, rows=rows)
    tops = {kpi: max((_amount(row, kpi) for row in rows), default=0.0) for kpi in shown if KPIS[kpi].den is None}
    heads = [_head(desk, kpi, same, "descending" if kpi == first else "") for kpi in shown]
    groups = [(words, len(list(run))) for words, run in groupby(shown, key=lambda kpi: group_of.get(kpi, ""))]
    return Table(
        name or dimension,
        desk.say(DIMENSIONS[dimension].name),
        heads,
        [_line(desk, dimension, shown, row, answer, lines, tops) for row in rows[:limit]],
        [_total(desk, kpi, answer) for kpi in shown],
        _spark_words(desk, spark, lines) if spark and lines else "",
        [desk.say(KPIS[kpi].name) for kpi in asked if kpi in answer.unfit],
        groups if group_of else [],
        [display.named(KPIS[kpi], desk.language, is_of_agents=True) for kpi in shown if _is_of_agents(answer, kpi)],
    )


def _is_of_agents(answer: Answer, kpi: str) -> bool:
    return answer.result is not None and answer.result.is_of_agents(kpi)


def _head(desk: Desk, kpi: str, same: Mapping[str, str], order: str) -> Head:
    merged = [kpi, *(other for other, kept in same.items() if kept == kpi)]
    words = " = ".join(short_of(desk, one) for one in merged)
    tip = "\n".join(f"{desk.say(KPIS[one].name)}\n{desk.say(KPIS[one].formula)}" for one in merged)
    return Head(kpi, words, tip, order)


def _same(answer: Answer, kpis: Sequence[str]) -> dict[str, str]:
    """KPI → the one before it whose money is the same for everybody here (an order a customer: CPO and CAC)."""
    found: dict[str, str] = {}
    priced = [kpi for kpi in kpis if KPIS[kpi].unit is Unit.MONEY and KPIS[kpi].den]
    columns = {kpi: [row["values"][kpi]["value"] for row in answer.rows] for kpi in priced}
    for kpi in priced:
        twin = next(
            (one for one in priced[: priced.index(kpi)] if one not in found and columns[one] == columns[kpi]), None
        )
        if twin and any(columns[kpi]):
            found[kpi] = twin
    return found


def _spark_words(desk: Desk, kpi: str, lines: Mapping[Any, Trend]) -> str:
    """The head of the sparklines: their KPI, and the days of the longest."""
    longest = max(lines.values(), key=lambda trend: len(trend.values))
    return f"{short_of(desk, kpi)}, {longest.first} – {longest.last}" if longest.values else short_of(desk, kpi)


def _amount(row: dict[str, Any], kpi: str | None) -> float:
    return float(row["values"].get(kpi, NOTHING)["value"] or 0) if kpi else 0.0


def _sparks(desk: Desk, dimension: str, kpi: str) -> dict[Any, Trend]:
    period, grain = spark_period(desk)
    grain = "week" if grain == "day" and dimension != "campaign" else grain
    answer = desk.ask([kpi], by=(dimension,), period=period, grain=grain)
    found: dict[Any, list[tuple[str, Mapping[str, Any]]]] = {}
    for row in answer.rows:
        found.setdefault(row["key"][dimension], []).append((row["key"]["period"], row["values"][kpi]))
    return {member: trend_of(desk, values, grain, answer) for member, values in found.items()}


def _line(
    desk: Desk,
    dimension: str,
    kpis: Sequence[str],
    row: dict[str, Any],
    answer: Answer,
    lines: dict[Any, Trend],
    tops: Mapping[str, float],
) -> Line:
    member = row["key"][dimension]
    text = "" if member is None else str(member)
    label = desk.label(dimension, member)
    where = desk.filters.at(dimension, text)
    cells = [
        _cell(
            desk,
            kpi,
            row["values"][kpi],
            desk.kpi_url(kpi, where=where),
            label,
            tops.get(kpi),
        )
        for kpi in kpis
    ]
    values = lines.get(member)
    return Line(
        label[:1].upper() + label[1:],
        desk.url("overview", where=where),
        cells,
        values.drawn(dated=False) if values else None,
        desk.url("compare", by=dimension, a=text),
    )


def _cell(desk: Desk, kpi: str, cell: dict[str, Any], href: str, label: str, top: float | None = None) -> Cell:
    declared = KPIS[kpi]
    gap = change_of(desk, declared, cell)
    reading = target_status(declared, cell.get("decision")) if cell.get("target") else None
    change = status_of(desk, declared, gap)
    sub = (
        f"{change.mark} {gap_text(desk, declared, gap)}"
        if gap and change
        else gap_text(desk, declared, gap)
        if gap
        else ""
    )
    tip = f"{label} · {desk.say(declared.name)}\n{tip_of(desk, declared, cell)}"
    if cell["value"] is None:
        tip = f"{label} · {desk.say(declared.name)}\n{why(desk, kpi, cell)}"
    apart = reading if reading and reading.kind in ("ok", "bad") else None
    return Cell(
        desk.value(declared, cell["value"]),
        sub,
        href,
        tip,
        "" if cell["value"] is None else repr(float(cell["value"])),
        apart,
        in_cell(cell["value"] / top) if top and cell["value"] else None,
        bool(cell.get("young")),
    )


def _total(desk: Desk, kpi: str, answer: Answer) -> Cell:
    return _cell(desk, kpi, answer.total(kpi), desk.kpi_url(kpi), desk.days(desk.filters.period))
