"""One load, whole: rows of several files and tables, their rejects, the ledger and the derived tables, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from cadran.engines.base import Engine
from cadran.ingest.contradictions import DIFFERS
from cadran.ingest.reasons import ERASED
from cadran.messages import Message
from cadran.model import TABLES
from cadran.store import ledger, money, trail
from cadran.store.clock import Clock
from cadran.store.derived.refresh import refresh
from cadran.store.landing import Context, Loaded, Rows, load_rows
from cadran.store.schema import any_row

Progress = Callable[[str], None]


class Staged(Rows, Protocol):
    """Rows ready to be loaded, with what was set aside on the way (see ingest.staging.Staged)."""

    @property
    def rejects(self) -> str | None: ...
    @property
    def notes(self) -> tuple[Message, ...]: ...
    @property
    def unmapped(self) -> tuple[tuple[str, int], ...]: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file's rows in one table, and what the person should know about it."""

    entry: ledger.Import
    unmapped: tuple[tuple[str, int], ...]
    notes: tuple[Message, ...]


def load(
    engine: Engine,
    staged: Sequence[Staged],
    *,
    source_system: str,
    zone: str,
    clock: Clock,
    covers: tuple[date, date] | None = None,
    progress: Progress = lambda step: None,
) -> list[Report]:
    """Load everything in one transaction: a process killed on the way leaves the store as it was."""
    now = clock()
    order = {name: place for place, name in enumerate(TABLES)}
    reports = []
    with engine.transaction():
        had = {name: any_row(engine, name) for name in ("orders", "appointments")}
        load_id = ledger.next_import_id(engine)
        context = Context(source_system, zone, now)
        money.fix_base_currency(engine, [(rows.relation, rows.columns) for rows in staged if rows.table in money.DAYS])
        # by name, so that the order in which files are given changes nothing
        for place, rows in enumerate(sorted(staged, key=lambda rows: (order[rows.table], rows.file_name, rows.sha256))):
            progress(f"{rows.file_name} → {rows.table}")
            loaded = load_rows(engine, rows, load_id + place, context)
            reports.append(_record(engine, rows, loaded, load_id, context, clock, covers))
        progress("lead_journeys")
        refresh(
            engine,
            [report.entry.import_id for report in reports],
            {report.entry.table for report in reports},
            results_appeared=any(any_row(engine, name) != held for name, held in had.items()),
        )
        _note(engine, reports, now)
    return reports


def _note(engine: Engine, reports: Sequence[Report], now: datetime) -> None:
    """The load in the trail of changes: one entry, however many its files and tables."""
    lines = [report.entry for report in reports]
    counted = {name: sum(getattr(line, f"rows_{name}") for line in lines) for name in ("new", "updated", "rejected")}
    files = list(dict.fromkeys(line.file_name for line in lines))
    trail.note(engine, "load", now=now, imports=[line.import_id for line in lines], files=files, **counted)


def _record(
    engine: Engine,
    rows: Staged,
    loaded: Loaded,
    load_id: int,
    context: Context,
    clock: Clock,
    covers: tuple[date, date] | None,
) -> Report:
    notes = list(rows.notes)
    if loaded.contradictions:
        notes.append(
            Message(
                "{count:,} {count|attempt says|attempts say} argued or qualified against {count|its|their} own outcome: kept, counted by the outcome.",
                count=loaded.contradictions,
            )
        )
    if loaded.erased:
        notes.append(
            Message(
                "{count:,} {count|row is|rows are} of people who were erased from this store: left out. Take {count|it|them} out of "
                "the source, or import the consent they gave since (consent_at).",
                count=loaded.erased,
            )
        )
        engine.execute(
            f"INSERT INTO rejects SELECT {loaded.import_id}, NULL, 'lead_id', NULL, '{ERASED}', NULL, NULL FROM left_rows"
        )
    if rows.rejects:
        engine.execute(
            f'INSERT INTO rejects SELECT {loaded.import_id}, line, "column", value, reason, raw, details FROM {rows.rejects}'
        )
    contradictory = _contradictory(engine, rows)
    if contradictory:
        notes.append(
            Message(
                "rows that share their key with another row of the file and differ from it: {count:,}. The "
                'latest by modified_at is kept, else the last; "cadran rejects {id}" lists the others. '
                "Give them a key of their own, or one_per_key where they tell of the same thing.",
                count=contradictory,
                id=loaded.import_id,
            )
        )
    entry = ledger.entry(
        loaded,
        load_id=load_id,
        source_system=context.source_system,
        file_name=rows.file_name,
        sha256=rows.sha256,
        started_at=context.now,
        finished_at=clock(),
        covers=covers if TABLES[rows.table].instant or rows.table == "costs" else None,
        header=getattr(rows, "header", None),
        notes=notes,
        contradictory=contradictory,
        missing=getattr(rows, "absent", ()),
    )
    ledger.record(engine, entry)
    return Report(entry, rows.unmapped, tuple(notes))


def _contradictory(engine: Engine, rows: Staged) -> int:
    if not rows.rejects:
        return 0
    counted = f"SELECT count(DISTINCT line) FROM {rows.rejects} WHERE starts_with(reason, ?)"
    return int(engine.rows(counted, [DIFFERS])[0][0])
