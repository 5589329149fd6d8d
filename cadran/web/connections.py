"""How long a connection may keep its reader waiting, and how many one address may hold: what uvicorn leaves to a proxy.

A request's head has HEAD_S to come, its body BODY_S; an answer of which nothing is taken for TAKE_S is given up. One
address holds at most EACH connections (this machine and a proxy MOST: they speak for many), all together ALL. When one
too many comes, the oldest that is idle or half open makes room for it, else it is told to come again: connections kept
open for nothing stop nobody.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from cadran.web.addresses import LOOPBACK, held_by, is_among

HEAD_S, BODY_S, TAKE_S = 10.0, 30.0, 60.0
EACH, MOST, ALL = 64, 400, 500
BODY = 4 << 20
"""Bytes of a request: no form of Cadran's is longer."""
RETRY_S = 5


def _answer(status: str, detail: str) -> bytes:
    """A whole answer, for who is hung up on."""
    told = {"type": "about:blank", "title": status[4:], "status": int(status[:3]), "detail": detail}
    body = json.dumps(told).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Retry-After: {RETRY_S}\r\nConnection: close\r\n\r\n".encode() + body


_TOO_LATE = _answer("408 Request Timeout", "The request took too long to arrive. Send it again.")
_TOO_LONG = _answer("413 Content Too Large", f"A request has at most {BODY} bytes. Send less.")
_TOO_MANY = _answer("503 Service Unavailable", "Too many connections are open. Close some, or try again in a moment.")


class Connection(H11Protocol):
    """A connection with a deadline for whatever it waits for from the other side."""

    opened: dict[Connection, None] = {}  # noqa: RUF012 - shared by all, oldest first

    _address = ""
    _awaited: Any = None
    _late: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None
    _size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it; where it is one too many, an idle one makes room, or it is sent away."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        self._address = held_by(address)
        proxies = str(self.config.forwarded_allow_ips) if self.config.proxy_headers else ""
        most = MOST if self._address == LOOPBACK or is_among(address, proxies) else EACH
        same = [one for one in self.opened if one._address == self._address]
        crowd = same if len(same) >= most else list(self.opened) if len(self.opened) >= ALL else []
        self.opened[self] = None
        if crowd and not _made_room(crowd):
            self._hang_up(_TOO_MANY)
        else:
            self._await(h11.IDLE, HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        super().connection_lost(exc)
        self.opened.pop(self, None)
        self._await(None, 0)
        self._taken()

    def data_received(self, data: bytes) -> None:
        """Read on; the deadline is that of the head or of the body, whichever is not here yet."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        state = self.conn.their_state
        self._size = self._size + len(data) if state is h11.SEND_BODY else 0
        if self._size > BODY:
            self._hang_up(_TOO_LONG)
        elif state is h11.SEND_BODY:
            self._await(state, BODY_S)
        else:
            self._await(state if state is h11.IDLE else None, HEAD_S)

    def pause_writing(self) -> None:
        """The other side takes nothing of its answer."""
        super().pause_writing()
        self._stuck = self.loop.call_later(TAKE_S, self.transport.abort)

    def resume_writing(self) -> None:
        """It took some."""
        super().resume_writing()
        self._taken()

    @property
    def is_idle(self) -> bool:
        """Whether nothing whole was asked that is not answered."""
        return self.conn.their_state is h11.IDLE and (self.cycle is None or self.cycle.response_complete)

    def _taken(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def _await(self, state: Any, seconds: float) -> None:
        """Wait for so long for what is to come; what trickles in does not prolong it."""
        if state is not None and state is self._awaited:
            return
        if self._late is not None:
            self._late.cancel()
        self._awaited = state
        self._late = None if state is None else self.loop.call_later(seconds, self._hang_up, _TOO_LATE)

    def _hang_up(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()


def _made_room(crowd: list[Connection]) -> bool:
    """Close the oldest connection that nothing is lost with; whether there was one."""
    for one in crowd:
        if one.is_idle and not one.transport.is_closing():
            one.opened.pop(one, None)
            one.transport.abort()
            return True
    return False
