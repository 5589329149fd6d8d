"""Connections that are held open for nothing stop nobody: a server of one line behind the real protocol."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from cadran.web import connections
from cadran.web.connections import Connection


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Read the whole request, then answer with a large body where it is asked for."""
    while (await receive()).get("more_body"):
        pass
    large = b"x" * (20_000_000 if scope["path"] == "/large" else 2)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(large)).encode())]}
    )
    await send({"type": "http.response.body", "body": large})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    for name, seconds in (("HEAD_S", 0.3), ("BODY_S", 0.3), ("TAKE_S", 0.3)):
        monkeypatch.setattr(connections, name, seconds)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(echo, http=Connection, ws="none", lifespan="off", log_config=None, timeout_keep_alive=5)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    Connection.opened.clear()


def call(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=5)
    made.settimeout(5)
    return made


def asked(port: int, path: str = "/") -> bytes:
    """The first bytes of the answer to a whole request."""
    with call(port) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return line.recv(200)


def rest(line: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    found = b""
    try:
        while more := line.recv(65536):
            found += more
    except ConnectionResetError:
        pass
    return found


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(port: int, begun: bytes) -> None:
    with call(port) as line:
        line.sendall(begun)
        started = time.monotonic()
        told = rest(line)
        assert told.startswith(b"HTTP/1.1 408 ")
        assert 0.2 < time.monotonic() - started < 3


def test_a_head_that_trickles_has_no_more_time(port: int) -> None:
    with call(port) as line:
        started = time.monotonic()
        with pytest.raises(OSError):
            for letter in b"GET / HTTP/1.1\r\nX: " + b"y" * 1000:
                line.sendall(bytes([letter]))
                time.sleep(0.02)
        assert time.monotonic() - started < 3


def test_a_body_that_does_not_come_is_not_waited_for(port: int) -> None:
    with call(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
        assert rest(line).startswith(b"HTTP/1.1 408 ")


def test_a_body_longer_than_any_form_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY", 1000)
    with call(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"z" * 500)
        line.sendall(b"z" * 5000)
        assert rest(line).startswith(b"HTTP/1.1 413 ")


def test_an_answer_that_nobody_takes_is_given_up(port: int) -> None:
    with call(port) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        until = time.monotonic() + 5
        while not Connection.opened:  # until it is there
            assert time.monotonic() < until
            time.sleep(0.002)
        while Connection.opened and time.monotonic() < until:
            time.sleep(0.02)
        assert not Connection.opened


def test_a_whole_request_has_all_the_time_it_takes(port: int) -> None:
    """One connection, three requests, with a pause shorter than the server keeps an idle one."""
    with call(port) as line:
        for _ in range(3):
            line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            time.sleep(0.4)
            assert line.recv(2000).startswith(b"HTTP/1.1 200 ")


def test_many_half_open_connections_stop_nobody(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as an address may hold, and as many again: each newcomer takes the place of the oldest that asks nothing."""
    monkeypatch.setattr(connections, "HEAD_S", 60.0)
    monkeypatch.setattr(connections, "MOST", 20)
    lines = []
    for _ in range(40):
        line = call(port)
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        lines.append(line)
    started = time.monotonic()
    assert asked(port).startswith(b"HTTP/1.1 200 ")
    assert time.monotonic() - started < 2
    assert len(Connection.opened) <= 20
    for line in lines:
        line.close()


def test_one_address_has_so_many_and_others_have_theirs(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that are busy make no room: one too many of the same address is told to come again."""
    monkeypatch.setattr(connections, "MOST", 3)
    monkeypatch.setattr(connections, "BODY_S", 60.0)
    busy = []
    for _ in range(3):
        line = call(port)
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        busy.append(line)
    until = time.monotonic() + 5
    while sum(not one.is_idle for one in list(Connection.opened)) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    with call(port) as late:
        told = rest(late)
    assert told.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: " in told
    monkeypatch.setattr(connections, "held_by", lambda address: "another")
    monkeypatch.setattr(connections, "EACH", 3)
    assert asked(port).startswith(b"HTTP/1.1 200 ")
    for line in busy:
        line.close()
