"""Copies of a store: made while it is open, verified, and put in a store's place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from glob import escape
from pathlib import Path
from shlex import quote

from cadran.engines.base import Storage
from cadran.engines.kinds import opened
from cadran.errors import StoreError
from cadran.keeping.replacing import beside, check_folder, clear, partial_of, put_in_place
from cadran.keeping.seal import check_seal, seal, without_seal
from cadran.store import schema, trail

_RECORD = "backup "
"""What names of settings that remember a backup start with; the instant follows."""


def backup(engine: Storage, target: Path, *, now: datetime, force: bool = False) -> Path:
    """Copy an open store to `target` as it is at this moment, with its checksum; the store remembers where.

    The copy has its name only once it is whole and has been read through. StoreError where the file exists (without
    `force`) or cannot be made.
    """
    target = target.absolute()
    if target.is_dir():
        raise StoreError(
            '"{path}" is a directory. Name a file in it, such as "{file}".',
            path=target,
            file=target / "cadran-backup.duckdb",
        )
    if Path(engine.path).absolute() == target:
        raise StoreError('"{path}" is the store itself. Name another file.', path=target)
    if target.exists() and not force:
        raise StoreError('"{path}" exists. Name another file, or replace it with --force.', path=target)
    with _under_way(engine, target), partial_of(target) as partial:
        engine.copy_to(partial)
        read_through(partial)
        seal(partial)
    with engine.transaction():
        engine.execute("DELETE FROM settings WHERE name = ?", [schema.BACKUP_UNDER_WAY])
        engine.execute("DELETE FROM settings WHERE starts_with(name, ?) AND value = ?", [_RECORD, str(target)])
        schema.write_setting(engine, f"{_RECORD}{now.isoformat()}", str(target))
        trail.note(engine, "backup", now=now, file=str(target))
    return target


@contextmanager
def _under_way(engine: Storage, target: Path) -> Iterator[None]:
    """The store knows where a copy is being written, so that its next opening removes what a killed process left there."""
    check_folder(target)
    schema.write_setting(engine, schema.BACKUP_UNDER_WAY, str(target))
    try:
        yield
    except BaseException:
        with suppress(Exception):  # the next opening does it where the disk is full
            engine.execute("DELETE FROM settings WHERE name = ?", [schema.BACKUP_UNDER_WAY])
        raise


def clear_under_way(engine: Storage, target: Path) -> None:
    """Remove the part of a backup that a killed process left at `target`, and the setting that names it."""
    clear(target, ".partial")
    engine.execute("DELETE FROM settings WHERE name = ?", [schema.BACKUP_UNDER_WAY])


def keep(engine: Storage, version: int) -> None:
    """Copy a store beside itself before a migration: <store>.v<version>.bak."""
    with partial_of(Path(f"{engine.path}.v{version}.bak")) as partial:
        engine.copy_to(partial)
        seal(partial)


def backups(engine: Storage) -> list[Path]:
    """The copies that this store remembers and that are still there, and those kept beside it by a migration or as damaged."""
    made = engine.rows("SELECT value FROM settings WHERE starts_with(name, ?) ORDER BY name", [_RECORD])
    found = [Path(value) for (value,) in made]
    if engine.path != ":memory:":
        own = Path(engine.path).absolute()
        found += sorted(
            path for kind in ("v*.bak", "damaged*") for path in own.parent.glob(f"{escape(own.name)}.{kind}")
        )
    return [path for path in dict.fromkeys(found) if path.exists()]


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup that can be restored: whether it carries its checksum, and how many tables and rows were read."""

    path: Path
    is_sealed: bool
    tables: int
    rows: int


def verify(path: Path) -> Verified:
    """Read a backup whole: its checksum, and every block of every table.

    StoreError where there is none, where it is no store or of a later version; StoreDamagedError where it is not what was
    written when it was made.
    """
    if not path.is_file():
        raise StoreError('There is no backup at "{path}".', path=path)
    if path.with_name(f"{path.name}.wal").exists():
        raise StoreError(
            '"{path}" was not closed properly. Open it once (cadran imports --store {quoted}), then restore it.',
            path=path,
            quoted=quote(str(path)),
        )
    is_sealed = check_seal(path)
    tables, rows = read_through(path)
    return Verified(path, is_sealed, tables, rows)


def read_through(path: Path) -> tuple[int, int]:
    """Read every block of a store's file that nobody holds: the number of its tables and of their rows."""
    engine = opened(path, read_only=True)
    try:
        settings = schema.read_settings(engine)
        if "schema_version" not in settings:
            raise StoreError('"{path}" is a DuckDB database, but not a Cadran store.', path=path)
        if schema.version_of(settings) > schema.SCHEMA_VERSION:
            raise StoreError(
                '"{path}" is a store of a later version of Cadran. Upgrade Cadran to restore it.', path=path
            )
        tables = engine.tables()
        return len(tables), sum(engine.read_through(name) for name in tables)
    finally:
        engine.close()


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup put in place: how many people were erased in it again, and whether the erasures since were known to it.

    `is_sealed`: it carried its checksum. `kept`: where the store that it replaces was put, if that could not be read.
    """

    path: Path
    again: int = 0
    is_known: bool = True
    is_sealed: bool = True
    kept: Path | None = None


def restore(source: Path, target: Path, *, now: datetime, keep_replaced: bool = False) -> Restored:
    """Put a backup where there is no store, or (`keep_replaced`) in the place of one that cannot be read, which is kept."""
    with beside(target) as fresh:
        is_sealed = take(source, fresh, target)
        note_restored(fresh, source, now)
        kept = put_in_place(fresh, target, keep_replaced=keep_replaced)
    return Restored(target, is_known=kept is None, is_sealed=is_sealed, kept=kept)


def note_restored(fresh: Path, source: Path, now: datetime) -> None:
    """Write in a backup made ready, which takes a place where nothing else can say so, that it was restored."""
    without_seal(fresh)
    engine = opened(fresh)
    try:
        with engine.transaction():
            trail.note(engine, "restore", now=now, file=str(source.absolute()))
    finally:
        engine.close()


def take(source: Path, fresh: Path, target: Path) -> bool:
    """Copy a backup that has been verified to `fresh`: whether it carried its checksum.

    StoreError where it cannot be restored, or is `target`, the store, itself.
    """
    if source.is_file() and source.absolute() == target.absolute():
        raise StoreError('"{path}" is the store itself. Name the store with --store.', path=source)
    found = verify(source)
    if not target.parent.is_dir():
        raise StoreError('The folder "{path}" does not exist. Create it, or name another store.', path=target.parent)
    with partial_of(fresh) as partial:
        shutil.copyfile(source, partial)
        check_seal(partial)
    return found.is_sealed
