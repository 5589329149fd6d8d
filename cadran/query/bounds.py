"""No answer is made larger than who asks may have: its size is foreseen before it is read, then held while it is.

A result has a row for each member in each period. How many members there are is first guessed from what the database
knows of its columns (their distinct values, multiplied), which costs nothing; only where that guess is too large are the
members counted, approximately, in one pass of constant memory. The statement's own answer is read up to as many rows
as could be shown, and the rows are held against the limit once more when their number is known exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlglot import exp

from cadran.catalogue.shape import Fact
from cadran.config.limits import Limits
from cadran.engines.base import Engine
from cadran.errors import LimitError
from cadran.messages import Message
from cadran.query.expressions import written
from cadran.query.periods import series
from cadran.query.prepare import Prepared, bound, placed
from cadran.query.request import Request
from cadran.query.scan import Parameters, Scan
from cadran.query.slots import Slot
from cadran.query.state import Catalogue, StoreState

Columns = dict[str, npt.NDArray[Any]]

_MANY = 1_000_000
"""The members of a column of which the database knows nothing."""
_SLACK = 2
"""Rows in which nothing counts are read and not shown; an approximate count errs by a few percent."""
_SPARE = 1000


def answer(
    engine: Engine, state: StoreState, request: Request, catalogue: Catalogue, prepared: Prepared, limits: Limits
) -> Columns:
    """The columns of a request's statements; LimitError where its figures would be more than `limits.cells`."""
    if limits.cells is None or not prepared.statement.keys:
        return stacked([engine.columns(sql, prepared.values) for sql in prepared.sqls])
    _foresee(engine, state, request, catalogue, prepared, limits.cells)
    most = _SLACK * limits.cells // len(request.kpis) * len(prepared.statement.branches) + _SPARE
    found, count = [], 0
    for sql in prepared.sqls:
        found.append(engine.columns(f"SELECT * FROM ({sql}) LIMIT {most - count + 1}", prepared.values))
        count += _height(found[-1])
        if count > most:
            raise too_many(limits.cells, request, most, 1)
    return stacked(found)


def _height(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def stacked(answers: Sequence[Columns]) -> Columns:
    """The rows of several statements as those of one; what one of them does not have is unknown in its rows."""
    if len(answers) == 1:
        return answers[0]
    kinds = {name: column.dtype for answer in reversed(answers) for name, column in answer.items()}
    found: Columns = {}
    for name, kind in kinds.items():
        parts = [answer[name] if name in answer else _unknown(_height(answer), kind) for answer in answers]
        found[name] = np.ma.concatenate(parts)  # type: ignore[no-untyped-call]
    return found


def _unknown(height: int, kind: Any) -> npt.NDArray[Any]:
    column: npt.NDArray[Any] = np.ma.masked_all(height, kind)  # type: ignore[no-untyped-call]
    return column


def hold(limits: Limits, request: Request, members: int, periods: int) -> None:
    """LimitError where so many members in so many periods are more figures than may be."""
    if limits.cells is not None and members * max(periods, 1) * len(request.kpis) > limits.cells:
        raise too_many(limits.cells, request, members, periods)


def advice(request: Request) -> Message:
    """How to ask for less than a request does."""
    if request.by:
        return Message(
            'Leave out "{name}", or take a coarser grain, a shorter period or fewer KPIs.', name=request.by[-1]
        )
    return Message("Take a coarser grain, a shorter period or fewer KPIs.")


def too_many(
    most: int, request: Request, members: int, periods: int, without: Mapping[str, int] | None = None
) -> LimitError:
    """What to say: how many figures it would be, and which dimension to leave out; `without`: the members left then."""
    periods, kpis = max(periods, 1), len(request.kpis)
    size = Message(
        "{members:,} {members|member|members} × {periods:,} {periods|period|periods} × {kpis:,} {kpis|KPI|KPIs}",
        members=members,
        periods=periods,
        kpis=kpis,
    )
    told = advice(request)
    if without:
        name, left = min(without.items(), key=lambda pair: pair[1])
        told = Message(
            'Without "{name}" they would be about {left:,}; a coarser grain, a shorter period or fewer KPIs help too.',
            name=name,
            left=left * periods * kpis,
        )
    return LimitError(
        "These would be about {cells:,} figures ({size}), where {most:,} may be asked at once. {advice} The configuration "
        "sets the bound: [limits], cells.",
        cells=members * periods * kpis,
        size=size,
        most=most,
        advice=told,
    )


def _foresee(
    engine: Engine, state: StoreState, request: Request, catalogue: Catalogue, prepared: Prepared, most: int
) -> None:
    periods = _periods(state, request, prepared)
    hold(Limits(cells=most), request, 1, periods)
    facts = _facts(catalogue, prepared)
    cells = periods * len(request.kpis)
    for name in request.by:
        cells *= max(_known(engine, fact, name) for fact, _ in facts) + 1 if facts else 1
    if cells <= most:
        return
    counted = [_counted(engine, fact, slot, request, catalogue, prepared) for fact, slot in facts] if request.by else []
    if counted:
        members, *fewer = (max(column) for column in zip(*counted, strict=True))
        if members * periods * len(request.kpis) > _SLACK * most:
            raise too_many(most, request, members, periods, dict(zip(request.by, fewer, strict=True)))


def _periods(state: StoreState, request: Request, prepared: Prepared) -> int:
    """How many periods there are, an open side going as far as loads do."""
    if not request.grain:
        return 1
    first, end = request.period or (None, None)
    span = prepared.span
    first, end = first or (span and span[0]), end or (span and span[1])
    return len(series(request.grain, first, end, state.zone)) if first and end and first < end else 1


def _facts(catalogue: Catalogue, prepared: Prepared) -> list[tuple[Fact, Slot]]:
    """The facts that know all that is asked by, each with an aggregate that dates it."""
    found: dict[str, Slot] = {}
    for slot in prepared.plan.slots:
        if set(prepared.shape.by) <= set(catalogue.facts[slot.fact].dimensions):
            found.setdefault(slot.fact, slot)
    return [(catalogue.facts[name], slot) for name, slot in found.items()]


def _known(engine: Engine, fact: Fact, dimension: str) -> int:
    """How many members the database knows a dimension to have at most, about."""
    path = fact.dimensions[dimension]
    if "(" in path:  # a month, a band
        return 12
    lookup, _, column = path.rpartition(".")
    table = fact.lookups[lookup].table if lookup else fact.table
    found = engine.distinct(table, column)
    return _MANY if found is None else found


def _counted(
    engine: Engine, fact: Fact, slot: Slot, request: Request, catalogue: Catalogue, prepared: Prepared
) -> Sequence[int]:
    """About how many members a fact has under the request, then without each dimension in turn."""
    parameters = Parameters(engine.dialect)
    scan = Scan(fact, slot.dated, prepared.shape, parameters)
    keys = [scan.dimension(name) for name in request.by]
    sets = [keys, *([key for key in keys if key is not left] for left in keys)]
    wanted = [parameters.sql.about([key.copy() for key in some]) if some else exp.Literal.number(1) for some in sets]
    sql = placed(written(scan.select(wanted, scan.restrictions(), []), engine.dialect), prepared.relations)
    values = {name: bound(name, request, catalogue, prepared) for name in parameters.names}
    return engine.rows(sql, values)[0]
