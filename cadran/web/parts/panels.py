"""Charts with their figures: the funnel, the best hours, refusals by reason, the agents; for their pages and the overview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cadran.analysis.result import ViewResult
from cadran.catalogue import DIMENSIONS
from cadran.catalogue.shape import KPI, Text
from cadran.query.shares import shares
from cadran.web.charts import Bar, Cell, Markup, Step, dots, funnel, heat, legend, level, levels, pareto, span_of, tag
from cadran.web.parts.answers import NOTHING, Answer
from cadran.web.parts.context import Desk, hour_words
from cadran.web.parts.figures import (  # fmt: skip
    BAD,
    OK,
    Status,
    change_of,
    count,
    gap_text,
    interval_text,
    name_of,
    side_status,
    status_of,
    tip_of,
    young_words,
)
from cadran.web.served import KPIS
from cadran.wording import display

SLOTS_BY = "contact_rate"
"""The KPI by which the view of the best hours calls a slot good or bad."""
FEW = 30
"""Below so many observations a cell of the heat map says nothing."""
STEPS: tuple[tuple[str, str | None], ...] = (
    ("leads_attempted", None),
    ("leads_contacted", "contactability_rate"),
    ("leads_qualified", "qualification_rate"),
    ("leads_argued", "argued_leads_rate"),
    ("appointments", "appointment_rate"),
    ("sales", "opportunity_conversion_rate"),
)
"""The funnel's steps: what is counted, and the KPI that is its rate of passage."""

FUNNEL_KPIS = tuple(kpi for step in STEPS for kpi in step if kpi)
WEEKDAYS = tuple(str(day) for day in range(1, 8))


OF = {
    "contactability_rate": Text("des fiches traitées", "of leads attempted"),
    "qualification_rate": Text("des fiches contactées", "of leads contacted"),
    "argued_leads_rate": Text("des fiches contactées", "of leads contacted"),
    "appointment_rate": Text("des appels argumentés", "of calls argued"),
    "opportunity_conversion_rate": Text("des fiches qualifiées", "of leads qualified"),
}
"""Of what each rate of passage is a part."""


def funnel_panel(desk: Desk, now: Answer, first: str = "leads_attempted") -> Markup:
    """The funnel with each step's rate, its interval and its change; a rate that got worse for certain is marked."""
    steps = [(first, None), *STEPS[1:]] if first != "leads_attempted" else list(STEPS)
    if first == "leads":
        steps.insert(1, ("leads_attempted", None))
    return funnel([_step(desk, kpi, rate, now) for kpi, rate in steps])


def _step(desk: Desk, kpi: str, rate: str | None, now: Answer) -> Step:
    total = now.total(kpi)
    label = name_of(desk, kpi)
    if rate is None:
        return Step(
            label, desk.value(KPIS[kpi], total["value"]), href=desk.kpi_url(kpi), tip=tip_of(desk, KPIS[kpi], total)
        )
    cell, declared = now.total(rate), KPIS[rate]
    gap = change_of(desk, declared, cell)
    status = status_of(desk, declared, gap)
    return Step(
        label,
        desk.value(KPIS[kpi], total["value"]),
        rate=cell["value"],
        rate_text=desk.value(declared, cell["value"]),
        of=desk.say(OF[rate]),
        low=cell["low"],
        high=cell["high"],
        change=_change(desk, status, gap_text(desk, declared, gap) if gap else ""),
        tip=f"{desk.say(declared.name)}\n{tip_of(desk, declared, cell)}",
        href=desk.kpi_url(kpi),
        rate_href=desk.kpi_url(rate),
        is_weak=bool(status and status.kind == BAD),
    )


def _change(desk: Desk, status: Status | None, words: str) -> Markup | str:
    if not words:
        return ""
    return chip(status, words) if status else words


def chip(status: Status, words: str | None = None) -> Markup:
    """A status as a chip: shape and word, colour beside."""
    return tag(
        "span", tag("i", status.mark, aria_hidden="true"), words or status.words, class_=f"chip {status.kind}",
        data_tip=status.tip or None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hours:
    """The heat map, its legend, and the slots that stand out."""

    chart: Markup
    legend: Markup
    best: list[tuple[str, str, str]] = field(default_factory=list)
    worst: list[tuple[str, str, str]] = field(default_factory=list)
    is_empty: bool = False
    is_judged: bool = False


def hours_panel(
    desk: Desk, kpi: str, answer: Answer, told: ViewResult | None = None, *, all_days: bool = False
) -> Hours:
    """The KPI by weekday and hour; best and worst are the slots that the view of the best hours, `told`, calls so."""
    declared = KPIS[kpi]
    cells = {
        (str(row["key"]["weekday"]), str(row["key"]["hour"])): row["values"][kpi]
        for row in answer.rows
        if row["key"]["weekday"] is not None and row["key"]["hour"] is not None
    }
    enough = {key: cell for key, cell in cells.items() if cell["value"] is not None and (cell["n"] or 0) >= FEW}
    scale = levels([cell["value"] for cell in enough.values()])
    hours = sorted({int(hour) for _day, hour in enough or cells})
    days = [day for day in WEEKDAYS if all_days or any(day == known for known, _hour in cells)]
    verdicts = _slot_verdicts(told, kpi, cells)
    ranked = sorted(enough, key=lambda key: -enough[key]["value"])
    best = [key for key in ranked if verdicts.get(key) == "best"][:3]
    drawn = {key: _cell(desk, kpi, key, cell, enough, scale, key in best) for key, cell in cells.items()}
    chart = heat(
        [(day, desk.label("weekday", day)[:3] + ("." if desk.language == "fr" else "")) for day in days],
        [(str(hour), hour_words(hour)) for hour in range(hours[0], hours[-1] + 1)] if hours else [],
        drawn,
        desk.say(declared.name),
    )

    def words(key: tuple[str, str]) -> tuple[str, str, str]:
        return slot(desk, *key), desk.value(declared, enough[key]["value"]), slot_url(desk, kpi, *key)

    low, high = (desk.value(declared, end) for end in scale)
    worst = [key for key in ranked[::-1] if verdicts.get(key) == "worst"][:3]
    scaled = legend(low, high) if len({cell["value"] for cell in enough.values()}) > 1 else Markup("")
    said = [words(key) for key in best], [words(key) for key in worst]
    return Hours(chart, scaled, *said, is_empty=not cells, is_judged=bool(verdicts))


def _slot_verdicts(
    told: ViewResult | None, kpi: str, cells: Mapping[tuple[str, str], Mapping[str, Any]]
) -> dict[tuple[str, str], str]:
    """Slot → the view's verdict, where its hour, that of the lead, holds the very calls of the centre's hour drawn here."""
    found: dict[tuple[str, str], str] = {}
    for row in told.table("slots").rows if told is not None else []:
        slot, figure = (str(row["weekday"]), str(row["hour"])), row.get(kpi)
        cell = cells.get(slot)
        if cell and figure and (cell["num"], cell["den"]) == (figure["num"], figure["den"]):
            found[slot] = row["verdict"]
    return found if kpi == SLOTS_BY else {}


def _cell(
    desk: Desk,
    kpi: str,
    key: tuple[str, str],
    cell: dict[str, Any],
    told: dict[Any, Any],
    scale: tuple[float, float],
    is_best: bool,
) -> Cell:
    tip = f"{slot(desk, *key)}\n{tip_of(desk, KPIS[kpi], cell)}"
    href = slot_url(desk, kpi, *key)
    if key not in told:
        return Cell("–", None, f"{tip}\n" + _("fewer than %(few)s: too few to tell") % {"few": FEW}, href)
    text = (
        display.number(cell["value"] * 100, 0, desk.language)
        if KPIS[kpi].unit == "percent"
        else desk.value(KPIS[kpi], cell["value"])
    )
    return Cell(text, level(cell["value"], scale), tip, href, is_best)


def slot(desk: Desk, day: str, hour: str) -> str:
    return _("%(day)s, %(hour)s to %(next)s") % {
        "day": desk.label("weekday", day), "hour": hour_words(int(hour)), "next": hour_words(int(hour) + 1),
    }  # fmt: skip


def slot_url(desk: Desk, kpi: str, day: str, hour: str) -> str:
    return desk.url("rows", kpi, weekday=day, hour=hour)


@dataclass(frozen=True, slots=True)
class Reasons:
    """The bars, and what they count: (member, count), largest first."""

    chart: Markup
    total: str
    few: list[str]
    is_empty: bool
    counts: list[tuple[str, float]] = field(default_factory=list)


def reasons_panel(desk: Desk, answer: Answer, *, kpi: str = "refusals", dimension: str = "reason") -> Reasons:
    """A count by member, largest first, with each share and the line that 80 % lie above."""
    rows = sorted(answer.rows, key=lambda row: -(row["values"][kpi]["value"] or 0))
    counts = [float(row["values"][kpi]["value"] or 0) for row in rows]
    parts = shares(counts)
    cut = next((place + 1 for place, (_own, through) in enumerate(parts) if (through or 0) >= 0.8), len(rows))
    items = []
    for row, amount, (own, through) in zip(rows, counts, parts, strict=True):
        member = row["key"][dimension]
        label = desk.label(dimension, member)
        label = label[:1].upper() + label[1:]
        told = [
            label,
            f"{desk.value(KPIS[kpi], amount)} · {display.value(own, KPIS['refusal_rate'].unit, desk.language)}",
        ]
        items.append(
            Bar(
                label,
                amount,
                count(desk, amount),
                display.percent(through, desk.language) if through is not None else "",
                tip="\n".join(
                    [*told, _("with those above: %(share)s") % {"share": display.percent(through or 0, desk.language)}]
                ),
                href=desk.address("rows", kpi, changes={dimension: "" if member is None else str(member)}),
            )
        )
    words = _("80%% of them lie above this line") % {}
    return Reasons(
        pareto(items, cut, words),
        count(desk, answer.total(kpi)["value"]),
        [item.label for item in items[:cut]],
        not items,
        [(item.label, item.value or 0.0) for item in items],
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a ranking; `more` are other figures in words, each with the number to sort by, as `sort` is of `value`."""

    label: str
    href: str
    value: str
    n: str
    interval: str
    dots: Markup
    status: Status
    aside: str = ""
    tip: str = ""
    more: list[tuple[str, str]] = field(default_factory=list)
    compare: str = ""
    sort: str = ""


def ranked(desk: Desk, kpi: str, answer: Answer, dimension: str) -> list[dict[str, Any]]:
    """Rows from best to worst, those without a value last; an ordered dimension keeps its own order."""
    down = KPIS[kpi].better == "down"
    rows = [row for row in answer.rows if kpi in row["values"]]  # a filter may leave other figures of the answer alone
    known = [row for row in rows if row["values"][kpi]["value"] is not None]
    unknown = [row for row in rows if row["values"][kpi]["value"] is None]
    rows = [*sorted(known, key=lambda row: row["values"][kpi]["value"], reverse=not down), *unknown]
    if DIMENSIONS[dimension].is_ordered:
        rows.sort(key=lambda row: desk.place(dimension, row["key"][dimension]))
    return rows


def ranking(
    desk: Desk,
    kpi: str,
    answer: Answer,
    dimension: str,
    verdicts: Mapping[Any, str | None],
    *,
    more: tuple[str, ...] = (),
) -> list[Member]:
    """Members from best to worst (or in their own order), each on its interval beside the mean of all.

    NULL is a member like others. `verdicts`: member → how a view finds it to stand; others carry none. Where members are of the
    calls that somebody had, the mean of all calls is not beside them.
    """
    rows = ranked(desk, kpi, answer, dimension)
    is_of_agents = bool(rows) and answer.result is not None and answer.result.is_of_agents(kpi)
    mean = None if is_of_agents else answer.total(kpi)["value"]
    cells = [row["values"][kpi] for row in rows if row["values"][kpi]["value"] is not None]
    scale = span_of([mean, *(cell[end] for cell in cells for end in ("value", "low", "high"))])
    return [_member(desk, kpi, row, dimension, scale, mean, verdicts, more) for row in rows]


def standing(desk: Desk, kpi: str, rows: list[dict[str, Any]], limit: int) -> list[Member]:
    """Agents by what is left of a proportion once chance and their campaigns are taken out: the best, then the worst.

    `rows` are those of the view of agents; each is shown against what is expected of it.
    """
    declared = KPIS[kpi]
    if not rows:
        return []
    ends = [
        value
        for one in rows
        for value in (one["estimate"]["value"], one["estimate"]["low"], one["estimate"]["high"], one["expected"])
    ]
    if len(rows) > limit:
        rows = [*rows[: limit - limit // 3], *rows[-(limit // 3) :]]
    scale = span_of(ends)
    return [
        shrunk(
            desk, declared, "agent", one, desk.value(declared, one["observed"]["value"]), scale,
            more=[(desk.value(declared, one["observed"]["value"]), repr(one["observed"]["value"]))],
        )
        for one in rows
    ]  # fmt: skip


def shrunk(
    desk: Desk, kpi: KPI, by: str, one: Mapping[str, Any], observed: str, scale: tuple[float, float],
    more: Sequence[tuple[str, str]] = (),
) -> Member:  # fmt: skip
    """One row of the view's shrunk ranking: the estimate on its interval, against what is expected of this member."""
    estimate, expected, member = one["estimate"], one["expected"], one[by]
    is_told = not estimate["low"] == estimate["high"] == expected
    status = side_status(kpi, one["verdict"]) if is_told else Status("flat", "")
    label = desk.label(by, member)
    tip = [label, _("observed %(value)s") % {"value": observed}]
    tip += [_("expected with the same campaigns %(value)s") % {"value": desk.value(kpi, expected)}]
    return Member(
        label,
        desk.kpi_url(kpi.id, where=desk.filters.at(by, str(member))),
        desk.value(kpi, estimate["value"]),
        count(desk, one["observed"]["den"]),
        interval_text(desk, kpi, estimate) if is_told else "",
        dots(
            estimate["value"], estimate["low"], estimate["high"], scale, reference=expected,
            kind=status.kind if status.kind in (OK, BAD) else "",
        ),
        status,
        tip="\n".join(tip),
        more=list(more),
    )  # fmt: skip


def _member(
    desk: Desk,
    kpi: str,
    row: dict[str, Any],
    dimension: str,
    scale: tuple[float, float],
    mean: float | None,
    verdicts: Mapping[Any, str | None],
    more: tuple[str, ...],
) -> Member:
    declared, cell, member = KPIS[kpi], row["values"][kpi], row["key"][dimension]
    verdict = verdicts.get(member)
    status = side_status(declared, verdict) if verdict else Status("flat", display.UNKNOWN if verdicts else "")
    if cell.get("young") and not verdict:
        status = Status("flat", _("too recent"), young_words(cell))
    label = desk.label(dimension, member)
    where = desk.filters.at(dimension, None if member is None else str(member))
    return Member(
        label,
        desk.kpi_url(kpi, where=where),
        desk.value(declared, cell["value"]),
        count(desk, display.observations(cell)),
        interval_text(desk, declared, cell),
        dots(
            cell["value"],
            cell["low"],
            cell["high"],
            scale,
            reference=mean,
            kind=status.kind if status.kind in (OK, BAD) else "",
        ),
        status,
        tip=f"{label}\n{tip_of(desk, declared, cell)}",
        more=[beside(desk, other, row["values"]) for other in more],
        compare=desk.url("compare", kpi=kpi, by=dimension, a="" if member is None else str(member)),
        sort=sort_key(cell["value"]),
    )


def beside(desk: Desk, kpi: str, values: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    """Another figure of the member, in words and to sort by."""
    amount = values.get(kpi, NOTHING)["value"]
    return desk.value(KPIS[kpi], amount), sort_key(amount)


def sort_key(amount: float | None) -> str:
    return "" if amount is None else repr(float(amount))
