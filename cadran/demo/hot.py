"""The campaign of web leads: they arrive all day and each is called as soon as an agent is free.

A day is played event by event: leads queue by the time at which they are ready, agents by the time at which they are
free. What each attempt would come to is drawn beforehand, all leads at once; the play gives it an agent and a time.
"""

from __future__ import annotations

import heapq

import numpy as np

from cadran.demo.calls import CODE, closes, reach
from cadran.demo.clock import DAY_S, NONE, Flags, Ints
from cadran.demo.floor import Calls, Floor, blank
from cadran.demo.leads import MOST_RECENT
from cadran.demo.world import CAMPAIGN_INDEX, Campaign

ROUNDS = 3  # attempts on one day
_LEAST = 90  # seconds that must be left in a stretch to begin a call
_CLOSING = 20 * 3600


def work_hot(floor: Floor, c: Campaign, day: int, stretches: Ints) -> None:
    """One day of the campaign; `stretches` has columns agent, day, campaign, from, to, slack."""
    who, ready = _queue(floor, c, day, int(stretches[:, 3].min()))
    if not len(who):
        return
    drawn, wished = [], []
    for turn in range(ROUNDS):
        calls, stretch = _draw(floor, c, who, ready + turn * 1000, stretches)
        drawn.append(calls)
        wished.append(stretch)
    made = _Play(floor, c, who, drawn, wished, stretches).run(ready)
    for turn in range(ROUNDS):
        rows = np.flatnonzero(made[:, turn])
        if len(rows):
            floor.record(c, drawn[turn].rows(rows))


def _queue(floor: Floor, c: Campaign, day: int, opening: int) -> tuple[Ints, Ints]:
    """The leads to call today and from when: today's arrivals, those that came while closed, and later attempts."""
    leads, rng = floor.leads, floor.rng
    promised = leads.promised // DAY_S == day
    able = (leads.campaign == CAMPAIGN_INDEX[c.id]) & ~leads.closed & (leads.created < day * DAY_S + _CLOSING)
    able &= (leads.next < (day + 1) * DAY_S) & (promised | (leads.recent[:, 0] <= day - 30))
    who = np.flatnonzero(able)
    soon = leads.created[who] + rng.integers(25, 240, len(who))
    later = opening + rng.integers(0, 8 * 3600, len(who))
    ready = np.where(leads.attempts[who] == 0, soon, np.where(promised[who], leads.promised[who] + 60, later))
    return who, np.maximum(ready, opening)


def _draw(floor: Floor, c: Campaign, who: Ints, at: Ints, stretches: Ints) -> tuple[Calls, Ints]:
    """One attempt on each lead as it would go at that time, and the stretch of an agent on duty then."""
    rng = floor.rng
    on_duty = (stretches[:, 3] <= at[:, None]) & (at[:, None] < stretches[:, 4])
    on_duty[~on_duty.any(axis=1)] = True
    stretch = (on_duty * rng.random(on_duty.shape)).argmax(axis=1)
    reached = reach(rng, floor.clock, floor.leads, c, who, at)
    calls = blank(who, CAMPAIGN_INDEX[c.id], at, reached, reached.outcome.copy(), np.full(len(who), NONE))
    floor.converse(c, calls, np.arange(len(who)), stretches[stretch, 0])
    return calls, stretch


class _Play:
    """The two queues of one day."""

    def __init__(
        self, floor: Floor, c: Campaign, who: Ints, drawn: list[Calls], wished: list[Ints], stretches: Ints
    ) -> None:
        self.drawn, self.wished, self.stretches = drawn, wished, stretches
        self.made = np.zeros((len(who), ROUNDS), bool)
        recent = (floor.leads.recent[who] > int(stretches[0, 1]) - 30).sum(axis=1)
        self.left = np.minimum(c.max_attempts - floor.leads.attempts[who], np.maximum(MOST_RECENT - recent, 1))
        self.gaps = floor.rng.integers(480, 1320, (len(who), ROUNDS))
        again = [~closes(c, calls.outcome) & (calls.outcome != CODE["callback"]) for calls in drawn]
        self.again = np.column_stack(again)
        self.free_at = stretches[:, 3].copy()
        self.agents = [(int(at), index) for index, at in enumerate(self.free_at)]
        heapq.heapify(self.agents)

    def run(self, ready: Ints) -> Flags:
        """Play the day, writing agents and times into what was drawn; which attempts were made, by lead and turn."""
        waiting = [(int(at), row, 0) for row, at in enumerate(ready)]
        heapq.heapify(waiting)
        while waiting:
            at, row, turn = heapq.heappop(waiting)
            index = self._agent(at, int(self.wished[turn][row]))
            if index < 0:
                break
            end = self._call(row, turn, index, at)
            if end < 0:  # too long for what is left of the stretch: the next one
                heapq.heappush(waiting, (int(self.stretches[index, 4]) + 5, row, turn))
                continue
            self.made[row, turn] = True
            if turn + 1 < ROUNDS and self.again[row, turn] and turn + 1 < self.left[row]:
                heapq.heappush(waiting, (end + int(self.gaps[row, turn]), row, turn + 1))
        return self.made

    def _agent(self, at: int, wished: int) -> int:
        """The stretch that takes the call: the one wished for when its agent is free, else the first to be free."""
        if self.free_at[wished] <= at < self.stretches[wished, 4] - _LEAST:
            return wished
        while self.agents:
            since, index = self.agents[0]
            if since == self.free_at[index] and max(at, since) < self.stretches[index, 4] - _LEAST:
                return index
            heapq.heappop(self.agents)
        return -1

    def _call(self, row: int, turn: int, index: int, at: int) -> int:
        """Write the call's times and return when its agent is free again, or -1 where it does not fit."""
        calls, since = self.drawn[turn], int(self.free_at[index])
        start = max(at, since + 3)
        taken = start + int(calls.ring[row])
        ended = taken + int(calls.talk[row])
        end = ended + int(calls.wrap[row])
        if end > self.stretches[index, 4] + self.stretches[index, 5]:
            return -1
        calls.agent[row] = self.stretches[index, 0]
        calls.free[row], calls.prepared[row], calls.started[row], calls.ended[row] = since, start, start, ended
        if calls.talk[row] > 0:
            calls.connected[row] = taken
        if calls.hold[row] >= 0:
            calls.answered[row] = taken
        self.free_at[index] = end
        heapq.heappush(self.agents, (end, index))
        return end
