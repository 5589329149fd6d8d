"""The ledger of loads: what came, from which file, how its rows landed, which days it covers; and the rejects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from cadran.engines.base import Engine
from cadran.errors import UsageError
from cadran.ingest.contradictions import DIFFERS
from cadran.ingest.reasons import reason_of
from cadran.messages import Message, lines
from cadran.messages.message import from_json, to_json
from cadran.store.landing import Loaded

_COLUMNS = (
    'import_id, load_id, source_system, "table", file_name, sha256, covers_from, covers_to, rows_read, rows_new, '
    "rows_updated, rows_unchanged, rows_duplicate, rows_rejected, started_at, finished_at, undone_at, header, notes"
)
"""The notes, stored as data, are the last."""


_COUNTED = (
    "(SELECT import_id AS of_import, count(DISTINCT line) AS n FROM rejects "
    f"WHERE starts_with(reason, '{DIFFERS}') GROUP BY import_id) c ON c.of_import = imports.import_id"
)


_MISSING = """CREATE TABLE IF NOT EXISTS missing_values (
    import_id INTEGER, "column" VARCHAR, value VARCHAR, count BIGINT)"""


@dataclass(frozen=True, slots=True)
class Missing:
    """A word that was taken for no value in a column of the file, and how many times."""

    column: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Import:
    """One line of the ledger: one file's rows in one table. Imports of one file share `load_id`.

    `rows_contradictory` of the duplicates differ from the row that was kept for their key; they are among the rejects.
    """

    import_id: int
    load_id: int
    source_system: str
    table: str
    file_name: str
    sha256: str
    covers_from: date | None
    covers_to: date | None
    rows_read: int
    rows_new: int
    rows_updated: int
    rows_unchanged: int
    rows_duplicate: int
    rows_rejected: int
    started_at: datetime
    finished_at: datetime
    undone_at: datetime | None = None
    header: str | None = None
    notes: str | None = None
    rows_contradictory: int = 0
    taken_missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """One fault of one record that was set aside; faults of the same record share the line."""

    import_id: int
    line: int | None
    column: str | None
    value: str | None
    reason: str
    raw: str | None


def next_import_id(engine: Engine) -> int:
    return int(engine.rows("SELECT COALESCE(max(import_id), 0) + 1 FROM imports")[0][0])


def imports(engine: Engine) -> list[Import]:
    """The whole ledger, oldest first."""
    missing = _missing(engine)
    found = engine.rows(f"SELECT {_COLUMNS}, COALESCE(c.n, 0) FROM imports LEFT JOIN {_COUNTED} ORDER BY import_id")
    return [replace(_line(row), taken_missing=missing.get(row[0], ())) for row in found]


def _line(row: tuple[Any, ...]) -> Import:
    *values, notes, contradictory = row
    return Import(*(*values, notes and from_json(notes), contradictory))


def _missing(engine: Engine) -> dict[int, tuple[Missing, ...]]:
    """What was taken as missing, by import; a store that no such load reached has no table of it."""
    if "missing_values" not in engine.tables():
        return {}
    found: dict[int, tuple[Missing, ...]] = {}
    for number, *one in engine.rows('SELECT import_id, "column", value, count FROM missing_values ORDER BY ALL'):
        found[number] = (*found.get(number, ()), Missing(*one))
    return found


def find(engine: Engine, import_id: int) -> Import:
    """One import; UsageError when there is none of that number."""
    for line in imports(engine):
        if line.import_id == import_id:
            return line
    raise UsageError('There is no import {id}. See "cadran imports" for those there are.', id=import_id)


def record(engine: Engine, line: Import) -> None:
    marks = ", ".join("?" * 19)
    values = [getattr(line, name.strip().strip('"')) for name in _COLUMNS.split(",")]
    values[-1] = line.notes and to_json(line.notes)
    engine.execute(f"INSERT INTO imports ({_COLUMNS}) VALUES ({marks})", values)
    if line.taken_missing:
        engine.execute(_MISSING)
    for one in line.taken_missing:
        told = [line.import_id, one.column, one.value, one.count]
        engine.execute("INSERT INTO missing_values VALUES (?, ?, ?, ?)", told)


def entry(
    loaded: Loaded,
    *,
    load_id: int,
    source_system: str,
    file_name: str,
    sha256: str,
    started_at: datetime,
    finished_at: datetime,
    covers: tuple[date, date] | None,
    header: str | None,
    notes: Sequence[Message],
    contradictory: int = 0,
    missing: Sequence[tuple[str, str, int]] = (),
) -> Import:
    """The ledger's line for rows that landed; `covers` (from, to exclusive) overrides the days found in them."""
    found = loaded.covers
    if covers is not None:
        found = (covers[0], covers[1] - timedelta(days=1))
    return Import(
        loaded.import_id, load_id, source_system, loaded.table, file_name, sha256,
        found[0] if found else None, found[1] if found else None, loaded.read, loaded.new, loaded.updated,
        loaded.unchanged, loaded.duplicate, loaded.rejected, started_at, finished_at, None, header, lines(notes), contradictory,
        tuple(Missing(*one) for one in missing),
    )  # fmt: skip


def mark_undone(engine: Engine, line: Import, at: datetime) -> Import:
    engine.execute("UPDATE imports SET undone_at = CAST(? AS TIMESTAMP) WHERE import_id = ?", [at, line.import_id])
    return replace(line, undone_at=at)


def rejects(engine: Engine, import_id: int | None = None, limit: int | None = None) -> list[Reject]:
    """What was set aside, in file order: of one import, or of all that have not been undone."""
    where = (
        "import_id = ?"
        if import_id is not None
        else "import_id IN (SELECT import_id FROM imports WHERE undone_at IS NULL)"
    )
    found = engine.rows(
        f'SELECT import_id, line, "column", value, reason, raw, details FROM rejects WHERE {where} '
        f"ORDER BY import_id, line{'' if limit is None else f' LIMIT {int(limit)}'}",
        [] if import_id is None else [import_id],
    )
    return [
        Reject(id, line, column, value, reason_of(reason, details, value), raw)
        for id, line, column, value, reason, raw, details in found
    ]


def unmapped(engine: Engine) -> list[tuple[str, int]]:
    """Disposition codes that no mapping turns into an outcome, with the number of attempts that hang on each."""
    return engine.rows(
        "SELECT disposition, count(*) AS attempts FROM attempts WHERE outcome IS NULL AND disposition IS NOT NULL "
        "GROUP BY disposition ORDER BY attempts DESC, disposition"
    )
