"""What is done to a store's file as it is opened: made, migrated, derived anew, held against the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn

from cadran.config import Config
from cadran.engines.base import Storage
from cadran.errors import ConfigError, StoreError, StoreNotice
from cadran.keeping.erasure_ledger import unfinished
from cadran.lazy import lazy
from cadran.messages import Message
from cadran.store import schema

if TYPE_CHECKING:
    from cadran.keeping import backup as copies
    from cadran.keeping import erasing, replacing, seal
    from cadran.store import trail
    from cadran.store.derived import refresh
else:  # a store of this version, closed in order, waits for none
    copies, erasing, refresh, replacing, seal, trail = (
        lazy("cadran.keeping.backup"),
        lazy("cadran.keeping.erasing"),
        lazy("cadran.store.derived.refresh"),
        lazy("cadran.keeping.replacing"),
        lazy("cadran.keeping.seal"),
        lazy("cadran.store.trail"),
    )


def made_ready(
    engine: Storage, path: str, config: Config, *, read_only: bool, zone: str | None, now: datetime
) -> Storage:
    """The engine with a store of this version in it, derived by these settings; to write, it opens a read-only file again.

    What an interrupted process left is cleared, an erasure that it began is finished.
    """
    settings = schema.read_settings(engine)
    hours = str(config.settings.open_state_hours)
    is_derived = (settings.get("derived_version"), settings.get(schema.OPEN_STATE)) == (schema.derived_version(), hours)
    is_agreed = _agrees(settings, config)
    is_current = settings.get("schema_version") == str(schema.SCHEMA_VERSION)
    if path != ":memory:":
        replacing.clear(path)
    if not read_only:
        _unsealed(path)
    if is_current and is_derived and is_agreed and not _is_interrupted(engine, settings):
        if not read_only:
            trail.note_configuration(engine, config, now=now)
        return engine
    if read_only:
        engine = engine.reopened()
        _unsealed(path)
    if "schema_version" not in settings:
        if engine.rows("SELECT 1 FROM information_schema.tables LIMIT 1"):
            raise StoreError(
                '"{path}" is a DuckDB database, but not a Cadran store. Name another file with --store.', path=path
            )
        schema.create(engine, zone=zone or config.settings.zone or schema.DEFAULT_ZONE)
        schema.write_setting(engine, schema.OPEN_STATE, hours)
        trail.note(engine, "create", now=now)
        is_derived = True
    # a plain copy of an open file would drop the database's lock on it when the copy is closed
    if schema.migrate(engine, lambda version: copies.keep(engine, version)):
        was = settings["schema_version"]
        trail.note(engine, "upgrade", now=now, was=was, becomes=str(schema.SCHEMA_VERSION))
        warn(
            Message(
                'The store "{path}" was brought from schema version {was} to {now}: an earlier Cadran does not open it any '
                'more. Its copy from before is "{copy}".',
                path=path,
                was=was,
                now=schema.SCHEMA_VERSION,
                copy=f"{path}.v{was}.bak",
            ),
            StoreNotice,
            stacklevel=3,
        )
    if not is_derived:
        with engine.transaction():
            schema.write_setting(engine, schema.OPEN_STATE, hours)
            refresh.rebuild(engine)
    if not is_agreed and config.settings.currency:
        schema.write_setting(engine, schema.CURRENCY, config.settings.currency)
    trail.note_configuration(engine, config, now=now)
    return _finished(engine, settings)


def _unsealed(path: str) -> None:
    """A backup that is opened to be written to is a store from now on: the checksum that it carried would be wrong."""
    if path != ":memory:":
        seal.without_seal(Path(path))


def _is_interrupted(engine: Storage, settings: Mapping[str, str]) -> bool:
    """Whether a process was killed in a backup or an erasure of this store."""
    return schema.BACKUP_UNDER_WAY in settings or bool(unfinished(engine))


def _finished(engine: Storage, settings: Mapping[str, str]) -> Storage:
    """What was interrupted, finished; what still cannot be (a full disk, one that is not there) waits for the next opening, and the checks say so."""
    if schema.BACKUP_UNDER_WAY in settings:
        with suppress(OSError):  # the disk that it was written to may not be there today
            copies.clear_under_way(engine, Path(settings[schema.BACKUP_UNDER_WAY]))
    for erasure in unfinished(engine):
        try:
            engine, _ = erasing.carry_out(engine, erasure)
        except StoreError:
            break
    return engine


def _agrees(settings: Mapping[str, str], config: Config) -> bool:
    """Whether the store has the zone and the currency of the configuration; ConfigError where it has others."""
    wanted = {"zone": config.settings.zone, schema.CURRENCY: config.settings.currency}
    for name, value in wanted.items():
        if value and settings.get(name, value) != value:
            raise ConfigError(
                "{file}, [settings]: the store counts in {held}, not in {wanted}: its days and amounts "
                "are worked out when rows are loaded. Leave the setting out, or load the files into a "
                "new store.",
                file=config.origin,
                held=settings[name],
                wanted=value,
            )
    return wanted[schema.CURRENCY] in (None, settings.get(schema.CURRENCY))
