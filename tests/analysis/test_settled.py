"""Views are read on the days that may be judged: what may still change is no verdict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.asking import Asked
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.settled import answered
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import Text
from cadran.executor.local import Store
from tests.conftest import Clock
from tests.query.world import fill

SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 28))


@pytest.fixture
def store(store: Store, clock: Clock) -> Store:
    """Of 40 orders each early in September, x has all confirmed, y 10; of 20 each since the 20th none is confirmed yet."""
    clock.set("2026-09-29T12:00:00")
    rows = []
    for agent, confirmed in (("x", 40), ("y", 10)):
        for n in range(60):
            day, status = ("02", "confirmed" if n < confirmed else "cancelled") if n < 40 else ("22", "pending")
            rows.append({"order_id": f"{agent}{n}", "ordered_at": f"2026-09-{day}T08:00:00Z", "amount": 10.0, "status": status,
                         "agent_id": agent})  # fmt: skip
    return fill(store, orders=rows)


def test_a_view_of_one_kpi_is_read_on_what_is_old_enough(store: Store) -> None:
    """Orders settle in a fortnight: what was taken before 15 September counts, 40 each."""
    result = view(store, "agents", kpi="net_sales_rate", period=SEPTEMBER)
    assert (result.period["from"], result.period["to"]) == ("2026-09-01", "2026-09-15")
    rows = {row["agent"]: row for row in result.table().rows}
    assert {agent: (row["counted"], row["observed"]["num"], row["verdict"]) for agent, row in rows.items()} == {
        "x": (40, 40, "above"), "y": (40, 10, "below")}  # fmt: skip
    (note,) = [note for note in result.notes if note["code"] == "judged_on"]
    assert (note["to"], note["kpis"]) == ("2026-09-15", ["net_sales_rate"])
    assert "du 01/09/2026 au 14/09/2026" in note["fr"]


def test_where_no_day_is_old_enough_nothing_is_judged(store: Store) -> None:
    result = view(store, "agents", kpi="net_sales_rate", period=(date(2026, 9, 20), date(2026, 9, 28)))
    assert [(one.code, one.tone) for one in result.findings] == [("too_young", "undecided")]
    assert {row["verdict"] for row in result.table().rows} <= {"undecided", None}


def test_what_does_not_change_any_more_is_read_whole(store: Store) -> None:
    assert view(store, "agents", kpi="argued_call_rate", period=SEPTEMBER).period["to"] == "2026-09-28"


def _says(tone: str) -> View:
    def run(asked: Asked, options: Options) -> Answer:
        rows: list[dict[str, Any]] = [{"until": (asked.period or (None, None))[1]}]
        table = Table("days", Text("", ""), (Column("until", Text("", "")),), rows)
        return Answer((table,), (Finding("said", tone, Text("", ""), {"until": (asked.period or (None, None))[1]}),))

    return View("v", Text("", ""), Text("", ""), run, (), {}, (), judges=("revenue",))


@pytest.mark.parametrize(
    ("tone", "first", "told"),
    [
        ("bad", 1, ("said", date(2026, 9, 15))),
        ("neutral", 1, ("said", date(2026, 9, 28))),
        ("good", 20, ("too_young", None)),
    ],
)
def test_findings_that_judge_money_are_of_what_is_old_enough_and_tables_of_the_period(
    store: Store, tone: str, first: int, told: tuple[str, date | None]
) -> None:
    answer, _ = answered(_says(tone), Asked(store, (date(2026, 9, first), date(2026, 9, 28))), {})
    (found,) = answer.findings
    assert (found.code, found.about.get("until")) == told
    assert answer.tables[0].rows == [{"until": date(2026, 9, 28)}]
