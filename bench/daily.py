"""A load that touches one day of a large store, against the same load into an empty one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import duckdb

from bench.data import FOLDER, attempts_csv
from bench.running import Cost, alternating, command, verdict

_DAY = """COPY (SELECT 'N' || attempt_id AS attempt_id, * EXCLUDE (attempt_id) FROM read_csv('{source}', all_varchar = true)
WHERE started_at >= '2026-08-25' AND started_at < '2026-08-26') TO '{target}' (HEADER)"""
_LEADS = """COPY (SELECT 'L' || CAST(i AS VARCHAR) AS lead_id, '2026-04-30T08:00:00Z' AS created_at,
'F' || CAST(i % 12 AS VARCHAR) AS list_id FROM range({leads}) r(i)) TO '{target}' (HEADER)"""


def _import(store: Path, *files: Path) -> Cost:
    return command(
        [sys.executable, "-m", "cadran", "import", *map(str, files), "--source", "default", "--store", str(store)]
    )


def _copied(source: Path, target: Path) -> Path:
    Path(f"{target}.wal").unlink(missing_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy(source, target)
    return target


def run(rows: int, runs: int) -> bool:
    """Compare; the large store holds the attempts of the import benchmark and the leads they were made to."""
    day, leads = FOLDER / "one_day_attempts.csv", FOLDER / "all_leads.csv"
    duckdb.execute(_DAY.format(source=attempts_csv(rows), target=day))
    duckdb.execute(_LEADS.format(leads=max(rows // 4, 1), target=leads))
    large, empty = FOLDER / "large.duckdb", FOLDER / "only_leads.duckdb"
    _import(_copied(FOLDER / "cadran.duckdb", large), leads)
    empty.unlink(missing_ok=True)
    _import(empty, leads)
    trial = FOLDER / "trial.duckdb"
    costs = alternating(
        runs,
        into_large=lambda: _import(_copied(large, trial), day),
        into_empty=lambda: _import(_copied(empty, trial), day),
    )
    print(
        f"     one day: {costs['into_large'].seconds:.1f} s beside {rows} attempts, {costs['into_empty'].seconds:.1f} s alone"
    )
    return verdict("one day loaded into a full store, of the same into an empty one",
                   costs["into_large"].seconds / costs["into_empty"].seconds, 3, at_most=True)  # fmt: skip
