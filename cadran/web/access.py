"""What pages and API ask before any figure: the store, the scope of who asks, their role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from cadran.query.numbers import ratio
from cadran.query.periods import Period, series, start_of
from cadran.query.plan import plan
from cadran.query.request import Request, Scope
from cadran.query.result import Result
from cadran.server.asker import Asker
from cadran.server.owner import Owner
from cadran.web.executor import current
from cadran.web.models import Grant, Token
from cadran.web.scopes import NOTHING, Right, merged, narrowed, narrowing, right_of
from cadran.web.sign_in import address_of

__all__ = ["askable", "executor", "may_note", "peers", "role", "scope_for", "scope_of", "sees_loads"]

WEEK = timedelta(days=7)
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


def asker_of(request: HttpRequest) -> Asker:
    """By whom a request waits in line, and whose limits hold: its person, whatever they came with, else its address."""
    user = request.user
    name = f"person {user.pk}" if user.is_authenticated else f"address {address_of(request)}"
    return Asker(name, role(user))


def askable(request: HttpRequest) -> tuple[str, ...]:
    """The KPIs that this request may ask for, in the catalogue's order."""
    return executor(request).askable(scope_for(request))


def sees_loads(request: HttpRequest) -> bool:
    """Whether the ledger of loads is theirs to see: it speaks of everything in the store."""
    scope = scope_for(request)
    return role(request.user) in ("manager", "analyst") and not scope.restrictions()


def peers(request: HttpRequest, asked: Request) -> dict[str, dict[str, Any] | None]:
    """KPI → the figure of an agent's colleagues together over whole weeks; None where they are too few to stay unnamed.

    Nothing can be worked out of one colleague by asking twice (see the decision record on averages of others): of what
    was asked only the KPIs and the weeks that lie in its period are kept, the agent’s own rows are left out, and each
    week has at least CADRAN_GROUP_SIZE colleagues with something to count. `from` and `to` say which days it is of; of a
    volume `each` is what one colleague has of it on average. Who is no agent, whose grant names no team, or who asks by a token that narrows what they see, gets None.
    """
    mine, scope = right(request.user), scope_for(request)
    if mine.role != "agent" or not mine.peers or scope.boxes() != mine.scope.boxes():
        return dict.fromkeys(asked.kpis)
    owner = executor(request)
    team = replace(scope, agents=None, teams=mine.peers, dimensions=None, others=())
    weeks = _settled_weeks(owner, replace(asked, scope=team))
    if not weeks:
        return dict.fromkeys(asked.kpis)
    plain = Request(asked.kpis, period=(weeks[0].first, weeks[-1].end), scope=team)
    own = {agent for one in (scope, *scope.others) for agent in one.agents or ()}
    members = owner.evaluate(replace(plain, by=("agent",), grain="week"))
    return {kpi: _together(owner, members, kpi, own, weeks, plain) for kpi in asked.kpis}


def _settled_weeks(owner: Owner, asked: Request) -> list[Period]:
    """The whole weeks of a period that no usual load will change any more: loaded to their end, or over for a week.

    A period that holds none is answered with the last one before its end.
    """
    with owner.reading() as store:
        state = store.state()
    facts = plan(owner.catalogue, state, Request(asked.kpis, scope=asked.scope)).facts
    spans = [span for fact in facts if (span := state.span([fact]))]
    if not spans:
        return []
    loaded_to = min(end for _, end in spans)
    first, end = asked.period or (None, None)
    end = min(end or state.today, state.today)
    start = first or start_of("week", min(begun for begun, _ in spans))
    if start >= end:
        return []

    def is_settled(week: Period) -> bool:
        return week.end <= end and (week.end <= loaded_to or week.end + WEEK <= state.today)

    weeks = [week for week in series("week", start, end, state.zone) if week.first >= start and is_settled(week)]
    before = [week for week in series("week", end - 4 * WEEK, end, state.zone) if is_settled(week)]
    return weeks or before[-1:]


def _together(
    owner: Owner, members: Result, kpi: str, own: set[str], weeks: Sequence[Period], plain: Request
) -> dict[str, Any] | None:
    """The figure of the latest run of weeks in each of which enough colleagues count something."""
    counting: dict[str, set[str]] = {}
    for row in members.rows:
        agent = row["key"]["agent"]
        if agent is not None and agent not in own and _counts(row["values"][kpi]):
            counting.setdefault(row["key"]["period"], set()).add(str(agent))
    run: list[Period] = []
    for week in weeks:
        if len(counting.get(week.key, ())) >= settings.GROUP_SIZE:
            run = [*run, week] if run and run[-1].end == week.first else [week]
    if not run:
        return None
    others = sorted(set().union(*(counting[week.key] for week in run)))
    days = (run[0].first, run[-1].end)
    together = replace(plain, kpis=(kpi,), period=days, scope=replace(plain.scope, agents=tuple(others)))
    cell = owner.evaluate(together).total[kpi]
    each = ratio(cell["value"], len(others)) if owner.catalogue.kpis[kpi].den is None else None
    return {**cell, "each": each, "agents": len(others), "from": days[0].isoformat(), "to": days[1].isoformat()}


def _counts(figure: dict[str, Any]) -> bool:
    return bool(figure["n"]) if figure["n"] is not None else bool(figure["value"])


def may_note(request: HttpRequest) -> bool:
    """Managers of the whole centre: what they note everybody sees."""
    return role(request.user) == "manager" and sees_loads(request)
