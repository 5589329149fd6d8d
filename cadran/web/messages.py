"""The words of the screens: .po files are what people edit, .mo files are made from them where they are needed.

Nothing binary is kept in the repository. `compiled` is called when settings are read: it writes what is missing or
older than its source, beside it where the package may be written to, else in a folder of the user's own.
"""

from __future__ import annotations

import ast
import os
import struct
import tempfile
from pathlib import Path

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


def entries(text: str) -> dict[str, tuple[str, ...]]:
    r"""Message id (context and plural as in a .mo file) → its translations; fuzzy and empty ones are left out.

    >>> entries('msgid "Yes"\nmsgstr "Oui"\n')
    {'Yes': ('Oui',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines()):
            continue
        fields = _fields(lines)
        if "msgid" not in fields:
            continue
        key = fields["msgid"]
        if "msgctxt" in fields:
            key = f"{fields['msgctxt']}\x04{key}"
        if "msgid_plural" in fields:
            key = f"{key}\x00{fields['msgid_plural']}"
        texts = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
        if all(texts):
            found[key] = texts
    return found


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if line.startswith("msg"):
            name, _space, line = line.partition(" ")
            fields[name] = ""
        fields[name] += ast.literal_eval(line.strip())
    return fields


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
