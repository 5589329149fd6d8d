"""Newcombe's interval of a difference against published examples, and what is said of a difference."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.query.compare import difference
from cadran.query.numbers import apart, wilson


def _proportion(num: int, den: int) -> dict[str, Any]:
    bounds = wilson(num, den)
    assert bounds is not None
    return {"value": num / den, "num": num, "den": den, "low": bounds[0], "high": bounds[1]}


def _plain(value: float | None, den: float | None = None) -> dict[str, Any]:
    return {"value": value, "num": value, "den": den, "low": None, "high": None}


# R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
# (1998), table II, method 10
@pytest.mark.parametrize(
    ("ours", "theirs", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_1998(ours: tuple[int, int], theirs: tuple[int, int], low: float, high: float) -> None:
    found = difference(_proportion(*ours), _proportion(*theirs))
    assert (round(found["low"], 4), round(found["high"], 4)) == (low, high)
    assert found["value"] == pytest.approx(ours[0] / ours[1] - theirs[0] / theirs[1])


def test_swapping_the_sides_turns_the_interval_round() -> None:
    one, other = wilson(56, 70), wilson(48, 80)
    assert one is not None
    assert other is not None
    low, high = apart(0.8, one, 0.6, other)
    assert apart(0.6, other, 0.8, one) == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (_proportion(56, 70), _proportion(48, 80), "higher"),
        (_proportion(48, 80), _proportion(56, 70), "lower"),
        (_proportion(5, 56), _proportion(0, 29), "undecided"),
        (_plain(12), _plain(10), "higher"),
        (_plain(10), _plain(12), "lower"),
        (_plain(10), _plain(10), "undecided"),
        (_plain(180.0, 20), _plain(150.0, 20), "undecided"),  # a mean: nothing is known of its spread
        (_plain(None), _plain(10), None),
    ],
)
def test_the_verdict(ours: dict[str, Any], theirs: dict[str, Any], verdict: str | None) -> None:
    assert difference(ours, theirs)["verdict"] == verdict


def test_a_difference_is_in_the_figures_own_unit_and_relative_to_the_other() -> None:
    assert difference(_plain(12), _plain(10)) == {
        "value": 2, "relative": pytest.approx(0.2), "low": None, "high": None, "verdict": "higher"
    }  # fmt: skip
    assert difference(_plain(12), _plain(0))["relative"] is None
    assert difference(_plain(-5.0), _plain(-10.0))["relative"] == pytest.approx(0.5)  # a loss halved: up by half
