"""Modules that are imported when they are first used, so that a small answer does not wait for what it does not need."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module until something of it is asked for.

    The import itself is Python's, under its lock: importlib's LazyLoader shows a second thread, before Python 3.12, a
    module that the first has not finished to run.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def lazy(name: str) -> ModuleType:
    """The module of that name, run at the first use of anything in it; ModuleNotFoundError when there is none."""
    if find_spec(name) is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _Later(name)
