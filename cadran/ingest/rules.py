"""What a mapping says, read: how a file is read, how each table and each of its columns is filled."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from cadran.sources.base import FileOptions

ROW_NUMBER, ROW_CONTENT = "row_number", "row_content"
MADE = (ROW_NUMBER, ROW_CONTENT)
"""What a key may name that is no column: the record's place in the file, the record's own content."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one column is filled.

    `sources` are joined by a space; where they are empty, `key` (joined by |) is used. `values` replaces, and
    `other` says what becomes of values it does not list. `when` limits the rule to records with these values.
    `below` sets aside numbers from there on, with the reason `because`.
    """

    target: str
    sources: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    constant: str | None = None
    format: str | None = None
    zone: str | None = None
    values: Map[str, str] = field(default_factory=dict)
    other: str = "keep"
    when: Map[str, tuple[str, ...]] = field(default_factory=dict)
    prefix: str = ""
    below: float | None = None
    because: str = ""
    optional: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Every source column the rule reads."""
        return tuple(name for name in (*self.sources, *self.key, *self.when) if name not in MADE)


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """What a disposition code means: an outcome, and the reason it implies."""

    outcome: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TableRule:
    """How one table is filled. `one_per_key`: many records tell of the same thing, the last one's values hold."""

    name: str
    rules: tuple[Rule, ...]
    outcomes: Map[str, OutcomeRule] = field(default_factory=dict)
    where: Map[str, tuple[str, ...]] = field(default_factory=dict)
    where_not: Map[str, tuple[str, ...]] = field(default_factory=dict)
    one_per_key: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping. `origin` is how messages call it; `recognise` are headers that only this source has."""

    origin: str
    file: FileOptions = field(default_factory=FileOptions)
    tables: tuple[TableRule, ...] = ()
    recognise: tuple[str, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    is_preset: bool = False
