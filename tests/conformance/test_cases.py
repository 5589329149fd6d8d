"""The shared cases, through the real path: loaded, then asked. Expected values are those of the cases, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cadran
from cadran.catalogue import KPIS
from tests.conformance.table import CASES, OWN, Rows, Tables
from tests.conftest import Clock

HELD = Path(__file__).with_name("cases.json")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "cases.json"


def shared() -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in json.loads(HELD.read_text("utf-8"))["cases"]}


def tables(case: dict[str, Any]) -> Tables:
    return {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in case["tables"].items()
    }


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not beside this repository")
def test_the_cases_are_the_shared_ones() -> None:
    assert json.loads(HELD.read_text("utf-8")) == json.loads(SHARED.read_text("utf-8"))


def test_every_case_is_answered() -> None:
    assert list(CASES) == list(shared())


@pytest.mark.parametrize("id", list(CASES))
def test_a_case_names_kpis_that_there_are(id: str) -> None:
    assert CASES[id].kpis
    for kpi in CASES[id].kpis:
        assert kpi in (OWN.kpis if kpi.startswith("own_") else KPIS)


@pytest.mark.parametrize("id", list(CASES))
def test_a_case_gives_what_was_worked_by_hand(id: str) -> None:
    case, given = CASES[id], shared()[id]
    clock = Clock("2026-01-01T00:00:00")
    with cadran.open(":memory:", zone=case.zone, clock=clock) as store:
        found = case.run(store, tables(given), clock)
    assert found == close(given["expected"])


def close(rows: Rows) -> list[Any]:
    return [
        {name: pytest.approx(value) if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]
