"""Intervals, strata and shrinkage against published values and sums done by hand."""

from __future__ import annotations

from math import inf

import numpy as np
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
    standardised,
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
    Sato's P: (100·2 - 100·1)/400 = 0.25 and (100·30 - 1600·9 + 400·30/2)/2500 = -2.16, together -1.91; his Q:
    (1·8 + 2·9)/40 = 0.65 and (9·10 + 30·1)/100 = 1.2, together 1.85. The bounds are where (d - 0.7/13)² = (Q + P d)/13².
    """
    found = mantel_haenszel([((1, 10), (2, 10)), ((9, 10), (30, 40))], z=1.0)
    assert found is not None
    difference, (low, high) = found
    assert difference == pytest.approx(0.7 / 13)
    for bound in (low, high):
        assert (bound - 0.7 / 13) ** 2 == pytest.approx((1.85 - 1.91 * bound) / 169)
    assert mantel_haenszel([((1, 10), (0, 0))]) is None


@pytest.mark.parametrize(
    ("strata", "ours", "theirs", "low", "high", "gap"),
    [
        (5, 200, 100, 0.1, 0.6, 0.0),
        (50, 4, 4, 0.1, 0.6, 0.1),
        (300, 1, 5, 0.05, 0.5, 0.0),
        (300, 2, 3, 0.02, 0.05, 0.0),
    ],
)
def test_the_interval_at_equal_strata_misses_one_time_in_twenty(
    strata: int, ours: int, theirs: int, low: float, high: float, gap: float
) -> None:
    """Also of many small strata: 1,500 worlds, their levels drawn between `low` and `high`; 75 missed ± 4 standard errors."""
    draw = np.random.default_rng(20260922)
    missed = 0
    for _ in range(1500):
        level = draw.uniform(low, high, strata)
        some, others = draw.binomial(ours, level + gap), draw.binomial(theirs, level)
        found = mantel_haenszel([((int(a), ours), (int(b), theirs)) for a, b in zip(some, others, strict=True)])
        assert found is not None
        missed += not found[1][0] <= gap <= found[1][1]
    assert 40 <= missed <= 110


def test_rates_at_our_mix_of_strata_by_hand() -> None:
    """30/100 and 10/300 of ours, 50/100 and 10/100 of theirs: 40/400 against (100·0.5 + 300·0.1)/400 = 0.2; half is 0.1."""
    found = standardised([((30, 100), (50, 100)), ((10, 300), (10, 100)), ((5, 5), (0, 0))], 0.5, z=1.0)
    assert found is not None
    ours, theirs, (low, high) = found
    assert (ours, theirs) == (pytest.approx(0.1), pytest.approx(0.2))
    variance = 41 * 361 / 402**3 + 0.25 * (0.25**2 * 51 * 51 / 102**2 / 100 + 0.75**2 * 11 * 91 / 102**2 / 100)
    assert (low, high) == (pytest.approx(-(variance**0.5)), pytest.approx(variance**0.5))
    assert standardised([((1, 2), (0, 0))], 0.5) is None


def test_the_prior_by_the_method_of_moments_by_hand() -> None:
    """40/100 and 60/100: mean 0.5, sum of n(p - m)²/(m(1 - m)) = 2·100·0.01/0.25 = 8 for 1 degree of freedom.

    Room 200 - 20000/200 - 1 = 99, correlation 7/99, worth 99/7 - 1 = 92/7 observations.
    """
    assert beta_prior([(40, 100), (60, 100)]).size == pytest.approx(92 / 7)


def test_members_of_whom_all_or_nobody_did_say_nothing_of_the_spread() -> None:
    """Beside 40/100 and 60/100 expected at 0.5: those of no observation, or expected at 0 or 1."""
    members, means = [(40, 100), (60, 100), (0, 0), (5, 5), (0, 7)], [0.5, 0.5, 0.5, 1.0, 0.0]
    assert beta_prior(members, means).size == pytest.approx(92 / 7)
    assert beta_prior([(5, 5), (3, 3)]).size == inf
    assert beta_prior([(0, 5), (0, 0)]).size == inf
    assert beta_prior([]).size == inf


def test_members_of_one_observation_each_cannot_tell_their_spread() -> None:
    """One each: no room (2 - 2/2 - 1 = 0). All apart: 0/10 and 10/10, n(p - m)²/(m(1 - m)) = 20 of room 9: r > 1."""
    assert beta_prior([(0, 1), (1, 1)]).size == inf
    assert beta_prior([(0, 10), (10, 10)]).size == 1e-6


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


def test_the_interval_of_a_break_by_hand() -> None:
    """Before 10 and 30 of 100, after 60 twice: the change is 0.6 - 0.2 = 0.4.

    Shares with one success and one failure more: 41/202 and 121/202. Scatter around 0.2: (10² + 10²)/16 = 12.5, around
    0.6 nothing; over 4 periods less 2: 6.25. One place has two periods on each side.
    """
    found = find_break([(10, 100), (30, 100), (60, 100), (60, 100)], [(0, 0)] * 4, tests=1)
    assert found is not None
    assert (found.place, found.before, found.after) == (2, (40, 200), (120, 200))
    variance = (41 * 161 + 121 * 81) / 202**3 * 6.25
    assert (found.low, found.high) == pytest.approx(
        (0.4 - 1.959964 * variance**0.5, 0.4 + 1.959964 * variance**0.5), abs=1e-6
    )


def test_the_interval_of_a_break_beyond_the_others_by_hand() -> None:
    """The others go from 20 to 40 of 200 with some scatter, so that 0.1 of the 0.4 is theirs.

    Around 0.1: 15 and 5 of 100, (5² + 5²)/9 = 50/9; around 0.2: 20 twice; over 2 degrees of freedom 25/9.
    """
    series = [(20, 100), (20, 100), (60, 100), (60, 100)]
    found = find_break(series, [(15, 100), (5, 100), (20, 100), (20, 100)], tests=1)
    assert found is not None
    assert (found.others_before, found.others_after) == ((20, 200), (40, 200))
    variance = (41 * 161 + 121 * 81) / 202**3 + (21 * 181 + 41 * 161) / 202**3 * 25 / 9
    assert (found.low, found.high) == pytest.approx(
        (0.3 - 1.959964 * variance**0.5, 0.3 + 1.959964 * variance**0.5), abs=1e-6
    )


def test_every_place_and_every_series_looked_at_widens_the_interval() -> None:
    """Six periods: places 2, 3 and 4 have enough on both sides; with two series looked at, six tests."""
    series = [(20, 100)] * 3 + [(60, 100)] * 3
    found = find_break(series, [(0, 0)] * 6, tests=2)
    assert found is not None
    assert found.place == 3
    variance = (61 * 241 + 181 * 121) / 302**3
    assert (found.high - found.low) / 2 == pytest.approx(z_of(6) * variance**0.5)
    assert z_of(6) == pytest.approx(2.638257, abs=1e-6)  # 0.05/6, two-sided


def test_others_of_whom_nobody_did_are_compared_with_all_the_same() -> None:
    found = find_break([(20, 100)] * 2 + [(60, 100)] * 2, [(0, 100)] * 4, tests=1)
    assert found is not None
    assert (found.low + found.high) / 2 == pytest.approx(0.4)
    half = find_break([(20, 100)] * 2 + [(60, 100)] * 2, [(0, 0)] * 2 + [(50, 100)] * 2, tests=1)
    assert half is not None
    assert (half.low + half.high) / 2 == pytest.approx(0.4)  # nobody to compare with before: alone


@pytest.mark.parametrize(
    ("before", "enough"),
    [
        ([(10, 50), (10, 50)], True),
        ([(10, 50), (10, 49)], False),  # 99 observations
        ([(5, 50), (5, 50)], True),  # 10 successes
        ([(5, 50), (4, 50)], False),
        ([(45, 50), (45, 50)], True),  # 10 failures
        ([(45, 50), (46, 50)], False),
        ([(20, 100), (0, 0)], False),  # one period, and an empty one
    ],
)
def test_what_each_side_of_a_break_needs(before: list[tuple[int, int]], enough: bool) -> None:
    after = [(900, 1000) if before[0][0] < 40 else (100, 1000)] * 2
    assert (find_break(before + after, [(0, 0)] * 4, tests=1) is not None) is enough
    assert (find_break(after + before, [(0, 0)] * 4, tests=1) is not None) is enough


def test_strata_without_one_side_are_left_out() -> None:
    """Of the strata with both: 1/10 against 2/10 (-0.1) alone."""
    found = mantel_haenszel([((5, 5), (0, 0)), ((1, 10), (2, 10)), ((0, 0), (9, 9))])
    assert found is not None
    assert found[0] == pytest.approx(-0.1)
    assert mantel_haenszel([]) is None


def test_the_usual_level_where_none_is_given() -> None:
    strata = [((1, 10), (2, 10))]
    assert mantel_haenszel(strata) == mantel_haenszel(strata, z_of())
    assert newcombe((56, 70), (48, 80)) == newcombe((56, 70), (48, 80), z_of(1, 0.05))
    assert newcombe((56, 70), (48, 80), z_of(9)) != newcombe((56, 70), (48, 80))
    assert z_of(0) == z_of(1)
    assert decided((0.0, 0.1)) == decided((-0.1, 0.0)) == 0
