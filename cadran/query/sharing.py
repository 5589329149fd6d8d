"""What becomes of costs that do not say whose they are, and by which rules they can be shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cadran.catalogue.facts import DEFAULT_ALLOCATIONS, OWN_COSTS
from cadran.catalogue.shape import Fact
from cadran.query.request import Request
from cadran.query.state import Catalogue, StoreState


@dataclass(frozen=True)
class Sharing:
    """What becomes of costs that do not say whose they are.

    `rule` is the rule to share them by, None where each bears its own; `is_named`: it was asked for. `is_divided`: the
    request divides them, by a breakdown or filter that some do not know; `by_campaign`: some know no campaign.
    """

    rule: str | None
    is_named: bool
    is_divided: bool
    by_campaign: bool


def sharing_of(catalogue: Catalogue, state: StoreState, request: Request) -> Sharing:
    asked = {*request.by, *(dimension for dimension, _ in request.filters)}
    unknown = _unknown(catalogue, state, request)
    if request.allocate not in (None, OWN_COSTS):
        divided = bool(asked or request.scope.restrictions())
        return Sharing(request.allocate, True, divided, "campaign" in unknown)
    rule = None if request.allocate else default_rule(catalogue, state)
    return Sharing(rule, False, bool(asked & unknown), "campaign" in unknown)


def _unknown(catalogue: Catalogue, state: StoreState, request: Request) -> frozenset[str]:
    """The dimensions that some cost does not know: of those the scope shows, which is closed on what is unknown."""
    closed = frozenset.intersection(*(frozenset(name for name, _ in box) for box in request.scope.boxes()))
    found: set[str] = set()
    for name, lacking in state.unassigned.items():
        fact = catalogue.facts[name]
        known = {column for one in closed if one in fact.dimensions for column in fact.known_by(one)}
        found |= {one for one in lacking if name in state.present and not known >= set(fact.known_by(one))}
    return frozenset(found)


def default_rule(catalogue: Catalogue, state: StoreState) -> str | None:
    """The rule by which costs are shared where none is named; None where nothing is loaded to go by."""
    known = (rule for rule in DEFAULT_ALLOCATIONS if rule in catalogue.allocations)
    return next((rule for rule in known if driver(catalogue, rule).name in state.present), None)


def driver(catalogue: Catalogue, rule: str) -> Fact:
    """The fact in whose proportions a rule shares."""
    return catalogue.facts[catalogue.measures[catalogue.allocations[rule].measure].parts[0].fact]


def working_rules(catalogue: Catalogue, dimensions: Iterable[str]) -> list[str]:
    """The rules by which costs can be shared among the members of some dimensions."""
    shared = {name for fact in catalogue.facts.values() if fact.shared for name in fact.dimensions}
    return [
        rule for rule in catalogue.allocations if set(dimensions) <= shared | set(driver(catalogue, rule).dimensions)
    ]
