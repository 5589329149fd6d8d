"""Erasing, retention and restoring while a server holds the store: through it, with the file swapped under its readers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import cadran
from cadran.cli.main import run
from cadran.keeping.erase import Person
from cadran.query.request import Request
from cadran.server.client import Remote
from cadran.server.connect import connect
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.conftest import Clock, table
from tests.query.world import attempts, fill, leads

PHONE, TRACE = "+33639980012", b"Martinvast"


@pytest.fixture
def served(tmp_path: Path, clock: Clock) -> Iterator[tuple[Owner, str]]:
    """Zoe (called twice) and L2, in a store that a server holds."""
    path = str(tmp_path / "centre.duckdb")
    store = fill(cadran.open(path, clock=clock), leads=leads("L2 2026-09-01T08:00Z A"),
                 attempts=attempts("1 Z A x 2026-09-02T08:00Z busy", "2 Z A x 2026-09-03T08:00Z busy"))  # fmt: skip
    store.load("leads", table([{"lead_id": "Z", "phone": PHONE, "last_name": TRACE.decode(),
                                "created_at": "2026-09-01T08:00:00Z"}]))  # fmt: skip
    store.engine.execute("CHECKPOINT")
    with Owner(store) as owner, Listener(owner):
        yield owner, path


def calls(path: str) -> float:
    with connect(path) as store:
        assert isinstance(store, Remote)
        value: float = store.evaluate(Request(("calls",))).total["calls"]["value"]
        return value


def test_a_person_is_erased_through_the_server(served: tuple[Owner, str], capsys: pytest.CaptureFixture[str]) -> None:
    _, path = served
    assert TRACE in Path(path).read_bytes()  # the test can fail
    assert run(["erase", "--phone", "06 39 98 00 12", "--yes", "--store", path, "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "Erased: leads 1, attempts 2" in said.out
    assert TRACE not in Path(path).read_bytes()
    assert calls(path) == 2
    with connect(path) as store:
        assert store.find(Person(phone=PHONE)) == []
        assert store.load("attempts", table(attempts("3 L2 A x 2026-09-04T08:00Z busy")))[0].entry.rows_new == 1
    assert calls(path) == 3


def test_retention_goes_through_the_server(
    served: tuple[Owner, str], clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    _, path = served
    clock.set("2030-01-01T00:00:00")
    assert run(["retention", "--store", path, "--lang", "en"]) == 0
    assert "2 prospects" in capsys.readouterr().out
    assert run(["retention", "--apply", "--store", path, "--lang", "en"]) == 0
    assert "Erased: leads 2" in capsys.readouterr().out
    assert TRACE not in Path(path).read_bytes()


def test_a_backup_is_restored_under_a_running_server(
    served: tuple[Owner, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owner, path = served
    copy = str(tmp_path / "copy.duckdb")
    assert run(["backup", copy, "--store", path]) == 0
    generation = owner.generation
    assert run(["erase", "--lead", "Z", "--yes", "--store", path]) == 0
    with connect(path) as store:
        store.load("attempts", table(attempts("3 L2 A x 2026-09-04T08:00Z busy")))
    assert calls(path) == 3
    assert run(["restore", copy, "--store", path]) == 1  # there is a store already
    assert "--force" in capsys.readouterr().err
    assert run(["restore", copy, "--force", "--store", path, "--lang", "en"]) == 0
    assert "1 lead erased since" in capsys.readouterr().out
    assert calls(path) == 2
    assert TRACE not in Path(path).read_bytes()
    assert owner.generation > generation  # nothing that was kept in memory is answered any more


def test_a_backup_that_cannot_be_restored_leaves_the_server_as_it_was(
    served: tuple[Owner, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, path = served
    (tmp_path / "text.duckdb").write_text("not a database")
    assert run(["restore", str(tmp_path / "text.duckdb"), "--force", "--store", path, "--lang", "en"]) == 1
    assert "is not a Cadran store" in capsys.readouterr().err
    assert calls(path) == 2


def test_readers_wait_for_the_swap_and_none_fails(served: tuple[Owner, str]) -> None:
    owner, path = served
    found: list[float] = []
    failed: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(30):
                with owner.reading() as store:
                    found.append(store.kpis("calls").total["calls"]["value"])
        except BaseException as error:
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    with connect(path) as store:
        store.erase(["default:Z"])
        store.erase(["default:L2"])
    for reader in readers:
        reader.join()
    assert not failed
    assert set(found) == {2}
