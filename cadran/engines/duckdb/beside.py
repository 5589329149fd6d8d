"""What a database writes beside its own file: its log, and what does not fit in memory."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from cadran.engines.durable import sync


class Beside:
    """What a database writes beside its file: its log, and the folder of what does not fit in memory; nobody else's to read.

    DuckDB makes both for whoever the umask lets read them, and that of a program which uses Cadran is its own: they are made
    before DuckDB does. It also syncs what is in a log, and not that there is one: it is made anew after each checkpoint,
    and the folder is synced once for each, by whichever connection commits first, and when it is gone. The folder alone:
    to close a file of this name would drop the lock that the database holds on it.
    """

    def __init__(self, path: str, *, is_read_only: bool) -> None:
        self._log, self._spilled = Path(f"{path}.wal"), Path(f"{path}.tmp")
        self._has_files, self._is_written = path != ":memory:", path != ":memory:" and not is_read_only
        self._seen, self._opened, self._guard = (0, 0), 0, threading.Lock()

    def opened(self) -> None:
        """A connection more; the first one clears what did not fit in the memory of a process that was killed."""
        with self._guard:
            self._opened += 1
            if self._opened > 1 or not self._has_files:
                return
        with suppress(OSError):  # a folder that may only be read: nothing can be written to it either
            self._spilled.mkdir(mode=0o700, exist_ok=True)
            self._spilled.chmod(0o700)
            for left in self._spilled.glob("duckdb_temp_*") if self._is_written else ():
                left.unlink(missing_ok=True)

    def closing(self) -> None:
        """A connection less; the last one, while it still holds the database, leaves no log in which nothing is."""
        with self._guard:
            self._opened -= 1
            is_last = not self._opened
        if is_last and self._is_written:
            with suppress(OSError):
                if not self._log.stat().st_size:
                    self._log.unlink()

    def closed(self) -> None:
        """After a connection is closed."""
        self.settle()
        if not self._opened and self._has_files:
            with suppress(OSError):  # what another process wrote is in it
                self._spilled.rmdir()

    def writing(self) -> None:
        """Before something is written."""
        if self._is_written:
            with suppress(OSError):  # it is there, or DuckDB says why it cannot be
                os.close(os.open(self._log, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def settle(self) -> None:
        """After a commit, and when a connection is closed."""
        try:
            told = os.stat(self._log)  # noqa: PTH116 - after every commit
            found = told.st_ino, told.st_size
        except OSError:
            found = (0, 0)
        if found[0] != self._seen[0] or found[1] < self._seen[1]:
            with suppress(FileNotFoundError):  # a folder that was removed meanwhile
                sync(self._log.absolute().parent)
        self._seen = found
