"""Erasures that a killed process or a full disk interrupted: finished at the next opening, with nothing left beside.

A process killed at a moment leaves the files as they are at that moment: before each step of an erasure the folder is
copied, and each copy is opened as the next process would.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import cadran
from cadran.cli.main import run
from cadran.engines.duckdb import DuckDBEngine
from cadran.errors import StoreError
from cadran.executor.local import Store
from cadran.keeping import erasing, replacing
from cadran.keeping.erasure_ledger import DONE, unfinished
from cadran.store import schema
from tests.conftest import Clock, table

TRACES = (b"Martinvast", b"639980012", b"L-ZOE")
ZOE = {"lead_id": "L-ZOE", "created_at": "2026-09-01T08:00:00Z", "last_name": "Martinvast", "phone": "+33639980012"}
ANA = {"lead_id": "L2", "created_at": "2026-09-01T08:00:00Z", "last_name": "Diaz", "phone": "+33639980013"}
CALL = {"attempt_id": "C-1", "lead_id": "L-ZOE", "started_at": "2026-09-02T08:00:00Z", "outcome": "busy"}


def filled(path: Path, clock: Clock) -> Store:
    store = cadran.open(path, clock=clock)
    store.load("leads", table([ZOE, ANA]))
    store.load("attempts", table([CALL]))
    store.engine.execute("CHECKPOINT")
    return store


@pytest.fixture
def centre(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    (tmp_path / "live").mkdir()
    with filled(tmp_path / "live" / "centre.duckdb", clock) as store:
        yield store


def held(folder: Path) -> list[bytes]:
    """What of the person is in any file of a folder."""
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [trace for trace in TRACES if trace in content]


def moments(folder: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Copies of a folder, made before and after each step of an erasure that follows."""
    made: list[Path] = []

    def copied() -> None:
        made.append(into / f"moment{len(made)}")
        shutil.copytree(folder, made[-1])

    def watched(step: Callable[..., Any]) -> Callable[..., Any]:
        def around(*given: Any, **named: Any) -> Any:
            copied()
            found = step(*given, **named)
            copied()
            return found

        return around

    for module, names in ((DuckDBEngine, ("copy_to",)), (erasing, ("_facts", "reached", "exchange", "clear")),
                          (replacing, ("put_in_place", "_second_name", "_answers", "sync"))):  # fmt: skip
        for name in names:
            monkeypatch.setattr(module, name, watched(getattr(module, name)))
    return made


@pytest.mark.parametrize("kind", ["person", "retention"])
def test_killed_at_any_step_it_is_finished_at_the_next_opening(
    kind: str, centre: Store, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(centre.engine.path).parent
    assert held(folder) == list(TRACES)  # the test can fail
    with monkeypatch.context() as patched:
        made = moments(folder, tmp_path, patched)
        if kind == "person":
            centre.erase(["default:L-ZOE"])
        else:
            clock.set("2031-01-01T00:00:00")
            centre.expire()
    assert len(made) > 12
    assert any(held(moment) for moment in made)
    for moment in made:
        with cadran.open(moment / "centre.duckdb", clock=clock) as store:
            begun = store.engine.rows("SELECT state FROM erasure_ledger")
            assert begun == [(DONE,)], moment.name
            assert store.kpis("calls").total["calls"]["value"] == 1
        assert held(moment) == [], moment.name
        assert [path.name for path in moment.iterdir()] == ["centre.duckdb"], moment.name


def test_reading_finishes_it_too(centre: Store, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        made = moments(Path(centre.engine.path).parent, tmp_path, patched)
        centre.erase(["default:L-ZOE"])
    [first, *_] = [moment for moment in made if held(moment)]
    with cadran.open(first / "centre.duckdb", clock=clock, read_only=True) as store:
        assert unfinished(store.engine) == []
    assert held(first) == []


def test_a_full_disk_is_told_and_the_erasure_finished_later(
    centre: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(centre.engine.path)

    def full(engine: Any, target: Path) -> None:
        target.write_bytes(b"x" * 1000)
        raise duckdb.IOException('IO Error: Could not write file "x": No space left on device')

    with monkeypatch.context() as patched:
        patched.setattr(DuckDBEngine, "copy_to", full)
        with pytest.raises(StoreError, match="No space left on device"):
            centre.erase(["default:L-ZOE"])
        assert [finding.code for finding in centre.overview()[1] if finding.code == "erasure_unfinished"]
        centre.close()
        with cadran.open(path, clock=clock) as still:  # the disk is still full: figures are there all the same
            assert still.kpis("calls").total["calls"]["value"] == 1
            assert len(unfinished(still.engine)) == 1
    with cadran.open(path, clock=clock) as store:
        assert unfinished(store.engine) == []
        assert "erasure_unfinished" not in {finding.code for finding in store.overview()[1]}
    assert held(path.parent) == []
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_second_run_of_the_command_finishes_it(
    centre: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = centre.engine.path
    centre.close()
    command = ["erase", "--phone", "06 39 98 00 12", "--yes", "--store", path, "--lang", "en"]

    def killed(*given: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(DuckDBEngine, "copy_to", killed)
        assert run(command) == 1
    assert held(Path(path).parent)
    assert run(command) == 0
    assert held(Path(path).parent) == []


def test_what_a_killed_process_left_beside_is_cleared(centre: Store, clock: Clock) -> None:
    """And nothing else: a file of the person's own, whatever its name begins with, stays."""
    path = Path(centre.engine.path)
    centre.close()
    left = [".fresh", ".fresh.wal", ".fresh.partial", ".fresh.v1.bak", ".partial", ".replaced", ".replaced.wal",
            ".v1.bak.partial"]  # fmt: skip
    own = [".v1.bak", ".fresh-list.csv", "-copy.partial.csv", ".damaged", ".server.txt"]
    for ending in (*left, *own):
        path.with_name(path.name + ending).write_bytes(b"Martinvast")
    with cadran.open(path, clock=clock):
        pass
    assert sorted(one.name for one in path.parent.iterdir()) == sorted(path.name + ending for ending in ("", *own))


def test_part_of_a_backup_is_cleared_wherever_it_was(centre: Store, tmp_path: Path, clock: Clock) -> None:
    path, target = Path(centre.engine.path), tmp_path / "elsewhere" / "copy.duckdb"
    target.parent.mkdir()
    schema.write_setting(centre.engine, schema.BACKUP_UNDER_WAY, str(target))
    centre.close()
    for ending in (".partial", ".partial.wal"):
        target.with_name(target.name + ending).write_bytes(b"Martinvast")
    target.write_bytes(b"the backup before")
    with cadran.open(path, clock=clock) as store:
        assert schema.BACKUP_UNDER_WAY not in schema.read_settings(store.engine)
    assert [one.name for one in target.parent.iterdir()] == ["copy.duckdb"]


def test_a_store_opens_where_the_disk_of_an_interrupted_backup_is_gone(
    centre: Store, tmp_path: Path, clock: Clock
) -> None:
    """What is left there is removed once the disk is back."""
    path, folder = Path(centre.engine.path), tmp_path / "disk"
    schema.write_setting(centre.engine, schema.BACKUP_UNDER_WAY, str(folder / "copy.duckdb"))
    centre.close()
    with cadran.open(path, clock=clock) as store:
        assert store.kpis(["leads"]).total["leads"]["value"] > 0
    folder.mkdir()
    (folder / "copy.duckdb.partial").write_bytes(b"Martinvast")
    with cadran.open(path, clock=clock) as store:
        assert schema.BACKUP_UNDER_WAY not in schema.read_settings(store.engine)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "place", ["no/such/folder/copy.duckdb", "a file/copy.duckdb", f"{'long' * 60}.duckdb", f"{'long' * 100}.duckdb"]
)
def test_a_backup_that_cannot_be_made_leaves_the_store_as_it_was(centre: Store, tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("")
    with pytest.raises(
        (StoreError, OSError)
    ):  # what the system says of a name that is too long is told by the commands
        centre.backup(tmp_path / place)
    assert schema.BACKUP_UNDER_WAY not in schema.read_settings(centre.engine)
