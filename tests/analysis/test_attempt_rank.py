"""Attempt ranks in both readings.

lead  attempts (1st, 2nd, 3rd)          ends at  closed
L1    callback, refused                 2        yes
L2    no answer, no answer, refused     3        yes
L3    refused                           1        yes
L4    no answer                         1        no
L5    no answer, invalid number         2        yes

Reaching 1: L1…L5, of whom L1 and L3 are reached: 2/5. Reaching 2: L1, L2, L5: 1/3. Reaching 3: L2: 1/1.
Ending at 1: L3: 1/1 (L4 is still open). Ending at 2: L1 and L5: 1/2. Ending at 3: L2: 1/1.
"""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import view
from cadran.executor.local import Store
from tests.query.world import attempts, fill, leads

CALLS = (
    "1 L1 A x 2026-09-01T09:00Z callback", "2 L1 A x 2026-09-01T09:30Z refused",
    "3 L2 A x 2026-09-01T09:00Z no_answer", "4 L2 A x 2026-09-02T09:00Z no_answer", "5 L2 A x 2026-09-10T09:00Z refused",
    "6 L3 A x 2026-09-01T09:00Z refused", "7 L4 A x 2026-09-01T09:00Z no_answer",
    "8 L5 A x 2026-09-01T09:00Z no_answer", "9 L5 A x 2026-09-01T12:00Z invalid_number",
)  # fmt: skip


@pytest.fixture
def centre(store: Store) -> Store:
    return fill(store, leads=leads(*(f"L{n} 2026-09-01T08:00Z A" for n in range(1, 6))), attempts=attempts(*CALLS))


def rates(store: Store, table: str, column: str, key: str = "rank", **asked: Any) -> dict[Any, tuple[int, int]]:
    rows = view(store, "attempt-rank", **asked).table(table).rows
    return {row[key]: (row[column]["num"], row[column]["den"]) for row in rows}


def test_of_those_reaching_n(centre: Store) -> None:
    assert rates(centre, "reaching", "contact_rate") == {1: (2, 5), 2: (1, 3), 3: (1, 1)}
    assert rates(centre, "reaching", "argued_rate") == {1: (1, 5), 2: (1, 3), 3: (1, 1)}


def test_of_those_ending_at_n(centre: Store) -> None:
    assert rates(centre, "ending", "contacted") == {1: (1, 1), 2: (1, 2), 3: (1, 1)}


def test_the_rank_of_the_first_success(centre: Store) -> None:
    assert rates(centre, "shares", "contact") == {1: (2, 3), 2: (0, 3), 3: (1, 3)}
    rows = view(centre, "attempt-rank").table("shares").rows
    assert [row["argued_cumulated"] for row in rows] == pytest.approx([1 / 3, 2 / 3, 1])


def test_spacing_leaves_agreed_callbacks_out(centre: Store) -> None:
    # L1's second call was agreed; L5's came after 3 h, L2's after exactly a day and after 8 days
    assert rates(centre, "spacing", "contact_rate", "band") == {"1h_4h": (0, 1), "4h_24h": (0, 1), "over_7d": (1, 1)}


def test_the_rank_counts_attempts_before_the_filter_too(centre: Store) -> None:
    fill(centre, attempts=attempts("10 L4 B x 2026-09-03T09:00Z callback"))
    assert rates(centre, "reaching", "contact_rate", where={"campaign": "B"}) == {2: (1, 1)}


def test_a_band_of_spacings_holds_its_upper_bound(store: Store) -> None:
    # calls 0, 1 h, 1 h + 1 h and 1 s, then 7 days and 7 days and 1 s after the one before
    calls = (
        "1 L1 A x 2026-09-01T09:00:00Z no_answer", "2 L1 A x 2026-09-01T10:00:00Z no_answer",
        "3 L1 A x 2026-09-01T11:00:01Z no_answer", "4 L1 A x 2026-09-08T11:00:01Z no_answer",
        "5 L1 A x 2026-09-15T11:00:02Z no_answer",
    )  # fmt: skip
    fill(store, leads=leads("L1 2026-09-01T08:00Z A"), attempts=attempts(*calls))
    assert rates(store, "spacing", "contact_rate", "band") == {
        "under_1h": (0, 1), "1h_4h": (0, 1), "4d_7d": (0, 1), "over_7d": (0, 1),
    }  # fmt: skip
