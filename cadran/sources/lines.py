"""Where records stand in a text file: physical lines and raw text, for the few records that were set aside.

DuckDB counts records; a person counts lines in an editor. This pass runs only when there is something to show.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """One record of the file: its ordinal among the records that were read, its first line (from 1), its text."""

    ordinal: int
    line: int
    raw: str


class Records:
    """One pass over a UTF-8 file.

    `skip` records above the data, `separator`, and `broken`: (byte offset, length in bytes) of the records that
    DuckDB could not read, which do not count. After the pass, `count` is the number of records that do.
    """

    def __init__(self, path: Path, skip: int, separator: str, broken: Sequence[tuple[int, int]], width: int) -> None:
        self.path = path
        self.count = 0
        self.lines: dict[int, int] = {}
        self._skip = skip
        self._single = width == 1
        self._broken = sorted(broken)
        self._opening = re.compile(rb"(?:^|" + re.escape(separator.encode()) + rb') *"')

    def find(self, ordinals: Sequence[int]) -> Iterator[Place]:
        """The records of those ordinals (sorted); `lines` gets the line of each broken one by its offset."""
        wanted = iter(ordinals)
        target = next(wanted, -1)
        for line, parts in self._records():
            if self.count == target:
                yield Place(target, line, b"".join(parts).decode("utf-8", "replace").rstrip("\r\n"))
                target = next(wanted, -1)
            self.count += 1

    def _records(self) -> Iterator[tuple[int, list[bytes]]]:
        """(first line, its physical lines) of each record that counts."""
        broken, following = iter(self._broken), (-9, 0)
        following = next(broken, (-9, 0))
        offset = number = seen = until = 0
        parts: list[bytes] = []
        first = 0
        with self.path.open("rb") as stream:
            for line in stream:
                number += 1
                start, offset = offset, offset + len(line)
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                if not parts and seen >= self._skip:
                    if not self._single and not line.strip(b"\r\n"):
                        continue  # DuckDB passes over blank lines, and may count one as the start of what follows
                    while following[0] >= 0 and following[0] <= start:
                        self.lines[following[0]] = number
                        until = max(until, following[0] + following[1])
                        following = next(broken, (-9, 0))
                    if start < until:
                        continue
                if not parts:
                    first = number
                if (b'"' in line and self._open_after(line, bool(parts))) or (parts and b'"' not in line):
                    parts.append(line)
                    continue
                record, parts = [*parts, line], []
                if seen < self._skip:
                    seen += 1
                else:
                    yield first, record
        if parts:
            yield first, parts

    def _open_after(self, line: bytes, is_open: bool) -> bool:
        """Whether a quoted field is still open at the end of the line."""
        if not is_open and line.count(b'"') % 2 == 0:
            return False
        position = 0
        while True:
            if not is_open:
                found = self._opening.search(line, position)
                if found is None:
                    return False
                position = found.end()
            position = line.find(b'"', position)
            if position < 0:
                return True
            is_open = line[position + 1 : position + 2] == b'"'  # a doubled quote is one that stays inside
            position += 2 if is_open else 1
