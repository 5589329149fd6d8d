"""What comes of a call: first whether anybody answers, then what the conversation leads to, and how long it takes.

Outcomes and reasons are numbers here: positions in OUTCOME and REASON.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cadran.demo import phones
from cadran.demo.agents import Agents
from cadran.demo.clock import DAY_S, NONE, Clock, Flags, Floats, Ints
from cadran.demo.leads import Leads
from cadran.demo.world import (
    DAYS,
    LISTS,
    SATURATED,
    SATURATED_DAY,
    SATURATED_DECLINED,
    SCRIPT_ARGUED,
    SCRIPT_CAMPAIGN,
    SCRIPT_DAY,
    SCRIPT_TEAM,
    TEAM_INDEX,
    Campaign,
)
from cadran.model import OUTCOMES, REFUSAL_REASONS

OUTCOME = tuple(OUTCOMES)
CODE = {name: index for index, name in enumerate(OUTCOME)}
FINAL = np.array([outcome.final for outcome in OUTCOMES.values()])
CONTACTED = np.array([outcome.contacted for outcome in OUTCOMES.values()])
REASON = REFUSAL_REASONS
_HOURS_B2C = np.array([0.9] * 10 + [0.94, 1.0, 0.95, 0.9, 0.86, 0.84, 0.90, 1.02, 1.17, 1.22] + [1.0] * 4)
_HOURS_B2B = np.array([0.8] * 9 + [0.97, 1.10, 1.08, 0.78, 0.85, 1.05, 1.04, 0.98, 0.85, 0.7, 0.5] + [0.4] * 4)
_WEEKDAYS = np.array([0, 0.96, 1.03, 0.99, 1.04, 0.94, 0.9, 0.9])
_WORDS = {name: index for index, name in enumerate(REASON)}
# median talk and after-call work in seconds, and the spread of the logarithm of the first
_DURATIONS = {
    "machine": (7, 3, 0.35), "hung_up": (5, 5, 0.5), "wrong_number": (19, 9, 0.4), "opt_out": (34, 14, 0.5),
    "off_target": (62, 18, 0.5), "not_interested": (47, 12, 0.6), "callback": (68, 28, 0.5), "qualified": (215, 55, 0.4),
    "refused": (172, 26, 0.5), "appointment": (332, 75, 0.33), "sale": (455, 110, 0.32),
}  # fmt: skip
_TALK, _WRAP, _SPREAD = (
    np.array([_DURATIONS.get(name, (0, 0, 0.1))[part] for name in OUTCOME], float) for part in range(3)
)


@dataclass(slots=True)
class Reach:
    """How far some calls got before anybody spoke: outcome (`callback` stands for "a person answered"), number shown, ringing."""

    outcome: Ints
    shown: Ints
    ring: Ints


ANSWERED = CODE["callback"]


def reach(rng: np.random.Generator, clock: Clock, leads: Leads, c: Campaign, who: Ints, at: Ints) -> Reach:
    """Dial the leads `who` at the instants `at`."""
    rows = len(who)
    day = at // DAY_S
    which = rng.choice(len(c.numbers), rows, p=np.array([n.share for n in c.numbers]))
    declined = _declined(c, which, day) * np.where(leads.is_mobile[who], 1.15, 0.75)
    picks_up = np.clip(c.answered * leads.reach[who] * _rhythm(clock, c, at) * _freshness(leads, who, at), 0, 0.94)
    draw, later = rng.random(rows), rng.random(rows)
    invalid = np.isin(leads.line[who], (phones.UNASSIGNED, phones.MALFORMED))
    answers = (draw >= declined) & ((draw - declined) / (1 - declined) < picks_up)
    machine = later < 0.05 + np.where(leads.is_mobile[who], 0.55, 0.36)
    outcome = np.select(
        [rng.random(rows) < 0.006, invalid, draw < declined, answers, later < 0.05, machine],
        [CODE[name] for name in ("failed", "invalid_number", "rejected", "callback", "busy", "machine")],
        CODE["no_answer"],
    )
    return Reach(outcome, which, _ringing(rng, outcome))


def _declined(c: Campaign, which: Ints, day: Ints) -> Floats:
    """The share of calls declined, by the number shown: one of them gets a bad name as weeks go by."""
    declined = np.array([number.declined for number in c.numbers])[which]
    saturated = np.array([number.shown == SATURATED for number in c.numbers])[which]
    climbed = np.clip((day - SATURATED_DAY) / (DAYS - 1 - SATURATED_DAY), 0, 1)
    return np.where(saturated, declined + climbed * (SATURATED_DECLINED - declined), declined)


def _rhythm(clock: Clock, c: Campaign, at: Ints) -> Floats:
    hours = _HOURS_B2C if c.audience == "b2c" else _HOURS_B2B
    day = at // DAY_S
    first, last = int(day.min(initial=0)), int(day.max(initial=0))
    summer = np.array([0.90 if clock.date(d).month == 8 else 1.0 for d in range(first, last + 1)])
    return np.asarray(hours[at % DAY_S // 3600] * _WEEKDAYS[clock.weekday(day)] * summer[day - first])


def _freshness(leads: Leads, who: Ints, at: Ints) -> Floats:
    """A bought list goes stale in months; a web lead picks up less an hour after its request, and much less the next day."""
    age = np.maximum(at - leads.created[who], 0)
    hot = np.array([item.is_hot for item in LISTS])[leads.list[who]]
    cooled = 0.56 + 0.44 * np.exp(-age / 7200)
    return np.asarray(np.where(hot, cooled, np.exp(-age / DAY_S / 420)), float)


def _ringing(rng: np.random.Generator, outcome: Ints) -> Ints:
    low, high = np.full(len(OUTCOME), 1), np.full(len(OUTCOME), 3)
    for name, bounds in {"no_answer": (24, 36), "machine": (9, 24), "rejected": (4, 15), "callback": (4, 19)}.items():
        low[CODE[name]], high[CODE[name]] = bounds
    return rng.integers(low[outcome], high[outcome])


@dataclass(slots=True)
class Talk:
    """What conversations came to: outcome, reason (NONE where none), seconds talking and wrapping up, pitch made anyway."""

    outcome: Ints
    reason: Ints
    talk: Ints
    wrap: Ints
    argued: Flags


def converse(
    rng: np.random.Generator, agents: Agents, leads: Leads, c: Campaign, who: Ints, agent: Ints, at: Ints
) -> Talk:
    """What the agents make of the people who answered."""
    rows = len(who)
    skill = agents.ability(agent, at // DAY_S)
    interest = leads.interest[who]
    pitch = np.clip(c.argued * skill**0.6 * interest**0.35 * _script(agents, c, agent, at), 0, 0.85)
    success = np.clip(c.won * skill * interest * _warmth(leads, c, who, at), 0, 0.7)
    argued, draw = rng.random(rows) < pitch, rng.random(rows)
    open_pitch = argued & (draw >= success) & (draw < success + 0.07)
    repeat = np.where(leads.contacts[who] > 0, 0.6, 1.0)
    called_back = c.callback * repeat
    wrong = (leads.line[who] == phones.WRONG) & (rng.random(rows) < 0.85)
    off = leads.off_target[who] & (rng.random(rows) < 0.85)
    first = rng.random(rows)
    won, qualified = CODE[c.success], CODE["qualified"]
    outcome = np.select(
        [first < 0.06, wrong, first < 0.078, off, argued & (draw < success), open_pitch, argued,
         draw < c.qualified, draw < c.qualified + called_back],
        [CODE["hung_up"], CODE["wrong_number"], CODE["opt_out"], CODE["off_target"], won, CODE["callback"],
         CODE["refused"], qualified, CODE["callback"]],
        CODE["not_interested"],
    )  # fmt: skip
    talk, wrap = durations(rng, outcome)
    return Talk(outcome, _reasons(rng, c, outcome), talk, wrap, open_pitch & (outcome == CODE["callback"]))


def _script(agents: Agents, c: Campaign, agent: Ints, at: Ints) -> Floats:
    """The script that one team took on one campaign, under which it gets to the pitch less often."""
    if c.id != SCRIPT_CAMPAIGN:
        return np.ones(len(agent))
    return np.where(on_new_script(agents, agent, at), SCRIPT_ARGUED, 1.0)


def on_new_script(agents: Agents, agent: Ints, at: Ints) -> Flags:
    team = agents.team_on(agent, at // DAY_S)
    return np.asarray((team == TEAM_INDEX[SCRIPT_TEAM]) & (at >= SCRIPT_DAY * DAY_S))


def _warmth(leads: Leads, c: Campaign, who: Ints, at: Ints) -> Floats:
    """Hot leads reached within the hour buy more often."""
    if not c.is_hot:
        return np.ones(len(who))
    waited = np.maximum(at - leads.created[who], 0)
    return np.asarray(0.55 + 0.55 * np.exp(-waited / 5400), float)


def durations(rng: np.random.Generator, outcome: Ints) -> tuple[Ints, Ints]:
    """Seconds of talk and of after-call work."""
    talk = _TALK[outcome] * np.exp(rng.normal(0, 1, len(outcome)) * _SPREAD[outcome])
    wrap = _WRAP[outcome] * np.exp(rng.normal(0, 0.35, len(outcome)))
    closing = np.isin(outcome, (CODE["appointment"], CODE["sale"]))
    talk = np.maximum(talk, np.where(closing, 95, 2))
    return np.round(talk).astype(np.int64), np.round(wrap).astype(np.int64)


_REFUSED = {"price": 30, "product": 12, "delay": 7, "no_need": 17, "no_budget": 13, "no_authority": 8, "no_project": 8,
            "project_too_far": 5}  # fmt: skip
_B2B_REFUSED = {"price": 20, "product": 17, "delay": 13, "no_need": 12, "no_budget": 16, "no_authority": 13,
                "no_project": 5, "project_too_far": 4}  # fmt: skip
_DECLINED = {"no_need": 42, "no_project": 24, "price": 9, "no_budget": 8, "project_too_far": 9, "no_authority": 8}
_OFF = {"off_target": 62, "wrong_data": 24, "no_authority": 14}


def _reasons(rng: np.random.Generator, c: Campaign, outcome: Ints) -> Ints:
    refused = _B2B_REFUSED if c.audience == "b2b" else _REFUSED
    reason = np.full(len(outcome), NONE)
    for name, weights in (("refused", refused), ("not_interested", _DECLINED), ("off_target", _OFF)):
        rows = np.flatnonzero(outcome == CODE[name])
        share = np.array(list(weights.values()), float)
        words = np.array([_WORDS[word] for word in weights])
        reason[rows] = words[rng.choice(len(words), len(rows), p=share / share.sum())]
    return reason


def closes(c: Campaign, outcome: Ints) -> Flags:
    """Whether these outcomes end the calls to a lead: final ones, an appointment booked, a lead qualified where that is sought."""
    sought = "qualified" if c.objective in ("qualification", "leads") else "appointment"
    return np.asarray(FINAL[outcome] | (outcome == CODE["appointment"]) | (outcome == CODE[sought]))
