"""What a request is answered from: the declarations, and what the store holds at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from cadran.catalogue.facts import ALLOCATIONS
from cadran.catalogue.shape import KPI, Allocation, Fact, Measure
from cadran.config.closures import NEVER, Closures
from cadran.query.periods import local_day

Span = tuple[date, date]
Relations = Callable[[datetime | None, datetime | None, int | None], Mapping[str, str]]

SUMMARY = "reported"
"""The time role of leads whose source keeps only a summary of the calls; a store may have leads and none of them."""


class Opening(NamedTuple):
    """When one campaign may call: its opening hours as written, between two days (each may be open).

    `about` is its member of each dimension that tells campaigns apart (itself, its client, its objective…).
    """

    hours: str
    first: date | None
    last: date | None
    about: Mapping[str, str | None]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The declarations in force: those of the package, and a user's own beside them."""

    kpis: Mapping[str, KPI]
    measures: Mapping[str, Measure]
    facts: Mapping[str, Fact]
    allocations: Mapping[str, Allocation] = field(default_factory=lambda: ALLOCATIONS)

    def dimensions(self) -> list[str]:
        """Every dimension that some fact has, in order of first declaration."""
        return list(dict.fromkeys(name for fact in self.facts.values() for name in fact.dimensions))


@dataclass(frozen=True, eq=False)
class StoreState:
    """What the store holds now.

    `loaded`: fact → the local days [first, end) for which loads are complete, merged, in order. `present`: the facts
    with any row, and "leads:reported" where leads have a summary in place of attempts. `met`: fact → the focus
    conditions (kpi.focus) that some row meets. `relations(as_of, known_at, within)` gives, table by table, the SQL in
    parentheses that stands for a table at an earlier instant (None: now), or for a lead's events within so many seconds
    of its creation; without it the store cannot go back in time. `known(known_at)` is the state as the loads up to an
    earlier instant had made it. `undated`: facts kept whole, not day by day. `unassigned`: shared fact → its dimensions that
    some rows do not know. `unended`: facts some of whose rows go on past now; `agentless`: those that agents take, but for
    some rows; `pending`: those some of whose rows may still change (Fact.settling). `opening`
    are the campaigns' opening hours, `has_objectives`: some say their objective, `closures` the days on which nobody is there; `full_time_hours` those of a full-time
    week, `currency` that of amounts; `pauses`: reason for a pause, in small letters → avoidable or necessary; `zones`: the time
    zones of leads, those that are one. `made`: table that is computed from what the store holds and is configured → its SELECT,
    given what stands for the tables.
    """

    zone: str
    now: datetime
    loaded: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    met: Mapping[str, frozenset[str]] = field(default_factory=dict)
    relations: Relations | None = None
    known: Callable[[datetime], StoreState] | None = None
    undated: frozenset[str] = frozenset()
    unassigned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unended: frozenset[str] = frozenset()
    agentless: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    opening: tuple[Opening, ...] = ()
    has_objectives: bool = False
    closures: Closures = NEVER
    full_time_hours: float = 35.0
    currency: str = "EUR"
    pauses: Mapping[str, str] = field(default_factory=dict)
    zones: Callable[[], tuple[str, ...]] = tuple
    made: Mapping[str, Callable[[Mapping[str, str]], str]] = field(default_factory=dict)

    def as_known(self, known_at: datetime | None) -> StoreState:
        """The state that the loads up to `known_at` had made."""
        return self if known_at is None or known_at >= self.now or self.known is None else self.known(known_at)

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def span(self, facts: list[str]) -> Span | None:
        """From the first to the last loaded day of these facts."""
        spans = [span for fact in facts for span in self.loaded.get(fact, ())]
        return (min(first for first, _ in spans), max(end for _, end in spans)) if spans else None

    def reach(self, facts: Iterable[str]) -> Span | None:
        """The days that an open side of the period stands for: those loaded of these facts, or of every fact where one is
        kept whole, not day by day, or none is loaded.
        """
        asked = list(facts)
        found = None if self.undated.intersection(asked) else self.span(asked)
        return found or self.span(list(self.loaded))


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """Half-open spans of days as few, disjoint and in order.

    >>> merged([(date(2026, 1, 3), date(2026, 1, 5)), (date(2026, 1, 1), date(2026, 1, 3))])
    ((datetime.date(2026, 1, 1), datetime.date(2026, 1, 5)),)
    """
    out: list[Span] = []
    for first, end in sorted(spans):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((first, end))
    return tuple(out)
