"""With which days a period is compared: the same part of what came before, or days of one's own."""

from __future__ import annotations

import pytest

from cadran.errors import UsageError
from cadran.executor.local import Store
from tests.conftest import table
from tests.query.world import ask, attempts

DAYS = ("2026-08-31", "2026-09-01", "2026-09-07", "2026-06-08", "2025-09-08", "2026-08-08", "2026-09-08")


@pytest.fixture
def called(store: Store) -> Store:
    """One call on each of these days, and a second on 1 September: of Monday the 7th and Tuesday the 8th, two."""
    rows = attempts(*(f"{number} L{number} A x {day}T08:00Z busy" for number, day in enumerate(DAYS)),
                    "9 L9 A x 2026-09-01T09:00Z busy")  # fmt: skip
    store.load("attempts", table(rows))
    return store


@pytest.mark.parametrize(("compare", "first", "end", "before"), [
    ("week", "2026-08-31", "2026-09-02", 3), ("month", "2026-08-07", "2026-08-09", 1),
    ("quarter", "2026-06-07", "2026-06-09", 1), ("year", "2025-09-07", "2025-09-09", 1),
    ("previous", "2026-09-05", "2026-09-07", 0), ("2026-08-08:2026-09-02", "2026-08-08", "2026-09-02", 4),
])  # fmt: skip
def test_a_period_is_compared_with_those_days(called: Store, compare: str, first: str, end: str, before: int) -> None:
    found = ask(called, "calls", period=("2026-09-07", "2026-09-09"), compare=compare)
    assert found.compared is not None
    assert (found.compared["from"], found.compared["to"]) == (first, end)
    assert (found.total["calls"]["value"], found.total["calls"]["previous"]["num"]) == (2, before)


@pytest.mark.parametrize("compare", ["weeks", "2026-09-02:2026-09-01", "2026-09-02:x", ":"])
def test_what_is_no_comparison_is_refused(called: Store, compare: str) -> None:
    with pytest.raises(UsageError):
        ask(called, "calls", period=("2026-09-07", "2026-09-09"), compare=compare)
