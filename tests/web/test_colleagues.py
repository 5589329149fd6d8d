"""Averages of others, attacked: no combination of answers speaks of one colleague alone.

Team Red has x, who asks, and seven colleagues; c1 to c5 work on weekdays, c6 on Sundays only, c7 on one Wednesday only.
In the third of six weeks three of them are away, so that too few are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.test import RequestFactory

from cadran.executor.local import Store
from cadran.query.request import Request
from cadran.server.owner import Owner
from cadran.web import executor
from cadran.web.access import peers
from cadran.web.models import Token
from tests.conftest import Clock, table
from tests.web.conftest import As

MONDAY = date(2026, 8, 3)
DAYS = [MONDAY + timedelta(days=place) for place in range(42)]
COLLEAGUES = [f"c{place}" for place in range(1, 8)]


def _works(agent: str, day: date) -> bool:
    week = (day - MONDAY).days // 7
    if agent == "c6":
        return day.weekday() == 6
    if agent == "c7":
        return day == date(2026, 8, 12)
    return day.weekday() < 5 and not (week == 2 and agent in ("c1", "c2", "c3"))


CALLS = {(agent, day): 1 + (place * 7 + index) % 5 for index, agent in enumerate(["x", *COLLEAGUES]) for place, day in enumerate(DAYS)
         if _works(agent, day)}  # fmt: skip


@pytest.fixture
def red(store: Store, clock: Clock) -> Iterator[Owner]:
    store.load(
        "agents", table([{"agent_id": agent, "team": "Red", "name": f"Nom {agent}"} for agent in ("x", *COLLEAGUES)])
    )
    rows = [
        {"attempt_id": f"{agent}-{day}-{n}", "lead_id": f"L{agent}{day}{n}", "campaign_id": "A", "agent_id": agent,
         "started_at": f"{day}T10:{n:02d}:00Z", "outcome": "busy"}
        for (agent, day), calls in CALLS.items() for n in range(calls)
    ]  # fmt: skip
    store.load("attempts", table(rows))
    clock.set("2026-09-14T06:00:00")
    yield executor.use(Owner(store))
    executor.forget()


def _asked_by(user: Any, token: Token | None = None) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    if token is not None:
        request.auth = token
    return request


def _tried() -> list[dict[str, Any]]:
    """Every period of some days' length around each border, and everything else that a request may hold."""
    periods = [(DAYS[first], DAYS[first] + timedelta(days=length)) for first in range(0, 42, 2) for length in (1, 2, 6, 7, 8, 13, 14, 15, 28, 42)]  # fmt: skip
    instants = [datetime(2026, 8, day, 12) for day in (5, 12, 16)]
    return [
        *({"period": period} for period in periods),
        {},
        *({"as_of": instant} for instant in instants),
        *({"known_at": instant} for instant in instants),
        *({"where": where} for where in ({"agent": "c7"}, {"hour": "12"}, {"weekday": "7"}, {"campaign": "A"})),
        {"basis": "cohort"}, {"by": ("agent",)}, {"grain": "day"}, {"basis": "cohort", "within": 60},
    ]  # fmt: skip


def test_no_combination_of_answers_speaks_of_one_colleague(red: Owner, people: dict[str, Any]) -> None:
    unknown = [place for place in CALLS if place[0] != "x"]
    equations, answers = [], set()
    for asked in _tried():
        found = peers(_asked_by(people["agent"]), Request(("calls",), **asked))["calls"]
        if found is None:
            continue
        first, end = date.fromisoformat(found["from"]), date.fromisoformat(found["to"])
        equation = [int(first <= day < end) for _, day in unknown]
        assert found["value"] == sum(CALLS[place] for place, held in zip(unknown, equation, strict=True) if held)
        equations.append(equation)
        answers.add((first, end))
    assert len(answers) > 3
    matrix = np.array(equations)
    rank = np.linalg.matrix_rank(matrix)
    for size_one in COLLEAGUES:  # a combination of rows without any other's days is one that is about them alone
        others = matrix[:, [place for place, (agent, _) in enumerate(unknown) if agent != size_one]]
        assert np.linalg.matrix_rank(others) == rank, size_one
    assert not any(first <= date(2026, 8, 17) < end for first, end in answers)  # the week of too few


def test_the_attack_would_find_a_day_more_or_less() -> None:
    """The same test of what days, rather than weeks, would have told: c6 stands alone on a Sunday."""
    unknown = [place for place in CALLS if place[0] != "x"]
    matrix = np.array([[int(day < DAYS[end]) for _, day in unknown] for end in (6, 7)])
    others = matrix[:, [place for place, (agent, _) in enumerate(unknown) if agent != "c6"]]
    assert np.linalg.matrix_rank(others) < np.linalg.matrix_rank(matrix)


def test_a_token_that_narrows_has_no_average(red: Owner, people: dict[str, Any]) -> None:
    for sides, is_given in (({}, True), ({"families": ["volume"]}, True), ({"campaigns": ["A"]}, False), ({"teams": ["Red"]}, False)):  # fmt: skip
        token, _ = Token.issue(people["agent"], "x", **sides)
        found = peers(_asked_by(people["agent"], token), Request(("calls",)))["calls"]
        assert (found is not None) is is_given, sides


def test_a_week_opens_when_it_is_loaded_to_its_end(red: Owner, people: dict[str, Any], clock: Clock) -> None:
    """On Wednesday the last week's days are still to come; asked for, the whole weeks before answer."""
    for agent in COLLEAGUES[:5]:
        red.load("attempts", table([{"attempt_id": f"n{agent}", "lead_id": f"n{agent}", "campaign_id": "A", "agent_id": agent,
                                     "started_at": "2026-09-14T10:00:00Z", "outcome": "busy"}]))  # fmt: skip
    clock.set("2026-09-16T06:00:00")
    asked = Request(("calls",), period=(date(2026, 9, 14), date(2026, 9, 21)))
    found = peers(_asked_by(people["agent"]), asked)["calls"]
    assert found is not None
    assert (found["from"], found["to"]) == ("2026-09-07", "2026-09-14")
    clock.set("2026-09-28T06:00:00")
    assert (peers(_asked_by(people["agent"]), asked)["calls"] or {})["from"] == "2026-09-14"


def test_the_team_s_mean_is_on_an_agent_s_pages_and_nobody_else_s(red: Owner, people: dict[str, Any]) -> None:
    assert settings.GROUP_SIZE == 5
    for page in ("/kpi/contact_rate/?period=all", "/?period=all"):
        shown = {
            name: As(people[name]).get(page, headers={"Accept-Language": "en"}).content.decode() for name in ("agent", "supervisor", "manager")
        }  # fmt: skip
        assert "your team" in shown["agent"].lower(), page
        assert "your team" not in (shown["supervisor"] + shown["manager"]).lower(), page
        assert "Nom c1" not in shown["agent"]
