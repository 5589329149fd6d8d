"""What a KPI and the columns of a fact's rows tell that not everybody may know, from what the model declares of them.

Every statement is refused, and every row shorn, by these alone: a centre's own KPI over a cost is a cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from sqlglot import exp

from cadran.catalogue.shape import Fact, Part
from cadran.errors import UsageError
from cadran.model import TABLES, Sensitivity, Table
from cadran.model.derived import DERIVED
from cadran.query import grammar
from cadran.query.fact_columns import columns_read, resolve
from cadran.query.request import Request, Scope
from cadran.query.state import Catalogue


def table_of(fact: Fact) -> Table:
    """The stored table whose rows a fact counts."""
    return TABLES.get(fact.table) or DERIVED[fact.table]


@lru_cache(maxsize=4096)
def told_by(catalogue: Catalogue, kpi: str) -> frozenset[Sensitivity]:
    """What a KPI tells of: the tables it counts, the columns it sums and those that its conditions compare with something."""
    declared = catalogue.kpis[kpi]
    terms = (term for side in (declared.num, declared.den) if side for term in grammar.formula(side))
    measures = (catalogue.measures[term.measure] for term in terms if term.measure in catalogue.measures)
    parts = (part for one in measures for part in (*one.parts, *one.fallback, *one.cohort, *one.cohort_fallback))
    return frozenset(kind for part in parts for kind in told_by_part(catalogue.facts[part.fact], part))


def told_by_part(fact: Fact, part: Part) -> Iterator[Sensitivity]:
    """What an aggregate tells of."""
    whole = table_of(fact).sensitivity
    if whole is not None:
        yield whole
    read = {name.strip() for name in (part.column or "").split(",") if part.aggregate == "distinct"}
    if part.column and part.aggregate != "distinct":
        read = {grammar.path(node) for node in grammar.column(part.column).find_all(exp.Column)}
    yield from of_columns(fact, {*(name for name in read if name), *compared(part.where)})


def compared(condition: str | None) -> set[str]:
    """The columns that a condition compares with something; whether one is known tells nothing of what it holds.

    >>> sorted(compared("agent_id IS NOT NULL AND wrap_s > 30"))
    ['wrap_s']
    """
    return compared_in(grammar.condition(condition)) if condition else set()


def compared_in(tree: exp.Expr) -> set[str]:
    """The columns that an expression reads otherwise than to ask whether they are known."""
    return {grammar.path(node) for node in tree.find_all(exp.Column) if not isinstance(node.parent, exp.Is)}


def of_columns(fact: Fact, paths: Iterable[str]) -> Iterator[Sensitivity]:
    """What columns tell of, those that lookups reach too."""
    for path in paths:
        kind = resolve(fact, path).sensitivity
        if kind is not None:
            yield kind


def closed(scope: Scope) -> frozenset[Sensitivity]:
    """What no KPI may tell under a scope."""
    shown = {
        Sensitivity.COST: scope.costs,
        Sensitivity.EARNINGS: scope.earnings,
        Sensitivity.AGENT: scope.workings,
    }
    return frozenset(kind for kind, is_shown in shown.items() if not is_shown)


def permits(scope: Scope, catalogue: Catalogue, kpi: str) -> bool:
    """Whether a scope shows what a KPI tells."""
    return not (closed(scope) & told_by(catalogue, kpi))


def grant(request: Request, catalogue: Catalogue) -> None:
    """Refuse KPIs that tell what the scope closes."""
    for name in request.kpis:
        if not permits(request.scope, catalogue, name):
            raise UsageError('The KPI "{id}" is not among those you may see.', id=name)


def hidden_columns(catalogue: Catalogue, fact: Fact, scope: Scope, *, personal: bool = False) -> frozenset[str]:
    """The columns of a fact's own rows that a scope keeps back: what is sensitive, and what gives a dimension it closes."""
    kinds = closed(scope) | (frozenset() if personal else {Sensitivity.PERSONAL})
    if scope.dimensions is not None and "agent" not in scope.dimensions:
        kinds |= {Sensitivity.AGENT}
    found = {column.name for column in table_of(fact).columns if column.sensitivity in kinds}
    if scope.dimensions is None:
        return frozenset(found)
    told = (
        (name, path)
        for one in catalogue.facts.values()
        if one.table == fact.table
        for name, path in one.dimensions.items()
    )
    closed_ones = (path for name, path in told if name not in scope.dimensions)
    return frozenset(found | {column for path in closed_ones for column in columns_read(path)})
