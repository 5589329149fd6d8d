"""The rows behind a figure: the same filter, the same count."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from cadran.catalogue import KPIS, MEASURES
from cadran.catalogue.shape import Measure, Part
from cadran.errors import UsageError
from cadran.executor.local import Store
from cadran.query.explain import explain, rests_on
from cadran.query.grammar import formula
from cadran.query.request import Request, Scope
from cadran.query.rows import rows
from cadran.query.state import Catalogue
from tests.conftest import Clock
from tests.query.facts_world import lines, states
from tests.query.world import CATALOGUE, ask, attempts, counted, declared, fill, kpi, leads, orders

WHERE = {"campaign": "A"}
PERIOD = ("2026-09-01", "2026-09-03")


@pytest.fixture
def centre(store: Store) -> Store:
    """Two campaigns over three days; L1 is contacted twice, L3 has an unmapped code, L9 belongs to B."""
    return fill(
        store,
        leads=leads(*(f"L{n} 2026-09-01T07:00Z A" for n in range(1, 5)), "L9 2026-09-01T07:00Z B",
                    first_name="Test", phone="+33639980001"),
        attempts=attempts(
            "1 L1 A x 2026-09-01T09:00Z busy", "2 L1 A x 2026-09-01T10:00Z callback", "3 L1 A x 2026-09-02T10:00Z sale",
            "4 L2 A x 2026-09-02T10:00Z machine", "5 L3 A x 2026-09-02T11:00Z -", "6 L4 A y 2026-09-03T10:00Z refused",
            "7 L9 B y 2026-09-02T12:00Z callback", talk_s=20, wrap_s=5,
        ),
        orders=orders("o1 L1 A 2026-09-02T10:01Z 10 pending", "o2 L9 B 2026-09-02T12:01Z 10 cancelled"),
    )  # fmt: skip


def opened(store: Store, id: str, part: str, **more: Any) -> Any:
    asked = Request((id,), period=PERIOD, where=WHERE, basis=more.pop("basis", "activity"))
    return rows(store.engine, store.state(), asked, more.pop("catalogue", CATALOGUE), id, part=part, **more)


def test_the_rows_of_a_rate(centre: Store) -> None:
    assert opened(centre, "contact_rate", "num")["attempt_id"].to_pylist() == ["2", "3"]
    assert opened(centre, "contact_rate", "den")["attempt_id"].to_pylist() == ["1", "2", "3", "4"]
    assert not {"fact", "sign"} & set(
        opened(centre, "contact_rate", "den").column_names
    )  # one fact, nothing taken away


def test_a_distinct_lead_shows_the_first_row_that_qualifies_it(centre: Store) -> None:
    assert opened(centre, "leads_contacted", "num")["attempt_id"].to_pylist() == ["2"]


@pytest.mark.parametrize("id", list(KPIS))
@pytest.mark.parametrize("basis", ["activity", "cohort"])
def test_as_many_rows_as_the_figure_counts(centre: Store, id: str, basis: str) -> None:
    """N is the rows behind the denominator (of a volume, the numerator); a count is its rows, added or taken away."""
    value = ask(centre, id, period=PERIOD, where=WHERE, basis=basis).total[id]
    for part, text in (("num", KPIS[id].num), ("den", KPIS[id].den)):
        if text is None or value[part] is None:
            continue
        found = opened(centre, id, part, basis=basis)
        signed = sum(found["sign"].to_pylist()) if "sign" in found.column_names else len(found)
        if part == "den" or KPIS[id].den is None:
            assert signed == value["n"]
        if _counts(text):
            assert signed == value[part]


def _counts(text: str) -> bool:
    """Whether a formula adds up counts only."""
    measures = [MEASURES[term.measure] for term in formula(text)]
    parts = [part for one in measures for part in (*one.parts, *one.fallback, *one.cohort)]
    if any(MEASURES[name].rule for name in re.findall(r"\w+", text)):  # worked out from the period, not from rows
        return False
    return all(part.aggregate in ("count", "distinct") for part in parts)


def test_what_is_taken_away_is_shown_with_its_sign(centre: Store) -> None:
    catalogue = declared(kpi("left", "calls - calls_machine"))
    found = opened(centre, "left", "num", catalogue=catalogue)
    assert (found["sign"].to_pylist(), found["fact"].to_pylist()) == ([1] * 5 + [-1], ["attempts"] * 6)


def test_a_limit_keeps_the_oldest(centre: Store) -> None:
    assert opened(centre, "calls", "num", limit=2)["attempt_id"].to_pylist() == ["1", "2"]


def test_personal_data_only_when_asked_for(centre: Store) -> None:
    lead_rows = declared(kpi("own", "own"), measures=[counted("own", "leads", "created")])
    raw = replace(lead_rows.facts["leads"], table="leads", lookups={}, dimensions={"campaign": "campaign_id"})
    catalogue = Catalogue(lead_rows.kpis, lead_rows.measures, {**lead_rows.facts, "leads": raw})
    plain = opened(centre, "own", "num", catalogue=catalogue)
    assert not {"first_name", "last_name", "phone", "email"} & set(plain.column_names)
    full = opened(centre, "own", "num", catalogue=catalogue, personal=True)
    assert full["first_name"].to_pylist() == ["Test"] * 4


def test_columns_of_closed_dimensions_and_margins_are_left_out(centre: Store) -> None:
    def columns(id: str, scope: Scope) -> set[str]:
        asked = Request((id,), period=PERIOD, scope=scope)
        return set(rows(centre.engine, centre.state(), asked, CATALOGUE, id).column_names)

    people = {"agent_id"}
    assert people | {"campaign_id", "outcome", "talk_s"} <= columns("calls", Scope())
    closed = columns("calls", Scope(dimensions=("campaign",)))
    assert {"attempt_id", "campaign_id", "talk_s"} <= closed
    assert not (people | {"outcome", "list_id", "channel", "disposition", "reason"}) & closed
    assert people <= columns("calls", Scope(dimensions=("agent",)))
    assert "margin" in columns("sales", Scope())
    assert "margin" not in columns("sales", Scope(costs=False))
    assert "agent_id" not in columns("sales", Scope(dimensions=("campaign",)))  # of an order, the seller
    assert "credited_agent_id" not in columns("leads", Scope(dimensions=("campaign",)))


def test_rows_of_the_same_instant_are_in_the_order_of_their_keys(store: Store) -> None:
    fill(store, attempts=attempts("b L1 A x 2026-09-01T09:00Z busy", "c L1 A x 2026-09-01T08:00Z busy",
                                  "a L1 A x 2026-09-01T09:00Z busy"))  # fmt: skip
    assert opened(store, "calls", "num")["attempt_id"].to_pylist() == ["c", "a", "b"]
    assert opened(store, "leads_attempted", "num")["attempt_id"].to_pylist() == ["c"]
    assert opened(store, "leads_attempted", "num", limit=0)["attempt_id"].to_pylist() == []


def test_members_told_apart_by_several_columns_have_a_row_each(store: Store) -> None:
    measure = Measure("days", (Part("attempts", "distinct", "started", "agent_id, local_date"),))
    catalogue = declared(kpi("days", "days"), measures=[measure])
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T09:00Z busy", "2 L1 A x 2026-09-01T10:00Z busy",
                                  "3 L1 A x 2026-09-02T09:00Z busy", "4 L1 A y 2026-09-01T08:00Z busy",
                                  "5 L1 A - 2026-09-01T07:00Z busy"))  # fmt: skip
    assert opened(store, "days", "num", catalogue=catalogue)["attempt_id"].to_pylist() == ["4", "1", "3"]
    assert ask(store, "days", period=PERIOD, where=WHERE, catalogue=catalogue).total["days"]["value"] == 3


def test_a_limit_is_of_each_fact(centre: Store) -> None:
    catalogue = declared(kpi("both", "calls + sales"))
    found = opened(centre, "both", "num", catalogue=catalogue, limit=1)
    assert found["fact"].to_pylist() == ["attempts", "orders"]


def test_the_rows_of_an_earlier_instant_are_those_of_then(store: Store, clock: Clock) -> None:
    """Until 12 September call 1 had no answer; call 2 came on the 2nd at 10:00."""
    clock.set("2026-09-03T00:00:00")
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T09:00Z busy", "2 L2 A x 2026-09-02T10:00Z busy"))
    clock.set("2026-09-12T00:00:00")
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T09:00Z callback"))
    for asked, calls, contacts in (
        ({}, ["1", "2"], ["1"]),
        ({"known_at": "2026-09-04T00:00:00Z"}, ["1", "2"], []),
        ({"as_of": "2026-09-02T09:59:00Z"}, ["1"], ["1"]),
    ):
        request = Request(("contact_rate",), period=PERIOD, **asked)  # type: ignore[arg-type]
        assert store.rows(request, "contact_rate", part="den")["attempt_id"].to_pylist() == calls
        assert store.rows(request, "contact_rate")["attempt_id"].to_pylist() == contacts


def test_what_is_shared_out_rests_on_all_of_it(store: Store) -> None:
    """Whoever is asked for: the costs of everybody, before they are shared."""
    fill(store, costs=lines("cost_id campaign_id category amount starts_on", "1 A media 60 2026-09-01", "2 - media 80 2026-09-01"),
         agent_states=states("z A talking 1 08:00 10:00", "y B talking 1 08:00 09:00"))  # fmt: skip
    asked = Request(("total_cost",), where={"agent": "y"}, allocate="hours_worked")
    assert store.rows(asked, "total_cost")["cost_id"].to_pylist() == ["1", "2"]


def test_a_part_that_is_not_there_is_refused(centre: Store) -> None:
    with pytest.raises(UsageError, match="is a volume: it has no denominator"):
        opened(centre, "calls", "den")
    with pytest.raises(UsageError, match='"top" is no part'):
        opened(centre, "calls", "top")


def test_an_explanation_holds_the_sql_its_values_and_what_the_figure_rests_on(centre: Store) -> None:
    asked = Request(("contact_rate", "sales"), period=PERIOD, where=WHERE, by=("campaign",))
    text = explain(centre.engine, centre.state(), asked, CATALOGUE)
    assert "contact_rate = calls_contacted / (calls), basis activity" in text
    assert (
        "calls_contacted: rows of attempts dated by local_date where channel = 'phone' AND contacted → n0 of branch 0"
        in text
    )
    assert "sales: rows of orders dated by local_date → n0 of branch 1" in text
    assert "since = '2026-09-01'" in text
    assert "0 AS branch" in text
    assert "1 AS branch" in text
    assert rests_on(centre.engine, centre.state(), asked, CATALOGUE) == {
        "contact_rate": ["attempts"],
        "sales": ["orders"],
    }
