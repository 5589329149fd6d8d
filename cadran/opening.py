"""What is done to a store's file as it is opened: made, migrated, derived anew, held against the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cadran.config import Config
from cadran.engines.duckdb import DuckDBEngine
from cadran.errors import ConfigError, StoreError
from cadran.ingest import schema
from cadran.lazy import lazy

if TYPE_CHECKING:
    from cadran.ingest import backup as copies
    from cadran.ingest import refresh
else:  # a store of this version waits for neither
    copies, refresh = (lazy(f"cadran.ingest.{name}") for name in ("backup", "refresh"))


def made_ready(engine: DuckDBEngine, path: str, config: Config, *, read_only: bool, zone: str | None) -> DuckDBEngine:
    """The engine with a store of this version in it, derived by these settings; to write, it opens a read-only file again."""
    settings = schema.read_settings(engine)
    hours = str(config.settings.open_state_hours)
    is_derived = (settings.get("derived_version"), settings.get(schema.OPEN_STATE)) == (schema.derived_version(), hours)
    is_agreed = _agrees(settings, config)
    if settings.get("schema_version") == str(schema.SCHEMA_VERSION) and is_derived and is_agreed:
        return engine
    if read_only:
        engine = engine.reopened()
    if "schema_version" not in settings:
        if engine.rows("SELECT 1 FROM information_schema.tables LIMIT 1"):
            raise StoreError(f'"{path}" is a DuckDB database, but not a Cadran store. Name another file with --store.')
        schema.create(engine, zone=zone or config.settings.zone or schema.DEFAULT_ZONE)
        schema.write_setting(engine, schema.OPEN_STATE, hours)
        is_derived = True
    # a plain copy of an open file would drop the database's lock on it when the copy is closed
    schema.migrate(engine, lambda version: copies.write_copy(engine, Path(f"{path}.v{version}.bak")))
    if not is_derived:
        with engine.transaction():
            schema.write_setting(engine, schema.OPEN_STATE, hours)
            refresh.rebuild(engine)
    if not is_agreed and config.settings.currency:
        schema.write_setting(engine, schema.CURRENCY, config.settings.currency)
    return engine


def _agrees(settings: Mapping[str, str], config: Config) -> bool:
    """Whether the store has the zone and the currency of the configuration; ConfigError where it has others."""
    wanted = {"zone": config.settings.zone, schema.CURRENCY: config.settings.currency}
    for name, value in wanted.items():
        if value and settings.get(name, value) != value:
            raise ConfigError(
                f"{config.origin}, [settings]: the store counts in {settings[name]}, not in {value}: its days and amounts "
                "are worked out when rows are loaded. Leave the setting out, or load the files into a new store."
            )
    return wanted[schema.CURRENCY] in (None, settings.get(schema.CURRENCY))
