"""A step is told from a drift: by hand, in a store, and how often either is taken for the other."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pytest

from cadran.analysis import view
from cadran.analysis.drift import DRIFT, STEP, UNCLEAR, shape_of
from cadran.executor.local import Store
from tests.query.world import fill

ALONE = [(0, 0)] * 12


def test_a_series_drawn_as_a_step_or_as_a_slope() -> None:
    """3 % then 15 % from the seventh week on; or 2 points more each week from the fourth on, up to 21 %."""
    step = shape_of([(30, 1000)] * 6 + [(150, 1000)] * 6, ALONE)
    assert step is not None
    assert (step.kind, step.ramp.start, step.ramp.length) == (STEP, 6, 1)
    assert (step.ramp.level, step.ramp.change) == (pytest.approx(0.03), pytest.approx(0.12))
    slope = shape_of([(30, 1000)] * 3 + [(30 + 20 * (n + 1), 1000) for n in range(9)], ALONE)
    assert slope is not None
    assert (slope.kind, slope.ramp.start, slope.ramp.length) == (DRIFT, 3, 9)
    assert slope.ramp.level + slope.ramp.change == pytest.approx(0.21)


def test_a_drift_shared_with_the_others_is_no_shape_of_its_own() -> None:
    series = [(30 + 20 * n, 1000) for n in range(12)]
    found = shape_of(series, series)
    assert found is not None
    assert abs(found.ramp.change) < 1e-9


def test_too_few_weeks_tell_nothing() -> None:
    assert shape_of([(30, 1000)] * 2 + [(150, 1000)] * 2, ALONE[:4]) is None


WEEKS = np.arange(12)
STEPS = {at: np.where(at > WEEKS, 0.03, 0.10) for at in (3, 6, 10)}
SLOPES = {(at, long): 0.03 + 0.13 * np.clip((WEEKS - at + 1) / long, 0, 1) for at, long in ((6, 6), (3, 9))}


@pytest.mark.parametrize(("number", "scatter"), [(100, 1), (500, 1), (500, 3), (3000, 3)])
def test_how_often_one_is_taken_for_the_other(number: int, scatter: int) -> None:
    """60 series each: levels week by week as chance draws them, or three times as scattered; at most 5 % of the wrong kind."""
    draw = np.random.default_rng(20260903)

    def kinds(levels: np.ndarray) -> Counter[str]:
        told: Counter[str] = Counter()
        for _ in range(60):
            weekly = levels
            if scatter > 1:
                size = (number - 1) / (scatter - 1) - 1
                weekly = draw.beta(levels * size, (1 - levels) * size)
            series = [(int(k), number) for k in draw.binomial(number, weekly)]
            others = [(int(k), 3 * number) for k in draw.binomial(3 * number, np.full(12, 0.03))]
            found = shape_of(series, others)
            assert found is not None
            told[found.kind] += 1
        return told

    for levels in STEPS.values():
        assert kinds(levels)[DRIFT] <= 3
    for levels in SLOPES.values():
        told = kinds(levels)
        assert told[STEP] <= 3
        if number == 3000:
            assert told[DRIFT] > 57, told[UNCLEAR]


def declined(daily: list[int]) -> list[dict[str, object]]:
    """50 calls a day shown +33100000001, so many of them declined; 50 shown +33100000002, of which 2."""
    start = datetime(2026, 7, 6, 8)
    rows: list[dict[str, object]] = []
    for day, bad in enumerate(daily):
        for number, some in (("+33100000001", bad), ("+33100000002", 2)):
            for n in range(50):
                rows.append({
                    "attempt_id": f"{number}{day}-{n}", "lead_id": f"{number}{day}-{n}", "campaign_id": "A",
                    "caller_number": number, "started_at": start + timedelta(days=day, minutes=n),
                    "outcome": "rejected" if n < some else "no_answer",
                })  # fmt: skip
    return rows


def test_a_number_that_wears_out_little_by_little(store: Store) -> None:
    """Four weeks at 2 of 50; then one more every other day for five weeks, up to 19: from 4 % to 38 %."""
    fill(store, attempts=declined([2] * 28 + [2 + (day + 1) // 2 for day in range(35)]))
    (told,) = [one for one in view(store, "best-hours").findings if one.code == "break"]
    assert (told.about["caller_number"], told.about["shape"], told.tone) == ("+33100000001", "drift", "bad")
    assert abs((told.about["since"] - datetime(2026, 8, 3).date()).days) <= 3
    assert (told.about["before"], told.about["after"]) == (pytest.approx(0.04, abs=0.01), pytest.approx(0.38, abs=0.02))
    assert "peu à peu" in told.text.fr
    assert "drifting" in told.text.en


def test_a_number_declined_from_one_day_to_the_next(store: Store) -> None:
    """Four weeks at 2 of 50, a Wednesday on which it becomes 15: a step, within a week."""
    fill(store, attempts=declined([2] * 30 + [15] * 33))
    (told,) = [one for one in view(store, "best-hours").findings if one.code == "break"]
    assert told.about["shape"] == "step"
    assert "peu à peu" not in told.text.fr
