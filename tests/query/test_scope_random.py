"""Under a scope, every way to figures and rows gives what a store that held only what the scope may see would give.

A world is drawn from a seed: campaigns A (client P), B (client Q), C (client Q) and none; teams Red (a1, a2) and Blue
(b1, b2). A lead is of one campaign and called by one team; costs are of a campaign or of the centre; every table has
rows of each campaign and team.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest

import cadran
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from cadran.query import entities
from cadran.query.plan import plan
from cadran.query.request import Request, Scope
from tests.conftest import Clock
from tests.query.world import CATALOGUE, fill

CLIENT = {"A": "P", "B": "Q", "C": "Q", None: None}
TEAM = {"a1": "Red", "a2": "Red", "b1": "Blue", "b2": "Blue"}
OUTCOMES = ("no_answer", "callback", "refused", "sale", "appointment", "machine", "hung_up", "not_interested", None)
COVERS = ("2026-09-01", "2026-09-15")
SCOPES = [
    Scope(campaigns=("A",)), Scope(clients=("Q",), teams=("Blue",)), Scope(agents=("b2",)),
    Scope(campaigns=("A",), teams=("Red",), others=(Scope(campaigns=("B",), teams=("Blue",)),)),
]  # fmt: skip
ROWS = ("calls", "leads_attempted", "leads", "sales", "appointments", "hours_worked", "total_cost", "campaign_margin")
"""A KPI or two of each fact."""
OPTIONS: list[dict[str, Any]] = [
    {}, {"by": ("campaign",)}, {"by": ("client",)}, {"by": ("agent",)}, {"by": ("team", "hour")}, {"by": ("source",)}, {"by": ("list",)},
    {"grain": "day"}, {"by": ("campaign",), "grain": "week"}, {"basis": "cohort"}, {"basis": "cohort", "by": ("campaign",), "within": 86400},
    {"compare": "previous", "period": ("2026-09-08", "2026-09-15")}, {"intervals": True, "by": ("campaign",)},
    {"where": {"campaign": ("A", "B")}}, {"where": {"client": "Q"}}, {"where": {"objective": "sale"}, "by": ("weekday",)},
    *({"allocate": rule, "by": by} for rule in ("hours_worked", "attempts", "leads", "orders") for by in (("agent",), ("campaign",), ("source",))),
    {"allocate": "attempts", "where": {"agent": "a1"}}, {"as_of": "2026-09-10T12:00:00"}, {"known_at": "2026-09-29T12:00:00"},
]  # fmt: skip


def _world(seed: int) -> dict[str, list[dict[str, Any]]]:
    draw = Random(seed)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("leads", "attempts", "orders", "appointments", "agent_states", "costs")}  # fmt: skip
    for place, (campaign, team) in enumerate([(campaign, team) for campaign in CLIENT for team in ("Red", "Blue")] * 4):
        agent = draw.choice([one for one, of in TEAM.items() if of == team])
        lead, day = f"L{place}", 1 + draw.randrange(14)
        at = {"lead_id": lead, "campaign_id": campaign, "agent_id": agent}
        listed = f"F{draw.randrange(2)}{campaign}"
        rows["leads"].append({"lead_id": lead, "campaign_id": campaign, "list_id": listed, "created_at": f"2026-09-{day:02d}T06:00:00Z", "is_hot": True})  # fmt: skip
        for n in range(1 + draw.randrange(3)):
            outcome = draw.choice(OUTCOMES)
            rows["attempts"].append({"attempt_id": f"{lead}.{n}", **at, "list_id": listed, "outcome": outcome, "talk_s": draw.randrange(200), "wrap_s": 9,
                                     "started_at": f"2026-09-{day:02d}T{7 + draw.randrange(9):02d}:{n:02d}:00Z"})  # fmt: skip
        rows["orders"].append({"order_id": lead, **at, "product_id": "p", "amount": float(draw.randrange(10, 90)), "margin": 5.0, "currency": "EUR",
                               "ordered_at": f"2026-09-{day:02d}T17:00:00Z", "status": "confirmed"})  # fmt: skip
        rows["appointments"].append({"appointment_id": lead, **at, "booked_at": f"2026-09-{day:02d}T17:00:00Z", "scheduled_at": f"2026-09-{day:02d}T18:00:00Z"})  # fmt: skip
        rows["agent_states"].append({"agent_id": agent, "campaign_id": campaign, "state": "talking", "started_at": f"2026-09-{day:02d}T{6 + place // 6:02d}:{place % 6 * 10:02d}:00Z",
                                     "ended_at": f"2026-09-{day:02d}T{6 + place // 6:02d}:{place % 6 * 10 + 9:02d}:00Z"})  # fmt: skip
    for place, campaign in enumerate(CLIENT):
        rows["costs"].append({"cost_id": f"c{place}", "campaign_id": campaign, "category": "media", "amount": 100.0 + place, "currency": "EUR",
                              "starts_on": "2026-09-01", "ends_on": "2026-09-14"})  # fmt: skip
    rows["costs"].append({"cost_id": "staff", "campaign_id": None, "category": "staff", "amount": 70.0, "currency": "EUR",
                          "starts_on": "2026-09-01", "ends_on": "2026-09-14"})  # fmt: skip
    return rows


def _seen(row: dict[str, Any], table: str, scope: Scope) -> bool:
    """Closed on NULL and on what a row has not; a lead is seen by whoever may see one of its calls, as what it is."""
    has_agent = table not in ("costs", "leads")

    def within(one: Scope) -> bool:
        campaign = row["campaign_id"]
        sides = [(one.campaigns, campaign), (one.clients, CLIENT[campaign])]
        sides += (
            [(one.teams, TEAM.get(row.get("agent_id", ""))), (one.agents, row.get("agent_id"))] if has_agent else []
        )
        lacks = table == "costs" and (one.teams is not None or one.agents is not None)
        return not lacks and all(side is None or member in side for side, member in sides)

    return any(within(one) for one in (scope, *scope.others))


def _open(seed: int, scope: Scope) -> Store:
    store = cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00"))
    boxes = (scope, *scope.others)
    store_campaigns = [
        {"campaign_id": campaign, "client": client, "objective": "sale", "name": f"Nom {campaign}", "opening_hours": f"mon-fri {8 + place}:00-{14 + 2 * place}:00"}
        for place, (campaign, client) in enumerate(CLIENT.items()) if campaign
        and any((one.campaigns is None or campaign in one.campaigns) and (one.clients is None or client in one.clients) for one in boxes)
    ]  # fmt: skip
    lists = [{"list_id": f"F{n}{campaign}", "source": f"s{n}"} for campaign in CLIENT for n in range(2)]
    agents = [{"agent_id": agent, "team": team, "hourly_cost": 20.0} for agent, team in TEAM.items()]
    facts = {name: [row for row in rows if _seen(row, name, scope)] for name, rows in _world(seed).items()}
    fill(store, campaigns=store_campaigns, lists=lists, agents=agents, products=[{"product_id": "p"}])
    days = tuple(date.fromisoformat(day) for day in COVERS)
    return fill(store, covers=days, **{name: rows for name, rows in facts.items() if rows})


@pytest.fixture(scope="module")
def whole() -> Iterator[Store]:
    with _open(1, Scope()) as store:
        yield store


@pytest.fixture(scope="module", params=SCOPES, ids=str)
def seen(request: pytest.FixtureRequest) -> Iterator[tuple[Scope, Store]]:
    """A scope, and the store that holds only what it shows."""
    with _open(1, request.param) as store:
        yield request.param, store


def _askable(store: Store, scope: Scope, asked: dict[str, Any]) -> list[str]:
    """The KPIs that the scope and the option allow; a fact of which the scope sees no row tells another story of what is loaded."""
    found, state = [], store.state()
    for id, kpi in CATALOGUE.kpis.items():
        try:
            plan(
                CATALOGUE,
                state,
                Request((id,), scope=scope, **{k: v for k, v in asked.items() if k != "within"}),
            )
        except NotConformedError:
            continue
        if "within" not in asked or (kpi.basis or "cohort") == "cohort":
            found.append(id)
    return found


def test_figures_are_those_of_a_store_with_nothing_else(whole: Store, seen: tuple[Scope, Store]) -> None:
    store, (scope, alone) = whole, seen
    assert alone.state().present == store.state().present - (
        {"costs"} if any(one.teams or one.agents for one in (scope, *scope.others)) else set()
    )
    for option in OPTIONS if scope == SCOPES[0] else OPTIONS[::3]:  # all of them take a minute for each scope
        asked = {"period": COVERS, **option}
        kpis = _askable(store, scope, asked)
        if not kpis:
            continue
        mine = store.evaluate(Request(tuple(kpis), scope=scope, **asked))
        theirs = alone.evaluate(Request(tuple(kpis), **asked))
        for kpi in kpis:
            assert _close(mine.total[kpi], theirs.total[kpi]), (option, kpi, mine.total[kpi], theirs.total[kpi])
            a = {str(row["key"]): row["values"][kpi] for row in mine.rows}
            b = {str(row["key"]): row["values"][kpi] for row in theirs.rows}
            assert a.keys() == b.keys(), (option, kpi)
            assert all(_close(a[key], b[key]) for key in a), (option, kpi)


def _close(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_close(one[name], other[name]) for name in one)
    if isinstance(one, int | float) and not isinstance(one, bool) and other is not None:
        return bool(float(one) == pytest.approx(float(other)))
    return bool(one == other) or (one is not None and other is not None and str(one) == str(other))


def test_rows_are_those_of_a_store_with_nothing_else(whole: Store, seen: tuple[Scope, Store]) -> None:
    store, (scope, alone) = whole, seen
    for option in ({}, {"where": {"campaign": "A"}}, {"allocate": "attempts", "where": {"campaign": ("A", "B")}}, {"allocate": "hours_worked", "where": {"agent": "a1"}}):  # fmt: skip
        askable = _askable(store, scope, option)
        for kpi in [one for one in ROWS if one in askable]:
            for part in ("num", "den") if CATALOGUE.kpis[kpi].den else ("num",):
                request = Request((kpi,), period=COVERS, scope=scope, **option)
                mine = store.rows(request, kpi, part=part)
                theirs = alone.rows(Request((kpi,), period=COVERS, **option), kpi, part=part)
                assert mine.to_pylist() == theirs.to_pylist(), (kpi, part, option)


def test_members_and_names_are_those_of_a_store_with_nothing_else(whole: Store, seen: tuple[Scope, Store]) -> None:
    store, (scope, alone) = whole, seen
    for dimension in ("campaign", "client", "agent", "team", "list", "product", "source"):
        assert entities.members(store, dimension, scope) == entities.members(alone, dimension, scope), dimension
    theirs = entities.members(alone, "campaign", scope)
    assert set(entities.names(store, "campaign", scope)) == {one for one in theirs if one}
