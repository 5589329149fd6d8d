"""Bytes of a text file: which encoding, which line ends, is it text at all; and a UTF-8 copy where DuckDB needs one.

DuckDB reads UTF-8 in place. Anything else is copied in chunks, line for line, so that line numbers stay those of
the file a person has.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cadran.errors import InputError, cut, did_you_mean
from cadran.messages import Message
from cadran.messages.terms import term

CHUNK = 8 * 1024 * 1024
_HEAD = 256 * 1024
_SPOTS = 32
_WHOLE = 64 * 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
MIXED = "mixed"
"""Lines in UTF-8 and lines in cp1252 in one file: each is read as it is written."""
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_ASCII = bytes(range(32, 127)) + b"+AGE-xn--\\u0041\r\n\t"
_EVERY = bytes(range(256)) + _ASCII
_ACCENT_IN_UTF8 = re.compile(rb"[\xc3][\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x90-\xaf]|\xe2\x82\xac")
_WINDOWS = ("cp1252", "latin-1", "iso8859-15", "cp1250", "mac-roman", "cp850")
_KNOWN = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac-roman", "cp850")


@dataclass(frozen=True, slots=True)
class Text:
    """What was found: `head` is the decoded beginning; `in_place` tells that DuckDB can read the file as it is."""

    encoding: str
    why: Message
    line_ends: Message
    head: str
    complete: bool
    in_place: bool


def examine(path: Path, encoding: str | None = None) -> Text:
    """Sniff a text file from its head and from spots all along it; InputError when empty or not text."""
    size = path.stat().st_size
    if size == 0:
        raise InputError("{file} is empty (0 bytes). Export it again.", file=path.name)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        name, why = _encoding(head, lambda: _spots(stream, size), encoding, path.name)
        if not name.startswith("utf-16"):
            _refuse_binary(head, 0, path.name)
            for offset, spot in _spots(stream, size):
                _refuse_binary(spot, offset, path.name)
    complete = size <= _HEAD
    head_encoding = "utf-8" if name == MIXED else name
    text = codecs.getincrementaldecoder(head_encoding)("replace").decode(head, final=complete)
    if not text.strip():
        raise InputError("{file} holds nothing but blank lines. Export it again.", file=path.name)
    line_ends, regular = _line_ends(text)
    return Text(name, why, line_ends, text, complete, regular and name in ("utf-8", "utf-8-sig"))


def _encoding(
    head: bytes, spots: Callable[[], Iterable[tuple[int, bytes]]], asked: str | None, file_name: str
) -> tuple[str, Message]:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, Message("its first bytes say so (byte-order mark)")
    if asked is not None:
        return _asked(asked, head, file_name), Message("the mapping says so")
    zeros = head[:4096].count(0), head[1:4096:2].count(0), head[0:4096:2].count(0)
    if zeros[0] > len(head[:4096]) // 4 and min(zeros[1:]) < max(zeros[1:]) // 20:
        return ("utf-16-le" if zeros[1] > zeros[2] else "utf-16-be"), Message("every other byte is zero")
    bad = [spot for _, spot in spots() if not _is_utf8(spot)]
    if not bad:
        accents = any(byte >= 128 for byte in head)
        return "utf-8", Message("its accents are valid UTF-8") if accents else Message("no byte contradicts it")
    if any(_ACCENT_IN_UTF8.search(spot) for _, spot in spots()):
        return MIXED, Message(
            "accents are UTF-8 on some lines and cp1252 on others; each line is read as it is written"
        )
    return "cp1252", Message("bytes that are not UTF-8, such as French accents typed on Windows")


def _asked(asked: str, head: bytes, file_name: str) -> str:
    """The name of the encoding that a mapping states; InputError where it is none, or the file contradicts it."""
    if asked == MIXED:
        return MIXED
    name, known = "", False
    try:
        name = codecs.lookup(asked).name.replace("iso8859-1", "latin-1")
        decode = codecs.getincrementaldecoder(name)("replace").decode
        known = decode(_ASCII) == _ASCII.decode("ascii") or len(decode(_EVERY)) == len(_EVERY)
    except (LookupError, UnicodeError, TypeError, AssertionError, ValueError):  # codecs that are no encodings
        known = False
    if not known and not name.startswith(("utf-16", "utf-32")):
        raise InputError(
            '{file}: encoding "{name}" is not known.{near} Expected one such as {names}.',
            file=file_name,
            name=cut(asked),
            near=did_you_mean(asked, _KNOWN),
            names=[*_KNOWN[:4]],
        )
    found = _ACCENT_IN_UTF8.search(head)
    if name in _WINDOWS and found and _is_utf8(head):
        seen, meant = found.group().decode(name, "replace"), found.group().decode("utf-8")
        raise InputError(
            '{file} is UTF-8, and the mapping says encoding = "{asked}": "{meant}" would be read as '
            '"{seen}". Remove encoding under [file] in the mapping, or write "utf-8".',
            file=file_name,
            asked=asked,
            meant=meant,
            seen=seen,
        )
    return name


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
            "{file} is not text: byte {place:,} is zero, as in binary, damaged or half-copied files. "
            "Export it again as CSV.",
            file=file_name,
            place=where,
        )
    strange = len(spot) - len(spot.translate(None, _CONTROL))
    if strange > len(spot) // 100:
        raise InputError("{file} is not text: it holds binary data. Export it again as CSV.", file=file_name)


def _line_ends(text: str) -> tuple[Message, bool]:
    """(in words, whether DuckDB can read them as they are)."""
    both, feeds, returns = text.count("\r\n"), text.count("\n"), text.count("\r")
    if returns == 0:
        return term("LF"), True
    if feeds == 0:
        return Message("CR only (old Macintosh)"), False
    return (term("CR LF"), True) if both == feeds == returns else (Message("mixed"), False)


def copy(path: Path, encoding: str, target: Path) -> None:
    """A UTF-8 copy with LF line ends, one line for each line of the original.

    A carriage return inside a line becomes a line end only where the file has no other.
    """
    with target.open("w", encoding="utf-8", newline="") as out:
        out.writelines(_chunks(path, encoding))


def decoded_lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file as `copy` has them, line end included."""
    held = ""
    for chunk in _chunks(path, encoding):
        *lines, held = (held + chunk).split("\n")
        for line in lines:
            yield line + "\n"
    if held:
        yield held


def _chunks(path: Path, encoding: str) -> Iterator[str]:
    """Decoded text, CR LF and (where alone in the file) CR made LF; other CR made spaces."""
    alone: str | None = None
    held = ""
    for decoded in _decoded(path, encoding):
        text = held + decoded
        held = "\r" if text.endswith("\r") else ""
        text = text[: len(text) - len(held)].replace("\r\n", "\n")
        if alone is None and text.strip():
            alone = " " if "\n" in text else "\n"
        yield text.replace("\r", alone or " ")
    yield held.replace("\r", "\n")


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    with path.open("rb") as stream:
        if encoding == MIXED:
            while lines := stream.readlines(CHUNK):
                yield "".join(map(_line, lines)).removeprefix("\ufeff")
            return
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        while chunk := stream.read(CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)


def odd_lines(path: Path) -> tuple[str, list[int]]:
    """Of a file in two encodings, the one of fewer lines, and the lines that are in it."""
    lines: dict[str, list[int]] = {"UTF-8": [], "Windows-1252": []}
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.isascii():
                lines["UTF-8" if _is_utf8(line) else "Windows-1252"].append(number)
    fewer = min(lines, key=lambda name: len(lines[name]))
    return fewer, lines[fewer]


def _line(line: bytes) -> str:
    """A line of a file in which some lines are UTF-8 and some are as Windows writes them."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


_MARK = re.compile(r"^\ufeff?sep=(.)\r?$", re.IGNORECASE)


def separator_mark(line: str) -> str | None:
    r"""The separator that a first line `sep=;` declares.

    >>> separator_mark("sep=;")
    ';'
    """
    found = _MARK.match(line)
    return found.group(1) if found else None
