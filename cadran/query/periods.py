"""Periods in the store's zone: their keys, bounds and the whole series of a range.

Periods are half-open; weeks are ISO weeks with the ISO year; a day has the hours that its clock shows (23 labels in
spring, 24 in autumn, when two hours share one).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cadran.errors import UsageError
from cadran.messages.terms import term

GRAINS = ("hour", "day", "week", "month", "quarter", "year")
MOST = 20_000
"""No series is longer: more than two years of hours, or fifty of days."""
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LENGTHS = {"hour": 1, "day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a series: its key and its local days [first, end); `hour` where the grain is the hour."""

    key: str
    first: date
    end: date
    hour: int | None = None


def start_of(grain: str, day: date) -> date:
    """The first day of the period that holds `day`."""
    if grain in ("hour", "day"):
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[grain]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def end_of(grain: str, first: date) -> date:
    """The first day after the period that starts on `first`."""
    if grain in ("hour", "day"):
        return first + timedelta(days=1)
    if grain == "week":
        return first + timedelta(days=7)
    month = first.month - 1 + _MONTHS[grain]
    return date(first.year + month // 12, month % 12 + 1, 1)


def key_of(grain: str, first: date, hour: int | None = None) -> str:
    """The period's text.

    >>> key_of("week", date(2024, 12, 30)), key_of("quarter", date(2026, 7, 1)), key_of("hour", date(2026, 9, 22), 9)
    ('2025-W01', '2026-Q3', '2026-09-22T09')
    """
    if grain == "hour":
        return f"{first.isoformat()}T{hour:02d}"
    if grain == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if grain == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[grain]]


@lru_cache(maxsize=64)
def series(grain: str, first: date, end: date, zone: str) -> tuple[Period, ...]:
    """Every period that has a day in [first, end), in order; UsageError where they are more than MOST."""
    days = (end - first).days
    if days * (24 if grain == "hour" else 1) > MOST * _LENGTHS[grain]:
        raise UsageError(
            "{days:,} days by {grain} are more than {most:,} periods. Choose a coarser grain or fewer days.",
            days=days,
            grain=term(grain),
            most=MOST,
        )
    periods: list[Period] = []
    start = start_of(grain, first)
    while start < end:
        following = end_of(grain, start)
        if grain == "hour":
            periods += [Period(key_of(grain, start, hour), start, following, hour) for hour in hours_of(start, zone)]
        else:
            periods.append(Period(key_of(grain, start), start, following))
        start = following
    return tuple(periods)


def hours_of(day: date, zone: str) -> list[int]:
    """The hours that the zone's clock shows that day."""
    now, end = utc_midnight(day, zone), utc_midnight(day + timedelta(days=1), zone)
    labels: dict[int, None] = {}
    while now < end:
        labels[now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).hour] = None
        now += timedelta(hours=1)
    return list(labels)


def utc_midnight(day: date, zone: str) -> datetime:
    """The UTC instant, without a zone, at which a local day starts."""
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def local_hour(instant: datetime, zone: str) -> tuple[date, int]:
    """The local day and hour of a UTC instant without a zone."""
    local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return local.date(), local.hour


def local_day(instant: datetime, zone: str) -> date:
    """The local day of a UTC instant without a zone."""
    return local_hour(instant, zone)[0]
