"""Journeys as they were at an earlier instant: those made of the kept ones are those derived anew, row by row."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from cadran.executor.local import Store
from cadran.model.derived import LEAD_ATTRIBUTES
from cadran.store.derived.refresh import journeys_sql
from cadran.store.history.journeys import attributes_then, journeys_then
from cadran.store.history.versions import as_of_then
from tests.conftest import few, table

START = datetime(2026, 9, 1, 8)
OUTCOMES = ("no_answer", "busy", "callback", "refused", "appointment", "sale", "invalid_number", "machine", None)


def _at(random: Random, hours: int = 240) -> str:
    return (START + timedelta(minutes=random.randrange(hours * 60))).isoformat() + "Z"


def _filled(store: Store, random: Random) -> None:
    """Eighty leads with every way in which something happens to them later."""
    store.load("campaigns", table([
        {"campaign_id": "A", "objective": "appointment", "max_attempts": 2}, {"campaign_id": "B", "objective": "sale"},
    ]))  # fmt: skip
    store.load("lists", table([{"list_id": "F", "closed_on": "2026-09-06"}, {"list_id": "G", "source": "web"}]))
    leads: list[dict[str, Any]] = []
    for place in range(80):
        some = random.random()
        leads.append({
            "lead_id": f"L{place}", "created_at": _at(random) if some < 0.9 else None,
            "list_id": random.choice(["F", "G", None]), "campaign_id": random.choice(["A", "B", None]),
            "phone": f"+3316200{random.randrange(40):04d}", "opposed_at": _at(random) if some < 0.1 else None,
            "reported_attempts": 2 if some > 0.7 else None,
            "reported_disposition": random.choice(["refused", "busy"]) if some > 0.7 else None,
            "reported_last_attempt_at": _at(random) if some > 0.8 else None,
        })  # fmt: skip
    store.load("leads", table(leads))
    store.load("attempts", table([
        {"attempt_id": str(place), "lead_id": f"L{random.randrange(60)}", "campaign_id": random.choice("AB"),
         "list_id": random.choice(["F", "G", None]), "agent_id": random.choice(["x", None]), "started_at": _at(random),
         "outcome": random.choice(OUTCOMES)} for place in range(150)
    ]))  # fmt: skip
    states = {"pending": (), "confirmed": ("confirmed_at",), "cancelled": ("confirmed_at", "cancelled_at")}
    orders = []
    for place in range(30):
        status = random.choice(list(states))
        dates = {name: _at(random, 400) for name in states[status] if random.random() < 0.8}
        orders.append({"order_id": str(place), "lead_id": f"L{random.randrange(80)}", "ordered_at": _at(random),
                       "amount": "10", "currency": "EUR", "status": status, **dates})  # fmt: skip
    store.load("orders", table(orders))
    store.load("appointments", table([
        {"appointment_id": str(place), "lead_id": f"L{random.randrange(80)}", "booked_at": _at(random),
         "scheduled_at": _at(random, 400), "status": random.choice(["booked", "held", "cancelled", "rescheduled"])}
        for place in range(30)
    ]))  # fmt: skip


@pytest.mark.random
@pytest.mark.parametrize("seed", range(few(1)))
def test_leads_to_which_nothing_happened_since_were_then_what_they_are_now(store: Store, seed: int) -> None:
    _filled(store, Random(seed))
    kept = 0
    for hours in range(0, 260, 20):
        as_of = START + timedelta(hours=hours)
        relations = as_of_then({}, as_of)
        anew = journeys_sql(store.engine, relations=relations, as_of=as_of)
        then = journeys_then(store.engine, relations, as_of)
        for one, other in ((anew, then), (then, anew)):
            assert store.engine.rows(f"SELECT * FROM ({one}) a EXCEPT ALL SELECT * FROM ({other}) b") == []
        attributes = attributes_then(store.engine, relations, as_of)
        named = ", ".join(LEAD_ATTRIBUTES)
        for one, other in ((anew, attributes), (attributes, anew)):
            assert store.engine.rows(f"SELECT {named} FROM ({one}) a EXCEPT ALL SELECT {named} FROM ({other}) b") == []
        kept += store.engine.rows(f"SELECT count(*) FROM ({then}) t WHERE attempted AND is_open")[0][0]
    assert kept
