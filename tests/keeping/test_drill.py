"""The drill: backups taken while loads and readers are at work; each opens, is sound, and is the store of its instant."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

import cadran
from cadran.keeping.backup import verify
from cadran.query.request import Request
from cadran.server.connect import connect, restore
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.conftest import Clock, table

BATCH = 20
"""Calls of one load: half of them of campaign A, half of B."""


def batch(number: int) -> list[dict[str, object]]:
    return [
        {"attempt_id": f"{number}-{n}", "lead_id": f"L{n}", "campaign_id": "AB"[n % 2],
         "started_at": f"2026-09-{1 + number % 28:02d}T10:00:00Z", "outcome": "busy"}
        for n in range(BATCH)
    ]  # fmt: skip


def by_campaign(path: Path, clock: Clock) -> tuple[int, dict[str, float]]:
    """How many loads a store holds, and its calls by campaign."""
    with cadran.open(path, clock=clock, read_only=True) as store:
        rows = store.kpis("calls", by=["campaign"]).rows
        return len(store.imports()), {row["key"]["campaign"]: row["values"]["calls"]["value"] for row in rows}


@pytest.mark.parametrize(("loads", "copies"), [(12, 4), pytest.param(200, 40, marks=pytest.mark.long)])
def test_each_backup_is_the_store_of_its_instant(loads: int, copies: int, tmp_path: Path, clock: Clock) -> None:
    path, failed, seen = tmp_path / "centre.duckdb", list[BaseException](), list[dict[str, float]]()
    over = threading.Event()

    def load() -> None:
        try:
            with connect(str(path)) as store:
                for number in range(1, loads):
                    store.load("attempts", table(batch(number)))
        except BaseException as error:
            failed.append(error)
        finally:
            over.set()

    def read() -> None:
        try:
            with connect(str(path)) as store:
                while not over.is_set():
                    rows = store.evaluate(Request(("calls",), by=("campaign",))).rows
                    seen.append({row["key"]["campaign"]: row["values"]["calls"]["value"] for row in rows})
        except BaseException as error:
            failed.append(error)

    with Owner(cadran.open(path, clock=clock)) as owner, Listener(owner):
        owner.load("attempts", table(batch(0)))
        threads = [threading.Thread(target=load), threading.Thread(target=read), threading.Thread(target=read)]
        for thread in threads:
            thread.start()
        with connect(str(path)) as store:
            made = [store.backup(tmp_path / f"backup{number}.duckdb") for number in range(copies)]
        for thread in threads:
            thread.join()
    assert failed == []
    assert len(seen) > 3
    assert all(one["A"] == one["B"] and one["A"] % (BATCH / 2) == 0 for one in seen)  # whole loads only
    held = []
    for copy in made:
        assert verify(copy).is_sealed
        count, calls = by_campaign(copy, clock)
        assert calls == {"A": count * BATCH / 2, "B": count * BATCH / 2}
        held.append(count)
    assert held == sorted(held)
    restore(made[0], tmp_path / "restored.duckdb", clock=clock)
    assert by_campaign(tmp_path / "restored.duckdb", clock) == by_campaign(made[0], clock)
    assert by_campaign(path, clock)[0] == loads
