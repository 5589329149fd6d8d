"""Counts and other aggregates of one fact, told apart by its dimensions and by columns: what analyses read beside KPIs.

The statement, the rights and the clocks are those of KPIs; what belongs to a figure (what was left out, its interval, a
verdict) is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np

from cadran.catalogue.shape import Basis, Fact, Part
from cadran.engines.base import Engine
from cadran.errors import UsageError
from cadran.query.bounds import stacked
from cadran.query.compile import COUNT
from cadran.query.conformity import conform
from cadran.query.fact_columns import columns_read
from cadran.query.fold import folded
from cadran.query.grammar import conjuncts
from cadran.query.numbers import Floats
from cadran.query.prepare import prepare
from cadran.query.request import Request, check
from cadran.query.sensitivity import closed, grant, of_columns, told_by_part
from cadran.query.slots import Plan, Slot
from cadran.query.state import Catalogue, StoreState

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Counting:
    """What is counted of one fact: name → aggregate; `columns` tell cells apart that no dimension does.

    A column is a path as a fact's dimensions have it: `rank.attempt_rank`, `upto(attempts, 10)`. On the cohort basis of the
    request rows are dated by the lead's creation, else by the part's own event.
    """

    parts: Mapping[str, Part]
    columns: Mapping[str, str] = field(default_factory=dict)


def counts(engine: Engine, state: StoreState, request: Request, catalogue: Catalogue, counting: Counting) -> Rows:
    """A row for each cell: the members of the request's `by` and of the columns, then the aggregates.

    Counts are whole numbers, other aggregates floats, None where no row has a value. With a grain, `period` is the first
    day. The request's KPI is one that whoever asks must be allowed to see. UsageError and NotConformedError say what cannot be asked.
    """
    [fact] = {part.fact for part in counting.parts.values()}
    check(request, catalogue)
    grant(request, catalogue)
    _grant_counting(request, catalogue.facts[fact], counting)
    catalogue = _with_columns(catalogue, fact, tuple(counting.columns.items()))
    request = replace(request, by=(*request.by, *counting.columns))
    state = state.as_known(request.known_at)
    slots = {name: _slot(catalogue.facts[fact], part, request) for name, part in counting.parts.items()}
    plan = Plan((), tuple(dict.fromkeys(slots.values())), (fact,))
    conform(catalogue, plan, request)
    prepared = prepare(engine.dialect, state, request, catalogue, plan)
    statement = prepared.statement
    found = stacked([engine.columns(sql, prepared.values) for sql in prepared.sqls])
    cells = folded(statement, found)
    values = cells.values[:, :-1] if statement.keys else cells.wholes[:, np.newaxis]
    lines = {slot: line for line, slot in enumerate(statement.types)}
    columns = {name: _plain(values[lines[slot]], statement.types[slot]) for name, slot in slots.items()}
    keys = [cells.members[place] for place in cells.member.tolist()] if statement.keys else [()]
    told = {name: [_member(key[place]) for key in keys] for place, name in enumerate(request.by)}
    if request.grain:
        told["period"] = np.ma.asarray(cells.periods["p"]).astype("M8[D]").tolist()
    every = {**told, **columns}
    return [dict(zip(every, row, strict=True)) for row in zip(*every.values(), strict=True)]


def _grant_counting(request: Request, fact: Fact, counting: Counting) -> None:
    """Refuse columns that give a dimension which the scope closes, and aggregates that tell what it closes."""
    allowed = request.scope.dimensions
    for path in counting.columns.values() if allowed is not None else ():
        read = {path, *columns_read(path)}
        for name in (name for name, own in fact.dimensions.items() if own in read):
            if allowed is not None and name not in allowed:
                raise UsageError('The dimension "{id}" is not among those you may use.', id=name)
    kept_back = closed(request.scope)
    own = [path for name in request.by for path in columns_read(fact.dimensions.get(name, "")) if "." not in path]
    told = [(path, of_columns(fact, columns_read(path))) for path in (*own, *counting.columns.values()) if path]
    told += [(part.column or part.where or part.fact, told_by_part(fact, part)) for part in counting.parts.values()]
    for name, kinds in told:
        if kept_back.intersection(kinds):
            raise UsageError('The column "{name}" is not among those you may see.', name=name)


@lru_cache(maxsize=256)
def _with_columns(catalogue: Catalogue, fact: str, columns: tuple[tuple[str, str], ...]) -> Catalogue:
    """The catalogue where a fact has these columns as dimensions; kept, as statements are kept by catalogue."""
    if not columns:
        return catalogue
    own = catalogue.facts[fact]
    wider = replace(own, dimensions={**own.dimensions, **dict(columns)})
    return replace(catalogue, facts={**catalogue.facts, fact: wider})


def _slot(fact: Fact, part: Part, request: Request) -> Slot:
    is_cohort = request.basis == Basis.COHORT
    dated = fact.cohort if is_cohort and fact.cohort else fact.times[part.time]
    where = conjuncts(part.where) if part.where else ()
    return Slot(
        part.fact, dated, part.aggregate, where, part.column, part.q, window=request.within if is_cohort else None
    )


def _member(value: Any) -> Any:
    """A member as Python has it: a day is a date."""
    return value.date() if isinstance(value, datetime) else value


def _plain(line: Floats, type: str) -> list[Any]:
    """Counts as whole numbers, others as floats; a count of nothing is 0, another aggregate of nothing is None."""
    if type == COUNT:
        return [int(value) for value in np.nan_to_num(line).tolist()]
    return [None if value != value else value for value in line.tolist()]
