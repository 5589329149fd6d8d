"""From KPIs to aggregates, without a store: which parts stand for a measure, how they are dated, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from cadran.catalogue.shape import Basis, Measure, Part
from cadran.errors import CadranError, NotConformedError
from cadran.query.fact_columns import created_column, hour_column
from cadran.query.plan import plan
from cadran.query.request import Request, Scope
from cadran.query.slots import STOCK, Figure, Slot
from cadran.query.state import Catalogue, StoreState
from tests.query.world import CATALOGUE, counted, declared, kpi, summed

NOW = datetime(2026, 9, 30, 12)
EVERYTHING = frozenset(CATALOGUE.facts) | {"leads:reported"}


def figure(catalogue: Catalogue = CATALOGUE, present: frozenset[str] = EVERYTHING, *ids: str, **asked: Any) -> Figure:
    state = StoreState("UTC", NOW, present=present)
    return plan(catalogue, state, Request(ids or ("own",), **asked)).figures[0]


def own(*measures: Measure, num: str = "own", den: str | None = None, **more: Any) -> Catalogue:
    return declared(kpi("own", num, den, **more), measures=measures)


BOTH = Measure(
    "own",
    (Part("attempts", "count", "started"), Part("leads", "count", "reported")),
    fallback=(Part("orders", "count", "ordered"),),
    cohort=(Part("leads", "count", "created"),),
    cohort_fallback=(Part("appointments", "count", "booked"),),
)


@pytest.mark.parametrize(
    ("present", "basis", "facts", "fallbacks"),
    [
        ({"attempts", "leads:reported", "orders"}, "activity", ["attempts", "leads"], ()),
        ({"attempts", "leads", "orders"}, "activity", ["attempts"], ()),  # leads, but none with a summary
        ({"leads", "leads:reported"}, "activity", ["leads"], ()),
        ({"orders"}, "activity", ["orders"], ("own",)),
        (set(), "activity", ["attempts"], ()),  # nothing there: the first part, which is not loaded
        ({"attempts", "leads", "orders"}, "cohort", ["leads"], ()),
        ({"attempts", "orders", "appointments"}, "cohort", ["appointments"], ("own",)),
        ({"attempts", "orders"}, "cohort", ["leads"], ()),
    ],
)
def test_the_parts_that_stand_for_a_measure(
    present: set[str], basis: str, facts: list[str], fallbacks: tuple[str, ...]
) -> None:
    found = figure(own(BOTH), frozenset(present), basis=basis)
    assert [piece.value.fact for piece in found.pieces()] == facts
    assert found.fallbacks == fallbacks


def test_each_basis_dates_by_its_own_event() -> None:
    calls = counted("own", "attempts", "started")
    assert figure(own(calls)).pieces()[0].value.dated == "local_date"
    assert figure(own(calls), basis="cohort").pieces()[0].value.dated == "lead.local_date"
    assert figure(own(calls, basis=Basis.STOCK)).pieces()[0].value.dated == STOCK
    assert figure(own(calls, basis=Basis.ACTIVITY), basis="cohort").pieces()[0].value.dated == "local_date"
    with pytest.raises(NotConformedError, match="behind which there is no lead: it has no cohort"):
        figure(own(summed("own", "costs", "spent", "amount_base")), basis="cohort")


def test_a_lookup_leads_to_the_creation_of_the_lead_behind_a_row() -> None:
    facts = CATALOGUE.facts
    assert created_column(facts["attempts"]) == "lead.created_at"
    assert created_column(facts["leads"]) == "created_at"
    assert hour_column(facts["attempts"], "local_date") == "local_hour"
    assert hour_column(facts["attempts"], "lead.local_date") == "lead.local_hour"
    assert hour_column(facts["leads"], "first_contact_date") is None
    assert hour_column(facts["costs"], "local_date") is None


def test_conditions_that_an_unmapped_code_leaves_open_guard_both_sides_of_a_rate_and_no_volume() -> None:
    met = counted("own", "attempts", "started", "contacted")
    all_of = counted("all", "attempts", "started")
    rate = figure(own(met, all_of, den="all"))
    assert [piece.value.where for piece in rate.pieces()] == [("contacted",), ("NOT contacted IS NULL",)]
    assert [slot.unmapped for slot in rate.unmapped] == [("contacted",)]
    assert figure(own(met)).unmapped == ()
    plain = figure(own(all_of, counted("own", "attempts", "started", "channel = 'phone'"), den="all"))
    assert plain.unmapped == ()
    assert [piece.value.where for piece in plain.pieces()] == [("channel = 'phone'",), ()]


def test_other_facts_have_flags_of_their_own() -> None:
    met = counted("own", "attempts", "started", "contacted")
    rate = figure(own(met, counted("all", "orders", "ordered"), den="all"))
    assert [piece.value.where for piece in rate.pieces()] == [("contacted",), ()]
    assert rate.unmapped == ()  # only the denominator's rows are counted as left out, and orders have no flags


def test_a_proportion_is_of_the_same_rows() -> None:
    some, all_of = counted("own", "attempts", "started", "final"), counted("all", "attempts", "started")
    assert figure(own(some, all_of, den="all", subset=True)).proportion
    assert not figure(own(some, all_of, den="all")).proportion
    assert not figure(own(some, counted("all", "orders", "ordered"), den="all", subset=True)).proportion
    assert not figure(own(some, subset=True)).proportion


def test_the_rows_behind_a_sum_and_a_quantile() -> None:
    (total,) = figure(own(summed("own", "attempts", "started", "talk_s", "final"))).pieces()
    assert (total.value.kind, total.value.column, total.rows.kind, total.rows.column) == (
        "sum",
        "talk_s",
        "count",
        None,
    )
    assert (total.rows.where, total.unconverted, total.is_count) == (("final",), None, False)
    (median,) = figure(own(Measure("own", (Part("attempts", "quantile", "started", "talk_s", q=0.9),)))).pieces()
    assert (median.value.q, median.rows.q, median.rows.where) == (0.9, None, ("NOT talk_s IS NULL",))
    (money,) = figure(own(summed("own", "orders", "ordered", "amount_base", "status = 'x'"))).pieces()
    assert money.unconverted is not None
    assert money.unconverted.where == ("status = 'x'", "amount_base IS NULL", "NOT amount IS NULL")
    assert money.rows.where == ("status = 'x'",)
    (count,) = figure(own(counted("own", "attempts", "started"))).pieces()
    assert count.rows is count.value
    assert count.is_count


def test_a_focus_holds_where_some_row_meets_it_and_on_its_own_fact_only() -> None:
    catalogue = own(
        counted("own", "leads", "created"), counted("all", "attempts", "started"), den="all", focus="is_hot"
    )
    met = StoreState("UTC", NOW, present=EVERYTHING, met={"leads": frozenset({"is_hot"})})
    hot = plan(catalogue, met, Request(("own",))).figures[0]
    assert hot.focus == "is_hot"
    assert [piece.value.where for piece in hot.pieces()] == [("is_hot",), ()]
    for conditions in ({}, {"attempts": frozenset({"is_hot"})}, {"leads": frozenset({"other"})}):
        cold = plan(catalogue, replace(met, met=conditions), Request(("own",))).figures[0]
        assert cold.focus is None
        assert [piece.value.where for piece in cold.pieces()] == [(), ()]


def test_a_window_counts_the_young_apart() -> None:
    new, all_of = counted("own", "leads", "created", "attempted"), counted("all", "leads", "created")
    found = figure(own(new, all_of, den="all", basis=Basis.COHORT, window_s=60))
    assert [(slot.window, slot.young) for slot in (piece.value for piece in found.pieces())] == [(60, False)] * 2
    assert [(slot.window, slot.young, slot.kind) for slot in found.immature] == [(60, True, "count")]
    assert figure(own(new, all_of, den="all", basis=Basis.COHORT)).immature == ()
    live = figure(own(all_of, num="all", basis=Basis.STOCK, live_s=600))
    assert {(slot.window, slot.young) for slot in live.slots()} == {(600, True)}


def test_what_is_not_additive_is_told() -> None:
    assert [Slot("attempts", "d", kind, ()).additive for kind in ("count", "sum", "distinct", "quantile")] == [
        True, True, False, False
    ]  # fmt: skip
    assert not Slot("costs", "d", "sum", (), allocated=True).additive


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(CadranError, match='follows the rule "moon", which is none'):
        figure(own(Measure("own", (), rule="moon")))


@pytest.mark.parametrize(
    ("id", "asked", "answer"),
    [
        ("hours_worked", {"by": ("list",)}, 'cannot be given by "list": it counts on agent_time, which have no "list"'),
        ("hours_worked", {"where": {"list": "F"}}, 'cannot be given by "list"'),
        ("total_cost", {"by": ("agent",)}, "A rule can share them out: --allocate hours_worked, attempts, orders or effort"),
        ("total_cost", {"grain": "hour"}, 'cannot be given by hour: costs dated by local_date have no hour'),
        ("total_cost", {"scope": Scope(agents=("x",))}, 'which have no "agent" and cannot be restricted'),
        ("total_cost", {"by": ("product",), "allocate": "hours_worked"}, 'which have no "product"'),
    ],
)  # fmt: skip
def test_a_dimension_that_a_fact_does_not_have_is_refused(id: str, asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(NotConformedError, match=answer):
        figure(CATALOGUE, EVERYTHING, id, **asked)


def test_leads_know_the_hour_of_their_creation_and_of_nothing_else() -> None:
    reached = own(counted("own", "leads", "contacted"))
    for name in ("hour", "weekday", "month_of_year"):
        with pytest.raises(NotConformedError, match=f"what a lead has is the {name} of its creation"):
            figure(reached, by=(name,))
        assert figure(reached, by=(name,), basis="cohort")
        assert figure(own(counted("own", "leads", "created")), by=(name,))
        assert figure(own(counted("own", "leads", "created"), basis=Basis.STOCK), by=(name,))
        assert figure(own(counted("own", "attempts", "started")), by=(name,), basis="cohort")
    assert figure(reached, by=("source",))


def test_a_rule_lends_the_dimensions_of_its_fact_to_what_it_shares_only() -> None:
    shared = {"by": ("agent",), "allocate": "hours_worked"}
    assert {slot.allocated for slot in figure(CATALOGUE, EVERYTHING, "total_cost", **shared).slots()} == {True}
    assert {slot.allocated for slot in figure(CATALOGUE, EVERYTHING, "calls", **shared).slots()} == {False}
    undivided = figure(CATALOGUE, EVERYTHING, "total_cost", allocate="hours_worked")
    assert {slot.allocated for slot in undivided.slots()} == {False}
    found = figure(CATALOGUE, EVERYTHING, "total_cost", allocate="hours_worked", where={"agent": "x"})
    assert {slot.allocated for slot in found.slots()} == {True}


def test_a_rule_lends_a_scope_nothing() -> None:
    """What is shared out, and what it is shared by, must both be restricted: costs have no agent, hours no list."""
    for scope, fact in ((Scope(agents=("x",)), "costs"), (Scope(centres=("x",)), "costs")):
        with pytest.raises(NotConformedError, match=f"counts on {fact}, which have no .* cannot be restricted"):
            figure(CATALOGUE, EVERYTHING, "total_cost", allocate="hours_worked", by=("agent",), scope=scope)
