"""One KPI over time: its series with what is too recent hatched, and what the centre changed, numbered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadran.catalogue.shape import KPI, Basis, Unit
from cadran.query.entities import Action
from cadran.web.access import may_note
from cadran.web.charts import Mark, Markup, Point, Reference, round_ticks, series
from cadran.web.parts.answers import NOTHING
from cadran.web.parts.context import Desk, hour_words
from cadran.web.parts.figures import target_text, tip_of, why
from cadran.web.parts.trends import end_of, grain_of, start_of_key

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
ACTIVE = "attempts"

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
