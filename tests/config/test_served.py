"""Own KPIs and targets through a running server: what the store itself answers, under the same scopes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cadran
from cadran.cli.main import run
from cadran.errors import UsageError
from cadran.query.request import Request, Scope
from cadran.server.client import Remote
from cadran.server.connect import connect
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.query.world import attempts, fill

OWN = """
[measures.evening_calls]
fact = "attempts"
where = "channel = 'phone' AND local_hour >= 18"
[measures.evening_contacts]
fact = "attempts"
where = "channel = 'phone' AND local_hour >= 18 AND contacted"
[kpis.evening_contact_rate]
num = "evening_contacts"
den = "evening_calls"
subset = true
better = "up"
[[targets]]
kpi = "evening_contact_rate"
value = 0.05
[[targets]]
kpi = "calls"
value = 9
from = 2026-09-01
to = 2026-09-02
"""
CALLS = attempts(
    *(f"{n} L{n} {'AB'[n % 2]} x 2026-09-01T17:{n:02d}Z {'callback' if n % 3 else 'busy'}" for n in range(12))
)
ASKED = [
    "kpi",
    "evening_contact_rate",
    "calls",
    "--by",
    "campaign",
    "--from",
    "2026-09-01",
    "--to",
    "2026-09-02",
    "--format",
    "json",
]


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = str(tmp_path / "centre.duckdb")
    (tmp_path / "cadran.toml").write_text(OWN, encoding="utf-8")
    with cadran.open(file) as store:
        fill(store, attempts=CALLS)
    return file


def answer(path: str, capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert run([*ASKED, "--store", path]) == 0
    found = json.loads(capsys.readouterr().out)
    return found["rows"], found["total"]


def test_the_command_answers_the_same_while_a_server_runs(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    alone = answer(path, capsys)
    assert alone[1]["evening_contact_rate"]["value"] == 8 / 12
    assert alone[1]["evening_contact_rate"]["decision"] == "above"  # 39 % at least, for 5 % wanted
    assert alone[1]["calls"]["decision"] == "above"
    with Owner(cadran.open(path)) as owner, Listener(owner), connect(path) as remote:
        assert isinstance(remote, Remote)
        assert answer(path, capsys) == alone


def test_scopes_hold_for_own_kpis(path: str) -> None:
    with Owner(cadran.open(path)) as owner:
        asked = ("evening_contact_rate",)
        mine = owner.evaluate(Request(asked, scope=Scope(campaigns=("A",)))).total["evening_contact_rate"]
        assert (mine["num"], mine["den"]) == (4, 6)  # 0, 2, 4, 6, 8, 10 less 0 and 6
        assert "evening_contact_rate" in owner.askable(Scope(campaigns=("A",)))
        assert "evening_contact_rate" not in owner.askable(Scope(kpis=("calls",)))
        with pytest.raises(UsageError, match="not among those you may see"):
            owner.evaluate(Request(asked, scope=Scope(kpis=("calls",))))
