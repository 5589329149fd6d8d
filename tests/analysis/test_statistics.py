"""Intervals, strata and shrinkage against published values and sums done by hand."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadran.analysis.statistics import (
    MIN_DEN,
    beta_cdf,
    beta_prior,
    beta_quantile,
    decided,
    find_break,
    mantel_haenszel,
    newcombe,
    wilson_at,
    z_of,
)
from cadran.query.numbers import wilson

counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_newcombe_gives_the_intervals_of_his_paper() -> None:
    # Newcombe (1998), table II, method 10: 56/70 - 48/80 and 9/10 - 3/10
    assert newcombe((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe((9, 10), (3, 10)) == pytest.approx((0.1705, 0.8090), abs=5e-5)


@given(counts, counts)
def test_a_difference_lies_in_its_interval_and_turns_with_its_sides(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = newcombe(one, other)
    gap = one[0] / one[1] - other[0] / other[1]
    assert -1 - 1e-9 <= low <= gap + 1e-9
    assert gap - 1e-9 <= high <= 1 + 1e-9
    assert newcombe(other, one) == pytest.approx((-high, -low))


@given(counts)
def test_wilson_at_the_usual_level_is_wilson(one: tuple[int, int]) -> None:
    assert wilson_at(*one, z_of()) == pytest.approx(wilson(*one))


def test_more_tests_need_wider_intervals() -> None:
    assert z_of(1) == pytest.approx(1.959964, abs=1e-6)
    assert z_of(5) == pytest.approx(2.575829, abs=1e-6)  # 1 % in all, two-sided
    assert [decided(bounds) for bounds in ((0.1, 0.2), (-0.2, -0.1), (-0.1, 0.1))] == [1, -1, 0]


def test_the_difference_at_equal_strata_by_hand() -> None:
    """1/10 against 2/10, then 9/10 against 30/40.

    Weights 10·10/20 = 5 and 10·40/50 = 8; terms (10 - 20)/20 = -0.5 and (360 - 300)/50 = 1.2; 0.7/13.
    Variance (9·1000 + 16·1000)/(100·400) + (9·64000 + 300·1000)/(400·2500) = 0.625 + 0.876, over 13².
    """
    found = mantel_haenszel([((1, 10), (2, 10)), ((9, 10), (30, 40))], z=1.0)
    assert found is not None
    difference, (low, high) = found
    assert difference == pytest.approx(0.7 / 13)
    assert (high - low) / 2 == pytest.approx(1.501**0.5 / 13)
    assert mantel_haenszel([((1, 10), (0, 0))]) is None


def test_the_prior_by_the_method_of_moments_by_hand() -> None:
    """40/100 and 60/100: mean 0.5, sum of n(p - m)²/(m(1 - m)) = 2·100·0.01/0.25 = 8 for 1 degree of freedom.

    Room 200 - 20000/200 - 1 = 99, correlation 7/99, worth 99/7 - 1 = 92/7 observations.
    """
    assert beta_prior([(40, 100), (60, 100)]).size == pytest.approx(92 / 7)


def test_members_that_differ_by_chance_alone_have_no_spread() -> None:
    assert beta_prior([(50, 100), (51, 100), (49, 100)]).size == inf
    assert beta_prior([(5, 10)]).size == inf


def test_the_beta_distribution() -> None:
    # of a beta(2, 3) the function is 6x² - 8x³ + 3x⁴
    for x in (0.1, 0.5, 0.9):
        assert beta_cdf(x, 2, 3) == pytest.approx(6 * x**2 - 8 * x**3 + 3 * x**4)
    assert beta_cdf(0.3, 1, 1) == pytest.approx(0.3)
    assert (beta_cdf(0, 2, 2), beta_cdf(1, 2, 2)) == (0, 1)
    assert beta_quantile(0.5, 40, 40) == pytest.approx(0.5)
    assert beta_quantile(0.25, 1, 1) == pytest.approx(0.25)


@given(st.floats(0.01, 0.99), st.floats(0.5, 5000), st.floats(0.5, 5000))
def test_a_quantile_is_where_the_distribution_comes_to_it(q: float, a: float, b: float) -> None:
    x = beta_quantile(q, a, b)
    if 1e-12 < x < 1 - 1e-9:  # at the very ends the function is steeper than floats are fine
        assert beta_cdf(x, a, b) == pytest.approx(q, abs=1e-6)


STEADY = [(30, 100)] * 8


def test_a_series_that_drops_breaks_where_it_drops() -> None:
    found = find_break([(30, 100)] * 4 + [(5, 100)] * 4, STEADY, tests=1)
    assert found is not None
    assert found.place == 4
    assert (found.before, found.after) == ((120, 400), (20, 400))
    assert found.change == pytest.approx(-0.25)
    assert found.high < 0


def test_a_series_that_moves_with_the_others_does_not_break() -> None:
    dropping = [(30, 100)] * 4 + [(5, 100)] * 4
    assert find_break(dropping, [(300, 1000)] * 4 + [(50, 1000)] * 4, tests=1) is None
    assert find_break(STEADY, STEADY, tests=1) is None


def test_a_series_alone_is_judged_by_itself() -> None:
    found = find_break([(30, 100)] * 4 + [(5, 100)] * 4, [(0, 0)] * 8, tests=1)
    assert found is not None
    assert found.place == 4


def test_one_odd_week_or_too_few_rows_make_no_break() -> None:
    assert find_break([(30, 100)] * 7 + [(2, 100)], STEADY, tests=1) is None
    assert find_break([(10, MIN_DEN // 4)] * 2 + [(1, MIN_DEN // 4)] * 2, STEADY[:4], tests=1) is None


def test_weeks_that_scatter_need_a_larger_change() -> None:
    wild = [(10, 100), (50, 100), (12, 100), (48, 100), (5, 100), (40, 100), (6, 100), (41, 100)]
    calm = [(30, 100)] * 4 + [(15, 100)] * 4
    assert find_break(wild, [(0, 0)] * 8, tests=1) is None
    assert find_break(calm, [(0, 0)] * 8, tests=1) is not None
