"""What a view answers: tables of figures, and what they say in words, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cadran.catalogue.shape import Text, Unit
from cadran.errors import UsageError, did_you_mean
from cadran.query.result import iso

if TYPE_CHECKING:
    import pyarrow as pa

FIGURE_PARTS = ("value", "num", "den", "low", "high")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `kind`: member (of `dimension`, or one of `labels`), figure (a dict: value, num, den, low, high, state), number
    (in `unit`), points (a difference of two rates), text, flag or day. Rates are fractions. A column of verdicts has the
    tone of each (good, bad, neutral, undecided) in `tones`.
    """

    id: str
    name: Text
    kind: str = "number"
    unit: Unit = Unit.COUNT
    dimension: str | None = None
    labels: Mapping[str, Text] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The column as JSON has it."""
        return {
            "id": self.id,
            "name": _both(self.name),
            "kind": self.kind,
            "unit": self.unit.value if self.kind in ("number", "figure") else None,
            "dimension": self.dimension,
            "labels": {key: _both(text) for key, text in self.labels.items()},
            "tones": dict(self.tones),
        }


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; `rows` are dicts by column id."""

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The table as JSON has it."""
        return {
            "id": self.id,
            "title": _both(self.title),
            "columns": [column.to_dict() for column in self.columns],
            "rows": [{name: _plain(value) for name, value in row.items()} for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the figures say: `code` names the kind, `tone` is good, bad, neutral or undecided.

    `weight` is the part of the figure it speaks of that surely hangs on it (0 to 1): by it findings are put in order.
    """

    code: str
    tone: str
    text: Text
    about: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        about = {name: _plain(value) for name, value in self.about.items()}
        return {"code": self.code, "tone": self.tone, **_both(self.text), "about": about, "weight": self.weight}


@dataclass(frozen=True, slots=True)
class ViewResult:
    """The answer of a view.

    `findings` first say what the tables show; a verdict is given only where an interval decides it. `rules` say by
    what arithmetic. `notes` are those of the figures (what is not loaded, what stands in for what).
    """

    view: str
    name: Text
    question: Text
    period: Mapping[str, str | None]
    basis: str
    as_of: datetime
    known_at: datetime
    where: Mapping[str, list[str | None]]
    options: Mapping[str, Any]
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...] = ()
    rules: tuple[Text, ...] = ()
    notes: tuple[Mapping[str, Any], ...] = ()

    def table(self, id: str | None = None) -> Table:
        """The table of that id, or the first; UsageError when there is none of that name."""
        for table in self.tables:
            if id is None or table.id == id:
                return table
        known = [table.id for table in self.tables]
        raise UsageError(
            'The view "{id}" has no table "{name}".{near} It has: {names}.',
            id=self.view,
            name=id or "",
            near=did_you_mean(id or "", known),
            names=[*known],
        )

    def to_dict(self) -> dict[str, Any]:
        """The whole view as JSON has it; every text as {"fr", "en"}."""
        return {
            "view": self.view,
            "name": _both(self.name),
            "question": _both(self.question),
            "period": dict(self.period),
            "basis": self.basis,
            "as_of": iso(self.as_of),
            "known_at": iso(self.known_at),
            "where": {name: list(values) for name, values in self.where.items()},
            "options": {name: _plain(value) for name, value in self.options.items()},
            "tables": [table.to_dict() for table in self.tables],
            "findings": [finding.to_dict() for finding in self.findings],
            "rules": [_both(rule) for rule in self.rules],
            "notes": [dict(note) for note in self.notes],
        }

    def to_arrow(self, table: str | None = None) -> pa.Table:
        """One table (the first unless named); a figure becomes a column for its value and one each for _num, _den,
        _low and _high.
        """
        arrow: Any = import_module("pyarrow")
        found = self.table(table)
        records = flat(found)
        names = list(dict.fromkeys(name for record in records for name in record)) or [c.id for c in found.columns]
        made: pa.Table = arrow.table({name: [record.get(name) for record in records] for name in names})
        return made


def flat(table: Table) -> list[dict[str, Any]]:
    """A table's rows without nested figures."""
    records = []
    for row in table.rows:
        record: dict[str, Any] = {}
        for column in table.columns:
            value = row.get(column.id)
            if column.kind == "figure":
                for part in FIGURE_PARTS:
                    record[column.id if part == "value" else f"{column.id}_{part}"] = (value or {}).get(part)
            else:
                record[column.id] = value
        records.append(record)
    return records


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return _both(value)
    if isinstance(value, tuple):
        return list(value)
    return value
