"""The words of the screens: .po files are what people edit, .mo files are made from them where they are needed.

Nothing binary is kept in the repository. `compiled` is called when settings are read: it writes what is missing or
older than its source, beside it where the package may be written to, else in a folder of the user's own.
"""

from __future__ import annotations

import os
import struct
import tempfile
from pathlib import Path

from cadran.messages.po import entries

FOLDER = Path(__file__).parent / "locale"


def compiled(folder: Path = FOLDER) -> Path:
    """The folder with an up-to-date .mo beside each .po."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        try:
            _write(target, compile_po(source.read_text(encoding="utf-8")))
        except OSError:
            return _elsewhere(folder)
    return folder


def _elsewhere(folder: Path) -> Path:
    """A folder made for this process, where the package cannot be written to."""
    place = Path(tempfile.mkdtemp(prefix="cadran-locale-"))
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = place / source.relative_to(folder).with_suffix(".mo")
        target.parent.mkdir(parents=True)
        _write(target, compile_po(source.read_text(encoding="utf-8")))
    return place


def _write(target: Path, content: bytes) -> None:
    """All at once: another process may be reading."""
    made = target.with_suffix(f".{os.getpid()}")
    made.write_bytes(content)
    made.replace(target)


def compile_po(text: str) -> bytes:
    """A .po file as the bytes of its .mo: header, two sorted tables of lengths and offsets, the texts."""
    pairs = sorted((key.encode(), "\x00".join(texts).encode()) for key, texts in entries(text).items())
    start = 28 + 16 * len(pairs)
    ids = b"".join(key + b"\x00" for key, _text in pairs)
    texts = b"".join(text + b"\x00" for _key, text in pairs)
    tables, places = [], [start, start + len(ids)]
    for side in (0, 1):
        for pair in pairs:
            tables += [len(pair[side]), places[side]]
            places[side] += len(pair[side]) + 1
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return header + struct.pack(f"<{len(tables)}I", *tables) + ids + texts
