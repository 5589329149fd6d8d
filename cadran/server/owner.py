"""The process that holds a store, asked by many at once: a cursor a request, few queries at a time, one writer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from cadran.analysis import ViewResult, view
from cadran.config.limits import Limits
from cadran.errors import NotConformedError, StoreBusyError, StoreFullError
from cadran.executor.calls import ALWAYS, FRESH, Call, Effect
from cadran.executor.local import Store
from cadran.query.periods import local_day
from cadran.query.plan import plan
from cadran.query.request import EVERYTHING, Request, Scope
from cadran.query.result import Result
from cadran.query.sensitivity import permits
from cadran.query.state import Catalogue, StoreState
from cadran.server.asker import asker
from cadran.server.calls import Served
from cadran.server.places import Places
from cadran.store.loads import Progress, Report

T = TypeVar("T")

QUERIES = 3
MEMORY = "768MB"
PATIENCE_S = 30.0
WAITING = 40
"""Of how many questions one person may wait: a page asks a few at once, a program some more."""
CELLS = 600_000
"""How many figures are kept: some 60 MB."""


class Owner(Served):
    """A store behind one lock for loads and a few places for queries; every method may be called from any thread.

    Queries see the store as one load left it. A figure asked again within half a minute, with no load between, is
    answered from memory: results are shared, so nobody changes them. What was read of the file before (which facts it
    has, the days loaded) is read once a load.
    """

    def __init__(self, store: Store, *, queries: int = QUERIES) -> None:
        self.store = store
        self.store.swapping = self._alone
        self._places = Places(queries, waiting=WAITING, patience_s=PATIENCE_S)
        self._writing = threading.Lock()
        self._files = threading.Lock()
        self._lost = threading.Event()
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[Any, ...], tuple[datetime, Any]] = OrderedDict()
        self._cells = 0
        self._making: dict[tuple[Any, ...], Future[Any]] = {}
        self._under_way, self._rested = 0, time.monotonic()
        self.changed = threading.Event()
        """Set by each load, for who waits for it and clears it."""
        self._states: dict[tuple[Any, ...], StoreState] = {}
        self.generation = 0

    @property
    def zone(self) -> str:
        return self.store.zone

    @property
    def catalogue(self) -> Catalogue:
        """The package's KPIs and those of the centre's own configuration."""
        return self.store.catalogue

    @property
    def now(self) -> datetime:
        """The store's clock, in UTC without a zone."""
        return self.store.clock()

    def close(self) -> None:
        with self._writing:
            self.store.close()

    # ways in

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """A store on a cursor of its own, that sees one state of the file; at most so many at once."""
        if self._lost.is_set():
            with self._writing:
                if self._lost.is_set():
                    self._reopen()
        limits = self._limits()
        with self._places.one(asker().name), self._noticing():
            with self._guard:
                self._under_way += 1
            try:
                with self.store.cursor() as store, store.engine.within(limits.seconds), store.engine.transaction():
                    store.states, store.limits = self._states, limits
                    yield store
            finally:
                with self._guard:
                    self._under_way -= 1
                    self._rested = time.monotonic()

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """A store on a cursor of its own, for one load at a time; what was kept in memory is forgotten.

        StoreFullError where the disk has no room: figures are given all the same, loads once there is some.
        """
        with self._writing:
            if self.store.engine.is_read_only:
                self._reopen(to_write=True)
            try:
                with self._noticing(), self.store.cursor() as store:
                    yield store
            finally:
                if self._lost.is_set():
                    self._reopen()
                self._forget()

    def _limits(self) -> Limits:
        """How much who asks may take."""
        who = asker()
        return who.limits or self.store.config.limits_of(who.role)

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """Take note of a database that refuses everything since something could not be written."""
        try:
            yield
        except BaseException:
            if self.store.engine.is_lost:
                self._lost.set()
            raise

    def _reopen(self, *, to_write: bool = False) -> None:
        """The file opened again, by who holds the lock for loads; only to be read where the disk has no room for more."""
        with self._places.all():
            try:
                self.store.engine = self.store.engine.reopened()
            except StoreFullError:
                self.store.engine = self.store.engine.reopened(read_only=True)
                if to_write:
                    raise
            finally:
                self._lost.clear()
        self._forget()

    def _forget(self) -> None:
        with self._guard:
            self.generation += 1
            self._kept.clear()
            self._cells = 0
            self._states = {}
        self.changed.set()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No query under way, for as long as another file takes the store's place; those that come wait."""
        with self._places.all():
            yield

    @contextmanager
    def _replacing(self) -> Iterator[Store]:
        """The store itself, for one at a time that puts another file in its place."""
        with self._writing:
            try:
                yield self.store
            finally:
                self._forget()

    @property
    def idle_s(self) -> float:
        """For how long nobody has waited for figures or loaded."""
        return 0.0 if self._under_way or self._writing.locked() else time.monotonic() - self._rested

    def _kept_or(self, key: Any, compute: Callable[[Store], T], life: timedelta = FRESH) -> T:
        """What is kept under a key for no longer than `life`, nor beyond the day, else what `compute` gives: once for all who ask meanwhile."""
        now = self.now
        place = (key, self._limits(), local_day(now, self.zone), self.generation)
        with self._guard:
            held = self._kept.get(place)
            if held is not None and timedelta() <= now - held[0] < life:
                self._kept.move_to_end(place)
                found: T = held[1]
                return found
            others = self._making.get(place)
            making = self._making.setdefault(place, Future())
        if others is not None:
            try:
                theirs: T = others.result()
            except StoreBusyError:  # their turn did not come; mine may
                return self._computed(compute)
            return theirs
        try:
            made = self._computed(compute)
            self._keep(place, now, made)
            making.set_result(made)
        except BaseException as error:
            making.set_exception(error)
            raise
        finally:
            with self._guard:
                del self._making[place]
        return made

    def _computed(self, compute: Callable[[Store], T]) -> T:
        """What a question gives; asked once more where a load that failed took the database away under it."""
        try:
            with self.reading() as store:
                return compute(store)
        except StoreBusyError:
            if not self._lost.is_set():
                raise
        with self.reading() as store:
            return compute(store)

    def _keep(self, place: tuple[Any, ...], now: datetime, made: Any) -> None:
        with self._guard:
            if place[-1] != self.generation:
                return
            former = self._kept.pop(place, None)
            self._cells += _cells(made) - (_cells(former[1]) if former else 0)
            self._kept[place] = (now, made)
            while self._cells > CELLS and len(self._kept) > 1:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._cells -= _cells(oldest)

    # calls

    def perform(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        """A call made as its effect wants it; what may be answered from memory is."""
        if call.kept is not None:
            key = (call.name, *sorted(arguments.items()))
            return self._kept_or(key, lambda store: call.on(store, arguments), call.kept)
        ways = {Effect.READ: self.reading, Effect.WRITE: self.writing, Effect.REPLACE: self._replacing}
        with ways[call.effect]() as store:
            return call.on(store, arguments)

    def evaluate(self, request: Request, *, life: timedelta = FRESH) -> Result:
        """The figures of a request, no older than `life`; shared with who asks the same: not to be changed."""
        return self._kept_or(("evaluate", request), lambda store: store.evaluate(request), life)

    def view(self, name: str, *, scope: Scope = EVERYTHING, **asked: Any) -> ViewResult:
        return view(self, name, scope=scope, **asked)

    def askable(self, scope: Scope, basis: str = "activity") -> tuple[str, ...]:
        """The KPIs that can be asked under a scope: those it lists, on facts that can be restricted to it on that basis."""

        def compute(store: Store) -> tuple[str, ...]:
            state = store.state()
            listed = [
                name
                for name in self.catalogue.kpis
                if (scope.kpis is None or name in scope.kpis) and permits(scope, self.catalogue, name)
            ]
            requests = {name: Request((name,), basis=basis, scope=scope) for name in listed}
            return tuple(name for name in listed if _conforms(store.catalogue, requests[name], state))

        return self._kept_or(("askable", scope, basis), compute, ALWAYS)

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: Progress = lambda step: None,
        **options: Any,
    ) -> list[Report]:
        """Load files; only one set of them is read at a time, and the store waits for no reading."""
        read_apart = self.store.read_files(paths, source=source, progress=progress, **options)
        with self._files, read_apart as read, self.writing() as store:
            return store.load_read(read, source=source, covers=covers, progress=progress)


def _cells(made: Any) -> int:
    """How much is kept with it: the figures of a result, one for anything else."""
    return made.columns.value.size if isinstance(made, Result) else 1


def _conforms(catalogue: Catalogue, request: Request, state: Any) -> bool:
    try:
        made = plan(catalogue, state, request)
    except NotConformedError:
        return False
    return bool(made.figures)
