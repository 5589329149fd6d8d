"""A store: the one door through which files are loaded and figures asked.

`open` gives the in-process implementation. `Executor` is what callers rely on: a server that owns the file can
stand behind the same calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.clock import Clock, system_clock
from cadran.config import NOTHING, Config, find_config, read_config
from cadran.engines.duckdb import DuckDBEngine
from cadran.errors import StoreError, UsageError
from cadran.ingest import schema
from cadran.lazy import lazy
from cadran.query.decide import decide
from cadran.query.evaluate import evaluate
from cadran.query.explain import explain
from cadran.query.own import with_own
from cadran.query.request import EVERYTHING, Request, Scope
from cadran.query.result import Result
from cadran.query.rows import rows
from cadran.query.state import SUMMARY, Catalogue, Opening, StoreState, merged

if TYPE_CHECKING:
    import pyarrow as pa

    from cadran.ingest import backup as copies
    from cadran.ingest import earlier as past
    from cadran.ingest import ledger, loader, overview, refresh, undo
    from cadran.ingest.loader import Progress, Report
    from cadran.ingest.reading import Understanding
else:  # a figure from the command line waits for none of these
    copies, past, ledger, loader, overview, refresh, undo = (
        lazy(f"cadran.ingest.{name}")
        for name in ("backup", "earlier", "ledger", "loader", "overview", "refresh", "undo")
    )

DEFAULT_URL = "cadran.duckdb"
FULL_TIME_HOURS = 35
CATALOGUE = Catalogue(KPIS, MEASURES, FACTS)
_SCHEMES = ("postgresql", "spark", "clickhouse")


class Executor(Protocol):
    """Every load and every request goes through these calls, in this process or through a server."""

    @property
    def zone(self) -> str: ...
    @property
    def currency(self) -> str: ...
    def load(
        self,
        table: str,
        data: Any,
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        zone: str = "UTC",
    ) -> list[Report]: ...
    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: Progress = lambda step: None,
        **options: Any,
    ) -> list[Report]: ...
    def evaluate(self, request: Request) -> Result: ...
    def explain(self, request: Request) -> str: ...
    def rows(
        self, request: Request, kpi: str, *, part: str = "num", limit: int | None = None, personal: bool = False
    ) -> pa.Table: ...
    def imports(self) -> list[ledger.Import]: ...
    def rejects(self, import_id: int | None = None, limit: int | None = None) -> list[ledger.Reject]: ...
    def header(self, import_id: int | None) -> str: ...
    def overview(self) -> tuple[list[overview.TableState], list[overview.Finding], list[tuple[str, int]]]: ...
    def duplicate_leads(self) -> int: ...
    def progress(self) -> float: ...
    def undo(self, import_id: int) -> tuple[list[ledger.Import], list[str]]: ...
    def backup(self, target: Path, *, force: bool = False) -> Path: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def path_of(url: str) -> str:
    """The file of a store's URL: a bare path, or duckdb:///path (an absolute one, as in any URL).

    >>> path_of("centre.duckdb"), path_of("duckdb:///srv/centre.duckdb")
    ('centre.duckdb', '/srv/centre.duckdb')
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    if scheme == "duckdb":
        return "/" + rest.lstrip("/") if rest.startswith("/") else rest
    if scheme in _SCHEMES:
        raise UsageError(f'This version has no engine for "{scheme}://" yet. Give a path or duckdb:///path.')
    raise UsageError(f'"{url}" is not a store. Expected a path or duckdb:///path.')


def open(
    url: str | Path = DEFAULT_URL,
    *,
    create: bool = True,
    read_only: bool = False,
    zone: str = schema.DEFAULT_ZONE,
    clock: Clock = system_clock,
    memory: str | None = None,
    config: Config | str | Path | None = None,
) -> Store:
    """Open a store, making it where there is none (unless `create` is false) and migrating it where it is older.

    `zone` is the reporting zone of a new store; `memory` bounds what the database takes; `config` is the user's own
    part or its file (else CADRAN_CONFIG, else cadran.toml beside the store). Raises StoreError when the file is no
    store, StoreBusyError when another process holds it, ConfigError for a mistake in the configuration.
    """
    path = path_of(str(url))
    own = configured(path, config)
    exists = path != ":memory:" and Path(path).exists()
    if not exists and (not create or read_only):
        raise StoreError(
            f'There is no store at "{path}". Load files with "cadran import FILE… --store {path}", '
            'or make a demonstration with "cadran demo".'
        )
    engine = DuckDBEngine(path, read_only=read_only and exists, memory=memory)
    try:
        engine = _prepared(engine, path, read_only=read_only, zone=zone, memory=memory)
    except BaseException:
        engine.close()
        raise
    return Store(engine, clock=clock, config=own)


def configured(path: str | None, config: Config | str | Path | None = None) -> Config:
    """The configuration that holds for a store's file, read and checked against the catalogue."""
    if isinstance(config, Config):
        return config
    file = Path(config) if config is not None else find_config(path)
    return NOTHING if file is None else read_config(file)


def _prepared(engine: DuckDBEngine, path: str, *, read_only: bool, zone: str, memory: str | None) -> DuckDBEngine:
    """The engine with a store of this version in it; what must be written reopens a read-only file for writing."""
    settings = schema.read_settings(engine)
    is_current = (
        settings.get("schema_version") == str(schema.SCHEMA_VERSION)
        and settings.get("derived_version") == schema.derived_version()
    )
    if is_current:
        return engine
    if read_only:
        engine.close()
        engine = DuckDBEngine(path, memory=memory)
    if "schema_version" not in settings:
        if engine.rows("SELECT 1 FROM information_schema.tables LIMIT 1"):
            raise StoreError(f'"{path}" is a DuckDB database, but not a Cadran store. Name another file with --store.')
        schema.create(engine, zone=zone)
        return engine
    # a plain copy of an open file would drop the database's lock on it when the copy is closed
    schema.migrate(engine, lambda version: copies.write_copy(engine, Path(f"{path}.v{version}.bak")))
    if schema.read_settings(engine).get("derived_version") != schema.derived_version():
        with engine.transaction():
            refresh.rebuild(engine)
    return engine


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
        staged = _files().stage_arrow(self.engine, table, data, zone=zone, meanings=self.config.meanings(source))
        return self.load_staged([staged], source=source, covers=covers)

    def understand(self, paths: Sequence[str | Path], **options: Any) -> list[Understanding]:
        """What would be made of files (patterns allowed), without loading them: see ingest.understand."""
        found: list[Understanding] = _files().understand(paths, engine=self.engine, **{"zone": self.zone, **options})
        return found

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: Progress = lambda step: None,
        **options: Any,
    ) -> list[Report]:
        """Load files in one transaction, all or none; options are those of `understand`."""
        staged = []
        for understanding in self.understand(paths, meanings=self.config.meanings(source), **options):
            progress(understanding.name)
            staged.extend(_files().stage(understanding))
        return self.load_staged(staged, source=source, covers=covers, progress=progress)

    def load_staged(
        self,
        staged: Sequence[loader.Staged],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: Progress = lambda step: None,
    ) -> list[Report]:
        """Load staged rows in one transaction; `covers` are the local days (from, to exclusive) they are complete for."""
        return loader.load(
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
        hours = self.config.settings.open_state_hours
        found = overview.findings(self.engine, now=self.clock(), zone=self.zone, open_state_hours=hours)
        return overview.tables(self.engine, self.zone), found, ledger.unmapped(self.engine)

    def duplicate_leads(self) -> int:
        """How many leads share the number of an earlier lead."""
        return int(self.engine.rows("SELECT count(*) FROM lead_journeys WHERE is_duplicate")[0][0])

    def progress(self) -> float:
        """How far the statement under way is, in percent; negative when the database cannot tell."""
        return float(self.engine.connection.query_progress())

    def undo(self, import_id: int) -> tuple[list[ledger.Import], list[str]]:
        """Take an import back with the others of its file: the imports undone, and what to know about it."""
        return undo.undo(self.engine, import_id, now=self.clock())

    def backup(self, target: Path, *, force: bool = False) -> Path:
        """Copy the store, as it is at this moment, to a file: see ingest.backup."""
        return copies.backup(self.engine, Path(target), now=self.clock(), force=force)

    def configure(self, *, full_time_hours: float | None = None, longest_state_hours: float | None = None) -> None:
        """Set the hours of a full-time week, or how long a state that nobody ended may last; UsageError unless positive."""
        wanted = {"full_time_hours": full_time_hours, "longest_state_hours": longest_state_hours}
        with self.engine.transaction():
            for name, hours in wanted.items():
                if hours is None:
                    continue
                if hours <= 0:
                    raise UsageError(f"{name} is a number of hours: expected more than 0.")
                schema.write_setting(self.engine, name, str(hours))
            if longest_state_hours is not None:
                refresh.rebuild(self.engine)

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

    def evaluate(self, request: Request) -> Result:
        """The figures of a request."""
        result = evaluate(self.engine, self.state(), request, self.catalogue)
        decide(result, request, self.catalogue.kpis, self.config.targets)
        return result

    def explain(self, request: Request) -> str:
        """The SQL of a request, with its values, and what each figure rests on."""
        return explain(self.engine, self.state(), request, self.catalogue)

    def rows(
        self, request: Request, kpi: str, *, part: str = "num", limit: int | None = None, personal: bool = False
    ) -> pa.Table:
        """The rows behind a figure's numerator ("num") or denominator ("den"); personal data only when asked for."""
        return rows(self.engine, self.state(), request, self.catalogue, kpi, part=part, limit=limit, personal=personal)

    def state(self) -> StoreState:
        """What the store holds now, as the evaluator needs it."""
        engine = self.engine
        now = self.clock()
        present = {fact.name for fact in self.catalogue.facts.values() if schema.any_row(engine, fact.table)}
        if engine.rows("SELECT 1 FROM lead_journeys WHERE is_reported LIMIT 1"):
            present.add(f"leads:{SUMMARY}")
        hot = engine.rows("SELECT 1 FROM lead_journeys WHERE is_hot LIMIT 1")
        return StoreState(
            zone=self.zone,
            now=now,
            loaded=self._coverage(),
            present=frozenset(present),
            met={"leads": frozenset({"is_hot"} if hot else ())},
            relations=self._relations,
            covered=self._coverage,
            undated=frozenset(fact.name for fact in self.catalogue.facts.values() if fact.loads is None),
            unended=frozenset(
                fact.name
                for fact in self.catalogue.facts.values()
                if fact.stretch and fact.length and _goes_on(engine, fact.table, fact.stretch[1], now)
            ),
            opening=tuple(
                Opening(*row)
                for row in engine.rows(
                    "SELECT campaign_id, opening_hours, starts_on, ends_on FROM campaigns "
                    "WHERE opening_hours IS NOT NULL ORDER BY campaign_id"
                )
            ),
            full_time_hours=float(schema.read_settings(engine).get("full_time_hours", FULL_TIME_HOURS)),
        )

    def _coverage(self, known_at: datetime | None = None) -> dict[str, tuple[tuple[date, date], ...]]:
        """For each fact, the local days that its loads cover, or covered as of `known_at`."""
        spans: dict[str, list[tuple[date, date]]] = {}
        held = "undone_at IS NULL"
        if known_at is not None:
            instant = f"TIMESTAMP '{known_at:%Y-%m-%d %H:%M:%S.%f}'"
            held = f"started_at <= {instant} AND (undone_at IS NULL OR undone_at > {instant})"
        for table, first, end in self.engine.rows(
            f'SELECT "table", covers_from, covers_to + 1 FROM imports WHERE {held} AND covers_from IS NOT NULL'
        ):
            spans.setdefault(table, []).append((first, end))
        return {fact.name: merged(spans[fact.loads]) for fact in self.catalogue.facts.values() if fact.loads in spans}

    def _relations(self, as_of: datetime | None, known_at: datetime | None, within: int | None) -> dict[str, str]:
        """SQL that stands for the tables at earlier clocks: versions known then, journeys as they were then."""
        return past.earlier(self.engine, as_of, known_at, within)


def _goes_on(engine: DuckDBEngine, table: str, column: str, now: datetime) -> bool:
    return bool(engine.rows(f"SELECT 1 FROM {table} WHERE {column} > ? LIMIT 1", [now]))


def _files() -> Any:
    """The reading of files, imported only when some are read: a figure from the command line does not wait for it."""
    return import_module("cadran.ingest.understand")
