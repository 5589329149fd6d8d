"""Results as Arrow tables. Imported only where a table is asked for: pyarrow is slow to load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from cadran.query.result import Result

if TYPE_CHECKING:
    from cadran.query.rows import Opened

_SIDES = {"": "value", "_num": "num", "_den": "den", "_low": "low", "_high": "high", "_n": "n", "_state": "state"}
_TYPES = {"n": pa.int64(), "state": pa.string()}


def arrow_of(result: Result) -> pa.Table:
    """One row a key, columns as Result.to_arrow says."""
    columns: dict[str, pa.Array] = {}
    for name in result.by:
        columns[name] = pa.array([row["key"][name] for row in result.rows])
    if result.grain:
        columns["period"] = pa.array([row["key"]["period"] for row in result.rows], pa.string())
    for kpi in result.total:
        for suffix, side in _SIDES.items():
            values = [row["values"][kpi][side] for row in result.rows]
            columns[kpi + suffix] = pa.array(values, _TYPES.get(side, pa.float64()))
        if any("cumulated" in row["values"][kpi] for row in result.rows):
            reached = [row["values"][kpi].get("cumulated") for row in result.rows]
            columns[f"{kpi}_cumulated"] = pa.array(reached, pa.float64())
        if result.compared is not None:
            columns.update(_compared(result, kpi))
    return pa.table(columns)


def _compared(result: Result, kpi: str) -> dict[str, pa.Array]:
    """What a comparison puts beside a KPI: the other value, the change and, of the difference, its interval."""
    name = "restated" if (result.compared or {})["with"] == "now" else "previous"
    others = [row["values"][kpi][name] or {"value": None, "change": None} for row in result.rows]
    changes = [other["change"] or {} for other in others]
    columns = {f"{kpi}_{name}": pa.array([other["value"] for other in others], pa.float64())}
    for suffix, side in {
        "change": "value",
        "change_relative": "relative",
        "change_low": "low",
        "change_high": "high",
    }.items():
        if name == "previous" or side in ("value", "relative"):
            columns[f"{kpi}_{suffix}"] = pa.array([change.get(side) for change in changes], pa.float64())
    if name == "previous":
        columns[f"{kpi}_verdict"] = pa.array([change.get("verdict") for change in changes], pa.string())
    return columns


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
