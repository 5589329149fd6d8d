"""Horizontal bars, value printed; and the Pareto chart, bars with the line that 80 % lie above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cadran.web.charts.markup import Markup, join, link, share, tag


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its length, what is printed beside it, where it leads.

    `is_tail` draws it grey, `is_young` hatched: too recent to be judged.
    """

    label: str
    value: float | None
    text: str
    aside: str = ""
    tip: str = ""
    href: str | None = None
    is_tail: bool = False
    low: float | None = None
    high: float | None = None
    is_young: bool = False


def bars(items: Sequence[Bar], *, top: float | None = None, kind: str = "") -> Markup:
    """Bars on one scale from zero to `top` (default: the largest)."""
    scale = top or max((item.high or item.value or 0.0 for item in items), default=0.0) or 1.0
    rows = [tag("li", _row(item, scale)) for item in items]
    return tag("ol", join(rows), class_=f"bars {kind}".strip())


def pareto(items: Sequence[Bar], cut: int, words: str) -> Markup:
    """Bars in falling order; after the first `cut` of them a dashed line says `words`; what follows is grey."""
    scale = max((item.value or 0.0 for item in items), default=0.0) or 1.0
    rows: list[Markup] = []
    for place, item in enumerate(items):
        rows.append(tag("li", _row(item, scale), class_="tail" if place >= cut else None))
        if place == cut - 1 and cut < len(items):
            rows.append(tag("li", tag("span", words), class_="cut"))
    return tag("ol", join(rows), class_="bars pareto")


def _row(item: Bar, scale: float) -> Markup:
    return link(
        item.href,
        tag("span", item.label, class_="bar-label"),
        _track(item, scale),
        tag("b", item.text, class_="bar-value"),
        tag("span", item.aside, class_="bar-aside"),
        class_=" ".join(["bar", *(["tail"] if item.is_tail else []), *(["young"] if item.is_young else [])]),
        data_tip=item.tip or None,
    )


def _track(item: Bar, scale: float) -> Markup:
    parts: list[Markup] = []
    if item.value is not None:
        parts.append(tag("rect", width=share(item.value / scale), height="100%", rx="3", class_="fill"))
    if item.low is not None and item.high is not None:
        parts.append(whisker(item.low / scale, item.high / scale))
    return tag("svg", join(parts), class_="track", aria_hidden="true", focusable="false")


def whisker(low: float, high: float) -> Markup:
    """The interval of a bar, from share to share of its track."""
    return tag("line", x1=share(low), x2=share(high), y1="50%", y2="50%", class_="whisker")


def in_cell(part: float) -> Markup:
    """A bar behind the number of a table's cell: its part of the column's largest."""
    bar = tag("rect", width=share(part), height="100%", rx="2")
    return tag("svg", bar, class_="in-cell", aria_hidden="true", focusable="false")
