"""Readings of figures beside each other: the side of a reference, shares of a sum, shares added up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from cadran.catalogue.shape import View
from cadran.query.plan import plan
from cadran.query.request import Request
from cadran.query.shares import share_out, shares, side
from cadran.query.slots import Figure
from cadran.query.state import StoreState
from tests.query.world import declared, drawn, kpi

STATE = StoreState("UTC", datetime(2026, 9, 30), present=frozenset({"attempts"}))


def figure(share: bool = True, **view: Any) -> Figure:
    table = View("refusals", ("reason",), share=share, **view)
    own = kpi("own", "calls_contacted", "calls", subset=True, view=table)
    return plan(declared(own), STATE, Request(("own",))).figures[0]


def row(num: float | None, n: int = 1, **key: Any) -> dict[str, Any]:
    cell = {"value": 9, "num": num, "den": 9, "low": 9, "high": 9, "n": n, "state": "not_loaded"}
    return {"key": key, "values": {"own": cell}}


def shared(own: Figure, rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    keys, columns = drawn(rows, {"own": row(None)["values"]["own"]})
    cells = share_out(own, keys, columns).cells(0)
    assert cells[-1]["value"] == 9, "the whole has no share"
    return [tuple(cell.get(name) for name in names) for cell in cells[:-1]]


@pytest.mark.parametrize(
    ("low", "high", "reference", "expected"),
    [
        (0.2, 0.3, 0.1, "above"),
        (0.2, 0.3, 0.2, "undecided"),
        (0.2, 0.3, 0.3, "undecided"),
        (0.2, 0.3, 0.4, "below"),
        (None, None, 0.4, None),
        (0.2, 0.3, None, None),
    ],
)
def test_a_side_takes_the_whole_interval(
    low: float | None, high: float | None, reference: float | None, expected: str | None
) -> None:
    assert side({"low": low, "high": high}, reference) == expected


def test_shares_of_nothing_are_unknown() -> None:
    assert shares([0, 0]) == [(None, None), (None, None)]
    assert shares([1, 2, 5]) == [(0.125, 0.125), (0.25, 0.375), (0.625, 1.0)]
    assert shares([]) == []


def test_a_share_is_among_the_rows_that_its_own_dimensions_tell_apart() -> None:
    """In week 1: 3 of 4 and 1 of 4; in week 2 the only one: all of it."""
    rows = [row(3, 5, reason="price", week=1), row(1, 6, reason="time", week=1), row(2, 7, reason="price", week=2)]
    assert shared(figure(), rows, "value", "num", "den", "n", "state") == [
        (0.75, 3, 4, 11, "ok"),
        (0.25, 1, 4, 11, "ok"),
        (1.0, 2, 2, 7, "ok"),
    ]
    low, high = shared(figure(), rows, "low", "high")[0]
    assert (round(low, 4), round(high, 4)) == (0.3006, 0.9544)  # Wilson, 3 of 4


def test_what_is_unknown_has_no_share_and_takes_none() -> None:
    rows = [row(3, reason="price"), row(None, 8, reason="time")]
    assert shared(figure(), rows, "value", "den", "n", "state") == [(1.0, 3, 1, "ok"), (9, 9, 8, "not_loaded")]


def test_shares_of_a_sum_of_nothing_are_unknown() -> None:
    rows = [row(0, reason="price"), row(0, reason="time")]
    assert shared(figure(), rows, "value", "low", "high", "den", "state") == [(None, None, None, 0, "no_data")] * 2


def test_shares_add_up_largest_first_and_the_unassigned_last() -> None:
    rows = [row(1, reason="time"), row(5, reason=None), row(3, reason="price"), row(None, reason="other")]
    assert shared(figure(cumulated="largest"), rows, "cumulated") == [
        (pytest.approx(4 / 9),),
        (1.0,),
        (pytest.approx(3 / 9),),
        (None,),
    ]


def test_shares_add_up_in_the_order_of_the_members() -> None:
    rows = [row(1, reason="a"), row(3, reason="b"), row(4, reason=None)]
    assert shared(figure(cumulated="order"), rows, "cumulated") == [(0.125,), (0.5,), (1.0,)]


def test_without_its_own_dimension_nothing_is_added_up() -> None:
    rows = [row(3, week=1), row(1, week=2)]
    assert shared(figure(cumulated="largest"), rows, "value", "cumulated") == [(1.0, None), (1.0, None)]


def test_what_is_no_share_is_left_as_it_is() -> None:
    rows = [row(3, reason="price"), row(1, reason="time")]
    assert shared(figure(share=False), rows, "value", "den", "state") == [(9, 9, "not_loaded")] * 2
