"""fr.po as the .mo file that gettext reads: for the pages, and for the command line's own library.

The .po is what people edit; nothing binary is kept in the repository. `compiled` writes what is missing or older than
its source, beside it where the package may be written to, else in the user's cache, else in a folder of the process's own.
"""

from __future__ import annotations

import contextlib
import os
import struct
from pathlib import Path
from tempfile import mkdtemp

from cadran.messages.po import entries

SOURCE = Path(__file__).parent / "fr.po"
FOLDER = Path(__file__).parent / "locale"
DOMAIN = "django"
_PLACE = Path("fr", "LC_MESSAGES", f"{DOMAIN}.mo")


def compiled(source: Path = SOURCE, folder: Path = FOLDER) -> Path:
    """A folder with an up-to-date .mo, as gettext wants it laid out."""
    for kept in (folder, Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "cadran", "locale")):
        target = kept / _PLACE
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            return kept
        with contextlib.suppress(OSError):  # it may not be written to
            _write(target, compile_po(source.read_text(encoding="utf-8")))
            return kept
    made = Path(mkdtemp(prefix="cadran-locale-"))
    _write(made / _PLACE, compile_po(source.read_text(encoding="utf-8")))
    return made


def _write(target: Path, content: bytes) -> None:
    """All at once: another process may be reading."""
    target.parent.mkdir(parents=True, exist_ok=True)
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
