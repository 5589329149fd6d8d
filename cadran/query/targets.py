"""Figures against their targets: above, below, or undecided while the interval holds the target.

A rate's target holds for every member that lies within what it names, and for any period within its own; a more
precise one comes before a general one. A volume's target is a total: it holds only for exactly what it names, over
exactly its period (or one of its grain), so that a member is never measured by the whole centre's figure.

A proportion is decided when its whole 95 % interval is on one side. Volumes and totals of money are compared as they
are; one of an unfinished period is not below yet. Means and ratios without interval stay undecided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from cadran.catalogue import FACTS
from cadran.catalogue.shape import KPI, Basis, Better
from cadran.config import Target
from cadran.config.shape import TARGETED
from cadran.query.columns import DECISIONS, OK, STATES, Codes, Columns, Flags, Places
from cadran.query.columns import Target as Told
from cadran.query.coverage import OPEN_END, OPEN_FIRST, days_of
from cadran.query.periods import end_of, start_of, utc_midnight
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.verdict import Verdict

_ABOVE, _BELOW, _UNDECIDED, _NONE = (
    DECISIONS.index(word) for word in (Verdict.ABOVE, Verdict.BELOW, Verdict.UNDECIDED, None)
)

_AGENTS = frozenset(name for fact in FACTS.values() for name in fact.of_agents)

Members = Mapping[str, "np.ndarray[Any, np.dtype[np.object_]]"]


@dataclass(frozen=True, slots=True)
class _Places:
    """What the values of each row are of: the dimensions that are fixed to one member, its days, and whether they are over.

    `free`: nothing restricts it but dimensions a target may name, each to one member. The last place is the whole. Days are
    as date.toordinal counts, OPEN_FIRST and OPEN_END where there are none.
    """

    members: Members
    fixed: Places
    first: Places
    end: Places
    is_over: Flags
    free: Flags


def decided(result: Result, request: Request, kpis: Mapping[str, KPI], targets: Sequence[Target]) -> Result:
    """The result with the `decision` on every value that has a target, and the `target` it was taken against."""
    columns = result.columns
    wanted = [target for target in targets if target.kpi in columns.kpis]
    if not wanted:
        return result
    places = _places(result, request)
    target = np.full(columns.value.shape, -1, np.int64)
    decision = np.full(columns.value.shape, _NONE, np.int8)
    for number in sorted(range(len(wanted)), key=lambda number: _precision(wanted[number])):  # the last one holds
        one = wanted[number]
        line = columns.kpis.index(one.kpi)
        held = _holds(one, kpis[one.kpi], places)
        if columns.of_agents is not None and not {name for name, _ in one.where} & _AGENTS:
            held &= ~columns.of_agents[line]  # what was aimed at for all calls is not for those that somebody had
        target[line, held] = number
        decision[line, held] = decisions(columns, line, one, kpis[one.kpi], places.is_over)[held]
    told = tuple(Told(one.value, one.upto) for one in wanted)
    return replace(result, columns=replace(columns, decision=decision, target=target, targets=told))


def _places(result: Result, request: Request) -> _Places:
    fixed, is_free = _fixed(request)
    keys, count = result.keys, len(result.keys) + 1
    members = {name: np.array([member] * count, np.object_) for name, member in fixed.items()}
    for name in request.by:
        if name in TARGETED:
            members.setdefault(name, np.full(count, _ANY, np.object_))[:-1] = keys.column(name)
    first, end = (date.fromisoformat(day) if day else None for day in (result.period["from"], result.period["to"]))
    firsts, ends, dated = _days(result, first, end)
    free = np.full(count, is_free and request.grain != "hour" and all(name in TARGETED for name in request.by))
    free[-1] = is_free  # of an hour, no day's total
    own = len(set(fixed) | {name for name in request.by if name in TARGETED})
    number = np.array([*([own] * (count - 1)), len(fixed)])
    return _Places(members, number, firsts, ends, _are_over(result, ends), free & dated)


_ANY = object()
"""In place of a member: the whole is of all of them."""


def _fixed(request: Request) -> tuple[dict[str, str | None], bool]:
    """The dimensions that the request itself fixes to one member, and whether nothing else restricts it."""
    members: dict[str, str | None] = {}
    boxes = request.scope.boxes()
    free = len(boxes) == 1
    for dimension, values in (*request.filters, *(boxes[0] if free else ())):
        if dimension in TARGETED and len(values) == 1 and members.get(dimension, values[0]) == values[0]:
            members[dimension] = values[0]
        else:
            free = False
    return members, free


def _days(result: Result, first: date | None, end: date | None) -> tuple[Places, Places, Flags]:
    """The days of each row's period, those outside of the request's own left out; whether it has any."""
    since, until = days_of(first, end)
    keys, nothing = result.keys, (OPEN_FIRST, OPEN_END, False)
    spans = [
        (max(one.first.toordinal(), since), min(one.end.toordinal(), until), True)
        if first and end and one.first < end and first < one.end
        else nothing
        for one in keys.periods
    ]
    spans.append(nothing if result.grain else (since, until, True))
    firsts, ends, dated = (np.array(side)[np.append(keys.period, -1)] for side in zip(*spans, strict=True))
    firsts[-1], ends[-1], dated[-1] = since, until, True
    return firsts, ends, dated


def _are_over(result: Result, ends: Places) -> Flags:
    zone = str(result.period["zone"])
    over = {
        end: end != OPEN_END and utc_midnight(date.fromordinal(end), zone) <= result.as_of for end in {*ends.tolist()}
    }
    return np.array([over[end] for end in ends.tolist()], np.bool_)


def _precision(target: Target) -> tuple[int, int, int]:
    """Who it is for counts first, then how short its own period is; of two alike the later one holds."""
    days = (target.end - target.first).days if target.first and target.end else 10**6 - bool(target.first or target.end)
    return len(target.where), bool(target.per), -days


def _holds(target: Target, kpi: KPI, places: _Places) -> Flags:
    held: Flags = np.ones(len(places.first), np.bool_)
    for name, member in target.where:
        held &= np.asarray(places.members[name] == member, np.bool_) if name in places.members else False
    if target.per is not None:
        held &= _is_period(target.per, places)
    if kpi.den is None:
        held &= places.free & (places.fixed == len(target.where))
        if target.per is None and kpi.basis is not Basis.STOCK:
            first, end = days_of(target.first, target.end)
            held &= (places.first == first) & (places.end == end)
            return held
    held &= _within(target, places)
    return held


def _within(target: Target, places: _Places) -> Flags:
    first, end = days_of(target.first, target.end)
    return (places.first >= first) & (places.end <= end)


def _is_period(grain: str, places: _Places) -> Flags:
    """Whether the values are of exactly one period of the grain."""
    days = list(zip(places.first.tolist(), places.end.tolist(), strict=True))
    is_one = {span: _is_one(grain, *span) for span in {*days}}
    return np.array([is_one[span] for span in days], np.bool_)


def _is_one(grain: str, first: int, end: int) -> bool:
    if first == OPEN_FIRST or end == OPEN_END:
        return False
    day = date.fromordinal(first)
    return start_of(grain, day) == day and end_of(grain, day).toordinal() == end


def decisions(columns: Columns, line: int, target: Target | Told, kpi: KPI, is_over: Flags) -> Codes:
    """How every figure of a line lies against a target, as codes of DECISIONS; `is_over`: whose period can add no more."""
    value, low, high = columns.value[line], columns.low[line], columns.high[line]
    top = target.value if target.upto is None else target.upto
    bounded = ~(np.isnan(low) | np.isnan(high))
    found = np.select([bounded & (low > top), bounded & (high < target.value)], [_ABOVE, _BELOW], _UNDECIDED)
    if kpi.den is None:
        totals = _totals(value, target, kpi, is_over | (kpi.basis is Basis.STOCK))
        found = np.where(bounded, found, totals)
    known = (columns.state[line] == STATES.index(OK)) & ~np.isnan(value)
    return np.where(known, found, _UNDECIDED).astype(np.int8)


def _totals(amount: Any, target: Target | Told, kpi: KPI, is_over: Flags) -> Codes:
    """A volume that equals its target has reached it, on the side that is wanted."""
    below = np.where(is_over, _BELOW, _UNDECIDED)
    if target.upto is not None:
        return np.select(
            [amount > target.upto, amount < target.value], [np.full_like(below, _ABOVE), below], _UNDECIDED
        )
    reached = _BELOW if kpi.better is Better.DOWN else _ABOVE
    equal = np.where(is_over | (kpi.better is Better.UP), reached, _UNDECIDED)
    return np.select([amount == target.value, amount > target.value], [equal, np.full_like(below, _ABOVE)], below)
