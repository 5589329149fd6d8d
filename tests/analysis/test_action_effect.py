"""The effect of what the centre changed: before and after against a control group, and where nothing can be said."""

from __future__ import annotations

import random
from math import sqrt
from typing import Any

import pytest

from cadran.analysis import ViewResult, view
from cadran.analysis.action_steps import Cells, beyond, change, dispersion
from cadran.analysis.statistics import decided
from cadran.errors import UsageError
from cadran.executor.local import Store
from tests.conftest import table
from tests.query.world import fill

DAYS = [f"2026-09-{day:02d}" for day in range(1, 29)]
START = 14
"""The action begins on 15 September: fourteen days before it, fourteen from it on."""


def calls(agent: str, campaign: str, pitched: dict[int, int], a_day: int = 20) -> list[dict[str, Any]]:
    """Conversations of an agent, `a_day` a day; `pitched`: from which day on how many of them get to the pitch."""
    found = []
    for n, day in enumerate(DAYS):
        argued = next(count for first, count in sorted(pitched.items(), reverse=True) if n >= first)
        for k in range(a_day):
            outcome = "refused" if k < argued else "callback"
            found.append({"attempt_id": f"{agent}{campaign}{n}-{k}", "lead_id": f"{agent}{campaign}{n}-{k}", "campaign_id": campaign,
                          "agent_id": agent, "started_at": f"{day}T{8 + k % 9:02d}:{k:02d}:00Z", "outcome": outcome})  # fmt: skip
    return found


def centre(store: Store, *groups: list[dict[str, Any]], action: dict[str, Any] | None = None, **more: Any) -> Store:
    """Agents a (team North) and b (team South) on campaign C; D is cold like C, E is warm."""
    store.load("campaigns", table([
        {"campaign_id": "C", "objective": "sale", "temperature": "cold"}, {"campaign_id": "D", "objective": "sale", "temperature": "cold"},
        {"campaign_id": "E", "objective": "sale", "temperature": "warm"}]))  # fmt: skip
    store.load("agents", table([{"agent_id": "a", "team": "North"}, {"agent_id": "b", "team": "South"}]))
    fill(store, attempts=[row for group in groups for row in group])  # type: ignore[arg-type]
    told = action or {"team": "North", "campaign_id": "C"}
    rows = [
        {"action_id": "X", "kind": "script", "starts_at": "2026-09-15T06:00:00Z", "description": "New opening", **told}
    ]
    rows += more.get("actions", [])
    store.load("actions", table(rows))
    return store


def pitch(result: ViewResult) -> dict[str, Any]:
    [row] = [row for row in result.table("steps").rows if row["kpi"] == "argued_call_rate"]
    return row


def codes(result: ViewResult) -> dict[str, str]:
    return {finding.about.get("kpi", finding.code): finding.code for finding in result.findings}


def asked(store: Store, **options: Any) -> ViewResult:
    return view(store, "action-effect", **{"action": "X", **options})


def test_the_effect_is_the_change_beyond_that_of_the_control_group(store: Store) -> None:
    """North: 10 of 20 pitched, then 15 of 20: +25 points. South, the same campaign: 10, then 11: +5. Effect: +20 points."""
    found = asked(centre(store, calls("a", "C", {0: 10, START: 15}), calls("b", "C", {0: 10, START: 11})))
    row = pitch(found)
    assert row["before"] == 0.5
    assert row["after"] == 0.75
    assert row["change"] == pytest.approx(0.25)
    assert row["control"] == pytest.approx(0.05)
    assert row["effect"] == pytest.approx(0.20)
    # no spread of days beyond chance here: each of four cells of 280 has p(1 - p) / 280
    error = sqrt((0.5 * 0.5 + 0.75 * 0.25 + 0.5 * 0.5 + 0.55 * 0.45) / 280)
    steps = 2  # the contact rate, always 1 here, and the pitch are tested among four outcomes
    assert steps <= 4
    assert row["low"] == pytest.approx(0.20 - 2.4977 * error, abs=0.001)  # z at 5% shared among four
    assert row["verdict"] == "1"
    assert codes(found)["argued_call_rate"] == "effect"
    assert any("South" in finding.text.en for finding in found.findings)


def test_what_happens_to_everybody_is_no_effect(store: Store) -> None:
    """Both teams gain 25 points: the season, not the script."""
    row = pitch(asked(centre(store, calls("a", "C", {0: 10, START: 15}), calls("b", "C", {0: 10, START: 15}))))
    assert row["effect"] == pytest.approx(0)
    assert row["verdict"] == "0"


def test_without_anybody_to_compare_with_nothing_is_concluded(store: Store) -> None:
    found = asked(centre(store, calls("a", "C", {0: 10, START: 15})))
    assert pitch(found)["verdict"] == "cannot"
    assert codes(found)["argued_call_rate"] == "no_control"
    assert all(finding.tone in ("neutral", "undecided") for finding in found.findings)


def test_groups_that_were_drifting_apart_before_are_not_compared(store: Store) -> None:
    """North rises by 5 in 20 every week from the first on: the action stands in the middle of a slope."""
    found = asked(centre(store, calls("a", "C", {0: 4, 7: 9, 14: 14, 21: 19}), calls("b", "C", {0: 10})))
    assert codes(found)["argued_call_rate"] == "already_apart"
    assert pitch(found)["verdict"] == "cannot"


def test_a_campaign_is_held_against_those_alike(store: Store) -> None:
    """An offer on C: D is cold too, E is warm and is left out, although it moved."""
    groups = [
        calls("a", "C", {0: 10, START: 14}),
        calls("b", "D", {0: 10, START: 10}),
        calls("b", "E", {0: 10, START: 19}),
    ]
    found = asked(centre(store, *groups, action={"campaign_id": "C", "kind": "offer"}))
    assert pitch(found)["control"] == pytest.approx(0)
    assert pitch(found)["effect"] == pytest.approx(0.2)
    [said] = [finding.text.en for finding in found.findings if finding.code == "action"]
    assert "control group: D." in said


def test_a_control_that_another_action_concerns_is_left_out(store: Store) -> None:
    other = {
        "action_id": "Y",
        "kind": "script",
        "team": "South",
        "campaign_id": "C",
        "starts_at": "2026-09-16T06:00:00Z",
    }
    found = asked(
        centre(store, calls("a", "C", {0: 10, START: 15}), calls("b", "C", {0: 10, START: 5}), actions=[other])
    )
    assert codes(found)["argued_call_rate"] == "no_control"


def test_another_action_on_the_same_ones_is_told(store: Store) -> None:
    groups = calls("a", "C", {0: 10, START: 15}), calls("b", "C", {0: 10})
    both = {"action_id": "Z", "kind": "price", "campaign_id": "C", "starts_at": "2026-09-20T06:00:00Z"}
    assert "overlapping" not in codes(
        asked(centre(store, *groups, actions=[both]))
    )  # it concerns the control group as much
    same = {"action_id": "Y", "kind": "training", "team": "North", "starts_at": "2026-09-20T06:00:00Z"}
    store.load("actions", table([same]))
    assert "overlapping" in codes(asked(store))


def test_a_mix_of_campaigns_is_no_effect(store: Store) -> None:
    """North moves from a campaign where half get the pitch to one where nine in ten do; in each nothing changes."""
    hard, easy = calls("a", "C", {0: 10}), calls("a", "E", {0: 18})
    before = [row for row in hard if row["started_at"] < "2026-09-15"] + [
        row for row in easy if row["started_at"] < "2026-09-15"
    ][:60]
    after = [row for row in hard if row["started_at"] >= "2026-09-15"][:60] + [
        row for row in easy if row["started_at"] >= "2026-09-15"
    ]
    groups = before + after, calls("b", "C", {0: 10}), calls("b", "E", {0: 18})
    row = pitch(asked(centre(store, *groups, action={"team": "North"})))
    assert row["after"] - row["before"] > 0.2
    assert abs(row["effect"]) < 0.001
    assert row["verdict"] == "0"


def test_which_action_and_which_days(store: Store) -> None:
    centre(store, calls("a", "C", {0: 10, START: 15}), calls("b", "C", {0: 10}))
    with pytest.raises(UsageError, match=r'no action "XX".*Did you mean "X"'):
        asked(store, action="XX")
    [said] = [
        finding.text.fr for finding in asked(store, action="latest", days=10).findings if finding.code == "action"
    ]
    assert (
        "du 08/09/2026 au 14/09/2026 puis du 15/09/2026 au 21/09/2026" in said
    )  # a whole week, of the ten days asked for
    store.load("actions", table([{"action_id": "W", "starts_at": "2026-12-15T06:00:00Z"}]))
    with pytest.raises(UsageError, match="no days loaded both before and after"):
        asked(store, action="W")


def test_nothing_noted(store: Store) -> None:
    fill(store, attempts=calls("a", "C", {0: 10}))  # type: ignore[arg-type]
    assert [finding.code for finding in view(store, "action-effect").findings] == ["no_action"]


# the arithmetic


def drawn(chance: random.Random, rate: float, days: int, wave: float, size: int = 40) -> Cells:
    """Days whose own rate lies within `wave` of `rate`."""
    found = {}
    for day in range(days):
        today = rate + chance.uniform(-wave, wave)
        found["C", str(day)] = (float(sum(chance.random() < today for _ in range(size))), float(size))
    return found


@pytest.mark.parametrize("wave", [0.0, 0.1])
def test_where_nothing_differs_few_effects_are_found(wave: float) -> None:
    """The nominal error is 5%; days that scatter more than chance do not raise it much."""
    chance, false = random.Random(5), 0
    for _ in range(300):
        cells = [drawn(chance, 0.4, 14, wave) for _ in range(4)]
        own, theirs = change(cells[0], cells[1]), change(cells[2], cells[3])
        assert own
        false += bool(decided(beyond(own, theirs, 1)[1]))
    assert false / 300 <= 0.08


def test_days_that_scatter_widen_the_interval() -> None:
    calm: Cells = {("C", str(day)): (10.0, 20.0) for day in range(10)}
    wild: Cells = {("C", str(day)): (4.0 if day % 2 else 16.0, 20.0) for day in range(10)}
    assert dispersion([calm]) == 1.0
    # each day 6 from 10: 36 / (20 × 0.25) = 7.2, ten of them over nine degrees: 8
    assert dispersion([wild]) == pytest.approx(8.0)
