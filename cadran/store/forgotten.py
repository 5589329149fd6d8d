"""What is remembered of people erased: a keyed hash of their lead's id, number and e-mail, for three years.

It says nothing by itself. It tells that a later file or an older backup holds somebody who was erased: their rows are
left out of loads, and erased again in a backup. A consent given after the erasure (and the opposition, where there is
one) lets them in; so does a lead that the store holds already, which is somebody else of the same number, or let in.

Beside it, the hash of each row's own key: the row is counted under its pseudonym, and not once more when a file brings it
again, whoever it names by then; so are those of prospects whose time was over, of whom nothing else is remembered.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cadran.engines.base import Engine, Storage
from cadran.model import Table
from cadran.store import schema

if TYPE_CHECKING:
    import pyarrow as pa

PREFIX = "erased-"
KEPT = "INTERVAL 3 YEAR"
_KEY = "erasure_key"
_KINDS = ("lead", "phone", "email")
_FACTS = ("attempts", "appointments", "orders")
_ERASURES = """CREATE TABLE IF NOT EXISTS erasures (
    kind VARCHAR, digest VARCHAR, erased_at TIMESTAMP, opposed_at TIMESTAMP, kept_until TIMESTAMP)"""

_ROWS = """CREATE TABLE IF NOT EXISTS erased_rows (
    "table" VARCHAR, digest VARCHAR, erased_at TIMESTAMP, kept_until TIMESTAMP)"""
_LATEST = "greatest(created_at, consent_at, reported_last_attempt_at)"
"""The last that a lead's row tells of its person."""


@dataclass(frozen=True, slots=True)
class Register:
    """All that a store remembers: the key of its hashes, those of people, those of rows (None: it has no such table)."""

    key: str | None
    people: list[tuple[object, ...]]
    rows: pa.Table | None


def _key(engine: Engine) -> bytes:
    """The key of the hashes, made with the first erasure and kept in the store."""
    found = schema.read_settings(engine).get(_KEY)
    if found is None:
        found = secrets.token_hex(32)
        schema.write_setting(engine, _KEY, found)
    return bytes.fromhex(found)


def _digest(key: bytes, value: str) -> str:
    return hmac.digest(key, value.encode(), "sha256").hex()


def remember(engine: Engine, gone: str, now: datetime, *, everybody: bool) -> None:
    """Keep the hashes of the leads in the relation `gone` (lead_key): of everybody, or of those who opposed."""
    engine.execute(_ERASURES)
    key = _key(engine)
    told = engine.rows(
        f"SELECT l.opposed_at, g.lead_key, l.phone, lower(trim(l.email)) FROM {gone} g LEFT JOIN leads l USING (lead_key)"
    )
    kept: dict[tuple[str, str], datetime | None] = {}
    for opposed_at, *values in told:
        if everybody or opposed_at is not None:
            for kind, value in zip(_KINDS, values, strict=True):
                if value and not value.startswith(PREFIX):
                    kept[kind, _digest(key, value)] = opposed_at
    for (kind, digest), opposed_at in kept.items():
        engine.execute(
            "INSERT INTO erasures SELECT ?, ?, CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), "
            f"greatest(CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP)) + {KEPT}",
            [kind, digest, now, opposed_at, now, opposed_at],
        )


def has_erasures(engine: Engine) -> bool:
    return bool(engine.rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'erasures'"))


def remember_rows(engine: Engine, rows: Mapping[str, str], now: datetime) -> None:
    """Keep the hashes of rows: for each table a relation of (source_system, id), pseudonyms left out."""
    engine.execute(_ROWS)
    key = _key(engine).hex()
    for table, relation in rows.items():
        engine.execute(
            f"INSERT INTO erased_rows SELECT DISTINCT '{table}', {_row_digest(key, 'source_system', 'id')}, CAST(? AS TIMESTAMP), "
            f"CAST(? AS TIMESTAMP) + {KEPT} FROM ({relation}) g (source_system, id) WHERE NOT starts_with(id, '{PREFIX}')",
            [now, now],
        )


def _row_digest(key: str, *names: str) -> str:
    """SQL of the hash of a row's key: of the database, which has millions; a key of a fixed length comes first."""
    return f"substr(sha256(concat_ws(':', '{key}', {', '.join(names)})), 1, 32)"


def has_erased_rows(engine: Engine) -> bool:
    return bool(engine.rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'erased_rows'"))


def register_of(engine: Engine) -> Register:
    """The key of a store's hashes and what it remembers of the erased."""
    people = engine.rows("SELECT * FROM erasures") if has_erasures(engine) else []
    rows = engine.arrow("SELECT * FROM erased_rows") if has_erased_rows(engine) else None
    return Register(schema.read_settings(engine).get(_KEY), people, rows)


def take_over(engine: Storage, register: Register) -> bool:
    """Remember here what another copy of this store remembers; false where the two have keys of their own."""
    key, remembered = register.key, register.people
    own = schema.read_settings(engine).get(_KEY)
    if key is None or not (remembered or register.rows):
        return True
    if own not in (None, key) and _known(engine):
        return False
    engine.execute(_ERASURES)
    schema.write_setting(engine, _KEY, key)
    engine.execute("DELETE FROM erasures")
    for row in remembered:
        engine.execute(
            "INSERT INTO erasures SELECT ?, ?, CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP)",
            list(row),
        )
    if register.rows is not None:
        engine.execute(f"DROP TABLE IF EXISTS erased_rows; {_ROWS}")
        with engine.offered(register.rows.to_reader()) as rows:
            engine.execute(f"INSERT INTO erased_rows SELECT * FROM {rows}")
    return True


def _known(engine: Engine) -> dict[tuple[str, str], datetime]:
    """(kind, hash) → the instant after which a consent lets its person in again."""
    if not has_erasures(engine):
        return {}
    found = engine.rows("SELECT kind, digest, max(greatest(erased_at, opposed_at)) FROM erasures GROUP BY ALL")
    return {(kind, digest): since for kind, digest, since in found}


def _met(engine: Engine, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """The names of those rows (name, consent_at, lead key, number, e-mail) whose person is remembered as erased."""
    known, key, found = _known(engine), _key(engine), []
    for name, consent_at, *values in rows:
        since = [known.get((kind, _digest(key, value))) for kind, value in zip(_KINDS, values, strict=False) if value]
        if any(at is not None and (consent_at is None or consent_at <= at) for at in since):
            found.append(name)
    return found


def come_back(engine: Engine) -> list[str]:
    """The keys of leads in this store whom it remembers as erased, and who have not consented since.

    Where the store holds no lead of that key (any more), its earlier versions and the facts that name it are looked at.
    """
    if not has_erasures(engine):
        return []
    told = "lead_key, consent_at, lead_key, phone, lower(trim(email))"
    found = engine.rows(f"SELECT {told} FROM leads")
    facts = [f"SELECT lead_key FROM {name}{kind}" for name in _FACTS for kind in ("", "_history")]
    found += engine.rows(
        f"SELECT DISTINCT {told} FROM (SELECT lead_key, consent_at, phone, email FROM leads_history UNION ALL "
        f"SELECT lead_key, NULL, NULL, NULL FROM ({' UNION ALL '.join(facts)}) f) v "
        "WHERE lead_key IS NOT NULL AND lead_key NOT IN (SELECT lead_key FROM leads)"
    )
    return list(dict.fromkeys(_met(engine, found)))


def expired_again(engine: Engine) -> list[str]:
    """The keys of leads in this store whose row it remembers as erased, and which tell of nothing since."""
    if not has_erased_rows(engine):
        return []
    found = engine.rows(
        f"SELECT DISTINCT lead_key FROM leads i JOIN ({_remembered('leads')}) e ON e.digest = "
        f"{_row_digest(_key(engine).hex(), 'source_system', 'lead_id')} WHERE NOT COALESCE({_LATEST} > e.erased_at, FALSE)"
    )
    return [key for (key,) in found]


def _remembered(table: str) -> str:
    return f"SELECT digest, max(erased_at) AS erased_at FROM erased_rows WHERE \"table\" = '{table}' GROUP BY digest"


def forget(engine: Engine, now: datetime) -> None:
    """Drop what was remembered for long enough."""
    for table, exists in (("erasures", has_erasures), ("erased_rows", has_erased_rows)):
        if exists(engine):
            engine.execute(f"DELETE FROM {table} WHERE kept_until < CAST(? AS TIMESTAMP)", [now])


def leave_out(engine: Engine, table: Table) -> int:
    """Add to `set_aside` the rows of `incoming` (see store.landing) that were erased, or are of people erased; returns how many."""
    engine.execute("CREATE OR REPLACE TEMP TABLE left_rows (row BIGINT)")
    if "lead_id" in table.names and has_erasures(engine):
        _of_people(engine, table)
    if has_erased_rows(engine) and engine.rows('SELECT 1 FROM erased_rows WHERE "table" = ? LIMIT 1', [table.name]):
        _erased(engine, table)
    engine.execute("INSERT INTO set_aside SELECT row FROM left_rows")
    return int(engine.rows("SELECT count(*) FROM left_rows")[0][0])


def _erased(engine: Engine, table: Table) -> None:
    """The rows whose key is that of a row erased, unless the store holds it; a lead's that tell of something since come in."""
    [name] = table.key
    since = f" AND NOT COALESCE({_LATEST} > e.erased_at, FALSE)" if table.name == "leads" else ""
    engine.execute(
        f"INSERT INTO left_rows SELECT i.row FROM incoming i JOIN ({_remembered(table.name)}) e ON e.digest = "
        f"{_row_digest(_key(engine).hex(), 'i.source_system', f'i.{name}')} WHERE i.row NOT IN (SELECT row FROM set_aside UNION ALL "
        f"SELECT row FROM left_rows) AND NOT EXISTS (SELECT 1 FROM {table.name} t WHERE t.source_system = i.source_system AND "
        f"t.{name} = i.{name}){since}"
    )


def _of_people(engine: Engine, table: Table) -> None:
    """The rows of people erased: leads go by id, number and e-mail; facts by the lead they name, unless the store holds it."""
    mine = "source_system || ':' || lead_id"
    told = "consent_at, {0}, phone, lower(trim(email))" if table.name == "leads" else "NULL, {0}"
    name = "row" if table.name == "leads" else mine
    absent = (
        f"lead_id IS NOT NULL AND {mine} NOT IN (SELECT lead_key FROM leads WHERE lead_key IS NOT NULL) "
        "AND row NOT IN (SELECT row FROM set_aside)"
    )
    met = _met(engine, engine.rows(f"SELECT DISTINCT {name}, {told.format(mine)} FROM incoming WHERE {absent}"))
    if not met:
        return
    engine.execute(f"CREATE OR REPLACE TEMP TABLE left_out (name {'BIGINT' if name == 'row' else 'VARCHAR'})")
    for start in range(0, len(met), 1000):
        some = met[start : start + 1000]
        engine.execute(f"INSERT INTO left_out VALUES {', '.join('(?)' for _ in some)}", some)
    engine.execute(
        f"INSERT INTO left_rows SELECT row FROM incoming WHERE {absent} AND {name} IN (SELECT name FROM left_out)"
    )
