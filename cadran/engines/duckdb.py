"""The embedded engine: one DuckDB file, held by one process."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from cadran.durable import sync
from cadran.engines.base import Parameters
from cadran.errors import StoreBusyError, StoreDamagedError, StoreError, UsageError
from cadran.messages import Message

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

DEFAULT_MEMORY = "1536MB"
_SETTINGS = ("GLOBAL TimeZone = 'UTC'", "enable_progress_bar = false", "lock_configuration = true")
_OFFERED = "cadran_offered"
_BATCH = 122_880
"""Rows: what DuckDB keeps together in a file."""
_HOLDER = re.compile(r"PID (\d+)")
_DAMAGE = ("corrupt", "checksum", "failed to deserialize", "serialization error", "read enough bytes", "replaying wal")
"""What DuckDB's messages hold where a file's content is not what was written."""


def _configuration(memory: str | None, threads: int | None) -> dict[str, Any]:
    """Bounded memory, rows in the order they were inserted, and nothing of the world but its own file.

    No statement, whatever text reached it, reads or writes another file, attaches one or fetches an extension.
    """
    settings: dict[str, Any] = {
        "memory_limit": memory or os.environ.get("CADRAN_MEMORY") or DEFAULT_MEMORY,
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
    }
    threads = threads or int(os.environ.get("CADRAN_THREADS") or 0)
    if threads:
        settings["threads"] = threads
    return settings


def _refusal(path: str, error: Exception) -> StoreError:
    """The clear error for what DuckDB said while opening `path`."""
    text = str(error)
    if "could not set lock" in text.lower() or "conflicting lock" in text.lower():
        holder = _HOLDER.search(text)
        who = Message("process {pid}", pid=holder.group(1)) if holder else Message("another process")
        return StoreBusyError(
            'The store "{path}" is held by {holder}: only one process at a time can open it. Wait '
            "until it is done or stop it, then try again.",
            path=path,
            holder=who,
        )
    if "not a valid DuckDB" in text or "magic" in text.lower():
        return StoreDamagedError(
            '"{path}" is not a Cadran store. Name another file with --store, or start a new one.', path=path
        )
    if "version" in text.lower() and "newer" in text.lower():
        return StoreError('The store "{path}" was written by a newer DuckDB. Upgrade Cadran to open it.', path=path)
    if any(word in text.lower() for word in _DAMAGE):
        return damaged(path, error)
    return StoreError('The store "{path}" cannot be opened: {reason}', path=path, reason=text.splitlines()[0])


def damaged(path: str | Path, error: Exception) -> StoreDamagedError:
    """The clear error for a file whose content DuckDB cannot make sense of."""
    return StoreDamagedError(
        '"{path}" is damaged ({reason}). Put a backup in its place with "cadran restore BACKUP '
        '--force --store STORE", or make a new store and import the files again.',
        path=path,
        reason=str(error).splitlines()[0],
    )


def reading_database(files: Sequence[str], folder: str, memory: str) -> duckdb.DuckDBPyConnection:
    """A database in memory that reads these files, reads and writes in `folder`, and nothing else."""
    connection = duckdb.connect(config={**_configuration(memory, None), "enable_external_access": True})
    for setting in (
        f"temp_directory = {_literal(folder)}", f"allowed_directories = [{_literal(folder)}]",
        f"allowed_paths = [{', '.join(map(_literal, files))}]", "enable_external_access = false", *_SETTINGS,
    ):  # fmt: skip
        connection.execute(f"SET {setting}")
    return connection


class _Log:
    """The name of a database's write-ahead log, seen to be on the disk: DuckDB syncs what is in it, and not that it exists.

    It is made anew after each checkpoint; the folder is synced once for each, by whichever connection commits first, and
    when it is gone. The folder alone: to close a file of this name would drop the lock that the database holds on it.
    """

    def __init__(self, path: str) -> None:
        self._path, self._seen = path, (0, 0)

    def settle(self) -> None:
        """After a commit, and when a connection is closed."""
        try:
            told = os.stat(f"{self._path}.wal")  # noqa: PTH116 - after every commit: no object for a name
            found = told.st_ino, told.st_size
        except OSError:
            found = (0, 0)
        if found[0] != self._seen[0] or found[1] < self._seen[1]:
            with suppress(FileNotFoundError):  # a folder that was removed meanwhile
                sync(Path(self._path).absolute().parent)
        self._seen = found


class DuckDBEngine:
    """A DuckDB database: a file, or memory when `path` is ":memory:".

    `memory` bounds what DuckDB takes (such as "2GB"; else CADRAN_MEMORY, else 1536MB): beyond it, it spills to disk.
    """

    dialect = "duckdb"

    def __init__(
        self,
        path: str | Path,
        *,
        read_only: bool = False,
        memory: str | None = None,
        threads: int | None = None,
    ) -> None:
        self.path, self._bounds = str(path), (memory, threads)
        self._log = _Log(self.path)
        if self.path != ":memory:":
            _check_place(Path(self.path))
        try:
            self.connection = duckdb.connect(self.path, read_only=read_only, config=_configuration(memory, threads))
        except (duckdb.Error, RuntimeError) as error:
            raise _refusal(self.path, error) from None
        for setting in _SETTINGS:
            self.connection.execute(f"SET {setting}")

    def cursor(self) -> DuckDBEngine:
        """Another connection to the same database, for another thread."""
        other = object.__new__(DuckDBEngine)
        other.path, other._bounds, other.connection = self.path, self._bounds, self.connection.cursor()
        other._log = self._log
        return other

    def reopened(self) -> DuckDBEngine:
        """The file of this name, opened for writing within the same bounds; this engine is closed."""
        self.close()
        memory, threads = self._bounds
        return DuckDBEngine(self.path, memory=memory, threads=threads)

    def execute(self, sql: str, parameters: Parameters | None = None) -> None:
        with self._readable():
            self._run(sql, parameters)

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        with self._readable():
            return self._run(sql, parameters).fetchall()

    def arrow(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        with self._readable():
            return self._run(sql, parameters).to_arrow_table()

    def batches(self, sql: str) -> pa.RecordBatchReader:
        """The rows of a statement as a stream, read while it is consumed: one at a time on a connection."""
        with self._readable():
            return self._run(sql, None).to_arrow_reader(_BATCH)

    def copy_rows(self, table: str, other: DuckDBEngine) -> None:
        """Append the rows of a table to that of the same name and columns in another database."""
        with self._readable(), other.offered(self.batches(f"SELECT * FROM {table}")) as rows:
            other.connection.execute(f"INSERT INTO {table} SELECT * FROM {rows}")

    @contextmanager
    def offered(self, rows: pa.RecordBatchReader) -> Iterator[str]:
        """The name by which statements may read a stream, once."""
        self.connection.register(_OFFERED, rows)
        try:
            yield _OFFERED
        finally:
            self.connection.unregister(_OFFERED)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """StoreDamagedError in place of what the library says of blocks it cannot make sense of."""
        try:
            yield
        except duckdb.Error as error:
            if any(word in str(error).lower() for word in _DAMAGE):
                raise damaged(self.path, error) from None
            raise

    def columns(self, sql: str, parameters: Parameters | None = None) -> dict[str, npt.NDArray[Any]]:
        with self._readable():
            found: dict[str, npt.NDArray[Any]] = self._run(sql, parameters).fetchnumpy()
        return found

    def _run(self, sql: str, parameters: Parameters | None) -> duckdb.DuckDBPyConnection:
        """Run a statement with its values: those of a mapping written where their names stand, others bound.

        Preparing a statement of sixty aggregates and then executing it plans it twice: as long as a scan of 100,000 rows.
        The client's own binding imports numpy, and pandas where it is installed: 0.1 to 0.5 s before the first row.
        """
        if not parameters:
            return self.connection.execute(sql)
        if isinstance(parameters, Mapping):
            return self.connection.execute(_written(sql, parameters))
        values = ", ".join(_literal(value) for value in parameters)
        self.connection.execute(f"PREPARE cadran_statement AS {sql}")
        return self.connection.execute(f"EXECUTE cadran_statement({values})")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()
        self._log.settle()

    def close(self) -> None:
        self.connection.close()
        self._log.settle()


_NAMES = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<name>\w+)""")
"""Names of values, and what only looks like one: texts and quoted names are passed over."""


def _written(sql: str, values: Mapping[str, Any]) -> str:
    """The statement with each value in the place of its name.

    >>> _written("SELECT $day, '$day', $who", {"day": 3, "who": "l'eau"})
    "SELECT 3, '$day', 'l''eau'"
    """
    return _NAMES.sub(lambda found: _literal(values[found["name"]]) if found["name"] else found[0], sql)


def _literal(value: Any) -> str:
    """A value as a typed SQL literal.

    >>> _literal("l'eau"), _literal(date(2026, 9, 22)), _literal(None)
    ("'l''eau'", "DATE '2026-09-22'", 'NULL')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value:%Y-%m-%d %H:%M:%S.%f}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    text = str(value)
    if "\0" in text:
        raise UsageError("A value holds a NUL character, which no text of the store can.")
    return "'" + text.replace("'", "''") + "'"


def _check_place(path: Path) -> None:
    """Refuse what can never become a store, in words better than the library's."""
    if path.is_dir():
        raise StoreError(
            '"{path}" is a directory. A store is a file, such as "{file}".', path=path, file=path / "cadran.duckdb"
        )
    if not path.parent.exists():
        raise StoreError(
            'The folder "{path}" does not exist. Create it, or name another store with --store.', path=path.parent
        )
