"""Agents' time with calls by campaign and day: Cadran against one hand-written statement; equal figures, then seconds."""

from __future__ import annotations

import cadran
from bench.data import FOLDER
from bench.running import median_of, verdict
from cadran.ingest.refresh import rebuild
from cadran.query.evaluate import evaluate
from cadran.query.request import Request
from cadran.store import CATALOGUE, Store

ADDITIVE = ("hours_worked", "calls_per_hour", "argued_contacts_per_hour", "positive_argued_contacts_per_hour",
            "occupancy_rate", "line_occupancy_rate", "wait_between_records", "pause_rate")  # fmt: skip
DISTINCT = ("calls_per_day", "talk_time_per_day", "pause_time")

_STATES = """
INSERT INTO agent_states BY NAME
SELECT 'default' AS source_system, 'T' || CAST(i % 60 AS VARCHAR) AS agent_id, 'C' || CAST(hash(i) % 6 AS VARCHAR) AS
    campaign_id, ['waiting', 'dialing', 'talking', 'wrap', 'paused'][1 + CAST(hash(i + 1) % 5 AS INTEGER)] AS state,
    began AS started_at, began + to_milliseconds(CAST({step} * 59 AS BIGINT)) AS ended_at, CAST(began + INTERVAL 2 HOUR AS DATE) AS
    local_date, 1 AS import_id
FROM (SELECT i, TIMESTAMP '2026-05-01 06:00:00' + to_milliseconds(CAST(i * {step} AS BIGINT)) AS began FROM range({rows}) r(i))
"""
_HAND = """
WITH t AS (SELECT campaign_id, local_date,
        sum(CASE WHEN state IN ('waiting', 'preparing', 'dialing', 'talking', 'wrap') THEN duration_s END) AS worked,
        sum(CASE WHEN state IN ('talking', 'wrap') THEN duration_s END) AS busy,
        sum(CASE WHEN state IN ('dialing', 'talking', 'wrap') THEN duration_s END) AS line,
        sum(CASE WHEN state = 'waiting' THEN duration_s END) AS waiting,
        sum(CASE WHEN state = 'paused' THEN duration_s END) AS paused, sum(duration_s) AS logged
    FROM agent_intervals GROUP BY ALL),
a AS (SELECT campaign_id, local_date, count(*) FILTER (channel = 'phone') AS calls,
        count(*) FILTER (channel = 'phone' AND argued) AS argued,
        count(*) FILTER (channel = 'phone' AND argued AND outcome IN ('appointment', 'sale')) AS won,
        count(agent_id) AS served
    FROM attempts WHERE direction = 'outbound' GROUP BY ALL)
SELECT campaign_id, local_date, worked / 3600, 3600 * calls / nullif(worked, 0), 3600 * argued / nullif(worked, 0),
    3600 * won / nullif(worked, 0), busy / nullif(worked, 0), line / nullif(worked, 0), waiting / nullif(served, 0),
    paused / nullif(logged, 0)
FROM t FULL JOIN a USING (campaign_id, local_date)"""
_HAND_DISTINCT = """
WITH t AS (SELECT campaign_id, local_date, count(DISTINCT local_date) FILTER (w) AS days,
        count(DISTINCT (source_system, agent_id, local_date)) FILTER (w) AS agent_days,
        sum(CASE WHEN state = 'talking' THEN duration_s END) AS talk, sum(CASE WHEN state = 'paused' THEN duration_s END) AS paused
    FROM (SELECT *, state IN ('waiting', 'preparing', 'dialing', 'talking', 'wrap') AS w FROM agent_intervals) GROUP BY ALL),
a AS (SELECT campaign_id, local_date, count(*) FILTER (channel = 'phone') AS calls
    FROM attempts WHERE direction = 'outbound' GROUP BY ALL)
SELECT campaign_id, local_date, calls / nullif(days, 0), talk / nullif(agent_days, 0), paused / nullif(agent_days, 0)
FROM t FULL JOIN a USING (campaign_id, local_date)"""


def _check_equal(store: Store, request: Request, hand: str) -> None:
    expected = {(row[0], row[1].isoformat()): row[2:] for row in store.engine.rows(hand)}
    seen = 0
    for row in evaluate(store.engine, store.state(), request, CATALOGUE).rows:
        wanted = expected.get((row["key"]["campaign"], row["key"]["period"]))
        for kpi, value in zip(request.kpis, wanted or (), strict=False):
            got = row["values"][kpi]["value"]
            if abs(float(got or 0) - float(value or 0)) > 1e-6 * max(1, abs(float(value or 0))):
                raise AssertionError(f"{row['key']} {kpi}: {got} instead of {value}")
            seen += 1
    assert seen >= len(expected) * len(request.kpis), "cells are missing"


def run(runs: int, intervals: int | None = None) -> bool:
    """Compare on the store that the import benchmark left, with half as many states as it has attempts."""
    with cadran.open(FOLDER / "cadran.duckdb") as store:
        attempts = int(store.engine.rows("SELECT count(*) FROM attempts")[0][0])
        rows = intervals or attempts // 2
        if int(store.engine.rows("SELECT count(*) FROM agent_states")[0][0]) != rows:
            store.engine.execute("DELETE FROM agent_states")
            store.engine.execute(_STATES.format(rows=rows, step=120 * 86_400_000 / rows))
            rebuild(store.engine)
        kept = True
        for label, kpis, hand in (("additive", ADDITIVE, _HAND), ("distinct", DISTINCT, _HAND_DISTINCT)):
            request = Request(kpis, by=("campaign",), grain="day")
            _check_equal(store, request, hand)
            ours, by_hand = median_of(
                runs,
                lambda request=request: evaluate(store.engine, store.state(), request, CATALOGUE),  # type: ignore[misc]
                lambda hand=hand: store.engine.rows(hand),  # type: ignore[misc]
            )
            print(f"     {len(kpis)} {label} KPIs of agents' time: Cadran {ours:.2f} s, by hand {by_hand:.2f} s")
            kept &= verdict(
                f"{label} KPIs of time by campaign × day, of hand-written SQL", ours / by_hand, 1.15, at_most=True
            )
    return kept
