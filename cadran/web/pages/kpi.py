"""The page of one KPI: what it means, how it reads, its variants, its series, its breakdowns, its rows, its SQL."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadran.catalogue import DIMENSIONS, FAMILIES
from cadran.catalogue import KPIS as CATALOGUE
from cadran.catalogue.shape import KPI, Basis, Unit
from cadran.catalogue.sources import reference
from cadran.query.entities import Action
from cadran.query.request import Request
from cadran.web.charts import Bar, Mark, Markup, Point, Reference, bars, round_ticks, series
from cadran.web.pages import panels
from cadran.web.pages.actions import may_note
from cadran.web.pages.answers import NOTHING, Answer
from cadran.web.pages.desk import Desk, hour_words
from cadran.web.pages.figures import Figure, campaign_to_date, figure, number, target_text, tip_of, why
from cadran.web.pages.page import is_internal, page
from cadran.web.pages.telling import result_of, told
from cadran.web.pages.trends import end_of, grain_of, start_of_key
from cadran.web.served import KPIS

GRAINS = {
    "hour": pgettext_lazy("grain", "Hour"),
    "day": pgettext_lazy("grain", "Day"),
    "week": pgettext_lazy("grain", "Week"),
    "month": pgettext_lazy("grain", "Month"),
    "quarter": pgettext_lazy("grain", "Quarter"),
}
KINDS = {
    "training": gettext_lazy("training"), "script": gettext_lazy("script"), "offer": gettext_lazy("offer"),
    "price": gettext_lazy("price"), "list": gettext_lazy("list"), "other": gettext_lazy("other"),
}  # fmt: skip
BENCHMARKS = {
    "good": gettext_lazy("good from"), "average": gettext_lazy("average"), "best": gettext_lazy("best"),
    "floor": gettext_lazy("at least"), "target": gettext_lazy("aim"), "low": gettext_lazy("low"), "high": gettext_lazy("high"),
}  # fmt: skip
LINES = 20
"""Members that a breakdown shows before it is asked for all."""
ACTIVE = "attempts"
USUAL, TABS = ("campaign", "list", "source", "team", "agent", "segment"), 8
"""Dimensions that stand open beside those that a KPI names; others are in a menu."""


@page("pages/kpi.html", gettext_lazy("KPI"))
def kpi(desk: Desk, id: str) -> dict[str, Any]:
    """One KPI under the filters."""
    declared = declared_for(desk, id)
    answer = desk.keep(id, desk.ask([id], compare=True))
    table = result_of(desk, declared.view.analysis) if declared.view else None
    return {
        "title": desk.say(declared.name),
        "kpi": declared,
        "figure": figure(desk, id, answer, whole=campaign_to_date(desk, [id]).get(id)),
        "parts": parts(desk, declared, answer),
        "words": words(desk, declared),
        "bases": bases(desk, declared),
        "variants": variants(desk, declared),
        "series": None if declared.view else chart(desk, declared),
        "told": told(desk, table) if table else None,
        "breakdown": breakdown(desk, declared, declared.view.by if declared.view and table and table.tables else ()),
        "rows": {part: desk.url("rows", id, part=part) for part in ("num", *(["den"] if declared.den else []))},
        "sql_href": desk.url("sql", id) if is_internal(desk.request) else "",
        "notes": [note_words(desk, note) for note in answer.result.notes] if answer.result else [],
        "as_of": local(desk, answer.result.as_of) if answer.result else "",
        "why": why(desk, id, answer.total(id), answer),
        "compare": desk.url("compare", kpi=id),
        "kinds": KINDS.items() if may_note(desk.request) else (),
        "campaigns": desk.members("campaign"),
    }


@page("pages/sql.html", gettext_lazy("SQL"), internal=True)
def sql(desk: Desk, id: str) -> dict[str, Any]:
    """The statement behind the figure, with its values."""
    declared = declared_for(desk, id)
    request = Request(
        (id,), period=desk.filters.period, where=desk.filters.where, basis=desk.filters.basis, scope=desk.scope
    )
    return {"title": desk.say(declared.name), "sql": desk.executor.explain(request), "back": desk.kpi_url(id)}


def declared_for(desk: Desk, id: str) -> KPI:
    """The KPI of that id; 404 alike when there is none and when it is not this person's to see."""
    if id not in KPIS or id not in desk.allowed:
        raise Http404
    return KPIS[id]


def note_words(desk: Desk, note: Mapping[str, Any]) -> str:
    """A note of the figures; the days of a whole period compared with are said as pages say days."""
    text = str(note[desk.language])
    if note.get("code") != "compared" or "UTC" in text:
        return text
    days = (date.fromisoformat(note["from"]), date.fromisoformat(note["to"]))
    return _("Compared with: %(days)s.") % {"days": desk.days(days)}


def local(desk: Desk, instant: datetime) -> str:
    """An instant of the store in the centre's zone, in words."""
    return desk.day(desk.zoned(instant))


def parts(desk: Desk, declared: KPI, answer: Answer) -> list[tuple[str, str]]:
    """Numerator and denominator, counted."""
    cell = answer.total(declared.id)
    if cell["den"] is None:
        return []
    return [(_("Numerator"), number(desk, cell["num"])), (_("Denominator"), number(desk, cell["den"]))]


def words(desk: Desk, declared: KPI) -> dict[str, Any]:
    """The declaration in plain words."""
    family, is_own = FAMILIES[declared.family], declared.id not in CATALOGUE
    return {
        "is_own": is_own,
        "family": desk.say(family.name),
        "question": desk.say(declared.name if is_own and declared.question.en == declared.id else declared.question),
        "formula": desk.say(declared.formula),
        "reading": desk.say(declared.reading),
        "action": desk.say(declared.action),
        "caution": desk.say(declared.caution) if declared.caution else "",
        "differs": desk.say(declared.differs) if declared.differs else "",
        "example": desk.say(declared.example.working) if declared.example else "",
        "synonyms": ", ".join(desk.say(text) for text in declared.synonyms),
        "benchmarks": [_benchmark(desk, declared, one) for one in declared.benchmarks],
        "sources": [desk.say(reference(ref)) for ref in declared.refs],
    }


def _benchmark(desk: Desk, declared: KPI, one: Any) -> dict[str, str]:
    upto = f" – {desk.chosen(declared, one.upto)}" if one.upto is not None else ""
    return {
        "kind": str(BENCHMARKS.get(one.kind, one.kind)),
        "value": desk.chosen(declared, one.value) + upto,
        "applies": desk.say(one.applies_to) if one.applies_to else "",
        "source": desk.say(one.source),
        "weakness": desk.say(one.weakness),
    }


def bases(desk: Desk, declared: KPI) -> list[tuple[str, str, bool]]:
    """The two bases, where the KPI leaves the choice."""
    if declared.basis is not None:
        return []
    is_cohort = desk.filters.basis == "cohort"
    return [
        (_("Activity of the period"), desk.here(basis="activity"), not is_cohort),
        (_("Leads created in the period"), desk.here(basis="cohort"), is_cohort),
    ]


@dataclass(frozen=True, slots=True)
class Variant:
    """Another reading of the name, on the same data."""

    figure: Figure
    differs: str
    formula: str
    is_here: bool


def variants(desk: Desk, declared: KPI) -> list[Variant]:
    """The readings of one name, this one among them; then what is read beside it."""
    root = declared.variant_of or declared.beside or declared.same_as or declared.id
    kin = [
        one for one in KPIS.values()
        if root in (one.id, one.variant_of, one.beside, one.same_as) or one.id in declared.see_also
    ]  # fmt: skip
    ids = [one.id for one in kin if one.id in desk.allowed and not one.view]
    if len(ids) < 2:
        return []
    ids = [id for id in ids if (KPIS[id].basis is Basis.STOCK) == (declared.basis is Basis.STOCK)]
    answer = desk.keep("variants", desk.ask(ids, compare=True))
    return [
        Variant(
            figure(desk, id, answer), desk.say(KPIS[id].differs) if KPIS[id].differs else "",
            desk.say(KPIS[id].formula), id == declared.id,
        )
        for id in ids
    ]  # fmt: skip


Noted = tuple[int, str, str, int | None]
"""A change under its number: its day, its words, and the load to take back where it was noted here."""


@dataclass(frozen=True, slots=True)
class Series:
    chart: Markup
    tabs: list[tuple[str, str, bool]]
    actions: list[Noted]
    is_empty: bool
    words: str
    is_waiting: bool = False
    is_young: bool = False


def chart(desk: Desk, declared: KPI) -> Series:
    """The series over the period (at least four weeks), with what the centre changed."""
    period = desk.filters.period or desk.loaded
    if period and desk.loaded and (period[1] - period[0]).days < 28 and desk.filters.preset != "custom":
        period = (max(desk.loaded[0], period[1] - timedelta(days=28)), period[1])
    asked = desk.choice("grain", ["", *GRAINS], "")
    if declared.basis is Basis.STOCK and asked not in GRAINS:
        return Series(Markup(""), _grain_tabs(desk, ""), [], False, desk.days(period), is_waiting=True)
    grain = asked if asked in GRAINS else grain_of(period)
    grain = "day" if grain == "hour" and not desk.fits(declared.id, "hour") else grain
    answer = desk.ask([declared.id, ACTIVE], grain=grain, period=period)
    rows = [row for row in answer.rows if declared.id in row["values"] and _is_open(row, declared.id)]
    as_of = answer.result.as_of if answer.result else None
    points = [_point(desk, declared, row, grain, as_of) for row in rows]
    values = [point.value for point in points if point.value is not None]
    references = [
        Reference(one.value, _("published %(value)s") % {"value": desk.chosen(declared, one.value)})
        for one in declared.benchmarks[:1]
        if values and is_near(one.value, values)
    ]
    target = desk.ask([declared.id], compare=True).total(declared.id).get("target")
    if target and values and is_near(target["value"], values):
        references = [Reference(target["value"], target_text(desk, declared, target))]
    marks = _marks(desk, period, rows)
    drawn = series(
        points,
        _ticks(desk, declared, values),
        references=references,
        marks=[mark for mark, _line in marks],
        words=desk.say(declared.name),
    )
    is_young = any(point.is_young for point in points)
    lines = [line for _mark, line in marks]
    return Series(drawn, _grain_tabs(desk, grain), lines, not values, desk.days(period), is_young=is_young)


def _is_open(row: dict[str, Any], kpi: str) -> bool:
    """Whether a period is drawn: not those on which nobody called and the KPI has nothing (week-ends, holidays)."""
    return bool(row["values"].get(ACTIVE, NOTHING)["value"] != 0 or row["values"][kpi]["value"])


def _grain_tabs(desk: Desk, grain: str) -> list[tuple[str, str, bool]]:
    shown = [key for key in GRAINS if key != "hour" or grain == "hour"]
    return [(str(GRAINS[key]), desk.here(grain=key), key == grain) for key in shown]


def is_near(reference: float, values: Sequence[float]) -> bool:
    """Whether a reference line would leave the series room to be read."""
    low, high = min(values), max(values)
    room = max(high - low, abs(high) * 0.05)
    return low - room <= reference <= high + room


def _point(desk: Desk, declared: KPI, row: dict[str, Any], grain: str, as_of: datetime | None) -> Point:
    key, cell = row["key"]["period"], row["values"][declared.id]
    start = start_of_key(key)
    label = desk.period_label(key) if grain != "hour" else hour_words(int(key[-2:]))
    end = end_of(start, grain)
    details = tip_of(desk, declared, cell) if cell["value"] is not None else why(desk, declared.id, cell)
    days = {"period": "custom", "from": start.isoformat(), "through": (end - timedelta(days=1)).isoformat()}
    href = desk.address("kpi", declared.id, changes=days)
    is_open = desk.is_unfinished(end, as_of)
    return Point(
        label, cell["value"], f"{label}\n{details}", href, cell["low"], cell["high"], is_open, bool(cell.get("young"))
    )


def _ticks(desk: Desk, declared: KPI, values: Sequence[float]) -> list[tuple[float, str]]:
    """Round values of the scale."""
    if not values:
        return []
    unit = declared.unit
    ends = round_ticks(min(values), max(values), is_time=unit is Unit.SECONDS, is_whole=unit is Unit.COUNT)
    return [(end, desk.chosen(declared, end)) for end in ends]


def _marks(desk: Desk, period: Any, rows: Sequence[dict[str, Any]]) -> list[tuple[Mark, Noted]]:
    """What the centre changed in the period, on what the filters show, numbered."""
    if period is None or len(rows) < 2:
        return []
    starts = [start_of_key(row["key"]["period"]) for row in rows]
    found: list[tuple[Mark, Noted]] = []
    for action in desk.actions():
        day = desk.zoned(action.starts_at).date() if action.starts_at else None
        if day is None or not starts[0] <= day < period[1] or not _concerns(desk, action):
            continue
        place = len(found) + 1
        text = action_words(desk, action)
        mark = Mark(_place(day, starts), place, f"{desk.day(day)}\n{text}")
        found.append((mark, (place, desk.day(day), text, action.noted if may_note(desk.request) else None)))
    return found


def _place(day: date, starts: Sequence[date]) -> float:
    """Where a day lies between the first period drawn (0) and the last (1)."""
    before = bisect_right(starts, day) - 1
    if before >= len(starts) - 1:
        return 1.0
    within = (day - starts[before]).days / max((starts[before + 1] - starts[before]).days, 1)
    return (before + within) / (len(starts) - 1)


def _concerns(desk: Desk, action: Action) -> bool:
    where = desk.filters.where
    pairs = (("campaign", action.campaign_id), ("team", action.team), ("agent", action.agent_id))
    return all(name not in where or value is None or value in where[name] for name, value in pairs)


def action_words(desk: Desk, action: Action) -> str:
    """An action in words: its kind, what it was, on what."""
    on = [
        desk.label(name, value)
        for name, value in (("campaign", action.campaign_id), ("team", action.team), ("agent", action.agent_id))
        if value
    ]
    kind = str(KINDS.get(action.kind or "other", action.kind))
    words = {"kind": kind[:1].upper() + kind[1:], "words": action.description or "—"}
    return _("%(kind)s: %(words)s") % words + (f" ({', '.join(on)})" if on else "")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`tabs` are the dimensions that the KPI is best read by, `others` all that it can be."""

    tabs: list[tuple[str, str, bool]]
    others: list[tuple[str, str, bool]]
    by: str
    words: str
    lines: list[panels.Member]
    bars: Markup | str
    hidden: int
    name: str
    all_href: str


def breakdown(desk: Desk, declared: KPI, told_by: Sequence[str] = ()) -> Breakdown | None:
    """The KPI by one of the dimensions it has: a ranking on intervals, or bars for volumes.

    What a view on the page has told by, all else equal, is not ranked a second time as it stands; a share is one among
    the members that its view tells apart, and 100 % by anything else.
    """
    if told_by and declared.view and declared.view.share:
        return None
    fit = [name for name in DIMENSIONS if desk.fits(declared.id, name) and name not in told_by]
    if not fit:
        return None
    usual = next((name for name in declared.breakdowns if name in fit), fit[0])
    by = desk.choice("by", fit, usual)
    answer = desk.keep(f"{declared.id}-{by}", desk.ask([declared.id], by=(by,)))
    first = [name for name in dict.fromkeys((*declared.breakdowns, *USUAL)) if name in fit][:TABS]
    first = first if by in first else [*first, by]
    tabs, others = (
        [(desk.say(DIMENSIONS[name].name), desk.here(by=name, all=None), name == by) for name in names]
        for names in (first, [name for name in fit if name not in first])
    )
    at_most = len(answer.rows) if desk.own("all") else LINES
    is_ranked = declared.den is not None and not (declared.view and declared.view.share)
    lines = panels.ranking(desk, declared.id, answer, by) if is_ranked else []
    drawn = bars(_bars(desk, declared, answer, by, at_most)) if not is_ranked and answer.rows else ""
    hidden = max(0, len(answer.rows) - at_most)
    words = desk.say(DIMENSIONS[by].name)
    return Breakdown(tabs, others, by, words, lines[:at_most], drawn, hidden, f"{declared.id}-{by}", desk.here(all=1))


def _bars(desk: Desk, declared: KPI, answer: Answer, by: str, at_most: int) -> list[Bar]:
    rows = sorted(answer.rows, key=lambda row: -(row["values"][declared.id]["value"] or 0))
    if DIMENSIONS[by].is_ordered:
        rows.sort(key=lambda row: desk.place(by, row["key"][by]))
    rows = rows[:at_most]
    return [
        Bar(
            desk.label(by, row["key"][by]),
            row["values"][declared.id]["value"],
            desk.value(declared, row["values"][declared.id]["value"]),
            tip=tip_of(desk, declared, row["values"][declared.id]),
            href=desk.kpi_url(
                declared.id, where=desk.filters.at(by, None if row["key"][by] is None else str(row["key"][by]))
            ),
            is_young=bool(row["values"][declared.id].get("young")),
        )
        for row in rows
    ]
