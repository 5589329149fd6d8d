"""Members against the others where all else is equal, so that an easy campaign does not pass for a good member.

What is held equal is the campaign (and with it its objective and its temperature), whether the lead is hot and, where
leads are followed from their creation, the week they were created in: all then had as long to become something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.analysis.statistics import Bounds, Counts, decided, mantel_haenszel, newcombe, z_of
from cadran.catalogue.dimensions import MIX
from cadran.catalogue.shape import Basis, Text
from cadran.errors import CadranError
from cadran.query.equal_mix import ENOUGH_SHARED as ENOUGH_SHARED
from cadran.query.numbers import ratio

Pairs = Sequence[tuple[Counts, Counts]]
"""Ours and theirs, stratum by stratum."""
HELD = MIX
ALIKE = ("objective", "temperature", "is_hot")
"""What is held equal between campaigns themselves."""
WEEK = "period"

EQUAL = Text("à campagne et température égales", "at the same campaign and temperature")
EQUAL_AGE = Text("à campagne, température et âge égaux", "at the same campaign, temperature and age")
CANNOT_TELL = Text(
    "Sans distinguer les campagnes, rien ne dit si l’écart vient d’elles : pas de verdict.",
    "Without telling campaigns apart, nothing says whether the difference is theirs: no verdict.",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far our proportion lies from theirs at equal strata, and theirs at the weights of that difference.

    `covered` is the share of our observations that lie in strata with both.
    """

    difference: float
    bounds: Bounds
    theirs: float
    covered: float = 1.0

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
    covered = ratio(sum(ours[1] for ours, _ in both), sum(ours[1] for ours, _ in pairs)) or 0.0
    return Gap(found[0], newcombe(*both[0], z) if len(both) == 1 else found[1], rate, covered)


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a member's proportion lies from the others' at equal strata (Mantel-Haenszel).

    `covered` is the share of the member's observations in strata that others have too, `share` that of all
    observations which are the member's, `level` the others' proportion.
    """

    member: Any
    difference: float
    bounds: Bounds
    covered: float = 1.0
    share: float = 0.0
    level: float = 0.0

    @property
    def side(self) -> int:
        """1 above, -1 below, 0 undecided or not comparable enough."""
        return decided(self.bounds) if self.covered >= ENOUGH_SHARED else 0


def apart(
    cells: Iterable[Mapping[str, Any]], name: str, num: str, den: str, held: Sequence[str] = ("campaign",),
    also: int = 0,
) -> list[Apart]:  # fmt: skip
    """Each member of `name` against the others together, within each value of what is `held`; largest distance first.

    The error of 5% is shared among the members and `also` so many others that are looked at beside them (Bonferroni).
    Where one stratum alone has both, Newcombe's interval.
    """
    kept = [cell for cell in cells if cell[den]]
    members = against(kept, name, num, den, held)
    members.pop(None, None)
    total = sum(cell[den] for cell in kept)
    z, found = z_of(len(members) + also), []
    for member, pairs in members.items():
        result = gap(pairs, z)
        if result is not None:
            share = ratio(sum(ours[1] for ours, _ in pairs), total) or 0.0
            found.append(Apart(member, result.difference, result.bounds, result.covered, share, result.theirs))
    return sorted(found, key=lambda one: (-abs(one.difference), str(one.member)))


def against(
    cells: Sequence[Mapping[str, Any]], name: str, num: str, den: str, held: Sequence[str] = ("campaign",)
) -> dict[Any, list[tuple[Counts, Counts]]]:
    """Member → (the member's counts, the others') for each stratum that it has: what `sided` gives, of all in one pass."""
    whole, own = _counts(cells, num, den, held), _counts(cells, num, den, (name, *held))
    members: dict[Any, list[tuple[Counts, Counts]]] = {}
    for (member, *stratum), (some, of) in own.items():
        every = whole[tuple(stratum)]
        members.setdefault(member, []).append(((some, of), (every[0] - some, every[1] - of)))
    return members


def _counts(
    cells: Iterable[Mapping[str, Any]], num: str, den: str, names: Sequence[str]
) -> dict[tuple[Any, ...], Counts]:
    """The counts of the cells, added up by some of their columns."""
    found: dict[tuple[Any, ...], Counts] = {}
    for cell in cells:
        place = tuple(cell.get(one) for one in names)
        some, of = found.get(place, (0, 0))
        found[place] = some + (cell[num] or 0), of + (cell[den] or 0)
    return found


def sided(
    cells: Iterable[Mapping[str, Any]], name: str, member: Any, num: str, den: str,
    held: Sequence[str] = ("campaign",),
) -> list[tuple[Counts, Counts]]:  # fmt: skip
    """(the member's counts, the others') for each stratum, whether it has both or not."""
    places: dict[tuple[Any, ...], list[list[float]]] = {}
    for cell in cells:
        stratum = tuple(cell.get(one) for one in held)
        side = places.setdefault(stratum, [[0, 0], [0, 0]])[cell[name] != member]
        side[0] += cell[num] or 0
        side[1] += cell[den] or 0
    return [((ours[0], ours[1]), (theirs[0], theirs[1])) for ours, theirs in places.values()]


def paired(
    cells: Iterable[Mapping[str, Any]], name: str, member: Any, num: str, den: str,
    held: Sequence[str] = ("campaign",),
) -> list[tuple[Counts, Counts]]:  # fmt: skip
    """(the member's counts, the others') for each stratum that has both."""
    return [pair for pair in sided(cells, name, member, num, den, held) if pair[0][1] and pair[1][1]]


def cells(asked: Asked, kpi: str, by: str, also: Sequence[str] = ()) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """A proportion's counts (num, den) by member and stratum, and what is held equal; nothing held where that is not given.

    `also` tells the cells apart further. Leads that are followed are held equal by their week of creation too: all have had as long. A dimension that the KPI lacks, or that the scope closes, is not held.
    """
    weekly = (asked.source.catalogue.kpis[kpi].basis or asked.basis) == Basis.COHORT
    grain = {"grain": "week"} if weekly else {}
    alike = ALIKE if by in ("campaign", "client") else HELD
    for held in (alike, tuple(name for name in alike if name != "is_hot")):
        names = tuple(dict.fromkeys((*held, by, *also)))
        try:
            counts = asked.figures(kpi, by=names, **grain).counts(kpi)
        except CadranError:
            continue
        kept = tuple(name for name in (*held, *((WEEK,) if weekly else ())) if name != by)
        found = [{**key, "num": num, "den": den or 0} for key, num, den in counts if num is not None]
        return [cell for cell in found if cell[by] is not None or not of_agents(asked, by)], kept
    return [], ()


def of_agents(asked: Asked, by: str) -> bool:
    """Whether a dimension tells apart who had a call: what nobody had is then nobody's, and no one is held against it."""
    return any(by in fact.of_agents for fact in asked.source.catalogue.facts.values())


def equal(held: Sequence[str]) -> Text:
    """What is held equal, in words."""
    week = Text("semaine de création", "week of creation")
    return words.listed(week if name == WEEK else words.lowered(words.dimension_name(name)) for name in held)
