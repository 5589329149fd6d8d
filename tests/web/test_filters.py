"""Filters in the address: presets are counted from the last loaded day, faults are said, addresses come back the same."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from cadran.web import filters

LOADED = (date(2026, 8, 3), date(2026, 9, 23))
"""The last loaded day is Tuesday 22 September 2026."""


@pytest.mark.parametrize(
    ("preset", "first", "end"),
    [
        ("1d", "2026-09-22", "2026-09-23"),
        ("7d", "2026-09-16", "2026-09-23"),
        ("week", "2026-09-21", "2026-09-23"),
        ("last-week", "2026-09-14", "2026-09-21"),
        ("month", "2026-09-01", "2026-09-23"),
        ("last-month", "2026-08-01", "2026-09-01"),
        ("quarter", "2026-07-01", "2026-09-23"),
        ("year", "2026-01-01", "2026-09-23"),
    ],
)
def test_presets_end_with_what_is_loaded(preset: str, first: str, end: str) -> None:
    found = filters.read(QueryDict(f"period={preset}"), LOADED)
    assert found.period == (date.fromisoformat(first), date.fromisoformat(end))


def test_every_preset_but_all_and_custom_has_days() -> None:
    dated = [name for name in filters.PRESETS if name not in ("all", "custom")]
    assert all(filters.span(name, LOADED) for name in dated)
    assert filters.span("all", LOADED) is None


def test_the_last_day_of_a_custom_period_is_in_it() -> None:
    found = filters.read(QueryDict("from=2026-09-01&through=2026-09-07"), LOADED)
    assert (found.preset, found.period) == ("custom", (date(2026, 9, 1), date(2026, 9, 8)))


def test_a_period_upside_down_is_turned_and_said() -> None:
    found = filters.read(QueryDict("period=custom&from=2026-09-07&through=2026-09-01"), LOADED)
    assert found.period == (date(2026, 9, 1), date(2026, 9, 8))
    assert len(found.faults) == 1


@pytest.mark.parametrize("query", ["period=fortnight", "from=yesterday", "basis=both"])
def test_what_is_not_understood_is_said_and_left_out(query: str) -> None:
    found = filters.read(QueryDict(query), LOADED)
    assert len(found.faults) == 1
    assert query.partition("=")[2] in found.faults[0]
    assert found.basis == "activity"


def test_an_address_comes_back_the_same() -> None:
    query = "period=custom&from=2026-09-01&through=2026-09-07&basis=cohort&campaign=A%26B&campaign=&reason=price"
    found = filters.read(QueryDict(query), LOADED)
    assert found.where == {"campaign": ("A&B", ""), "reason": ("price",)}
    assert filters.read(QueryDict(found.query()), LOADED) == found


def test_dimensions_that_may_not_be_used_are_ignored() -> None:
    assert filters.read(QueryDict("agent=x&campaign=A"), LOADED, ["campaign"]).where == {"campaign": ("A",)}


def test_only_filters_with_a_menu_are_remembered() -> None:
    found = filters.read(QueryDict("campaign=A&hour=12"), LOADED)
    assert found.usual().where == {"campaign": ("A",)}


def test_without_loads_there_is_no_period() -> None:
    assert filters.read(QueryDict(""), None).period is None


@pytest.mark.parametrize(("query", "comparison"), [
    ("period=7d", "previous"), ("period=week", "week"), ("period=month", "month"), ("period=quarter", "quarter"),
    ("period=year", "year"), ("period=last-month", "previous"), ("period=week&compare=year", "year"),
    ("period=week&compare=none", None), ("compare=2026-08-01:2026-08-08", "2026-08-01:2026-08-08"),
    ("compare=custom&against=2026-08-01&against-through=2026-08-07", "2026-08-01:2026-08-08"),
])  # fmt: skip
def test_a_page_compares_what_is_under_way_with_the_same_part(query: str, comparison: str | None) -> None:
    found = filters.read(QueryDict(query), LOADED)
    assert (found.comparison(), found.faults) == (comparison, ())
    assert filters.read(QueryDict(found.query()), LOADED).comparison() == comparison


def test_a_comparison_that_is_none_is_said() -> None:
    assert len(filters.read(QueryDict("compare=tomorrow"), LOADED).faults) == 1
