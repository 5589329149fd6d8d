"""From the columns of a statement to a Result: which rows there are, their figures and the whole's, notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from cadran.config.limits import UNBOUNDED, Limits
from cadran.query import bounds, notes
from cadran.query.columns import Flags, Places
from cadran.query.coverage import OWN_DATE, Coverage, days_of
from cadran.query.figures import Aggregates
from cadran.query.fold import Folded, folded
from cadran.query.keys import Column, Keys, Member, every, ordinals, starting
from cadran.query.numbers import Floats
from cadran.query.opening_time import Elapsed, opening_seen, week_of
from cadran.query.periods import Period, end_of, local_hour, series
from cadran.query.prepare import Prepared
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.shares import share_out
from cadran.query.slots import Figure, Slot
from cadran.query.state import Catalogue, Span, StoreState

Found = Mapping[str, Column]
"""The columns of a statement's answer, by name."""
Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class Answer:
    """What a statement gave, split into its cells and the whole."""

    request: Request
    prepared: Prepared
    found: Found
    limits: Limits = UNBOUNDED

    @cached_property
    def folded(self) -> Folded:
        """Its rows, folded on their keys."""
        return folded(self.prepared.statement, self.found)

    @cached_property
    def lines(self) -> dict[Slot, int]:
        """The line of each aggregate."""
        return {slot: line for line, slot in enumerate(self.prepared.statement.types)}

    @cached_property
    def cells(self) -> Places:
        """The cells that are shown: a member of which no aggregate counts anything did not occur."""
        values = self.folded.values[:, :-1]
        if not self.request.by or len(self.lines) == 1:  # one alone has all its conditions as WHERE
            return np.arange(values.shape[1])
        return np.flatnonzero(((values != 0) & ~np.isnan(values)).any(axis=0))

    @property
    def members(self) -> frozenset[Member]:
        """The members that occur."""
        return frozenset(self.folded.members[one] for one in np.unique(self.folded.member[self.cells]).tolist())

    @cached_property
    def periodic(self) -> Mapping[str, Column]:
        """The first day and hour of each cell's period."""
        return {name: column[self.cells] for name, column in self.folded.periods.items()}

    def keys(self, also: Collection[Member], periods: tuple[Period, ...]) -> tuple[Keys, Places]:
        """The rows to show, those of the members `also` too, and where in the answer each has its figures (-1: nowhere)."""
        request, members, codes = self.request, self.folded.members, self.folded.member[self.cells]
        bounds.hold(self.limits, request, len({*self.members, *also}), len(periods))
        dateless = codes[starting(periods, self.periodic) == -1].tolist() if request.grain else []
        undated = frozenset(members[one] for one in dateless)
        keys = every(request.by, request.grain, {*self.members, *also}, periods, undated)
        if not len(keys):
            return keys, np.zeros(0, np.int64)
        return keys, np.append(self.cells, -1)[keys.met(members, codes, self.periodic)]

    def periods(self, state: StoreState) -> tuple[Period, ...]:
        """The range's periods; with an open side, as far as loads and rows go."""
        grain, (first, end) = self.request.grain, self.request.period or (None, None)
        if not grain:
            return ()
        days = [date.fromordinal(day) for day in np.unique(ordinals(self.periodic["p"])).tolist() if day]
        span = self.prepared.span
        first = first or min([*days, *([span[0]] if span else [])], default=None)
        end = end or max([*(end_of(grain, day) for day in days), *([span[1]] if span else [])], default=None)
        return series(grain, first, end, state.zone) if first and end else ()

    def total(self, slot: Slot) -> float | None:
        """An aggregate of the whole."""
        found = float(self.folded.wholes[self.lines[slot]])
        return None if np.isnan(found) else found

    def overlapping(self, slot: Slot) -> bool:
        """Whether the cells' distinct counts add up to more than the whole's."""
        line = self.lines[slot]
        return float(np.nansum(self.folded.values[line, self.cells])) > float(np.nan_to_num(self.folded.wholes[line]))


def assembled(
    state: StoreState, catalogue: Catalogue, answer: Answer, also: Collection[Member] = frozenset()
) -> Result:
    """The result of a request from its statement's answer; `also`: members to show even where they did not occur."""
    request, prepared = answer.request, answer.prepared
    state = replace(state, opening=opening_seen(state.opening, request.scope))
    first, end = _closed(request.period or (None, None), prepared.span)
    keys, places = answer.keys(also, answer.periods(state))
    coverage, figures = Coverage(state), prepared.plan.figures
    columns = _Read(state, answer, keys, places, coverage).aggregates().columns(figures)
    for figure in figures:
        columns = share_out(figure, keys, columns)
    columns = replace(columns, of_agents=_of_agents(state, catalogue, request, figures, len(keys)))
    return Result(
        period={
            "from": first.isoformat() if first else None,
            "to": end.isoformat() if end else None,
            "zone": state.zone,
        },
        basis=request.basis,
        as_of=prepared.as_of,
        known_at=min(request.known_at or state.now, state.now),
        by=request.by,
        grain=request.grain,
        keys=keys,
        columns=columns,
        notes=_notes(state, catalogue, answer, coverage),
    )


def _of_agents(
    state: StoreState, catalogue: Catalogue, request: Request, figures: Sequence[Figure], rows: int
) -> Flags | None:
    """The figures that are of the calls that somebody had, where nobody had some: by agent, or kept to some of them."""
    told_by, kept_to = _by_agents(state, catalogue, request)
    if not (told_by or kept_to):
        return None
    lines = np.array([figure.is_of_agents(state.agentless) for figure in figures], np.bool_)
    places = np.append(np.full(rows, True), kept_to)
    return np.outer(lines, places) if lines.any() else None


def _by_agents(state: StoreState, catalogue: Catalogue, request: Request) -> tuple[bool, bool]:
    """Whether the rows are told apart by who had a call, and whether all is kept to some of them."""
    theirs = {name for fact in state.agentless for name in catalogue.facts[fact].of_agents}
    kept = {*(name for name, _ in request.filters), *(name for name, _ in request.scope.restrictions())}
    return bool(theirs.intersection(request.by)), bool(theirs & kept)


def _closed(period: Days, span: Span | None) -> Days:
    """A period with the days that its open sides stand for."""
    first, end = period
    return first or (span[0] if span else None), end or (span[1] if span else None)


class _Read:
    """What figures are read from: the aggregates at each row and of the whole, what is loaded of their periods, their hours."""

    def __init__(self, state: StoreState, answer: Answer, keys: Keys, places: Places, coverage: Coverage) -> None:
        self.state, self.answer, self.keys, self.coverage = state, answer, keys, coverage
        self.period = answer.request.period or (None, None)
        first, end = days_of(*self.period)
        latest, hour = local_hour(answer.prepared.as_of, state.zone)
        starts = [(max(first, one.first.toordinal()), min(end, one.end.toordinal())) for one in keys.periods]
        self.starts, self.ends = np.array([*starts, (first, end)], np.int64).T
        """Of each period, then of what has none: the first day, and the first after it."""
        to_come = np.array([*((one.first, one.hour or 0) > (latest, hour) for one in keys.periods), False], np.bool_)
        self.at = np.append(keys.period, -1)
        self.to_come = to_come[self.at]
        self.places = np.where(self.to_come[:-1], -1, places)
        self.seen: dict[tuple[str, str], Flags] = {}
        """What is loaded of each fact under each date: asked for by every slot of it."""

    def aggregates(self) -> Aggregates:
        answer, folded = self.answer, self.answer.folded
        rows = np.column_stack([folded.values[:, self.places], folded.wholes])
        return Aggregates(rows, answer.lines, self._loaded, self._clock, answer.prepared.statement.types)

    def _loaded(self, slot: Slot) -> Flags:
        if (key := (slot.fact, slot.dated)) not in self.seen:
            self.seen[key] = self.coverage.loaded(slot, self.starts, self.ends)[self.at] & ~self.to_come
        return self.seen[key]

    def _clock(self, figure: Figure, rule: str) -> Floats:
        """What a rule makes of each row's period: an open side is that of what the figure itself reads, whatever is asked with it."""
        first, end = _closed(self.period, self.state.reach(figure.facts()))
        member = np.append(self.keys.member, -1) if rule == "opening_hours" else np.full_like(self.at, -1)
        width = len(self.keys.members) + 1
        pairs, place = np.unique((self.at + 1) * width + member + 1, return_inverse=True)
        hours = [self._hours(rule, pair // width - 1, pair % width - 1, first, end) for pair in pairs.tolist()]
        found: Floats = np.where(self.to_come, np.nan, np.array(hours, np.float64)[place])  # None is NaN
        return found

    def _hours(self, rule: str, at: int, member: int, first: date | None, end: date | None) -> float | None:
        """What a rule makes of a period, all of it at -1, for a member; a full-time week is the same for all."""
        period = self.keys.periods[at] if at >= 0 else None
        since, until = first, end
        if period and first and end:
            since, until = max(first, period.first), min(end, period.end)
        key = dict(zip(self.keys.by, self.keys.members[member] if member >= 0 else (), strict=False))
        return self._elapsed.clock(key, since, until, period)(rule)

    @cached_property
    def _elapsed(self) -> Elapsed:
        state = self.state
        filters = {name: frozenset(values) for name, values in self.answer.request.filters}
        as_of = self.answer.prepared.as_of
        return Elapsed(state.zone, as_of, state.opening, state.closures, state.full_time_hours, filters)


def _notes(state: StoreState, catalogue: Catalogue, answer: Answer, coverage: Coverage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    request, figures = answer.request, answer.prepared.plan.figures
    if request.by or request.grain:
        shared = {slot for slot in answer.lines if slot.kind == "distinct" and answer.overlapping(slot)}
        kpis = [figure.kpi.id for figure in figures if shared & {piece.value for piece in figure.pieces()}]
        found += [notes.overlap(kpis)] if kpis else []
    for figure in figures:
        terms = [term for term in (*figure.num, *(figure.den or ())) if term.measure in figure.fallbacks]
        for term in dict.fromkeys(terms):
            found.append(notes.rests_on(figure, term.measure, [piece.value.fact for piece in term.pieces]))
        if any(term.rule == "opening_hours" for term in (figure.den or ())) and not any(
            week_of(one.hours) for one in state.opening
        ):
            found.append(notes.always_open(figure))
        table = figure.kpi.view
        if table and table.share and not set(table.by) <= set(request.by):
            found.append(notes.whole(figure, table.by))
        if figure.kpi.objectives and state.has_objectives:
            found.append(notes.objectives(figure))
        if figure.kpi.focus:
            found.append(notes.focused(figure) if figure.focus else notes.unfocused(figure))
    estimated: dict[float, list[Figure]] = {}
    for figure in figures:
        estimated.setdefault(_estimated(answer, figure) or 0.0, []).append(figure)
    found += [notes.estimated(alike, amount, state.currency) for amount, alike in estimated.items() if amount]
    found += _sharing_notes(catalogue, answer, state.currency)
    found += _timed(state, answer)
    told_by, kept_to = _by_agents(state, catalogue, request)
    theirs = [figure for figure in figures if (told_by or kept_to) and figure.is_of_agents(state.agentless)]
    found += [notes.agents_only(theirs, has_whole=not kept_to)] if theirs else []
    first, end = request.period or (None, None)
    own = dict.fromkeys(slot.fact for slot in answer.lines if slot.dated == OWN_DATE)
    for fact in own if first and end else ():
        gaps = coverage.missing(fact, first, end) if first and end else []
        found += [notes.partly_loaded(fact, gaps)] if gaps else []
    return found


def _estimated(answer: Answer, figure: Figure) -> float | None:
    """How much of a figure stands in for costs that nobody booked; None where nothing does."""
    pieces = dict.fromkeys(piece for piece in figure.pieces() if piece.part.fact == "cost_estimates")
    found = [answer.total(piece.value) or 0.0 for piece in pieces if answer.total(piece.rows)]
    return sum(found) if found else None


def _timed(state: StoreState, answer: Answer) -> list[dict[str, Any]]:
    """Figures whose time is not that of the whole period shown, an open side being that of what they read."""
    asked = answer.request.period or (None, None)
    spans: dict[Days, list[Figure]] = {}
    for figure in answer.prepared.plan.figures:
        if figure.by_clock:
            spans.setdefault(_closed(asked, state.reach(figure.facts())), []).append(figure)
    shown = _closed(asked, answer.prepared.span)
    return [
        notes.timed(alike, first, end)
        for (first, end), alike in spans.items()
        if first and end and (first, end) != shown
    ]


def _sharing_notes(catalogue: Catalogue, answer: Answer, currency: str) -> list[dict[str, Any]]:
    """How much of the costs says not whose it is, and what became of it."""
    found: dict[tuple[bool, float, float], list[Figure]] = {}
    for figure in answer.prepared.plan.figures:
        pieces = [piece for piece in dict.fromkeys(figure.pieces()) if piece.common]
        common, left = (
            sum(answer.total(slot) or 0.0 for slot in slots if slot)
            for slots in ([piece.common for piece in pieces], [piece.left for piece in pieces])
        )
        if common:
            found.setdefault((any(piece.value.allocated for piece in pieces), common, left), []).append(figure)
    told = []
    for (is_shared, common, left), alike in found.items():
        if not is_shared:
            told.append(notes.not_allocated(alike, common, currency))
            continue
        rule = catalogue.allocations[str(answer.prepared.plan.rule)]
        told.append(notes.allocated(alike, rule, common, left, currency))
        measure = {rule.measure}
        circular = [figure for figure in alike if {term.measure for term in figure.den or ()} == measure]
        told += [notes.same_for_all(circular, rule)] if circular else []
    return told
