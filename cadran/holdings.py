"""What a store holds at this moment, read from it for the evaluator: facts, days loaded, opening hours, earlier clocks."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from cadran.config.shape import Settings
from cadran.engines.base import Engine
from cadran.ingest import schema
from cadran.lazy import lazy
from cadran.query.state import SUMMARY, Catalogue, Opening, Span, StoreState, merged

if TYPE_CHECKING:
    from cadran.ingest import earlier as past
else:  # a figure of today waits for none of it
    past = lazy("cadran.ingest.earlier")


def state_of(engine: Engine, catalogue: Catalogue, settings: Settings, *, now: datetime, zone: str) -> StoreState:
    """The state of the store behind `engine` at `now` (UTC); relations at earlier clocks are made when asked for."""
    facts = catalogue.facts.values()
    present = {fact.name for fact in facts if schema.any_row(engine, fact.table)}
    if engine.rows("SELECT 1 FROM lead_journeys WHERE is_reported LIMIT 1"):
        present.add(f"leads:{SUMMARY}")
    hot = engine.rows("SELECT 1 FROM lead_journeys WHERE is_hot LIMIT 1")
    return StoreState(
        zone=zone,
        now=now,
        loaded=_coverage(engine, catalogue),
        present=frozenset(present),
        met={"leads": frozenset({"is_hot"} if hot else ())},
        relations=lambda as_of, known_at, within: past.earlier(engine, as_of, known_at, within),
        covered=partial(_coverage, engine, catalogue),
        undated=frozenset(fact.name for fact in facts if fact.loads is None),
        unended=frozenset(
            fact.name
            for fact in facts
            if fact.stretch and fact.length and _goes_on(engine, fact.table, fact.stretch[1], now)
        ),
        opening=tuple(
            Opening(*row)
            for row in engine.rows(
                "SELECT campaign_id, opening_hours, starts_on, ends_on FROM campaigns "
                "WHERE opening_hours IS NOT NULL ORDER BY campaign_id"
            )
        ),
        full_time_hours=settings.full_time_hours,
    )


def _coverage(engine: Engine, catalogue: Catalogue, known_at: datetime | None = None) -> dict[str, tuple[Span, ...]]:
    """For each fact, the local days that its loads cover, or covered as of `known_at`."""
    spans: dict[str, list[tuple[date, date]]] = {}
    held = "undone_at IS NULL"
    if known_at is not None:
        instant = f"TIMESTAMP '{known_at:%Y-%m-%d %H:%M:%S.%f}'"
        held = f"started_at <= {instant} AND (undone_at IS NULL OR undone_at > {instant})"
    for table, first, end in engine.rows(
        f'SELECT "table", covers_from, covers_to + 1 FROM imports WHERE {held} AND covers_from IS NOT NULL'
    ):
        spans.setdefault(table, []).append((first, end))
    return {fact.name: merged(spans[fact.loads]) for fact in catalogue.facts.values() if fact.loads in spans}


def _goes_on(engine: Engine, table: str, column: str, now: datetime) -> bool:
    return bool(engine.rows(f"SELECT 1 FROM {table} WHERE {column} > ? LIMIT 1", [now]))
