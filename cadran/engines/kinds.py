"""Which engine holds a store: the one place that names them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from cadran.engines.base import Storage
from cadran.engines.duckdb import DuckDBEngine

FAILURES: tuple[type[Exception], ...] = (duckdb.Error,)
"""What an engine's own library raises where none of Cadran's errors says it better."""


def opened(path: str | Path, *, read_only: bool = False, memory: str | None = None) -> Storage:
    """The engine of the store in a file, or of one in memory for ":memory:"."""
    return DuckDBEngine(path, read_only=read_only, memory=memory)
