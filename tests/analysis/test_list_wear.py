"""How worn lists are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.list_wear import _judged
from cadran.analysis.result import ViewResult
from cadran.executor.local import Store
from cadran.query.request import Scope
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
    counts = {
        "reached": waiting,
        "waiting": waiting,
        "unargued": waiting,
        "contact": contact,
        "argued": argued,
        "sold": 0,
    }
    return {"list": "F", "pass": n, "leads": 1000, **counts, "strata": {("A", False): counts}}


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


def _worked(campaign: str, number: int, first: int, second: int | None) -> list[dict[str, Any]]:
    """Leads of list F: so many reached at the first pass; the others get a second (None: none), so many reached."""
    rows = []
    for n in range(number):
        outcomes = ["off_target" if n < first else "no_answer"]
        if second is not None and n >= first:
            outcomes.append("off_target" if n - first < second else "no_answer")
        rows += [
            {"attempt_id": f"{campaign}{n}-{place}", "lead_id": f"{campaign}{n}", "list_id": "F", "campaign_id": campaign,
             "agent_id": "x", "started_at": f"2026-09-0{2 + place}T09:00:00Z", "outcome": outcome}
            for place, outcome in enumerate(outcomes)
        ]  # fmt: skip
    return rows


def _mixed(store: Store, *groups: tuple[str, int, int, int | None]) -> Store:
    made = [{"lead_id": f"{name}{n}", "created_at": "2026-09-01T08:00:00Z", "list_id": "F", "campaign_id": name}
            for name, number, _, _ in groups for n in range(number)]  # fmt: skip
    campaigns = [{"campaign_id": name, "max_attempts": 1 if second is None else 2} for name, _, _, second in groups]
    calls = [row for group in groups for row in _worked(*group)]
    return fill(store, campaigns=campaigns, lists=LISTS, leads=made, attempts=calls)


def test_a_last_pass_of_the_hard_campaign_is_held_against_the_first_of_that_campaign(store: Store) -> None:
    """EASY reaches 160 of 200 at its only pass, HARD 60 of 600 at the first and 54 of 540 at the second.

    In all 27.5% of the first pass and 10% of the second are reached: under half. In HARD it is 10% twice: calling on pays.
    """
    row = by_list(view(_mixed(store, ("EASY", 200, 160, None), ("HARD", 600, 60, 54)), "list-wear"))["F"]
    assert (row["open"], row["verdict"]) == (0, "recycle")


def test_without_telling_campaigns_apart_passes_are_not_compared(store: Store) -> None:
    _mixed(store, ("HARD", 200, 20, 18))
    result = view(store, "list-wear", scope=Scope(dimensions=frozenset({"list", "is_hot"})))
    assert by_list(result)["F"]["verdict"] == "closed"
    assert "list_passes" in {finding.code for finding in result.findings}
