"""Rights as scopes: what a grant allows, several merged into one, a token's narrowing, what can be asked at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

from cadran.catalogue import DIMENSIONS
from cadran.model import Sensitivity
from cadran.query.grammar import formula
from cadran.query.request import EVERYTHING, Scope
from cadran.query.sensitivity import told_by
from cadran.web.served import KPIS, MEASURES, catalogue

NOTHING = Scope(
    clients=(), campaigns=(), teams=(), agents=(), centres=(), kpis=(), dimensions=(), costs=False, earnings=False, workings=False,
)  # fmt: skip
SIDES = ("clients", "campaigns", "teams", "agents", "centres")
FLAGS = ("costs", "earnings", "workings")
_ALL = tuple(field.name for field in fields(Scope) if field.name not in (*FLAGS, "others"))
_ORDER = ("manager", "analyst", "supervisor", "agent", "client")
DIMENSION_OF = {"clients": "client", "campaigns": "campaign", "teams": "team", "agents": "agent", "centres": "site"}

AGENT_DIMENSIONS = ("agent", "profile")
"""What tells an agent from another."""
INTERNAL = ("agent", "profile", "team", "site", "caller_number", "source_system", "disposition", "script")
"""How the centre is run: nothing of it is a client's."""


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


def facts_of(kpi: str) -> list[str]:
    """The facts that a KPI may count on, in one store or another."""
    declared = KPIS[kpi]
    terms = [term for side in (declared.num, declared.den) if side for term in formula(side)]
    measures = [MEASURES[term.measure] for term in terms if term.measure in MEASURES]
    return list(dict.fromkeys(
        part.fact for one in measures for part in (*one.parts, *one.fallback, *one.cohort, *one.cohort_fallback)
    ))  # fmt: skip


def kpis_that_tell(kind: Sensitivity) -> frozenset[str]:
    """The KPIs of the store being served that tell of something: of costs, of earnings, of how agents work."""
    served = catalogue()
    return frozenset(id for id in served.kpis if kind in told_by(served, id))


def cost_kpis() -> frozenset[str]:
    """The KPIs that only who may see costs sees."""
    return kpis_that_tell(Sensitivity.COST)


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
    kpis = _kpis(grant)
    flags: dict[str, Any] = {
        "costs": _costs(grant),
        "earnings": _tells_earnings(kpis),
        "workings": grant.role != "client",
    }
    return Right(grant.role, Scope(**sides, **flags, kpis=kpis, dimensions=_dimensions(grant)), peers)


def _closed(members: Any) -> tuple[str, ...] | None:
    found = tuple(sorted({str(member) for member in members or ()}))
    return found or None


def _costs(grant: Allowed) -> bool:
    return grant.may_see_costs and grant.role not in ("client", "agent")


def _tells_earnings(kpis: tuple[str, ...] | None) -> bool:
    """Whether somebody who may see these KPIs knows of earnings anyway, so that rows may say them."""
    return kpis is None or not kpis_that_tell(Sensitivity.EARNINGS).isdisjoint(kpis)


def _kpis(grant: Allowed) -> tuple[str, ...] | None:
    hidden = frozenset() if _costs(grant) else cost_kpis()
    if grant.role == "client":
        hidden |= kpis_that_tell(Sensitivity.AGENT)
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
        _flags(one) == _flags(other)
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
    if len(apart) != 1 or _flags(one) != _flags(other):
        return None
    mine, theirs = getattr(one, apart[0]), getattr(other, apart[0])
    both: dict[str, Any] = {apart[0]: tuple(dict.fromkeys((*mine, *theirs)))}
    return replace(one, **both)


def _flags(scope: Scope) -> frozenset[str]:
    return frozenset(name for name in FLAGS if getattr(scope, name))


def _set(side: Sequence[str] | None) -> frozenset[str] | None:
    return None if side is None else frozenset(side)


def within(narrow: Scope, wide: Scope) -> bool:
    """Whether all that one scope shows is shown by the other."""
    if any(getattr(narrow, name) == () for name in _ALL):
        return True
    if _flags(narrow) - _flags(wide):
        return False
    return all(
        wide_side is None or (narrow_side is not None and set(narrow_side) <= set(wide_side))
        for narrow_side, wide_side in ((getattr(narrow, name), getattr(wide, name)) for name in _ALL)
    )


def narrowed(scope: Scope, by: Scope) -> Scope:
    """What both scopes show: exact on every side."""
    sides: dict[str, Any] = {}
    for name in _ALL:
        mine, theirs = getattr(scope, name), getattr(by, name)
        sides[name] = mine if theirs is None else theirs if mine is None else tuple(x for x in mine if x in set(theirs))
    flags: dict[str, Any] = {name: name in _flags(scope) & _flags(by) for name in FLAGS}
    return Scope(**sides, **flags, others=tuple(narrowed(one, by) for one in scope.others))


def narrowing(sides: Any) -> Scope:
    """A token's own sides as a scope; empty ones are open."""
    families = frozenset(sides.families or ())
    kpis = tuple(kpi.id for kpi in KPIS.values() if kpi.family in families) if families else None
    closed: dict[str, Any] = {name: _closed(getattr(sides, name)) for name in SIDES}
    return Scope(**closed, kpis=kpis, earnings=_tells_earnings(kpis))


__all__ = ["EVERYTHING", "NOTHING", "Right", "merged", "narrowed", "narrowing", "right_of", "within"]
