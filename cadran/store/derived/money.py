"""Costs day by day, what stands in for those that nobody booked, and what an order's own row does not say.

Every SELECT is over relations by the names of their tables in braces, so that earlier versions can stand for them.
"""

from __future__ import annotations

from collections.abc import Mapping

CUSTOMER_KEY = "COALESCE(source_system || ':' || customer_id, lead_key, source_system || ':order:' || order_id)"
"""SQL of whose order one is: its customer's, else its lead's, else its own."""

LONGEST_COST = 3660  # days of a cost that are laid out; its share a day is by all its days

COST_DAYS = """
WITH spread AS (
    SELECT c.*, date_diff('day', starts_on, GREATEST(COALESCE(ends_on, starts_on), starts_on)) + 1 AS days
    FROM {costs} c
), list_sources AS (
    SELECT source_system, list_id, max(source) AS source FROM {lists} l GROUP BY source_system, list_id
), daily AS (
    SELECT s.*, unnest(range(LEAST(days, {longest}))) AS place FROM spread s
)
SELECT d.source_system, d.cost_id, d.campaign_id, d.list_id, COALESCE(d.source, l.source) AS source, d.category,
    CAST(d.starts_on + CAST(d.place AS INTEGER) AS DATE) AS local_date,
    {amount} AS amount, {amount_base} AS amount_base, {billed_amount} AS billed
FROM daily d
LEFT JOIN list_sources l ON l.source_system = d.source_system AND l.list_id = d.list_id
"""


def _share(column: str) -> str:
    """The day's share: what is due by its end less what was due before, so that days add up to the whole exactly."""
    so_far = "round(CAST(d.{0} AS DECIMAL(38, 4)) * (d.place + {1}) / d.days, 4)"
    return f"CAST({so_far.format(column, 1)} - {so_far.format(column, 0)} AS DECIMAL(18, 4))"


def cost_days_select(names: Mapping[str, str]) -> str:
    """The SELECT of cost_days."""
    shares = {column: _share(column) for column in ("amount", "amount_base", "billed_amount")}
    return COST_DAYS.format(costs=names["costs"], lists=names["lists"], longest=LONGEST_COST, **shares)


STAFF_ESTIMATES = """
SELECT t.source_system, t.campaign_id, CAST(NULL AS VARCHAR) AS list_id, CAST(NULL AS VARCHAR) AS source,
    'staff' AS category, t.local_date,
    CAST(round(sum(t.duration_s * a.hourly_cost) / 3600, 4) AS DECIMAL(18, 4)) AS amount,
    CAST(round(sum(t.duration_s * a.hourly_cost) / 3600, 4) AS DECIMAL(18, 4)) AS amount_base,
    sum(t.duration_s) / 3600.0 AS hours, CAST(NULL AS INTEGER) AS leads
FROM {agent_intervals} t
JOIN {agent_days} a ON a.source_system = t.source_system AND a.agent_id = t.agent_id AND a.local_date = t.local_date
WHERE a.hourly_cost IS NOT NULL AND NOT (t.is_forgotten AND t.state_ended_at IS NULL) {days}
GROUP BY t.source_system, t.campaign_id, t.local_date
"""

DATA_ESTIMATES = """
WITH priced AS (
    SELECT source_system, list_id, max(cost) AS cost,
        max(COALESCE(currency, '{base}')) AS currency, min(acquired_on) AS acquired_on
    FROM {lists} l WHERE cost IS NOT NULL GROUP BY source_system, list_id
), sized AS (
    SELECT p.*, n.leads,
        CASE WHEN p.currency = '{base}' THEN 1 ELSE r.rate_to_base END AS rate
    FROM priced p
    JOIN (SELECT source_system, list_id, count(*) AS leads FROM {lead_journeys} x GROUP BY source_system, list_id) n
        ON n.source_system = p.source_system AND n.list_id = p.list_id
    LEFT JOIN (SELECT currency, day, max(rate_to_base) AS rate_to_base FROM {exchange_rates} e GROUP BY currency, day) r
        ON r.currency = p.currency AND r.day = p.acquired_on
), called AS (
    SELECT source_system, list_id, campaign_id, source, first_attempt_date AS local_date, count(*) AS leads
    FROM {lead_journeys} x WHERE first_attempt_date IS NOT NULL GROUP BY ALL
)
SELECT s.source_system, c.campaign_id, s.list_id, c.source, 'data' AS category, c.local_date,
    CAST(round(CAST(s.cost AS DECIMAL(38, 4)) * c.leads / s.leads, 4) AS DECIMAL(18, 4)) AS amount,
    CAST(round(CAST(s.cost AS DECIMAL(38, 4)) * s.rate * c.leads / s.leads, 4) AS DECIMAL(18, 4)) AS amount_base,
    CAST(NULL AS DOUBLE) AS hours, CAST(c.leads AS INTEGER) AS leads
FROM sized s JOIN called c ON c.source_system = s.source_system AND c.list_id = s.list_id
"""

CREDITS = """
WITH o AS (
    SELECT source_system, order_id, lead_key, local_date, ordered_at, agent_id, status, margin, rate, product_id, quantity,
        {customer_key} AS customer_key,
        customer_id
    FROM {orders} t
), wanted AS (
    SELECT * FROM o {only}
), argued AS (
    SELECT w.source_system, w.order_id,
        max_by(a.agent_id, (a.started_at, a.attempt_id)) FILTER (WHERE a.agent_id IS NOT NULL) AS agent_id,
        max_by(a.script, (a.started_at, a.attempt_id)) FILTER (WHERE a.script IS NOT NULL) AS script
    FROM (SELECT * FROM wanted WHERE lead_key IS NOT NULL) w
    JOIN {attempts} a ON a.lead_key = w.lead_key AND a.started_at <= w.ordered_at
    WHERE a.argued AND a.direction = 'outbound'
    GROUP BY w.source_system, w.order_id
), placed AS (
    SELECT source_system, order_id, lead_key, ordered_at,
        lag(ordered_at) OVER (PARTITION BY lead_key ORDER BY ordered_at, source_system, order_id) AS before
    FROM o WHERE lead_key IN (SELECT lead_key FROM wanted)
), efforts AS (
    SELECT p.source_system, p.order_id, sum(COALESCE(a.talk_s, 0) + COALESCE(a.wrap_s, 0)) AS effort_s
    FROM placed p JOIN {attempts} a ON a.lead_key = p.lead_key
    WHERE a.direction = 'outbound' AND a.started_at <= p.ordered_at AND (p.before IS NULL OR a.started_at > p.before)
    GROUP BY p.source_system, p.order_id
), kept AS (
    SELECT source_system, order_id, customer_key, local_date, product_id,
        row_number() OVER (PARTITION BY customer_key ORDER BY ordered_at, source_system, order_id) AS place,
        row_number() OVER (PARTITION BY customer_key, local_date ORDER BY ordered_at, source_system, order_id) AS day_place
    FROM o WHERE status <> 'cancelled' AND customer_key IN (SELECT customer_key FROM wanted)
), baskets AS (
    SELECT customer_key, local_date, count(DISTINCT product_id) AS products FROM kept GROUP BY customer_key, local_date
), worth AS (
    SELECT source_system || ':' || customer_id AS customer_key, max(lifetime_value) AS lifetime_value
    FROM {customers} c GROUP BY 1
    UNION ALL
    SELECT source_system || ':' || lead_id, max(lifetime_value) FROM {customers} c WHERE lead_id IS NOT NULL GROUP BY 1
), valued AS (
    SELECT customer_key, max(lifetime_value) AS lifetime_value FROM worth GROUP BY 1
), goods AS (
    SELECT source_system, product_id, max(unit_margin) AS unit_margin, max(category) AS category,
        bool_or(is_base) AS is_base
    FROM {products} p GROUP BY source_system, product_id
), based AS (
    SELECT source_system, category FROM goods WHERE is_base AND category IS NOT NULL GROUP BY source_system, category
)
SELECT w.source_system, w.order_id, w.lead_key, w.customer_key, COALESCE(w.agent_id, a.agent_id) AS agent_id,
    w.agent_id IS NULL AND a.agent_id IS NOT NULL AS is_credited_by_calls, w.local_date,
    COALESCE(f.place = 1, FALSE) AS is_first,
    CAST(CASE WHEN w.margin IS NOT NULL THEN round(CAST(w.margin AS DECIMAL(38, 4)) * w.rate, 4)
        ELSE CAST(g.unit_margin AS DECIMAL(38, 4)) * COALESCE(w.quantity, 1) END AS DECIMAL(18, 4)) AS margin_base,
    v.lifetime_value, e.effort_s, a.script, CAST(b.products AS INTEGER) AS basket_products,
    COALESCE(f.day_place = 1, FALSE) AS is_basket,
    CASE WHEN h.category IS NOT NULL THEN NOT COALESCE(g.is_base, FALSE) END AS is_upgrade
FROM wanted w
LEFT JOIN efforts e ON e.source_system = w.source_system AND e.order_id = w.order_id
LEFT JOIN argued a ON a.source_system = w.source_system AND a.order_id = w.order_id
LEFT JOIN kept f ON f.source_system = w.source_system AND f.order_id = w.order_id
LEFT JOIN baskets b ON b.customer_key = w.customer_key AND b.local_date = w.local_date
LEFT JOIN valued v ON v.customer_key = w.customer_key
LEFT JOIN goods g ON g.source_system = w.source_system AND g.product_id = w.product_id
LEFT JOIN based h ON h.source_system = g.source_system AND h.category = g.category
"""


def credits_select(names: Mapping[str, str], only: str = "") -> str:
    """The SELECT of order_credits; `only`: a WHERE or SEMI JOIN over o (source_system, order_id, lead_key, customer_key)."""
    return CREDITS.format(only=only, customer_key=CUSTOMER_KEY, **names)


def staff_select(names: Mapping[str, str], days: str = "") -> str:
    """The SELECT of the staff lines of cost_estimates; `days`: further conditions on t (agent_intervals)."""
    return STAFF_ESTIMATES.format(days=days, **names)


def data_select(names: Mapping[str, str], base: str) -> str:
    """The SELECT of the data lines of cost_estimates; `base` is the base currency."""
    return DATA_ESTIMATES.format(base=base, **names)
