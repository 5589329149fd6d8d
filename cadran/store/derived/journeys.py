"""The derived table of journeys: what one lead lived through.

One SELECT derives the journeys: over every lead or a few, now or as of an earlier instant, from the tables or from
relations that stand for them (versions as they were known at some time).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cadran.engines.literals import literal
from cadran.engines.zones import local_time
from cadran.model import OUTCOMES
from cadran.store.computed import flags, literals

_REPORTED = flags("o.reported_outcome", "CAST(NULL AS BOOLEAN)", "CAST(NULL AS BOOLEAN)")

JOURNEYS = """
WITH lead AS (
    SELECT * FROM {leads} l WHERE TRUE {lead_filter}
), campaign_rules AS (
    SELECT source_system, campaign_id, max(objective) AS objective, max(max_attempts) AS max_attempts
    FROM {campaigns} GROUP BY source_system, campaign_id
), list_rules AS (
    SELECT source_system, list_id, max(source) AS source, bool_or(is_hot) AS is_hot, min(closed_on) AS closed_on,
        min(acquired_on) AS acquired_on
    FROM {lists} GROUP BY source_system, list_id
), ranked AS (
    SELECT a.*, l.created_at, r.objective, r.max_attempts AS campaign_max,
        row_number() OVER (PARTITION BY a.lead_key ORDER BY a.started_at, a.attempt_id) AS rank,
        count(*) OVER (PARTITION BY a.lead_key) AS attempts,
        lag(a.started_at, 3) OVER (PARTITION BY a.lead_key ORDER BY a.started_at, a.attempt_id) AS fourth_before,
        l.created_at IS NULL OR a.started_at >= l.created_at AS since,
        count(*) FILTER (WHERE l.created_at IS NULL OR a.started_at >= l.created_at)
            OVER (PARTITION BY a.lead_key ORDER BY a.started_at, a.attempt_id) AS since_rank
    FROM (
        SELECT lead_key, source_system, attempt_id, started_at, local_date, campaign_id, list_id, agent_id, channel,
            outcome, reason, contacted, qualified, argued, final, talk_s
        FROM {attempts} t WHERE direction = 'outbound' AND lead_key IS NOT NULL {attempt_filter}
    ) a
    JOIN lead l ON l.lead_key = a.lead_key
    LEFT JOIN campaign_rules r ON r.source_system = a.source_system AND r.campaign_id = a.campaign_id
), told AS (
    SELECT lead_key,
        max(attempts) AS attempts,
        count(*) FILTER (WHERE channel = 'phone') AS calls,
        count(*) FILTER (WHERE contacted) AS contacts,
        bool_or(contacted) AS contacted, bool_or(qualified) AS qualified, bool_or(argued) AS argued,
        bool_or(argued AND outcome = 'refused') AS refused,
        bool_or(outcome = 'appointment') AS booked, bool_or(outcome = 'sale') AS sold,
        min(started_at) FILTER (WHERE since) AS first_attempt_at,
        max(started_at) AS last_attempt_at, max(local_date) AS last_attempt_date,
        min(started_at) FILTER (WHERE contacted AND since) AS first_contact_at,
        min(local_date) FILTER (WHERE contacted AND since) AS first_contact_date,
        min(rank) FILTER (WHERE contacted AND since) AS first_contact_rank,
        min(local_date) FILTER (WHERE since) AS first_attempt_date,
        min(local_date) FILTER (WHERE started_at < fourth_before + INTERVAL 24 HOUR) AS over_solicited_date,
        bool_or(NOT (final OR (outcome = 'appointment' AND objective IS NOT DISTINCT FROM 'appointment')
                OR (outcome = 'qualified' AND COALESCE(objective IN ('leads', 'qualification'), FALSE))
                OR COALESCE(campaign_max <= 1, FALSE)))
            FILTER (WHERE since AND since_rank = 1) AS open_after_first,
        GREATEST(count(*) FILTER (WHERE since) - 1, 0) AS follow_ups,
        date_diff('second', min(started_at) FILTER (WHERE since), max(started_at)) AS attempts_span_s,
        min(rank) FILTER (WHERE argued) AS first_argued_rank,
        min(rank) FILTER (WHERE outcome = 'appointment') AS first_appointment_rank,
        min(rank) FILTER (WHERE outcome = 'sale') AS first_sale_rank,
        max(CASE WHEN rank = attempts THEN outcome END) AS last_outcome,
        max(CASE WHEN rank = attempts THEN reason END) AS last_reason,
        max(CASE WHEN rank = attempts AND (final
                OR (outcome = 'appointment' AND objective = 'appointment')
                OR (outcome = 'qualified' AND objective IN ('leads', 'qualification')))
            THEN started_at END) AS final_at,
        min(CASE WHEN rank >= campaign_max THEN started_at END) AS used_up_at,
        max(CASE WHEN rank = 1 THEN campaign_id END) AS first_campaign_id,
        max(CASE WHEN rank = 1 THEN list_id END) AS first_list_id,
        sum(talk_s) AS talk_s,
        max(CASE WHEN argued AND agent_id IS NOT NULL THEN lpad(CAST(rank AS VARCHAR), 9, '0') || agent_id END)
            AS credit
    FROM ranked GROUP BY lead_key
), ordered AS (
    SELECT lead_key, count(*) AS orders, bool_or(status = 'confirmed') AS net_sold,
        CASE WHEN count(*) FILTER (WHERE status <> 'cancelled' AND amount_base IS NULL AND amount IS NOT NULL) = 0
            THEN sum(amount_base) FILTER (WHERE status <> 'cancelled') END AS revenue
    FROM {orders} t WHERE lead_key IS NOT NULL {order_filter} GROUP BY lead_key
), met AS (
    SELECT DISTINCT lead_key FROM {appointments} t
    WHERE lead_key IS NOT NULL AND status <> 'rescheduled' {appointment_filter}
), numbers AS (
    SELECT lead_key, row_number() OVER (PARTITION BY phone ORDER BY created_at NULLS LAST, lead_key) AS place
    FROM {leads} l WHERE phone IS NOT NULL AND phone_type IS DISTINCT FROM 'invalid' {number_filter}
), o AS (
    SELECT *, CASE WHEN reported_disposition IN {outcomes} THEN reported_disposition END AS reported_outcome,
        COALESCE(reported_attempts > 0, FALSE) OR reported_last_attempt_at IS NOT NULL
            OR COALESCE(reported_disposition IN {outcomes}, FALSE) AS was_attempted
    FROM lead
)
SELECT o.lead_key, o.source_system, o.lead_id, o.created_at, o.local_date, o.local_hour, o.local_weekday,
    COALESCE(o.campaign_id, t.first_campaign_id) AS campaign_id,
    COALESCE(o.list_id, t.first_list_id) AS list_id,
    li.acquired_on AS list_acquired_on,
    COALESCE(o.source, li.source) AS source, COALESCE(o.is_hot, li.is_hot) AS is_hot,
    o.segment, o.target, o.phone_type, o.purchase_history,
    o.phone IS NOT NULL AS has_number, COALESCE(n.place, 1) > 1 AS is_duplicate,
    t.lead_key IS NULL AND o.was_attempted AS is_reported,
    CASE WHEN t.lead_key IS NULL THEN CAST({reported_local} AS DATE) END AS reported_date,
    COALESCE(t.attempts, CASE WHEN o.was_attempted THEN o.reported_attempts ELSE 0 END) AS attempts,
    COALESCE(t.calls, 0) AS calls, COALESCE(t.contacts, 0) AS contacts,
    t.lead_key IS NOT NULL OR o.was_attempted AS attempted,
    CASE WHEN t.lead_key IS NOT NULL THEN t.contacted WHEN o.was_attempted THEN {contacted} ELSE FALSE END AS contacted,
    CASE WHEN t.lead_key IS NOT NULL THEN t.qualified WHEN o.was_attempted THEN {qualified} ELSE FALSE END AS qualified,
    CASE WHEN t.lead_key IS NOT NULL THEN t.argued WHEN o.was_attempted THEN {argued} ELSE FALSE END AS argued,
    CASE WHEN t.lead_key IS NOT NULL THEN t.refused
        WHEN o.was_attempted THEN o.reported_outcome = 'refused' ELSE FALSE END AS refused,
    {booked} AS booked,
    {sold} AS sold, COALESCE(d.net_sold, FALSE) AS net_sold,
    t.first_attempt_at, COALESCE(t.last_attempt_at, o.reported_last_attempt_at) AS last_attempt_at,
    CASE WHEN t.lead_key IS NULL THEN CAST({reported_local} AS DATE) ELSE t.last_attempt_date END AS last_attempt_date,
    t.first_contact_at, t.first_contact_date,
    t.first_attempt_date, t.over_solicited_date,
    t.open_after_first AND NOT COALESCE(LEAST({opposed}, {closed_list}) <= t.first_attempt_at, FALSE) AS open_after_first,
    CAST(t.follow_ups AS INTEGER) AS follow_ups,
    CAST(t.attempts_span_s AS INTEGER) AS attempts_span_s,
    CAST(date_diff('second', o.created_at, t.first_attempt_at) AS INTEGER) AS first_attempt_delay_s,
    CAST(date_diff('second', o.created_at, t.first_contact_at) AS INTEGER) AS first_contact_delay_s,
    t.first_contact_rank, t.first_argued_rank, t.first_appointment_rank, t.first_sale_rank,
    COALESCE(t.last_outcome, CASE WHEN t.lead_key IS NULL THEN o.reported_outcome END) AS last_outcome, t.last_reason,
    COALESCE(t.last_outcome, CASE WHEN t.lead_key IS NULL THEN o.reported_outcome END)
        IN ('invalid_number', 'bounced', 'wrong_number') AS wrong_number,
    COALESCE(t.last_outcome, CASE WHEN t.lead_key IS NULL THEN o.reported_outcome END) = 'off_target' AS off_target,
    {closed_at} AS closed_at,
    {closed_at} IS NULL AND NOT COALESCE(t.lead_key IS NULL AND o.was_attempted AND (
        {final} OR (o.reported_outcome = 'appointment' AND ca.objective = 'appointment')
        OR (o.reported_outcome = 'qualified' AND ca.objective IN ('leads', 'qualification'))
        OR o.reported_attempts >= ca.max_attempts), FALSE) AS is_open,
    COALESCE(t.talk_s, o.reported_talk_s) AS talk_s, d.revenue, substr(t.credit, 10) AS credited_agent_id
FROM o
LEFT JOIN told t ON t.lead_key = o.lead_key
LEFT JOIN ordered d ON d.lead_key = o.lead_key
LEFT JOIN met m ON m.lead_key = o.lead_key
LEFT JOIN numbers n ON n.lead_key = o.lead_key
LEFT JOIN list_rules li ON li.source_system = o.source_system AND li.list_id = COALESCE(o.list_id, t.first_list_id)
LEFT JOIN campaign_rules ca
    ON ca.source_system = o.source_system AND ca.campaign_id = COALESCE(o.campaign_id, t.first_campaign_id)
"""

TABLES_READ = ("leads", "campaigns", "lists", "attempts", "orders", "appointments")


def _until(instant: str, as_of: datetime | None) -> str:
    return "" if as_of is None else f"AND {instant} <= {literal(as_of)}"


def _result(name: str, rests_on_table: bool, row: str) -> str:
    """booked, sold: by the table where the store has one (or the source's summary), else by outcomes."""
    outcome = "appointment" if name == "booked" else "sale"
    reported = f"COALESCE(t.lead_key IS NULL AND o.reported_outcome = '{outcome}', FALSE)"
    if rests_on_table:
        return f"({row}.lead_key IS NOT NULL)"
    return f"CASE WHEN t.lead_key IS NOT NULL THEN t.{name} ELSE {reported} END"


def journeys_select(
    relations: Mapping[str, str] | None = None,
    *,
    zone: str,
    span: tuple[datetime, datetime] | None,
    has_orders: bool,
    has_appointments: bool,
    as_of: datetime | None = None,
    only: str | None = None,
) -> str:
    """The SELECT whose rows are those of lead_journeys.

    `relations` replaces tables by SQL that stands for them; `span` is the range of reported_last_attempt_at;
    `only` names a relation with a column lead_key: just those leads. `as_of`: events after it left out.
    """
    names = {name: (relations or {}).get(name, name) for name in TABLES_READ}
    some = f"AND {{}}.lead_key IN (SELECT lead_key FROM {only})" if only else ""
    closed_day = local_midnight("li.closed_on", zone)
    closed_list = f"CASE WHEN li.closed_on IS NOT NULL {_until(closed_day, as_of)} THEN {closed_day} END"
    opposed = f"CASE WHEN o.opposed_at IS NOT NULL {_until('o.opposed_at', as_of)} THEN o.opposed_at END"
    closed_at = f"LEAST(t.final_at, t.used_up_at, {opposed}, {closed_list})"
    return JOURNEYS.format(
        **names,
        outcomes=literals(OUTCOMES),
        lead_filter=some.format("l") + (f" {_until_or_unknown('l.created_at', as_of)}"),
        attempt_filter=some.format("t") + " " + _until("t.started_at", as_of),
        order_filter=some.format("t") + " " + _until("t.ordered_at", as_of),
        appointment_filter=some.format("t") + " " + _until("t.booked_at", as_of),
        number_filter=(
            f"AND l.phone IN (SELECT phone FROM {names['leads']} x WHERE x.lead_key IN (SELECT lead_key FROM {only}))"
            if only
            else ""
        ),
        reported_local=local_time("o.reported_last_attempt_at", zone, *(span or (None, None))),
        contacted=_REPORTED["contacted"],
        qualified=_REPORTED["qualified"],
        argued=_REPORTED["argued"],
        final=_REPORTED["final"],
        booked=_result("booked", has_appointments, "m"),
        sold=_result("sold", has_orders, "d"),
        opposed=opposed,
        closed_list=closed_list,
        closed_at=closed_at,
    )


def _until_or_unknown(instant: str, as_of: datetime | None) -> str:
    if as_of is None:
        return ""
    return f"AND ({instant} IS NULL OR {instant} <= {literal(as_of)})"


def local_midnight(day: str, zone: str) -> str:
    """SQL for the UTC instant at which a local day starts, near enough for a list's closing (the zone's offset then)."""
    return f"timezone('UTC', timezone('{zone}', CAST({day} AS TIMESTAMP)))"


def aliases_select(leads: str) -> str:
    """The SELECT of lead_aliases over the relation `leads`: the ids that leads have elsewhere, and whose they are."""
    return (
        "SELECT alias, min(lead_key) AS lead_key FROM (SELECT unnest(string_split_regex(trim(external_ids), "
        f"'[\\s;,]+')) AS alias, lead_key FROM {leads} l WHERE external_ids IS NOT NULL) x "
        f"WHERE alias <> '' AND alias NOT IN (SELECT lead_key FROM {leads} l) GROUP BY alias"
    )
