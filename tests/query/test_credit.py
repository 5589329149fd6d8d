"""Orders and customers: who is credited, who is new, what margin is known, who left; appointments and callbacks due."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.errors import NotConformedError
from cadran.executor.local import Store
from tests.conftest import Clock
from tests.query.facts_world import lines, states
from tests.query.world import ask, attempts, column, fill, leads


def order(id: str, lead: str | None, at: str, **more: Any) -> dict[str, Any]:
    return {"order_id": id, "lead_id": lead, "ordered_at": f"2026-09-{at}:00Z", "amount": 100.0, **more}


def test_a_sale_without_an_agent_goes_to_the_last_who_argued_before_it(store: Store) -> None:
    """L1: x argues, y only contacts, z argues after the order: x. L2: the order names w. L3: nobody argued."""
    calls = attempts(
        "1 L1 A x 2026-09-01T08:00Z refused", "2 L1 A y 2026-09-01T09:00Z callback", "3 L1 A z 2026-09-03T08:00Z refused",
        "4 L2 A x 2026-09-01T08:00Z refused", "5 L3 A x 2026-09-01T08:00Z callback",
    )  # fmt: skip
    orders = [order("1", "L1", "02T08:00"), order("2", "L2", "02T08:00", agent_id="w"), order("3", "L3", "02T08:00")]
    fill(store, attempts=calls, orders=orders)
    assert column(ask(store, "sales", by="agent"), "sales") == {"w": 1, "x": 1, None: 1}


def test_a_later_load_keeps_the_credit_right(store: Store) -> None:
    """The order comes first; then the calls, in two loads; then the argued one turns out to be no argument."""
    fill(store, orders=[order("1", "L1", "02T08:00")])
    assert column(ask(store, "sales", by="agent"), "sales") == {None: 1}
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T08:00Z refused"))
    assert column(ask(store, "sales", by="agent"), "sales") == {"x": 1}
    fill(store, attempts=attempts("2 L1 A y 2026-09-01T09:00Z refused"))
    assert column(ask(store, "sales", by="agent"), "sales") == {"y": 1}
    fill(store, attempts=attempts("2 L1 A y 2026-09-01T09:00Z busy"))
    assert column(ask(store, "sales", by="agent"), "sales") == {"x": 1}


def test_a_credited_agent_has_the_team_of_the_orders_day(store: Store) -> None:
    agents = lines("agent_id team valid_from valid_to", "x red 2026-01-01 2026-09-02", "x blue 2026-09-02 -")
    fill(
        store,
        agents=agents,
        attempts=attempts("1 L1 A x 2026-09-01T08:00Z refused"),
        orders=[order("1", "L1", "02T08:00")],
    )
    assert column(ask(store, "sales", by="team"), "sales") == {"blue": 1}
    assert column(ask(store, "calls", by="team"), "calls") == {"red": 1}


def test_a_new_customer_is_one_by_the_first_order_ever(store: Store) -> None:
    """K1 ordered in August; K2's first order is cancelled, the second makes it new; K3 by its lead alone."""
    orders = [
        order("1", None, "05T08:00", customer_id="K1"),
        order("2", None, "06T08:00", customer_id="K2", status="cancelled"),
        order("3", None, "20T08:00", customer_id="K2"),
        order("4", "L9", "07T08:00"),
        order("5", "L9", "08T08:00"),
    ]
    before = {**order("0", None, "01T08:00", customer_id="K1"), "ordered_at": "2026-08-01T08:00:00Z"}
    fill(store, orders=orders)
    september = ("2026-09-01", "2026-10-01")
    assert ask(store, "new_customers", period=september).total["new_customers"]["value"] == 3
    fill(store, orders=[before])
    assert ask(store, "new_customers", period=september).total["new_customers"]["value"] == 2
    weeks = column(ask(store, "new_customers", grain="week", period=september), "new_customers")
    assert {week: n for week, n in weeks.items() if n} == {"2026-W37": 1, "2026-W38": 1}


def test_a_cancellation_after_as_of_has_not_happened_yet(store: Store) -> None:
    """K's first order is cancelled on the 10th: seen on the 5th it is the first, seen now the second is."""
    orders = [
        order("1", None, "01T08:00", customer_id="K", cancelled_at="2026-09-10T08:00:00Z"),
        order("2", None, "02T08:00", customer_id="K"),
    ]
    fill(store, orders=orders)
    assert column(ask(store, "new_customers", "orders", grain="day", as_of="2026-09-05T08:00:00Z"), "new_customers") == {
        "2026-09-01": 1, "2026-09-02": 0,
    }  # fmt: skip
    assert column(ask(store, "new_customers", grain="day"), "new_customers") == {"2026-09-01": 0, "2026-09-02": 1}


def test_a_margin_is_the_orders_own_else_its_products_else_unknown(store: Store) -> None:
    products = lines("product_id unit_margin", "P 7")
    orders = [order("1", "L1", "01T08:00", margin=50.0), order("2", "L2", "01T09:00", product_id="P", quantity=3.0)]
    fill(store, products=products, orders=orders)
    assert ask(store, "margin_per_order").total["margin_per_order"]["value"] == pytest.approx((50 + 21) / 2)
    fill(store, orders=[order("3", "L3", "02T08:00")])
    total = ask(store, "margin_per_order").total["margin_per_order"]
    assert (total["value"], total["excluded"]["unconverted"]) == (None, 1)


def test_customers_lost_over_those_at_the_start_of_each_period(store: Store) -> None:
    """August opens with 1 and 2; 2 leaves in August, 3 comes; September opens with 1 and 3; 1 leaves."""
    fill(store, customers=lines("customer_id acquired_on lost_on", "1 2026-01-01 2026-09-20", "2 2026-02-01 2026-08-31",
                                "3 2026-08-15 -"))  # fmt: skip
    found = ask(store, "churn_rate", grain="month", period=("2026-08-01", "2026-10-01"))
    assert column(found, "churn_rate") == {"2026-08": 0.5, "2026-09": 0.5}
    assert (found.total["churn_rate"]["num"], found.total["churn_rate"]["den"]) == (2, 2)


def test_a_customer_has_the_dimensions_of_its_lead(store: Store) -> None:
    fill(store, leads=leads("L1 2026-01-01T08:00Z A", "L2 2026-01-01T08:00Z B"),
         customers=lines("customer_id lead_id acquired_on lost_on", "1 L1 2026-01-01 2026-09-05", "2 L2 2026-01-01 -"))  # fmt: skip
    found = ask(store, "churn_rate", by="campaign", period=("2026-09-01", "2026-10-01"))
    assert column(found, "churn_rate") == {"A": 1, "B": 0}


BOOKED = {"booked_at": "2026-09-01T08:00:00Z", "lead_id": "L1", "campaign_id": "A", "agent_id": "x"}


def test_appointments_count_on_the_day_they_are_due_once_it_has_come(store: Store) -> None:
    rows = lines("appointment_id status scheduled_at", "1 held 2026-09-03T08:00:00Z", "2 no_show 2026-09-03T09:00:00Z",
                 "3 cancelled 2026-09-03T10:00:00Z", "4 booked 2026-09-20T08:00:00Z", **BOOKED)  # fmt: skip
    fill(store, appointments=rows)
    on_the_tenth = ask(store, "appointment_show_rate", as_of="2026-09-10T08:00:00Z").total["appointment_show_rate"]
    assert (on_the_tenth["num"], on_the_tenth["den"], on_the_tenth["low"] is None) == (1, 2, False)
    found = ask(store, "appointment_show_rate", grain="week", period=("2026-08-31", "2026-09-21"))
    # what is due in a week that no load covers is not known to be nothing
    assert column(found, "appointment_show_rate", "den") == {"2026-W36": 2, "2026-W37": None, "2026-W38": 1}


def test_a_callback_is_kept_within_its_campaigns_slot(store: Store) -> None:
    """Promised for 14:00, slot 15 min: at 14:15 kept, at 14:16 not; a call before is no keeping."""
    calls = attempts(
        "1 L1 A x 2026-09-01T08:00Z callback", "2 L2 A x 2026-09-01T08:00Z callback", "3 L3 A x 2026-09-01T08:00Z callback",
        callback_at="2026-09-01T14:00:00Z",
    ) + attempts("4 L1 A x 2026-09-01T14:15Z busy", "5 L2 A x 2026-09-01T14:16Z busy", "6 L3 A x 2026-09-01T13:50Z busy")  # fmt: skip
    fill(store, campaigns=[{"campaign_id": "A", "callback_slot_minutes": 15}], attempts=calls)
    total = ask(store, "callbacks_kept_rate").total["callbacks_kept_rate"]
    assert (total["num"], total["den"]) == (1, 3)
    fill(store, attempts=attempts("7 L3 A x 2026-09-01T14:05Z busy"))  # a late file
    assert ask(store, "callbacks_kept_rate").total["callbacks_kept_rate"]["num"] == 2


def test_hours_of_a_day_are_refused_where_a_lead_has_only_those_of_its_creation(store: Store) -> None:
    fill(store, leads=leads("L1 2026-09-01T08:00Z A"), attempts=attempts("1 L1 A x 2026-09-02T10:00Z wrong_number"))
    assert column(ask(store, "leads", by="hour"), "leads") == {10: 1}  # 08:00 UTC in Paris
    for dimension in ("hour", "weekday", "month_of_year"):
        with pytest.raises(NotConformedError, match="of its creation"):
            ask(store, "wrong_number_rate", by=dimension)


def test_ranks_ages_and_tenures(store: Store, clock: Clock) -> None:
    """L1 is called on the 1st and 2nd; its list was bought on 1 June, 92 days before; x was hired in July."""
    fill(store, agents=lines("agent_id hired_on", "x 2026-07-01"), lists=lines("list_id acquired_on", "F 2026-06-01"),
         leads=leads("L1 2026-09-01T07:00Z A", list_id="F"),
         attempts=attempts("1 L1 A x 2026-09-01T08:00Z busy", "2 L1 A x 2026-09-02T08:00Z sale", list_id="F"))  # fmt: skip
    assert column(ask(store, "calls", by="attempt_rank"), "calls") == {1: 1, 2: 1}
    assert column(ask(store, "calls", by="list_age"), "calls") == {"d091_180": 2}
    assert column(ask(store, "leads", by="list_age"), "leads") == {"d091_180": 1}
    assert column(ask(store, "calls", by="tenure"), "calls") == {"m0_2": 2}
    assert column(ask(store, "calls", by="month_of_year"), "calls") == {9: 2}
    assert ask(store, "calls", where={"month_of_year": "8"}).total["calls"]["value"] == 0
    fill(store, agent_states=states("x A talking 1 08:00 09:00"))
    assert column(ask(store, "calls_per_hour", by="tenure"), "calls_per_hour") == {"m0_2": 2}


def test_a_closing_is_credited_to_who_took_the_appointment_and_their_team_of_that_day(store: Store) -> None:
    """Agent x booked both while in red; the seller v closed one: red's rate is 1 of 2, the seller's team has nothing booked."""
    fill(
        store,
        agents=[{"agent_id": "x", "team": "red", "valid_to": "2026-09-10"},
                {"agent_id": "x", "team": "blue", "valid_from": "2026-09-10"}, {"agent_id": "v", "team": "field"}],
        appointments=[{"appointment_id": n, "lead_id": n, "agent_id": "x", "booked_at": "2026-09-01T09:00:00Z", "status": "held"}
                      for n in ("r1", "r2")],
        orders=[{"order_id": "o", "lead_id": "r1", "agent_id": "v", "appointment_id": "r1", "amount": 10.0, "currency": "EUR",
                 "ordered_at": "2026-09-15T09:00:00Z"}],
    )  # fmt: skip
    for kpi in ("closing_rate", "conversion_per_appointment"):
        assert column(ask(store, kpi, by="team"), kpi) == {"red": 0.5}
        assert column(ask(store, kpi, by="agent"), kpi) == {"x": 0.5}
    assert column(ask(store, "sales", by="team"), "sales") == {"field": 1}
