"""Which target holds for a value, and on which side of it the value is: on results written by hand, without a store."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from cadran.catalogue import KPIS
from cadran.catalogue.shape import Better
from cadran.config import Target
from cadran.query.request import Request, Scope
from cadran.query.result import Result
from cadran.query.targets import decided as decide
from tests.query.world import drawn, kpi

SEPTEMBER = (date(2026, 9, 1), date(2026, 10, 1))
DURING, AFTER = datetime(2026, 9, 15), datetime(2026, 9, 30, 22)  # in Paris, October starts at 22:00 UTC
NONE = {"low": None, "high": None, "state": "ok", "decision": None}


def figure(value: float | None, low: float | None = None, high: float | None = None, **more: Any) -> dict[str, Any]:
    return {**NONE, "value": value, "low": low, "high": high, **more}


def decided(
    id: str, value: dict[str, Any], *targets: Target, as_of: datetime = AFTER, kpis: Any = KPIS, **asked: Any
) -> dict[str, Any]:
    """The value as it is once decided, as the total of a request for September."""
    period = asked.pop("period", SEPTEMBER)
    result = _result({id: value}, [], as_of, period)
    return decide(result, Request((id,), period=period, **asked), kpis, targets).total[id]


def _result(total: dict[str, Any], rows: list[dict[str, Any]], as_of: datetime, period: Any, **more: Any) -> Result:
    days = {side: day.isoformat() if day else None for side, day in zip(("from", "to"), period, strict=True)}
    keys, columns = drawn(rows, total, more.get("grain"))
    return Result({**days, "zone": "Europe/Paris"}, "activity", as_of, as_of, more.get("by", ()), more.get("grain"),
                  keys, columns, [])  # fmt: skip


def month(id: str, value: float, upto: float | None = None, **more: Any) -> Target:
    return Target(id, value, upto, first=SEPTEMBER[0], end=SEPTEMBER[1], **more)


@pytest.mark.parametrize(
    ("better", "amount", "during", "after"),
    [  # a target of 50: reached is reached at once where more is wanted, and only at the end where less is
        (Better.UP, 51, "above", "above"),
        (Better.UP, 50, "above", "above"),
        (Better.UP, 49, "undecided", "below"),
        (Better.DOWN, 51, "above", "above"),
        (Better.DOWN, 50, "undecided", "below"),
        (Better.DOWN, 49, "undecided", "below"),
        (Better.NONE, 50, "undecided", "above"),
    ],
)
def test_a_volume_is_on_the_side_it_has_reached(better: Better, amount: float, during: str, after: str) -> None:
    volume = {"own": kpi("own", "calls")}
    object.__setattr__(volume["own"], "better", better)
    for as_of, side in ((DURING, during), (AFTER, after), (datetime(2026, 9, 30, 21, 59), during)):
        assert decided("own", figure(amount), month("own", 50), as_of=as_of, kpis=volume)["decision"] == side


@pytest.mark.parametrize(
    ("amount", "during", "after"),
    [
        (61, "above", "above"),
        (60, "undecided", "undecided"),
        (50, "undecided", "undecided"),
        (49, "undecided", "below"),
    ],
)
def test_a_volume_within_its_band_is_undecided(amount: float, during: str, after: str) -> None:
    for as_of, side in ((DURING, during), (AFTER, after)):
        assert decided("calls", figure(amount), month("calls", 50, 60), as_of=as_of)["decision"] == side


@pytest.mark.parametrize(
    ("low", "high", "upto", "side"),
    [
        (0.51, 0.60, None, "above"),
        (0.50, 0.60, None, "undecided"),
        (0.40, 0.50, None, "undecided"),
        (0.40, 0.49, None, "below"),
        (0.51, 0.60, 0.55, "undecided"),
        (0.56, 0.60, 0.55, "above"),
    ],
)
def test_a_proportion_is_decided_where_its_whole_interval_is_past_the_target(
    low: float, high: float, upto: float | None, side: str
) -> None:
    value = decided("contact_rate", figure(0.5, low, high), Target("contact_rate", 0.5, upto))
    assert value["decision"] == side
    assert value["target"] == {"value": 0.5, "upto": upto}


def test_what_is_unknown_is_undecided() -> None:
    assert decided("calls", figure(None, state="not_loaded"), month("calls", 50))["decision"] == "undecided"
    assert decided("calls", figure(70, state="no_data"), month("calls", 50))["decision"] == "undecided"


A_LONG_TIME = date(2026, 1, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("targets", "held"),
    [
        ((Target("contact_rate", 1), Target("contact_rate", 2)), 2),  # of two alike the later one
        ((Target("contact_rate", 1, first=A_LONG_TIME[0]), Target("contact_rate", 2)), 1),  # dated, on one side only
        ((Target("contact_rate", 1, end=A_LONG_TIME[1]), Target("contact_rate", 2)), 1),
        ((month("contact_rate", 1), Target("contact_rate", 2, first=A_LONG_TIME[0], end=A_LONG_TIME[1])), 1),  # shorter
        ((Target("contact_rate", 1, per="month"), month("contact_rate", 2)), 1),  # of the month itself
        ((Target("contact_rate", 1, where=(("campaign", "A"),)), Target("contact_rate", 2, per="month")), 1),
    ],
)
def test_the_most_precise_target_holds(targets: tuple[Target, ...], held: float) -> None:
    assert decided("contact_rate", figure(0.5), *targets, where={"campaign": "A"})["target"]["value"] == held


def target_of(target: Target, id: str = "contact_rate", **asked: Any) -> float | None:
    found: dict[str, float] | None = decided(id, figure(0.5), target, **asked).get("target")
    return found["value"] if found else None


def test_a_target_of_a_member_holds_for_that_member_alone() -> None:
    of_a = Target("contact_rate", 1, where=(("campaign", "A"),))
    assert target_of(of_a, where={"campaign": "A"}) == 1
    assert target_of(of_a, where={"campaign": "A"}, scope=Scope(campaigns=("A",))) == 1
    assert target_of(of_a, where={"campaign": "B"}) is None
    assert target_of(of_a, where={"campaign": ["A", "B"]}) is None
    assert target_of(of_a) is None
    assert target_of(of_a, where={"hour": "9"}) is None


def test_a_rates_target_holds_for_any_period_within_its_own() -> None:
    within = month("contact_rate", 1)
    assert target_of(within, period=(date(2026, 9, 1), date(2026, 9, 2))) == 1
    assert target_of(within, period=(date(2026, 9, 30), date(2026, 10, 1))) == 1
    assert target_of(within, period=(date(2026, 8, 31), date(2026, 9, 2))) is None
    assert target_of(within, period=(date(2026, 9, 30), date(2026, 10, 2))) is None
    assert target_of(within, period=(None, date(2026, 9, 2))) is None
    assert target_of(within, period=(date(2026, 9, 1), None)) is None


def test_a_target_per_month_holds_for_exactly_a_month() -> None:
    monthly = Target("contact_rate", 1, per="month")
    assert target_of(monthly) == 1
    assert target_of(monthly, period=(date(2026, 9, 1), date(2026, 9, 30))) is None
    assert target_of(monthly, period=(date(2026, 9, 2), date(2026, 10, 1))) is None
    assert target_of(monthly, period=(date(2026, 9, 1), None)) is None


def test_a_volumes_target_holds_for_exactly_what_it_names() -> None:
    whole, monthly = month("calls", 50), Target("calls", 50, per="month")
    for target in (whole, monthly):
        assert target_of(target, "calls") == 50
        assert target_of(target, "calls", where={"campaign": "A"}) is None
        assert target_of(target, "calls", where={"hour": "9"}) is None
        assert target_of(target, "calls", period=(date(2026, 9, 1), date(2026, 9, 8))) is None
    assert target_of(whole, "calls", period=(date(2026, 9, 1), date(2026, 10, 2))) is None
    of_a = month("calls", 50, where=(("campaign", "A"),))
    assert target_of(of_a, "calls", where={"campaign": "A"}, scope=Scope(campaigns=("A",))) == 50
    assert target_of(of_a, "calls", where={"campaign": "A"}, scope=Scope(campaigns=("B",))) is None  # nothing is seen
    assert target_of(Target("calls", 50, first=date(2026, 9, 2), end=date(2027, 1, 1), per="month"), "calls") is None


def test_a_stocks_target_holds_for_any_period_and_at_once() -> None:
    stock = next(one.id for one in KPIS.values() if one.basis and one.basis.value == "stock" and one.den is None)
    value = decided(stock, figure(5), Target(stock, 50), as_of=DURING)
    assert (value["target"]["value"], value["decision"]) == (50, "below")
    assert target_of(month(stock, 50), stock, period=(date(2026, 8, 1), date(2026, 9, 2))) is None


def test_each_row_has_the_target_of_its_member_and_period() -> None:
    """1 October is a Thursday: asked from 3 September, the first week is four days and no whole one, W37 is whole."""
    weekly = Target("calls", 50, where=(("campaign", "A"),), per="week")
    keys = [
        {"campaign": campaign, "period": week} for campaign in ("A", "B") for week in ("2026-W36", "2026-W37", None)
    ]
    rows = [{"key": key, "values": {"calls": figure(60)}} for key in keys]
    period = (date(2026, 9, 3), date(2026, 10, 1))
    result = _result({"calls": figure(360)}, rows, datetime(2026, 9, 8), period, by=("campaign",), grain="week")
    request = Request(("calls",), by=("campaign",), grain="week", period=period)
    result = decide(result, request, KPIS, [weekly])
    found = {tuple(row["key"].values()): row["values"]["calls"]["decision"] for row in result.rows}
    assert {key for key, decision in found.items() if decision} == {("A", "2026-W37")}
    assert found["A", "2026-W37"] == "above"
    assert result.total["calls"]["decision"] is None


def test_a_row_of_a_finished_period_may_be_below_within_an_unfinished_whole() -> None:
    weekly = Target("calls", 50, per="week")
    rows = [{"key": {"period": week}, "values": {"calls": figure(9)}} for week in ("2026-W37", "2026-W38")]
    result = _result({"calls": figure(18)}, rows, datetime(2026, 9, 14, 12), SEPTEMBER, grain="week")
    result = decide(result, Request(("calls",), grain="week", period=SEPTEMBER), KPIS, [weekly])
    assert [row["values"]["calls"]["decision"] for row in result.rows] == [
        "below",
        "undecided",
    ]  # W37 ended on the 14th


def test_by_what_no_target_names_a_volume_has_none_and_a_rate_that_of_all() -> None:
    rows = [{"key": {"hour": 9}, "values": {"calls": figure(9), "contact_rate": figure(0.5, 0.6, 0.7)}}]
    result = _result({"calls": figure(9), "contact_rate": figure(0.5, 0.6, 0.7)}, rows, AFTER, SEPTEMBER, by=("hour",))
    request = Request(("calls", "contact_rate"), by=("hour",), period=SEPTEMBER)
    result = decide(result, request, KPIS, [month("calls", 5), Target("contact_rate", 0.5)])
    assert {id: value["decision"] for id, value in result.rows[0]["values"].items()} == {
        "calls": None, "contact_rate": "above"
    }  # fmt: skip
    assert {id: value["decision"] for id, value in result.total.items()} == {"calls": "above", "contact_rate": "above"}


def test_without_a_breakdown_the_one_row_is_the_total_itself() -> None:
    result = _result({"calls": figure(70)}, [], AFTER, SEPTEMBER)
    result = decide(result, Request(("calls",), period=SEPTEMBER), KPIS, [month("calls", 50)])
    assert result.rows[0]["values"]["calls"]["decision"] == "above"


def test_an_hour_has_a_rates_target_and_never_a_days_total() -> None:
    values = {"calls": figure(70), "contact_rate": figure(0.5, 0.6, 0.7)}
    rows = [{"key": {"period": f"2026-09-01T{hour}"}, "values": values} for hour in ("09",)]
    period = (date(2026, 9, 1), date(2026, 9, 2))
    result = _result({id: dict(value) for id, value in values.items()}, rows, AFTER, period, grain="hour")
    request = Request(("calls", "contact_rate"), grain="hour", period=period)
    result = decide(result, request, KPIS, [Target("calls", 50, per="day"), Target("contact_rate", 0.5)])
    assert {id: value["decision"] for id, value in result.rows[0]["values"].items()} == {
        "calls": None, "contact_rate": "above"
    }  # fmt: skip
    assert result.total["calls"]["decision"] == "above"
