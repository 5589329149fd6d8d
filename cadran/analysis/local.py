"""The local time of what happened, where the lead is: SQL that needs no conversion by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cadran.analysis.asking import Asked
from cadran.engines.zones import local_time, zone
from cadran.errors import InputError

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Expressions for an attempt's weekday (1 = Monday) and hour in its lead's zone.

    Leads without a zone, or with one that is none, are taken to be in the centre's; `lacking` counts their calls.
    """

    weekday: str
    hour: str
    lacking: int
    zones: tuple[str, ...]


def lead_time(asked: Asked) -> LeadTime:
    """The lead's local time over the attempts asked for."""
    select = {"calls": "count(*)", "first": "min(started_at)", "last": "max(started_at)"}
    rows = asked.cut("attempts", select, {"zone": "lead_row.time_zone"}, where=["channel = 'phone'"],
                     cohort=asked.basis == "cohort")  # fmt: skip
    centre = asked.zone
    known = {row["zone"]: row for row in rows if _is_zone(row["zone"])}
    others = {name: row for name, row in known.items() if name != centre}
    lacking = sum(row["calls"] for row in rows if row["zone"] not in known)
    hour, weekday = _case(others, "hour", "local_hour"), _case(others, "isodow", "local_weekday")
    return LeadTime(weekday, hour, lacking, tuple(sorted(known)))


def _case(zones: dict[str, dict[str, Any]], part: str, otherwise: str) -> str:
    whens = [
        f"WHEN '{name}' THEN CAST(EXTRACT({part} FROM {_local(name, row['first'], row['last'])}) AS INTEGER)"
        for name, row in sorted(zones.items())
    ]
    return f"CASE lead_row.time_zone {' '.join(whens)} ELSE {otherwise} END" if whens else otherwise


def _local(name: str, first: datetime, last: datetime) -> str:
    return local_time("started_at", name, first, last)


def _is_zone(name: str | None) -> bool:
    if name is None:
        return False
    try:
        zone(name)
    except InputError:
        return False
    return True
