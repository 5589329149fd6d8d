"""How busy agents are, held against a band: too little bores, too much burns out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, figure
from cadran.analysis.clusters import ratio_bounds
from cadran.analysis.leading import weight
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Bounds
from cadran.catalogue.shape import Text, Unit
from cadran.query.numbers import ratio
from cadran.query.verdict import Verdict

RATE = "occupancy_rate"
NAMED = 5


@dataclass(frozen=True, slots=True)
class Band:
    """Where occupancy should lie, and who says so."""

    low: float
    high: float
    source: Text


PUBLISHED = Band(
    0.60,
    0.85,
    Text(
        "fourchette large des repères publiés : 60 % est le bas de celle donnée aux appels sortants (60 à 70 %, Handicall), 85 % le plafond le plus cité (Call Centre Helper) ; aucune étude à l’appui",
        "the widest band of what is published: 60% is the low end of that given for outbound calls (60 to 70%, Handicall), 85% the ceiling most often cited (Call Centre Helper); no study behind either",
    ),
)
_OWN = Text("votre objectif", "your target")


def run(asked: Asked, options: Options) -> Answer:
    """Each agent's occupancy with its interval, days being drawn, and who is surely outside the band."""
    whole = asked.figures(RATE)
    total = whole.total[RATE]
    if total["value"] is None:
        text = Text(
            "Les états des téléconseillers ne sont pas chargés ici : pas d’occupation à lire.",
            "Agents’ states are not loaded here: there is no occupancy to read.",
        )
        return Answer((_table([], None),), (Finding("no_states", "neutral", text),), notes=tuple(whole.notes))
    band = _band(total)
    rows = [
        row
        for row in asked.figures(RATE, by=("agent",)).rows
        if row["key"]["agent"] is not None and row["values"][RATE]["den"]
    ]
    days: dict[Any, list[tuple[float, float]]] = {}
    for row in asked.figures(RATE, by=("agent",), grain="day").rows:
        cell = row["values"][RATE]
        if cell["den"]:
            days.setdefault(row["key"]["agent"], []).append((cell["num"] or 0.0, cell["den"]))
    agents = [_Agent(row["key"]["agent"], figure(row["values"][RATE]), len(days.get(row["key"]["agent"], ())),
                     ratio_bounds(days.get(row["key"]["agent"], ()), len(rows))) for row in rows]  # fmt: skip
    agents.sort(key=lambda one: (-(one.cell["value"] or 0.0), str(one.agent)))
    return Answer((_table(agents, band),), (_whole(total, band), *_outside(agents, band)), notes=tuple(whole.notes))


_RULE = Text(
    "(Conversation + post-appel) ÷ temps de production. La fourchette est celle de l’objectif de la configuration s’il en donne "
    "une (value et upto), sinon la fourchette publiée la plus large. Un téléconseiller n’est dit hors de la fourchette que si tout son "
    "intervalle y est : ses journées étant tirées au sort (méthode delta, Student), 95 % partagés entre les téléconseillers ; rien n’est dit à moins de "
    "trois journées.",
    "(Talking + wrap-up) ÷ time worked. The band is that of the configuration’s target where it gives one (value and upto), "
    "else the widest published one. An agent is said to be outside only where the whole interval is: days being drawn "
    "(delta method, Student), 95% shared among agents; nothing is said with fewer than three days.",
)


@dataclass(frozen=True, slots=True)
class _Agent:
    agent: Any
    cell: dict[str, Any]
    days: int
    bounds: Bounds | None

    def side(self, band: Band) -> int:
        """1 surely above the band, -1 surely below, else 0."""
        if self.bounds is None:
            return 0
        return 1 if self.bounds[0] > band.high else -1 if self.bounds[1] < band.low else 0


def _band(total: dict[str, Any]) -> Band:
    target = total.get("target")
    if target and target.get("upto") is not None:
        return Band(target["value"], target["upto"], _OWN)
    return PUBLISHED


def _said(band: Band) -> dict[str, Text]:
    return {"low": words.level(band.low), "high": words.level(band.high)}


def _whole(total: dict[str, Any], band: Band) -> Finding:
    place = 1 if total["value"] > band.high else -1 if total["value"] < band.low else 0
    where = {1: Text("au-dessus de", "above"), -1: Text("au-dessous de", "below"), 0: Text("dans", "within")}[place]
    text = words.phrase(
        "Occupancy as a whole is {value}, {where} the band of {low} to {high} ({source}).",
        value=words.share(total["value"]), where=where, source=band.source, **_said(band),
    )  # fmt: skip
    return Finding("occupancy", "neutral", text, {"value": total["value"], "low": band.low, "high": band.high})


def _outside(agents: Sequence[_Agent], band: Band) -> list[Finding]:
    found, hours = [], sum(one.cell["den"] for one in agents)
    for side, code, lead, end in (
        (1, "too_busy", Text("Trop occupés", "Too busy"), band.high),
        (-1, "too_idle", Text("Trop peu occupés", "Not busy enough"), band.low),
    ):
        some = [one for one in agents if one.side(band) == side][::side]
        if some:
            text = words.phrase(
                "{lead}, clearly outside the band of {low} to {high}: {n:,} {n|agent|agents} of {all} ({names}{more}).",
                lead=lead, n=len(some), all=words.count(len(agents)), more=words.others(len(some) - NAMED),
                names=words.apart(_named(one) for one in some[:NAMED]), **_said(band),
            )  # fmt: skip
            stake = sum(weight((one.bounds[0] - end, one.bounds[1] - end), end, ratio(one.cell["den"], hours))
                        for one in some if one.bounds)  # fmt: skip
            found.append(Finding(code, "bad", text, {"agent": [one.agent for one in some]}, stake))
    if not found and agents:
        text = words.phrase(
            "Undecided: of {n:,} {n|agent|agents}, none is clearly outside the band of {low} to {high}.",
            n=len(agents), **_said(band),
        )  # fmt: skip
        found.append(Finding("occupancy_band", "undecided", text))
    return found


def _named(one: _Agent) -> Text:
    low, high = one.bounds or (None, None)
    return words.phrase(
        "{agent} {value}, {low} to {high}", agent=words.member("agent", one.agent),
        value=words.share(one.cell["value"]), low=words.share(low), high=words.share(high),
    )  # fmt: skip


_PLACES: dict[str, Text] = {
    Verdict.ABOVE: Text("au-dessus", "above"),
    Verdict.BELOW: Text("au-dessous", "below"),
    Verdict.UNDECIDED: Text("indécis ou dedans", "undecided or within"),
}


_TONES: dict[str, str] = {Verdict.ABOVE: "bad", Verdict.BELOW: "bad", Verdict.UNDECIDED: "undecided"}


def _table(agents: Sequence[_Agent], band: Band | None) -> Table:
    rows = [
        {"agent": one.agent, "days": one.days,
         "occupancy": {**one.cell, "low": one.bounds[0] if one.bounds else None, "high": one.bounds[1] if one.bounds else None},
         "place": Verdict.of(one.side(band)) if band else None}
        for one in agents
    ]  # fmt: skip
    columns = (
        Column("agent", words.dimension_name("agent"), "member", dimension="agent"),
        Column("days", Text("Journées", "Days")),
        Column("occupancy", Text("Taux d’occupation", "Occupancy rate"), "figure", Unit.PERCENT),
        Column("place", Text("Face à la fourchette", "Against the band"), "member", labels=_PLACES, tones=_TONES),
    )
    return Table("agents", Text("Occupation par téléconseiller", "Occupancy by agent"), columns, rows)


VIEW = View(
    "occupancy",
    Text("Occupation", "Occupancy"),
    Text("Qui est trop occupé, qui ne l’est pas assez ?", "Who is too busy, and who not busy enough?"),
    run,
    kpis=(RATE,),
    options={},
    rules=(_RULE,),
)  # fmt: skip
