"""Erasing a person, everywhere: entities, facts, their history, derived tables and rejects.

What names the person goes (name, number, e-mail, company, proof of consent); ids that lead back to them are replaced
by pseudonyms that mean nothing elsewhere, the same in every table and version, so that every figure stays what it was.
What is remembered of them, so that a later file does not bring them back, is in store.forgotten.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cadran.engines.base import Engine, Storage
from cadran.ingest.reasons import ERASED
from cadran.model import TABLES, Table
from cadran.model.derived import DERIVED, VIEWS
from cadran.store.derived.money import CUSTOMER_KEY
from cadran.store.forgotten import PREFIX, Register, come_back, expired_again, remember, remember_rows, take_over
from cadran.store.schema import stored_columns

_DIGITS = "right(regexp_replace({}, '[^0-9]', '', 'g'), 9)"
_BLANKED = {"leads": ("first_name", "last_name", "company", "email", "external_ids", "consent_source", "consent_proof")}
_IDS = {"leads": "lead_id", "customers": "customer_id", "attempts": "attempt_id", "appointments": "appointment_id",
        "orders": "order_id"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to erase: by the lead's id (of one source system, or of any), the number (E.164, or its text) or the e-mail."""

    lead: str | None = None
    source_system: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: leads by key, rows by table, rejects; leads left that share a number, copies that still hold them."""

    leads: tuple[str, ...]
    rows: dict[str, int] = field(default_factory=dict)
    rejects: int = 0
    same_number: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


def find(engine: Engine, person: Person) -> list[str]:
    """The keys of the leads that are this person, other ids of theirs in other systems included."""
    met, values = [], []
    if person.lead is not None:
        system = " AND source_system = ?" if person.source_system is not None else ""
        met.append(f"(lead_id = ?{system})")
        values += [person.lead, *([person.source_system] if system else [])]
    if person.phone is not None:
        # a number that is none keeps the text of its source: it is met by its last digits
        met.append(f"(phone = ? OR (phone_type = 'invalid' AND {_DIGITS.format('phone')} = ?))")
        values += [person.phone, "".join(filter(str.isdigit, person.phone))[-9:]]
    if person.email is not None:
        met.append("lower(trim(email)) = ?")
        values.append(person.email.strip().lower())
    where = " OR ".join(met)
    nothing = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in ("phone", "phone_type", "email"))
    known = "source_system, lead_id, lead_key, phone, phone_type, email"
    bare = f"source_system, lead_id, lead_key, {nothing}"
    sources = [f"SELECT {known} FROM {table}" for table in _versions("leads")]
    for fact in ("attempts", "appointments", "orders"):
        sources += [f"SELECT {bare} FROM {table}" for table in _versions(fact)]
    found = engine.rows(
        f"SELECT DISTINCT lead_key FROM ({' UNION ALL '.join(sources)}) v WHERE lead_key IS NOT NULL AND ({where})",
        values,
    )
    return sorted(_known_elsewhere(engine, {key for (key,) in found}))


def _known_elsewhere(engine: Engine, keys: set[str]) -> set[str]:
    """Leads tied by their external_ids, from either side."""
    links = engine.rows(
        "SELECT lead_key, alias FROM (SELECT lead_key, unnest(string_split_regex(trim(external_ids), '[\\s;,]+')) AS alias "
        "FROM leads WHERE external_ids IS NOT NULL) x WHERE alias <> ''"
    )
    while True:
        more = {one for link in links if keys & set(link) for one in link} - keys
        if not more:
            return keys
        keys |= more


def _versions(table: str) -> tuple[str, str]:
    return table, f"{table}_history"


def erase(engine: Engine, keys: Iterable[str], *, now: datetime, everybody: bool = True) -> Erased:
    """Erase the leads of these keys, in the caller's transaction.

    `everybody` is remembered, hashed; else only those who opposed, as long as an opposition is to be kept.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return Erased(())
    _collect(engine, wanted)
    remember(engine, "gone", now, everybody=everybody)
    remember_rows(
        engine,
        {"leads": "SELECT source_system, lead_id FROM leads WHERE lead_key IN (SELECT lead_key FROM gone)"}
        | {name: f"SELECT source_system, id FROM gone_{name}" for name in _IDS if name != "leads"},
        now,
    )
    rejects = _clean_rejects(engine)
    rows = {name: counted for name, table in TABLES.items() if (counted := _rewrite(engine, table))}
    for name, table in DERIVED.items():
        if name not in VIEWS:
            _rewrite_derived(engine, name, set(table.names))
    same = engine.rows(
        "SELECT DISTINCT l.lead_key FROM leads l JOIN gone_numbers n ON n.phone = l.phone "
        "WHERE l.lead_key NOT IN (SELECT lead_key FROM gone) ORDER BY 1 LIMIT 20"
    )
    return Erased(tuple(wanted), rows, rejects, tuple(key for (key,) in same))


def _collect(engine: Engine, keys: list[str]) -> None:
    """Temporary tables of what goes: `gone` (leads), `gone_numbers`, and `gone_<table>` of the ids of their rows.

    Pseudonyms come from a key made for this one erasure and then forgotten.
    """
    salt = secrets.token_hex(16)
    engine.execute("CREATE OR REPLACE TEMP TABLE gone (lead_key VARCHAR)")
    for start in range(0, len(keys), 1000):
        values = ", ".join("(?)" for _ in keys[start : start + 1000])
        engine.execute(f"INSERT INTO gone VALUES {values}", keys[start : start + 1000])
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT lead_key, token, system || ':' || token AS new_key FROM ("
        f"SELECT g.lead_key, '{PREFIX}' || substr(md5('{salt}' || g.lead_key), 1, 16) AS token, "
        "COALESCE(max(l.source_system), split_part(g.lead_key, ':', 1)) AS system "
        "FROM gone g LEFT JOIN leads l ON l.lead_key = g.lead_key GROUP BY g.lead_key) q"
    )
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE gone_numbers AS SELECT phone, any_value('{PREFIX}' || substr(md5('{salt}' || phone),"
        " 1, 16)) AS token FROM (SELECT phone, lead_key FROM leads UNION ALL SELECT phone, lead_key FROM leads_history) v "
        "WHERE phone IS NOT NULL AND lead_key IN (SELECT lead_key FROM gone) GROUP BY phone"
    )
    for name in ("attempts", "appointments", "orders"):
        _made(
            engine,
            name,
            salt,
            [f"SELECT source_system, {_IDS[name]} FROM {table} WHERE {_theirs()}" for table in _versions(name)],
        )
    mine = "source_system || ':' || lead_id"
    customers = [f"SELECT source_system, customer_id FROM {table} WHERE {_theirs()}" for table in _versions("orders")]
    customers += [
        f"SELECT source_system, customer_id FROM {table} WHERE {_theirs(mine)}" for table in _versions("customers")
    ]
    _made(engine, "customers", salt, customers, mine)


def _theirs(lead: str = "lead_key") -> str:
    return f"{lead} IN (SELECT lead_key FROM gone)"


def _made(engine: Engine, name: str, salt: str, selects: Sequence[str], lead: str = "lead_key") -> None:
    """The ids of a table's rows that were theirs; one that is somebody else's by now stays, and says so in the next file too."""
    key = _IDS[name]
    others = f"SELECT source_system, {key} FROM {name} WHERE NOT COALESCE({_theirs(lead)}, FALSE)"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE gone_{name} AS SELECT source_system, {key} AS id, "
        f"'{PREFIX}' || substr(md5('{salt}' || source_system || ':' || {key}), 1, 16) AS token "
        f"FROM (({' UNION '.join(selects)}) EXCEPT {others}) q WHERE {key} IS NOT NULL"
    )


def _rewrite(engine: Engine, table: Table) -> int:
    """Take the person out of a table and its history; returns how many current rows were theirs."""
    columns = {column.name: column for column in stored_columns(table)}
    counted = 0
    for name in _versions(table.name):
        if table.name == "leads":
            counted = counted or _one(engine, f"SELECT count(*) FROM leads WHERE {_theirs()}")
            _blank(engine, name)
        for column in columns.values():
            kind = table.name if _IDS.get(table.name) == column.name else column.references
            if kind in _IDS and kind != "leads":
                found = _replace(engine, name, column.name, kind)
                counted = max(counted, found) if name == table.name and kind == table.name else counted
        if "lead_key" in columns:
            engine.execute(
                f"UPDATE {name} AS t SET lead_id = g.token, lead_key = g.new_key "
                "FROM gone g WHERE t.lead_key = g.lead_key"
            )
        elif "lead_id" in columns:
            engine.execute(
                f"UPDATE {name} AS t SET lead_id = g.token FROM gone g WHERE t.source_system || ':' || t.lead_id = g.lead_key"
            )
    return counted


def _blank(engine: Engine, name: str) -> None:
    blank = ", ".join(f"{column} = NULL" for column in _BLANKED["leads"])
    engine.execute(f"UPDATE {name} SET {blank} WHERE {_theirs()}")
    engine.execute(
        f"UPDATE {name} AS t SET phone = n.token FROM gone_numbers n WHERE t.phone = n.phone AND t.lead_key IN "
        "(SELECT lead_key FROM gone)"
    )


def _replace(engine: Engine, name: str, column: str, kind: str) -> int:
    same = f"t.source_system = g.source_system AND t.{column} = g.id"
    found = _one(engine, f"SELECT count(*) FROM {name} t JOIN gone_{kind} g ON {same}")
    if found:
        engine.execute(f"UPDATE {name} AS t SET {column} = g.token FROM gone_{kind} g WHERE {same}")
    return found


def _one(engine: Engine, sql: str) -> int:
    return int(engine.rows(sql)[0][0] or 0)


def _rewrite_derived(engine: Engine, name: str, columns: set[str]) -> None:
    if name == "lead_aliases":
        engine.execute(f"DELETE FROM {name} WHERE {_theirs()} OR alias IN (SELECT lead_key FROM gone)")
        return
    for kind, column in _IDS.items():
        if kind != "leads" and column in columns and "source_system" in columns:
            _replace(engine, name, column, kind)
    if "lead_key" in columns:
        lead_id = "lead_id = g.token, " if "lead_id" in columns else ""
        engine.execute(
            f"UPDATE {name} AS t SET {lead_id}lead_key = g.new_key FROM gone g WHERE t.lead_key = g.lead_key"
        )
    if "customer_key" in columns:
        engine.execute(
            f"UPDATE {name} AS t SET customer_key = o.customer_key FROM (SELECT source_system, order_id, {CUSTOMER_KEY} AS "
            "customer_key FROM orders) o WHERE o.source_system = t.source_system AND o.order_id = t.order_id "
            "AND t.customer_key <> o.customer_key"
        )


def _clean_rejects(engine: Engine) -> int:
    """Blank what rejects hold of the person: their number however it is written, e-mail, lead id or full name."""
    engine.execute(
        """CREATE OR REPLACE TEMP TABLE traces AS
        SELECT DISTINCT lower(trim(email)) AS email,
            right(regexp_replace(phone, '[^0-9]', '', 'g'), 9) AS digits,
            lower(first_name) AS first_name, lower(last_name) AS last_name, lower(lead_id) AS lead_id
        FROM (SELECT * FROM leads UNION ALL BY NAME SELECT * EXCLUDE (current_from, current_to, ended_by) FROM leads_history) v
        WHERE lead_key IN (SELECT lead_key FROM gone)
        UNION SELECT NULL, NULL, NULL, NULL, lower(substr(lead_key, instr(lead_key, ':') + 1)) FROM gone"""
    )
    met = """
        contains(r.text, t.email) OR (length(t.digits) >= 8 AND contains(regexp_replace(r.text, '[^0-9]', '', 'g'), t.digits))
        OR (contains(r.text, t.first_name) AND contains(r.text, t.last_name))
        OR list_contains(regexp_extract_all(r.text, '[[:alnum:]_.-]+'), t.lead_id)"""
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE traced AS SELECT DISTINCT r.place FROM (SELECT rowid AS place, "
        "lower(concat_ws(' ', raw, value, reason, details)) AS text FROM rejects) r JOIN traces t ON "
        f"({met})"
    )
    count = _one(engine, "SELECT count(*) FROM traced")
    if count:
        engine.execute(
            f"UPDATE rejects SET raw = NULL, value = NULL, reason = '{ERASED}', details = NULL "
            "WHERE rowid IN (SELECT place FROM traced)"
        )
    return count


def replay(engine: Storage, register: Register, *, now: datetime) -> tuple[int, bool]:
    """Erase again, in an older copy of a store, whom the store has erased since: how many, and whether it could be."""
    with engine.transaction():
        is_known = take_over(engine, register)
        again = come_back(engine)
        erase(engine, again, now=now)
        expired = expired_again(engine)
        erase(engine, expired, now=now, everybody=False)
    return len(again) + len(expired), is_known
