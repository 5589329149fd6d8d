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
from cadran.analysis.statistics import decided, newcombe
from cadran.executor.local import Store
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
            self.leads.append(
                {"lead_id": name, "created_at": at, "campaign_id": campaign, "is_hot": False, **(lead or {})}
            )
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


@pytest.mark.parametrize(
    ("outcome", "id"), [("qualified", "qualification"), ("appointment", "appointment"), ("sale", "sale")]
)
def test_a_quick_campaign_that_is_easy_does_not_make_speed_pay(store: Store, outcome: str, id: str) -> None:
    """50 % in the easy campaign, 10 % in the hard one, quick or late: together 84/200 quick, 36/200 late."""
    told = findings(
        speeds(outcome, (80, 20), (4, 16)).into(store, campaign("EASY"), campaign("HARD")), "speed", "worth_of_speed"
    )
    assert [one.tone for one in told] == ["undecided"]
    assert told[0].about[id]["difference"] == pytest.approx(0)


@pytest.mark.parametrize(
    ("outcome", "id"), [("qualified", "qualification"), ("appointment", "appointment"), ("sale", "sale")]
)
def test_each_outcome_that_speed_changes_is_said(store: Store, outcome: str, id: str) -> None:
    """Easy: 80/160 against 8/40 (+30); hard: 8/40 against 8/160 (+15); both weigh 32: +22.5 points."""
    told = findings(
        speeds(outcome, (80, 8), (8, 8)).into(store, campaign("EASY"), campaign("HARD")), "speed", "worth_of_speed"
    )
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
    assert all(
        one.about.get("outcome") != "sale"
        for one in findings(world.into(store, campaign("A")), "speed", "worth_of_speed")
    )


def redialled(
    hot: tuple[int, int, int, int], cold: tuple[int, int, int, int], lead: dict[str, Any] | None = None
) -> World:
    """HOT and COLD: so many redialled after half an hour, of whom so many reached, then the same after two days."""
    world = World()
    for name, (soon, good, later, well) in (("HOT", hot), ("COLD", cold)):
        for number, reached, after in ((soon, good, 30 * MINUTE), (later, well, 2 * DAY)):
            if number:
                world.group(name, number, (MINUTE, "no_answer", 0), (MINUTE + after, "callback", reached), lead=lead)
    return world


def test_redials_of_one_hot_campaign_advise_nothing_to_the_others(store: Store) -> None:
    """HOT redials within the hour and reaches 60 %; COLD after two days and reaches 20 %: no campaign did both."""
    (told,) = findings(redialled((300, 180, 0, 0), (0, 0, 300, 60)).into(store, campaign("HOT"), campaign("COLD")),
                       "attempt-rank", "spacing")  # fmt: skip
    assert told.tone == "undecided"


def test_a_spacing_tried_in_one_small_campaign_is_not_advised_to_all(store: Store) -> None:
    """Within HOT it does reach more (48/60 against 24/60), but HOT is 120 of 720 follow-ups."""
    (told,) = findings(redialled((60, 48, 60, 24), (0, 0, 600, 120)).into(store, campaign("HOT"), campaign("COLD")),
                       "attempt-rank", "spacing")  # fmt: skip
    assert (told.tone, told.about["campaign"]) == ("undecided", ["HOT"])
    assert told.about["covered"] == pytest.approx(120 / 720)


def test_a_spacing_that_reaches_more_in_each_campaign_is_advised(store: Store) -> None:
    """HOT 120/200 against 20/50, COLD 20/50 against 40/200: 20 points more in both."""
    (told,) = findings(redialled((200, 120, 50, 20), (50, 20, 200, 40)).into(store, campaign("HOT"), campaign("COLD")),
                       "attempt-rank", "spacing")  # fmt: skip
    assert (told.tone, told.about["band"], told.about["difference"]) == ("good", "under_1h", pytest.approx(0.2))


def test_who_was_busy_and_is_redialled_at_once_is_no_reason_to_redial_at_once(store: Store) -> None:
    """Those busy are reached at 60 %, those who let it ring at 20 %, however soon; the busy ones are redialled sooner."""
    world = World()
    for before, share, soon, later in (("busy", 0.6, 200, 50), ("machine", 0.2, 50, 200)):
        for number, after in ((soon, 30 * MINUTE), (later, 2 * DAY)):
            world.group("A", number, (MINUTE, before, number), (MINUTE + after, "callback", round(share * number)))
    (told,) = findings(world.into(store, campaign("A")), "attempt-rank", "spacing")
    assert told.tone == "undecided"


def persisting(store: Store, outcome: str) -> Finding:
    return next(one for one in findings(store, "attempt-rank", "persistence") if one.about.get("outcome") == outcome)


def test_later_ranks_made_of_a_hard_campaign_are_compared_with_its_own_first_calls(store: Store) -> None:
    """HOT is reached at 80 % on the first call and never called again; COLD at 20 %, and at 20 % again on the second."""
    world = World()
    world.group("HOT", 500, (MINUTE, "callback", 400))
    world.group("COLD", 500, (MINUTE, "no_answer", 0))
    world.group("COLD", 125, (MINUTE, "callback", 125))
    second = [{**call, "attempt_id": f"{call['attempt_id']}-2", "started_at": call["started_at"] + DAY,
               "outcome": "callback" if n < 100 else "no_answer"}
              for n, call in enumerate(one for one in world.calls if one["campaign_id"] == "COLD" and one["outcome"] == "no_answer")]  # fmt: skip
    world.calls += second
    told = persisting(world.into(store, campaign("HOT"), campaign("COLD")), "contacted")
    assert told.about["now"] == pytest.approx(100 / 500)
    assert told.about["first"] == pytest.approx(125 / 625)  # COLD's own, not (400 + 125) / 1125
    assert told.tone == "good"


def test_attempts_that_wear_out_within_their_campaign_are_said(store: Store) -> None:
    """First calls reach 200 of 400, second ones 20 of 200."""
    world = World()
    world.group("A", 200, (MINUTE, "callback", 200))
    world.group("A", 200, (MINUTE, "no_answer", 0), (DAY, "callback", 20))
    told = persisting(world.into(store, campaign("A")), "contacted")
    assert (told.tone, told.about["rank"]) == ("bad", 2)


def pitched(cells: dict[tuple[str, str], tuple[int, int]], good: str = "refused", **more: Any) -> World:
    """(campaign, member) → conversations that got to the pitch, of how many; the member is the agent, its profile and team."""
    world = World()
    for (name, member), (some, number) in cells.items():
        world.group(name, some, (MINUTE, good, some), agent_id=member, **more)
        world.group(name, number - some, (MINUTE, "callback", number), agent_id=member, **more)
    return world


EASY_FOR_X = {("EASY", "x"): (160, 320), ("EASY", "y"): (40, 80), ("HARD", "x"): (8, 80), ("HARD", "y"): (32, 320)}
"""x is given the easy campaign: 168/400 against 72/400 in all, and 50 % and 10 % each where both are."""
X_BETTER = {("EASY", "x"): (192, 320), ("EASY", "y"): (40, 80), ("HARD", "x"): (16, 80), ("HARD", "y"): (32, 320)}
"""Ten points more for x in both."""


@pytest.mark.parametrize("by", ["agent", "team", "profile"])
def test_an_easy_campaign_does_not_make_the_better_member(store: Store, by: str) -> None:
    agents = [{"agent_id": one, "team": one, "profile": one, "hired_on": "2025-01-01"} for one in "xy"]
    fill(store, agents=agents)
    pitched(EASY_FOR_X).into(store, campaign("EASY"), campaign("HARD"))
    kpi = {"kpi": "argued_call_rate", "by": by}
    assert not [one for one in view(store, "agents", **kpi).findings if one.tone in ("good", "bad")]
    told = view(store, "compare", members="x,y", **kpi).findings
    assert {one.tone for one in told} == {"undecided"}
    assert told[1].about["difference"] == pytest.approx(0)


def test_who_does_better_in_each_campaign_is_said(store: Store) -> None:
    pitched(X_BETTER).into(store, campaign("EASY"), campaign("HARD"))
    told = view(store, "compare", kpi="argued_call_rate", by="agent", members="x,y").findings
    assert [(one.code, one.tone) for one in told] == [("compared", "good"), ("at_equal", "good")]
    assert told[1].about["difference"] == pytest.approx(0.1)


def test_members_who_share_no_campaign_are_not_judged(store: Store) -> None:
    pitched({("EASY", "x"): (160, 320), ("HARD", "y"): (32, 320)}).into(store, campaign("EASY"), campaign("HARD"))
    told = view(store, "compare", kpi="argued_call_rate", by="agent", members="x,y").findings
    assert [(one.code, one.tone) for one in told] == [("compared", "undecided"), ("cannot_tell", "undecided")]


@pytest.mark.parametrize("other", [campaign("HARD", objective="appointment"), campaign("HARD", temperature="hot")])
def test_campaigns_of_another_kind_do_not_judge_each_other(store: Store, other: dict[str, Any]) -> None:
    pitched({("EASY", "x"): (160, 320), ("HARD", "y"): (32, 320)}).into(store, campaign("EASY"), other)
    told = view(store, "compare", kpi="argued_call_rate", by="campaign", members="EASY,HARD").findings
    assert [(one.code, one.tone) for one in told] == [("compared", "neutral"), ("cannot_tell", "undecided")]


def test_a_hot_mix_within_one_campaign_does_not_make_the_better_agent(store: Store) -> None:
    """Hot leads get to the pitch at 50 %, the others at 10 %; x has most of the hot ones."""
    world = World()
    for is_hot, cells in ((True, {"x": (160, 320), "y": (40, 80)}), (False, {"x": (8, 80), "y": (32, 320)})):
        for agent, (some, number) in cells.items():
            world.group("A", some, (MINUTE, "refused", some), agent_id=agent, lead={"is_hot": is_hot})
            world.group("A", number - some, (MINUTE, "callback", number), agent_id=agent, lead={"is_hot": is_hot})
    world.into(store, campaign("A"))
    told = view(store, "agents", kpi="argued_call_rate").findings
    assert not [one for one in told if one.tone in ("good", "bad")]


FOUR = range(4)
REFUSALS = {
    "fills": [
        {"agent_id": f"{one}{n}", "profile": one, "hired_on": "2025-01-01"}
        for one in ("junior", "senior")
        for n in FOUR
    ]
}


def refused(cells: dict[tuple[str, str], tuple[int, int]]) -> World:
    """(campaign, profile) → leads that refused, of those pitched, a quarter by each of four agents; the others book."""
    world = World()
    for (name, member), (some, number) in cells.items():
        for n in FOUR:
            world.group(name, some // 4, (MINUTE, "refused", some), agent_id=f"{member}{n}")
            world.group(name, (number - some) // 4, (MINUTE, "appointment", number), agent_id=f"{member}{n}")
    return world


def test_a_hard_campaign_does_not_make_juniors_be_refused(store: Store) -> None:
    fill(store, agents=REFUSALS["fills"])
    worlds = {(name, {"x": "senior", "y": "junior"}[who]): counts for (name, who), counts in EASY_FOR_X.items()}
    refused(worlds).into(store, campaign("EASY"), campaign("HARD"))
    assert {one.tone for one in findings(store, "refusals", "refusal_rate")} == {"undecided"}


def test_profiles_that_differ_in_each_campaign_are_said_the_good_as_well_as_the_bad(store: Store) -> None:
    fill(store, agents=REFUSALS["fills"])
    worlds = {(name, {"x": "junior", "y": "senior"}[who]): counts for (name, who), counts in X_BETTER.items()}
    refused(worlds).into(store, campaign("EASY"), campaign("HARD"))
    told = [one for one in findings(store, "refusals", "refusal_rate") if "profile" in one.about]
    assert [(one.about["profile"], one.tone) for one in told] == [("junior", "bad"), ("senior", "good")]
    assert told[0].about["difference"] == pytest.approx(0.1)


def refused_by(store: Store, **profiles: list[int]) -> list[Finding]:
    """Profile → refusals of each of its agents, of 40 pitched by each."""
    world = World()
    for profile, refusals in profiles.items():
        for n, some in enumerate(refusals):
            world.group("A", some, (MINUTE, "refused", some), agent_id=f"{profile}{n}")
            world.group("A", 40 - some, (MINUTE, "appointment", 40), agent_id=f"{profile}{n}")
    fill(store, agents=REFUSALS["fills"])
    told = findings(world.into(store, campaign("A")), "refusals", "refusal_rate")
    return [one for one in told if "profile" in one.about]


def test_one_agent_s_refusals_are_not_his_profile_s(store: Store) -> None:
    """72 of 120 against 48 of 120 would be told apart by calls (60% and 40%); one junior alone makes the difference."""
    assert decided(newcombe((72, 120), (48, 120))) == 1
    assert refused_by(store, junior=[40, 16, 16], senior=[16, 16, 16]) == []


def test_a_profile_of_two_agents_is_too_few_to_judge(store: Store) -> None:
    assert refused_by(store, junior=[24, 24], senior=[8, 8, 8]) == []


def test_a_profile_whose_agents_are_all_refused_more_is_said_and_marked(store: Store) -> None:
    """24, 25 and 26 of 40 against 8, 9 and 10: between agents there is next to no spread."""
    told = refused_by(store, junior=[24, 25, 26], senior=[8, 9, 10])
    assert [(one.about["profile"], one.tone) for one in told] == [("junior", "bad"), ("senior", "good")]
    rows = view(store, "refusals").table("profile").rows
    assert {row["profile"]: row["verdict"] for row in rows} == {"junior": "above", "senior": "below"}


def test_a_lead_refused_by_two_of_a_profile_counts_once(store: Store) -> None:
    """L1 is pitched in A and in B by juniors, and refuses both: one lead refused of two, not two of three."""
    fill(store, agents=REFUSALS["fills"])
    world = World()
    world.group("A", 1, (MINUTE, "refused", 1), agent_id="junior0")
    world.group("B", 1, (MINUTE, "appointment", 1), agent_id="junior0")
    world.calls.append({**world.calls[0], "attempt_id": "again", "campaign_id": "B", "started_at": START + DAY})
    (row,) = view(world.into(store, campaign("A"), campaign("B")), "refusals").table("profile").rows
    assert (row["argued"], row["refusal_rate"]["num"], row["refusal_rate"]["value"]) == (2, 1, 0.5)


def test_an_older_target_sold_since_is_no_better_target(store: Store) -> None:
    """Families came three weeks ago and half have bought since; singles came this week and none has had the time."""
    world = World()
    for target, at, sold in (("family", START, 50), ("single", START + 28 * DAY, 0)):
        world.group("A", sold, (MINUTE, "sale", sold), at=at, lead={"target": target})
        world.group("A", 100 - sold, (MINUTE, "callback", 100), at=at, lead={"target": target})
    assert {one.tone for one in findings(world.into(store, campaign("A")), "sales-by-target", "sales_by_target")} == {
        "undecided"
    }


@pytest.mark.parametrize(("cells", "tones"), [(EASY_FOR_X, {"undecided"}), (X_BETTER, {"good", "bad"})])
def test_targets_are_judged_within_their_campaigns(
    store: Store, cells: dict[tuple[str, str], tuple[int, int]], tones: set[str]
) -> None:
    world = World()
    for (name, target), (sold, number) in cells.items():
        world.group(name, sold, (MINUTE, "sale", sold), lead={"target": target})
        world.group(name, number - sold, (MINUTE, "callback", number), lead={"target": target})
    world.into(store, campaign("EASY"), campaign("HARD"))
    assert {one.tone for one in findings(store, "sales-by-target", "sales_by_target")} == tones


def funnels(store: Store, **options: Any) -> list[Finding]:
    return [one for one in view(store, "funnel", **options).findings if one.code.endswith("_others")]


@pytest.mark.parametrize(
    "other",
    [campaign("B", temperature="hot"), campaign("B", objective="appointment")],
    ids=["temperature", "objective"],
)
def test_a_funnel_is_not_judged_by_campaigns_of_another_kind(store: Store, other: dict[str, Any]) -> None:
    """A reaches 20 %, B, hot or of another objective, 80 %: nobody to compare A with."""
    world = World()
    for name, good in (("A", 40), ("B", 160)):
        world.group(name, 200, (MINUTE, "callback", good))
    assert [one.code for one in funnels(world.into(store, campaign("A"), other))] == ["no_others"]


def test_younger_leads_do_not_make_a_weak_step(store: Store) -> None:
    """A and B reach half of the leads of each week they share; A alone has older ones, of whom nearly all were reached."""
    world = World()
    for name, at, number, good in (
        ("A", START, 300, 290),
        ("A", START + 21 * DAY, 100, 50),
        ("B", START + 21 * DAY, 400, 200),
    ):
        world.group(name, number, (MINUTE, "callback", good), at=at)
    assert {one.tone for one in funnels(world.into(store, campaign("A"), campaign("B")))} <= {"undecided", "neutral"}


def test_the_weak_and_the_strong_step_of_campaigns_alike_are_said(store: Store) -> None:
    """Of the same week A reaches 100 of 400 and B 200 of 400."""
    world = World()
    for name, good in (("A", 100), ("B", 200)):
        world.group(name, 400, (MINUTE, "callback", good))
    told = funnels(world.into(store, campaign("A"), campaign("B")))
    assert [(one.code, one.about["campaign"], one.about["step"]) for one in told] == [
        ("weakest_others", "A", "contacted"), ("strongest_others", "B", "contacted")]  # fmt: skip
    assert (told[0].about["rate"], told[0].about["reference"]) == (pytest.approx(0.25), pytest.approx(0.5))


def test_lists_of_an_easy_campaign_are_judged_within_it(store: Store) -> None:
    """F has most of the easy campaign's leads: within each campaign both reach alike (50 %, 10 %)."""
    world = World()
    for (name, who), (good, number) in EASY_FOR_X.items():
        world.group(name, number, (MINUTE, "callback", good), lead={"list_id": {"x": "F", "y": "G"}[who]})
    world.into(store, campaign("EASY"), campaign("HARD"))
    assert {one.tone for one in funnels(store, by="list")} == {"undecided"}


def test_the_hours_of_an_easy_campaign_are_no_good_hours(store: Store) -> None:
    """EASY, at 50 %, is called in the morning, HARD, at 10 %, in the afternoon; at either hour each is reached alike."""
    world = World()
    for (name, who), (good, number) in EASY_FOR_X.items():
        world.group(name, number, ({"x": MINUTE, "y": 300 * MINUTE}[who], "callback", good))
    told = findings(world.into(store, campaign("EASY"), campaign("HARD")), "best-hours", "best_slots")
    assert [one.tone for one in told] == ["undecided"]


def test_hours_that_reach_more_in_each_campaign_hold(store: Store) -> None:
    world = World()
    for (name, who), (good, number) in X_BETTER.items():
        world.group(name, number, ({"x": MINUTE, "y": 300 * MINUTE}[who], "callback", good))
    world.into(store, campaign("EASY"), campaign("HARD"))
    (told,) = findings(store, "best-hours", "best_slots")
    assert [slot["hour"] for slot in told.about["slots"]] == [10]


def test_a_list_alone_whose_later_leads_are_younger_is_not_called_worse(store: Store) -> None:
    """Six weekly deliveries of F; the first three were called twice (80 of 100 reached), the last three once so far (40)."""
    world = World()
    for week in range(6):
        good = 80 if week < 3 else 40
        world.group("A", 100, (MINUTE, "callback", good), at=START + 7 * week * DAY, lead={"list_id": "F"}, list_id="F")
    world.into(store, campaign("A"))
    assert not findings(store, "list-wear", "break")
