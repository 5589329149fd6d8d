"""Cohorts: what is too young is counted apart, and a window that all leads are given."""

from __future__ import annotations

import pytest

from cadran.errors import UsageError
from cadran.executor.local import Store
from cadran.query.request import Request
from tests.query.world import ask, attempts, fill, leads, orders

DAY = 86_400
COHORT = ("2026-09-01", "2026-10-01")


@pytest.fixture
def cohort(store: Store) -> Store:
    """It is 30 September, 12:00 UTC. Four leads of September; the last is 2 days old.

    L1 sold after 2 days, L2 after 10 days, L3 worked and never sold, L4 (28 September) sold the same day.
    """
    return fill(
        store,
        leads=leads("L1 2026-09-01T08:00Z A", "L2 2026-09-02T08:00Z A", "L3 2026-09-03T08:00Z B", "L4 2026-09-28T12:00Z B"),
        attempts=attempts(
            "1 L1 A x 2026-09-03T08:00Z sale", "2 L2 A x 2026-09-12T08:00Z sale", "3 L3 B x 2026-09-03T09:00Z busy",
            "4 L4 B x 2026-09-28T13:00Z sale", "5 L2 A x 2026-09-02T09:00Z busy",
        ),
        orders=orders("O1 L1 A 2026-09-03T08:00Z 10 confirmed", "O2 L2 A 2026-09-12T08:00Z 10 confirmed",
                      "O3 L4 B 2026-09-28T13:00Z 10 confirmed"),
    )  # fmt: skip


def test_without_a_window_every_lead_is_followed_to_as_of(cohort: Store) -> None:
    value = ask(cohort, "conversion_per_worked_lead", basis="cohort", period=COHORT).total["conversion_per_worked_lead"]
    assert (value["num"], value["den"], value["excluded"]["immature"]) == (3, 4, None)


def test_within_seven_days_of_each_leads_creation(cohort: Store) -> None:
    """L4 is too young to tell; L2 sold after the seven days: 1 of 3."""
    value = ask(cohort, "conversion_per_worked_lead", basis="cohort", period=COHORT, within=7 * DAY).total[
        "conversion_per_worked_lead"
    ]
    assert (value["num"], value["den"], value["value"]) == (1, 3, pytest.approx(1 / 3))
    assert value["excluded"]["immature"] == 1


def test_the_window_holds_for_attempts_and_for_members(cohort: Store) -> None:
    result = ask(cohort, "attempts", basis="cohort", period=COHORT, within=7 * DAY, by=["campaign"])
    # A: 1 and 5 (2 is 10 days after); B: 3 (L4 is too young)
    assert [(row["key"]["campaign"], row["values"]["attempts"]["value"]) for row in result.rows] == [("A", 2), ("B", 1)]


def test_a_lead_exactly_as_old_as_the_window_counts_and_so_does_its_last_second(store: Store) -> None:
    fill(store, leads=leads("L1 2026-09-29T12:00Z A", "L2 2026-09-29T12:01Z A"),
         attempts=attempts("1 L1 A x 2026-09-30T12:00Z callback", "2 L2 A x 2026-09-30T11:00Z busy"))  # fmt: skip
    value = ask(store, "contactability_rate", basis="cohort", period=COHORT, within=DAY).total["contactability_rate"]
    assert (value["num"], value["den"], value["excluded"]["immature"]) == (1, 1, 1)


def test_the_rows_behind_are_those_of_the_window(cohort: Store) -> None:
    request = Request(("attempts",), basis="cohort", period=COHORT, within=7 * DAY)  # type: ignore[arg-type]
    assert cohort.rows(request, "attempts")["attempt_id"].to_pylist() == ["5", "1", "3"]


def test_a_longer_window_of_the_kpi_itself_stays(cohort: Store) -> None:
    value = ask(cohort, "contacted_within_1h_rate", period=COHORT).total["contacted_within_1h_rate"]
    assert (value["num"], value["den"]) == (1, 4)  # L4 after an hour exactly
    assert value["excluded"]["immature"] == 0


def test_the_last_hours_leads_are_counted_apart(store: Store) -> None:
    """12:00: one lead of 10:00 contacted at 10:30, one of 11:30 contacted at 11:31, one of 11:45 not yet."""
    fill(store, leads=leads("L1 2026-09-30T10:00Z A", "L2 2026-09-30T11:30Z A", "L3 2026-09-30T11:45Z A"),
         attempts=attempts("1 L1 A x 2026-09-30T10:30Z callback", "2 L2 A x 2026-09-30T11:31Z callback"))  # fmt: skip
    value = ask(store, "contacted_within_1h_rate", period=("2026-09-30", "2026-10-01")).total[
        "contacted_within_1h_rate"
    ]
    assert (value["num"], value["den"], value["excluded"]["immature"]) == (1, 1, 2)


def test_a_window_is_for_cohorts(cohort: Store) -> None:
    with pytest.raises(UsageError, match='"calls" is dated by its own events'):
        ask(cohort, "calls", within=DAY)
    with pytest.raises(UsageError, match="more than 0 seconds"):
        ask(cohort, "calls", basis="cohort", within=0)
