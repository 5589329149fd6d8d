"""The two ends of the socket, in one process: the owner of a store and those who call it."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cadran.errors import CadranError, InputError, StoreBusyError, StoreError, UsageError
from cadran.executor.local import Store
from cadran.executor.local import open as open_store
from cadran.query.columns import Columns
from cadran.query.keys import Keys
from cadran.query.request import Request, Scope
from cadran.query.result import Result
from cadran.server import wire
from cadran.server.address import SOCKET_LENGTH, file_of, find
from cadran.server.calls import CALLS
from cadran.server.client import Remote
from cadran.server.connect import connect
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from cadran.store.ledger import Import
from tests.conftest import table
from tests.web.conftest import attempt, fill


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[tuple[Owner, str]]:
    path = str(tmp_path / "centre.duckdb")
    with Owner(fill(open_store(path))) as owner, Listener(owner):
        yield owner, path


def test_both_executors_answer_alike(shared: tuple[Owner, str]) -> None:
    owner, path = shared
    remote = connect(path)
    assert isinstance(remote, Remote)
    asked = Request(
        ("calls", "contact_rate"), by=("campaign",), scope=Scope(clients=("P",)), period=(date(2026, 9, 1), None)
    )
    with remote:
        assert remote.evaluate(asked).rows == owner.evaluate(asked).rows
        assert remote.evaluate(asked).total == owner.evaluate(asked).total
        assert remote.explain(asked).splitlines()[0] == owner.explain(asked).splitlines()[0]
        assert remote.rows(asked, "calls").equals(owner.rows(asked, "calls"))
        assert remote.imports() == owner.imports()
        assert remote.overview() == owner.overview()
        assert remote.rejects(1, limit=3) == owner.rejects(1, limit=3)
        assert (remote.zone, remote.currency) == (owner.zone, owner.currency)
        assert remote.duplicate_leads() == owner.duplicate_leads()
        reports = remote.load("attempts", table([attempt(9, "A", "x")]))
        assert reports[0].entry.rows_new == 1
        assert remote.evaluate(Request(("calls",))).total["calls"]["value"] == 9


def test_errors_come_as_they_were_raised(shared: tuple[Owner, str], tmp_path: Path) -> None:
    _, path = shared
    with connect(path) as remote:
        for call, kind in (
            (lambda: remote.evaluate(Request(("nothing",))), UsageError),
            (lambda: remote.undo(999), UsageError),
            (lambda: remote.import_files([tmp_path / "missing.csv"]), InputError),
        ):
            with pytest.raises(kind):
                call()
        assert remote.evaluate(Request(("calls",))).total["calls"]["value"] == 8  # the line still holds


def test_a_failure_that_is_not_ours_tells_no_value(shared: tuple[Owner, str], monkeypatch: pytest.MonkeyPatch) -> None:
    owner, path = shared

    def fail(request: Any) -> Any:
        raise ValueError("+33 6 39 98 12 34")

    monkeypatch.setattr(owner, "evaluate", fail)
    with connect(path) as remote, pytest.raises(CadranError, match=r"The server failed \(ValueError\)") as told:
        remote.evaluate(Request(("calls",)))
    assert "39 98" not in str(told.value)


def test_who_has_no_token_gets_no_answer(shared: tuple[Owner, str]) -> None:
    _, path = shared
    place = find(path)
    assert place is not None
    for greeting in ({"token": "wrong", "version": wire.VERSION}, {"version": wire.VERSION}, [], "x"):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(place.socket)
            wire.send(caller, wire.WORDS, wire.pack(greeting))
            with pytest.raises((wire.ClosedError, OSError)):
                wire.send(caller, wire.WORDS, wire.pack({"call": "imports", "args": {}}))
                wire.receive(caller)
    with socket.socket(socket.AF_UNIX) as caller:  # too long a greeting is not even read
        caller.connect(place.socket)
        caller.sendall(b"W" + (1 << 40).to_bytes(8, "big"))
        caller.settimeout(5)
        assert caller.recv(1) == b""


def test_only_the_calls_of_an_executor_can_be_made(shared: tuple[Owner, str]) -> None:
    _, path = shared
    with connect(path) as remote:
        assert isinstance(remote, Remote)
        assert remote._caller is not None
        for name in ("close", "store", "writing", "__init__", "_kept_or", "perform", "kpis"):
            wire.send(remote._caller, wire.CALL, name.encode())
            wire.send(remote._caller, wire.WORDS, b"{}")
            kind, said = wire.receive(remote._caller)
            assert (kind, type(wire.raised(said))) == (wire.FAULT, UsageError)


def test_a_place_that_others_can_read_is_not_believed(shared: tuple[Owner, str]) -> None:
    _, path = shared
    file_of(path).chmod(0o644)
    assert find(path) is None
    file_of(path).chmod(0o600)
    assert find(path) is not None


def test_a_long_path_has_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * SOCKET_LENGTH)
    deep.mkdir()
    path = str(deep / "centre.duckdb")
    with Owner(open_store(path)) as owner:
        with Listener(owner), connect(path) as remote:
            assert remote.imports() == []
            folder = Path(find(path).socket).parent  # type: ignore[union-attr]
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert not folder.exists()


def test_a_server_that_goes_away_is_told(shared: tuple[Owner, str]) -> None:
    _, path = shared
    remote = connect(path)
    assert isinstance(remote, Remote)
    remote._caller.shutdown(socket.SHUT_RDWR)
    with pytest.raises(StoreError, match="went away"):
        remote.imports()


def test_many_readers_and_a_writer_see_whole_loads_only(shared: tuple[Owner, str]) -> None:
    """Each load brings a call and its lead's journey: a reader never sees one without the other."""
    owner, _ = shared
    seen: list[tuple[float, float]] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            total = owner.evaluate(Request(("calls", "leads_attempted"))).total
            seen.append((total["calls"]["value"], total["leads_attempted"]["value"]))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for place in range(10, 16):
        owner.load("attempts", table([attempt(place, "A", "x")]))
    over.set()
    for reader in readers:
        reader.join()
    assert all(calls == leads for calls, leads in seen)
    assert owner.evaluate(Request(("calls",))).total["calls"]["value"] == 14


def test_what_is_kept_in_memory_is_each_scope_s_own_and_ends_with_a_load(shared: tuple[Owner, str]) -> None:
    owner, _ = shared
    whole, theirs = Request(("calls",)), Request(("calls",), scope=Scope(clients=("Q",)))
    assert owner.evaluate(whole) is owner.evaluate(whole)
    assert owner.evaluate(theirs).total["calls"]["value"] == 2
    owner.load("attempts", table([attempt(9, "B", "x")]))
    assert owner.evaluate(theirs).total["calls"]["value"] == 3
    assert owner.evaluate(whole).total["calls"]["value"] == 9


def test_too_many_at_once_are_asked_to_come_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cadran.server.owner.PATIENCE_S", 0.05)
    owner = Owner(store, queries=1)
    with owner.reading(), pytest.raises(StoreBusyError, match="Try again"), owner.reading():
        pass
    assert owner.imports() == []


@pytest.mark.parametrize("value", [
    None, True, 3, 2.5, "é", [1, "a"], (1, (2,)), {"a": None}, date(2026, 9, 1), datetime(2026, 9, 1, 10, 30, 1, 5), Decimal("1.20"),
    Path("a/b"), Scope(clients=("P",), kpis=()), {"$": "day", "w": 1},
])  # fmt: skip
def test_values_travel_unchanged(value: Any) -> None:
    known = wire.kinds(CALLS["evaluate"])
    assert wire.unpack(wire.pack(value, known), known) == value


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are equal, arrays and what holds them field by field."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, Columns | Keys):
        return all(_alike(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    return bool(one == other)


def test_every_field_of_what_travels_can(shared: tuple[Owner, str]) -> None:
    owner, _ = shared
    known = wire.kinds(CALLS["evaluate"])
    request = Request(("calls",), by=("campaign",), where={"campaign": ["A", None]}, as_of=datetime(2026, 9, 2))
    again = wire.unpack(wire.pack(request, known), known)
    assert again == request
    assert hash(again) == hash(request)
    result = owner.evaluate(request)
    arrived = wire.unpack(wire.pack(result, known), known)
    assert all(_alike(getattr(arrived, field.name), getattr(result, field.name)) for field in fields(Result))
    line = owner.imports()[0]
    assert isinstance(line, Import)
    known = wire.kinds(CALLS["imports"])
    assert wire.unpack(wire.pack(line, known), known) == line
    rows = pa.table({"a": [1, None], "b": [datetime(2026, 1, 1), None]})
    assert wire.table_from(wire.table_bytes(rows)).equals(rows)


def test_the_client_s_side_knows_nothing_of_the_web() -> None:
    """What a command waits for before it speaks to the server."""
    code = "import sys, cadran.server.connect; print([m for m in ('django', 'ninja', 'uvicorn', 'pyarrow', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"
