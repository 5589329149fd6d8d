"""Confounding planted on purpose: in each world a mix of campaigns, temperatures, objectives or ages looks like an effect.

Every world has an effect that is not there and is drawn with round counts, so that at equal strata the difference is
exactly nought; beside it, the same world with a real effect, which must still be found.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.result import Finding
from cadran.store import Store
from tests.query.world import fill

START = datetime(2026, 8, 3, 8)  # a Monday, 10:00 in Paris
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class World:
    """Leads with their calls, a line a group."""

    def __init__(self) -> None:
        self.leads: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []

    def group(self, campaign: str, number: int, *outcomes: tuple[timedelta, str, int], at: datetime = START,
              lead: dict[str, Any] | None = None, **call: Any) -> None:  # fmt: skip
        """`number` leads, called after each delay in turn: the first so many with that outcome, the others unanswered."""
        first = len(self.leads)
        for n in range(number):
            name = f"L{first + n}"
            self.leads.append({"lead_id": name, "created_at": at, "campaign_id": campaign, "is_hot": False, **(lead or {})})
            for after, outcome, good in outcomes:
                self.calls.append({
                    "attempt_id": f"{name}-{after}", "lead_id": name, "campaign_id": campaign, "agent_id": "a",
                    "started_at": at + after, "outcome": outcome if n < good else "no_answer", **call,
                })  # fmt: skip

    def into(self, store: Store, *campaigns: dict[str, Any]) -> Store:
        return fill(store, campaigns=[*campaigns], leads=self.leads, attempts=self.calls)


def campaign(id: str, objective: str = "sale", temperature: str = "cold") -> dict[str, Any]:
    return {"campaign_id": id, "objective": objective, "temperature": temperature}


def findings(store: Store, name: str, code: str, **options: Any) -> list[Finding]:
    return [one for one in view(store, name, **options).findings if one.code == code]


QUICK, LATE = 10 * MINUTE, DAY


def speeds(outcome: str, easy: tuple[int, int], hard: tuple[int, int]) -> World:
    """An easy campaign, mostly quick (160 of 200), and a hard one, mostly late; counts of those quick and those late.

    Every other lead is reached and called back, so that only the outcome differs.
    """
    world = World()
    for name, (quick, late), (soon, later) in (("EASY", easy, (160, 40)), ("HARD", hard, (40, 160))):
        for number, good, after in ((soon, quick, QUICK), (later, late, LATE)):
            world.group(name, good, (after, outcome, good), lead={"is_hot": True})
            world.group(name, number - good, (after, "callback", number), lead={"is_hot": True})
    return world


@pytest.mark.parametrize(("outcome", "id"), [("qualified", "qualification"), ("appointment", "appointment"), ("sale", "sale")])
def test_a_quick_campaign_that_is_easy_does_not_make_speed_pay(store: Store, outcome: str, id: str) -> None:
    """50 % in the easy campaign, 10 % in the hard one, quick or late: together 84/200 quick, 36/200 late."""
    told = findings(speeds(outcome, (80, 20), (4, 16)).into(store, campaign("EASY"), campaign("HARD")), "speed", "worth_of_speed")
    assert [one.tone for one in told] == ["undecided"]
    assert told[0].about[id]["difference"] == pytest.approx(0)


@pytest.mark.parametrize(("outcome", "id"), [("qualified", "qualification"), ("appointment", "appointment"), ("sale", "sale")])
def test_each_outcome_that_speed_changes_is_said(store: Store, outcome: str, id: str) -> None:
    """Easy: 80/160 against 8/40 (+30); hard: 8/40 against 8/160 (+15); both weigh 32: +22.5 points."""
    told = findings(speeds(outcome, (80, 8), (8, 8)).into(store, campaign("EASY"), campaign("HARD")), "speed", "worth_of_speed")
    (sure,) = [one for one in told if one.about.get("outcome") == id]
    assert (sure.tone, sure.about["difference"]) == ("good", pytest.approx(0.225))


def test_being_reached_at_all_is_an_outcome_too(store: Store) -> None:
    """Called within ten minutes 90 of 100 are reached, a day later 60 of 100; none qualifies more or less."""
    world = World()
    world.group("A", 100, (QUICK, "callback", 90), lead={"is_hot": True})
    world.group("A", 100, (LATE, "callback", 60), lead={"is_hot": True})
    told = findings(world.into(store, campaign("A")), "speed", "worth_of_speed")
    assert [(one.about.get("outcome"), one.tone) for one in told] == [("contact", "good"), (None, "undecided")]
    assert told[0].about["difference"] == pytest.approx(0.3)
    assert told[1].about["outcomes"] == ["qualification"]  # nobody books or buys here: neither is judged


def test_older_leads_sold_since_do_not_make_speed_pay(store: Store) -> None:
    """Three weeks ago all were quick and half have bought; this week all are late and none has had the time."""
    world = World()
    world.group("A", 50, (QUICK, "sale", 50), lead={"is_hot": True})
    world.group("A", 50, (QUICK, "callback", 50), lead={"is_hot": True})
    world.group("A", 100, (LATE, "callback", 100), at=START + 21 * DAY, lead={"is_hot": True})
    assert all(one.about.get("outcome") != "sale" for one in findings(world.into(store, campaign("A")), "speed", "worth_of_speed"))
