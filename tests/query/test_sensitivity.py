"""What is sensitive is declared on columns and tables, and refused or left out wherever a statement is built."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.asking import Asked
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Measure, Part
from cadran.errors import UsageError
from cadran.executor.local import Store
from cadran.model import TABLES, Sensitivity, Type
from cadran.model.derived import DERIVED
from cadran.query.request import Request, Scope
from cadran.query.rows import rows
from cadran.query.sensitivity import permits, told_by
from tests.query.world import CATALOGUE, ask, attempts, declared, fill, kpi

AGENT, COST, EARNINGS = Sensitivity.AGENT, Sensitivity.COST, Sensitivity.EARNINGS
EVERY = {**TABLES, **DERIVED}


def test_money_is_a_cost_or_an_earning_and_an_agent_is_an_agent_in_every_table() -> None:
    for one in EVERY.values():
        for column in (*one.columns, *one.stored):
            if column.type is Type.MONEY:
                assert column.sensitivity in (COST, EARNINGS), (one.name, column.name)
            if column.references == "agents" or column.name.endswith("agent_id"):
                assert column.sensitivity is AGENT, (one.name, column.name)


@pytest.mark.parametrize(
    ("table", "kind", "columns"),
    [
        ("attempts", AGENT, {"agent_id", "wrap_s", "hung_up_by", "quality_score"}),
        ("attempts", COST, set()),
        ("orders", EARNINGS, {"amount"}),
        ("orders", COST, {"margin"}),
        ("leads", Sensitivity.PERSONAL, {"first_name", "last_name", "phone", "email"}),
        ("lists", COST, {"cost"}),
        ("products", COST, {"unit_margin"}),
    ],
)
def test_what_a_table_declares(table: str, kind: Sensitivity, columns: set[str]) -> None:
    assert {column.name for column in TABLES[table].columns if column.sensitivity is kind} == columns


def _own(*parts: Part) -> Any:
    return declared(kpi("own", "own_measure"), measures=[Measure("own_measure", parts)])


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (Part("cost_estimates", "sum", "spent", "leads"), {COST}),
        (Part("costs", "count", "spent"), {COST}),
        (Part("orders", "count", "ordered", where="margin > 100"), {COST}),
        (Part("orders", "sum", "ordered", "credit.margin_base"), {COST}),
        (Part("orders", "count", "ordered", where="credit.margin_base IS NOT NULL"), set()),
        (Part("orders", "sum", "ordered", "amount_base"), {EARNINGS}),
        (Part("attempts", "count", "started", where="quality_score < 3"), {AGENT}),
        (Part("attempts", "distinct", "started", "source_system, agent_id"), {AGENT}),
        (Part("attempts", "count", "started", where="agent_id IS NOT NULL AND talk_s > 30"), set()),
        (Part("agent_time", "count", "spent"), {AGENT}),
        (Part("leads", "count", "created"), set()),
    ],
)
def test_a_centre_s_own_kpi_tells_what_its_columns_do(part: Part, told: set[Sensitivity]) -> None:
    own = _own(part)
    assert told_by(own, "own") == told
    plain = Scope(costs=False, earnings=False, workings=False)
    assert permits(plain, own, "own") is not bool(told)
    assert permits(Scope(), own, "own")


CLOSED = {
    "total_cost": Scope(costs=False), "revenue": Scope(earnings=False), "occupancy_rate": Scope(workings=False),
}  # fmt: skip
DAY = ("2026-09-01", "2026-09-02")
WAYS: dict[str, Any] = {
    "figure": lambda store, id, scope: ask(store, id, scope=scope),
    "compared": lambda store, id, scope: ask(store, id, scope=scope, compare="previous", period=DAY),
    "rows": lambda store, id, scope: store.rows(Request((id,), scope=scope), id),
    "explained": lambda store, id, scope: store.explain(Request((id,), scope=scope)),
    "view": lambda store, id, scope: view(store, "compare", by="agent", members="x,y", kpi=id, scope=scope),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("id", CLOSED)
def test_what_a_scope_closes_is_refused_by_every_way_to_a_statement(store: Store, id: str, way: str) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy"))
    with pytest.raises(UsageError, match=f'"{id}" is not among those you may see'):
        WAYS[way](store, id, CLOSED[id])


def test_a_view_cuts_rows_by_no_column_that_is_closed(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy"))
    asked = Asked(store, scope=Scope(workings=False))
    calls = {"n": part("calls", "agent_id IS NOT NULL")}
    assert asked.counts(calls) == [{"n": 1}]
    for parts, by, columns in (
        ({"n": Part("attempts", "sum", "started", "wrap_s")}, (), {}),
        ({"n": part("calls", "wrap_s > 3")}, (), {}),
        (calls, ("agent",), {}),
        (calls, (), {"a": "upto(quality_score, 3)"}),
    ):
        with pytest.raises(UsageError, match="is not among those you may see"):
            asked.counts(parts, by, columns)


def test_a_view_tells_rows_apart_by_no_dimension_that_is_closed(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy"))
    asked = Asked(store, scope=Scope(dimensions=("campaign",)))
    assert asked.counts({"n": part("calls")}, ("campaign",)) == [{"campaign": "A", "n": 1}]
    for by, columns in (
        (("list",), {}),
        ((), {"rank": "upto(rank.attempt_rank, 3)"}),
        ((), {"delay": "delay(lead.first_contact_delay_s)"}),
    ):
        with pytest.raises(UsageError, match="is not among those you may use"):
            asked.counts({"n": part("calls")}, by, columns)


def test_rows_lack_what_a_scope_closes_and_nothing_else(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", quality_score=77.0, wrap_s=30))
    every = set(rows(store.engine, store.state(), Request(("calls",)), CATALOGUE, "calls").column_names)
    for scope, hidden in (
        (Scope(costs=False, earnings=False), set()),
        (Scope(workings=False), {"agent_id", "wrap_s", "hung_up_by", "quality_score"}),
        (Scope(dimensions=("campaign", "hour", "weekday")),
         {"agent_id", "wrap_s", "hung_up_by", "quality_score", "list_id", "channel", "outcome", "reason", "disposition",
          "caller_number", "script", "source_system"}),
    ):  # fmt: skip
        found = rows(store.engine, store.state(), Request(("calls",), scope=scope), CATALOGUE, "calls")
        assert every - set(found.column_names) == hidden
