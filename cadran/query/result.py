"""The answer to a request, as it travels: Python, JSON, Arrow, pandas, polars."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

OK, NO_DATA, NOT_LOADED = "ok", "no_data", "not_loaded"


@dataclass(frozen=True, slots=True)
class Result:
    """Figures, one row a key, in the form of the public JSON contract.

    `rows`: dicts {"key": {dimension: member, …, "period": …}, "values": {KPI id: value}}; without breakdown nor
    grain one row with an empty key. A value is a dict: value, num, den, low, high, n, state (ok, no_data, not_loaded),
    basis, excluded {immature, unmapped, unconverted}, decision. Rates are fractions. `total` is aggregated again from
    the facts, never from the rows. `notes` are dicts with a `code`, what they concern, and the sentence in `fr`, `en`.
    A KPI that is a table of shares has `cumulated` too, in rows told apart by its own dimensions.
    Where a comparison was asked, `compared` says with what, and values have `previous` or `restated` (see compare).
    """

    period: Mapping[str, str | None]
    basis: str
    as_of: datetime
    known_at: datetime
    by: tuple[str, ...]
    grain: str | None
    rows: list[dict[str, Any]]
    total: dict[str, dict[str, Any]]
    notes: list[dict[str, Any]]
    compared: Mapping[str, str | None] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The public JSON contract as a dict."""
        found: dict[str, Any] = {
            "period": dict(self.period),
            "basis": self.basis,
            "as_of": iso(self.as_of),
            "known_at": iso(self.known_at),
            "by": list(self.by),
            "grain": self.grain,
            "rows": self.rows,
            "total": self.total,
            "notes": self.notes,
        }
        if self.compared is not None:
            found["compared"] = dict(self.compared)
        return found

    def to_json(self, *, indent: int | None = None) -> str:
        """The public JSON contract."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, default=_plain)

    def to_arrow(self) -> pa.Table:
        """One row a key: a column a dimension, `period`, then for each KPI id, id_num, id_den, id_low, id_high, id_n,
        id_state; of shares that add up, id_cumulated; where compared, id_previous (id_restated), id_change, id_change_relative, … and id_verdict.
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


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a result: {value!r}")
