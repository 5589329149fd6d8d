"""The arithmetic of verdicts against SciPy and statsmodels, which nothing of the product uses."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.api import OLS, WLS
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson

from cadran.analysis.clusters import Cell, difference, student
from cadran.analysis.statistics import (
    beta_cdf,
    beta_quantile,
    mantel_haenszel,
    newcombe,
    normal_quantile,
    poisson,
    wilson_at,
    z_of,
)

COUNTS = st.integers(1, 50_000).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den)))
SOME = COUNTS.filter(lambda counts: 0 < counts[0] < counts[1])
OPEN = st.floats(0.001, 0.999)


@given(OPEN)
def test_the_normal_quantile(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), abs=1e-9)


@given(st.integers(1, 500))
def test_the_quantile_shared_among_tests(tests: int) -> None:
    assert z_of(tests) == pytest.approx(stats.norm.isf(0.025 / tests), rel=1e-9)


@given(OPEN, st.floats(0.5, 3_000), st.floats(0.5, 3_000))
def test_the_beta_distribution(x: float, a: float, b: float) -> None:
    assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@given(OPEN, st.floats(0.5, 3_000), st.floats(0.5, 3_000))
def test_the_quantile_of_the_beta_distribution(q: float, a: float, b: float) -> None:
    assert beta_quantile(q, a, b) == pytest.approx(stats.beta.ppf(q, a, b), abs=1e-9)


@given(st.integers(1, 2_000), st.integers(1, 200))
def test_students_quantile(freedom: int, tests: int) -> None:
    assert student(freedom, tests) == pytest.approx(stats.t.isf(0.025 / tests, freedom), rel=1e-6)


@given(COUNTS, st.integers(1, 100))
def test_wilson(counts: tuple[int, int], tests: int) -> None:
    theirs = proportion_confint(*counts, alpha=0.05 / tests, method="wilson")
    assert wilson_at(*counts, z_of(tests)) == pytest.approx(theirs, abs=1e-9)


@given(SOME, SOME)
def test_newcombe(one: tuple[int, int], other: tuple[int, int]) -> None:
    theirs = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert newcombe(one, other) == pytest.approx(theirs, abs=1e-9)


@given(st.integers(0, 1_000_000))
def test_poisson(count: int) -> None:
    assert poisson(count, z_of()) == pytest.approx(confint_poisson(count, 1, method="score"), rel=1e-9, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40), OPEN, OPEN), min_size=1, max_size=6), st.integers(0, 99)
)
def test_the_difference_at_equal_strata_is_that_of_a_regression(
    drawn: list[tuple[int, int, float, float]], seed: int
) -> None:
    """One row a person: whether they did, on the side and an effect of each stratum."""
    random = np.random.default_rng(seed)
    strata, did, side, place = [], [], [], []
    for stratum, (ours, theirs, p, q) in enumerate(drawn):
        a, b = random.random(ours) < p, random.random(theirs) < q
        strata.append(((int(a.sum()), ours), (int(b.sum()), theirs)))
        did += [*a, *b]
        side += [1] * ours + [0] * theirs
        place += [stratum] * (ours + theirs)
    effects = np.equal.outer(place, range(len(drawn))).astype(float)
    fitted = OLS(np.array(did, float), np.column_stack([side, effects])).fit()
    found = mantel_haenszel(strata)
    assert found is not None
    assert found[0] == pytest.approx(fitted.params[0], abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 9), st.integers(3, 9), st.integers(1, 4), st.integers(0, 10_000))
def test_the_difference_of_clusters_has_the_variance_of_a_cluster_robust_regression(
    ours: int, theirs: int, strata: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    cells = []
    for cluster in range(ours + theirs):
        for stratum in range(strata):
            den = int(random.integers(5, 80))
            cells.append(
                Cell(cluster, stratum, cluster < ours, int(random.binomial(den, random.uniform(0.1, 0.6))), den)
            )
    effects = np.equal.outer([cell.stratum for cell in cells], range(strata)).astype(float)
    fitted = WLS(
        [cell.num / cell.den for cell in cells],
        np.column_stack([[float(cell.is_ours) for cell in cells], effects]),
        weights=[cell.den for cell in cells],
    ).fit(cov_type="cluster", cov_kwds={"groups": [cell.cluster for cell in cells], "use_correction": False})
    found = difference(cells)
    assert found is not None
    assert found.value == pytest.approx(fitted.params[0], abs=1e-9)
    groups = ours + theirs
    half = stats.t.isf(0.025, min(ours, theirs) - 1) * sqrt(groups / (groups - 1)) * fitted.bse[0]
    assert found.bounds == pytest.approx((found.value - half, found.value + half), rel=1e-6, abs=1e-9)
