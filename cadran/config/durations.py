"""Durations as people write them: 90s, 30min, 1h, 7d, 2w."""

from __future__ import annotations

import re

from cadran.messages import Message

_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "j": 86_400, "w": 604_800, "sem": 604_800}
_WRITTEN = re.compile(r"\s*(\d{1,9})\s*([a-z]+)\s*")
EXPECTED = Message("a whole number and s, min, h, d or w, such as 1h or 7d")


def seconds_of(text: str) -> int | None:
    """The seconds of a duration, None where the text is none or of no length.

    >>> seconds_of("7d"), seconds_of("1 h"), seconds_of("soon"), seconds_of("0d")
    (604800, 3600, None, None)
    """
    found = _WRITTEN.fullmatch(text.lower())
    if not found or found[2] not in _UNITS:
        return None
    return int(found[1]) * _UNITS[found[2]] or None
