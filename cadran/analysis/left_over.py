"""Whether what a member's orders leave surely covers its costs: the amount with its interval, buyers being drawn.

Costs were booked and are taken as known; who buys, and for how much, is chance. With N orders of B buyers whose mean margin
has a standard error s (leads drawn, as in query.ratio_intervals), the total M varies as that of a Poisson number of buyers,

    variance(M) = (N s)² + M² / B

and has the interval of a count of M² / variance(M) events, each worth the same: it holds for a few large sales too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from cadran.analysis.asking import Asked
from cadran.analysis.clusters import student
from cadran.analysis.statistics import Bounds, decided, poisson
from cadran.errors import CadranError
from cadran.query.numbers import Z95, ratio

EACH = {"campaign_margin": "margin_per_order", "revenue_minus_cost": "average_order_value"}
"""What is left → the mean of an order of which it is made."""
BUYERS = "conversion_per_lead"
"""The KPI whose numerator is leads with an order."""


@dataclass(frozen=True, slots=True)
class Left:
    """What one member's orders leave once its cost is paid, and the interval of it; no bounds where none can be given."""

    amount: float
    cost: float
    bounds: Bounds | None

    @property
    def side(self) -> int:
        """1 where it surely earns, -1 where it surely loses, else 0."""
        return decided(self.bounds) if self.bounds else 0

    @property
    def of_cost(self) -> Bounds | None:
        """The bounds as parts of the cost: those of the return."""
        low, high = (ratio(bound, self.cost) for bound in self.bounds or (None, None))
        return None if low is None or high is None else (low, high)


def left_over(asked: Asked, by: str, kpi: str, cells: Mapping[Any, Mapping[str, Any]], tests: int) -> dict[Any, Left]:
    """Member → what is left of it, by its cells of `kpi` and of total_cost; the error of 5% is shared among `tests`."""
    each = EACH[kpi]
    try:
        rows = asked.figures(each, by=(by,), intervals=True).rows
        buyers = {row["key"][by]: row["values"][BUYERS]["num"] for row in asked.figures(BUYERS, by=(by,)).rows}
    except CadranError:
        rows, buyers = [], {}
    orders = {row["key"][by]: row["values"][each] for row in rows}
    found = {}
    for member, own in cells.items():
        amount, cost = own[kpi]["value"], own["total_cost"]["value"]
        if amount is None or cost is None:
            continue
        bounds = total_bounds(orders.get(member), buyers.get(member), tests)
        found[member] = Left(amount, cost, bounds and (bounds[0] - cost, bounds[1] - cost))
    return found


def total_bounds(mean: Mapping[str, Any] | None, buyers: float | None, tests: int) -> Bounds | None:
    """The interval of a sum over orders, by its mean with its interval and the number of buyers; None where there is none.

    >>> [round(bound) for bound in total_bounds({"value": 50, "high": 50, "den": 12}, 12, 2)]
    [289, 1248]
    """
    if mean is None or mean["high"] is None or not buyers or buyers < 2:
        return None
    total, error = mean["value"] * mean["den"], (mean["high"] - mean["value"]) / Z95 * mean["den"]
    variance, quantile = error**2 + total**2 / buyers, student(int(buyers) - 1, tests)
    events = ratio(total**2, variance)
    if not events or total < 0:
        half = quantile * sqrt(variance)
        return total - half, total + half
    low, high = poisson(events, quantile)
    return total * low / events, total * high / events
