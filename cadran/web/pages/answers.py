"""Figures asked of the store for a page: what cannot be given is left aside, what was asked before is remembered."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cadran.catalogue import FACTS
from cadran.errors import NotConformedError, UsageError
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.server.owner import Owner
from cadran.web.scopes import facts_of

KEPT, LIFE_S = 512, 120.0
NOTHING: dict[str, Any] = {
    "value": None, "num": None, "den": None, "low": None, "high": None, "n": None, "state": "no_data", "basis": None,
    "excluded": {}, "decision": None,
}  # fmt: skip


class Memory:
    """The last results, by store version and request; ages move on with the clock, so none is kept for long."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[Any, ...], tuple[float, Any]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: tuple[Any, ...], make: Any) -> Any:
        now = time.monotonic()
        with self.lock:
            found = self.kept.get(key)
            if found and now - found[0] < LIFE_S:
                self.kept.move_to_end(key)
                return found[1]
        value = make()
        with self.lock:
            self.kept[key] = (now, value)
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return value

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()


MEMORY = Memory()


@dataclass(frozen=True)
class Answer:
    """A result, and the KPIs that could not be given with these filters: KPI → the dimensions that it lacks."""

    result: Result | None
    unfit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def total(self, kpi: str) -> dict[str, Any]:
        return self.result.total.get(kpi, NOTHING) if self.result else NOTHING

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.result.rows if self.result else []


def lacking(kpi: str, dimensions: Sequence[str]) -> tuple[str, ...]:
    """The dimensions that some fact of the KPI does not have."""
    return tuple(name for name in dimensions if any(name not in FACTS[fact].dimensions for fact in facts_of(kpi) if fact in FACTS))


def ask(executor: Owner, version: object, request: Request) -> Answer:
    """The figures of a request; KPIs that the scope or the filters rule out are told apart."""
    allowed = set(executor.askable(request.scope))
    asked = (*request.by, *(name for name, _ in request.filters))
    unfit = {kpi: lacking(kpi, asked) for kpi in request.kpis if kpi in allowed}
    fit = tuple(kpi for kpi, lacks in unfit.items() if not lacks)
    unfit = {kpi: lacks for kpi, lacks in unfit.items() if lacks}
    if not fit:
        return Answer(None, unfit)
    asked_for = replace(request, kpis=fit)
    return MEMORY.get((version, asked_for), lambda: _evaluated(executor, asked_for, unfit))


def _evaluated(executor: Owner, request: Request, unfit: dict[str, tuple[str, ...]]) -> Answer:
    try:
        return Answer(executor.evaluate(request), unfit)
    except NotConformedError:
        return _one_by_one(executor, request, unfit)


def _one_by_one(executor: Owner, request: Request, unfit: dict[str, tuple[str, ...]]) -> Answer:
    """What stands behind a KPI depends on the store: leave out those that turn out not to conform."""
    fit = []
    for kpi in request.kpis:
        try:
            executor.evaluate(replace(request, kpis=(kpi,)))
            fit.append(kpi)
        except (NotConformedError, UsageError):
            unfit = {**unfit, kpi: ()}
    return Answer(executor.evaluate(replace(request, kpis=tuple(fit))) if fit else None, unfit)
