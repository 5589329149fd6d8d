"""What pages and API ask before any figure: the store, the scope of who asks, their role."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from cadran.query.request import Request, Scope
from cadran.query.result import Result
from cadran.server.owner import Owner
from cadran.web.executor import current
from cadran.web.models import Grant, Token
from cadran.web.scopes import NOTHING, Right, merged, narrowed, narrowing, right_of

__all__ = ["askable", "executor", "peers", "role", "scope_for", "scope_of", "sees_loads"]

_KEPT = "_cadran_right"


def executor(request: HttpRequest) -> Owner:
    """The store of this server."""
    return current()


def right(user: Any) -> Right:
    """What a person may see, from their grants and their groups': read once for each request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Right("", NOTHING)
    held: Right | None = getattr(user, _KEPT, None)
    if held is None:
        grants = Grant.objects.filter(Q(user=user) | Q(group__user=user)).distinct().order_by("pk")
        held = merged(right_of(grant) for grant in grants)
        setattr(user, _KEPT, held)
    return held


def scope_of(user: Any) -> Scope:
    """The scope of every query made for a person; without a grant it shows nothing."""
    return right(user).scope


def scope_for(request: HttpRequest) -> Scope:
    """The scope of a request: its person's, narrowed by the token it came with."""
    scope = scope_of(request.user)
    token = getattr(request, "auth", None)
    return narrowed(scope, narrowing(token)) if isinstance(token, Token) else scope


def role(user: Any) -> str:
    """manager, analyst, supervisor, agent or client; empty for who has no grant."""
    return right(user).role


def askable(request: HttpRequest) -> tuple[str, ...]:
    """The KPIs that this request may ask for, in the catalogue's order."""
    return executor(request).askable(scope_for(request))


def sees_loads(request: HttpRequest) -> bool:
    """Whether the ledger of loads is theirs to see: it speaks of everything in the store."""
    scope = scope_for(request)
    return role(request.user) in ("manager", "analyst") and not scope.restrictions()


def peers(request: HttpRequest, asked: Request) -> dict[str, dict[str, Any] | None]:
    """KPI → the figure of an agent's colleagues together; None where they are too few to stay unnamed.

    The agent’s own rows are not in it, and at least CADRAN_GROUP_SIZE colleagues must have
    something to count (filters are left out: they could single one of them out). Who is no agent, or whose grant names no team, gets None.
    """
    mine = right(request.user)
    scope = scope_for(request)
    if mine.role != "agent" or not mine.peers:
        return dict.fromkeys(asked.kpis)
    team = replace(scope, agents=None, teams=mine.peers, dimensions=None, others=())
    plain = replace(asked, by=(), grain=None, where=(), scope=team)
    own = {agent for one in (scope, *scope.others) for agent in one.agents or ()}
    members = executor(request).evaluate(replace(plain, by=("agent",)))
    return {kpi: _together(members, kpi, own, plain, request) for kpi in asked.kpis}


def _together(members: Result, kpi: str, own: set[str], plain: Request, request: HttpRequest) -> dict[str, Any] | None:
    others = [
        str(row["key"]["agent"])
        for row in members.rows
        if row["key"]["agent"] is not None and row["key"]["agent"] not in own and _counts(row["values"][kpi])
    ]
    if len(others) < settings.GROUP_SIZE:
        return None
    together = replace(plain, kpis=(kpi,), scope=replace(plain.scope, agents=tuple(sorted(others))))
    return {**executor(request).evaluate(together).total[kpi], "agents": len(others)}


def _counts(figure: dict[str, Any]) -> bool:
    return bool(figure["n"]) if figure["n"] is not None else bool(figure["value"])
