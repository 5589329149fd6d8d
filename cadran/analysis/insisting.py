"""Whether it pays to insist: what a later attempt yields of the first, and which spacing of attempts reaches most.

Both compare like with like: an attempt of rank n with the first ones of its own campaign and kind of lead, a spacing with
the others at the same campaign, kind of lead, rank and outcome before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Rows
from cadran.analysis.result import Finding
from cadran.analysis.statistics import Counts, decided, standardised, z_of
from cadran.analysis.strata import ENOUGH_SHARED, Gap, gap, sided
from cadran.catalogue.shape import Text
from cadran.query.numbers import ratio

HALF = 0.5
"""An attempt that yields less than this part of the first is said to be worth little."""
_OUTCOMES = {
    "contacted": Text("joignent", "reach somebody"),
    "argued": Text("argumentent", "get to the pitch"),
    "won": Text("vendent ou prennent rendez-vous", "sell or book an appointment"),
}
_STRATUM = ("campaign", "is_hot")
_HELD = (*_STRATUM, "rank", "before")


def persistence(cells: Rows, labels: Mapping[str, Text]) -> list[Finding]:
    """For each outcome, the rank from which an attempt surely yields less than half of what the first does."""
    cells = [{**cell, "won": (cell["sale"] or 0) + (cell["appointment"] or 0)} for cell in cells]
    ranks = sorted({cell["rank"] for cell in cells if cell["rank"] is not None and cell["known"]})
    later = [rank for rank in ranks if rank > 1]
    if not later or ranks[0] != 1:
        nothing = Text("Pas assez de tentatives pour en juger.", "Too few attempts to judge.")
        return [Finding("persistence", "undecided", nothing)]
    z = z_of(len(later) * len(_OUTCOMES))
    return [_persisting(cells, outcome, later, z, labels) for outcome in _OUTCOMES]


def _persisting(cells: Rows, outcome: str, ranks: Sequence[int], z: float, labels: Mapping[str, Text]) -> Finding:
    verb, last = _OUTCOMES[outcome], None
    for rank in ranks:
        found = standardised(_against_first(cells, rank, outcome), HALF, z)
        if found is None:
            continue
        now, first, bounds = found
        said = {"rank": labels[str(rank)], "verb": verb, "now": words.share(now), "first": words.share(first)}
        about = {"outcome": outcome, "rank": rank, "now": now, "first": first}
        if decided(bounds) < 0:
            text = words.phrase(
                "At rank {rank} the share of attempts that {verb} is clearly under half of that of the first rank, at the same campaign and temperature ({now} against {first}).",
                **said,
            )  # fmt: skip
            return Finding("persistence", "bad", text, about)
        if decided(bounds) > 0:
            last = (said, about)
    if last is None:
        text = words.phrase(
            "Undecided: too little to tell whether, when persisting, the share of attempts that {verb} stays above half of that of the first rank.",
            verb=verb,
        )  # fmt: skip
        return Finding("persistence", "undecided", text, {"outcome": outcome})
    text = words.phrase(
        "Still at rank {rank}, the share of attempts that {verb} is clearly more than half of that of the first rank, at the same campaign and temperature ({now} against {first}).",
        **last[0],
    )  # fmt: skip
    return Finding("persistence", "good", text, last[1])


def _against_first(cells: Rows, rank: int, outcome: str) -> list[tuple[Counts, Counts]]:
    kept = [cell for cell in cells if cell["rank"] in (1, rank)]
    return sided(kept, "rank", rank, outcome, "known", _STRATUM)


def spacing(spaced: Rows, bands: Mapping[str, Text]) -> list[Finding]:
    """The spacing that surely reaches more than the others; where it was tried in few places only, these are named."""
    tried = {cell["band"] for cell in spaced}
    z = z_of(len(tried))
    better: list[tuple[str, Gap]] = []
    for band in tried:
        found = gap(sided(spaced, "band", band, "contacted", "known", _HELD), z)
        if found and decided(found.bounds) > 0:
            better.append((band, found))
    if not better:
        text = Text("Indécis : à campagne, température, rang et résultat précédent égaux, aucun écart entre tentatives ne se détache.",
                    "Undecided: at the same campaign, temperature, rank and outcome before, no spacing of attempts stands out.")  # fmt: skip
        return [Finding("spacing", "undecided", text)]
    where = {band: _where_tried(spaced, band) for band, _ in better}
    band, found = max(better, key=lambda one: (where[one[0]][0] >= ENOUGH_SHARED, one[1].bounds[0]))
    return [_advised(band, found, where[band], bands)]


def _advised(band: str, found: Gap, where: tuple[float, list[Any]], labels: Mapping[str, Text]) -> Finding:
    part, places = where
    about: dict[str, Any] = {"band": band, "difference": found.difference, "low": found.bounds[0], "high": found.bounds[1],
                             "covered": part, "campaign": places}  # fmt: skip
    said = {"band": labels[band], "gap": words.points(found.difference), "low": words.points(found.bounds[0]),
            "high": words.points(found.bounds[1]), "part": words.share(part),
            "places": words.listed(words.member("campaign", place) for place in places)}  # fmt: skip
    if part >= ENOUGH_SHARED:
        text = words.phrase(
            "At the same campaign, temperature, rank and outcome before, follow-ups {band} apart reach most: {gap} against the others (from {low} to {high}).",
            **said,
        )  # fmt: skip
        return Finding("spacing", "good", text, about)
    text = words.phrase(
        "Undecided for all: follow-ups {band} apart can be compared in {part} of the cases only ({places}); there they reach more ({gap}, from {low} to {high}), elsewhere nothing tells.",
        **said,
    )  # fmt: skip
    return Finding("spacing", "undecided", text, about)


def _where_tried(spaced: Rows, band: str) -> tuple[float, list[Any]]:
    """The share of the follow-ups in strata with this spacing and another, and the campaigns of those strata."""
    places: dict[tuple[Any, ...], dict[bool, float]] = {}
    for cell in spaced:
        place = places.setdefault(tuple(cell[name] for name in _HELD), {})
        place[cell["band"] == band] = place.get(cell["band"] == band, 0) + cell["known"]
    both = {stratum: sum(place.values()) for stratum, place in places.items() if place.get(True) and place.get(False)}
    total = sum(cell["known"] for cell in spaced)
    campaigns = sorted({stratum[0] for stratum in both}, key=lambda one: (one is None, str(one)))
    return ratio(sum(both.values()), total) or 0.0, campaigns
