"""Keeping agents' intervals and days up to date by touching only the agents and days that a load touched."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.model.derived import DERIVED
from cadran.store.derived.agents import (
    AGENT_FACTS,
    AGENT_SOURCES,
    DEFAULT_LONGEST_HOURS,
    agent_days_select,
    intervals_select,
)
from cadran.store.schema import OPEN_STATE, read_settings

_COLUMNS = ", ".join(DERIVED["agent_intervals"].names)
_AGENT_DAY = "source_system, agent_id, local_date"


def longest_hours(settings: dict[str, str]) -> float:
    """How long a state that nobody ended may last."""
    return float(settings.get(OPEN_STATE, DEFAULT_LONGEST_HOURS))


def intervals_sql(engine: Engine, states: str = "agent_states", wanted: str = "") -> str | None:
    """The SELECT of agent_intervals for this store; None where `states` has no row."""
    first, last, end = engine.rows(f"SELECT min(started_at), max(started_at), max(ended_at) FROM {states} s")[0]
    if first is None:
        return None
    settings = read_settings(engine)
    longest = longest_hours(settings)
    last = max(last + timedelta(hours=longest), end or last)
    span: tuple[datetime, datetime] = (first, last + timedelta(days=1))
    return intervals_select(states, zone=settings["zone"], span=span, longest_hours=longest, wanted=wanted)


def rebuild_intervals(engine: Engine) -> None:
    engine.execute("DELETE FROM agent_intervals")
    select = intervals_sql(engine)
    if select:
        engine.execute(f"INSERT INTO agent_intervals SELECT {_COLUMNS} FROM ({select}) i ORDER BY started_at")


def refresh_intervals(engine: Engine, ids: str, tables: set[str]) -> None:
    """Derive anew the states of the touched agents that start on a touched day, and those before that reach into it.

    Whatever starts earlier never changes what starts later, and a state without an end lasts at most so many hours:
    nothing else can have changed.
    """
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE touched_agent_days AS SELECT {_AGENT_DAY} FROM agent_intervals LIMIT 0"
    )
    if "agent_states" not in tables:
        return
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE loaded_agent_days AS SELECT DISTINCT {_AGENT_DAY} FROM agent_states "
        f"WHERE import_id IN ({ids}) UNION SELECT {_AGENT_DAY} FROM agent_states_history WHERE ended_by IN ({ids})"
    )
    first, last = engine.rows("SELECT min(local_date), max(local_date) FROM loaded_agent_days")[0]
    if first is None:
        return
    if not engine.rows("SELECT 1 FROM agent_intervals LIMIT 1"):
        engine.execute(f"INSERT INTO touched_agent_days SELECT {_AGENT_DAY} FROM loaded_agent_days")
        rebuild_intervals(engine)
        return
    back = int(longest_hours(read_settings(engine)) // 24) + 1
    engine.execute(
        f"INSERT INTO touched_agent_days SELECT DISTINCT l.source_system, l.agent_id, CAST(l.local_date - d.back AS DATE) "
        f"FROM loaded_agent_days l, (SELECT unnest(range({back + 1}))::INTEGER AS back) d "
        "UNION SELECT s.source_system, s.agent_id, s.local_date FROM agent_states s JOIN loaded_agent_days l "
        "ON l.source_system = s.source_system AND l.agent_id = s.agent_id AND s.local_date < l.local_date "
        f"AND CAST(s.ended_at AS DATE) >= CAST(l.local_date - 1 AS DATE) "
        f"WHERE s.ended_at >= {literal(first)} - 1 AND s.local_date < {literal(last)}"
    )
    _derive_touched(engine, back)


def _derive_touched(engine: Engine, back: int) -> None:
    """The states around the touched days are read, those that start on them are written."""
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE states_around AS SELECT s.* FROM agent_states s SEMI JOIN ("
        f"SELECT DISTINCT t.source_system, t.agent_id, CAST(t.local_date + d.ahead AS DATE) AS local_date "
        f"FROM touched_agent_days t, (SELECT unnest(range({back + 1}))::INTEGER AS ahead) d UNION "
        "SELECT s.source_system, s.agent_id, CAST(unnest(generate_series(s.local_date, CAST(s.ended_at AS DATE) + 1, "
        "INTERVAL 1 DAY)) AS DATE) FROM agent_states s SEMI JOIN touched_agent_days t ON t.source_system = "
        "s.source_system AND t.agent_id = s.agent_id AND t.local_date = s.local_date "
        "WHERE CAST(s.ended_at AS DATE) > s.local_date) a ON a.source_system = s.source_system "
        "AND a.agent_id = s.agent_id AND a.local_date = s.local_date"
    )
    first, last = engine.rows("SELECT min(local_date), max(local_date) FROM touched_agent_days")[0]
    engine.execute(
        f"DELETE FROM agent_intervals AS i USING touched_agent_days t WHERE i.state_date BETWEEN {literal(first)} AND "
        f"{literal(last)} AND t.source_system = i.source_system AND t.agent_id = i.agent_id AND t.local_date = i.state_date"
    )
    wanted = (
        "o SEMI JOIN touched_agent_days t ON t.source_system = o.source_system AND t.agent_id = o.agent_id "
        "AND t.local_date = o.state_date"
    )
    select = intervals_sql(engine, "states_around", wanted)
    if select:
        engine.execute(f"INSERT INTO agent_intervals SELECT {_COLUMNS} FROM ({select}) i ORDER BY started_at")


def rebuild_days(engine: Engine) -> None:
    engine.execute("DELETE FROM agent_days")
    engine.execute(f"INSERT INTO agent_days {agent_days_select()}")


def refresh_days(engine: Engine, ids: str, tables: set[str]) -> None:
    """Agents' days of the facts that were loaded; all of them where the agents themselves were."""
    if "agents" in tables:
        rebuild_days(engine)
        return
    sources = {fact: f"import_id IN ({ids})" for fact in AGENT_FACTS if fact in tables}
    if "agent_states" in tables:
        touched = "SELECT source_system, agent_id, local_date FROM touched_agent_days"
        sources["agent_intervals"] = f"(source_system, agent_id, state_date) IN ({touched})"
    if tables & {"orders", "attempts"}:
        sources["order_credits"] = "is_credited_by_calls"
    if sources:
        assert set(sources) <= set(AGENT_SOURCES)
        engine.execute(
            f"INSERT INTO agent_days SELECT n.* FROM ({agent_days_select(sources)}) n "
            "ANTI JOIN agent_days k ON k.source_system = n.source_system AND k.agent_id = n.agent_id "
            "AND k.local_date = n.local_date"
        )
