"""The way into a store, whoever holds it: the server that owns it, or this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cadran.config import Config
from cadran.config.location import DEFAULT_URL, path_of
from cadran.errors import StoreDamagedError, StoreError
from cadran.executor.calls import Executor
from cadran.executor.local import open
from cadran.lazy import lazy
from cadran.server.address import find
from cadran.store.clock import Clock, system_clock

if TYPE_CHECKING:
    from cadran.keeping import backup as copies
    from cadran.server import client
else:  # only a store that a server owns needs the one, only a restore the other
    client, copies = lazy("cadran.server.client"), lazy("cadran.keeping.backup")


def connect(
    url: str | Path = DEFAULT_URL,
    *,
    create: bool = True,
    read_only: bool = False,
    zone: str | None = None,
    clock: Clock = system_clock,
    memory: str | None = None,
    config: Config | str | Path | None = None,
    bounds: Mapping[str, float] | None = None,
) -> Executor:
    """The store at `url`: through the server that holds it where one runs, else opened here, made where there is none.

    `create` false makes none, `read_only` changes nothing. `zone` is the reporting zone of a new store (else the
    configuration's, else Europe/Paris). `memory` (such as "2GB"), `config` (your own part, or its file; else
    CADRAN_CONFIG, else cadran.toml beside the store) and `clock` are those of this process: with one of them no
    server is asked, which has its own. `bounds` stand for those of commands in the configuration: cells, rows, seconds.
    Raises StoreError when the file is no store, StoreBusyError when another process holds it, ConfigError for a mistake
    in the configuration.
    """
    path = path_of(str(url))
    is_own = clock is not system_clock or memory is not None or config is not None
    if path != ":memory:" and not is_own and find(path) is not None:
        served = client.reach(path, bounds, read_only=read_only)
        if served is not None:
            return served
    store = open(url, create=create, read_only=read_only, zone=zone, clock=clock, memory=memory, config=config)
    store.limits = replace(store.limits, **(bounds or {}))  # type: ignore[arg-type]
    return store


def restore(
    source: str | Path,
    url: str | Path = DEFAULT_URL,
    *,
    force: bool = False,
    clock: Clock = system_clock,
    config: Config | str | Path | None = None,
) -> copies.Restored:
    """Put a backup in the place of the store at `url`, also while a server runs; StoreError where there is one (without `force`).

    A store that is damaged is replaced too, and kept beside: its erasures since the backup cannot be done again.
    """
    path = Path(path_of(str(url)))
    if not path.exists():
        return copies.restore(Path(source), path, now=clock())
    if not force:
        raise StoreError(
            'There is a store at "{path}". Replace it with --force, or name another with --store.', path=path
        )
    try:
        store = connect(url, clock=clock, config=config)
    except StoreDamagedError:
        return copies.restore(Path(source), path, now=clock(), keep_replaced=True)
    with store:
        return store.restore(Path(source))
