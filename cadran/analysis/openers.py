"""Who opens well and who closes well, apart: from conversation to pitch, and from pitch to appointment or sale.

Both are counted on the same calls. Each agent is held against what its mix of campaigns would give, shrunk; and the share
of its pitches that end in an appointment against the published level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.agents import expectations, ranked
from cadran.analysis.asking import Asked, Rows, proportion
from cadran.analysis.leading import weight
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Bounds, decided, wilson_at, z_of
from cadran.catalogue.measures import BY_AGENT, part
from cadran.catalogue.shape import KPI, Better, Text, Unit
from cadran.query.numbers import ratio

NAMED = 3
"""So many agents are named with their figures in one sentence."""
RATE = "appointment_rate"
_BY = ("agent", "campaign", "is_hot", "objective")
_COUNTED = {
    "conversations": part("calls_contacted", BY_AGENT),
    "argued": part("calls_argued", BY_AGENT),
    "won": part("calls_argued_won", BY_AGENT),
    "booked": part("calls_argued", f"outcome = 'appointment' AND {BY_AGENT}"),
}


def run(asked: Asked, options: Options) -> Answer:
    """Each agent's pitches of its conversations and successes of its pitches; and its appointments against the published level."""
    by = [name for name in _BY if name == "agent" or asked.grants(name)]
    cells = asked.counts(_COUNTED, by)
    held = tuple(name for name in strata.HELD if name in by)
    agents = _judged(cells, held)
    levels = _levels(cells, asked.source.catalogue.kpis[RATE])
    findings = [*(_told(agents) if "campaign" in held else [Finding("opening", "undecided", strata.CANNOT_TELL)]),
                *_against_level(levels, asked.source.catalogue.kpis[RATE])]  # fmt: skip
    return Answer((_agent_table(agents), _level_table(levels)), tuple(findings))


_RULE = Text(
    "Sur les mêmes appels : ouvrir, c’est passer de la conversation à l’argumentaire ; conclure, de l’argumentaire au rendez-vous "
    "ou à la vente du même appel. Chacun est ramené vers ce que donnerait son mélange de campagnes et de fiches chaudes "
    "(« attendu »), comme dans la vue agents ; intervalles à 95 % partagés entre tous les téléconseillers et les deux étapes. "
    "Rendez-vous par appel argumenté : appels argumentés conclus par un rendez-vous ÷ appels argumentés, dans les campagnes "
    "dont c’est l’objectif ; le taux de conversion du catalogue compte chaque rendez-vous à sa date et n’est donc pas une "
    "proportion des mêmes appels. Intervalle de Wilson, à 95 % partagés entre les téléconseillers.",
    "On the same calls: opening is getting from the conversation to the pitch, closing from the pitch to an appointment or a "
    "sale of the same call. Each is drawn towards what its mix of campaigns and hot leads would give (“expected”), as in the view agents; "
    "intervals at 95% shared among all agents and both steps. Appointments per pitch: calls argued that end in an appointment ÷ "
    "calls argued, in the campaigns whose objective it is; the catalogue’s conversion rate counts each appointment on its own day "
    "and so is no proportion of the same calls. Wilson’s interval, at 95% shared among agents.",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One agent at one step: what is observed, expected and estimated, with its bounds."""

    num: float
    den: float
    expected: float
    value: float
    bounds: Bounds

    @property
    def side(self) -> int:
        """1 surely better than expected, -1 surely worse, else 0."""
        return decided((self.bounds[0] - self.expected, self.bounds[1] - self.expected))

    @property
    def moved(self) -> float:
        """How many more or fewer than expected there surely are."""
        if not self.side:
            return 0.0
        return abs((self.bounds[0] if self.side > 0 else self.bounds[1]) - self.expected) * self.den


@dataclass(frozen=True, slots=True)
class Judged:
    """One agent at both steps; a step without any observation is None."""

    agent: Any
    opening: Step | None
    closing: Step | None

    @property
    def sides(self) -> tuple[int, int]:
        return (self.opening.side if self.opening else 0, self.closing.side if self.closing else 0)


_STEPS = {"opening": ("argued", "conversations"), "closing": ("won", "argued")}


def _judged(cells: Rows, held: Sequence[str]) -> list[Judged]:
    agents = sorted({cell["agent"] for cell in cells if cell["conversations"] or cell["argued"]}, key=str)
    steps = {name: _steps(cells, held, num, den, len(_STEPS) * len(agents)) for name, (num, den) in _STEPS.items()}
    found = [Judged(agent, *(steps[name].get(agent) for name in _STEPS)) for agent in agents]
    return sorted(
        found, key=lambda one: (one.closing is None, -(one.closing.value - one.closing.expected) if one.closing else 0)
    )


def _steps(cells: Rows, held: Sequence[str], num: str, den: str, tests: int) -> dict[Any, Step]:
    kept = [{**cell, "num": cell[num] or 0, "den": cell[den] or 0} for cell in cells if cell[den]]
    expected = expectations(kept, held, "agent")
    counts: dict[Any, list[float]] = {}
    for cell in kept:
        own = counts.setdefault(cell["agent"], [0, 0])
        own[0] += cell["num"]
        own[1] += cell["den"]
    members = [{"member": agent, "num": n, "den": d, "expected": expected[agent]} for agent, (n, d) in counts.items()]
    return {
        one["member"]: Step(one["num"], one["den"], one["expected"], one["estimate"], (one["low"], one["high"]))
        for one in ranked(members, Better.UP, tests)
    }


KINDS: Mapping[tuple[int, int], tuple[str, str, Text]] = {
    (1, -1): ("opens_not_closes", "bad", Text("Ouvrent bien mais concluent mal", "Open well but close badly")),
    (-1, 1): ("closes_not_opens", "bad", Text("Concluent bien mais ouvrent mal", "Close well but open badly")),
    (-1, -1): ("neither", "bad", Text("En retrait aux deux étapes", "Behind at both steps")),
    (0, -1): ("closes_badly", "bad", Text("Concluent moins bien qu’attendu", "Close worse than expected")),
    (-1, 0): ("opens_badly", "bad", Text("Ouvrent moins bien qu’attendu", "Open worse than expected")),
    (1, 1): ("both", "good", Text("Meilleurs qu’attendu aux deux étapes", "Better than expected at both steps")),
    (0, 1): ("closes_well", "good", Text("Concluent mieux qu’attendu", "Close better than expected")),
    (1, 0): ("opens_well", "good", Text("Ouvrent mieux qu’attendu", "Open better than expected")),
}
"""(side at the opening, at the closing) → code, tone and how the sentence begins."""


def _told(agents: Sequence[Judged]) -> list[Finding]:
    found = [
        _finding(sides, some, agents)
        for sides in KINDS
        for some in ([one for one in agents if one.sides == sides],)
        if some
    ]
    if found or not agents:
        return found
    text = words.phrase(
        "Undecided: of {n:,} {n|agent|agents} none clearly opens or closes better or worse than expected, at the same campaign and temperature.",
        n=len(agents),
    )  # fmt: skip
    return [Finding("opening", "undecided", text)]


def _finding(sides: tuple[int, int], some: Sequence[Judged], agents: Sequence[Judged]) -> Finding:
    code, tone, lead = KINDS[sides]
    shown = sorted(some, key=lambda one: -sum(step.moved for step in (one.opening, one.closing) if step))
    text = words.phrase(
        "{lead} (of {n:,} {n|agent|agents} looked at, at the same campaign and temperature): {names}{more}.",
        lead=lead, n=len(agents), more=words.others(len(shown) - NAMED),
        names=words.apart(_named(one, sides) for one in shown[:NAMED]),
    )  # fmt: skip
    return Finding(code, tone, text, {"agent": [one.agent for one in shown]}, _stake(shown, agents))


def _named(one: Judged, sides: tuple[int, int]) -> Text:
    steps = []
    if one.opening and sides[0]:
        steps.append(
            _step(
                Text("argumente {value} de ses conversations", "pitches in {value} of the conversations"), one.opening
            )
        )
    if one.closing and sides[1]:
        steps.append(_step(Text("conclut {value} de ses argumentaires", "closes {value} of the pitches"), one.closing))
    return words.phrase("{agent} {steps}", agent=words.member("agent", one.agent), steps=words.joined(steps))


def _step(verb: Text, step: Step) -> Text:
    said = words.filled(verb, value=words.share(step.value))
    return words.phrase(
        "{said} ({low} to {high}; expected {expected})",
        said=said, low=words.share(step.bounds[0]), high=words.share(step.bounds[1]), expected=words.share(step.expected),
    )  # fmt: skip


def _stake(some: Sequence[Judged], agents: Sequence[Judged]) -> float:
    """The larger of the parts of all pitches, and of all successes, that surely hang on these agents."""
    parts = []
    for name in _STEPS:
        total = sum(step.num for one in agents for step in (getattr(one, name),) if step)
        parts.append(ratio(sum(step.moved for one in some for step in (getattr(one, name),) if step), total) or 0.0)
    return max(parts)


@dataclass(frozen=True, slots=True)
class Level:
    """One agent's appointments of its pitches, with bounds at the error shared among all agents."""

    agent: Any
    num: int
    den: int
    bounds: Bounds

    def side(self, level: float) -> int:
        """1 surely above the level, -1 surely below, else 0."""
        return decided((self.bounds[0] - level, self.bounds[1] - level))


def _levels(cells: Rows, kpi: KPI) -> list[Level]:
    """Appointments of pitches by agent, in the campaigns that aim at them (or take some, where the objective is not said)."""
    takes = {cell.get("campaign") for cell in cells if cell["booked"]}
    counts: dict[Any, list[int]] = {}
    for cell in cells:
        aim = cell.get("objective")
        if aim in kpi.objectives if aim else cell.get("campaign") in takes:
            own = counts.setdefault(cell["agent"], [0, 0])
            own[0] += cell["booked"] or 0
            own[1] += cell["argued"] or 0
    kept = {agent: own for agent, own in counts.items() if own[1]}
    z = z_of(len(kept))
    found = [Level(agent, num, den, wilson_at(num, den, z)) for agent, (num, den) in kept.items()]
    return sorted(found, key=lambda one: (-(ratio(one.num, one.den) or 0.0), str(one.agent)))


def _against_level(levels: Sequence[Level], kpi: KPI) -> list[Finding]:
    """Who is surely above the published level, who is surely below, and how many are neither."""
    if not levels or not kpi.benchmarks:
        return []
    level, found = kpi.benchmarks[0].value, []
    total = sum(one.den for one in levels)
    for side, code, tone, lead in (
        (-1, "below_level", "bad", Text("Nettement sous", "Clearly below")),
        (1, "above_level", "good", Text("Nettement au-dessus de", "Clearly above")),
    ):
        some = [one for one in levels if one.side(level) == side]
        if some:
            some.sort(key=lambda one: side * ((ratio(one.num, one.den) or 0.0) - level), reverse=True)
            stake = sum(
                weight((one.bounds[0] - level, one.bounds[1] - level), level, ratio(one.den, total)) for one in some
            )
            text = words.phrase(
                "{lead} {level} of appointments per pitch, the published level of an efficient agent: {n} of {all} ({names}{more}).",
                lead=lead, level=words.level(level), n=words.count(len(some)), all=words.count(len(levels)),
                names=words.apart(_level_of(one) for one in some[:NAMED]), more=words.others(len(some) - NAMED),
            )  # fmt: skip
            found.append(Finding(code, tone, text, {"agent": [one.agent for one in some], "level": level}, stake))
    open_ones = [one for one in levels if not one.side(level)]
    if open_ones:
        text = words.phrase(
            "Undecided against {level} of appointments per pitch: {n:,} {n|agent|agents} of {all}, whose interval holds it.",
            level=words.level(level), n=len(open_ones), all=words.count(len(levels)),
        )  # fmt: skip
        found.append(
            Finding("around_level", "undecided", text, {"agent": [one.agent for one in open_ones], "level": level})
        )
    return found


def _level_of(one: Level) -> Text:
    return words.phrase(
        "{agent} {value}, {low} to {high}", agent=words.member("agent", one.agent),
        value=words.share(ratio(one.num, one.den)), low=words.share(one.bounds[0]), high=words.share(one.bounds[1]),
    )  # fmt: skip


def _agent_table(agents: Sequence[Judged]) -> Table:
    rows = []
    for one in agents:
        row: dict[str, Any] = {"agent": one.agent}
        for name in _STEPS:
            step = getattr(one, name)
            row[name] = proportion(step.num, step.den) if step else None
            row[f"{name}_expected"] = step.expected if step else None
            row[f"{name}_estimate"] = _estimate(step) if step else None
        row["reading"] = KINDS[one.sides][0] if any(one.sides) else "undecided"
        rows.append(row)
    labels = {code: text for code, _, text in KINDS.values()} | {"undecided": Text("indécis", "undecided")}
    columns = [Column("agent", words.dimension_name("agent"), "member", dimension="agent")]
    for name, title in (("opening", Text("Argumentés / conversations", "Pitches / conversations")),
                        ("closing", Text("Rendez-vous ou ventes / argumentés", "Appointments or sales / pitches"))):  # fmt: skip
        columns += [
            Column(name, title, "figure", Unit.PERCENT),
            Column(f"{name}_expected", words.phrase("{title}, expected", title=title), unit=Unit.PERCENT),
            Column(f"{name}_estimate", words.phrase("{title}, estimate", title=title), "figure", Unit.PERCENT),
        ]  # fmt: skip
    tones = {code: tone for code, tone, _ in KINDS.values()} | {"undecided": "undecided"}
    columns.append(Column("reading", Text("Lecture", "Reading"), "member", labels=labels, tones=tones))
    return Table("agents", Text("Ouvrir et conclure", "Opening and closing"), tuple(columns), rows)


def _estimate(step: Step) -> dict[str, Any]:
    return {"value": step.value, "num": None, "den": None, "low": step.bounds[0], "high": step.bounds[1], "state": "ok"}


def _level_table(levels: Sequence[Level]) -> Table:
    rows = [
        {"agent": one.agent, "argued": one.den,
         "booked": {**proportion(one.num, one.den), "low": one.bounds[0], "high": one.bounds[1]}}
        for one in levels
    ]  # fmt: skip
    columns = (
        Column("agent", words.dimension_name("agent"), "member", dimension="agent"),
        Column("argued", Text("Appels argumentés", "Calls argued")),
        Column("booked", Text("Conclus par un rendez-vous", "Ending in an appointment"), "figure", Unit.PERCENT),
    )
    title = Text("Rendez-vous par appel argumenté", "Appointments per pitch")
    return Table("appointments", title, columns, rows)


VIEW = View(
    "opening-closing",
    Text("Ouvrir et conclure", "Opening and closing"),
    Text("Qui obtient d’argumenter, et qui conclut, tout égal par ailleurs ?",
         "Who gets to the pitch, and who closes it, all else equal?"),
    run,
    kpis=("conversations", "argued_call_rate", "appointment_rate"),
    options={},
    rules=(_RULE,),
)  # fmt: skip
