"""The steps of a funnel, a member beside the others: of the same objective and temperature, its leads as old.

One rule for every reading of the funnel: campaigns are compared among those of their objective and temperature, members
of other dimensions within their campaign; hot leads apart, and leads created in the same week, so that all had as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.leading import weight
from cadran.analysis.result import Finding
from cadran.analysis.statistics import Counts, decided, z_of
from cadran.analysis.strata import WEEK, Gap, gap
from cadran.catalogue.shape import Text
from cadran.query.numbers import ratio

Row = Mapping[str, Any]
Steps = Mapping[str, Counts]
ALIKE = ("objective", "temperature")
WITHIN = ("campaign",)
AGE = ("is_hot", WEEK)
NEEDS_OBJECTIVE = ("argued", "appointment", "sale", "net_sale")
"""Steps that mean the same only where the objective is known to be the same."""


def held_for(by: str) -> tuple[str, ...]:
    """What is held equal when the members of a dimension are compared."""
    return (*(ALIKE if by == "campaign" else WITHIN), *AGE)


def beside(
    rows: Sequence[Row], by: str, held: Iterable[str], counts: Callable[[Row], Steps], passage: Callable[[str], Text],
    chosen: Sequence[str | None] = (),
) -> list[Finding]:  # fmt: skip
    """Each member's weakest and strongest steps against the others', or only those of the `chosen` taken together.

    `rows` are by member and stratum, `counts` gives a row's steps. The error of 5% is shared among members and steps.
    Where nothing is decided, one finding says so; where there is nobody to compare with, it says that.
    """
    members = [tuple(chosen)] if chosen else [(one,) for one in sorted({row[by] for row in rows}, key=_order)]
    found = {group: _gaps(rows, by, group, tuple(held), counts) for group in members}
    comparable = {group: gaps for group, gaps in found.items() if gaps}
    if not comparable:
        text = words.phrase(
            "No other member to compare with ({name}): it takes the same objective, the same temperature and leads of the same age.",
            name=words.lowered(words.dimension_name(by)),
        )  # fmt: skip
        return [Finding("no_others", "neutral", text)]
    z = z_of(sum(len(gaps) for gaps in comparable.values()))
    total = sum(counts(row)["attempted"][1] for row in rows)
    findings = []
    for group, pairs in comparable.items():
        own = sum(counts(row)["attempted"][1] for row in rows if row[by] in group)
        gaps = {step: one for step, found_pairs in pairs.items() for one in (gap(found_pairs, z),) if one}
        findings += _told(by, group, gaps, passage, ratio(own, total) or 0.0)
    return findings or [_undecided(by)]


def _order(member: Any) -> tuple[bool, str]:
    return member is None, str(member)


def _gaps(
    rows: Sequence[Row], by: str, group: Sequence[Any], held: tuple[str, ...], counts: Callable[[Row], Steps]
) -> dict[str, list[tuple[Counts, Counts]]]:
    """Step → (the group's counts, the others') by stratum, for the steps of which half at least can be compared."""
    places: dict[tuple[Any, ...], dict[bool, dict[str, Counts]]] = {}
    for row in rows:
        sides = places.setdefault(tuple(row[name] for name in held), {})
        side = sides.setdefault(row[by] in group, {})
        for step, (num, den) in counts(row).items():
            if step in NEEDS_OBJECTIVE and by == "campaign" and row["objective"] is None:
                continue
            before = side.get(step, (0, 0))
            side[step] = (before[0] + num, before[1] + den)
    steps = dict.fromkeys(step for sides in places.values() for side in sides.values() for step in side)
    found = {
        step: [(sides.get(True, {}).get(step, (0, 0)), sides.get(False, {}).get(step, (0, 0))) for sides in places.values()]
        for step in steps
    }  # fmt: skip
    return {step: pairs for step, pairs in found.items() if _is_covered(pairs)}


def _is_covered(pairs: Sequence[tuple[Counts, Counts]]) -> bool:
    own = sum(ours[1] for ours, _ in pairs)
    both = sum(ours[1] for ours, theirs in pairs if theirs[1])
    return bool(own and both) and (ratio(both, own) or 0.0) >= strata.ENOUGH_SHARED


def _told(
    by: str, group: Sequence[Any], gaps: Mapping[str, Gap], passage: Callable[[str], Text], share: float
) -> list[Finding]:
    """The step that surely loses most of its rate, and the one that surely gains most."""
    kept = {step: ratio(one.ours, one.theirs) or 0.0 for step, one in gaps.items() if decided(one.bounds)}
    low = min((step for step in kept if gaps[step].difference < 0), key=lambda step: kept[step], default=None)
    high = max((step for step in kept if gaps[step].difference > 0), key=lambda step: kept[step], default=None)
    named = words.listed(words.member(by, one) for one in group)
    equal = _EQUAL_CAMPAIGNS if by == "campaign" else _EQUAL_MEMBERS
    return [_finding(by, group, named, step, gaps[step], passage(step), share, equal) for step in (low, high) if step]


_EQUAL_CAMPAIGNS = Text("à objectif, température et âge égaux", "at the same objective, temperature and age")
_EQUAL_MEMBERS = strata.EQUAL_AGE


def _finding(
    by: str, group: Sequence[Any], named: Text, step: str, one: Gap, passage: Text, share: float, equal: Text
) -> Finding:
    is_weak = one.difference < 0
    text = words.phrase(
        "{dimension} {member}: {kind} step against the others: {step}, {now} against {then} ({gap}, from {low} to {high}), {equal}.",
        dimension=words.dimension_name(by), member=named, step=passage, now=words.share(one.ours), then=words.share(one.theirs),
        kind=Text("faible", "weakest") if is_weak else Text("forte", "strongest"), gap=words.points(one.difference),
        low=words.points(one.bounds[0]), high=words.points(one.bounds[1]), equal=equal,
    )  # fmt: skip
    about = {"step": step, "rate": one.ours, "reference": one.theirs, "low": one.bounds[0], "high": one.bounds[1],
             by: list(group) if len(group) > 1 else group[0]}  # fmt: skip
    code, tone = ("weakest_others", "bad") if is_weak else ("strongest_others", "good")
    return Finding(code, tone, text, about, weight(one.bounds, one.theirs, share))


def _undecided(by: str) -> Finding:
    text = words.phrase(
        "Undecided: by {name}, no step stands apart from that of the others by more than chance, {equal}.",
        name=words.lowered(words.dimension_name(by)), equal=_EQUAL_CAMPAIGNS if by == "campaign" else _EQUAL_MEMBERS,
    )  # fmt: skip
    return Finding("weakest_others", "undecided", text)
