"""Keeping the derived tables up to date by touching only what a load touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cadran.engines.base import Engine
from cadran.model.derived import DERIVED
from cadran.store.derived import refresh_agents, refresh_money
from cadran.store.derived.journeys import aliases_select, journeys_select
from cadran.store.schema import any_row, create_derived, read_settings

LEAD_FACTS = ("leads", "attempts", "orders", "appointments")
REBUILD_SHARE = 0.3  # beyond this share of the leads, deriving all of them is the cheaper way


def journeys_sql(
    engine: Engine,
    *,
    relations: dict[str, str] | None = None,
    as_of: datetime | None = None,
    only: str | None = None,
) -> str:
    """The SELECT of lead_journeys for this store (see derive.journeys_select)."""
    known = relations or {}
    leads = known.get("leads", "leads")
    first, last = engine.rows(f"SELECT min(reported_last_attempt_at), max(reported_last_attempt_at) FROM {leads} x")[0]
    return journeys_select(
        relations,
        zone=read_settings(engine)["zone"],
        span=None if first is None else (first, last),
        has_orders=any_row(engine, f"{known.get('orders', 'orders')} t"),
        has_appointments=any_row(engine, f"{known.get('appointments', 'appointments')} t"),
        as_of=as_of,
        only=only,
    )


def _insert_journeys(engine: Engine, only: str | None = None) -> None:
    columns = ", ".join(DERIVED["lead_journeys"].names)
    engine.execute(f"INSERT INTO lead_journeys ({columns}) SELECT {columns} FROM ({journeys_sql(engine, only=only)}) j")


def rebuild(engine: Engine) -> None:
    """Derive everything anew."""
    create_derived(engine)
    refresh_aliases(engine)
    _insert_journeys(engine)
    refresh_agents.rebuild_intervals(engine)
    refresh_money.rebuild_results(engine)
    refresh_agents.rebuild_days(engine)
    refresh_money.rebuild_costs(engine)


def refresh(engine: Engine, import_ids: Iterable[int], tables: set[str], *, results_appeared: bool) -> None:
    """Bring the derived tables up to date after the loads `import_ids`, which touched `tables`.

    `results_appeared`: the store had no orders (or appointments) before, or has none any more.
    """
    ids = ", ".join(str(number) for number in import_ids)
    if "leads" in tables:
        refresh_aliases(engine)
    known = engine.rows("SELECT count(*) FROM leads")[0][0]
    followed = known or any_row(engine, "orders") or any_row(engine, "callbacks")
    touched = _collect_touched(engine, ids, tables if followed else set())
    if known and "leads" in tables and touched <= REBUILD_SHARE * known:
        touched += _collect_same_numbers(engine, ids)
    if known and (results_appeared or touched > REBUILD_SHARE * known):
        engine.execute("DELETE FROM lead_journeys")
        _insert_journeys(engine)
    elif known and touched:
        engine.execute("DELETE FROM lead_journeys WHERE lead_key IN (SELECT lead_key FROM touched_leads)")
        _insert_journeys(engine, only="touched_leads")
    elif not known and "leads" in tables:
        engine.execute("DELETE FROM lead_journeys")
    refresh_agents.refresh_intervals(engine, ids, tables)
    refresh_money.refresh_results(engine, ids, tables)
    refresh_agents.refresh_days(engine, ids, tables)
    refresh_money.refresh_costs(engine, tables)


def _collect_touched(engine: Engine, ids: str, tables: set[str]) -> int:
    """`touched_leads`: the leads whose journeys the loads may have changed, by new or by superseded versions."""
    engine.execute("CREATE OR REPLACE TEMP TABLE touched_leads (lead_key VARCHAR)")
    queries = []
    for fact in LEAD_FACTS:
        if fact in tables:
            queries.append(f"SELECT lead_key FROM {fact} WHERE import_id IN ({ids})")
            queries.append(f"SELECT lead_key FROM {fact}_history WHERE ended_by IN ({ids})")
    for entity, column in (("lists", "list_id"), ("campaigns", "campaign_id")):
        if entity in tables:
            changed = f"SELECT {column} FROM {entity} WHERE import_id IN ({ids})"
            queries.append(f"SELECT lead_key FROM lead_journeys WHERE {column} IN ({changed})")
            if entity == "campaigns":
                queries.append(f"SELECT lead_key FROM attempts WHERE {column} IN ({changed})")
    if "exchange_rates" in tables:
        queries.append(
            "SELECT lead_key FROM orders WHERE currency IN "
            f"(SELECT currency FROM exchange_rates WHERE import_id IN ({ids}) UNION "
            f"SELECT currency FROM exchange_rates_history WHERE ended_by IN ({ids}))"
        )
    if queries:
        union = " UNION ".join(queries)
        engine.execute(f"INSERT INTO touched_leads SELECT lead_key FROM ({union}) q WHERE lead_key IS NOT NULL")
    return int(engine.rows("SELECT count(*) FROM touched_leads")[0][0])


def _collect_same_numbers(engine: Engine, ids: str) -> int:
    """Add the leads that share a number with a loaded one: which is the duplicate may have changed."""
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE more_leads AS SELECT l.lead_key FROM leads l "
        "SEMI JOIN (SELECT phone FROM leads SEMI JOIN touched_leads USING (lead_key) WHERE phone IS NOT NULL "
        f"UNION SELECT phone FROM leads_history WHERE ended_by IN ({ids})) p ON p.phone = l.phone "
        "ANTI JOIN touched_leads k ON k.lead_key = l.lead_key"
    )
    engine.execute("INSERT INTO touched_leads SELECT lead_key FROM more_leads")
    return int(engine.rows("SELECT count(*) FROM more_leads")[0][0])


def refresh_aliases(engine: Engine) -> None:
    """Follow the leads' external_ids: facts that name a lead by its id elsewhere get that lead's key."""
    engine.execute("DELETE FROM lead_aliases")
    engine.execute(f"INSERT INTO lead_aliases {aliases_select('leads')}")
    if not any_row(engine, "lead_aliases"):
        return
    for fact in ("attempts", "orders", "appointments"):
        engine.execute(f"UPDATE {fact} AS f SET lead_key = a.lead_key FROM lead_aliases a WHERE f.lead_key = a.alias")
