"""From aggregates to a figure, without a store: what is read is given by hand, by the measure and what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from cadran.catalogue import FACTS
from cadran.catalogue.shape import Measure, Part
from cadran.query.compile import type_of
from cadran.query.figures import Aggregates
from cadran.query.plan import plan
from cadran.query.request import Request
from cadran.query.slots import Figure, Slot
from cadran.query.state import StoreState
from tests.query.world import counted, declared, kpi, summed

STATE = StoreState("UTC", datetime(2026, 9, 30), present=frozenset({"attempts", "orders", "agent_time"}))
MEASURES = [
    counted("seen", "attempts", "started"),
    counted("machines", "attempts", "started", "channel = 'phone'"),
    counted("sold", "orders", "ordered"),
    summed("talked", "attempts", "started", "talk_s"),
    summed("money", "orders", "ordered", "amount_base"),
    Measure("median", (Part("attempts", "quantile", "started", "talk_s", q=0.5),)),
    Measure("hours", (), rule="opening_hours"),
    Measure("timers", (Part("agent_time", "sum", "spent", "duration_s"),), rule="full_time"),
]
ALL = frozenset({"attempts", "orders", "agent_time"})


def figure(num: str, den: str | None = None, **more: Any) -> Figure:
    catalogue = declared(kpi("own", num, den, **more), measures=MEASURES)
    return plan(catalogue, STATE, Request(("own",))).figures[0]


def value(
    one: Figure, given: Mapping[str, Any], loaded: frozenset[str] = ALL, hours: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """`given`: measure → its aggregate, or (aggregate, rows), or (aggregate, rows, rows without a rate)."""
    cells: dict[Slot, Any] = {}
    for term in (*one.num, *(one.den or ())):
        for piece in term.pieces:
            found = given.get(term.measure)
            parts = found if isinstance(found, tuple) else (found, found, 0)
            cells[piece.value] = parts[0]
            if piece.rows != piece.value:
                cells[piece.rows] = parts[1]
            if piece.unconverted:
                cells[piece.unconverted] = parts[2] if len(parts) > 2 else 0
    return value_of(one, cells.get, lambda slot: slot.fact in loaded, lambda rule: (hours or {}).get(rule))


def value_of(one: Figure, *given: Any) -> dict[str, Any]:
    """The figure of one cell."""
    return values_of(one, 1, *([ask] for ask in given))[0]


def values_of(
    one: Figure, cells: int, read: Sequence[Any], loaded: Sequence[Any], clock: Sequence[Any] = ()
) -> list[dict[str, Any]]:
    """The figures of so many cells: what is read of each, whether its fact was loaded, its hours."""

    def asked(of: Sequence[Any]) -> Any:
        return lambda name: np.array([None if not of else ask(name) for ask in of or [None] * cells], np.float64)

    slots = list(dict.fromkeys(one.slots()))
    types = {slot: type_of(FACTS[slot.fact], slot) for slot in slots}
    values, hours = np.array([asked(read)(slot) for slot in slots]).reshape(-1, cells), asked(clock)
    aggregates = Aggregates(
        values, {slot: line for line, slot in enumerate(slots)}, lambda slot: asked(loaded)(slot).astype(bool),
        lambda figure, rule: hours(rule), types,
    )  # fmt: skip
    return aggregates.columns([one]).cells(0)


def told(found: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(found[name] for name in names or ("value", "state", "n"))


def test_terms_are_added_and_taken_away() -> None:
    assert told(value(figure("seen - machines"), {"seen": 7, "machines": 2})) == (5, "ok", 5)
    assert told(value(figure("seen + machines"), {"seen": 7, "machines": 2})) == (9, "ok", 9)


def test_of_several_facts_n_counts_what_is_added() -> None:
    assert told(value(figure("seen - sold"), {"seen": 7, "sold": 2})) == (5, "ok", 7)
    assert told(value(figure("seen + sold"), {"seen": 7, "sold": 2})) == (9, "ok", 9)


def test_a_count_is_whole_and_money_stays_exact_until_it_is_shown() -> None:
    found = value(figure("seen"), {"seen": Decimal(3)})
    assert told(found) == (3, "ok", 3)
    assert isinstance(found["value"], int)
    exact = value(figure("money + money"), {"money": (Decimal("0.1"), 1)})["value"]
    assert (exact, type(exact)) == (0.2, float)
    assert value(figure("money + talked"), {"money": (Decimal("0.5"), 1), "talked": (1.5, 1)})["value"] == 2.0


def test_nothing_found_is_zero_where_its_fact_was_loaded_and_unknown_elsewhere() -> None:
    for measure in ("seen", "talked", "money"):
        assert told(value(figure(measure), {})) == (0, "ok", 0)
        assert told(value(figure(measure), {}, frozenset())) == (None, "not_loaded", 0)
    assert told(value(figure("talked"), {"talked": (12, 1)}, frozenset())) == (12, "ok", 1)  # rows are there


def test_a_sum_over_rows_that_do_not_say_is_unknown_and_so_is_a_quantile_of_nothing() -> None:
    assert told(value(figure("talked"), {"talked": (None, 2)})) == (None, "no_data", 2)
    assert told(value(figure("median"), {})) == (None, "no_data", 0)
    assert told(value(figure("median"), {"median": (4.5, 3)})) == (4.5, "ok", 3)


@pytest.mark.parametrize("num", ["seen + talked + sold", "sold + seen + talked", "talked + sold + seen"])
def test_what_is_not_loaded_is_told_first(num: str) -> None:
    given = {"seen": 5, "talked": (None, 2)}
    assert told(value(figure(num), given, frozenset({"attempts"})), "value", "state") == (None, "not_loaded")
    assert told(value(figure(num), given), "value", "state") == (None, "no_data")


def test_a_rate_over_nothing_is_unknown_and_keeps_its_parts() -> None:
    rate = figure("seen", "sold")
    assert told(value(rate, {"seen": 3}), "value", "num", "den", "state", "n") == (None, 3, 0, "no_data", 0)
    assert told(value(rate, {"seen": 3}, frozenset({"attempts"})), "num", "den", "state") == (3, None, "not_loaded")
    assert told(value(rate, {"sold": 3}, frozenset({"orders"})), "num", "den", "state", "n") == (
        None,
        3,
        "not_loaded",
        3,
    )
    assert told(value(rate, {"seen": 3, "sold": 4}), "value", "n", "basis") == (0.75, 4, "activity")


def test_a_factor_multiplies_the_value_and_its_interval_and_not_its_parts() -> None:
    rate = figure("machines", "seen", factor=1000.0, subset=True)
    found = value(rate, {"machines": 5, "seen": 10})
    assert told(found, "value", "num", "den") == (500.0, 5, 10)
    assert (round(found["low"], 1), round(found["high"], 1)) == (236.6, 763.4)  # Wilson, 5 of 10
    volume = value(figure("seen", factor=0.5), {"seen": 3})
    assert told(volume, "value", "num", "den", "low", "high") == (1.5, 3, None, None, None)
    assert value(figure("seen", factor=0.5), {}, frozenset())["value"] is None


def test_only_a_proportion_has_an_interval() -> None:
    assert told(value(figure("machines", "seen"), {"machines": 5, "seen": 10}), "value", "low", "high") == (
        0.5,
        None,
        None,
    )
    other_fact = figure("sold", "seen", subset=True)
    assert told(value(other_fact, {"sold": 5, "seen": 10}), "value", "low", "high") == (0.5, None, None)
    past = value(figure("machines", "seen", subset=True), {"machines": 11, "seen": 10})
    assert told(past, "value", "low", "high") == (1.1, None, None)
    unknown = value(figure("machines", "seen", subset=True), {"machines": 5})
    assert told(unknown, "low", "high") == (None, None)


def test_rows_without_a_rate_make_the_money_unknown_and_are_counted_on_both_sides() -> None:
    lacking = {"money": (Decimal(10), 3, 2), "sold": 4}
    found = value(figure("money", "sold"), lacking)
    assert told(found, "value", "num", "state", "n") == (None, None, "no_data", 4)
    assert found["excluded"] == {"immature": None, "unmapped": None, "unconverted": 2}
    assert value(figure("money + money", "sold"), lacking)["excluded"]["unconverted"] == 4
    assert value(figure("sold", "money"), lacking)["excluded"]["unconverted"] == 2
    assert value(figure("money", "money"), lacking)["excluded"]["unconverted"] == 4
    assert value(figure("money"), {"money": (Decimal(10), 3, 0)})["excluded"]["unconverted"] == 0
    assert value(figure("seen"), {"seen": 1})["excluded"]["unconverted"] is None


def test_what_was_left_out_is_counted_once_a_fact() -> None:
    flagged = figure("calls_contacted + calls_contacted", "calls + calls")
    read = dict.fromkeys(flagged.unmapped, 3)
    excluded = value_of(flagged, lambda slot: read.get(slot, 1), lambda slot: True)["excluded"]
    assert excluded == {"immature": None, "unmapped": 3, "unconverted": None}
    young = figure("machines", "seen", basis=None, window_s=3600)
    assert value_of(young, lambda slot: None, lambda slot: True)["excluded"]["immature"] == 0


def test_the_periods_own_hours_divide() -> None:
    per_hour = figure("seen", "hours")
    assert told(value(per_hour, {"seen": 6}, hours={"opening_hours": 4.0}), "value", "den", "n") == (1.5, 4.0, 0)
    assert told(value(per_hour, {"seen": 6}), "value", "den", "state") == (None, None, "no_data")
    assert value_of(per_hour, lambda slot: 6, lambda slot: True)["state"] == "no_data"  # without a clock


def test_full_timers_are_seconds_over_those_of_a_full_time_week() -> None:
    timers = figure("timers")  # 70 hours worked, 35 of a full-timer: two
    assert told(value(timers, {"timers": (252000, 9)}, hours={"full_time": 35.0})) == (2.0, "ok", 9)
    assert told(value(timers, {"timers": (252000, 9)})) == (None, "no_data", 9)
    assert told(value(timers, {"timers": (252000, 9)}, hours={"full_time": 0.0})) == (None, "no_data", 9)
    assert told(value(timers, {"timers": (None, 9)}, hours={"full_time": 35.0})) == (None, "no_data", 9)
    assert told(value(timers, {}, frozenset(), {"full_time": 35.0})) == (None, "not_loaded", 0)


def test_a_decision_and_a_comparison_are_left_to_others() -> None:
    assert told(value(figure("seen"), {"seen": 1}), "decision", "previous") == (None, None)


def test_cells_are_computed_together_and_each_for_itself() -> None:
    """5 of 10, nothing of 4, 3 of an unknown number (not loaded), nothing of nothing."""
    rate = figure("machines", "sold")
    seen, sold = (5, None, 3, None), (10, 4, None, None)
    given = [{"machines": one, "sold": other} for one, other in zip(seen, sold, strict=True)]
    read = [_reading(rate, each) for each in given]
    loaded = [lambda slot, at=at: slot.fact == "attempts" or at != 2 for at in range(4)]
    found = [told(each, "value", "num", "den", "state") for each in values_of(rate, 4, read, loaded)]
    assert found == [(0.5, 5, 10, "ok"), (0.0, 0, 4, "ok"), (None, 3, None, "not_loaded"), (None, 0, 0, "no_data")]


def _reading(one: Figure, given: Mapping[str, Any]) -> Any:
    counts = {piece.value: given[term.measure] for term in (*one.num, *(one.den or ())) for piece in term.pieces}
    return counts.get


def test_money_is_added_up_exactly() -> None:
    """0.1 + 0.2 is 0.3, and a margin of 0.3 less a cost of 0.1 is 0.2: as floats they would be neither."""
    three = {"money": (Decimal("0.1"), 1)}
    assert value(figure("money + money + money"), three)["value"] == 0.3
    assert value(figure("money - (money + money)"), three)["value"] == -0.1
    assert value(figure("money + seen"), {"money": (Decimal("0.7"), 1), "seen": 3})["value"] == 3.7
