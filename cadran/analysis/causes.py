"""Which step fell most, and where a fall comes from: the members whose own proportion fell, and how much of it they carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis.statistics import Counts, decided, z_of
from cadran.analysis.strata import Gap, Pairs, gap
from cadran.query.numbers import ratio

Row = Mapping[str, Any]


def weakest(pairs: Mapping[str, Pairs]) -> tuple[str, Gap] | None:
    """The step that loses most of its rate, ours against theirs at equal strata; None if none surely does."""
    shared = {step: found for step, found in pairs.items() if any(one[1] and other[1] for one, other in found)}
    z, best = z_of(len(shared)), None
    for step, found in shared.items():
        apart = gap(found, z)
        kept = ratio(apart.ours, apart.theirs) if apart and decided(apart.bounds) < 0 else None
        if apart and kept is not None and (best is None or kept < best[0]):
            best = (kept, step, apart)
    return (best[1], best[2]) if best else None


@dataclass(frozen=True, slots=True)
class Cause:
    """A member whose proportion surely fell, at equal campaigns; `lost` is what it would have had more without the fall."""

    dimension: str
    member: Any
    found: Gap
    lost: float


def causes(
    now: Sequence[Row], then: Sequence[Row], dimensions: Iterable[str], counts: Callable[[Row], Counts]
) -> list[Cause]:
    """The members that surely fell, those that carry most of the fall first.

    `counts` gives a row's numerator and denominator. Each member is compared with its own past campaign by campaign, so
    that another mix of campaigns does not pass for a fall. The error of 5% is shared among all members looked at; those
    new in this period have no past to fall from.
    """
    places = []
    for dimension in dimensions:
        ours, theirs = folded(now, dimension, counts), folded(then, dimension, counts)
        for member in ours if len(ours) > 1 else ():
            past = theirs.get(member, {})
            shared = [(own, past[campaign]) for campaign, own in ours[member].items()
                      if own[1] and past.get(campaign, (0, 0))[1]]  # fmt: skip
            if shared:
                places.append((dimension, member, shared))
    z, found = z_of(len(places)), []
    for dimension, member, pairs in places:
        fall = gap(pairs, z)
        if fall and decided(fall.bounds) < 0:
            found.append(Cause(dimension, member, fall, -fall.difference * sum(own[1] for own, _ in pairs)))
    return sorted(found, key=lambda cause: (-cause.lost, cause.dimension, str(cause.member)))


def folded(rows: Sequence[Row], dimension: str, counts: Callable[[Row], Counts]) -> dict[Any, dict[Any, Counts]]:
    """Member → campaign → its counts; one campaign stands for all where they are not told apart."""
    found: dict[Any, dict[Any, Counts]] = {}
    for row in rows:
        num, den = counts(row)
        own = found.setdefault(row[dimension], {})
        before = own.get(row.get("campaign"), (0, 0))
        own[row.get("campaign")] = (before[0] + num, before[1] + den)
    return found
