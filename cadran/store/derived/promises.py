"""Promises on the day they fall due: appointments to be held, callbacks to be made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cadran.engines.zones import local_time

DEFAULT_SLOT_MINUTES = 30

DUES = """
SELECT source_system, appointment_id, lead_key, campaign_id, agent_id, scheduled_at AS due_at,
    CAST(local_at AS DATE) AS local_date, CAST(EXTRACT(hour FROM local_at) AS INTEGER) AS local_hour,
    CAST(EXTRACT(isodow FROM local_at) AS INTEGER) AS local_weekday, local_date AS booked_date, status
FROM (SELECT *, {local} AS local_at FROM {appointments} t WHERE scheduled_at IS NOT NULL) a {only}
"""

CALLBACKS = """
WITH slots AS (
    SELECT source_system, campaign_id, max(callback_slot_minutes) AS minutes FROM {campaigns} c
    GROUP BY source_system, campaign_id
), promised AS (
    SELECT a.*, a.callback_at + CAST(COALESCE(s.minutes, {slot}) AS INTEGER) * INTERVAL 1 MINUTE AS deadline_at
    FROM (SELECT source_system, attempt_id, lead_key, campaign_id, list_id, agent_id, started_at, callback_at, local_date
        FROM {attempts} t
        WHERE callback_at IS NOT NULL AND lead_key IS NOT NULL AND direction = 'outbound'
            AND callback_at >= started_at {only}) a
    LEFT JOIN slots s ON s.source_system = a.source_system AND s.campaign_id = a.campaign_id
), kept AS (
    SELECT DISTINCT p.source_system, p.attempt_id FROM promised p
    JOIN (SELECT lead_key, started_at, source_system, attempt_id FROM {attempts} t WHERE direction = 'outbound') a
        ON a.lead_key = p.lead_key AND a.started_at >= p.callback_at AND a.started_at <= p.deadline_at
    WHERE a.attempt_id <> p.attempt_id OR a.source_system <> p.source_system
)
SELECT p.source_system, p.attempt_id, p.lead_key, p.campaign_id, p.list_id, p.agent_id, p.callback_at AS promised_at,
    p.deadline_at, CAST({local} AS DATE) AS local_date, CAST(EXTRACT(hour FROM {local}) AS INTEGER) AS local_hour,
    CAST(EXTRACT(isodow FROM {local}) AS INTEGER) AS local_weekday, p.local_date AS made_date,
    k.attempt_id IS NOT NULL AS is_kept
FROM promised p LEFT JOIN kept k ON k.source_system = p.source_system AND k.attempt_id = p.attempt_id
"""

Span = tuple[datetime, datetime] | None


def dues_select(names: Mapping[str, str], *, zone: str, span: Span, only: str = "") -> str:
    """The SELECT of appointment_dues; `span` is the range of scheduled_at; `only`: a WHERE over its columns."""
    local = local_time("scheduled_at", zone, *(span or (None, None)))
    return DUES.format(local=local, only=only, **names)


def callbacks_select(names: Mapping[str, str], *, zone: str, span: Span, only: str = "") -> str:
    """The SELECT of callbacks; `span` is the range of callback_at; `only`: further conditions on t (attempts)."""
    local = local_time("p.callback_at", zone, *(span or (None, None)))
    return CALLBACKS.format(local=local, slot=DEFAULT_SLOT_MINUTES, only=only, **names)
