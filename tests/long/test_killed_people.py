"""Accounts and rights, killed at random instants of a real server: what was answered stays, with its entry in the trail.

Rights are given one after the other through the administration; the server is killed with SIGKILL; the next one has every
right that was answered, at most one that was not, an entry of the trail for each, and none of either without the other.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from tests.long.visitor import signed_in
from tests.web.test_server import Served, start, stop

pytestmark = pytest.mark.long

KILLS = max(1, int(os.environ.get("KILLS", "200")) // 20)


def given(visitor: requests.Session, served: Served, answered: list[str], over: threading.Event) -> None:
    """Give rights to groups of their own until the server is gone."""
    number = len(answered)
    while not over.is_set():
        name = f"G{number}"
        try:
            form = {"csrfmiddlewaretoken": visitor.cookies["cadran_csrf"], "name": name, "grants-TOTAL_FORMS": "1",
                    "grants-INITIAL_FORMS": "0", "grants-MIN_NUM_FORMS": "0", "grants-MAX_NUM_FORMS": "9",
                    "grants-0-role": "analyst", "grants-0-may_see_agent_names": "on"}  # fmt: skip
            answer = visitor.post(
                f"{served.address}/admin/auth/group/add/", data=form, headers={"Referer": served.address}, timeout=30,
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException:
            return
        assert answer.status_code == 302, answer.text
        answered.append(name)
        number += 1


def held(data: Path) -> tuple[set[str], set[str], set[str]]:
    """The groups, those with a right, and those of which the trail tells that they were given one."""
    with sqlite3.connect(data / "cadran.sqlite3") as people:
        assert people.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        groups = {name for (name,) in people.execute("SELECT name FROM auth_group")}
        rights = {
            name for (name,) in people.execute("SELECT g.name FROM web_grant w JOIN auth_group g ON g.id = w.group_id")
        }
        told = people.execute(
            "SELECT json_extract(detail, '$.name') FROM web_trailentry WHERE what = 'added' AND json_extract(detail, '$.kind') = 'grant'"
        )
        return groups, rights, {name.removesuffix(", analyst") for (name,) in told if name.startswith("G")}


def test_a_right_that_was_answered_stays(tmp_path: Path) -> None:
    data, chance, answered = tmp_path / "data", random.Random(5), list[str]()
    for kill in range(KILLS):
        served = start(data, "--link")
        over = threading.Event()
        giving = threading.Thread(target=given, args=(signed_in(served), served, answered, over))
        giving.start()
        time.sleep(chance.uniform(0.2, 2.0))
        stop(served, signal.SIGKILL)
        over.set()
        giving.join(60)
        groups, rights, told = held(data)
        assert groups == rights == told, f"kill {kill}"
        assert set(answered) <= groups, f"kill {kill}"
        assert len(groups) <= len(answered) + 1, f"kill {kill}"
        answered[:] = sorted(groups, key=lambda name: int(name[1:]))
    assert len(answered) > KILLS, "hardly anything was given: nothing was tested"


def test_a_first_start_that_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    """The folder, its secret, the people's database and the administrator are made at the first start, wherever it is killed."""
    chance = random.Random(6)
    for kill in range(KILLS):
        data = tmp_path / f"data{kill}"
        command = [sys.executable, "-m", "cadran", "serve", "--port", "8300", "--data", str(data)]
        first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 4.0))
        first.kill()
        first.wait()
        served = start(data, "--link")
        try:
            assert signed_in(served).get(f"{served.address}/account/", timeout=60).status_code == 200
        finally:
            stop(served)
        assert [path.name for path in data.iterdir() if path.name.startswith(".")] == []
