"""What members are called, and what the centre changed: words for pages, never figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cadran.engines.base import Engine
from cadran.query.request import Scope

_NAMED = {
    "campaign": ("campaigns", "campaign_id"),
    "list": ("lists", "list_id"),
    "agent": ("agents", "agent_id"),
    "product": ("products", "product_id"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """Something the centre changed, on a campaign, a team or an agent, or on all where none is named."""

    action_id: str
    kind: str | None
    campaign_id: str | None
    team: str | None
    agent_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    description: str | None


def names(engine: Engine, dimension: str) -> dict[str, str]:
    """Id → name of every member of a dimension that has names; those who ask show only members of their own figures."""
    if dimension not in _NAMED:
        return {}
    table, key = _NAMED[dimension]
    found = engine.rows(f"SELECT {key}, max(name) FROM {table} WHERE name IS NOT NULL GROUP BY {key}")
    return {str(member): str(name) for member, name in found}


def actions(engine: Engine, scope: Scope) -> list[Action]:
    """What the centre changed, oldest first, as far as the scope reaches: closed on NULL, like facts."""
    clients = {str(campaign): client for campaign, client in engine.rows("SELECT campaign_id, client FROM campaigns")}
    found = engine.rows(
        "SELECT action_id, kind, campaign_id, team, agent_id, starts_at, ends_at, description FROM actions "
        "WHERE starts_at IS NOT NULL ORDER BY starts_at, action_id"
    )
    told = (Action(*row) for row in found)
    return [action for action in told if any(_seen(action, one, clients) for one in (scope, *scope.others))]


def _seen(action: Action, scope: Scope, clients: dict[str, str | None]) -> bool:
    client = clients.get(action.campaign_id or "")
    sides = (
        (scope.clients, client),
        (scope.campaigns, action.campaign_id),
        (scope.teams, action.team),
        (scope.agents, action.agent_id),
        (scope.centres, None),
    )
    return all(allowed is None or value in allowed for allowed, value in sides)
