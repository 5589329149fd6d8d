"""What the oracle found, each in the smallest centre that shows it, worked by hand."""

from __future__ import annotations

import pytest

from cadran.executor.local import Store
from tests.query.facts_world import lines, states
from tests.query.world import ask, attempts, fill, leads


def test_a_refusal_that_the_source_says_came_before_the_pitch_is_none(store: Store) -> None:
    """Two refusals, one of them marked not argued: one refusal, of one lead argued (not two of one)."""
    rows = attempts("1 L1 A x 2026-09-01T10:00Z refused", "2 L2 A x 2026-09-01T11:00Z refused")
    fill(store, leads=leads("L1 2026-09-01T09:00Z A", "L2 2026-09-01T09:00Z A"),
         attempts=[rows[0], {**rows[1], "is_argued": False}])  # fmt: skip
    for basis in ("activity", "cohort"):
        total = ask(store, "refusals", "refusal_rate", basis=basis).total
        assert total["refusals"]["value"] == 1
        assert (total["refusal_rate"]["num"], total["refusal_rate"]["den"]) == (1, 1)


def test_a_lead_known_by_a_summary_leaves_the_pipe_by_its_campaigns_rules(store: Store) -> None:
    """S1 has an appointment where that is the objective; S2 has had its 3 attempts; S3 has one left."""
    fill(
        store,
        campaigns=[{"campaign_id": "A", "objective": "appointment", "max_attempts": 3}],
        leads=[
            {**row, "reported_attempts": attempts, "reported_disposition": outcome}
            for row, attempts, outcome in zip(
                leads("S1 2026-09-01T09:00Z A", "S2 2026-09-01T09:00Z A", "S3 2026-09-01T09:00Z A"),
                (1, 3, 2), ("appointment", "busy", "busy"), strict=True,
            )
        ],
    )  # fmt: skip
    total = ask(store, "remaining_leads", "list_exploitation_rate").total
    assert total["remaining_leads"]["value"] == 1
    assert total["list_exploitation_rate"]["value"] == pytest.approx(2 / 3)


def test_the_first_attempt_is_the_first_since_the_leads_creation(store: Store) -> None:
    """
    Lead created at 09:00   08:00        10:00    11:00      follow-up rate           interval
    L1 (a recycled id)      refused      busy     busy       open after 10:00, kept   1 h
    L2                                   busy                open, not followed
    L3, opposed at 09:30                 busy                closed by then: not to be followed
    """
    told = leads(*(f"L{n} 2026-09-01T09:00:00Z A" for n in (1, 2, 3)))
    fill(
        store,
        leads=[*told[:2], {**told[2], "opposed_at": "2026-09-01T09:30:00Z"}],
        attempts=attempts(
            "1 L1 A x 2026-09-01T08:00Z refused", "2 L1 A x 2026-09-01T10:00Z busy", "3 L1 A x 2026-09-01T11:00Z busy",
            "4 L2 A x 2026-09-01T10:00Z busy", "5 L3 A x 2026-09-01T10:00Z busy",
        ),
    )  # fmt: skip
    total = ask(store, "follow_up_rate", "follow_up_interval").total
    assert (total["follow_up_rate"]["num"], total["follow_up_rate"]["den"]) == (1, 2)
    assert total["follow_up_interval"]["value"] == 3600


def test_an_estimate_at_an_earlier_instant_knows_only_what_had_passed(store: Store) -> None:
    """From 08:00 to 12:00 at 20 an hour, seen at 09:30: 30. A list of 2 leads at 40: one called by then, 20."""
    fill(
        store,
        agents=lines("agent_id hourly_cost", "z 20"),
        agent_states=states("z A talking 1 08:00 12:00"),
        lists=lines("list_id cost", "F 40"),
        leads=leads("L1 2026-08-30T09:00Z A", "L2 2026-08-30T09:00Z A", list_id="F"),
        attempts=attempts("1 L1 A z 2026-09-01T09:00Z busy", "2 L2 A z 2026-09-01T11:00Z busy"),
    )
    at = {"as_of": "2026-09-01T09:30:00Z"}
    assert ask(store, "total_cost", **at).total["total_cost"]["value"] == pytest.approx(30 + 20)
    assert ask(store, "total_cost").total["total_cost"]["value"] == pytest.approx(80 + 40)


def test_the_wait_for_an_agent_is_known_by_its_two_instants(store: Store) -> None:
    """Answered at 10:00:05, taken at 10:00:09: 4 s; the other call says 2 s itself: 3 s on average."""
    rows = attempts("1 L1 A x 2026-09-01T10:00Z callback", "2 L2 A x 2026-09-01T10:00Z callback")
    instants = {"answered_at": "2026-09-01T10:00:05Z", "connected_at": "2026-09-01T10:00:09Z"}
    fill(store, attempts=[{**rows[0], **instants}, {**rows[1], "hold_s": 2}])
    assert ask(store, "hold_before_agent").total["hold_before_agent"]["value"] == 3
