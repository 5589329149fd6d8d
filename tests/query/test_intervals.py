"""Agents' states made disjoint: by hand, against a second-by-second count, and kept up to date load by load."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cadran
from cadran.executor.local import Store
from cadran.store.derived.refresh_agents import rebuild_intervals
from tests.conftest import Clock, few, table

Rows = list[dict[str, Any]]


def states(*lines: str, agent: str = "Z") -> Rows:
    """States written `state start end`; `-` is no end."""
    found = []
    for line in lines:
        state, start, end = line.split()
        found.append(
            {
                "agent_id": agent,
                "state": state,
                "started_at": f"2026-{start}:00Z",
                "ended_at": None if end == "-" else f"2026-{end}:00Z",
            }
        )
    return found


def stretches(store: Store) -> list[tuple[str, str, str]]:
    """(state, from, to) of the pieces, those of one state that touch joined again."""
    found: list[tuple[str, str, str]] = []
    for state, start, end in store.engine.rows(
        "SELECT state, strftime(started_at, '%d %H:%M'), strftime(ended_at, '%d %H:%M') FROM agent_intervals "
        "ORDER BY agent_id, started_at"
    ):
        if found and found[-1][0] == state and found[-1][2] == start:
            found[-1] = (state, found[-1][1], end)
        else:
            found.append((state, start, end))
    return found


def seconds(store: Store, *columns: str) -> list[tuple[Any, ...]]:
    names = ", ".join(columns)
    return store.engine.rows(f"SELECT {names}, sum(duration_s) FROM agent_intervals GROUP BY ALL ORDER BY ALL")


def test_the_later_state_wins_and_the_earlier_one_resumes(store: Store) -> None:
    """Waiting 08:00–09:30, talking 08:10–08:20 inside it, paused from 09:00 to 09:40 over its end."""
    store.load(
        "agent_states",
        table(
            states(
                "waiting 09-01T08:00 09-01T09:30",
                "talking 09-01T08:10 09-01T08:20",
                "paused 09-01T09:00 09-01T09:40",
            )
        ),
    )
    assert stretches(store) == [
        ("waiting", "01 08:00", "01 08:10"),
        ("talking", "01 08:10", "01 08:20"),
        ("waiting", "01 08:20", "01 09:00"),
        ("paused", "01 09:00", "01 09:40"),
    ]


def test_an_open_state_ends_at_the_next_and_a_forgotten_one_at_twelve_hours(store: Store) -> None:
    store.load(
        "agent_states",
        table(
            states(
                "waiting 09-01T08:00 -",
                "talking 09-01T08:30 -",  # the next is a day away: cut at 20:30
                "waiting 09-02T08:30 09-02T09:00",
                "paused 09-02T09:00 -",  # the last: stays open, at most until 21:00
            )
        ),
    )
    assert stretches(store) == [
        ("waiting", "01 08:00", "01 08:30"),
        ("talking", "01 08:30", "01 20:30"),
        ("waiting", "02 08:30", "02 09:00"),
        ("paused", "02 09:00", "02 21:00"),
    ]
    assert seconds(store, "state", "is_forgotten") == [
        ("paused", True, 43200), ("talking", True, 43200), ("waiting", False, 3600),
    ]  # fmt: skip


def test_states_are_cut_at_local_midnight(store: Store) -> None:
    """In Paris in September midnight is 22:00 UTC."""
    store.load("agent_states", table(states("waiting 09-01T21:30 09-01T22:45")))
    assert seconds(store, "CAST(local_date AS VARCHAR)", "local_hour") == [
        ("2026-09-01", 23, 1800), ("2026-09-02", 0, 2700),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "hours", "label"),
    [
        ("waiting 03-28T23:00 03-29T22:00", 23, 3),  # Paris: 29 March has no 02:00
        ("waiting 10-24T22:00 10-25T23:00", 25, 2),  # 25 October has 02:00 twice
    ],
)
def test_days_of_23_and_25_hours_are_what_they_are(store: Store, line: str, hours: int, label: int) -> None:
    store.load("agent_states", table(states(line)))
    assert [row[1] for row in seconds(store, "local_date")] == [hours * 3600]
    by_hour = dict(seconds(store, "local_hour"))
    assert by_hour.get(2, 0) == {23: 0, 25: 7200}[hours]
    assert by_hour[label] == {23: 3600, 25: 7200}[hours]


def test_zones_with_half_hours_are_cut_at_their_own_hours() -> None:
    with cadran.open(":memory:", zone="Asia/Kolkata", clock=Clock("2026-09-30T12:00:00")) as store:
        store.load("agent_states", table(states("waiting 09-01T18:15 09-01T18:45")))  # 23:45 to 00:15
        assert seconds(store, "CAST(local_date AS VARCHAR)") == [("2026-09-01", 900), ("2026-09-02", 900)]


START = datetime(2026, 9, 1, 20)
STATE = st.tuples(
    st.sampled_from("YZ"),
    st.integers(0, 60 * 40),  # start, minutes
    st.one_of(st.none(), st.integers(0, 60 * 30)),  # length, minutes
    st.sampled_from(["waiting", "talking", "paused"]),
)
checked = settings(max_examples=few(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def world(drawn: list[Any]) -> Rows:
    rows = {}
    for agent, start, length, state in drawn:
        begin = START + timedelta(minutes=start)
        end = None if length is None else begin + timedelta(minutes=length)
        rows[agent, start, state] = {"agent_id": agent, "state": state, "started_at": begin, "ended_at": end}
    return list(rows.values())


def by_minute(rows: Rows) -> dict[tuple[str, str], int]:
    """(agent, state) → seconds, minute by minute: the state that started last, of those that go on."""
    found: dict[tuple[str, str], int] = {}
    for agent in "YZ":
        mine = sorted(
            (row for row in rows if row["agent_id"] == agent),
            key=lambda row: (
                (row["started_at"], -(row["ended_at"] or datetime.max).timestamp(), row["state"])
                if row["ended_at"]
                else (row["started_at"], -1e18, row["state"])
            ),
        )
        spans = []
        for place, row in enumerate(mine):
            following = mine[place + 1]["started_at"] if place + 1 < len(mine) else datetime.max
            longest = row["started_at"] + timedelta(hours=12)
            spans.append((row["started_at"], row["ended_at"] or min(following, longest), row["state"]))
        for minute in range(60 * 80):
            at = START + timedelta(minutes=minute)
            going = [state for first, last, state in spans if first <= at < last]
            if going:
                found[agent, going[-1]] = found.get((agent, going[-1]), 0) + 60
    return found


@pytest.fixture(scope="module")
def empty() -> Any:
    with cadran.open(":memory:", clock=Clock("2026-10-30T12:00:00")) as opened:
        yield opened


def emptied(store: Store) -> Store:
    for name in ("agent_states", "agent_states_history", "agent_intervals", "agent_days", "cost_estimates", "imports"):
        store.engine.execute(f"DELETE FROM {name}")
    return store


@pytest.mark.random
@checked
@given(st.lists(STATE, max_size=12))
def test_every_minute_belongs_to_the_state_that_started_last(empty: Store, drawn: list[Any]) -> None:
    rows = world(drawn)
    store = emptied(empty)
    if rows:
        store.load("agent_states", table(rows))
    found = {(agent, state): total for agent, state, total in seconds(store, "agent_id", "state")}
    assert found == by_minute(rows)
    assert store.engine.rows(
        "SELECT count(*) FROM agent_intervals a JOIN agent_intervals b ON a.agent_id = b.agent_id "
        "AND a.started_at < b.ended_at AND b.started_at < a.ended_at AND a.started_at <> b.started_at"
    ) == [(0,)]


@pytest.mark.random
@checked
@given(st.lists(STATE, max_size=12), st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_load_by_load_comes_to_the_same_as_all_at_once(empty: Store, drawn: list[Any], parts: list[int]) -> None:
    """In whatever order the rows come, twice even, and after a load is taken back."""
    rows = world(drawn)
    store = emptied(empty)
    for part in (2, 0, 3, 1, 0):
        mine = [row for row, place in zip(rows, parts, strict=False) if place == part]
        if mine:
            store.load("agent_states", table(mine))
    columns = "agent_id, state, started_at, ended_at, local_date, state_date, state_ended_at, is_forgotten"
    kept = store.engine.rows(f"SELECT {columns} FROM agent_intervals ORDER BY ALL")
    rebuild_intervals(store.engine)
    assert kept == store.engine.rows(f"SELECT {columns} FROM agent_intervals ORDER BY ALL")
    if store.imports():
        store.undo(store.imports()[0].import_id)
        kept = store.engine.rows(f"SELECT {columns} FROM agent_intervals ORDER BY ALL")
        rebuild_intervals(store.engine)
        assert kept == store.engine.rows(f"SELECT {columns} FROM agent_intervals ORDER BY ALL")
