"""Where a member's series moves while the others' do not: a list gone bad at once, a number that wears out little by little.

Weeks are compared within a campaign, so that a change of the mix of campaigns does not pass for one of the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.analysis.drift import DRIFT, FEWEST_DAYS, STEP, UNCLEAR, Shape, shape_of
from cadran.analysis.leading import weight
from cadran.analysis.result import Finding
from cadran.analysis.statistics import Break, Counts, find_break
from cadran.analysis.strata import of_agents
from cadran.catalogue.shape import KPI, Text
from cadran.query.numbers import ratio

MATERIAL = 0.1
"""A change is named from a tenth of the earlier level on: with many calls, chance decides on changes nobody would mind."""

RULE = Text(
    "Rupture ou dérive : la semaine où le niveau d’un membre bouge le plus par rapport aux autres de sa campagne, si l’intervalle "
    "à 95 % de cet écart exclut zéro (Bonferroni sur les semaines et les membres essayés, élargi de la dispersion d’une semaine à "
    "l’autre), et s’il atteint un dixième du niveau antérieur. D’un coup ou peu à peu : ce qui laisse le moins d’écart inexpliqué, "
    "d’un changement d’une semaine sur l’autre ou d’une pente sur trois semaines au moins ; si les deux se valent, ce n’est pas dit.",
    "Break or drift: the week at which a member’s level moves most against the others of its campaign, where the 95% interval "
    "of that move excludes zero (Bonferroni over the weeks and members tried, widened by the scatter from week to week) "
    "and it is at least a tenth of the earlier level. At once or little by little: whichever leaves least unexplained, a change "
    "from one week to the next or a slope over three weeks at least; where both do as well, it is not said.",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A member of a dimension whose KPI moved: at once in the week that starts on `since`, or little by little from then on.

    `shape` tells which, and between which levels; None where too few weeks were counted to tell.
    """

    kpi: KPI
    dimension: str
    member: Any
    campaign: Any
    since: date
    found: Break
    shape: Shape | None = None

    @property
    def is_drift(self) -> bool:
        return self.shape is not None and self.shape.kind == DRIFT

    def finding(self) -> Finding:
        """The break in words."""
        kpi, found = self.kpi, self.found
        better = kpi.direction * (1 if found.change > 0 else -1)
        before, after = self._levels()
        rest = (ratio(*found.others_before), ratio(*found.others_after))
        others = Text("", "")
        if rest[0] is not None and rest[1] is not None:
            others = words.phrase(
                " The others of the campaign: {a}, then {b}.",
                a=words.share(rest[0]), b=words.share(rest[1]),
            )  # fmt: skip
        sentence = _SENTENCES[self.shape.kind if self.shape else STEP]
        text = words.filled(
            sentence,
            dimension=words.dimension_name(self.dimension), member=words.member(self.dimension, self.member),
            campaign=words.member("campaign", self.campaign), kpi=words.quoted(kpi.name), before=words.share(before),
            after=words.share(after), day=words.day(self.since), others=others,
        )  # fmt: skip
        about = {"kpi": kpi.id, self.dimension: self.member, "campaign": self.campaign, "since": self.since,
                 "before": before, "after": after, "low": found.low, "high": found.high,
                 "shape": self.shape.kind if self.shape else STEP}  # fmt: skip
        part = ratio(found.after[1], found.after[1] + found.others_after[1])
        stake = weight((found.low, found.high), max(before or 0.0, after or 0.0), part)
        return Finding("break", {1: "good", -1: "bad", 0: "neutral"}[better], text, about, stake)

    def _levels(self) -> tuple[float | None, float | None]:
        """Before and after; of a drift where it set out from and where it has come to."""
        if self.shape is None or not self.is_drift:
            return ratio(*self.found.before), ratio(*self.found.after)
        ramp = self.shape.ramp
        return max(ramp.level, 0.0), min(max(ramp.level + ramp.change, 0.0), 1.0)


_SENTENCES = {
    STEP: Text(
        "{dimension} {member} (campagne {campaign}) : {kpi} passe de {before} à {after} à partir de la semaine du {day}.{others}",
        "{dimension} {member} (campaign {campaign}): {kpi} goes from {before} to {after} from the week of {day} on.{others}",
    ),
    DRIFT: Text(
        "{dimension} {member} (campagne {campaign}) : {kpi} glisse peu à peu depuis le {day} environ, de {before} à {after}.{others}",
        "{dimension} {member} (campaign {campaign}): {kpi} has been drifting since about {day}, from {before} to {after}.{others}",
    ),
    UNCLEAR: Text(
        "{dimension} {member} (campagne {campaign}) : {kpi} passe de {before} à {after} vers la semaine du {day}, d’un coup ou peu à peu.{others}",
        "{dimension} {member} (campaign {campaign}): {kpi} goes from {before} to {after} around the week of {day}, at once or little by little.{others}",
    ),
}


def breaks(asked: Asked, kpi: str, dimension: str, *, basis: str = "activity") -> list[Moved]:
    """The members of a dimension whose proportion `kpi` changed level, largest move first."""
    by = ("campaign",) if dimension == "campaign" else ("campaign", dimension)
    result = asked.figures(kpi, by=by, grain="week", basis=basis)
    weeks = sorted({row["key"]["period"] for row in result.rows if row["key"]["period"]})
    series: dict[tuple[Any, Any], dict[str, Counts]] = {}
    for row in result.rows:
        if row["key"][dimension] is None and of_agents(asked, dimension):
            continue
        member = (row["key"]["campaign"], row["key"][dimension])
        series.setdefault(member, {})[row["key"]["period"]] = _counts(row["values"][kpi])
    found = []
    for (campaign, member), own in series.items():
        if member is None:
            continue
        mine = [own.get(week, (0, 0)) for week in weeks]
        rest = _others(series, campaign, member, weeks)
        broken = find_break(mine, rest, len(series))
        if broken and basis == "cohort" and not (broken.others_before[1] and broken.others_after[1]):
            continue  # later leads are younger: without others as young nothing tells that from a fall
        level = ratio(*broken.before) if broken else None
        if broken and level is not None and abs(broken.change) >= MATERIAL * level and _own(broken):
            moved = Moved(asked.source.catalogue.kpis[kpi], dimension, member, campaign, _monday(weeks[broken.place]),
                          broken, shape_of(mine, rest))  # fmt: skip
            found.append(_by_day(asked, moved, basis))
    return sorted(found, key=lambda moved: -abs(moved.found.low + moved.found.high))


def _by_day(asked: Asked, moved: Moved, basis: str) -> Moved:
    """A move that is no clear step week by week, looked at day by day: a step within a week, or since when it drifts."""
    if moved.shape is None or moved.shape.kind == STEP:
        return moved
    if basis == "cohort":  # leads of later weeks are younger: that too looks like a slope
        return replace(moved, shape=replace(moved.shape, kind=UNCLEAR))
    where = {**asked.where, moved.dimension: [moved.member], "campaign": [moved.campaign]}
    rows = asked.with_(where=where).figures(moved.kpi.id, grain="day", basis=basis).rows
    days = [(row["key"]["period"], _counts(row["values"][moved.kpi.id])) for row in rows if row["key"]["period"]]
    shape = shape_of([counts for _, counts in days], [(0, 0)] * len(days), FEWEST_DAYS)
    if shape is None or shape.kind == UNCLEAR:
        return moved
    if shape.kind == STEP:
        return replace(moved, shape=shape)
    return replace(moved, since=date.fromisoformat(days[shape.ramp.start][0]), shape=shape)


def _counts(cell: Mapping[str, Any]) -> Counts:
    return (cell["num"] or 0, cell["den"] or 0) if cell["num"] is not None else (0, 0)


def _others(
    series: Mapping[tuple[Any, Any], dict[str, Counts]], campaign: Any, member: Any, weeks: list[str]
) -> list[Counts]:
    """The rest of the campaign, week by week."""
    rest = [own for (place, other), own in series.items() if place == campaign and other != member]
    return [
        (sum(own.get(week, (0, 0))[0] for own in rest), sum(own.get(week, (0, 0))[1] for own in rest))
        for week in weeks
    ]  # fmt: skip


def _own(found: Break) -> bool:
    """Whether the move is more the member's than the others': these may only look moved for its sake."""
    before, after = ratio(*found.others_before), ratio(*found.others_after)
    return before is None or after is None or abs(found.change) > abs(after - before)


def _monday(week: str) -> date:
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
