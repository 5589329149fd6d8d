"""Figures whose numerator may still come are shown, and neither judged nor compared."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.catalogue import KPIS
from cadran.config import Config, Target
from cadran.query.maturity import FOLLOWED, matures_s
from cadran.store import Store
from tests.conftest import Clock, table

NOW = "2026-09-29T12:00:00"


@pytest.fixture
def store(store: Store, clock: Clock) -> Store:
    """Twenty orders a week, all of the weeks of 24 and 31 August confirmed, one of the week of 21 September."""
    clock.set(NOW)
    rows: list[dict[str, Any]] = []
    for day, confirmed in (("2026-08-24", 20), ("2026-08-31", 20), ("2026-09-14", 0), ("2026-09-21", 1)):
        for number in range(20):
            status = "confirmed" if number < confirmed else "pending"
            rows.append(
                {"order_id": f"{day}-{number}", "ordered_at": f"{day}T08:00:00Z", "amount": 1.0, "status": status}
            )
    store.load("orders", table(rows))
    store.config = Config(targets=(Target("net_sales_rate", 0.5),))
    return store


def test_what_is_too_young_has_no_verdict_and_says_so(store: Store) -> None:
    result = store.kpis(["net_sales_rate", "sales"], period=("2026-09-21", "2026-09-28"), compare="previous")
    value = result.total["net_sales_rate"]
    assert (value["value"], value["young"], value["decision"]) == (0.05, True, "undecided")
    assert (value["previous"]["change"]["low"], value["previous"]["change"]["verdict"]) == (None, "undecided")
    assert "young" not in result.total["sales"]
    note = next(note for note in result.notes if note["code"] == "too_young")
    assert (note["kpis"], note["from"]) == (["net_sales_rate"], "2026-09-15")  # a fortnight before the 29th


def test_what_has_settled_is_judged(store: Store) -> None:
    value = store.kpis(["net_sales_rate"], period=("2026-08-31", "2026-09-07")).total["net_sales_rate"]
    assert ("young" in value, value["decision"]) == (False, "above")


def test_of_a_series_only_the_latest_periods_are_too_young(store: Store) -> None:
    result = store.kpis(["net_sales_rate"], grain="week", period=("2026-08-24", "2026-09-28"))
    assert [(row["key"]["period"], "young" in row["values"]["net_sales_rate"]) for row in result.rows] == [
        ("2026-W35", False), ("2026-W36", False), ("2026-W37", False), ("2026-W38", True), ("2026-W39", True)
    ]  # fmt: skip


def test_each_kpi_says_for_how_long_it_waits() -> None:
    """A cohort's rate that leaves the young out by itself waits for nothing; one that does not waits for a month."""
    assert matures_s(KPIS["contacted_within_1h_rate"], "cohort") is None
    assert matures_s(KPIS["conversion_per_lead"], "cohort") == FOLLOWED
    assert matures_s(KPIS["conversion_per_lead"], "activity") is None
    assert matures_s(KPIS["follow_up_rate"], "activity") == 7 * 86_400
    confirmed = [kpi for kpi in KPIS.values() if "orders_confirmed" in kpi.num]
    assert confirmed
    assert all(kpi.matures_s for kpi in confirmed)
