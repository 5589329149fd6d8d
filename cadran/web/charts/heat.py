"""A heat map as a table: the value is printed in each cell, the shade repeats it, too few is hatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadran.web.charts.markup import Markup, join, link, tag

LEVELS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `level` 0 to 5 is its shade, None where there are too few to say."""

    text: str
    level: int | None
    tip: str = ""
    href: str | None = None
    is_best: bool = False


def levels(values: Sequence[float]) -> tuple[float, float]:
    """The ends of the scale of these values; an empty scale is (0, 1)."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low, low + 1.0)


def level(value: float, scale: tuple[float, float]) -> int:
    """The shade of a value.

    >>> level(0.2, (0.2, 0.5)), level(0.5, (0.2, 0.5)), level(0.36, (0.2, 0.5))
    (0, 5, 3)
    """
    low, high = scale
    return min(int((value - low) / (high - low) * LEVELS), LEVELS - 1)


def heat(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Cell],
    caption: str,
) -> Markup:
    """`rows` and `columns` pair a key with its words; a cell that is not there is drawn as too few."""
    head = [tag("th", words, scope="col") for _, words in columns]
    body = [
        tag("tr", tag("th", words, scope="row"), *(_cell(cells.get((row, column))) for column, _ in columns))
        for row, words in rows
    ]
    return tag(
        "table",
        tag("caption", caption, class_="sr"),
        tag("thead", tag("tr", tag("td"), *head)),
        tag("tbody", join(body)),
        class_="heat",
    )


def legend(low: str, high: str) -> Markup:
    """The ramp with its two ends in words."""
    steps = [tag("rect", x=str(place * 20), width="19", height="8", class_=f"h{place}") for place in range(LEVELS)]
    ramp = tag("svg", join(steps), width="120", height="8", aria_hidden="true", focusable="false", class_="ramp")
    return tag("span", tag("span", low), ramp, tag("span", high), class_="legend")


def _cell(cell: Cell | None) -> Markup:
    if cell is None or cell.level is None:
        text = cell.text if cell else "–"
        return tag("td", link(cell.href if cell else None, text, data_tip=cell.tip if cell else None), class_="few")
    name = f"h{cell.level}" + (" best" if cell.is_best else "")
    return tag("td", link(cell.href, cell.text, data_tip=cell.tip or None), class_=name)
