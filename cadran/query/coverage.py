"""Whether a fact was loaded for a period: what tells zero from unknown."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

import numpy as np

from cadran.query.columns import Flags, Places
from cadran.query.slots import STOCKS, Slot
from cadran.query.state import Span, StoreState

OWN_DATE = "local_date"
"""The day of a fact's main instant: the one that loads cover."""
OPEN_FIRST, OPEN_END = 0, 10_000_000
"""The days, as date.toordinal counts, of a period without a first or last day."""


def days_of(first: date | None, end: date | None) -> tuple[int, int]:
    """The two sides of a period as day numbers."""
    return first.toordinal() if first else OPEN_FIRST, end.toordinal() if end else OPEN_END


class Coverage:
    """What loads cover, asked of many periods at once: their first days, and the first days after them."""

    def __init__(self, state: StoreState) -> None:
        self.state = state

    def loaded(self, slot: Slot, first: Places, end: Places) -> Flags:
        """Whether any of the days [first, end) was loaded for the slot's fact, period by period.

        Dated by the creation of their lead, rows come with later loads too. A lead's later events (first contact, last
        attempt) are known by the loads of any fact on those days; a stock once anything was loaded before its instant.
        """
        if slot.fact in self.state.undated:
            return np.full(len(first), slot.fact in self.state.present)
        spans = self.state.loaded.get(slot.fact, ())
        if slot.dated in STOCKS:
            found = _any_within(spans[:1], first * 0, end)
        elif "." in slot.dated:
            found = _any_within(spans[-1:], first, end * 0 + OPEN_END)
        else:
            found = _any_within(spans if slot.dated == OWN_DATE else self._any, first, end)
        everything = (first == OPEN_FIRST) & (end == OPEN_END)
        return np.where(everything, bool(spans) or slot.fact in self.state.present, found)

    @cached_property
    def _any(self) -> tuple[Span, ...]:
        """The days loaded of any fact."""
        return tuple(span for covered in self.state.loaded.values() for span in covered)

    def missing(self, fact: str, first: date, end: date) -> list[Span]:
        """The stretches of [first, end) that no load covers, days to come aside."""
        end, gaps, start = min(end, self.state.today + timedelta(days=1)), [], first
        for covered, stop in self.state.loaded.get(fact, ()):
            if covered >= end:
                break
            if covered > start:
                gaps.append((start, covered))
            start = max(start, stop)
        return [*gaps, (start, end)] if start < end else gaps


def _any_within(spans: tuple[Span, ...], first: Places, end: Places) -> Flags:
    """Whether any span of days meets each period."""
    found = np.zeros(len(first), np.bool_)
    for start, stop in spans:
        found |= (end > start.toordinal()) & (first < stop.toordinal())
    return found
