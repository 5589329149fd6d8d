"""Relations that stand for the tables as they were known at an earlier instant."""

from __future__ import annotations

from datetime import datetime

from cadran.ingest.schema import stored_columns
from cadran.model import TABLES


def as_known(known_at: datetime) -> dict[str, str]:
    """For each canonical table, SQL of its rows as the loads up to `known_at` (UTC) had made them.

    Loads count from the instant they were finished; a load undone later still counted before.
    """
    instant = f"TIMESTAMP '{known_at:%Y-%m-%d %H:%M:%S.%f}'"
    relations = {}
    for name, table in TABLES.items():
        columns = ", ".join(column.name for column in stored_columns(table))
        relations[name] = (
            f"(SELECT {columns} FROM {name} WHERE loaded_at <= {instant} UNION ALL "
            f"SELECT {columns} FROM {name}_history WHERE current_from <= {instant} AND current_to > {instant})"
        )
    return relations
