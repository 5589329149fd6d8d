"""Files in the canonical headers: columns in the model's order, UTF-8, comma, instants in UTC."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from cadran.model import TABLES

_PLAIN = {"attempts", "agent_states", "leads"}  # large, and none of their values needs quotes


def write(directory: Path, table: str, columns: dict[str, pa.Array]) -> Path:
    """Write one table as `<table>.csv`; KeyError on a column that the model does not have."""
    model = TABLES[table]
    unknown = set(columns) - set(model.names)
    if unknown:
        raise KeyError(f"{table} has no column {sorted(unknown)}")
    names = [name for name in model.names if name in columns]
    path = directory / f"{table}.csv"
    quoting = "none" if table in _PLAIN else "needed"
    options = csv.WriteOptions(quoting_style=quoting, batch_size=65_536)
    csv.write_csv(pa.table({name: columns[name] for name in names}), path, options)
    return path
