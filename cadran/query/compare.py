"""Comparisons: with the previous period, with the same one a year before, and with what is known now.

The period is shifted, not each day: members meet members, the first period of a series the first of the earlier
one. An unfinished period is compared with the same elapsed part of the earlier one. Beside each value, `previous`
is the earlier one with its `change`; for a figure as it was known at an earlier instant, `restated` is what it is
now, with the change since.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from cadran.catalogue.shape import Basis
from cadran.config.limits import UNBOUNDED, Limits
from cadran.engines.base import Engine
from cadran.errors import UsageError
from cadran.query import bounds, notes
from cadran.query.assemble import Answer, assembled
from cadran.query.columns import VERDICTS, Beside, Codes, Columns, Places
from cadran.query.keys import Keys, Member
from cadran.query.numbers import Floats, apart, ratio, ratios
from cadran.query.periods import Period, series, utc_midnight
from cadran.query.prepare import prepare
from cadran.query.request import Request, check, days_compared
from cadran.query.result import Result, iso
from cadran.query.state import Catalogue, Span, StoreState
from cadran.query.verdict import Verdict

_HIGHER, _LOWER, _UNDECIDED, _NONE = (
    VERDICTS.index(word) for word in (Verdict.HIGHER, Verdict.LOWER, Verdict.UNDECIDED, None)
)
_MONTHS = {"month": 1, "quarter": 3}

Value = Mapping[str, Any]


def difference(value: Value, other: Value) -> dict[str, Any]:
    """How far a value is from another: `value` (theirs taken from ours, points for rates), `relative` to the other,
    `low` and `high` of the difference, and the `verdict` (higher, lower or undecided).

    Proportions have Newcombe's interval, and a verdict when all of it is on one side of zero. Volumes and totals are
    compared as they are. A mean or a ratio without interval stays undecided; None where either value is unknown. Both
    are taken as independent: the interval does not hold for members that share leads.
    """
    ours, theirs = value["value"], other["value"]
    if ours is None or theirs is None:
        return {"value": None, "relative": None, "low": None, "high": None, "verdict": None}
    gap = ours - theirs
    low, high = _bounds(value, other) or (None, None)
    return {
        "value": gap,
        "relative": ratio(gap, abs(theirs)),
        "low": low,
        "high": high,
        "verdict": _verdict(gap, low, high, is_volume=value["den"] is None),
    }


def _bounds(value: Value, other: Value) -> tuple[float, float] | None:
    if None in (value["low"], value["high"], other["low"], other["high"]):
        return None
    return apart(value["value"], (value["low"], value["high"]), other["value"], (other["low"], other["high"]))


def _verdict(gap: float, low: float | None, high: float | None, *, is_volume: bool) -> Verdict | None:
    """That of one difference: the rule is that of columns."""
    numbers = (np.array(np.nan if one is None else one) for one in (gap, low, high))
    return VERDICTS[int(_verdicts(*numbers, is_volume=is_volume))]


def previous(first: date, end: date) -> Span:
    """The period before [first, end): as many calendar months where it is made of whole ones, else as many days.

    >>> previous(date(2026, 3, 1), date(2026, 4, 1)), previous(date(2026, 9, 21), date(2026, 9, 28))
    ((datetime.date(2026, 2, 1), datetime.date(2026, 3, 1)), (datetime.date(2026, 9, 14), datetime.date(2026, 9, 21)))
    """
    if first.day == 1 and end.day == 1:
        months = (end.year - first.year) * 12 + end.month - first.month
        return _month(first, -months), first
    return first - (end - first), first


def year_before(first: date, end: date) -> Span:
    """The same period a year before: the same ISO weeks where it is made of whole ones, else the same dates.

    Week 53 meets the last week of the year before, which never has more than 52. 29 February meets 28 February.
    """
    if first.day == 1 and end.day == 1:
        return _month(first, -12), _month(end, -12)
    if first.weekday() == 0 and (end - first).days % 7 == 0:
        year, week, _ = first.isocalendar()
        start = date.fromisocalendar(year - 1, min(week, 52), 1)
        return start, start + (end - first)
    start, stop = _same_date(first, -1), _same_date(end, -1)
    return start, stop if stop > start else start + timedelta(days=1)


def months_before(first: date, end: date, months: int) -> Span:
    """The same days so many months before: whole months where it is made of them, else as far as the months go.

    >>> months_before(date(2026, 3, 1), date(2026, 3, 31), 1), months_before(date(2026, 9, 1), date(2026, 9, 23), 3)
    ((datetime.date(2026, 2, 1), datetime.date(2026, 3, 1)), (datetime.date(2026, 6, 1), datetime.date(2026, 6, 23)))
    """
    if first.day == 1 and end.day == 1:
        return _month(first, -months), _month(end, -months)
    start, last = (_same_day(day, -months) for day in (first, end - timedelta(days=1)))
    return start, last + timedelta(days=1)


def _same_day(day: date, months: int) -> date:
    first = _month(day, months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _shifted(compare: str, first: date, end: date) -> Span:
    """The days that a period is compared with."""
    if named := days_compared(compare):
        return named
    if compare == "week":
        return first - timedelta(days=7), end - timedelta(days=7)
    if compare in _MONTHS:
        return months_before(first, end, _MONTHS[compare])
    return (year_before if compare == "year" else previous)(first, end)


def _month(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def _same_date(day: date, years: int) -> date:
    year = day.year + years
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not isleap(year) else day.replace(year=year)


def compared(
    engine: Engine, state: StoreState, request: Request, catalogue: Catalogue, limits: Limits = UNBOUNDED
) -> Result:
    """The figures of a request beside those it is compared with: two statements, one result.

    Members that occur on one side only are shown on both. UsageError where there is no period to compare.
    """

    def answer(asked: Request) -> Answer:
        known = state.as_known(asked.known_at)
        prepared = prepare(engine.dialect, known, asked, catalogue)
        return Answer(asked, prepared, bounds.answer(engine, known, asked, catalogue, prepared, limits), limits)

    def result(one: Answer, also: frozenset[Member]) -> Result:
        return assembled(state.as_known(one.request.known_at), catalogue, one, also)

    check(request, catalogue)
    if request.compare == "now":
        then, now = answer(replace(request, compare=None)), answer(replace(request, known_at=None, compare=None))
        return _restated(result(then, now.members), result(now, then.members))
    ours = answer(_bounded(state, request))
    theirs = [(answer(earlier), lines) for earlier, lines in _earlier(state, ours)]
    made = result(ours, frozenset().union(*(one.members for one, _ in theirs)))
    for one, lines in theirs:
        made = _previous(state, ours.request, made, one.request, result(one, ours.members), lines)
    return replace(made, notes=[*made.notes, *_notes(state, ours, [(one.request, lines) for one, lines in theirs])])


def _bounded(state: StoreState, request: Request) -> Request:
    """The request with both days of its period: an open side goes as far as loads do, of whatever fact."""
    first, end = request.period or (None, None)
    if first is None or end is None:
        span = state.span(list(state.loaded))
        first, end = first or (span and span[0]), end or (span and span[1])
    if first is None or end is None or first >= end:
        raise UsageError("There is no period to compare: nothing was loaded for it. Give --from and --to.")
    return replace(request, period=(first, end))


def _period(request: Request) -> Span:
    first, end = request.period or (None, None)
    assert first is not None
    assert end is not None
    return first, end


def _reached(state: StoreState, ours: Answer, facts: Sequence[str]) -> datetime:
    """How far time has come for what reads these facts: to as_of; to now, but today counts only once some of it is loaded.

    Where files are loaded every night, half a day with nothing in it would else meet half a day of calls.
    """
    span = state.span(list(facts))
    if ours.request.as_of is None and span and span[1] <= state.today:
        return min(ours.prepared.as_of, utc_midnight(state.today, state.zone))
    return ours.prepared.as_of


def _earlier(state: StoreState, ours: Answer) -> list[tuple[Request, list[int]]]:
    """The requests for the earlier period, up to where this one has come, each with the figures that it is for.

    How far that is depends on what a figure itself reads, whatever is asked with it.
    """
    request, (first, end) = ours.request, _period(ours.request)
    start, stop = _shifted(request.compare or "previous", first, end)
    found: dict[datetime | None, list[int]] = {}
    for line, figure in enumerate(ours.prepared.plan.figures):
        as_of = _reached(state, ours, figure.facts())
        cut = _elapsed(state.zone, first, start, as_of) if as_of < utc_midnight(end, state.zone) else None
        if cut is None or cut >= utc_midnight(stop, state.zone):
            cut = request.as_of
        found.setdefault(cut, []).append(line)
    return [(replace(request, period=(start, stop), as_of=cut, compare=None), lines) for cut, lines in found.items()]


def _elapsed(zone: str, first: date, start: date, as_of: datetime) -> datetime:
    """The instant at which as much of a period from `start` has elapsed, by its own clock, as of one from `first`."""
    local = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    day = max(start + (local.date() - first), start)
    time = local.time() if local.date() >= first else datetime.min.time()
    shifted = datetime.combine(day, time, tzinfo=ZoneInfo(zone))
    return shifted.astimezone(UTC).replace(tzinfo=None)


def _previous(
    state: StoreState, request: Request, ours: Result, earlier: Request, theirs: Result, lines: Sequence[int]
) -> Result:
    """Our figures, those of these lines each with the earlier one beside it."""
    met = _aligned(state, request, earlier)
    start, stop = _period(earlier)
    told = {"with": request.compare, "from": start.isoformat(), "to": stop.isoformat(), "as_of": iso(theirs.as_of)}
    beside = _beside("previous", ours.columns, theirs.columns, rows_met(ours.keys, theirs.keys, met))
    if ours.columns.beside is not None:
        told, beside = dict(ours.compared or told), ours.columns.beside.with_lines({one: one for one in lines}, beside)
    return replace(ours, compared=told, columns=replace(ours.columns, beside=beside))


def rows_met(ours: Keys, theirs: Keys, met: Mapping[str, str]) -> Places:
    """The row of theirs that each of ours meets, -1 for none; `met`: key of our period → of theirs."""
    known = {period.key: place for place, period in enumerate(theirs.periods)}
    places = [known.get(met.get(period.key, ""), -2) for period in ours.periods]
    period = np.array([*places, -1], np.int64)[ours.period]
    member = theirs.members_at(ours.members, ours.member)
    return theirs.rows(np.where(period < -1, -1, member), period)


def _aligned(state: StoreState, request: Request, earlier: Request) -> dict[Any, str]:
    """The key of each period of the series → that of the earlier one it meets, none where that had not begun yet."""
    if not request.grain:
        return {}
    limit = earlier.as_of or state.now
    places = {
        place: period.key
        for place, period in _places(request.grain, _period(earlier), state.zone)
        if utc_midnight(period.first, state.zone) < limit
    }
    ours = {period.key: place for place, period in _places(request.grain, _period(request), state.zone)}
    return {key: places[place] for key, place in ours.items() if place in places}


def _places(grain: str, span: Span, zone: str) -> list[tuple[tuple[int, int | None], Period]]:
    """Each period of a series and its place in it; hours by their day's, so that a day of 23 hours shifts none."""
    periods = series(grain, *span, zone)
    if grain == "hour":
        return [(((period.first - span[0]).days, period.hour), period) for period in periods]
    return [((place, None), period) for place, period in enumerate(periods)]


def _beside(name: str, ours: Columns, theirs: Columns, rows: Places) -> Beside:
    """Their figures at our rows, and the whole; how far ours are from them, or by how much these have moved since."""
    at = np.append(rows, -1)
    found = np.broadcast_to(np.append(rows >= 0, True), ours.value.shape)
    others = theirs.taken(at)
    value, other = ours.value, np.where(found, others.value, np.nan)
    if name == "previous":
        gap = value - other
        low, high = apart(value, (ours.low, ours.high), other, (others.low, others.high), np.hypot)
        low, high = np.where(np.isnan(gap), np.nan, low), np.where(np.isnan(gap), np.nan, high)
        verdict = _verdicts(gap, low, high, is_volume=np.isnan(ours.den))
        return Beside(name, others, found, gap, ratios(gap, abs(other)), low, high, verdict)
    gap = other - value  # the same rows are on both sides, so there is no interval
    none = np.full_like(gap, np.nan)
    return Beside(name, others, found, gap, ratios(gap, abs(value)), none, none, None)


def _verdicts(gap: Floats, low: Floats, high: Floats, *, is_volume: Any) -> Codes:
    """The side on which the whole interval lies; volumes, which have none, by their difference; of anything else undecided."""
    signed = np.select([gap > 0, gap < 0], [_HIGHER, _LOWER], _UNDECIDED)
    bounded = np.select([low > 0, high < 0], [_HIGHER, _LOWER], _UNDECIDED)
    found = np.where(np.isnan(low), np.where(is_volume, signed, _UNDECIDED), bounded)
    return np.where(np.isnan(gap), _NONE, found).astype(np.int8)


def _restated(then: Result, now: Result) -> Result:
    met = {period.key: period.key for period in then.keys.periods}
    beside = _beside("restated", then.columns, now.columns, rows_met(then.keys, now.keys, met))
    moved = [kpi for kpi, gap in zip(then.columns.kpis, beside.value[:, -1].tolist(), strict=True) if gap != 0]
    told = {"with": "now", "from": then.period["from"], "to": then.period["to"], "as_of": iso(now.as_of)}
    columns = replace(then.columns, beside=beside)
    return replace(then, compared=told, columns=columns, notes=[*then.notes, notes.restated(then.known_at, moved)])


def _notes(state: StoreState, ours: Answer, earlier: Sequence[tuple[Request, list[int]]]) -> list[dict[str, Any]]:
    (first, end), made = _period(ours.request), ours.prepared.plan
    as_of = max(_reached(state, ours, figure.facts()) for figure in made.figures)
    is_unfinished = as_of < utc_midnight(end, state.zone)
    found = []
    for one, lines in earlier:
        whose = [made.figures[line] for line in lines] if len(earlier) > 1 else []
        found.append(notes.compared(*_period(one), one.as_of if is_unfinished else None, whose))
    span = state.span(list(made.facts))
    if is_unfinished and span and first < span[1] and utc_midnight(span[1], state.zone) < as_of:
        found.append(notes.loaded_until(span[1]))
    longer = [one.kpi.id for one in made.figures if one.basis is Basis.COHORT and not one.kpi.window_s]
    if longer and not is_unfinished:
        found.append(notes.followed_longer(longer))
    net = [one.kpi.id for one in made.figures if one.kpi.family == "net"]
    if net and not ours.request.as_of:
        found.append(notes.settled_longer(net))
    return found
