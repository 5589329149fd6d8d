"""The agents: who they are over time, and how good they are on a given day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cadran.demo.clock import Clock, Floats, Ints
from cadran.demo.names import FIRST, LAST
from cadran.demo.world import TEAMS

PROFILES = ("junior", "confirmé", "senior")
_PROFILE_ABILITY = np.array([0.87, 1.0, 1.13])
_HOURLY = np.array([18.4, 20.1, 22.9])
FOREVER = 10_000
LEAST = 12  # agents, so that each of the five teams has somebody at the smallest scales


@dataclass(frozen=True, slots=True)
class Agents:
    """Per agent (arrays of one length): hiring and leaving days, team before and after `moves`, profile, contract."""

    count: int
    hired: Ints
    leaves: Ints
    moves: Ints
    team: Ints
    team_after: Ints
    profile: Ints
    promoted: Ints
    fte: Floats
    talent: Floats
    names: list[str]

    def team_on(self, agent: Ints, day: Ints | int) -> Ints:
        return np.where(day >= self.moves[agent], self.team_after[agent], self.team[agent])

    def profile_on(self, agent: Ints, day: Ints | int) -> Ints:
        return np.minimum(self.profile[agent] + (day >= self.promoted[agent]), 2)

    def ability(self, agent: Ints, day: Ints | int) -> Floats:
        """About 1: talent, profile, and what the first three months teach."""
        tenure = np.maximum(day - self.hired[agent], 0)
        learnt = 0.74 + 0.26 * (1 - np.exp(-tenure / 40))
        return np.asarray(self.talent[agent] * _PROFILE_ABILITY[self.profile_on(agent, day)] * learnt)

    def hourly_cost(self, agent: Ints) -> Floats:
        return np.round(_HOURLY[self.profile[agent]] + 2.0 * (self.talent[agent] - 1), 2)


def hire(rng: np.random.Generator, clock: Clock, scale: float) -> Agents:
    """Sixty agents at scale 1: a fifth join during the 120 days, some leave, some change teams, a few are promoted."""
    count = max(LEAST, round(60 * scale))
    weights = np.array([team.weight for team in TEAMS], float)
    place = (np.arange(count) + 0.5) / count * weights.sum()
    team = np.searchsorted(np.cumsum(weights), place).astype(np.int64)
    rank = np.arange(count) - np.searchsorted(team, team)
    hired = -(30 + rng.exponential(650, count)).astype(np.int64)
    leaves = np.full(count, FOREVER, np.int64)
    moves = np.full(count, FOREVER, np.int64)
    movable = rng.permutation(np.flatnonzero(rank >= 1))  # the first of each team stays: no campaign is left alone
    joins, quits, swaps = (max(1, round(count * share)) for share in (0.18, 0.13, 0.10))
    joining, leaving, moving = np.split(movable[: joins + quits + swaps], [joins, joins + quits])
    hired[joining] = clock.next_working(rng.integers(4, 90, len(joining)))
    leaves[leaving] = clock.next_working(rng.integers(25, 112, len(leaving)))
    moves[moving] = clock.next_working(rng.integers(20, 95, len(moving)))
    team_after = team.copy()
    team_after[moving] = (team[moving] + rng.integers(1, len(TEAMS), len(moving))) % len(TEAMS)
    profile = np.where(hired > -120, 0, rng.choice(3, count, p=[0.28, 0.44, 0.28]))
    promoted = np.full(count, FOREVER, np.int64)
    able = np.flatnonzero((profile == 0) & (hired < 0) & (moves == FOREVER) & (leaves == FOREVER))
    promoted[able[::3]] = clock.next_working(rng.integers(30, 80, len(able[::3])))
    fte = rng.choice([1.0, 0.8, 0.5], count, p=[0.82, 0.12, 0.06])
    names = [f"{first} {last}" for first, last in zip(rng.choice(FIRST, count), rng.choice(LAST, count), strict=True)]
    talent = np.clip(rng.normal(1, 0.10, count), 0.75, 1.28)
    return Agents(count, hired, leaves, moves, team, team_after, profile, promoted, fte, talent, names)


def agent_ids(count: int) -> list[str]:
    return [f"C{number + 1:03d}" for number in range(count)]


def agents_table(clock: Clock, agents: Agents) -> dict[str, pa.Array]:
    """One row per agent and stretch of time in which team and profile are the same."""
    who, start, stop = [], [], []
    for agent in range(agents.count):
        cuts = sorted({int(agents.hired[agent]), int(agents.moves[agent]), int(agents.promoted[agent])} - {FOREVER})
        who += [agent] * len(cuts)
        start += cuts
        stop += [*cuts[1:], int(agents.leaves[agent])]
    row, since, until = np.array(who), np.array(start), np.array(stop)
    team = agents.team_on(row, since)
    ids = agent_ids(agents.count)
    ended = until < FOREVER
    return {
        "agent_id": pa.array([ids[i] for i in who]),
        "name": pa.array([agents.names[i] for i in who]),
        "team": pa.array([TEAMS[t].name for t in team]),
        "site": pa.array([TEAMS[t].site for t in team]),
        "profile": pa.array([PROFILES[p] for p in agents.profile_on(row, since)]),
        "hired_on": clock.days(agents.hired[row]),
        "fte": pa.array(agents.fte[row]),
        "hourly_cost": pa.array([f"{cost:.2f}" for cost in agents.hourly_cost(row)]),
        "valid_from": clock.days(since),
        "valid_to": clock.days(np.where(ended, until, 0), ended),
    }
