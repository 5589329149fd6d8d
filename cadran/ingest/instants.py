"""Local times to UTC in plain SQL.

A local time that a change of the clocks skips is read with the offset before the change; one that happens twice
is the first of the two. Both are what the offset in force just before the change gives.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from cadran.engines.literals import literal
from cadran.engines.zones import transitions

_FIRST, _LAST = datetime(1970, 1, 2), datetime(2050, 1, 1)


@lru_cache(maxsize=64)
def _steps(zone: str) -> tuple[tuple[datetime, int], ...]:
    """(local time from which an offset holds, offset in seconds), from 1970 to 2050."""
    found = transitions(zone, _FIRST, _LAST)
    steps = [found[0]]
    for (_, before), (instant, after) in pairwise(found):
        steps.append((instant + timedelta(seconds=max(before, after)), after))
    return tuple(steps)


def _case(expression: str, steps: tuple[tuple[datetime, int], ...]) -> str:
    *earlier, (_, last) = steps
    result = f"{expression} - INTERVAL '{last}' SECOND"
    if not earlier:
        return result
    whens = " ".join(
        f"WHEN {expression} < {literal(following)} THEN {expression} - INTERVAL '{offset}' SECOND"
        for (_, offset), (following, _) in pairwise(steps)
    )
    return f"CASE {whens} ELSE {result} END"


def to_utc(expression: str, zone: str, low: datetime | None = None, high: datetime | None = None) -> str:
    """SQL for the UTC timestamp of a local timestamp expression of `zone`.

    [low, high] is where most values are expected: those cost a few comparisons, any other value all of them.
    """
    steps = _steps(zone)
    if len({offset for _, offset in steps}) == 1:
        return f"({_case(expression, steps[:1])})"
    if low is None or high is None:
        return f"({_case(expression, steps)})"
    first = max((i for i, (start, _) in enumerate(steps) if start <= low), default=0)
    last = max((i for i, (start, _) in enumerate(steps) if start <= high), default=0)
    near = steps[first : last + 1]
    start = near[0][0]
    end = steps[last + 1][0] if last + 1 < len(steps) else datetime(2100, 1, 1)
    inside = f"{expression} >= {literal(start)} AND {expression} < {literal(end)}"
    return f"(CASE WHEN {inside} THEN {_case(expression, near)} ELSE {_case(expression, steps)} END)"
