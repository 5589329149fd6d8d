"""Actions and tests: the effect of a noted action and the length of a test, each by the choices of the address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cadran.server.owner import Owner
from tests.conftest import table
from tests.web.conftest import As

TRAINED = date(2026, 9, 15)


@pytest.fixture
def trained(owner: Owner, people: dict[str, Any]) -> dict[str, As]:
    """Campaign A, 7 days each side of a training of Red: Red argues 5 of 10 a day and then 9, Blue 5 throughout."""
    rows = [
        {"attempt_id": f"{team}{day}-{n}", "lead_id": f"{team}{day}-{n}", "campaign_id": "A", "agent_id": agent,
         "script": f"s-{team}", "started_at": f"{TRAINED + timedelta(days=day)}T08:{n:02d}:00Z",
         "outcome": "refused" if n < (9 if team == "Red" and day > 0 else 5) else "callback"}
        for team, agent in (("Red", "x"), ("Blue", "y")) for day in range(-7, 9) for n in range(10)
    ]  # fmt: skip
    owner.load("attempts", table(rows), source="more")
    owner.load("actions", table([
        {"action_id": "T1", "kind": "training", "campaign_id": "A", "team": "Red", "starts_at": f"{TRAINED}T08:00:00Z",
         "description": "Objections"},
        {"action_id": "T0", "kind": "training", "campaign_id": "A", "team": "Blue", "starts_at": "2026-09-20T08:00:00Z",
         "description": "Later"},
    ]))  # fmt: skip
    return {name: As(user) for name, user in people.items()}


def page(browser: As, language: str, asked: str = "") -> str:
    answer = browser.get(f"/effects/?period=all{asked}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("language", "title", "said"), [
    ("en", "Effect of an action", "“Objections”: Red, from 2026-09-08"),
    ("fr", "Effet d’une action", "« Objections »"),
])  # fmt: skip
def test_the_action_chosen_is_told(trained: dict[str, As], language: str, title: str, said: str) -> None:
    shown = page(trained["manager"], language, "&action=T1").replace("\u00a0", " ")
    assert title in shown
    assert said in shown


def test_the_two_scripts_chosen_are_told_with_what_they_need(trained: dict[str, As]) -> None:
    shown = page(trained["manager"], "en", "&by=script&a=s-Red&b=s-Blue&difference=0.1")
    assert "s-Red and s-Blue can already be told apart" in shown
    assert "Observations on each side" in shown


def test_the_two_with_most_observations_are_compared_where_none_is_chosen(trained: dict[str, As]) -> None:
    """Each script has 160 conversations."""
    shown = page(trained["manager"], "en")
    assert "s-Blue and s-Red can already be told apart" in shown


def test_an_unknown_action_falls_back_to_the_latest(trained: dict[str, As]) -> None:
    assert "“Later”" in page(trained["manager"], "en", "&action=nope")


@pytest.mark.parametrize("name", ["supervisor", "client", "outsider"])
def test_actions_beyond_one_s_rights_are_not_named(trained: dict[str, As], name: str) -> None:
    """Blue's training is none of Red's supervisor's; a client's side of a team is not told."""
    shown = trained[name].get("/effects/?period=all", headers={"Accept-Language": "en"}).content.decode()
    assert ("Later" in shown) == (name == "client"), "campaign A is the client's, whoever works on it"
