"""A value as a dot on its interval, on a scale shared by the rows of a table, with a dotted line for the reference."""

from __future__ import annotations

from collections.abc import Iterable

from cadran.web.charts.markup import Markup, join, share, tag

Scale = tuple[float, float]


def span_of(values: Iterable[float | None]) -> Scale:
    """A scale that holds all these values with a little air at both ends; values equal but for rounding have some too.

    >>> span_of([0.2, None, 0.6]), span_of([0.2, 0.2 + 1e-12])
    ((0.18, 0.62), (0.19, 0.21))
    """
    known = [value for value in values if value is not None]
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    size = max(abs(low), abs(high))
    air = (high - low) * 0.05 if high - low > size * 1e-6 else size * 0.05 or 1.0
    return (round(low - air, 9), round(high + air, 9))


def dots(
    value: float | None,
    low: float | None,
    high: float | None,
    scale: Scale,
    *,
    reference: float | None = None,
    kind: str = "",
) -> Markup:
    """The dot, its interval where there is one, the reference; `kind` is the status: ok, bad or nothing."""
    start, end = scale

    def at(position: float) -> str:
        return share((position - start) / (end - start))

    parts: list[Markup] = []
    if reference is not None:
        parts.append(tag("line", x1=at(reference), x2=at(reference), y1="0", y2="100%", class_="reference"))
    if low is not None and high is not None:
        parts.append(tag("line", x1=at(low), x2=at(high), y1="50%", y2="50%", class_="interval"))
    if value is not None:
        parts.append(tag("circle", cx=at(value), cy="50%", r="4", class_="dot"))
    return tag("svg", join(parts), class_=f"dots {kind}".strip(), aria_hidden="true", focusable="false")
