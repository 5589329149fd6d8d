"""A figure is the same whatever else is asked with it, and whichever side of its period is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cadran
from cadran.catalogue import KPIS
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from cadran.query.result import Result
from tests.conftest import Clock, few, table
from tests.query.facts_world import lines, states
from tests.query.world import ask

PLAIN = tuple(kpi.id for kpi in KPIS.values() if kpi.view is None)
ASKED = st.fixed_dictionaries(
    {
        "period": st.sampled_from(
            [None, ("2026-09-03", None), (None, "2026-09-09"), ("2026-08-20", None), ("2026-09-02", "2026-09-08")]
        ),
        "grain": st.sampled_from([None, "day", "week", "month"]),
        "by": st.sampled_from([[], ["campaign"]]),
        "as_of": st.sampled_from([None, "2026-09-08T12:00:00Z"]),
        "compare": st.sampled_from([None, "previous", "month"]),
    }
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """Leads from 25 August on, calls from 1 September, hours from the 2nd, an order on the 3rd, a cost from 28 August."""
    with cadran.open(":memory:", clock=Clock("2026-09-20T12:00:00")) as opened:
        leads = lines("lead_id created_at", "L1 2026-08-25T08:00:00Z", "L2 2026-09-04T08:00:00Z", campaign_id="A")
        opened.load("leads", table(leads))
        calls = lines("attempt_id lead_id started_at outcome", "1 L1 2026-09-01T08:00:00Z callback",
                      "2 L1 2026-09-05T08:00:00Z sale", "3 L2 2026-09-10T08:00:00Z busy", campaign_id="A", agent_id="z")  # fmt: skip
        opened.load("attempts", table(calls))
        worked = states("z A talking 2 08:00 15:00", "z A wrap 3 08:00 15:00", "z A waiting 7 08:00 12:00")
        opened.load("agent_states", table(worked))
        orders = lines("order_id lead_id ordered_at amount", "1 L1 2026-09-03T09:00:00Z 50", campaign_id="A")
        opened.load("orders", table(orders))
        costs = [{"cost_id": "1", "campaign_id": "A", "category": "media", "amount": 60.0, "starts_on": "2026-08-28"}]
        opened.load("costs", table(costs))
        customers = lines("customer_id acquired_on lost_on", "1 2026-01-01 2026-09-04", "2 2026-02-01 2026-08-26",
                          "3 2026-08-26 2026-09-06", "4 2026-03-01 -", "5 2026-01-05 2026-07-01")  # fmt: skip
        opened.load("customers", table(customers))
        yield opened


def values_of(result: Result, kpi: str) -> dict[tuple[Any, ...], Any]:
    """The rows in which something was counted, and the total."""
    rows = {tuple(row["key"].items()): row["values"][kpi] for row in result.rows}
    return {
        **{key: value for key, value in rows.items() if value["value"] is not None or value["n"]},
        (): result.total[kpi],
    }


@pytest.mark.random
@settings(max_examples=few(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kpi=st.sampled_from(PLAIN), company=st.sets(st.sampled_from(PLAIN), min_size=1, max_size=6), asked=ASKED)
def test_company_changes_no_figure(store: Store, kpi: str, company: set[str], asked: dict[str, Any]) -> None:
    try:
        together = ask(store, kpi, *sorted(company), **asked)
    except NotConformedError:
        return
    own, shared = values_of(ask(store, kpi, **asked), kpi), values_of(together, kpi)
    assert {key: own[key] for key in own} == {key: shared[key] for key in own}
    if KPIS[kpi].basis != "stock":  # a state lasts: a longer series has more of it
        assert {key for key in shared if shared[key]["value"]} <= set(own)


def test_how_far_a_period_has_come_is_told_by_what_a_figure_reads(clock: Clock) -> None:
    """Monday noon: calls are loaded up to this morning, leads up to yesterday. A call at 15:00 last Monday is not met yet,
    the leads of that morning are: theirs is a whole Monday less, whoever is asked beside them.
    """
    clock.set("2026-09-14T10:00:00")  # noon in Paris
    with cadran.open(":memory:", clock=clock) as store:
        calls = lines("attempt_id lead_id started_at outcome", "1 L1 2026-09-07T07:00:00Z busy", "2 L1 2026-09-07T13:00:00Z busy",
                      "3 L1 2026-09-14T07:00:00Z busy", campaign_id="A", agent_id="z")  # fmt: skip
        store.load("attempts", table(calls))
        made = lines("lead_id created_at", "L1 2026-09-07T07:00:00Z", "L2 2026-09-13T07:00:00Z", campaign_id="A")
        store.load("leads", table(made))
        asked = {"period": ("2026-09-14", "2026-09-15"), "compare": "week"}
        for company in ((), ("leads",), ("sales",)):
            previous = ask(store, "calls", *company, **asked).total["calls"]["previous"]
            assert previous["value"] == 1
        for company in ((), ("calls",)):
            result = ask(store, "leads", *company, **asked)
            assert result.total["leads"]["previous"]["value"] == 0  # of a day that has not begun nothing is met
        told = [note["fr"] for note in result.notes if note["code"] == "compared"]
        assert len(told) == 2


def test_full_time_is_of_the_days_loaded_of_what_the_figure_reads(store: Store) -> None:
    """18 hours worked in the six days from 2 to 7 September: 18 / (35 × 6 / 7) = 0.6 full-timers, whoever asks for leads."""
    for more in ((), ("leads",), ("leads", "total_cost", "churn_rate")):
        result = ask(store, "sales_per_fte", *more)
        assert result.total["sales_per_fte"]["den"] == pytest.approx(0.6)
    assert [note["from"] for note in result.notes if note["code"] == "timed"] == ["2026-09-02"]


def test_customers_lost_are_among_those_of_the_start(store: Store) -> None:
    """All that is loaded starts on 25 August, with 1, 2 and 4; 1 and 2 have left since. 3 came later, 5 had left before."""
    for more in ({}, {"grain": "month"}, {"grain": "day"}):
        for company in ((), ("attempts",)):
            total = ask(store, "churn_rate", *company, **more).total["churn_rate"]
            assert (total["num"], total["den"]) == (2, 3)
            assert total["low"] is not None
    months = ask(store, "churn_rate", grain="month")
    assert [(row["key"]["period"], row["values"]["churn_rate"]["num"], row["values"]["churn_rate"]["den"]) for row in months.rows] == [
        ("2026-08", 1, 3), ("2026-09", 2, 3)
    ]  # fmt: skip
    assert (months.period["from"], months.period["to"]) == ("2026-08-25", "2026-09-11")
