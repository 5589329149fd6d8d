"""Who works when and on what: stretches of production, and around them pauses and training.

A stretch lies within one half-day of one agent, within the hours its campaign may call; calls never leave it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cadran.demo.agents import Agents
from cadran.demo.clock import DAY_S, Clock, Floats, Ints
from cadran.demo.world import CAMPAIGN_INDEX, CAMPAIGNS, DAYS, TEAMS

HOUR = 3600
PAUSES = ("pause", "coaching", "brief", "technique")
_B2C = (((10, 13), (14, 18)), ((11, 13), (14, 19)), ((12, 13), (14, 20)))
_B2B = (((9, 12.5), (13.5, 17)),)
TRAINED_TEAM, TRAINING_DAY = "Sirocco", 29  # two hours on objections, one of the actions
INDUCTION = 2  # days of training of a newcomer
_DEVIS = CAMPAIGN_INDEX["DEVIS"]


@dataclass(slots=True)
class Roster:
    """Columns of stretches (agent, day, campaign, from, to) and of other states (agent, campaign, from, to, kind, reason)."""

    stretches: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    others: list[tuple[int, int, int, int, str, str | None]] = field(default_factory=list)

    def stretch_columns(self) -> Ints:
        return np.array(self.stretches, np.int64).reshape(-1, 5)


def plan(rng: np.random.Generator, clock: Clock, agents: Agents, scale: float) -> Roster:
    """The roster of all the working days. At small scales stretches shorten, so that few agents make few calls."""
    roster = Roster()
    away = _holidays_of(rng, agents)
    fill = min(1.0, max(0.06, 60 * scale / agents.count))
    for day in range(DAYS):
        if not clock.is_working(day):
            continue
        weekday = int(clock.weekday(np.array(day)))
        here = _present(rng, agents, away, day, weekday)
        for team in range(len(TEAMS)):
            crew = here[agents.team_on(here, day) == team]
            crew = np.roll(crew, day // 7)
            for place, agent in enumerate(crew):
                newcomer = 0 <= day - agents.hired[agent] < INDUCTION
                work = _work(rng, team, place, len(crew), day)
                _agent_day(rng, roster, agents, int(agent), day, weekday, work, bool(newcomer), fill)
    return roster


def _holidays_of(rng: np.random.Generator, agents: Agents) -> Ints:
    """The first day of each agent's week or two off, and how many days: shape (agents, 2)."""
    start = rng.integers(0, DAYS - 14, agents.count)
    return np.stack([start, rng.choice([0, 7, 14], agents.count, p=[0.35, 0.35, 0.30])], axis=1)


def _present(rng: np.random.Generator, agents: Agents, away: Ints, day: int, weekday: int) -> Ints:
    every = np.arange(agents.count)
    at_work = (agents.hired <= day) & (day < agents.leaves)
    at_work &= ~((away[:, 0] <= day) & (day < away[:, 0] + away[:, 1]))
    at_work &= ~((agents.fte == 0.8) & (weekday == 3))
    at_work &= rng.random(agents.count) > (0.045 if weekday < 5 else 0.075)
    return every[at_work]


def _work(rng: np.random.Generator, team: int, place: int, crew: int, day: int) -> tuple[int, int]:
    """The campaigns of the morning and of the afternoon of the crew's member at that place."""
    jobs = TEAMS[team].work
    first, share = CAMPAIGN_INDEX[jobs[0][0]], jobs[0][1]
    if len(jobs) == 1:
        return first, first
    second = CAMPAIGN_INDEX[jobs[1][0]]
    if CAMPAIGNS[second].starts > day:
        return first, first
    on_first = share * crew
    if first == _DEVIS or crew > 1:
        chosen = first if place < max(1, round(on_first)) else second
    else:
        chosen = first if day % 2 else second
    swaps = first != _DEVIS and rng.random() < 0.12
    return chosen, (second if chosen == first else first) if swaps else chosen


def _agent_day(
    rng: np.random.Generator,
    roster: Roster,
    agents: Agents,
    agent: int,
    day: int,
    weekday: int,
    work: tuple[int, int],
    newcomer: bool,
    fill: float,
) -> None:
    shifts = _B2C if CAMPAIGNS[work[0]].audience == "b2c" else _B2B
    shift = shifts[int(rng.integers(len(shifts)))]
    halves = shift if agents.fte[agent] > 0.5 else (shift[int(rng.integers(2))],)
    for half in halves:
        campaign = work[shift.index(half)]
        start = int(day * DAY_S + half[0] * HOUR + rng.integers(5, 180))
        stop = int(day * DAY_S + half[1] * HOUR)
        if newcomer:
            roster.others.append((agent, campaign, start, stop, "training", "intégration"))
            continue
        if weekday == 1 and half is halves[0] and fill == 1:
            start = _pause(rng, roster, agent, campaign, start, 12, "brief")
        if TEAMS[int(agents.team_on(np.array(agent), day))].name == TRAINED_TEAM and day == TRAINING_DAY:
            stop = _training(roster, agent, campaign, start, stop)
        _half(rng, roster, agent, day, campaign, start, stop, 1.0 if campaign == _DEVIS else fill)


def _training(roster: Roster, agent: int, campaign: int, start: int, stop: int) -> int:
    """The last two hours of the afternoon are spent on the course; the half-day's production ends before."""
    if start % DAY_S < 13 * HOUR or stop - start < 3 * HOUR:
        return stop
    roster.others.append((agent, campaign, stop - 2 * HOUR, stop, "training", "objections"))
    return stop - 2 * HOUR


def _half(
    rng: np.random.Generator, roster: Roster, agent: int, day: int, campaign: int, start: int, stop: int, fill: float
) -> None:
    """A half-day of production cut by its pauses: one in three hours or less, two in more."""
    hours = (stop - start) / HOUR
    cuts = 0 if hours < 1.5 else 1 if hours <= 3.2 else 2
    marks: Floats = (np.arange(1, cuts + 1) + rng.uniform(-0.2, 0.2, cuts)) / (cuts + 1)
    edges = [start, *(int(start + mark * (stop - start)) for mark in marks), stop]
    for index in range(len(edges) - 1):
        begin, end = edges[index], edges[index + 1]
        end = begin + max(int((end - begin) * fill), 150)
        reason = PAUSES[int(rng.choice(4, p=[0.80, 0.09, 0.0, 0.11]))]
        minutes = int(rng.integers(8, 16)) if reason == "pause" else int(rng.integers(5, 26))
        is_last = index == len(edges) - 2
        work_end = end if is_last else end - max(int(minutes * 60 * fill), 30)
        roster.stretches.append((agent, day, campaign, begin, work_end))
        if not is_last:
            roster.others.append((agent, campaign, work_end, end, "paused", reason))


def _pause(
    rng: np.random.Generator, roster: Roster, agent: int, campaign: int, start: int, minutes: int, reason: str
) -> int:
    end = start + minutes * 60 + int(rng.integers(0, 180))
    roster.others.append((agent, campaign, start, end, "paused", reason))
    return end

