"""The calling floor: campaign by campaign and day by day, leads are picked, dialled, given to agents and laid in their time.

An agent's calls fill a stretch of the roster one after the other, so no agent ever has two. A manual, preview or progressive
call takes its agent from the dialling on; a predictive or power dialer calls on its own, and only calls that a
person (or an unrecognised machine) picks up take an agent's time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cadran.demo.agents import Agents
from cadran.demo.calls import ANSWERED, CODE, CONTACTED, Reach, Talk, closes, converse, reach
from cadran.demo.clock import DAY_S, NONE, Clock, Flags, Floats, Ints
from cadran.demo.leads import Leads
from cadran.demo.world import CAMPAIGN_INDEX, LISTS, Campaign

AMD = ("detected", "missed", "none")
_AMD_CAUGHT = {"predictive": 0.91, "power": 0.74}
_ABANDONED = {"predictive": 0.029, "power": 0.013}
_HELD = {"predictive": 1.6, "power": 0.9}
_PATIENCE = 8
_WAIT = {"predictive": 24.0, "power": 26.0, "progressive": 13.0, "preview": 7.0, "manual": 9.0}
_PREPARE = {"preview": 38.0, "manual": 46.0}
_LEAST = 240  # seconds that a stretch must have left to serve a promised call
_SPARE = 1.35  # calls drawn for a stretch, beside those it can hold
_GAPS = {  # days of rest after the nth attempt in vain: from, to
    "b2c": (np.array([1, 2, 4, 6, 8, 9, 9]), np.array([4, 6, 10, 15, 20, 25, 25])),
    "b2b": (np.array([1, 1, 2, 3, 4, 5, 5]), np.array([3, 5, 8, 11, 14, 15, 15])),
}


@dataclass(slots=True)
class Calls:
    """Attempts as columns of one length; instants are local, NONE where there is none.

    `free` is since when the agent was waiting, `prepared` when the agent opened the record; `shown` is the
    position of the number in the campaign's.
    """

    lead: Ints
    campaign: Ints
    agent: Ints
    free: Ints
    prepared: Ints
    started: Ints
    answered: Ints
    connected: Ints
    ended: Ints
    ring: Ints
    hold: Ints
    talk: Ints
    wrap: Ints
    outcome: Ints
    reason: Ints
    amd: Ints
    promised: Ints
    shown: Ints
    argued: Flags

    def rows(self, which: Ints | Flags) -> Calls:
        return Calls(*(getattr(self, name)[which] for name in self.__slots__))

    @staticmethod
    def joined(parts: list[Calls]) -> Calls:
        return Calls(*(np.concatenate([getattr(part, name) for part in parts]) for name in Calls.__slots__))


@dataclass(slots=True)
class Plan:
    """Leads to call on a day, with the stretch and the planned time of each, and the time before which it may not be called."""

    lead: Ints
    stretch: Ints
    at: Ints
    earliest: Ints

    def rows(self, which: Ints | Flags) -> Plan:
        return Plan(self.lead[which], self.stretch[which], self.at[which], self.earliest[which])


@dataclass(slots=True)
class Floor:
    """All that the simulation of calls shares."""

    rng: np.random.Generator
    clock: Clock
    agents: Agents
    leads: Leads
    done: list[Calls] = field(default_factory=list)
    cycle: dict[str, float] = field(
        default_factory=dict
    )  # seconds of an agent's time that a call takes, as seen so far
    given: dict[str, float] = field(default_factory=dict)  # share of parallel calls that reach an agent, as seen so far

    def work(self, c: Campaign, day: int, stretches: Ints) -> None:
        """One day of a campaign whose leads can wait; `stretches` has columns agent, day, campaign, from, to, slack."""
        length = stretches[:, 4] - stretches[:, 3]
        cycle, given = self.cycle.get(c.id, 130.0), self.given.get(c.id, 0.3) if c.is_parallel else 1.0
        places = np.ceil(_SPARE * length / cycle / given).astype(np.int64) + 1
        picked = self._pick(c, day, int(places.sum()))
        if not len(picked):
            return
        plan = self._place(picked, stretches, places, length)
        order = np.lexsort((plan.at, plan.stretch))
        picked, plan = plan.lead[order], plan.rows(order)
        reached = reach(self.rng, self.clock, self.leads, c, picked, plan.at)
        calls = self._lay(c, plan, reached, stretches)
        if c.is_parallel and len(calls.lead) > 20:
            self._learn(self.given, c, float((calls.agent >= 0).mean()))
        self.record(c, calls)

    def _pick(self, c: Campaign, day: int, wanted: int) -> Ints:
        """Leads to call today: those promised a call, then second and later attempts mixed with new leads."""
        leads = self.leads
        start, stop = np.searchsorted(leads.campaign, [CAMPAIGN_INDEX[c.id], CAMPAIGN_INDEX[c.id] + 1])
        own = slice(int(start), int(stop))
        ready = ~leads.closed[own] & (leads.next[own] < (day + 1) * DAY_S)
        shut = [index for index, item in enumerate(LISTS) if item.closes is not None and item.closes <= day]
        if shut:
            ready &= ~np.isin(leads.list[own], shut)
        promised = leads.promised[own] // DAY_S == day
        if c.audience == "b2c":  # at most four attempts in thirty days, but for calls that the person asked for
            ready &= promised | (leads.recent[own, 0] <= day - 30)
        able = np.flatnonzero(ready)
        if len(able) > wanted:
            score = self.rng.random(len(able)) + 0.35 * (leads.attempts[own][able] == 0) - 2 * promised[able]
            able = np.sort(able[np.argpartition(score, wanted)[:wanted]])
        return np.asarray(able + start, np.int64)

    def _place(self, picked: Ints, stretches: Ints, places: Ints, length: Ints) -> Plan:
        """A stretch for each lead and a time for its call; a promised call goes where its time is, or soon after."""
        rng, rows = self.rng, len(picked)
        slots = rng.permutation(np.repeat(np.arange(len(stretches)), places))[:rows]
        crowd = max(1.0, _SPARE * rows / int(places.sum()))  # calls drawn for one that fits
        at = stretches[slots, 3] + (rng.random(rows) * length[slots]).astype(np.int64)
        promised = self.leads.promised[picked]
        asked = promised // DAY_S == stretches[0, 1]
        due = np.flatnonzero(asked)
        wait = np.maximum(stretches[:, 3] - promised[due, None], 0)
        serves = stretches[:, 4] - np.maximum(stretches[:, 3], promised[due, None]) > _LEAST
        rank = np.where(serves, wait + 600 * rng.random(wait.shape), np.inf)
        slots[due] = rank.argmin(axis=1)
        begin = stretches[slots[due], 3]
        at[due] = begin + (np.maximum(promised[due] - begin, 0) / crowd).astype(np.int64)
        earliest = np.where(asked, promised, at if crowd == 1 else 0)
        possible = np.ones(rows, bool)
        possible[due] = serves.any(axis=1)
        return Plan(picked, slots, at, earliest).rows(possible)

    def _lay(self, c: Campaign, plan: Plan, reached: Reach, stretches: Ints) -> Calls:
        """Give calls to agents, follow conversations, and keep what fits in the stretches."""
        rng, rows, stretch = self.rng, len(plan.lead), plan.stretch
        outcome, amd = reached.outcome.copy(), np.full(rows, NONE)
        to_agent = np.ones(rows, bool)
        if c.is_parallel:
            machine, person = outcome == CODE["machine"], outcome == ANSWERED
            amd[machine] = np.where(rng.random(int(machine.sum())) < _AMD_CAUGHT[c.mode], 0, 1)
            amd[person] = 2
            lost = person & (rng.random(rows) < _ABANDONED[c.mode])
            outcome[lost] = CODE["abandoned"]
            to_agent = (amd == 1) | (person & ~lost)
        calls = blank(plan.lead, CAMPAIGN_INDEX[c.id], plan.at, reached, outcome, amd)
        mine = np.flatnonzero(to_agent)
        self.converse(c, calls, mine, stretches[stretch[mine], 0])
        fits = self._fill(c, calls, mine, plan.rows(mine), stretches)
        keep = np.zeros(rows, bool)
        keep[mine[fits]] = True
        alone = np.flatnonzero(~to_agent)
        if len(alone):
            share = _share_kept(stretch[mine], fits, len(stretches))
            keep[alone] = rng.random(len(alone)) < share[stretch[alone]]
            calls.started[alone] = np.maximum(plan.at[alone], plan.earliest[alone])
            self._end_alone(calls, alone)
        return calls.rows(keep)

    def converse(self, c: Campaign, calls: Calls, rows: Ints, agent: Ints) -> None:
        """What the agents hear: a machine, or a person (or nothing, where the agent dials)."""
        calls.agent[rows] = agent
        machines = rows[calls.outcome[rows] == CODE["machine"]]
        calls.talk[machines] = self.rng.integers(4, 13, len(machines))
        calls.wrap[machines] = self.rng.integers(1, 6, len(machines))
        people = np.flatnonzero(calls.outcome[rows] == ANSWERED)
        who, at = rows[people], calls.started[rows[people]]
        talk = converse(self.rng, self.agents, self.leads, c, calls.lead[who], agent[people], at)
        put_talk(calls, who, talk)
        calls.hold[who] = self._held(c, agent[people]) if c.is_parallel else 0

    def _held(self, c: Campaign, agent: Ints) -> Ints:
        """Seconds until the agent takes the call: longer where the dialer runs ahead, and with agents slow to pick up."""
        slowness = 0.5 + (agent * 7 % 11) / 10
        waited = -np.log1p(-self.rng.random(len(agent))) * _HELD[c.mode] * slowness
        return np.minimum(waited, _PATIENCE).astype(np.int64)

    def _fill(self, c: Campaign, calls: Calls, rows: Ints, plan: Plan, stretches: Ints) -> Flags:
        """Lay an agent's calls (sorted by stretch and time) one after the other; true where the call fits."""
        stretch = plan.stretch
        rng, ring, talk = self.rng, calls.ring[rows], calls.talk[rows]
        wait = 2 + rng.exponential(_WAIT[c.mode], len(rows)).astype(np.int64)
        hold = np.maximum(calls.hold[rows], 0)
        prepare = np.zeros(len(rows), np.int64)
        if c.is_parallel:
            wait = np.maximum(wait, ring + hold)
            before = wait
        else:
            if c.mode in _PREPARE:
                prepare = (_PREPARE[c.mode] * np.exp(rng.normal(0, 0.45, len(rows)))).astype(np.int64)
            before = wait + prepare + ring
        spent = before + talk + calls.wrap[rows]
        begin = np.maximum(stretches[stretch, 3], plan.earliest - before + ring + 15)
        done = _one_after_the_other(stretch, begin, spent)
        free = np.concatenate([[0], done[:-1]])
        first = np.diff(stretch, prepend=-1) > 0
        free = np.where(first, stretches[stretch, 3], free)
        calls.free[rows] = free
        taken = done - talk - calls.wrap[rows]
        calls.started[rows] = taken - ring - (hold if c.is_parallel else 0)
        calls.prepared[rows] = calls.started[rows] - prepare
        talked = talk > 0
        calls.connected[rows] = np.where(talked, taken, NONE)
        calls.answered[rows] = np.where(calls.hold[rows] >= 0, taken - hold, NONE)
        calls.ended[rows] = taken + talk
        begins = taken if c.is_parallel else calls.started[rows]
        fits = (done <= stretches[stretch, 4] + stretches[stretch, 5]) & (begins < stretches[stretch, 4])
        if fits.sum() > 4:
            self._learn(self.cycle, c, float(spent[fits].mean()))
        return np.asarray(fits)

    def _end_alone(self, calls: Calls, rows: Ints) -> None:
        """Calls that no agent had: rung out, caught machines, and people who heard nobody."""
        outcome = calls.outcome[rows]
        lost = outcome == CODE["abandoned"]
        patience = np.where(lost, self.rng.integers(3, 13, len(rows)), 0)
        heard = np.where(outcome == CODE["machine"], 3, patience)
        calls.answered[rows] = np.where(lost, calls.started[rows] + calls.ring[rows], NONE)
        calls.hold[rows] = np.where(lost, patience, NONE)
        calls.ended[rows] = calls.started[rows] + calls.ring[rows] + heard

    def _learn(self, known: dict[str, float], c: Campaign, seen: float) -> None:
        """What today showed, for the planning of the next day."""
        known[c.id] = 0.7 * known.get(c.id, seen) + 0.3 * seen

    def record(self, c: Campaign, calls: Calls) -> None:
        """Keep the calls and bring their leads (each at most once) to where these leave them."""
        leads, who, outcome = self.leads, calls.lead, calls.outcome
        leads.attempts[who] += 1
        leads.contacts[who] += CONTACTED[outcome]
        leads.recent[who] = np.column_stack([leads.recent[who, 1:], calls.started // DAY_S])
        leads.closed[who] = closes(c, outcome) | (leads.attempts[who] >= c.max_attempts)
        removed = outcome == CODE["opt_out"]
        leads.opposed[who[removed]] = calls.ended[removed]
        leads.promised[who] = NONE
        leads.next[who] = self._rest(c, calls)
        self._promise(c, calls)
        self.done.append(calls)

    def _rest(self, c: Campaign, calls: Calls) -> Ints:
        low, high = _GAPS[c.audience]
        tried = np.minimum(self.leads.attempts[calls.lead], len(low)) - 1
        days = self.rng.integers(low[tried], high[tried])
        days = np.where(calls.outcome == CODE["abandoned"], np.maximum(days, 4), days)
        return np.asarray((calls.started // DAY_S + days) * DAY_S, np.int64)

    def _promise(self, c: Campaign, calls: Calls) -> None:
        """Most people who ask for another call are told when; one time in five the centre misses it by days."""
        rng, leads = self.rng, self.leads
        asked = np.flatnonzero((calls.outcome == CODE["callback"]) & ~leads.closed[calls.lead])
        asked = asked[rng.random(len(asked)) < 0.9]
        ahead = rng.choice([1, 2, 3, 4, 7], len(asked), p=[0.34, 0.24, 0.17, 0.12, 0.13])
        day = self.clock.next_working(calls.started[asked] // DAY_S + ahead)
        promised = day * DAY_S + callback_time(rng, c, len(asked))
        calls.promised[asked] = promised
        forgotten = rng.random(len(asked)) < 0.18
        who = calls.lead[asked]
        leads.promised[who] = np.where(forgotten, NONE, promised)
        leads.next[who] = np.where(forgotten, promised + DAY_S * rng.integers(1, 4, len(asked)), promised)


def _one_after_the_other(stretch: Ints, begin: Ints, spent: Ints) -> Ints:
    """When each call is done, where none begins before `begin` nor before the one ahead of it in its stretch is done."""
    total = np.cumsum(spent)
    far = np.int64(10**9)  # lifts each stretch above the one before, so that one running maximum serves them all
    lifted = np.maximum.accumulate(begin - (total - spent) + stretch * far)
    return np.asarray(lifted - stretch * far + total)


def callback_time(rng: np.random.Generator, c: Campaign, rows: int) -> Ints:
    """Quarters of an hour within opening hours, as seconds of the day; consumers ask for evenings."""
    quarters = (
        np.array([*range(41, 51), *range(57, 79)])
        if c.audience == "b2c"
        else np.array([*range(37, 49), *range(55, 67)])
    )
    weight: Floats = np.where(quarters >= 68, 2.2, 1.0)
    chosen: Ints = rng.choice(quarters, rows, p=weight / weight.sum()) * 900
    return chosen


def put_talk(calls: Calls, rows: Ints, talk: Talk) -> None:
    calls.outcome[rows], calls.reason[rows] = talk.outcome, talk.reason
    calls.talk[rows], calls.wrap[rows], calls.argued[rows] = talk.talk, talk.wrap, talk.argued


def blank(picked: Ints, campaign: int, at: Ints, reached: Reach, outcome: Ints, amd: Ints) -> Calls:
    rows = len(picked)

    def none() -> Ints:
        return np.full(rows, NONE)

    zero = np.zeros(rows, np.int64)
    return Calls(
        picked, np.full(rows, campaign), none(), none(), none(), at.copy(), none(), none(), none(), reached.ring, none(),
        zero.copy(), zero.copy(), outcome, none(), amd, none(), reached.shown, np.zeros(rows, bool),
    )  # fmt: skip


def _share_kept(stretch: Ints, fits: Flags, stretches: int) -> Floats:
    """By stretch, the share of its agent's calls that fit: the dialer's other calls are kept in proportion."""
    drawn = np.bincount(stretch, minlength=stretches)
    kept = np.bincount(stretch[fits], minlength=stretches)
    return np.asarray(np.where(drawn > 0, kept / np.maximum(drawn, 1), 1 / _SPARE))
