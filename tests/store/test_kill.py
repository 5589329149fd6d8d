"""A load killed at any moment leaves the old state or the new, and loading again converges.

Thirty loads of the same file over the same first state, each killed with SIGKILL at a random moment between its start
and its end; after each the store is opened again, compared with both states, and loaded once more.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import cadran

_ROWS = 6_000

_FIGURES = (
    "SELECT count(*), sum(talk_s), count(*) FILTER (WHERE argued) FROM attempts",
    "SELECT count(*), sum(attempts), sum(contacts), count(*) FILTER (WHERE is_open) FROM lead_journeys",
    "SELECT count(*) FROM attempts_history",
    "SELECT count(*), sum(rows_new), sum(rows_updated) FROM imports",
)


def _attempts(path: Path, talk: int, outcome: str, rows: int) -> Path:
    lines = ["attempt_id,lead_id,started_at,talk_s,outcome"]
    lines += [f"A{n},L{n % 999},2026-09-22T{n % 24:02d}:{n % 60:02d}:00Z,{talk},{outcome}" for n in range(rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _leads(path: Path) -> Path:
    path.write_text(
        "lead_id,created_at\n" + "".join(f"L{n},2026-09-01T08:00:00Z\n" for n in range(999)), encoding="utf-8"
    )
    return path


def _state(store: Path) -> list[Any]:
    with cadran.open(store, create=False) as opened:
        return [opened.engine.rows(sql) for sql in _FIGURES]


def _import(store: Path, *files: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cadran", "import", *map(str, files), "--store", str(store)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("moments", [6, pytest.param(30, marks=pytest.mark.long)])
def test_killed_at_any_moment(tmp_path: Path, moments: int) -> None:
    leads = _leads(tmp_path / "leads.csv")
    first = _attempts(tmp_path / "attempts.csv", 10, "callback", _ROWS // 2)
    (tmp_path / "later").mkdir()
    second = _attempts(tmp_path / "later" / "attempts.csv", 20, "refused", _ROWS)
    base = tmp_path / "base.duckdb"
    assert _import(base, leads, first).wait() == 0
    old = _state(base)

    whole = tmp_path / "whole.duckdb"
    shutil.copy(base, whole)
    started = time.monotonic()
    assert _import(whole, second).wait() == 0
    length = time.monotonic() - started
    new = _state(whole)
    assert new != old

    found = {"old": 0, "new": 0}
    chance = random.Random(7)
    for moment in range(moments):
        store = tmp_path / f"killed{moment}.duckdb"
        shutil.copy(base, store)
        process = _import(store, second)
        # most of a short load is the program's start: aim at the rest
        time.sleep(length * chance.uniform(0.35, 1.1))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        state = _state(store)
        assert state in (old, new), f"killed at moment {moment}: a mixture"
        found["old" if state == old else "new"] += 1
        if state == old and moment % 3 == 0:
            assert _import(store, second).wait() == 0
            assert _state(store) == new
    assert found["old"], "no load was killed before its end: nothing was tested"
