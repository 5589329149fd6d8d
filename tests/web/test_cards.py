"""Cards and tables of members: each mark judges the line that it stands on, and nothing is judged without a direction.

What is published: of contacted_within_1h_rate 90 %, whatever the days; of conversion_per_worked_lead 5 %, of a whole
campaign and of cold leads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import translation

from cadran.catalogue import KPIS
from cadran.catalogue.shape import Unit
from cadran.query.shares import side
from cadran.query.verdict import Verdict
from cadran.web.charts import Bar, Point, bars, series
from cadran.web.filters import Filters
from cadran.web.parts import figures, members
from cadran.web.parts.answers import Answer
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import BAD, NEUTRAL, OK
from cadran.web.parts.trends import Trend, end_of
from cadran.wording import display


class English:
    """What the words of a figure need of a desk."""

    language, currency, filters, compared = "en", "EUR", Filters(), "2026-11-13 to 2026-11-19"
    is_compared_in_part = False

    def team_mean(self, id: str) -> None:
        """A manager is of no team."""

    def say(self, text: Any) -> str:
        return display.say(text, "en")

    def value(self, kpi: Any, amount: float | None) -> str:
        return display.value(amount, kpi.unit, "en", "EUR")

    def days(self, period: tuple[date, date]) -> str:
        return display.days(*period, "en")

    def chosen(self, kpi: Any, amount: float) -> str:
        return display.chosen(amount, kpi.unit, "en", "EUR")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


DESK = cast(Desk, English())


def cell(value: float, low: float, high: float, **more: Any) -> dict[str, Any]:
    gap = {"value": 0.036, "relative": 0.04, "low": -0.01, "high": 0.08, "verdict": "undecided"}
    return {"value": value, "low": low, "high": high, "previous": {"value": value - 0.036, "change": gap}, **more}


def test_what_is_published_and_the_period_before_have_a_mark_each() -> None:
    """82.7 % (79.9 to 85.1) lies wholly under 90 %, while its change since the week before may be chance."""
    kpi = KPIS["contacted_within_1h_rate"]
    found = cell(0.827, 0.799, 0.851)
    published, before = figures._against(
        DESK, kpi, found, figures.status_of(DESK, kpi, found["previous"]["change"]), None
    )
    assert (published.label, published.status and published.status.mark) == ("vs published 90%", "▼")
    assert published.status is not None
    assert (published.status.kind, published.status.words) == (NEUTRAL, "under")
    assert (before.words, before.status and before.status.words) == ("+3.6 pt", "undecided")
    assert before.tip.startswith("2026-11-13 to 2026-11-19: 79.1%")


def test_a_comparison_that_finds_nothing_is_said() -> None:
    found = {**cell(0.8, 0.7, 0.9), "previous": {"value": None, "change": None}}
    *_published, before = figures._against(DESK, KPIS["refusal_rate"], found, None, None)
    assert (before.label, before.words, before.status) == ("vs period before", "nothing to compare", None)


def test_a_volume_is_not_compared_with_days_that_were_loaded_in_part() -> None:
    """A quarter against one whose first month was never loaded: more calls say nothing, a rate still does."""
    partly = cast(Desk, SimpleNamespace(is_compared_in_part=True))
    found = cell(0.8, 0.7, 0.9)
    assert figures.change_of(partly, KPIS["calls"], found) is None
    assert figures.change_of(partly, KPIS["refusal_rate"], found) == found["previous"]["change"]
    assert figures.change_of(DESK, KPIS["calls"], found) == found["previous"]["change"]


@pytest.mark.parametrize(
    ("preset", "compare", "said"),
    [
        ("7d", "", "vs period before"), ("1d", "", "vs day before"), ("week", "", "vs week before"),
        ("last-week", "", "vs week before"), ("month", "", "vs month before"), ("quarter", "", "vs quarter before"),
        ("7d", "year", "vs year before"), ("week", "month", "vs month before"),
        ("7d", "2026-09-01:2026-09-08", "vs 01/09–07/09"), ("7d", "2026-09-01:2026-09-02", "vs 01/09"),
    ],
)  # fmt: skip
def test_a_change_names_what_it_is_measured_against(preset: str, compare: str, said: str) -> None:
    assert str(Filters(preset, compare=compare).versus()) == said


def test_what_is_too_young_is_hatched_said_and_not_judged() -> None:
    """Orders of the last days are pending: 20 %, wholly under the mean of 80 %, is no verdict yet."""
    young, kpi = cell(0.2, 0.1, 0.3, young=True, num=2, den=10), KPIS["net_sales_rate"]
    assert side(young, 0.8) is None
    assert side({**young, "young": False}, 0.8) == Verdict.BELOW
    assert figures.change_of(DESK, kpi, young) is None
    assert "too recent to be judged" in figures.tip_of(DESK, kpi, young)
    assert [one.label for one in figures._against(DESK, kpi, young, None, None)] == []
    part = {"from": "2026-09-01", "to": "2026-09-15", **cell(0.5, 0.4, 0.6, num=50, den=100),
            "change": {"value": -0.1, "relative": -0.2, "low": -0.15, "high": -0.05, "verdict": "lower"}}  # fmt: skip
    old = {**young, "settled": part, "previous": {"value": 0.6}}
    gap = figures.change_of(DESK, kpi, old)
    assert gap is not None  # of its days that are old enough, which are said
    assert (gap["value"], figures.status_of(DESK, kpi, gap).kind) == (-0.1, "bad")
    assert "2026-09-14" in figures.tip_of(DESK, kpi, old)
    assert "too recent to be judged" not in figures.tip_of(DESK, kpi, old)
    drawn = Trend((0.8, 0.9, 0.4, 0.1), "30/10", "26/11", is_open=False, young=2).drawn()
    assert '<rect x="50%" width="50%" height="100%" class="young"/>' in drawn
    assert "young" not in Trend((0.8, 0.9), "30/10", "31/10", is_open=False).drawn()
    points = [Point(day, 0.5, is_young=day > "2") for day in ("1", "2", "3", "4", "5")]
    assert 'x="37.5%" width="62.5%"' in series(points, [])
    assert 'class="bar young"' in bars([Bar("A", 1.0, "1", is_young=True)])


def test_a_target_of_the_centre_takes_the_place_of_what_is_published() -> None:
    found = cell(0.827, 0.799, 0.851, target={"value": 0.75}, decision=Verdict.ABOVE)
    target, _before = figures._against(DESK, KPIS["contacted_within_1h_rate"], found, None, None)
    assert (target.label, target.status and target.status.kind) == ("vs target 75%", OK)


def test_what_a_whole_campaign_reaches_is_not_set_beside_a_week() -> None:
    """1 % of the week's leads, 3 % of the campaign's to date: it is the 3 % that stands beside the 5 %."""
    kpi = KPIS["conversion_per_worked_lead"]
    published, _before = figures._against(DESK, kpi, cell(0.01, 0.008, 0.012), None, cell(0.03, 0.02, 0.04))
    assert (published.label, published.words) == ("vs published 5%", "campaign to date 3.0%")
    assert published.status is None, "it speaks of cold leads only"


@pytest.mark.parametrize(
    ("kpi", "kind"), [("mobile_rate", NEUTRAL), ("list_penetration", NEUTRAL), ("refusal_rate", BAD)]
)
def test_what_nobody_does_better_has_no_colour(kpi: str, kind: str) -> None:
    gap = {"value": 0.1, "relative": 0.2, "low": 0.05, "high": 0.15, "verdict": "higher"}
    moved = figures.status_of(DESK, KPIS[kpi], gap)
    assert moved is not None
    assert (moved.kind, figures.side_status(KPIS[kpi], Verdict.ABOVE).kind) == (kind, kind)


def _answer(rows: list[dict[str, float]]) -> Answer:
    lines = [{"key": {}, "values": {kpi: {"value": value} for kpi, value in row.items()}} for row in rows]
    return cast(Answer, SimpleNamespace(rows=lines))


def test_columns_of_the_same_money_are_one() -> None:
    """A customer an order: CPO and CAC agree for everybody; once one orders twice they do not."""
    assert KPIS["cost_per_order"].unit is Unit.MONEY
    kpis = ("cost_per_lead", "cost_per_order", "customer_acquisition_cost")
    same = [dict(zip(kpis, values, strict=True)) for values in ((1.0, 20.0, 20.0), (2.0, 30.0, 30.0))]
    assert members._same(_answer(same), kpis) == {"customer_acquisition_cost": "cost_per_order"}
    same[1]["customer_acquisition_cost"] = 40.0
    assert members._same(_answer(same), kpis) == {}
    assert members._same(_answer([dict.fromkeys(kpis, 0.0)]), kpis) == {}, "nothing spent says nothing"


def test_a_sparkline_tells_its_days_and_whether_the_last_is_over() -> None:
    over, under_way = (Trend((1.0, 2.0), "30/10", "26/11", is_open) for is_open in (False, True))
    assert "<i>30/10</i><i>26/11</i>" in over.drawn()
    assert ['class="dot open"' in one.drawn() for one in (over, under_way)] == [False, True]
    assert [end_of(date(2026, 10, 1), grain) for grain in ("day", "week", "month", "quarter", "year")] == [
        date(2026, 10, 2), date(2026, 10, 8), date(2026, 11, 1), date(2027, 1, 1), date(2027, 10, 1),
    ]  # fmt: skip
