"""Results as Arrow tables. Imported only where a table is asked for: pyarrow is slow to load."""

from __future__ import annotations

import pyarrow as pa

from cadran.query.result import Result

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
    return pa.table(columns)
