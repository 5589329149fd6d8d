"""Files read by a process of their own, and what it staged taken over as Arrow: the side of who holds the store.

A parser can be made to take all memory, to run for ever or to fall over, and a mapping's rules are made into SQL: both
stay in a process that has the files and an empty folder, no store, and bounds (see reading_program).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self, cast

from cadran import errors
from cadran.errors import CadranError, InputError
from cadran.ingest.mapping import mapping_text
from cadran.ingest.staged import Staged
from cadran.messages.message import from_data
from cadran.messages.terms import system_reason
from cadran.model import TABLES
from cadran.sources.base import identifier, temporary_name
from cadran.sources.opening import expand

if TYPE_CHECKING:
    from cadran.config import Meaning
    from cadran.engines.base import Storage

DATABASE = "1536MB"
"""What the database of the reading process may take before it uses the disk; a file of 10,000 columns needs as much."""
PARSERS = 3 << 30
"""Bytes that parsers may take beside it."""
SECONDS, SECONDS_A_MB = 120, 4
"""Time of a processor that a file may take, and more for each megabyte."""
_FOLDER = "cadran-reading-"
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from cadran.ingest.reading_program import main; main(int(sys.argv[2]))"
_REJECTS = {
    "line": "BIGINT",
    "column": "VARCHAR",
    "value": "VARCHAR",
    "reason": "VARCHAR",
    "raw": "VARCHAR",
    "details": "VARCHAR",
}

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was understood of one file: in words (where asked), as a mapping to edit (where asked), and whether rows were set aside."""

    name: str
    text: str
    starter: str
    rejected: bool


class Stager(Protocol):
    """Who has staged rows, and hands them over as Arrow."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended before its time."""

    def fallen(self) -> Exception:
        """Why it did."""

    def stream(self, place: int, *, rejects: bool) -> Any:
        """A staged table, or what was set aside of it, as Arrow record batches; to be read to its end before another."""


class Read:
    """Files, or rows, that are staged; whoever did it waits with them."""

    def __init__(self, process: Stager, staged: Sequence[Staged]) -> None:
        self.process = process
        self.staged = tuple(staged)

    def into(self, engine: Storage) -> list[Staged]:
        """The staged rows and rejects, each in a temporary table of the engine's connection."""
        return [self._taken(engine, place, one) for place, one in enumerate(self.staged)]

    def _taken(self, engine: Storage, place: int, one: Staged) -> Staged:
        table = TABLES[one.table]
        types = {column.name: column.type.sql for column in table.columns if column.name in one.columns}
        rejects = self._table(engine, place, _REJECTS, rejects=True) if one.rejects else None
        return replace(one, relation=self._table(engine, place, types), rejects=rejects)

    def _table(self, engine: Storage, place: int, types: Mapping[str, str], *, rejects: bool = False) -> str:
        name = temporary_name("rejects" if rejects else "rows")
        columns = ", ".join(f"CAST({identifier(c)} AS {kind}) AS {identifier(c)}" for c, kind in types.items())
        try:
            with engine.offered(self.process.stream(place, rejects=rejects)) as rows:
                engine.execute(f"CREATE TEMP TABLE {name} AS SELECT {columns} FROM {rows}")
        except Exception:
            if self.process.is_over:
                raise self.process.fallen() from None
            raise
        return name


@contextmanager
def reading(
    paths: Sequence[str | Path], *, meanings: Mapping[str, Meaning], progress: Step = lambda name: None, **options: Any
) -> Iterator[Read]:
    """Understand and stage files in a process of their own; it ends with the block. Options are those of `understand`.

    Raises what `understand` and `stage` do; InputError too where a file takes too much memory or time, or its parser fell over.
    """
    with _started(paths, meanings, options, do="stage") as process:
        found = process.answer("staged", progress)
        yield Read(process, [_staged(one) for one in found])


def show(
    paths: Sequence[str | Path],
    *,
    meanings: Mapping[str, Meaning],
    preview: bool,
    starter: bool,
    language: str,
    **options: Any,
) -> list[Shown]:
    """What would be made of files, in that language, one result for each file or sheet; nothing is kept."""
    with _started(paths, meanings, options, do="show", preview=preview, starter=starter, language=language) as process:
        return [Shown(**one) for one in process.answer("shown", lambda name: None)]


def _staged(told: Mapping[str, Any]) -> Staged:
    """What the program says of a table, held against the model: its names become part of statements."""
    fields: dict[str, Any] = {
        name: tuple(map(_frozen, value)) if isinstance(value, list) else value for name, value in told.items()
    }
    staged = Staged(**{**fields, "notes": tuple(from_data(note) for note in told["notes"])})
    if staged.table not in TABLES or not set(staged.columns) <= set(TABLES[staged.table].names):
        raise InputError("{file} cannot be read: what was made of it is no table of the model.", file=staged.file_name)
    return staged


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@contextmanager
def _started(
    paths: Sequence[str | Path], meanings: Mapping[str, Meaning], options: Mapping[str, Any], **more: Any
) -> Iterator[_Process]:
    files, options = [str(path.absolute()) for path in expand(paths)], dict(options)
    mapping = options.pop("mapping", None)
    with _folder() as folder:
        order = {
            "paths": files,
            "folder": folder,
            "memory": DATABASE,
            "bytes": PARSERS + (1 << 30),
            "seconds": SECONDS,
            "seconds_a_mb": SECONDS_A_MB,
            "meanings": {code: (one.outcome, one.reason) for code, one in meanings.items()},
            "mapping": (mapping_text(Path(mapping)), Path(mapping).name) if mapping is not None else None,
            "options": options,
            **more,
        }
        with _Process(order, Path(folder)) as process:
            yield process


@contextmanager
def _folder() -> Iterator[str]:
    """A folder for what is unpacked and sorted on the way; those of processes that were killed are removed."""
    try:
        _clear()
        made = TemporaryDirectory(prefix=f"{_FOLDER}{os.getpid()}-", ignore_cleanup_errors=True)
    except OSError as error:
        raise InputError(
            "Files cannot be read: no folder can be made for it ({reason}). Set TMPDIR to one that can be written to.",
            reason=system_reason(error),
        ) from None
    with made as folder:
        yield folder


def _clear() -> None:
    for left in Path(gettempdir()).glob(f"{_FOLDER}*"):
        with contextlib.suppress(OSError, ValueError):
            if left.stat().st_uid == os.getuid() and not _is_alive(int(left.name.split("-")[2])):
                shutil.rmtree(left)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class _Process:
    """The reading program under an order; killed at the end, wherever it is."""

    def __init__(self, order: Mapping[str, Any], folder: Path) -> None:
        self.order = order
        self.step = Path(order["paths"][0]).name if order["paths"] else ""
        environment = {**os.environ, "TMPDIR": str(folder), "OPENBLAS_NUM_THREADS": "1"}
        with (folder / "said").open("wb") as said:
            self.running = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, json.dumps(sys.path), str(os.getpid())],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=environment, cwd=folder,
                start_new_session=True,
            )  # fmt: skip
        self.said = folder / "said"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.running.kill()
        for pipe in (self.running.stdin, self.running.stdout):
            with contextlib.suppress(OSError):
                cast("BinaryIO", pipe).close()
        self.running.wait()

    def answer(self, key: str, progress: Step) -> Any:
        """What the program answers to its order; raises what it raised."""
        self._say(self.order)
        while told := self._line():
            if "step" in told:
                self.step = str(told["step"])
                progress(self.step)
            elif key in told:
                return told[key]
            else:
                raise self._error(**told["error"])
        raise self.fallen()

    def stream(self, place: int, *, rejects: bool) -> Any:
        """A staged table as Arrow record batches; to be read to its end before another."""
        self._say({"give": place, "rejects": rejects})
        ipc: Any = import_module("pyarrow").ipc
        return ipc.open_stream(self.running.stdout)

    @property
    def is_over(self) -> bool:
        return self.running.poll() is not None

    def _say(self, words: Mapping[str, Any]) -> None:
        pipe = cast("BinaryIO", self.running.stdin)
        with contextlib.suppress(BrokenPipeError):  # the answer tells why
            pipe.write(json.dumps(words).encode() + b"\n")
            pipe.flush()

    def _line(self) -> dict[str, Any]:
        line = cast("BinaryIO", self.running.stdout).readline()
        try:
            return dict(json.loads(line)) if line.endswith(b"\n") else {}
        except ValueError:
            return {}

    def _error(self, kind: str, said: Any) -> CadranError:
        made = getattr(errors, kind, None)
        if isinstance(made, type) and issubclass(made, CadranError):
            return made(from_data(said))
        return self._too_large()

    def fallen(self) -> CadranError:
        """Why a process that gave no answer ended: its bounds, or its parser."""
        code = self.running.wait()
        if code in (-9, -24) or b"bad_alloc" in (said := self.said.read_bytes()[-2000:]) or b"memory" in said.lower():
            return self._too_large()
        return InputError(
            "{file} is damaged: what reads such files fell over it (signal {number}). Export it again.",
            file=self.step,
            number=-code,
        )

    def _too_large(self) -> InputError:
        return InputError(
            "{file} would take more than {memory} GB of memory or {minutes} minutes to read: it is "
            "far larger than it looks. Delete what stands far from the data, or save it as CSV and "
            "import that.",
            file=self.step,
            memory=PARSERS >> 30,
            minutes=SECONDS // 60,
        )
