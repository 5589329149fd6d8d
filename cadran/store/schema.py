"""The store's tables, made from the canonical model; its settings and its schema version.

For each canonical table: the table of current versions, and `<table>_history` with superseded ones and the
instants between which they were current. Beside them the ledger (`imports`, `rejects`), the derived tables and
`settings` (schema version, reporting zone, base currency).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from cadran.engines.base import Engine
from cadran.errors import StoreError
from cadran.model import TABLES, Column, Table
from cadran.model.derived import DERIVED, VIEWS

SCHEMA_VERSION = 3
DEFAULT_ZONE = "Europe/Paris"
CURRENCY = "base_currency"
BACKUP_UNDER_WAY = "backup_under_way"
"""The setting that names the backup being written: where a killed process left part of one."""
OPEN_STATE = "open_state_hours"
"""The setting by which agents' time was derived: how long a state that nobody ended may last."""

IMPORTS = """CREATE TABLE imports (
    import_id INTEGER, load_id INTEGER, source_system VARCHAR, "table" VARCHAR, file_name VARCHAR, sha256 VARCHAR,
    covers_from DATE, covers_to DATE, rows_read BIGINT, rows_new BIGINT, rows_updated BIGINT, rows_unchanged BIGINT,
    rows_duplicate BIGINT, rows_rejected BIGINT, started_at TIMESTAMP, finished_at TIMESTAMP, undone_at TIMESTAMP,
    header VARCHAR, notes VARCHAR)"""
REJECTS = """CREATE TABLE rejects (
    import_id INTEGER, line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR, raw VARCHAR, details VARCHAR)"""
SETTINGS = "CREATE TABLE settings (name VARCHAR, value VARCHAR)"


def stored_columns(table: Table) -> tuple[Column, ...]:
    """Every column of the stored table: the model's, then those that the store computes."""
    return (*table.columns, *table.stored)


def _definition(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{column.name} {column.type.sql}" for column in columns)


def _create(table: Table) -> list[str]:
    columns = _definition(stored_columns(table))
    return [
        f"CREATE TABLE {table.name} ({columns})",
        f"CREATE TABLE {table.name}_history ({columns}, current_from TIMESTAMP, current_to TIMESTAMP, "
        "ended_by INTEGER)",
    ]


def derived_version() -> str:
    """A fingerprint of the derived tables' columns, and of what views are made of: when it changes they are built again."""
    shape = ";".join(f"{name}({_definition(table.columns)}){VIEWS.get(name, '')}" for name, table in DERIVED.items())
    return hashlib.sha256(shape.encode()).hexdigest()[:16]


_NAMES = {name: name for name in (*TABLES, *DERIVED)}


def create_derived(engine: Engine) -> None:
    """Drop the derived tables and create them anew, empty."""
    for name, table in DERIVED.items():
        if name in VIEWS:
            engine.execute(f"CREATE OR REPLACE VIEW {name} AS {VIEWS[name].format(**_NAMES)}")
            continue
        engine.execute(f"DROP TABLE IF EXISTS {name}")
        engine.execute(f"CREATE TABLE {name} ({_definition(table.columns)})")
    write_setting(engine, "derived_version", derived_version())


def any_row(engine: Engine, table: str) -> bool:
    return bool(engine.rows(f"SELECT 1 FROM {table} LIMIT 1"))


def read_settings(engine: Engine) -> dict[str, str]:
    """The store's settings, or nothing where the database is not a store yet."""
    known = engine.rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'settings'")
    return dict(engine.rows("SELECT name, value FROM settings")) if known else {}


def write_setting(engine: Engine, name: str, value: str) -> None:
    engine.execute("DELETE FROM settings WHERE name = ?", [name])
    engine.execute("INSERT INTO settings VALUES (?, ?)", [name, value])


def create(engine: Engine, *, zone: str = DEFAULT_ZONE) -> None:
    """Make an empty store, in one transaction."""
    with engine.transaction():
        for statement in (SETTINGS, IMPORTS, REJECTS):
            engine.execute(statement)
        for table in TABLES.values():
            for statement in _create(table):
                engine.execute(statement)
        create_derived(engine)
        write_setting(engine, "schema_version", str(SCHEMA_VERSION))
        write_setting(engine, "zone", zone)


Step = Callable[[Engine], None]


def _reshaped(*tables: str) -> Step:
    """A step that gives tables the columns of the model, in its order; those that are new are empty."""

    def step(engine: Engine) -> None:
        for table in (TABLES[name] for name in tables):
            for name in (table.name, f"{table.name}_history"):
                engine.execute(f"ALTER TABLE {name} RENAME TO {name}_before")
            for statement in _create(table):
                engine.execute(statement)
            for name in (table.name, f"{table.name}_history"):
                engine.execute(f"INSERT INTO {name} BY NAME SELECT * FROM {name}_before")
                engine.execute(f"DROP TABLE {name}_before")

    return step


def _messages_as_data(engine: Engine) -> None:
    """Notes become JSON texts; reasons without details stay what they are, plain texts."""
    engine.execute("ALTER TABLE rejects ADD COLUMN details VARCHAR")
    engine.execute("UPDATE imports SET notes = CAST(to_json(notes) AS VARCHAR) WHERE notes IS NOT NULL")


STEPS: Mapping[int, Step] = {2: _reshaped("products"), 3: _messages_as_data}
"""Version reached → what takes a store there from the one before."""


def version_of(settings: Mapping[str, str]) -> int:
    return int(settings["schema_version"])


def migrate(
    engine: Engine,
    keep: Callable[[int], object],
    *,
    target: int = SCHEMA_VERSION,
    steps: Mapping[int, Step] = STEPS,
) -> bool:
    """Bring an older store to `target`, step by step in one transaction, after `keep` has made a copy of it.

    `keep` is given the version it copies. Returns whether anything was done. A newer store is refused.
    """
    version = version_of(read_settings(engine))
    if version > target:
        raise StoreError(
            "The store has schema version {version}, this Cadran knows versions up to {known}. Upgrade Cadran.",
            version=version,
            known=target,
        )
    if version == target:
        return False
    keep(version)
    with engine.transaction():
        for step in range(version + 1, target + 1):
            steps[step](engine)
        write_setting(engine, "schema_version", str(target))
    return True
