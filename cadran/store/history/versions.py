"""Relations that stand for the tables: as they were known at an earlier instant, or within a time of a lead's start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cadran.engines.literals import literal
from cadran.model import TABLES
from cadran.store import money
from cadran.store.derived.journeys import aliases_select
from cadran.store.schema import stored_columns


def as_known(known_at: datetime, base: str) -> dict[str, str]:
    """For each canonical table, SQL of its rows as the loads up to `known_at` (UTC) had made them.

    Loads count from the instant they were finished; a load undone later still counted before. What the store works out
    from other tables is worked out anew: amounts in the `base` currency at the rates known then, leads by the ids then.
    """
    instant = literal(known_at)
    relations = {}
    for name, table in TABLES.items():
        columns = ", ".join(column.name for column in stored_columns(table))
        relations[name] = (
            f"(SELECT {columns} FROM {name} WHERE loaded_at <= {instant} UNION ALL "
            f"SELECT {columns} FROM {name}_history WHERE current_from <= {instant} AND current_to > {instant})"
        )
    for name, day in money.DAYS.items():
        relations[name] = money.converted(relations[name], day, base, relations["exchange_rates"])
    for name in ("attempts", "orders", "appointments"):
        relations[name] = _by_alias(relations[name], relations["leads"])
    return relations


def _by_alias(relation: str, leads: str) -> str:
    """Facts that name a lead by its id elsewhere, with the key that this lead has."""
    return (
        f"(SELECT t.* REPLACE (COALESCE(x.lead_key, t.source_system || ':' || t.lead_id) AS lead_key) FROM {relation} t "
        f"LEFT JOIN ({aliases_select(leads)}) x ON x.alias = t.source_system || ':' || t.lead_id)"
    )


_STATUS = {
    "orders": (
        "CASE WHEN cancelled_at <= {at} THEN 'cancelled' WHEN confirmed_at <= {at} THEN 'confirmed' "
        "WHEN cancelled_at > {at} OR confirmed_at > {at} THEN 'pending' ELSE status END"
    ),
    "appointments": (
        "CASE WHEN cancelled_at <= {at} THEN 'cancelled' WHEN held_at <= {at} THEN 'held' "
        "WHEN cancelled_at > {at} OR held_at > {at} OR (status IN ('held', 'no_show') AND scheduled_at > {at}) "
        "THEN 'booked' ELSE status END"
    ),
}


def as_of_then(relations: Mapping[str, str], as_of: datetime) -> dict[str, str]:
    """SQL of orders and appointments with the status they had at `as_of`: what happened to them later had not yet.

    A status that no date explains (a cancellation without cancelled_at) is taken as it is.
    """
    instant = literal(as_of)
    found = {}
    for name, status in _STATUS.items():
        columns = ", ".join(
            f"{status.format(at=instant)} AS status" if column.name == "status" else column.name
            for column in stored_columns(TABLES[name])
        )
        found[name] = f"(SELECT {columns} FROM {relations.get(name, name)} t)"
    return found


_DATED = {"attempts": "started_at", "appointments": "booked_at", "orders": "ordered_at"}


def within_of(relations: Mapping[str, str], seconds: int) -> dict[str, str]:
    """For each fact, SQL of its rows within `seconds` of their lead's creation; `relations` stand for tables.

    A lead's own summary of its calls (reported_*) has no such detail: it is taken as it is.
    """
    leads = (
        f"(SELECT lead_key, min(created_at) AS created_at FROM {relations.get('leads', 'leads')} l GROUP BY lead_key)"
    )
    return {
        name: f"(SELECT t.* FROM {relations.get(name, name)} t JOIN {leads} c ON c.lead_key = t.lead_key "
        f"WHERE t.{instant} <= c.created_at + INTERVAL {int(seconds)} SECOND)"
        for name, instant in _DATED.items()
    }
