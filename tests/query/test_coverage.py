"""Which days are loaded: what tells zero from unknown, without a store."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from cadran.query.coverage import Coverage, days_of
from cadran.query.slots import START, STOCK, Slot
from cadran.query.state import Span, StoreState, merged


def day(number: int) -> date:
    return date(2026, 9, number)


def spans(*days: tuple[int, int]) -> tuple[Span, ...]:
    return tuple((day(first), day(end)) for first, end in days)


STATE = StoreState(  # at 23:30 UTC it is already the 21st in Paris
    "Europe/Paris", datetime(2026, 9, 20, 23, 30),
    loaded={"attempts": spans((5, 10), (12, 15)), "orders": spans((14, 18))},
    present=frozenset({"attempts", "customers"}), undated=frozenset({"customers", "lists"}),
)  # fmt: skip


def loaded(state: StoreState, slot: Slot, first: date | None, end: date | None) -> list[bool]:
    """Of one period alone."""
    return Coverage(state).loaded(slot, *(np.array([side]) for side in days_of(first, end))).tolist()


@pytest.mark.parametrize(
    ("fact", "dated", "first", "end", "expected"),
    [
        ("attempts", "local_date", 9, 12, True),  # the 9th
        ("attempts", "local_date", 10, 12, False),
        ("attempts", "local_date", 10, 13, True),
        ("attempts", "local_date", 1, 5, False),
        ("attempts", "local_date", 15, 20, False),
        ("attempts", "local_date", None, 5, False),
        ("attempts", "local_date", None, 6, True),
        ("attempts", "local_date", 15, None, False),
        ("attempts", "local_date", 14, None, True),
        ("attempts", "local_date", None, None, True),
        ("orders", "local_date", None, None, True),  # loaded, without a row
        ("leads", "local_date", None, None, False),
        ("leads", "local_date", 1, 20, False),
        ("attempts", STOCK, None, 5, False),  # a stock: once anything was loaded before
        ("attempts", STOCK, 1, 6, True),
        ("attempts", START, 19, 20, True),
        ("attempts", STOCK, 19, None, True),
        ("attempts", "lead.local_date", 1, 3, True),  # rows of these leads come with later loads too
        ("attempts", "lead.local_date", 15, 16, False),
        ("attempts", "lead.local_date", 14, 15, True),
        ("attempts", "lead.local_date", None, 1, True),
        ("leads", "first_contact_date", 16, 17, True),  # known by the loads of any fact
        ("leads", "first_contact_date", 18, 20, False),
        ("leads", "first_contact_date", 10, 12, False),
        ("customers", "acquired_on", 1, 2, True),  # kept whole
        ("lists", "acquired_on", 1, 2, False),
    ],
)
def test_whether_anything_of_a_period_was_loaded(
    fact: str, dated: str, first: int | None, end: int | None, expected: bool
) -> None:
    assert loaded(STATE, Slot(fact, dated, "count", ()), first and day(first), end and day(end)) == [expected]


def test_rows_without_days_are_there_when_no_period_is_asked() -> None:
    state = StoreState("UTC", datetime(2026, 9, 20), present=frozenset({"leads"}))
    assert loaded(state, Slot("leads", "local_date", "count", ()), None, None) == [True]


def test_periods_are_asked_together() -> None:
    """Before, in the first stretch, between the two, in the second, and both."""
    firsts, ends = np.array([[1, 5], [6, 7], [10, 12], [14, 15], [9, 13]]).T + day(1).toordinal() - 1
    found = Coverage(STATE).loaded(Slot("attempts", "local_date", "count", ()), firsts, ends)
    assert found.tolist() == [False, True, False, True, True]


@pytest.mark.parametrize(
    ("first", "end", "missing"),
    [
        (5, 10, []),
        (1, 16, [(1, 5), (10, 12), (15, 16)]),
        (7, 13, [(10, 12)]),
        (10, 12, [(10, 12)]),
        (2, 5, [(2, 5)]),
        (15, 28, [(15, 22)]),  # days to come are no gap
        (25, 28, []),
    ],
)
def test_the_days_of_a_period_that_are_not_loaded(first: int, end: int, missing: list[tuple[int, int]]) -> None:
    assert Coverage(STATE).missing("attempts", day(first), day(end)) == list(spans(*missing))


def test_a_fact_without_loads_lacks_every_day() -> None:
    assert Coverage(STATE).missing("leads", day(1), day(3)) == list(spans((1, 3)))


def test_what_is_loaded_spans_from_the_first_to_the_last_day_of_its_facts() -> None:
    assert STATE.span(["attempts", "orders"]) == (day(5), day(18))
    assert STATE.span(["orders", "leads"]) == (day(14), day(18))
    assert STATE.span(["leads"]) is None
    assert STATE.today == day(21)


def test_spans_that_touch_or_overlap_are_one() -> None:
    given = list(spans((8, 9), (1, 3), (3, 5), (2, 4), (6, 7)))
    assert merged(given) == spans((1, 5), (6, 7), (8, 9))
    assert merged(list(spans((1, 9), (2, 3)))) == spans((1, 9))
    assert merged([]) == ()


def test_the_state_then_is_asked_for_only_of_an_earlier_instant() -> None:
    then = StoreState("UTC", datetime(2026, 9, 1))
    state = StoreState("UTC", datetime(2026, 9, 20), known=lambda known_at: then)
    assert state.as_known(None) is state
    assert state.as_known(datetime(2026, 9, 20)) is state
    assert state.as_known(datetime(2026, 9, 19)) is then
    assert StoreState("UTC", datetime(2026, 9, 20)).as_known(datetime(2026, 9, 19)).now == datetime(2026, 9, 20)
