"""What a store holds and what is wrong with it, counted: the raw material of `cadran check`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadran.engines.base import Engine
from cadran.ingest import ledger
from cadran.ingest.computed import CONTRADICTION
from cadran.model import TABLES


@dataclass(frozen=True, slots=True)
class TableState:
    """One table: its rows, the days its loads cover, and when it was last loaded."""

    table: str
    rows: int
    covers_from: date | None
    covers_to: date | None
    missing_days: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: what, how many rows, and what to do."""

    code: str
    rows: int
    example: str | None = None


_FINDINGS = {
    "unmapped": "SELECT count(*), min(disposition) FROM attempts WHERE outcome IS NULL",
    "contradiction": f"SELECT count(*), min(attempt_id) FROM attempts WHERE {CONTRADICTION}",
    "no_lead": "SELECT count(*), min(attempt_id) FROM attempts WHERE lead_id IS NULL",
    "unknown_lead": (
        "SELECT count(*), min(a.lead_id) FROM attempts a ANTI JOIN lead_journeys l ON l.lead_key = a.lead_key "
        "WHERE a.lead_id IS NOT NULL AND (SELECT count(*) FROM leads) > 0"
    ),
    "unknown_agent": (
        "SELECT count(*), min(a.agent_id) FROM attempts a ANTI JOIN agents g ON g.source_system = a.source_system "
        "AND g.agent_id = a.agent_id WHERE a.agent_id IS NOT NULL AND (SELECT count(*) FROM agents) > 0"
    ),
    "duplicate_lead": "SELECT count(*), min(lead_id) FROM lead_journeys WHERE is_duplicate",
}


def tables(engine: Engine) -> list[TableState]:
    """Every table with rows, in loading order; `missing_days`: days within its range that no load covers."""
    spans: dict[str, set[int]] = {}
    for line in ledger.imports(engine):
        if line.undone_at is None and line.covers_from and line.covers_to:
            covered = range(line.covers_from.toordinal(), line.covers_to.toordinal() + 1)
            spans.setdefault(line.table, set()).update(covered)
    found = []
    for name in TABLES:
        rows = int(engine.rows(f"SELECT count(*) FROM {name}")[0][0])
        if not rows:
            continue
        days = spans.get(name, set())
        first, last = (min(days), max(days)) if days else (0, -1)
        found.append(
            TableState(
                name,
                rows,
                date.fromordinal(first) if days else None,
                date.fromordinal(last) if days else None,
                last - first + 1 - len(days),
            )
        )
    return found


def findings(engine: Engine) -> list[Finding]:
    """What is wrong or missing in the rows, most frequent first."""
    found = []
    for code, sql in _FINDINGS.items():
        count, example = engine.rows(sql)[0]
        if count:
            found.append(Finding(code, int(count), example))
    return sorted(found, key=lambda finding: -finding.rows)
