"""Occupancy against its band, and pauses avoidable or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

import cadran
from cadran.analysis import view
from cadran.config import parse_config
from cadran.errors import ConfigError
from cadran.executor.local import Store
from tests.conftest import Clock
from tests.query.world import fill


def hour(agent: str, day: int, *states: tuple[str, int, str | None]) -> list[dict[str, Any]]:
    """States one after the other from 09:00 UTC on a day of September: (state, minutes, reason)."""
    rows, at = [], datetime(2026, 9, day, 9)
    for state, minutes, reason in states:
        end = at + timedelta(minutes=minutes)
        rows.append({"agent_id": agent, "state": state, "reason": reason, "started_at": at, "ended_at": end})
        at = end
    return rows


def busy(agent: str, *minutes: int) -> list[dict[str, Any]]:
    """So many minutes of talk of each day's hour, the rest waiting."""
    return [
        row
        for day, talk in enumerate(minutes, 1)
        for row in hour(agent, day, ("talking", talk, None), ("waiting", 60 - talk, None))
    ]


@pytest.fixture
def configured() -> Iterator[Any]:
    with_config: list[Store] = []

    def opened(text: str) -> Store:
        with_config.append(
            cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00"), config=parse_config(text, "cadran.toml"))
        )
        return with_config[-1]

    yield opened
    for store in with_config:
        store.close()


STATES = [
    *busy("high", 56, 57, 58, 57),
    *busy("low", 10, 12, 14, 12),
    *busy("fair", 42, 45, 48, 45),
    *busy("new", 58, 58),
]


def places(store: Store) -> dict[str, str]:
    return {row["agent"]: row["place"] for row in view(store, "occupancy").table().rows}


def test_who_is_outside_the_published_band(store: Store) -> None:
    """Of 240 minutes: high 228 (95%), low 48 (20%), fair 180 (75%); new has two days only, too few to judge.

    low: residuals -2, 0, 2, 0; sqrt(8 x 4/3) / 240 = 1.36%; Student at 3 degrees with 5% shared among 4 is 5.392 -> 7.3 points.
    """
    fill(store, agent_states=STATES)
    result = view(store, "occupancy")
    assert places(store) == {"high": "above", "low": "below", "fair": "undecided", "new": "undecided"}
    found = {finding.code: finding for finding in result.findings}
    assert (found["too_busy"].about["agent"], found["too_idle"].about["agent"]) == (["high"], ["low"])
    (low,) = [row["occupancy"] for row in result.table().rows if row["agent"] == "low"]
    assert (low["value"], low["low"], low["high"]) == pytest.approx((0.2, 0.1266, 0.2734), abs=2e-4)
    assert "de 60\u00a0% à 85\u00a0%" in found["occupancy"].text.fr
    assert "Handicall" in found["occupancy"].text.fr


def test_the_centre_s_own_band_comes_first(configured: Any) -> None:
    store = configured('[[targets]]\nkpi = "occupancy_rate"\nvalue = 0.1\nupto = 0.6\n')
    fill(store, agent_states=STATES)
    assert places(store) == {"high": "above", "low": "undecided", "fair": "above", "new": "undecided"}
    assert (
        "your target" in {finding.code: finding for finding in view(store, "occupancy").findings}["occupancy"].text.en
    )


PAUSES = hour(
    "x",
    1,
    ("talking", 30, None),
    ("paused", 10, "Cigarette "),
    ("paused", 30, "Déjeuner"),
    ("paused", 5, "autre"),
    ("paused", 5, None),
)


def test_pauses_avoidable_or_not(configured: Any) -> None:
    """Of 50 minutes 10 are avoidable, 30 necessary, 10 unclassified (5 of them without a reason)."""
    store = configured('[pauses]\navoidable = ["cigarette"]\nnecessary = ["DÉJEUNER"]\n')
    fill(store, agent_states=PAUSES)
    result = view(store, "pauses")
    assert {row["kind"]: row["share"] for row in result.table("kinds").rows} == pytest.approx(
        {"avoidable": 0.2, "necessary": 0.6, "unclassified": 0.2}
    )
    found = {finding.code: finding for finding in result.findings}
    assert (found["avoidable_pauses"].tone, found["unclassified_pauses"].about["reason"]) == ("bad", ["autre"])
    assert "20,0" in found["avoidable_pauses"].text.fr


def test_pauses_that_nobody_classified_are_said_so(store: Store) -> None:
    fill(store, agent_states=PAUSES)
    found = {finding.code: finding for finding in view(store, "pauses").findings}
    assert "avoidable_pauses" not in found
    assert "[pauses]" in found["unclassified_pauses"].text.en


@pytest.mark.parametrize(("text", "said"), [
    ('[pauses]\navoidable = "fumer"\n', r"\[pauses\], avoidable: expected a list"),
    ('[pauses]\navoidable = ["a"]\nnecessary = ["A"]\n', r'"A" is avoidable and necessary at once'),
    ('[pauses]\navoidible = ["a"]\n', r'unknown key "avoidible".*avoidable'),
])  # fmt: skip
def test_mistakes_in_the_section_pauses_are_named(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_config(text, "cadran.toml")
