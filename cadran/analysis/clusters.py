"""Differences and ratios whose observations come in clusters: calls in agents, hours in days.

The calls of one agent resemble each other, so that a hundred agents' calls say more of a group than those of two. The
variance is that between clusters, the quantile Student's with as few degrees of freedom as the smaller side has clusters.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from cadran.analysis.statistics import Bounds, beta_quantile
from cadran.query.numbers import ratio

FEWEST = 3
"""With fewer clusters on a side nothing is concluded."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cluster has in one stratum: a numerator over a denominator, on our side or theirs."""

    cluster: Hashable
    stratum: Hashable
    is_ours: bool
    num: float
    den: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours less theirs at equal strata, its bounds, theirs at the same weights, and how many clusters each side has."""

    value: float
    bounds: Bounds
    theirs: float
    clusters: tuple[int, int]


def student(freedom: int, tests: int = 1, error: float = 0.05) -> float:
    """Student's two-sided quantile at an error shared among `tests` tests.

    >>> round(student(10), 3), round(student(2), 3)
    (2.228, 4.303)
    """
    x = beta_quantile(error / tests, freedom / 2, 0.5)
    return sqrt(freedom * (1 - x) / x)


def difference(cells: Iterable[Cell], tests: int = 1) -> Difference | None:
    """The difference of two ratios within strata (Mantel-Haenszel weights); None with too few clusters on a side.

    It is the coefficient of a regression with an effect a stratum, and its variance the cluster-robust one.
    """
    places: dict[Hashable, list[Cell]] = {}
    for cell in cells:
        if cell.den:
            places.setdefault(cell.stratum, []).append(cell)
    shared = {place: own for place, own in places.items() if len({cell.is_ours for cell in own}) == 2}
    kept = [cell for own in shared.values() for cell in own]
    sides = tuple(len({cell.cluster for cell in kept if cell.is_ours is side}) for side in (True, False))
    if min(sides, default=0) < FEWEST:
        return None
    weight = gap = level = 0.0
    for own in shared.values():
        (k, n), (j, m) = (_summed(cell for cell in own if cell.is_ours is side) for side in (True, False))
        each = n * m / (n + m)
        weight, gap, level = weight + each, gap + each * (k / n - j / m), level + each * j / m
    found = gap / weight
    scores: dict[Hashable, float] = {}
    for own in shared.values():
        k, n = _summed(own)
        mean = _summed(cell for cell in own if cell.is_ours)[1] / n
        for cell in own:
            apart = cell.is_ours - mean
            scores[cell.cluster] = scores.get(cell.cluster, 0.0) + apart * (
                cell.num - cell.den * (k / n + found * apart)
            )
    number = len(scores)
    variance = sum(score * score for score in scores.values()) / weight**2 * number / (number - 1)
    half = student(min(sides) - 1, tests) * sqrt(variance)
    return Difference(found, (found - half, found + half), level / weight, (sides[0], sides[1]))


def ratio_bounds(pairs: Sequence[tuple[float, float]], tests: int = 1) -> Bounds | None:
    """The interval of a ratio of sums whose (numerator, denominator) come in clusters; None with too few of them.

    >>> [round(bound, 3) for bound in ratio_bounds([(40, 100), (50, 100), (60, 100)])]
    [0.252, 0.748]
    """
    kept = [(num, den) for num, den in pairs if den]
    num, den = (sum(pair[side] for pair in kept) for side in (0, 1))
    rate = ratio(num, den)
    if rate is None or len(kept) < FEWEST:
        return None
    spread = sum((a - rate * b) ** 2 for a, b in kept) * len(kept) / (len(kept) - 1)
    half = student(len(kept) - 1, tests) * sqrt(spread) / den
    return (rate - half, rate + half)


def _summed(cells: Iterable[Cell]) -> tuple[float, float]:
    kept = list(cells)
    return sum(cell.num for cell in kept), sum(cell.den for cell in kept)
