"""Copies of a store: made while it is open, put back in its place, or written anew so that nothing deleted remains."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cadran.engines.duckdb import DuckDBEngine
from cadran.errors import StoreError
from cadran.ingest import schema

_COPY = "cadran_copy"
_RECORD = "backup "
"""What names of settings that remember a backup start with; the instant follows."""


def backup(engine: DuckDBEngine, target: Path, *, now: datetime, force: bool = False) -> Path:
    """Copy an open store to `target` as it is at this moment; the store remembers where.

    The copy has its name only once it is whole. StoreError where the file exists (without `force`) or cannot be made.
    """
    target = target.absolute()
    if target.is_dir():
        raise StoreError(f'"{target}" is a directory. Name a file in it, such as "{target / "cadran-backup.duckdb"}".')
    if Path(engine.path).absolute() == target:
        raise StoreError(f'"{target}" is the store itself. Name another file.')
    if target.exists() and not force:
        raise StoreError(f'"{target}" exists. Name another file, or replace it with --force.')
    write_copy(engine, target)
    with engine.transaction():
        engine.execute("DELETE FROM settings WHERE starts_with(name, ?) AND value = ?", [_RECORD, str(target)])
        schema.write_setting(engine, f"{_RECORD}{now.isoformat()}", str(target))
    return target


def backups(engine: DuckDBEngine) -> list[Path]:
    """The copies that this store remembers and that are still there, and those kept beside it by a migration."""
    made = engine.rows("SELECT value FROM settings WHERE starts_with(name, ?) ORDER BY name", [_RECORD])
    found = [Path(value) for (value,) in made]
    if engine.path != ":memory:":
        own = Path(engine.path).absolute()
        found += sorted(own.parent.glob(f"{own.name}.v*.bak"))
    return [path for path in dict.fromkeys(found) if path.exists()]


def write_copy(engine: DuckDBEngine, target: Path) -> None:
    """Write the database anew to `target`, under another name until it is whole."""
    if not target.parent.is_dir():
        raise StoreError(f'The folder "{target.parent}" does not exist. Create it, or name another file.')
    with _partial(target) as partial:
        name = str(engine.rows("SELECT current_database()")[0][0]).replace('"', '""')
        quoted = str(partial).replace("'", "''")
        engine.execute(f"ATTACH '{quoted}' AS {_COPY}")
        try:
            engine.execute(f'COPY FROM DATABASE "{name}" TO {_COPY}')
        finally:
            engine.execute(f"DETACH {_COPY}")


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A file to write, that takes the name `target` when all has gone well and is on the disk; else nothing is left."""
    partial = target.with_name(f"{target.name}.partial")
    _remove(partial)
    try:
        yield partial
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    except OSError as error:
        raise StoreError(f'"{target}" cannot be written: {error.strerror}.') from None
    finally:
        _remove(partial)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup put in place: how many people were erased in it again, and whether the erasures since were known to it."""

    path: Path
    again: int = 0
    is_known: bool = True


@contextmanager
def beside(store: str | Path) -> Iterator[Path]:
    """The name of a file beside a store, where another is made ready; whatever is still there afterwards is removed."""
    path = Path(store).absolute()
    fresh = path.with_name(f"{path.name}.fresh")
    try:
        yield fresh
    finally:
        for left in path.parent.glob(f"{fresh.name}*"):  # its log, and what its migration kept
            left.unlink()


def exchange(engine: DuckDBEngine, fresh: Path) -> DuckDBEngine:
    """The store's name given to the file made ready beside it, which is opened; the engine given is closed."""
    engine.close()
    try:
        fresh.replace(engine.path)
    finally:
        engine = engine.reopened()
    return engine


def restore(source: Path, target: Path) -> Restored:
    """Make a store of a backup where there is none; it has its name only once it is whole and known to be a store."""
    with beside(target) as fresh:
        take(source, fresh, target)
        fresh.replace(target)
    return Restored(target)


def take(source: Path, fresh: Path, target: Path) -> None:
    """Copy a backup to `fresh`; StoreError where it is none, of a later version, or `target`, the store, itself."""
    if not source.is_file():
        raise StoreError(f'There is no backup at "{source}".')
    if source.absolute() == target.absolute():
        raise StoreError(f'"{source}" is the store itself. Name the store with --store.')
    if source.with_name(f"{source.name}.wal").exists():
        raise StoreError(
            f'"{source}" was not closed properly. Open it once (cadran imports --store "{source}"), then restore it.'
        )
    _check(source)
    if not target.parent.is_dir():
        raise StoreError(f'The folder "{target.parent}" does not exist. Create it, or name another store.')
    with _partial(fresh) as partial:
        shutil.copyfile(source, partial)


def _check(path: Path) -> None:
    """Open a file for a moment: it must be a store that this version can read, and nobody may hold it."""
    engine = DuckDBEngine(path, read_only=True)
    try:
        settings = schema.read_settings(engine)
    finally:
        engine.close()
    if "schema_version" not in settings:
        raise StoreError(f'"{path}" is a DuckDB database, but not a Cadran store.')
    if schema.version_of(settings) > schema.SCHEMA_VERSION:
        raise StoreError(f'"{path}" is a store of a later version of Cadran. Upgrade Cadran to restore it.')
