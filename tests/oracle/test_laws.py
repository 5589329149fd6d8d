"""What must hold of figures whatever the centre: parts add up, shares are shares, loads may come in any order."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cadran
from cadran.catalogue import KPIS
from cadran.executor.local import Store
from cadran.query.result import Result
from tests.conftest import Clock, few
from tests.oracle.compared import ASKED, FIGURES, PERIOD, Ask, conforming, emptied
from tests.oracle.worlds import Loads, drawn, load

ADDITIVE = (
    "attempts", "calls", "conversations", "leads", "refusals", "appointments", "sales", "orders", "new_customers",
    "hours_worked", "leads_contacted_within_1h", "revenue", "total_cost", "campaign_margin", "revenue_minus_cost", "net_sales",
)  # fmt: skip
SHARES = tuple(kpi for kpi in FIGURES if KPIS[kpi].subset)
NEVER_ABOVE_ONE = (*SHARES, "occupancy_rate", "line_occupancy_rate", "pause_rate")
checked = settings(max_examples=few(2), deadline=None, suppress_health_check=list(HealthCheck))
randomly = given(st.randoms(use_true_random=False))


@pytest.fixture(scope="module")
def kept() -> Iterator[Store]:
    with cadran.open(":memory:", clock=Clock("2026-10-20T12:00:00")) as opened:
        yield opened


def answered(store: Store, ask: Ask, kpis: tuple[str, ...]) -> Result:
    mine = conforming(store.state(), ask, kpis)
    return store.kpis(mine, by=ask.by, grain=ask.grain, basis=ask.basis, as_of=ask.as_of, period=PERIOD)


@pytest.mark.random
@checked
@randomly
def test_parts_add_up_to_the_whole_and_shares_stay_shares(kept: Store, pick: Random) -> None:
    load(emptied(kept), drawn(pick))
    for ask in pick.sample(ASKED, 5):
        result = answered(kept, ask, (*ADDITIVE, *NEVER_ABOVE_ONE))
        for kpi in result.total:
            parts = [row["values"][kpi] for row in result.rows]
            for one in (*parts, result.total[kpi]):
                if one["low"] is not None:
                    assert 0 <= one["low"] <= one["value"] <= one["high"] <= 1, (kpi, ask)
            if kpi in ADDITIVE and None not in (
                values := [one["value"] for one in parts if one["state"] != "not_loaded"]
            ):
                whole = result.total[kpi]["value"] or 0
                assert sum(value or 0 for value in values) == pytest.approx(whole, abs=1e-2), (kpi, ask)
    by_cohort = answered(kept, Ask(("campaign",), basis="cohort"), NEVER_ABOVE_ONE)
    for row in (*by_cohort.rows, {"values": by_cohort.total}):
        for kpi, one in row["values"].items():
            assert one["value"] is None or 0 <= one["value"] <= 1, kpi


def figures(store: Store) -> list[Any]:
    rows = []
    for ask in (ASKED[0], ASKED[1], ASKED[6]):
        result = answered(store, ask, FIGURES)
        rows += [*result.rows, {"key": {}, "values": result.total}]
    return [
        (row["key"], kpi, None if one["value"] is None else round(one["value"], 6), one["den"], one["state"])
        for row in rows for kpi, one in row["values"].items()
    ]  # fmt: skip


@pytest.mark.random
@settings(checked, max_examples=few(1))
@randomly
def test_loading_twice_in_parts_or_in_another_order_changes_nothing(kept: Store, pick: Random) -> None:
    def shuffled(loads: Loads) -> Loads:
        """Each table in two halves, some rows in both, and all of them in any order; money of a list comes first."""
        parts = [
            (name, source, half)
            for name, source, rows in loads
            for half in ((rows[::2], rows[1:]) if len(rows) > 4 else (rows,))
        ]
        first = [part for part in parts if part[0] == "lists"]
        rest = [part for part in parts if part[0] != "lists"]
        return [*first, *pick.sample(rest, len(rest))]

    world = drawn(pick)
    load(emptied(kept), world)
    once = figures(kept)
    load(kept, world)
    assert figures(kept) == once
    load(emptied(kept), world, arranged=shuffled)
    assert figures(kept) == once
