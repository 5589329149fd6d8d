"""Who works when and on what: stretches of production, and around them pauses and training.

A stretch lies within one half-day of one agent, within the hours its campaign may call. Calls begin within it; the last one may
run over by the stretch's slack, into the pause that follows, which then begins later.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cadran.demo.agents import Agents
from cadran.demo.clock import DAY_S, Clock, Floats, Ints
from cadran.demo.world import CAMPAIGN_INDEX, CAMPAIGNS, DAYS, TEAMS

HOUR = 3600
_Shifts = tuple[tuple[tuple[float, float], ...], ...]
PAUSES = ("pause", "coaching", "technique")
_B2C: _Shifts = (((10, 13), (14, 18)), ((11, 13), (14, 19)), ((12, 13), (14, 20)))
_B2B: _Shifts = (((9, 12.5), (13.5, 17)),)
_LATE = (0.28, 0.34, 0.38)  # of consumer shifts: people are at home in the evening
TRAINED_TEAM, TRAINING_DAY = "Sirocco", 29  # two hours on objections, one of the actions
_SHORTEST = 2400  # seconds of the stretches of small scales
_LAST_SLACK = 900  # a call that began in time may end a quarter of an hour after the half-day
INDUCTION = 2  # days of training of a newcomer
_DEVIS = CAMPAIGN_INDEX["DEVIS"]


@dataclass(slots=True)
class Roster:
    """Stretches (agent, day, campaign, from, to, slack) and other states (agent, campaign, from, to, kind, reason)."""

    stretches: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    others: list[tuple[int, int, int, int, str, str]] = field(default_factory=list)

    def stretch_columns(self) -> Ints:
        return np.array(self.stretches, np.int64).reshape(-1, 6)


def plan(rng: np.random.Generator, clock: Clock, agents: Agents, scale: float) -> Roster:
    """The roster of all the working days. At small scales there are fewer stretches, so that few agents make few calls."""
    planner = _Planner(rng, agents, min(1.0, max(0.06, 60 * scale / agents.count)))
    away = _holidays_of(rng, agents)
    for day in range(DAYS):
        if clock.is_working(day):
            weekday = int(clock.weekday(np.array(day)))
            planner.day(day, weekday, _present(rng, agents, away, day, weekday))
    return planner.roster


def _holidays_of(rng: np.random.Generator, agents: Agents) -> Ints:
    """The first day of each agent's week or two off, and how many days: shape (agents, 2)."""
    start = rng.integers(0, DAYS - 14, agents.count)
    return np.stack([start, rng.choice([0, 7, 14], agents.count, p=[0.35, 0.35, 0.30])], axis=1)


def _present(rng: np.random.Generator, agents: Agents, away: Ints, day: int, weekday: int) -> Ints:
    at_work = (agents.hired <= day) & (day < agents.leaves)
    at_work &= ~((away[:, 0] <= day) & (day < away[:, 0] + away[:, 1]))
    at_work &= ~((agents.fte == 0.8) & (weekday == 3))
    at_work &= rng.random(agents.count) > (0.045 if weekday < 5 else 0.075)
    return np.flatnonzero(at_work)


@dataclass(slots=True)
class _Planner:
    rng: np.random.Generator
    agents: Agents
    fill: float  # share of the day that is worked
    roster: Roster = field(default_factory=Roster)

    def day(self, day: int, weekday: int, here: Ints) -> None:
        teams = self.agents.team_on(here, day)
        for team in range(len(TEAMS)):
            crew = np.roll(here[teams == team], day // 7)
            for place, agent in enumerate(crew.tolist()):
                work = self._work(team, place, len(crew), day)
                if 0 <= day - int(self.agents.hired[agent]) < INDUCTION:
                    self._induction(agent, day, work)
                else:
                    self._agent_day(agent, team, day, weekday, work)

    def _work(self, team: int, place: int, crew: int, day: int) -> tuple[int, int]:
        """The campaigns of the morning and of the afternoon of the crew's member at that place."""
        jobs = TEAMS[team].work
        first, second = CAMPAIGN_INDEX[jobs[0][0]], CAMPAIGN_INDEX[jobs[-1][0]]
        if first == second or CAMPAIGNS[second].starts > day:
            return first, first
        if first == _DEVIS or crew > 1:
            chosen = first if place < max(1, round(jobs[0][1] * crew)) else second
        else:
            chosen = first if day % 2 else second
        swaps = first != _DEVIS and self.rng.random() < 0.12
        return chosen, first + second - chosen if swaps else chosen

    def _shift(self, agent: int, work: tuple[int, int]) -> tuple[tuple[float, float], ...]:
        shifts = _B2C if CAMPAIGNS[work[0]].audience == "b2c" else _B2B
        # web leads need somebody at all hours, so their agents keep their shifts
        pick = agent % 3 if work[0] == _DEVIS else int(self.rng.choice(3, p=_LATE))
        shift = shifts[min(pick, len(shifts) - 1)]
        return shift if self.agents.fte[agent] > 0.5 else (shift[int(self.rng.integers(2))],)

    def _induction(self, agent: int, day: int, work: tuple[int, int]) -> None:
        for begin, end in ((10, 13), (14, 18)):
            times = day * DAY_S + begin * HOUR, day * DAY_S + end * HOUR
            self.roster.others.append((agent, work[0], *times, "training", "intégration"))

    def _agent_day(self, agent: int, team: int, day: int, weekday: int, work: tuple[int, int]) -> None:
        halves = self._shift(agent, work)
        for half in halves:
            campaign = work[0] if half[0] < 13 else work[1]
            start = int(day * DAY_S + half[0] * HOUR + self.rng.integers(5, 180))
            stop = int(day * DAY_S + half[1] * HOUR)
            if weekday == 1 and half is halves[0] and self.fill == 1:
                end = start + 720 + int(self.rng.integers(0, 180))
                self.roster.others.append((agent, campaign, start, end, "paused", "brief"))
                start = end
            if TEAMS[team].name == TRAINED_TEAM and day == TRAINING_DAY and half[0] >= 13:
                self.roster.others.append((agent, campaign, stop - 2 * HOUR, stop, "training", "objections"))
                stop -= 2 * HOUR + _LAST_SLACK
            self._half(agent, day, campaign, start, stop)

    def _half(self, agent: int, day: int, campaign: int, start: int, stop: int) -> None:
        """A half-day of production cut by its pauses: one in three hours or less, two in more."""
        rng, fill = self.rng, 1.0 if campaign == _DEVIS else self.fill
        hours = (stop - start) / HOUR
        cuts = 0 if hours < 1.5 else 1 if hours <= 3.2 else 2
        marks: Floats = (np.arange(1, cuts + 1) + rng.uniform(-0.2, 0.2, cuts)) / (cuts + 1)
        edges = [start, *(int(start + mark * (stop - start)) for mark in marks), stop]
        for index in range(len(edges) - 1):
            length = edges[index + 1] - edges[index]
            worked = max(fill * length, min(_SHORTEST, length))
            if rng.random() > fill * length / worked:
                continue
            begin, end = edges[index], edges[index] + int(worked)
            if index == len(edges) - 2:
                self.roster.stretches.append((agent, day, campaign, begin, end, _LAST_SLACK))
                continue
            reason = PAUSES[int(rng.choice(3, p=[0.80, 0.09, 0.11]))]
            pause = int(rng.integers(480, 960)) if reason == "pause" else int(rng.integers(480, 1500))
            self.roster.stretches.append((agent, day, campaign, begin, end - pause, pause - 60))
            self.roster.others.append((agent, campaign, end - pause, end, "paused", reason))
