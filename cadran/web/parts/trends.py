"""Series for sparklines and charts: which grain suits a period, and what days a sparkline covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cadran.web.charts import Markup, sparkline
from cadran.web.filters import Days
from cadran.web.parts.answers import Answer
from cadran.web.parts.context import Desk

SPARK_DAYS = 28
ACTIVE = "attempts"


def grain_of(period: Days | None) -> str:
    """The grain at which a period has some ten to sixty points."""
    if period is None:
        return "week"
    days = (period[1] - period[0]).days
    return "hour" if days <= 1 else "day" if days <= 45 else "week" if days <= 400 else "month"


def spark_period(desk: Desk) -> tuple[Days | None, str]:
    """What a sparkline covers: the chosen period and, where it is short, the weeks that lead to it."""
    if desk.loaded is None:
        return None, "day"
    first, end = desk.filters.period or desk.loaded
    first, end = max(first, desk.loaded[0]), min(end, desk.loaded[1])
    if (end - first).days < SPARK_DAYS:
        first = max(desk.loaded[0], end - timedelta(days=SPARK_DAYS))
        return ((first, end), "day") if first < end else (None, "day")
    return (first, end), "day" if (end - first).days <= 45 else "week"


@dataclass(frozen=True, slots=True)
class Trend:
    """What a sparkline draws: values, the words of its first and last period, whether the last is still under way.

    `young` is the place of the first value that is too recent to be judged.
    """

    values: tuple[float, ...]
    first: str
    last: str
    is_open: bool
    young: int | None = None

    def drawn(self, reference: float | None = None, *, dated: bool = True) -> Markup:
        ends = (self.first, self.last) if dated else None
        return sparkline(self.values, reference=reference, ends=ends, is_open=self.is_open, young=self.young)


def trends(desk: Desk, kpis: Sequence[str]) -> dict[str, Trend]:
    """KPI → its sparkline; days on which nobody called (week-ends, holidays) are not drawn as falls."""
    period, grain = spark_period(desk)
    asked = tuple(dict.fromkeys((*kpis, ACTIVE)))
    answer = desk.ask(asked, period=period, grain=grain)
    rows = [row for row in answer.rows if row["values"].get(ACTIVE, {}).get("value") != 0]
    found = {}
    for kpi in kpis:
        points = [(row["key"]["period"], row["values"][kpi]) for row in rows if kpi in row["values"]]
        found[kpi] = trend_of(desk, points, grain, answer)
    return found


def trend_of(desk: Desk, points: Sequence[tuple[str, Mapping[str, Any]]], grain: str, answer: Answer) -> Trend:
    """A sparkline of (period, figure), without the periods that have no value: it shows the way, the series the gaps."""
    known = [(key, cell) for key, cell in points if cell["value"] is not None]
    if not known:
        return Trend((), "", "", False)
    first, last = known[0][0], known[-1][0]
    as_of = answer.result.as_of if answer.result else None
    is_open = desk.is_unfinished(end_of(start_of_key(last), grain), as_of)
    young = next((place for place, (_key, cell) in enumerate(known) if cell.get("young")), None)
    values = tuple(cell["value"] for _key, cell in known)
    return Trend(values, desk.period_label(first), desk.period_label(last), is_open, young)


def end_of(start: date, grain: str) -> date:
    """The day after the last of the period that starts on a day."""
    if grain in ("hour", "day"):
        return start + timedelta(days=1)
    if grain == "week":
        return start + timedelta(days=7)
    index = start.year * 12 + start.month - 1 + {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(index // 12, index % 12 + 1, 1)


def start_of_key(key: str) -> date:
    """The first day of a period's key.

    >>> start_of_key("2026-W39"), start_of_key("2026-09-22T09"), start_of_key("2026-Q3")
    (datetime.date(2026, 9, 21), datetime.date(2026, 9, 22), datetime.date(2026, 7, 1))
    """
    if "-W" in key:
        year, _dash, week = key.partition("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    if "-Q" in key:
        year, _dash, quarter = key.partition("-Q")
        return date(int(year), int(quarter) * 3 - 2, 1)
    parts = [int(part) for part in key[:10].split("-")]
    return date(*[*parts, 1, 1][:3])
