"""From the rows of a statement to a Result: cells, the whole series, totals, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cadran.query import notes
from cadran.query.coverage import OWN_DATE, Coverage
from cadran.query.elapsed import Clock, Elapsed, opening_seen, week_of
from cadran.query.figures import Read, no_clock, value_of
from cadran.query.periods import Period, end_of, key_of, local_hour, series
from cadran.query.plan import STOCKS, Figure, Slot
from cadran.query.prepare import Prepared
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.shares import share_out
from cadran.query.state import Catalogue, Span, StoreState

Member = tuple[Any, ...]
Row = tuple[Any, ...]
Days = tuple[date | None, date | None]


def members_of(request: Request, prepared: Prepared, rows: Sequence[Row]) -> frozenset[Member]:
    """The members that occur in a statement's rows."""
    if not prepared.statement.keyed:
        return frozenset()
    return frozenset(tuple(row[2 : 2 + len(request.by)]) for row in rows if not row[0] and not row[1])


def assembled(
    state: StoreState,
    request: Request,
    catalogue: Catalogue,
    prepared: Prepared,
    rows: Sequence[Row],
    also: frozenset[Member] = frozenset(),
) -> Result:
    """The result of a request from its statement's rows; `also`: members to show even where they did not occur."""
    state = replace(state, opening=opening_seen(state.opening, request.scope))
    cells = _Cells(state, request, prepared, rows, also)
    figures, coverage = prepared.plan.figures, Coverage(state)
    first, end = request.period or (None, None)
    filters = {name: frozenset(values) for name, values in request.filters}
    elapsed = Elapsed(state.zone, prepared.as_of, state.opening, state.closures, state.full_time_hours, filters)
    clocks = _Clocks(state, request, elapsed)
    total = _values(figures, cells.total(), coverage, first, end, clocks.of({}, None))
    found = [_row(request, figures, cells, coverage, member, period, clocks) for member, period in cells.places()]
    for figure in figures:
        share_out(figure, found)
    first, end = _closed((first, end), prepared.span)
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
        rows=found if request.by or request.grain else [{"key": {}, "values": total}],
        total=total,
        notes=_notes(state, request, catalogue, prepared, cells, coverage),
    )


def _row(
    request: Request,
    figures: Sequence[Figure],
    cells: _Cells,
    coverage: Coverage,
    member: Member,
    period: Period | None,
    clocks: _Clocks,
) -> dict[str, Any]:
    key: dict[str, Any] = dict(zip(request.by, member, strict=True))
    first, end = request.period or (None, None)
    if request.grain:
        key["period"] = period.key if period else None
    if period:
        first = max(first, period.first) if first else period.first
        end = min(end, period.end) if end else period.end
        if (period.first, period.hour or 0) > cells.latest:
            return {"key": key, "values": {figure.kpi.id: value_of(figure, _nothing, _never) for figure in figures}}
    clock_of = clocks.of(key, period)
    return {"key": key, "values": _values(figures, cells.read(member, period), coverage, first, end, clock_of)}


def _closed(period: Days, span: Span | None) -> Days:
    """A period with the days that its open sides stand for."""
    first, end = period
    return first or (span[0] if span else None), end or (span[1] if span else None)


class _Clocks:
    """The time that cells hold, figure by figure: an open side is that of what the figure itself reads, whatever is asked
    with it.
    """

    def __init__(self, state: StoreState, request: Request, elapsed: Elapsed) -> None:
        self.state, self.elapsed, self.period = state, elapsed, request.period or (None, None)
        self.spans: dict[Figure, Days] = {}

    def of(self, key: dict[str, Any], period: Period | None) -> Callable[[Figure], Clock]:
        def clock(figure: Figure) -> Clock:
            if not figure.by_clock:
                return no_clock
            if figure not in self.spans:
                self.spans[figure] = _closed(self.period, self.state.reach(figure.facts()))
            first, end = self.spans[figure]
            if period and first and end:
                first, end = max(first, period.first), min(end, period.end)
            return self.elapsed.clock(key, first, end, period)

        return clock


def _nothing(slot: Slot) -> None:
    """What is read of a period that is still to come at as_of."""


def _never(slot: Slot) -> bool:
    return False


def _values(
    figures: Sequence[Figure],
    read: Read,
    coverage: Coverage,
    first: date | None,
    end: date | None,
    clock_of: Callable[[Figure], Clock],
) -> dict[str, dict[str, Any]]:
    def loaded(slot: Slot) -> bool:
        return coverage.loaded(slot, first, end)

    return {figure.kpi.id: value_of(figure, read, loaded, clock_of(figure)) for figure in figures}


class _Cells:
    """The statement's rows by member and period, and the totals."""

    def __init__(
        self, state: StoreState, request: Request, prepared: Prepared, rows: Sequence[Row], also: frozenset[Member]
    ) -> None:
        self.state, self.request, self.also, self.span = state, request, also, prepared.span
        self.latest = local_hour(prepared.as_of, state.zone)
        built = prepared.statement
        skip = 2 + built.keys if built.keyed else 0
        self.columns = {slot: skip + index for index, slot in enumerate(built.slots)}
        self.by_key: dict[tuple[Member, str | None], Row] = {}
        self.days: list[date] = []
        self.whole: Row | None = None
        self.exact: Row | None = None
        for row in rows:
            if not built.keyed or row[0]:
                self.whole = row
            elif row[1]:
                self.exact = row
            else:
                self._place(row)

    def _place(self, row: Row) -> None:
        dimensions = len(self.request.by)
        member, period = row[2 : 2 + dimensions], None
        if self.request.grain and row[2 + dimensions] is not None:
            day = _day(row[2 + dimensions])
            hour = row[3 + dimensions] if self.request.grain == "hour" else None
            period = key_of(self.request.grain, day, hour)
            self.days.append(day)
        self.by_key[member, period] = row

    def read(self, member: Member, period: Period | None) -> Read:
        row = self.by_key.get((member, period.key if period else None))
        return lambda slot: row[self.columns[slot]] if row else None

    def total(self) -> Read:
        """Additive aggregates from the grand total; the others from the row that computed them over everything."""

        def read(slot: Slot) -> Any:
            row = self.whole if self._adds_up(slot) else self.exact
            return row[self.columns[slot]] if row else None

        return read

    def _adds_up(self, slot: Slot) -> bool:
        keyed = bool(self.request.by or self.request.grain)
        return not keyed or (slot.additive and not (slot.dated in STOCKS and self.request.grain))

    def places(self) -> list[tuple[Member, Period | None]]:
        """Every row to show: each member that occurred, in each period of the range; rows without a date last."""
        members = sorted({member for member, _ in self.by_key} | self.also, key=_order)
        if not self.request.grain:
            return [(member, None) for member in members]
        periods: list[Period | None] = [*self._periods()]
        members = members or ([()] if not self.request.by else [])
        undated = {member for member, period in self.by_key if period is None}
        return [(member, period) for member in members for period in [*periods, *([None] if member in undated else [])]]

    def _periods(self) -> tuple[Period, ...]:
        """The range's periods; with an open side, as far as loads and rows go."""
        grain, (first, end) = self.request.grain or "day", self.request.period or (None, None)
        starts = [*self.days, *([self.span[0]] if self.span else [])]
        ends = [*(end_of(grain, day) for day in self.days), *([self.span[1]] if self.span else [])]
        first, end = first or min(starts, default=None), end or max(ends, default=None)
        return series(grain, first, end, self.state.zone) if first and end else ()

    def estimated(self, figure: Figure) -> float | None:
        """How much of a figure stands in for costs that nobody booked; None where nothing does."""
        read = self.total()
        pieces = dict.fromkeys(piece for piece in figure.pieces() if piece.part.fact == "cost_estimates")
        found = [float(read(piece.value) or 0) for piece in pieces if read(piece.rows)]
        return sum(found) if found else None

    def overlapping(self, slot: Slot) -> bool:
        """Whether the rows' distinct counts add up to more than the total."""
        column = self.columns[slot]
        total = (self.exact or ())[column] if self.exact else None
        return sum(row[column] or 0 for row in self.by_key.values()) > (total or 0)


def _order(member: Member) -> list[tuple[bool, Any]]:
    return [(value is None, "" if value is None else value) for value in member]


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _notes(
    state: StoreState, request: Request, catalogue: Catalogue, prepared: Prepared, cells: _Cells, coverage: Coverage
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    figures = prepared.plan.figures
    if request.by or request.grain:
        shared = {slot for slot in cells.columns if slot.kind == "distinct" and cells.overlapping(slot)}
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
        if figure.kpi.focus:
            found.append(notes.focused(figure) if figure.focus else notes.unfocused(figure))
    estimated: dict[float, list[Figure]] = {}
    for figure in figures:
        estimated.setdefault(cells.estimated(figure) or 0.0, []).append(figure)
    found += [notes.estimated(alike, amount) for amount, alike in estimated.items() if amount]
    found += _sharing_notes(figures, catalogue, prepared, cells.total())
    found += _timed(state, request, prepared)
    first, end = request.period or (None, None)
    own = dict.fromkeys(slot.fact for slot in cells.columns if slot.dated == OWN_DATE)
    for fact in own if first and end else ():
        gaps = coverage.missing(fact, first, end) if first and end else []
        found += [notes.partly_loaded(fact, gaps)] if gaps else []
    return found


def _timed(state: StoreState, request: Request, prepared: Prepared) -> list[dict[str, Any]]:
    """Figures whose time is not that of the whole period shown, an open side being that of what they read."""
    asked = request.period or (None, None)
    spans: dict[Days, list[Figure]] = {}
    for figure in prepared.plan.figures:
        if figure.by_clock:
            spans.setdefault(_closed(asked, state.reach(figure.facts())), []).append(figure)
    shown = _closed(asked, prepared.span)
    return [
        notes.timed(alike, first, end)
        for (first, end), alike in spans.items()
        if first and end and (first, end) != shown
    ]


def _sharing_notes(
    figures: Sequence[Figure], catalogue: Catalogue, prepared: Prepared, total: Read
) -> list[dict[str, Any]]:
    """How much of the costs says not whose it is, and what became of it."""
    found: dict[tuple[bool, float, float], list[Figure]] = {}
    for figure in figures:
        pieces = [piece for piece in dict.fromkeys(figure.pieces()) if piece.common]
        common, left = (
            sum(float(total(slot) or 0) for slot in slots if slot)
            for slots in ([piece.common for piece in pieces], [piece.left for piece in pieces])
        )
        if common:
            found.setdefault((any(piece.value.allocated for piece in pieces), common, left), []).append(figure)
    told = []
    for (is_shared, common, left), alike in found.items():
        if not is_shared:
            told.append(notes.not_allocated(alike, common))
            continue
        rule = catalogue.allocations[str(prepared.plan.rule)]
        told.append(notes.allocated(alike, rule, common, left))
        measure = {rule.measure}
        circular = [figure for figure in alike if {term.measure for term in figure.den or ()} == measure]
        told += [notes.same_for_all(circular, rule)] if circular else []
    return told
