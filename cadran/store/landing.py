"""Loading staged rows into the store: one transaction, the later version of a key wins, nothing is lost.

A row is new, updated (its former version moves to history), unchanged or, within one file, a duplicate of a later
row with the same key. Columns that a file does not offer keep what the store had. Keys are compared by joins: the
facts carry no index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.model import TABLES, Table
from cadran.store import computed, forgotten, money
from cadran.store.schema import stored_columns


class Rows(Protocol):
    """What a load takes: rows of one canonical table, typed as the model says, in file order."""

    @property
    def table(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def file_name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def read(self) -> int: ...
    @property
    def rejected(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for one whole load."""

    source_system: str
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Loaded:
    """How the rows of one file landed in one table: read = new + updated + unchanged + duplicate + rejected.

    `erased` of the rejected are rows of people who were erased (see store.forgotten).
    """

    import_id: int
    table: str
    read: int
    new: int
    updated: int
    unchanged: int
    duplicate: int
    rejected: int
    covers: tuple[date, date] | None
    contradictions: int = 0
    erased: int = 0


def load_rows(engine: Engine, rows: Rows, import_id: int, context: Context) -> Loaded:
    """Bring one file's rows into their table; to be called inside a transaction."""
    table = TABLES[rows.table]
    offered = _offered(table, rows.columns)
    _present(engine, table, rows, context.source_system)
    total = _one(engine, "SELECT count(*) FROM incoming")
    duplicates = _set_duplicates_aside(engine, table, total)
    erased = forgotten.leave_out(engine, table)
    matched, changed = _match(engine, table, offered)
    if changed:
        _retire(engine, table, offered, import_id, context.now)
    _insert(engine, table, offered, import_id, context, skip=duplicates + erased + matched > 0, renewed=changed > 0)
    if table.name in money.DAYS:
        money.convert(engine, table.name, import_id)
    if table.name == "exchange_rates":
        for name in money.DAYS:
            money.convert(engine, name)
    new = total - duplicates - erased - matched
    return Loaded(
        import_id, table.name, rows.read, new, changed, matched - changed, duplicates,
        rows.rejected + erased, _covers(engine, table), _contradictions(engine, table, offered, import_id), erased,
    )  # fmt: skip


def _offered(table: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns a file gives a say on: an order's status follows from its dates too, a wait from its two instants."""
    if table.name == "orders" and {"confirmed_at", "cancelled_at"} & set(columns) and "status" not in columns:
        return (*columns, "status")
    if _tells_hold(table, columns) and "hold_s" not in columns:
        return (*columns, "hold_s")
    return columns


def _tells_hold(table: Table, columns: tuple[str, ...]) -> bool:
    return table.name == "attempts" and {"answered_at", "connected_at"} <= set(columns)


def _one(engine: Engine, sql: str) -> int:
    return int(engine.rows(sql)[0][0] or 0)


def _present(engine: Engine, table: Table, rows: Rows, source_system: str) -> None:
    """`incoming`: the staged rows with every column of the model, and `row`, their order in the file."""
    name = literal(source_system)
    selected = []
    for column in table.columns:
        if column.name == "source_system":
            offered = f"COALESCE(source_system, {name})" if "source_system" in rows.columns else name
            selected.append(f"{offered} AS source_system")
        elif column.name not in rows.columns:
            default = f"'{column.default}'" if column.default else "NULL"
            selected.append(f"CAST({default} AS {column.type.sql}) AS {column.name}")
        elif column.default:
            selected.append(f"COALESCE({column.name}, CAST('{column.default}' AS {column.type.sql})) AS {column.name}")
        else:
            selected.append(column.name)
    filled = _filled(engine, table, rows.columns)
    engine.execute(
        f"CREATE OR REPLACE TEMP VIEW incoming AS SELECT * {filled} FROM "
        f"(SELECT rowid AS row, {', '.join(selected)} FROM {rows.relation}) r"
    )
    engine.execute("CREATE OR REPLACE TEMP TABLE set_aside (row BIGINT)")
    engine.execute("CREATE OR REPLACE TEMP TABLE changed (row BIGINT, held BIGINT)")


def _filled(engine: Engine, table: Table, columns: tuple[str, ...]) -> str:
    """What the store fills in where the source is silent, so that the same file stays the same row."""
    replaced = []
    if table.name in money.DAYS:
        replaced.append(
            f"COALESCE(currency, CASE WHEN amount IS NOT NULL THEN {literal(money.base_currency(engine))} END) AS currency"
        )
    if table.name == "orders":
        replaced.append(f"{computed.order_status()} AS status")
    if _tells_hold(table, columns):
        replaced.append(f"{computed.hold()} AS hold_s")
    return f"REPLACE ({', '.join(replaced)})" if replaced else ""


def _key(table: Table) -> tuple[str, ...]:
    return ("source_system", *table.key)


def _set_duplicates_aside(engine: Engine, table: Table, total: int) -> int:
    """Of the rows of one file with the same key only the latest version stays."""
    key = ", ".join(_key(table))
    if _one(engine, f"SELECT count(DISTINCT hash({key})) FROM incoming") == total:
        return 0  # as many hashes as rows: no key twice
    engine.execute(
        f"INSERT INTO set_aside SELECT row FROM (SELECT row, row_number() OVER (PARTITION BY {key} "
        "ORDER BY modified_at DESC NULLS LAST, row DESC) AS place FROM incoming) WHERE place > 1"
    )
    return _one(engine, "SELECT count(*) FROM set_aside")


def _same(left: str, right: str, columns: Sequence[str]) -> str:
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in columns)


def _match(engine: Engine, table: Table, offered: tuple[str, ...]) -> tuple[int, int]:
    """Find the rows whose key the store already has: how many, and how many of them bring a later version."""
    if not engine.rows(f"SELECT 1 FROM {table.name} LIMIT 1"):
        return 0, 0
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE matched AS SELECT i.row, t.rowid AS held FROM incoming i "
        f"JOIN {table.name} t ON {_same('t', 'i', _key(table))} WHERE i.row NOT IN (SELECT row FROM set_aside)"
    )
    found = _one(engine, "SELECT count(*) FROM matched")
    if not found:
        return 0, 0
    compared = [name for name in offered if name not in _key(table)]
    if compared:
        engine.execute(
            f"INSERT INTO changed SELECT m.row, m.held FROM matched m JOIN incoming i ON i.row = m.row "
            f"JOIN {table.name} t ON t.rowid = m.held WHERE NOT ({_same('i', 't', compared)}) "
            "AND NOT COALESCE(i.modified_at < t.modified_at, FALSE)"
        )
    engine.execute("INSERT INTO set_aside SELECT row FROM matched")
    return found, _one(engine, "SELECT count(*) FROM changed")


def _retire(engine: Engine, table: Table, offered: tuple[str, ...], import_id: int, now: datetime) -> None:
    """Move superseded versions to history and keep in `renewed` the versions that take their place."""
    merged = ", ".join(f"{'i' if name in offered or name == 'source_system' else 't'}.{name}" for name in table.names)
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE renewed AS SELECT {merged} FROM changed c JOIN incoming i ON i.row = c.row "
        f"JOIN {table.name} t ON t.rowid = c.held"
    )
    stored = ", ".join(f"t.{column.name}" for column in stored_columns(table))
    engine.execute(
        f"INSERT INTO {table.name}_history SELECT {stored}, t.loaded_at, CAST(? AS TIMESTAMP), {import_id} "
        f"FROM {table.name} t WHERE t.rowid IN (SELECT held FROM changed)",
        [now],
    )
    engine.execute(f"DELETE FROM {table.name} WHERE rowid IN (SELECT held FROM changed)")


def _insert(
    engine: Engine,
    table: Table,
    offered: tuple[str, ...],
    import_id: int,
    context: Context,
    *,
    skip: bool,
    renewed: bool,
) -> None:
    """Insert what is new and what is renewed, sorted by time, with the columns that the store computes."""
    names = ", ".join(table.names)
    source = f"SELECT {names} FROM incoming"
    if skip:
        source += " WHERE row NOT IN (SELECT row FROM set_aside)"
    if renewed:
        source += f" UNION ALL SELECT {names} FROM renewed"
    expressions = {name: name for name in table.names}
    expressions.update(_computed(engine, table, offered, context, renewed))
    expressions["import_id"] = str(import_id)
    expressions["loaded_at"] = literal(context.now)
    columns = [column for column in stored_columns(table) if column.name in expressions]
    listed = ", ".join(column.name for column in columns)
    values = ", ".join(expressions[column.name] for column in columns)
    order = f" ORDER BY {table.instant}" if table.instant and not _sorted(engine, table.instant, renewed) else ""
    engine.execute(f"INSERT INTO {table.name} ({listed}) SELECT {values} FROM ({source}) r{order}")


def _sorted(engine: Engine, instant: str, renewed: bool) -> bool:
    if renewed:
        return False
    return not engine.rows(
        f"SELECT 1 FROM (SELECT {instant} < lag({instant}) OVER () AS back FROM incoming) WHERE back LIMIT 1"
    )


def _computed(
    engine: Engine, table: Table, offered: tuple[str, ...], context: Context, renewed: bool
) -> dict[str, str]:
    """The store's own columns, as SQL over one row."""
    expressions: dict[str, str] = {}
    stored = {column.name for column in table.stored}
    if table.instant:
        first, last = engine.rows(f"SELECT min({table.instant}), max({table.instant}) FROM incoming")[0]
        expressions.update(computed.local_columns(table, context.zone, first, last))
    if "lead_key" in stored:
        aliases = bool(engine.rows("SELECT 1 FROM lead_aliases LIMIT 1")) and table.name != "leads"
        expressions["lead_key"] = computed.lead_key(aliases)
    if table.name == "attempts":
        overridden = renewed or bool({"is_argued", "is_qualified"} & set(offered))
        expressions.update(computed.flags() if overridden else computed.flags_from_outcome())
    return expressions


def _covers(engine: Engine, table: Table) -> tuple[date, date] | None:
    """The local days from the first to the last that this load brought."""
    day = "local_date" if table.instant else "starts_on" if table.name == "costs" else None
    if day is None:
        return None
    last = "max(COALESCE(ends_on, starts_on))" if table.name == "costs" else f"max({day})"
    if table.name == "costs":
        first, until = engine.rows(f"SELECT min({day}), {last} FROM incoming")[0]
    else:
        first, until = _local_span(engine, table)
    return None if first is None else (first, until)


def _local_span(engine: Engine, table: Table) -> tuple[date | None, date | None]:
    """First and last local day of `incoming`, looked up in the table that has just taken its rows."""
    first, last = engine.rows(
        f"SELECT min(t.local_date), max(t.local_date) FROM {table.name} t WHERE t.{table.instant} IN "
        f"(SELECT min({table.instant}) FROM incoming UNION ALL SELECT max({table.instant}) FROM incoming)"
    )[0]
    return first, last


def _contradictions(engine: Engine, table: Table, offered: tuple[str, ...], import_id: int) -> int:
    if table.name != "attempts" or not {"is_argued", "is_qualified"} & set(offered):
        return 0
    return _one(engine, f"SELECT count(*) FROM attempts WHERE import_id = {import_id} AND ({computed.CONTRADICTION})")
