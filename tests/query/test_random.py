"""Random small worlds against SQL written by hand, and what must hold of any figure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cadran
from cadran.executor.local import Store
from cadran.query.evaluate import evaluate
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.state import StoreState
from tests.conftest import few
from tests.query.world import CATALOGUE, column

OUTCOMES = {  # outcome → valid number, answered, contacted, qualified, argued (the model's table)
    "busy": (True, False, False, False, False),
    "machine": (True, False, False, False, False),
    "wrong_number": (False, True, False, False, False),
    "callback": (True, True, True, False, False),
    "refused": (True, True, True, True, True),
    "sale": (True, True, True, True, True),
    None: (None,) * 5,
}
START = datetime(2026, 9, 1, 12)
ATTEMPT = st.tuples(
    st.sampled_from(["A", "B", None]),  # campaign
    st.sampled_from(["L1", "L2", "L3", None]),  # lead
    st.sampled_from(["x", None]),  # agent
    st.integers(0, 9),  # day
    st.sampled_from(list(OUTCOMES)),
    st.one_of(st.none(), st.integers(0, 300)),  # talk_s
    st.sampled_from(["phone", "phone", "phone", "email"]),
    st.sampled_from(["outbound", "outbound", "inbound"]),
)
WORLD = st.lists(ATTEMPT, max_size=20)
ORDER = st.tuples(st.sampled_from(["A", "B", "C", None]), st.sampled_from(["L1", "L2", None]), st.integers(0, 9))
checked = settings(max_examples=few(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STATE = StoreState(
    "Europe/Paris",
    datetime(2026, 10, 1),
    {name: ((START.date(), START.date() + timedelta(days=10)),) for name in ("attempts", "orders")},
    frozenset({"attempts", "orders"}),
)
PERIOD = ("2026-09-02", "2026-09-09")
ATTEMPT_COLUMNS = (
    "source_system, attempt_id, campaign_id, lead_id, lead_key, agent_id, started_at, local_date, outcome, talk_s, "
    "channel, direction, valid_number, answered, contacted, qualified, argued"
)
ORDER_COLUMNS = "source_system, order_id, campaign_id, lead_key, ordered_at, local_date, status"
INSIDE = "direction = 'outbound' AND local_date >= DATE '2026-09-02' AND local_date < DATE '2026-09-09'"


@pytest.fixture(scope="module")
def empty() -> Any:
    with cadran.open(":memory:") as store:
        yield store


def filled(store: Store, world: list[Any], orders: list[Any] = ()) -> Store:  # type: ignore[assignment]
    """The rows as a load would leave them, put there by hand."""
    calls, sold = [], []
    for place, (campaign, lead, agent, day, outcome, talk, channel, direction) in enumerate(world):
        at = START + timedelta(days=day)
        told = [campaign, lead, lead, agent, at, at.date(), outcome, talk, channel, direction]
        calls.append(["default", str(place), *told, *OUTCOMES[outcome]])
    for place, (campaign, lead, day) in enumerate(orders):
        at = START + timedelta(days=day)
        sold.append(["default", str(place), campaign, lead, at, at.date(), "pending"])
    for name, columns, rows in (("attempts", ATTEMPT_COLUMNS, calls), ("orders", ORDER_COLUMNS, sold)):
        store.engine.execute(f"DELETE FROM {name}")
        marks = ", ".join("?" * len(columns.split(", ")))
        if rows:
            store.engine.connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)
    return store


def ask(store: Store, *ids: str, **more: Any) -> Result:
    return evaluate(store.engine, STATE, Request(ids, **{"period": PERIOD, **more}), CATALOGUE)


@pytest.mark.random
@checked
@given(WORLD)
def test_counts_by_campaign_are_those_of_plain_sql(empty: Store, world: list[Any]) -> None:
    found = column(ask(filled(empty, world), "calls", by=["campaign"]), "calls")
    expected = dict(empty.engine.rows(
        f"SELECT campaign_id, count(*) FROM attempts WHERE {INSIDE} AND channel = 'phone' GROUP BY campaign_id"
    ))  # fmt: skip
    assert found == expected


@pytest.mark.random
@checked
@given(WORLD)
def test_rates_divide_sums_and_leave_the_unmapped_out(empty: Store, world: list[Any]) -> None:
    result = ask(filled(empty, world), "contact_rate", "average_call_duration", by=["campaign"])
    sql = (
        "SELECT {key}, sum(CASE WHEN contacted THEN 1 ELSE 0 END), count(contacted), "
        "sum(CASE WHEN contacted IS NULL THEN 1 ELSE 0 END) FROM attempts WHERE " + INSIDE + " AND channel = 'phone'"
    )
    for campaign, num, den, unmapped in empty.engine.rows(sql.format(key="campaign_id") + " GROUP BY campaign_id"):
        value = next(row["values"] for row in result.rows if row["key"]["campaign"] == campaign)["contact_rate"]
        assert (value["num"], value["den"], value["excluded"]["unmapped"]) == (num, den, unmapped)
        assert value["value"] == (num / den if den else None)
    ((_, num, den, unmapped),) = empty.engine.rows(sql.format(key="1"))
    total = result.total["contact_rate"]
    assert (total["num"], total["den"], total["excluded"]["unmapped"]) == (num or 0, den, unmapped or 0)


@pytest.mark.random
@checked
@given(WORLD)
def test_distinct_totals_are_counted_again_not_added(empty: Store, world: list[Any]) -> None:
    result = ask(
        filled(empty, world), "leads_attempted", "leads_contacted", "contactability_rate", by=["campaign"], grain="day"
    )
    for id, condition in (("leads_attempted", "TRUE"), ("leads_contacted", "contacted")):
        sql = f"count(DISTINCT lead_key) FROM attempts WHERE {INSIDE} AND {condition}"
        assert result.total[id]["value"] == empty.engine.rows(f"SELECT {sql}")[0][0]
        by_key = {(campaign, day.isoformat()): n for campaign, day, n in empty.engine.rows(
            f"SELECT campaign_id, local_date, {sql} GROUP BY campaign_id, local_date"
        )}  # fmt: skip
        assert {key: n for key, n in column(result, id).items() if n} == {key: n for key, n in by_key.items() if n}
        said = [kpi for note in result.notes if note["code"] == "rows_overlap" for kpi in note["kpis"]]
        assert (sum(by_key.values()) > (result.total[id]["value"] or 0)) == (id in said)


@pytest.mark.random
@checked
@given(WORLD, st.lists(ORDER, max_size=8))
def test_two_facts_fold_on_their_keys(empty: Store, world: list[Any], orders: list[Any]) -> None:
    result = ask(filled(empty, world, orders), "calls", "sales", "conversion_per_call", by=["campaign"])
    calls = dict(
        empty.engine.rows(f"SELECT campaign_id, count(*) FROM attempts WHERE {INSIDE} AND channel = 'phone' GROUP BY 1")
    )
    days = INSIDE.split(" AND ", 1)[1]
    sales = dict(empty.engine.rows(f"SELECT campaign_id, count(*) FROM orders WHERE {days} GROUP BY 1"))
    assert {key: n for key, n in column(result, "calls").items() if n} == calls
    assert {key: n for key, n in column(result, "sales").items() if n} == sales
    assert len(result.rows) == len({row["key"]["campaign"] for row in result.rows})


@pytest.mark.random
@checked
@given(
    WORLD, st.sampled_from([["campaign"], ["agent", "campaign"], ["weekday"]]), st.sampled_from([None, "day", "week"])
)
def test_children_add_up_to_their_parents(empty: Store, world: list[Any], by: list[str], grain: str | None) -> None:
    ids = ("calls", "conversations", "refusals", "attempts", "sales")
    store = filled(empty, world)
    whole, parts = ask(store, *ids), ask(store, *ids, by=by, grain=grain)
    for id in ids:
        assert sum(column(parts, id).values()) == parts.total[id]["value"] == whole.total[id]["value"]


@pytest.mark.random
@checked
@given(WORLD)
def test_a_share_of_its_denominator_is_between_0_and_1_inside_its_interval(empty: Store, world: list[Any]) -> None:
    ids = ("contact_rate", "answer_rate", "machine_rate", "contactability_rate", "argued_call_rate", "abandon_rate")
    result = ask(filled(empty, world), *ids, by=["campaign"], grain="week")
    for row in [*result.rows, {"values": result.total}]:
        for id in ids:
            value = row["values"][id]
            if value["value"] is None:
                assert (value["den"] or 0) == 0 and value["low"] is None
            else:
                assert 0 <= value["low"] <= value["value"] <= value["high"] <= 1


@pytest.mark.random
@checked
@given(WORLD, st.sampled_from(["A", "B", None]))
def test_a_filter_is_a_row_of_the_breakdown(empty: Store, world: list[Any], campaign: str | None) -> None:
    ids = ("calls", "contact_rate", "leads_contacted", "contactability_rate")
    store = filled(empty, world)
    row = [row["values"] for row in ask(store, *ids, by=["campaign"]).rows if row["key"]["campaign"] == campaign]
    if row:
        assert ask(store, *ids, where={"campaign": campaign}).total == row[0]
