"""An agent's day as intervals that never overlap: waiting, preparing, dialing, talking, wrap, paused, training."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cadran.demo.clock import NONE, Clock, Flags, Ints, identifiers
from cadran.demo.floor import Calls
from cadran.demo.roster import Roster
from cadran.demo.world import CAMPAIGNS

STATES = ("waiting", "preparing", "dialing", "talking", "wrap", "paused", "training")
_FAR = 10**9  # more seconds than the 120 days have
_CODE = {name: index for index, name in enumerate(STATES)}


def states_table(clock: Clock, calls: Calls, roster: Roster, agent_ids: list[str]) -> dict[str, pa.Array]:
    """The agents' states; `calls` are in the order of their attempt numbers."""
    columns = np.concatenate([*_of_calls(calls), *_of_roster(calls, roster)], axis=1)
    agent, campaign, state, attempt, start, stop, reason = columns[:, columns[5] > columns[4]]
    order = np.lexsort((start, agent))
    agent, campaign, state, attempt = agent[order], campaign[order], state[order], attempt[order]
    start, stop, reason = start[order], stop[order], reason[order]
    words = _reasons(roster)
    return {
        "agent_id": pa.array(agent_ids, pa.large_string()).take(agent),
        "campaign_id": pa.array([c.id for c in CAMPAIGNS], pa.large_string()).take(campaign),
        "state": pa.array(STATES, pa.large_string()).take(state),
        "reason": pa.array(words, pa.large_string()).take(pa.array(reason, mask=reason < 0)),
        "attempt_id": identifiers("A", attempt, 8, attempt > 0),
        "started_at": clock.instants(start),
        "ended_at": clock.instants(stop),
    }


def _of_calls(calls: Calls) -> list[Ints]:
    """Blocks of states (agent, campaign, state, attempt, from, to, reason) around each call that had an agent."""
    rows = np.flatnonzero(calls.agent >= 0)
    mine = calls.rows(rows)
    number = rows + 1
    dials = ~np.array([c.is_parallel for c in CAMPAIGNS])[mine.campaign]
    talks = mine.talk > 0
    begins = np.where(dials, mine.prepared, np.where(talks, mine.connected, mine.ended))
    spans = (
        ("waiting", mine.free, begins, np.ones(len(rows), bool)),
        ("preparing", mine.prepared, mine.started, dials),
        ("dialing", mine.started, mine.started + mine.ring, dials),
        ("talking", mine.connected, mine.ended, talks),
        ("wrap", mine.ended, mine.ended + mine.wrap, mine.wrap > 0),
    )
    return [_block(mine, number, name, start, stop, which) for name, start, stop, which in spans]


def _block(calls: Calls, number: Ints, name: str, start: Ints, stop: Ints, which: Flags) -> Ints:
    attempt = np.full(len(number), NONE) if name == "waiting" else number
    code = np.full(len(number), _CODE[name])
    every = np.stack([calls.agent, calls.campaign, code, attempt, start, stop, np.full(len(number), NONE)])
    return np.asarray(every[:, which])


def _of_roster(calls: Calls, roster: Roster) -> list[Ints]:
    """Waiting after the last call of each stretch, pauses and training."""
    agent, _, campaign, start, stop, _ = roster.stretch_columns().T
    mine = calls.rows(calls.agent >= 0)
    order = np.lexsort((start, agent))
    key = agent[order] * _FAR + start[order]
    end = start.copy()
    place = order[np.searchsorted(key, mine.agent * _FAR + mine.free, side="right") - 1]
    np.maximum.at(end, place, mine.ended + mine.wrap)
    nothing = np.full(len(agent), NONE)
    idle = np.stack([agent, campaign, nothing * 0 + _CODE["waiting"], nothing, end, stop, nothing])
    words = _reasons(roster)
    other = [(row[0], row[1], _CODE[row[4]], NONE, row[2], row[3], words.index(row[5])) for row in roster.others]
    others = np.array(other, np.int64).reshape(-1, 7).T
    if len(agent) and others.shape[1]:  # a call that ran over makes what follows begin later
        before = np.searchsorted(key, others[0] * _FAR + others[4], side="left") - 1
        ahead = order[np.maximum(before, 0)]
        follows = (before >= 0) & (agent[ahead] == others[0]) & (end[ahead] < others[5])
        others[4] = np.where(follows, np.maximum(others[4], end[ahead]), others[4])
    return [idle, others]


def _reasons(roster: Roster) -> list[str]:
    return sorted({other[5] for other in roster.others})
