"""Local time without asking the database for zones: a zone's offsets as one CASE over its transitions.

Converting ten million instants through a zone library costs more than reading them; between two transitions an
offset is a constant, and data rarely span more than a few.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cadran.engines.literals import literal
from cadran.errors import InputError, cut

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; InputError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            '"{text}" is not a time zone. Expected an IANA name such as "Europe/Paris" or "Indian/Reunion".',
            text=cut(name),
        ) from None


def is_zone(name: str) -> bool:
    """Whether there is an IANA zone of that name."""
    try:
        zone(name)
    except InputError:
        return False
    return True


def _offset(instant: datetime, name: str) -> int:
    offset = instant.astimezone(zone(name)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _change(low: datetime, high: datetime, name: str) -> datetime:
    """The first second in (low, high] at which the offset is no longer low's."""
    before = _offset(low, name)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _offset(middle, name) == before else (low, middle)
    return high


@lru_cache(maxsize=64)
def transitions(name: str, first: datetime, last: datetime) -> tuple[tuple[datetime, int], ...]:
    """(instant, offset in seconds from then on) over [first, last], naive UTC; the first pair opens the range."""
    day = first.replace(tzinfo=UTC, hour=0, minute=0, second=0, microsecond=0)
    end = last.replace(tzinfo=UTC)
    found = [(day, _offset(day, name))]
    while day < end:
        following = min(day + timedelta(days=1), end)
        if _offset(following, name) != found[-1][1]:
            change = _change(day, following, name)
            found.append((change, _offset(change, name)))
        day = following
    return tuple((instant.replace(tzinfo=None), offset) for instant, offset in found)


def local_time(expression: str, name: str, first: datetime | None, last: datetime | None) -> str:
    """SQL for the local timestamp of a UTC timestamp expression whose values lie within [first, last]."""
    low = first or _FIRST.replace(tzinfo=None)
    high = last or low
    steps = transitions(name, low, high)
    result = f"{expression} + INTERVAL '{steps[-1][1]}' SECOND"
    if len(steps) == 1:
        return f"({result})"
    whens = " ".join(
        f"WHEN {expression} < {literal(steps[index + 1][0])} THEN {expression} + INTERVAL '{steps[index][1]}' SECOND"
        for index in range(len(steps) - 1)
    )
    return f"(CASE {whens} ELSE {result} END)"
