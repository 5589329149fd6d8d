"""The columns that the store computes at load: outcome flags, local time, lead key, converted amounts.

Each function returns SQL over one row of a canonical table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cadran.engines.literals import literal
from cadran.engines.zones import local_time
from cadran.model import OUTCOMES, Table


def literals(values: Iterable[str]) -> str:
    """A SQL list of texts.

    >>> literals(["a", "b'c"])
    "('a', 'b''c')"
    """
    return "(" + ", ".join(map(literal, values)) + ")"


def _implied(flag: str, outcome: str = "outcome") -> str:
    """What the outcome alone says of a flag: true, false, or NULL when it does not tell or is not mapped."""
    yes = [name for name, facts in OUTCOMES.items() if getattr(facts, flag) is True]
    silent = [name for name, facts in OUTCOMES.items() if getattr(facts, flag) is None]
    told = f"{outcome} IN {literals(yes)}"
    return f"CASE WHEN {outcome} NOT IN {literals(silent)} THEN {told} END" if silent else f"({told})"


def flags(outcome: str = "outcome", argued: str = "is_argued", qualified: str = "is_qualified") -> dict[str, str]:
    """The six outcome flags of an attempt, with the source's own words on two of them.

    An override is set right upwards (argued makes qualified); where the outcome excludes it (no contact, or a sale
    said not to be argued) the outcome holds and the row is a contradiction.
    """
    contacted = _implied("contacted", outcome)
    may_be_contacted = f"COALESCE({contacted}, TRUE)"
    is_argued = (
        f"CASE WHEN {outcome} = 'sale' THEN TRUE WHEN {argued} THEN {may_be_contacted} "
        f"WHEN NOT {argued} THEN FALSE ELSE {_implied('argued', outcome)} END"
    )
    is_qualified = (
        f"CASE WHEN {is_argued} THEN TRUE WHEN {qualified} THEN {may_be_contacted} "
        f"WHEN NOT {qualified} THEN FALSE ELSE {_implied('qualified', outcome)} END"
    )
    is_contacted = f"CASE WHEN {is_qualified} THEN TRUE ELSE {contacted} END"
    return {
        "valid_number": f"CASE WHEN {is_qualified} THEN TRUE ELSE {_implied('valid_number', outcome)} END",
        "answered": f"CASE WHEN {is_qualified} THEN TRUE ELSE {_implied('answered', outcome)} END",
        "contacted": is_contacted,
        "qualified": is_qualified,
        "argued": is_argued,
        "final": _implied("final", outcome),
    }


def flags_from_outcome() -> dict[str, str]:
    """The six flags where no source overrides any: what a scan of many rows can compute fast."""
    return {name: _implied(name) for name in ("valid_number", "answered", "contacted", "qualified", "argued", "final")}


CONTRADICTION = (
    f"((is_argued OR is_qualified) AND outcome IS NOT NULL AND NOT {_implied('contacted')}) "
    "OR (NOT is_argued AND outcome = 'sale') OR (NOT is_qualified AND is_argued)"
)


def local_columns(table: Table, zone: str, first: datetime | None, last: datetime | None) -> dict[str, str]:
    """local_date, local_hour and local_weekday of the table's main instant, whose values lie in [first, last]."""
    if table.instant is None:
        return {}
    local = local_time(table.instant, zone, first, last)
    return {
        "local_date": f"CAST({local} AS DATE)",
        "local_hour": f"CAST(EXTRACT(hour FROM {local}) AS INTEGER)",
        "local_weekday": f"CAST(EXTRACT(isodow FROM {local}) AS INTEGER)",
    }


def lead_key(aliases: bool) -> str:
    """The lead's key across systems; `aliases`: some leads are known elsewhere under another id."""
    own = "source_system || ':' || lead_id"
    if not aliases:
        return own
    return f"COALESCE((SELECT max(a.lead_key) FROM lead_aliases a WHERE a.alias = {own}), {own})"


def order_status() -> str:
    """An order's status, worked out from its dates where the source gives none."""
    return (
        "CASE WHEN status IS NOT NULL THEN status WHEN cancelled_at IS NOT NULL THEN 'cancelled' "
        "WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'pending' END"
    )


def hold() -> str:
    """The wait from the answer to the agent, worked out from its two instants where the source gives none."""
    return (
        "CASE WHEN hold_s IS NULL AND connected_at >= answered_at "
        "THEN CAST(date_diff('second', answered_at, connected_at) AS INTEGER) ELSE hold_s END"
    )
