"""Every figure of a view that a KPI also gives, held against the evaluator: no view adds what cannot be added.

One lead is called in two campaigns, pitched by two agents of two profiles and two teams and refuses both; another is in one
list and buys twice. Whoever adds leads over members, campaigns or temperatures counts these twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import cadran
from cadran.analysis import VIEWS, view
from cadran.analysis.result import Column, Table, ViewResult
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from cadran.query.request import Request
from tests.conftest import Clock
from tests.query.world import attempts, fill, leads

OPTIONS: dict[str, dict[str, Any]] = {"compare": {"by": "agent", "members": "x,y"}}
SAME = {
    ("agents", "ranking", "observed"): "argued_call_rate",
    ("compare", "kpi", "value"): "argued_call_rate",
    ("opening-closing", "agents", "opening"): "argued_call_rate",
    ("occupancy", "agents", "occupancy"): "occupancy_rate",
    ("profiles", "practices", "pitch"): "argued_call_rate",
    ("list-wear", "lists", "contactability"): "contactability_rate",
}
"""(view, table, column) → the KPI that it shows under a name of its own; the others are named after theirs."""

VERDICTS = {"verdict", "reading", "place"}
"""Columns of words of a view's own that cut nothing."""


@pytest.fixture(scope="module")
def centre() -> Iterator[Store]:
    at = "2026-09-22T"
    calls = [
        *attempts(f"1 L1 A x {at}08:00Z refused", f"2 L1 B y {at}09:00Z refused", f"3 L2 A x {at}08:10Z sale",
                  f"4 L2 A y {at}10:00Z sale", f"5 L3 B y {at}08:20Z no_answer", f"6 L3 B x {at}11:00Z callback",
                  f"7 L4 A x {at}08:30Z appointment", f"8 L5 B y {at}08:40Z invalid_number",
                  list_id="F", reason="price", caller_number="+33100000001", script="S")
    ]  # fmt: skip
    made = leads("L1 2026-09-01T08:00Z A", "L2 2026-09-01T08:00Z A", "L3 2026-09-08T08:00Z B", "L4 2026-09-08T08:00Z A",
                 "L5 2026-09-08T08:00Z B", list_id="F", source="web", target="t")  # fmt: skip
    sold = [{"order_id": f"o{n}", "lead_id": "L2", "campaign_id": "A", "agent_id": agent, "product_id": f"P{n}",
             "ordered_at": f"{at}10:00:00Z", "amount": 100.0, "currency": "EUR", "status": "confirmed"}
            for n, agent in enumerate("xy")]  # fmt: skip
    states = [{"agent_id": agent, "campaign_id": "A", "state": state, "reason": reason, "started_at": f"{at}{first}:00Z", "ended_at": f"{at}{end}:00Z"}
              for agent in "xy"
              for state, reason, first, end in (("talking", None, "08:00", "09:00"), ("paused", "lunch", "09:00", "09:30"))]  # fmt: skip
    with cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00")) as store:
        yield fill(
            store, campaigns=[{"campaign_id": name, "objective": "sale"} for name in "AB"], lists=[{"list_id": "F", "source": "web"}],
            agents=[{"agent_id": "x", "profile": "junior", "team": "Red"}, {"agent_id": "y", "profile": "senior", "team": "Blue"}],
            leads=made, attempts=calls, orders=sold, agent_states=states,
        )  # fmt: skip


def _named(result: ViewResult, table: Table, column: Column, store: Store) -> str | None:
    own = SAME.get((result.view, table.id, column.id))
    return own or (column.id if column.id in store.catalogue.kpis else None)


def _shown(store: Store) -> Iterator[tuple[str, str, str, tuple[Any, ...], Any, Any]]:
    """Each figure that a KPI gives by the table's own dimensions: where it stands, what is shown, what the evaluator says."""
    for name in VIEWS:
        result = view(store, name, **OPTIONS.get(name, {}))
        for table in result.tables:
            by = tuple(column.dimension for column in table.columns if column.kind == "member" and column.dimension)
            places = [column.id for column in table.columns if column.kind == "member" and column.dimension]
            others = [column.id for column in table.columns if column.kind == "member" and not column.dimension]
            if set(others) - VERDICTS or any(column.id == "week" for column in table.columns):
                continue  # bands, ranks and weeks of its own: no dimension to ask the evaluator by
            for column in table.columns:
                kpi = _named(result, table, column, store) if column.kind == "figure" else None
                if kpi is None:
                    continue
                try:
                    found = store.evaluate(Request((kpi,), by=by, basis=result.basis))
                except NotConformedError:  # costs shared out by a rule, which have tests of their own
                    continue
                cells = {tuple(row["key"][one] for one in by): row["values"][kpi] for row in found.rows}
                for row in table.rows:
                    if isinstance(row.get(column.id), dict):
                        key = tuple(row[one] for one in places)
                        yield name, table.id, column.id, key, row[column.id], cells.get(key)


def test_every_figure_of_every_view_is_the_evaluators(centre: Store) -> None:
    seen = set()
    for name, table, column, key, shown, theirs in _shown(centre):
        assert theirs is not None, (name, table, column, key)
        assert (shown["num"], shown["den"]) == (theirs["num"], theirs["den"]), (name, table, column, key)
        seen.add((name, table, column))
    assert {("refusals", "profile", "refusal_rate"), ("agents", "ranking", "observed"), ("pauses", "teams", "pause_rate"),
            ("opening-closing", "agents", "opening"), ("occupancy", "agents", "occupancy")} <= seen  # fmt: skip


def test_leads_of_several_members_count_once_in_each_and_once_in_all(centre: Store) -> None:
    """L1 refuses to junior and to senior: one of three pitched by x (L1, L2, L4), one of two by y (L1, L2), one of three in all."""
    rows = {row["profile"]: row["refusal_rate"] for row in view(centre, "refusals").table("profile").rows}
    assert {name: (cell["num"], cell["den"]) for name, cell in rows.items()} == {"junior": (1, 3), "senior": (1, 2)}
    whole = centre.evaluate(Request(("refusal_rate",))).total["refusal_rate"]
    assert (whole["num"], whole["den"]) == (1, 3)
