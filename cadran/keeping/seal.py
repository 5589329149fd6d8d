"""The checksum that a backup carries: a line at its end with the SHA-256 of everything before it.

DuckDB reads a file by its blocks and passes over what follows the last one, so a sealed backup is still a database that
any tool opens. A store that is opened to be written to has it taken off. A file without it (a copy by hand, a backup of an earlier
version) can only be read through, block by block.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cadran.errors import StoreDamagedError

_MARK = b"\nCADRAN BACKUP SHA-256 "
_LENGTH = len(_MARK) + 64 + 1
_PIECE = 1 << 20
_HEADERS, _BLOCK = 3 * 4096, 1 << 18
"""A DuckDB file: three headers, then whole blocks; a checksum is what lies beyond them."""


def seal(path: Path) -> None:
    """Add the checksum to a file that is whole, and see that the disk has it."""
    digest = _digest(path, path.stat().st_size)
    with path.open("ab") as file:
        file.write(_MARK + digest + b"\n")
        file.flush()
        os.fsync(file.fileno())


def check_seal(path: Path) -> bool:
    """Whether a file carries a checksum, having read all of it; StoreDamagedError where it is not that of its content."""
    told = _told(path)
    if told is None:
        return False
    if _digest(path, path.stat().st_size - _LENGTH) != told:
        raise StoreDamagedError(
            '"{path}" is damaged: its content is not what was written when the backup was made (its '
            "checksum differs). Nothing was changed. Use another backup.",
            path=path,
        )
    return True


def without_seal(path: Path) -> None:
    """Take the checksum off a file that is going to be written to, if it carries one.

    By its size and its name alone: to open and close a file here would drop the lock that the database holds on it.
    """
    size = path.stat().st_size
    if (size - _HEADERS) % _BLOCK == _LENGTH:
        os.truncate(path, size - _LENGTH)


def _told(path: Path) -> bytes | None:
    """The checksum that a file carries, None where it carries none."""
    size = path.stat().st_size
    if size < _LENGTH:
        return None
    with path.open("rb") as file:
        file.seek(size - _LENGTH)
        end = file.read()
    return end[len(_MARK) : -1] if end.startswith(_MARK) else None


def _digest(path: Path, length: int) -> bytes:
    """The SHA-256 of a file's first bytes, in hexadecimal digits."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while length and (piece := file.read(min(_PIECE, length))):
            found.update(piece)
            length -= len(piece)
    return found.hexdigest().encode()
