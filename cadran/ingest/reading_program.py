"""The program that reads files for the process that holds a store: it has the files, a folder of its own, bounded memory
and time, and nothing else. Whatever a file does to a parser, it does here.

Its order is a line of JSON on standard input. It answers in lines of JSON on standard output: {"step": name} for each
file it begins, then one {"staged": …}, {"shown": …} or {"error": …}. A table that was staged follows as a stream of Arrow
record batches for each line {"give": its place, "rejects": whether those} that comes after.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import resource
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

import duckdb
import pyarrow as pa

from cadran.engines.duckdb import batches, reading_database
from cadran.errors import CadranError, InputError
from cadran.ingest.mapping import OutcomeRule, parse_mapping
from cadran.ingest.preview import preview
from cadran.ingest.staged import Staged
from cadran.ingest.staging import stage
from cadran.ingest.starter import write_mapping
from cadran.ingest.understand import understand
from cadran.messages.message import as_data

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PR_SET_PDEATHSIG = 1
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
TOO_LARGE = "TooLarge"
"""What is said in place of an error's class where memory ran out; the other side knows the bounds."""


class _Program:
    """One order, carried out."""

    def __init__(self, order: dict[str, Any], out: BinaryIO) -> None:
        self.order = order
        self.out = out
        self.name = ""

    def tell(self, **words: Any) -> None:
        self.out.write(json.dumps(words).encode() + b"\n")
        self.out.flush()

    def begin(self, name: str, size: int = 0) -> None:
        """Say which file is read now, and give it its time."""
        self.name = name
        self.tell(step=name)
        seconds = self.order["seconds"] + self.order["seconds_a_mb"] * size // 1_000_000
        _bound(resource.RLIMIT_CPU, int(time.process_time()) + seconds)

    def run(self, orders: TextIO) -> None:
        try:
            connection = reading_database(self.order["paths"], self.order["folder"], self.order["memory"])
            if self.order["do"] == "show":
                self.tell(shown=self.show(connection))
                return
            staged = self.stage(connection)
            self.tell(staged=[{**asdict(one), "notes": [as_data(note) for note in one.notes]} for one in staged])
            for line in orders:
                asked = json.loads(line)
                one = staged[asked["give"]]
                self.give(connection, str(one.rejects if asked["rejects"] else one.relation))
        except BaseException as error:  # a parser's panic is no Exception
            self.tell(error=told(error, self.name))

    def understand(self, connection: DuckDBPyConnection) -> Any:
        options = self.order["options"]
        if self.order["mapping"]:
            options["mapping"] = parse_mapping(*self.order["mapping"])
        meanings = {code: OutcomeRule(*meant) for code, meant in self.order["meanings"].items()}
        return understand(self.order["paths"], connection=connection, begins=self.begin, meanings=meanings, **options)

    def stage(self, connection: DuckDBPyConnection) -> list[Staged]:
        found: list[Staged] = []
        for understanding in self.understand(connection):
            path = understanding.source.path
            self.begin(understanding.name, path.stat().st_size if path else 0)
            found += stage(understanding)
        return found

    def show(self, connection: DuckDBPyConnection) -> list[dict[str, Any]]:
        shown, language = [], self.order["language"]
        for one in self.understand(connection):
            starter = write_mapping(one, language) if self.order["starter"] else ""
            staged = stage(one) if self.order["preview"] and not one.problems else []
            text = preview(one, staged).text(language) if self.order["preview"] else ""
            rejected = any(table.rejected for table in staged)
            shown.append({"name": one.name, "text": text, "starter": starter, "rejected": rejected})
        return shown

    def give(self, connection: DuckDBPyConnection, relation: str) -> None:
        reader = batches(connection, relation)
        with pa.ipc.new_stream(self.out, reader.schema) as stream:
            for batch in reader:
                stream.write_batch(batch)
        self.out.flush()


def told(error: BaseException, name: str) -> dict[str, Any]:
    """An error as it travels: the class of Cadran's own, and its message as data."""
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return {"kind": TOO_LARGE, "said": ""}
    ours = error if isinstance(error, CadranError) else _as_ours(error, name)
    return {"kind": type(ours).__name__, "said": as_data(ours.message)}


def _as_ours(error: BaseException, name: str) -> CadranError:
    """What a person can do about what a parser or the system raised."""
    text = " ".join(str(error).split())
    if (isinstance(error, OSError) and error.errno in _NO_ROOM) or "No space left" in text:
        return InputError(
            "{file}: the disk is full where files are unpacked and sorted. Make room there, or set "
            "TMPDIR to a folder with more. Nothing was loaded.",
            file=name,
        )
    if isinstance(error, RecursionError):
        return InputError("{file} is nested too deeply to be a table. Export it as CSV.", file=name)
    reason = f"{type(error).__name__}: {text[:200]}"
    return InputError("{file} cannot be read ({reason}). Save it as CSV and import that.", file=name, reason=reason)


def _bound(what: int, most: int) -> None:
    """A limit on this process; a system that knows no such limit has none."""
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _die_with(parent: int) -> None:
    """End with the process that asked, also where that is killed; a system that knows no such thing leaves it to the pipe."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it is gone already
        os._exit(1)


def main(parent: int) -> None:
    """Read the order of the process of that number, and carry it out."""
    _die_with(parent)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no answer
    order = json.loads(sys.stdin.readline())
    _bound(resource.RLIMIT_DATA, order["bytes"])
    _bound(resource.RLIMIT_CORE, 0)
    with contextlib.suppress(OSError):  # where memory runs out, this process goes and not the one that holds the store
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    with contextlib.suppress(BrokenPipeError):
        _Program(order, out).run(sys.stdin)
    out.close()
    os._exit(0)  # nothing is left to put in order: the folder goes with the process that made it
