"""The ledger of erasures: an erasure that was interrupted is finished at the next opening of the store.

    started     who is to be erased is written down
    facts       every table, history and reject is without them, in one transaction; the file's old pages still hold them
    rewritten   the file was written anew and has the store's name; the former file may still lie beside it
    done        nothing of them is left

Each state is written in the same transaction as what it tells of. The ids of those to be erased leave the ledger with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cadran.engines.base import Engine
from cadran.store import trail

STARTED, FACTS, REWRITTEN, DONE = "started", "facts", "rewritten", "done"
TABLE = "erasure_ledger"
_LEDGER = f"""CREATE TABLE IF NOT EXISTS {TABLE} (
    erasure_id INTEGER, state VARCHAR, leads VARCHAR[], months INTEGER, erased INTEGER, started_at TIMESTAMP)"""


@dataclass(frozen=True, slots=True)
class Erasure:
    """One line of the ledger: of the leads of these keys, or (`months`) of all whose time is over."""

    erasure_id: int
    state: str
    leads: tuple[str, ...]
    months: int | None
    started_at: datetime


def begin(engine: Engine, *, now: datetime, leads: Sequence[str] = (), months: int | None = None) -> Erasure:
    """Write down an erasure before anything of it is done."""
    with engine.transaction():
        engine.execute(_LEDGER)
        number = int(engine.rows(f"SELECT COALESCE(max(erasure_id), 0) + 1 FROM {TABLE}")[0][0])
        listed = ", ".join("?" for _ in leads)
        engine.execute(
            f"INSERT INTO {TABLE} VALUES (?, '{STARTED}', [{listed}]::VARCHAR[], ?, NULL, CAST(? AS TIMESTAMP))",
            [number, *leads, months, now],
        )
        if months is None:
            trail.note(engine, "erase", now=now, erasure=number, leads=len(leads))
        else:
            trail.note(engine, "retention", now=now, erasure=number, months=months)
    return Erasure(number, STARTED, tuple(leads), months, now)


def unfinished(engine: Engine) -> list[Erasure]:
    """The erasures that something interrupted, oldest first."""
    if TABLE not in engine.tables():
        return []
    found = engine.rows(
        f"SELECT erasure_id, state, leads, months, started_at FROM {TABLE} WHERE state <> '{DONE}' ORDER BY erasure_id"
    )
    return [Erasure(number, state, tuple(leads or ()), months, at) for number, state, leads, months, at in found]


def reached(engine: Engine, erasure: Erasure, state: str, erased: int | None = None) -> None:
    """Write down how far an erasure has come (in the caller's transaction, if any); `erased`: of how many leads."""
    engine.execute(
        f"UPDATE {TABLE} SET state = ?, leads = NULL, erased = COALESCE(?, erased) WHERE erasure_id = ?",
        [state, erased, erasure.erasure_id],
    )
