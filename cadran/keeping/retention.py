"""How long prospects are kept: after so many months without a contact they are erased as on request.

A prospect's time starts with its collection, the consent it gave or its last contact, whichever is the latest. Leads
with an order or a customer's file follow other rules and stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.keeping.erase import Erased, erase
from cadran.store.forgotten import PREFIX, forget


@dataclass(frozen=True, slots=True)
class Overdue:
    """The keys of leads past their time, rejected lines of that age; `undated` leads have no date to go by."""

    before: date
    leads: tuple[str, ...]
    rejects: int
    undated: int
    months: int


_LAST = f"""
SELECT l.lead_key, greatest(l.created_at, l.consent_at, l.reported_last_attempt_at, c.at) AS last_at
FROM leads l
LEFT JOIN (SELECT lead_key, max(started_at) AS at FROM attempts WHERE contacted GROUP BY lead_key) c USING (lead_key)
WHERE NOT starts_with(l.lead_id, '{PREFIX}')
    AND l.lead_key NOT IN (SELECT lead_key FROM orders WHERE lead_key IS NOT NULL)
    AND l.lead_key NOT IN (SELECT source_system || ':' || lead_id FROM customers WHERE lead_id IS NOT NULL)
"""


def overdue(engine: Engine, months: int, *, now: datetime) -> Overdue:
    """The leads whose time is over after `months`, oldest first."""
    cut = f"{literal(now)} - INTERVAL {int(months)} MONTH"
    found = engine.rows(f"SELECT lead_key FROM ({_LAST}) q WHERE last_at < {cut} ORDER BY last_at, lead_key")
    undated = engine.rows(f"SELECT count(*) FROM ({_LAST}) q WHERE last_at IS NULL")[0][0]
    rejects = engine.rows(
        f"SELECT count(*) FROM rejects WHERE raw IS NOT NULL AND import_id IN "
        f"(SELECT import_id FROM imports WHERE started_at < {cut})"
    )[0][0]
    before = engine.rows(f"SELECT CAST({cut} AS DATE)")[0][0]
    return Overdue(before, tuple(key for (key,) in found), int(rejects), int(undated), int(months))


def expire(engine: Engine, months: int, *, now: datetime) -> Erased:
    """Erase the leads past their time, old rejected lines, and what was remembered of the erased for long enough.

    In the caller's transaction.
    """
    due = overdue(engine, months, now=now)
    erased = replace(erase(engine, due.leads, now=now, everybody=False), rejects=due.rejects)
    engine.execute(
        "UPDATE rejects SET raw = NULL, value = NULL WHERE import_id IN (SELECT import_id FROM imports WHERE "
        f"started_at < CAST(? AS TIMESTAMP) - INTERVAL {int(months)} MONTH)",
        [now],
    )
    forget(engine, now)
    return erased
