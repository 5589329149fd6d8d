"""The caller's end: the same calls as a store, answered by the process that owns it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cadran.errors import StoreBusyError, StoreError, UsageError
from cadran.executor.calls import PROGRESS, Call, Effect
from cadran.lazy import lazy
from cadran.server import wire
from cadran.server.address import Place, find
from cadran.server.calls import Served

if TYPE_CHECKING:
    from cadran.sources import relation
else:  # only who brings rows needs it
    relation = lazy("cadran.sources.relation")

_CONNECT_S = 2.0


def reach(store: str, bounds: Mapping[str, float] | None = None, *, read_only: bool = False) -> Remote | None:
    """The owner of a store, when one is running; None when there is none, or only what a dead one left.

    `bounds` stand for those that it has for commands.
    """
    caller = _called(store, bounds or {})
    return None if caller is None else Remote(caller, lambda: _called(store, bounds or {}), read_only=read_only)


def _called(store: str, bounds: Mapping[str, float]) -> socket.socket | None:
    """A line to the owner of a store, greeted; None where nobody answers."""
    place = find(store)
    if place is None:
        return None
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    caller.settimeout(_CONNECT_S)
    try:
        caller.connect(place.socket)
        return _greeted(caller, place, bounds)
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


def _greeted(caller: socket.socket, place: Place, bounds: Mapping[str, float]) -> socket.socket:
    wire.send(caller, wire.WORDS, wire.pack({"token": place.token, "version": wire.VERSION, "bounds": bounds}))
    _, payload = wire.receive(caller, wire.GREETING_LIMIT)
    if wire.unpack(payload).get("version") != wire.VERSION:
        raise StoreError(
            "The server that holds the store (process {pid}) is of another version of Cadran. Restart it.",
            pid=place.pid,
        )
    caller.settimeout(None)
    return caller


class Remote(Served):
    """A store held by another process.

    A line on which a call was broken off is dropped, and the next call takes another: `again` gives it.
    """

    def __init__(
        self, caller: socket.socket, again: Callable[[], socket.socket | None], *, read_only: bool = False
    ) -> None:
        self._caller: socket.socket | None = caller
        self._again, self._read_only = again, read_only
        self._one = threading.Lock()

    def close(self) -> None:
        self._again = _nobody
        self._drop()

    def _drop(self) -> None:
        if self._caller is not None:
            with contextlib.suppress(OSError):
                self._caller.close()
        self._caller = None

    def perform(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        """The answer to one call: Cadran's own errors as they were raised over there."""
        if self._read_only and call.effect is not Effect.READ:
            raise UsageError('"{call}" changes the store, which was opened to be read only.', call=call.name)
        sent = {name: _rooted(value) if name in call.files else value for name, value in arguments.items()}
        told, known = sent.pop(PROGRESS, None), wire.kinds(call)
        frames = [(wire.CALL, call.name.encode())]
        if call.rows is not None:
            rows = relation.as_table(sent.pop(call.rows), call.name)
            frames += [(wire.WORDS, wire.pack(sent, known)), (wire.TABLE, wire.table_bytes(rows))]
        else:
            frames += [(wire.WORDS, wire.pack(sent, known))]
        with self._one:
            kind, payload = self._asked(call, frames, told)
        if kind == wire.FAULT:
            raise wire.raised(payload)
        return wire.table_from(payload) if kind == wire.TABLE else wire.unpack(payload, known)

    def _asked(
        self, call: Call, frames: Sequence[tuple[bytes, bytes]], told: Callable[[str], None] | None
    ) -> tuple[bytes, bytes]:
        """The frame that answers; the steps before it are told."""
        caller = self._caller = self._caller or self._again()
        if caller is None:
            raise StoreError("The server that held the store is gone. Open the store again.")
        try:
            for frame in frames:
                wire.send(caller, *frame)
            while True:
                kind, payload = wire.receive(caller)
                if kind != wire.STEP:
                    return kind, payload
                if told is not None:
                    told(payload.decode())
        except KeyboardInterrupt:
            self._drop()
            if call.effect is Effect.READ:
                raise
            raise StoreError(
                'The server goes on with "{call}" without you: it will be done whole or not at all. See "cadran imports".',
                call=call.name,
            ) from None
        except (OSError, wire.ClosedError):
            self._drop()
            raise StoreError(
                'The server that holds the store went away during "{call}". See "cadran imports" for '
                "what was loaded, then try again.",
                call=call.name,
            ) from None
        except BaseException:  # who is told of the steps may fail
            self._drop()
            raise


def _nobody() -> None:
    """No line is to be had any more."""


def _rooted(value: Any) -> Any:
    """Files as another process finds them: named from the root."""
    if value is None:
        return None
    if isinstance(value, str | Path):
        return Path(value).absolute()
    return [_rooted(one) for one in value]
