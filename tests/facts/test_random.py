"""Random small centres: every KPI of time, sales, net and return against SQL written by hand on the canonical tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cadran
from cadran.catalogue import KPIS
from cadran.model import TABLES
from cadran.model.derived import DERIVED, VIEWS
from cadran.store import Store
from tests.conftest import Clock, table
from tests.query.world import ask, column

START = datetime(2026, 9, 1, 7)
CAMPAIGN, AGENT, LEAD = (
    st.sampled_from(["A", "B"]),
    st.sampled_from(["x", "y", None]),
    st.sampled_from(["L1", "L2", "L3"]),
)
CALL = st.tuples(CAMPAIGN, AGENT, LEAD, st.integers(0, 9), st.sampled_from(["busy", "callback", "refused", "sale"]))
SHIFT = st.tuples(
    CAMPAIGN, st.sampled_from("xy"), st.integers(0, 9),
    st.lists(st.tuples(st.sampled_from(["waiting", "dialing", "talking", "wrap", "paused"]), st.integers(1, 90)), max_size=5),
)  # fmt: skip
ORDER = st.tuples(
    CAMPAIGN, AGENT, LEAD, st.integers(0, 9), st.sampled_from(["pending", "confirmed", "cancelled"]), st.integers(1, 300),
    st.sampled_from([None, "r0", "r1"]),
)  # fmt: skip
COST = st.tuples(st.sampled_from(["A", "B", None]), st.integers(0, 9), st.integers(0, 20),
                 st.sampled_from(["staff", "media", "data", "tools"]), st.integers(0, 500))  # fmt: skip
BOOKING = st.tuples(CAMPAIGN, st.integers(0, 9), st.sampled_from(["booked", "held", "no_show", "cancelled"]))
WORLD = st.fixed_dictionaries(
    {
        "calls": st.lists(CALL, max_size=8),
        "shifts": st.lists(SHIFT, max_size=6, unique_by=lambda shift: (shift[1], shift[2])),
        "orders": st.lists(ORDER, max_size=6),
        "costs": st.lists(COST, max_size=4),
        "bookings": st.lists(BOOKING, max_size=4),
    }
)
checked = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FROM, TO = date(2026, 9, 2), date(2026, 9, 9)


def at(day: int, minutes: int = 0) -> str:
    return (START + timedelta(days=day, minutes=minutes)).isoformat() + "Z"


def rows(world: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    states = []
    for campaign, agent, day, parts in world["shifts"]:
        minute = 0
        for state, length in parts:
            states.append({"agent_id": agent, "campaign_id": campaign, "state": state, "started_at": at(day, minute),
                           "ended_at": at(day, minute + length)})  # fmt: skip
            minute += length
    names = ("campaign_id", "agent_id", "lead_id")
    return {
        "agents": [{"agent_id": "x", "hourly_cost": 18.0}, {"agent_id": "y", "hourly_cost": 24.0}],
        "attempts": [
            {"attempt_id": str(n), **dict(zip(names, call, strict=False)), "started_at": at(call[3], n), "outcome": call[4]}
            for n, call in enumerate(world["calls"])
        ],
        "agent_states": states,
        "orders": [
            {"order_id": str(n), **dict(zip(names, order, strict=False)), "ordered_at": at(order[3], 600 + n),
             "status": order[4], "amount": float(order[5]), "margin": order[5] / 4, "appointment_id": order[6]}
            for n, order in enumerate(world["orders"])
        ],
        "costs": [
            {"cost_id": str(n), "campaign_id": campaign, "starts_on": (START + timedelta(days=day)).date(),
             "ends_on": (START + timedelta(days=day + days)).date(), "category": category, "amount": float(amount)}
            for n, (campaign, day, days, category, amount) in enumerate(world["costs"])
        ],
        "appointments": [
            {"appointment_id": f"r{n}", "campaign_id": campaign, "booked_at": at(day), "scheduled_at": at(day + 2),
             "status": status}
            for n, (campaign, day, status) in enumerate(world["bookings"])
        ],
    }  # fmt: skip


COVERS = (date(2026, 8, 25), date(2026, 11, 1))


def load(store: Store, world: dict[str, Any], *, backwards: bool = False, twice: bool = False) -> None:
    given = [(name, found) for name, found in rows(world).items() if found]
    for name, found in reversed(given) if backwards else given:
        for _ in range(1 + twice):
            store.load(name, table(found), covers=None if name == "agents" else COVERS)


@pytest.fixture(scope="module")
def kept() -> Iterator[Store]:
    """One store for all examples, emptied between them: to make one takes longer than to fill it."""
    with cadran.open(":memory:", clock=Clock("2026-10-20T12:00:00")) as opened:
        yield opened


def emptied(store: Store) -> Store:
    for name in (
        *TABLES,
        *(f"{name}_history" for name in TABLES),
        *(name for name in DERIVED if name not in VIEWS),
        "imports",
    ):
        store.engine.execute(f"DELETE FROM {name}")
    return store


TIME = """
SELECT campaign_id AS c, sum(s) AS logged, sum(s) FILTER (state <> 'paused') AS worked,
    sum(s) FILTER (state = 'talking') AS talk, sum(s) FILTER (state = 'wrap') AS wrap,
    sum(s) FILTER (state = 'dialing') AS dialing, sum(s) FILTER (state = 'waiting') AS waiting,
    sum(s) FILTER (state = 'paused') AS paused, count(DISTINCT (agent_id, day)) FILTER (state <> 'paused') AS agent_days,
    count(DISTINCT day) FILTER (state <> 'paused') AS days
FROM (SELECT *, CAST(timezone('Europe/Paris', timezone('UTC', started_at)) AS DATE) AS day,
        epoch(ended_at) - epoch(started_at) AS s FROM agent_states)
WHERE day >= DATE '2026-09-02' AND day < DATE '2026-09-09' GROUP BY 1"""
CALLS = """
SELECT campaign_id AS c, count(*) AS calls, count(agent_id) AS served,
    count(*) FILTER (outcome IN ('refused', 'sale')) AS argued, count(*) FILTER (outcome = 'sale') AS won,
    count(DISTINCT lead_id) FILTER (outcome <> 'busy') AS reached
FROM attempts WHERE CAST(started_at AS DATE) >= DATE '2026-09-02' AND CAST(started_at AS DATE) < DATE '2026-09-09' GROUP BY 1"""
ORDERS = """
SELECT o.campaign_id AS c, count(*) AS taken, count(*) FILTER (status <> 'cancelled') AS standing,
    count(*) FILTER (status = 'confirmed') AS net, sum(amount) FILTER (status <> 'cancelled') AS revenue,
    sum(margin) FILTER (status <> 'cancelled') AS margin, count(appointment_id) AS closed,
    count(*) FILTER (o.order_id = (SELECT e.order_id FROM orders e WHERE e.lead_id = o.lead_id
        AND e.status <> 'cancelled' ORDER BY e.ordered_at LIMIT 1)) AS new
FROM orders o
WHERE CAST(ordered_at AS DATE) >= DATE '2026-09-02' AND CAST(ordered_at AS DATE) < DATE '2026-09-09' GROUP BY 1"""
BOOKINGS = """
SELECT campaign_id AS c, count(*) FILTER (CAST(booked_at AS DATE) BETWEEN DATE '2026-09-02' AND DATE '2026-09-08') AS booked,
    count(*) FILTER (CAST(scheduled_at AS DATE) BETWEEN DATE '2026-09-02' AND DATE '2026-09-08' AND status <> 'cancelled')
        AS due,
    count(*) FILTER (CAST(scheduled_at AS DATE) BETWEEN DATE '2026-09-02' AND DATE '2026-09-08' AND status = 'held') AS held
FROM appointments GROUP BY 1"""
BOOKED = """
SELECT campaign_id AS c, category, sum(amount * greatest(0, date_diff('day', greatest(starts_on, DATE '2026-09-02'),
    least(ends_on, DATE '2026-09-08')) + 1) / (date_diff('day', starts_on, ends_on) + 1.0)) AS amount
FROM costs WHERE starts_on <= DATE '2026-09-08' AND ends_on >= DATE '2026-09-02' GROUP BY ALL"""
PAID = """
SELECT s.campaign_id AS c, sum((epoch(ended_at) - epoch(started_at)) * hourly_cost / 3600) AS amount
FROM agent_states s JOIN agents USING (agent_id)
WHERE CAST(started_at AS DATE) >= DATE '2026-09-02' AND CAST(started_at AS DATE) < DATE '2026-09-09' GROUP BY 1"""

FIGURES = {  # KPI → numerator and denominator, in the columns above; `cost` is worked out below
    "hours_worked": ("worked / 3600", None),
    "calls_per_hour": ("calls", "worked / 3600"),
    "calls_per_day": ("calls", "days"),
    "talk_time_per_day": ("talk", "agent_days"),
    "occupancy_rate": ("talk + wrap", "worked"),
    "line_occupancy_rate": ("dialing + talk + wrap", "worked"),
    "wait_between_records": ("waiting", "served"),
    "pause_time": ("paused", "agent_days"),
    "pause_rate": ("paused", "logged"),
    "argued_contacts_per_hour": ("argued", "worked / 3600"),
    "positive_argued_contacts_per_hour": ("won", "worked / 3600"),
    "sales_per_hour": ("taken", "worked / 3600"),
    "sales_per_day": ("taken", "days"),
    "sales_per_fte": ("taken", "worked / 3600 / 35"),  # the period is one week
    "new_customers": ("new", None),
    "conversion_per_appointment": ("closed", "booked"),
    "closing_rate": ("closed", "booked"),
    "appointment_show_rate": ("held", "due"),
    "net_sales": ("net", None),
    "net_sales_rate": ("net", "taken"),
    "net_sales_per_hour": ("net", "worked / 3600"),
    "revenue": ("revenue", None),
    "total_cost": ("cost", None),
    "campaign_margin": ("margin - cost", None),
    "revenue_minus_cost": ("revenue - cost", None),
    "roi": ("margin - cost", "cost"),
    "customer_acquisition_cost": ("cost", "new"),
    "cost_per_order": ("cost", "standing"),
    "cost_per_gross_order": ("cost", "taken"),
    "margin_per_order": ("margin", "standing"),
    "cost_per_contact": ("cost", "reached"),
    "cost_per_appointment": ("cost", "booked"),
    "revenue_per_hour": ("revenue", "worked / 3600"),
    "margin_per_hour": ("margin", "worked / 3600"),
}


def by_hand(store: Store) -> dict[str, dict[str, float]]:
    """Campaign → every column above, zero where the campaign has no row."""
    found: dict[str, dict[str, float]] = {}
    for sql in (TIME, CALLS, ORDERS, BOOKINGS):
        table = store.engine.arrow(sql).to_pylist()
        names = [name for name in store.engine.arrow(sql).column_names if name != "c"]
        for campaign in ("A", "B"):
            mine = next((row for row in table if row["c"] == campaign), {})
            found.setdefault(campaign, {}).update({name: float(mine.get(name) or 0) for name in names})
    booked = store.engine.arrow(BOOKED).to_pylist()
    paid = {row["c"]: float(row["amount"]) for row in store.engine.arrow(PAID).to_pylist()}
    for campaign, mine in found.items():
        if not store.engine.rows("SELECT 1 FROM orders"):  # where a store has no orders, outcomes tell the sales
            mine["taken"] = mine["won"]
        mine["cost"] = sum(float(row["amount"]) for row in booked if row["c"] == campaign)
        if not any(row["category"] == "staff" and row["c"] in (campaign, None) for row in booked):
            mine["cost"] += paid.get(campaign, 0)
    return found


def worked_out(mine: dict[str, float], formula: str | None) -> float | None:
    return None if formula is None else float(eval(formula, {}, dict(mine)))


@checked
@given(WORLD)
def test_every_kpi_by_campaign_against_sql_written_by_hand(kept: Store, world: dict[str, Any]) -> None:
    store = emptied(kept)
    if store is not None:
        load(store, world)
        expected = by_hand(store)
        loaded = {name for name, found in rows(world).items() if found}
        result = ask(store, *FIGURES, by="campaign", period=(FROM, TO))
        for row in result.rows:
            campaign = row["key"]["campaign"]
            if campaign is None:
                continue
            for kpi, (num, den) in FIGURES.items():
                got = row["values"][kpi]
                if got["state"] == "not_loaded":
                    assert loaded < set(rows(world)), kpi
                    continue
                top, bottom = worked_out(expected[campaign], num), worked_out(expected[campaign], den)
                if bottom is None:
                    assert got["value"] == pytest.approx(top, abs=1e-2), (campaign, kpi)
                elif bottom == 0:
                    assert got["value"] is None, (campaign, kpi)
                else:
                    assert got["value"] == pytest.approx(float(top or 0) / bottom, rel=1e-4, abs=1e-2), (campaign, kpi)


ADDED = [kpi for kpi, (_, den) in FIGURES.items() if den is None]
EVERY = [kpi for kpi in KPIS if KPIS[kpi].view is None]


@checked
@given(WORLD)
def test_parts_add_up_to_the_whole_and_shares_stay_shares(kept: Store, world: dict[str, Any]) -> None:
    store = emptied(kept)
    if store is not None:
        load(store, world)
        for more in ({"by": "campaign"}, {"grain": "day"}):
            result = ask(store, *ADDED, period=(FROM, TO), **more)
            for kpi in ADDED:
                parts = [value for value in column(result, kpi).values() if value is not None]
                if parts:
                    assert sum(parts) == pytest.approx(result.total[kpi]["value"], abs=1e-6), (kpi, more)
        total = ask(store, *EVERY, period=(FROM, TO)).total
        for kpi in EVERY:
            value = total[kpi]["value"]
            if KPIS[kpi].subset and total[kpi]["low"] is not None:
                assert 0 <= total[kpi]["low"] <= value <= total[kpi]["high"] <= 1, kpi
        for kpi in ("occupancy_rate", "line_occupancy_rate", "pause_rate"):
            assert total[kpi]["value"] is None or 0 <= total[kpi]["value"] <= 1


@checked
@given(WORLD)
def test_loading_twice_or_in_another_order_changes_nothing(kept: Store, world: dict[str, Any]) -> None:
    def figures(**how: bool) -> Any:
        store = emptied(kept)
        load(store, world, **how)
        keyed = ask(store, *FIGURES, by="campaign", grain="week", period=(FROM, TO)).rows
        by_agent = ask(store, "hours_worked", "sales", "sales_per_hour", by="agent", period=(FROM, TO)).rows
        return [[row["key"], {kpi: one["value"] for kpi, one in row["values"].items()}] for row in (*keyed, *by_agent)]

    once = figures()
    assert figures(twice=True) == once
    assert figures(backwards=True) == once
