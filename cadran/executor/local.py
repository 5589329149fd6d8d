"""A store that this process holds: what each call of cadran.executor.calls does, which says what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.config import NOTHING, Config
from cadran.config.limits import COMMAND
from cadran.config.location import DEFAULT_URL, configured, path_of
from cadran.engines.base import ADVICE, Storage
from cadran.engines.kinds import opened
from cadran.engines.room import needing
from cadran.errors import StoreDamagedError, StoreError, UsageError
from cadran.executor.calls import Executor
from cadran.executor.holdings import later, state_of
from cadran.executor.opening import made_ready
from cadran.lazy import lazy
from cadran.messages import Message
from cadran.query.bounds import advice
from cadran.query.custom_kpis import with_own
from cadran.query.evaluate import figures
from cadran.query.explain import explain
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.rows import rows
from cadran.query.state import Catalogue, StoreState
from cadran.store import schema
from cadran.store.clock import Clock, system_clock

if TYPE_CHECKING:
    import pyarrow as pa

    from cadran.checks import overview
    from cadran.ingest import frames
    from cadran.ingest import reading_process as files
    from cadran.ingest.reading_process import Read
    from cadran.keeping import backup as copies
    from cadran.keeping import erase as people
    from cadran.keeping import erasing, erasure_ledger, replacing, retention
    from cadran.keeping.backup import Restored
    from cadran.keeping.erase import Erased, Person
    from cadran.keeping.erasure_ledger import Erasure
    from cadran.keeping.retention import Overdue
    from cadran.store import forgotten, ledger, loads, trail, undo
    from cadran.store.loads import Progress, Report
else:  # a figure from the command line waits for none of these
    copies, people, erasing, erasure_ledger, forgotten = (
        lazy("cadran.keeping.backup"),
        lazy("cadran.keeping.erase"),
        lazy("cadran.keeping.erasing"),
        lazy("cadran.keeping.erasure_ledger"),
        lazy("cadran.store.forgotten"),
    )
    ledger, loads, overview, replacing, retention, trail, undo = (
        lazy("cadran.store.ledger"),
        lazy("cadran.store.loads"),
        lazy("cadran.checks.overview"),
        lazy("cadran.keeping.replacing"),
        lazy("cadran.keeping.retention"),
        lazy("cadran.store.trail"),
        lazy("cadran.store.undo"),
    )
    files, frames = lazy("cadran.ingest.reading_process"), lazy("cadran.ingest.frames")

CATALOGUE = Catalogue(KPIS, MEASURES, FACTS)
VALUE = 16
"""Bytes that a value takes on the disk while it is loaded, about: in the log, then in the table."""


def open(
    url: str | Path = DEFAULT_URL,
    *,
    create: bool = True,
    read_only: bool = False,
    zone: str | None = None,
    clock: Clock = system_clock,
    memory: str | None = None,
    config: Config | str | Path | None = None,
) -> Store:
    """Open a store, making it where there is none (unless `create` is false) and migrating it where it is older.

    `zone` is the reporting zone of a new store (else the configuration's, else Europe/Paris); `memory` bounds what the database takes; `config` is the user's own
    part or its file (else CADRAN_CONFIG, else cadran.toml beside the store). Raises StoreError when the file is no
    store, StoreBusyError when another process holds it, ConfigError for a mistake in the configuration.
    """
    path = path_of(str(url))
    own = configured(path, config)
    exists = path != ":memory:" and Path(path).exists()
    if not exists and (not create or read_only):
        raise StoreError(
            'There is no store at "{path}". Load files with "cadran import FILE… --store {quoted}", '
            'or make a demonstration with "cadran demo".',
            path=path,
            quoted=quote(path),
        )
    engine = opened(path, read_only=read_only and exists, memory=memory)
    try:
        engine = made_ready(engine, path, own, read_only=read_only, zone=zone, now=clock())
    except BaseException:
        engine.close()
        raise
    return Store(engine, clock=clock, config=own)


class Store(Executor):
    """A store that this process holds."""

    def __init__(
        self,
        engine: Storage,
        *,
        clock: Clock = system_clock,
        settings: Mapping[str, str] | None = None,
        config: Config = NOTHING,
        catalogue: Catalogue | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.config = config
        self.catalogue = catalogue or with_own(CATALOGUE, config)
        self.settings = schema.read_settings(engine) if settings is None else settings
        self.limits = config.limits_of(COMMAND)
        self.swapping: Callable[[], AbstractContextManager[None]] = nullcontext
        self.states: dict[tuple[Any, ...], StoreState] | None = None
        """What was read of the file before, by the state of its ledger; None where it is read each time."""

    def cursor(self) -> Store:
        """Another way into the same store, for another thread; it is closed by itself."""
        return Store(
            self.engine.cursor(),
            clock=self.clock,
            settings=self.settings,
            config=self.config,
            catalogue=self.catalogue,
        )

    @property
    def zone(self) -> str:
        return self.settings["zone"]

    @property
    def currency(self) -> str:
        return schema.read_settings(self.engine).get("base_currency", "EUR")

    def close(self) -> None:
        self.engine.close()

    # loads

    def load(
        self,
        table: str,
        data: Any,
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        zone: str = "UTC",
    ) -> list[Report]:
        with frames.reading_rows(table, data, zone=zone, meanings=self.config.meanings(source)) as read:
            return self.load_read(read, source=source, covers=covers)

    def read_files(
        self,
        paths: Sequence[str | Path],
        *,
        source: str = "default",
        progress: Progress = lambda step: None,
        **options: Any,
    ) -> AbstractContextManager[Read]:
        """Files (patterns allowed) read and staged in a process of their own; the store waits for nothing meanwhile."""
        meanings = self.config.meanings(source)
        return files.reading(paths, meanings=meanings, progress=progress, **{"zone": self.zone, **options})

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: Progress = lambda step: None,
        **options: Any,
    ) -> list[Report]:
        with self.read_files(paths, source=source, progress=progress, **options) as read:
            return self.load_read(read, source=source, covers=covers, progress=progress)

    def load_read(self, read: Read, **options: Any) -> list[Report]:
        """Load what is staged elsewhere; options are those of `load_staged`."""
        with needing(self.engine.path, lambda: sum(one.read * len(one.columns) for one in read.staged) * VALUE):
            staged = read.into(self.engine)
            try:
                return self.load_staged(staged, **options)
            finally:
                with suppress(
                    StoreError
                ):  # on a full disk the load has failed and said so; they go with the connection
                    for one in staged:
                        self.engine.execute(f"DROP TABLE IF EXISTS {one.relation}")
                        self.engine.execute(f"DROP TABLE IF EXISTS {one.rejects or one.relation}")

    def load_staged(
        self,
        staged: Sequence[loads.Staged],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: Progress = lambda step: None,
    ) -> list[Report]:
        """Load staged rows in one transaction; `covers` are the local days (from, to exclusive) they are complete for."""
        return loads.load(
            self.engine,
            staged,
            source_system=source,
            zone=self.zone,
            clock=self.clock,
            covers=covers,
            progress=progress,
        )

    def imports(self) -> list[ledger.Import]:
        return ledger.imports(self.engine)

    def rejects(self, import_id: int | None = None, limit: int | None = None) -> list[ledger.Reject]:
        if import_id is not None:
            ledger.find(self.engine, import_id)
        return ledger.rejects(self.engine, import_id, limit)

    def header(self, import_id: int | None) -> str:
        if import_id is None:
            raise UsageError("Raw lines are those of one file: name the import, as in: cadran rejects 3 --format raw")
        return ledger.find(self.engine, import_id).header or ""

    def overview(self) -> tuple[list[overview.TableState], list[overview.Finding], list[tuple[str, int]]]:
        settings = self.config.settings
        found = overview.findings(self.engine, settings, now=self.clock(), zone=self.zone)
        return overview.tables(self.engine, settings.closures(self.zone)), found, ledger.unmapped(self.engine)

    def duplicate_leads(self) -> int:
        return int(self.engine.rows("SELECT count(*) FROM lead_journeys WHERE is_duplicate")[0][0])

    def progress(self) -> float:
        return self.engine.progress

    def undo(self, import_id: int) -> tuple[list[ledger.Import], list[Message]]:
        return undo.undo(self.engine, import_id, now=self.clock())

    def backup(self, target: Path, *, force: bool = False) -> Path:
        return copies.backup(self.engine, Path(target), now=self.clock(), force=force)

    def restore(self, source: Path) -> Restored:
        path = Path(self.engine.path)
        with replacing.beside(path) as fresh:
            is_sealed = copies.take(source, fresh, path)
            try:
                register, changes = forgotten.register_of(self.engine), trail.entries(self.engine)
            except StoreDamagedError:
                copies.note_restored(fresh, source, self.clock())
                kept = self._take(fresh, keep_replaced=True)
                return copies.Restored(path, is_known=False, is_sealed=is_sealed, kept=kept)
            with open(fresh, clock=self.clock, config=self.config) as other:
                again, is_known = people.replay(other.engine, register, now=self.clock())
                with other.engine.transaction():
                    trail.take_over(other.engine, changes)
                    trail.note(other.engine, "restore", now=self.clock(), file=str(source.absolute()), again=again)
                if again:
                    other.engine = erasing.rewrite(other.engine)
            self._take(fresh)
        return copies.Restored(path, again, is_known, is_sealed)

    def trail(self, limit: int | None = None) -> list[trail.Entry]:
        return trail.entries(self.engine, limit)

    def find(self, person: Person) -> list[str]:
        return people.find(self.engine, person)

    def erase(self, keys: Sequence[str]) -> Erased:
        return self._erased(erasure_ledger.begin(self.engine, leads=keys, now=self.clock()))

    def overdue(self, months: int | None = None) -> Overdue:
        return retention.overdue(self.engine, months or self.config.settings.retention_months, now=self.clock())

    def expire(self, months: int | None = None) -> Erased:
        months = months or self.config.settings.retention_months
        return self._erased(erasure_ledger.begin(self.engine, months=months, now=self.clock()))

    def _erased(self, erasure: Erasure) -> Erased:
        """Carry out an erasure that is written down: interrupted, the next opening of the store finishes it."""

        def take(engine: Storage, fresh: Path) -> Storage:
            self._take(fresh)
            return self.engine

        _, erased = erasing.carry_out(self.engine, erasure, take)
        return replace(erased, copies=tuple(str(path) for path in copies.backups(self.engine)))

    def _take(self, fresh: Path, *, keep_replaced: bool = False) -> Path | None:
        """Go on with another file in the place of this one, when nobody reads it: where this one was kept, if it was."""
        with self.swapping():
            self.engine, kept = replacing.exchange(self.engine, fresh, keep_replaced=keep_replaced)
            self.settings = schema.read_settings(self.engine)
        return kept

    # figures

    def bounded(self, told: Message = ADVICE) -> AbstractContextManager[None]:
        """LimitError, with that advice, where what is asked meanwhile takes longer than one question may."""
        return self.engine.within(self.limits.seconds, told)

    def evaluate(self, request: Request) -> Result:
        with self.bounded(advice(request)):
            return figures(self.engine, self.state(), request, self.catalogue, self.config.targets, self.limits)

    def explain(self, request: Request) -> str:
        return explain(self.engine, self.state(), request, self.catalogue)

    def rows(
        self, request: Request, kpi: str, *, part: str = "num", limit: int | None = None, personal: bool = False
    ) -> pa.Table:
        asked: dict[str, Any] = {"part": part, "limit": limit, "most": self.limits.rows, "personal": personal}
        with self.bounded(advice(request)):
            return rows(self.engine, self.state(), request, self.catalogue, kpi, **asked)

    def state(self) -> StoreState:
        """What the store holds now, as the evaluator needs it."""
        given: tuple[Any, ...] = self.engine, self.catalogue, self.config.settings
        now = self.clock()
        if self.states is None:
            return state_of(*given, now=now, zone=self.zone)
        ledger = self.engine.rows("SELECT count(*), max(finished_at), max(undone_at) FROM imports")[0]
        held = self.states.get(ledger)
        if held is None or held.now > now:
            held = self.states[ledger] = state_of(*given, now=now, zone=self.zone)
        return later(held, *given, now=now)
