"""How long a test must last: sizes from published tables, days at the present pace."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import ViewResult, view
from cadran.analysis.test_length import sample_size
from cadran.errors import UsageError
from cadran.executor.local import Store
from tests.query.world import fill


@pytest.mark.parametrize(
    ("rate", "difference", "expected"),
    [
        (0.5, 0.1, 388),  # 387.3: (1.96 √(2 × .55 × .45) + .8416 √(.25 + .24))² / .01
        (0.1, 0.1, 199),  # 198.97
        (0.2, 0.05, 1094),
        (0.2, -0.05, 906),
        (0.05, -0.1, None),
        (0.5, 0.0, None),
    ],
)
def test_sizes(rate: float, difference: float, expected: int | None) -> None:
    assert sample_size(rate, difference) == expected


def calls(script: str, days: int, a_day: int, argued: int, campaign: str | None = None) -> list[dict[str, Any]]:
    return [
        {"attempt_id": f"{script}{campaign}{day}-{k}", "lead_id": f"{script}{campaign}{day}-{k}", "script": script, "campaign_id": campaign,
         "started_at": f"2026-09-{day + 1:02d}T{8 + k % 9:02d}:{k % 60:02d}:00Z", "outcome": "refused" if k < argued else "callback"}
        for day in range(days) for k in range(a_day)
    ]  # fmt: skip


def asked(store: Store, **options: Any) -> ViewResult:
    return view(store, "test-length", **options)


def row(result: ViewResult, difference: float) -> dict[str, Any]:
    [found] = [one for one in result.table("needed").rows if one["difference"] == pytest.approx(difference)]
    return found


def test_what_is_needed_and_what_is_missing(store: Store) -> None:
    """Two scripts, ten days, 20 conversations each a day, half of them argued: at 50%, 10 points take 388 a side."""
    fill(store, attempts=[*calls("x", 10, 20, 10), *calls("y", 10, 20, 10)])  # type: ignore[arg-type]
    found = asked(store, difference=0.1)
    line = row(found, 0.1)
    assert line["needed"] == 388
    assert line["missing"] == 2 * (388 - 200)
    assert line["days"] == 20  # 776 at 40 a day: 19.4
    assert line["left"] == 10  # 376 at 40 a day: 9.4
    assert [finding.code for finding in found.findings] == ["not_yet", "length", "once"]


def test_two_that_are_told_apart(store: Store) -> None:
    fill(store, attempts=[*calls("x", 10, 40, 30), *calls("y", 10, 40, 10)])  # type: ignore[arg-type]
    found = asked(store, members="x,y", difference=0.1)
    assert found.findings[0].code == "told_apart"
    assert found.findings[0].about["difference"] == pytest.approx(0.5)
    assert found.findings[1].code == "enough"


def test_days_on_which_one_alone_was_tried_do_not_count(store: Store) -> None:
    fill(store, attempts=[*calls("x", 10, 40, 20), *calls("y", 5, 20, 10)])  # type: ignore[arg-type]
    assert row(asked(store), 0.1)["days"] == 13  # 776 at 60 a day with both


def test_what_cannot_be_asked(store: Store) -> None:
    fill(store, attempts=calls("x", 3, 20, 10))  # type: ignore[arg-type]
    assert [finding.code for finding in asked(store).findings] == ["nothing"]
    with pytest.raises(UsageError, match="not a proportion"):
        asked(store, kpi="average_talk_time")
    with pytest.raises(UsageError, match='nothing of script "z"'):
        asked(store, members="x,z")
    with pytest.raises(UsageError, match="two different members"):
        asked(store, members="x")


def test_scripts_of_different_campaigns_are_not_compared(store: Store) -> None:
    """Of all, u and v are the largest, each in a campaign of its own; x and y share campaign C, where they differ by nothing."""
    fill(store, attempts=[*calls("u", 5, 90, 80, "A"), *calls("v", 5, 80, 10, "B"),  # type: ignore[arg-type]
                          *calls("x", 5, 20, 10, "C"), *calls("y", 5, 20, 10, "C"), *calls("y", 5, 30, 30, "B")])  # fmt: skip
    found = asked(store)
    assert {row["member"] for row in found.table("members").rows} == {"v", "y"}  # B: 400 and 150 calls; C: 100 and 100
    never = asked(store, members="u,v")
    assert [finding.code for finding in never.findings] == ["cannot_tell"]
    assert never.table("members").rows == []


def test_two_scripts_are_told_apart_at_the_same_campaign(store: Store) -> None:
    """In each campaign both have the same rate, 80 % in A and 20 % in B; x has most of its calls in A."""
    fill(store, attempts=[*calls("x", 5, 40, 32, "A"), *calls("y", 5, 10, 8, "A"),  # type: ignore[arg-type]
                          *calls("x", 5, 10, 2, "B"), *calls("y", 5, 40, 8, "B")])  # fmt: skip
    found = asked(store)
    assert [row["value"]["value"] for row in found.table("members").rows] == pytest.approx([0.68, 0.32])
    assert found.findings[0].code == "not_yet"
    assert found.findings[0].about["difference"] == pytest.approx(0)


def test_where_no_campaign_has_two_nothing_is_proposed(store: Store) -> None:
    fill(store, attempts=[*calls("u", 2, 20, 10, "A"), *calls("v", 2, 20, 10, "B")])  # type: ignore[arg-type]
    found = asked(store)
    assert "No campaign has two" in found.findings[0].text.en
