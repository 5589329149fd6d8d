"""What a view shows under a scope is what it would show of a store that held nothing else.

campaign A belongs to client P and is called by team Red, campaign B to client Q and team Blue; some rows have neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import cadran
from cadran.analysis import VIEWS, view
from cadran.errors import NotConformedError, UsageError
from cadran.executor.local import Store
from cadran.query.request import Scope
from tests.conftest import Clock
from tests.query.world import fill

OPTIONS: dict[str, dict[str, Any]] = {
    "compare": {"by": "agent", "members": "Ax,Ay"},
}
OUTCOMES = ("no_answer", "callback", "refused", "sale", "invalid_number", "rejected", "appointment", None)


def _world(campaigns: list[str | None]) -> dict[str, list[dict[str, Any]]]:
    """The rows of some campaigns, all alike but for their outcomes, over four weeks."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("lists", "leads", "attempts", "orders", "agent_states")
    }
    for place, campaign in enumerate(campaigns):
        name = campaign or "none"
        rows["lists"].append({"list_id": f"F{name}", "source": f"s{name}"})
        rows["agent_states"].append(
            {"agent_id": f"{name}x", "campaign_id": campaign, "state": "paused", "reason": f"r{name}",
             "started_at": "2026-09-01T09:00:00Z", "ended_at": "2026-09-01T09:10:00Z"}
        )  # fmt: skip
        rows["agent_states"] += [
            {"agent_id": f"{name}x", "campaign_id": campaign, "state": state, "started_at": f"2026-09-01T{first}:00Z",
             "ended_at": f"2026-09-01T{end}:00Z"}
            for state, first, end in (("talking", "09:10", "09:40"), ("waiting", "09:40", "10:00"))
        ]  # fmt: skip
        for n in range(24):
            day, lead = f"2026-09-{1 + 7 * (n % 4):02d}", f"{name}{n}"
            rows["leads"].append({"lead_id": lead, "created_at": f"{day}T07:00:00Z", "campaign_id": campaign, "list_id": f"F{name}",
                                  "is_hot": n % 3 == 0, "target": f"t{n % 2}"})  # fmt: skip
            outcome = OUTCOMES[(n + place) % len(OUTCOMES)]
            rows["attempts"].append({"attempt_id": lead, "lead_id": lead, "campaign_id": campaign, "list_id": f"F{name}",
                                     "agent_id": f"{name}{'xy'[n % 2]}", "started_at": f"{day}T0{8 + n % 2}:00:00Z", "outcome": outcome, "script": f"{'Z' if campaign == 'A' else 'S'}{name}{'xy'[n % 2]}",
                                     "reason": "price" if outcome == "refused" else None, "caller_number": f"+33{name}"})  # fmt: skip
            if outcome == "sale":
                rows["orders"].append({"order_id": lead, "lead_id": lead, "campaign_id": campaign, "product_id": f"P{name}", "agent_id": f"{name}x",
                                       "ordered_at": f"{day}T09:00:00Z", "amount": 10.0, "currency": "EUR", "status": "confirmed"})  # fmt: skip
    return rows


CAMPAIGNS = [{"campaign_id": "A", "client": "P", "objective": "sale", "opening_hours": "mon-fri 08:00-20:00"},
             {"campaign_id": "B", "client": "Q", "objective": "sale", "opening_hours": "mon-fri 08:00-20:00"}]  # fmt: skip
ACTIONS = [{"action_id": "T", "kind": "script", "campaign_id": "A", "team": "Red", "starts_at": "2026-09-15T06:00:00Z"}]
"""The world's only action concerns A, so that a filter on A leaves it"""
AGENTS = [{"agent_id": f"{name}{letter}", "team": {"A": "Red", "B": "Blue"}.get(name), "profile": f"p{name}"}
          for name in ("A", "B", "none") for letter in "xy"]  # fmt: skip


def _open(campaigns: list[str | None]) -> Store:
    store = cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00"))
    return fill(store, campaigns=CAMPAIGNS, agents=AGENTS, actions=ACTIONS, **_world(campaigns))


@pytest.fixture(scope="module")
def whole() -> Iterator[Store]:
    with _open(["A", "B", None]) as store:
        yield store


@pytest.fixture(scope="module")
def alone() -> Iterator[Store]:
    with _open(["A"]) as store:
        yield store


def _tables(store: Store, name: str, **asked: Any) -> Any:
    content = view(store, name, period=("2026-09-01", "2026-09-30"), **OPTIONS.get(name, {}), **asked).to_dict()
    return content["tables"], content["findings"]


def _texts(node: Any) -> set[str]:
    """Every text of a view, at any depth."""
    if isinstance(node, dict):
        return set().union(*(_texts(child) for child in node.values()))
    if isinstance(node, list | tuple):
        return set().union(*(_texts(child) for child in node))
    return {node} if isinstance(node, str) else set()


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("scope", [Scope(campaigns=("A",)), Scope(clients=("P",))], ids=["campaign", "client"])
def test_a_scope_shows_what_a_store_with_nothing_else_would(
    name: str, scope: Scope, whole: Store, alone: Store
) -> None:
    assert _tables(whole, name, scope=scope) == _tables(alone, name)
    # two name their members, pauses may not be measured, an action of A is held against what else is of A, and scripts are
    # compared within one campaign
    if name not in ("compare", "pauses", "action-effect", "test-length"):
        assert _tables(whole, name) != _tables(alone, name)


@pytest.mark.parametrize("name", VIEWS)
def test_an_empty_scope_shows_nothing(name: str, whole: Store) -> None:
    try:
        tables, _ = _tables(whole, name, scope=Scope(campaigns=()))
    except UsageError:
        assert name == "compare"
        return
    shown = [row for table in tables if table["id"] not in ("steps", "delays", "bands") for row in table["rows"]]
    assert shown == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_team_sees_its_own_or_is_refused_never_the_whole(name: str, whole: Store, alone: Store) -> None:
    try:
        found = _tables(whole, name, scope=Scope(teams=("Red",)))
    except NotConformedError as error:
        assert "cannot be restricted" in str(error)
        assert name not in ("best-hours", "agents", "compare", "product-mix")
        return
    if name not in ("refusals", "cost-and-return", "product-mix"):  # which leave out leads and costs: they have no team
        assert found == _tables(alone, name)
    others = {"B", "Bx", "By", "pB", "FB", "sB", "PB", "+33B", "nonex", "noney", "Fnone", "snone", "Pnone"}
    assert others.isdisjoint(_texts(found))


@pytest.mark.parametrize("name", [name for name, one in VIEWS.items() if one.kpis])
def test_a_view_of_kpis_one_may_not_see_is_refused(name: str, whole: Store) -> None:
    with pytest.raises(UsageError, match="not among those you may see"):
        _tables(whole, name, scope=Scope(kpis=("calls",)))
    with pytest.raises(UsageError, match=r'"argued_call_rate" is not among those you may see'):
        view(whole, "agents", scope=Scope(kpis=("calls",)))


@pytest.mark.parametrize("name", VIEWS)
def test_a_filter_and_the_same_scope_show_the_same_rows(name: str, whole: Store) -> None:
    if name == "funnel":  # which compares a filtered campaign with the others one may see
        return
    assert _tables(whole, name, where={"campaign": "A"}) == _tables(whole, name, scope=Scope(campaigns=("A",)))
