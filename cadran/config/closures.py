"""The days on which a centre is closed: the public holidays of its country, and days of its own. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from cadran.messages import Message

if TYPE_CHECKING:
    import holidays
else:  # a figure that needs no calendar does not wait for it
    from cadran.lazy import lazy

    holidays = lazy("holidays")

COUNTRIES = {"Europe/Paris": "FR", "Europe/Brussels": "BE", "Europe/Luxembourg": "LU", "Europe/Madrid": "ES"}
"""The country whose holidays hold where none is named, by the store's zone."""


@dataclass(frozen=True, slots=True)
class Closures:
    """`country` and `subdivision` as the holidays package names them (FR, 57), "" for none; `closed` and `opened` days."""

    country: str = ""
    subdivision: str | None = None
    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()

    def holds(self, day: date) -> bool:
        """Whether the centre is closed on a day, whatever its weekday."""
        return day in self.closed or (day not in self.opened and day in _holidays(self, day.year))

    def between(self, first: date, end: date) -> Iterator[date]:
        """The closed days of [first, end), in order."""
        day = first
        while day < end:
            if self.holds(day):
                yield day
            day += timedelta(days=1)


NEVER = Closures()


@lru_cache(maxsize=256)
def _holidays(closures: Closures, year: int) -> frozenset[date]:
    if not closures.country:
        return frozenset()
    return frozenset(holidays.country_holidays(closures.country, subdiv=closures.subdivision, years=year))


def problem(country: str, subdivision: str | None) -> str | None:
    """What is wrong with a country and its subdivision, in a sentence; None when nothing is."""
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return Message(
            '"{text}" is no country whose holidays are known. Expected a code such as FR, BE or LU, or "" for none.',
            text=country,
        )
    if subdivision is not None and subdivision not in known[country]:
        return Message(
            '"{text}" is no subdivision of {country}. Known: {names}.',
            text=subdivision,
            country=country,
            names=known[country] or Message("none"),
        )
    return None
