"""What a period itself gives: the hours in which the centre was open, the hours of a full-time week.

Opening hours are the campaigns' own, read from such texts as "mon-fri 10:00-13:00, 14:00-20:00; sat 9h-12h". A time
counts once however many campaigns are open in it; nobody is there on closed days (public holidays, the centre's own).
Where no campaign says when it is open, every elapsed hour counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from cadran.catalogue.facts import CAMPAIGN_COLUMNS
from cadran.config.closures import Closures
from cadran.query.periods import Period, local_day, utc_midnight
from cadran.query.request import Scope
from cadran.query.state import Opening

Minutes = tuple[int, int]
Chosen = tuple[tuple[str, frozenset[str | None]], ...]
"""Dimensions that tell campaigns apart, each with the members that are asked for."""
Week = tuple[tuple[Minutes, ...], ...]  # Monday first: stretches of minutes from midnight
Clock = Callable[[str], float | None]

_DAYS = {
    name: place
    for place, names in enumerate(
        ("mon lun", "tue mar", "wed mer", "thu jeu", "fri ven", "sat sam", "sun dim"),
    )
    for name in names.split()
}
_TIME = r"(\d{1,2})(?:[:h.](\d{2})?)?"
_STRETCH = re.compile(rf"^(?P<days>[a-z,\s–-]*?)\s*{_TIME}\s*(?:-|–|to|à|a)\s*{_TIME}$")
_QUARTER = timedelta(minutes=15)  # no clock is set otherwise than by quarters of an hour
_CENTRE = frozenset({None})
"""What has no campaign, or no client, has the hours of the whole centre."""
_WHOLE_DAY: Week = (((0, 1440),),) * 7


@lru_cache(maxsize=256)
def week_of(text: str) -> Week | None:
    """The opening hours of a week; None where the text cannot be read. Hours without days are those of the days before.

    >>> week_of("mon-tue 09:00-12:00, 14:00-18:00")[1], week_of("lun 9h-12h30")[0], week_of("always")
    (((540, 720), (840, 1080)), ((540, 750),), None)
    """
    found: list[list[Minutes]] = [[] for _ in range(7)]
    days: list[int] = []
    for chunk in re.split(r";|(?<=[\dh])\s*,", text.lower().strip()):
        match = _STRETCH.match(chunk.strip())
        if match is None:
            return None
        days = _days(match["days"]) if match["days"].strip() else days or list(range(7))
        hour, minute, to_hour, to_minute = (int(part or 0) for part in match.groups()[1:])
        start, end = hour * 60 + minute, to_hour * 60 + to_minute
        if not days or max(minute, to_minute) > 59 or not start < end <= 1440:
            return None
        for day in days:
            found[day].append((start, end))
    return tuple(_disjoint(stretches) for stretches in found)


def _days(text: str) -> list[int]:
    chosen: list[int] = []
    for part in re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        first, _, last = part.partition("-")
        if first[:3] not in _DAYS or (last and last[:3] not in _DAYS):
            return []
        low, high = _DAYS[first[:3]], _DAYS[last[:3]] if last else _DAYS[first[:3]]
        chosen += [day % 7 for day in range(low, (high if high >= low else high + 7) + 1)]
    return chosen


def _disjoint(stretches: list[Minutes]) -> tuple[Minutes, ...]:
    out: list[Minutes] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def opening_seen(opening: tuple[Opening, ...], scope: Scope) -> tuple[Opening, ...]:
    """The opening hours of the campaigns that a scope shows; teams, agents and centres have none of their own."""
    boxes = [[pair for pair in box if pair[0] in CAMPAIGN_COLUMNS] for box in scope.boxes()]
    return tuple(one for one in opening if any(all(one.about.get(name) in seen for name, seen in box) for box in boxes))


@dataclass
class Elapsed:
    """Asked cell by cell: what of a period has elapsed at as_of, for the members it is broken down or filtered by."""

    zone: str
    as_of: datetime
    opening: tuple[Opening, ...]
    closures: Closures
    full_time_hours: float
    filters: Mapping[str, frozenset[str | None]]

    def __post_init__(self) -> None:
        self.days: dict[tuple[Any, ...], int] = {}
        self.is_declared = any(week_of(one.hours) for one in self.opening)

    def clock(
        self, key: Mapping[str, Any], first: date | None, end: date | None, period: Period | None = None
    ) -> Clock:
        """Each rule's hours in the cell `key` of the period [first, end); None where the period is open."""
        hour = period.hour if period else None

        def hours(rule: str) -> float | None:
            if first is None or end is None:
                return None
            last = min(end, local_day(self.as_of, self.zone) + timedelta(days=1))
            if rule == "full_time":
                return self.full_time_hours * max((last - first).days, 0) / 7
            return self._open(key, first, last, hour) / 3600

        return hours

    def _open(self, key: Mapping[str, Any], first: date, end: date, hour: int | None) -> int:
        kept = dict(self.filters)
        for name in (*CAMPAIGN_COLUMNS, "hour", "weekday", "month_of_year"):
            if name in key:
                own = frozenset({None if key[name] is None else str(key[name])})
                kept[name] = own & kept[name] if name in kept else own
        labels = kept.get("hour")
        if hour is not None:
            labels = frozenset({str(hour)}) if labels is None else frozenset({str(hour)}) & labels
        chosen = tuple((name, kept[name]) for name in CAMPAIGN_COLUMNS if None not in kept.get(name, _CENTRE))
        total, day = 0, first
        while day < end:
            if _among(kept, "weekday", day.isoweekday()) and _among(kept, "month_of_year", day.month):
                total += self._of_day(day, chosen, labels)
            day += timedelta(days=1)
        return total

    def _of_day(self, day: date, chosen: Chosen, labels: frozenset[str | None] | None) -> int:
        known = (day, chosen, labels)
        if known not in self.days:
            stretches = [self._instants(day, start, stop) for start, stop in self._stretches(day, chosen)]
            self.days[known] = sum(_length(start, stop, labels, self.zone) for start, stop in stretches)
        return self.days[known]

    def _stretches(self, day: date, chosen: Chosen) -> tuple[Minutes, ...]:
        if not self.is_declared:
            return _WHOLE_DAY[day.weekday()]
        if self.closures.holds(day):
            return ()
        found: list[Minutes] = []
        for one in self.opening:
            within = (one.first is None or one.first <= day) and (one.last is None or day <= one.last)
            is_chosen = all(one.about.get(name) in members for name, members in chosen)
            week = week_of(one.hours) if within and is_chosen else None
            found += week[day.weekday()] if week else ()
        return _disjoint(found)

    def _instants(self, day: date, start: int, stop: int) -> tuple[datetime, datetime]:
        return self._instant(day, start), min(self._instant(day, stop), self.as_of)

    def _instant(self, day: date, minutes: int) -> datetime:
        """The UTC instant at which the zone's clock shows so many minutes past midnight."""
        if minutes in (0, 1440):
            return utc_midnight(day + timedelta(days=minutes // 1440), self.zone)
        local = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=ZoneInfo(self.zone))
        return local.astimezone(UTC).replace(tzinfo=None)


def _among(kept: Mapping[str, frozenset[str | None]], name: str, value: int) -> bool:
    return name not in kept or str(value) in kept[name]


def _length(start: datetime, stop: datetime, labels: frozenset[str | None] | None, zone: str) -> int:
    """Seconds of a stretch, or of what of it lies in hours of these labels."""
    if labels is None:
        return max(int((stop - start).total_seconds()), 0)
    seconds, now = 0, start
    while now < stop:
        step = min(now + _QUARTER - timedelta(minutes=now.minute % 15), stop)
        local = now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        seconds += int((step - now).total_seconds()) if str(local.hour) in labels else 0
        now = step
    return seconds
