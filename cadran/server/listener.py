"""The owner's end of the socket: each caller has a thread, proves itself by the token, and asks call by call."""

from __future__ import annotations

import contextlib
import getpass
import hmac
import logging
import pwd
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from cadran.config.limits import COMMAND
from cadran.errors import CadranError, UsageError
from cadran.executor.calls import PROGRESS, Call
from cadran.server import wire
from cadran.server.address import Place, leave, listen
from cadran.server.asker import Asker, asking
from cadran.server.calls import CALLS
from cadran.server.owner import Owner
from cadran.store.actor import SYSTEM, acting

_LOG = logging.getLogger("cadran.server")
_GREETING_S = 5.0


class Listener:
    """Listens beside the owner's store until it is closed."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.place: Place
        self.place, self._socket = listen(owner.store.engine.path)
        self._thread = threading.Thread(target=self._accept, name="cadran-socket", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """No new callers; those in the middle of a call end with the process."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        leave(self.place)

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(caller,), name="cadran-caller", daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(wire.ClosedError, OSError):
            caller.settimeout(_GREETING_S)
            greeting = self._greeted(caller)
            if greeting is None:
                return
            caller.settimeout(None)
            limits = replace(self.owner.store.config.limits_of(COMMAND), **_bounds(greeting))
            with acting(f"{SYSTEM}{_user_of(caller)}"), asking(lambda: Asker(COMMAND, COMMAND, limits)):
                while True:
                    self._answer(caller)

    def _greeted(self, caller: socket.socket) -> Mapping[str, Any] | None:
        kind, payload = wire.receive(caller, wire.GREETING_LIMIT)
        try:
            greeting = wire.unpack(payload) if kind == wire.WORDS else {}
            token, version = str(greeting.get("token", "")), greeting.get("version")
        except (ValueError, AttributeError):
            return None
        if not hmac.compare_digest(token.encode(), self.place.token.encode()):
            return None
        wire.send(caller, wire.WORDS, wire.pack({"version": wire.VERSION}))
        return greeting if version == wire.VERSION else None

    def _answer(self, caller: socket.socket) -> None:
        name, words = wire.expect(caller, wire.CALL).decode(errors="replace"), wire.expect(caller, wire.WORDS)
        call = CALLS.get(name)
        rows = wire.expect(caller, wire.TABLE) if call is not None and call.rows is not None else None
        try:
            if call is None:
                raise UsageError(
                    'The server has no call "{call}". Use the same version of Cadran on both sides.', call=name
                )
            answer = self._called(call, words, rows, caller)
        except (wire.ClosedError, OSError):
            raise
        except Exception as error:
            answer = wire.FAULT, wire.fault(error)
            if not isinstance(error, CadranError):
                _LOG.exception("a call through the socket failed")
        wire.send(caller, *answer)

    def _called(self, call: Call, words: bytes, rows: bytes | None, caller: socket.socket) -> tuple[bytes, bytes]:
        known = wire.kinds(call)
        arguments = wire.unpack(words, known)
        if rows is not None:
            arguments[call.rows] = wire.table_from(rows)
        if call.tells:
            arguments[PROGRESS] = _steps(caller)
        return wire.framed(call.on(self.owner, arguments), known)


def _user_of(caller: socket.socket) -> str:
    """The user of this machine who calls, as the kernel says; where it cannot say, only our own has the token."""
    kind = getattr(socket, "SO_PEERCRED", None)
    if kind is None:
        return getpass.getuser()
    _, user, _ = struct.unpack("3i", caller.getsockopt(socket.SOL_SOCKET, kind, struct.calcsize("3i")))
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _bounds(greeting: Mapping[str, Any]) -> dict[str, Any]:
    """The bounds that a command asks for in place of those of all commands."""
    asked, kinds = greeting.get("bounds"), {"cells": int, "rows": int, "seconds": float}
    return {name: kind(asked[name]) for name, kind in kinds.items() if name in asked} if isinstance(asked, dict) else {}


def _steps(caller: socket.socket) -> Callable[[str], None]:
    """Tell the caller the step under way; a load goes on when its caller has gone."""

    def tell(step: str) -> None:
        with contextlib.suppress(OSError):
            wire.send(caller, wire.STEP, step.encode())

    return tell
