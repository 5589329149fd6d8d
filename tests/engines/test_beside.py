"""What a store writes, whatever umask the program that uses it has: for its own account, and gone when it is closed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import cadran
from cadran.server.connect import connect, restore
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.conftest import Clock, table

SPILLS = "SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY y) AS n, * FROM big) WHERE n > 10 AND x < 2"
"""What takes more than a hundred megabytes of a table with long texts."""


@pytest.fixture(params=[0o000, 0o022], ids=["000", "022"])
def open_to_all(request: pytest.FixtureRequest) -> Iterator[None]:
    """A program whose files anybody may read, or write."""
    mask = os.umask(request.param)
    yield
    os.umask(mask)


def modes(folder: Path) -> dict[str, int]:
    """What others may do with each thing in a folder: nothing, 0."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.iterdir()}


def lead(number: int) -> dict[str, object]:
    return {"lead_id": f"L{number}", "created_at": "2026-09-01T08:00:00Z", "last_name": "Martinvast"}


@pytest.mark.usefixtures("open_to_all")
def test_all_that_a_store_writes_is_for_its_account(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path, seen = folder / "centre.duckdb", dict[str, int]()

    def look() -> None:
        for name, mode in modes(folder).items():
            seen[name] = seen.get(name, 0) | mode

    with cadran.open(path, clock=clock) as store:
        look()
        store.load("leads", table([lead(1), lead(2)]))
        look()
        store.engine.execute("CHECKPOINT")
        store.load("leads", table([lead(3)]))  # a log of its own
        look()
        store.backup(folder / "backup.duckdb")
        look()
        store.erase(["default:L1"])
        look()
    restore(folder / "backup.duckdb", folder / "other.duckdb", clock=clock)
    look()
    assert {"centre.duckdb", "centre.duckdb.wal", "centre.duckdb.tmp", "backup.duckdb", "other.duckdb"} <= set(seen)
    assert {name: mode for name, mode in seen.items() if mode} == {}
    assert set(modes(folder)) == {"centre.duckdb", "backup.duckdb", "other.duckdb"}


@pytest.mark.usefixtures("open_to_all")
def test_so_is_what_a_server_in_a_program_writes(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "centre.duckdb"
    with Owner(cadran.open(path, clock=clock)) as owner, Listener(owner), connect(str(path)) as store:
        store.load("leads", table([lead(1)]))
        found = modes(tmp_path)
    assert len(found) > 3
    assert {name: mode for name, mode in found.items() if mode} == {}


def test_many_connections_end_without_a_log(tmp_path: Path, clock: Clock) -> None:
    """Connections that come and go, one closed twice, take nothing from those that stay."""
    path = tmp_path / "centre.duckdb"
    store = cadran.open(path, clock=clock)
    first, second = store.cursor(), store.cursor()
    first.load("leads", table([lead(1)]))
    first.close()
    first.close()
    second.load("leads", table([lead(2)]))
    second.close()
    store.load("leads", table([lead(3)]))
    store.close()
    assert [found.name for found in tmp_path.iterdir()] == ["centre.duckdb"]
    with cadran.open(path, clock=clock) as store:
        assert store.kpis(["leads"]).total["leads"]["value"] == 3


def test_what_a_killed_process_spilled_goes_with_the_next_opening(tmp_path: Path, clock: Clock) -> None:
    """A query killed in the middle of sorting what does not fit in memory leaves names in files of its own."""
    path = tmp_path / "centre.duckdb"
    with cadran.open(path, clock=clock) as store:
        store.engine.execute("CREATE TABLE big AS SELECT random() AS x, repeat('Martinvast', 30) || random() AS y FROM range(120000)")  # fmt: skip
    program = f"import cadran; cadran.open({str(path)!r}, memory='40MB').engine.rows({SPILLS!r})"
    killed = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "CADRAN_THREADS": "1"})
    spilled, limit = Path(f"{path}.tmp"), time.monotonic() + 60
    while not any(b"Martinvast" in one.read_bytes() for one in spilled.glob("*")) and time.monotonic() < limit:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert any(b"Martinvast" in one.read_bytes() for one in spilled.glob("*"))  # the test can fail
    assert stat.S_IMODE(spilled.stat().st_mode) == 0o700
    with cadran.open(path, clock=clock):
        assert list(spilled.iterdir()) == []
    assert [found.name for found in tmp_path.iterdir()] == ["centre.duckdb"]
