"""The traps of figures, each with its data drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from cadran.catalogue.shape import Basis
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from tests.conftest import Clock, table
from tests.query.world import ask, attempts, column, counted, declared, fill, kpi, leads, orders, summed


def test_a_ratio_is_a_ratio_of_sums_not_a_mean_of_rows(store: Store) -> None:
    """
    Campaign   A   B   B   B   B
    contacted  yes no  no  yes no      A 1/1, B 1/4, total 2/5 (the mean of rows would say 0.625)
    """
    fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z callback", "2 L2 B x 2026-09-01T10:01Z busy", "3 L3 B x 2026-09-01T10:02Z busy",
        "4 L4 B x 2026-09-01T10:03Z callback", "5 L5 B x 2026-09-01T10:04Z busy",
    ))  # fmt: skip
    result = ask(store, "contact_rate", by=["campaign"])
    assert column(result, "contact_rate") == {"A": 1.0, "B": 0.25}
    assert result.total["contact_rate"]["value"] == 0.4


def test_a_lead_in_two_campaigns_counts_once_in_the_total_and_it_is_said(store: Store) -> None:
    """
    Lead      L1 L1 L2
    campaign  A  B  A       A 2, B 1, total 2
    """
    fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z busy", "2 L1 B x 2026-09-01T11:00Z busy", "3 L2 A x 2026-09-01T12:00Z busy",
    ))  # fmt: skip
    result = ask(store, "leads_attempted", "calls", by=["campaign"])
    assert column(result, "leads_attempted") == {"A": 2, "B": 1}
    assert result.total["leads_attempted"]["value"] == 2
    assert [note["kpis"] for note in result.notes if note["code"] == "rows_overlap"] == [["leads_attempted"]]


def test_rows_that_do_not_overlap_say_nothing(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L2 B x 2026-09-01T11:00Z busy"))
    assert ask(store, "leads_attempted", by=["campaign"]).notes == []


def test_two_facts_side_by_side_do_not_multiply(store: Store) -> None:
    """Attempts of A: 3     orders of A: 2, 10 and 20       amount per call = 30 / 3 (joined: 90 / 6)"""
    per_call = kpi("amount_per_call", "amount", "calls")
    catalogue = declared(per_call, measures=[summed("amount", "orders", "ordered", "amount_base")])
    fill(
        store,
        attempts=attempts(*(f"{n} L{n} A x 2026-09-01T10:0{n}Z sale" for n in range(3))),
        orders=orders("o1 L1 A 2026-09-01T12:00Z 10 pending", "o2 L2 A 2026-09-01T12:00Z 20 pending"),
    )
    for by in ([], ["campaign"]):
        assert (
            ask(store, "amount_per_call", by=by, catalogue=catalogue).rows[0]["values"]["amount_per_call"]["value"]
            == 10
        )


def test_null_keys_of_two_facts_fold_into_one_unassigned_row(store: Store) -> None:
    """Attempts  campaign –, A      orders  campaign –, –      by campaign: A (1 call, 0 sale), – (1 call, 2 sales)"""
    fill(
        store,
        attempts=attempts("1 L1 - x 2026-09-01T10:00Z sale", "2 L2 A x 2026-09-01T10:00Z busy"),
        orders=orders("o1 L1 - 2026-09-01T12:00Z 1 pending", "o2 L1 - 2026-09-01T12:00Z 1 pending"),
    )
    result = ask(store, "calls", "sales", by=["campaign"])
    assert [row["key"]["campaign"] for row in result.rows] == ["A", None]
    assert (column(result, "calls"), column(result, "sales")) == ({"A": 1, None: 1}, {"A": 0, None: 2})


def test_the_unassigned_member_can_be_asked_for(store: Store) -> None:
    fill(store, attempts=attempts(
        "1 L1 - x 2026-09-01T10:00Z busy", "2 L2 A x 2026-09-01T10:00Z busy", "3 L3 B x 2026-09-01T10:00Z busy",
    ))  # fmt: skip
    asked = {None: 1, "": 1, "A": 1, ("A", None): 2, ("A", "B"): 2, "nobody": 0}
    assert {value: ask(store, "calls", where={"campaign": value}).total["calls"]["value"] for value in asked} == asked


def test_several_dimensions_of_a_filter_all_hold(store: Store) -> None:
    fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z busy", "2 L2 A y 2026-09-01T10:00Z busy", "3 L3 B x 2026-09-01T10:00Z busy",
    ))  # fmt: skip
    assert ask(store, "calls", where={"campaign": "A", "agent": ["x"]}).total["calls"]["value"] == 1


def test_nothing_over_nothing_is_unknown_and_its_numerator_still_counts(store: Store) -> None:
    """Campaign   A: 2 calls, 1 sale    B: no call, 1 sale        B 1/0 unknown, total 2/2"""
    fill(
        store,
        attempts=attempts("1 L1 A x 2026-09-01T10:00Z sale", "2 L2 A x 2026-09-01T10:00Z busy"),
        orders=orders("o1 L1 A 2026-09-01T12:00Z 1 pending", "o2 L3 B 2026-09-01T12:00Z 1 pending"),
    )
    result = ask(store, "conversion_per_call", by=["campaign"])
    assert column(result, "conversion_per_call") == {"A": 0.5, "B": None}
    assert column(result, "conversion_per_call", "state") == {"A": "ok", "B": "no_data"}
    assert result.total["conversion_per_call"]["value"] == 1.0


def test_a_day_without_rows_is_zero_where_it_was_loaded_and_unknown_where_not(store: Store) -> None:
    """
    Covered    1   2   3   –
    calls      1   0   1   –
    """
    rows = attempts("1 L1 A x 2026-09-01T10:00Z callback", "2 L2 A x 2026-09-03T10:00Z busy", talk_s=60)
    fill(store, attempts=rows, covers=(_day(1), _day(4)))
    result = ask(store, "calls", "contact_rate", "average_talk_time", grain="day", period=("2026-09-01", "2026-09-05"))
    assert list(column(result, "calls").values()) == [1, 0, 1, None]
    assert list(column(result, "calls", "state").values()) == ["ok", "ok", "ok", "not_loaded"]
    assert list(column(result, "contact_rate").values()) == [1.0, None, 0.0, None]
    assert list(column(result, "contact_rate", "state").values()) == ["ok", "no_data", "ok", "not_loaded"]
    assert list(column(result, "average_talk_time").values()) == [60.0, None, None, None]
    (note,) = result.notes
    assert (note["code"], note["fact"], note["missing"]) == (
        "partly_loaded",
        "attempts",
        [["2026-09-04", "2026-09-05"]],
    )


def test_a_breakdown_has_members_that_occurred_and_a_series_every_period_of_each(store: Store) -> None:
    """
    Day        1   2   3
    A          1           B never occurred before the 1st: it is in the list of campaigns, not in the rows
    C                  1
    """
    store.load("campaigns", _campaigns("A", "B", "C"))
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L2 C x 2026-09-03T10:00Z busy"))
    result = ask(store, "calls", by=["campaign"], grain="day", period=("2026-09-01", "2026-09-04"))
    assert column(result, "calls") == {
        ("A", "2026-09-01"): 1, ("A", "2026-09-02"): 0, ("A", "2026-09-03"): 0,
        ("C", "2026-09-01"): 0, ("C", "2026-09-02"): 0, ("C", "2026-09-03"): 1,
    }  # fmt: skip


def test_a_dimension_that_a_fact_lacks_is_refused_with_those_it_has(store: Store) -> None:
    with pytest.raises(
        NotConformedError, match=r"counts on leads, which have no \"agent\". They have: campaign, client"
    ):
        ask(store, "leads", by=["agent"])
    with pytest.raises(NotConformedError, match='no "product"'):
        ask(store, "calls", where={"product": "P"})


def test_a_late_sale_counts_on_its_own_day_or_with_its_leads(store: Store) -> None:
    """
    Lead      created   sold
    L1        January   February        activity: January 0/2, February 1/1
    L2        January                   cohort:   January 1/2, February 0/1
    L3        February
    """
    fill(store, leads=leads("L1 2026-01-10T09:00Z A", "L2 2026-01-11T09:00Z A", "L3 2026-02-01T09:00Z A"))
    fill(store, orders=orders("o1 L1 A 2026-02-02T09:00Z 1 pending"), covers=(date(2026, 1, 1), date(2026, 3, 1)))
    assert column(ask(store, "conversion_per_lead", grain="month"), "conversion_per_lead") == {
        "2026-01": 0,
        "2026-02": 1,
    }
    cohort = ask(store, "conversion_per_lead", grain="month", basis="cohort")
    assert column(cohort, "conversion_per_lead") == {"2026-01": 0.5, "2026-02": 0}
    assert cohort.total["conversion_per_lead"]["low"] is not None  # sold leads among leads: a proportion
    assert ask(store, "conversion_per_lead").total["conversion_per_lead"]["low"] is None  # orders over leads: none


def test_a_cohort_of_attempts_is_dated_by_the_leads_creation(store: Store) -> None:
    """
    Lead   created     called
    L1     August 31   September 1, 2       by activity September has 3 calls, its cohort has 1
    L2     September 1 September 2
    """
    fill(
        store,
        leads=leads("L1 2026-08-31T09:00Z A", "L2 2026-09-01T09:00Z A"),
        attempts=attempts(
            "1 L1 A x 2026-09-01T10:00Z busy", "2 L1 A x 2026-09-02T10:00Z busy", "3 L2 A x 2026-09-02T11:00Z busy"
        ),
    )
    september = ("2026-09-01", "2026-10-01")
    assert ask(store, "calls", period=september).total["calls"]["value"] == 3
    assert ask(store, "calls", period=september, basis="cohort").total["calls"]["value"] == 1


def test_a_cohort_is_known_by_later_loads_and_unknown_by_earlier_ones(store: Store) -> None:
    """Calls loaded for September 2 only.    leads created   August 31: not called, 0      September 3: unknown"""
    fill(
        store,
        leads=leads("L1 2026-08-31T09:00Z A", "L2 2026-09-02T09:00Z A", "L3 2026-09-03T09:00Z A"),
        attempts=attempts("1 L2 A x 2026-09-02T10:00Z busy"),
    )
    for day, calls in (("2026-08-31", 0), ("2026-09-02", 1), ("2026-09-03", None)):
        found = ask(store, "calls", basis="cohort", period=(day, date.fromisoformat(day) + timedelta(days=1)))
        assert found.total["calls"]["value"] == calls


def test_leads_too_young_neither_lift_nor_drag_contacted_within_1h(store: Store) -> None:
    """As of 12:00.

    lead  created  first contact
    L1    09:00    09:20            within 1 h        den = L1, L2, L3; num = L1
    L2    09:00    10:00:01         one second late   L4 and L5 are 30 minutes old: left out, contacted or not
    L3    09:00    –
    L4    11:30    –
    L5    11:30    11:40
    """
    at = "2026-09-22T"
    fill(
        store,
        leads=leads(*(f"L{n} {at}09:00:00Z A" for n in (1, 2, 3)), f"L4 {at}11:30:00Z A", f"L5 {at}11:30:00Z A"),
        attempts=attempts(
            f"0 L1 A x {at}08:00:00Z callback", f"1 L1 A x {at}09:20:00Z callback", f"2 L2 A x {at}10:00:01Z callback",
            f"5 L5 A x {at}11:40:00Z callback",
        ),
    )  # fmt: skip
    found = ask(store, "contacted_within_1h_rate", as_of=f"{at}12:00:00Z").total["contacted_within_1h_rate"]
    assert (found["num"], found["den"], found["excluded"]["immature"]) == (1, 3, 2)
    assert (found["basis"], found["value"]) == ("cohort", pytest.approx(1 / 3))


def test_only_hot_leads_where_any_are_marked_and_it_says_so(store: Store) -> None:
    """Two leads, both old enough; only L1 contacted in time. With L1 marked hot: 1/1 instead of 1/2."""
    rows = leads("L1 2026-09-01T09:00Z A", "L2 2026-09-01T09:00Z A")
    fill(store, leads=rows, attempts=attempts("1 L1 A x 2026-09-01T09:10Z callback"))
    result = ask(store, "contacted_within_1h_rate")
    assert result.total["contacted_within_1h_rate"]["value"] == 0.5
    assert [note["code"] for note in result.notes] == ["no_focus"]
    fill(store, leads=[{**rows[0], "is_hot": True}])
    result = ask(store, "contacted_within_1h_rate")
    assert result.total["contacted_within_1h_rate"]["value"] == 1.0
    assert [note["code"] for note in result.notes] == ["focus"]


def test_rows_with_an_unmapped_code_leave_numerator_and_denominator_alike(store: Store) -> None:
    """
    Outcome   callback  busy  –  –        calls 4; contact rate 1/2, two left out
    channel   phone     phone phone e-mail
    """
    rows = attempts("1 L1 A x 2026-09-01T10:00Z callback", "2 L2 A x 2026-09-01T10:00Z busy",
                    "3 L3 A x 2026-09-01T10:00Z -", "4 L4 A x 2026-09-01T10:00Z -")  # fmt: skip
    fill(store, attempts=[*rows[:3], {**rows[3], "channel": "email"}])
    total = ask(store, "calls", "attempts", "contact_rate", "machine_rate", "contactability_rate").total
    assert (total["calls"]["value"], total["attempts"]["value"]) == (3, 4)
    rate = total["contact_rate"]
    assert (rate["num"], rate["den"], rate["excluded"]["unmapped"]) == (1, 2, 1)
    machines = total["machine_rate"]
    assert (machines["num"], machines["den"], machines["excluded"]["unmapped"]) == (0, 2, 1)
    leads_reached = total["contactability_rate"]
    assert (leads_reached["num"], leads_reached["den"], leads_reached["excluded"]["unmapped"]) == (1, 2, 2)


def test_a_denominator_whose_own_condition_is_unknown_counts_what_it_left_out(store: Store) -> None:
    """Put through = outcome is not 'failed': valid 1 of 2; the unmapped call is neither, and is counted as left out."""
    fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z busy", "2 L2 A x 2026-09-01T10:00Z wrong_number",
        "3 L3 A x 2026-09-01T10:00Z -", "4 L4 A x 2026-09-01T10:00Z failed",
    ))  # fmt: skip
    found = ask(store, "file_validity_rate").total["file_validity_rate"]
    assert (found["num"], found["den"], found["excluded"]["unmapped"]) == (1, 2, 1)


def test_a_missing_rate_makes_the_total_unknown_with_the_count_of_rows_that_lack_it(store: Store) -> None:
    """Orders of 100 EUR and 10 GBP, no rate for GBP: not 100, unknown, 1 row lacking; A alone is known."""
    rows = orders("o1 L1 A 2026-09-01T12:00Z 100 pending", "o2 L2 B 2026-09-01T12:00Z 10 pending")
    fill(store, orders=[{**rows[0], "currency": "EUR"}, {**rows[1], "currency": "GBP"}])
    catalogue = declared(kpi("turnover", "revenue"))
    result = ask(store, "turnover", by=["campaign"], catalogue=catalogue)
    assert column(result, "turnover") == {"A": 100.0, "B": None}
    total = result.total["turnover"]
    assert (total["value"], total["state"], total["excluded"]["unconverted"], total["n"]) == (None, "no_data", 1, 2)


def test_a_sum_of_unknown_values_is_unknown_not_zero(store: Store) -> None:
    """Two calls without talk time: unknown. No call that day, but the day was loaded: zero."""
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z callback", "2 L2 A x 2026-09-01T10:00Z callback"),
         covers=(_day(1), _day(3)))  # fmt: skip
    result = ask(
        store, "talk", grain="day", period=("2026-09-01", "2026-09-03"), catalogue=declared(kpi("talk", "talk_s"))
    )
    assert column(result, "talk") == {"2026-09-01": None, "2026-09-02": 0}
    assert column(result, "talk", "state") == {"2026-09-01": "no_data", "2026-09-02": "ok"}


def test_a_call_over_midnight_counts_on_the_day_it_started(store: Store) -> None:
    rows = attempts("1 L1 A x 2026-09-01T21:50:00Z callback", ended_at="2026-09-01T22:10:00Z", talk_s=1200)
    fill(store, attempts=rows, covers=(_day(1), _day(3)))
    catalogue = declared(kpi("talk", "talk_s"))
    result = ask(store, "calls", "talk", grain="day", period=("2026-09-01", "2026-09-03"), catalogue=catalogue)
    assert column(result, "calls") == {"2026-09-01": 1, "2026-09-02": 0}
    assert column(result, "talk") == {"2026-09-01": 1200, "2026-09-02": 0}


def test_integers_are_not_divided_as_integers(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L1 A x 2026-09-01T11:00Z busy",
                                  "3 L2 A x 2026-09-01T11:00Z busy"))  # fmt: skip
    assert ask(store, "attempts_per_lead").total["attempts_per_lead"]["value"] == 1.5


def test_a_median_is_of_all_values_not_of_the_rows_medians(store: Store) -> None:
    """Campaign   A: 60 s, 120 s        B: 600 s, 1200 s, 1800 s      medians 90 and 1200, of all five 600 (their mean: 645)"""
    minutes = {"A": (1, 2), "B": (10, 20, 30)}
    ids = [(campaign, minute) for campaign, all_minutes in minutes.items() for minute in all_minutes]
    fill(
        store,
        leads=leads(*(f"{c}{m} 2026-09-01T09:00Z {c}" for c, m in ids)),
        attempts=attempts(*(f"{c}{m} {c}{m} {c} x 2026-09-01T09:{m:02d}Z callback" for c, m in ids)),
    )
    catalogue = declared(kpi("median", "first_contact_delay_median_s", basis=Basis.COHORT))
    result = ask(store, "median", by=["campaign"], catalogue=catalogue)
    assert column(result, "median") == {"A": 90.0, "B": 1200.0}
    assert (result.total["median"]["value"], result.total["median"]["n"]) == (600.0, 5)


def test_events_after_as_of_are_left_out(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L1 A x 2026-09-02T10:00Z callback"),
         leads=leads("L1 2026-09-01T09:00Z A"))  # fmt: skip
    for as_of, calls, contacted in (("2026-09-01T12:00Z", 1, 0), ("2026-09-02T12:00Z", 2, 1)):
        total = ask(store, "calls", "leads_contacted", basis="cohort", as_of=as_of).total
        assert (total["calls"]["value"], total["leads_contacted"]["value"]) == (calls, contacted)


def test_events_after_now_are_left_out_too(store: Store, clock: Clock) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L1 A x 2026-09-02T10:00Z busy"))
    clock.set("2026-09-01T12:00:00")
    assert ask(store, "calls").total["calls"]["value"] == 1


def test_what_is_still_to_come_is_unknown_not_zero(store: Store, clock: Clock) -> None:
    """
    Now: 2026-09-01 12:30 in Paris.   hour   11  12  13 …      day   1  2
                                      calls   1   0   –        calls 1  –     leads open 1  –
    """
    clock.set("2026-09-01T10:30:00")
    fill(store, leads=leads("L1 2026-09-01T05:00Z A"), covers=(date(2026, 9, 1), date(2026, 9, 3)))
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T09:30Z busy"), covers=(date(2026, 9, 1), date(2026, 9, 3)))
    period = ("2026-09-01", "2026-09-03")
    by_hour = column(ask(store, "calls", grain="hour", period=period), "calls")
    assert [by_hour[f"2026-09-01T{hour}"] for hour in (11, 12, 13)] == [1, 0, None]
    by_day = ask(store, "calls", "remaining_leads", grain="day", period=period)
    assert column(by_day, "calls") == {"2026-09-01": 1, "2026-09-02": None}
    assert column(by_day, "remaining_leads") == {"2026-09-01": 1, "2026-09-02": None}
    assert by_day.total["remaining_leads"]["value"] == 1


def test_a_figure_as_it_was_known_is_reproduced_after_a_correction(store: Store, clock: Clock) -> None:
    """A call of the 1st, loaded as no_answer on the 2nd, corrected to callback on the 4th."""
    clock.set("2026-09-02T08:00:00")
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z no_answer"))
    clock.set("2026-09-04T09:00:00")
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z callback"))
    clock.set("2026-09-05T09:00:00")
    found = {known: ask(store, "conversations", known_at=known).total["conversations"]["value"]
             for known in (None, "2026-09-03T00:00Z", "2026-09-04T12:00Z")}  # fmt: skip
    assert found == {None: 1, "2026-09-03T00:00Z": 0, "2026-09-04T12:00Z": 1}


def test_a_stock_is_the_state_at_each_periods_end_and_its_total_the_last(store: Store) -> None:
    """
    Lead   created   closed            open at the end of   1: L1     2: L1, L2, L3     3: L2, L3     total = 3
    L1     1         3 (refused)
    L2     2
    L3     2
    """
    fill(
        store,
        leads=leads("L1 2026-09-01T09:00Z A", "L2 2026-09-02T09:00Z A", "L3 2026-09-02T09:00Z B"),
        attempts=attempts("1 L1 A x 2026-09-03T10:00Z refused", "2 L2 A x 2026-09-03T11:00Z busy"),
    )
    period = ("2026-09-01", "2026-09-04")
    result = ask(store, "remaining_leads", "calls", grain="day", period=period)
    assert column(result, "remaining_leads") == {"2026-09-01": 1, "2026-09-02": 3, "2026-09-03": 2}
    assert (result.total["remaining_leads"]["value"], result.total["calls"]["value"]) == (2, 2)
    assert result.total["remaining_leads"]["basis"] == "stock"
    assert column(ask(store, "remaining_leads", by=["campaign"], period=period), "remaining_leads") == {"A": 1, "B": 1}
    assert ask(store, "remaining_leads", period=("2026-09-01", "2026-09-02")).total["remaining_leads"]["value"] == 1


def test_without_orders_an_outcome_stands_in_and_the_result_says_so(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z sale"))
    result = ask(store, "sales")
    assert result.total["sales"]["value"] == 1
    assert [(note["code"], note["facts"]) for note in result.notes] == [("rests_on", ["attempts"])]
    fill(store, orders=orders("o1 L1 A 2026-09-01T10:00Z 5 pending", "o2 L1 A 2026-09-01T11:00Z 5 cancelled"))
    result = ask(store, "sales")
    assert (result.total["sales"]["value"], result.notes) == (2, [])


def test_inbound_calls_enter_no_figure(store: Store) -> None:
    rows = attempts("1 L1 A x 2026-09-01T10:00Z callback", "2 L1 A x 2026-09-01T11:00Z callback")
    fill(store, attempts=[rows[0], {**rows[1], "direction": "inbound"}])
    assert ask(store, "calls").total["calls"]["value"] == 1


def test_many_kpis_at_once_are_the_same_figures_as_one_by_one(store: Store) -> None:
    """From some number of aggregates on rows are grouped before conditions are tested: figures do not change."""
    fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z callback", "2 L2 A - 2026-09-01T10:00Z machine", "3 L3 B x 2026-09-02T10:00Z -",
        "4 L4 B y 2026-09-02T10:00Z refused", "5 L5 - y 2026-09-02T10:00Z sale", "6 L6 A - 2026-09-02T10:00Z abandoned",
        talk_s=30, wrap_s=5,
    ))  # fmt: skip
    ids = ("calls", "contact_rate", "answer_rate", "machine_rate", "abandon_rate", "average_handle_time",
           "argued_call_rate", "opt_out_rate", "agent_machine_rate", "average_call_duration")  # fmt: skip
    together = ask(store, *ids, by=["campaign"], grain="day")
    for id in ids:
        alone = ask(store, id, by=["campaign"], grain="day")
        assert [row["values"][id] for row in together.rows] == [row["values"][id] for row in alone.rows]
        assert together.total[id] == alone.total[id]


def test_a_measure_of_the_caller_is_counted_like_those_of_the_package(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L2 A x 2026-09-01T10:00Z callback"))
    catalogue = declared(kpi("busy_share", "busy", "calls", subset=True),
                         measures=[counted("busy", "attempts", "started", "channel = 'phone' AND outcome = 'busy'")])  # fmt: skip
    found = ask(store, "busy_share", catalogue=catalogue).total["busy_share"]
    assert (found["value"], found["n"]) == (0.5, 2)
    assert found["low"] is not None


def _day(day: int) -> date:
    return date(2026, 9, day)


def _campaigns(*ids: str) -> pa.Table:
    return table([{"campaign_id": id} for id in ids])
