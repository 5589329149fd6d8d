"""When leads are reached: the hour is the lead's.

On Tuesday 2026-09-22 at 06:30 UTC it is 8:30 in Paris (the centre's zone) and 10:30 in Réunion.
"""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.best_hours import ENOUGH, judged
from cadran.executor.local import Store
from cadran.query.request import Scope
from tests.query.world import attempts, fill

AT = "2026-09-22T06:30Z"


def world(store: Store, zones: dict[str, str | None]) -> Store:
    rows = [{"lead_id": lead, "created_at": "2026-09-01T08:00:00Z", "campaign_id": "A", "target": "t", "time_zone": zone}
            for lead, zone in zones.items()]  # fmt: skip
    return fill(store, leads=rows, attempts=attempts(*(f"{lead} {lead} A x {AT} callback" for lead in zones)))


def slots(store: Store, **asked: Any) -> dict[tuple[int, int], int]:
    rows = view(store, "best-hours", **asked).table("slots").rows
    return {(row["weekday"], row["hour"]): row["calls"] for row in rows}


def test_the_hour_is_that_of_the_leads_zone(store: Store) -> None:
    world(store, {"L1": "Europe/Paris", "L2": "Indian/Reunion", "L3": "Pacific/Noumea"})
    assert slots(store) == {(2, 8): 1, (2, 10): 1, (2, 17): 1}


def test_the_weekday_is_that_of_the_leads_zone_too(store: Store) -> None:
    rows = [{"lead_id": "L1", "created_at": "2026-09-01T08:00:00Z", "time_zone": "Pacific/Noumea"}]
    fill(store, leads=rows, attempts=attempts("1 L1 A x 2026-09-22T14:00Z callback"))
    assert slots(store) == {(3, 1): 1}  # 1 o'clock on Wednesday


def test_a_lead_without_a_zone_is_taken_to_be_in_the_centres_and_counted(store: Store) -> None:
    world(store, {"L1": None, "L2": "Mars/Olympus", "L3": "Europe/Paris"})
    result = view(store, "best-hours")
    assert slots(store) == {(2, 8): 3}
    assert next(note["calls"] for note in result.notes if note["code"] == "lead_zone_unknown") == 2


def test_rates_leave_unmapped_codes_out(store: Store) -> None:
    fill(store, attempts=attempts(
        f"1 L1 A x {AT} callback", f"2 L2 A x {AT} no_answer", f"3 L3 A x {AT} hung_up", f"4 L4 A x {AT} -",
    ))  # fmt: skip
    (row,) = view(store, "best-hours").table("slots").rows
    assert row["calls"] == 4
    assert (row["contact_rate"]["num"], row["contact_rate"]["den"]) == (1, 3)
    assert (row["answer_rate"]["num"], row["answer_rate"]["den"]) == (2, 3)
    assert row["verdict"] == "few"


def _slot(hour: int, contacted: int, known: int) -> dict[str, Any]:
    return {"campaign": "A", "weekday": 1, "hour": hour, "calls": known, "answered": contacted, "answer_known": known,
            "contacted": contacted, "contact_known": known}  # fmt: skip


def test_only_slots_that_hold_against_the_whole_are_called_best() -> None:
    made = [_slot(9, 100, 1000), _slot(10, 300, 1000), _slot(11, 200, 1000), _slot(12, ENOUGH - 1, ENOUGH - 1)]
    whole = [_slot(0, 600, 3000)]
    assert [slot["verdict"] for slot in judged(made, whole, made, ("campaign",))] == [
        "worst",
        "best",
        "undecided",
        "few",
    ]


def test_many_slots_need_more_proof_than_one() -> None:
    """63 of 200 against 23 %: 8.5 points are 2.4 standard errors beside one slot of 800 (2.24 needed for two slots
    looked at), 2.5 beside nine of 200 (2.81 needed for ten).
    """
    two = [_slot(9, 63, 200), _slot(10, 184, 800)]
    ten = [_slot(9, 63, 200), *(_slot(hour, 46, 200) for hour in range(10, 19))]
    assert judged(two, [_slot(0, 247, 1000)], two, ("campaign",))[0]["verdict"] == "best"
    assert judged(ten, [_slot(0, 477, 2000)], ten, ("campaign",))[0]["verdict"] == "undecided"


def _number_weeks(declined: dict[str, list[int]]) -> list[dict[str, Any]]:
    """100 calls a week for each number, from 2026-08-03 on, of which so many declined."""
    rows = []
    for number, weeks in declined.items():
        for week, count in enumerate(weeks):
            day = f"2026-08-{3 + 7 * week:02d}"
            rows += [
                {"attempt_id": f"{number}{week}{n}", "lead_id": f"{n}", "campaign_id": "A", "caller_number": number,
                 "started_at": f"{day}T09:00:00Z", "outcome": "rejected" if n < count else "no_answer"}
                for n in range(100)
            ]  # fmt: skip
    return rows


def test_a_number_that_people_begin_to_decline_is_named_with_its_week(store: Store) -> None:
    fill(store, attempts=_number_weeks({"+331": [5, 6, 30, 31], "+332": [5, 6, 5, 6]}))
    (moved,) = [finding for finding in view(store, "best-hours").findings if finding.code == "break"]
    assert moved.tone == "bad"
    assert moved.about["caller_number"] == "+331"
    assert (moved.about["before"], moved.about["after"]) == (pytest.approx(0.055), pytest.approx(0.305))
    assert moved.about["since"].isoformat() == "2026-08-17"
    assert "5,5" in moved.text.fr
    assert "30.5%" in moved.text.en


def test_a_scope_restricts_slots_and_numbers(store: Store) -> None:
    fill(store, attempts=attempts(f"1 L1 A x {AT} callback", f"2 L2 B x {AT} callback", f"3 L3 - x {AT} callback"))
    assert slots(store) == {(2, 8): 3}
    assert slots(store, scope=Scope(campaigns=("A",))) == {(2, 8): 1}
