"""The derived table of waits: how long a lead waited for its first attempt and contact while its campaign was open.

Only the time within opening hours counts, as campaigns give them: "mon-fri 10:00-13:00, 14:00-20:00; sat 10-12".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from cadran.config.closures import Closures
from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.engines.zones import local_time
from cadran.model.derived import VIEWS
from cadran.query.opening_time import week_of
from cadran.query.periods import local_day

_DAY, WEEK = 86400, 7 * 86400
_MONDAY = date(1970, 1, 5)
MONDAY = literal(datetime.combine(_MONDAY, time()))


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


def waits_sql(engine: Engine, relations: Mapping[str, str], hours: Iterable[str], zone: str, closures: Closures) -> str:
    """The SELECT of lead_waits: `hours` are the texts that campaigns give, `relations` what stands for tables."""
    readable = {text: opening for text in dict.fromkeys(hours) for opening in (parse(text),) if opening}
    bounds = "min(created_at), max(created_at), max(last_attempt_at)"
    first, *lasts = engine.rows(f"SELECT {bounds} FROM lead_journeys")[0]
    last = max((moment for moment in lasts if moment), default=None)
    if not readable or not first or not last:
        return VIEWS["lead_waits"].format(lead_journeys=relations.get("lead_journeys", "lead_journeys"))
    closed = tuple(closures.between(local_day(first, zone), local_day(last, zone) + timedelta(days=1)))
    seconds = ", ".join(
        f"date_diff('second', {MONDAY}, {local_time(f'j.{column}', zone, first, last)}) AS {column}_s"
        for column in ("created_at", *_EVENTS)
    )
    passed = ", ".join(f"{_open(readable, f'{column}_s', closed)} AS {name}" for column, name in _EVENTS.items())
    given = (
        "SELECT source_system, campaign_id, max(opening_hours) AS hours FROM {} c GROUP BY source_system, campaign_id"
    )
    given = given.format(relations.get("campaigns", "campaigns"))
    return (
        f"SELECT q.*, {passed} FROM (SELECT j.*, h.hours, {seconds} FROM "
        f"{relations.get('lead_journeys', 'lead_journeys')} j LEFT JOIN ({given}) h "
        "ON h.source_system = j.source_system AND h.campaign_id = j.campaign_id) q"
    )


_EVENTS = {"first_attempt_at": "open_first_attempt_s", "first_contact_at": "open_first_contact_s"}


def _open(readable: Mapping[str, Opening], until: str, closed: Sequence[date]) -> str:
    """The open seconds from a lead's creation to an event; NULL where its campaign gives no hours that can be read."""

    def between(opening: Opening) -> str:
        return f"{opening.elapsed(until, closed)} - {opening.elapsed('created_at_s', closed)}"

    whens = " ".join(f"WHEN {literal(text)} THEN GREATEST({between(opening)}, 0)" for text, opening in readable.items())
    return f"CASE WHEN {until} >= created_at_s THEN CASE hours {whens} END END"


@lru_cache(maxsize=256)
def parse(text: str) -> Opening | None:
    """The opening hours that a text says; None where it cannot be read.

    >>> parse("mon-tue 09:00-12:00").stretches, parse("always")
    (((32400, 43200), (118800, 129600)), None)
    """
    week = week_of(text)
    if week is None:
        return None
    return Opening(
        tuple(
            (day * _DAY + first * 60, day * _DAY + end * 60) for day, found in enumerate(week) for first, end in found
        )
    )
