"""Opening hours as campaigns give them, and the time that passes within them.

mon-fri 10:00-13:00, 14:00-20:00; sat 10:00-12:00
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cadran.errors import InputError

DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
        "lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "sam": 5, "dim": 6}  # fmt: skip
_PART = re.compile(r"^(?:([a-z]{3})(?:-([a-z]{3}))?\s+)?(\d\d?)[:h](\d\d)\s*-\s*(\d\d?)[:h](\d\d)$")
_DAY, WEEK = 86400, 7 * 86400


@dataclass(frozen=True, slots=True)
class Opening:
    """Opening hours of a week: disjoint stretches (first second, last second exclusive) since Monday 00:00, in order."""

    stretches: tuple[tuple[int, int], ...]

    @property
    def seconds(self) -> int:
        """How long a week is open."""
        return sum(end - first for first, end in self.stretches)

    def elapsed(self, since: str) -> str:
        """SQL for the open seconds that passed up to an instant `since` local seconds after Monday 1970-01-05 00:00.

        The difference of two is the open time between them.
        """
        weeks, into = f"CAST(FLOOR({since} / {WEEK}.0) AS BIGINT)", f"({since} % {WEEK})"
        passed = " + ".join(f"LEAST(GREATEST({into} - {first}, 0), {end - first})" for first, end in self.stretches)
        return f"({weeks} * {self.seconds} + {passed})"


MONDAY = "TIMESTAMP '1970-01-05 00:00:00'"


@lru_cache(maxsize=256)
def parse(text: str) -> Opening:
    """The opening hours that a text says; InputError says what was expected.

    Parts are separated by commas or semicolons; a part without days is on those of the part before.

    >>> parse("mon-tue 09:00-12:00").stretches
    ((32400, 43200), (118800, 129600))
    """
    stretches: list[tuple[int, int]] = []
    days: list[int] | None = None
    for part in re.split(r"[,;]", text.lower()):
        found = _PART.match(part.strip())
        if found is None or (found[1] is None and days is None):
            raise _wrong(text, part)
        if found[1] is not None:
            days = _days(text, found[1], found[2] or found[1])
        first, end = _seconds(found[3], found[4]), _seconds(found[5], found[6])
        if not first < end <= _DAY:
            raise _wrong(text, part)
        stretches += [(day * _DAY + first, day * _DAY + end) for day in days or []]
    return Opening(_disjoint(sorted(stretches)))


def _days(text: str, first: str, last: str) -> list[int]:
    if first not in DAYS or last not in DAYS:
        raise _wrong(text, f"{first}-{last}")
    start, count = DAYS[first], (DAYS[last] - DAYS[first]) % 7 + 1
    return [(start + step) % 7 for step in range(count)]


def _seconds(hours: str, minutes: str) -> int:
    return int(hours) * 3600 + int(minutes) * 60


def _disjoint(stretches: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for first, end in stretches:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return tuple(merged)


def _wrong(text: str, part: str) -> InputError:
    return InputError(
        f'The opening hours "{text}" are not understood at "{part.strip()}". '
        'Expected days and hours such as "mon-fri 09:00-19:00, sat 10:00-13:00".'
    )
