"""Records of a delimited text that is not written as RFC 4180 has it, read as csv modules and spreadsheets do.

A quote opens only at the start of a field; what follows a closing quote belongs to the field (`"Poste 10" <114>`).
A record that is one quoted field is split again. A quote that is never closed, or so far down that the lines between
are records, leaves its own line aside and nothing else.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from cadran.messages import NOTHING, Message
from cadran.sources.base import Ragged
from cadran.sources.survey import LONGEST_RECORD, MOST_LINES

UNCLOSED = Message("has a quote that is not closed")
TOO_LONG = Message("is longer than {size} MB: a quote left open, or not text", size=LONGEST_RECORD // 1_000_000)


@dataclass(slots=True)
class Mended:
    """What was met on the way: lines and records written, records unwrapped, records set aside whole."""

    lines: int = 0
    records: int = 0
    unwrapped: int = 0
    set_aside: list[Ragged] = field(default_factory=list)


def mend(lines: Iterable[str], separator: str, width: int, skip: int, strip: bool, out: TextIO) -> Mended:
    """Write the records as RFC 4180 has them, on as many lines as they took; what cannot be read leaves blank lines.

    `skip` records stand above the data. `strip`: leave out empty fields after the last column.
    """
    csv.field_size_limit(LONGEST_RECORD * 2)
    done = Mended()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    for at, (parts, reason) in enumerate(_Splitter(lines, separator, width, skip)):
        first = done.lines + 1
        done.lines += len(parts)
        if reason:
            done.set_aside.append(Ragged(first, reason, "".join(parts).rstrip("\n")))
            out.write("\n" * len(parts))
            continue
        text = "".join(parts)
        if '"' not in text and not strip:
            out.write(text if text.endswith("\n") else text + "\n")
            done.records += bool(text.strip("\n"))
            continue
        record = fields(text, separator)
        if at >= skip and (inner := unwrapped(record, separator, width)):
            record, done.unwrapped = inner, done.unwrapped + 1
        if strip:
            while len(record) > width and not record[-1].strip():
                record.pop()
        done.records += bool(record)
        if record:
            writer.writerow(record)
        else:
            out.write("\n")
    return done


def fields(text: str, separator: str) -> list[str]:
    """The fields of one record."""
    return next(csv.reader(text.splitlines(keepends=True), delimiter=separator, skipinitialspace=separator != " "), [])


def unwrapped(record: list[str], separator: str, width: int) -> list[str] | None:
    """The record that a lone quoted field holds (empty fields may follow it); None where it holds none."""
    if not record or separator not in record[0] or any(cell.strip() for cell in record[1:]) or width < 2:
        return None
    inner = fields(record[0], separator)
    while len(inner) > width and not inner[-1].strip():
        inner.pop()
    return inner if len(inner) == width else None


class _Splitter:
    """Lines to records: (its lines, "" or why it cannot be read)."""

    def __init__(self, lines: Iterable[str], separator: str, width: int, skip: int) -> None:
        self.lines = iter(lines)
        self.held: deque[str] = deque()
        self.separator = separator
        self.width = width
        self.skip = skip
        self.opening = re.compile(r"(?:^|" + re.escape(separator) + r') *"')
        self.after = re.compile(r" *(?:" + re.escape(separator) + r"|\r?\n?$)")

    def line(self) -> str | None:
        return self.held.popleft() if self.held else next(self.lines, None)

    def __iter__(self) -> Iterator[tuple[list[str], Message]]:
        while (line := self.line()) is not None:
            self.skip -= 1
            if len(line) > LONGEST_RECORD // 4 and len(line.encode()) > LONGEST_RECORD:
                yield [line], TOO_LONG
            elif '"' not in line or not self.scan(line, False)[0]:
                yield [line], NOTHING
            else:
                yield self.gathered(line)

    def gathered(self, line: str) -> tuple[list[str], Message]:
        """The record that begins on a line whose last quote is open; the line alone where nothing closes it."""
        parts, size, alike = [line], len(line), False
        while (following := self.line()) is not None:
            parts.append(following)
            size += len(following)
            is_open, properly = self.scan(following, True) if '"' in following else (True, True)
            if not properly or len(parts) > MOST_LINES or size > LONGEST_RECORD:
                break
            if not is_open:
                if alike or (self.is_record(line) and self.is_record(following)):
                    break
                return parts, NOTHING
            alike = alike or self.is_record(following)
        self.held.extendleft(reversed(parts[1:]))
        return parts[:1], UNCLOSED

    def is_record(self, line: str) -> bool:
        """Whether a line has the columns of a record of its own, and is not prose with a space after each comma."""
        marks = line.count(self.separator)
        return self.skip < 0 and marks == self.width - 1 >= 2 and line.count(self.separator + " ") < marks

    def scan(self, line: str, is_open: bool) -> tuple[bool, bool]:
        """Whether a quoted field is open at the end of the line; whether the one open at its start closed properly."""
        position, carried = 0, is_open
        properly = True
        while True:
            if not is_open:
                found = self.opening.search(line, position)
                if found is None:
                    return False, properly
                position = found.end()
            position = line.find('"', position)
            if position < 0:
                return True, properly
            is_open = line[position + 1 : position + 2] == '"'  # a doubled quote is one that stays inside
            position += 2 if is_open else 1
            if carried and not is_open:
                properly, carried = self.after.match(line, position) is not None, False
