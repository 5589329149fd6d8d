"""What is remembered of people erased: a keyed hash of their lead's id, number and e-mail, for three years.

It says nothing by itself. It tells that a later file or an older backup holds somebody who was erased: their rows are
left out of loads, and erased again in a backup. A consent given after the erasure (and the opposition, where there is
one) lets them in; so does a lead that the store holds already, which is somebody else of the same number, or let in.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cadran.engines.base import Engine
from cadran.model import Table
from cadran.store import schema

PREFIX = "erased-"
KEPT = "INTERVAL 3 YEAR"
_KEY = "erasure_key"
_KINDS = ("lead", "phone", "email")
_FACTS = ("attempts", "appointments", "orders")
_ERASURES = """CREATE TABLE IF NOT EXISTS erasures (
    kind VARCHAR, digest VARCHAR, erased_at TIMESTAMP, opposed_at TIMESTAMP, kept_until TIMESTAMP)"""

Register = tuple[str | None, list[tuple[object, ...]]]


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


def register_of(engine: Engine) -> Register:
    """The key of a store's hashes and what it remembers of the erased."""
    remembered = engine.rows("SELECT * FROM erasures") if has_erasures(engine) else []
    return schema.read_settings(engine).get(_KEY), remembered


def take_over(engine: Engine, register: Register) -> bool:
    """Remember here what another copy of this store remembers; false where the two have keys of their own."""
    key, remembered = register
    own = schema.read_settings(engine).get(_KEY)
    if key is None or not remembered:
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


def leave_out(engine: Engine, table: Table) -> int:
    """Add to `set_aside` the rows of `incoming` (see ingest.load) that are of people erased; returns how many.

    Leads go by id, number and e-mail; facts by the lead they name, unless the store holds it.
    """
    if "lead_id" not in table.names or not has_erasures(engine):
        return 0
    mine = "source_system || ':' || lead_id"
    told = "consent_at, {0}, phone, lower(trim(email))" if table.name == "leads" else "NULL, {0}"
    name = "row" if table.name == "leads" else mine
    absent = (
        f"lead_id IS NOT NULL AND {mine} NOT IN (SELECT lead_key FROM leads WHERE lead_key IS NOT NULL) "
        "AND row NOT IN (SELECT row FROM set_aside)"
    )
    met = _met(engine, engine.rows(f"SELECT DISTINCT {name}, {told.format(mine)} FROM incoming WHERE {absent}"))
    if not met:
        return 0
    engine.execute(f"CREATE OR REPLACE TEMP TABLE left_out (name {'BIGINT' if name == 'row' else 'VARCHAR'})")
    for start in range(0, len(met), 1000):
        some = met[start : start + 1000]
        engine.execute(f"INSERT INTO left_out VALUES {', '.join('(?)' for _ in some)}", some)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE left_rows AS SELECT row FROM incoming "
        f"WHERE {absent} AND {name} IN (SELECT name FROM left_out)"
    )
    engine.execute("INSERT INTO set_aside SELECT row FROM left_rows")
    return int(engine.rows("SELECT count(*) FROM left_rows")[0][0])
