"""Periods: keys, bounds, series; days of 23 and 25 hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadran.errors import UsageError
from cadran.query.periods import (
    GRAINS,
    end_of,
    hours_of,
    key_of,
    local_day,
    local_hour,
    series,
    start_of,
    utc_midnight,
)


@pytest.mark.parametrize(
    ("grain", "day", "key"),
    [
        ("day", date(2026, 9, 22), "2026-09-22"),
        ("week", date(2024, 12, 30), "2025-W01"),  # a Monday whose ISO year is the next one
        ("week", date(2027, 1, 1), "2026-W53"),  # a Friday whose ISO year is the one before
        ("month", date(2026, 9, 30), "2026-09"),
        ("quarter", date(2026, 9, 30), "2026-Q3"),
        ("year", date(2026, 9, 30), "2026"),
    ],
)
def test_keys(grain: str, day: date, key: str) -> None:
    assert key_of(grain, start_of(grain, day)) == key


@given(st.sampled_from(GRAINS), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_day_is_in_its_period_and_periods_touch(grain: str, day: date) -> None:
    first = start_of(grain, day)
    assert first <= day < end_of(grain, first)
    assert start_of(grain, end_of(grain, first)) == end_of(grain, first)


def test_a_series_has_every_period_of_its_range() -> None:
    assert [period.key for period in series("month", date(2025, 11, 15), date(2026, 2, 1), "Europe/Paris")] == [
        "2025-11",
        "2025-12",
        "2026-01",
    ]


def test_the_hour_that_spring_skips_is_in_no_series() -> None:
    """Europe/Paris, 2026-03-29: at 02:00 the clock shows 03:00."""
    hours = [period.hour for period in series("hour", date(2026, 3, 29), date(2026, 3, 30), "Europe/Paris")]
    assert hours == [0, 1, *range(3, 24)]


def test_the_hour_that_autumn_repeats_is_one_label() -> None:
    """Europe/Paris, 2026-10-25: 25 hours, two of them shown as 02."""
    assert hours_of(date(2026, 10, 25), "Europe/Paris") == list(range(24))
    length = utc_midnight(date(2026, 10, 26), "Europe/Paris") - utc_midnight(date(2026, 10, 25), "Europe/Paris")
    assert length == timedelta(hours=25)


def test_a_local_midnight_is_a_utc_instant() -> None:
    assert utc_midnight(date(2026, 9, 22), "Europe/Paris") == datetime(2026, 9, 21, 22)
    assert utc_midnight(date(2026, 1, 1), "Europe/Paris") == datetime(2025, 12, 31, 23)


@pytest.mark.parametrize(
    ("grain", "first", "end"),
    [
        ("hour", date(2026, 9, 30), date(2026, 10, 1)),
        ("day", date(2026, 9, 30), date(2026, 10, 1)),
        ("week", date(2026, 9, 28), date(2026, 10, 5)),
        ("month", date(2026, 9, 1), date(2026, 10, 1)),
        ("quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("year", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_bounds_of_the_period_that_holds_30_september(grain: str, first: date, end: date) -> None:
    assert (start_of(grain, date(2026, 9, 30)), end_of(grain, first)) == (first, end)


def test_bounds_at_the_turn_of_the_year() -> None:
    assert end_of("month", date(2026, 12, 1)) == date(2027, 1, 1)
    assert end_of("quarter", date(2026, 10, 1)) == date(2027, 1, 1)
    assert start_of("quarter", date(2026, 12, 31)) == date(2026, 10, 1)
    assert start_of("month", date(2026, 12, 31)) == date(2026, 12, 1)


def test_keys_of_hours_months_and_short_weeks() -> None:
    assert key_of("hour", date(2026, 9, 3), 7) == "2026-09-03T07"
    assert key_of("week", date(2026, 2, 9)) == "2026-W07"
    assert [key_of("quarter", date(2026, month, 1)) for month in (1, 3, 4, 10)] == [
        "2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"
    ]  # fmt: skip


def test_each_period_of_a_series_knows_its_days() -> None:
    weeks = series("week", date(2026, 9, 9), date(2026, 9, 15), "Europe/Paris")
    assert [(one.key, one.first, one.end, one.hour) for one in weeks] == [
        ("2026-W37", date(2026, 9, 7), date(2026, 9, 14), None),
        ("2026-W38", date(2026, 9, 14), date(2026, 9, 21), None),
    ]
    hour = series("hour", date(2026, 9, 9), date(2026, 9, 10), "Europe/Paris")[9]
    assert (hour.key, hour.first, hour.end, hour.hour) == ("2026-09-09T09", date(2026, 9, 9), date(2026, 9, 10), 9)
    assert series("day", date(2026, 9, 9), date(2026, 9, 9), "Europe/Paris") == ()


@pytest.mark.parametrize(("grain", "days"), [("hour", 833), ("day", 20_000), ("week", 140_000), ("month", 560_000)])
def test_a_series_has_at_most_twenty_thousand_periods(grain: str, days: int) -> None:
    """20,000 hours are 833 days and a third; a month has at least 28 days."""
    first = date(1900, 1, 1)
    assert series(grain, first, first + timedelta(days=days), "UTC")
    with pytest.raises(UsageError, match=f"^{days + 1:,} days by {grain} are more than 20,000 periods"):
        series(grain, first, first + timedelta(days=days + 1), "UTC")


def test_the_local_day_and_hour_of_an_instant() -> None:
    """23:30 UTC is the next day, 01:30, in Paris in summer."""
    assert local_hour(datetime(2026, 9, 22, 23, 30), "Europe/Paris") == (date(2026, 9, 23), 1)
    assert local_day(datetime(2026, 9, 22, 23, 30), "Europe/Paris") == date(2026, 9, 23)
    assert local_day(datetime(2026, 9, 22, 21, 59), "Europe/Paris") == date(2026, 9, 22)
