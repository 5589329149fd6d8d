"""Which period a period is compared with: worked out on a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from cadran.query.compare import previous, year_before


def _days(text: str) -> tuple[date, date]:
    first, end = text.split(":")
    return date.fromisoformat(first), date.fromisoformat(end)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-09-22:2026-09-23", "2026-09-21:2026-09-22"),  # a day
        ("2026-09-21:2026-09-28", "2026-09-14:2026-09-21"),  # an ISO week
        ("2026-03-01:2026-04-01", "2026-02-01:2026-03-01"),  # March with its 31 days, February with its 28
        ("2026-07-01:2026-10-01", "2026-04-01:2026-07-01"),  # a quarter
        ("2026-01-01:2027-01-01", "2025-01-01:2026-01-01"),  # a year
        ("2026-01-01:2026-03-01", "2025-11-01:2026-01-01"),  # two whole months, over the new year
        ("2026-09-10:2026-09-20", "2026-08-31:2026-09-10"),  # any ten days
    ],
)
def test_the_previous_period(period: str, before: str) -> None:
    assert previous(*_days(period)) == _days(before)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-09-01:2026-10-01", "2025-09-01:2025-10-01"),
        ("2024-02-01:2024-03-01", "2023-02-01:2023-03-01"),  # 29 days and 28
        ("2026-09-10:2026-09-20", "2025-09-10:2025-09-20"),
        ("2026-09-21:2026-09-28", "2025-09-22:2025-09-29"),  # ISO week 39 of both years
        ("2026-12-28:2027-01-04", "2025-12-22:2025-12-29"),  # week 53 meets the last week of a year with 52
        ("2024-02-29:2024-03-01", "2023-02-28:2023-03-01"),
        ("2024-02-28:2024-02-29", "2023-02-28:2023-03-01"),  # 28 February, however it ends
    ],
)
def test_the_same_period_a_year_before(period: str, before: str) -> None:
    assert year_before(*_days(period)) == _days(before)
