"""Delimited text: CSV, TSV and their kin, as spreadsheets, dialers and CRMs write them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from cadran.errors import InputError
from cadran.messages import NOTHING, Message
from cadran.messages.terms import term
from cadran.sources.base import FileOptions, Ragged, Source, literal, temporary_name
from cadran.sources.dialect import SEPARATORS, Dialect, sniff
from cadran.sources.lines import Records
from cadran.sources.mending import TOO_LONG, UNCLOSED, Mended, fields, mend, unwrapped
from cadran.sources.survey import Survey, survey
from cadran.sources.text import MIXED, Text, copy, decoded_lines, examine, odd_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 50_000
_SHOWN_LINES = 20


@dataclass
class Delimited(Source):
    """A delimited file; `read_path` is what DuckDB reads: the file itself, or its regular copy.

    `outside` counts its lines and records without that reader; `mended` tells what a mended copy holds.
    """

    dialect: Dialect = field(default_factory=lambda: Dialect(",", NOTHING, (), 1, 1, 2))
    read_path: Path = Path()
    folder: TemporaryDirectory[str] | None = None
    encoding: str = "utf-8"
    outside: Survey = field(default_factory=Survey)
    mended: Mended | None = None

    def scan(self, tag: str) -> str:
        return self._reader(self.read_path, self.dialect.skip, tag)

    def _reader(self, path: Path, skip: int, tag: str | None) -> str:
        columns = ", ".join(f"{c}: 'VARCHAR'" for c in self.columns)
        kept = f", store_rejects=true, rejects_table='{tag}_ragged', rejects_scan='{tag}_scans'" if tag else ""
        return (
            f"read_csv({literal(str(path))}, auto_detect=false, header=false, skip={skip}, "
            f"delim={literal(self.dialect.separator)}, quote='\"', escape='\"', columns={{{columns}}}, "
            f"nullstr=['']{kept})"
        )

    def ragged(self, connection: DuckDBPyConnection, tag: str) -> list[Ragged]:
        rows = connection.execute(
            "SELECT line_byte_position - 1, min(CAST(error_type AS VARCHAR)), min(error_message), "
            f"min(octet_length(encode(csv_line))), min(csv_line) FROM {tag}_ragged GROUP BY 1 "
            f"HAVING {self._holds_something('min(csv_line)')} ORDER BY 1"
        ).fetchall()
        set_aside = self.mended.set_aside if self.mended else []
        if not rows:
            return list(set_aside)
        self._refuse_truncated(rows[-1])
        broken = self._broken(connection, tag)
        records = Records(self.read_path, self.dialect.skip, self.dialect.separator, broken, len(self.columns))
        for _ in records.find(()):
            pass
        found = [
            Ragged(
                records.lines.get(offset, 0), self._ragged_reason(kind, message), self._raw(offset, kind, text, length)
            )
            for offset, kind, message, length, text in rows
        ]
        return sorted([*found, *set_aside], key=lambda one: one.line)

    def ragged_count(self, connection: DuckDBPyConnection, tag: str) -> int:
        return self._ragged_lines(connection, tag, True) + (len(self.mended.set_aside) if self.mended else 0)

    def blank_count(self, connection: DuckDBPyConnection, tag: str) -> int:
        return self.outside.blank + self._ragged_lines(connection, tag, False) - self._left_blank()

    def _left_blank(self) -> int:
        """Lines that a mended copy leaves blank in place of what was set aside."""
        return sum(one.raw.count("\n") + 1 for one in self.mended.set_aside) if self.mended else 0

    def _ragged_lines(self, connection: DuckDBPyConnection, tag: str, filled: bool) -> int:
        found = connection.execute(
            f"SELECT count(DISTINCT line_byte_position) FROM {tag}_ragged "
            f"WHERE {'' if filled else 'NOT '}{self._holds_something('csv_line')}"
        ).fetchone()
        return int(found[0]) if found else 0

    def _holds_something(self, line: str) -> str:
        """SQL that is true for a line with more than separators, spaces and quotes."""
        nothing = re.escape(self.dialect.separator) + '\\s"'
        return f"regexp_matches({line}, {literal(f'[^{nothing}]')})"

    def outside_count(self, connection: DuckDBPyConnection) -> int:
        alone = len(self.columns) == 1  # DuckDB gives a blank line as a record where there is one column
        return self.outside.records + (self.outside.blank if alone else 0)

    def scanned_ragged(self, connection: DuckDBPyConnection, tag: str) -> int:
        return self._ragged_lines(connection, tag, True) + self._ragged_lines(connection, tag, False)

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
                        _insert(connection, places, self._original(batch))
                        batch = []
                _insert(connection, places, self._original(batch))
            connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT p.*, r.* FROM (SELECT row_number() OVER () AS i, * FROM {places}) p "
                f"JOIN (SELECT row_number() OVER () AS i, * FROM {self._reader(path, 0, None)}) r USING (i)"
            )
            connection.execute(f"DROP TABLE {places}")
            connection.execute(f"ALTER TABLE {name} DROP COLUMN i")
        return name

    def regularise(self) -> bool:
        """Read a mended copy from now on; False when that is already so (nothing more can be done)."""
        if self.mended is not None:
            return False
        assert self.path is not None
        self.folder = TemporaryDirectory(prefix="cadran-")
        target = Path(self.folder.name) / "mended.csv"
        dialect = self.dialect
        with target.open("w", encoding="utf-8", newline="") as out:
            self.mended = mend(
                decoded_lines(self.path, self.encoding), dialect.separator, len(self.columns), dialect.skip,
                dialect.strip_empty, out,
            )  # fmt: skip
        self.read_path = target
        self.outside = survey(target, dialect.separator, len(self.columns), dialect.first_line)
        if self.mended.unwrapped:
            count = self.mended.unwrapped
            self.notes = (
                *self.notes,
                Message("records wrapped in quotes as one field, unwrapped: {count:,}", count=count),
            )
        self._refuse_cut_in_quotes()
        return True

    def mend(self, connection: DuckDBPyConnection, tag: str) -> bool:
        """Whether what a scan could not split is worth another try, on a mended copy."""
        if self.mended is not None:
            return False
        width, separator = len(self.columns), self.dialect.separator
        lines = connection.execute(
            f"SELECT DISTINCT csv_line FROM {tag}_ragged WHERE contains(csv_line, '\"') LIMIT 1000"
        ).fetchall()
        if any(unwrapped(fields(line.strip("\r\n"), separator), separator, width) for (line,) in lines):
            return self.regularise()
        return False

    def settle(self, text: Text) -> None:
        """Choose what DuckDB reads: the file as it is, a copy in UTF-8 with even line ends, or one that is mended."""
        assert self.path is not None
        irregular = self.dialect.wrapped or self.dialect.strip_empty
        if not irregular and text.in_place:
            self._survey()
            irregular = not self.outside.regular
        if not irregular and not (text.in_place and self.outside.even):
            self.folder = TemporaryDirectory(prefix="cadran-")
            self.read_path = Path(self.folder.name) / "copy.csv"
            copy(self.path, self.encoding, self.read_path)
            self._survey()
            irregular = not self.outside.regular
        if irregular:
            self.regularise()

    def _survey(self) -> None:
        self.outside = survey(self.read_path, self.dialect.separator, len(self.columns), self.dialect.first_line)

    def _refuse_cut_in_quotes(self) -> None:
        """A file that ends within quotes, with no line end after them, was cut short."""
        last = self.mended.set_aside[-1] if self.mended and self.mended.set_aside else None
        if last is None or last.reason != UNCLOSED or self.mended is None or last.line < self.mended.lines:
            return
        assert self.path is not None
        with self.path.open("rb") as stream:
            stream.seek(-1, 2)
            if stream.read(1) not in b"\r\n\0":
                raise self._truncated(last.raw, Message("inside quotes"))

    def _original(self, batch: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """The same records with their text as it stands in the file, where a mended copy was read."""
        if self.mended is None or not batch:
            return batch
        assert self.path is not None
        counts = {line: raw.count("\n") + 1 for _, line, raw in batch}
        texts: dict[int, str] = {}
        first = until = 0
        for at, text in enumerate(decoded_lines(self.path, self.encoding), 1):
            if at in counts:
                first, until, texts[at] = at, at + counts[at], ""
            if at < until:
                texts[first] += text
        return [(ordinal, line, texts.get(line, raw).rstrip("\n")) for ordinal, line, raw in batch]

    def _broken(self, connection: DuckDBPyConnection, tag: str) -> list[tuple[int, int]]:
        return connection.execute(
            f"SELECT line_byte_position - 1, max(octet_length(encode(csv_line))) FROM {tag}_ragged GROUP BY 1"
        ).fetchall()

    def _ragged_reason(self, kind: str, message: str) -> Message:
        width = len(self.columns)
        if kind in ("MISSING COLUMNS", "TOO MANY COLUMNS"):
            found = int(message.rsplit(":", 1)[-1])
            mend = (
                Message('put quotes around values that hold "{mark}"', mark=self.dialect.separator) if found > width
                else Message("add what is missing")
            )  # fmt: skip
            return Message(
                "has {found} {found|column|columns} where the header has {width}; {mend}",
                found=found,
                width=width,
                mend=mend,
            )
        return {
            "UNQUOTED VALUE": Message("has a quote that is not closed, or text after a closing quote"),
            "INVALID ENCODING": Message(
                'has bytes that are not UTF-8; set encoding = "cp1252" under [file] in a mapping if the '
                "whole file is in it"
            ),
            "LINE SIZE OVER MAXIMUM": TOO_LONG,
        }.get(kind, Message("cannot be split into columns ({kind})", kind=kind.lower()))

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
                Message(
                    "after {found} of {width} columns",
                    found=message.rsplit(":", 1)[-1].strip(),
                    width=len(self.columns),
                )
                if cut
                else Message("inside quotes")
            )
            raise self._truncated(text, where)

    def _truncated(self, text: str, where: str) -> InputError:
        return InputError(
            '{file} looks truncated: its last record ("{text}") ends {where}. Export it again; if '
            "only that record is wrong, mend it and end the file with a line end.",
            file=self.name,
            text=text.strip()[:60],
            where=where,
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
        _facts(text, dialect), _notes(path, text, dialect), _header(text, dialect), dialect.first_line,
        dialect=dialect, read_path=path, encoding=text.encoding,
    )  # fmt: skip
    source.settle(text)
    return source


def _facts(text: Text, dialect: Dialect) -> tuple[tuple[str, Message], ...]:
    mark, name = dialect.separator, term(SEPARATORS.get(dialect.separator, ""))
    return (
        ("encoding", Message("{encoding} ({why})", encoding=text.encoding, why=text.why)),
        ("line ends", text.line_ends),
        (
            "separator",
            Message("{name}, {why}", name=name, why=dialect.why, mark=mark)
            if mark == "\t"
            else Message('"{mark}" ({name}), {why}', mark=mark, name=name, why=dialect.why),
        ),
        (
            "header",
            Message("line {line}", line=dialect.header_line)
            if dialect.header_line
            else Message("none; named by the mapping"),
        ),
    )


def _notes(path: Path, text: Text, dialect: Dialect) -> tuple[Message, ...]:
    notes = [Message('line above the header passed over: "{title}"', title=title[:80]) for title in dialect.titles]
    if dialect.strip_empty:
        notes.append(Message("empty fields after the last column are left out"))
    if text.line_ends not in ("LF", "CR LF"):
        notes.append(Message("line ends are {kind}; made regular in a temporary copy", kind=text.line_ends))
    if text.encoding == MIXED:
        fewer, lines = odd_lines(path)
        other = "Windows-1252" if fewer == "UTF-8" else "UTF-8"
        shown = ", ".join(map(str, lines[:_SHOWN_LINES])) + (", …" if len(lines) > _SHOWN_LINES else "")
        notes.append(
            Message(
                "written in {main}, but {count:,} {count|line|lines} in {other} ({lines}); each is read as it is written",
                main=other,
                count=len(lines),
                other=fewer,
                lines=shown,
            )
        )
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
