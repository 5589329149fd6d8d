"""Stocks of a long series are taken a few moments at a time: the figures are those of one statement."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.executor.local import Store
from cadran.query import compile
from cadran.query.prepare import prepare
from cadran.query.request import Request
from tests.query.world import attempts, fill, leads

SEPTEMBER = ("2026-09-01", "2026-10-01")


@pytest.fixture
def world(store: Store) -> Store:
    """Six leads created on 1 to 6 September; the first three closed by a sale on 11 to 13 September."""
    fill(store, leads=leads(*(f"L{n} 2026-09-0{n}T08:00Z A" for n in range(1, 7))))
    return fill(store, attempts=attempts(*(f"a{n} L{n} A x 2026-09-1{n}T08:00Z sale" for n in range(1, 4))))


def asked(store: Store, **more: Any) -> tuple[list[Any], dict[str, Any], int]:
    """Rows, the whole, and how many statements it took."""
    request = Request(("remaining_leads", "calls", "leads"), by=("campaign",), grain="day", period=SEPTEMBER, **more)
    compile.statement.cache_clear()
    made = prepare(store.engine.dialect, store.state(), request, store.catalogue)
    found = store.evaluate(request)
    return found.rows, found.total, len(made.sqls)


def test_a_stock_of_each_day_is_that_of_a_hand(world: Store) -> None:
    rows, total, statements = asked(world)
    stock = {row["key"]["period"]: row["values"]["remaining_leads"]["value"] for row in rows}
    assert [stock[f"2026-09-{day:02d}"] for day in range(1, 15)] == [1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 5, 4, 3, 3]
    assert stock["2026-09-30"] == total["remaining_leads"]["value"] == 3
    calls = {row["key"]["period"]: row["values"]["calls"]["value"] for row in rows}
    assert (calls["2026-09-11"], calls["2026-09-14"], total["calls"]["value"]) == (1, None, 3)
    assert statements == 4  # thirty days, eight at a time


@pytest.mark.parametrize("moments", [1, 7, 30, 100])
def test_however_many_moments_a_statement_takes(world: Store, moments: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, total, _ = asked(world)
    monkeypatch.setattr(compile, "MOMENTS", moments)
    again = asked(world)
    assert again == (rows, total, -(-30 // moments))
    compile.statement.cache_clear()
