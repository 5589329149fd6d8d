"""Opening hours read from text, and the time that passes within them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadran.store.derived.waits import MONDAY, parse
from tests.conftest import few

HOUR = 3600
WEEKLY = "mon-fri 10:00-13:00, 14:00-20:00; sat 09:30-12:00"


def test_days_and_hours() -> None:
    assert parse("mon 09:00-12:00, 14:00-18:00").stretches == ((9 * HOUR, 12 * HOUR), (14 * HOUR, 18 * HOUR))
    assert parse("mon-fri 09:00-19:00").seconds == 5 * 10 * HOUR
    assert parse("sat-mon 10:00-11:00").stretches[0] == (10 * HOUR, 11 * HOUR)  # over the week's end
    assert parse("sat-mon 10:00-11:00").seconds == 3 * HOUR
    assert parse("lun-ven 9h00-12h00").seconds == 15 * HOUR
    assert parse("mon 09:00-12:00, mon 11:00-13:00").stretches == ((9 * HOUR, 13 * HOUR),)
    assert parse(WEEKLY).seconds == 5 * 9 * HOUR + 2.5 * HOUR


@pytest.mark.parametrize("text", ["", "mon-fri", "mon 19:00-09:00", "xyz 09:00-10:00", "mon 09:00-25:00"])
def test_a_text_that_is_no_opening_hours_is_none(text: str) -> None:
    assert parse(text) is None


def _open_minutes(first: datetime, last: datetime, closed: tuple[date, ...]) -> int:
    """Minute by minute, on WEEKLY."""
    minutes, now = 0, first
    while now < last:
        minute = now.hour * 60 + now.minute
        weekday = 600 <= minute < 780 or 840 <= minute < 1200
        if now.date() in closed:
            now += timedelta(minutes=1)
            continue
        minutes += weekday if now.weekday() < 5 else now.weekday() == 5 and 570 <= minute < 720
        now += timedelta(minutes=1)
    return minutes


CLOSED = (date(2026, 9, 21), date(2026, 9, 26), date(2026, 9, 27))
"""A Monday, a Saturday, and a Sunday, when nothing is open anyway."""


@pytest.mark.random
@settings(max_examples=few(12), deadline=None)
@given(st.integers(0, 20_000), st.integers(0, 12_000), st.booleans())
def test_the_open_time_between_two_instants_is_that_of_a_minute_by_minute_count(
    start: int, length: int, is_closed: bool
) -> None:
    first = datetime(2026, 9, 17) + timedelta(minutes=start)
    last = first + timedelta(minutes=length)
    since = [f"date_diff('second', {MONDAY}, TIMESTAMP '{moment}')" for moment in (first, last)]
    opening = parse(WEEKLY)
    closed = CLOSED if is_closed else ()
    row = duckdb.sql(f"SELECT {opening.elapsed(since[1], closed)} - {opening.elapsed(since[0], closed)}").fetchone()
    assert row is not None
    assert row[0] == 60 * _open_minutes(first, last, closed)
