"""Bytes of a text file: which encoding, which line ends, is it text at all; and a UTF-8 copy where DuckDB needs one.

DuckDB reads UTF-8 in place. Anything else is copied in chunks, line for line, so that line numbers stay those of
the file a person has.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cadran.errors import InputError, did_you_mean

CHUNK = 8 * 1024 * 1024
_HEAD = 256 * 1024
_SPOTS = 32
_WHOLE = 64 * 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_KNOWN = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac-roman", "cp850")

Rewrite = Callable[[Iterator[list[str]]], Iterator[list[str]]]


@dataclass(frozen=True, slots=True)
class Text:
    """What was found: `head` is the decoded beginning; `in_place` tells that DuckDB can read the file as it is."""

    encoding: str
    why: str
    line_ends: str
    head: str
    complete: bool
    in_place: bool


def examine(path: Path, encoding: str | None = None) -> Text:
    """Sniff a text file from its head and from spots all along it; InputError when empty or not text."""
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path.name} is empty (0 bytes). Export it again.")
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        name, why = _encoding(head, lambda: _spots(stream, size), encoding, path.name)
        if not name.startswith("utf-16"):
            _refuse_binary(head, 0, path.name)
            for offset, spot in _spots(stream, size):
                _refuse_binary(spot, offset, path.name)
    complete = size <= _HEAD
    text = codecs.getincrementaldecoder(name)("replace").decode(head, final=complete)
    if not text.strip():
        raise InputError(f"{path.name} holds nothing but blank lines. Export it again.")
    line_ends, regular = _line_ends(text)
    return Text(name, why, line_ends, text, complete, regular and name in ("utf-8", "utf-8-sig"))


def _encoding(
    head: bytes, spots: Callable[[], Iterable[tuple[int, bytes]]], asked: str | None, file_name: str
) -> tuple[str, str]:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, "its first bytes say so (byte-order mark)"
    if asked is not None:
        try:
            return codecs.lookup(asked).name.replace("iso8859-1", "latin-1"), "the mapping says so"
        except LookupError:
            raise InputError(
                f'{file_name}: encoding "{asked}" is not known.{did_you_mean(asked, _KNOWN)} '
                f"Expected one such as {', '.join(_KNOWN[:4])}."
            ) from None
    zeros = head[:4096].count(0), head[1:4096:2].count(0), head[0:4096:2].count(0)
    if zeros[0] > len(head[:4096]) // 4 and min(zeros[1:]) < max(zeros[1:]) // 20:
        return ("utf-16-le" if zeros[1] > zeros[2] else "utf-16-be"), "every other byte is zero"
    bad = [spot for _, spot in spots() if not _is_utf8(spot)]
    if not bad:
        accents = any(byte >= 128 for byte in head)
        return "utf-8", "its accents are valid UTF-8" if accents else "no byte contradicts it"
    return "cp1252", "bytes that are not UTF-8, such as French accents typed on Windows"


def _spots(stream: io.BufferedReader, size: int) -> Iterator[tuple[int, bytes]]:
    """(offset, bytes): the whole of a small file, else spots spread evenly over it, the end included."""
    whole = size <= _WHOLE
    length = CHUNK if whole else 1 << 18
    offsets = range(0, size, length) if whole else [(size - length) * i // (_SPOTS - 1) for i in range(_SPOTS)]
    for offset in offsets:
        stream.seek(offset)
        yield offset, stream.read(length)


def _is_utf8(spot: bytes) -> bool:
    """Whether a cut of a file is UTF-8; a character cut at either end does not count against it."""
    start = next((i for i in range(min(4, len(spot))) if spot[i] & 0xC0 != 0x80), 0)
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(spot[start:], final=False)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(spot: bytes, offset: int, file_name: str) -> None:
    if 0 in spot:
        where = offset + spot.index(0)
        raise InputError(
            f"{file_name} is not text: byte {where:,} is zero, as in binary, damaged or half-copied files. "
            "Export it again as CSV."
        )
    strange = len(spot) - len(spot.translate(None, _CONTROL))
    if strange > len(spot) // 100:
        raise InputError(f"{file_name} is not text: it holds binary data. Export it again as CSV.")


def _line_ends(text: str) -> tuple[str, bool]:
    """(in words, whether DuckDB can read them as they are)."""
    both, feeds, returns = text.count("\r\n"), text.count("\n"), text.count("\r")
    if returns == 0:
        return "LF", True
    if feeds == 0:
        return "CR only (old Macintosh)", False
    return ("CR LF", True) if both == feeds == returns else ("mixed", False)


def copy(path: Path, encoding: str, target: Path, rewrite: Rewrite | None = None, separator: str = ",") -> None:
    """A UTF-8 copy with LF line ends, one line for each line of the original; `rewrite` mends its records.

    A carriage return inside a line becomes a line end only where the file has no other.
    """
    with target.open("w", encoding="utf-8", newline="") as out:
        if rewrite is None:
            out.writelines(_chunks(path, encoding))
            return
        lines = _lines(_chunks(path, encoding))
        csv.field_size_limit(CHUNK)
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        for record in rewrite(csv.reader(lines, delimiter=separator)):
            if record:
                writer.writerow(record)
            else:
                out.write("\n")


def _chunks(path: Path, encoding: str) -> Iterator[str]:
    """Decoded text, CR LF and (where alone in the file) CR made LF; other CR made spaces."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    alone: str | None = None
    held = ""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            text = held + decoder.decode(chunk)
            held = "\r" if text.endswith("\r") else ""
            text = text[: len(text) - len(held)].replace("\r\n", "\n")
            if alone is None and text.strip():
                alone = " " if "\n" in text else "\n"
            yield text.replace("\r", alone or " ")
    yield (held + decoder.decode(b"", final=True)).replace("\r", "\n")


def _lines(chunks: Iterable[str]) -> Iterator[str]:
    held = ""
    for chunk in chunks:
        *lines, held = (held + chunk).split("\n")
        for line in lines:
            yield line + "\n"
    if held:
        yield held


_MARK = re.compile(r"^\ufeff?sep=(.)\r?$", re.IGNORECASE)


def separator_mark(line: str) -> str | None:
    r"""The separator that a first line `sep=;` declares.

    >>> separator_mark("sep=;")
    ';'
    """
    found = _MARK.match(line)
    return found.group(1) if found else None
