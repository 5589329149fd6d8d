"""The data of the benchmarks: a canonical attempts CSV, made by SQL, deterministic."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from bench.running import command

FOLDER = Path(".bench")

_ATTEMPTS = """
SELECT 'A' || lpad(CAST(i AS VARCHAR), 9, '0') AS attempt_id, 'L' || CAST(hash(i) % {leads} AS VARCHAR) AS lead_id,
    'C' || CAST(hash(i + 1) % 6 AS VARCHAR) AS campaign_id, 'F' || CAST(hash(i + 2) % 12 AS VARCHAR) AS list_id,
    CASE WHEN code < 6 THEN 'T' || CAST(hash(i + 3) % 60 AS VARCHAR) END AS agent_id,
    'phone' AS channel, 'outbound' AS direction,
    strftime(moment, '%Y-%m-%dT%H:%M:%SZ') AS started_at,
    CASE WHEN code < 6 THEN strftime(moment + INTERVAL 12 SECOND, '%Y-%m-%dT%H:%M:%SZ') END AS answered_at,
    CASE WHEN code < 6 THEN strftime(moment + INTERVAL 13 SECOND, '%Y-%m-%dT%H:%M:%SZ') END AS connected_at,
    strftime(moment + INTERVAL 60 SECOND, '%Y-%m-%dT%H:%M:%SZ') AS ended_at,
    CAST(hash(i + 5) % 30 AS INTEGER) AS ring_s, CASE WHEN code < 6 THEN 1 END AS hold_s,
    CASE WHEN code < 6 THEN CAST(hash(i + 6) % 300 AS INTEGER) ELSE 0 END AS talk_s,
    CASE WHEN code < 6 THEN CAST(hash(i + 7) % 30 AS INTEGER) ELSE 0 END AS wrap_s,
    ['not_interested', 'refused', 'callback', 'appointment', 'sale', 'opt_out', 'hung_up', 'machine', 'busy',
     'no_answer', 'no_answer', 'invalid_number', 'rejected'][1 + code] AS outcome,
    CASE WHEN code = 1 THEN 'price' END AS reason, 'D' || CAST(code AS VARCHAR) AS disposition,
    CASE WHEN code = 7 THEN CASE WHEN hash(i + 8) % 3 = 0 THEN 'missed' ELSE 'detected' END END AS amd,
    NULL AS callback_at, '+33162' || lpad(CAST(hash(i + 9) % 100000 AS VARCHAR), 6, '0') AS caller_number,
    TRUE AS is_automated, 'agent' AS hung_up_by, 'S1' AS script,
    CASE WHEN hash(i + 10) % 100 = 0 THEN CAST(hash(i + 11) % 20 AS INTEGER) END AS quality_score
FROM (SELECT i, CAST(hash(i + 4) % 13 AS INTEGER) AS code,
    TIMESTAMP '2026-05-01 06:00:00' + to_milliseconds(CAST(i * {step} AS BIGINT)) AS moment FROM range({rows}) r(i))
"""


def attempts_csv(rows: int) -> Path:
    """A CSV of so many attempts over 120 days, made once and kept."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"attempts_{rows}.csv"
    if not path.exists():
        query = _ATTEMPTS.format(rows=rows, leads=max(rows // 4, 1), step=int(120 * 86_400_000 / rows))
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({query}) TO '{path}.part' (HEADER)")
        Path(f"{path}.part").rename(path)
    return path


def store_of(rows: int) -> Path:
    """A store of so many attempts, imported once and kept; that of the import benchmark where it is of this size."""
    path = FOLDER / f"cadran_{rows}.duckdb"
    imported = FOLDER / "cadran.duckdb"
    if imported.exists() and (FOLDER / f"attempts_{rows}.csv").exists() and not path.exists():
        with duckdb.connect(imported, read_only=True) as connection:
            if connection.execute("SELECT count(*) FROM attempts").fetchall() == [(rows,)]:
                return imported
    if not path.exists():
        made = path.with_suffix(".part")
        made.unlink(missing_ok=True)
        table = ["--as", "attempts", "--store", str(made)]
        command([sys.executable, "-m", "cadran", "import", str(attempts_csv(rows)), *table])
        made.rename(path)
    return path
