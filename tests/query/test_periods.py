"""Periods: keys, bounds, series; days of 23 and 25 hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadran.query.periods import GRAINS, end_of, hours_of, key_of, series, start_of, utc_midnight


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
