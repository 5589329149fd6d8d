"""What the database's library says went wrong, as errors that a person can act on."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from cadran.engines.room import full
from cadran.errors import LimitError, StoreBusyError, StoreDamagedError, StoreError
from cadran.messages import Message

_HOLDER = re.compile(r"PID (\d+)")
_HELD = ("could not set lock", "conflicting lock")
_DAMAGE = ("corrupt", "checksum", "failed to deserialize", "serialization error", "read enough bytes", "replaying wal")
_INVALID = "database has been invalidated"
_FULL = ("no space left", "disk quota exceeded", "file too large", "max_temp_directory_size", "read-only mode")
_FORBIDDEN = ("permission denied", "operation not permitted", "read-only file system")


def refusal(path: str, error: Exception) -> StoreError:
    """The clear error for what DuckDB said while opening `path`."""
    said = _words(error)
    if any(words in said for words in _HELD):
        holder = _HOLDER.search(str(error))
        who = Message("process {pid}", pid=holder.group(1)) if holder else Message("another process")
        return StoreBusyError(
            'The store "{path}" is held by {holder}: only one process at a time can open it. Wait '
            "until it is done or stop it, then try again.",
            path=path,
            holder=who,
        )
    if "not a valid duckdb" in said or "magic" in said:
        return StoreDamagedError(
            '"{path}" is not a Cadran store. Name another file with --store, or start a new one.', path=path
        )
    if "version" in said and "newer" in said:
        return StoreError('The store "{path}" was written by a newer DuckDB. Upgrade Cadran to open it.', path=path)
    if any(words in said for words in _FULL):
        return full(path)
    if any(words in said for words in _DAMAGE):
        return damaged(path, error)
    if any(words in said for words in _FORBIDDEN):
        return StoreError(
            'The store "{path}" cannot be opened: this account may not write there. Give it the right to, in the '
            "folder too, or name another store with --store.",
            path=path,
        )
    return StoreError('The store "{path}" cannot be opened: {reason}', path=path, reason=_first(error))


def damaged(path: str | Path, error: Exception) -> StoreDamagedError:
    """The clear error for a file whose content DuckDB cannot make sense of."""
    return StoreDamagedError(
        '"{path}" is damaged ({reason}). Put a backup in its place with "cadran restore BACKUP '
        '--force --store STORE", or make a new store and import the files again.',
        path=path,
        reason=_first(error),
    )


def failure(path: str, error: Exception) -> BaseException | None:
    """What to raise in place of what a statement raised; None where it is for whoever asked to make sense of.

    A key pressed to stop it is that, whatever the library makes of it.
    """
    said = _words(error)
    if not isinstance(error, duckdb.Error):
        return KeyboardInterrupt() if "interrupted" in said else None
    if is_lost(error):
        return StoreBusyError("The store is opened again after something could not be written. Try again in a moment.")
    if any(words in said for words in _FULL):
        return full(path)
    if any(words in said for words in _DAMAGE):
        return damaged(path, error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return LimitError(
            "This takes more memory than the database may use (CADRAN_MEMORY). Ask for fewer dimensions, a shorter "
            "period or fewer KPIs, or load fewer files at once; or give it more."
        )
    return None


def is_lost(error: BaseException) -> bool:
    """Whether the database refuses every statement from now on, until its file is opened again."""
    return isinstance(error, duckdb.Error) and _INVALID in _words(error)


def _first(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


_QUOTED = re.compile(r"""(["'])(?:(?!\1).)*\1""")


def _words(error: Exception) -> str:
    """What was said in small letters, without the names it quotes: a file may be called "corrupt"."""
    return _QUOTED.sub("", str(error)).lower()
