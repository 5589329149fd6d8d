"""What a source of rows must offer, whatever its kind.

A source gives DuckDB a relation of raw columns named c0, c1, … in the order of `headers`; text is not
interpreted here. Records keep the order of the file. Nothing is read into Python beyond a sample.
"""

from __future__ import annotations

import hashlib
import itertools
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cadran.errors import InputError
from cadran.messages import Message

if TYPE_CHECKING:
    import duckdb

# What stands for "no value" in the files that arrive. "Null" as such is a family name, "NA" a disposition code.
MISSING = ("NULL", "null", "NaN", "nan", "N/A", "n/a", "#N/A", "-", "Select")
# Words that say as much of a number, a date or an id, and are a value like others in a column of texts: a source.
VAGUE = ("unknown", "Unknown")

_numbers = itertools.count(1)


def temporary_name(what: str) -> str:
    """A name for a temporary table that no other source uses."""
    return f"cadran_{what}_{next(_numbers)}"


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier."""
    _refuse_nul(name)
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """`value` as a quoted SQL text."""
    _refuse_nul(value)
    return "'" + value.replace("'", "''") + "'"


def guarded(rare: str, costly: str) -> str:
    """SQL for `rare AND costly` that asks the second of the few rows alone where the first holds; where it does not, false.

    DuckDB asks both sides of an AND of every row where its value is wanted, and a pattern costs more than all else there is
    to ask of a cell.
    """
    return f"CASE WHEN {rare} THEN {costly} ELSE false END"


def _refuse_nul(text: str) -> None:
    """A statement ends at a NUL character: what follows it would be lost."""
    if "\0" in text:
        raise InputError(
            '"{text}" holds a NUL character, which no text can. Remove it.', text=text.replace(chr(0), "␀")[:80]
        )


def amount(value: float) -> str:
    """`value` as an SQL number; whatever is none raises, so that no text passes for one.

    >>> amount(65000), amount(1.5)
    ('65000', "CAST('1.5' AS DOUBLE)")
    """
    return str(value) if type(value) is int else f"CAST('{float(value)!r}' AS DOUBLE)"


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What a mapping may say of a file; None leaves it to sniffing.

    `header_line` counts from 1; 0 means that the file has no header and `columns` names its columns. `missing` are the
    words that stand for no value, in any column; `spoken` those that the mapping itself speaks of, which never do.
    """

    encoding: str | None = None
    separator: str | None = None
    header_line: int | None = None
    columns: tuple[str, ...] = ()
    sheet: str | None = None
    missing: tuple[str, ...] | None = None
    decimal: str | None = None
    dates: str | None = None
    zone: str | None = None
    region: str = "FR"
    spoken: tuple[str, ...] = ()

    def absent(self, *, codes: bool = False, texts: bool = False) -> tuple[str, ...]:
        """The words that stand for no value in a column: of disposition codes, of free texts, or of anything else."""
        usual = () if codes else MISSING if texts else (*MISSING, *VAGUE)
        words = usual if self.missing is None else self.missing
        return tuple(word for word in words if word and word not in self.spoken)


@dataclass(frozen=True, slots=True)
class Ragged:
    """A record that the reader could not split into columns."""

    line: int
    reason: Message
    raw: str


@dataclass
class Source(ABC):
    """One readable thing: a file, a sheet of a workbook, an Arrow table.

    `header` is the text above the first record as it stands in the file (titles, header): in front of raw
    lines it makes a file that imports with the same mapping. None where rows are not lines of text.
    `facts` are (what, value) pairs: what sniffing found and why.
    """

    name: str
    headers: tuple[str, ...]
    types: tuple[str, ...]
    options: FileOptions = field(default_factory=FileOptions)
    path: Path | None = None
    facts: tuple[tuple[str, Message], ...] = ()
    notes: tuple[Message, ...] = ()
    header: str | None = None
    first_line: int = 1
    decimals: Mapping[str, int] = field(default_factory=dict)  # headers with numbers that have decimals, and how many

    def fact(self, what: str) -> Message:
        """What was found of that kind; nothing where it was not looked for."""
        return dict(self.facts).get(what, Message())

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f"c{index}" for index in range(len(self.headers)))

    @abstractmethod
    def scan(self, tag: str) -> str:
        """The relation to put after FROM. `tag` keeps what the scan finds wrong apart from other scans."""

    def ragged(self, connection: duckdb.DuckDBPyConnection, tag: str) -> list[Ragged]:
        """The records that the scan of that tag could not split, in file order."""
        return []

    def ragged_count(self, connection: duckdb.DuckDBPyConnection, tag: str) -> int:
        """How many records the scan of that tag could not split."""
        return len(self.ragged(connection, tag))

    def mend(self, connection: duckdb.DuckDBPyConnection, tag: str) -> bool:
        """Whether what the scan of that tag could not split is worth another try; the source then reads otherwise."""
        return False

    def regularise(self) -> bool:
        """Read a mended copy from now on; False where nothing more can be done."""
        return False

    def blank_count(self, connection: duckdb.DuckDBPyConnection, tag: str) -> int:
        """How many lines, of those that the scan of that tag did not give, hold nothing."""
        return 0

    @abstractmethod
    def outside_count(self, connection: duckdb.DuckDBPyConnection) -> int:
        """How many records the source holds, counted without the reader that scans them."""

    def scanned_ragged(self, connection: duckdb.DuckDBPyConnection, tag: str) -> int:
        """How many of the records counted outside the scan of that tag did not give."""
        return 0

    def forget(self, connection: duckdb.DuckDBPyConnection, tag: str) -> None:  # noqa: B027 (most leave nothing)
        """Drop what the scan of that tag left behind."""

    def faulty(self, connection: duckdb.DuckDBPyConnection, ordinals: str, tag: str) -> str:
        """A temporary table (n, line, raw, c0, c1, …) of the records whose ordinals the table `ordinals` (n) lists.

        An ordinal counts the records that the scan gave, from 0.
        """
        name = temporary_name("faulty")
        connection.execute(
            f"CREATE TEMP TABLE {name} AS SELECT n, n + {self.first_line} AS line, {self._rebuilt()} AS raw, "
            f"{', '.join(self.columns)} FROM (SELECT row_number() OVER () - 1 AS n, * FROM {self.scan(tag + '_again')}) "
            f"WHERE n IN (SELECT n FROM {ordinals})"
        )
        self.forget(connection, tag + "_again")
        return name

    def sha256(self) -> str:
        """The fingerprint of the file's bytes; empty where there is no file."""
        if self.path is None:
            return ""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @property
    def file_name(self) -> str:
        """What the file is called; `name` also says which part of it this is."""
        return self.name

    def content_id(self) -> str:
        """What tells these records from those of other bytes, whatever the file is called."""
        return self.sha256()[:16] or self.name

    def _rebuilt(self) -> str:
        """The record as a CSV line, for sources whose rows are not lines."""
        quoted = (
            f"""coalesce(CASE WHEN regexp_matches(CAST({c} AS VARCHAR), '[",\\n\\r]') """
            f"""THEN '"' || replace(CAST({c} AS VARCHAR), '"', '""') || '"' ELSE CAST({c} AS VARCHAR) END, '')"""
            for c in self.columns
        )
        return " || ',' || ".join(quoted)


def csv_line(cells: Sequence[str]) -> str:
    """A header as a CSV line, line end included."""
    return ",".join('"' + c.replace('"', '""') + '"' if set(c) & set('",\r\n') else c for c in cells) + "\n"
