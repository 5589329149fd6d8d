"""Journeys: what one lead lived through, derived at every load and kept up to date.

lead  created  attempts
L1    09:00    08:00 contacted (recycled id) · 09:20 contacted · 11:00 refused (agent x)
L2    09:00    10:00:01 contacted (callback)
L3    09:00    none
L4    09:00    09:05 unmapped code
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cadran
from cadran.executor.local import Store
from cadran.store.derived.refresh import rebuild
from tests.conftest import few, table

LEADS = [
    {"lead_id": f"L{n}", "created_at": "2026-09-22T09:00:00Z", "list_id": "F", "campaign_id": "C"} for n in range(1, 5)
]


def attempt(id: str, lead: str, at: str, outcome: str | None, **more: Any) -> dict[str, Any]:
    return {
        "attempt_id": id,
        "lead_id": lead,
        "campaign_id": "C",
        "started_at": f"2026-09-22T{at}Z",
        "outcome": outcome,
        **more,
    }


ATTEMPTS = [
    attempt("1", "L1", "08:00:00", "callback", agent_id="w"),
    attempt("2", "L1", "09:20:00", "callback", agent_id="w"),
    attempt("3", "L1", "11:00:00", "refused", agent_id="x", reason="price"),
    attempt("4", "L2", "10:00:01", "callback", agent_id="y"),
    attempt("5", "L4", "09:05:00", None, disposition="Z9"),
]


def journey(store: Store, columns: str, lead: str) -> Any:
    return store.engine.rows(f"SELECT {columns} FROM lead_journeys WHERE lead_id = '{lead}'")[0]


def filled(store: Store) -> Store:
    store.load("leads", table(LEADS))
    store.load("attempts", table(ATTEMPTS))
    return store


def test_a_contact_before_the_creation_is_not_the_first_contact(store: Store) -> None:
    columns = "attempts, contacts, first_contact_delay_s, first_contact_rank, first_argued_rank"
    assert journey(filled(store), columns, "L1") == (3, 3, 1200, 2, 3)


def test_the_last_agent_who_argued_has_the_credit(store: Store) -> None:
    assert journey(filled(store), "credited_agent_id, last_outcome, last_reason", "L1") == ("x", "refused", "price")


def test_a_final_outcome_closes_the_lead(store: Store) -> None:
    filled(store)
    assert journey(store, "is_open, CAST(closed_at AS VARCHAR)", "L1") == (False, "2026-09-22 11:00:00")
    assert journey(store, "is_open, closed_at", "L2") == (True, None)


def test_a_lead_never_called_is_known_not_to_be_contacted(store: Store) -> None:
    assert journey(filled(store), "attempted, contacted, attempts, is_open", "L3") == (False, False, 0, True)


def test_only_unmapped_codes_leave_the_flags_unknown(store: Store) -> None:
    assert journey(filled(store), "attempted, contacted, argued", "L4") == (True, None, None)


def test_attempts_used_up_close_the_lead(store: Store) -> None:
    store.load("campaigns", table([{"campaign_id": "C", "max_attempts": 2}]))
    rows = [attempt(str(n), "L2", f"1{n}:00:00", "no_answer") for n in range(3)]
    filled_store = store
    filled_store.load("leads", table(LEADS))
    filled_store.load("attempts", table(rows))
    assert journey(store, "is_open, CAST(closed_at AS VARCHAR)", "L2") == (False, "2026-09-22 11:00:00")


def test_an_appointment_closes_the_lead_where_appointments_are_the_objective(store: Store) -> None:
    filled(store)
    store.load("attempts", table([attempt("9", "L2", "15:00:00", "appointment")]))
    assert journey(store, "is_open", "L2") == (True,)
    store.load("campaigns", table([{"campaign_id": "C", "objective": "appointment"}]))
    assert journey(store, "is_open", "L2") == (False,)


def test_a_closed_list_and_an_opposition_close_leads(store: Store) -> None:
    filled(store)
    store.load("leads", table([{"lead_id": "L3", "opposed_at": "2026-09-23T10:00:00Z"}]))
    assert journey(store, "is_open", "L3") == (False,)
    store.load("lists", table([{"list_id": "F", "closed_on": "2026-09-25"}]))
    assert journey(store, "is_open, CAST(closed_at AS VARCHAR)", "L2") == (False, "2026-09-24 22:00:00")


def test_a_lead_that_shares_an_earlier_lead_s_number_is_a_duplicate(store: Store) -> None:
    rows = [
        {"lead_id": "N1", "created_at": "2026-09-02T00:00:00Z", "phone": "+33199000001"},
        {"lead_id": "N2", "created_at": "2026-09-01T00:00:00Z", "phone": "01 99 00 00 01"},
        {"lead_id": "N3", "created_at": "2026-09-03T00:00:00Z", "phone": "+33199000002"},
    ]
    store.load("leads", table(rows))
    found = store.engine.rows("SELECT lead_id, is_duplicate FROM lead_journeys ORDER BY lead_id")
    assert found == [("N1", True), ("N2", False), ("N3", False)]
    store.load("leads", table([{"lead_id": "N0", "created_at": "2026-08-01T00:00:00Z", "phone": "+33199000001"}]))
    assert journey(store, "is_duplicate", "N2") == (True,)


def test_a_summary_stands_for_the_journey_where_there_are_no_attempts(store: Store) -> None:
    rows = [
        {"lead_id": "S1", "reported_attempts": 4, "reported_disposition": "sale", "reported_talk_s": 300,
         "reported_last_attempt_at": "2026-09-10T22:30:00Z"},
        {"lead_id": "S2", "reported_attempts": 2, "reported_disposition": "no_answer"},
        {"lead_id": "S3"},
    ]  # fmt: skip
    store.load("leads", table(rows))
    columns = "is_reported, attempted, contacted, sold, attempts, calls, talk_s, CAST(reported_date AS VARCHAR)"
    assert journey(store, columns, "S1") == (True, True, True, True, 4, 0, 300, "2026-09-11")
    assert journey(store, columns, "S2") == (True, True, False, False, 2, 0, None, None)
    assert journey(store, columns, "S3") == (False, False, False, False, 0, 0, None, None)


def test_orders_decide_who_is_sold_as_soon_as_the_store_has_any(store: Store) -> None:
    filled(store)
    store.load("attempts", table([attempt("9", "L2", "15:00:00", "sale")]))
    assert journey(store, "sold", "L2") == (True,)
    store.load(
        "orders", table([{"order_id": "O1", "lead_id": "L1", "ordered_at": "2026-09-23T09:00:00Z", "amount": 100}])
    )
    assert journey(store, "sold, revenue", "L1") == (True, 100)
    assert journey(store, "sold", "L2") == (False,)


def test_a_cross_reference_joins_a_lead_to_its_attempts_elsewhere(store: Store) -> None:
    store.load("attempts", table([attempt("7", "777", "10:00:00", "refused", agent_id="x")]), source="dialer")
    store.load("leads", table([{"lead_id": "crm1", "external_ids": "dialer:777"}]), source="crm")
    assert journey(store, "attempts, argued", "crm1") == (1, True)


OUTCOMES = ["no_answer", "callback", "refused", "sale", "wrong_number", None]
ROWS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 4), st.integers(0, 23), st.sampled_from(OUTCOMES)),
    min_size=1,
    max_size=12,
)


@pytest.mark.random
@settings(max_examples=few(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loads=st.lists(ROWS, min_size=1, max_size=4))
def test_journeys_kept_up_to_date_equal_journeys_derived_anew(loads: list[Any]) -> None:
    """Any sequence of loads, with versions of the same attempts, ends in what a rebuild from nothing gives."""
    with cadran.open(":memory:") as store:
        store.load("leads", table(LEADS))
        for rows in loads:
            unique = {row[0]: row for row in rows}.values()
            store.load(
                "attempts",
                table(
                    [attempt(str(id), f"L{lead}", f"{hour:02d}:00:00", outcome) for id, lead, hour, outcome in unique]
                ),
            )
        everything = "SELECT * FROM lead_journeys ORDER BY lead_key"
        kept = store.engine.rows(everything)
        rebuild(store.engine)
        assert kept == store.engine.rows(everything)
