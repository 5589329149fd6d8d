"""Readings of figures beside each other: which side of a reference they lie on, what share of their sum each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.query.numbers import ratio

ABOVE, BELOW, UNDECIDED = "above", "below", "undecided"


def side(figure: Mapping[str, Any], reference: float | None) -> str | None:
    """On which side of a reference the whole interval of a figure lies; None without an interval or a reference.

    >>> side({"low": 0.2, "high": 0.3}, 0.1), side({"low": 0.2, "high": 0.3}, 0.25)
    ('above', 'undecided')
    """
    if reference is None or figure["low"] is None or figure["high"] is None:
        return None
    return ABOVE if figure["low"] > reference else BELOW if figure["high"] < reference else UNDECIDED


def shares(counts: Sequence[float]) -> list[tuple[float | None, float | None]]:
    """Each count's share of their sum, and the share of it and those before it.

    >>> shares([3, 1])
    [(0.75, 0.75), (0.25, 1.0)]
    """
    total, before, found = sum(counts), 0.0, []
    for count in counts:
        before += count
        found.append((ratio(count, total), ratio(before, total)))
    return found
