"""What profiles do otherwise: clustered by agent, at equal campaigns."""

from __future__ import annotations

import random
from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.clusters import Cell, difference, ratio_bounds
from cadran.analysis.statistics import decided, newcombe
from cadran.errors import UsageError
from cadran.executor.local import Store
from tests.analysis.people import conversations
from tests.query.world import fill


def cells(ours: list[int], theirs: list[int], den: int = 100) -> list[Cell]:
    return [
        Cell(f"{side}{n}", "A", side, num, den)
        for side, nums in ((True, ours), (False, theirs))
        for n, num in enumerate(nums)
    ]


def test_the_difference_of_two_groups_of_agents_by_hand() -> None:
    """60% against 40%. Scores: 0.5 (num - 60) and -0.5 (num - 40): -5, 0, 5, 5, 0, -5, whose squares sum to 100.

    The weight is 300 x 300 / 600 = 150; the variance 100 / 150^2 x 6/5 = 0.005333; Student at 2 degrees 4.302653.
    """
    found = difference(cells([50, 60, 70], [30, 40, 50]))
    assert found is not None
    assert (found.value, found.theirs, found.clusters) == (pytest.approx(0.2), pytest.approx(0.4), (3, 3))
    half = 4.302653 * 0.005333333**0.5
    assert found.bounds == pytest.approx((0.2 - half, 0.2 + half), abs=1e-5)
    assert decided(found.bounds) == 0
    assert decided(newcombe((180, 300), (120, 300))) == 1  # which takes the calls of one agent for strangers


def test_two_agents_of_a_side_are_too_few() -> None:
    assert difference(cells([50, 60], [30, 40, 50])) is None
    assert ratio_bounds([(1, 2), (1, 2)]) is None


def test_groups_that_differ_by_their_agents_alone_are_seldom_called_different() -> None:
    """Agents between 20 and 60%, 200 calls each, drawn alike on both sides: at most one in twenty is called different."""
    draw, wrong = random.Random(7), 0
    for _ in range(300):
        nums = [sum(draw.random() < rate for _ in range(200)) for rate in (draw.uniform(0.2, 0.6) for _ in range(12))]
        found = difference(cells(nums[:6], nums[6:], 200))
        wrong += found is not None and decided(found.bounds) != 0
    assert wrong <= 300 * 0.06


def told(store: Store, *groups: list[dict[str, Any]]) -> list[Any]:
    agents = [
        {"agent_id": f"{kind}{n}", "profile": {"s": "senior", "j": "junior"}[kind]} for kind in "sj" for n in range(4)
    ]
    fill(store, agents=agents, campaigns=[{"campaign_id": "A"}, {"campaign_id": "B"}],
         attempts=[row for group in groups for row in group])  # fmt: skip
    return list(view(store, "profiles").findings)


def test_seniors_pitch_more_and_talk_longer(store: Store) -> None:
    (found,) = told(
        store, *(conversations(f"s{n}", 100, 60 + n, 15, talk_s=150 + n) for n in range(4)),
        *(conversations(f"j{n}", 100, 40 + n, 10, talk_s=120 + n) for n in range(4)),
    )  # fmt: skip
    assert (found.about["profile"], found.tone) == ("senior", "good")
    assert found.about["pitch"]["difference"] == pytest.approx(0.2)
    assert found.about["talk"]["difference"] == pytest.approx(30)
    assert "refusal" not in found.about  # 46/61 against 31/41: as good as the same
    assert "association" in found.text.fr
    assert "(4 téléconseillers et 4)" in found.text.fr
    rows = {row["profile"]: row for row in view(store, "profiles").table().rows}
    assert (rows["senior"]["pitch"]["num"], rows["senior"]["pitch"]["den"], rows["senior"]["agents"]) == (246, 400, 4)
    assert rows["senior"]["talk"]["value"] == pytest.approx(151.5)


def test_seniors_given_the_easy_campaign_are_not_called_better(store: Store) -> None:
    """80% are pitched in A and 20% in B, by juniors as by seniors; seniors call mostly A: 68% against 32% in all."""
    (found,) = told(
        store, *(conversations(f"s{n}", 80, 64, 16) + conversations(f"s{n}", 20, 4, 1, campaign="B") for n in range(4)),
        *(conversations(f"j{n}", 20, 16, 4) + conversations(f"j{n}", 80, 16, 4, campaign="B") for n in range(4)),
    )  # fmt: skip
    assert found.tone == "undecided"
    rows = {row["profile"]: row["pitch"]["value"] for row in view(store, "profiles").table().rows}
    assert rows == pytest.approx({"senior": 0.68, "junior": 0.32})


def test_groups_that_agents_do_not_have_are_refused(store: Store) -> None:
    with pytest.raises(UsageError, match=r'Agents have no groups by "profil". Did you mean "profile"\?'):
        view(store, "profiles", by="profil")
