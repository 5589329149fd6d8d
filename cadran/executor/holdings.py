"""What a store holds at this moment, read from it for the evaluator: facts, days loaded, opening hours, earlier clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from cadran.catalogue.facts import CAMPAIGN_COLUMNS
from cadran.catalogue.shape import Fact
from cadran.config.shape import Settings
from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.engines.zones import is_zone
from cadran.lazy import lazy
from cadran.query.state import SUMMARY, Catalogue, Opening, Span, StoreState, merged
from cadran.store.schema import read_settings

if TYPE_CHECKING:
    from cadran.store.derived import waits
    from cadran.store.history import tables as past
else:  # a figure of today waits for none of it
    past = lazy("cadran.store.history.tables")
    waits = lazy("cadran.store.derived.waits")

_ROWS_OF = {"lead_journeys": "leads", "lead_waits": "leads", "agent_intervals": "agent_states"}
"""Derived tables that have rows where these have: asked instead, as at an earlier clock they are derived anew."""


def state_of(
    engine: Engine,
    catalogue: Catalogue,
    settings: Settings,
    *,
    now: datetime,
    zone: str,
    known_at: datetime | None = None,
) -> StoreState:
    """The state of the store behind `engine` at `now` (UTC), as the loads up to `known_at` (None: all) had made it."""
    facts = catalogue.facts.values()
    relations = {} if known_at is None else past.earlier(engine, None, known_at, None)

    def has(table: str, condition: str = "TRUE") -> bool:
        name = relations.get(_ROWS_OF.get(table, table) if condition == "TRUE" else table, table)
        return bool(engine.rows(f"SELECT 1 FROM {name} t WHERE {condition} LIMIT 1"))

    def goes_on(fact: Fact) -> bool:
        return fact.stretch is not None and fact.length is not None and has(fact.table, _after(fact.stretch[1], now))

    summary = {f"leads:{SUMMARY}"} if has("lead_journeys", "is_reported") else set()
    found = StoreState(
        zone=zone,
        now=now,
        loaded=_coverage(engine, catalogue, known_at),
        present=frozenset({fact.name for fact in facts if has(fact.table)} | summary),
        met={"leads": frozenset({"is_hot"} if has("lead_journeys", "is_hot") else ())},
        undated=frozenset(fact.name for fact in facts if fact.loads is None),
        unassigned={
            fact.name: _unassigned(engine, fact, relations.get(fact.table, fact.table)) for fact in facts if fact.shared
        },
        agentless=frozenset(
            fact.name
            for fact in facts
            if fact.of_agents and has(fact.table, f"{fact.where or 'TRUE'} AND agent_id IS NULL")
        ),
        pending=frozenset(fact.name for fact in facts if fact.pending is None or has(fact.table, fact.pending)),
        unended=frozenset(fact.name for fact in facts if goes_on(fact)),
        opening=_opening(engine, relations.get("campaigns", "campaigns")),
        has_objectives=has("campaigns", "objective IS NOT NULL"),
        closures=settings.closures(zone),
        full_time_hours=settings.full_time_hours,
        currency=read_settings(engine).get("base_currency", "EUR"),
        pauses=settings.pauses,
    )
    return later(found, engine, catalogue, settings, now=now)


def _opening(engine: Engine, campaigns: str) -> tuple[Opening, ...]:
    found = engine.rows(
        f"SELECT opening_hours, starts_on, ends_on, {', '.join(CAMPAIGN_COLUMNS.values())} FROM {campaigns} c "
        "WHERE opening_hours IS NOT NULL ORDER BY campaign_id"
    )
    return tuple(
        Opening(hours, first, last, dict(zip(CAMPAIGN_COLUMNS, about, strict=True)))
        for hours, first, last, *about in found
    )


def later(state: StoreState, engine: Engine, catalogue: Catalogue, settings: Settings, *, now: datetime) -> StoreState:
    """A state read before, at `now`, for another cursor on what is still the same file.

    What went on past the former instant may have ended by this one: to clip it again changes nothing.
    """
    return replace(
        state,
        now=now,
        relations=lambda as_of, known_at, within: past.earlier(engine, as_of, known_at, within),
        known=lambda known_at: state_of(engine, catalogue, settings, now=now, zone=state.zone, known_at=known_at),
        zones=lambda: _zones(engine),
        made={
            "lead_waits": lambda relations: waits.waits_sql(
                engine, relations, (one.hours for one in state.opening), state.zone, state.closures
            )
        },
    )


def _zones(engine: Engine) -> tuple[str, ...]:
    found = engine.rows("SELECT DISTINCT time_zone FROM leads WHERE time_zone IS NOT NULL ORDER BY 1")
    return tuple(name for (name,) in found if is_zone(name))


def _coverage(engine: Engine, catalogue: Catalogue, known_at: datetime | None = None) -> dict[str, tuple[Span, ...]]:
    """For each fact, the local days that its loads cover, or covered as of `known_at`."""
    spans: dict[str, list[tuple[date, date]]] = {}
    held = "undone_at IS NULL"
    if known_at is not None:
        instant = literal(known_at)
        held = f"started_at <= {instant} AND (undone_at IS NULL OR undone_at > {instant})"
    for table, first, end in engine.rows(
        f'SELECT "table", covers_from, covers_to + 1 FROM imports WHERE {held} AND covers_from IS NOT NULL'
    ):
        spans.setdefault(table, []).append((first, end))
    return {fact.name: merged(spans[fact.loads]) for fact in catalogue.facts.values() if fact.loads in spans}


def _unassigned(engine: Engine, fact: Fact, table: str) -> frozenset[str]:
    """The dimensions that some row of a fact does not know."""
    known_by = {name: fact.known_by(name) for name in fact.dimensions}
    columns = list(dict.fromkeys(column for columns in known_by.values() for column in columns))
    lacks = ", ".join(f"COALESCE(BOOL_OR({column} IS NULL), FALSE)" for column in columns)
    found = dict(zip(columns, engine.rows(f"SELECT {lacks} FROM {table} t")[0], strict=True))
    return frozenset(name for name, own in known_by.items() if any(found[column] for column in own))


def _after(column: str, now: datetime) -> str:
    return f"{column} > {literal(now)}"
