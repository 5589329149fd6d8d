"""Workbooks: xlsx, xls and ods, sheet by sheet, with their real dates and numbers."""

from __future__ import annotations

import csv
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cadran.errors import InputError, MappingError, cut, did_you_mean
from cadran.messages import Message
from cadran.messages.terms import term
from cadran.sources.base import FileOptions, csv_line, literal, temporary_name
from cadran.sources.cells import Written, write_sheets
from cadran.sources.dialect import fold, refuse_headless, unique
from cadran.sources.relation import Relation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_UNPACKED = 1 << 30
MAX_CELLS = 30_000_000
_HEAD = 30
_COLUMN = re.compile(rb"""<c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})\d""")
_ROW = re.compile(rb"""<row\s[^>]*?\br\s*=\s*["'](\d{1,9})["']""")


@dataclass
class Sheet(Relation):
    """One sheet, its cells as text in a temporary table (c0, c1, …, line).

    Its `height` is that of the sheet's extent below the header; `blank` of those rows hold nothing.
    """

    sheet: str = ""
    blank: int = 0

    def scan(self, tag: str) -> str:
        return f"(SELECT {', '.join(self.columns)} FROM {self.sql})"

    def blank_count(self, connection: DuckDBPyConnection, tag: str) -> int:
        return self.blank

    def scanned_ragged(self, connection: DuckDBPyConnection, tag: str) -> int:
        return self.blank

    @property
    def file_name(self) -> str:
        return self.name.removesuffix(f"#{self.sheet}")

    def content_id(self) -> str:
        return f"{super().content_id()}#{self.sheet}"

    def faulty(self, connection: DuckDBPyConnection, ordinals: str, tag: str) -> str:
        name = super().faulty(connection, ordinals, tag)
        connection.execute(f"UPDATE {name} SET line = s.line FROM {self.sql} s WHERE s.rowid = {name}.n")
        return name


def check_bomb(path: Path) -> None:
    """Refuse a zip that unpacks to more than a workbook should, by what it declares and by what it holds."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        declared = sum(member.file_size for member in members)
        if declared > MAX_UNPACKED:
            raise InputError(
                "{file} would unpack to {size:,.1f} GB; a workbook may hold {most:.1f} GB at most. Save the sheet as CSV "
                "and import that.",
                file=path.name,
                size=declared / 1e9,
                most=MAX_UNPACKED / 1e9,
            )
        for member in members:
            _check_member(path, member)


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    """Unpack a member piece by piece, keeping nothing: its size and a sheet's extent must be what they claim."""
    is_sheet = member.filename.startswith("xl/worksheets/")
    size = width = height = 0
    tail = b""
    for piece in _unpacked(path, member):
        size += len(piece)
        if size > member.file_size:
            raise InputError(
                "{file} is not a sound workbook: it unpacks to more than it declares. Save the sheet as CSV and import that.",
                file=path.name,
            )
        if is_sheet:
            text = tail + piece
            width = max([width, *(_column_number(found) for found in set(_COLUMN.findall(text)))])
            height = max([height, *(int(found) for found in _ROW.findall(text))])
            tail = text[-200:]
    if width * height > MAX_CELLS:
        raise InputError(
            "{file}: a sheet spreads over {rows:,} rows × {columns:,} columns, more than {cells:,} "
            "cells. Delete what stands far from the data, or save the sheet as CSV and import that.",
            file=path.name,
            rows=height,
            columns=width,
            cells=MAX_CELLS,
        )


def _unpacked(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member, read past what it declares if there are more."""
    with path.open("rb") as stream:
        stream.seek(member.header_offset + 26)
        name, extra = struct.unpack("<HH", stream.read(4))
        stream.seek(name + extra, 1)
        left = member.compress_size
        unpacker = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0 and (chunk := stream.read(min(left, 1 << 18))):
            left -= len(chunk)
            while unpacker and chunk:
                yield unpacker.decompress(chunk, 1 << 20)
                chunk = unpacker.unconsumed_tail
            if not unpacker:
                yield chunk


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def open_workbook(path: Path, options: FileOptions, connection: DuckDBPyConnection, known: Set[str]) -> list[Sheet]:
    """The sheets that hold rows (only the one the mapping names, where it names one)."""
    try:
        if zipfile.is_zipfile(path):
            check_bomb(path)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, NotImplementedError) as error:
        raise InputError(
            "{file} is a damaged or truncated workbook ({reason}). Save it again.", file=path.name, reason=str(error)
        ) from None
    with TemporaryDirectory(prefix="cadran-") as folder:
        names, written = write_sheets(path, Path(folder), options.sheet)
        if options.sheet is not None and options.sheet not in names:
            raise MappingError(
                '{file} has no sheet "{name}".{near} Its sheets: {names}.',
                file=path.name,
                name=cut(options.sheet),
                near=did_you_mean(options.sheet, names),
                names=[*names],
            )
        opened = [_open_sheet(path, one, options, connection, known) for one in written]
    sheets = [sheet for sheet in opened if sheet is not None]
    if not sheets:
        raise InputError("{file} holds no rows: every sheet is empty.", file=path.name)
    if len(sheets) == 1:
        sheets[0] = replace(sheets[0], name=path.name)
    return sheets


def _open_sheet(
    path: Path, found: Written, options: FileOptions, connection: DuckDBPyConnection, known: Set[str]
) -> Sheet | None:
    """One sheet that was written as CSV: its rows into a temporary table."""
    name, first, text = found.name, found.first, found.path
    head = _head(text, first)
    if not head:
        return None
    at = _header_row(head, options, known, path.name, first)
    cells = list(head[at]) if at >= 0 else list(options.columns)
    while cells and not cells[-1]:
        cells.pop()
    headers, notes = unique(cells)
    table, header = temporary_name("sheet"), first + at + 1
    columns = ", ".join(["line: 'BIGINT'", *(f"c{i}: 'VARCHAR'" for i in range(max(found.width, len(headers))))])
    connection.execute(
        f"CREATE TEMP TABLE {table} AS SELECT {', '.join(f'c{i}' for i in range(len(headers)))}, line FROM read_csv("
        f"{literal(str(text))}, auto_detect=false, header=false, delim=',', quote='\"', escape='\"', nullstr='', "
        f"null_padding={'true' if len(headers) > found.width else 'false'}, "
        f"max_line_size={max(2_000_000, found.longest)}, columns={{{columns}}}) WHERE line > {header}"
    )
    blank = found.blank - sum(not any(row) for row in head[: at + 1])
    titles = [" ".join(filter(None, row)) for row in head[: max(at, 0)]]
    notes = (*(Message('row above the header passed over: "{title}"', title=t[:80]) for t in titles if t), *notes)
    facts = (
        ("kind", Message("workbook")),
        ("sheet", term(name)),
        ("header", Message("row {line}", line=header) if at >= 0 else Message("none")),
    )
    return Sheet(
        f"{path.name}#{name}", headers, tuple("VARCHAR" for _ in headers), options, path, facts, notes,
        csv_line(headers), sql=table, sheet=name, height=found.height - at - 1, blank=blank,
        decimals={headers[place]: count for place, count in found.decimals.items() if place < len(headers)},
    )  # fmt: skip


def _head(text: Path, first: int) -> list[list[str]]:
    """The first rows of a sheet from its first that holds something, blank ones between them included."""
    head: list[list[str]] = []
    with text.open(encoding="utf-8", newline="") as stream:
        for line, *cells in csv.reader(stream):
            head += [[] for _ in range(int(line) - first - 1 - len(head))]
            head.append(cells)
            if len(head) >= _HEAD:
                break
    return head[:_HEAD]


def _header_row(head: list[list[str]], options: FileOptions, known: Set[str], file_name: str, first_row: int) -> int:
    if options.header_line == 0:
        if not options.columns:
            raise MappingError(
                '{file}: header_line = 0 needs the names of its columns: columns = ["…"] under [file].', file=file_name
            )
        return -1
    if options.header_line is not None:
        return max(0, options.header_line - 1 - first_row)
    texts = head
    hits = [sum(fold(cell) in known for cell in row) for row in texts]
    widest = max(sum(map(bool, row)) for row in texts)
    filled = next(i for i, row in enumerate(texts) if any(row) and sum(map(bool, row)) >= 0.6 * widest)
    at = hits.index(max(hits)) if max(hits) > 1 else filled
    refuse_headless(texts, at, first_row + at + 1, known, file_name)
    return at
