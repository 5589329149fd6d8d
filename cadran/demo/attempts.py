"""The attempts' file: the calls of the floor, in time order, with the words of the dialer, and a few e-mails."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cadran.demo import phones
from cadran.demo.agents import Agents
from cadran.demo.calls import CODE, OUTCOME, REASON, on_new_script
from cadran.demo.clock import DAY_S, NONE, Clock, Flags, Ints, identifiers
from cadran.demo.floor import AMD, Calls
from cadran.demo.leads import Leads
from cadran.demo.world import CAMPAIGNS, LISTS, SCRIPT_CAMPAIGN, SCRIPT_NAME
from cadran.model import OUTCOMES

DISPOSITIONS = {
    "invalid_number": "FNUM", "failed": "ECHEC", "busy": "OCC", "no_answer": "NRP", "rejected": "REJ", "machine": "REP",
    "abandoned": "ABD", "hung_up": "RACC", "wrong_number": "ERR", "opt_out": "STOP", "off_target": "HC",
    "not_interested": "PI", "callback": "RAPPEL", "qualified": "QUAL", "refused": "REFUS", "appointment": "RDV",
    "sale": "VENTE", "delivered": "ENVOYE", "opened": "OUVERT", "bounced": "RETOUR", "replied": "REPONSE",
}  # fmt: skip


def in_order(calls: Calls) -> Calls:
    """Calls by their start, which is the order of their numbers."""
    return calls.rows(np.lexsort((calls.lead, calls.started)))


def attempts_table(
    rng: np.random.Generator, clock: Clock, agents: Agents, leads: Leads, calls: Calls, agent_ids: list[str]
) -> dict[str, pa.Array]:
    """The columns of the attempts' file."""
    rows = len(calls.lead)
    outcome = calls.outcome
    had_agent = calls.agent >= 0
    phone = calls.ring >= 0
    talked = calls.connected != NONE
    automated = np.array([c.is_automated for c in CAMPAIGNS])[calls.campaign]
    scored = talked & (rng.random(rows) < 0.03) & (calls.talk > 40)
    return {
        "attempt_id": identifiers("A", np.arange(1, rows + 1), 8),
        "lead_id": identifiers("F", calls.lead + 1),
        "campaign_id": _words([c.id for c in CAMPAIGNS], calls.campaign),
        "list_id": _words([item.id for item in LISTS], leads.list[calls.lead]),
        "agent_id": _words(agent_ids, calls.agent, had_agent),
        "channel": _words(["email", "phone"], phone.astype(np.int64)),
        "direction": _words(["outbound"], np.zeros(rows, np.int64)),
        "started_at": clock.instants(calls.started),
        "answered_at": clock.instants(calls.answered),
        "connected_at": clock.instants(calls.connected),
        "ended_at": clock.instants(calls.ended),
        "ring_s": pa.array(calls.ring, mask=~phone),
        "hold_s": pa.array(calls.hold, mask=calls.hold < 0),
        "talk_s": pa.array(calls.talk, mask=~phone),
        "wrap_s": pa.array(calls.wrap, mask=~had_agent),
        "outcome": _words(list(OUTCOME), outcome),
        "reason": _words(list(REASON), calls.reason, calls.reason >= 0),
        "disposition": _words([DISPOSITIONS[name] for name in OUTCOME], outcome),
        "is_argued": pa.array(calls.argued, mask=~calls.argued),
        "amd": _words(list(AMD), calls.amd, calls.amd >= 0),
        "callback_at": clock.instants(calls.promised),
        "caller_number": _shown(calls, phone),
        "is_automated": pa.array(automated & phone),
        "hung_up_by": _hung_up_by(rng, outcome, talked),
        "script": _scripts(agents, calls, talked),
        "quality_score": _scores(rng, agents, calls, scored),
    }


def _words(words: list[str], which: Ints, known: Flags | None = None) -> pa.Array:
    if known is None:
        return pa.array(words, pa.large_string()).take(which)
    return pa.array(words, pa.large_string()).take(pa.array(np.where(known, which, 0), mask=~known))


def _shown(calls: Calls, phone: Flags) -> pa.Array:
    numbers = [number.shown for c in CAMPAIGNS for number in c.numbers]
    first = np.cumsum([0, *(len(c.numbers) for c in CAMPAIGNS)])[calls.campaign]
    return _words(numbers, first + calls.shown, phone)


def _hung_up_by(rng: np.random.Generator, outcome: Ints, talked: Flags) -> pa.Array:
    chance = np.full(len(OUTCOME), 0.35)
    for name, share in {"hung_up": 1.0, "not_interested": 0.72, "opt_out": 0.6, "refused": 0.5, "machine": 0.0}.items():
        chance[CODE[name]] = share
    by_lead = rng.random(len(outcome)) < chance[outcome]
    lost = outcome == CODE["abandoned"]
    return _words(["agent", "lead"], (by_lead | lost).astype(np.int64), talked | lost)


def _scripts(agents: Agents, calls: Calls, talked: Flags) -> pa.Array:
    """The script in the agent's hands, on the calls where somebody talked."""
    changed = np.array([c.id == SCRIPT_CAMPAIGN for c in CAMPAIGNS])[calls.campaign] & talked
    changed[changed] = on_new_script(agents, calls.agent[changed], calls.started[changed])
    words = [*(c.script for c in CAMPAIGNS), SCRIPT_NAME]
    return _words(words, np.where(changed, len(CAMPAIGNS), calls.campaign), talked)


def _scores(rng: np.random.Generator, agents: Agents, calls: Calls, scored: Flags) -> pa.Array:
    rows = np.flatnonzero(scored)
    ability = agents.ability(calls.agent[rows], calls.started[rows] // DAY_S)
    scores = np.zeros(len(scored))
    scores[rows] = np.clip(np.round((42 + 32 * ability + rng.normal(0, 8, len(rows))) * 2) / 2, 20, 100)
    return pa.array(scores, mask=~scored)


def emails(rng: np.random.Generator, clock: Clock, leads: Leads) -> Calls:
    """Companies without a telephone number get one e-mail, the working day after they came."""
    b2b = np.array([c.audience == "b2b" for c in CAMPAIGNS])[leads.campaign]
    who = np.flatnonzero(b2b & (leads.line == phones.MISSING))
    starts = np.array([c.starts for c in CAMPAIGNS])[leads.campaign[who]]
    day = clock.next_working(np.maximum(leads.created[who] // DAY_S + 1, starts))
    who, day = who[day < clock.end // DAY_S], day[day < clock.end // DAY_S]
    rows = len(who)
    at = day * DAY_S + 9 * 3600 + rng.integers(0, 1200, rows)
    names = ["delivered", "opened", "replied", "bounced"]
    outcome = np.array([CODE[name] for name in names])[rng.choice(4, rows, p=[0.56, 0.30, 0.05, 0.09])]
    leads.attempts[who] += 1
    leads.contacts[who] += np.array([o.contacted for o in OUTCOMES.values()])[outcome]
    nothing = np.full(rows, NONE)
    zero = np.zeros(rows, np.int64)
    return Calls(
        who, leads.campaign[who], nothing, nothing, nothing, at, nothing, nothing, at, nothing, nothing, zero, zero,
        outcome, nothing, nothing, nothing, zero, np.zeros(rows, bool),
    )  # fmt: skip
