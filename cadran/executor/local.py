"""A store: the one door through which files are loaded and figures asked.

`open` gives the in-process implementation of cadran.executor; a server that owns the file can stand behind the same
calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.config import NOTHING, Config
from cadran.config.limits import COMMAND
from cadran.config.location import DEFAULT_URL, configured, path_of
from cadran.engines.duckdb import ADVICE, DuckDBEngine
from cadran.engines.failures import needing
from cadran.errors import StoreDamagedError, StoreError, UsageError
from cadran.executor.holdings import later, state_of
from cadran.executor.opening import made_ready
from cadran.lazy import lazy
from cadran.messages import Message
from cadran.query.bounds import advice
from cadran.query.custom_kpis import with_own
from cadran.query.evaluate import figures
from cadran.query.explain import explain
from cadran.query.request import EVERYTHING, Request, Scope
from cadran.query.result import Result
from cadran.query.rows import rows
from cadran.query.state import Catalogue, StoreState
from cadran.store import schema
from cadran.store.clock import Clock, system_clock

if TYPE_CHECKING:
    import pyarrow as pa

    from cadran.checks import overview
    from cadran.ingest import reading_process as files
    from cadran.ingest import staging
    from cadran.ingest.reading_process import Read
    from cadran.keeping import backup as copies
    from cadran.keeping import erase as people
    from cadran.keeping import erasing, erasure_ledger, replacing, retention
    from cadran.keeping.backup import Restored
    from cadran.keeping.erase import Erased, Person
    from cadran.keeping.erasure_ledger import Erasure
    from cadran.keeping.retention import Overdue
    from cadran.sources import opening
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
    files, staging = lazy("cadran.ingest.reading_process"), lazy("cadran.ingest.staging")
    opening = lazy("cadran.sources.opening")

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
    engine = DuckDBEngine(path, read_only=read_only and exists, memory=memory)
    try:
        engine = made_ready(engine, path, own, read_only=read_only, zone=zone, now=clock())
    except BaseException:
        engine.close()
        raise
    return Store(engine, clock=clock, config=own)


def restore(
    source: str | Path,
    url: str | Path = DEFAULT_URL,
    *,
    force: bool = False,
    clock: Clock = system_clock,
    config: Config | str | Path | None = None,
) -> Restored:
    """Put a backup in the place of the store at `url`; StoreError where there is one already (without `force`).

    A store that is damaged is replaced too, and kept beside: its erasures since the backup cannot be done again.
    """
    path = Path(path_of(str(url)))
    if not path.exists():
        return copies.restore(Path(source), path, now=clock())
    if not force:
        raise StoreError(
            'There is a store at "{path}". Replace it with --force, or name another with --store.', path=path
        )
    try:
        store = open(path, clock=clock, config=config)
    except StoreDamagedError:
        return copies.restore(Path(source), path, now=clock(), keep_replaced=True)
    with store:
        return store.restore(Path(source))


class Store:
    """An open store; close it, or use it in a `with`."""

    def __init__(
        self,
        engine: DuckDBEngine,
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
        """The base currency, fixed with the first money loaded."""
        return schema.read_settings(self.engine).get("base_currency", "EUR")

    def close(self) -> None:
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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
        """Load rows of one canonical table: an Arrow table or reader, a pandas or polars frame.

        Columns are named as in the model; others are refused. Values are checked as those of a file are. Instants
        that carry no zone are times of `zone`.
        """
        with needing(self.engine.path, lambda: int(getattr(data, "nbytes", 0))):
            staged = staging.stage_arrow(self.engine, table, data, zone=zone, meanings=self.config.meanings(source))
            return self.load_staged([staged], source=source, covers=covers)

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
        """Load files in one transaction, all or none; options are those of ingest.understand."""
        with self.read_files(paths, source=source, progress=progress, **options) as read:
            return self.load_read(read, source=source, covers=covers, progress=progress)

    def load_read(self, read: Read, **options: Any) -> list[Report]:
        """Load what a process has read; options are those of `load_staged`."""
        with needing(self.engine.path, lambda: sum(one.read * len(one.columns) for one in read.staged) * VALUE):
            staged = read.into(self.engine)
            try:
                return self.load_staged(staged, **options)
            finally:
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
        """The ledger, oldest load first."""
        return ledger.imports(self.engine)

    def rejects(self, import_id: int | None = None, limit: int | None = None) -> list[ledger.Reject]:
        """What was set aside, of one import or of all; UsageError when there is no such import."""
        if import_id is not None:
            ledger.find(self.engine, import_id)
        return ledger.rejects(self.engine, import_id, limit)

    def header(self, import_id: int | None) -> str:
        """The lines above the first record of an import's file, as they stood in it."""
        if import_id is None:
            raise UsageError("Raw lines are those of one file: name the import, as in: cadran rejects 3 --format raw")
        return ledger.find(self.engine, import_id).header or ""

    def overview(self) -> tuple[list[overview.TableState], list[overview.Finding], list[tuple[str, int]]]:
        """What is loaded, what is wrong with it, and the codes that are not mapped."""
        settings = self.config.settings
        found = overview.findings(self.engine, settings, now=self.clock(), zone=self.zone)
        return overview.tables(self.engine, settings.closures(self.zone)), found, ledger.unmapped(self.engine)

    def duplicate_leads(self) -> int:
        """How many leads share the number of an earlier lead."""
        return int(self.engine.rows("SELECT count(*) FROM lead_journeys WHERE is_duplicate")[0][0])

    def progress(self) -> float:
        """How far the statement under way is, in percent; negative when the database cannot tell."""
        return float(self.engine.connection.query_progress())

    def undo(self, import_id: int) -> tuple[list[ledger.Import], list[Message]]:
        """Take an import back with the others of its file: the imports undone, and what to know about it."""
        return undo.undo(self.engine, import_id, now=self.clock())

    def backup(self, target: Path, *, force: bool = False) -> Path:
        """Copy the store, as it is at this moment, to a file: see ingest.backup."""
        return copies.backup(self.engine, Path(target), now=self.clock(), force=force)

    def restore(self, source: Path) -> Restored:
        """Put a backup in this store's place, whole or not at all; who was erased here since is erased there too.

        Where this store can no longer say who was, it is damaged: the backup takes its place, and it is kept beside.
        """
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
        """The changes made to this store, latest first: see ingest.trail."""
        return trail.entries(self.engine, limit)

    def find(self, person: Person) -> list[str]:
        """The keys of the leads that are this person: see ingest.erase."""
        return people.find(self.engine, person)

    def erase(self, keys: Sequence[str]) -> Erased:
        """Erase the leads of these keys, everywhere; the file is written anew, so that none of its pages holds them."""
        return self._erased(erasure_ledger.begin(self.engine, leads=keys, now=self.clock()))

    def overdue(self, months: int | None = None) -> Overdue:
        """The prospects kept for longer than `months` (else the setting) since their collection or last contact."""
        return retention.overdue(self.engine, months or self.config.settings.retention_months, now=self.clock())

    def expire(self, months: int | None = None) -> Erased:
        """Erase them, with rejected lines of that age; the file is written anew."""
        months = months or self.config.settings.retention_months
        return self._erased(erasure_ledger.begin(self.engine, months=months, now=self.clock()))

    def _erased(self, erasure: Erasure) -> Erased:
        """Carry out an erasure that is written down: interrupted, the next opening of the store finishes it."""

        def take(engine: DuckDBEngine, fresh: Path) -> DuckDBEngine:
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

    def kpis(
        self,
        ids: Sequence[str] | str,
        *,
        by: Sequence[str] | str = (),
        grain: str | None = None,
        period: tuple[Any, Any] | None = None,
        where: Mapping[str, Any] | None = None,
        basis: str = "activity",
        as_of: datetime | str | None = None,
        known_at: datetime | str | None = None,
        scope: Scope = EVERYTHING,
        **more: Any,
    ) -> Result:
        """Figures. `period` is (from, to) in local days, `to` exclusive; `where` maps a dimension to its values.

        `more`: compare ("previous", "year", or "now" with known_at) and within (seconds), as Request has them.
        """
        asked: dict[str, Any] = {"by": by, "grain": grain, "period": period, "where": where or {}, "basis": basis}
        return self.evaluate(Request(ids, as_of=as_of, known_at=known_at, scope=scope, **asked, **more))  # type: ignore[arg-type]

    def bounded(self, told: Message = ADVICE) -> AbstractContextManager[None]:
        """LimitError, with that advice, where what is asked meanwhile takes longer than one question may."""
        return self.engine.within(self.limits.seconds, told)

    def evaluate(self, request: Request) -> Result:
        """The figures of a request."""
        with self.bounded(advice(request)):
            return figures(self.engine, self.state(), request, self.catalogue, self.config.targets, self.limits)

    def explain(self, request: Request) -> str:
        """The SQL of a request, with its values, and what each figure rests on."""
        return explain(self.engine, self.state(), request, self.catalogue)

    def rows(
        self, request: Request, kpi: str, *, part: str = "num", limit: int | None = None, personal: bool = False
    ) -> pa.Table:
        """The rows behind a figure's numerator ("num") or denominator ("den"); personal data only when asked for."""
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
