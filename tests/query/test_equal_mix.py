"""A change of a rate is judged at an equal mix: within the same campaign and temperature. Twenty calls a world.

A call reaches somebody ("callback") or not ("busy"); July is compared with August.
"""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from cadran.analysis.statistics import decided, mantel_haenszel
from cadran.executor.local import Store
from cadran.query.columns import VERDICTS, Columns
from cadran.query.equal_mix import verdicts
from cadran.query.result import Result
from tests.query.world import ask, attempts, fill

AUGUST = ("2026-08-01", "2026-09-01")
World = dict[str, tuple[tuple[int, int], tuple[int, int]]]
"""Campaign → (reached, called) in July, then in August."""

MOVED: World = {"Easy": ((8, 8), (2, 2)), "Hard": ((0, 2), (0, 8))}  # 80 % then 20 %: nothing but the mix
FELL: World = {"Easy": ((5, 5), (1, 5)), "Hard": ((4, 5), (0, 5))}  # 90 % then 10 %, in each campaign
APART: World = {"Easy": ((8, 10), (0, 0)), "Hard": ((0, 0), (2, 10))}  # no campaign has both
TURNED: World = {"Easy": ((8, 9), (1, 1)), "Hard": ((0, 1), (2, 9))}  # 80 % then 30 %, each campaign rather better


def centre(store: Store, world: World, team: str = "x") -> Store:
    lines = [
        f"{name}{month}{call} {name}{month}{call} {name} {team} 2026-0{month}-03T10:00Z {'callback' if call < reached else 'busy'}"
        for name, months in world.items()
        for month, (reached, called) in zip((7, 8), months, strict=True)
        for call in range(called)
    ]
    return fill(store, attempts=attempts(*lines))


def change(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = result.total["contact_rate"]["previous"]["change"]
    return found


@pytest.mark.parametrize(
    ("world", "gap", "verdict"),
    [(MOVED, -0.6, "undecided"), (FELL, -0.8, "lower"), (APART, -0.6, "undecided"), (TURNED, -0.5, "undecided")],
)
def test_another_mix_of_campaigns_is_no_change(store: Store, world: World, gap: float, verdict: str) -> None:
    result = ask(centre(store, world), "contact_rate", period=AUGUST, compare="previous")
    found = change(result)
    assert found["value"] == pytest.approx(gap)
    assert found["high"] < 0  # as it stands the change would be sure
    assert found["verdict"] == verdict
    said = [note for note in result.notes if note["code"] == "other_mix"]
    assert [note["kpis"] for note in said] == ([] if verdict == "lower" else [["contact_rate"]])


def test_members_are_judged_each_at_an_equal_mix(store: Store) -> None:
    """Both campaigns together fell for nobody; of each alone, no mix is left and nothing changed."""
    result = ask(centre(store, MOVED), "contact_rate", by=["agent"], period=AUGUST, compare="previous")
    (row,) = result.rows
    assert row["values"]["contact_rate"]["previous"]["change"]["verdict"] == "undecided"
    alone = ask(store, "contact_rate", by=["campaign"], period=AUGUST, compare="previous")
    assert {row["key"]["campaign"]: row["values"]["contact_rate"]["previous"]["change"]["value"] for row in alone.rows} == {
        "Easy": 0, "Hard": 0}  # fmt: skip


def test_a_fall_in_each_campaign_is_one_by_member_too(store: Store) -> None:
    result = ask(centre(store, FELL), "contact_rate", by=["agent"], period=AUGUST, compare="previous")
    assert result.rows[0]["values"]["contact_rate"]["previous"]["change"]["verdict"] == "lower"


def test_what_does_not_change_is_left_as_it_is(store: Store) -> None:
    """A volume has no interval: it is more or fewer, whatever the mix; a series is not judged by its mix."""
    result = ask(centre(store, MOVED), "calls", period=AUGUST, compare="previous")
    assert result.total["calls"]["previous"]["change"]["verdict"] == "undecided"  # ten and ten
    assert not [note for note in result.notes if note["code"] == "other_mix"]


def strata(*pairs: tuple[tuple[int, int], tuple[int, int]]) -> Columns:
    """One line, a place a stratum, then the whole; the verdict of a stratum by itself is undecided."""
    k, n, j, m = (
        np.array([[*(pair[side][part] for pair in pairs), 0.0]]) for side, part in ((0, 0), (0, 1), (1, 0), (1, 1))
    )
    beside = SimpleNamespace(others=SimpleNamespace(num=j, den=m), verdict=np.zeros((1, len(pairs) + 1), np.int8))
    return cast(Columns, SimpleNamespace(num=k, den=n, beside=beside))


@pytest.mark.parametrize("seed", range(40))
def test_the_columns_say_what_the_formula_of_the_views_says(seed: int) -> None:
    """Two rows of some strata each, against mantel_haenszel, which has its own tests."""
    rng = Random(seed)
    sizes = rng.randint(2, 6), rng.randint(2, 6)
    pairs = []
    for row, size in enumerate(sizes):
        for _ in range(size):
            n, m = rng.randint(1, 60), rng.randint(1, 60)
            pairs.append(((rng.randint(0, n), n), (int(m * rng.random() * (0.4 + row / 2)), m)))
    of = np.array([row for row, size in enumerate(sizes) for _ in range(size)])
    found = verdicts(strata(*pairs), of, 2)
    for row in (0, 1):
        expected = mantel_haenszel([pair for pair, place in zip(pairs, of, strict=True) if place == row])
        assert expected is not None
        side = {1: "higher", -1: "lower", 0: "undecided"}[decided(expected[1])]
        assert VERDICTS[found[0, row]] == side


def test_a_verdict_needs_half_of_what_it_speaks_of() -> None:
    """Ten of the thirty calls are in strata that both months have: nothing is said of the thirty."""
    shared = [((0, 5), (5, 5)), ((0, 5), (5, 5))]
    assert VERDICTS[verdicts(strata(*shared), np.array([0, 0]), 1)[0, 0]] == "lower"
    more = [*shared, ((0, 20), (0, 0))]
    assert VERDICTS[verdicts(strata(*more), np.array([0, 0, 0]), 1)[0, 0]] == "undecided"
