"""Rows on their way out, in no format yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows to write: column names, and rows of Python values in that order."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Grid:
        """The grid of records; columns are those of all records, in order of appearance."""
        kept = list(records)
        columns = tuple(dict.fromkeys(name for record in kept for name in record))
        return cls(columns, [[record.get(name) for name in columns] for record in kept])
