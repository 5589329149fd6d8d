"""The hours of a period by the clock on the wall: opening hours as they are written, and what of them has elapsed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from cadran.config.closures import Closures
from cadran.query.opening_time import Elapsed, opening_seen, week_of
from cadran.query.periods import Period
from cadran.query.request import Scope
from cadran.query.state import Opening as Declared

LATER = datetime(2027, 1, 1)


def Opening(campaign: str, hours: str, first: date | None = None, last: date | None = None, **about: str) -> Declared:  # noqa: N802
    """The hours of a campaign."""
    return Declared(hours, first, last, {"campaign": campaign, **about})


ALL_WEEK = "mon-sun 8:50-12:00"
NONE: list[tuple[int, int]] = []


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("mon 9:30-12:45", [[(570, 765)], *[NONE] * 6]),
        ("8-9", [[(480, 540)]] * 7),
        ("0h-24h", [[(0, 1440)]] * 7),
        ("lundi-vendredi 9h-12h", [*[[(540, 720)]] * 5, NONE, NONE]),
        ("Lun, mer, ven 9h à 12h", [[(540, 720)], NONE, [(540, 720)], NONE, [(540, 720)], NONE, NONE]),
        ("fri - mon 8.30 to 9", [[(510, 540)], NONE, NONE, NONE, *[[(510, 540)]] * 3]),
        ("tue 14-18, 9-12; sun 10-11", [NONE, [(540, 720), (840, 1080)], *[NONE] * 4, [(600, 660)]]),
        ("mon 9-12, 11-13, 13-14, 16-17; mon 16:30-16:45", [[(540, 840), (960, 1020)], *[NONE] * 6]),
    ],
)
def test_opening_hours_as_they_are_written(text: str, week: list[list[tuple[int, int]]]) -> None:
    assert week_of(text) == tuple(tuple(day) for day in week)


@pytest.mark.parametrize(
    "text",
    ["", "always", "mon", "mon 9-9", "mon 12-9", "mon 9-25", "mon 9-24:01", "mon 9:60-12", "mon 9-12:60",
     "xyz 9-12", "mon-xyz 9-12", "mon 9-12; closed"],
)  # fmt: skip
def test_what_cannot_be_read_is_no_opening_hours(text: str) -> None:
    assert week_of(text) is None


def hours(
    opening: Sequence[Declared] = (),
    *,
    key: dict[str, Any] | None = None,
    filters: dict[str, set[str | None]] | None = None,
    first: date = date(2026, 9, 1),
    end: date = date(2026, 9, 2),
    as_of: datetime = LATER,
    hour: int | None = None,
) -> float | None:
    """Open hours; 1 September 2026 is a Tuesday, two hours ahead of UTC."""
    kept = {name: frozenset(values) for name, values in (filters or {}).items()}
    elapsed = Elapsed("Europe/Paris", as_of, tuple(opening), Closures(), 35.0, kept)
    period = Period("", first, end, hour) if hour is not None else None
    return elapsed.clock(key or {}, first, end, period)("opening_hours")


TWO = (Opening("A", "tue 8-12"), Opening("B", "tue 10-14; wed 10-11"))


def test_a_time_counts_once_however_many_campaigns_are_open_in_it() -> None:
    assert hours(TWO) == 6  # 8 to 14
    assert hours(TWO, end=date(2026, 9, 3)) == 7
    assert hours(TWO, key={"campaign": "A"}) == 4
    assert hours(TWO, filters={"campaign": {"B"}}) == 4
    assert hours(TWO, key={"campaign": "A"}, filters={"campaign": {"B"}}) == 0
    assert hours(TWO, key={"campaign": "C"}) == 0
    assert hours(TWO, key={"campaign": None}) == 6  # what has no campaign has the centre's hours
    assert hours(TWO, filters={"campaign": {"A", None}}) == 6


def test_what_tells_campaigns_apart_chooses_among_their_hours() -> None:
    two = (
        Opening("A", "tue 8-12", client="P", objective="sale"),
        Opening("B", "tue 10-14", client="Q", objective="sale"),
    )
    for asked in ({"key": {"client": "P"}}, {"filters": {"client": {"P"}}}, {"filters": {"campaign": {"A"}}}):
        assert hours(two, **asked) == 4, asked
    assert hours(two, key={"client": "P"}, filters={"campaign": {"B"}}) == 0
    assert hours(two, filters={"objective": {"sale"}}) == 6
    assert hours(two, filters={"objective": {"leads"}}) == 0
    assert hours(two, filters={"client": {"P", None}}) == 6
    assert hours(two, filters={"source": {"web"}}) == 6


def test_a_scope_sees_the_hours_of_its_own_campaigns() -> None:
    two = (Opening("A", "tue 8-12", client="P"), Opening("B", "tue 10-14", client="Q"))
    seen = {
        Scope(): 2, Scope(teams=("Red",)): 2, Scope(clients=("P",)): 1, Scope(campaigns=("B",), teams=("Red",)): 1,
        Scope(campaigns=("B",), clients=("P",)): 0, Scope(campaigns=()): 0,
        Scope(campaigns=("A",), others=(Scope(campaigns=("B",)),)): 2,
    }  # fmt: skip
    assert {scope: len(opening_seen(two, scope)) for scope in seen} == seen


def test_hours_hold_between_their_own_days() -> None:
    one = Opening("A", "9-10", date(2026, 9, 2), date(2026, 9, 3))  # both included
    assert hours([one], end=date(2026, 9, 8)) == 2
    assert hours([one], end=date(2026, 9, 3)) == 1
    assert hours([one], first=date(2026, 9, 4), end=date(2026, 9, 8)) == 0


def test_one_that_can_be_read_declares_for_all() -> None:
    assert hours([Opening("A", "whenever")]) == 24
    assert hours([Opening("A", "whenever"), Opening("B", "tue 9-10")], key={"campaign": "A"}) == 0


def test_only_what_has_elapsed_at_as_of() -> None:
    assert hours(TWO, as_of=datetime(2026, 9, 1, 9, 30)) == 3.5  # 8 to 11:30
    assert hours(TWO, as_of=datetime(2026, 9, 1, 4)) == 0
    assert hours(TWO, end=date(2026, 9, 30), as_of=datetime(2026, 9, 2, 8, 15)) == 6.25
    assert hours(as_of=datetime(2026, 9, 1, 9, 30)) == 11.5  # 11:30 in Paris


def test_hours_of_the_day_begin_where_the_clock_says() -> None:
    """Open from 8:50 to 12:00: ten minutes of them are called 8, sixty 9, 10 and 11."""
    one = [Opening("A", ALL_WEEK)]
    minutes = {label: hours(one, key={"hour": label}) for label in (7, 8, 9, 11, 12)}
    assert minutes == {7: 0, 8: pytest.approx(1 / 6), 9: 1, 11: 1, 12: 0}
    assert hours(one, filters={"hour": {"8", "9"}}) == pytest.approx(7 / 6)
    assert hours(one, key={"hour": 9}, filters={"hour": {"8"}}) == 0
    assert hours(one, hour=9) == 1
    assert hours(one, hour=9, filters={"hour": {"8"}}) == 0
    assert hours(one, hour=9, key={"hour": 10}, filters={"hour": {"8"}}) == 0
    assert hours(one, hour=11, as_of=datetime(2026, 9, 1, 9, 20)) == pytest.approx(1 / 3)
    assert hours(one, key={"hour": None}) == 0


def test_days_of_the_week_and_months_are_those_asked_for() -> None:
    week = {"first": date(2026, 8, 31), "end": date(2026, 9, 7)}  # Monday to Sunday
    one = [Opening("A", "9-10")]
    assert hours(one, key={"weekday": 1}, **week) == 1
    assert hours(one, filters={"weekday": {"2", "7"}}, **week) == 2
    assert hours(one, key={"month_of_year": 8}, **week) == 1
    assert hours(one, filters={"month_of_year": {"9"}}, **week) == 6


def test_a_day_has_the_hours_that_it_has() -> None:
    assert hours(first=date(2026, 3, 29), end=date(2026, 3, 30)) == 23
    assert hours(first=date(2026, 10, 25), end=date(2026, 10, 26)) == 25
    assert hours(first=date(2026, 10, 25), end=date(2026, 10, 26), hour=2) == 2  # 02 is shown twice
    night = [Opening("A", "0:00-24:00")]
    assert hours(night, first=date(2026, 10, 25), end=date(2026, 10, 26)) == 25


def test_a_full_time_week_is_shared_over_its_days() -> None:
    elapsed = Elapsed("Europe/Paris", datetime(2026, 9, 3, 12), (), Closures(), 35.0, {})
    first = date(2026, 9, 1)
    assert elapsed.clock({}, first, date(2026, 9, 2))("full_time") == 5
    assert elapsed.clock({}, first, date(2026, 9, 8))("full_time") == 15  # today counts whole
    assert elapsed.clock({}, date(2026, 9, 20), date(2026, 9, 27))("full_time") == 0
    assert elapsed.clock({}, None, first)("full_time") is None
    assert elapsed.clock({}, first, None)("opening_hours") is None
