"""Figures beside earlier ones, in tiny worlds; the store's clock says 30 September 2026, 14:00 in Paris."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from cadran.errors import UsageError
from cadran.executor.local import Store
from cadran.query.result import Result
from tests.conftest import Clock
from tests.query.world import ask, attempts, fill, leads, orders


def _previous(result: Result, kpi: str, side: str = "value") -> dict[Any, Any]:
    found = {}
    for row in result.rows:
        key, before = tuple(row["key"].values()), row["values"][kpi]["previous"]
        found[key[0] if len(key) == 1 else key] = before and before[side]
    return found


@pytest.fixture
def centre(store: Store) -> Store:
    """July: 3 calls of A and 1 of B. August: 2 of A, 1 of C."""
    return fill(store, attempts=attempts(
        "1 L1 A x 2026-07-01T10:00Z callback", "2 L2 A x 2026-07-02T10:00Z busy", "3 L3 A x 2026-07-31T10:00Z busy",
        "4 L4 B x 2026-07-02T10:00Z busy",
        "5 L5 A x 2026-08-01T10:00Z callback", "6 L6 A x 2026-08-02T10:00Z callback",
        "7 L7 C x 2026-08-02T10:00Z busy",
    ))  # fmt: skip


AUGUST = ("2026-08-01", "2026-09-01")


def test_a_month_beside_the_one_before(centre: Store) -> None:
    result = ask(centre, "calls", "contact_rate", period=AUGUST, compare="previous")
    calls = result.total["calls"]
    assert (calls["value"], calls["previous"]["value"], calls["previous"]["num"]) == (3, 4, 4)
    assert calls["previous"]["change"] == {
        "value": -1, "relative": pytest.approx(-0.25), "low": None, "high": None, "verdict": "lower"
    }  # fmt: skip
    rate = result.total["contact_rate"]
    assert (rate["value"], rate["previous"]["value"]) == (pytest.approx(2 / 3), 0.25)
    change = rate["previous"]["change"]
    # by hand: 2/3 in [0.2077, 0.9385], 1/4 in [0.0456, 0.6994]; d = 0.4167,
    # low = d − √(0.4590² + 0.4494²) = −0.2256, high = d + √(0.2718² + 0.2044²) = 0.7568
    assert change["value"] == pytest.approx(0.4167, abs=5e-5)
    assert (change["low"], change["high"]) == (pytest.approx(-0.2256, abs=2e-4), pytest.approx(0.7568, abs=2e-4))
    assert change["verdict"] == "undecided"
    assert result.to_dict()["compared"] == {
        "with": "previous", "from": "2026-07-01", "to": "2026-08-01", "as_of": "2026-09-30T12:00:00Z"
    }  # fmt: skip


def test_members_of_one_side_are_shown_on_both(centre: Store) -> None:
    result = ask(centre, "calls", "contact_rate", period=AUGUST, by=["campaign"], compare="previous")
    assert [row["key"]["campaign"] for row in result.rows] == ["A", "B", "C"]
    assert [row["values"]["calls"]["value"] for row in result.rows] == [2, 0, 1]
    assert _previous(result, "calls") == {"A": 3, "B": 1, "C": 0}
    gone, new = result.rows[1]["values"], result.rows[2]["values"]
    assert (gone["contact_rate"]["state"], gone["contact_rate"]["previous"]["value"]) == ("no_data", 0)
    assert new["contact_rate"]["previous"]["state"] == "no_data"
    assert new["contact_rate"]["previous"]["change"]["verdict"] is None


def test_series_meet_period_by_period(centre: Store) -> None:
    """1 August meets 1 July, and 31 August meets 31 July: the period is shifted, not each day."""
    result = ask(centre, "calls", period=AUGUST, grain="day", compare="previous")
    assert len(result.rows) == 31
    found = _previous(result, "calls")
    assert (found["2026-08-01"], found["2026-08-02"], found["2026-08-03"]) == (1, 2, 0)
    assert found["2026-08-31"] == 1


def test_a_longer_month_has_days_that_meet_none(store: Store) -> None:
    fill(store, attempts=attempts("1 L A x 2026-06-30T10:00Z busy", "2 L A x 2026-07-31T10:00Z busy"))
    found = ask(store, "calls", period=("2026-07-01", "2026-08-01"), grain="day", compare="previous")
    before = _previous(found, "calls")
    assert before["2026-07-30"] == 1  # 30 June
    assert before["2026-07-31"] is None
    assert found.total["calls"]["previous"]["value"] == 1


def test_series_by_week_meet_week_by_week(store: Store) -> None:
    fill(store, attempts=attempts(
        "1 L A x 2026-09-08T10:00Z busy", "2 L A x 2026-09-15T10:00Z busy", "3 L A x 2026-09-16T10:00Z busy"))  # fmt: skip
    found = ask(store, "calls", period=("2026-09-14", "2026-09-28"), grain="week", compare="previous")
    assert _previous(found, "calls") == {"2026-W38": None, "2026-W39": 1}  # week 36 was not loaded


def test_hours_meet_by_the_clock_where_a_day_has_23(store: Store) -> None:
    """29 March 2026 has no 02:00 in Paris: 10:00 that day still meets 10:00 of the day before."""
    fill(store, attempts=attempts("1 L A x 2026-03-28T09:30Z busy", "2 L A x 2026-03-29T08:30Z busy"))
    found = ask(store, "calls", period=("2026-03-29", "2026-03-30"), grain="hour", compare="previous")
    assert len(found.rows) == 23
    row = next(row for row in found.rows if row["key"]["period"] == "2026-03-29T10")
    assert (row["values"]["calls"]["value"], row["values"]["calls"]["previous"]["value"]) == (1, 1)


def test_a_year_before(store: Store) -> None:
    fill(store, attempts=attempts("1 L A x 2025-08-10T10:00Z busy", "2 L A x 2026-08-10T10:00Z busy",
                                  "3 L A x 2026-07-10T10:00Z busy"))  # fmt: skip
    result = ask(store, "calls", period=AUGUST, compare="year")
    assert (result.total["calls"]["value"], result.total["calls"]["previous"]["value"]) == (1, 1)
    assert (result.compared or {})["from"] == "2025-08-01"


def test_an_unfinished_period_meets_the_same_elapsed_part(store: Store) -> None:
    """It is 22 September, 18:00 in Paris: August counts up to the 22nd, 18:00 in Paris (16:00 UTC)."""
    fill(store, attempts=attempts(
        "1 L A x 2026-08-22T15:59Z busy", "2 L A x 2026-08-22T16:01Z busy", "3 L A x 2026-08-30T10:00Z busy",
        "4 L A x 2026-09-22T15:00Z busy", "5 L A x 2026-09-22T16:30Z busy"))  # fmt: skip
    result = ask(store, "calls", period=("2026-09-01", "2026-10-01"), compare="previous", as_of="2026-09-22T16:00:00Z")
    assert (result.total["calls"]["value"], result.total["calls"]["previous"]["value"]) == (1, 1)
    assert (result.compared or {})["as_of"] == "2026-08-22T16:00:00Z"


def test_today_counts_once_something_of_it_is_loaded(store: Store, clock: Clock) -> None:
    """22 September, 18:00, files come every night: the 21st is the last day loaded, so August counts up to the 21st."""
    clock.set("2026-09-22T16:00:00")
    fill(store, attempts=attempts("1 L A x 2026-08-21T10:00Z busy", "2 L A x 2026-08-22T10:00Z busy",
                                  "3 L A x 2026-09-21T10:00Z busy"))  # fmt: skip
    month = ("2026-09-01", "2026-10-01")
    assert ask(store, "calls", period=month, compare="previous").total["calls"]["previous"]["value"] == 1
    fill(store, attempts=attempts("4 L A x 2026-09-22T08:00Z busy"))
    assert ask(store, "calls", period=month, compare="previous").total["calls"]["previous"]["value"] == 2


def test_elapsed_time_is_local_over_a_change_of_the_clock(store: Store) -> None:
    """2 April is in summer time, 2 March is not: 12:00 in Paris is 10:00 UTC in the one and 11:00 in the other."""
    fill(store, attempts=attempts("1 L A x 2026-03-02T10:59Z busy", "2 L A x 2026-03-02T11:01Z busy",
                                  "3 L A x 2026-04-01T08:00Z busy"))  # fmt: skip
    result = ask(store, "calls", period=("2026-04-01", "2026-05-01"), compare="previous", as_of="2026-04-02T10:00:00Z")
    assert result.total["calls"]["previous"]["value"] == 1


def test_a_period_that_is_over_is_compared_whole(centre: Store) -> None:
    assert ask(centre, "calls", period=AUGUST, compare="previous").total["calls"]["previous"]["value"] == 4


def test_days_of_the_earlier_part_that_do_not_count_are_not_shown_as_zero(store: Store) -> None:
    fill(store, attempts=attempts("1 L A x 2026-08-01T10:00Z busy", "2 L A x 2026-09-02T10:00Z busy"))
    found = ask(store, "calls", period=("2026-09-01", "2026-10-01"), grain="day", compare="previous",
                as_of="2026-09-15T10:00:00Z")  # fmt: skip
    before = _previous(found, "calls")
    assert before["2026-09-15"] == 0
    assert before["2026-09-16"] is None


def test_what_was_not_loaded_is_unknown_not_zero(store: Store) -> None:
    fill(store, attempts=attempts("1 L A x 2026-08-30T10:00Z busy"))
    before = ask(store, "calls", period=AUGUST, compare="previous").total["calls"]["previous"]
    assert (before["value"], before["state"], before["change"]["value"]) == (None, "not_loaded", None)


def test_without_a_period_there_is_nothing_before_what_is_loaded(centre: Store) -> None:
    result = ask(centre, "calls", compare="previous")  # 1 July to 2 August is loaded: 33 days, and 33 days before
    assert result.total["calls"]["value"] == 7
    assert (result.compared or {})["from"] == "2026-05-29"
    assert result.total["calls"]["previous"]["state"] == "not_loaded"


def test_nothing_loaded_is_refused(store: Store) -> None:
    with pytest.raises(
        UsageError, match=r"^There is no period to compare: nothing was loaded for it\. Give --from and --to\.$"
    ):
        ask(store, "calls", compare="previous")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"compare": "yer"}, 'Unknown comparison "yer". Did you mean "year"'),
        ({"compare": "now"}, "say when, with known_at"),
    ],
)
def test_comparisons_that_are_none(store: Store, asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(UsageError, match=answer):
        ask(store, "calls", **asked)


def test_filters_hold_on_both_sides(centre: Store) -> None:
    total = ask(centre, "calls", period=AUGUST, where={"campaign": "A"}, compare="previous").total["calls"]
    assert (total["value"], total["previous"]["value"]) == (2, 3)


def test_a_cohort_that_was_followed_for_longer_is_told(store: Store) -> None:
    fill(store, leads=leads("L1 2026-07-01T10:00Z A", "L2 2026-08-01T10:00Z A"))
    codes = [note["code"] for note in ask(store, "leads", period=AUGUST, basis="cohort", compare="previous").notes]
    assert "followed_longer" in codes
    assert "followed_longer" not in [
        note["code"] for note in ask(store, "calls", period=AUGUST, compare="previous").notes
    ]


def _notes(result: Result) -> dict[str, dict[str, Any]]:
    return {note["code"]: note for note in result.notes}


def test_a_note_says_with_what_an_unfinished_period_is_compared(store: Store) -> None:
    """On 22 September, 18:00, one call of the 20th: what is loaded ends with the 20th."""
    fill(store, attempts=attempts("1 L A x 2026-08-20T10:00Z busy", "2 L A x 2026-09-20T10:00Z busy"))
    asked = {"period": ("2026-09-01", "2026-10-01"), "compare": "previous", "as_of": "2026-09-22T16:00:00Z"}
    notes = _notes(ask(store, "calls", **asked))
    assert (notes["compared"]["from"], notes["compared"]["to"]) == ("2026-08-01", "2026-09-01")
    assert "up to 2026-08-22 16:00 UTC" in notes["compared"]["en"]
    assert notes["loaded_until"]["to"] == "2026-09-21"
    fill(store, attempts=attempts("3 L A x 2026-09-22T10:00Z busy"))
    assert "loaded_until" not in _notes(ask(store, "calls", **asked))


def test_a_period_that_is_over_or_of_which_nothing_is_loaded_is_not_said_to_be_loaded_until(store: Store) -> None:
    fill(store, attempts=attempts("1 L A x 2026-08-20T10:00Z busy"))
    over = _notes(ask(store, "calls", period=AUGUST, compare="previous"))
    assert "loaded_until" not in over
    assert over["compared"]["en"] == "Compared with the period from 2026-07-01 to 2026-07-31."
    nothing = ask(store, "calls", period=("2026-09-01", "2026-10-01"), compare="previous", as_of="2026-09-22T16:00:00Z")
    assert "loaded_until" not in _notes(nothing)


def test_a_cohort_is_not_said_to_be_followed_longer_while_unfinished_or_with_a_window(store: Store) -> None:
    fill(store, leads=leads("L1 2026-08-01T10:00Z A", "L2 2026-09-01T10:00Z A"))
    september = {"period": ("2026-09-01", "2026-10-01"), "basis": "cohort", "compare": "previous"}
    assert "followed_longer" not in _notes(ask(store, "leads", **september))
    windowed = ask(store, "contacted_within_1h_rate", period=AUGUST, compare="previous")
    assert "followed_longer" not in _notes(windowed)
    both = _notes(ask(store, "leads", "calls", period=AUGUST, basis="cohort", compare="previous"))
    assert both["followed_longer"]["kpis"] == ["leads", "calls"]


def test_an_end_that_has_just_come_is_the_end_of_the_period(store: Store) -> None:
    """August ends at 22:00 UTC on the 31st: one second before it is unfinished, then it is whole."""
    fill(store, attempts=attempts("1 L A x 2026-07-31T21:59Z busy", "2 L A x 2026-08-02T10:00Z busy"))
    for as_of, until in (
        ("2026-08-31T21:59:59Z", "2026-07-31T21:59:59Z"),
        ("2026-08-31T22:00:00Z", "2026-08-31T22:00:00Z"),
    ):
        result = ask(store, "calls", period=AUGUST, compare="previous", as_of=as_of)
        assert (result.compared or {})["as_of"] == until


def test_a_longer_earlier_part_is_not_cut_past_its_end(store: Store) -> None:
    """31 March, 12:00: February had no 31st, so all of it counts."""
    fill(store, attempts=attempts("1 L A x 2026-02-28T20:00Z busy", "2 L A x 2026-03-02T10:00Z busy"))
    result = ask(store, "calls", period=("2026-03-01", "2026-04-01"), compare="previous", as_of="2026-03-31T10:00:00Z")
    assert result.total["calls"]["previous"]["value"] == 1


def test_a_period_to_come_meets_nothing_of_the_earlier_one(store: Store) -> None:
    """On 30 September nothing of October has elapsed: of September neither."""
    fill(store, attempts=attempts("1 L A x 2026-09-02T10:00Z busy"))
    result = ask(store, "calls", period=("2026-10-01", "2026-11-01"), compare="previous")
    assert result.total["calls"]["previous"]["value"] == 0
    assert (result.compared or {})["as_of"] == "2026-08-31T22:00:00Z"


def test_an_open_side_goes_as_far_as_loads_do(centre: Store) -> None:
    """1 July to 2 August is loaded."""
    found = ask(centre, "calls", period=("2026-08-01", None), compare="previous")
    assert (found.period["from"], found.period["to"]) == ("2026-08-01", "2026-08-03")
    assert ((found.compared or {})["from"], (found.compared or {})["to"]) == ("2026-07-30", "2026-08-01")
    found = ask(centre, "calls", period=(None, "2026-08-01"), compare="previous")
    assert (found.period["from"], found.total["calls"]["value"]) == ("2026-07-01", 4)
    with pytest.raises(UsageError, match="no period to compare"):
        ask(centre, "calls", period=("2026-08-03", None), compare="previous")


def test_members_and_periods_meet_their_own(centre: Store) -> None:
    found = _previous(ask(centre, "calls", period=AUGUST, by=["campaign"], grain="month", compare="previous"), "calls")
    assert found == {("A", "2026-08"): 3, ("B", "2026-08"): 1, ("C", "2026-08"): 0}


def test_hours_of_several_days_meet_those_of_their_day(store: Store) -> None:
    fill(store, attempts=attempts("1 L A x 2026-09-01T08:00Z busy", "2 L A x 2026-09-02T09:00Z busy",
                                  "3 L A x 2026-09-03T08:00Z busy", "4 L A x 2026-09-04T09:00Z busy"))  # fmt: skip
    found = ask(store, "calls", period=("2026-09-03", "2026-09-05"), grain="hour", compare="previous")
    before = {key: value for key, value in _previous(found, "calls").items() if value}
    assert before == {"2026-09-03T10": 1, "2026-09-04T11": 1}


# restatements


def test_a_late_disposition_restates_its_own_period(store: Store, clock: Clock) -> None:
    """Reported on 10 August: 1 contact of 2 calls. On the 12th the second call's outcome comes: 2 of 2."""
    clock.set("2026-08-10T00:00:00")
    fill(store, attempts=attempts("1 L1 A x 2026-08-01T10:00Z callback", "2 L2 A x 2026-08-01T11:00Z busy"))
    clock.set("2026-08-12T00:00:00")
    fill(store, attempts=attempts("2 L2 A x 2026-08-01T11:00Z callback"))
    clock.set("2026-09-30T12:00:00")
    result = ask(store, "contact_rate", "calls", period=AUGUST, known_at="2026-08-11T00:00:00Z", compare="now")
    rate = result.total["contact_rate"]
    assert (rate["value"], rate["num"], rate["restated"]["value"], rate["restated"]["num"]) == (0.5, 1, 1.0, 2)
    assert rate["restated"]["change"] == {"value": 0.5, "relative": 1.0}
    assert result.total["calls"]["restated"]["change"]["value"] == 0
    note = next(note for note in result.notes if note["code"] == "restated")
    assert note["kpis"] == ["contact_rate"]
    assert json.loads(result.to_json())["known_at"] == "2026-08-11T00:00:00Z"


def test_a_late_cancellation_restates_the_orders_own_period(store: Store, clock: Clock) -> None:
    """Two orders in August, 100 and 50; on 5 September the second is cancelled."""
    clock.set("2026-09-01T00:00:00")
    fill(store, orders=orders("O1 L1 A 2026-08-03T10:00Z 100 pending", "O2 L2 A 2026-08-04T10:00Z 50 pending"))
    clock.set("2026-09-05T00:00:00")
    fill(store, orders=orders("O2 L2 A 2026-08-04T10:00Z 50 cancelled"))
    clock.set("2026-09-30T12:00:00")
    result = ask(store, "revenue", period=AUGUST, by=["campaign"], known_at="2026-09-02T00:00:00Z", compare="now")
    for value in (result.total["revenue"], result.rows[0]["values"]["revenue"]):
        assert (value["value"], value["restated"]["value"], value["restated"]["change"]["value"]) == (150, 100, -50)


def test_members_that_came_later_are_shown(store: Store, clock: Clock) -> None:
    clock.set("2026-08-10T00:00:00")
    fill(store, attempts=attempts("1 L1 A x 2026-08-01T10:00Z busy"))
    clock.set("2026-08-12T00:00:00")
    fill(store, attempts=attempts("2 L2 B x 2026-08-01T11:00Z busy"))
    result = ask(store, "calls", period=AUGUST, by=["campaign"], known_at="2026-08-11T00:00:00Z", compare="now")
    assert [(row["key"]["campaign"], row["values"]["calls"]["value"], row["values"]["calls"]["restated"]["value"])
            for row in result.rows] == [("A", 1, 1), ("B", 0, 1)]  # fmt: skip


def test_days_that_were_loaded_later_were_not_known_then(store: Store, clock: Clock) -> None:
    clock.set("2026-08-02T00:00:00")
    fill(store, attempts=attempts("1 L1 A x 2026-08-01T10:00Z busy"))
    clock.set("2026-08-12T00:00:00")
    fill(store, attempts=attempts("2 L2 A x 2026-08-10T11:00Z busy"))
    result = ask(store, "calls", period=("2026-08-10", "2026-08-11"), known_at="2026-08-03T00:00:00Z", compare="now")
    then = result.total["calls"]
    assert (then["value"], then["state"]) == (None, "not_loaded")
    assert (then["restated"]["value"], then["restated"]["change"]["value"]) == (1, None)


# how it travels


def test_arrow_has_the_other_value_and_the_change(centre: Store) -> None:
    frame = ask(centre, "contact_rate", period=AUGUST, by=["campaign"], compare="previous").to_arrow()
    assert frame.column_names[-6:] == [
        "contact_rate_previous", "contact_rate_change", "contact_rate_change_relative", "contact_rate_change_low",
        "contact_rate_change_high", "contact_rate_verdict",
    ]  # fmt: skip
    assert frame["contact_rate_previous"].to_pylist() == [pytest.approx(1 / 3), 0.0, None]
    assert frame["contact_rate_verdict"].to_pylist() == ["undecided", None, None]


def test_figures_not_compared_say_so(centre: Store) -> None:
    result = ask(centre, "calls")
    assert result.total["calls"]["previous"] is None
    assert "compared" not in result.to_dict()
    assert isinstance(result.as_of, datetime)


def test_results_that_settle_later_are_said_to_have_had_more_time(store: Store, clock: Clock) -> None:
    fill(store, orders=orders("O1 L1 A 2026-09-02T10:00Z 10 confirmed", "O2 L2 A 2026-09-09T10:00Z 10 pending"))
    clock.set("2026-09-30T12:00:00")
    asked = {"period": ("2026-09-07", "2026-09-14"), "compare": "previous"}
    assert "settled_longer" in [note["code"] for note in ask(store, "net_sales_rate", **asked).notes]
    assert "settled_longer" not in [note["code"] for note in ask(store, "sales", **asked).notes]
