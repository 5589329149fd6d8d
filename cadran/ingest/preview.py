"""What was understood of a file, for a person to agree with before it is loaded (`--dry-run`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.ingest.plan import TablePlan
from cadran.ingest.propose import Proposal, samples
from cadran.ingest.reading import Understanding
from cadran.ingest.reasons import reason_of
from cadran.ingest.staged import Staged
from cadran.messages import Message
from cadran.messages.terms import term
from cadran.model import Type

FIRST_ROWS = 5
_FAULTS = 10


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """One canonical column: where it comes from, the format taken and why."""

    name: str
    origin: Message
    format: Message
    why: Message


@dataclass(frozen=True, slots=True)
class FaultPreview:
    """One reason for rejects, how often it was met, and the first place."""

    column: str | None
    reason: Message
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
    notes: tuple[Message, ...]
    outcomes: tuple[tuple[str, str], ...] = ()
    unsure: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that was understood of one file; `text()` says it in plain words."""

    file_name: str
    facts: tuple[tuple[str, Message], ...]
    mapping: Message
    unmatched: tuple[str, ...]
    notes: tuple[Message, ...]
    problems: tuple[str, ...]
    tables: tuple[TablePreview, ...]
    samples: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def text(self, language: str = "en") -> str:
        """All of it, line by line, in that language."""
        lines = [Message("{what}: {value}", what=term(what), value=value) for what, value in self.facts]
        lines.append(Message("columns understood by: {mapping}", mapping=self.mapping))
        lines += [Message("note: {note}", note=note) for note in self.notes]
        lines += [Message("problem: {problem}", problem=problem) for problem in self.problems]
        if self.samples:
            lines.append(Message("columns and their first values:"))
            lines += [
                Message("  | {header} = {values}", header=header, values=" | ".join(values))
                for header, values in self.samples
            ]
        if self.unmatched:
            lines.append(Message("columns left out: {names}", names=self.unmatched))
        for table in self.tables:
            lines += _table_lines(table)
        return "\n".join([self.file_name, *(f"  {line.text(language)}" for line in lines)]) + "\n"


def _table_lines(table: TablePreview) -> list[Message]:
    return [
        Message("→ {table}", table=table.table),
        *(Message("  {line}", line=line) for line in (*map(_column_line, table.columns), *_found_lines(table))),
        *(Message("  | {row}", row=row) for row in _rows(table)),
    ]


def _column_line(one: ColumnPreview) -> Message:
    why = Message(" ({why})", why=one.why) if one.why else ""
    if not one.format:
        return Message("{column} ← {origin}{why}", column=one.name, origin=one.origin, why=why)
    return Message(
        "{column} ← {origin} as {format}{why}", column=one.name, origin=one.origin, format=one.format, why=why
    )


def _found_lines(table: TablePreview) -> Iterator[Message]:
    """What was met in the rows: how many are good, faults, codes and notes."""
    if table.read is not None:
        bad = table.rejected or 0
        yield Message(
            "{read:,} read, {good:,} good, {bad:,} set aside", read=table.read, good=table.read - bad, bad=bad
        )
    for fault in table.faults:
        times = Message(" ({times:,} times)", times=fault.count) if fault.count > 1 else ""
        if fault.column:
            yield Message(
                'line {line}, column "{column}": {reason}{times}',
                line=fault.first_line,
                column=fault.column,
                reason=fault.reason,
                times=times,
            )
        else:
            yield Message("line {line}, {reason}{times}", line=fault.first_line, reason=fault.reason, times=times)
    for code, outcome in table.outcomes:
        yield Message('code "{code}" is proposed as {outcome}', code=code, outcome=outcome)
    for code, outcome in table.unsure:
        yield Message('code "{code}" is proposed as {outcome}: to check', code=code, outcome=outcome)
    for code, count in table.unmapped:
        yield Message('code "{code}" has no outcome: {count:,} {count|row|rows}', code=code, count=count)
    for note in table.notes:
        yield Message("note: {note}", note=note)


def _rows(table: TablePreview) -> Iterator[str]:
    for row in table.rows:
        yield "  ".join(f"{name}={value}" for name, value in zip(table.names, row, strict=True) if value is not None)


def preview(understanding: Understanding, staged: Sequence[Staged] = ()) -> Preview:
    """What to show of a file; with its staged tables also the counts, rejects and unmapped codes."""
    proposed = understanding.proposal is not None
    by_table = {one.table: one for one in staged}
    return Preview(
        understanding.name,
        understanding.source.facts,
        term(understanding.mapping.title or understanding.mapping.origin),
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
            one.name, one.origin, term(one.format.words) if one.column.type is not Type.TEXT else Message(),
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
        'SELECT "column", reason, details, arg_min(value, line), count(*), min(line) '
        f'FROM {staged.rejects} GROUP BY "column", reason, details ORDER BY 5 DESC, 6 LIMIT {_FAULTS}'
    ).fetchall()
    return tuple(
        FaultPreview(column, reason_of(reason, details, value), count, line)
        for column, reason, details, value, count, line in rows
    )
