"""A disk that is full stops loads, not figures: the store is opened again by itself, and takes loads once there is room.

The disk is one of 6 MB in memory where one may be mounted, and everywhere a bound on the size of this process's files,
at several sizes, since the database fails at another place for each: writing a block, its log, a checkpoint.
"""

from __future__ import annotations

import resource
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cadran.errors import StoreBusyError, StoreFullError
from cadran.executor.local import open as open_store
from cadran.query.request import Request
from cadran.server.owner import Owner
from cadran.web.errors import status_of
from tests.conftest import table

ROWS = 60_000
CALLS = Request(("calls",))
Crowd = Callable[[Path], Any]


def attempts(mark: str, rows: int = ROWS) -> pa.Table:
    """Rows that no compression makes small."""
    return pa.table({
        "attempt_id": [f"{mark}-{n * 7919 % 1_000_003}" for n in range(rows)],
        "lead_id": [f"{mark}L{n * 104_729 % 1_000_003}" for n in range(rows)],
        "disposition": [f"d{n * 15_485_863 % 1_000_003}" for n in range(rows)],
        "started_at": ["2026-09-01T10:00:00Z"] * rows,
        "outcome": ["busy"] * rows,
    })  # fmt: skip


def calls(owner: Owner) -> int:
    return int(owner.evaluate(CALLS).total["calls"]["value"])


@contextmanager
def bounded(more: int, path: Path) -> Iterator[None]:
    """No file of this process grows beyond the store's size and so many bytes more."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + more, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


@pytest.mark.parametrize("more", [0, 4096, 300_000, 600_000, 1_000_000, 1_500_000, 2_500_000])
def test_a_load_without_room_leaves_the_figures(tmp_path: Path, more: int) -> None:
    path = tmp_path / "centre.duckdb"
    with Owner(open_store(path)) as owner:
        owner.load("attempts", attempts("a"))
        assert calls(owner) == ROWS
        failed = 0
        with bounded(more, path):
            for mark in "bc":
                try:
                    owner.load("attempts", attempts(mark))
                except StoreFullError as error:
                    failed += 1
                    assert "MB are needed" in str(error)
                    assert status_of(error) == 503
                assert calls(owner) in (ROWS, 2 * ROWS, 3 * ROWS)
            assert calls(owner) == (3 - failed) * ROWS
            assert failed or more > 1_000_000
        owner.load("attempts", attempts("d"))
        assert calls(owner) == (4 - failed) * ROWS
        assert [line.rows_new for line in owner.imports()] == [ROWS] * (4 - failed)
    with open_store(path) as again:
        assert again.evaluate(CALLS).total["calls"]["value"] == (4 - failed) * ROWS


def test_who_reads_while_a_load_fails_gets_figures_or_is_told_to_come_again(tmp_path: Path) -> None:
    path, told, ended = tmp_path / "centre.duckdb", [], threading.Event()
    with Owner(open_store(path)) as owner:
        owner.load("attempts", attempts("a"))

        def read() -> None:
            while not ended.is_set():
                try:
                    with owner.reading() as store:
                        told.append(store.engine.rows("SELECT count(*) FROM attempts")[0][0])
                except StoreBusyError:
                    told.append(None)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        with bounded(300_000, path):
            for mark in "bcd":
                with pytest.raises(StoreFullError):
                    owner.load("attempts", attempts(mark))
                assert calls(owner) == ROWS
        ended.set()
        for reader in readers:
            reader.join(30)
        assert set(told) <= {ROWS, 2 * ROWS, None}  # the database shows a commit while it still writes it out
        assert ROWS in told
        assert calls(owner) == ROWS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB, where this account may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here: the bounds on files above stand for it")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_on_a_disk_that_is_really_full(small_disk: Path) -> None:
    path = small_disk / "centre.duckdb"
    with Owner(open_store(path)) as owner:
        loaded = 0
        for place in range(8):
            try:
                owner.load("attempts", attempts(f"f{place}", 20_000))
                loaded += 20_000
            except StoreFullError:
                break
        assert 0 < loaded < 160_000
        ballast = small_disk / "ballast"
        with suppress(OSError), ballast.open("wb") as out:  # not a byte is left
            out.write(bytes(8 << 20))
        for _ in range(3):
            assert calls(owner) == loaded
            with pytest.raises(StoreFullError, match="0 MB are free"):
                owner.load("attempts", attempts("g", 20_000))
        ballast.unlink()
        owner.load("attempts", table([{"attempt_id": "one", "lead_id": "L", "started_at": "2026-09-01T10:00:00Z"}]))
        assert calls(owner) == loaded + 1
