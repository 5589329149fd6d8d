"""What a store holds, table by table, as sums that can be compared: two stores of the same content have the same.

Left out: what a clock or chance makes (instants of loads, pseudonyms of the erased, keys of hashes), and whether they are there stays.
"""

from __future__ import annotations

from pathlib import Path

import cadran
from cadran.executor.local import Store
from cadran.store import schema

State = dict[str, tuple[int, int]]
"""Table → how many rows, and the sum of their hashes."""

_CLOCK = {"loaded_at", "current_from", "current_to", "finished_at", "undone_at", "erased_at", "kept_until", "noted_at"}
_BY_CLOCK = {("imports", "started_at"), ("erasure_ledger", "started_at")}
_BY_CHANCE = {("erasures", "digest"), ("erased_rows", "digest")}
_PSEUDONYM = "'erased-[0-9a-f]{16}'"
_FOLDER = "'\"/[^\"]*/'"


def state(store: Store) -> State:
    """What an open store holds."""
    engine = store.engine
    tables = [name for (name,) in engine.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary")]
    return {name: _summed(store, name) for name in sorted(tables)}


def state_of(path: Path) -> State:
    """What the store at `path` holds once it has been opened, as any next command would."""
    with cadran.open(path, create=False) as store:
        return state(store)


def _summed(store: Store, table: str) -> tuple[int, int]:
    columns = store.engine.rows("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [table])
    told = ", ".join(_told(table, name, kind) for name, kind in columns)
    where = f" WHERE name <> '{schema.BACKUP_UNDER_WAY}'" if table == "settings" else ""
    [(count, total)] = store.engine.rows(
        f'SELECT count(*), COALESCE(sum(hash({told})::HUGEINT), 0) FROM "{table}"{where}'
    )
    return int(count), int(total)


def _told(table: str, name: str, kind: str) -> str:
    """What of a column is the same in two stores that were made alike."""
    if name in _CLOCK or (table, name) in _BY_CLOCK | _BY_CHANCE:
        return f'"{name}" IS NULL'
    if (table, name) == ("trail", "detail"):  # of a file, its name: two stores lie in two folders
        return f"regexp_replace(\"{name}\", {_FOLDER}, '\"', 'g')"
    if table == "settings":
        # where a backup went and when, and the key of the hashes, are of that store alone
        return f"""CASE WHEN starts_with("name", 'backup ') OR "name" = 'erasure_key' THEN '' ELSE "{name}" END"""
    return f"regexp_replace(\"{name}\", {_PSEUDONYM}, 'erased', 'g')" if kind == "VARCHAR" else f'"{name}"'
