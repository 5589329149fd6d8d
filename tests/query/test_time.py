"""Figures of agents' time: clipped, split, by the team of the day, over hours of the clock and full-time weeks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cadran
from cadran.config import Config
from cadran.config.shape import Settings
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from cadran.query.opening_time import week_of
from tests.conftest import Clock
from tests.query.facts_world import lines, states
from tests.query.world import ask, attempts, column, fill

HOURS = "hours_worked"


def test_time_is_clipped_to_the_period_and_split_at_its_borders(store: Store) -> None:
    """From 21:00 to 23:00 UTC on 1 September, so from 23:00 to 01:00 in Paris."""
    fill(store, agent_states=states("z A talking 1 21:00 23:00"))
    assert column(ask(store, HOURS, grain="day"), HOURS) == {"2026-09-01": 1, "2026-09-02": 1}
    assert ask(store, HOURS, period=("2026-09-02", "2026-09-03")).total[HOURS]["value"] == 1
    assert column(ask(store, HOURS, by="hour"), HOURS) == {0: 1, 23: 1}
    found = ask(store, "calls_per_day", HOURS, by="agent")
    assert found.total["calls_per_day"]["state"] == "not_loaded"


def test_what_goes_on_is_clipped_at_as_of(store: Store, clock: Clock) -> None:
    """Talking since 08:00 with no end: at 10:30 two hours and a half, whoever asks when; 12 hours at most."""
    fill(store, agent_states=states("z A talking 1 08:00 -"))
    for as_of, hours in (("08:00", 0), ("10:30", 2.5), ("23:00", 12)):
        total = ask(store, HOURS, as_of=f"2026-09-01T{as_of}:00Z").total[HOURS]
        assert total["value"] == pytest.approx(hours)
    clock.set("2026-09-01T09:15:00")
    assert ask(store, HOURS).total[HOURS]["value"] == pytest.approx(1.25)


def test_a_day_without_states_is_zero_only_where_states_were_loaded(store: Store) -> None:
    fill(store, agent_states=states("z A talking 1 08:00 09:00", "z A talking 3 08:00 09:00"))
    found = ask(store, HOURS, "pause_rate", grain="day", period=("2026-09-01", "2026-09-05"))
    assert column(found, HOURS) == {"2026-09-01": 1, "2026-09-02": 0, "2026-09-03": 1, "2026-09-04": None}
    assert column(found, "pause_rate") == {"2026-09-01": 0, "2026-09-02": None, "2026-09-03": 0, "2026-09-04": None}


def test_hours_go_to_the_team_of_that_day(store: Store) -> None:
    agents = lines("agent_id team valid_from valid_to", "z red 2026-01-01 2026-09-02", "z blue 2026-09-02 -")
    fill(store, agents=agents, agent_states=states("z A talking 1 08:00 10:00", "z A talking 2 08:00 09:00"))
    assert column(ask(store, HOURS, by="team"), HOURS) == {"blue": 1, "red": 2}
    fill(store, agents=[{"agent_id": "z", "team": "green", "valid_from": "2026-09-02", "valid_to": None}])
    assert column(ask(store, HOURS, by="team"), HOURS) == {"green": 1, "red": 2}


def test_days_are_worked_by_somebody_and_agent_days_by_each(store: Store) -> None:
    """1st: y and z; 2nd: z in two campaigns; 3rd: z only pauses."""
    rows = states("y A talking 1 08:00 09:00", "z A talking 1 08:00 09:00", "z A talking 2 08:00 09:00",
                  "z B talking 2 09:00 10:00", "z A paused 3 08:00 09:00")  # fmt: skip
    calls = attempts(*(f"{n} L{n} A z 2026-09-01T08:{n:02d}Z busy" for n in range(10, 22)))
    fill(store, agent_states=rows, attempts=calls)
    total = ask(store, "calls_per_day", "talk_time_per_day", by="campaign").total
    assert (total["calls_per_day"]["num"], total["calls_per_day"]["den"]) == (12, 2)
    assert (total["talk_time_per_day"]["num"], total["talk_time_per_day"]["den"]) == (4 * 3600, 3)
    found = ask(store, "calls_per_day", "talk_time_per_day", by="campaign")
    assert column(found, "talk_time_per_day", "den") == {"A": 3, "B": 1}
    assert column(ask(store, "calls_per_day", by="agent"), "calls_per_day", "den") == {"y": 1, "z": 2}


def test_hours_know_no_list_and_have_no_cohort(store: Store) -> None:
    fill(store, agent_states=states("z A talking 1 08:00 09:00"))
    with pytest.raises(NotConformedError, match='agent_time, which have no "list"'):
        ask(store, "calls_per_hour", by="list")
    assert ask(store, HOURS, basis="cohort").total[HOURS]["basis"] == "activity"


OPEN = [{"campaign_id": "A", "opening_hours": "mon-fri 10:00-13:00, 14:00-20:00"},
        {"campaign_id": "B", "opening_hours": "tue 08:00-12:00; sat 10h-12h"}]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        ({"period": ("2026-09-01", "2026-09-02")}, 11),  # a Tuesday: 8 to 13 and 14 to 20, once
        ({"period": ("2026-09-01", "2026-09-02"), "where": {"campaign": "A"}}, 9),
        ({"period": ("2026-08-31", "2026-09-07")}, 4 * 9 + 11 + 2),  # Monday to Sunday
        ({"period": ("2026-08-31", "2026-09-07"), "where": {"hour": ["12", "13"]}}, 5),
        ({"period": ("2026-09-01", "2026-09-02"), "as_of": "2026-09-01T09:30:00Z"}, 3.5),  # 11:30 in Paris
    ],
)
def test_opening_hours_that_have_elapsed(store: Store, more: dict[str, object], hours: float) -> None:
    fill(store, campaigns=OPEN, attempts=attempts("1 L1 A z 2026-09-01T08:00Z busy"))
    total = ask(store, "calls_per_clock_hour", **more).total["calls_per_clock_hour"]
    assert total["den"] == pytest.approx(hours)
    assert total["value"] == pytest.approx(total["num"] / hours)


def test_without_opening_hours_every_hour_of_the_clock_counts(store: Store, clock: Clock) -> None:
    """25 October 2026 has 25 hours, and two of them are called 02: two calls in them are one an hour."""
    fill(store, attempts=attempts("1 L1 A z 2026-10-25T00:30Z busy", "2 L1 A z 2026-10-25T01:30Z busy"))
    clock.set("2026-11-01T00:00:00")
    found = ask(store, "calls_per_clock_hour", grain="hour", period=("2026-10-25", "2026-10-26"))
    assert column(found, "calls_per_clock_hour")["2026-10-25T02"] == 1
    assert found.total["calls_per_clock_hour"]["den"] == 25
    assert "always_open" in {note["code"] for note in found.notes}


def test_full_time_equivalents_are_by_a_settable_week(store: Store) -> None:
    """70 h in a fortnight: one full-timer at 35 h a week, 1.25 at 28."""
    rows = states(*(f"z A talking {day} 08:00 15:00" for day in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)))
    fill(store, agent_states=rows, orders=[{"order_id": "1", "ordered_at": "2026-09-01T08:00:00Z", "amount": 1.0}])
    period = ("2026-08-31", "2026-09-14")
    assert ask(store, "sales_per_fte", period=period).total["sales_per_fte"]["den"] == pytest.approx(1)
    store.config = Config(settings=Settings(full_time_hours=28))
    assert ask(store, "sales_per_fte", period=period).total["sales_per_fte"]["den"] == pytest.approx(1.25)


def test_the_longest_open_state_is_settable_before_and_after_the_load(tmp_path: Path, clock: Clock) -> None:
    def hours(limit: float, rows: Any = None) -> Any:
        config = Config(settings=Settings(open_state_hours=limit))
        with cadran.open(tmp_path / "centre.duckdb", clock=clock, config=config, read_only=rows is None) as store:
            if rows:
                fill(store, agent_states=rows)
            return ask(store, HOURS).total[HOURS]["value"]

    assert hours(3, states("z A talking 1 08:00 -")) == 3
    assert hours(12) == 12
    assert hours(2.5) == 2.5


def test_opening_hours_are_read_in_both_languages() -> None:
    assert week_of("lun-ven 9h-12h30, 13h30-18h; samedi 9h-12h") == week_of("mon-fri 9:00-12:30, 13:30-18:00; sat 9-12")
    assert week_of("10:00-20:00") == (((600, 1200),),) * 7
    assert week_of("sat-mon 10-11") == (((600, 660),), (), (), (), (), ((600, 660),), ((600, 660),))
    for nonsense in ("", "when it suits", "mon 20:00-10:00", "noday 10-11"):
        assert week_of(nonsense) is None
