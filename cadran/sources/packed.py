"""Packed files: gzip (one file) and zip (each of its files), unpacked where nothing lasts, within bounds."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Protocol

from cadran.errors import InputError

MAX_UNPACKED = 16 << 30
MAX_RATIO = 250
"""Text packs at 5 to 30 to 1; what unpacks to more than this, past the first megabytes, is no export."""
RATIO_FROM = 64 << 20
MAX_MEMBERS = 1000
_PIECE = 1 << 20
_ARCHIVES = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".tar", ".tgz")


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read: where it is, the name by which it is told, and the folder that goes with it when packed."""

    path: Path
    name: str
    folder: TemporaryDirectory[str] | None = None


def members(path: Path) -> list[Member]:
    """The files that a path stands for: itself, or what is packed in it (.gz, .zip).

    InputError where an archive is damaged, locked, empty or unpacks to more than an export can hold.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    suffix = path.suffix.lower()
    try:
        if suffix == ".gz" and head.startswith(b"\x1f\x8b"):
            return [_gunzipped(path)]
        if suffix == ".zip" and head.startswith(b"PK"):
            return _unzipped(path)
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError, NotImplementedError) as error:
        reason = str(error).strip() or type(error).__name__
        raise InputError(
            "{file} is a damaged or truncated archive ({reason}). Pack it again.", file=path.name, reason=reason
        ) from None
    return [Member(path, path.name)]


def _gunzipped(path: Path) -> Member:
    if path.stem.lower().endswith(".tar"):
        raise InputError("{file} is a tar archive. Unpack it and import what is inside.", file=path.name)
    folder = TemporaryDirectory(prefix="cadran-")
    target = Path(folder.name) / path.stem
    with gzip.open(path, "rb") as packed:
        _write(packed, target, path, path.stat().st_size)
    return Member(target, path.name, folder)


def _unzipped(path: Path) -> list[Member]:
    with zipfile.ZipFile(path) as archive:
        inside = [one for one in archive.infolist() if not one.is_dir() and not _is_clutter(one.filename)]
        if not inside:
            raise InputError("{file} holds no file.", file=path.name)
        if len(inside) > MAX_MEMBERS:
            raise InputError(
                "{file} holds {count:,} files, more than {most:,}. Unpack it first.",
                file=path.name,
                count=len(inside),
                most=MAX_MEMBERS,
            )
        if sum(one.file_size for one in inside) > MAX_UNPACKED:
            raise _too_big(path)
        for one in inside:
            _check(path, one)
        return [_member(path, archive, one, alone=len(inside) == 1) for one in inside]


def _is_clutter(name: str) -> bool:
    """What systems add to an archive by themselves."""
    return any(part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in PurePosixPath(name).parts)


def _check(path: Path, one: zipfile.ZipInfo) -> None:
    if one.flag_bits & 1:
        raise InputError("{file} is locked by a password. Unpack it and import what is inside.", file=path.name)
    if one.filename.lower().endswith(_ARCHIVES):
        raise InputError(
            "{file} holds an archive ({name}). Unpack it and import what is inside.", file=path.name, name=one.filename
        )


def _member(path: Path, archive: zipfile.ZipFile, one: zipfile.ZipInfo, *, alone: bool) -> Member:
    folder = TemporaryDirectory(prefix="cadran-")
    base = PurePosixPath(one.filename.replace("\\", "/")).name  # a path inside the archive leads nowhere outside
    target = Path(folder.name) / base
    with archive.open(one) as packed:
        _write(packed, target, path, one.compress_size)
    return Member(target, path.name if alone else f"{path.name}#{one.filename}", folder)


def _write(packed: _Readable, target: Path, path: Path, size: int) -> None:
    """Unpack piece by piece; stop where it becomes more than an export, or than the disk holds."""
    free, written = shutil.disk_usage(target.parent).free, 0
    with target.open("wb") as out:
        for piece in _pieces(packed):
            written += len(piece)
            if written > MAX_UNPACKED or (written > RATIO_FROM and written > MAX_RATIO * max(size, 1)):
                raise _too_big(path)
            if written > free - (256 << 20):
                raise InputError(
                    "{file} does not fit on the disk when unpacked. Make room, or unpack it elsewhere.", file=path.name
                )
            out.write(piece)


def _pieces(packed: _Readable) -> Iterator[bytes]:
    while piece := packed.read(_PIECE):
        yield piece


def _too_big(path: Path) -> InputError:
    return InputError(
        "{file} unpacks to far more than an export holds ({gb} GB, or {times} times its own "
        "size, at most). If it is one, unpack it and import what is inside.",
        file=path.name,
        gb=MAX_UNPACKED >> 30,
        times=MAX_RATIO,
    )
