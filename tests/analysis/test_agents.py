"""Agents, shrunk; and two members compared."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.agents import ranked
from cadran.analysis.statistics import beta_quantile
from cadran.catalogue.shape import Better
from cadran.errors import UsageError
from cadran.executor.local import Store
from tests.query.world import fill


def calls(store: Store, worlds: dict[tuple[str, str], tuple[int, int]], day: str = "2026-09-22", **more: Any) -> Store:
    """(campaign, agent) → argued of conversations."""
    rows = []
    for (campaign, agent), (argued, number) in worlds.items():
        for n in range(number):
            rows.append({"attempt_id": f"{day}{campaign}{agent}{n}", "lead_id": f"{campaign}{agent}{n}", "campaign_id": campaign,
                         "agent_id": agent, "started_at": f"{day}T09:00:00Z", "outcome": "refused" if n < argued else "callback", **more})  # fmt: skip
    return fill(store, attempts=rows)


def test_two_agents_shrunk_by_hand(store: Store) -> None:
    """40 and 60 of 100: the prior is worth 92/7 observations around 0.5 (see test_statistics).

    (0.5·92/7 + 40) / (92/7 + 100) = (46 + 280) / (92 + 700) = 326/792.
    """
    calls(store, {("A", "x"): (40, 100), ("A", "y"): (60, 100)})
    rows = {row["agent"]: row for row in view(store, "agents").table().rows}
    estimate = rows["x"]["estimate"]
    assert estimate["value"] == pytest.approx(326 / 792)
    assert estimate["low"] == pytest.approx(beta_quantile(0.025, 326 / 7, 466 / 7))
    assert (rows["x"]["observed"]["num"], rows["x"]["observed"]["den"], rows["x"]["expected"]) == (40, 100, 0.5)
    assert rows["y"]["estimate"]["value"] == pytest.approx(1 - 326 / 792)
    assert [row["agent"] for row in view(store, "agents").table().rows] == ["y", "x"]


def _member(name: str, num: int, den: int, expected: float) -> dict[str, Any]:
    return {"member": name, "num": num, "den": den, "expected": expected}


def test_few_calls_shrink_more_than_many() -> None:
    made = [
        _member("lucky", 9, 10, 0.5),
        _member("good", 600, 1000, 0.5),
        _member("poor", 400, 1000, 0.5),
        _member("usual", 500, 1000, 0.5),
    ]
    found = {one["member"]: one for one in ranked(made, Better.UP)}
    assert found["lucky"]["estimate"] < 0.7  # 0.9 was observed, on ten calls
    assert abs(found["good"]["estimate"] - 0.6) < 0.01
    assert found["lucky"]["high"] - found["lucky"]["low"] > found["good"]["high"] - found["good"]["low"]


def test_the_probability_of_the_top_quarter() -> None:
    made = [_member(f"m{n}", 300 + 10 * n, 1000, 0.3) for n in range(8)]
    found = {one["member"]: one["top_quarter"] for one in ranked(made, Better.UP)}
    assert sum(found.values()) == pytest.approx(2)  # two of eight are in the top quarter in every draw
    assert found["m7"] > 0.8 > found["m4"] > found["m0"]
    same = [_member(f"m{n}", 300 + 10 * n, 1000, 0.3) for n in range(8)]
    assert {one["member"]: one["top_quarter"] for one in ranked(same, Better.UP)} == found  # seeded
    down = {one["member"]: one["top_quarter"] for one in ranked(same, Better.DOWN)}
    assert down["m0"] > 0.8 > down["m7"]


def test_where_agents_differ_by_chance_alone_nobody_is_named(store: Store) -> None:
    calls(store, {("A", name): (50 + step, 100) for name, step in (("v", 1), ("w", -1), ("x", 0), ("y", 2), ("z", -2))})
    result = view(store, "agents")
    assert [finding.tone for finding in result.findings] == ["undecided"]
    assert {row["estimate"]["value"] for row in result.table().rows} == {0.5}
    assert {row["top_quarter"] for row in result.table().rows} == {None}


def test_the_only_one_is_compared_with_nobody(store: Store) -> None:
    calls(store, {("A", "x"): (40, 100)})
    (found,) = view(store, "agents").findings
    assert (found.code, found.tone, found.text.en) == ("spread", "neutral", "Agent: only one here, nothing to compare.")


def test_the_reading_of_each_is_in_the_table(store: Store) -> None:
    """Of 100 each: x far below, y far above, three in the middle, of whom nothing is sure."""
    worlds = {("A", name): (argued, 100) for name, argued in (("x", 20), ("y", 80), ("u", 50), ("v", 51), ("w", 49))}
    rows = view(calls(store, worlds), "agents").table().rows
    assert {row["agent"]: row["verdict"] for row in rows} == {
        "x": "below", "y": "above", "u": "undecided", "v": "undecided", "w": "undecided"}  # fmt: skip


def test_the_good_are_named_as_well_as_the_bad(store: Store) -> None:
    """Two agents are too few for a top quarter: x, with 160 of 200 where 100 are expected, is named all the same."""
    calls(store, {("A", "x"): (160, 200), ("A", "y"): (40, 200)})
    told = {one.code: one for one in view(store, "agents").findings}
    assert (told["above_expected"].tone, told["above_expected"].about) == ("good", {"agent": ["x"]})
    assert told["above_expected"].text.en.startswith("Clearly better than expected: x (+2")
    assert told["off_expected"].about == {"agent": ["y"]}


def test_calls_that_nobody_had_are_no_others(store: Store) -> None:
    """A dialer's 300 unanswered calls have no agent: x is held against y, and both do what is expected of them."""
    rows = [{"attempt_id": f"d{n}", "lead_id": f"d{n}", "campaign_id": "A", "started_at": "2026-09-22T09:00:00Z", "outcome": "no_answer"}
            for n in range(300)]  # fmt: skip
    fill(store, attempts=rows)
    calls(store, {("A", "x"): (40, 100), ("A", "y"): (40, 100)})
    result = view(store, "agents", kpi="contact_rate")
    assert {row["agent"]: row["expected"] for row in result.table().rows} == {"x": 1.0, "y": 1.0}
    assert "agents_only" in {note["code"] for note in result.notes}


def test_an_easy_campaign_does_not_make_a_good_agent(store: Store) -> None:
    """X works where 80 of 100 are argued, y where 20 are: both do what is expected there."""
    calls(
        store, {("easy", "x"): (80, 100), ("easy", "z"): (80, 100), ("hard", "y"): (20, 100), ("hard", "z"): (20, 100)}
    )
    rows = {row["agent"]: row for row in view(store, "agents").table().rows}
    assert (rows["x"]["expected"], rows["y"]["expected"], rows["z"]["expected"]) == pytest.approx((0.8, 0.2, 0.5))
    assert rows["x"]["estimate"]["value"] == pytest.approx(0.8)
    assert view(store, "agents").findings[0].tone == "undecided"


def test_a_team_whose_pitch_drops_is_named_with_its_week(store: Store) -> None:
    fill(store, agents=[{"agent_id": "x", "team": "Red"}, {"agent_id": "y", "team": "Blue"}])
    for week, argued in enumerate((40, 41, 15, 14)):
        calls(store, {("A", "x"): (argued, 100), ("A", "y"): (40 + week % 2, 100)}, day=f"2026-08-{3 + 7 * week:02d}")
    (moved,) = [finding for finding in view(store, "agents").findings if finding.code == "break"]
    assert (moved.about["team"], moved.about["since"].isoformat(), moved.tone) == ("Red", "2026-08-17", "bad")


def test_only_proportions_rank(store: Store) -> None:
    with pytest.raises(UsageError, match=r'"average_talk_time" is no proportion'):
        view(store, "agents", kpi="average_talk_time")
    with pytest.raises(UsageError, match=r'"product_mix" is no proportion'):
        view(store, "agents", kpi="product_mix")


def compared(store: Store, **asked: Any) -> dict[str, Any]:
    result = view(store, "compare", by="agent", members="x,y", **asked)
    return {finding.code: finding for finding in result.findings}


def test_a_difference_is_decided_only_by_its_interval(store: Store) -> None:
    calls(store, {("A", "x"): (56, 70), ("A", "y"): (48, 80)})
    (found,) = [one for code, one in compared(store).items() if code == "compared"]
    assert (found.about["low"], found.about["high"]) == pytest.approx(
        (0.0524, 0.3339), abs=5e-5
    )  # Newcombe's own example
    assert found.tone == "good"
    assert "above" in found.text.en
    assert "plus élevé" in found.text.fr
    calls(store, {("A", "x"): (5, 9), ("A", "y"): (4, 9)}, day="2026-09-23")
    found = compared(store, period=("2026-09-23", "2026-09-24"))["compared"]
    assert found.tone == "undecided"
    assert "undecided" in found.text.en


def test_a_difference_that_turns_round_at_the_same_campaign_names_the_mix(store: Store) -> None:
    """X is better on both campaigns, and looks worse for calling mostly the hard one."""
    calls(
        store,
        {("easy", "x"): (90, 100), ("easy", "y"): (640, 800), ("hard", "x"): (240, 800), ("hard", "y"): (20, 100)},
    )
    found = compared(store)
    assert found["compared"].about["difference"] < 0
    assert found["compared"].tone == "undecided"
    # both 0.1 above: (0.9 - 0.8) and (0.3 - 0.2)
    assert found["confounded"].about["difference"] == pytest.approx(0.1)
    assert found["confounded"].tone == "good"
    assert "reverses" in found["confounded"].text.en
    assert "campagne" in found["confounded"].text.fr


def test_a_mix_that_few_observations_share_is_not_blamed(store: Store) -> None:
    calls(
        store,
        {("easy", "x"): (19, 20), ("easy", "y"): (800, 1000), ("hard", "x"): (100, 1000), ("other", "y"): (10, 1000)},
    )
    found = compared(store)
    assert "confounded" not in found
    assert found["at_equal"].about["covered"] == pytest.approx(1020 / 3020)


def test_two_different_members_that_occur(store: Store) -> None:
    calls(store, {("A", "x"): (5, 9)})
    with pytest.raises(UsageError, match=r'nothing of agent "y" here. agent has: x'):
        compared(store)
    for members in ("x", "x,x", "x,y,z"):
        with pytest.raises(UsageError, match="two different members"):
            view(store, "compare", by="agent", members=members)
    with pytest.raises(UsageError, match=r'needs the option "members"'):
        view(store, "compare")


def test_without_an_interval_there_is_no_verdict(store: Store) -> None:
    calls(store, {("A", "x"): (5, 9), ("A", "y"): (4, 9)}, talk_s=60)
    assert compared(store, kpi="average_talk_time")["compared"].tone == "undecided"
