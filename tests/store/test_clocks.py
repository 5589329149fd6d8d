"""Two clocks: as_of (what had happened by then) and known_at (what had been loaded by then).

order  ordered  later
O1     1 Sept   cancelled on the 5th
O2     1 Sept   confirmed on the 3rd
appointment booked on the 1st for the 10th, held on the 10th
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cadran.executor.local import Store
from tests.conftest import Clock, table

ORDERS = [
    {"order_id": "O1", "lead_id": "L1", "ordered_at": "2026-09-01T10:00:00Z", "amount": 100,
     "cancelled_at": "2026-09-05T10:00:00Z"},
    {"order_id": "O2", "lead_id": "L2", "ordered_at": "2026-09-01T11:00:00Z", "amount": 50,
     "confirmed_at": "2026-09-03T10:00:00Z"},
]  # fmt: skip


def totals(store: Store, *kpis: str, **clocks: Any) -> list[Any]:
    result = store.kpis(kpis, **clocks)
    return [result.total[kpi]["value"] for kpi in kpis]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-09-01T12:00:00Z", [2, 2, 0, 150]),
        ("2026-09-04T00:00:00Z", [2, 2, 1, 150]),
        ("2026-09-05T10:00:00Z", [2, 1, 1, 50]),
        (None, [2, 1, 1, 50]),
    ],
)
def test_what_became_of_an_order_later_had_not_happened_yet(
    store: Store, as_of: str | None, expected: list[float]
) -> None:
    store.load("orders", table(ORDERS))
    assert totals(store, "sales", "orders", "net_sales", "revenue", as_of=as_of) == expected


def test_what_became_of_an_order_was_not_known_before_it_was_loaded(store: Store, clock: Clock) -> None:
    clock.set("2026-09-02T08:00:00")
    early = [{name: row[name] for name in row if name not in ("cancelled_at", "confirmed_at")} for row in ORDERS]
    store.load("orders", table(early))
    clock.set("2026-09-06T08:00:00")
    store.load("orders", table(ORDERS))
    assert totals(store, "orders", "revenue", known_at="2026-09-03T00:00:00Z") == [2, 150]
    assert totals(store, "orders", "revenue") == [1, 50]


def test_a_lead_s_story_as_it_was_then(store: Store) -> None:
    store.load("leads", table([{"lead_id": "L1", "created_at": "2026-09-01T08:00:00Z"}]))
    calls = [("1", "2026-09-01T09:00:00Z", "no_answer"), ("2", "2026-09-02T09:00:00Z", "refused")]
    store.load(
        "attempts", table([{"attempt_id": i, "lead_id": "L1", "started_at": t, "outcome": o} for i, t, o in calls])
    )
    assert totals(store, "remaining_leads", as_of="2026-09-01T12:00:00Z") == [1]
    assert totals(store, "remaining_leads") == [0]


def test_a_rate_that_is_taken_back_leaves_its_amounts_unknown(store: Store) -> None:
    """100 USD at 0.5 are 50 EUR; without the rate nobody knows, in the figure as in the lead's own revenue."""
    store.load("orders", table([{"order_id": "O0", "lead_id": "L0", "ordered_at": "2026-09-01T10:00:00Z", "amount": 1,
                                 "currency": "EUR"}]))  # fmt: skip
    store.load("leads", table([{"lead_id": "L1", "created_at": "2026-09-01T08:00:00Z"}]))
    store.load("orders", table([{"order_id": "O1", "lead_id": "L1", "ordered_at": "2026-09-01T10:00:00Z", "amount": 100,
                                 "currency": "USD"}]))  # fmt: skip
    rate = {"currency": "USD", "day": date(2026, 9, 1), "rate_to_base": 0.5}
    [report] = store.load("exchange_rates", table([rate]))
    assert totals(store, "revenue") == [51]
    assert store.engine.rows("SELECT revenue FROM lead_journeys") == [(50,)]
    store.undo(report.entry.import_id)
    assert totals(store, "revenue") == [None]
    assert store.engine.rows("SELECT revenue FROM lead_journeys") == [(None,)]
