"""Rows on their way out, in no format yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows to write: column names, rows of Python values in that order, and the columns' Arrow types where known."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    types: tuple[Any, ...] | None = None

    @classmethod
    def from_arrow(cls, table: Any) -> Grid:
        """The grid of an Arrow table."""
        columns = [column.to_pylist() for column in table.columns]
        return cls(tuple(table.column_names), list(zip(*columns, strict=True)), tuple(table.schema.types))

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Grid:
        """The grid of records; columns are those of all records, in order of appearance."""
        kept = list(records)
        columns = tuple(dict.fromkeys(name for record in kept for name in record))
        return cls(columns, [[record.get(name) for name in columns] for record in kept])
