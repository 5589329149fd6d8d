"""Charts: what is drawn is where the figures say, what is unknown is not drawn, and nothing breaks out of its text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from cadran.web.charts import (
    Bar,
    Cell,
    Mark,
    Point,
    Reference,
    Step,
    bars,
    dots,
    funnel,
    heat,
    level,
    pareto,
    round_ticks,
    series,
    span_of,
    sparkline,
    tag,
)  # fmt: skip


def parsed(markup: str) -> ElementTree.Element:
    """The drawing as a tree: it must be well formed."""
    return ElementTree.fromstring(f"<div>{markup}</div>")


def test_texts_and_addresses_are_escaped() -> None:
    drawn = bars([Bar('<b>"R&D"</b>', 1, "1", href='?a=1&b="')])
    assert "<b>&quot;" not in drawn
    assert "&lt;b&gt;&quot;R&amp;D&quot;" in drawn
    assert 'href="?a=1&amp;b=&quot;"' in drawn
    assert parsed(drawn) is not None


def test_no_style_attribute_is_ever_written() -> None:
    drawn = [
        bars([Bar("a", 1, "1")]), funnel([Step("a", "1")]), sparkline([1, 2]), dots(1, 0, 2, (0, 3)),
        series([Point("a", 1), Point("b", 2)], [(1, "1")], marks=[Mark(0.5, 1, "x")]),
        heat([("1", "lun.")], [("9", "9 h")], {("1", "9"): Cell("5", 0)}, "x"),
    ]  # fmt: skip
    assert not [one for one in drawn if re.search(r"\s(style|on\w+)=", one)]


@pytest.mark.parametrize(
    ("low", "high", "options", "ticks"),
    [
        (0.213, 0.344, {}, [0.2, 0.25, 0.3, 0.35]), (21_300, 30_100, {}, [20_000, 25_000, 30_000, 35_000]),
        (95, 310, {"is_time": True}, [60, 120, 180, 240, 300, 360]), (0, 2, {"is_whole": True}, [0, 1, 2]),
        (-120, 80, {}, [-150, -100, -50, 0, 50, 100]), (7, 7, {}, [7]),
    ],
)  # fmt: skip
def test_an_axis_has_round_values_that_hold_what_is_drawn(
    low: float, high: float, options: dict[str, bool], ticks: list[float]
) -> None:
    assert round_ticks(low, high, **options) == ticks


def test_bars_share_one_scale_from_zero() -> None:
    widths = [rect.get("width") for rect in parsed(bars([Bar("a", 20, "20"), Bar("b", 5, "5")])).iter("rect")]
    assert widths == ["100%", "25%"]


def test_a_pareto_is_cut_after_the_members_it_is_told() -> None:
    items = list(parsed(pareto([Bar(name, 1, "1") for name in "abc"], 2, "80 %")).iter("li"))
    assert [item.get("class") for item in items] == [None, None, "cut", "tail"]


def test_each_step_of_a_funnel_is_drawn_on_the_scale_of_the_one_before() -> None:
    drawn = funnel(
        [Step("leads", "1000"), Step("contacts", "100", rate=0.1), Step("sales", "50", rate=0.5, low=0.4, high=0.6)]
    )
    tracks = list(parsed(drawn).iter("svg"))
    assert [next(track.iter("rect")).get("width") for track in tracks] == ["100%", "10%", "50%"]
    (whisker,) = list(tracks[2].iter("line"))
    assert (whisker.get("x1"), whisker.get("x2")) == ("40%", "60%")


def test_a_cell_with_too_few_says_so_and_has_no_shade() -> None:
    cells = {("1", "9"): Cell("40", 5, is_best=True), ("1", "10"): Cell("–", None, "too few")}
    found = [
        cell.get("class")
        for cell in parsed(heat([("1", "lun.")], [("9", "9 h"), ("10", "10 h"), ("11", "11 h")], cells, "x")).iter("td")
    ]
    assert found == [None, "h5 best", "few", "few"]


@pytest.mark.parametrize(("value", "shade"), [(0.0, 0), (0.49, 2), (0.51, 3), (1.0, 5)])
def test_shades_cut_the_scale_into_six(value: float, shade: int) -> None:
    assert level(value, (0.0, 1.0)) == shade


def test_a_dot_and_its_interval_stand_where_they_are() -> None:
    drawn = parsed(dots(0.5, 0.25, 0.75, (0.0, 1.0), reference=0.1))
    reference, interval = drawn.iter("line")
    assert (reference.get("x1"), interval.get("x1"), interval.get("x2")) == ("10%", "25%", "75%")
    assert next(drawn.iter("circle")).get("cx") == "50%"


def test_a_scale_ignores_what_is_unknown() -> None:
    assert span_of([None, None]) == (0.0, 1.0)
    assert span_of([0.0, None, 10.0]) == (-0.5, 10.5)


def test_a_gap_in_a_series_is_not_drawn_as_a_zero() -> None:
    drawn = parsed(series([Point("a", 1), Point("b", None), Point("c", 2), Point("d", 3)], []))
    lines = [path.get("d") or "" for path in drawn.iter("path") if path.get("class") == "line"]
    assert [line.count("L") for line in lines] == [0, 1]
    assert len(list(drawn.iter("circle"))) == 3


def test_what_the_centre_changed_stands_at_its_day() -> None:
    drawn = parsed(
        series([Point("a", 1), Point("b", 2)], [], marks=[Mark(0.25, 1, "script")], references=[Reference(1.5, "20 %")])
    )
    mark = next(link for link in drawn.iter("a") if link.get("href") == "#action-1")
    assert next(mark.iter("line")).get("x1") == "25%"
    assert mark.get("data-tip") == "script"


def test_a_series_of_one_period_is_drawn() -> None:
    assert next(parsed(series([Point("a", 1)], [])).iter("circle")).get("cx") == "50%"


def test_a_sparkline_needs_two_values() -> None:
    assert "path" not in sparkline([None, 4])
    assert "path" in sparkline([3, 4])


def test_an_empty_element_closes_itself() -> None:
    assert tag("rect", width="1") == '<rect width="1"/>'
    assert tag("td") == "<td></td>"
