"""Cadran: the figures of an outbound contact centre, right and open down to their rows.

>>> import cadran
>>> with cadran.open(":memory:") as store:
...     store.imports()
[]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cadran.executor.calls import Executor as Store
    from cadran.query.request import Scope
    from cadran.server.connect import connect as open

__all__ = ["Scope", "Store", "open"]

_HOMES = {
    "open": ("cadran.server.connect", "connect"),
    "Store": ("cadran.executor.calls", "Executor"),
    "Scope": ("cadran.query.request", "Scope"),
}


def __getattr__(name: str) -> Any:
    """Import the store only when it is used: `cadran --help` needs no database."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cadran' has no attribute {name!r}")
    home, inside = _HOMES[name]
    return getattr(importlib.import_module(home), inside)
