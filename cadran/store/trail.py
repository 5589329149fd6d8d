"""The trail of changes: who did what to a store and when, each entry written in the transaction of its change.

Nothing takes an entry out: a restored backup takes over those of the store that it replaces. It names no prospect.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from cadran.config import Config
from cadran.config.shape import Settings
from cadran.engines.base import Engine
from cadran.store import schema
from cadran.store.actor import actor

TABLE = "trail"
_TRAIL = f"CREATE TABLE IF NOT EXISTS {TABLE} (noted_at TIMESTAMP, who VARCHAR, what VARCHAR, detail VARCHAR)"
_CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: the instant (UTC), in whose name (see cadran.store.actor), its kind (see cadran.catalogue.trail), its particulars."""

    at: datetime
    who: str
    what: str
    detail: dict[str, Any]


def note(engine: Engine, what: str, *, now: datetime, **detail: Any) -> None:
    """Write an entry, in the caller's transaction."""
    engine.execute(_TRAIL)
    engine.execute(
        f"INSERT INTO {TABLE} VALUES (CAST(? AS TIMESTAMP), ?, ?, ?)",
        [now, actor(), what, json.dumps(detail, ensure_ascii=False, default=str)],
    )


def entries(engine: Engine, limit: int | None = None) -> list[Entry]:
    """The changes, latest first; none in a store that no version with a trail has written to."""
    if TABLE not in engine.tables():
        return []
    found = engine.rows(
        f"SELECT noted_at, who, what, detail FROM {TABLE} ORDER BY noted_at DESC, rowid DESC"
        f"{'' if limit is None else f' LIMIT {int(limit)}'}"
    )
    return [Entry(at, who, what, json.loads(detail)) for at, who, what, detail in found]


def take_over(engine: Engine, former: list[Entry]) -> None:
    """Add what the store that this one replaces has, and this one has not; in the caller's transaction."""
    engine.execute(_TRAIL)
    own = {json.dumps(asdict(entry), default=str) for entry in entries(engine)}
    for entry in reversed(former):
        if json.dumps(asdict(entry), default=str) not in own:
            engine.execute(
                f"INSERT INTO {TABLE} VALUES (CAST(? AS TIMESTAMP), ?, ?, ?)",
                [entry.at, entry.who, entry.what, json.dumps(entry.detail, ensure_ascii=False)],
            )


def note_configuration(engine: Engine, config: Config, *, now: datetime) -> None:
    """Note what the configuration says otherwise than when this store was last opened to be written to."""
    told = _told(config)
    kept = schema.read_settings(engine).get(_CONFIGURATION)
    before: dict[str, str] = json.loads(kept) if kept else {}
    changes = {
        name: [before.get(name), told.get(name)]
        for name in sorted({*before, *told})
        if before.get(name) != told.get(name)
    }
    if changes:
        with engine.transaction():
            note(engine, "configuration", now=now, file=config.origin, changes=changes)
            schema.write_setting(engine, _CONFIGURATION, json.dumps(told, ensure_ascii=False))


def _told(config: Config) -> dict[str, str]:
    """A configuration as names and values: settings that differ from the usual, targets, codes, own KPIs (by digest)."""
    usual = Settings()
    told = {
        f"settings.{one.name}": str(getattr(config.settings, one.name))
        for one in fields(Settings)
        if getattr(config.settings, one.name) != getattr(usual, one.name)
    }
    for target in config.targets:
        whom = " ".join(f"{dimension}={member}" for dimension, member in target.where)
        days = f" {target.first or ''}…{target.end or ''}" if target.first or target.end else ""
        band = f"…{target.upto}" if target.upto is not None else ""
        told[f"targets.{target.kpi} {whom}{days}".strip()] = (
            f"{target.value}{band}{' / ' + target.per if target.per else ''}"
        )
    for system, codes in config.dispositions.items():
        for code, meaning in codes.items():
            told[f"dispositions.{system}.{code}"] = f"{meaning.outcome} {meaning.reason or ''}".strip()
    for kind, declared in (("kpis", config.kpis), ("measures", config.measures)):
        for own in declared:
            told[f"{kind}.{own.id}"] = hashlib.sha256(_written(own).encode()).hexdigest()[:12]
    return told


def _written(value: Any) -> str:
    """A declaration as a text that is the same in every process."""
    if is_dataclass(value):
        return f"{type(value).__name__}({', '.join(_written(getattr(value, one.name)) for one in fields(value))})"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_written, value))})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_written(value[name])}' for name in sorted(value))}}}"
    return repr(value)
