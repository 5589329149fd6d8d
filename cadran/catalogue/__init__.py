"""The catalogue: what is counted, by what it is broken down, and every KPI with all that is said of it.

Declarations only; nothing here computes a figure or reads a store.
"""

from __future__ import annotations

from cadran.catalogue.dimensions import DIMENSIONS
from cadran.catalogue.facts import FACTS
from cadran.catalogue.kpis import FAMILIES, KPIS
from cadran.catalogue.measures import MEASURES
from cadran.catalogue.shape import KPI, Dimension
from cadran.catalogue.sources import SOURCES
from cadran.errors import UsageError, did_you_mean

__all__ = ["DIMENSIONS", "FACTS", "FAMILIES", "KPIS", "MEASURES", "SOURCES", "dimension", "kpi"]


def kpi(id: str) -> KPI:
    """The KPI of that id.

    Raises UsageError, naming the nearest ids, where there is none.

    >>> kpi("contact_rate").den
    'calls'
    """
    try:
        return KPIS[id]
    except KeyError:
        raise UsageError(
            'Unknown KPI "{id}".{near} See "cadran catalogue".', id=id, near=did_you_mean(id, KPIS)
        ) from None


def dimension(id: str) -> Dimension:
    """The dimension of that id.

    Raises UsageError, naming the nearest ids, where there is none.
    """
    try:
        return DIMENSIONS[id]
    except KeyError:
        raise UsageError(
            'Unknown dimension "{id}".{near} See "cadran catalogue".', id=id, near=did_you_mean(id, DIMENSIONS)
        ) from None
