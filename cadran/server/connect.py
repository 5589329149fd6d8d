"""The way into a store, whoever holds it: the server that owns it, or this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cadran.config.location import path_of
from cadran.executor.calls import Executor
from cadran.executor.local import open
from cadran.lazy import lazy
from cadran.server.address import find

client = lazy("cadran.server.client")  # only a store that a server owns needs it


def connect(
    url: str | Path, *, create: bool = True, read_only: bool = False, bounds: Mapping[str, float] | None = None
) -> Executor:
    """The store at `url`: through its owner where one runs, else opened here (as cadran.executor.local.open does).

    `bounds` stand for those of the command line in the configuration (see config.limits): how many cells, rows, seconds.
    """
    path = path_of(str(url))
    remote: Executor | None = None if path == ":memory:" or find(path) is None else client.reach(path, bounds)
    if remote is not None:
        return remote
    store = open(url, create=create, read_only=read_only)
    store.limits = replace(store.limits, **(bounds or {}))  # type: ignore[arg-type]
    return store
