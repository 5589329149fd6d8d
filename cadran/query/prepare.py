"""A request made ready to run: its plan, its SQL, the values bound to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cadran.engines.zones import transitions
from cadran.errors import StoreError, UsageError
from cadran.model import Type
from cadran.query.compile import Statement, statement
from cadran.query.expressions import Zone
from cadran.query.fact_columns import ZONED, dimension
from cadran.query.periods import Period, local_day, series, utc_midnight
from cadran.query.plan import plan
from cadran.query.request import Request, check
from cadran.query.scan import Allocated, Filter, Shape, relation_name
from cadran.query.sensitivity import grant
from cadran.query.slots import Plan
from cadran.query.state import Catalogue, Span, StoreState

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request made ready to run: what each column means, the SQL and its bound values.

    `clocks`: as_of, then the instants at which stocks are taken; `relations`, for each, what stands for tables.
    `starts` and `stops`: the first days of the periods, and those after their last, where stocks are taken at their start. `span`: the days
    that an open side of the period stands for.
    """

    plan: Plan
    shape: Shape
    statement: Statement
    sqls: tuple[str, ...]
    values: dict[str, Any]
    clocks: tuple[datetime, ...]
    periods: tuple[Period, ...]
    relations: tuple[Mapping[str, str], ...]
    starts: tuple[date, ...] = ()
    stops: tuple[date, ...] = ()
    span: Span | None = None

    @property
    def sql(self) -> str:
        """All of the SQL."""
        return ";\n".join(self.sqls)

    @property
    def as_of(self) -> datetime:
        return self.clocks[0]


def prepare(
    dialect: str, state: StoreState, request: Request, catalogue: Catalogue, made: Plan | None = None
) -> Prepared:
    """Everything up to running it; `made` is a plan that was granted before, in place of that of the request's KPIs."""
    if made is None:
        check(request, catalogue)
        grant(request, catalogue)
        made = plan(catalogue, state, request)
    as_of = min(request.as_of or request.known_at or state.now, state.now)
    span = state.reach(made.facts)
    periods = _stock_periods(state, request, made, span)
    clocks = [as_of, *_moments(state, request, made, as_of, periods)]
    relations = [_relations(state, instant, request.known_at, None if place else request.within)
                 for place, instant in enumerate(clocks)]  # fmt: skip
    relations[0] = {**relations[0], **_made(catalogue, state, made, relations[0])}
    shape = Shape(
        dialect=dialect,
        by=request.by,
        grain=request.grain,
        filters=_filters(request),
        scope=_closed(request),
        since=bool(request.period and request.period[0]),
        until=bool(request.period and request.period[1]),
        moments=max(len(clocks) - 1, 1),
        whole=bool(periods) and len(clocks) - 1 > len(periods),
        relations=tuple(frozenset(relation) for relation in relations),
        clipped=_clipped(state, catalogue, made, as_of),
        allocate=_rule(catalogue, made),
        zones=_zones(catalogue, state, request, made, as_of),
    )
    built = statement(catalogue, made, shape)
    sqls = tuple(placed(sql, relations) for sql in built.sqls)
    starts = _starts(request, made, periods, span)
    moment = timedelta(microseconds=1)
    stops = tuple(local_day(instant - moment, state.zone) + timedelta(days=1) for instant in clocks[1:])
    prepared = Prepared(made, shape, built, sqls, {}, tuple(clocks), periods, tuple(relations), starts, stops, span)
    prepared.values.update({name: bound(name, request, catalogue, prepared) for name in built.parameters})
    return prepared


def _clipped(state: StoreState, catalogue: Catalogue, plan: Plan, as_of: datetime) -> frozenset[str]:
    """The facts whose rows may go on past as_of: all with a length at an earlier one, else those that do."""
    lasting = frozenset(fact for fact in plan.facts if catalogue.facts[fact].length)
    return lasting if as_of < state.now else lasting & state.unended


def _made(catalogue: Catalogue, state: StoreState, plan: Plan, relations: Mapping[str, str]) -> dict[str, str]:
    """What stands for the tables that the state makes, those whose rows are counted."""
    tables = {catalogue.facts[fact].table for fact in plan.facts}
    return {table: f"({make(relations)})" for table, make in state.made.items() if table in tables}


def _zones(catalogue: Catalogue, state: StoreState, request: Request, plan: Plan, as_of: datetime) -> tuple[Zone, ...]:
    """The leads' zones other than the centre's, where something that is asked tells the time there."""
    names = (*request.by, *(name for name, _ in request.filters))
    paths = [catalogue.facts[fact].dimensions.get(name, "") for fact in plan.facts for name in names]
    if not any(path.partition("(")[0] in ZONED and "(" in path for path in paths):
        return ()
    span = state.span(list(state.loaded))
    first = datetime(span[0].year if span else 1970, 1, 1)
    last = datetime(as_of.year + 1, 1, 1)
    return tuple(Zone(name, transitions(name, first, last)) for name in state.zones() if name != state.zone)


def _rule(catalogue: Catalogue, plan: Plan) -> Allocated | None:
    if plan.rule is None:
        return None
    measure = catalogue.measures[catalogue.allocations[plan.rule].measure]
    return Allocated(plan.rule, measure.parts[0])


def placed(sql: str, relations: Sequence[Mapping[str, str]]) -> str:
    """The SQL with what stands for tables put in their place."""
    for place, relation in enumerate(relations):
        for table, text in relation.items():
            sql = sql.replace(relation_name(table, place), text)
    return sql


def _stock_periods(state: StoreState, request: Request, plan: Plan, span: Span | None) -> tuple[Period, ...]:
    """The periods at whose ends or starts stocks are taken; none without a grain."""
    if not plan.has_stock or not request.grain:
        return ()
    first, end = request.period or (None, None)
    first, end = first or (span and span[0]), end or (span and span[1])
    return series(request.grain, first, end, state.zone) if first and end else ()


def _starts(request: Request, plan: Plan, periods: tuple[Period, ...], span: Span | None) -> tuple[date, ...]:
    """The first day of each period, of the whole period without a grain; of all that is loaded where none was asked."""
    if not plan.has_start:
        return ()
    first = (request.period[0] if request.period else None) or (span[0] if span else date.min)
    return tuple(max(period.first, first) for period in periods) or (first,)


def _moments(
    state: StoreState, request: Request, plan: Plan, as_of: datetime, periods: tuple[Period, ...]
) -> list[datetime]:
    """The end of each period; of the whole one too where it is open and goes on after the last of them."""
    if not plan.has_stock:
        return []
    end = request.period[1] if request.period else None
    ends: list[date | None] = [period.end if end is None else min(period.end, end) for period in periods] or [end]
    found = [as_of if day is None else min(as_of, utc_midnight(day, state.zone)) for day in ends]
    return [*found, as_of] if end is None and found[-1] < as_of else found


def _relations(state: StoreState, as_of: datetime, known_at: datetime | None, within: int | None) -> Mapping[str, str]:
    """What stands for the tables at an earlier instant, or within a time of each lead's creation; else nothing."""
    earlier = as_of if as_of < state.now else None
    known = known_at if known_at and known_at < state.now else None
    if earlier is None and known is None and within is None:
        return {}
    if state.relations is None:
        raise StoreError("This store cannot go back in time: ask without --as-of and --known-at, up to today.")
    return state.relations(earlier, known, within)


def _filters(request: Request) -> tuple[Filter, ...]:
    return tuple(_filter(f"w{place}", *pair) for place, pair in enumerate(request.filters))


def _closed(request: Request) -> tuple[Filter, ...]:
    """What the scope keeps of every fact; its parameters are numbered on from those of the filters."""
    pairs = [(box, pair) for box, pairs in enumerate(request.scope.boxes()) for pair in pairs]
    return tuple(
        _filter(f"g{place}", *pair, box) for place, (box, pair) in enumerate(pairs, start=len(request.filters))
    )


def _filter(name: str, dimension: str, values: tuple[str | None, ...], box: int | None = None) -> Filter:
    return Filter(name, dimension, sum(value is not None for value in values), None in values, box)


def bound(name: str, request: Request, catalogue: Catalogue, prepared: Prepared) -> Any:
    """The value of one parameter."""
    clocks, periods = prepared.clocks, prepared.periods
    kind, _, index = name.partition("_")
    if name == "as_of":
        return clocks[0]
    if name in ("since", "until"):
        return (request.period or (None, None))[name == "until"]
    if kind == "mature":
        return clocks[0] - timedelta(seconds=int(index))
    if kind == "end":
        return clocks[int(index) + 1]
    if kind in ("start", "stop"):
        days = prepared.starts if kind == "start" else prepared.stops
        return days[min(int(index), len(days) - 1)]  # the moment of the total only has no start of its own
    if kind == "period":
        return periods[int(index)].first if periods else None
    name, values = [*request.filters, *request.scope.restrictions()][int(kind[1:])]
    known = [value for value in values if value is not None]
    return _typed(known[int(index)], name, catalogue, prepared)


def _typed(text: str, name: str, catalogue: Catalogue, prepared: Prepared) -> Any:
    """A member as the column holds it: numbers and flags are asked for as texts."""
    rule = prepared.shape.allocate
    held = [catalogue.facts[fact] for fact in (*prepared.plan.facts, *([rule.part.fact] if rule else []))]
    column = dimension(next(fact for fact in held if name in fact.dimensions), name)
    if column.type is Type.COUNT:
        if not text.lstrip("-").isdigit():
            raise UsageError('"{text}" is no {name}: expected a whole number.', text=text, name=name)
        return int(text)
    if column.type is Type.FLAG:
        if text.lower() not in _FLAGS:
            raise UsageError('"{text}" is no {name}: expected true or false.', text=text, name=name)
        return _FLAGS[text.lower()]
    return text
