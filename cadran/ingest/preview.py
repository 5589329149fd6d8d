"""What was understood of a file, for a person to agree with before it is loaded (`--dry-run`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cadran.ingest.plan import TablePlan
from cadran.ingest.propose import Proposal, samples
from cadran.ingest.reading import Understanding
from cadran.ingest.staged import Staged
from cadran.model import Type

FIRST_ROWS = 5
_FAULTS = 10


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """One canonical column: where it comes from, the format taken and why."""

    name: str
    origin: str
    format: str
    why: str


@dataclass(frozen=True, slots=True)
class FaultPreview:
    """One reason for rejects, how often it was met, and the first place."""

    column: str | None
    reason: str
    count: int
    first_line: int


@dataclass(frozen=True, slots=True)
class TablePreview:
    """One table the file fills. `rows` are the first ones as they would land, in the order of `names`."""

    table: str
    columns: tuple[ColumnPreview, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    read: int | None
    rejected: int | None
    faults: tuple[FaultPreview, ...]
    unmapped: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...] = ()
    unsure: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that was understood of one file; `text()` says it in plain words."""

    file_name: str
    facts: tuple[tuple[str, str], ...]
    mapping: str
    unmatched: tuple[str, ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...]
    tables: tuple[TablePreview, ...]
    samples: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def text(self) -> str:
        lines = [self.file_name, *(f"  {what}: {value}" for what, value in self.facts)]
        lines.append(f"  columns understood by: {self.mapping}")
        lines += [f"  note: {note}" for note in self.notes]
        lines += [f"  problem: {problem}" for problem in self.problems]
        if self.samples:
            lines.append("  columns and their first values:")
            lines += [f"    | {header} = {' | '.join(values)}" for header, values in self.samples]
        if self.unmatched:
            lines.append(f"  columns left out: {', '.join(self.unmatched)}")
        for table in self.tables:
            lines += _table_text(table)
        return "\n".join(lines) + "\n"


def _table_text(table: TablePreview) -> list[str]:
    lines = [f"  → {table.table}"]
    for one in table.columns:
        taken = f" as {one.format}" if one.format else ""
        lines.append(f"    {one.name} ← {one.origin}{taken}" + (f" ({one.why})" if one.why else ""))
    if table.read is not None:
        lines.append(
            f"    {table.read:,} read, {table.read - (table.rejected or 0):,} good, {table.rejected:,} set aside"
        )
    for fault in table.faults:
        where = f'column "{fault.column}": ' if fault.column else ""
        times = f" ({fault.count:,} times)" if fault.count > 1 else ""
        lines.append(f"    line {fault.first_line}, {where}{fault.reason}{times}")
    lines += [f'    code "{code}" is proposed as {outcome}' for code, outcome in table.outcomes]
    lines += [f'    code "{code}" is proposed as {outcome}: to check' for code, outcome in table.unsure]
    lines += [f'    code "{code}" has no outcome: {count:,} rows' for code, count in table.unmapped]
    lines += [f"    note: {note}" for note in table.notes]
    for row in table.rows:
        shown = (f"{name}={value}" for name, value in zip(table.names, row, strict=True) if value is not None)
        lines.append("    | " + "  ".join(shown))
    return lines


def preview(understanding: Understanding, staged: Sequence[Staged] = ()) -> Preview:
    """What to show of a file; with its staged tables also the counts, rejects and unmapped codes."""
    proposed = understanding.proposal is not None
    by_table = {one.table: one for one in staged}
    return Preview(
        understanding.name,
        understanding.source.facts,
        understanding.mapping.title or understanding.mapping.origin,
        understanding.unmatched,
        tuple(understanding.notes),
        tuple(understanding.problems),
        tuple(_table(understanding, plan, by_table.get(plan.table.name)) for plan in understanding.tables),
        tuple(samples(understanding.connection, understanding.source, understanding.sample).items())
        if proposed
        else (),
    )


def _table(understanding: Understanding, plan: TablePlan, staged: Staged | None) -> TablePreview:
    proposal = understanding.proposal or Proposal()
    columns = tuple(
        ColumnPreview(
            one.name, one.origin, one.format.words if one.column.type is not Type.TEXT else "",
            proposal.checks.get((plan.table.name, one.name), one.why),
        )
        for one in plan.columns
    )  # fmt: skip
    meant = {word: rule.outcome for word, rule in plan.rule.outcomes.items() if word in proposal.labels}
    named = {word: f"{word}, {label}" if label != word else word for word, label in proposal.labels.items()}
    connection = understanding.connection
    names = ", ".join(plan.names)
    if staged:
        rows = connection.execute(f"SELECT {names} FROM {staged.relation} ORDER BY rowid LIMIT {FIRST_ROWS}").fetchall()
    elif understanding.problems:
        rows = []
    else:
        rows = connection.execute(
            f"SELECT {names} FROM ({plan.finished(understanding.sample)}) WHERE NOT _bad LIMIT {FIRST_ROWS}"
        ).fetchall()
    shown = set(understanding.notes) | {one.decision() for one in plan.columns}
    return TablePreview(
        plan.table.name, columns, plan.names, tuple(rows),
        staged.read if staged else None, staged.rejected if staged else None,
        _faults(understanding, staged),
        tuple((named.get(code, code), count) for code, count in staged.unmapped) if staged else (),
        tuple(note for note in staged.notes if note not in shown) if staged else (),
        tuple((named[word], outcome) for word, outcome in meant.items() if word not in proposal.unsure),
        tuple((named[word], outcome) for word, outcome in meant.items() if word in proposal.unsure),
    )  # fmt: skip


def _faults(understanding: Understanding, staged: Staged | None) -> tuple[FaultPreview, ...]:
    """The commonest kinds of fault, each with its first place; the words that quote a value are one kind."""
    if staged is None or staged.rejects is None:
        return ()
    rows = understanding.connection.execute(
        'SELECT "column", arg_min(reason, line), count(*), min(line) FROM (SELECT *, '
        "regexp_replace(reason, '^\".*\" ', '', 's') AS kind "
        f'FROM {staged.rejects}) GROUP BY "column", kind ORDER BY 3 DESC, 4 LIMIT {_FAULTS}'
    ).fetchall()
    return tuple(FaultPreview(*row) for row in rows)
