"""Figures whose numerator may still come are shown, and neither judged nor compared."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.catalogue import KPIS
from cadran.catalogue.shape import KPI
from cadran.config import Config, Target
from cadran.executor.local import CATALOGUE, Store
from cadran.query.maturity import FOLLOWED, matures_s, settling
from cadran.reports.kpi_page import kpi_section
from cadran.wording.display import maturity
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


def test_a_long_period_is_judged_on_what_is_old_enough(store: Store) -> None:
    """40 confirmed of 60 before the 15th: 67% (54 to 77%), above one half; 41 of 80 in all would not be. Before, 19 days: nothing."""
    result = store.kpis(["net_sales_rate", "net_sales"], period=("2026-08-24", "2026-09-28"))
    value = result.total["net_sales_rate"]
    assert (value["num"], value["den"], value["young"], value["decision"]) == (41, 80, True, "above")
    part = value["settled"]
    assert (part["from"], part["to"], part["num"], part["den"]) == ("2026-08-24", "2026-09-15", 40, 60)
    assert (part["value"], part["change"]) == (40 / 60, None)
    assert "settled" not in result.total["net_sales"]  # an amount of part of the days is held against nothing
    note = next(note for note in result.notes if note["code"] == "too_young" and "net_sales_rate" in note["kpis"])
    assert note["judged"] == {"from": "2026-08-24", "to": "2026-09-15"}
    assert "jugés sur ce qui est assez ancien, du 24/08/2026 au 14/09/2026" in note["fr"]


def test_the_part_that_is_old_enough_meets_the_same_days_before(store: Store) -> None:
    """From 7 to 28 September against 17 August to 7 September: until the 15th 0 of 20, and 20 of 20 in as many days before."""
    result = store.kpis(["net_sales_rate"], period=("2026-09-07", "2026-09-28"), compare="previous", by=["campaign"])
    for value in (result.total["net_sales_rate"], result.rows[0]["values"]["net_sales_rate"]):
        assert (value["num"], value["den"]) == (1, 40)
        assert (value["previous"]["num"], value["previous"]["den"]) == (40, 40)
        assert (value["previous"]["change"]["low"], value["previous"]["change"]["verdict"]) == (None, "undecided")
        part = value["settled"]
        assert (part["num"], part["den"], part["change"]["value"], part["change"]["verdict"]) == (0, 20, -1.0, "lower")


def test_of_a_series_only_the_latest_periods_are_too_young(store: Store) -> None:
    result = store.kpis(["net_sales_rate"], grain="week", period=("2026-08-24", "2026-09-28"))
    assert [(row["key"]["period"], "young" in row["values"]["net_sales_rate"]) for row in result.rows] == [
        ("2026-W35", False), ("2026-W36", False), ("2026-W37", False), ("2026-W38", True), ("2026-W39", True)
    ]  # fmt: skip


def test_each_kpi_says_for_how_long_it_waits() -> None:
    """A cohort's rate that leaves the young out by itself waits for nothing; one that does not waits for a month."""
    assert matures_s(CATALOGUE, KPIS["contacted_within_1h_rate"], "cohort") is None
    assert matures_s(CATALOGUE, KPIS["conversion_per_lead"], "cohort") == FOLLOWED
    assert matures_s(CATALOGUE, KPIS["conversion_per_lead"], "activity") is None
    assert matures_s(CATALOGUE, KPIS["follow_up_rate"], "activity") == 7 * 86_400
    assert matures_s(CATALOGUE, KPIS["sales"], "activity") is None


WAITING = [kpi for kpi in KPIS.values() if settling(CATALOGUE, kpi, kpi.basis or "activity")]


@pytest.mark.parametrize("kpi", WAITING, ids=lambda kpi: kpi.id)
def test_what_counts_what_may_still_change_says_when_it_no_longer_does(kpi: KPI) -> None:
    """Derived from the facts' own declarations (Fact.settling); what leaves the young out by itself waits for nothing."""
    assert kpi.matures_s or kpi.window_s or kpi.live_s


def test_what_may_still_change_is_told_by_the_facts() -> None:
    """By hand: orders are confirmed or cancelled later, so amounts and costs by order wait; a ratio of two sides that
    cancellations take alike does not, nor do calls.
    """
    waiting = {kpi.id for kpi in WAITING}
    assert {"net_sales", "net_sales_rate", "revenue", "roi", "cost_per_order", "appointment_show_rate", "follow_up_rate",
            "speed_to_contact", "contacted_within_1h_rate"} <= waiting  # fmt: skip
    assert waiting.isdisjoint({"sales", "average_order_value", "product_mix", "contact_rate", "calls", "churn_rate",
                               "mobile_rate", "callbacks_kept_rate", "remaining_leads"})  # fmt: skip


def test_the_catalogue_says_when_a_kpi_is_settled() -> None:
    for kpi in KPIS.values():
        said = [f"after {maturity(kpi.matures_s, 'en').split()[1]}"] if kpi.matures_s else []
        assert all(words in kpi_section(kpi, "en") for words in said)
        assert ("**Settled**" in kpi_section(kpi, "en")) is (kpi.matures_s is not None)
        assert ("**Acquis**" in kpi_section(kpi, "fr")) is (kpi.matures_s is not None)


def test_nothing_waits_where_nothing_is_open(store: Store) -> None:
    """Once no order is pending, none will be confirmed or cancelled any more: the latest days are judged like others."""
    store.load("orders", table([{"order_id": f"{day}-{number}", "ordered_at": f"{day}T08:00:00Z", "amount": 1.0, "status": "confirmed"}
                                for day in ("2026-08-24", "2026-08-31", "2026-09-14", "2026-09-21") for number in range(20)]))  # fmt: skip
    value = store.kpis(["net_sales_rate"], period=("2026-09-21", "2026-09-28")).total["net_sales_rate"]
    assert (value["value"], "young" in value, value["decision"]) == (1.0, False, "above")
    then = store.kpis(["net_sales_rate"], period=("2026-09-21", "2026-09-28"), as_of="2026-09-28T12:00:00Z")
    assert then.total["net_sales_rate"]["young"]  # at an earlier instant some may have been
