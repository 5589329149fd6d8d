"""Delimited text: CSV, TSV and their kin, as spreadsheets, dialers and CRMs write them."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from cadran.errors import InputError
from cadran.sources.base import FileOptions, Ragged, Source, literal, temporary_name
from cadran.sources.dialect import SEPARATORS, Dialect, sniff, strip_empty, unwrap
from cadran.sources.lines import Records
from cadran.sources.text import Text, copy, examine

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 50_000


@dataclass
class Delimited(Source):
    """A delimited file; `read_path` is what DuckDB reads: the file itself, or its regular copy."""

    dialect: Dialect = field(default_factory=lambda: Dialect(",", "", (), 1, 1, 2))
    read_path: Path = Path()
    folder: TemporaryDirectory[str] | None = None

    @property
    def nulls_done(self) -> bool:
        return True

    def scan(self, tag: str) -> str:
        return self._reader(self.read_path, self.dialect.skip, tag)

    def _reader(self, path: Path, skip: int, tag: str | None) -> str:
        columns = ", ".join(f"{c}: 'VARCHAR'" for c in self.columns)
        nulls = ", ".join(literal(m) for m in self.options.missing)
        kept = f", store_rejects=true, rejects_table='{tag}_ragged', rejects_scan='{tag}_scans'" if tag else ""
        return (
            f"read_csv({literal(str(path))}, auto_detect=false, header=false, skip={skip}, "
            f"delim={literal(self.dialect.separator)}, quote='\"', escape='\"', columns={{{columns}}}, "
            f"nullstr=[{nulls}]{kept})"
        )

    def ragged(self, connection: DuckDBPyConnection, tag: str) -> list[Ragged]:
        rows = connection.execute(
            "SELECT line_byte_position - 1, min(CAST(error_type AS VARCHAR)), "
            "min(error_message), min(octet_length(encode(csv_line))), min(left(csv_line, 2000)) "
            f"FROM {tag}_ragged GROUP BY 1 ORDER BY 1"
        ).fetchall()
        if not rows:
            return []
        self._refuse_truncated(rows[-1])
        broken = self._broken(connection, tag)
        records = Records(self.read_path, self.dialect.skip, self.dialect.separator, broken, len(self.columns))
        for _ in records.find(()):
            pass
        return [
            Ragged(
                records.lines.get(offset, 0), self._ragged_reason(kind, message), self._raw(offset, kind, text, length)
            )
            for offset, kind, message, length, text in rows
        ]

    def ragged_count(self, connection: DuckDBPyConnection, tag: str) -> int:
        found = connection.execute(f"SELECT count(DISTINCT line_byte_position) FROM {tag}_ragged").fetchone()
        return int(found[0]) if found else 0

    def forget(self, connection: DuckDBPyConnection, tag: str) -> None:
        connection.execute(f"DROP TABLE IF EXISTS {tag}_ragged")
        connection.execute(f"DROP TABLE IF EXISTS {tag}_scans")

    def faulty(self, connection: DuckDBPyConnection, ordinals: str, tag: str) -> str:
        wanted = connection.execute(f"SELECT n FROM {ordinals} ORDER BY n").to_arrow_table().column(0).to_pylist()
        records = Records(
            self.read_path, self.dialect.skip, self.dialect.separator, self._broken(connection, tag), len(self.columns)
        )
        name = temporary_name("faulty")
        with TemporaryDirectory(prefix="cadran-") as folder:
            path = Path(folder) / "faulty.csv"
            places = temporary_name("places")
            connection.execute(f"CREATE TEMP TABLE {places} (n BIGINT, line BIGINT, raw VARCHAR)")
            with path.open("w", encoding="utf-8", newline="") as out:
                batch: list[tuple[int, int, str]] = []
                for place in records.find(wanted):
                    out.write(place.raw + "\n")
                    batch.append((place.ordinal, place.line, place.raw))
                    if len(batch) >= _BATCH:
                        _insert(connection, places, batch)
                        batch = []
                _insert(connection, places, batch)
            connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT p.*, r.* FROM (SELECT row_number() OVER () AS i, * FROM {places}) p "
                f"JOIN (SELECT row_number() OVER () AS i, * FROM {self._reader(path, 0, None)}) r USING (i)"
            )
            connection.execute(f"DROP TABLE {places}")
            connection.execute(f"ALTER TABLE {name} DROP COLUMN i")
        return name

    def regularise(self) -> bool:
        """Read a regular copy from now on; False when that is already so (nothing more can be done)."""
        if self.folder is not None:
            return False
        self._copy(dict(self.facts).get("encoding", "utf-8").split(" ")[0])
        return True

    def _copy(self, encoding: str) -> None:
        self.folder = TemporaryDirectory(prefix="cadran-")
        target = Path(self.folder.name) / "copy.csv"
        dialect = self.dialect
        separator, width = dialect.separator, len(self.columns)

        def mend(records: Iterator[list[str]]) -> Iterator[list[str]]:
            if dialect.wrapped:
                records = unwrap(records, separator)
            return strip_empty(records, width) if dialect.strip_empty else records

        assert self.path is not None
        try:
            irregular = dialect.wrapped or dialect.strip_empty
            copy(self.path, encoding, target, mend if irregular else None, separator)
        except csv.Error as error:
            raise InputError(f"{self.name} cannot be split into records: {error}. Export it again.") from None
        self.read_path = target

    def _broken(self, connection: DuckDBPyConnection, tag: str) -> list[tuple[int, int]]:
        return connection.execute(
            f"SELECT line_byte_position - 1, max(octet_length(encode(csv_line))) FROM {tag}_ragged GROUP BY 1"
        ).fetchall()

    def _ragged_reason(self, kind: str, message: str) -> str:
        width = len(self.columns)
        if kind in ("MISSING COLUMNS", "TOO MANY COLUMNS"):
            found = int(message.rsplit(":", 1)[-1])
            mend = (
                f'put quotes around values that hold "{self.dialect.separator}"' if found > width
                else "add what is missing"
            )  # fmt: skip
            return f"has {found} columns where the header has {width}; {mend}"
        return {
            "UNQUOTED VALUE": "has a quote that is not closed, or text after a closing quote",
            "INVALID ENCODING": 'has bytes that are not UTF-8; set encoding = "cp1252" under [file] in a mapping '
            "if the whole file is in it",
            "LINE SIZE OVER MAXIMUM": "is longer than 2 MB: a quote left open, or not text",
        }.get(kind, f"cannot be split into columns ({kind.lower()})")

    def _raw(self, offset: int, kind: str, text: str, length: int) -> str:
        """The record as it stands; bytes that are not UTF-8 are shown as Windows would."""
        if kind != "INVALID ENCODING":
            return text.strip("\r\n")
        with self.read_path.open("rb") as stream:
            stream.seek(offset)
            return stream.readline(max(2000, length)).decode("cp1252", "replace").strip("\r\n")

    def _refuse_truncated(self, last: tuple[int, str, str, int, str]) -> None:
        """A last record cut short, with no line end after it: the rest of the file is missing too."""
        offset, kind, message, length, text = last
        with self.read_path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(size - 1)
            ended = stream.read(1) in b"\r\n"
        cut = kind == "MISSING COLUMNS" and not ended
        open_quote = kind == "UNQUOTED VALUE" and text.count('"') % 2 == 1
        if offset + length >= size and (cut or open_quote):
            where = (
                f"after {message.rsplit(':', 1)[-1].strip()} of {len(self.columns)} columns" if cut else "inside quotes"
            )
            raise InputError(
                f'{self.name} looks truncated: its last record ("{text.strip()[:60]}") ends {where}. Export it again; '
                "if only that record is wrong, mend it and end the file with a line end."
            )


def _insert(connection: DuckDBPyConnection, table: str, batch: list[tuple[int, int, str]]) -> None:
    if not batch:
        return
    view = temporary_name("batch")
    columns = [list(column) for column in zip(*batch, strict=True)]
    connection.register(view, pa.table(columns, names=["n", "line", "raw"]))
    connection.execute(f"INSERT INTO {table} SELECT * FROM {view}")
    connection.unregister(view)


def open_delimited(path: Path, options: FileOptions, known: Set[str]) -> Delimited:
    """Sniff a delimited file; InputError or MappingError when it cannot be read as one."""
    text = examine(path, options.encoding)
    dialect = sniff(text, options, known, path.name)
    source = Delimited(
        path.name, dialect.headers, tuple("VARCHAR" for _ in dialect.headers), options, path,
        _facts(text, dialect), _notes(text, dialect), _header(text, dialect), dialect.first_line,
        dialect=dialect, read_path=path,
    )  # fmt: skip
    if not text.in_place or dialect.wrapped or dialect.strip_empty:
        source._copy(text.encoding)
    return source


def _facts(text: Text, dialect: Dialect) -> tuple[tuple[str, str], ...]:
    separator = SEPARATORS.get(dialect.separator, "")
    shown = f'"{dialect.separator}" ({separator})' if dialect.separator != "\t" else "tab"
    header = f"line {dialect.header_line}" if dialect.header_line else "none; named by the mapping"
    return (
        ("encoding", f"{text.encoding} ({text.why})"),
        ("line ends", text.line_ends),
        ("separator", f"{shown}, {dialect.why}"),
        ("header", header),
    )


def _notes(text: Text, dialect: Dialect) -> tuple[str, ...]:
    notes = [f'line above the header passed over: "{title[:80]}"' for title in dialect.titles]
    if dialect.wrapped:
        notes.append("each record was wrapped in quotes as one field; unwrapped")
    if dialect.strip_empty:
        notes.append("empty fields after the last column are left out")
    if text.line_ends not in ("LF", "CR LF"):
        notes.append(f"line ends are {text.line_ends}; made regular in a temporary copy")
    return (*notes, *dialect.notes)


def _header(text: Text, dialect: Dialect) -> str:
    """The lines above the data, as the mended file of rejects will carry them."""
    lines = text.head.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    above = lines[: dialect.first_line - 1]
    if dialect.wrapped and above:
        above[-1] = dialect.separator.join(
            '"' + h.replace('"', '""') + '"' if dialect.separator in h or '"' in h else h for h in dialect.headers
        )
    return "".join(line + "\n" for line in above)


def regularised(error: duckdb.Error, source: Source) -> bool:
    """Whether a scan that failed is worth another try, on a regular copy of the file."""
    if isinstance(source, Delimited) and "state machine" in str(error):
        with contextlib.suppress(OSError):
            return source.regularise()
    return False
