"""Carrying out an erasure: from who is to be erased to a file in which no page holds them, in steps that can be resumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cadran.engines.base import Engine, Storage
from cadran.engines.kinds import opened
from cadran.keeping import retention
from cadran.keeping.erase import Erased, erase
from cadran.keeping.erasure_ledger import DONE, FACTS, REWRITTEN, STARTED, Erasure, reached
from cadran.keeping.replacing import beside, clear, exchange, partial_of
from cadran.store import trail

Take = Callable[[Storage, Path], Storage]
"""How a file made ready takes the store's name: the engine on it."""


def _taken(engine: Storage, fresh: Path) -> Storage:
    return exchange(engine, fresh)[0]


def carry_out(engine: Storage, erasure: Erasure, take: Take = _taken) -> tuple[Storage, Erased]:
    """Do what is left of an erasure: the engine on the file written anew, and what was erased (nothing, where that was done before).

    Where it cannot be done (a full disk), the ledger says what is left to do and the StoreError why.
    """
    erased = _facts(engine, erasure) if erasure.state == STARTED else Erased(())
    if engine.path != ":memory:":
        if erasure.state in (STARTED, FACTS):
            engine = rewrite(engine, take, lambda fresh: reached(fresh, erasure, REWRITTEN))
        clear(engine.path, ".replaced")
    with engine.transaction():
        reached(engine, erasure, DONE)
    return engine, erased


def rewrite(engine: Storage, take: Take = _taken, mark: Callable[[Storage], None] = lambda fresh: None) -> Storage:
    """The engine on the store's file written anew, so that nothing deleted is in any of its pages.

    `mark` is done in the new file before it is the store's.
    """
    with beside(engine.path) as fresh:
        with partial_of(fresh) as partial:
            engine.copy_to(partial)
        made = opened(fresh)
        try:
            mark(made)
        finally:
            made.close()
        return take(engine, fresh)


def _facts(engine: Engine, erasure: Erasure) -> Erased:
    with engine.transaction():
        if erasure.months is not None:
            erased = retention.expire(engine, erasure.months, now=erasure.started_at)
        else:
            erased = erase(engine, erasure.leads, now=erasure.started_at)
        reached(engine, erasure, FACTS, len(erased.leads))
        trail.note(
            engine,
            "erased",
            now=erasure.started_at,
            erasure=erasure.erasure_id,
            leads=len(erased.leads),
            rejects=erased.rejects,
        )
    return erased
