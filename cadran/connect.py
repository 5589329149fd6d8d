"""The way into a store, whoever holds it: the server that owns it, or this process."""

from __future__ import annotations

from pathlib import Path

from cadran.executor import Executor
from cadran.lazy import lazy
from cadran.server.place import find
from cadran.store import open, path_of

client = lazy("cadran.server.client")  # only a store that a server owns needs it


def connect(url: str | Path, *, create: bool = True, read_only: bool = False) -> Executor:
    """The store at `url`: through its owner where one runs, else opened here (as cadran.store.open does)."""
    path = path_of(str(url))
    remote = None if path == ":memory:" or find(path) is None else client.reach(path)
    return remote or open(url, create=create, read_only=read_only)
