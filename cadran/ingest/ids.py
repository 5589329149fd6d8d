"""Ids that a spreadsheet has damaged: shortened to 1,61478E+13, or .1, .10 and .100 made one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cadran.ingest.phones import SHORTENED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cadran.ingest.plan import TablePlan


def shortened(x: str) -> str:
    """SQL: whether a text is a number as a spreadsheet shortens it; few hold a +, so the pattern is rarely asked."""
    return f"(contains({x}, '+') AND regexp_full_match({x}, '{SHORTENED}'))"


def lost(x: str) -> str:
    """SQL: whether a shortened number has fewer decimals than its exponent asks for, the other digits being gone."""
    decimals = f"length(regexp_extract({x}, '^\\d[.,]?(\\d*)', 1))"
    return f"({decimals} < TRY_CAST(regexp_extract({x}, '(\\d+)$', 1) AS INTEGER))"


def decimal_ids(connection: DuckDBPyConnection, plans: Sequence[TablePlan], sample: str) -> list[str]:
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
                f'"{header}": {count:,} ids are numbers with decimals, in which .1, .10 and .100 are one. '
                "If they are texts where they come from, export the column as text and import again"
            )
    return notes
