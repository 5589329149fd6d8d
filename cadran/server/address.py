"""Where a running owner is found: a file beside the store, readable by its user alone, with a socket and a token."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cadran.engines.durable import sync

SOCKET_LENGTH = 100
"""A Unix socket's path is at most 104 to 108 bytes long, by system."""


@dataclass(frozen=True, slots=True)
class Place:
    """The address of an owner, and what proves that one may speak to it."""

    file: Path
    socket: str
    token: str
    pid: int


def file_of(store: str) -> Path:
    """The file beside a store that says where its owner listens.

    >>> file_of("centre.duckdb").name
    'centre.duckdb.server'
    """
    path = Path(store).resolve()
    return path.with_name(f"{path.name}.server")


def find(store: str) -> Place | None:
    """Where the store's owner said it listens; None when there is no such file, or it is not to be trusted."""
    try:
        file = file_of(store)
        with file.open(encoding="utf-8") as handle:
            status = os.fstat(handle.fileno())
            if status.st_uid != os.getuid() or status.st_mode & 0o077:
                return None
            content = json.load(handle)
        return Place(file, str(content["socket"]), str(content["token"]), int(content["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def listen(store: str) -> tuple[Place, socket.socket]:
    """Take the place beside a store: a listening socket, and the file that tells of it.

    What a dead owner left is replaced: the caller holds the store itself, so no other owner lives.
    """
    file = file_of(store)
    address = file.with_name(f"{file.name}.sock")
    if len(os.fsencode(str(address))) > SOCKET_LENGTH:
        address = Path(tempfile.mkdtemp(prefix="cadran-")) / "sock"
    with contextlib.suppress(FileNotFoundError):
        address.unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listening.bind(str(address))
    finally:
        os.umask(mask)
    listening.listen(16)
    place = Place(file, str(address), secrets.token_urlsafe(32), os.getpid())
    content = json.dumps({"socket": place.socket, "token": place.token, "pid": place.pid})
    private(file, content)
    return place, listening


def leave(place: Place) -> None:
    """Remove what `listen` made."""
    for path in (place.file, Path(place.socket)):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    if Path(place.socket).parent != place.file.parent:
        shutil.rmtree(Path(place.socket).parent, ignore_errors=True)


def private(file: Path, text: str) -> None:
    """Write a file that its user alone can read, whole or not at all."""
    made, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}")
    try:
        with open(made, "w", encoding="utf-8") as handle:  # noqa: PTH123 - a descriptor
            handle.write(text)
            handle.flush()
            os.fsync(made)
        Path(name).replace(file)
        sync(file.parent)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
