"""Requests: what is kept of them, and what they are answered when they cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from cadran.catalogue.shape import Measure, Part
from cadran.errors import CadranError, NotConformedError, UsageError
from cadran.executor.local import Store
from cadran.query.evaluate import evaluate
from cadran.query.request import Request
from tests.query.world import CATALOGUE, ask, attempts, declared, fill, kpi


def test_lists_dicts_and_texts_are_kept_in_one_form() -> None:
    asked = Request(
        ["calls", "calls"], by="campaign", period=("2026-09-01", date(2026, 10, 1)), where={"agent": ["x", "", None]},
        as_of="2026-09-22T20:00:00+02:00",
    )  # type: ignore[arg-type] # fmt: skip
    assert asked.kpis == ("calls",)
    assert asked.by == ("campaign",)
    assert asked.period == (date(2026, 9, 1), date(2026, 10, 1))
    assert asked.filters == (("agent", ("x", None)),)
    assert asked.as_of == datetime(2026, 9, 22, 18)
    assert hash(asked) == hash(Request(("calls",), ("campaign",), None, asked.period, asked.where, as_of=asked.as_of))


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"kpis": ["contct_rate"]}, 'Unknown KPI "contct_rate". Did you mean "contact_rate"'),
        ({"kpis": []}, "No KPI was asked for"),
        ({"by": ["campain"]}, 'Unknown dimension "campain". Did you mean "campaign"'),
        ({"where": {"agnt": "x"}}, 'Unknown dimension "agnt". Did you mean "agent"'),
        ({"grain": "weak"}, 'Unknown grain "weak". Did you mean "week"'),
        ({"grain": "second"}, "Unknown grain"),
        ({"basis": "stock"}, 'Unknown basis "stock". It is activity or cohort.'),
        ({"period": ("2026-09-02", "2026-09-02")}, "is empty: the last day is exclusive"),
        ({"period": ("yesterday", None)}, '"yesterday" is not a day for from'),
        ({"as_of": "noon"}, '"noon" is not an instant for as_of'),
        ({"where": {"hour": "ten"}}, '"ten" is no hour: expected a whole number'),
        ({"kpis": ["leads"], "where": {"is_hot": "warm"}}, '"warm" is no is_hot: expected true or false'),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_can(store: Store, asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(UsageError, match=answer):
        ask(store, *asked.pop("kpis", ["calls"]), **asked)


def test_leads_dated_by_a_first_contact_have_no_hour(store: Store) -> None:
    measure = Measure("reached", (Part("leads", "count", "contacted"),))
    with pytest.raises(NotConformedError, match='The finest grain is "day"'):
        ask(store, "reached", grain="hour", catalogue=declared(kpi("reached", "reached"), measures=[measure]))


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        (Part("attempts", "count", "started", where="anwsered"), 'no column "anwsered". Did you mean "answered"'),
        (Part("attempts", "count", "started", where="leed.source = 'x'"), 'reach no "leed". Did you mean "lead"'),
        (Part("attempts", "sum", "started", "talk"), 'no column "talk". Did you mean "talk_s"'),
    ],
)
def test_a_declaration_that_names_no_column_says_which_is_near(store: Store, part: Part, answer: str) -> None:
    with pytest.raises(UsageError, match=answer):
        ask(store, "own", catalogue=declared(kpi("own", "own"), measures=[Measure("own", (part,))]))


def test_a_formula_over_a_measure_that_is_not_declared_says_which_is_near(store: Store) -> None:
    with pytest.raises(UsageError, match=r'measure "cals", which is not declared\. Did you mean "calls"'):
        ask(store, "own", catalogue=declared(kpi("own", "cals")))


def test_an_earlier_instant_of_a_store_that_keeps_no_history_is_refused(store: Store) -> None:
    state = replace(store.state(), relations=None)
    with pytest.raises(CadranError, match="cannot go back in time"):
        evaluate(store.engine, state, Request(("calls",), as_of="2026-09-01T00:00:00Z"), CATALOGUE)  # type: ignore[arg-type]


def test_numbers_and_flags_filter_by_their_texts(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L1 A x 2026-09-01T11:00Z busy"))
    assert ask(store, "calls", where={"hour": ["12"]}).total["calls"]["value"] == 1  # 10:00 UTC, Paris
    assert ask(store, "calls", where={"weekday": 2}).total["calls"]["value"] == 2


def test_a_value_cannot_break_out_of_its_place(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T10:00Z busy"))
    nasty = "A' OR '1'='1"
    assert ask(store, "calls", where={"campaign": nasty}).total["calls"]["value"] == 0
