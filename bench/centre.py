"""What the benchmark of a whole centre adds to its attempts: leads, agents' states, appointments, orders, costs.

For 10 M attempts, 5 M states, 250,000 leads, 400,000 appointments and 300,000 orders. Every campaign books every
category of cost, so that no estimate stands in.
"""

from __future__ import annotations

from cadran.executor.local import Store
from cadran.store.derived.refresh import rebuild

FIRST, DAYS = "2026-05-01", 120
_COMMON = "'default' AS source_system, 1 AS import_id, TIMESTAMP '2026-09-01' AS loaded_at"
_MOMENT = "TIMESTAMP '2026-05-01 06:00:00' + to_milliseconds(CAST(i * {step} AS BIGINT))"
_LOCAL = "CAST({0} + INTERVAL 2 HOUR AS DATE) AS local_date, CAST(hour({0} + INTERVAL 2 HOUR) AS INTEGER) AS local_hour, " \
         "CAST(isodow({0} + INTERVAL 2 HOUR) AS INTEGER) AS local_weekday"  # fmt: skip
_CAMPAIGN, _AGENT = (
    "'C' || CAST(hash(i) % 6 AS VARCHAR) AS campaign_id",
    "'T' || CAST(hash(i + 3) % 60 AS VARCHAR) AS agent_id",
)
_LEAD = "'L' || CAST(hash(i + 5) % {leads} AS VARCHAR) AS lead_id, 'default:L' || CAST(hash(i + 5) % {leads} AS VARCHAR) AS lead_key"
_STATES = "['waiting', 'dialing', 'talking', 'wrap', 'paused'][1 + CAST(hash(i + 1) % 5 AS INTEGER)] AS state"

_ROWS = {
    "agents": "SELECT {common}, 'T' || CAST(i AS VARCHAR) AS agent_id, 20.0 AS hourly_cost FROM range(60) r(i)",
    "leads": """SELECT {common}, 'L' || CAST(i AS VARCHAR) AS lead_id, 'default:L' || CAST(i AS VARCHAR) AS lead_key, {campaign},
        began AS created_at, {local} FROM (SELECT i, {moment} AS began FROM range({rows}) r(i))""",
    "agent_states": """SELECT {common}, 'T' || CAST(i % 60 AS VARCHAR) AS agent_id, {campaign}, {states}, began AS started_at,
        began + to_milliseconds(CAST({step} * 59 AS BIGINT)) AS ended_at, {local}
        FROM (SELECT i, {moment} AS began FROM range({rows}) r(i))""",
    "appointments": """SELECT {common}, 'R' || CAST(i AS VARCHAR) AS appointment_id, {lead}, {campaign}, {agent}, began AS booked_at,
        began + INTERVAL 3 DAY AS scheduled_at,
        ['booked', 'held', 'held', 'no_show', 'cancelled', 'rescheduled'][1 + CAST(hash(i + 7) % 6 AS INTEGER)] AS status, {local}
        FROM (SELECT i, {moment} AS began FROM range({rows}) r(i))""",
    "orders": """SELECT {common}, 'O' || CAST(i AS VARCHAR) AS order_id, {lead}, {campaign}, {agent}, began AS ordered_at,
        CASE WHEN i % 3 = 0 THEN 'R' || CAST(i AS VARCHAR) END AS appointment_id, 1 AS quantity,
        CAST(hash(i + 8) % 500 AS DECIMAL(18, 4)) AS amount, CAST(hash(i + 8) % 500 AS DECIMAL(18, 4)) AS amount_base,
        CAST(hash(i + 8) % 125 AS DECIMAL(18, 4)) AS margin, 'EUR' AS currency, 1 AS rate,
        ['pending', 'confirmed', 'confirmed', 'cancelled'][1 + CAST(hash(i + 9) % 4 AS INTEGER)] AS status, {local}
        FROM (SELECT i, {moment} AS began FROM range({rows}) r(i))""",
    "costs": """SELECT {common}, 'K' || CAST(i AS VARCHAR) AS cost_id, 'C' || CAST(i % 6 AS VARCHAR) AS campaign_id,
        ['staff', 'media', 'data', 'tools', 'telecom'][1 + CAST(i // 6 % 5 AS INTEGER)] AS category, 'EUR' AS currency, 1 AS rate,
        CAST(1200 + i AS DECIMAL(18, 4)) AS amount, CAST(1200 + i AS DECIMAL(18, 4)) AS amount_base,
        DATE '2026-05-01' AS starts_on, DATE '2026-08-28' AS ends_on FROM range(30) r(i)""",
}  # fmt: skip


def fill(store: Store) -> None:
    """Put beside the store's attempts what a whole centre has, once; days are local ones, two hours ahead of UTC."""
    attempts = int(store.engine.rows("SELECT count(*) FROM attempts")[0][0])
    counts = {
        "leads": attempts // 40,
        "agent_states": attempts // 2,
        "appointments": attempts // 25,
        "orders": attempts * 3 // 100,
    }
    if store.engine.rows("SELECT count(*) FROM orders") == [(counts["orders"],)]:
        return
    with store.engine.transaction():
        for table, sql in _ROWS.items():
            rows = counts.get(table, 1)
            step = DAYS * 86_400_000 / max(rows, 1)
            text = sql.format(
                common=_COMMON, rows=rows, step=step, moment=_MOMENT.format(step=step), local=_LOCAL.format("began"), states=_STATES,
                campaign=_CAMPAIGN, agent=_AGENT, lead=_LEAD.format(leads=max(counts["leads"], 1)),
            )  # fmt: skip
            store.engine.execute(f"DELETE FROM {table}")
            store.engine.execute(f"INSERT INTO {table} BY NAME {text}")
            store.engine.execute(
                "INSERT INTO imports SELECT max(import_id) + 1, max(import_id) + 1, 'default', ?, 'bench', '', CAST(? AS DATE), "
                f"CAST(? AS DATE) + {DAYS}, ?, ?, 0, 0, 0, 0, TIMESTAMP '2026-09-01', TIMESTAMP '2026-09-01', NULL, NULL, NULL FROM "
                "imports",
                [table, FIRST, FIRST, rows, rows],
            )
        rebuild(store.engine)
