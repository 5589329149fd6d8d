"""The caller's end: the same calls as a store, answered by the process that owns it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from cadran.errors import StoreBusyError, StoreError
from cadran.messages import Message
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.server import wire
from cadran.server.address import Place, find

if TYPE_CHECKING:
    import pyarrow as pa

    from cadran.analysis.result import ViewResult
    from cadran.checks import overview
    from cadran.keeping.backup import Restored
    from cadran.keeping.erase import Erased, Person
    from cadran.keeping.retention import Overdue
    from cadran.store import ledger, trail
    from cadran.store.loads import Progress, Report

_CONNECT_S = 2.0
_WRITES = frozenset({"load", "import_files", "undo", "backup", "restore", "erase", "expire"})
"""Calls that the owner finishes whether or not its caller waits."""


def reach(store: str, bounds: Mapping[str, float] | None = None) -> Remote | None:
    """The owner of a store, when one is running; None when there is none, or only what a dead one left.

    `bounds` stand for those that it has for commands.
    """
    place = find(store)
    if place is None:
        return None
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    caller.settimeout(_CONNECT_S)
    try:
        caller.connect(place.socket)
        return Remote(_greet(caller, place, bounds or {}))
    except TimeoutError:
        caller.close()
        raise StoreBusyError(
            "The server that holds the store (process {pid}) does not answer. Try again, or stop it.", pid=place.pid
        ) from None
    except (OSError, wire.ClosedError):
        caller.close()
        return None
    except BaseException:
        caller.close()
        raise


def _greet(caller: socket.socket, place: Place, bounds: Mapping[str, float]) -> socket.socket:
    wire.send(caller, wire.WORDS, wire.pack({"token": place.token, "version": wire.VERSION, "bounds": bounds}))
    _, payload = wire.receive(caller, wire.GREETING_LIMIT)
    if wire.unpack(payload).get("version") != wire.VERSION:
        raise StoreError(
            "The server that holds the store (process {pid}) is of another version of Cadran. Restart it.",
            pid=place.pid,
        )
    caller.settimeout(None)
    return caller


class Remote:
    """A store held by another process; close it, or use it in a `with`."""

    def __init__(self, caller: socket.socket) -> None:
        self._caller = caller
        self._one = threading.Lock()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._caller.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(
        self, call: str, *, brings: bytes | None = None, told: Callable[[str], None] | None = None, **args: Any
    ) -> Any:
        """The answer to one call: Cadran's own errors as they were raised over there."""
        with self._one:
            try:
                wire.send(self._caller, wire.WORDS, wire.pack({"call": call, "args": args}))
                if brings is not None:
                    wire.send(self._caller, wire.TABLE, brings)
                while True:
                    kind, payload = wire.receive(self._caller)
                    if kind != wire.STEP:
                        break
                    if told is not None:
                        told(payload.decode())
            except KeyboardInterrupt:
                if call not in _WRITES:
                    raise
                raise StoreError(
                    'The server goes on with "{call}" without you: it will be done whole or not at all. See "cadran '
                    'imports".',
                    call=call,
                ) from None
            except (OSError, wire.ClosedError):
                raise StoreError(
                    'The server that holds the store went away during "{call}". See "cadran imports" for '
                    "what was loaded, then try again.",
                    call=call,
                ) from None
        if kind == wire.FAULT:
            raise wire.raised(payload)
        return wire.table_from(payload) if kind == wire.TABLE else wire.unpack(payload)

    @property
    def zone(self) -> str:
        return str(self._ask("zone"))

    @property
    def currency(self) -> str:
        return str(self._ask("currency"))

    def load(
        self,
        table: str,
        data: Any,
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        zone: str = "UTC",
    ) -> list[Report]:
        reports: list[Report] = self._ask(
            "load", brings=wire.table_bytes(data), table=table, source=source, covers=covers, zone=zone
        )
        return reports

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: Progress = lambda step: None,
        **options: Any,
    ) -> list[Report]:
        """Load files that the owner reads for itself: it is told where they are from the root."""
        if options.get("mapping") is not None:
            options["mapping"] = Path(options["mapping"]).absolute()
        named = [str(Path(path).absolute()) for path in paths]
        reports: list[Report] = self._ask(
            "import_files", told=progress, paths=named, source=source, covers=covers, **options
        )
        return reports

    def evaluate(self, request: Request) -> Result:
        result: Result = self._ask("evaluate", request=request)
        return result

    def explain(self, request: Request) -> str:
        return str(self._ask("explain", request=request))

    def view(self, name: str, **asked: Any) -> ViewResult:
        """The answer of a view; views are imported only when one is asked for."""
        found: ViewResult = import_module("cadran.analysis.result").ViewResult.of(self._ask("view", name=name, **asked))
        return found

    def rows(
        self, request: Request, kpi: str, *, part: str = "num", limit: int | None = None, personal: bool = False
    ) -> pa.Table:
        return self._ask("rows", request=request, kpi=kpi, part=part, limit=limit, personal=personal)

    def imports(self) -> list[ledger.Import]:
        lines: list[ledger.Import] = self._ask("imports")
        return lines

    def rejects(self, import_id: int | None = None, limit: int | None = None) -> list[ledger.Reject]:
        found: list[ledger.Reject] = self._ask("rejects", import_id=import_id, limit=limit)
        return found

    def header(self, import_id: int | None) -> str:
        return str(self._ask("header", import_id=import_id))

    def overview(self) -> tuple[list[overview.TableState], list[overview.Finding], list[tuple[str, int]]]:
        found: tuple[Any, Any, Any] = self._ask("overview")
        return found

    def duplicate_leads(self) -> int:
        return int(self._ask("duplicate_leads"))

    def progress(self) -> float:
        """Unknown from here."""
        return -1.0

    def trail(self, limit: int | None = None) -> list[trail.Entry]:
        found: list[trail.Entry] = self._ask("trail", limit=limit)
        return found

    def backup(self, target: Path, *, force: bool = False) -> Path:
        """Copy the store to a file, named from the root."""
        return Path(self._ask("backup", target=Path(target).absolute(), force=force))

    def undo(self, import_id: int) -> tuple[list[ledger.Import], list[Message]]:
        found: tuple[list[ledger.Import], list[Message]] = self._ask("undo", import_id=import_id)
        return found

    def restore(self, source: Path) -> Restored:
        """Put a backup, named from the root, in the place of the store that is being served."""
        found: Restored = self._ask("restore", source=Path(source).absolute())
        return found

    def find(self, person: Person) -> list[str]:
        return list(self._ask("find", person=person))

    def erase(self, keys: Sequence[str]) -> Erased:
        found: Erased = self._ask("erase", keys=list(keys))
        return found

    def overdue(self, months: int | None = None) -> Overdue:
        found: Overdue = self._ask("overdue", months=months)
        return found

    def expire(self, months: int | None = None) -> Erased:
        found: Erased = self._ask("expire", months=months)
        return found
