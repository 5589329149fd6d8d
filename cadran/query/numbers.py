"""The arithmetic of a figure: the one division, and the interval of a proportion; of single values and of whole columns.

In a column what is unknown is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import hypot, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Number = int | float | Decimal
Floats = npt.NDArray[np.float64]

UNITS = 10_000
"""Money is added up in ten-thousandths, integers as long as they fit a float: 900 billion."""

Z95 = 1.959963984540054


def ratio(num: Number | None, den: Number | None, factor: float = 1.0) -> float | None:
    """The value factor × num / den as a float; None when either is unknown or the denominator is 0.

    The only division of two aggregates in the product, with `ratios`, the same of columns.

    >>> ratio(1, 4), ratio(3, 0), ratio(None, 2)
    (0.25, None, None)
    """
    if num is None or den is None or not den:
        return None
    return factor * float(num) / float(den)


def ratios(num: Floats, den: Floats, factor: Floats | float = 1.0) -> Floats:
    """The values factor × num / den, NaN where either is unknown or the denominator is 0.

    >>> ratios(np.array([1.0, 3.0, np.nan]), np.array([4.0, 0.0, 2.0]))
    array([0.25,  nan,  nan])
    """
    with np.errstate(invalid="ignore"):
        return factor * num / np.where(den == 0, np.nan, den)


def wilson(num: float, den: float) -> tuple[float, float] | None:
    """The 95 % Wilson interval of the proportion num / den; None where it is no proportion (den 0, num past den).

    >>> [round(bound, 4) for bound in wilson(5, 10)]
    [0.2366, 0.7634]
    """
    return wilson_at(num, den, Z95) if den > 0 and 0 <= num <= den else None


def wilsons(num: Floats, den: Floats) -> tuple[Floats, Floats]:
    """The 95 % Wilson intervals of the proportions num / den, NaN where it is none.

    >>> [bound.round(4) for bound in wilsons(np.array([5.0, 3.0]), np.array([10.0, 0.0]))]
    [array([0.2366,    nan]), array([0.7634,    nan])]
    """
    some = np.where((den > 0) & (num >= 0) & (num <= den), den, np.nan)
    low, high = _scored(num / some, some, Z95, np.sqrt)
    return np.where(num == 0, low * 0.0, low), np.where(num == den, high * 0.0 + 1.0, high)


def wilson_at(num: float, den: float, z: float) -> tuple[float, float]:
    """Wilson's interval of the proportion num / den at the normal quantile z."""
    low, high = _scored(num / den, den, z, sqrt)
    return 0.0 if num == 0 else low, 1.0 if num == den else high


def _scored(share: Any, den: Any, z: float, root: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Wilson's score interval, of a number or of a column."""
    spread = z * root(share * (1 - share) / den + z * z / (4 * den * den))
    middle, scale = share + z * z / (2 * den), 1 + z * z / den
    return (middle - spread) / scale, (middle + spread) / scale


def apart(
    value: Any, bounds: tuple[Any, Any], other: Any, others: tuple[Any, Any], length: Callable[[Any, Any], Any] = hypot
) -> tuple[Any, Any]:
    """The interval of the difference value - other of two independent figures, from the interval of each.

    With Wilson intervals it is Newcombe's hybrid score interval (Newcombe 1998, method 10). Of columns, with np.hypot.

    >>> [round(bound, 4) for bound in apart(0.8, wilson(56, 70), 0.6, wilson(48, 80))]
    [0.0524, 0.3339]
    """
    gap = value - other
    low = gap - length(value - bounds[0], others[1] - other)
    high = gap + length(bounds[1] - value, other - others[0])
    return low, high


def stratum(num: Any, den: Any, other: Any, others: Any) -> tuple[Any, Any, Any, Any]:
    """What one stratum brings to the difference of two proportions at equal strata, num / den and other / others; of columns too.

    Its Mantel-Haenszel weight, the difference so weighted, and the slope and level of the variance (Sato 1989). They add up
    over strata.
    """
    total = den + others
    return (
        den * others / total,
        (num * others - other * den) / total,
        (den * den * other - others * others * num + den * others * (others - den) / 2) / total**2,
        (num * (others - other) + other * (den - num)) / (2 * total),
    )


def at_equal_strata(
    sums: tuple[Any, Any, Any, Any], z: float, root: Callable[[Any], Any] = sqrt
) -> tuple[Any, tuple[Any, Any]]:
    """The difference and its interval from the sums of `stratum`; of columns with np.sqrt, NaN where there is no weight.

    Sato's variance holds for many small strata as for a few large ones; it is taken at each difference rather than at the one
    found (Klingenberg 2014), so that the interval also holds where few did.
    """
    weight, gap, slope, level = sums
    found = gap / weight
    middle = found + z * z * slope / (2 * weight**2)
    inside = middle**2 - found**2 + z * z * level / weight**2
    spread = root(inside * (inside > 0))
    return found, (middle - spread, middle + spread)
