"""Figures against their targets: above, below, or undecided while the interval holds the target.

A rate's target holds for every member that lies within what it names, and for any period within its own; a more
precise one comes before a general one. A volume's target is a total: it holds only for exactly what it names, over
exactly its period (or one of its grain), so that a member is never measured by the whole centre's figure.

A proportion is decided when its whole 95 % interval is on one side. Volumes and totals of money are compared as they
are; one of an unfinished period is not below yet. Means and ratios without interval stay undecided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cadran.catalogue.shape import KPI, Basis, Better
from cadran.config import Target
from cadran.config.shape import TARGETED
from cadran.query.periods import end_of, series, start_of, utc_midnight
from cadran.query.request import Request
from cadran.query.result import OK, Result
from cadran.query.state import Span

ABOVE, BELOW, UNDECIDED = "above", "below", "undecided"


@dataclass(frozen=True, slots=True)
class _Place:
    """What a value is of: the dimensions that are fixed to one member, its days, and whether they are over.

    `free`: nothing restricts it but dimensions a target may name, each to one member.
    """

    members: Mapping[str, str | None]
    first: date | None
    end: date | None
    is_over: bool
    free: bool


def decide(result: Result, request: Request, kpis: Mapping[str, KPI], targets: Sequence[Target]) -> None:
    """Put `decision`, and the `target` it was taken against, on every value of a fresh result that has a target."""
    wanted = [target for target in targets if target.kpi in result.total]
    if not wanted:
        return
    whole = _whole(result, request)
    _put(result.total, whole, kpis, wanted)
    for row in result.rows if request.by or request.grain else []:
        _put(row["values"], _row(result, request, whole, row["key"]), kpis, wanted)


def _whole(result: Result, request: Request) -> _Place:
    members: dict[str, str | None] = {}
    boxes = request.scope.boxes()
    free = len(boxes) == 1
    for dimension, values in (*request.filters, *(boxes[0] if free else ())):
        if dimension in TARGETED and len(values) == 1 and members.get(dimension, values[0]) == values[0]:
            members[dimension] = values[0]
        else:
            free = False
    first, end = (result.period[side] for side in ("from", "to"))
    return _Place(
        members,
        date.fromisoformat(first) if first else None,
        date.fromisoformat(end) if end else None,
        _is_over(result, date.fromisoformat(end) if end else None),
        free,
    )


def _is_over(result: Result, end: date | None) -> bool:
    return end is not None and utc_midnight(end, str(result.period["zone"])) <= result.as_of


def _row(result: Result, request: Request, whole: _Place, key: Mapping[str, Any]) -> _Place:
    members, free = dict(whole.members), whole.free and request.grain != "hour"  # of an hour, no day's total
    for name in request.by:
        if name in TARGETED:
            members[name] = key[name]
        else:
            free = False
    span = _days(result, whole, key["period"]) if request.grain else (whole.first, whole.end)
    if span is None:
        return _Place(members, None, None, False, False)
    return _Place(members, *span, _is_over(result, span[1]), free)


def _days(result: Result, whole: _Place, period: str | None) -> Span | None:
    """The days of a row's period, those outside of the request's own left out."""
    if period is None or whole.first is None or whole.end is None:
        return None
    for one in series(str(result.grain), whole.first, whole.end, str(result.period["zone"])):
        if one.key == period:
            return max(one.first, whole.first), min(one.end, whole.end)
    return None


def _put(
    values: Mapping[str, dict[str, Any]], place: _Place, kpis: Mapping[str, KPI], targets: Sequence[Target]
) -> None:
    for id, value in values.items():
        held = [one for one in targets if one.kpi == id and _holds(one, kpis[id], place)]
        if held:
            target = max(reversed(held), key=_precision)
            value["decision"] = _decision(value, target, kpis[id], place)
            value["target"] = {"value": target.value, "upto": target.upto}


def _precision(target: Target) -> tuple[int, int, int]:
    """Who it is for counts first, then how short its own period is; of two alike the later one holds."""
    days = (target.end - target.first).days if target.first and target.end else 10**6 - bool(target.first or target.end)
    return len(target.where), bool(target.per), -days


def _holds(target: Target, kpi: KPI, place: _Place) -> bool:
    if any(name not in place.members or place.members[name] != member for name, member in target.where):
        return False
    if kpi.den is not None:
        return _within(target, place) and (target.per is None or _is_period(target.per, place))
    if not place.free or len(place.members) != len(target.where):
        return False
    if kpi.basis is Basis.STOCK and target.per is None:
        return _within(target, place)
    if target.per is not None:
        return _within(target, place) and _is_period(target.per, place)
    return (target.first, target.end) == (place.first, place.end)


def _within(target: Target, place: _Place) -> bool:
    starts = target.first is None or (place.first is not None and place.first >= target.first)
    return starts and (target.end is None or (place.end is not None and place.end <= target.end))


def _is_period(grain: str, place: _Place) -> bool:
    """Whether the value is of exactly one period of the grain."""
    if place.first is None or place.end is None:
        return False
    return start_of(grain, place.first) == place.first and end_of(grain, place.first) == place.end


def _decision(value: Mapping[str, Any], target: Target, kpi: KPI, place: _Place) -> str:
    if value["state"] != OK or value["value"] is None:
        return UNDECIDED
    top = target.value if target.upto is None else target.upto
    if value["low"] is not None and value["high"] is not None:
        return ABOVE if value["low"] > top else BELOW if value["high"] < target.value else UNDECIDED
    if kpi.den is not None:
        return UNDECIDED
    return _total(value["value"], target, kpi, is_over=place.is_over or kpi.basis is Basis.STOCK)


def _total(amount: float, target: Target, kpi: KPI, *, is_over: bool) -> str:
    """A volume that equals its target has reached it, on the side that is wanted."""
    if target.upto is not None:
        return ABOVE if amount > target.upto else BELOW if amount < target.value and is_over else UNDECIDED
    if amount == target.value:
        return (BELOW if kpi.better is Better.DOWN else ABOVE) if is_over or kpi.better is Better.UP else UNDECIDED
    if amount > target.value:
        return ABOVE
    return BELOW if is_over else UNDECIDED
