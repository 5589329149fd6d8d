"""Who asks: by whom questions wait in line, and how much one of them may take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from cadran.config.limits import COMMAND, Limits


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, or a command. `limits`: what they may take, where that is not what their role may."""

    name: str
    role: str = COMMAND
    limits: Limits | None = None


_asking: ContextVar[Callable[[], Asker]] = ContextVar("asking", default=lambda: Asker("cadran"))


@contextmanager
def asking(who: Callable[[], Asker]) -> Iterator[None]:
    """What is asked in this thread is asked by `who` says, which is called only when something is."""
    former = _asking.set(who)
    try:
        yield
    finally:
        _asking.reset(former)


def asker() -> Asker:
    """Who asks in this thread; the process itself where nobody said."""
    return _asking.get()()
