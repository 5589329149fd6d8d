"""The division and the interval."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadran.query.numbers import ratio, wilson


@pytest.mark.parametrize(
    ("num", "den", "value"),
    [(1, 2, 0.5), (0, 4, 0.0), (0, 0, None), (3, 0, None), (None, 3, None), (3, None, None), (Decimal("30"), 3, 10.0)],
)
def test_nothing_over_nothing_is_unknown(num: int | None, den: int | None, value: float | None) -> None:
    assert ratio(num, den) == value


def test_a_factor_multiplies_once() -> None:
    assert ratio(32, 1000, 1000.0) == 32.0


@pytest.mark.parametrize(
    ("num", "den", "low", "high"),
    [  # published tables of the score interval (Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_published_tables(num: int, den: int, low: float, high: float) -> None:
    bounds = wilson(num, den)
    assert bounds is not None
    assert (round(bounds[0], 4), round(bounds[1], 4)) == (low, high)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_interval_holds_the_proportion(num: int, den: int) -> None:
    bounds = wilson(num, den)
    if num > den:
        assert bounds is None
    else:
        assert bounds is not None
        assert 0 <= bounds[0] <= num / den <= bounds[1] <= 1


def test_the_interval_of_all_or_nothing_ends_exactly_there() -> None:
    for den in range(1, 2000):
        assert (wilson(0, den) or (None,))[0] == 0.0
        assert (wilson(den, den) or (None, None))[1] == 1.0


@pytest.mark.parametrize(("num", "den"), [(0, 0), (1, 0), (-1, 5), (6, 5), (0, -1)])
def test_what_is_no_proportion_has_no_interval(num: int, den: int) -> None:
    assert wilson(num, den) is None
