"""Agents' time and days: states made disjoint and cut at the clock's hours, and what each agent was on each day.

At every instant the state that started last holds. Pieces are cut at the hours of the reporting zone, and so at its
midnights: a day of 23 or 25 hours has what its clock has, and a period is a plain range of local days. On the
demonstration's 1.94 million states the cut adds 1 % of rows.
"""

from __future__ import annotations

from datetime import datetime
from math import gcd

from cadran.engines.zones import local_time, transitions
from cadran.model.derived import TENURES

DEFAULT_LONGEST_HOURS = 12

AGENT_DAYS = """
SELECT source_system, agent_id, local_date, team, site, profile, tenure_days,
    CASE WHEN tenure_days < 0 THEN NULL WHEN tenure_days < 91 THEN '{m0_2}' WHEN tenure_days < 182 THEN '{m3_5}'
        WHEN tenure_days < 365 THEN '{m6_11}' WHEN tenure_days < 1095 THEN '{y1_2}'
        WHEN tenure_days IS NOT NULL THEN '{y3}' END AS tenure,
    hourly_cost
FROM (
    SELECT d.source_system, d.agent_id, d.local_date, g.team, g.site, g.profile, g.hourly_cost,
        CAST(date_diff('day', g.hired_on, d.local_date) AS INTEGER) AS tenure_days,
        row_number() OVER (PARTITION BY d.source_system, d.agent_id, d.local_date
            ORDER BY g.valid_from DESC NULLS LAST) AS place
    FROM ({{days}}) d
    LEFT JOIN {{agents}} g ON g.source_system = d.source_system AND g.agent_id = d.agent_id
        AND (g.valid_from IS NULL OR g.valid_from <= d.local_date)
        AND (g.valid_to IS NULL OR d.local_date < g.valid_to)
) WHERE place = 1
""".format(**{name: name for name in TENURES})

AGENT_FACTS = ("attempts", "appointments", "orders")
AGENT_SOURCES = (*AGENT_FACTS, "agent_intervals", "order_credits")


def agent_days_select(sources: dict[str, str] | None = None, *, agents: str = "agents") -> str:
    """The SELECT of agent_days for the agent × day pairs of `sources`: relation → condition on its rows (all rows)."""
    days = " UNION ".join(
        f"SELECT source_system, agent_id, local_date FROM {name} WHERE agent_id IS NOT NULL AND ({where})"
        for name, where in (sources or dict.fromkeys(AGENT_SOURCES, "TRUE")).items()
    )
    return AGENT_DAYS.format(days=days, agents=agents)


INTERVALS = """
WITH placed AS (
    SELECT source_system, agent_id, campaign_id, state, reason, started_at, ended_at, local_date AS state_date,
        lead(started_at) OVER one AS next_at,
        row_number() OVER one AS place,
        max(ended_at) OVER (PARTITION BY source_system, agent_id ORDER BY started_at, ended_at DESC NULLS FIRST, state
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reach
    FROM {states} s
    WINDOW one AS (PARTITION BY source_system, agent_id ORDER BY started_at, ended_at DESC NULLS FIRST, state)
), own AS (
    SELECT *, COALESCE(ended_at, CASE WHEN next_at <= started_at + {longest} THEN next_at END) AS state_ended_at,
        LEAST(CASE WHEN ended_at IS NULL THEN started_at + {longest} ELSE GREATEST(ended_at, started_at) END, next_at)
            AS until_at
    FROM placed
), gaps AS (
    SELECT source_system, agent_id, place AS gap, until_at AS from_at, LEAST(next_at, reach) AS to_at, place
    FROM own WHERE reach > until_at AND (next_at IS NULL OR until_at < next_at)
), resumed AS (
    SELECT o.* EXCLUDE (until_at), GREATEST(g.from_at, max(o.ended_at) OVER (
            PARTITION BY g.source_system, g.agent_id, g.gap ORDER BY o.place DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS from_at,
        LEAST(o.ended_at, g.to_at) AS until_at
    FROM gaps g JOIN own o ON o.source_system = g.source_system AND o.agent_id = g.agent_id
        AND o.place < g.gap AND o.ended_at > g.from_at
), stretches AS (
    SELECT source_system, agent_id, campaign_id, state, reason, started_at AS state_started_at, state_ended_at,
        state_date, state_ended_at IS NULL OR state_ended_at > started_at + {longest} AS is_forgotten,
        started_at AS from_at, until_at FROM own
    WHERE until_at > started_at
    UNION ALL
    SELECT source_system, agent_id, campaign_id, state, reason, started_at, state_ended_at, state_date,
        state_ended_at > started_at + {longest}, from_at, until_at FROM resumed WHERE until_at > from_at
), kept AS (
    SELECT *, CAST(floor(epoch(from_at) / {step}) AS BIGINT) AS first_step,
        CAST(floor((epoch(until_at) - 0.000001) / {step}) AS BIGINT) AS last_step
    FROM stretches {wanted}
), pieces AS (
    SELECT * EXCLUDE (from_at, until_at), from_at AS started_at, until_at AS ended_at FROM kept
    WHERE first_step = last_step
    UNION ALL
    SELECT * EXCLUDE (from_at, until_at, step),
        GREATEST(from_at, make_timestamp(step * {step} * 1000000)) AS started_at,
        LEAST(until_at, make_timestamp((step + 1) * {step} * 1000000)) AS ended_at
    FROM (SELECT *, unnest(range(first_step, last_step + 1)) AS step FROM kept WHERE first_step < last_step)
)
SELECT source_system, agent_id, campaign_id, state, reason, started_at, ended_at,
    CAST(local_at AS DATE) AS local_date, CAST(EXTRACT(hour FROM local_at) AS INTEGER) AS local_hour,
    CAST(EXTRACT(isodow FROM local_at) AS INTEGER) AS local_weekday,
    CAST(date_diff('second', started_at, ended_at) AS INTEGER) AS duration_s,
    state_started_at, state_ended_at, state_date, is_forgotten
FROM (SELECT *, {local} AS local_at FROM pieces)
"""


def intervals_select(
    states: str, *, zone: str, span: tuple[datetime, datetime], longest_hours: float, wanted: str = ""
) -> str:
    """The SELECT of agent_intervals over the relation `states`, whose pieces lie within `span` (UTC).

    `longest_hours` is how long a state without an end may last; `wanted` a SEMI JOIN that keeps some states' pieces.
    """
    return INTERVALS.format(
        states=states,
        longest=f"INTERVAL '{round(longest_hours * 3600)}' SECOND",
        step=_step(zone, *span),
        local=local_time("started_at", zone, *span),
        wanted=wanted,
    )


def _step(zone: str, first: datetime, last: datetime) -> int:
    """Seconds between two possible borders of clock hours: an hour, or less where the zone's offset has a fraction of one."""
    return gcd(3600, *(offset for _, offset in transitions(zone, first, last)))
