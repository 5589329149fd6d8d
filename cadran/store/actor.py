"""In whose name something is done, as the trail of changes says it.

`account:chef` is signed in to the server, or calls by a token of theirs; `system:jean` is a user of this machine, at the
command line or by a program.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ACCOUNT, SYSTEM = "account:", "system:"
_acting: ContextVar[str | None] = ContextVar("acting", default=None)


def actor() -> str:
    """Who acts in this thread or request: whom `acting` names, else the user that this process runs as."""
    return _acting.get() or f"{SYSTEM}{_user()}"


@contextmanager
def acting(name: str) -> Iterator[None]:
    """Whatever is done in the block is done in this name.

    >>> with acting("account:chef"):
    ...     actor()
    'account:chef'
    """
    before = _acting.set(name)
    try:
        yield
    finally:
        _acting.reset(before)


def act_as(name: str) -> None:
    """Whatever is done from here to the end of the surrounding `acting` is done in this name."""
    _acting.set(name)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name
        return str(os.getuid())
