"""How a delimited text is laid out: separator, header line, titles above it, records wrapped in quotes."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

from cadran.errors import InputError, MappingError
from cadran.messages import Message
from cadran.sources.base import FileOptions
from cadran.sources.text import CHUNK, Text, separator_mark

SEPARATORS = {";": Message("semicolon"), ",": Message("comma"), "\t": Message("tab"), "|": Message("vertical bar")}
_SEVERAL = {
    ";": Message("semicolons"),
    ",": Message("commas"),
    "\t": Message("tabs"),
    "|": Message("vertical bars"),
}
_LOOKED_AT = 300
NAMELESS = re.compile(r"column \d+")
_DATA = re.compile(r"[+(]?\d[\d\s.,:/()+TZ€%-]*|true|false|yes|no|oui|non|nan|null|-", re.IGNORECASE)

_NO_NAME = re.compile(
    r"\d{4}-\d\d-\d\d([ T]\d.*)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}( .*)?|[0-9a-f]{16,}|\+\d{8,15}|[^@\s]+@[^@\s]+\.\w+"
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.IGNORECASE,
)


def fold(header: str) -> str:
    """A header as it is compared: no case, accents, spaces, hyphens, underscores or marks.

    >>> fold("Started At") == fold("started_at") == fold("STARTED-AT")
    True
    >>> fold("Durée (s)")
    'durees'
    """
    plain = unicodedata.normalize("NFKD", header)
    return "".join(c for c in plain.casefold() if c.isalnum())


@dataclass(frozen=True, slots=True)
class Dialect:
    """`skip` records stand above the data, the header included; `header_line` is physical, from 1 (0 = none)."""

    separator: str
    why: Message
    headers: tuple[str, ...]
    skip: int
    header_line: int
    first_line: int
    titles: tuple[str, ...] = ()
    wrapped: bool = False
    strip_empty: bool = False
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parsed:
    separator: str
    records: list[list[str]]
    lines: list[int]  # the physical line on which each record ends
    wrapped: bool

    def shape(self, known: Set[str]) -> tuple[float, int]:
        """How much this looks like the right separator: known headers first, then regular rows."""
        widths = Counter(len(row) for row in self.records if len(row) > 1)
        if not widths:
            return (0.0, 0)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        hits = max(sum(fold(cell) in known for cell in row) for row in self.records[:30])
        regular = count / sum(1 for row in self.records if row)
        return ((min(hits, 5) if hits > 1 else 0) + regular, width)


def sniff(text: Text, options: FileOptions, known: Set[str], file_name: str) -> Dialect:
    """The layout of a file from its head. `known` are folded header names that would be understood."""
    mark = separator_mark(text.head.splitlines()[0])
    asked = options.separator or mark
    candidates = [asked] if asked else list(SEPARATORS)
    parsed = [_parse(text, candidate) for candidate in candidates]
    best = max(parsed, key=lambda one: one.shape(known))
    if options.separator and best.shape(known)[1] < 2:
        _refuse_separator(text, options.separator, known, file_name)
    why = (
        Message("the mapping says so") if options.separator else Message('the first line "sep=" says so') if mark
        else Message("gives {width} columns on most lines", width=best.shape(known)[1])
    )  # fmt: skip
    return _header(best, why, 1 if mark else 0, options, known, file_name)


def _refuse_separator(text: Text, asked: str, known: Set[str], file_name: str) -> None:
    """Raise when another separator would split the file that the one asked for does not."""
    other = max((_parse(text, one) for one in SEPARATORS if one != asked), key=lambda one: one.shape(known))
    width = other.shape(known)[1]
    if width > 1:
        raise MappingError(
            '{file}: separator "{mark}" leaves a single column, such as "{line}". The file is separated by {other}, '
            'which give {width} columns: write separator = "{written}" under [file] in the mapping, or remove the line.',
            file=file_name,
            mark=asked,
            line=_line(text),
            other=_SEVERAL[other.separator],
            width=width,
            written="\\t" if other.separator == "\t" else other.separator,
        )


def _line(text: Text) -> str:
    return next(line for line in text.head.splitlines() if line.strip())[:60]


def _parse(text: Text, separator: str) -> _Parsed:
    csv.field_size_limit(CHUNK)
    lines = re.split(r"\r\n|\n|\r", text.head.removeprefix("\ufeff"))
    if not text.complete and len(lines) > 1:
        lines.pop()
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    records: list[list[str]] = []
    ends: list[int] = []
    try:
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
            if len(records) >= _LOOKED_AT:
                break
    except csv.Error:
        pass
    if not lines[-1] and records and not records[-1]:
        records.pop(), ends.pop()
    inside = [row for row in records if _is_wrapped(row, separator)]
    wrapped = len(inside) > 0 and len(inside) * 2 > sum(1 for row in records if row) - 1
    if wrapped:
        records = list(unwrap(iter(records), separator))
    return _Parsed(separator, records, ends, wrapped)


def unwrap(records: Iterator[list[str]], separator: str) -> Iterator[list[str]]:
    """Records of which each is one quoted field, split as they were meant."""
    for record in records:
        if _is_wrapped(record, separator):
            yield next(csv.reader([record[0]], delimiter=separator))
        else:
            yield record


def _is_wrapped(record: list[str], separator: str) -> bool:
    """Whether a record is one quoted field that holds another; what runs over lines is a quote that nobody closed."""
    return len(record) == 1 and separator in record[0] and "\n" not in record[0]


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _header(
    parsed: _Parsed, why: Message, marks: int, options: FileOptions, known: Set[str], file_name: str
) -> Dialect:
    rows = parsed.records
    if options.header_line == 0:
        return _headless(parsed, why, marks, options, file_name)
    if options.header_line is not None:
        at = next((i for i, end in enumerate(parsed.lines) if end >= options.header_line), None)
        if at is None or not rows[at]:
            raise MappingError(
                "{file}: header_line = {line} is not a line with columns. Give the line that holds the "
                "column names, counted from 1; 0 when there is none.",
                file=file_name,
                line=options.header_line,
            )
    else:
        at = _find_header(rows, marks, known)
        refuse_headless(rows, at, parsed.lines[at], known, file_name)
    named = max((i for i, cell in enumerate(rows[at]) if cell.strip()), default=-1) + 1
    width = len(rows[at])
    body = [row for row in rows[at + 1 :] if row]
    loose = any(len(row) > width and not any(c.strip() for c in row[width:]) for row in body)
    width = named if loose else width
    headers, notes = unique(rows[at][:width])
    if len(rows[at]) > named:
        notes = (
            *notes,
            Message(
                "{count} empty {count|column|columns} after the last one {count|is|are} left out",
                count=len(rows[at]) - named,
            ),
        )
    return Dialect(
        parsed.separator, why, headers, at + 1, parsed.lines[at - 1] + 1 if at else 1, parsed.lines[at] + 1,
        tuple(" ".join(c for c in row if c.strip()) for row in rows[marks:at] if _filled(row)),
        parsed.wrapped, loose, notes,
    )  # fmt: skip


def _headless(parsed: _Parsed, why: Message, marks: int, options: FileOptions, file_name: str) -> Dialect:
    width = max(len(row) for row in parsed.records)
    if not options.columns:
        raise MappingError(
            '{file}: header_line = 0 needs the names of its {width} columns: columns = ["…", …] under [file].',
            file=file_name,
            width=width,
        )
    if len(options.columns) != width:
        raise MappingError(
            "{file} has {width} columns, but columns = [...] under [file] names {named}. First line: {line}",
            file=file_name,
            width=width,
            named=len(options.columns),
            line=parsed.separator.join(parsed.records[marks])[:80],
        )
    return Dialect(parsed.separator, why, options.columns, marks, 0, marks + 1, wrapped=parsed.wrapped)


def _find_header(rows: list[list[str]], start: int, known: Set[str]) -> int:
    """The first row that is filled like the rows below it; the row with most known names where there are any."""
    head = list(enumerate(rows[:30]))[start:]
    hits = {at: sum(fold(cell) in known for cell in row) for at, row in head}
    if hits and max(hits.values()) > 1:
        return max(hits, key=lambda at: (hits[at], -at))
    widest = max((_filled(row) for _, row in head), default=0)
    return next((at for at, row in head if row and _filled(row) >= max(1, 0.6 * widest)), start)


def refuse_headless(rows: list[list[str]], at: int, line: int, known: Set[str], file_name: str) -> None:
    """Raise where the row that would be the header holds what only data holds, as the rows below it do."""
    cells = [cell.strip() for cell in rows[at] if cell.strip()]
    told = [cell for place, cell in enumerate(rows[at]) if _is_like_below(rows, at, place)]
    data = [cell for cell in cells if _DATA.fullmatch(cell) or _NO_NAME.fullmatch(cell)]
    if told or (len(data) * 3 >= max(1, len(cells)) and not any(fold(cell) in known for cell in cells)):
        shown = ", ".join(f'"{cell[:30]}"' for cell in data[:3])
        raise InputError(
            "{file}: line {line} looks like data, not like column names ({cells}). If the file has "
            "no header, say so in a mapping: under [file], header_line = 0 and columns = [the names "
            "of its {width} columns].",
            file=file_name,
            line=line,
            cells=shown,
            width=len(rows[at]),
        )


def _is_like_below(rows: list[list[str]], at: int, place: int) -> bool:
    """Whether a cell is a date, an address or a long id, and most cells below it are too."""
    if not _NO_NAME.fullmatch(rows[at][place].strip()):
        return False
    below = [row[place].strip() for row in rows[at + 1 : at + 50] if place < len(row) and row[place].strip()]
    return sum(bool(_NO_NAME.fullmatch(cell)) for cell in below) * 2 > len(below)


def unique(cells: list[str]) -> tuple[tuple[str, ...], tuple[Message, ...]]:
    """(header names, notes): each name once; columns without a name are called "column 3"."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    notes: list[Message] = []
    for at, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {at}"
        seen[name] += 1
        if seen[name] > 1:
            notes.append(
                Message(
                    'two columns are called "{name}": the later one is taken as "{other}"',
                    name=name,
                    other=f"{name} ({seen[name]})",
                )
            )
            name = f"{name} ({seen[name]})"
        names.append(name)
    return tuple(names), tuple(notes)
