"""Whether the facts of a plan have the dimensions that a request breaks down, filters or is restricted by."""

from __future__ import annotations

from collections.abc import Sequence

from cadran.catalogue.facts import OWN_COSTS
from cadran.catalogue.shape import Fact
from cadran.errors import NotConformedError
from cadran.messages import NOTHING, Message
from cadran.messages.terms import term
from cadran.query.fact_columns import hour_column
from cadran.query.request import Request
from cadran.query.sharing import driver, working_rules
from cadran.query.slots import STOCKS, Plan, Slot
from cadran.query.state import Catalogue

_CREATION = ("hour", "weekday", "month_of_year")
"""What a lead has of its creation only: other events of it are dated, not timed."""


def conform(catalogue: Catalogue, plan: Plan, request: Request) -> None:
    """Refuse what a fact of the plan lacks: NotConformedError, with the dimensions that it has and the rules that help."""
    closed = [dimension for dimension, _ in request.scope.restrictions()]
    seen: set[Slot] = set()
    for figure in plan.figures:
        for slot in figure.slots():
            if slot not in seen:  # what conforms for one figure does for all
                seen.add(slot)
                _conform_slot(catalogue, figure.kpi.id, slot, request, closed)
    for slot in plan.slots:
        if slot not in seen:
            _conform_slot(catalogue, request.kpis[0], slot, request, closed)


def _conform_slot(catalogue: Catalogue, id: str, slot: Slot, request: Request, closed: Sequence[str]) -> None:
    fact = catalogue.facts[slot.fact]
    reached = _reached(catalogue, fact, slot, request)
    for dimension in (*request.by, *(name for name, _ in request.filters)):
        if dimension not in reached:
            raise NotConformedError(
                '"{id}" cannot be given by "{dimension}": it counts on {fact}, which have no '
                '"{dimension}". They have: {names}.{rules}',
                id=id,
                dimension=dimension,
                fact=term(fact.name),
                names=[*fact.dimensions],
                rules=_rules(catalogue, fact, request.by, dimension),
            )
        if dimension in _CREATION and fact.name == "leads" and slot.dated not in (fact.cohort, *STOCKS):
            raise NotConformedError(
                '"{id}" cannot be given by "{dimension}": it counts leads by {dated}, and what a lead '
                "has is the {dimension} of its creation. Ask it on the cohort basis.",
                id=id,
                dimension=dimension,
                dated=slot.dated,
            )
    for read in (fact, *_drivers(catalogue, slot, request)):
        for dimension in closed:
            if dimension not in read.dimensions:
                raise NotConformedError(
                    '"{id}" counts on {fact}, which have no "{dimension}" and cannot be restricted to those '
                    "you may see. Ask for a KPI on a fact that has it.",
                    id=id,
                    fact=term(read.name),
                    dimension=dimension,
                )
    if request.grain == "hour" and hour_column(fact, slot.dated) is None:
        raise NotConformedError(
            '"{id}" cannot be given by hour: {fact} dated by {dated} have no hour. The finest grain is "day".',
            id=id,
            fact=term(fact.name),
            dated=slot.dated,
        )


def _reached(catalogue: Catalogue, fact: Fact, slot: Slot, request: Request) -> set[str]:
    """The dimensions that a slot can be broken down by; what is allocated, also by those of the rule's own fact."""
    return {name for one in (fact, *_drivers(catalogue, slot, request)) for name in one.dimensions}


def _drivers(catalogue: Catalogue, slot: Slot, request: Request) -> list[Fact]:
    """The fact in whose proportions a slot is shared out, where a rule for it was named."""
    if request.allocate in (None, OWN_COSTS) or not (slot.allocated or slot.apart):
        return []
    return [driver(catalogue, str(request.allocate))]


def _rules(catalogue: Catalogue, fact: Fact, by: Sequence[str], dimension: str) -> Message:
    """The rules that would give it; where none does with all that is asked, nothing is offered."""
    rules = working_rules(catalogue, (*by, dimension)) if fact.shared else []
    if not rules:
        return NOTHING
    if len(rules) == 1:
        return Message(" One rule can share them out: --allocate {rule}.", rule=rules[0])
    *others, last = rules
    return Message(" A rule can share them out: --allocate {names} or {last}.", names=[*others], last=last)
