"""A request made ready, without a store: its clocks, what stands for tables then, the values bound to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from cadran.catalogue.shape import Measure, Part
from cadran.errors import StoreError, UsageError
from cadran.query.plan import plan
from cadran.query.prepare import Prepared, placed, prepare
from cadran.query.request import Request, Scope
from cadran.query.scan import relation_name
from cadran.query.state import StoreState
from tests.query.world import counted, declared, kpi

NOW = datetime(2026, 9, 30, 12)
STOCK = Measure("stock", (Part("leads", "count", "created", at="end"),))
START = Measure("held", (Part("customers", "count", "acquired", at="start"),))
OWN = declared(
    kpi("stock", "stock"), kpi("held", "held"), kpi("seen", "seen"), kpi("new", "new"),
    measures=[STOCK, START, counted("seen", "attempts", "started"), counted("new", "leads", "created")],
)  # fmt: skip


def past(as_of: datetime | None, known_at: datetime | None, within: int | None) -> Mapping[str, str]:
    return {"attempts": f"(then {as_of} {known_at} {within})"}


STATE = StoreState(
    "Europe/Paris", NOW, present=frozenset({"attempts", "leads", "customers"}), relations=past,
    loaded={"attempts": ((date(2026, 9, 3), date(2026, 9, 20)),), "leads": ((date(2026, 9, 1), date(2026, 9, 10)),)},
)  # fmt: skip


def ready(id: str, state: StoreState = STATE, **asked: Any) -> Prepared:
    return prepare("duckdb", state, Request((id,), **asked), OWN)


def test_as_of_is_never_after_now_and_stands_by_known_at() -> None:
    at = "2026-09-20T10:00:00Z"
    assert ready("seen").as_of == NOW
    assert ready("seen", as_of="2026-12-01T00:00:00Z").as_of == NOW
    assert ready("seen", as_of=at).as_of == datetime(2026, 9, 20, 10)
    assert ready("seen", known_at=at).as_of == datetime(2026, 9, 20, 10)
    assert ready("seen", as_of="2026-09-19T10:00:00Z", known_at=at).as_of == datetime(2026, 9, 19, 10)


def test_tables_are_replaced_only_for_an_earlier_clock() -> None:
    assert ready("seen").relations == ({},)
    assert ready("seen", as_of=NOW, known_at=NOW).relations == ({},)
    earlier = datetime(2026, 9, 20)
    for asked, expected in (
        ({"as_of": earlier}, past(earlier, None, None)),
        ({"known_at": earlier, "as_of": NOW}, past(None, earlier, None)),
        ({"within": 60, "basis": "cohort"}, past(None, None, 60)),
    ):
        found = ready("seen", **asked)
        assert found.relations == (expected,)
        assert expected["attempts"] in found.sql
        assert relation_name("attempts", 0) not in found.sql


def test_a_store_without_history_answers_now_and_nothing_else() -> None:
    state = replace(STATE, relations=None)
    assert ready("seen", state, as_of=NOW, known_at=NOW).relations == ({},)
    for asked in ({"as_of": "2026-09-20"}, {"known_at": "2026-09-20"}, {"within": 60, "basis": "cohort"}):
        with pytest.raises(StoreError, match="cannot go back in time"):
            ready("seen", state, **asked)


def test_texts_are_put_at_their_own_place() -> None:
    sql = f"{relation_name('a', 0)} {relation_name('a', 1)} {relation_name('b', 1)}"
    assert placed(sql, [{"a": "x"}, {"a": "y", "b": "z"}]) == "x y z"


def test_a_stock_is_taken_at_the_end_of_the_period() -> None:
    """Midnight in Paris is 22:00 UTC the day before."""
    assert ready("seen").clocks == (NOW,)
    assert ready("stock").clocks == (NOW, NOW)
    assert ready("stock", period=("2026-09-01", "2026-09-15")).clocks == (NOW, datetime(2026, 9, 14, 22))
    assert ready("stock", period=("2026-09-01", "2026-10-15")).clocks == (NOW, NOW)
    assert ready("stock", period=("2026-09-01", "2026-09-15")).values["end_0"] == datetime(2026, 9, 14, 22)


def test_a_stock_of_a_series_is_taken_at_each_end() -> None:
    """Weeks of 7 and 14 September; asked from Wednesday the 9th to Thursday the 17th, exclusive."""
    found = ready("stock", grain="week", period=("2026-09-09", "2026-09-17"))
    assert [period.key for period in found.periods] == ["2026-W37", "2026-W38"]
    assert found.clocks == (NOW, datetime(2026, 9, 13, 22), datetime(2026, 9, 16, 22))
    assert found.shape.moments == 2
    assert [relation["attempts"] for relation in found.relations[1:]] == [
        past(datetime(2026, 9, 13, 22), None, None)["attempts"],
        past(datetime(2026, 9, 16, 22), None, None)["attempts"],
    ]
    assert (found.values["period_0"], found.values["period_1"]) == (date(2026, 9, 7), date(2026, 9, 14))
    assert (found.values["end_0"], found.values["end_1"]) == found.clocks[1:]


def test_a_series_of_stocks_without_a_period_goes_as_far_as_loads_of_its_facts() -> None:
    assert [period.key for period in ready("stock", grain="day").periods][::8] == ["2026-09-01", "2026-09-09"]
    assert [period.key for period in ready("stock", grain="day", period=("2026-09-08", None)).periods] == [
        "2026-09-08", "2026-09-09"
    ]  # fmt: skip
    assert len(ready("stock", grain="day", period=(None, "2026-09-04")).periods) == 3
    assert ready("stock", replace(STATE, loaded={}), grain="day").periods == ()
    assert ready("seen", grain="day", period=("2026-09-01", "2026-09-03")).periods == ()
    assert ready("stock", period=("2026-09-01", "2026-09-03")).periods == ()


def test_a_stock_at_the_start_is_taken_on_the_first_day() -> None:
    assert ready("stock").starts == ()
    assert ready("held", period=("2026-09-09", "2026-09-17")).starts == (date(2026, 9, 9),)
    assert ready("held").starts == (date(2026, 9, 1),)  # of all that is loaded
    assert ready("held", period=(None, "2026-09-17")).starts == (date(2026, 9, 1),)
    assert ready("held", replace(STATE, loaded={})).starts == (date.min,)
    weeks = ready("held", grain="week", period=("2026-09-09", "2026-09-17"))
    assert weeks.starts == (date(2026, 9, 9), date(2026, 9, 14))
    assert (weeks.values["start_0"], weeks.values["start_1"]) == weeks.starts


def test_the_values_are_bound_by_their_place() -> None:
    found = ready(
        "seen", period=("2026-09-09", "2026-09-17"), where={"campaign": ["A", None, "B"], "weekday": "2", "agent": [None]},
        scope=Scope(clients=("P", "Q"), teams=()),
    )  # fmt: skip
    assert {name: value for name, value in found.values.items() if name != "as_of"} == {
        "since": date(2026, 9, 9), "until": date(2026, 9, 17), "w0_0": "A", "w0_1": "B", "w1_0": 2,
        "g3_0": "P", "g3_1": "Q",
    }  # fmt: skip
    assert [(one.name, one.values, one.null) for one in (*found.shape.filters, *found.shape.scope)] == [
        ("w0", 2, True), ("w1", 1, False), ("w2", 0, True), ("g3", 2, False), ("g4", 0, False)
    ]  # fmt: skip
    assert found.values["as_of"] == NOW


@pytest.mark.parametrize(("period", "sides"), [
    (None, (False, False)), (("2026-09-09", None), (True, False)), ((None, "2026-09-17"), (False, True)),
])  # fmt: skip
def test_an_open_side_is_not_restricted(period: Any, sides: tuple[bool, bool]) -> None:
    found = ready("seen", period=period)
    assert (found.shape.since, found.shape.until) == sides
    assert ("since" in found.values, "until" in found.values) == sides


def test_a_window_is_bound_as_the_instant_before_which_leads_must_be_made() -> None:
    found = ready("new", basis="cohort", within=3600, as_of="2026-09-20T10:00:00Z")
    assert found.values["mature_3600"] == datetime(2026, 9, 20, 9)


def test_flags_and_numbers_are_bound_as_the_column_holds_them() -> None:
    for text, flag in (("true", True), ("Yes", True), ("1", True), ("false", False), ("no", False), ("0", False)):
        assert ready("new", where={"is_hot": text}).values["w0_0"] is flag
    assert ready("seen", where={"hour": "-1"}).values["w0_0"] == -1
    assert ready("seen", where={"campaign": "12"}).values["w0_0"] == "12"
    for text in ("1.5", "--", "x"):
        with pytest.raises(UsageError, match=f'"{text}" is no hour'):
            ready("seen", where={"hour": text})


def test_what_lasts_is_clipped_where_it_may_go_on_past_as_of() -> None:
    state = replace(STATE, present=STATE.present | {"agent_time"})
    assert prepare("duckdb", state, Request(("hours_worked",)), OWN).shape.clipped == frozenset()
    unended = replace(state, unended=frozenset({"agent_time", "attempts"}))
    assert prepare("duckdb", unended, Request(("hours_worked",)), OWN).shape.clipped == {"agent_time"}
    earlier = Request(("hours_worked",), as_of="2026-09-20")  # type: ignore[arg-type]
    assert prepare("duckdb", state, earlier, OWN).shape.clipped == {"agent_time"}
    assert ready("seen", as_of="2026-09-20").shape.clipped == frozenset()


def test_a_rule_of_allocation_counts_only_where_something_is_shared() -> None:
    state = replace(STATE, present=STATE.present | {"costs", "agent_time"})
    shared = prepare("duckdb", state, Request(("total_cost",), by=("agent",), allocate="hours_worked"), OWN)
    rule = shared.shape.allocate
    assert rule is not None
    assert (rule.rule, rule.part.fact, rule.part.column) == ("hours_worked", "agent_time", "duration_s")
    assert prepare("duckdb", state, Request(("total_cost",), allocate="hours_worked"), OWN).shape.allocate is None
    assert ready("seen", by=("agent",), allocate="leads").shape.allocate is None
    assert prepare("duckdb", state, Request(("total_cost",)), OWN).shape.allocate is None


def test_a_plan_tells_stocks_apart() -> None:
    stock, held, seen = (plan(OWN, STATE, Request((id,))) for id in ("stock", "held", "seen"))
    assert [(one.has_stock, one.has_start) for one in (stock, held, seen)] == [
        (True, False),
        (True, True),
        (False, False),
    ]


def test_the_longest_of_two_windows_holds() -> None:
    """Contacted within an hour needs leads of an hour; asked within ten minutes or a day."""
    for within, window in ((600, 3600), (86400, 86400), (None, 3600)):
        figure = plan(OWN, STATE, Request(("contacted_within_1h_rate",), within=within)).figures[0]
        assert {slot.window for slot in figure.slots()} == {window}
        assert [slot.young for slot in figure.immature] == [True]
