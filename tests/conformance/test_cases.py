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

SHARED = Path(__file__).parents[2].parent / "shared" / "cases.json"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not beside this repository")
REACHED = [id for id, case in CASES.items() if case.run]


def shared() -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in json.loads(SHARED.read_text("utf-8"))["cases"]}


def tables(case: dict[str, Any]) -> Tables:
    return {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in case["tables"].items()
    }


@needs_shared
def test_every_case_is_answered_or_says_why_not() -> None:
    assert list(CASES) == list(shared())
    for case in CASES.values():
        assert bool(case.run) + bool(case.later) + bool(case.out) == 1


@pytest.mark.parametrize("id", REACHED)
def test_a_case_names_kpis_that_there_are(id: str) -> None:
    assert CASES[id].kpis
    for kpi in CASES[id].kpis:
        assert kpi in (OWN.kpis if kpi.startswith("own_") else KPIS)


@needs_shared
@pytest.mark.parametrize("id", REACHED)
def test_a_case_gives_what_was_worked_by_hand(id: str) -> None:
    case, given = CASES[id], shared()[id]
    clock = Clock("2026-01-01T00:00:00")
    with cadran.open(":memory:", zone=case.zone, clock=clock) as store:
        assert case.run is not None
        found = case.run(store, tables(given), clock)
    expected = [{name: value for name, value in row.items() if name not in case.without} for row in given["expected"]]
    assert all(set(row) - set(kept) <= set(case.without) for row, kept in zip(given["expected"], expected, strict=True))
    assert found == close(expected)


def close(rows: Rows) -> list[Any]:
    return [
        {name: pytest.approx(value) if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]
