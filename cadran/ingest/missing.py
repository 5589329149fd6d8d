"""The words of a file that were taken for no value, counted by column; and those that look it and were kept."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from typing import TYPE_CHECKING

from cadran.ingest.plan import ColumnPlan, TablePlan
from cadran.ingest.reading import CODES
from cadran.messages import Message
from cadran.sources.base import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Counted = tuple[str, str, int]
"""A header, a word, how many times."""


def count(connection: DuckDBPyConnection, plan: TablePlan, tag: str) -> tuple[tuple[Counted, ...], list[Message]]:
    """What was taken as missing in the columns that a table reads, those of its keys too; and what a person is told of it."""
    source, raw = plan.source, plan.raw
    columns = {name: one for one in reversed(plan.columns) for name in one.data_headers}
    columns |= {name: one for one in plan.columns for name in one.rule.sources}
    shown = ", ".join(f"{raw.written(name)} AS x{at}" for at, name in enumerate(columns))
    listed = ", ".join(map(literal, source.options.absent()))
    counted = ", ".join(f"histogram(x{at}) FILTER (list_contains([{listed}], x{at}))" for at in range(len(columns)))
    where = f" WHERE {plan.where}" if plan.where else ""
    row = connection.execute(f"SELECT {counted} FROM (SELECT {shown} FROM {source.scan(tag)}{where})").fetchone()
    source.forget(connection, tag)
    found: list[Counted] = []
    notes: list[Message] = []
    for (header, column), counts in zip(columns.items(), row or (), strict=True):
        found += [(header, word, times) for word, times in (counts or {}).items() if word in column.absent]
        notes += _told(header, column, counts or {})
    return tuple(found), notes


def _told(header: str, column: ColumnPlan, counts: Map[str, int]) -> Iterator[Message]:
    for word, times in counts.items():
        if word in column.absent:
            yield Message(
                '"{header}": "{word}" taken as missing, {count:,} {count|time|times}',
                header=header,
                word=word,
                count=times,
            )
        elif column.name not in CODES:
            yield Message(
                '"{header}": "{word}" kept as a value, {count:,} {count|time|times}; to empty it, replace it by "" with values in a mapping',
                header=header, word=word, count=times,
            )  # fmt: skip
