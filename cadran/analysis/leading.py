"""What matters most among what several views say: the findings that judge, those at stake for most first.

A finding's weight is the part of the figure it speaks of that surely hangs on it: how far the member surely lies from
where it should (the nearer bound of the interval, relative to that level), times its share of all that is counted. So
findings on different figures can be put in one order.
"""

from __future__ import annotations

from collections.abc import Iterable

from cadran.analysis.result import Finding, ViewResult
from cadran.analysis.statistics import Bounds, decided
from cadran.query.numbers import ratio

JUDGING = ("bad", "good")


def weight(bounds: Bounds, level: float | None, share: float | None) -> float:
    """The part of a figure at stake: `bounds` of the distance, the `level` it is measured from, the `share` concerned.

    >>> round(weight((-0.12, -0.08), 0.4, 0.25), 3), weight((-0.1, 0.1), 0.4, 1)
    (0.05, 0.0)
    """
    side = decided(bounds)
    nearest = bounds[0] if side > 0 else -bounds[1] if side < 0 else 0.0
    return (ratio(nearest, level) or 0.0) * (share or 0.0)


def leading(results: Iterable[ViewResult]) -> list[tuple[ViewResult, Finding]]:
    """The findings that judge, each with its view: largest weight first, the bad before the good of the same weight."""
    found = [(result, one) for result in results for one in result.findings if one.tone in JUDGING]
    return sorted(found, key=lambda pair: (-pair[1].weight, JUDGING.index(pair[1].tone)))


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """One view's findings: those that judge by their weight, then what is told, then what is undecided."""
    rank = {"bad": 0, "good": 0, "neutral": 1, "undecided": 2}
    return sorted(findings, key=lambda one: (rank.get(one.tone, 1), -one.weight))
