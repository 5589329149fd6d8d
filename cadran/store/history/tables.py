"""What stands for every table at earlier clocks: versions known then, and all that is derived from them anew."""

from __future__ import annotations

from datetime import datetime

from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.model.derived import VIEWS
from cadran.store.derived.agents import agent_days_select
from cadran.store.derived.money import cost_days_select
from cadran.store.derived.refresh import journeys_sql
from cadran.store.derived.refresh_agents import intervals_sql
from cadran.store.derived.refresh_money import callbacks_sql, credits_sql, dues_sql, estimates_sql, names
from cadran.store.history.journeys import attributes_then, journeys_then
from cadran.store.history.versions import as_known, as_of_then, within_of
from cadran.store.money import base_currency


def earlier(engine: Engine, as_of: datetime | None, known_at: datetime | None, within: int | None) -> dict[str, str]:
    """For each table, SQL that stands for it at earlier clocks (UTC; None: now), or within so many seconds of each lead.

    Agents' time needs no other rows for an earlier as_of: what goes on past it is clipped by the query.
    """
    relations = {} if known_at is None else as_known(known_at, base_currency(engine))
    relations |= {} if within is None else within_of(relations, within)
    relations |= {} if as_of is None else as_of_then(relations, as_of)
    if as_of is not None and known_at is None and within is None:
        derived = {"lead_journeys": journeys_then(engine, relations, as_of)}
        derived["lead_attributes"] = attributes_then(engine, relations, as_of)
    else:
        derived = {"lead_journeys": journeys_sql(engine, relations=relations, as_of=as_of)}
    derived["order_credits"] = credits_sql(_taken_by(relations, as_of))
    derived["appointment_dues"] = dues_sql(engine, relations)
    if known_at is not None:
        known = {name: f"({derived[name]})" for name in ("lead_journeys", "order_credits")}
        derived |= _as_known(engine, {**relations, **known}, as_of)
    elif as_of is not None:
        derived["cost_estimates"] = estimates_sql(engine, {"lead_journeys": f"({derived['lead_journeys']})"}, as_of)
    return {**relations, **{name: f"({select})" for name, select in derived.items()}}


def _taken_by(relations: dict[str, str], as_of: datetime | None) -> dict[str, str]:
    """The relations with the orders taken by then: later ones of the same day are in no basket yet."""
    if as_of is None:
        return relations
    orders = relations.get("orders", "orders")
    taken = f"(SELECT * FROM {orders} o WHERE ordered_at <= {literal(as_of)})"
    return {**relations, "orders": taken}


def _as_known(engine: Engine, relations: dict[str, str], as_of: datetime | None) -> dict[str, str]:
    """The derived tables whose rows change only with what is known."""
    derived = {"callbacks": callbacks_sql(engine, relations), "cost_days": cost_days_select(names(relations))}
    none = "SELECT * FROM agent_intervals LIMIT 0"
    derived["agent_intervals"] = intervals_sql(engine, relations["agent_states"]) or none
    relations = {**relations, "agent_intervals": f"({derived['agent_intervals']})"}
    held = ("attempts", "appointments", "orders", "agent_intervals", "order_credits")
    days = {f"{relations.get(name, name)} {name}": "TRUE" for name in held}
    derived["agent_days"] = agent_days_select(days, agents=relations["agents"])
    relations = {**relations, "agent_days": f"({derived['agent_days']})"}
    derived["cost_estimates"] = estimates_sql(engine, relations, as_of)
    derived |= {name: select.format(**names(relations)) for name, select in VIEWS.items()}
    return derived
