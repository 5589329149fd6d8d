"""The store of this server: opened once, shared by every request."""

from __future__ import annotations

from pathlib import Path

from cadran.errors import StoreError
from cadran.executor import local as stores
from cadran.server.owner import MEMORY, Owner

_owner: list[Owner] = []


def start(url: str | Path, *, memory: str | None = MEMORY) -> Owner:
    """Open the store for this process."""
    return use(Owner(stores.open(url, memory=memory)))


def use(owner: Owner) -> Owner:
    """Serve this one from now on."""
    _owner[:] = [owner]
    return owner


def forget() -> None:
    """Serve none."""
    _owner.clear()


def is_started() -> bool:
    """Whether a store is being served."""
    return bool(_owner)


def current() -> Owner:
    """The owner; StoreError where none was started."""
    if not _owner:
        raise StoreError('No store is being served. Start Cadran with "cadran serve".')
    return _owner[0]
