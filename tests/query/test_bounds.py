"""An answer larger than may be is refused before it is made, and says which dimension to leave out.

The world: 30 attempts, attempt n by agent n mod 15 of list n mod 2, on one day each of September 2026. So there are 15
agents, 2 lists and, 15 being odd, 30 pairs of both.
"""

from __future__ import annotations

import tracemalloc
from typing import Any

import duckdb
import pytest

from cadran.analysis import view
from cadran.config.limits import UNBOUNDED, Limits, limits_of
from cadran.config.reading import parse_config
from cadran.engines.duckdb.failures import failure, refusal
from cadran.errors import ConfigError, LimitError
from cadran.executor.local import Store
from cadran.messages import Message
from cadran.query.request import Request
from tests.conftest import table

SEPTEMBER = ("2026-09-01", "2026-10-01")


@pytest.fixture
def world(store: Store) -> Store:
    store.load("attempts", table([
        {"attempt_id": str(n), "lead_id": f"L{n}", "agent_id": f"a{n % 15}", "list_id": f"F{n % 2}",
         "started_at": f"2026-09-{n + 1:02d}T10:00:00Z", "outcome": "busy"}
        for n in range(30)
    ]))  # fmt: skip
    return store


def asked(store: Store, cells: int | None, *ids: str, **more: Any) -> int:
    store.limits = Limits(cells=cells)
    request: dict[str, Any] = {"period": SEPTEMBER, **more}
    return len(store.evaluate(Request(ids or ("calls",), **request)).rows)


def test_as_many_figures_as_may_be_are_given_and_one_more_is_not(world: Store) -> None:
    assert asked(world, 30, by=("agent", "list")) == 30
    for cells in (29, 15, 1):
        with pytest.raises(LimitError, match=f"where {cells} may be asked at once"):
            asked(world, cells, by=("agent", "list"))


def test_the_figures_are_members_times_periods_times_kpis(world: Store) -> None:
    assert asked(world, 15 * 30 * 2, "calls", "conversations", by=("agent",), grain="day") == 15 * 30
    with pytest.raises(LimitError, match=r"about 900 figures \(15 members × 30 periods × 2 KPIs\)"):
        asked(world, 15 * 30 * 2 - 1, "calls", "conversations", by=("agent",), grain="day")


def test_the_refusal_names_the_dimension_whose_absence_leaves_the_fewest(world: Store) -> None:
    with pytest.raises(LimitError, match=r'Without "agent" they would be about 2;'):
        asked(world, 3, by=("agent", "list"))
    with pytest.raises(LimitError, match=r'Without "agent" they would be about 2;'):
        asked(world, 3, by=("list", "agent"))


def test_a_series_is_bounded_without_a_breakdown(world: Store) -> None:
    with pytest.raises(LimitError, match="720 figures"):
        asked(world, 700, grain="hour")


def test_a_comparison_is_bounded_as_what_it_compares(world: Store) -> None:
    assert asked(world, 30, by=("agent", "list"), compare="previous") == 30
    with pytest.raises(LimitError):
        asked(world, 29, by=("agent", "list"), compare="previous")


def test_members_that_filters_leave_out_do_not_count(world: Store) -> None:
    assert asked(world, 3, by=("agent", "list"), where={"agent": ["a1", "a2", "a3"], "list": "F1"}) == 3


def test_what_is_refused_is_never_made(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreseen from statistics: the statement of the figures is not even run."""
    run: list[str] = []
    engine = world.engine
    columns = engine.columns
    monkeypatch.setattr(engine, "columns", lambda sql, values=None: run.append(sql) or columns(sql, values))
    with pytest.raises(LimitError):
        asked(world, 3, by=("agent", "list"))
    assert not run


def test_an_answer_is_read_no_further_than_it_may_be(store: Store) -> None:
    """Where the database knows too little of its columns to foresee it."""
    rows = [
        {"attempt_id": str(n), "lead_id": f"L{n}", "script": f"s{n}", "started_at": "2026-09-01T10:00:00Z"}
        for n in range(5000)
    ]
    store.load("attempts", table(rows))
    store.engine.distinct = lambda table, column: 1  # type: ignore[method-assign]
    tracemalloc.start()
    with pytest.raises(LimitError):
        asked(store, 100, by=("script",))
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_rows_are_bounded_too(world: Store) -> None:
    request = Request(("calls",), period=SEPTEMBER)  # type: ignore[arg-type]
    world.limits = Limits(rows=30)
    assert world.rows(request, "calls").num_rows == 30
    world.limits = Limits(rows=29)
    with pytest.raises(LimitError, match="more than 29 rows"):
        world.rows(request, "calls")
    assert world.rows(request, "calls", limit=29).num_rows == 29


def test_a_statement_has_its_time(world: Store) -> None:
    endless = "SELECT count(*) FROM range(1000000000000) r(i) WHERE i % 7 = 3"
    with pytest.raises(LimitError, match="took longer"), world.engine.within(0.05):
        world.engine.rows(endless)
    with world.engine.within(60):
        assert world.engine.rows("SELECT 1") == [(1,)]


def test_a_time_within_a_time_keeps_the_first_and_has_its_own_advice(world: Store) -> None:
    endless = "SELECT count(*) FROM range(1000000000000) r(i) WHERE i % 7 = 3"
    with world.engine.within(0.05):
        with (
            pytest.raises(LimitError, match=r"than the 0\.05 s .* Sleep\."),
            world.engine.within(60, Message("Sleep.")),
        ):
            world.engine.rows(endless)
        with pytest.raises(LimitError, match=r"fewer dimensions"):  # the time is over, whatever is asked then
            world.engine.rows("SELECT 1")
    assert world.engine.rows("SELECT 1") == [(1,)]


def test_what_takes_too_long_says_what_to_leave_out(world: Store) -> None:
    """By every way into a store of one's own: figures, rows, a view."""
    world.limits = Limits(seconds=1e-9)
    request = Request(("calls",), by=("list", "agent"), period=SEPTEMBER)
    with pytest.raises(LimitError, match=r'longer than the .* Leave out "agent".* --max-seconds'):
        world.evaluate(request)
    with pytest.raises(LimitError, match="longer than the"):
        world.rows(request, "calls")
    with pytest.raises(LimitError, match="longer than the"):
        view(world, "list-wear")


def test_memory_that_the_database_does_not_have_is_told_as_such() -> None:
    told = failure("centre.duckdb", duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block"))
    assert isinstance(told, LimitError)
    assert "more memory" in str(told)


@pytest.mark.parametrize("name", ["corrupt", "checksum of blocks", "lock", "no space left", "read-only mode"])
def test_a_name_in_what_was_said_is_not_what_was_said(name: str) -> None:
    """A file may be called after a trouble that it does not have."""
    error = duckdb.IOException(f'IO Error: Cannot open file "/srv/{name}/centre.duckdb": Input/output error')
    assert failure("x", error) is None
    assert "cannot be opened" in str(refusal("x", error))


def test_nothing_bounds_who_has_no_bounds(world: Store) -> None:
    world.limits = UNBOUNDED
    assert asked(world, None, by=("agent", "list"), grain="hour") == 30 * 720


TEXT = """
[limits]
cells = 1000
[limits.agent]
cells = 10
seconds = 0.5
[limits.command]
rows = 7
"""


@pytest.mark.parametrize(
    ("role", "cells", "rows", "seconds"),
    [
        ("manager", 1000, 200_000, 60.0),
        ("agent", 10, 200_000, 0.5),
        ("", 1000, 200_000, 60.0),
        ("command", 2_000_000, 7, 300.0),
    ],
)
def test_the_configuration_bounds_each_role(role: str, cells: int, rows: int, seconds: float | None) -> None:
    assert parse_config(TEXT, "cadran.toml").limits_of(role) == Limits(cells, rows, seconds)


def test_without_one_commands_have_more_than_pages() -> None:
    served, command = limits_of({}, "manager"), limits_of({}, "command")
    assert served.cells and command.cells and served.rows and command.rows and served.seconds and command.seconds
    assert command.cells > served.cells
    assert command.rows > served.rows
    assert command.seconds > served.seconds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[limits]\ncells = 0", r"\[limits\], cells: expected a whole number from 1"),
        ("[limits]\nrows = 1.5", r"\[limits\], rows: expected a whole number"),
        ("[limits]\nagents = 3", r'\[limits\]: unknown key "agents". Did you mean "agent"\?'),
        ("[limits.agent]\nseconds = true", r"\[limits.agent\], seconds: expected a number"),
        ("[limits]\nagent = 3", r"\[limits.agent\]: expected a table"),
    ],
)
def test_a_mistake_in_the_limits_names_its_place(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        parse_config(text, "cadran.toml")
