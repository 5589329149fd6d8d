"""The rows of a result: which there are, in which order, and what is said of those still to come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cadran.catalogue.shape import Basis, Measure, Part
from cadran.executor.local import Store
from cadran.query.result import Result
from tests.conftest import Clock
from tests.query.world import ask, attempts, column, counted, declared, fill, kpi, leads


def keys(result: Result) -> list[Any]:
    found = [tuple(row["key"].values()) for row in result.rows]
    return [key[0] if len(key) == 1 else key for key in found]


def test_members_are_in_order_and_the_unassigned_last(store: Store) -> None:
    fill(store, attempts=attempts("1 L A y 2026-09-01T20:00Z busy", "2 L - x 2026-09-01T07:00Z busy",
                                  "3 L B - 2026-09-01T08:00Z busy", "4 L A x 2026-09-01T08:00Z busy"))  # fmt: skip
    assert keys(ask(store, "calls", by="campaign")) == ["A", "B", None]
    assert keys(ask(store, "calls", by="hour")) == [9, 10, 22]  # as numbers
    assert keys(ask(store, "calls", by=["campaign", "agent"])) == [("A", "x"), ("A", "y"), ("B", None), (None, "x")]


def test_a_series_with_an_open_side_goes_as_far_as_loads_and_rows_go(store: Store) -> None:
    """Loaded from the 2nd to the 5th; a call of the 7th came with another load, without covering the 6th."""
    fill(store, attempts=attempts("1 L A x 2026-09-03T10:00Z busy"), covers=(date(2026, 9, 2), date(2026, 9, 6)))
    fill(store, attempts=attempts("2 L A x 2026-09-07T10:00Z busy"))
    assert keys(ask(store, "calls", grain="day")) == [f"2026-09-0{n}" for n in range(2, 8)]
    assert keys(ask(store, "calls", grain="day", period=("2026-09-05", None))) == [f"2026-09-0{n}" for n in (5, 6, 7)]
    assert keys(ask(store, "calls", grain="day", period=(None, "2026-09-04"))) == ["2026-09-02", "2026-09-03"]
    assert keys(ask(store, "calls", grain="week")) == ["2026-W36", "2026-W37"]
    asked = ask(store, "calls", grain="week", period=("2026-09-05", None))
    assert column(asked, "calls") == {"2026-W36": 0, "2026-W37": 1}  # of week 36 two days, of which one is loaded
    assert asked.period == {"from": "2026-09-05", "to": "2026-09-08", "zone": "Europe/Paris"}


def test_a_series_of_nothing_has_its_periods_and_a_breakdown_of_nothing_no_rows(store: Store) -> None:
    period = ("2026-09-01", "2026-09-03")
    assert keys(ask(store, "calls", grain="day", period=period)) == ["2026-09-01", "2026-09-02"]
    assert keys(ask(store, "calls", grain="day", by="campaign", period=period)) == []
    assert keys(ask(store, "calls", grain="day")) == []
    assert keys(ask(store, "calls", by="campaign")) == []
    assert ask(store, "calls").rows == [{"key": {}, "values": ask(store, "calls").total}]


def test_rows_without_a_date_come_last_and_only_for_their_members(store: Store) -> None:
    """Counted by the day of their first contact: L2 never was."""
    reached = declared(kpi("reached", "reached"), measures=[Measure("reached", (Part("leads", "count", "contacted"),))])
    fill(store, leads=leads("L1 2026-09-01T08:00Z A", "L2 2026-09-01T08:00Z B"),
         attempts=attempts("1 L1 A x 2026-09-02T10:00Z callback"))  # fmt: skip
    found = ask(store, "reached", grain="day", catalogue=reached)
    assert column(found, "reached") == {"2026-09-01": 0, "2026-09-02": 1, None: 1}
    assert keys(found)[-1] is None
    assert found.total["reached"]["value"] == 2
    by_campaign = ask(store, "reached", grain="day", by="campaign", catalogue=reached)
    assert [key for key in keys(by_campaign) if key[1] is None] == [("B", None)]


def test_hours_still_to_come_are_unknown(store: Store, clock: Clock) -> None:
    """At 12:30 UTC it is 14:30 in Paris: 14 has begun, 15 has not."""
    clock.set("2026-09-22T12:30:00")
    fill(store, attempts=attempts("1 L A x 2026-09-22T12:10Z busy"))
    found = ask(store, "calls", grain="hour", period=("2026-09-22", "2026-09-24"))
    shown = column(found, "calls")
    assert (shown["2026-09-22T13"], shown["2026-09-22T14"], shown["2026-09-22T15"]) == (0, 1, None)
    assert shown["2026-09-23T09"] is None
    value = found.rows[15]["values"]["calls"]
    assert (value["state"], value["n"], value["excluded"]["unmapped"]) == ("not_loaded", 0, None)
    assert len(found.rows) == 48


def test_days_still_to_come_are_unknown_and_today_is_not(store: Store, clock: Clock) -> None:
    clock.set("2026-09-22T12:30:00")
    fill(store, attempts=attempts("1 L A x 2026-09-21T12:10Z busy"), covers=(date(2026, 9, 21), date(2026, 9, 30)))
    assert column(ask(store, "calls", grain="day", period=("2026-09-21", "2026-09-25")), "calls") == {
        "2026-09-21": 1, "2026-09-22": 0, "2026-09-23": None, "2026-09-24": None
    }  # fmt: skip


def test_the_total_of_distinct_leads_is_counted_anew_and_that_of_calls_added_up(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L1 A x 2026-09-02T10:00Z busy",
                                  "3 L2 A x 2026-09-02T11:00Z busy"))  # fmt: skip
    found = ask(store, "leads_attempted", "calls", grain="day")
    assert column(found, "leads_attempted") == {"2026-09-01": 1, "2026-09-02": 2}
    assert (found.total["leads_attempted"]["value"], found.total["calls"]["value"]) == (2, 3)
    (note,) = [note for note in found.notes if note["code"] == "rows_overlap"]
    assert note["kpis"] == ["leads_attempted"]
    week = ask(store, "leads_attempted", grain="week")
    assert (week.total["leads_attempted"]["value"], week.notes) == (2, [])
    assert ask(store, "leads_attempted").notes == []


def test_a_stocks_total_is_its_last_where_there_is_a_series_and_its_sum_over_members(store: Store) -> None:
    """One lead on the 1st, two more on the 2nd, of another campaign."""
    stock = declared(kpi("held", "held", basis=Basis.STOCK), measures=[counted("held", "leads", "created")])
    fill(store, leads=leads("L1 2026-09-01T08:00Z A", "L2 2026-09-02T08:00Z B", "L3 2026-09-02T08:00Z B"))
    period = ("2026-09-01", "2026-09-03")
    days = ask(store, "held", grain="day", period=period, catalogue=stock)
    assert (column(days, "held"), days.total["held"]["value"]) == ({"2026-09-01": 1, "2026-09-02": 3}, 3)
    members = ask(store, "held", by="campaign", period=period, catalogue=stock)
    assert (column(members, "held"), members.total["held"]["value"]) == ({"A": 1, "B": 2}, 3)
    both = ask(store, "held", by="campaign", grain="day", period=period, catalogue=stock)
    assert column(both, "held") == {
        ("A", "2026-09-01"): 1, ("A", "2026-09-02"): 1, ("B", "2026-09-01"): 0, ("B", "2026-09-02"): 2
    }  # fmt: skip
    assert both.total["held"]["value"] == 3
    assert ask(store, "held", period=period, catalogue=stock).total["held"]["value"] == 3


def test_days_not_loaded_are_told_only_of_a_period_with_two_ends(store: Store) -> None:
    fill(store, attempts=attempts("1 L A x 2026-09-03T10:00Z busy"))
    told = ask(store, "calls", "answer_rate", period=("2026-09-02", "2026-09-05")).notes
    assert [note["missing"] for note in told] == [[["2026-09-02", "2026-09-03"], ["2026-09-04", "2026-09-05"]]]
    assert ask(store, "calls", period=("2026-09-02", None)).notes == []
    assert ask(store, "calls", period=("2026-09-03", "2026-09-04")).notes == []
    cohort = ask(store, "calls", basis="cohort", period=("2026-09-02", "2026-09-05"))
    assert [note["code"] for note in cohort.notes] == []


@pytest.mark.parametrize("compare", [None, "previous"])
def test_clocks_are_told_as_they_were_judged(store: Store, clock: Clock, compare: str | None) -> None:
    fill(store, attempts=attempts("1 L A x 2026-09-03T10:00Z busy"))
    asked: dict[str, Any] = {"period": ("2026-09-01", "2026-09-08"), "compare": compare}
    found = ask(store, "calls", as_of="2027-01-01T00:00:00Z", known_at="2027-01-01T00:00:00Z", **asked)
    assert (found.as_of, found.known_at) == (clock.now, clock.now)
    earlier = ask(store, "calls", as_of="2026-09-05T00:00:00Z", **asked)
    assert (earlier.as_of.isoformat(), earlier.known_at) == ("2026-09-05T00:00:00", clock.now)
