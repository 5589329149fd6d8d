"""The time that passes within opening hours, as campaigns give them: "mon-fri 10:00-13:00, 14:00-20:00; sat 10-12"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cadran.errors import InputError
from cadran.query.opening_time import week_of

_DAY, WEEK = 86400, 7 * 86400
_MONDAY = date(1970, 1, 5)
MONDAY = f"TIMESTAMP '{_MONDAY} 00:00:00'"


@dataclass(frozen=True, slots=True)
class Opening:
    """Opening hours of a week: disjoint stretches (first second, last second exclusive) since Monday 00:00, in order."""

    stretches: tuple[tuple[int, int], ...]

    @property
    def seconds(self) -> int:
        """How long a week is open."""
        return sum(end - first for first, end in self.stretches)

    def elapsed(self, since: str, closed: Sequence[date] = ()) -> str:
        """SQL for the open seconds that passed up to an instant `since` local seconds after Monday 1970-01-05 00:00.

        The difference of two is the open time between them; nothing is open on the days `closed`.
        """
        weeks, into = f"CAST(FLOOR({since} / {WEEK}.0) AS BIGINT)", f"({since} % {WEEK})"
        passed = " + ".join(f"LEAST(GREATEST({into} - {first}, 0), {end - first})" for first, end in self.stretches)
        never = "".join(
            f" - LEAST(GREATEST({since} - {start + first}, 0), {end - first})"
            for start, weekday in (((day - _MONDAY).days * _DAY, day.weekday() * _DAY) for day in closed)
            for first, end in ((first - weekday, end - weekday) for first, end in self.stretches)
            if 0 <= first < _DAY
        )
        return f"({weeks} * {self.seconds} + {passed}{never})"


@lru_cache(maxsize=256)
def parse(text: str) -> Opening:
    """The opening hours that a text says; InputError says what was expected.

    >>> parse("mon-tue 09:00-12:00").stretches
    ((32400, 43200), (118800, 129600))
    """
    week = week_of(text)
    if week is None:
        raise InputError(
            'The opening hours "{text}" are not understood. Expected days and hours such as "mon-fri '
            '09:00-19:00, sat 10:00-13:00".',
            text=text,
        )
    return Opening(
        tuple(
            (day * _DAY + first * 60, day * _DAY + end * 60) for day, found in enumerate(week) for first, end in found
        )
    )
