"""A store's file replaced by another made ready beside it: the old one or the new, whatever happens on the way.

The names used beside a store: `.fresh` is being made ready, `.partial` is being written, `.replaced` is the store put
aside until the one that took its name has answered. A process that is killed leaves them; the next opening removes them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from cadran.engines.base import Storage
from cadran.engines.durable import sync
from cadran.engines.kinds import FAILURES, opened
from cadran.errors import StoreError
from cadran.messages.terms import system_reason
from cadran.store import schema

_LEFT = (
    ".fresh",
    ".fresh.partial",
    ".fresh.v*.bak",
    ".fresh.v*.bak.partial",
    ".v*.bak.partial",
    ".partial",
    ".replaced",
)


def check_folder(target: Path) -> None:
    """StoreError where there is no folder for a file to be written."""
    if not target.parent.is_dir():
        raise StoreError('The folder "{path}" does not exist. Create it, or name another file.', path=target.parent)


@contextmanager
def partial_of(target: Path) -> Iterator[Path]:
    """A file to write, that takes the name `target` when all has gone well and is on the disk; else nothing is left."""
    check_folder(target)
    partial = target.with_name(f"{target.name}.partial")
    _remove(partial)
    try:
        yield partial
        partial.chmod(0o600)
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    except OSError as error:
        raise StoreError('"{path}" cannot be written: {reason}.', path=target, reason=system_reason(error)) from None
    except FAILURES as error:
        raise StoreError(
            '"{path}" cannot be written: {reason}', path=target, reason=str(error).splitlines()[0]
        ) from None
    finally:
        if _remove(partial):
            sync(target.parent)


@contextmanager
def beside(store: str | Path) -> Iterator[Path]:
    """The name of a file beside a store, where another is made ready; whatever is still there afterwards is removed."""
    path = Path(store).absolute()
    try:
        yield path.with_name(f"{path.name}.fresh")
    finally:
        clear(path, ".fresh", ".fresh.*")


def clear(store: str | Path, *endings: str) -> None:
    """Remove what a process that was killed left beside a store that nobody else holds."""
    path = Path(store).absolute()
    found = [
        left
        for left in path.parent.iterdir()
        if left.name.startswith(path.name)
        and any(
            fnmatchcase(left.name.removeprefix(path.name).removesuffix(".wal"), ending) for ending in endings or _LEFT
        )
    ]
    for left in found:
        left.unlink(missing_ok=True)
    if found:
        sync(path.parent)


def exchange(engine: Storage, fresh: Path, *, keep_replaced: bool = False) -> tuple[Storage, Path | None]:
    """The store's name given to the file made ready beside it: the engine on it, and where the former one was kept.

    The engine given is closed. Where the new file does not answer, the former one has its name again.
    """
    engine.release()  # what cannot be written to it any more is put aside with its log
    try:
        kept = put_in_place(fresh, Path(engine.path), keep_replaced=keep_replaced)
    finally:
        engine = engine.reopened()
    return engine, kept


def put_in_place(fresh: Path, target: Path, *, keep_replaced: bool = False) -> Path | None:
    """Give the name `target` to a store made ready; what had it is put aside until the new one has opened and answered.

    A log left beside `target` belongs to what was there: it never reaches the new store. Where the new one does not
    answer, what was there is put back. Returns where that was kept, if it was to be.
    """
    aside = target.with_name(f"{target.name}.replaced")
    existed, log, aside_log = target.exists(), _log(target), _log(aside)
    _remove(aside)
    if existed:
        _second_name(target, aside)
    if log.exists():
        log.replace(aside_log)
    try:
        fresh.replace(target)
        sync(target.parent)
        _answers(target)
    except BaseException:
        if existed:
            aside.replace(target)
        else:
            target.unlink(missing_ok=True)
        if aside_log.exists():
            aside_log.replace(log)
        raise
    if keep_replaced or (aside_log.exists() and not existed):
        return _kept(target, aside)
    if _remove(aside):
        sync(target.parent)
    return None


def _second_name(path: Path, other: Path) -> None:
    """The same file under another name too, so that none is ever without one; a copy where the disk knows no links."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)
        sync(other)


def _answers(path: Path) -> None:
    """Open a store for a moment and ask it something; StoreError where it does not answer."""
    engine = opened(path, read_only=True)
    try:
        schema.version_of(schema.read_settings(engine))
        engine.rows("SELECT count(*), max(import_id) FROM imports")
    finally:
        engine.close()


def _kept(target: Path, aside: Path) -> Path:
    """A store, or the log of one that is gone, under a name that stays: <store>.damaged, .damaged2, …"""
    number = 1
    while (kept := target.with_name(f"{target.name}.damaged{number if number > 1 else ''}")).exists():
        number += 1
    found = [(path, name) for path, name in ((aside, kept), (_log(aside), _log(kept))) if path.exists()]
    for path, name in found:
        path.replace(name)
    sync(target.parent)
    return found[0][1]


def _log(path: Path) -> Path:
    """The write-ahead log of a database's file."""
    return path.with_name(f"{path.name}.wal")


def _remove(path: Path) -> bool:
    """Remove a database's file and its log: whether there was one."""
    found = [one for one in (path, _log(path)) if one.exists()]
    for one in found:
        one.unlink(missing_ok=True)
    return bool(found)
