"""Rights as scopes: what a grant allows, several merged into one, a token's narrowing, what can be asked at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Protocol

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.shape import KPI, Part
from cadran.query.grammar import formula
from cadran.query.request import EVERYTHING, Scope
from cadran.query.state import Catalogue
from cadran.web.served import KPIS, MEASURES, catalogue

NOTHING = Scope(clients=(), campaigns=(), teams=(), agents=(), centres=(), kpis=(), dimensions=(), costs=False)
SIDES = ("clients", "campaigns", "teams", "agents", "centres")
_ALL = tuple(field.name for field in fields(Scope) if field.name not in ("costs", "others"))
_ORDER = ("manager", "analyst", "supervisor", "agent", "client")
_DIMENSION_OF = {"clients": "client", "campaigns": "campaign", "teams": "team", "agents": "agent", "centres": "site"}

AGENT_DIMENSIONS = ("agent", "profile")
"""What tells an agent from another."""
INTERNAL = ("agent", "profile", "team", "site", "caller_number", "source_system", "disposition", "script")
"""How the centre is run: nothing of it is a client's."""
BILLED = frozenset({"revenue", "average_order_value"})
"""KPIs in money that are the client's own business."""


class Allowed(Protocol):
    """A grant, as the scope needs it."""

    role: str
    may_see_agent_names: bool
    may_see_costs: bool
    clients: Any
    campaigns: Any
    teams: Any
    agents: Any
    centres: Any
    families: Any


@dataclass(frozen=True)
class Right:
    """One grant made a scope, with the role it comes from."""

    role: str
    scope: Scope
    peers: tuple[str, ...] = ()


def is_cost(kpi: KPI) -> bool:
    """Whether a KPI tells what the centre spends or earns: it counts on costs, or on a column of costs."""
    return any(
        part.fact == "costs" or "cost" in (part.column or "") or "margin" in (part.column or "") for part in _parts(kpi)
    )


def _parts(kpi: KPI) -> list[Part]:
    return [
        part
        for side in (kpi.num, kpi.den)
        if side
        for term in formula(side)
        if term.measure in MEASURES
        for measure in (MEASURES[term.measure],)
        for part in (*measure.parts, *measure.fallback, *measure.cohort, *measure.cohort_fallback)
    ]


def facts_of(kpi: str) -> list[str]:
    """The facts that a KPI may count on, in one store or another."""
    return list(dict.fromkeys(part.fact for part in _parts(KPIS[kpi])))


def cost_kpis() -> frozenset[str]:
    """The KPIs that only who may see costs sees."""
    return _cost_kpis(catalogue())


@lru_cache(maxsize=8)
def _cost_kpis(served: Catalogue) -> frozenset[str]:
    return frozenset(kpi.id for kpi in served.kpis.values() if kpi.id not in BILLED and is_cost(kpi))


def right_of(grant: Allowed) -> Right:
    """What one grant allows; a narrow role that names nothing sees nothing."""
    sides: dict[str, Any] = {name: _closed(getattr(grant, name)) for name in SIDES}
    peers: tuple[str, ...] = ()
    if grant.role == "agent":
        peers, sides["teams"] = sides["teams"] or (), None
        sides["agents"] = sides["agents"] or ()
    elif (grant.role == "client" and not (sides["clients"] or sides["campaigns"])) or (
        grant.role == "supervisor" and not (sides["teams"] or sides["centres"] or sides["campaigns"])
    ):
        return Right(grant.role, NOTHING)
    elif grant.role not in _ORDER:
        return Right("", NOTHING)
    return Right(
        grant.role, Scope(**sides, kpis=_kpis(grant), dimensions=_dimensions(grant), costs=_costs(grant)), peers
    )


def _closed(members: Any) -> tuple[str, ...] | None:
    found = tuple(sorted({str(member) for member in members or ()}))
    return found or None


def _costs(grant: Allowed) -> bool:
    return grant.may_see_costs and grant.role not in ("client", "agent")


def _kpis(grant: Allowed) -> tuple[str, ...] | None:
    hidden = frozenset() if _costs(grant) else cost_kpis()
    families = frozenset(grant.families or ())
    if not hidden and not families:
        return None
    return tuple(kpi.id for kpi in KPIS.values() if kpi.id not in hidden and (not families or kpi.family in families))


def _dimensions(grant: Allowed) -> tuple[str, ...] | None:
    hidden = (
        INTERNAL
        if grant.role == "client"
        else ()
        if grant.may_see_agent_names or grant.role == "agent"
        else AGENT_DIMENSIONS
    )
    return tuple(name for name in DIMENSIONS if name not in hidden) if hidden else None


def merged(rights: Iterable[Right]) -> Right:
    """Rights as one: never more than their union.

    Two rights that differ by one side only are joined exactly, one within another disappears. Those that close the
    same sides and show the same KPIs and dimensions (campaign A for team 1, and B for team 2) stand beside each other
    in the scope: a row is seen that one of them shows. What shows other KPIs, or is closed otherwise, cannot be added
    without opening what nobody granted or closing what somebody did: then the widest role's rights count.
    """
    left = sorted(rights, key=lambda right: _ORDER.index(right.role) if right.role in _ORDER else len(_ORDER))
    joined = True
    while joined:
        joined = False
        for place, one in enumerate(left):
            for other in left[place + 1 :]:
                both = _joined(one.scope, other.scope)
                if both is not None:
                    left[place] = Right(one.role, both, tuple(sorted({*one.peers, *other.peers})))
                    left.remove(other)
                    joined = True
                    break
            if joined:
                break
    if not left:
        return Right("", NOTHING)
    first, others = left[0], tuple(right.scope for right in left[1:] if _alike(left[0].scope, right.scope))
    return replace(first, scope=replace(first.scope, others=others))


def _alike(one: Scope, other: Scope) -> bool:
    """Whether two scopes show the same of a row, and tell rows by the same sides."""
    return (
        one.costs == other.costs
        and all(_set(getattr(one, name)) == _set(getattr(other, name)) for name in ("kpis", "dimensions"))
        and all((getattr(one, name) is None) == (getattr(other, name) is None) for name in SIDES)
    )


def _joined(one: Scope, other: Scope) -> Scope | None:
    """The exact union of two scopes, where it is a scope."""
    if within(other, one):
        return one
    if within(one, other):
        return other
    apart = [name for name in _ALL if _set(getattr(one, name)) != _set(getattr(other, name))]
    if len(apart) != 1 or one.costs != other.costs:
        return None
    mine, theirs = getattr(one, apart[0]), getattr(other, apart[0])
    both: dict[str, Any] = {apart[0]: tuple(dict.fromkeys((*mine, *theirs)))}
    return replace(one, **both)


def _set(side: Sequence[str] | None) -> frozenset[str] | None:
    return None if side is None else frozenset(side)


def within(narrow: Scope, wide: Scope) -> bool:
    """Whether all that one scope shows is shown by the other."""
    if any(getattr(narrow, name) == () for name in _ALL):
        return True
    if narrow.costs and not wide.costs:
        return False
    return all(
        wide_side is None or (narrow_side is not None and set(narrow_side) <= set(wide_side))
        for narrow_side, wide_side in ((getattr(narrow, name), getattr(wide, name)) for name in _ALL)
    )


def narrowed(scope: Scope, by: Scope) -> Scope:
    """What both scopes show: exact on every side."""
    sides = {}
    for name in _ALL:
        mine, theirs = getattr(scope, name), getattr(by, name)
        sides[name] = mine if theirs is None else theirs if mine is None else tuple(x for x in mine if x in set(theirs))
    return Scope(**sides, costs=scope.costs and by.costs, others=tuple(narrowed(one, by) for one in scope.others))


def narrowing(sides: Any) -> Scope:
    """A token's own sides as a scope; empty ones are open."""
    families = frozenset(sides.families or ())
    kpis = tuple(kpi.id for kpi in KPIS.values() if kpi.family in families) if families else None
    closed: dict[str, Any] = {name: _closed(getattr(sides, name)) for name in SIDES}
    return Scope(**closed, kpis=kpis)


__all__ = ["EVERYTHING", "NOTHING", "Right", "merged", "narrowed", "narrowing", "right_of", "within"]
