"""Which rows a result has: every member that occurred, in every period of its range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cadran.query.columns import Places
from cadran.query.periods import Period

Member = tuple[Any, ...]
Column = npt.NDArray[Any]

_EPOCH = 719_163
"""1 January 1970, as date.toordinal counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The rows of a result: of which member (a place in `members`) and which period each is, -1 where it has none."""

    by: tuple[str, ...]
    grain: str | None
    members: tuple[Member, ...]
    periods: tuple[Period, ...]
    member: Places
    period: Places

    def __len__(self) -> int:
        return len(self.member)

    def key(self, row: int) -> dict[str, Any]:
        """Dimension → member, then the period."""
        found = dict(zip(self.by, self.members[self.member[row]], strict=True))
        if self.grain:
            period = self.period[row]
            found["period"] = self.periods[period].key if period >= 0 else None
        return found

    def column(self, dimension: str) -> list[Any]:
        """The members of a dimension, row by row."""
        place = self.by.index(dimension)
        members = [member[place] for member in self.members]
        return [members[at] for at in self.member.tolist()]

    def labels(self) -> list[str | None]:
        """The periods' texts, row by row."""
        texts = [*(period.key for period in self.periods), None]
        return [texts[at] for at in self.period.tolist()]

    def rows(self, member: Places, period: Places) -> Places:
        """The row of each pair of a member and a period; -1 where there is none."""
        width = len(self.periods) + 1
        table = np.full(len(self.members) * width, -1, np.int64)
        table[self.member * width + self.period % width] = np.arange(len(self))
        found = (
            table[np.where(member < 0, 0, member * width + period % width)] if len(table) else np.full_like(member, -1)
        )
        return np.where(member < 0, -1, found)

    def members_at(self, members: Sequence[Member], at: Places) -> Places:
        """From places in another list of members to places in this one, -1 for those not here."""
        place = {member: index for index, member in enumerate(self.members)}
        here = np.array([place.get(member, -1) for member in members], np.int64)
        return here[at] if len(here) else at

    def found(self, columns: Mapping[str, Column]) -> Places:
        """Where in a statement's columns each row has its figures; -1 where it has none."""
        rows = len(next(iter(columns.values())))
        if not (self.by or self.grain):
            return np.arange(rows)
        members, codes = coded([columns[f"k{index}"] for index in range(len(self.by))], rows)
        return self.met(members, codes, columns)

    def met(self, members: Sequence[Member], codes: Places, columns: Mapping[str, Column]) -> Places:
        """The same where the member of each row is known, a place in `members`; `columns` have its period."""
        period = starting(self.periods, columns) if self.grain else np.full(len(codes), -1, np.int64)
        at = self.rows(np.where(period < -1, -1, self.members_at(members, codes)), period)
        places = np.full(len(self), -1, np.int64)
        places[at[at >= 0]] = np.flatnonzero(at >= 0)
        return places


def starting(periods: Sequence[Period], columns: Mapping[str, Column]) -> Places:
    """The place in `periods` of the period of each row of a statement: -1 without a date, -2 outside of the range."""
    hours = np.ma.filled(columns["h"], 0) if "h" in columns else None
    return placed(periods, ordinals(columns["p"]), hours)


def placed(periods: Sequence[Period], days: Places, hours: Places | None) -> Places:
    """The place in `periods` of those that start on each day (0: none) and hour: -1 without a day, -2 outside of the range."""
    starts = np.array([period.first.toordinal() * 24 + (period.hour or 0) for period in periods], np.int64)
    asked = days * 24 + (0 if hours is None else hours)
    at = np.searchsorted(starts, asked)
    met = np.append(starts, -1)[at] == asked
    return np.where(days == 0, -1, np.where(met, at, -2))


def every(
    by: tuple[str, ...],
    grain: str | None,
    members: Iterable[Member],
    periods: tuple[Period, ...],
    undated: frozenset[Member],
) -> Keys:
    """The rows of these members, in order, in all of these periods; then those without a date, of who has any."""
    kept = tuple(sorted(members, key=_order))
    if not grain:
        kept = kept if by else ()
        return Keys(by, grain, kept, (), np.arange(len(kept)), np.full(len(kept), -1, np.int64))
    kept = kept or (((),) if not by else ())
    shown = np.ones((len(kept), len(periods) + 1), np.bool_)
    shown[:, -1] = [member in undated for member in kept]
    member, period = np.nonzero(shown)
    return Keys(by, grain, kept, periods, member, np.where(period == len(periods), -1, period))


def _order(member: Member) -> list[tuple[bool, Any]]:
    return [(value is None, "" if value is None else value) for value in member]


def coded(columns: Sequence[Column], rows: int) -> tuple[list[Member], Places]:
    """The distinct members that columns of their dimensions hold, and each row's place among them."""
    told = [column.tolist() for column in columns]
    held = told[0] if len(told) == 1 else list(zip(*told, strict=True)) if told else [()] * rows
    place = {member: index for index, member in enumerate(dict.fromkeys(held))}
    codes = np.fromiter(map(place.__getitem__, held), np.int64, rows)
    return [(member,) for member in place] if len(told) == 1 else list(place), codes


def ordinals(column: Column) -> Places:
    """Days as date.toordinal counts them; 0 where there is none."""
    days = np.ma.getdata(column).astype("M8[D]").astype(np.int64) + _EPOCH
    return np.where(np.ma.getmaskarray(column), 0, days)


def numbers(found: Mapping[str, Column], names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Columns of numbers as the lines of one array, NaN where there is none; then a place where all are unknown."""
    rows = len(next(iter(found.values()))) if found else 0
    lines = np.full((len(names), rows + 1), np.nan)
    for line, name in zip(lines, names, strict=True):
        column = found[name]
        line[:rows] = column
        if isinstance(column, np.ma.MaskedArray):
            line[:rows][column.mask] = np.nan
    return lines
