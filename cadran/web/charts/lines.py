"""Lines over time: the sparkline of a card, and the full series with its interval and what the centre changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from cadran.web.charts.markup import Markup, figure, join, share, tag

WIDTH, HEIGHT = 1000, 100
CHARACTER = 7
"""What a character of the scale takes, in pixels."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series; a value of None leaves a gap, never a zero."""

    label: str
    value: float | None
    tip: str = ""
    href: str | None = None
    low: float | None = None
    high: float | None = None
    is_open: bool = False
    is_young: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened between the start (0) and the end (1) of the series, numbered as in its legend."""

    at: float
    number: int
    tip: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A horizontal dotted line with its words: a target, a published figure."""

    value: float
    words: str


def round_ticks(low: float, high: float, *, is_time: bool = False, is_whole: bool = False) -> list[float]:
    """Round values, three to six, that hold a scale: multiples of 1, 2 or 5, of minutes and hours for seconds.

    >>> round_ticks(0.213, 0.344), round_ticks(95, 310, is_time=True), round_ticks(0, 2, is_whole=True), round_ticks(7, 7)
    ([0.2, 0.25, 0.3, 0.35], [60, 120, 180, 240, 300, 360], [0, 1, 2], [7])
    """
    if not high > low:
        return [low]
    wanted = (high - low) / 4
    step = _step(wanted, is_time=is_time)
    step = max(step, 1) if is_whole else step
    return [round(place * step, 9) for place in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def _step(wanted: float, *, is_time: bool) -> float:
    """The smallest round step that is not under the one wanted."""
    if is_time and wanted > 5:
        steps = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200)
        return next((step for step in steps if step >= wanted), ceil(wanted / 86_400) * 86_400)
    power = 10.0 ** floor(log10(wanted))
    step = next(times for times in (1, 2, 5, 10) if times * power >= wanted * (1 - 1e-9)) * power
    return int(step) if step >= 1 else step


class _Frame:
    """From values to the drawing's own units."""

    def __init__(self, values: Sequence[float], count: int, *, air: float = 0.08) -> None:
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = (high - low) * air or abs(high) * air or 1.0
        self.low, self.high, self.count = low - room, high + room, count

    def x(self, place: float) -> float:
        return 0.5 if self.count < 2 else place / (self.count - 1)

    def y(self, value: float) -> float:
        return HEIGHT * (1 - (value - self.low) / (self.high - self.low))


def _runs(values: Sequence[float | None]) -> list[list[int]]:
    """Stretches of neighbouring periods that have a value."""
    runs: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def _line(frame: _Frame, run: Sequence[int], values: Sequence[float | None]) -> str:
    steps = (f"{figure(frame.x(place) * WIDTH)} {figure(frame.y(values[place] or 0.0))}" for place in run)
    return "M" + "L".join(steps)


def _young(frame: _Frame, first: int | None) -> Markup:
    """What is too young to be judged, hatched: from half a step before its first period to the end of the drawing."""
    if first is None:
        return Markup("")
    start = max(frame.x(first) - 0.5 / max(frame.count - 1, 1), 0.0) if frame.count > 1 else 0.0
    return tag("rect", x=share(start), width=share(1 - start), height="100%", class_="young")


def sparkline(
    values: Sequence[float | None], *, reference: float | None = None, words: str = "",
    ends: tuple[str, str] | None = None, is_open: bool = False, young: int | None = None,
) -> Markup:  # fmt: skip
    """A small line without axes; the last value is a dot, the reference a dotted line.

    `ends` are the words of the first and last period, printed under it; with `is_open` the last period is still under
    way: its dot is hollow; from the place `young` on it is hatched: too recent to be judged.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return tag("svg", class_="spark", aria_hidden="true")
    near = reference is not None and min(known) * 0.5 <= reference <= max(known) * 1.5
    frame = _Frame([*known, reference] if near and reference is not None else known, len(values))
    parts: list[Markup] = []
    for run in _runs(values):
        line = _line(frame, run, values)
        first, last = (figure(frame.x(place) * WIDTH) for place in (run[0], run[-1]))
        parts.append(tag("path", d=f"{line}L{last} {HEIGHT}L{first} {HEIGHT}Z", class_="area"))
        parts.append(tag("path", d=line, class_="line"))
    if near and reference is not None:
        y = figure(frame.y(reference))
        parts.append(tag("line", x1="0", x2=str(WIDTH), y1=y, y2=y, class_="reference"))
    plot = tag(
        "svg", join(parts), viewBox=f"0 0 {WIDTH} {HEIGHT}", preserveAspectRatio="none", width="100%", height="100%"
    )
    end = _runs(values)[-1][-1]
    dot = tag("circle", cx=share(frame.x(end)), cy=share(frame.y(values[end] or 0.0) / HEIGHT), r="3",
              class_="dot open" if is_open else "dot")  # fmt: skip
    drawn = tag("svg", _young(frame, young), plot, dot, class_="spark", role="img" if words else None, aria_label=words or None,
                aria_hidden=None if words else "true", focusable="false")  # fmt: skip
    if not ends:
        return drawn
    return tag("span", drawn, tag("span", tag("i", ends[0]), tag("i", ends[1]), class_="ends"), class_="trend")


def series(
    points: Sequence[Point],
    ticks: Sequence[tuple[float, str]],
    *,
    references: Sequence[Reference] = (),
    marks: Sequence[Mark] = (),
    words: str = "",
) -> Markup:
    """The series: its line, its interval as a band, references dotted, what was changed as numbered marks.

    `ticks` are values of the scale with their words. Every period with a value is a link with its details; those too
    recent to be judged are hatched.
    """
    values = [point.value for point in points]
    shown = [value for point in points for value in (point.value, point.low, point.high) if value is not None]
    frame = _Frame([*shown, *(one.value for one in references), *(value for value, _words in ticks)], len(points))
    parts = [tag("g", *_bands(frame, points)), *_paths(frame, values)]
    plot = tag(
        "svg", join(parts), viewBox=f"0 0 {WIDTH} {HEIGHT}", preserveAspectRatio="none", width="100%", height="100%"
    )
    young = _young(frame, next((place for place, point in enumerate(points) if point.is_young), None))
    over = [*_lines(frame, ticks), *_references(frame, references), *_marks(marks), *_dots(frame, points)]
    body = tag("svg", young, plot, join(over), class_="plot", role="group", aria_label=words or None)
    return tag("div", _scale(frame, ticks), body, _axis(points), class_="series")


def _bands(frame: _Frame, points: Sequence[Point]) -> list[Markup]:
    bands: list[Markup] = []
    for run in _runs([None if point.low is None else point.high for point in points]):
        lows, highs = [point.low for point in points], [point.high for point in points]
        back = _line(frame, run[::-1], lows)[1:]
        bands.append(tag("path", d=f"{_line(frame, run, highs)}L{back}Z", class_="band"))
    return bands


def _paths(frame: _Frame, values: Sequence[float | None]) -> list[Markup]:
    return [tag("path", d=_line(frame, run, values), class_="line") for run in _runs(values)]


def _lines(frame: _Frame, ticks: Sequence[tuple[float, str]]) -> list[Markup]:
    heights = [share(frame.y(value) / HEIGHT) for value, _words in ticks]
    return [tag("line", x1="0", x2="100%", y1=y, y2=y, class_="tick") for y in heights]


def _scale(frame: _Frame, ticks: Sequence[tuple[float, str]]) -> Markup:
    """The values of the scale, left of the plot: beside the lines, never over them."""
    texts = [
        tag("text", words, x="100%", y=share(frame.y(value) / HEIGHT), dy="4", text_anchor="end", class_="tick-words")
        for value, words in ticks
    ]
    width = str(max((len(words) for _value, words in ticks), default=0) * CHARACTER)
    return tag("svg", join(texts), class_="scale", width=width, aria_hidden="true", focusable="false")


def _references(frame: _Frame, references: Sequence[Reference]) -> list[Markup]:
    lines: list[Markup] = []
    for reference in references:
        y = share(frame.y(reference.value) / HEIGHT)
        lines.append(tag("line", x1="0", x2="100%", y1=y, y2=y, class_="reference"))
        lines.append(tag("text", reference.words, x="100%", y=y, dy="-5", text_anchor="end", class_="reference-words"))
    return lines


def _marks(marks: Sequence[Mark]) -> list[Markup]:
    drawn: list[Markup] = []
    for mark in marks:
        x = share(mark.at)
        drawn.append(
            tag(
                "a",
                tag("line", x1=x, x2=x, y1="18", y2="100%", class_="action-line"),
                tag("circle", cx=x, cy="9", r="9", class_="action"),
                tag("text", str(mark.number), x=x, y="9", dy="4", text_anchor="middle", class_="action-number"),
                href=f"#action-{mark.number}",
                data_tip=mark.tip,
                aria_label=mark.tip,
            )
        )
    return drawn


def _dots(frame: _Frame, points: Sequence[Point]) -> list[Markup]:
    """The dots, each with an invisible column around it: what the pointer meets before it finds a dot of 3 px."""
    drawn: list[Markup] = []
    half = 0.5 / max(len(points) - 1, 1)
    for place, point in enumerate(points):
        if point.value is None:
            continue
        x = frame.x(place)
        hit = tag("rect", x=share(x - half), width=share(2 * half), y="18", height="100%", class_="hit")
        dot = tag("circle", cx=share(x), cy=share(frame.y(point.value) / HEIGHT), r="3.5",
                  class_="dot open" if point.is_open else "dot")  # fmt: skip
        drawn.append(link_svg(point, hit, dot))
    return drawn


def link_svg(point: Point, *children: Markup) -> Markup:
    words = point.tip or point.label
    if point.href:
        return tag("a", *children, href=point.href, data_tip=point.tip or None, aria_label=words)
    return tag("g", *children, data_tip=point.tip or None)


def _axis(points: Sequence[Point]) -> Markup:
    """At most eight period names under the plot; every other one may be left out where it is narrow."""
    step = max(1, -(-len(points) // 8))
    shown = [place for place in range(len(points)) if place % step == 0]
    names = [
        tag("text", point.label, class_="odd" if turn % 2 else None, x=share(place / (len(points) - 1) if len(points) > 1 else 0.5), y="12",
            text_anchor="start" if place == 0 else "end" if place == len(points) - 1 else "middle")
        for turn, (place, point) in enumerate((place, points[place]) for place in shown)
    ]  # fmt: skip
    return tag("svg", join(names), class_="axis", aria_hidden="true", focusable="false")
