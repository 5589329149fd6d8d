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


def calls(script: str, days: int, a_day: int, argued: int) -> list[dict[str, Any]]:
    return [
        {"attempt_id": f"{script}{day}-{k}", "lead_id": f"{script}{day}-{k}", "script": script,
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
