"""A funnel whose late stages can be read: each step is drawn on its own scale, the step before it being the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cadran.web.charts.bars import whisker
from cadran.web.charts.markup import Markup, join, link, share, tag


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many, and what part of the whole named `of` came this far (with its interval where it has one)."""

    label: str
    count: str
    rate: float | None = None
    rate_text: str = ""
    of: str = ""
    low: float | None = None
    high: float | None = None
    change: Markup | str = ""
    tip: str = ""
    href: str | None = None
    rate_href: str | None = None
    is_weak: bool = False


def funnel(steps: Sequence[Step]) -> Markup:
    """Steps from first to last: label, bar of the passage rate, count, rate and what it is a part of."""
    return tag("ol", join([_step(step, place) for place, step in enumerate(steps)]), class_="funnel")


def _step(step: Step, place: int) -> Markup:
    rate = 1.0 if place == 0 else step.rate
    parts: list[Markup] = []
    if rate is not None:
        parts.append(tag("rect", width=share(rate), height="100%", rx="3", class_="fill"))
    if step.low is not None and step.high is not None:
        parts.append(whisker(step.low, step.high))
    track = tag("svg", join(parts), class_="track", aria_hidden="true", focusable="false")
    rated = link(
        step.rate_href, tag("b", step.rate_text), " ", tag("small", step.of), class_="step-rate", data_tip=step.tip
    )
    return tag(
        "li",
        link(step.href, step.label, class_="step-label"),
        rated if step.rate_text else tag("span"),
        tag("span", step.change, class_="step-change"),
        tag("b", step.count, class_="step-count"),
        tag("span", track, class_="step-bar", data_tip=step.tip or None),
        class_="weak" if step.is_weak else None,
    )
