"""Days, working days and instants of the demonstration.

Inside the simulation an instant is a count of local seconds since the first day's midnight in Paris (int64); NONE stands for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cadran.demo.world import DAYS

DAY_S = 86_400
NONE = -(10**12)
_BEFORE, _AFTER = 120, 120  # days known on each side of the window
_ZONE = ZoneInfo("Europe/Paris")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clock:
    """The calendar of the 120 days that end with `until`; day 0 is the first."""

    until: date
    first: date
    offsets: Ints  # seconds ahead of UTC at noon, by day + _BEFORE
    working: Flags  # Monday to Friday and no public holiday, by day + _BEFORE

    @classmethod
    def ending(cls, until: date) -> Clock:
        first = until - timedelta(days=DAYS - 1)
        days = [first + timedelta(days=d) for d in range(-_BEFORE, DAYS + _AFTER)]
        closed = holidays.country_holidays("FR", years=range(days[0].year, days[-1].year + 1))
        offsets = [int(datetime.combine(d, time(12), _ZONE).utcoffset().total_seconds()) for d in days]  # type: ignore[union-attr]
        working = [d.weekday() < 5 and d not in closed for d in days]
        return cls(until, first, np.array(offsets, np.int64), np.array(working))

    @property
    def end(self) -> int:
        """The first instant after the last day."""
        return DAYS * DAY_S

    def date(self, day: int) -> date:
        return self.first + timedelta(days=int(day))

    def is_working(self, day: int) -> bool:
        return bool(self.working[day + _BEFORE])

    def weekday(self, days: Ints) -> Ints:
        """ISO weekday, Monday = 1."""
        return (days + self.first.weekday()) % 7 + 1

    def next_working(self, days: Ints) -> Ints:
        """Each day itself where it is worked, else the next that is."""
        table = np.arange(-_BEFORE, DAYS + _AFTER)
        for index in range(len(table) - 2, -1, -1):
            if not self.working[index]:
                table[index] = table[index + 1]
        return np.asarray(table[days + _BEFORE], np.int64)

    def utc(self, local: Ints) -> Ints:
        """Seconds since the epoch of local instants."""
        origin = int(datetime.combine(self.first, time(0), UTC).timestamp())
        return local + origin - self.offsets[local // DAY_S + _BEFORE]

    def instants(self, local: Ints) -> pa.Array:
        """Local instants as UTC text, `2026-09-22T12:05:00Z`; NONE is null."""
        known = local != NONE
        utc = self.utc(np.where(known, local, 0))
        day, second = utc // DAY_S, utc % DAY_S
        start = int(day.min()) if len(day) else 0
        stop = int(day.max()) + 1 if len(day) else 1
        days = [f"{date.fromordinal(719_163 + d).isoformat()}T".encode() for d in range(start, stop)]
        text = np.empty((len(local), 20), np.uint8)
        text[:, :11] = np.frombuffer(b"".join(days), np.uint8).reshape(-1, 11)[day - start]
        text[:, 11:] = _times_of_day()[second]
        return fixed_text(text, known)

    def days(self, days: Ints, known: Flags | None = None) -> pa.Array:
        """Day numbers as dates."""
        origin = (self.first - date(1970, 1, 1)).days
        mask = None if known is None else ~known
        return pa.array((days + origin).astype(np.int32), pa.int32(), mask=mask).cast(pa.date32())


@lru_cache(maxsize=1)
def _times_of_day() -> npt.NDArray[np.uint8]:
    text = b"".join(b"%02d:%02d:%02dZ" % (s // 3600, s // 60 % 60, s % 60) for s in range(DAY_S))
    return np.frombuffer(text, np.uint8).reshape(-1, 9)


def fixed_text(text: npt.NDArray[np.uint8], known: Flags | None = None) -> pa.Array:
    """Rows of characters, all of one width, as a text column; a null where not known."""
    rows, width = text.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int64)
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(text))]
    return pa.Array.from_buffers(pa.large_string(), rows, buffers)


def identifiers(prefix: str, numbers: Ints, width: int = 7, known: Flags | None = None) -> pa.Array:
    """`prefix` and a number of `width` digits: A0000001."""
    text = np.empty((len(numbers), len(prefix) + width), np.uint8)
    text[:, : len(prefix)] = np.frombuffer(prefix.encode(), np.uint8)
    left = np.where(numbers < 0, 0, numbers)
    for place in range(width - 1, -1, -1):
        text[:, len(prefix) + place] = 48 + left % 10
        left = left // 10
    return fixed_text(text, known)
