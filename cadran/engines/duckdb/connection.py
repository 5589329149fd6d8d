"""Connections to a DuckDB database: how it is opened, what statements give, how their failures are told."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from cadran.engines.base import ADVICE, Parameters
from cadran.engines.duckdb.beside import Beside
from cadran.engines.duckdb.failures import failure, is_lost, refusal
from cadran.engines.literals import filled, literal
from cadran.errors import LimitError, StoreError
from cadran.messages import Message

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

DEFAULT_MEMORY = "1536MB"
_SETTINGS = ("GLOBAL TimeZone = 'UTC'", "enable_progress_bar = false", "lock_configuration = true")
_OFFERED = "cadran_offered"
_BATCH = 122_880
"""Rows: what DuckDB keeps together in a file."""


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


def batches(connection: duckdb.DuckDBPyConnection, relation: str) -> pa.RecordBatchReader:
    """A table or view of the connection as a stream of Arrow record batches."""
    return connection.execute(f"SELECT * FROM {relation}").to_arrow_reader(_BATCH)


def reading_database(files: Sequence[str], folder: str, memory: str) -> duckdb.DuckDBPyConnection:
    """A database in memory that reads these files, reads and writes in `folder`, and nothing else."""
    connection = duckdb.connect(config={**_configuration(memory, None), "enable_external_access": True})
    for setting in (
        f"temp_directory = {literal(folder)}", f"allowed_directories = [{literal(folder)}]",
        f"allowed_paths = [{', '.join(map(literal, files))}]", "enable_external_access = false", *_SETTINGS,
    ):  # fmt: skip
        connection.execute(f"SET {setting}")
    return connection


class Connection:
    """A DuckDB database: a file, or memory when `path` is ":memory:".

    `memory` bounds what DuckDB takes (such as "2GB"; else CADRAN_MEMORY, else 1536MB): beyond it, it spills to disk.
    """

    dialect = "duckdb"
    _seconds: float | None
    _advice: Message

    def __init__(
        self,
        path: str | Path,
        *,
        read_only: bool = False,
        memory: str | None = None,
        threads: int | None = None,
    ) -> None:
        self.path, self._bounds, self.is_read_only = str(path), (memory, threads), read_only
        self._beside, self._ended = Beside(self.path, is_read_only=read_only), threading.Event()
        self._has_written, self._is_open = False, True
        self._seconds, self._advice = None, ADVICE
        if self.path != ":memory:":
            _check_place(Path(self.path))
        is_new = self.path != ":memory:" and not Path(self.path).exists()
        try:
            self.connection = duckdb.connect(self.path, read_only=read_only, config=_configuration(memory, threads))
        except (duckdb.Error, RuntimeError) as error:
            raise refusal(self.path, error) from None
        if is_new:
            Path(self.path).chmod(0o600)
        self._beside.opened()
        for setting in _SETTINGS:
            self.connection.execute(f"SET {setting}")

    def cursor(self) -> Self:
        """Another connection to the same database, for another thread."""
        other = object.__new__(type(self))
        other.path, other._bounds, other.is_read_only = self.path, self._bounds, self.is_read_only
        other._beside, other._ended = self._beside, threading.Event()
        other._has_written, other._is_open = False, True
        other._seconds, other._advice = None, ADVICE
        with self._told():
            other.connection = self.connection.cursor()
        other._beside.opened()
        return other

    @property
    def is_lost(self) -> bool:
        """Whether the database refuses every statement since one could not be written: open it again."""
        try:
            self.connection.cursor().execute("SELECT 1").fetchall()
        except duckdb.Error as error:
            return is_lost(error)
        return False

    @contextmanager
    def within(self, seconds: float | None, advice: Message = ADVICE) -> Iterator[None]:
        """LimitError, with that advice, in place of statements of this connection that would run on after so many seconds.

        One inside another has the time of the outer, and an advice of its own.
        """
        former = self._seconds, self._advice
        self._advice = advice
        if seconds is None or self._seconds is not None:
            try:
                yield
            finally:
                self._seconds, self._advice = former
            return
        self._seconds = seconds
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self._ended.clear()
            self._seconds, self._advice = former

    def _end(self) -> None:
        self._ended.set()
        with suppress(duckdb.Error):  # closed meanwhile
            self.connection.interrupt()

    def execute(self, sql: str, parameters: Parameters | None = None) -> None:
        self._has_written = True
        with self._told():
            self._beside.writing()
            self._run(sql, parameters)

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        with self._told():
            return self._run(sql, parameters).fetchall()

    def arrow(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        with self._told():
            return self._run(sql, parameters).to_arrow_table()

    def batches(self, sql: str) -> pa.RecordBatchReader:
        """The rows of a statement as a stream, read while it is consumed: one at a time on a connection."""
        with self._told():
            return self._run(sql, None).to_arrow_reader(_BATCH)

    @contextmanager
    def offered(self, rows: pa.RecordBatchReader) -> Iterator[str]:
        """The name by which statements may read a stream, once."""
        self.connection.register(_OFFERED, rows)
        try:
            yield _OFFERED
        finally:
            self.connection.unregister(_OFFERED)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the library says of a full disk, of damage, of too little time or memory, as an error for a person."""
        if self._ended.is_set():
            raise self._late()
        try:
            yield
        except (duckdb.Error, RuntimeError) as error:
            is_late = self._ended.is_set() and isinstance(error, duckdb.InterruptException)
            told = self._late() if is_late else failure(self.path, error)
            if told is None:
                raise
            raise told from None

    def _late(self) -> LimitError:
        return LimitError(
            "This took longer than the {seconds:,} s that one question may take. {advice} A command has more with --max-seconds; "
            "the configuration sets the bound: [limits], seconds.",
            seconds=self._seconds or 0,
            advice=self._advice,
        )

    def columns(self, sql: str, parameters: Parameters | None = None) -> dict[str, npt.NDArray[Any]]:
        with self._told():
            found: dict[str, npt.NDArray[Any]] = self._run(sql, parameters).fetchnumpy()
        return found

    @property
    def progress(self) -> float:
        """How far the statement under way is, in percent; negative when DuckDB cannot tell."""
        return float(self.connection.query_progress())

    def distinct(self, table: str, column: str) -> int | None:
        try:
            told = self.rows(f'SELECT stats("{column}") FROM "{table}" LIMIT 1')
        except duckdb.Error:  # no stored table
            return None
        found = _DISTINCT.search(str(told[0][0])) if told else None
        return int(found[1]) if found else None if told else 0

    def _run(self, sql: str, parameters: Parameters | None) -> duckdb.DuckDBPyConnection:
        """Run a statement with its values: those of a mapping written where their names stand, others bound.

        Preparing a statement of sixty aggregates and then executing it plans it twice: as long as a scan of 100,000 rows.
        The client's own binding imports numpy, and pandas where it is installed: 0.1 to 0.5 s before the first row.
        """
        if not parameters:
            return self.connection.execute(sql)
        if isinstance(parameters, Mapping):
            return self.connection.execute(filled(sql, parameters))
        values = ", ".join(literal(value) for value in parameters)
        self.connection.execute(f"PREPARE cadran_statement AS {sql}")
        return self.connection.execute(f"EXECUTE cadran_statement({values})")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._told():
            self.connection.begin()
        self._has_written = False
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # there is nothing to take back of what was never begun, or is lost
                self.connection.rollback()
            raise
        with self._told():
            if self._has_written:  # another's checkpoint may have taken the log away meanwhile
                self._beside.writing()
            self.connection.commit()
        self._beside.settle()

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._beside.closing()
            self.connection.close()
            self._beside.closed()


_DISTINCT = re.compile(r"Approx Unique: (\d+)")


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
