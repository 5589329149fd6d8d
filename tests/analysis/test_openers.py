"""Openers and closers apart, and appointments per pitch against the published level."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import view
from cadran.executor.local import Store
from cadran.query.request import Request, Scope
from tests.analysis.people import conversations
from tests.query.world import fill


def opened(store: Store, *groups: list[dict[str, Any]], objective: str = "appointment") -> dict[str, Any]:
    campaigns = [{"campaign_id": name, "objective": objective} for name in ("A", "B")]
    fill(store, campaigns=campaigns, attempts=[row for group in groups for row in group])
    return {finding.code: finding for finding in view(store, "opening-closing").findings}


def test_who_opens_well_and_closes_badly_and_the_reverse(store: Store) -> None:
    """Together 800 of 1600 conversations are pitched and 145 of 800 pitches won: 50% and 18.125% are expected of each.

    o pitches 300 of 400 and wins 15 of these (5%), c pitches 100 and wins 50; m and n are where they should be.
    """
    found = opened(store, conversations("o", 400, 300, 15), conversations("c", 400, 100, 50),
                   conversations("m", 400, 200, 40), conversations("n", 400, 200, 40))  # fmt: skip
    assert (found["opens_not_closes"].about["agent"], found["closes_not_opens"].about["agent"]) == (["o"], ["c"])
    assert {found["opens_not_closes"].tone, found["closes_not_opens"].tone} == {"bad"}
    rows = {row["agent"]: row for row in view(store, "opening-closing").table("agents").rows}
    assert (rows["o"]["opening"]["num"], rows["o"]["opening"]["den"], rows["o"]["opening_expected"]) == (300, 400, 0.5)
    assert (rows["o"]["closing"]["num"], rows["o"]["closing"]["den"]) == (15, 300)
    assert rows["o"]["closing_expected"] == pytest.approx(145 / 800)
    assert 0.05 < rows["o"]["closing_estimate"]["value"] < 145 / 800  # drawn towards what is expected
    assert rows["m"]["reading"] == "undecided"
    assert found["opens_not_closes"].text.fr.startswith(
        "Ouvrent bien mais concluent mal (sur 4 téléconseillers regardés"
    )


def test_the_table_is_that_of_the_evaluator(store: Store) -> None:
    opened(store, conversations("o", 7, 3, 1), conversations("c", 5, 4, 2, campaign="B"))
    result = store.evaluate(Request(("argued_call_rate",), by=("agent",)))
    theirs = {row["key"]["agent"]: row["values"]["argued_call_rate"] for row in result.rows}
    for row in view(store, "opening-closing").table("agents").rows:
        cell = theirs[row["agent"]]
        assert (row["opening"]["num"], row["opening"]["den"]) == (cell["num"], cell["den"])


def test_above_or_below_15_percent_only_where_the_interval_is(store: Store) -> None:
    """Wilson at 95% shared among four (z = 2.4977): 40 of 200 gives 13.9 to 27.9% and holds 15%."""
    found = opened(store, conversations("o", 400, 300, 15), conversations("c", 400, 100, 50),
                   conversations("m", 400, 200, 40), conversations("n", 400, 200, 40))  # fmt: skip
    assert (found["above_level"].about["agent"], found["above_level"].tone) == (["c"], "good")
    assert (found["below_level"].about["agent"], found["below_level"].tone) == (["o"], "bad")
    assert sorted(found["around_level"].about["agent"]) == ["m", "n"]
    rows = {row["agent"]: row["booked"] for row in view(store, "opening-closing").table("appointments").rows}
    assert (rows["m"]["num"], rows["m"]["den"]) == (40, 200)
    assert (rows["m"]["low"], rows["m"]["high"]) == pytest.approx((0.1389, 0.2792), abs=5e-5)


def test_a_campaign_that_takes_no_appointments_is_not_held_against_them(store: Store) -> None:
    found = opened(store, conversations("o", 400, 300, 15), conversations("c", 400, 100, 50), objective="sale")
    assert not {"above_level", "below_level", "around_level"} & set(found)
    assert view(store, "opening-closing").table("appointments").rows == []


def test_an_easy_campaign_makes_no_opener(store: Store) -> None:
    """80 of 100 are pitched in A and 20 of 100 in B, whoever calls; a quarter of the pitches is won."""
    found = opened(store, conversations("x", 100, 80, 20), conversations("y", 100, 20, 5, campaign="B"),
                   conversations("z", 100, 80, 20), conversations("z", 100, 20, 5, campaign="B"))  # fmt: skip
    assert found["opening"].tone == "undecided"
    assert "3 agents" in found["opening"].text.en


def test_without_telling_campaigns_apart_nobody_is_judged(store: Store) -> None:
    opened(store, conversations("o", 400, 300, 15), conversations("c", 400, 100, 50))
    result = view(store, "opening-closing", scope=Scope(dimensions=frozenset({"agent"})))
    told = {finding.code: finding.tone for finding in result.findings}
    assert told["opening"] == "undecided"
    assert not {"opens_not_closes", "closes_not_opens", "closes_badly", "closes_well"} & set(told)
