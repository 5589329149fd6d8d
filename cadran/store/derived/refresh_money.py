"""Keeping orders' credits, promises and the days of costs up to date after a load."""

from __future__ import annotations

from datetime import datetime

from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.model import TABLES
from cadran.model.derived import DERIVED
from cadran.store.derived.money import CUSTOMER_KEY, cost_days_select, credits_select, data_select, staff_select
from cadran.store.derived.promises import callbacks_select, dues_select
from cadran.store.money import base_currency
from cadran.store.schema import read_settings

Span = tuple[datetime, datetime] | None


def names(relations: dict[str, str] | None = None) -> dict[str, str]:
    """Table → what stands for it."""
    return {**{name: name for name in (*TABLES, *DERIVED)}, **(relations or {})}


def _insert(engine: Engine, table: str, select: str) -> None:
    columns = ", ".join(DERIVED[table].names)
    engine.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM ({select}) q")


def _replace(engine: Engine, table: str, select: str, where: str = "TRUE") -> None:
    engine.execute(f"DELETE FROM {table} WHERE {where}")
    _insert(engine, table, select)


def _span(engine: Engine, table: str, instant: str) -> Span:
    first, last = engine.rows(f"SELECT min({instant}), max({instant}) FROM {table} x")[0]
    return None if first is None else (first, last)


def credits_sql(relations: dict[str, str] | None = None, only: str = "") -> str:
    return credits_select(names(relations), only)


def dues_sql(engine: Engine, relations: dict[str, str] | None = None, only: str = "") -> str:
    known = names(relations)
    span = _span(engine, known["appointments"], "scheduled_at")
    return dues_select(known, zone=read_settings(engine)["zone"], span=span, only=only)


def callbacks_sql(engine: Engine, relations: dict[str, str] | None = None, only: str = "") -> str:
    known = names(relations)
    span = _span(engine, known["attempts"], "callback_at")
    return callbacks_select(known, zone=read_settings(engine)["zone"], span=span, only=only)


def estimates_sql(engine: Engine, relations: dict[str, str] | None = None, as_of: datetime | None = None) -> str:
    """The SELECT of cost_estimates; `as_of`: of the hours under way at an instant, those that had passed."""
    known = names(relations)
    if as_of is not None:
        passed = f"LEAST(ended_at, {literal(as_of)})"
        known["agent_intervals"] = (
            f"(SELECT * REPLACE ({passed} AS ended_at, CAST(date_diff('second', started_at, {passed}) AS INTEGER) AS "
            f"duration_s) FROM {known['agent_intervals']} z WHERE started_at < {passed})"
        )
    return f"SELECT * FROM ({staff_select(known)}) x UNION ALL SELECT * FROM ({data_select(known, base_currency(engine))}) y"


def rebuild_results(engine: Engine) -> None:
    """Credits, appointments due and callbacks, all of them."""
    _replace(engine, "order_credits", credits_sql())
    _replace(engine, "appointment_dues", dues_sql(engine))
    _replace(engine, "callbacks", callbacks_sql(engine))


def refresh_results(engine: Engine, ids: str, tables: set[str]) -> None:
    """Those of the leads that were touched (`touched_leads`), and of the customers whose orders were."""
    if tables & {"orders", "attempts", "customers", "products", "exchange_rates"} and _any(engine, "orders"):
        _refresh_credits(engine, ids, tables)
    elif "orders" in tables:
        engine.execute("DELETE FROM order_credits")
    if "appointments" in tables:
        _replace(engine, "appointment_dues", dues_sql(engine))
    if "campaigns" in tables:
        _replace(engine, "callbacks", callbacks_sql(engine))
    elif "attempts" in tables:
        mine = "lead_key IN (SELECT lead_key FROM touched_leads)"
        if _any(engine, "callbacks"):
            _replace(engine, "callbacks", callbacks_sql(engine, only=f"AND {mine}"), mine)
        else:
            _insert(engine, "callbacks", callbacks_sql(engine))


def _any(engine: Engine, table: str) -> bool:
    return bool(engine.rows(f"SELECT 1 FROM {table} LIMIT 1"))


def _refresh_credits(engine: Engine, ids: str, tables: set[str]) -> None:
    if tables & {"customers", "products"} or not _any(engine, "order_credits"):
        _replace(engine, "order_credits", credits_sql())
        return
    customer = CUSTOMER_KEY
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE touched_customers AS "
        f"SELECT {customer} AS customer_key FROM orders WHERE lead_key IN (SELECT lead_key FROM touched_leads) "
        f"OR import_id IN ({ids}) "
        "UNION SELECT customer_key FROM order_credits WHERE lead_key IN (SELECT lead_key FROM touched_leads) "
        f"UNION SELECT {customer} FROM orders_history WHERE ended_by IN ({ids})"
    )
    if "exchange_rates" in tables:
        engine.execute(f"INSERT INTO touched_customers SELECT {customer} FROM orders WHERE margin IS NOT NULL")
    mine = "customer_key IN (SELECT customer_key FROM touched_customers)"
    engine.execute(
        "DELETE FROM order_credits AS c WHERE "
        f"c.{mine} OR (c.source_system, c.order_id) IN (SELECT (source_system, order_id) FROM orders "
        f"WHERE {customer} IN (SELECT customer_key FROM touched_customers))"
    )
    _insert(engine, "order_credits", credits_sql(only=f"WHERE {mine}"))


def rebuild_costs(engine: Engine) -> None:
    _replace(engine, "cost_days", cost_days_select(names()))
    _replace(engine, "cost_estimates", estimates_sql(engine))


def refresh_costs(engine: Engine, tables: set[str]) -> None:
    """Costs are few: laid out anew where any was loaded. Estimates of staff only for the days that were touched."""
    if tables & {"costs", "exchange_rates", "lists"}:
        _replace(engine, "cost_days", cost_days_select(names()))
    if "agents" in tables:
        _replace(engine, "cost_estimates", staff_select(names()), "category = 'staff'")
    elif "agent_states" in tables:
        days = (
            "SELECT DISTINCT i.local_date FROM agent_intervals i SEMI JOIN touched_agent_days t ON t.source_system = "
            "i.source_system AND t.agent_id = i.agent_id AND t.local_date = i.state_date"
        )
        engine.execute(
            f"CREATE OR REPLACE TEMP TABLE touched_days AS {days} UNION SELECT local_date FROM touched_agent_days"
        )
        mine = "local_date IN (SELECT local_date FROM touched_days)"
        _replace(engine, "cost_estimates", staff_select(names(), f"AND t.{mine}"), f"category = 'staff' AND {mine}")
    if tables & {"leads", "attempts", "lists", "exchange_rates"}:
        _replace(engine, "cost_estimates", data_select(names(), base_currency(engine)), "category = 'data'")
