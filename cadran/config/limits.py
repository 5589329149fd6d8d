"""How much one question may take: figures, rows, time; by the role of who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

COMMAND = "command"
"""Who asks from the command line or in Python: in a process of their own, or through the server that holds the store."""
ROLES = ("manager", "analyst", "supervisor", "agent", "client", COMMAND)


@dataclass(frozen=True, slots=True)
class Limits:
    """`cells` figures (rows × KPIs), `rows` behind a figure, `seconds` of the database for one question; None is no bound."""

    cells: int | None = None
    rows: int | None = None
    seconds: float | None = None


UNBOUNDED = Limits()
SERVED = Limits(cells=200_000, rows=200_000, seconds=60.0)
"""A table of 200,000 figures is more than anybody reads: 50 MB of JSON."""
ALONE = Limits(cells=2_000_000, rows=2_000_000, seconds=300.0)
"""Who asks at a terminal sees how long it takes, and stops it; a program of the night does not."""

Given = Mapping[str, Mapping[str, Any]]
"""Role ("" for all who are served) → limit → what the configuration says of it."""


def limits_of(given: Given, role: str) -> Limits:
    """The limits of a role: its own over those of all that are served (which are not the command line's), over the usual ones.

    >>> limits_of({"": {"cells": 9}, "agent": {"rows": 5}}, "agent")
    Limits(cells=9, rows=5, seconds=60.0)
    """
    usual = ALONE if role == COMMAND else SERVED
    for name in (role,) if role == COMMAND else ("", role):
        usual = replace(usual, **given.get(name, {}))
    return usual
