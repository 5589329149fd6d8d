"""Each call is declared once: what the store does, what the owner lends it, what travels and who may not come from the declaration."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cadran
from cadran.errors import InputError, StoreBusyError, StoreError, UsageError
from cadran.executor.calls import PROGRESS, Effect, Executor, call, calls_of
from cadran.executor.local import Store
from cadran.executor.local import open as open_store
from cadran.server import client
from cadran.server.calls import CALLS, Served
from cadran.server.client import Remote
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.conftest import Clock, table
from tests.web.conftest import attempt, fill

LOADED = {"load", "import_files", "undo", "backup", "restore", "erase", "expire"}


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    """Eight calls, in a store that a server holds."""
    with Owner(fill(open_store(tmp_path / "centre.duckdb"))) as owner, Listener(owner):
        yield owner


@pytest.fixture
def served(owner: Owner) -> str:
    return owner.store.engine.path


def test_the_store_does_every_call_as_it_is_declared() -> None:
    """What mypy cannot see: that none is missing, and that a name or a default is the same on both sides."""
    for name, declared in calls_of(Executor).items():
        done = inspect.getattr_static(Store, name)
        assert done is not inspect.getattr_static(Executor, name), f"Store does not do {name}"
        function = done.fget if isinstance(done, property) else done
        mine = [(one.name, one.kind) for one in inspect.signature(function).parameters.values()]
        assert mine == [(one.name, one.kind) for one in declared.signature.parameters.values()], name
        defaults = [one.default for one in inspect.signature(function).parameters.values() if one.name != PROGRESS]
        assert defaults == [one.default for one in declared.signature.parameters.values() if one.name != PROGRESS], name


def test_calls_that_change_the_store_say_so() -> None:
    assert {name for name, one in CALLS.items() if one.effect is not Effect.READ} == LOADED
    assert not [name for name in LOADED if CALLS[name].kept is not None]


class Tone(Enum):
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True)
class Note:
    words: str
    tone: Tone


@dataclass(frozen=True)
class Book:
    notes: tuple[Note, ...]
    beside: Path | None = None


def test_a_new_call_is_its_declaration_and_what_the_store_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Declared(Served):
        @call(Effect.WRITE, files=("beside",))
        def note(self, words: str, tone: Tone, *, beside: Path | None = None, progress: Any = None) -> Book:  # type: ignore[empty-body]
            """A toy."""

    class Doing(Store):
        def note(
            self, words: str, tone: Tone, *, beside: Path | None = None, progress: Any = lambda step: None
        ) -> Book:
            progress("writing")
            if not words:
                raise UsageError("Nothing was said.")
            return Book((Note(words, tone),), beside)

        def cursor(self) -> Doing:
            return Doing(self.engine.cursor(), clock=self.clock, settings=self.settings)

    class Lending(Owner, Declared): ...

    class Asking(Remote, Declared): ...

    monkeypatch.setitem(
        CALLS, "note", calls_of(Declared)["note"]
    )  # a test has to put from outside what stands in the list
    monkeypatch.setattr(client, "Remote", Asking)
    path, steps = str(tmp_path / "centre.duckdb"), []
    with Lending(Doing(open_store(path).engine)) as owner, Listener(owner):
        monkeypatch.chdir(tmp_path)
        store: Any = cadran.open(path)
        with store:
            book = store.note("a", Tone.HIGH, beside=Path("b"), progress=steps.append)
            assert book == Book((Note("a", Tone.HIGH),), tmp_path / "b")
            assert steps == ["writing"]
            assert owner.generation == 1  # under the lock for loads
            with pytest.raises(UsageError, match="Nothing was said"):
                store.note("", Tone.LOW)
            with pytest.raises(TypeError):
                store.note("a", Tone.LOW, whom="b")


def test_open_reaches_the_server_that_holds_the_store(served: str) -> None:
    with cadran.open(served) as store:
        assert isinstance(store, Remote)
        assert isinstance(store, cadran.Store)
        assert store.kpis("calls", by="campaign", period=("2026-09-01", None)).total["calls"]["value"] == 8
        for place, rows in enumerate(
            (pd.DataFrame, pl.DataFrame, pa.Table.from_pylist, lambda rows: table(rows).to_reader()), 10
        ):
            assert store.load("attempts", rows([attempt(place, "A", "x")]))[0].entry.rows_new == 1
        assert store.kpis("calls").total["calls"]["value"] == 12
        with pytest.raises(InputError, match="this is not a table"):
            store.load("attempts", "no rows")


def test_what_a_server_has_of_its_own_is_not_asked_of_it(
    served: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its memory, its configuration and its clock: who brings others opens the file, and is told that it is held."""

    def held(url: str, **given: object) -> Store:
        raise StoreBusyError("held")

    monkeypatch.setattr("cadran.server.connect.open", held)  # DuckDB lets one process open a file twice
    cadran.open(served).close()
    for given in ({"memory": "512MB"}, {"clock": clock}, {"config": "own.toml"}):
        with pytest.raises(StoreBusyError):
            cadran.open(served, **given)  # type: ignore[arg-type]


def test_opened_to_be_read_only_it_changes_nothing(served: str) -> None:
    with cadran.open(served, read_only=True) as store:
        for change in (lambda: store.undo(1), lambda: store.load("attempts", table([attempt(9, "A", "x")]))):
            with pytest.raises(UsageError, match="read only"):
                change()
        assert store.imports()[0].undone_at is None


def test_a_call_that_was_broken_off_does_not_answer_the_next(served: str) -> None:
    """Ctrl-C in a notebook, then another question: its own answer, on another line."""

    def interrupted(step: str) -> None:
        raise KeyboardInterrupt

    with cadran.open(served) as store:
        Path(served).with_name("attempts.csv").write_text("attempt_id\n")
        with pytest.raises(StoreError, match="goes on"):
            store.import_files([Path(served).with_name("attempts.csv")], progress=interrupted)
        assert store.kpis("calls").total["calls"]["value"] == 8


def test_a_server_that_comes_back_is_asked_again(tmp_path: Path) -> None:
    path = str(tmp_path / "centre.duckdb")
    with Owner(fill(open_store(path))) as owner:
        with Listener(owner):
            store = cadran.open(path)
            assert isinstance(store, Remote)
            assert store._caller is not None
            store._caller.shutdown(2)
        with pytest.raises(StoreError, match="went away"):
            store.imports()
        with pytest.raises(StoreError, match="Open the store again"):
            store.imports()
        with Listener(owner):
            assert len(store.imports()) == len(owner.imports())
            store.close()
            with pytest.raises(StoreError, match="Open the store again"):
                store.imports()
