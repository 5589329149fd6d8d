"""The outcome flags, by the table of the canonical model, and the source's own word on two of them."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.executor.local import Store
from tests.conftest import table

# outcome: valid number, answered, contacted, qualified, argued, final (the model's table, typed by hand)
EXPECTED = {
    "invalid_number": (False, False, False, False, False, True),
    "failed": (None, False, False, False, False, False),
    "busy": (True, False, False, False, False, False),
    "no_answer": (True, False, False, False, False, False),
    "rejected": (True, False, False, False, False, False),
    "machine": (True, False, False, False, False, False),
    "abandoned": (True, True, False, False, False, False),
    "hung_up": (True, True, False, False, False, False),
    "wrong_number": (False, True, False, False, False, True),
    "opt_out": (True, True, True, False, False, True),
    "off_target": (True, True, True, False, False, True),
    "not_interested": (True, True, True, False, False, True),
    "callback": (True, True, True, False, False, False),
    "qualified": (True, True, True, True, False, False),
    "refused": (True, True, True, True, True, True),
    "appointment": (True, True, True, True, True, False),
    "sale": (True, True, True, True, True, True),
    None: (None, None, None, None, None, None),
}


def flags(store: Store, **row: Any) -> tuple[Any, ...]:
    store.load("attempts", table([{"attempt_id": "A", "started_at": "2026-09-22T12:00:00Z", **row}]))
    return store.engine.rows("SELECT valid_number, answered, contacted, qualified, argued, final FROM attempts")[0]


@pytest.mark.parametrize("outcome", EXPECTED, ids=str)
@pytest.mark.parametrize("with_overrides", [False, True])
def test_flags_follow_the_outcome(store: Store, outcome: str | None, with_overrides: bool) -> None:
    more = {"is_argued": None, "is_qualified": None} if with_overrides else {}
    row = {"outcome": outcome, "disposition": "X7", **more}
    rows = [{"attempt_id": "B", "started_at": "2026-09-22T12:00:00Z", "outcome": "busy"}]
    store.load("attempts", table(rows), source="other")
    store.load("attempts", table([{"attempt_id": "A", "started_at": "2026-09-22T12:00:00Z", **row}]))
    found = store.engine.rows(
        "SELECT valid_number, answered, contacted, qualified, argued, final FROM attempts WHERE attempt_id = 'A'"
    )
    assert found == [EXPECTED[outcome]]


def test_an_override_is_set_right_upwards(store: Store) -> None:
    assert flags(store, outcome="callback", is_argued=True) == (True, True, True, True, True, False)


def test_an_override_without_outcome_implies_what_stands_above_it(store: Store) -> None:
    assert flags(store, disposition="PITCH", is_argued=True) == (True, True, True, True, True, None)


def test_argued_no_on_a_refusal_is_believed(store: Store) -> None:
    assert flags(store, outcome="refused", is_argued=False) == (True, True, True, True, False, True)


@pytest.mark.parametrize(("outcome", "override"), [("no_answer", True), ("sale", False)])
def test_an_override_against_its_outcome_is_kept_and_counted(store: Store, outcome: str, override: bool) -> None:
    rows = [{"attempt_id": "A", "started_at": "2026-09-22T12:00:00Z", "outcome": outcome, "is_argued": override}]
    report = store.load("attempts", table(rows))[0]
    assert any("1 attempt says argued" in note for note in report.notes)
    held = store.engine.rows("SELECT is_argued, argued FROM attempts")
    assert held == [(override, not override)]
