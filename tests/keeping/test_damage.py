"""Damaged backups, damaged stores, logs left behind: no good store is lost, and a bad one can be replaced."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import duckdb
import pytest

import cadran
from cadran.cli.main import run
from cadran.errors import StoreDamagedError, StoreError
from cadran.keeping import backup, replacing
from cadran.keeping.backup import verify
from cadran.server.connect import restore
from tests.conftest import Clock, table

FLIPS = 24


def calls(first: int, end: int) -> list[dict[str, object]]:
    return [
        {"attempt_id": f"A{n}", "lead_id": f"L{n}", "started_at": "2026-09-22T12:00:00Z", "outcome": "busy"}
        for n in range(first, end)
    ]


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Path:
    """A closed store of three calls, and beside it a backup of its first two: backup.duckdb."""
    path = tmp_path / "centre.duckdb"
    with cadran.open(path, clock=clock) as opened:
        opened.load("attempts", table(calls(0, 2)))
        opened.backup(tmp_path / "backup.duckdb")
        opened.load("attempts", table(calls(2, 3)))
    return path


def counted(path: Path) -> int:
    with cadran.open(path, create=False) as opened:
        value: int = opened.kpis("calls").total["calls"]["value"]
        return value


def flipped(path: Path, place: int) -> None:
    """Another byte at that place."""
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 0xFF]))


# backups


def test_a_backup_is_verified(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = store.with_name("backup.duckdb")
    found = verify(copy)
    assert found.is_sealed
    assert found.rows > 2
    assert run(["backup", str(copy), "--verify", "--lang", "en"]) == 0
    assert "is sound" in capsys.readouterr().out
    flipped(copy, copy.stat().st_size // 2)
    assert run(["backup", str(copy), "--verify", "--lang", "en"]) == 1
    assert "is damaged" in capsys.readouterr().err


def test_no_flipped_byte_of_a_backup_gets_past(store: Path) -> None:
    """At places all over the file: the store stays what it was, to the byte, with nothing left beside it."""
    before, copy, chance = store.read_bytes(), store.with_name("backup.duckdb"), random.Random(11)
    sound = copy.read_bytes()
    for _ in range(FLIPS):
        flipped(copy, chance.randrange(len(sound)))
        with pytest.raises(StoreError):
            restore(copy, store, force=True)
        assert store.read_bytes() == before
        copy.write_bytes(sound)
    assert sorted(path.name for path in store.parent.iterdir()) == ["backup.duckdb", "centre.duckdb"]
    restore(copy, store, force=True)
    assert counted(store) == 2


def test_without_its_checksum_every_block_is_read(store: Path) -> None:
    """A copy made by hand, with a byte flipped where a table's values lie: read through, it does not pass."""
    copy = store.with_name("by_hand.duckdb")
    shutil.copyfile(store, copy)
    found = verify(copy)
    assert not found.is_sealed
    place = copy.read_bytes().rindex(b"A1")
    flipped(copy, place)
    with pytest.raises(StoreDamagedError):
        verify(copy)
    with pytest.raises(StoreDamagedError):
        restore(copy, store, force=True)
    assert counted(store) == 3


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.3, 0.5, 0.9])
def test_a_backup_cut_short_is_no_backup(store: Path, kept: float) -> None:
    copy = store.with_name("backup.duckdb")
    os.truncate(copy, int(kept * copy.stat().st_size))
    with pytest.raises(StoreError):
        restore(copy, store, force=True)
    assert counted(store) == 3


def test_a_backup_that_lost_the_end_of_its_checksum_is_read_through(store: Path) -> None:
    copy = store.with_name("backup.duckdb")
    os.truncate(copy, copy.stat().st_size - 1)
    assert not verify(copy).is_sealed
    assert not restore(copy, store, force=True).is_sealed
    assert counted(store) == 2


def test_a_backup_that_is_written_to_carries_no_checksum_any_more(store: Path, clock: Clock) -> None:
    copy = store.with_name("backup.duckdb")
    with cadran.open(copy, clock=clock) as opened:
        opened.load("attempts", table(calls(5, 9)))
    assert not verify(copy).is_sealed
    restore(copy, store, force=True)
    assert counted(store) == 6


def test_the_store_is_put_back_where_the_new_one_does_not_answer(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mute(path: Path) -> None:
        raise StoreError("It does not answer.")

    monkeypatch.setattr(replacing, "_answers", mute)
    with pytest.raises(StoreError, match="does not answer"):
        restore(store.with_name("backup.duckdb"), store, force=True)
    assert counted(store) == 3
    with pytest.raises(StoreError, match="does not answer"):
        restore(store.with_name("backup.duckdb"), store.with_name("new.duckdb"))
    assert sorted(path.name for path in store.parent.iterdir()) == ["backup.duckdb", "centre.duckdb"]


def test_a_copy_that_went_wrong_is_not_put_in_place(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk that flips a byte while the backup is copied beside the store."""

    def copyfile(source: Path, target: Path) -> None:
        target.write_bytes(Path(source).read_bytes())
        flipped(target, 20_000)

    monkeypatch.setattr(backup.shutil, "copyfile", copyfile)
    with pytest.raises(StoreDamagedError):
        restore(store.with_name("backup.duckdb"), store, force=True)
    assert counted(store) == 3


# stores


@pytest.mark.parametrize("places", [(9,), (4096 + 9, 8192 + 9), (12288 + 40,)], ids=["magic", "headers", "block"])
def test_a_damaged_store_is_replaced_and_kept(
    store: Path, places: tuple[int, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its first bytes, both of its headers, its first block: opening it says damage, and --force is for that."""
    for place in places:
        flipped(store, place)
    held = store.read_bytes()
    with pytest.raises(StoreDamagedError):
        counted(store)
    assert run(["restore", str(store.with_name("backup.duckdb")), "--store", str(store)]) == 1
    assert (
        run(["restore", str(store.with_name("backup.duckdb")), "--force", "--store", str(store), "--lang", "en"]) == 0
    )
    said = capsys.readouterr()
    assert "could not be read any more" in said.err
    assert counted(store) == 2
    assert store.with_name("centre.duckdb.damaged").read_bytes() == held


def test_a_second_damaged_store_is_kept_too(store: Path) -> None:
    for _ in range(2):
        store.write_bytes(b"no database any more" * 1000)
        assert not restore(store.with_name("backup.duckdb"), store, force=True).is_known
    kept = sorted(path.name for path in store.parent.glob("*.damaged*"))
    assert kept == ["centre.duckdb.damaged", "centre.duckdb.damaged2"]


def test_damage_is_told_as_damage(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """DuckDB's own words for it hold "block", and in it "lock": it is not said that another process holds the store."""
    size = store.stat().st_size
    for place in range(12288 + 20, size, 64 * 1024):
        flipped(store, place)
    assert run(["kpi", "calls", "--store", str(store), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert "is damaged" in said
    assert "restore" in said
    assert "held by" not in said


# logs


def with_log(path: Path, clock: Clock) -> bytes:
    """The write-ahead log of a store whose process died after a load of call A7: closed without being folded in."""
    with cadran.open(path, clock=clock) as opened:
        opened.engine.execute("PRAGMA disable_checkpoint_on_shutdown")
        opened.load("attempts", table(calls(7, 8)))
    return path.with_name(f"{path.name}.wal").read_bytes()


def test_a_log_left_behind_never_reaches_a_restored_store(store: Path, clock: Clock) -> None:
    log = with_log(store, clock)
    assert counted_in_a_copy(store) == 4  # the test can fail: the log is replayed where it belongs
    store.unlink()
    done = restore(store.with_name("backup.duckdb"), store)
    assert counted(store) == 2
    assert done.kept is not None
    assert done.kept.read_bytes() == log  # and is not thrown away


def test_a_log_beside_a_damaged_store_goes_aside_with_it(store: Path, clock: Clock) -> None:
    log = with_log(store, clock)
    store.write_bytes(b"no database any more" * 1000)
    restore(store.with_name("backup.duckdb"), store, force=True)
    assert counted(store) == 2
    assert store.with_name("centre.duckdb.damaged.wal").read_bytes() == log


def counted_in_a_copy(path: Path) -> int:
    copy = path.with_name("copied.duckdb")
    shutil.copyfile(path, copy)
    shutil.copyfile(f"{path}.wal", f"{copy}.wal")
    with duckdb.connect(str(copy)) as connection:
        [(found,)] = connection.execute("SELECT count(*) FROM attempts").fetchall()
    copy.unlink()
    return int(found)
