"""What a view is asked with, and its two ways to figures: KPIs, and counts of one fact.

Where a view needs rows told apart otherwise than by dimensions (ranks, bands, the hour where the lead is), it names columns
as facts declare them; no view has SQL of its own. The period, the filters, the clocks and the scope are put into the one
statement by the query room, before anything is aggregated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from cadran.catalogue.shape import Part
from cadran.engines.base import Engine
from cadran.query.counts import Counting, counts
from cadran.query.numbers import ratio, wilson
from cadran.query.request import EVERYTHING, Request, Scope
from cadran.query.result import NO_DATA, OK, Result
from cadran.query.state import Catalogue, StoreState

ANCHORS = {"attempts": "attempts", "leads": "leads", "lead_waits": "leads", "orders": "orders"}
"""Fact → the KPI that one must be allowed to see to have rows of it cut up."""

Days = tuple[date | None, date | None]
Rows = list[dict[str, Any]]


class Source(Protocol):
    """What a view reads from: an open store, in the process that owns the file."""

    @property
    def engine(self) -> Engine: ...
    @property
    def catalogue(self) -> Catalogue: ...
    def evaluate(self, request: Request) -> Result: ...
    def state(self) -> StoreState: ...
    def bounded(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True)
class Asked:
    """A view's question: over which store, which days, which rows, as seen by whom."""

    source: Source
    period: Days | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    basis: str = "activity"
    as_of: datetime | None = None
    known_at: datetime | None = None
    within: int | None = None
    scope: Scope = EVERYTHING

    def request(self, *ids: str, **more: Any) -> Request:
        """The request for some KPIs under the same filters."""
        same: dict[str, Any] = {
            "period": self.period,
            "where": self.where,
            "basis": self.basis,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "within": self.within,
            "scope": self.scope,
        }
        return Request(ids, **{**same, **more})

    def figures(self, *ids: str, **more: Any) -> Result:
        """KPIs under the same filters, by the evaluator."""
        return self.source.evaluate(self.request(*ids, **more))

    def with_(self, **changes: Any) -> Asked:
        """The same question with some changes."""
        return replace(self, **changes)

    def filters(self) -> dict[str, list[str | None]]:
        """The filters as they are kept."""
        return {dimension: list(values) for dimension, values in self.request("leads").filters}

    def grants(self, dimension: str) -> bool:
        """Whether the scope lets rows be told apart by a dimension."""
        return self.scope.dimensions is None or dimension in self.scope.dimensions

    @property
    def zone(self) -> str:
        return self.source.state().zone

    def counts(
        self,
        parts: Mapping[str, Part],
        by: Sequence[str] = (),
        columns: Mapping[str, str] | None = None,
        *,
        grain: str | None = None,
        basis: str | None = None,
    ) -> Rows:
        """A row for each cell of one fact: the members of `by` and of `columns` (paths, as facts have them), then the counts.

        Rows are dated by the lead's creation on the cohort basis, by their own event else. UsageError for what the scope does
        not grant, NotConformedError for a filter that the fact does not have.
        """
        catalogue = self.source.catalogue
        anchor = ANCHORS[next(iter(parts.values())).fact]
        asked = self.request(anchor, by=tuple(by), grain=grain, basis=basis or self.basis)
        return counts(self.source.engine, self.source.state(), asked, catalogue, Counting(parts, columns or {}))


def proportion(num: Any, den: Any) -> dict[str, Any]:
    """A figure as the public JSON contract has it: the one division, and its Wilson interval."""
    value = ratio(num, den)
    bounds = wilson(float(num), float(den)) if value is not None and num is not None else None
    return {
        "value": value,
        "num": num,
        "den": den,
        "low": bounds[0] if bounds else None,
        "high": bounds[1] if bounds else None,
        "state": OK if value is not None else NO_DATA,
    }


def figure(cell: Mapping[str, Any]) -> dict[str, Any]:
    """The evaluator's cell as a view shows it."""
    return {name: cell[name] for name in ("value", "num", "den", "low", "high", "state")}


def keyed(rows: Iterable[Mapping[str, Any]], *names: str) -> dict[Any, Any]:
    """Rows by the value of one column, or by the values of several."""
    return {row[names[0]] if len(names) == 1 else tuple(row[name] for name in names): row for row in rows}
