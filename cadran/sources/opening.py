"""Files and patterns to sources: the kind is read from the first bytes, and a name that lies is told so."""

from __future__ import annotations

import glob
import zipfile
from collections.abc import Iterable, Set
from pathlib import Path
from typing import TYPE_CHECKING

from cadran.errors import InputError, cut
from cadran.messages import Message
from cadran.messages.terms import system_reason
from cadran.sources.base import FileOptions, Source
from cadran.sources.delimited import open_delimited
from cadran.sources.dumps import refuse_dump
from cadran.sources.jsonlines import open_jsonlines
from cadran.sources.relation import open_parquet
from cadran.sources.workbook import open_workbook

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7-zip", b"Rar!": "rar",
           b"\x28\xb5\x2f\xfd": "zstd"}  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0"


def expand(paths: Iterable[str | Path]) -> list[Path]:
    """Names and patterns (`calls/*.csv`) to files, each once, in order; InputError for what is not there."""
    found: dict[Path, None] = {}
    for given in paths:
        text = str(given)
        path = Path(text)
        try:
            is_folder = path.is_dir()
        except OSError as error:  # a name longer than any
            raise InputError(
                '"{path}" cannot be read: {reason}.', path=cut(text), reason=system_reason(error)
            ) from None
        if is_folder:
            raise InputError(
                '"{path}" is a directory. Give files, or a pattern such as "{pattern}".',
                path=text,
                pattern=path / "*.csv",
            )
        if path.exists():
            found[_regular(path)] = None
        elif glob.has_magic(text):
            matches = [Path(name) for name in sorted(glob.glob(text, recursive=True))]  # noqa: PTH207 (absolute patterns too)
            matches = [match for match in matches if match.is_file()]
            if not matches:
                raise InputError('No file matches "{pattern}".', pattern=text)
            found.update(dict.fromkeys(matches))
        else:
            near = sorted(p.name for p in path.parent.glob("*") if p.is_file())[:5] if path.parent.is_dir() else []
            there = Message(" That folder holds {names}.", names=[*near]) if near else ""
            raise InputError('"{path}" does not exist.{there}', path=text, there=there)
    return list(found)


def _regular(path: Path) -> Path:
    """The path of a file; a pipe, a device or a socket would be read for ever."""
    if not path.is_file():
        raise InputError('"{path}" is not a regular file.', path=path)
    return path


def open_sources(path: Path, options: FileOptions, connection: DuckDBPyConnection, known: Set[str]) -> list[Source]:
    """The sources a file holds: one, or one for each sheet of a workbook.

    `known` are folded header names that would be understood: they help to find the header.
    """
    _regular(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise InputError('"{path}" cannot be read: {reason}.', path=path, reason=system_reason(error)) from None
    suffix = path.suffix.lower()
    _refuse_packed(path, head, suffix)
    if suffix in _WORKBOOKS:
        return list(open_workbook(path, options, connection, known))
    if head.startswith(b"PAR1") or suffix == ".parquet":
        return [open_parquet(path, options, connection)]
    if suffix in (".jsonl", ".ndjson", ".json"):
        return [open_jsonlines(path, options, connection)]
    refuse_dump(path)
    return [open_delimited(path, options, known)]


def _refuse_packed(path: Path, head: bytes, suffix: str) -> None:
    """Archives, and workbooks under another name."""
    packed = next((kind for mark, kind in _PACKED.items() if head.startswith(mark)), None)
    if packed:
        raise InputError("{file} is packed ({kind}). Unpack it and import what is inside.", file=path.name, kind=packed)
    if suffix in _WORKBOOKS:
        if not head:
            raise InputError("{file} is empty (0 bytes). Export it again.", file=path.name)
        if not head.startswith((b"PK\x03\x04", _OLE)):
            raise InputError(
                "{file} is not a workbook, whatever its name says. If it is text, rename it to {csv}; else save it again.",
                file=path.name,
                csv=f"{path.stem}.csv",
            )
        return
    if head.startswith(_OLE):
        raise InputError(
            "{file} is an old Excel workbook. Rename it to {name} and import that.",
            file=path.name,
            name=f"{path.stem}.xls",
        )
    if head.startswith(b"PK\x03\x04"):
        inside: list[str] = []
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                inside = archive.namelist()
        if "xl/workbook.xml" in inside:
            raise InputError(
                "{file} is an Excel workbook. Rename it to {name} and import that.",
                file=path.name,
                name=f"{path.stem}.xlsx",
            )
        held = Message(" It holds {names}.", names=[*inside[:3]]) if inside else ""
        raise InputError(
            "{file} is a zip archive, not text.{held} Unpack it and import what is inside.", file=path.name, held=held
        )
