"""A whole centre's KPIs by campaign and day: Cadran against one hand-written statement of each kind; equal figures, then seconds.

Additive KPIs of agents' time, appointments, orders, net sales and returns; apart, those that count members once, and ratios of sums with their intervals.
"""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from typing import Any

import cadran
from bench.centre import fill
from bench.data import FOLDER, store_of
from bench.queries import anew
from bench.running import median_of, verdict
from cadran.executor.local import CATALOGUE, Store
from cadran.query.evaluate import evaluate
from cadran.query.request import Request
from cadran.query.state import StoreState

KINDS = {"additive": "value", "distinct": "value", "intervals": "low"}
"""What the statement of each kind gives of a KPI."""
MEMORY = {"intervals": "4GB"}
"""The statement by hand groups every row by lead at once, which takes more than what a store has by default."""
BOUND = 1.1
WHOLE = ("", "0001-01-01")
"""The row of the whole, where a statement gives it."""


def _hand(kind: str) -> str:
    return (Path(__file__).parent / f"centre_{kind}.sql").read_text(encoding="utf-8")


def _request(store: Store, kind: str, hand: str) -> Request:
    """The KPIs that the statement gives: the names of its columns."""
    names = store.engine.arrow(f"SELECT * FROM ({hand}) q LIMIT 0").column_names
    return Request(tuple(names[2:]), by=("campaign",), grain="day", intervals=KINDS[kind] == "low")


def _check_equal(store: Store, kind: str, request: Request, hand: str) -> None:
    """Every cell of every KPI is the hand-written one; zero and nothing are told apart by Cadran alone."""
    expected: dict[Any, Any] = {(row[0], row[1].isoformat()): row[2:] for row in store.engine.rows(hand)}
    result = evaluate(store.engine, store.state(), request, CATALOGUE)
    found = {(row["key"]["campaign"], row["key"]["period"]): row["values"] for row in result.rows}
    assert expected.keys() - {WHOLE} <= found.keys(), "cells are missing"
    for key, wanted in expected.items():
        values = result.total if key == WHOLE else found[key]
        for kpi, value in zip(request.kpis, wanted, strict=True):
            got = values[kpi][KINDS[kind]]
            if abs(float(got or 0) - float(value or 0)) > 1e-6 * max(1, abs(float(value or 0))):
                raise AssertionError(f"{key} {kpi}: {got} instead of {value}")


def _centre_of(rows: int) -> Path:
    """A copy of the store of so many attempts, for a centre to be put beside them."""
    path = FOLDER / f"centre_{rows}.duckdb"
    if not path.exists():
        copyfile(store_of(rows), path)
    return path


def run(rows: int, runs: int) -> bool:
    """Compare at a size, with the results as Arrow tables, with a whole centre put beside the attempts."""
    kept = True
    for kind in KINDS:
        with cadran.open(_centre_of(rows), memory=MEMORY.get(kind)) as store:
            fill(store)
            hand = _hand(kind)
            request = _request(store, kind, hand)
            _check_equal(store, kind, request, hand)
            state = store.state()

            def ours(request: Request = request, state: StoreState = state, store: Store = store) -> object:
                return evaluate(store.engine, state, request, CATALOGUE).to_arrow()

            again, first, by_hand = median_of(
                runs,
                ours,
                lambda ours=ours: anew(ours),  # type: ignore[misc]
                lambda hand=hand: store.engine.arrow(hand),  # type: ignore[misc]
            )
            size = f"{rows:,} attempts".replace(",", " ")
            print(
                f"     {size}, {len(request.kpis)} {kind} KPIs: Cadran {again:.3f} s (first {first:.3f} s), by hand {by_hand:.3f} s"
            )
            label = f"{size}: {kind} KPIs of time, sales and returns, of hand-written SQL"
            kept &= verdict(label, again / by_hand, BOUND, at_most=True)
            kept &= verdict(f"{size}: {kind}, asked for the first time", first / by_hand, BOUND, at_most=True)
    return kept
