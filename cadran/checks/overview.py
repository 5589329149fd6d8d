"""What a store holds and what is wrong with it, counted: the raw material of `cadran check`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cadran.checks.findings import CHECKS, Check
from cadran.config.closures import Closures
from cadran.config.shape import Settings
from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.ingest.reasons import reason_of
from cadran.keeping.erasure_ledger import unfinished
from cadran.model import TABLES
from cadran.store import ledger
from cadran.store.forgotten import come_back

EXAMPLES = 3
STALE_DAYS = 2
_DAILY = ("attempts", "agent_states")
"""Tables that have rows on every working day."""
_FOLLOWED = (*_DAILY, "leads", "appointments", "orders")


@dataclass(frozen=True, slots=True)
class TableState:
    """One table: its rows, the days its loads cover, and when it was last loaded.

    `missing_days` lie within its range and no load covers them; `missing_closed` of them are week-ends or holidays.
    """

    table: str
    rows: int
    covers_from: date | None
    covers_to: date | None
    missing_days: int
    missing_closed: int = 0
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: a check's code, how many things it found, one of them in a word, and a few as records."""

    code: str
    rows: int
    example: str | None = None
    examples: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)


def tables(engine: Engine, closures: Closures) -> list[TableState]:
    """Every table with rows, in loading order."""
    lines, found = [line for line in ledger.imports(engine) if line.undone_at is None], []
    covered = _covered(lines)
    for name in TABLES:
        rows = int(engine.rows(f"SELECT count(*) FROM {name}")[0][0])
        if not rows:
            continue
        days = covered.get(name, set())
        missing = _between(days) - days
        last = max((line.finished_at for line in lines if line.table == name), default=None)
        closed = {day for day in missing if _is_closed(day, closures)}
        first, end = (min(days), max(days)) if days else (None, None)
        found.append(TableState(name, rows, first, end, len(missing), len(closed), last))
    return found


def findings(engine: Engine, settings: Settings, *, now: datetime, zone: str) -> list[Finding]:
    """What is wrong or missing in the rows, most frequent first; `now` in UTC, days in the store's zone."""
    today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    held = {name for name in TABLES if engine.rows(f"SELECT 1 FROM {name} LIMIT 1")}
    names = {"now": literal(now), "cap": str(int(settings.open_state_hours * 3600))}
    found = [_found(engine, check, names) for check in CHECKS.values() if check.sql and set(check.needs) <= held]
    found += _days(
        engine, [line for line in ledger.imports(engine) if line.undone_at is None], today, settings.closures(zone)
    )
    back = come_back(engine)
    found.append(_told("erased_came_back", [{"lead_key": key} for key in back]))
    left = [{"started_at": erasure.started_at} for erasure in unfinished(engine)]
    found.append(_told("erasure_unfinished", left))
    return sorted((one for one in found if one.rows), key=lambda one: -one.rows)


def _found(engine: Engine, check: Check, names: Mapping[str, str]) -> Finding:
    sql = check.sql
    for name, value in names.items():
        sql = sql.replace("{" + name + "}", value)
    count = int(engine.rows(f"SELECT count(*) FROM ({sql}) q")[0][0])
    if not count:
        return Finding(check.code, 0)
    columns = [row[0] for row in engine.rows(f"DESCRIBE {sql}")]
    rows = [_example(dict(zip(columns, row, strict=True))) for row in engine.rows(f"{sql} LIMIT {EXAMPLES}")]
    return _told(check.code, rows, count)


def _example(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is shown: a reason for a reject is a message made of three columns."""
    if "details" in row:
        row["reason"] = reason_of(row["reason"], row.pop("details"), row["value"])
    return row


def _told(code: str, examples: list[dict[str, Any]], count: int | None = None) -> Finding:
    first = next((str(value) for value in examples[0].values() if value is not None), None) if examples else None
    return Finding(code, len(examples) if count is None else count, first, tuple(examples[:EXAMPLES]))


def _covered(lines: Iterable[ledger.Import]) -> dict[str, set[date]]:
    """Table → the days that loads cover."""
    covered: dict[str, set[date]] = {}
    for line in lines:
        if line.covers_from and line.covers_to:
            days = covered.setdefault(line.table, set())
            days.update(
                line.covers_from + timedelta(days=n) for n in range((line.covers_to - line.covers_from).days + 1)
            )
    return covered


def _between(days: set[date]) -> set[date]:
    if not days:
        return set()
    first = min(days)
    return {first + timedelta(days=n) for n in range((max(days) - first).days + 1)}


def _is_closed(day: date, closures: Closures) -> bool:
    """A Saturday, a Sunday, or a day on which the centre is closed."""
    return day.weekday() >= 5 or closures.holds(day)


def _days(engine: Engine, lines: list[ledger.Import], today: date, closures: Closures) -> list[Finding]:
    """Working days not loaded, working days loaded with nothing in them, and sources that have stopped coming."""
    gaps: list[dict[str, Any]] = []
    empty: list[dict[str, Any]] = []
    covered = _covered(lines)
    for name in _DAILY:
        days = covered.get(name, set())
        gaps += [{"table": name, "day": day} for day in sorted(_between(days) - days) if not _is_closed(day, closures)]
        if days:
            worked = {day for (day,) in engine.rows(f"SELECT DISTINCT local_date FROM {name}")}
            empty += [
                {"table": name, "day": day}
                for day in sorted(days - worked)
                if not _is_closed(day, closures) and day < today
            ]
    return [_told("gap", gaps), _told("empty_day", empty), _told("stale", _stale(lines, today, closures))]


def _stale(lines: list[ledger.Import], today: date, closures: Closures) -> list[dict[str, Any]]:
    last: dict[tuple[str, str], date] = {}
    for line in lines:
        if line.table in _FOLLOWED and line.covers_to:
            key = line.source_system, line.table
            last[key] = max(last.get(key, line.covers_to), line.covers_to)
    found = []
    for (source, name), day in sorted(last.items()):
        since = [day + timedelta(days=n) for n in range(1, (today - day).days)]
        missed = sum(not _is_closed(one, closures) for one in since)
        if missed > STALE_DAYS:
            found.append({"source_system": source, "table": name, "last_day": day, "working_days": missed})
    return found
