"""Costs: spread over their days, estimated where nobody booked them, shared out only by a rule that is named."""

from __future__ import annotations

from datetime import date

import pytest

from cadran.errors import NotConformedError, UsageError
from cadran.executor.local import Store
from cadran.query.request import Request, Scope
from tests.query.facts_world import lines, states
from tests.query.world import ask, attempts, column, fill, leads

COST = "cost_id campaign_id category amount starts_on ends_on"
SEPTEMBER = ("2026-09-01", "2026-10-01")


def codes(store: Store, kpi: str, **more: object) -> set[str]:
    return {note["code"] for note in ask(store, kpi, **more).notes}


def test_a_cost_is_spread_evenly_over_its_days_both_ends_included(store: Store) -> None:
    """100 over 10, 11 and 12 September, and 310 over the 31 days of August 15 to September 14."""
    fill(store, costs=lines(COST, "1 A tools 100 2026-09-10 2026-09-12", "2 A workplace 310 2026-08-15 2026-09-14"))
    assert ask(store, "total_cost", period=("2026-09-11", "2026-09-13")).total["total_cost"]["value"] == pytest.approx(
        100 * 2 / 3 + 20, abs=1e-4
    )
    months = column(ask(store, "total_cost", grain="month"), "total_cost")
    assert months == {"2026-08": pytest.approx(170), "2026-09": pytest.approx(240)}
    assert ask(store, "total_cost").total["total_cost"]["value"] == 410  # not a cent is lost to rounding


def test_a_cost_still_running_counts_its_days_so_far(store: Store) -> None:
    fill(store, costs=lines(COST, "1 A tools 300 2026-09-01 2026-09-30"))
    found = ask(store, "total_cost", as_of="2026-09-10T10:00:00Z")
    assert found.total["total_cost"]["value"] == pytest.approx(100)


def test_a_cost_of_a_list_belongs_to_it_only_and_others_to_none(store: Store) -> None:
    """By list: 40 for L1; the campaign's own 60 stay unassigned. By source: the list's own."""
    fill(
        store,
        lists=lines("list_id source", "L1 fair"),
        costs=[
            *lines(COST, "1 A data 40 2026-09-01 -", list_id="L1"),
            *lines(COST, "2 A media 60 2026-09-01 -"),
        ],
    )
    assert column(ask(store, "total_cost", by="list"), "total_cost") == {"L1": 40, None: 60}
    assert column(ask(store, "total_cost", by="source"), "total_cost") == {"fair": 40, None: 60}


def test_a_missing_rate_makes_the_total_unknown_and_says_how_many_rows(store: Store) -> None:
    costs = lines(COST, "1 A tools 100 2026-09-01 -", "2 A media 10 2026-09-01 2026-09-02", "3 B media 5 2026-09-01 -")
    for cost, currency in zip(costs, ("EUR", "GBP", "EUR"), strict=True):
        cost["currency"] = currency
    fill(store, costs=costs)
    total = ask(store, "total_cost").total["total_cost"]
    assert (total["value"], total["state"], total["excluded"]["unconverted"]) == (None, "no_data", 2)
    assert column(ask(store, "total_cost", by="campaign"), "total_cost") == {"A": None, "B": 5}
    fill(store, exchange_rates=lines("currency day rate_to_base", "GBP 2026-09-01 1.2"))
    assert ask(store, "total_cost").total["total_cost"]["value"] == pytest.approx(117)


AGENTS = lines("agent_id team hourly_cost", "y red 30", "z red 20")
SHIFTS = states(
    "y A talking 1 08:00 10:00",  # 2 h at 30 = 60
    "z A waiting 2 08:00 09:00",  # 1 h at 20 = 20
    "z A paused 2 09:00 09:30",  # half an hour, paid too = 10
    "z B talking 3 08:00 11:00",  # 3 h at 20 = 60
)


def test_hours_stand_in_where_a_campaign_books_no_staff_never_both(store: Store) -> None:
    """A: no staff cost, 90 by its hours. B: 500 booked, its hours count for nothing."""
    fill(
        store,
        agents=AGENTS,
        agent_states=SHIFTS,
        costs=lines(COST, "1 B staff 500 2026-09-01 2026-09-05", "2 A media 7 2026-09-01 -"),
    )
    found = ask(store, "total_cost", by="campaign")
    assert column(found, "total_cost") == {"A": 97, "B": 500}
    assert found.total["total_cost"]["value"] == 597
    (note,) = [note for note in found.notes if note["code"] == "estimated"]
    assert (note["kpis"], note["amount"]) == (["total_cost"], 90)
    assert found.total["total_cost"]["estimated"] == 90
    assert [row["values"]["total_cost"].get("estimated") for row in found.rows] == [90, None]  # A, then B
    assert found.to_arrow()["total_cost_estimated"].to_pylist() == [90, 0]
    later = {
        "period": ("2026-09-06", "2026-09-08")
    }  # B's cost ends on the 5th: then its hours would count, but has none
    assert "estimated" not in codes(store, "total_cost", **later)
    assert "estimated" not in codes(store, "total_cost", where={"campaign": "B"})


def test_a_cost_of_the_whole_centre_stands_for_every_campaign(store: Store) -> None:
    fill(store, agents=AGENTS, agent_states=SHIFTS, costs=lines(COST, "1 - staff 500 2026-09-01 -"))
    assert ask(store, "total_cost").total["total_cost"]["value"] == 500


def test_a_lists_price_stands_in_at_its_leads_first_attempts(store: Store) -> None:
    """A list of 4 leads at 100: 25 a lead; 2 are first called in September, 1 in October."""
    fill(
        store,
        lists=lines("list_id cost source", "L 100 fair"),
        leads=leads(*(f"{id} 2026-08-30T09:00Z A" for id in "1234"), list_id="L"),
        attempts=attempts(
            "a 1 A z 2026-09-01T09:00Z busy", "b 1 A z 2026-09-02T09:00Z busy", "c 2 A z 2026-09-02T09:00Z busy",
            "d 3 A z 2026-09-29T09:00Z busy",
        ),
    )  # fmt: skip
    period = ("2026-09-01", "2026-09-15")
    found = ask(store, "cost_per_lead", "total_cost", period=period, by="source")
    assert column(found, "total_cost") == {"fair": 50}
    assert ask(store, "total_cost", period=SEPTEMBER).total["total_cost"]["value"] == 75
    fill(store, costs=lines(COST, "1 A data 30 2026-09-03 -"))
    assert ask(store, "total_cost", period=SEPTEMBER).total["total_cost"]["value"] == 30


@pytest.mark.parametrize(
    ("booked", "estimated"),
    [
        ({"category": "media", "source": "fair"}, 0),  # the same leads' advertising
        ({"category": "media", "source": "fair", "campaign_id": "A"}, 0),
        ({"category": "data", "campaign_id": "A"}, 0),
        ({"category": "media"}, 0),  # for everybody
        ({"category": "data", "list_id": "L", "starts_on": "2026-07-01"}, 0),  # the list's price, whenever it was paid
        ({"category": "media", "source": "web"}, 100),
        ({"category": "media", "source": "fair", "campaign_id": "B"}, 100),
        ({"category": "media", "source": "fair", "starts_on": "2026-07-01"}, 100),
        ({"category": "data", "list_id": "M"}, 100),
        ({"category": "tools", "source": "fair"}, 100),
    ],
)
def test_leads_are_paid_for_once(store: Store, booked: dict[str, object], estimated: float) -> None:
    """A list of 2 leads at 100, both called in September for A: its price counts only where nobody booked it."""
    fill(
        store,
        lists=lines("list_id cost source", "L 100 fair"),
        leads=leads("1 2026-08-30T09:00Z A", "2 2026-08-30T09:00Z A", list_id="L"),
        attempts=attempts("a 1 A z 2026-09-01T09:00Z busy", "b 2 A z 2026-09-02T09:00Z busy"),
        costs=[
            *lines(COST, "c0 - telecom 3 2026-09-01 -"),
            {"cost_id": "c1", "amount": 7.0, "currency": "EUR", "starts_on": "2026-09-03", **booked},
        ],
    )
    found = ask(store, "total_cost", period=SEPTEMBER).total["total_cost"]["value"]
    assert found == 3 + estimated + (7 if "starts_on" not in booked else 0)


def test_a_lists_price_goes_with_its_leads_own_source(store: Store) -> None:
    """One of the list's two leads says that it came from the web, whose media is booked: half of the price is left."""
    fill(
        store,
        lists=lines("list_id cost source", "L 100 fair"),
        leads=[
            *leads("1 2026-08-30T09:00Z A", list_id="L"),
            *leads("2 2026-08-30T09:00Z A", list_id="L", source="web"),
        ],
        attempts=attempts("a 1 A z 2026-09-01T09:00Z busy", "b 2 A z 2026-09-02T09:00Z busy"),
        costs=[
            {
                "cost_id": "1",
                "source": "web",
                "category": "media",
                "amount": 7,
                "currency": "EUR",
                "starts_on": "2026-09-03",
            }
        ],
    )
    assert column(ask(store, "total_cost", by="source"), "total_cost") == {"fair": 50, "web": 7}


def test_costs_by_agent_are_refused_with_the_rules_that_would_allow_it(store: Store) -> None:
    fill(store, agents=AGENTS, agent_states=SHIFTS, costs=lines(COST, "1 A media 7 2026-09-01 -"))
    with pytest.raises(
        NotConformedError, match=r'which have no "agent"\..*--allocate hours_worked, attempts, orders or effort'
    ):
        ask(store, "total_cost", by="agent")
    for rule in (None, "hours_worked"):  # a rule shares out what may be seen; it shows nobody a cost that may not be
        with pytest.raises(NotConformedError, match='costs, which have no "agent" and cannot be restricted'):
            ask(store, "total_cost", scope=Scope(agents=("y",)), allocate=rule)
    with pytest.raises(UsageError, match='Unknown allocation rule "hours"'):
        ask(store, "total_cost", by="agent", allocate="hours")
    with pytest.raises(NotConformedError, match='no "script"'):
        ask(store, "total_cost", by="script", allocate="hours_worked")


@pytest.fixture
def shared(store: Store) -> Store:
    """A: hours 2 (y) and 1 (z), cost 30. B: 3 h (z), cost 60. No campaign: cost 12. C: nobody works, cost 5."""
    costs = lines(
        COST, "1 A media 30 2026-09-01 2026-09-03", "2 B media 60 2026-09-01 -", "3 - tools 12 2026-09-02 -",
        "4 C media 5 2026-09-02 -", "5 A staff 0 2026-09-01 -", "6 B staff 0 2026-09-01 -",
    )  # fmt: skip
    return fill(store, agents=AGENTS, agent_states=SHIFTS, costs=costs)


def test_costs_are_shared_by_hours_worked_and_add_up(shared: Store) -> None:
    """By agent: A's 30 as 20 + 10, B's 60 to z, the centre's 12 by 2 and 4 of 6 hours, C's 5 to nobody."""
    found = ask(shared, "total_cost", by="agent", allocate="hours_worked")
    assert column(found, "total_cost") == {"y": pytest.approx(24), "z": pytest.approx(78), None: pytest.approx(5)}
    assert found.total["total_cost"]["value"] == pytest.approx(107)
    (note,) = [note for note in found.notes if note["code"] == "allocated"]
    assert note["rule"] == "hours_worked"
    by_campaign = ask(shared, "total_cost", by="campaign", allocate="hours_worked")
    assert column(by_campaign, "total_cost") == {"A": pytest.approx(36), "B": pytest.approx(66), "C": pytest.approx(5)}
    only = ask(shared, "total_cost", where={"agent": "y"}, allocate="hours_worked").total["total_cost"]
    assert only["value"] == pytest.approx(24)
    assert ask(shared, "total_cost", allocate="hours_worked").total["total_cost"]["value"] == 107


def test_under_a_scope_only_what_it_shows_is_shared_and_only_its_rows_are_opened(shared: Store) -> None:
    """A alone: its 30 by its own hours, 20 to y and 10 to z; no part of the centre's 12, of B's 60, of C's 5."""
    scope = Scope(campaigns=("A",))
    found = ask(shared, "total_cost", by="agent", allocate="hours_worked", scope=scope)
    assert column(found, "total_cost") == {"y": pytest.approx(20), "z": pytest.approx(10)}
    assert found.total["total_cost"]["value"] == pytest.approx(30)
    request = Request(("total_cost",), by="agent", where={"agent": "y"}, allocate="hours_worked", scope=scope)  # type: ignore[arg-type]
    opened = shared.rows(request, "total_cost").to_pylist()
    assert {(row["campaign_id"], row["cost_id"]) for row in opened} == {("A", "1"), ("A", "5")}


def test_shares_are_those_of_each_period(shared: Store) -> None:
    """On 1 September only y works, and only for A: A's 10 of that day are y's; B's 60 find nobody. Unassigned."""
    days = column(ask(shared, "total_cost", by="agent", grain="day", period=("2026-09-01", "2026-09-02"),
                      allocate="hours_worked"), "total_cost")  # fmt: skip
    assert days[("y", "2026-09-01")] == pytest.approx(10)
    assert days[(None, "2026-09-01")] == pytest.approx(60)


def test_margin_and_rows_of_shared_costs(shared: Store) -> None:
    fill(shared, orders=[{"order_id": "1", "agent_id": "y", "campaign_id": "A", "amount": 90.0, "margin": 50.0,
                          "ordered_at": "2026-09-01T09:00:00Z"}])  # fmt: skip
    request = Request(("campaign_margin",), by="agent", allocate="hours_worked")  # type: ignore[arg-type]
    found = shared.evaluate(request)
    assert column(found, "campaign_margin")["y"] == pytest.approx(50 - 24)
    assert len(shared.rows(Request(("total_cost",), allocate="hours_worked"), "total_cost")) == 8


@pytest.fixture
def divided(store: Store) -> Store:
    """Costs: 20 of the web, 40 of A, 60 of nobody. Attempts: A has 3 of the web and 1 of the fair, B 4 of the fair.

    By attempts: web 20 + 40 x 3/4 + 60 x 3/8 = 72.5; fair 40 x 1/4 + 60 x 5/8 = 47.5; together 120.
    Orders (all first ones): 2 of the web for 100 in all, margin 80; 1 of the fair for 50, margin 20.
    """
    made = [*leads("W 2026-08-30T09:00Z A", source="web"), *leads("F 2026-08-30T09:00Z A", source="fair")]
    calls = [f"{n} W A z 2026-09-01T09:0{n}Z busy" for n in (1, 2, 3)]
    calls += ["4 F A z 2026-09-01T09:04Z busy", *(f"{n} F B z 2026-09-01T09:0{n}Z busy" for n in (5, 6, 7, 8))]
    sold = [("o1", "W", "1", 60.0, 50.0), ("o2", "W", "2", 40.0, 30.0), ("o3", "F", "3", 50.0, 20.0)]
    return fill(
        store,
        leads=made,
        attempts=attempts(*calls),
        orders=[
            {"order_id": id, "lead_id": lead, "customer_id": customer, "campaign_id": "A", "amount": amount, "margin": margin,
             "currency": "EUR", "ordered_at": "2026-09-01T12:00:00Z"} for id, lead, customer, amount, margin in sold
        ],
        costs=[
            {"cost_id": "w", "source": "web", "category": "media", "amount": 20.0, "currency": "EUR", "starts_on": "2026-09-01"},
            *lines(COST, "a A staff 40 2026-09-01 -", "c - workplace 60 2026-09-01 -"),
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "web", "fair"),
    [
        ("customer_acquisition_cost", 72.5 / 2, 47.5),
        ("cost_per_order", 72.5 / 2, 47.5),
        ("campaign_margin", 80 - 72.5, 20 - 47.5),
        ("revenue_minus_cost", 100 - 72.5, 50 - 47.5),
        ("roi", 7.5 / 72.5, -27.5 / 47.5),
    ],
)
def test_what_sets_costs_against_results_bears_its_share_of_the_common_ones(
    divided: Store, kpi: str, web: float, fair: float
) -> None:
    found = ask(divided, kpi, by="source")
    assert column(found, kpi) == {"web": pytest.approx(web), "fair": pytest.approx(fair)}
    for source, value in (("web", web), ("fair", fair)):
        assert ask(divided, kpi, where={"source": source}).total[kpi]["value"] == pytest.approx(value)
    (note,) = [note for note in found.notes if note["code"] == "allocated"]
    assert (note["kpis"], note["rule"], note["amount"]) == ([kpi], "attempts", 100)
    assert "allocated" not in codes(divided, kpi)  # undivided: nothing to share


def test_amounts_of_costs_are_as_booked_beside_what_nobody_bears(divided: Store) -> None:
    found = ask(divided, "total_cost", by="source")
    assert column(found, "total_cost") == {"web": 20, None: 100}
    only = ask(divided, "total_cost", where={"source": "web"})
    assert only.total["total_cost"]["value"] == 20
    for one in (found, only):
        (note,) = [note for note in one.notes if note["code"] == "not_allocated"]
        assert note["amount"] == 100
    assert "not_allocated" not in codes(divided, "total_cost", by="cost_category")


def test_each_bears_its_own_where_that_is_asked_and_the_rest_is_said(divided: Store) -> None:
    found = ask(divided, "cost_per_order", by="source", allocate="none")
    assert column(found, "cost_per_order") == {"web": 10, "fair": 0, None: None}
    (note,) = [note for note in found.notes if note["code"] == "not_allocated"]
    assert note["amount"] == 100


def test_what_finds_nobody_in_its_period_is_said(divided: Store) -> None:
    """A rent of 30 on the 2nd, when nobody calls: by day it is no source's, over both days 3/8 of it are the web's."""
    fill(divided, costs=lines(COST, "r - workplace 30 2026-09-02 -"))
    days = ask(divided, "cost_per_order", where={"source": "web"}, grain="day")
    (note,) = [note for note in days.notes if note["code"] == "allocated"]
    assert (note["amount"], note["unassigned"]) == (130, 30)
    assert days.total["cost_per_order"]["num"] == pytest.approx(72.5)
    whole = ask(divided, "cost_per_order", where={"source": "web"})
    assert whole.total["cost_per_order"]["num"] == pytest.approx(72.5 + 30 * 3 / 8)


def test_costs_of_products_follow_the_time_that_their_buyers_took(store: Store) -> None:
    """100 of A: p's buyer took 60 + 30 s, q's 10 s (a call after the order counts for nothing): 90 and 10, over 1 and 2."""
    calls = [("1", "P", "2026-09-01T09:00:00Z", 60, 30), ("2", "Q", "2026-09-01T09:00:00Z", 10, 0),
             ("3", "Q", "2026-09-01T15:00:00Z", 500, 0)]  # fmt: skip
    fill(
        store,
        attempts=[{"attempt_id": id, "lead_id": lead, "campaign_id": "A", "started_at": at, "outcome": "callback",
                   "talk_s": talk, "wrap_s": wrap} for id, lead, at, talk, wrap in calls],
        orders=[{"order_id": id, "lead_id": lead, "campaign_id": "A", "product_id": product, "amount": 10.0,
                 "currency": "EUR", "ordered_at": "2026-09-01T12:00:00Z"}
                for id, lead, product in (("1", "P", "p"), ("2", "Q", "q"), ("3", "Q", "q"))],
        costs=lines(COST, "c A staff 100 2026-09-01 -"),
    )  # fmt: skip
    found = ask(store, "cost_per_order", by="product", allocate="effort")
    assert column(found, "cost_per_order") == {"p": pytest.approx(90), "q": pytest.approx(5)}
    assert "same_for_all" not in codes(store, "cost_per_order", by="product", allocate="effort")
    assert "same_for_all" in codes(store, "cost_per_order", by="product", allocate="orders")
    with pytest.raises(NotConformedError, match="--allocate orders or effort"):
        ask(store, "cost_per_order", by="product")


def test_appointments_cost_what_the_campaigns_that_seek_them_cost(divided: Store) -> None:
    """A seeks appointments, B sales. A bears its 40, the web's 20 on its 3 attempts of the web, 4/8 of the centre's 60."""
    fill(
        divided,
        campaigns=lines("campaign_id objective", "A appointment", "B sale"),
        appointments=[{"appointment_id": f"m{n}", "lead_id": "W", "campaign_id": "A", "booked_at": "2026-09-01T11:00:00Z",
                       "status": "booked"} for n in (1, 2)],
    )  # fmt: skip
    found = ask(divided, "cost_per_appointment").total["cost_per_appointment"]
    assert (found["num"], found["den"]) == (pytest.approx(90), 2)
    by_campaign = ask(divided, "cost_per_appointment", by="campaign")
    assert column(by_campaign, "cost_per_appointment") == {"A": pytest.approx(45)}  # B has nothing to show
    assert ask(divided, "cost_per_order").total["cost_per_order"]["num"] == 120
    assert "objectives" in codes(divided, "cost_per_appointment")


def test_costs_have_no_cohort(shared: Store) -> None:
    assert ask(shared, "cost_per_order", basis="cohort").total["cost_per_order"]["basis"] == "activity"


def test_children_add_up_to_their_parents(shared: Store) -> None:
    for more in ({"by": "campaign"}, {"by": "cost_category"}, {"grain": "day"}, {"grain": "week"}):
        found = ask(shared, "total_cost", period=(date(2026, 9, 1), date(2026, 9, 8)), **more)
        rows = [row["values"]["total_cost"]["value"] or 0 for row in found.rows]
        assert sum(rows) == pytest.approx(found.total["total_cost"]["value"], abs=1e-6)
