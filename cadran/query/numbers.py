"""The arithmetic of a figure: the one division, and the interval of a proportion."""

from __future__ import annotations

from decimal import Decimal
from math import hypot, sqrt

Number = int | float | Decimal

Z95 = 1.959963984540054


def ratio(num: Number | None, den: Number | None, factor: float = 1.0) -> float | None:
    """The value factor × num / den as a float; None when either is unknown or the denominator is 0.

    The only division of two aggregates in the product.

    >>> ratio(1, 4), ratio(3, 0), ratio(None, 2)
    (0.25, None, None)
    """
    if num is None or den is None or not den:
        return None
    return factor * float(num) / float(den)


def wilson(num: float, den: float) -> tuple[float, float] | None:
    """The 95 % Wilson interval of the proportion num / den; None where it is no proportion (den 0, num past den).

    >>> [round(bound, 4) for bound in wilson(5, 10)]
    [0.2366, 0.7634]
    """
    return wilson_at(num, den, Z95) if den > 0 and 0 <= num <= den else None


def wilson_at(num: float, den: float, z: float) -> tuple[float, float]:
    """Wilson's interval of the proportion num / den at the normal quantile z."""
    share = num / den
    spread = z * sqrt(share * (1 - share) / den + z * z / (4 * den * den))
    middle, scale = share + z * z / (2 * den), 1 + z * z / den
    low = 0.0 if num == 0 else (middle - spread) / scale
    high = 1.0 if num == den else (middle + spread) / scale
    return low, high


def apart(value: float, bounds: tuple[float, float], other: float, others: tuple[float, float]) -> tuple[float, float]:
    """The interval of the difference value - other of two independent figures, from the interval of each.

    With Wilson intervals it is Newcombe's hybrid score interval (Newcombe 1998, method 10).

    >>> [round(bound, 4) for bound in apart(0.8, wilson(56, 70), 0.6, wilson(48, 80))]
    [0.0524, 0.3339]
    """
    gap = value - other
    low = gap - hypot(value - bounds[0], others[1] - other)
    high = gap + hypot(bounds[1] - value, other - others[0])
    return low, high
