"""Costs shared out on random centres: the parts add up to the whole and are those of a statement written by hand."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cadran
from tests.conftest import Clock, few, table
from tests.query.world import ask

CAMPAIGNS, SOURCES, AGENTS = (None, "A", "B"), (None, "web", "fair"), (None, "x", "y", "z")
LEADS = st.lists(st.tuples(st.sampled_from(CAMPAIGNS[1:]), st.sampled_from(SOURCES)), min_size=1, max_size=5)
CALLS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(AGENTS)), min_size=1, max_size=10)
COSTS = st.lists(
    st.tuples(st.sampled_from(CAMPAIGNS), st.sampled_from(SOURCES), st.integers(1, 400)), min_size=1, max_size=5
)
BY_HAND = """
    WITH met AS (  -- each cost beside every call that it may have paid for
        SELECT c.id, c.amount, c.{own} AS own, a.{by} AS theirs, a.id AS call, count(a.id) OVER (PARTITION BY c.id) AS calls
        FROM costs c LEFT JOIN calls a
            ON (c.campaign IS NULL OR c.campaign = a.campaign) AND (c.source IS NULL OR c.source = a.source))
    SELECT COALESCE(own, theirs), sum(amount / greatest(calls, 1)) FROM met GROUP BY ALL
"""


def by_hand(by: str, calls: list[tuple[Any, ...]], costs: list[tuple[Any, ...]]) -> dict[str | None, float]:
    """Member → its part of the costs: that which names it, and as many calls' worth of what names nobody."""
    engine = duckdb.connect()
    engine.execute("CREATE TABLE calls (id INT, campaign TEXT, source TEXT, agent TEXT)")
    engine.execute("CREATE TABLE costs (id INT, campaign TEXT, source TEXT, agent TEXT, amount DOUBLE)")
    engine.executemany("INSERT INTO calls VALUES (?, ?, ?, ?)", calls)
    engine.executemany("INSERT INTO costs VALUES (?, ?, ?, NULL, ?)", costs)
    return dict(engine.execute(BY_HAND.format(own=by, by=by)).fetchall())


@pytest.mark.random
@settings(max_examples=few(15), deadline=None)
@given(leads=LEADS, calls=CALLS, costs=COSTS, by=st.sampled_from(["campaign", "source", "agent"]))
def test_shares_add_up_and_are_those_of_a_statement_by_hand(
    leads: list[tuple[str, str | None]], calls: list[tuple[int, str | None]], costs: list[tuple[Any, ...]], by: str
) -> None:
    made = [{"lead_id": f"L{place}", "created_at": "2026-09-01T07:00:00Z", "campaign_id": campaign, "source": source}
            for place, (campaign, source) in enumerate(leads)]  # fmt: skip
    dialed = [{"attempt_id": str(place), "lead_id": f"L{lead % len(leads)}", "campaign_id": leads[lead % len(leads)][0],
               "agent_id": agent, "started_at": f"2026-09-01T08:{place:02d}:00Z", "outcome": "busy"}
              for place, (lead, agent) in enumerate(calls)]  # fmt: skip
    spent = [{"cost_id": str(place), "campaign_id": campaign, "source": source, "category": "other", "amount": float(amount),
              "currency": "EUR", "starts_on": "2026-09-01"} for place, (campaign, source, amount) in enumerate(costs)]  # fmt: skip
    with cadran.open(":memory:", clock=Clock("2026-09-20T12:00:00")) as store:
        for name, rows in (("leads", made), ("attempts", dialed), ("costs", spent)):
            store.load(name, table(rows))
        result = ask(store, "total_cost", by=[by], allocate="attempts")
        ratio = ask(store, "cost_per_contact", by=[by], allocate="attempts")
    found = {row["key"][by]: row["values"]["total_cost"]["value"] for row in result.rows}
    told = {member: value for member, value in found.items() if value}
    sources = [leads[lead % len(leads)] for lead, _ in calls]
    expected = by_hand(
        by,
        [(place, *sources[place], agent) for place, (_, agent) in enumerate(calls)],
        [(place, *cost) for place, cost in enumerate(costs)],
    )
    assert told == pytest.approx(expected, abs=1e-3)
    assert sum(found.values()) == pytest.approx(sum(amount for *_, amount in costs), abs=1e-3)
    assert result.total["total_cost"]["value"] == pytest.approx(sum(amount for *_, amount in costs))
    shares = {row["key"][by]: row["values"]["cost_per_contact"]["num"] for row in ratio.rows}
    assert {member: value for member, value in shares.items() if value} == pytest.approx(expected, abs=1e-3)
