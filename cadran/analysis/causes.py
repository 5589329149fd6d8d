"""Where a fall comes from: the members of each dimension whose own proportion fell, and how much of it they carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis.statistics import Bounds, Counts, decided, newcombe, z_of
from cadran.query.numbers import ratio

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cause:
    """A member whose proportion surely fell; `lost` is what it would have had more at its earlier proportion."""

    dimension: str
    member: Any
    now: Counts
    then: Counts
    bounds: Bounds
    lost: float


def causes(
    now: Sequence[Row], then: Sequence[Row], dimensions: Iterable[str], counts: Callable[[Row], Counts]
) -> list[Cause]:
    """The members that surely fell, those that carry most of the fall first.

    `counts` gives a row's numerator and denominator. The error of 5% is shared among all members looked at; those new
    in this period have no past to fall from.
    """
    pairs = []
    for dimension in dimensions:
        ours, theirs = _folded(now, dimension, counts), _folded(then, dimension, counts)
        shared = [member for member in ours if ours[member][1] and theirs.get(member, (0, 0))[1]]
        if len(ours) > 1:
            pairs += [(dimension, member, ours[member], theirs[member]) for member in shared]
    z, found = z_of(len(pairs)), []
    for dimension, member, mine, past in pairs:
        bounds = newcombe(mine, past, z)
        if decided(bounds) < 0:
            lost = (ratio(*past) or 0.0) * mine[1] - mine[0]
            found.append(Cause(dimension, member, mine, past, bounds, lost))
    return sorted(found, key=lambda cause: (-cause.lost, cause.dimension, str(cause.member)))


def _folded(rows: Sequence[Row], dimension: str, counts: Callable[[Row], Counts]) -> dict[Any, Counts]:
    found: dict[Any, Counts] = {}
    for row in rows:
        num, den = counts(row)
        before = found.get(row[dimension], (0, 0))
        found[row[dimension]] = (before[0] + num, before[1] + den)
    return found
