"""What reaching leads within the hour is worth: each outcome tested by itself, with all else equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, Rows
from cadran.analysis.leading import weight
from cadran.analysis.result import Finding
from cadran.analysis.statistics import Counts, decided, z_of
from cadran.analysis.strata import WEEK, Gap, gap
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Text
from cadran.query.numbers import ratio

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that may become of a lead: its column, of which leads (`known` not null), after the delay to which event.

    `some` limits it to the campaigns where it occurs at all: others do not aim at it.
    """

    id: str
    column: str
    known: str
    delay: str
    sooner: Text
    name: Text
    some: bool = False


_REACHED = Text("jointes dans l’heure", "reached within the hour")
OUTCOMES = (
    Outcome("contact", "contacted", "contacted", "first_attempt_delay_s", Text("appelées dans l’heure", "called within the hour"),
            Text("être jointe", "being reached")),
    Outcome("qualification", "qualified", "qualified", "first_contact_delay_s", _REACHED, Text("qualification", "qualifying")),
    Outcome("appointment", "booked", "lead_key", "first_contact_delay_s", _REACHED, Text("rendez-vous", "an appointment"), some=True),
    Outcome("sale", "sold", "lead_key", "first_contact_delay_s", _REACHED, Text("vente", "a sale"), some=True),
)  # fmt: skip
_HELD = ("campaign", "source")
_VERBS = {
    "contact": Text("elles finissent {more} souvent par être jointes", "they end up being reached {more} often"),
    "qualification": Text("elles se qualifient {more} souvent", "they qualify {more} often"),
    "appointment": Text("elles prennent {more} souvent rendez-vous", "they book an appointment {more} often"),
    "sale": Text("elles achètent {more} souvent", "they buy {more} often"),
}


def worth(asked: Asked, groups: Mapping[str, Text], group: Callable[[Mapping[str, Any]], str]) -> list[Finding]:
    """For each group of leads, what being quick changes to each outcome; `group` gives the group of a cell of leads.

    Held equal: campaign, source and week of creation, as far as the scope tells them apart. Decided outcomes first.
    """
    held = (*(name for name in _HELD if asked.grants(name)), WEEK)
    pairs = {
        (name, outcome.id): _pairs([row for row in rows if group(row) == name], outcome, held)
        for outcome in OUTCOMES
        for rows in (_rows(asked, outcome, held),)
        for name in groups
    }
    testable = {key: found for key, found in pairs.items() if any(one[1] and other[1] for one, other in found)}
    z = z_of(len(testable))
    findings: list[Finding] = []
    for name, label in groups.items():
        gaps = {one: found for one in OUTCOMES if (name, one.id) in testable
                for found in (gap(testable[name, one.id], z),) if found}  # fmt: skip
        late = {one.id: _late(pairs, groups, name, one.id) for one in gaps}
        findings += _told(name, Text(label.fr.capitalize(), label.en.capitalize()), gaps, "campaign" in held, late)
    return sorted(findings, key=lambda one: one.tone == "undecided")


def _late(
    pairs: Mapping[tuple[str, str], Sequence[tuple[Counts, Counts]]], groups: Iterable[str], group: str, outcome: str
) -> float:
    """The share of all leads that are this group's and were not reached quickly: those who could gain."""
    late = sum(later[1] for _, later in pairs[group, outcome])
    every = sum(side[1] for name in groups for pair in pairs[name, outcome] for side in pair)
    return ratio(late, every) or 0.0


def _rows(asked: Asked, outcome: Outcome, held: Sequence[str]) -> Rows:
    known = f"{outcome.delay} IS NOT NULL"
    counted = {
        f"{side}_{name}": part("leads", f"{known} AND {when} AND {what}")
        for side, when in (("soon", f"{outcome.delay} <= {HOUR_S}"), ("later", f"{outcome.delay} > {HOUR_S}"))
        for name, what in (("num", outcome.column), ("den", f"{outcome.known} IS NOT NULL"))
    }
    by = ("is_hot", *(name for name in held if name != WEEK))
    return asked.counts(counted, by, grain="week", basis="cohort")


def _pairs(rows: Rows, outcome: Outcome, held: Sequence[str]) -> list[tuple[Counts, Counts]]:
    """(those quick, the others) by stratum."""
    some = {row.get("campaign") for row in rows if row["soon_num"] or row["later_num"]}
    places: dict[tuple[object, ...], list[int]] = {}
    for row in rows:
        if not outcome.some or row.get("campaign") in some:
            place = places.setdefault(tuple(row[name] for name in held), [0, 0, 0, 0])
            for at, name in enumerate(("soon_num", "soon_den", "later_num", "later_den")):
                place[at] += row[name]
    return [((a, n), (b, m)) for a, n, b, m in places.values()]


def _told(
    group: str, label: Text, gaps: Mapping[Outcome, Gap], is_told_apart: bool, late: Mapping[str, float]
) -> Sequence[Finding]:
    found = [
        _decided(group, label, outcome, one, late.get(outcome.id, 0.0))
        for outcome, one in gaps.items()
        if is_told_apart and decided(one.bounds)
    ]
    open_ones = [outcome for outcome in gaps if not (is_told_apart and decided(gaps[outcome].bounds))]
    if open_ones:
        text = words.phrase(
            "{group}: undecided, nothing tells that being quick changes this: {outcomes}.",
            group=label, outcomes=words.listed(one.name for one in open_ones),
        )  # fmt: skip
        about = {one.id: {"difference": gaps[one].difference, "low": gaps[one].bounds[0], "high": gaps[one].bounds[1]}
                 for one in open_ones}  # fmt: skip
        found.append(Finding("worth_of_speed", "undecided", text,
                             {"group": group, "outcomes": [one.id for one in open_ones], **about}))  # fmt: skip
    return found


def _decided(group: str, label: Text, outcome: Outcome, one: Gap, late: float) -> Finding:
    side = decided(one.bounds)
    more = Text("plus", "more") if side > 0 else Text("moins", "less")
    verb = _VERBS[outcome.id]
    text = words.phrase(
        "{group}: {sooner}, {verb} than later, at the same campaign, source and week ({ours} against {theirs}: {gap}; from {low} to {high}).",
        group=label, sooner=outcome.sooner, verb=words.filled(verb, more=more), ours=words.share(one.ours),
        theirs=words.share(one.theirs), gap=words.points(one.difference), low=words.points(one.bounds[0]),
        high=words.points(one.bounds[1]),
    )  # fmt: skip
    about = {"group": group, "outcome": outcome.id, "difference": one.difference, "low": one.bounds[0],
             "high": one.bounds[1]}  # fmt: skip
    return Finding("worth_of_speed", "good" if side > 0 else "bad", text, about, weight(one.bounds, one.theirs, late))
