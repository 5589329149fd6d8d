"""Journeys as they were at an earlier instant, made of those that are kept.

A lead to which nothing has happened since was then what it is now; only the others are derived anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.model import TABLES
from cadran.model.derived import LEAD_ATTRIBUTES, LEAD_JOURNEYS
from cadran.store.derived.refresh import journeys_sql

_RESULTS = {"orders": "ordered_at", "appointments": "booked_at"}


def journeys_then(engine: Engine, relations: Mapping[str, str], as_of: datetime) -> str:
    """The SELECT of lead_journeys as of an instant; `relations` stand for orders and appointments as they were then."""
    at = literal(as_of)
    then = {
        "closed_at": f"CASE WHEN closed_at <= {at} THEN closed_at END",
        "is_open": f"CASE WHEN closed_at IS NULL THEN is_open ELSE closed_at > {at} END",
    }
    moved = [f"SELECT lead_key FROM lead_journeys WHERE last_attempt_at > {at} OR (is_reported AND closed_at > {at})"]
    moved += [_moved(name, instant, relations[name], at) for name, instant in _RESULTS.items()]
    return _made(
        engine, relations, as_of, " UNION ".join(moved), {name: then.get(name) for name in LEAD_JOURNEYS.names}
    )


def attributes_then(engine: Engine, relations: Mapping[str, str], as_of: datetime) -> str:
    """The same, of LEAD_ATTRIBUTES only: they changed where the lead itself had no campaign or no list before its calls."""
    at = literal(as_of)
    lacking = "l.campaign_id IS NULL OR l.list_id IS NULL"
    if not engine.rows(f"SELECT 1 FROM leads l WHERE {lacking} LIMIT 1"):
        return (
            f"SELECT {', '.join(LEAD_ATTRIBUTES)} FROM lead_journeys j WHERE created_at IS NULL OR created_at <= {at}"
        )
    moved = (
        "SELECT l.lead_key FROM leads l JOIN lead_journeys j ON j.lead_key = l.lead_key "
        f"WHERE ({lacking}) AND j.last_attempt_at > {at}"
    )
    return _made(engine, relations, as_of, moved, dict.fromkeys(LEAD_ATTRIBUTES))


def _made(
    engine: Engine, relations: Mapping[str, str], as_of: datetime, moved: str, columns: Mapping[str, str | None]
) -> str:
    """Journeys that are kept, as `columns` say they were, but for those `moved`: these are derived anew."""
    anew = journeys_sql(engine, relations=dict(relations), as_of=as_of, only="moved")
    kept = ", ".join(f"{text} AS {name}" if text else name for name, text in columns.items())
    return (
        f"WITH moved AS MATERIALIZED ({moved}) SELECT {kept} FROM lead_journeys j WHERE (created_at IS NULL "
        f"OR created_at <= {literal(as_of)}) AND lead_key NOT IN (SELECT lead_key FROM moved) "
        f"UNION ALL SELECT {', '.join(columns)} FROM ({anew}) k"
    )


def _moved(table: str, instant: str, relation: str, at: str) -> str:
    """The leads of results that came later, or that were then in another state."""
    key = " AND ".join(f"w.{name} = n.{name}" for name in ("source_system", *TABLES[table].key))
    return (
        f"SELECT n.lead_key FROM {table} n JOIN {relation} w ON {key} WHERE n.lead_key IS NOT NULL "
        f"AND (n.{instant} > {at} OR n.status IS DISTINCT FROM w.status)"
    )
