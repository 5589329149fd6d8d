"""Figures asked of the store for a page: what cannot be given is left aside, what was asked before is remembered."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import inf
from typing import Any
from weakref import WeakKeyDictionary

from cadran.catalogue import FACTS
from cadran.catalogue.facts import ALLOCATIONS
from cadran.query.plan import plan
from cadran.query.request import Request, Scope
from cadran.query.result import Result
from cadran.server.owner import Owner
from cadran.web.filters import Days

KEPT, LIFE_S = 1024, 300.0
LIFE = timedelta(seconds=LIFE_S)
"""For how long a page shows a figure as it was computed: ages move on with the clock."""
NOTHING: dict[str, Any] = {
    "value": None, "num": None, "den": None, "low": None, "high": None, "n": None, "state": "no_data", "basis": None,
    "excluded": {}, "decision": None,
}  # fmt: skip


class Memory:
    """Words and views of the store, by its version; single figures are kept by its owner."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[Any, ...], tuple[float, Any]] = OrderedDict()
        self.lock = threading.Lock()

    def has(self, key: tuple[Any, ...], *, life: float = inf) -> bool:
        """Whether something is kept under a key, no longer than `life` seconds."""
        with self.lock:
            found = self.kept.get(key)
            return found is not None and time.monotonic() - found[0] < life

    def get(self, key: tuple[Any, ...], make: Any, *, life: float = inf) -> Any:
        """What is kept under a key, or what `make` gives, kept for `life` seconds: words for as long as the store is."""
        now = time.monotonic()
        with self.lock:
            found = self.kept.get(key)
            if found and now - found[0] < life:
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


_MEMORIES: WeakKeyDictionary[Owner, Memory] = WeakKeyDictionary()


def memory_of(executor: Owner) -> Memory:
    """What is remembered of a store: forgotten with it."""
    return _MEMORIES.setdefault(executor, Memory())


@dataclass(frozen=True)
class Answer:
    """A result, and the KPIs that could not be given with these filters: KPI → the dimensions that it lacks."""

    result: Result | None
    unfit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def total(self, kpi: str) -> dict[str, Any]:
        return self.result.total.get(kpi, NOTHING) if self.result else NOTHING

    @property
    def rows(self) -> Sequence[dict[str, Any]]:
        return self.result.rows if self.result else []


def dimensions_of(
    executor: Owner, version: object, scope: Scope, basis: str, rule: str | None = None
) -> dict[str, frozenset[str]]:
    """KPI → the dimensions that all its facts have in this store, for every KPI that the scope may ask for.

    With a rule, facts that can be shared out have those of the rule's own fact too.
    """
    found: dict[str, frozenset[str]] = memory_of(executor).get(
        (version, "dimensions", scope, basis, rule), lambda: _dimensions(executor, scope, basis, rule)
    )
    return found


def _dimensions(executor: Owner, scope: Scope, basis: str, rule: str | None) -> dict[str, frozenset[str]]:
    driver = executor.catalogue.measures[ALLOCATIONS[rule].measure].parts[0].fact if rule else None
    more = frozenset(FACTS[driver].dimensions) if driver else frozenset()
    with executor.reading() as store:
        state = store.state()
    found = {}
    for kpi in executor.askable(scope, basis):
        facts = plan(executor.catalogue, state, Request((kpi,), basis=basis, scope=scope)).facts
        found[kpi] = frozenset.intersection(
            *(frozenset(FACTS[fact].dimensions) | (more if FACTS[fact].shared else frozenset()) for fact in facts)
        )
    return found


def ask(executor: Owner, version: object, request: Request) -> Answer:
    """The figures of a request; KPIs that the scope or the filters rule out are told apart."""
    has = dimensions_of(executor, version, request.scope, request.basis, request.allocate)
    asked = tuple(dict.fromkeys((*request.by, *(name for name, _ in request.filters))))
    unfit = {kpi: tuple(name for name in asked if name not in has[kpi]) for kpi in request.kpis if kpi in has}
    fit = tuple(kpi for kpi, lacks in unfit.items() if not lacks)
    unfit = {kpi: lacks for kpi, lacks in unfit.items() if lacks}
    unfit |= {kpi: () for kpi in request.kpis if kpi not in has}  # on this basis the scope cannot be applied to it
    if not fit:
        return Answer(None, unfit)
    asked_for = replace(request, kpis=fit)
    return Answer(executor.evaluate(asked_for, life=LIFE), unfit)


def freshness(executor: Any) -> tuple[tuple[Any, ...], Days | None]:
    """The version of the store (it changes with each load and each undoing) and the days that its loads cover."""
    lines = executor.imports()
    alive = [line for line in lines if line.undone_at is None]
    version = (len(lines), len(alive), max((line.finished_at for line in lines), default=None))
    covers = [line for line in alive if line.covers_from and line.covers_to]
    worked = [line for line in covers if line.table in ("attempts", "agent_states", "orders")] or covers
    if not worked:
        return version, None
    first = min(line.covers_from for line in worked)
    return version, (first, max(line.covers_to for line in worked) + timedelta(days=1))
