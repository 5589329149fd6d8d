"""Every KPI's worked example, loaded through a real store: the figure is the one worked by hand in the declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import cadran
from cadran.catalogue import KPIS, MEASURES
from cadran.catalogue.shape import KPI
from cadran.executor.local import Store
from tests.conftest import Clock, table


@pytest.fixture(scope="module")
def examples() -> Iterator[Store]:
    """All examples in one store, each KPI's rows under a source system of its own: four loads instead of a hundred."""
    rows: dict[str, list[dict[str, object]]] = {}
    for kpi in KPIS.values():
        assert kpi.example is not None
        for name, given in kpi.example.rows.items():
            rows.setdefault(name, []).extend({"source_system": kpi.id, **row} for row in given)
    with cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00")) as store:
        for name in rows:
            store.load(name, table(rows[name]))
        yield store


EVERY_KPI = pytest.mark.parametrize("kpi", list(KPIS.values()), ids=lambda kpi: kpi.id)


def _cell(store: Store, kpi: KPI, where: dict[str, str] | None = None) -> dict[str, Any]:
    """The figure that the example is of: the total, or the one row of a table that its key names."""
    assert kpi.example is not None
    asked: dict[str, Any] = {"where": where, "as_of": kpi.example.as_of, "period": kpi.example.period}
    if kpi.view is None:
        return store.kpis([kpi.id], **asked).total[kpi.id]
    key = dict(kpi.example.key)
    assert set(key) == set(kpi.view.by)
    rows = store.kpis([kpi.id, *kpi.view.kpis], by=kpi.view.by, **asked).rows
    [values] = [row["values"] for row in rows if row["key"] == key]
    return dict(values[kpi.id])


@EVERY_KPI
def test_the_example_gives_the_value_worked_by_hand(examples: Store, kpi: KPI) -> None:
    assert kpi.example is not None
    own = {"source_system": kpi.id}
    found = _cell(examples, kpi, where=own)
    assert found["state"] == "ok"
    assert found["value"] == pytest.approx(kpi.example.value)
    if kpi.den is not None:
        assert found["value"] == pytest.approx(kpi.factor * float(found["num"]) / float(found["den"]))


@EVERY_KPI
def test_the_suggested_breakdowns_keep_the_total(examples: Store, kpi: KPI) -> None:
    """Every breakdown that the declaration suggests can be given, and the total is the example's value still."""
    assert kpi.example is not None
    own = {"source_system": kpi.id}
    asked: dict[str, Any] = {"where": own, "as_of": kpi.example.as_of, "period": kpi.example.period}
    found = examples.kpis([kpi.id], by=kpi.breakdowns, **asked)
    value = kpi.example.value if kpi.view is None else examples.kpis([kpi.id], **asked).total[kpi.id]["value"]
    assert value is not None
    assert found.total[kpi.id]["value"] == pytest.approx(value)


@EVERY_KPI
def test_a_day_without_rows_has_no_rate_and_no_sum_made_up(examples: Store, kpi: KPI) -> None:
    """Nothing over nothing is unknown; what was not loaded is not zero. Stocks are states: they last."""
    before, after = ("2025-02-01", "2025-02-02"), ("2025-05-01", "2025-05-02")
    period = before if kpi.basis == "stock" else after
    found = examples.kpis([kpi.id], where={"source_system": kpi.id}, period=period).total[kpi.id]
    if kpi.id == "churn_rate":  # customers are kept whole, not day by day: none of the five left in May
        assert (found["num"], found["den"]) == (0, 4)
        return
    assert found["value"] is None or (kpi.basis == "stock" and kpi.den is None and found["value"] == 0)


def _reads_the_whole_store(kpi: KPI) -> bool:
    """Whether what the store holds decides what is counted: a fallback, or a focus."""
    measures = [MEASURES[name] for name in re.findall(r"\w+", f"{kpi.num} {kpi.den or kpi.num}")]
    return kpi.focus is not None or any(measure.fallback for measure in measures)


@pytest.mark.parametrize("kpi", [*filter(_reads_the_whole_store, KPIS.values())], ids=lambda kpi: kpi.id)
def test_an_example_holds_in_a_store_of_its_own(kpi: KPI) -> None:
    """Where a KPI reads what the whole store holds (orders or outcomes, hot leads), company must not change it."""
    assert kpi.example is not None
    with cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00")) as store:
        for name, rows in kpi.example.rows.items():
            store.load(name, table(rows))
        found = _cell(store, kpi)
    assert found["value"] == pytest.approx(kpi.example.value)


def _shares(store: Store, id: str, by: tuple[str, ...], **asked: Any) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Member → numerator, whole, cumulated share."""
    cells = {tuple(row["key"].values()): row["values"][id] for row in store.kpis([id], by=by, **asked).rows}
    return {key: (cell["num"], cell["den"], cell.get("cumulated")) for key, cell in cells.items()}


def test_shares_are_of_what_else_is_fixed_and_are_cumulated(store: Store) -> None:
    """Refusals by campaign and reason: A price 2, A need 1, A unknown 3, B price 1; one refusal of B in April.

    By reason, March: price 3 of 7, need 1 of 7 and, although it is the most frequent but one, the unknown last.
    """
    told = [("A", "price"), ("A", "price"), ("A", "no_need"), ("A", None), ("A", None), ("A", None), ("B", "price")]
    rows = [
        {"attempt_id": str(n), "campaign_id": campaign, "reason": reason, "started_at": f"2025-03-{3 + n:02d}T09:00:00Z",
         "outcome": "refused"}
        for n, (campaign, reason) in enumerate(told)
    ]  # fmt: skip
    rows.append({**rows[-1], "attempt_id": "x", "started_at": "2025-04-02T09:00:00Z"})
    store.load("attempts", table(rows))
    march = {"period": ("2025-03-01", "2025-04-01")}
    assert _shares(store, "refusal_reasons", ("reason",), **march) == {
        ("no_need",): (1, 7, pytest.approx(4 / 7)), ("price",): (3, 7, pytest.approx(3 / 7)), (None,): (3, 7, 1.0),
    }  # fmt: skip
    assert _shares(store, "refusal_reasons", ("campaign", "reason"), **march) == {
        ("A", "no_need"): (1, 6, pytest.approx(3 / 6)), ("A", "price"): (2, 6, pytest.approx(2 / 6)),
        ("A", None): (3, 6, 1.0), ("B", "price"): (1, 1, 1.0),
    }  # fmt: skip
    flat = store.kpis(["refusal_reasons"], by=["reason"], **march).to_arrow()
    assert dict(zip(flat["reason"].to_pylist(), flat["refusal_reasons_cumulated"].to_pylist(), strict=True)) == {
        "price": pytest.approx(3 / 7), "no_need": pytest.approx(4 / 7), None: 1.0,
    }  # fmt: skip
    for by, told in ((["campaign"], [["reason"]]), (["campaign", "reason"], [])):
        notes = store.kpis(["refusal_reasons"], by=by, **march).notes
        assert [note["by"] for note in notes if note["code"] == "whole"] == told
    monthly = _shares(store, "refusal_reasons", ("reason",), grain="month")
    assert monthly["price", "2025-03"][:2] == (3, 7)
    assert monthly["price", "2025-04"][:2] == (1, 1)
    assert monthly["no_need", "2025-04"][:2] == (0, 1)


def test_ranks_are_cumulated_in_their_order(store: Store) -> None:
    """A is sold at the 2nd call, B and C at the 1st, D at the 3rd and again at the 4th: 2, 1, 1, 1 of 5."""
    calls = [("A", "no_answer sale"), ("B", "sale"), ("C", "sale"), ("D", "busy machine sale sale")]
    rows = [
        {
            "attempt_id": f"{lead}{n}",
            "lead_id": lead,
            "started_at": f"2025-03-{3 + n:02d}T09:00:00Z",
            "outcome": outcome,
        }
        for lead, outcomes in calls
        for n, outcome in enumerate(outcomes.split())
    ]
    store.load("attempts", table(rows))
    assert _shares(store, "sales_by_attempt_rank", ("attempt_rank",)) == {
        (1,): (2, 5, pytest.approx(2 / 5)), (2,): (1, 5, pytest.approx(3 / 5)),
        (3,): (1, 5, pytest.approx(4 / 5)), (4,): (1, 5, 1.0),
    }  # fmt: skip


COHORTS = {
    # Leads A (worked, sold), B (worked, refused), C (never called) are all created on 3 March; A's order comes in April.
    "conversion_per_lead": (1, 3),
    "conversion_per_worked_lead": (1, 2),
    "conversion_per_contacted_lead": (1, 2),
    "opportunity_conversion_rate": (1, 2),
    "contactability_rate": (2, 2),
    "wrong_number_rate": (0, 2),
}


def test_a_cohort_follows_its_leads_and_is_a_proportion(store: Store) -> None:
    """On the cohort basis both sides count the same leads, whenever the sale came; so each rate has its interval."""
    store.load("leads", table([{"lead_id": lead, "created_at": "2025-03-03T08:00:00Z"} for lead in "ABC"]))
    attempt = {"started_at": "2025-03-20T09:00:00Z", "outcome": "refused"}
    store.load("attempts", table([{"attempt_id": lead, "lead_id": lead, **attempt} for lead in "AB"]))
    order = {"order_id": "1", "lead_id": "A", "ordered_at": "2025-04-02T09:00:00Z", "amount": 50}
    store.load("orders", table([order]), covers=(date(2025, 3, 1), date(2025, 5, 1)))
    march = ("2025-03-01", "2025-04-01")
    cohort = store.kpis(list(COHORTS), basis="cohort", period=march).total
    assert {id: (cohort[id]["num"], cohort[id]["den"]) for id in COHORTS} == COHORTS
    assert all(cohort[id]["low"] is not None for id in COHORTS)
    activity = store.kpis(["conversion_per_worked_lead"], period=march).total["conversion_per_worked_lead"]
    assert (activity["num"], activity["den"], activity["low"]) == (0, 2, None)


def test_wrong_numbers_of_a_week_are_among_the_leads_worked_that_week(store: Store) -> None:
    """A lead counts by its last outcome, on the day of its last attempt.

        week        03-03                03-10
        A           no_answer            wrong_number
        B           wrong_number         callback        (reached after all)
        C           off_target
    Week 1: A, B, C worked; only C is closed there as off target, B is no wrong number any more.
    Week 2: A, B worked; A is a wrong number.
    """
    calls = [("A", "03", "no_answer"), ("B", "03", "wrong_number"), ("C", "04", "off_target")]
    calls += [("A", "10", "wrong_number"), ("B", "11", "callback")]
    store.load("leads", table([{"lead_id": lead, "created_at": "2025-02-01T08:00:00Z"} for lead in "ABC"]))
    store.load(
        "attempts",
        table(
            [
                {"attempt_id": str(n), "lead_id": lead, "started_at": f"2025-03-{day}T09:00:00Z", "outcome": outcome}
                for n, (lead, day, outcome) in enumerate(calls)
            ]
        ),
    )
    ids = ["wrong_number_rate", "off_target_rate", "unusable_rate"]
    first = store.kpis(ids, period=("2025-03-03", "2025-03-10")).total
    second = store.kpis(ids, period=("2025-03-10", "2025-03-17")).total
    assert [(first[id]["num"], first[id]["den"]) for id in ids] == [(0, 3), (1, 3), (1, 3)]
    assert [(second[id]["num"], second[id]["den"]) for id in ids] == [(1, 2), (0, 2), (1, 2)]


def test_a_summary_of_calls_gives_lead_figures_and_no_call(store: Store) -> None:
    """Two leads that a CRM summarises: 3 attempts and a sale, 2 attempts and a refusal; a third never called."""
    store.load(
        "leads",
        table(
            [
                {"lead_id": "A", "reported_attempts": 3, "reported_disposition": "sale"},
                {"lead_id": "B", "reported_attempts": 2, "reported_disposition": "refused"},
                {"lead_id": "C", "reported_attempts": 0},
            ]
        ),
    )
    total = store.kpis(["attempts_per_lead", "conversion_per_worked_lead", "conversion_per_lead", "calls"]).total
    assert (total["attempts_per_lead"]["num"], total["attempts_per_lead"]["den"]) == (5, 2)
    assert total["conversion_per_worked_lead"]["value"] == pytest.approx(1 / 2)
    assert total["conversion_per_lead"]["value"] == pytest.approx(1 / 3)
    assert total["calls"]["state"] == "not_loaded"


def test_an_unknown_talk_time_is_left_out_not_taken_for_zero(store: Store) -> None:
    """Three conversations, 120 s, 60 s and unknown: 90 s on average, not 60."""
    rows = [("1", 120), ("2", 60), ("3", None)]
    store.load(
        "attempts",
        table(
            [
                {
                    "attempt_id": id,
                    "lead_id": id,
                    "agent_id": "Z",
                    "started_at": "2025-03-03T09:00:00Z",
                    "outcome": "callback",
                    "talk_s": talk,
                }
                for id, talk in rows
            ]
        ),
    )
    total = store.kpis(["average_talk_time", "average_call_duration", "average_handle_time", "conversations"]).total
    assert total["average_talk_time"]["value"] == pytest.approx(90)
    assert total["average_call_duration"]["value"] == pytest.approx(90)
    assert total["average_handle_time"]["value"] is None  # no after-call work is known at all
    assert total["conversations"]["value"] == 3


def test_the_package_opens_a_store_by_the_public_name() -> None:
    with cadran.open(":memory:") as opened:
        assert isinstance(opened, Store)
