"""The outside count of a delimited file: its lines and records, from its bytes alone, without the reader.

What the reader gives is held against it. It also tells where that reader would stumble: a quote that stands where
none can, a record longer than any, line ends of two kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cadran.errors import InputError

LONGEST_RECORD = 2_000_000
"""Bytes; a longer record is a quote left open, or not text."""
MOST_LINES = 1_000
"""Lines that one record may run over."""
_LONGEST_LINE = 64 << 20
_CHUNK = 8 << 20
_QUOTE, _FEED, _RETURN = 34, 10, 13

Places = npt.NDArray[np.int64]


@dataclass(slots=True)
class Survey:
    """Counts of a UTF-8 file from its first line of data on.

    `records` are lines that end outside quotes and hold something, `blank` those that hold nothing; `lines` counts
    line ends, within quotes too. `regular`: every quote opens, closes or is doubled where it may, no record is too
    long, and no text within quotes has the shape of records. `even`: all line ends are of one kind.
    """

    lines: int = 0
    records: int = 0
    blank: int = 0
    regular: bool = True
    feeds: int = 0
    returns: int = 0
    both: int = 0

    @property
    def even(self) -> bool:
        return self.returns == self.both and self.both in (0, self.feeds)


def survey(path: Path, separator: str, width: int, first_line: int = 1) -> Survey:
    """Count the lines and records of a file; InputError where a line is longer than any text has."""
    found = Survey()
    is_open, length, skip = False, 0, first_line - 1
    for chunk in _whole_lines(path):
        skipped = _after(chunk, skip)
        skip -= chunk[:skipped].count(b"\n")
        is_open, length = _count(found, chunk[skipped:], separator.encode(), width, is_open, length)
    found.regular &= not is_open
    return found


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line end; one is added after the last line if it has none."""
    held = b""
    first = True
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            if first:
                piece, first = piece.removeprefix(b"\xef\xbb\xbf"), False
            end = piece.rfind(b"\n") + 1
            if end:
                yield held + piece[:end] if held else piece[:end]
                held = piece[end:]
                continue
            held += piece
            if len(held) > _LONGEST_LINE:
                raise InputError(
                    "{file} holds a line of more than {size} MB. That is no line of text. Export it again as "
                    "CSV, a record a line.",
                    file=path.name,
                    size=_LONGEST_LINE >> 20,
                )
    if held:
        yield held + b"\n"


def _after(chunk: bytes, lines: int) -> int:
    """Where the line after that many lines begins."""
    place = 0
    for _ in range(lines):
        found = chunk.find(b"\n", place)
        if found < 0:
            return len(chunk)
        place = found + 1
    return place


def _count(
    found: Survey, chunk: bytes, separator: bytes, width: int, is_open: bool, length: int
) -> tuple[bool, int]:  # fmt: skip
    """Add a piece to the survey; whether a quote is open at its end, and since how many bytes its record runs."""
    if not is_open and b'"' not in chunk and _is_simple(chunk):
        return False, _count_simple(found, chunk, length)
    bytes_ = np.frombuffer(chunk, dtype=np.uint8)
    feeds = np.flatnonzero(bytes_ == _FEED)
    quotes = np.flatnonzero(bytes_ == _QUOTE) if is_open or b'"' in chunk else feeds[:0]
    inside = (
        (np.searchsorted(quotes, feeds) + is_open) % 2 == 1 if len(quotes) or is_open else np.zeros(len(feeds), bool)
    )
    ends = feeds[~inside]
    starts = np.concatenate(([-1], feeds[:-1]))
    sizes = feeds - starts - 1
    has_return = bytes_[np.maximum(feeds - 1, 0)] == _RETURN
    found.feeds += len(ends)
    found.both += int(has_return[~inside].sum())
    found.returns += chunk.count(b"\r") - int(has_return[inside].sum())
    empty = ~inside & ((sizes == 0) | ((sizes == 1) & has_return))
    if is_open and len(inside):
        empty[0] = False
    blank = int(empty.sum())
    found.lines += len(feeds)
    found.blank += blank
    found.records += len(ends) - blank
    lengths = np.diff(np.concatenate(([-1 - length], ends)))
    longest = int(lengths.max()) if len(lengths) else 0
    length = len(chunk) - 1 - int(ends[-1]) if len(ends) else length + len(chunk)
    found.regular &= max(longest, length) <= LONGEST_RECORD
    if len(quotes):
        found.regular &= _well_quoted(bytes_, quotes, separator, is_open)
    if inside.any():
        found.regular &= not _records_inside(chunk, starts[inside], feeds[inside], separator, width)
    return (is_open + len(quotes)) % 2 == 1, length


def _is_simple(chunk: bytes) -> bool:
    """Whether no line is blank and none too long, so that counting line ends is enough."""
    if chunk.startswith((b"\n", b"\r\n")) or b"\n\n" in chunk or b"\n\r\n" in chunk:
        return False
    place = 0
    while len(chunk) - place > LONGEST_RECORD:
        place = chunk.rfind(b"\n", place, place + LONGEST_RECORD) + 1
        if place == 0:
            return False
    return True


def _count_simple(found: Survey, chunk: bytes, length: int) -> int:
    feeds = chunk.count(b"\n")
    found.lines += feeds
    found.records += feeds
    found.feeds += feeds
    found.returns += chunk.count(b"\r")
    found.both += chunk.count(b"\r\n")
    return 0 if feeds else length


def _well_quoted(bytes_: npt.NDArray[np.uint8], quotes: Places, separator: bytes, is_open: bool) -> bool:
    """Whether each quote opens after a separator or line end, closes before one, or is doubled."""
    opening, closing = quotes[int(is_open) :: 2], quotes[1 - int(is_open) :: 2]
    mark = separator[0] if len(separator) == 1 else 0
    before = bytes_[np.maximum(opening - 1, 0)]
    if len(opening) and opening[0] == 0:
        before[0] = _FEED
    after = bytes_[closing + 1]  # a piece ends with a line end
    opens = (before == mark) | (before == _FEED) | (before == _QUOTE)
    closes = (after == mark) | (after == _FEED) | (after == _RETURN) | (after == _QUOTE)
    return bool(opens.all() and closes.all())


def _records_inside(chunk: bytes, starts: Places, feeds: Places, separator: bytes, width: int) -> bool:
    """Whether a text within quotes runs on for longer than one may, or holds lines with the separators of a record."""

    def is_record(start: int, end: int) -> bool:
        return width > 2 and chunk.count(separator, start, end) == width - 1

    run, last, first = 0, -1, False
    for start, feed in zip((starts + 1).tolist(), feeds.tolist(), strict=True):
        if start != last:  # the line on which a quote opens
            run, first = 0, is_record(start, feed)
        elif is_record(start, feed):
            return True
        run, last = run + 1, feed + 1
        end = chunk.find(b"\n", last)
        if run > MOST_LINES or (first and is_record(last, end)):
            return True
    return False
