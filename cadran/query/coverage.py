"""Whether a fact was loaded for a period: what tells zero from unknown."""

from __future__ import annotations

from datetime import date, timedelta

from cadran.query.plan import STOCKS, Slot
from cadran.query.state import Span, StoreState

OWN_DATE = "local_date"
"""The day of a fact's main instant: the one that loads cover."""


class Coverage:
    """What loads cover, asked period by period. Answers are kept: a series asks the same thing for every member."""

    def __init__(self, state: StoreState) -> None:
        self.state = state
        self.known: dict[tuple[str, str, date | None, date | None], bool] = {}

    def loaded(self, slot: Slot, first: date | None, end: date | None) -> bool:
        """Whether any of the days [first, end) was loaded for the slot's fact.

        Dated by the creation of their lead, rows come with later loads too. A lead's later events (first contact, last
        attempt) are known by the loads of any fact on those days; a stock once anything was loaded before its instant.
        """
        key = (slot.fact, slot.dated, first, end)
        if key not in self.known:
            self.known[key] = self._loaded(*key)
        return self.known[key]

    def _loaded(self, fact: str, dated: str, first: date | None, end: date | None) -> bool:
        if fact in self.state.undated:
            return fact in self.state.present
        spans = self.state.loaded.get(fact, ())
        if first is None and end is None:
            return bool(spans) or fact in self.state.present
        if dated in STOCKS:
            return any(end is None or start < end for start, _ in spans)
        if "." in dated:
            return any(first is None or stop > first for _, stop in spans)
        if dated != OWN_DATE:
            spans = tuple(span for covered in self.state.loaded.values() for span in covered)
        return any((end is None or start < end) and (first is None or stop > first) for start, stop in spans)

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
