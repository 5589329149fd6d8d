"""Rows of one file that share a key: which is kept, and which of the others say something else than it does.

The kept one is the latest version by `modified_at` where the source has one, else the last of the file. One that is the
same, or an earlier version, is a plain duplicate; one that differs without being earlier contradicts the row that is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cadran.ingest.plan import TablePlan
from cadran.messages import Message
from cadran.model import OUTCOMES, Table
from cadran.sources.base import identifier, literal, temporary_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DIFFERS = "differs from line "
"""How the reason of a contradiction starts, in rows of every age."""


def find(connection: DuckDBPyConnection, relation: str, plan: TablePlan) -> str | None:
    """A temporary table (row, kept, "column", value) of the rows set against the one kept; None where there is none.

    `row` and `kept` are rowids of `relation`, whose rows with `_bad` and those that are no records (`_none`) are left out.
    """
    keys = [name for name in ("source_system", *plan.table.key) if name in plan.names]
    listed = ", ".join(map(identifier, keys))
    counts = connection.execute(
        f"SELECT count(*), count(DISTINCT hash({listed})) FROM {relation} WHERE NOT _bad AND _none = 0"
    ).fetchone()
    if counts is None or counts[0] == counts[1]:
        return None
    name = temporary_name("contradictions")
    connection.execute(f"CREATE TEMP TABLE {name} AS {_select(relation, plan, keys)}")
    found = connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()
    if found is None:
        connection.execute(f"DROP TABLE {name}")
        return None
    return name


def _select(relation: str, plan: TablePlan, keys: list[str]) -> str:
    has_version = "modified_at" in plan.names
    versions = "modified_at DESC NULLS LAST, " if has_version else ""
    same_key = " AND ".join(f"l.{identifier(key)} IS NOT DISTINCT FROM k.{identifier(key)}" for key in keys)
    compared = [name for name in plan.names if name not in (*keys, "modified_at")]
    differ = [f"l.{identifier(name)} IS DISTINCT FROM k.{identifier(name)}" for name in compared] or ["false"]
    told = ", ".join(f"CASE WHEN {test} THEN {literal(name)} END" for name, test in zip(compared, differ, strict=False))
    values = ", ".join(
        f"CASE WHEN {test} THEN coalesce(CAST(l.{identifier(name)} AS VARCHAR), '') END"
        for name, test in zip(compared, differ, strict=False)
    )
    earlier = "AND NOT coalesce(l.modified_at < k.modified_at, false)" if has_version else ""
    return (
        f"WITH kin AS (SELECT *, rowid AS _row, row_number() OVER (PARTITION BY {', '.join(map(identifier, keys))} "
        f"ORDER BY {versions}rowid DESC) AS _place FROM {relation} WHERE NOT _bad AND _none = 0 "
        f"QUALIFY count(*) OVER (PARTITION BY {', '.join(map(identifier, keys))}) > 1) "
        f"SELECT l._row AS row, k._row AS kept, array_to_string([{told}], ', ') AS \"column\", "
        f"array_to_string([{values}], ', ') AS value FROM kin l JOIN kin k ON k._place = 1 AND {same_key} "
        f"WHERE l._place > 1 {earlier} AND ({' OR '.join(differ)}) ORDER BY l._row"
    )


def folded(table: Table, names: list[str]) -> dict[str, str]:
    """SQL aggregates that make one row of the records of one key: the last one's values, an empty one never over a full one.

    The records of an attempt are the legs of one call: the answered leg, of several the one with the longest talk, is taken
    whole, since what another leg says (its agent, its outcome) is not of this one.
    """
    if table.name != "attempts":
        return {name: f"arg_max({identifier(name)}, rowid)" for name in names}
    order = []
    if "outcome" in names:
        answered = ", ".join(literal(name) for name, facts in OUTCOMES.items() if facts.answered)
        order.append(f"coalesce(CAST(list_contains([{answered}], outcome) AS INTEGER) * 2, 1) DESC")
    if "talk_s" in names:
        order.append("talk_s DESC NULLS LAST")
    return {name: f"first({identifier(name)} ORDER BY {', '.join([*order, 'rowid DESC'])})" for name in names}


def decimal_ids(connection: DuckDBPyConnection, plans: Sequence[TablePlan], sample: str) -> list[Message]:
    """Notes on columns of ids whose cells are numbers with decimals, not texts: the zeros behind are gone."""
    notes = []
    named = [(name, plan.source) for plan in plans for one in plan.columns if one.is_id for name in one.data_headers]
    for header, source in dict(named).items():
        at = source.headers.index(header)
        column, count = source.columns[at], source.decimals.get(header, 0)
        if source.types[at] in ("DOUBLE", "FLOAT"):
            row = connection.execute(
                f"SELECT count(*) FILTER (isfinite({column}) AND {column} <> floor({column})) FROM {sample}"
            ).fetchone()
            count = int(row[0]) if row else 0
        if count:
            notes.append(
                Message(
                    '"{header}": {count:,} {count|id is a number|ids are numbers} with decimals, in which .1, .10 and .100 are one. '
                    "If they are texts where they come from, export the column as text and import again",
                    header=header,
                    count=count,
                )
            )
    return notes
