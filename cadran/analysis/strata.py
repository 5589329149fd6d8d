"""Members against the others at the same campaign, so that an easy campaign does not pass for a good member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis.statistics import Bounds, Counts, decided, mantel_haenszel, newcombe, z_of

Pairs = Sequence[tuple[Counts, Counts]]
"""Ours and theirs, stratum by stratum."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far our proportion lies from theirs at equal strata, and theirs at the weights of that difference."""

    difference: float
    bounds: Bounds
    theirs: float

    @property
    def ours(self) -> float:
        """Our proportion at the same weights."""
        return self.theirs + self.difference


def gap(pairs: Pairs, z: float | None = None) -> Gap | None:
    """The difference at equal strata (Mantel-Haenszel; Newcombe's interval where one stratum has both); None where none has."""
    both = [(ours, theirs) for ours, theirs in pairs if ours[1] and theirs[1]]
    found = mantel_haenszel(both, z)
    if found is None:
        return None
    weights = [ours[1] * theirs[1] / (ours[1] + theirs[1]) for ours, theirs in both]
    rate = sum(weight * b / m for weight, (_, (b, m)) in zip(weights, both, strict=True)) / sum(weights)
    return Gap(found[0], newcombe(*both[0], z) if len(both) == 1 else found[1], rate)


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a member's proportion lies from the others', campaign by campaign (Mantel-Haenszel)."""

    member: Any
    difference: float
    bounds: Bounds

    @property
    def side(self) -> int:
        """1 above, -1 below, 0 undecided."""
        return decided(self.bounds)


def apart(cells: Iterable[Mapping[str, Any]], name: str, num: str, den: str) -> list[Apart]:
    """Each member of `name` against the others together, within each value of "campaign"; largest distance first.

    The error of 5% is shared among the members (Bonferroni). Where one campaign alone has both, Newcombe's interval.
    """
    kept = [cell for cell in cells if cell[den]]
    members = {cell[name] for cell in kept if cell[name] is not None}
    z, found = z_of(len(members)), []
    for member in members:
        result = gap(paired(kept, name, member, num, den), z)
        if result is not None:
            found.append(Apart(member, result.difference, result.bounds))
    return sorted(found, key=lambda one: (-abs(one.difference), str(one.member)))


def paired(
    cells: Iterable[Mapping[str, Any]], name: str, member: Any, num: str, den: str
) -> list[tuple[Counts, Counts]]:
    """(the member's counts, the others') for each campaign that has both."""
    places: dict[Any, list[list[float]]] = {}
    for cell in cells:
        side = places.setdefault(cell["campaign"], [[0, 0], [0, 0]])[cell[name] != member]
        side[0] += cell[num] or 0
        side[1] += cell[den] or 0
    return [((ours[0], ours[1]), (theirs[0], theirs[1])) for ours, theirs in places.values() if ours[1] and theirs[1]]
