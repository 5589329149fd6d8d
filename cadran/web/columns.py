"""Columns of rows that a scope keeps back: what tells agents apart, how the centre is run, what it earns and spends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cadran.query.request import Scope
from cadran.web.scopes import cost_kpis
from cadran.web.served import KPIS

if TYPE_CHECKING:
    import pyarrow as pa

_OF = {
    "agent": ("agent_id", "credited_agent_id", "seller_id", "quality_score", "wrap_s", "hung_up_by"),
    "team": ("team",),
    "site": ("site",),
    "profile": ("profile",),
    "caller_number": ("caller_number",),
    "source_system": ("source_system",),
    "disposition": ("disposition",),
    "script": ("script",),
}
_COSTS = ("margin", "cost", "hourly_cost", "unit_margin")
_MONEY = ("revenue", "amount", "amount_base")
"""What a row of a cost tells, where costs are not to be seen."""


def hidden(scope: Scope) -> frozenset[str]:
    """Names of the columns that a scope does not show."""
    found = [
        column
        for dimension, columns in _OF.items()
        for column in columns
        if scope.dimensions is not None and dimension not in scope.dimensions
    ]
    if scope.kpis is not None and any(kpi not in scope.kpis for kpi in cost_kpis() or ()):
        found += _COSTS
    if scope.kpis is not None and not any(
        kpi in scope.kpis for kpi in ("revenue", "average_order_value") if kpi in KPIS
    ):
        found += _MONEY
    if scope.dimensions is not None and "agent" not in scope.dimensions:
        found += _COSTS
    return frozenset(found)


def seen(table: pa.Table, scope: Scope) -> pa.Table:
    """The rows without the columns that the scope keeps back."""
    kept = hidden(scope)
    return table.select([name for name in table.column_names if name not in kept])
