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
    from cadran.executor.local import Store, open
    from cadran.query.request import Scope

__all__ = ["Scope", "Store", "open"]

_HOMES = {"open": "cadran.executor.local", "Store": "cadran.executor.local", "Scope": "cadran.query.request"}


def __getattr__(name: str) -> Any:
    """Import the store only when it is used: `cadran --help` needs no database."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cadran' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
