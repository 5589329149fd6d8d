"""The interval of a ratio of sums: the delta method with leads as clusters, against figures worked by hand.

lead   campaign   calls   orders        ratio of orders to calls: 2 / 4 = 0.5
L1     A A        2       1             residuals x - R y: 1 - 1 = 0, 1 - 0.5 = 0.5, 0 - 0.5 = -0.5
L2     A          1       1             variance: 3 / 2 × 0.5 / 4² = 0.046875, standard error 0.2165064
L3     B          1       0             interval: 0.5 ± 1.959964 × 0.2165064 = 0.0756553 to 0.9243447
"""

from __future__ import annotations

import statistics
from typing import Any

import pytest

import cadran
from cadran.cli.main import run
from cadran.errors import UsageError
from cadran.executor.local import Store
from cadran.query import ratio_intervals
from cadran.query.request import Scope
from tests.query.world import ask, attempts, fill, orders

CALLS = attempts(
    "1 L1 A x 2026-09-01T08:00Z sale", "2 L1 A x 2026-09-02T08:00Z callback", "3 L2 A x 2026-09-01T09:00Z sale",
    "4 L3 B x 2026-09-01T10:00Z busy",
)  # fmt: skip
ORDERS = orders("O1 L1 A 2026-09-01T08:00Z 100 confirmed", "O2 L2 A 2026-09-01T09:00Z 300 confirmed")
RATE = "conversion_per_call"


@pytest.fixture
def centre(store: Store) -> Store:
    return fill(store, attempts=CALLS, orders=ORDERS)


def bounds(value: dict[str, Any]) -> tuple[float, float] | None:
    return None if value["low"] is None else (value["low"], value["high"])


def test_the_interval_worked_by_hand(centre: Store) -> None:
    assert bounds(ask(centre, RATE).total[RATE]) is None  # only when asked for
    result = ask(centre, RATE, intervals=True)
    assert bounds(result.total[RATE]) == pytest.approx((0.0756553, 0.9243447), abs=1e-6)
    assert bounds(result.rows[0]["values"][RATE]) == bounds(result.total[RATE])


def test_each_member_has_its_own_and_the_total_that_of_all_leads(centre: Store) -> None:
    """A: x 1, 1 and y 2, 1, R = 2/3: residuals -1/3 and 1/3, variance 2 × (2/9) / 9 = 4/81; B has one lead: none."""
    result = ask(centre, RATE, by="campaign", intervals=True)
    found = {row["key"]["campaign"]: bounds(row["values"][RATE]) for row in result.rows}
    assert found["A"] == pytest.approx((2 / 3 - 1.959964 * 2 / 9, 2 / 3 + 1.959964 * 2 / 9), abs=1e-6)
    assert found["B"] is None
    assert bounds(result.total[RATE]) == pytest.approx((0.0756553, 0.9243447), abs=1e-6)
    days = ask(centre, RATE, grain="day", period=("2026-09-01", "2026-09-03"), intervals=True)
    assert [bounds(row["values"][RATE]) for row in days.rows][1] is None
    assert bounds(days.rows[0]["values"][RATE]) is not None


def test_a_scope_closes_rows_before_they_are_added_up(centre: Store) -> None:
    mine = ask(centre, RATE, intervals=True, scope=Scope(campaigns=("A",)))
    assert bounds(mine.total[RATE]) == pytest.approx((2 / 3 - 1.959964 * 2 / 9, 2 / 3 + 1.959964 * 2 / 9), abs=1e-6)


def test_a_lead_whose_calls_all_end_alike_counts_once(store: Store) -> None:
    """Ten calls on each of four leads; as many independent calls would say twice and a half as much as there is to know."""
    calls = [
        f"{lead}{n} {lead} A x 2026-09-01T{8 + n // 6:02d}:{n % 6}0Z busy"
        for lead in ("L1", "L2", "L3", "L4")
        for n in range(10)
    ]
    sold = [f"{lead}o{n} {lead} A 2026-09-02T08:00Z 10 confirmed" for lead in ("L1", "L2") for n in range(10)]
    fill(store, attempts=attempts(*calls), orders=orders(*sold))
    low, high = bounds(ask(store, RATE, intervals=True).total[RATE]) or (0, 0)
    residuals = [10 - 5, 10 - 5, 0 - 5, 0 - 5]
    error = (4 * statistics.variance(residuals)) ** 0.5 / 40
    assert (low, high) == pytest.approx((max(0.5 - 1.959964 * error, 0), 0.5 + 1.959964 * error), abs=1e-6)


def test_rows_without_lead_stand_alone(store: Store) -> None:
    """Four calls without lead, two of 60 s and two of 120 s: mean 90, variance 4 / 3 × 3600 / 16 = 300."""
    calls = [{**row, "talk_s": seconds} for row, seconds in zip(
        attempts(*(f"{n} - A x 2026-09-01T08:0{n}Z callback" for n in range(4))), (60, 60, 120, 120), strict=True)]  # fmt: skip
    fill(store, attempts=calls)
    low, high = bounds(ask(store, "average_talk_time", intervals=True).total["average_talk_time"]) or (0, 0)
    assert (low, high) == pytest.approx((90 - 1.959964 * 300**0.5, 90 + 1.959964 * 300**0.5), abs=1e-4)


def test_proportions_keep_theirs_and_what_no_lead_brings_has_none(centre: Store) -> None:
    plain, asked = (
        ask(centre, "contact_rate", "average_order_value"),
        ask(centre, "contact_rate", "average_order_value", intervals=True),
    )
    assert bounds(asked.total["contact_rate"]) == bounds(plain.total["contact_rate"])
    # 100 and 300 on two orders: R = 200, residuals ±100, variance 2 × 20000 / 4 = 10000, at least nothing
    assert bounds(asked.total["average_order_value"]) == pytest.approx((200 - 195.9964, 395.9964), abs=1e-3)
    assert ask(centre, "calls_per_hour", intervals=True).total["calls_per_hour"]["low"] is None


def test_a_comparison_is_not_asked_with_it(centre: Store) -> None:
    with pytest.raises(UsageError, match="ask for intervals, or to compare"):
        ask(centre, RATE, intervals=True, compare="previous", period=("2026-09-01", "2026-09-02"))


def test_on_the_command_line(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with cadran.open(tmp_path / "centre.duckdb") as store:
        fill(store, attempts=CALLS, orders=ORDERS)
    assert run(["kpi", RATE, "--intervals", "--format", "csv", "--store", str(tmp_path / "centre.duckdb")]) == 0
    assert "0.0756" in capsys.readouterr().out


def test_many_rows_are_added_up_some_leads_at_a_time(centre: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask(centre, RATE, "average_order_value", by="campaign", intervals=True)
    monkeypatch.setattr(ratio_intervals, "ROWS", 1)
    parted = ask(centre, RATE, "average_order_value", by="campaign", intervals=True)
    assert (parted.rows, parted.total) == (whole.rows, whole.total)
    assert bounds(whole.total[RATE]) is not None
