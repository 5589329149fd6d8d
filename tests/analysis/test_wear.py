"""How worn lists are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.result import ViewResult
from cadran.analysis.wear import _judged
from cadran.store import Store
from tests.conftest import Clock
from tests.query.world import attempts, fill

LISTS = [{"list_id": "F", "name": "First", "acquired_on": date(2026, 9, 1)}]


def _leads(number: int, created: str = "2026-09-01T08:00:00Z", prefix: str = "L") -> list[dict[str, Any]]:
    return [
        {"lead_id": f"{prefix}{n}", "created_at": created, "list_id": "F", "campaign_id": "A"}
        for n in range(1, number + 1)
    ]


def by_list(result: ViewResult) -> dict[str, Any]:
    return {row["list"]: row for row in result.table("lists").rows}


def test_state_pace_and_exhaustion(store: Store, clock: Clock) -> None:
    """Twenty leads of 1 September; on the 10th ten are closed, five of them by a wrong number, and on the 20th one does not answer.

    Loaded up to 20 September, when no lead is newer than 14 days: 10 open ÷ (10 ÷ 14 a day) = 14 days more.
    """
    calls = attempts(
        *(f"{n} L{n} A x 2026-09-10T09:00Z {'refused' if n % 2 else 'invalid_number'}" for n in range(1, 11)),
        "11 L11 A x 2026-09-20T09:00Z no_answer", list_id="F",
    )  # fmt: skip
    fill(store, lists=LISTS, leads=_leads(20), attempts=calls)
    row = by_list(view(store, "list-wear"))["F"]
    assert (row["leads"], row["open"], row["age"], row["name"]) == (20, 10, 20, "First")
    assert row["attempted"]["num"] == 11
    assert (row["wrong"]["num"], row["wrong"]["den"]) == (5, 11)
    assert (row["contactability"]["num"], row["contactability"]["den"]) == (5, 11)
    assert row["closed_a_day"] == pytest.approx(10 / 14)
    assert row["exhausted_on"] == date(2026, 10, 5)  # 21 September and 14 days
    assert row["verdict"] == "continue"


def test_two_leads_closed_foretell_nothing(store: Store) -> None:
    """Two closed in 14 days: 2 is not beyond 1.96 √2."""
    calls = attempts("1 L1 A x 2026-09-10T09:00Z refused", "2 L2 A x 2026-09-20T09:00Z refused", list_id="F")
    fill(store, lists=LISTS, leads=_leads(10), attempts=calls)
    assert by_list(view(store, "list-wear"))["F"]["exhausted_on"] is None


def test_new_leads_slow_exhaustion_down(store: Store) -> None:
    calls = attempts("1 L1 A x 2026-09-10T09:00Z refused", "2 L2 A x 2026-09-20T09:00Z refused", list_id="F")
    fill(store, lists=LISTS, leads=[*_leads(10), *_leads(2, "2026-09-15T08:00:00Z", "M")], attempts=calls)
    assert by_list(view(store, "list-wear"))["F"]["exhausted_on"] is None  # as many come in as are closed


def test_an_earlier_period_shows_the_state_at_its_end(store: Store) -> None:
    calls = attempts("1 L1 A x 2026-09-10T09:00Z refused", "2 L2 A x 2026-09-20T09:00Z refused", list_id="F")
    fill(store, lists=LISTS, leads=_leads(4), attempts=calls)
    period = (date(2026, 9, 1), date(2026, 9, 15))
    assert by_list(view(store, "list-wear"))["F"]["open"] == 2
    assert by_list(view(store, "list-wear", period=period))["F"]["open"] == 3


def test_contact_and_validity_by_age(store: Store) -> None:
    calls = attempts("1 L1 A x 2026-09-07T09:00Z refused", "2 L2 A x 2026-09-08T09:00Z no_answer",
                     "3 L3 A x 2026-09-08T09:00Z invalid_number", "4 L4 A x 2026-09-08T09:00Z failed", list_id="F")  # fmt: skip
    fill(store, lists=LISTS, leads=_leads(4), attempts=calls)
    rows = {row["age"]: row for row in view(store, "list-wear").table("ages").rows}
    assert {age: row["calls"] for age, row in rows.items()} == {0: 1, 7: 3}  # 6 days old, then 7
    assert (rows[7]["contact_rate"]["num"], rows[7]["contact_rate"]["den"]) == (0, 3)
    assert (rows[7]["validity"]["num"], rows[7]["validity"]["den"]) == (1, 2)  # a failed call does not tell


def test_pass_by_pass(store: Store) -> None:
    """Of four leads, three get a first pass (one is reached), two a second (one of them is reached)."""
    calls = attempts("1 L1 A x 2026-09-02T09:00Z refused", "2 L2 A x 2026-09-02T09:00Z no_answer",
                     "3 L3 A x 2026-09-02T09:00Z no_answer", "4 L2 A x 2026-09-03T09:00Z sale",
                     "5 L3 A x 2026-09-03T09:00Z no_answer", list_id="F")  # fmt: skip
    fill(store, lists=LISTS, leads=_leads(4), attempts=calls)
    rows = view(store, "list-wear").table("passes").rows
    shown = [(row["pass"], *((row[name]["num"], row[name]["den"]) for name in ("reached", "contacted", "argued", "sold")))
             for row in rows]  # fmt: skip
    assert shown == [(1, (3, 4), (1, 3), (1, 3), (0, 3)), (2, (2, 4), (1, 2), (1, 2), (1, 2))]


def _row(**more: Any) -> dict[str, Any]:
    usual = {"list": "F", "leads": 1000, "open": 50, "attempted": 900, "never_reached": 200, "exhausted_on": None}
    return {**usual, **more}


def _pass(n: int, waiting: int, contact: int, argued: int) -> dict[str, Any]:
    return {
        "list": "F",
        "pass": n,
        "leads": 1000,
        "reached": waiting,
        "waiting": waiting,
        "contact": contact,
        "argued": argued,
        "sold": 0,
    }


FIRST = _pass(1, 1000, 300, 100)


@pytest.mark.parametrize(
    ("row", "passes", "verdict"),
    [
        (_row(open=500), [FIRST, _pass(2, 600, 150, 55)], "continue"),
        (_row(), [FIRST, _pass(2, 600, 150, 55)], "recycle"),  # 25 % reached, half of the first is 15 %
        (_row(open=500), [FIRST, _pass(2, 600, 30, 5)], "stop"),  # 0.8 % pitched, half of the first is 5 %
        (_row(), [FIRST, _pass(2, 120, 20, 7)], "undecided"),  # 16.7 % of 120 is not surely above 15 %
        (_row(open=0, never_reached=0), [FIRST], "closed"),
        (_row(open=0), [FIRST, _pass(2, 120, 20, 7)], "closed"),  # nothing left, and the last pass does not tell
        (_row(attempted=0), [], "undecided"),
    ],
)
def test_a_verdict_needs_a_reason(row: dict[str, Any], passes: list[dict[str, Any]], verdict: str) -> None:
    found, why = _judged(row, passes, [])
    assert found == verdict
    assert why.fr
    assert why.en


def test_a_delivery_gone_bad_stops_the_list(store: Store) -> None:
    """Two lists, 60 leads of each a week for four weeks; of the third and fourth of G two thirds are wrong numbers."""
    made, calls = [], []
    for week in range(4):
        day = f"2026-08-{3 + 7 * week:02d}"
        for name in ("F", "G"):
            for n in range(60):
                lead = f"{name}{week}{n}"
                wrong = n < 40 if name == "G" and week >= 2 else n < 6
                made.append({"lead_id": lead, "created_at": f"{day}T08:00:00Z", "list_id": name, "campaign_id": "A"})
                calls.append({"attempt_id": lead, "lead_id": lead, "list_id": name, "campaign_id": "A",
                              "started_at": f"{day}T09:00:00Z", "outcome": "invalid_number" if wrong else "no_answer"})  # fmt: skip
    fill(store, leads=made, attempts=calls)
    result = view(store, "list-wear")
    broken = [finding.about for finding in result.findings if finding.code == "break"]
    assert {(one["kpi"], one["list"], one["since"].isoformat()) for one in broken} == {
        ("file_validity_rate", "G", "2026-08-17")
    }
    assert {name: row["verdict"] for name, row in by_list(result).items()} == {"F": "continue", "G": "stop"}
    rates = {
        row["week"]: row["file_validity_rate"]["value"] for row in result.table("deliveries").rows if row["list"] == "G"
    }
    assert rates["2026-W34"] == pytest.approx(20 / 60)
