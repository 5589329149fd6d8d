"""Importing a canonical attempts CSV, validated, versioned and derived, against a bare typed COPY of the same file."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from bench.data import FOLDER, attempts_csv
from bench.running import alternating, command, script, verdict
from cadran.model import TABLES

_COPY = """
import duckdb
with duckdb.connect({store!r}, config={{'memory_limit': '1536MB'}}) as connection:
    connection.execute('CREATE TABLE attempts ({columns})')
    connection.execute("COPY attempts FROM '{path}' (HEADER)")
"""


def run(rows: int, runs: int) -> bool:
    """Compare; the store that Cadran made stays for the other benchmarks."""
    path = attempts_csv(rows)
    with path.open() as stream:
        names = next(csv.reader(stream))
    columns = ", ".join(f"{name} {TABLES['attempts'].column(name).type.sql}" for name in names)
    bare, ours = FOLDER / "bare.duckdb", FOLDER / "cadran.duckdb"
    cadran = [sys.executable, "-m", "cadran", "import", str(path), "--as", "attempts", "--store", str(ours)]

    def copy() -> object:
        return _fresh(bare) or script(_COPY.format(store=str(bare), columns=columns, path=path))

    def load() -> object:
        return _fresh(ours) or command(cadran)

    costs = alternating(runs, copy=copy, load=load)  # type: ignore[arg-type]
    print(f"     bare COPY {costs['copy'].seconds:.1f} s, cadran import {costs['load'].seconds:.1f} s, {rows} rows")
    kept = verdict("import rate, of a bare typed COPY's", costs["copy"].seconds / costs["load"].seconds, 0.3,
                   at_most=False)  # fmt: skip
    return verdict("memory of the import", costs["load"].megabytes / 1024, 3, at_most=True, unit="GB") and kept


def _fresh(store: Path) -> None:
    for file in (store, Path(f"{store}.wal")):
        file.unlink(missing_ok=True)
