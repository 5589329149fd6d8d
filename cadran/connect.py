"""The way into a store, whoever holds it: the server that owns it, or this process."""

from __future__ import annotations

from pathlib import Path

from cadran.server.client import reach
from cadran.store import Executor, open, path_of


def connect(url: str | Path, *, create: bool = True, read_only: bool = False) -> Executor:
    """The store at `url`: through its owner where one runs, else opened here (as cadran.store.open does)."""
    path = path_of(str(url))
    remote = None if path == ":memory:" else reach(path)
    return remote or open(url, create=create, read_only=read_only)
