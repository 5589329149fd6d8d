"""A server under loads, pages, exports, backups and imports for an hour: nothing grows.

After a warm-up (half of the time: caches fill, each page is visited many times) memory has no slope, and no handle, thread or temporary file is left behind.
SOAK_S says for how long, SOAK_PAUSE_S how long a visitor waits between two requests, SOAK_LOG where each sample is written.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from statistics import median

import pytest
import requests

from cadran.server.connect import connect
from tests.long.process import Held, held
from tests.long.visitor import signed_in
from tests.web.test_server import Served, cadran, start, stop

pytestmark = pytest.mark.long

LENGTH_S, PAUSE_S = float(os.environ.get("SOAK_S", "3600")), float(os.environ.get("SOAK_PAUSE_S", "1"))
SAMPLE_S = 10.0
PAGES = ("", "campaigns/", "lists/", "funnel/", "hours/", "refusals/", "agents/", "compare/", "costs/", "effects/", "catalogue/",
         "imports/", "checks/", "search/?q=taux", "kpi/contact_rate/", "kpi/contact_rate/rows/")  # fmt: skip
ASKED = ("kpis?ids=contact_rate,calls&by=campaign&grain=day", "kpis?ids=sales&by=agent&format=xlsx",
         "kpis?ids=calls&by=list&format=parquet", "rows/refusals?limit=500&format=csv", "views/funnel", "views/list-wear",
         "catalogue", "imports")  # fmt: skip
EXPORTS = ("imports/?format=xlsx", "kpi/contact_rate/?by=campaign&format=csv", "kpi/contact_rate/rows/?format=xlsx",
           "agents/?format=xlsx")  # fmt: skip


def slope(samples: list[tuple[float, float]]) -> float:
    """The median of the slopes between pairs of samples (Theil and Sen), an hour being the unit."""
    pairs = itertools.combinations(samples[:: max(1, len(samples) // 150)], 2)
    return median((b - a) / (t - s) * 3600 for (s, a), (t, b) in pairs)


def test_the_slope_is_that_of_a_hand() -> None:
    """Ten megabytes an hour, and one sample out of line."""
    assert slope([(900.0 * n, 100 + 2.5 * n) for n in range(8)] + [(7200.0, 900.0)]) == pytest.approx(10.0)


def acts(served: Served, folder: Path) -> Iterator[Callable[[], object]]:
    """What is done to the server, for ever: mostly read; now and then a load, its undoing, a backup, a command."""
    visitor = signed_in(served)

    def read(path: str) -> None:
        answer = visitor.get(f"{served.address}/{path}", timeout=120)
        assert answer.status_code == 200, (path, answer.status_code)

    def load(number: int) -> None:
        file = folder / "calls.csv"
        lines = [f"S{number}-{n},L{n},2026-09-{1 + n % 28:02d}T10:00:00Z,busy" for n in range(500)]
        file.write_text("\n".join(["attempt_id,lead_id,started_at,outcome", *lines, "bad,L,not a day,busy"]) + "\n")
        with connect(served.store) as store:
            store.import_files([file], as_table="attempts", source="soak")
            store.undo(store.imports()[-1].import_id)

    def backup() -> None:
        with connect(served.store) as store:
            store.backup(folder / "backup.duckdb", force=True)

    def wrong() -> None:
        """Requests that are refused, and callers that hang up in the middle."""
        assert visitor.get(f"{served.address}/api/v1/kpis?ids=nothing", timeout=60).status_code == 404
        assert requests.get(f"{served.address}/api/v1/kpis", timeout=60).status_code == 401
        with visitor.get(f"{served.address}/", stream=True, timeout=60) as answer:
            next(answer.iter_content(10))

    reads = itertools.cycle([*PAGES, *(f"api/v1/{path}" for path in ASKED), *EXPORTS])
    for number in itertools.count():
        path = next(reads)
        yield lambda path=path: read(path)  # type: ignore[misc]
        if number % 15 == 7:
            yield lambda number=number: load(number)  # type: ignore[misc]
        if number % 40 == 20:
            yield wrong
        if number % 90 == 45:
            yield backup


def files(*folders: Path) -> int:
    return sum(1 for folder in folders for path in folder.rglob("*") if path.is_file())


def sampled(served: Served, folder: Path, folders: tuple[Path, ...]) -> list[tuple[float, Held, int]]:
    """What the server held and how many files there were, every few seconds of LENGTH_S."""
    log, found = os.environ.get("SOAK_LOG"), []
    began = last = time.monotonic()
    for act in acts(served, folder):
        now = time.monotonic()
        if now - last >= SAMPLE_S:
            last = now
            found.append((now - began, held(served.process.pid), files(*folders)))
            if log:
                with Path(log).open("a", encoding="ascii") as lines:
                    lines.write(json.dumps([round(now - began), asdict(found[-1][1]), found[-1][2]]) + "\n")
        if now - began > LENGTH_S:
            return found
        act()
        time.sleep(PAUSE_S)
    raise AssertionError


def test_an_hour_of_use_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, temporary, folder = tmp_path / "data", tmp_path / "temporary", tmp_path / "files"
    for made in (data, temporary, folder):
        made.mkdir()
    assert cadran("demo", "--scale", "0.03", "--store", str(tmp_path / "demo.duckdb")).returncode == 0
    shutil.move(tmp_path / "demo.duckdb", data / "cadran.duckdb")
    monkeypatch.setenv("TMPDIR", str(temporary))
    served = start(data)
    try:
        samples = sampled(served, folder, (data, temporary))
    finally:
        stop(served)
        sys.stderr.write("".join(served.said[-60:]))
    steady = samples[len(samples) // 2 :]
    warm, last = samples[: len(samples) // 2], steady[-len(steady) // 4 :]
    growth = slope([(at, one.memory) for at, one, _ in steady])
    usual = median(one.memory for _, one, _ in steady)
    sys.stderr.write(f"memory {usual:.0f} MB, {growth:+.1f} MB/h; " + ", ".join(
        f"{name} {max(getattr(one, name) for _, one, _ in warm)} then {max(getattr(one, name) for _, one, _ in last)}"
        for name in ("handles", "threads")) + f"; files {warm[-1][2]} then {samples[-1][2]}")  # fmt: skip
    assert growth < 0.05 * usual, f"{growth:+.1f} MB/h on {usual:.0f} MB"
    for name in ("handles", "threads"):
        assert max(getattr(one, name) for _, one, _ in last) <= 4 + max(getattr(one, name) for _, one, _ in warm), name
    assert samples[-1][2] <= warm[-1][2] + 2, "files were left behind"
    assert [path.name for path in temporary.rglob("*")] == []
