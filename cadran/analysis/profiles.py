"""What agents of one profile do otherwise than the others: how long they talk, how often they pitch, are refused, close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.asking import Asked, Rows, proportion
from cadran.analysis.clusters import Cell, Difference, difference
from cadran.analysis.leading import weight
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import decided
from cadran.catalogue.measures import BY_AGENT, part
from cadran.catalogue.shape import Text, Unit
from cadran.errors import UsageError, did_you_mean
from cadran.query.numbers import ratio

BY = ("profile", "tenure", "team", "site")
_TOLD_BY = ("agent", "campaign", "is_hot")


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing compared: its counts among the cells' sums, its unit, how more and less of it are said; `better` 1, -1 or 0."""

    id: str
    num: str
    den: str
    name: Text
    more: Text
    less: Text
    better: int
    unit: Unit = Unit.PERCENT


PRACTICES = (
    Practice("talk", "talk_s", "timed", Text("Durée moyenne de conversation", "Average talk time"),
             Text("des conversations plus longues", "longer conversations"),
             Text("des conversations plus courtes", "shorter conversations"), 0, Unit.SECONDS),
    Practice("pitch", "argued", "conversations", Text("Argumentés / conversations", "Pitches / conversations"),
             Text("plus d’argumentaires par conversation", "more pitches per conversation"),
             Text("moins d’argumentaires par conversation", "fewer pitches per conversation"), 1),
    Practice("refusal", "refused", "argued", Text("Refus / argumentés", "Refusals / pitches"),
             Text("plus de refus par argumentaire", "more refusals per pitch"),
             Text("moins de refus par argumentaire", "fewer refusals per pitch"), -1),
    Practice("closing", "won", "argued", Text("Rendez-vous ou ventes / argumentés", "Appointments or sales / pitches"),
             Text("plus de rendez-vous ou de ventes par argumentaire", "more appointments or sales per pitch"),
             Text("moins de rendez-vous ou de ventes par argumentaire", "fewer appointments or sales per pitch"), 1),
)  # fmt: skip


_COUNTED = {
    "conversations": part("calls_contacted", BY_AGENT),
    "argued": part("calls_argued", BY_AGENT),
    "refused": part("calls_refused", BY_AGENT),
    "won": part("calls_argued_won", BY_AGENT),
    "talk_s": part("talk_conversations_s"),
    "timed": part("conversations_talk_known"),
}


def run(asked: Asked, options: Options) -> Answer:
    """Each profile's practices, and in what it surely differs from the others."""
    by = options["by"]
    if by not in BY:
        raise UsageError(
            'Agents have no groups by "{name}".{near} They have: {names}.',
            name=by,
            near=did_you_mean(by, BY),
            names=[*BY],
        )
    told = [name for name in _TOLD_BY if asked.grants(name)]
    cells = asked.counts(_COUNTED, (*told, by))
    if "campaign" not in told or "agent" not in told:
        return Answer((_table(cells, by),), (Finding("profile", "undecided", strata.CANNOT_TELL),))
    return Answer((_table(cells, by),), tuple(_told(cells, by)))


_RULE = Text(
    "Sur les appels. Un profil face aux autres à campagne et température égales (Mantel-Haenszel) ; les appels d’un même "
    "téléconseiller se ressemblent : la variance est celle d’un téléconseiller à l’autre, le quantile celui de Student aux degrés de "
    "liberté du plus petit côté, 95 % partagés entre tous les profils et toutes les pratiques regardés ; rien n’est conclu à moins de trois téléconseillers de chaque "
    "côté. Une différence est une association : elle ne dit pas que la pratique fait le résultat.",
    "On calls. A profile against the others at the same campaign and temperature (Mantel-Haenszel); the calls of one agent "
    "resemble each other: the variance is that between agents, the quantile Student’s with the degrees of freedom of the "
    "smaller side, 95% shared among all profiles and practices looked at; nothing is concluded with fewer than three agents on each side. A difference is an "
    "association: it does not tell that the practice makes the result.",
)


def _members(cells: Rows, by: str) -> list[Any]:
    found = {cell[by] for cell in cells if cell["conversations"]}
    return sorted((one for one in found if one is not None), key=str)


def _told(cells: Rows, by: str) -> list[Finding]:
    members = _members(cells, by)
    if len(members) < 2:
        return []
    # of two, one is what the other is not: looked at once
    looked = members[:1] if len(members) == 2 else members
    tests = len(looked) * len(PRACTICES)
    gaps = {member: {one: found for one in PRACTICES for found in (_gap(cells, by, member, one, tests),) if found}
            for member in members}  # fmt: skip
    sure = {member: {one: gap for one, gap in own.items() if decided(gap.bounds)} for member, own in gaps.items()}
    found = [_finding(cells, by, member, own, members) for member, own in sure.items() if own]
    if len(members) == 2 and len(found) == 2:
        found = sorted(found, key=lambda one: ("good", "neutral", "bad").index(one.tone))[:1]
    return found or [_undecided(by, members, bool(any(gaps.values())))]


def _gap(cells: Rows, by: str, member: Any, one: Practice, tests: int) -> Difference | None:
    return difference(
        (
            Cell(cell["agent"], (cell["campaign"], cell.get("is_hot")), cell[by] == member, cell[one.num] or 0, cell[one.den] or 0)
            for cell in cells if cell[by] is not None
        ),
        tests,
    )  # fmt: skip


def _finding(cells: Rows, by: str, member: Any, sure: dict[Practice, Difference], members: Sequence[Any]) -> Finding:
    ours, theirs = max(gap.clusters for gap in sure.values())
    rest = [one for one in members if one != member]
    others = words.quoted(words.member(by, rest[0])) if len(rest) == 1 else Text("tous les autres", "all others")
    text = words.phrase(
        "{dimension} {member} against {others}, at the same campaign and temperature ({ours:,} {ours|agent|agents} and {theirs}): {practices}. It is an association: nothing tells that the practice makes the result.",
        dimension=words.dimension_name(by), member=words.quoted(words.member(by, member)), others=others,
        ours=ours, theirs=words.count(theirs),
        practices=words.listed(_practice(one, gap) for one, gap in sure.items()),
    )  # fmt: skip
    signs = {one.better * decided(gap.bounds) for one, gap in sure.items()} - {0}
    tone = "neutral" if len(signs) != 1 else "good" if 1 in signs else "bad"
    total = sum(cell["conversations"] or 0 for cell in cells)
    share = ratio(sum(cell["conversations"] or 0 for cell in cells if cell[by] == member), total)
    stake = max((weight(gap.bounds, gap.theirs, share) for one, gap in sure.items() if one.better), default=0.0)
    about = {by: member, **{one.id: {"difference": gap.value, "low": gap.bounds[0], "high": gap.bounds[1]}
                            for one, gap in sure.items()}}  # fmt: skip
    return Finding("profile", tone, text, about, stake)


def _practice(one: Practice, gap: Difference) -> Text:
    return words.phrase(
        "{said} ({gap}; {low} to {high})",
        said=one.more if gap.value > 0 else one.less, gap=_apart(one, gap.value), low=_apart(one, gap.bounds[0]),
        high=_apart(one, gap.bounds[1]),
    )  # fmt: skip


def _apart(one: Practice, value: float) -> Text:
    if one.unit is Unit.PERCENT:
        return words.points(value)
    said, sign = words.shown(abs(value), one.unit), "+" if value > 0 else "\u2212"
    return Text(f"{sign}{said.fr}", f"{sign}{said.en}")


def _undecided(by: str, members: Sequence[Any], is_compared: bool) -> Finding:
    name = words.lowered(words.dimension_name(by))
    if not is_compared:
        text = words.phrase(
            "By {name}, nothing to compare: at least three agents on each side in the same campaigns are needed.", name=name,
        )  # fmt: skip
        return Finding("profile", "undecided", text)
    text = words.phrase(
        "Undecided: of {n:,} {n|group|groups} by {name}, none clearly talks, pitches, is refused or closes otherwise than the others.",
        n=len(members), name=name,
    )  # fmt: skip
    return Finding("profile", "undecided", text)


def _table(cells: Rows, by: str) -> Table:
    rows = []
    for member in [*_members(cells, by), *([None] if any(cell[by] is None for cell in cells) else [])]:
        own = [cell for cell in cells if cell[by] == member]
        sums = {name: sum(cell[name] or 0 for cell in own) for name in _COUNTED}
        if sums["conversations"]:
            row: dict[str, Any] = {
                by: member,
                "agents": len({cell.get("agent") for cell in own}),
                "conversations": sums["conversations"],
            }
            rows.append(row | {one.id: _shown(one, sums) for one in PRACTICES})
    columns = (
        Column(by, words.dimension_name(by), "member", dimension=by),
        Column("agents", Text("Téléconseillers", "Agents")),
        Column("conversations", Text("Conversations", "Conversations")),
        *(Column(one.id, one.name, "figure", one.unit) for one in PRACTICES),
    )
    return Table("practices", Text("Ce que fait chaque groupe", "What each group does"), columns, rows)


def _shown(one: Practice, sums: dict[str, float]) -> dict[str, Any]:
    found = proportion(sums[one.num], sums[one.den]) if one.unit is Unit.PERCENT else None
    value = ratio(sums[one.num], sums[one.den])
    return found or {"value": value, "num": sums[one.num], "den": sums[one.den], "low": None, "high": None,
                     "state": "ok" if value is not None else "no_data"}  # fmt: skip


VIEW = View(
    "profiles",
    Text("Profils et pratiques", "Profiles and practices"),
    Text("Que font autrement les profils de téléconseillers ?", "What do agents of each profile do otherwise?"),
    run,
    kpis=("conversations", "average_talk_time", "argued_call_rate", "refusal_rate"),
    options={"by": "profile"},
    rules=(_RULE,),
)  # fmt: skip
