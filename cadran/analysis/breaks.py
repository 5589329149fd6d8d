"""Where a member's series changes level while the others' does not: a list gone bad, a script, a number worn out.

Weeks are compared within a campaign, so that a change of the mix of campaigns does not pass for one of the member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.analysis.result import Finding
from cadran.analysis.statistics import Break, Counts, find_break
from cadran.catalogue.shape import KPI, Text
from cadran.query.numbers import ratio

MATERIAL = 0.1
"""A change is named from a tenth of the earlier level on: with many calls, chance decides on changes nobody would mind."""

RULE = Text(
    "Rupture : la semaine où le niveau d’un membre bouge le plus par rapport aux autres de sa campagne, si l’intervalle à "
    "95 % de cet écart exclut zéro (Bonferroni sur les semaines et les membres essayés, élargi de la dispersion d’une "
    "semaine à l’autre), et s’il atteint un dixième du niveau antérieur.",
    "Break: the week at which a member’s level moves most against the others of its campaign, where the 95% interval of "
    "that move excludes zero (Bonferroni over the weeks and members tried, widened by the scatter from week to week) "
    "and it is at least a tenth of the earlier level.",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A member of a dimension whose KPI changed level in the week that starts on `since`."""

    kpi: KPI
    dimension: str
    member: Any
    campaign: Any
    since: date
    found: Break

    def finding(self) -> Finding:
        """The break in words."""
        kpi, found = self.kpi, self.found
        better = kpi.direction * (1 if found.change > 0 else -1)
        before, after = ratio(*found.before), ratio(*found.after)
        rest = (ratio(*found.others_before), ratio(*found.others_after))
        others = Text("", "")
        if rest[0] is not None and rest[1] is not None:
            others = words.phrase(
                " Les autres de la campagne : {a} puis {b}.", " The others of the campaign: {a}, then {b}.",
                a=words.share(rest[0]), b=words.share(rest[1]),
            )  # fmt: skip
        text = words.phrase(
            "{dimension} {member} (campagne {campaign}) : {kpi} passe de {before} à {after} à partir de la semaine du {day}.{others}",
            "{dimension} {member} (campaign {campaign}): {kpi} goes from {before} to {after} from the week of {day} on.{others}",
            dimension=words.dimension_name(self.dimension), member=words.member(self.dimension, self.member),
            campaign=words.member("campaign", self.campaign), kpi=words.quoted(kpi.name), before=words.share(before),
            after=words.share(after), day=words.day(self.since), others=others,
        )  # fmt: skip
        about = {"kpi": kpi.id, self.dimension: self.member, "campaign": self.campaign, "since": self.since,
                 "before": before, "after": after, "low": found.low, "high": found.high}  # fmt: skip
        return Finding("break", {1: "good", -1: "bad", 0: "neutral"}[better], text, about)


def breaks(asked: Asked, kpi: str, dimension: str, *, basis: str = "activity") -> list[Moved]:
    """The members of a dimension whose proportion `kpi` changed level, largest move first."""
    by = ("campaign",) if dimension == "campaign" else ("campaign", dimension)
    result = asked.figures(kpi, by=by, grain="week", basis=basis)
    weeks = sorted({row["key"]["period"] for row in result.rows if row["key"]["period"]})
    series: dict[tuple[Any, Any], dict[str, Counts]] = {}
    for row in result.rows:
        member = (row["key"]["campaign"], row["key"][dimension])
        series.setdefault(member, {})[row["key"]["period"]] = _counts(row["values"][kpi])
    found = []
    for (campaign, member), own in series.items():
        if member is None:
            continue
        mine = [own.get(week, (0, 0)) for week in weeks]
        broken = find_break(mine, _others(series, campaign, member, weeks), len(series))
        level = ratio(*broken.before) if broken else None
        if broken and level is not None and abs(broken.change) >= MATERIAL * level and _own(broken):
            found.append(
                Moved(
                    asked.source.catalogue.kpis[kpi], dimension, member, campaign, _monday(weeks[broken.place]), broken
                )
            )
    return sorted(found, key=lambda moved: -abs(moved.found.low + moved.found.high))


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
