"""The shape of a move: a step from one period to the next, or a drift that goes on over several.

Both are one family, a level that rises in a straight line over so many periods and then stays; a step takes one, a drift
at least three. The two that fit best (least squares, weighted by the number counted) are compared, in units of the
scatter that is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from cadran.analysis.statistics import Counts
from cadran.query.numbers import ratio

STEP, DRIFT, UNCLEAR = "step", "drift", "unclear"
SURELY_DRIFT, SURELY_STEP = 6.0, 4.0
"""By how much less the one must leave unexplained than the other. There are more drifts than steps to choose from, so that
a drift needs more; both were set by simulation (see `shape_of`).
"""
FEWEST, FEWEST_DAYS = 3, 14
"""The weeks, or days, over which a move is a drift."""


@dataclass(frozen=True, slots=True)
class Ramp:
    """A level that starts to move at position `start`, over `length` periods, by `change`; `left` is what it leaves."""

    start: int
    length: int
    level: float
    change: float
    left: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What a move looks like, and the best ramp of that kind."""

    kind: str
    ramp: Ramp


def shape_of(series: Sequence[Counts], others: Sequence[Counts], fewest: int = FEWEST) -> Shape | None:
    """The shape of the move of a series against the others; None where too few periods have counts.

    A drift takes at least the `fewest` periods.
    In simulated series of twelve to sixteen weeks of 100 to 5,000 observations (from 500 on where weeks scatter three
    times more than chance has it) at most 3% of steps are called a drift and 5% of drifts over six weeks or more a step;
    what fits both is unclear. The smaller run that holds these rates fast is in tests/analysis/test_drift.py.
    """
    points = _points(series, others)
    if len(points) < fewest + 2:
        return None
    places = len(series)
    steps = [_fit(points, start, 1) for start in range(1, places)]
    drifts = [_fit(points, start, length) for start in range(1, places) for length in range(fewest, places - start + 1)]
    step = min(steps, key=lambda one: one.left)
    drift = min(drifts, key=lambda one: one.left, default=step)
    scatter = max(1.0, min(step.left, drift.left) / max(len(points) - 4, 1))
    gain = (step.left - drift.left) / scatter
    if gain > SURELY_DRIFT:
        return Shape(DRIFT, drift)
    return Shape(STEP if gain < -SURELY_STEP else UNCLEAR, step)


def _points(series: Sequence[Counts], others: Sequence[Counts]) -> list[tuple[int, float, float]]:
    """(position, share beyond the others' own move, its weight) of each period with counts."""
    mean = ratio(sum(num for num, _ in series), sum(den for _, den in series)) or 0.0
    rest = ratio(sum(num for num, _ in others), sum(den for _, den in others))
    found = []
    for place, ((num, den), (other, number)) in enumerate(zip(series, others, strict=True)):
        if not den:
            continue
        share, variance = num / den, max(mean * (1 - mean), 1e-9) / den
        if rest is not None and number:
            share -= other / number - rest
            variance += max(rest * (1 - rest), 1e-9) / number
        found.append((place, share, 1 / variance))
    return found


def _fit(points: Sequence[tuple[int, float, float]], start: int, length: int) -> Ramp:
    """Weighted least squares of a level and its change over so many periods."""
    rows = [(min(max((place - start + 1) / length, 0.0), 1.0), share, weight) for place, share, weight in points]
    total = sum(weight for _, _, weight in rows)
    x = sum(weight * risen for risen, _, weight in rows) / total
    y = sum(weight * share for _, share, weight in rows) / total
    spread = sum(weight * (risen - x) ** 2 for risen, _, weight in rows)
    if not spread:
        return Ramp(start, length, y, 0.0, inf)
    change = sum(weight * (risen - x) * (share - y) for risen, share, weight in rows) / spread
    level = y - change * x
    left = sum(weight * (share - level - change * risen) ** 2 for risen, share, weight in rows)
    return Ramp(start, length, level, change, left)
