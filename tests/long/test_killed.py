"""Every command that writes to a store, killed with SIGKILL at random instants, alone and through a server: the old state or the new.

After each kill the store opens, holds in every table what it held before or what the whole command makes of it, nothing
is left beside it, and the same command run again finishes. KILLS says how many, over all cases together (200).

The commands run in children of a process that has imported everything: the instants fall on their work, not on Python's start.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from cadran.cli.main import COMMANDS, run
from cadran.executor.local import open as open_store
from cadran.keeping.backup import verify
from cadran.server.client import reach
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.long.state import State, state_of

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("killed")]

KILLS = int(os.environ.get("KILLS", "200"))
LEADS, CALLS = 3_000, 12_000
_SPAWN = multiprocessing.get_context("forkserver")
_SPAWN.set_forkserver_preload(["cadran.cli.main", "cadran.cli.load", "cadran.cli.keeping", "tests.long.test_killed"])

Arguments = Sequence[str]


@dataclass(frozen=True, slots=True)
class World:
    """Files to load, the store they made, a backup of it from before the last load."""

    folder: Path
    base: Path

    def file(self, name: str) -> str:
        return str(self.folder / name)


def _leads(path: Path, first: int, end: int) -> None:
    lines = [f"L{n},20{n % 20:02d}-09-01T08:00:00Z,Nom{n},+3363998{n:04d}" for n in range(first, end)]
    path.write_text("\n".join(["lead_id,created_at,last_name,phone", *lines]) + "\n", encoding="utf-8")


def _calls(path: Path, talk: int, outcome: str, rows: int) -> None:
    lines = [f"A{n},L{n % LEADS},2026-09-22T{n % 24:02d}:{n % 60:02d}:00Z,{talk},{outcome}" for n in range(rows)]
    path.write_text("\n".join(["attempt_id,lead_id,started_at,talk_s,outcome", *lines]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    _leads(folder / "leads.csv", 0, LEADS)
    _calls(folder / "attempts.csv", 10, "callback", CALLS // 2)
    (folder / "later").mkdir()
    _calls(folder / "later" / "attempts.csv", 20, "refused", CALLS)
    base, given = folder / "base.duckdb", ["--store", str(folder / "base.duckdb")]
    assert run(["import", str(folder / "leads.csv"), str(folder / "attempts.csv"), *given]) == 0
    assert run(["backup", str(folder / "backup.duckdb"), *given]) == 0
    assert run(["import", str(folder / "later" / "attempts.csv"), *given]) == 0
    (folder / "more").mkdir()
    _calls(folder / "more" / "attempts.csv", 30, "sale", CALLS + 500)
    return World(folder, base)


@dataclass(frozen=True, slots=True)
class Case:
    """A command that writes: its arguments in a world, what it answers when it is run again after it was done."""

    name: str
    arguments: Callable[[World, Path], Arguments]
    again: tuple[int, ...] = (0,)
    ways: tuple[str, ...] = ("alone", "server", "caller")
    prepared: Callable[[World, Path], None] = lambda world, folder: None


def _hours(world: World, folder: Path) -> None:
    """A setting that the derived tables hang on: the next opening makes them again."""
    (folder / "cadran.toml").write_text("[settings]\nopen_state_hours = 5\n", encoding="utf-8")


def _former_backup(world: World, folder: Path) -> None:
    shutil.copy(world.file("backup.duckdb"), folder / "copy.duckdb")


CASES = (
    Case("load", lambda world, folder: ["import", world.file("more/attempts.csv")]),
    Case("undo", lambda world, folder: ["undo", "3"], again=(2,)),
    Case("erase", lambda world, folder: ["erase", "--phone", "+33639980012", "--yes"]),
    Case("retention", lambda world, folder: ["retention", "--months", "120", "--apply"]),
    Case("restore", lambda world, folder: ["restore", world.file("backup.duckdb"), "--force"]),
    Case("backup", lambda world, folder: ["backup", str(folder / "copy.duckdb"), "--force"], prepared=_former_backup),
    Case("derived", lambda world, folder: ["check"], ways=("alone",), prepared=_hours),
)
RUNS = [(case, way) for case in CASES for way in case.ways]
FOUND: Counter[str] = Counter()
"""How often the old state and the new one were found, over all runs."""


def test_no_command_that_writes_is_forgotten() -> None:
    """The commands of the command line are these, those that only read, and two that are tried by themselves."""
    reading = {"catalogue", "check", "imports", "kpi", "rejects", "rows", "view", "trail"}
    assert set(COMMANDS) - reading == {"import", "undo", "erase", "retention", "restore", "backup", "demo", "serve"}


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - for as long as the process lives


def command(arguments: Arguments) -> None:
    """In a child: a command, and its exit code."""
    _quiet()
    os._exit(run(list(arguments)))


def holder(store: str) -> None:
    """In a child: hold a store and answer callers until killed."""
    _quiet()
    with Owner(open_store(store)) as owner, Listener(owner):
        time.sleep(600)


def child(target: Callable[..., None], *given: object) -> ForkServerProcess:
    made = _SPAWN.Process(target=target, args=given, daemon=True)
    made.start()
    return made


def serving(store: Path) -> ForkServerProcess:
    """A server of the store, once it answers."""
    made, limit = child(holder, str(store)), time.monotonic() + 60
    while time.monotonic() < limit:
        if (caller := reach(str(store))) is not None:
            caller.close()
            return made
        time.sleep(0.01)
    raise AssertionError("the server does not answer")


def whole(arguments: Arguments, way: str, store: Path) -> float:
    """Run a command to its end: how long it took."""
    server = serving(store) if way != "alone" else None
    began = time.monotonic()
    done = child(command, arguments)
    done.join(120)
    length = time.monotonic() - began
    assert done.exitcode == 0, arguments
    if server is not None:
        server.kill()
        server.join(20)
    return length


def interrupted(arguments: Arguments, way: str, store: Path, after: float) -> bool:
    """Run a command, and kill it or its server after so many seconds: whether it had ended before."""
    server = serving(store) if way != "alone" else None
    caller = child(command, arguments)
    time.sleep(after)
    is_over = caller.exitcode is not None
    victim = server if way == "server" and server is not None else caller
    victim.kill()
    caller.join(60)
    assert caller.exitcode is not None, "the caller still waits for a server that is gone"
    if server is not None:
        if way == "caller":  # what it asked for may go on: the next call comes after it
            assert run(["undo", "999999", "--store", str(store)]) == 2
        server.kill()
        server.join(20)
    return is_over


def beside(folder: Path, kept: set[str]) -> set[str]:
    """What lies in a store's folder and has no business there."""
    return {path.name for path in folder.iterdir()} - kept


@pytest.mark.parametrize(("case", "way"), RUNS, ids=[f"{case.name}-{way}" for case, way in RUNS])
def test_killed_at_any_instant(case: Case, way: str, world: World, tmp_path: Path) -> None:
    chance, kills = random.Random(f"{case.name} {way}"), -(-KILLS // len(RUNS))

    def fresh(name: str) -> tuple[Path, list[str]]:
        folder = tmp_path / name
        folder.mkdir()
        store = Path(shutil.copy(world.base, folder / "centre.duckdb"))
        old = state_of(store)
        case.prepared(world, folder)
        assert old == former
        return store, [*case.arguments(world, folder), "--store", str(store)]

    former = state_of(world.base)
    store, arguments = fresh("whole")
    length = whole(arguments, way, store)
    new, kept = state_of(store), {path.name for path in store.parent.iterdir()}
    assert new != former
    for kill in range(kills):
        store, arguments = fresh(f"kill{kill}")
        is_over = interrupted(arguments, way, store, length * chance.uniform(0.0, 1.05))
        held = state_of(store)
        assert held in (former, new), f"kill {kill}: {_differing(held, former, new)}"
        assert not (is_over and held != new), f"kill {kill}: it had answered, and is lost"
        assert beside(store.parent, kept) == set(), f"kill {kill}"
        if case.name == "backup":
            assert verify(store.parent / "copy.duckdb").is_sealed
        FOUND["old" if held == former else "new"] += 1
        assert run(arguments) in ((0,) if held == former else (0, *case.again)), f"kill {kill}: the next run"
        if held == former:  # else a load, done twice, adds a line to the ledger
            assert state_of(store) == new, f"kill {kill}: {_differing(state_of(store), former, new)}"
        assert beside(store.parent, kept) == set(), f"kill {kill}: after the next run"
        shutil.rmtree(store.parent)


def test_the_instants_fell_on_both_sides() -> None:
    """Killed always too early, or always too late, nothing would have been tried."""
    assert min(FOUND["old"], FOUND["new"]) * 10 > FOUND.total(), FOUND


def _differing(held: State, old: State, new: State) -> str:
    return ", ".join(f"{name}: old {old.get(name)}, new {new.get(name)}, held {held.get(name)}"
                     for name in {*held, *old, *new} if not held.get(name) == old.get(name) == new.get(name))  # fmt: skip
