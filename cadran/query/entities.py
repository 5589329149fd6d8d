"""What members are called, and what the centre changed: words for pages, never figures."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from cadran.engines.base import Engine
from cadran.errors import NotConformedError, UsageError
from cadran.query.request import Request, Scope
from cadran.query.result import Result

NAMED = {
    "campaign": ("campaigns", "campaign_id"),
    "list": ("lists", "list_id"),
    "agent": ("agents", "agent_id"),
    "product": ("products", "product_id"),
}
"""Dimension → the table that names its members, and the column of their ids."""
COUNTED = ("attempts", "leads", "sales", "appointments", "hours_worked", "total_cost")
"""A KPI of each fact that has members to name."""


class Source(Protocol):
    """What members are read from: an open store."""

    @property
    def engine(self) -> Engine: ...
    def evaluate(self, request: Request) -> Result: ...


NOTED = "web"
"""The source system of what is noted by hand in the pages."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something the centre changed, on a campaign, a team or an agent, or on all where none is named.

    `noted` is the import to undo to take it back, where it was noted by hand in the pages.
    """

    action_id: str
    kind: str | None
    campaign_id: str | None
    team: str | None
    agent_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    description: str | None
    noted: int | None


def members(source: Source, dimension: str, scope: Scope) -> frozenset[Any]:
    """The members of a dimension that a scope shows: those of the rows it reaches, of whatever fact has the dimension."""
    if scope.dimensions is not None and dimension not in scope.dimensions:
        return frozenset()
    # of a row that may be seen, it may be seen whose it is, whatever figures may be asked of it
    rows = replace(scope, kpis=None, workings=True, earnings=True)
    found: set[Any] = set()
    for kpi in COUNTED:
        with suppress(NotConformedError, UsageError):
            result = source.evaluate(Request((kpi,), by=(dimension,), scope=rows))
            found.update(row["key"][dimension] for row in result.rows)
    return frozenset(found)


_DECLARED = {
    "client": (("campaigns", "client"),),
    "campaign": (("campaigns", "campaign_id"), ("attempts", "campaign_id"), ("leads", "campaign_id")),
    "team": (("agents", "team"),),
    "agent": (("agents", "agent_id"), ("attempts", "agent_id"), ("agent_states", "agent_id")),
    "site": (("agents", "site"),),
}


def declared(engine: Engine, dimension: str) -> frozenset[str]:
    """Every member of a side of a scope that the store knows of, for who gives rights: nobody else sees this."""
    found = [
        member
        for table, column in _DECLARED[dimension]
        for (member,) in engine.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
    ]
    return frozenset(str(member) for member in found)


def names(source: Source, dimension: str, scope: Scope) -> dict[str, str]:
    """Id → name of the members of a dimension that a scope shows; of all of them where it is open."""
    if dimension not in NAMED or (scope.dimensions is not None and dimension not in scope.dimensions):
        return {}
    table, key = NAMED[dimension]
    found = source.engine.rows(f"SELECT {key}, max(name) FROM {table} WHERE name IS NOT NULL GROUP BY {key}")
    seen = members(source, dimension, scope) if scope.restrictions() else None
    return {str(member): str(name) for member, name in found if seen is None or member in seen}


def actions(engine: Engine, scope: Scope) -> list[Action]:
    """What the centre changed, oldest first, as far as the scope reaches: closed on NULL, like facts."""
    clients = {str(campaign): client for campaign, client in engine.rows("SELECT campaign_id, client FROM campaigns")}
    found = engine.rows(
        "SELECT action_id, kind, campaign_id, team, agent_id, starts_at, ends_at, description, "
        f"CASE WHEN source_system = '{NOTED}' THEN import_id END FROM actions "
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
