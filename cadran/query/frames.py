"""Results as Arrow tables. Imported only where a table is asked for: pyarrow is slow to load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cadran.query.columns import STATES, VERDICTS, Beside, Codes
from cadran.query.numbers import Floats
from cadran.query.result import Result

if TYPE_CHECKING:
    from cadran.query.rows import Opened

_SIDES = {"": "value", "_num": "num", "_den": "den", "_low": "low", "_high": "high"}


def arrow_of(result: Result) -> pa.Table:
    """One row a key, columns as Result.to_arrow says."""
    columns, keys = result.columns, result.keys
    rows = slice(None, -1) if result.by or result.grain else slice(None)
    table: dict[str, pa.Array] = {name: pa.array(keys.column(name)) for name in result.by}
    if result.grain:
        table["period"] = pa.array(keys.labels(), pa.string())
    for line, kpi in enumerate(columns.kpis):
        for suffix, side in _SIDES.items():
            table[kpi + suffix] = _floats(getattr(columns, side)[line, rows])
        table[f"{kpi}_n"] = pa.array(columns.n[line, rows])
        table[f"{kpi}_state"] = _words(columns.state[line, rows], STATES)
        if columns.estimated is not None and columns.estimated[line].any():
            table[f"{kpi}_estimated"] = _floats(columns.estimated[line, rows])
        if columns.cumulated is not None and not np.isnan(columns.cumulated[line, rows]).all():
            table[f"{kpi}_cumulated"] = _floats(columns.cumulated[line, rows])
        if columns.beside is not None:
            table.update(_beside(columns.beside, kpi, line, rows))
    return pa.table(table)


def _floats(column: Floats) -> pa.Array:
    return pa.array(column, from_pandas=True)  # NaN is null


def _words(codes: Codes, words: Sequence[str | None]) -> pa.Array:
    """Codes as their words."""
    return pa.array(words, pa.string()).take(pa.array(codes))


def _beside(beside: Beside, kpi: str, line: int, rows: slice) -> dict[str, pa.Array]:
    """What a comparison puts beside a KPI: the other value, the change and, of the difference, its interval."""
    found = {f"{kpi}_{beside.name}": _floats(beside.others.value[line, rows])}
    sides = {"change": beside.value, "change_relative": beside.relative}
    if beside.verdict is not None:
        sides |= {"change_low": beside.low, "change_high": beside.high}
    found |= {f"{kpi}_{suffix}": _floats(side[line, rows]) for suffix, side in sides.items()}
    if beside.verdict is not None:
        found[f"{kpi}_verdict"] = _words(beside.verdict[line, rows], VERDICTS)
    return found


def stacked(found: Sequence[Opened], tables: Sequence[pa.Table]) -> pa.Table:
    """The rows of several facts one below the other, each told by the columns `fact` and `sign`."""
    told = [
        table.add_column(0, "fact", pa.array([one.fact] * len(table), pa.string())).add_column(
            1, "sign", pa.array([one.sign] * len(table), pa.int64())
        )
        for one, table in zip(found, tables, strict=True)
    ]
    if not told:  # what the period itself gives has no rows
        return pa.table({})
    return pa.concat_tables(told, promote_options="permissive")
