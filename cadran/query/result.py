"""The answer to a request, as it travels: Python, JSON, Arrow, pandas, polars."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, overload

from cadran.query.columns import NO_DATA, NOT_LOADED, OK, Columns, Values
from cadran.query.json_text import json_of, plain
from cadran.query.keys import Keys

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

__all__ = ["NOT_LOADED", "NO_DATA", "OK", "Result", "Rows", "iso"]

Row = dict[str, Any]
Made = dict[int, list[Row]]
"""Lines of figures already made, for those who read many rows."""


class Rows(Sequence[Row]):
    """The rows of a result, each made when it is read: {"key": {dimension: member, …, "period": …}, "values": {KPI id: value}}."""

    __slots__ = ("_columns", "_keys")

    def __init__(self, keys: Keys, columns: Columns) -> None:
        self._keys, self._columns = keys, columns

    def __len__(self) -> int:
        return len(self._keys) if self._keys.by or self._keys.grain else 1

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            made: Made = {}
            return [self._row(row, made) for row in range(len(self))[place]]
        return self._row(range(len(self))[place])

    def __iter__(self) -> Iterator[Row]:
        made: Made = {}
        return (self._row(row, made) for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return repr(list(self))

    def _row(self, row: int, made: Made | None = None) -> Row:
        if not (self._keys.by or self._keys.grain):
            return {"key": {}, "values": Values(self._columns, -1)}
        return {"key": self._keys.key(row), "values": Values(self._columns, row, made)}


@dataclass(frozen=True, slots=True)
class Result:
    """Figures, one row a key, as columns: `keys` are the rows, `columns` the figures of each and of the whole.

    Read one by one they have the form of the public JSON contract. `rows`: dicts {"key": {dimension: member, …, "period":
    …}, "values": {KPI id: value}}; without breakdown nor grain one row with an empty key. A value is a dict: value, num,
    den, low, high, n, state (ok, no_data, not_loaded), basis, excluded {immature, unmapped, unconverted}, decision. Rates
    are fractions. `total` is aggregated again from the facts, never from the rows. `notes` are dicts with a `code`, what
    they concern, and the sentence in `fr`, `en`. A KPI that is a table of shares has `cumulated` too, in rows told apart
    by its own dimensions. Of costs, `estimated` is how much stands in for what nobody booked. `young` marks what may still
    change, and `settled` has the figure of the days that are old enough, by which it is judged; `of_agents` marks a rate of the calls that
    somebody had (KPI.by_agent). Where a comparison was asked, `compared` says with what, and values have `previous` or
    `restated` (see compare).
    """

    period: Mapping[str, str | None]
    basis: str
    as_of: datetime
    known_at: datetime
    by: tuple[str, ...]
    grain: str | None
    keys: Keys
    columns: Columns
    notes: list[dict[str, Any]]
    compared: Mapping[str, str | None] | None = None

    def is_of_agents(self, kpi: str) -> bool:
        """Whether the rows of a KPI are of the calls that somebody had, where nobody had some (KPI.by_agent)."""
        theirs = self.columns.of_agents
        return theirs is not None and bool(theirs[self.columns.kpis.index(kpi)].any())

    @property
    def rows(self) -> Sequence[Row]:
        """The figures row by row, each made when it is read."""
        return Rows(self.keys, self.columns)

    @property
    def total(self) -> Mapping[str, dict[str, Any]]:
        """KPI → its figure over everything."""
        return Values(self.columns, -1)

    def counts(self, kpi: str) -> list[tuple[Row, Any, Any]]:
        """The key, numerator and denominator of each row, None where unknown: no cell is made for them."""
        line, rows = self.columns.kpis.index(kpi), range(len(self.keys))
        num, den = self.columns.parts(line)
        return [(self.keys.key(row), num[row], den[row]) for row in rows]

    def to_dict(self) -> dict[str, Any]:
        """The public JSON contract as a dict."""
        return self._told(self._rows())

    def _told(self, rows: list[Row]) -> dict[str, Any]:
        found: dict[str, Any] = {
            "period": dict(self.period),
            "basis": self.basis,
            "as_of": iso(self.as_of),
            "known_at": iso(self.known_at),
            "by": list(self.by),
            "grain": self.grain,
            "rows": rows,
            "total": dict(self.total),
            "notes": self.notes,
        }
        if self.compared is not None:
            found["compared"] = dict(self.compared)
        return found

    def _rows(self) -> list[Row]:
        """All rows, made a column at a time."""
        if not (self.by or self.grain):
            return [{"key": {}, "values": dict(self.total)}]
        columns = [self.columns.cells(line)[:-1] for line in range(len(self.columns.kpis))]
        return [
            {"key": self.keys.key(row), "values": dict(zip(self.columns.kpis, cells, strict=True))}
            for row, cells in enumerate(zip(*columns, strict=True))
        ]

    def to_json(self, *, indent: int | None = None) -> str:
        """The public JSON contract."""
        if indent is not None:
            return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, default=plain)
        told = {name: json_of(value) for name, value in self._told([]).items()}
        told["rows"] = f"[{', '.join(self._texts())}]"
        return f"{{{', '.join(f'{json_of(name)}: {text}' for name, text in told.items())}}}"

    def _texts(self) -> Iterator[str]:
        """All rows as JSON, from the columns."""
        names = [json_of(kpi) for kpi in self.columns.kpis]
        columns = [self.columns.texts(line) for line in range(len(names))]
        form = '{"key": %s, "values": {' + ", ".join(f"{name.replace('%', '%%')}: %s" for name in names) + "}}"
        has_keys = bool(self.by or self.grain)
        keys = [json_of(self.keys.key(row)) for row in range(len(self.keys))] if has_keys else ["{}"]
        cells = [column[:-1] if has_keys else column[-1:] for column in columns]
        return (form % row for row in zip(keys, *cells, strict=True))

    def to_arrow(self) -> pa.Table:
        """One row a key: a column a dimension, `period`, then for each KPI id, id_num, id_den, id_low, id_high, id_n,
        id_state; of costs partly estimated, id_estimated; of shares that add up, id_cumulated; where compared, id_previous (id_restated), id_change, id_change_relative, … and id_verdict.
        """
        # Arrow takes longer to import than most requests take to answer: only when asked for
        table: pa.Table = import_module("cadran.query.frames").arrow_of(self)
        return table

    def to_pandas(self) -> Any:
        """A DataFrame with the same columns as `to_arrow`."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """A DataFrame with the same columns as `to_arrow`."""
        frame: pl.DataFrame = import_module("polars").from_arrow(self.to_arrow())
        return frame


def iso(instant: datetime) -> str:
    """A UTC instant as text: 2026-09-22T18:00:00Z."""
    return f"{instant.isoformat()}Z"
