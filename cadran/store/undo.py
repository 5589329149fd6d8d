"""Taking a load back: a new transaction; nothing is deleted, everything moves to history."""

from __future__ import annotations

from datetime import datetime

from cadran.engines.base import Engine
from cadran.errors import UsageError
from cadran.messages import Message
from cadran.model import TABLES, Table
from cadran.store import ledger, money, trail
from cadran.store.derived.refresh import refresh
from cadran.store.landing import _same
from cadran.store.schema import any_row, stored_columns


def undo(engine: Engine, import_id: int, *, now: datetime) -> tuple[list[ledger.Import], list[Message]]:
    """Undo an import and the others made from the same file in the same load.

    Rows that it made current leave; the versions they had replaced are current again, unless that version's own load
    was undone too. Versions follow each other in the order of their loads, whatever the clock said. Returns the imports undone and what the person should know.
    """
    asked = ledger.find(engine, import_id)
    if asked.undone_at is not None:
        raise UsageError("Import {id} was already undone on {day} UTC.", id=import_id, day=asked.undone_at)
    lines = [
        line
        for line in ledger.imports(engine)
        if line.load_id == asked.load_id and line.file_name == asked.file_name and line.undone_at is None
    ]
    with engine.transaction():
        had = {name: any_row(engine, name) for name in ("orders", "appointments")}
        for line in lines:
            _take_back(engine, TABLES[line.table], line.import_id, now)
            ledger.mark_undone(engine, line, now)
        if any(line.table == "exchange_rates" for line in lines):
            money.reconvert(engine)
        appeared = any(any_row(engine, name) != held for name, held in had.items())
        _refresh(engine, lines, results_appeared=appeared)
        files = list(dict.fromkeys(line.file_name for line in lines))
        trail.note(engine, "undo", now=now, imports=[line.import_id for line in lines], files=files)
    return lines, _warnings(engine, lines)


def _take_back(engine: Engine, table: Table, import_id: int, now: datetime) -> None:
    columns = ", ".join(column.name for column in stored_columns(table))
    key = ("source_system", *table.key)
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE taken AS SELECT DISTINCT {', '.join(key)} FROM {table.name} "
        f"WHERE import_id = {import_id}"
    )
    engine.execute(
        f"INSERT INTO {table.name}_history SELECT {columns}, loaded_at, CAST(? AS TIMESTAMP), {import_id} "
        f"FROM {table.name} WHERE import_id = {import_id}",
        [now],
    )
    engine.execute(f"DELETE FROM {table.name} WHERE import_id = {import_id}")
    restored = ", ".join(
        "CAST(? AS TIMESTAMP)" if column.name == "loaded_at" else f"h.{column.name}" for column in stored_columns(table)
    )
    partition = ", ".join(f"h.{name}" for name in key)
    engine.execute(
        f"INSERT INTO {table.name} ({columns}) SELECT {restored} FROM ("
        f"SELECT h.*, row_number() OVER (PARTITION BY {partition} ORDER BY h.import_id DESC, h.ended_by DESC) AS place "
        f"FROM {table.name}_history h JOIN taken k ON {_same('h', 'k', key)} "
        f"WHERE h.import_id <> {import_id} AND h.import_id NOT IN "
        f"(SELECT import_id FROM imports WHERE undone_at IS NOT NULL)) h WHERE place = 1",
        [now],
    )


def _refresh(engine: Engine, lines: list[ledger.Import], *, results_appeared: bool) -> None:
    """History's `ended_by` names the undone import, so its leads are found as those of any load."""
    refresh(
        engine,
        [line.import_id for line in lines],
        {line.table for line in lines},
        results_appeared=results_appeared,
    )


def _warnings(engine: Engine, lines: list[ledger.Import]) -> list[Message]:
    """Later loads that brought the same rows unchanged hold no copy of them."""
    notes = []
    for line in lines:
        for later in ledger.imports(engine):
            if (
                later.import_id > line.import_id
                and later.table == line.table
                and later.source_system == line.source_system
                and later.rows_unchanged
                and later.undone_at is None
            ):
                notes.append(
                    Message(
                        "Import {id} ({file}) had found {rows:,} {rows|row|rows} unchanged; if some of them came with what "
                        "was undone, import that file again.",
                        id=later.import_id,
                        file=later.file_name,
                        rows=later.rows_unchanged,
                    )
                )
    return notes
