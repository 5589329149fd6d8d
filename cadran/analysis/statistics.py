"""The arithmetic of verdicts: intervals at a level, differences, strata, shrinkage. Pure Python.

Proportions are given as counts (num, den) with 0 <= num <= den and den > 0 unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

from cadran.query.numbers import apart, at_equal_strata, stratum
from cadran.query.numbers import wilson_at as wilson_at

Counts = tuple[float, float]
Bounds = tuple[float, float]

_NORMAL = NormalDist()


def z_of(tests: int = 1, error: float = 0.05) -> float:
    """The two-sided normal quantile at an error shared among `tests` tests (Bonferroni).

    >>> round(z_of(), 2), round(z_of(10), 2)
    (1.96, 2.81)
    """
    return _NORMAL.inv_cdf(1 - error / max(tests, 1) / 2)


def normal_quantile(p: float) -> float:
    """The value under which a standard normal variable lies with probability p.

    >>> round(normal_quantile(0.8), 4)
    0.8416
    """
    return _NORMAL.inv_cdf(p)


def newcombe(one: Counts, other: Counts, z: float | None = None) -> Bounds:
    """Newcombe's interval of the difference of two independent proportions (his method 10, from Wilson's bounds).

    >>> [round(bound, 4) for bound in newcombe((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    z = z_of() if z is None else z
    bounds, others = wilson_at(*one, z), wilson_at(*other, z)
    return apart(one[0] / one[1], bounds, other[0] / other[1], others)


def poisson(count: float, z: float) -> Bounds:
    """The score interval of the mean behind a count of events that are independent of one another.

    >>> [round(bound, 2) for bound in poisson(10, 1.96)]
    [5.43, 18.41]
    """
    middle, half = count + z * z / 2, z * sqrt(count + z * z / 4)
    return max(0.0, middle - half), middle + half


def decided(bounds: Bounds) -> int:
    """1 where the whole interval is above zero, -1 where it is below, else 0."""
    return 1 if bounds[0] > 0 else -1 if bounds[1] < 0 else 0


def mantel_haenszel(strata: Sequence[tuple[Counts, Counts]], z: float | None = None) -> tuple[float, Bounds] | None:
    """The difference of two proportions at equal strata (Mantel-Haenszel weights), and its interval.

    It is that of query.numbers.at_equal_strata. None where no stratum has both.
    """
    both = [stratum(*ours, *theirs) for ours, theirs in strata if ours[1] and theirs[1]]
    if not both:
        return None
    weight, gap, slope, level = map(sum, zip(*both, strict=True))
    found, (low, high) = at_equal_strata((weight, gap, slope, level), z_of() if z is None else z)
    return found, (max(low, -1.0), min(high, 1.0))


def standardised(
    strata: Sequence[tuple[Counts, Counts]], factor: float, z: float | None = None
) -> tuple[float, float, Bounds] | None:
    """Ours and theirs at our mix of strata, and the interval of ours less `factor` times theirs.

    None where no stratum has both. Ours varies at most as if all its strata were one; shares are taken with one success
    and one failure more, so that 0 of n does not pass for certain.
    """
    z = z_of() if z is None else z
    both = [(ours, theirs) for ours, theirs in strata if ours[1] and theirs[1]]
    total = sum(n for (_, n), _ in both)
    if not total:
        return None
    number = sum(a for (a, _), _ in both)
    ours, theirs = number / total, sum(n * b / m for (_, n), (b, m) in both) / total
    variance = _variance((number, total))
    variance += factor**2 * sum((n / total) ** 2 * _spread(b, m) / m for (_, n), (b, m) in both)
    gap, error = ours - factor * theirs, z * sqrt(variance)
    return ours, theirs, (gap - error, gap + error)


def _spread(num: float, den: float) -> float:
    """p(1 - p) with one success and one failure more."""
    share = (num + 1) / (den + 2)
    return share * (1 - share)


@dataclass(frozen=True, slots=True)
class Prior:
    """A beta distribution of the members' true proportions around each one's mean, worth `size` observations.

    `size` is infinite where the members differ by no more than chance: each is then its mean.
    """

    size: float


def beta_prior(members: Sequence[Counts], means: Sequence[float] | None = None) -> Prior:
    """The beta-binomial prior by the method of moments, weighted by the denominators.

    With intraclass correlation r, the sum of n(p - m)^2 / (m(1 - m)) over A members expects
    (A - 1) + r (N - sum(n^2)/N - (A - 1)); the prior is worth 1/r - 1 observations. `means` are the members' expected
    proportions (the common one without).
    """
    kept = [(k, n, m) for (k, n), m in zip(members, means or _pooled(members), strict=True) if n > 0 and 0 < m < 1]
    total = sum(n for _, n, _ in kept)
    if len(kept) < 2:
        return Prior(inf)
    spread = sum(n * (k / n - m) ** 2 / (m * (1 - m)) for k, n, m in kept)
    degrees = len(kept) - 1
    room = total - sum(n * n for _, n, _ in kept) / total - degrees
    correlation = (spread - degrees) / room if room > 0 else 0.0
    if correlation <= 0:
        return Prior(inf)
    return Prior(max(1 / correlation - 1, 1e-6))


def _pooled(members: Sequence[Counts]) -> list[float]:
    total = sum(n for _, n in members)
    return [sum(k for k, _ in members) / total if total else 0.0] * len(members)


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz's method).

    >>> round(beta_cdf(0.5, 2, 3), 6)
    0.6875
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    tiny, c, d = 1e-300, 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 2000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _away(1 + even * d), _away(1 + even / c)
        result *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _away(1 + odd * d), _away(1 + odd / c)
        result *= d * c
        if abs(d * c - 1) < 1e-12:
            break
    return front * max(result, tiny)


def _away(value: float) -> float:
    """The value, kept from zero."""
    return value if abs(value) > 1e-300 else 1e-300


def beta_quantile(q: float, a: float, b: float) -> float:
    """The x at which `beta_cdf` is q, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_cdf(middle, a, b) < q else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class Break:
    """A series that changes level at `place` (the first position after): the counts before and after, those of the
    others at the same places, and the interval of the change beyond theirs.
    """

    place: int
    before: Counts
    after: Counts
    others_before: Counts
    others_after: Counts
    low: float
    high: float

    @property
    def change(self) -> float:
        """The change of the proportion."""
        return _shift(self.before, self.after)


MIN_DEN, MIN_SIDE, MIN_PERIODS = 100, 10, 2
"""Observations, numerators (and what is left of the denominator) and periods that each side of a break needs."""


def find_break(series: Sequence[Counts], others: Sequence[Counts], tests: int) -> Break | None:
    """The place where the series' level moved most against the others', if beyond chance.

    Every split with enough on both sides is tried, and the interval is widened for their number
    and for `tests` series looked at, and by how much more the periods scatter than chance alone would have them.
    Periods of `others` may be empty: then the series stands alone.
    """
    places = [k for k in range(1, len(series)) if _is_enough(series[:k]) and _is_enough(series[k:])]
    z = z_of(tests * max(len(places), 1))
    best = max((_at(series, others, place, z) for place in places), key=lambda one: one[0], default=None)
    return best[1] if best and decided((best[1].low, best[1].high)) else None


def _is_enough(part: Sequence[Counts]) -> bool:
    num, den = _sum(part)
    periods = sum(1 for _, n in part if n)
    return den >= MIN_DEN and min(num, den - num) >= MIN_SIDE and periods >= MIN_PERIODS


def _at(series: Sequence[Counts], others: Sequence[Counts], place: int, z: float) -> tuple[float, Break]:
    """The split at a place, after how many standard errors the series moved there against the others."""
    before, after = _sum(series[:place]), _sum(series[place:])
    rest_before, rest_after = _sum(others[:place]), _sum(others[place:])
    shift, variance = _shift(before, after), (_variance(before) + _variance(after)) * _scatter(series, place)
    if rest_before[1] and rest_after[1]:
        shift -= _shift(rest_before, rest_after)
        variance += (_variance(rest_before) + _variance(rest_after)) * _scatter(others, place)
    error = sqrt(variance)
    return abs(shift) / error, Break(
        place, before, after, rest_before, rest_after, shift - z * error, shift + z * error
    )


def _shift(before: Counts, after: Counts) -> float:
    return after[0] / after[1] - before[0] / before[1]


def _sum(series: Sequence[Counts]) -> Counts:
    return sum(num for num, _ in series), sum(den for _, den in series)


def _variance(counts: Counts) -> float:
    num, den = counts[0] + 1, counts[1] + 2  # so that 0 of n does not pass for certain
    share = num / den
    return share * (1 - share) / den


def _scatter(series: Sequence[Counts], place: int) -> float:
    """How much more the periods scatter around the two levels than chance has it; at least 1."""
    total, periods = 0.0, 0
    for part in (series[:place], series[place:]):
        num, den = _sum(part)
        share = num / den if den else 0.0
        if not 0 < share < 1:
            continue
        for k, n in part:
            if n:
                total += (k - n * share) ** 2 / (n * share * (1 - share))
                periods += 1
    return max(1.0, total / (periods - 2)) if periods > 2 else 1.0
