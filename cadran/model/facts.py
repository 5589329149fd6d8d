"""What happens in a centre: attempts, agent states, appointments, orders, costs, exchange rates."""

from __future__ import annotations

from cadran.model._common import (
    LEAD_KEY,
    LINEAGE,
    LOCAL,
    MODIFIED_AT,
    SOURCE_SYSTEM,
    choice,
    day,
    flag,
    instant,
    key,
    money,
    number,
    of_agents,
    of_costs,
    of_earnings,
    seconds,
    text,
)
from cadran.model.entities import COST_CATEGORIES
from cadran.model.outcomes import OUTCOMES
from cadran.model.types import Column, Sensitivity, Table, Type

FLAG_COLUMNS = (
    Column("valid_number", Type.FLAG, "the number exists and is the lead's"),
    Column("answered", Type.FLAG, "a person answered"),
    Column("contacted", Type.FLAG, "a conversation with the lead took place"),
    Column("qualified", Type.FLAG, "the lead meets the criteria"),
    Column("argued", Type.FLAG, "the pitch was made (contact argumenté)"),
    Column("final", Type.FLAG, "the outcome closes the lead"),
)
RATE = (
    Column("rate", Type.RATE, "the day's rate to the base currency; empty = no rate known"),
    Column("rate_day", Type.DAY, "the day whose rate it is"),
)
AMOUNT_BASE = Column("amount_base", Type.MONEY, "the amount in the base currency; empty = no rate known")

ATTEMPTS = Table(
    "attempts",
    "one attempt to reach a lead",
    (
        SOURCE_SYSTEM,
        key("attempt_id", "the attempt"),
        text("lead_id", "the lead", references="leads"),
        text("campaign_id", "the campaign", references="campaigns"),
        text("list_id", "the list", references="lists"),
        of_agents(text("agent_id", "the agent who took or placed it", references="agents")),
        choice("channel", "by what means", "phone", "email", "sms", "other", default="phone"),
        choice("direction", "who called whom", "outbound", "inbound", default="outbound"),
        instant("started_at", "when it started", required=True),
        instant("answered_at", "when the person called answered"),
        instant("connected_at", "when an agent took the call"),
        instant("ended_at", "when it ended"),
        seconds("ring_s", "ringing"),
        seconds("hold_s", "from the answer to the agent"),
        seconds("talk_s", "talking with the agent"),
        of_agents(seconds("wrap_s", "after-call work")),
        choice("outcome", "the canonical outcome; empty = the source's code is not mapped", *OUTCOMES),
        text("reason", "why refused, not interested or off target"),
        text("disposition", "the source's own code"),
        flag("is_argued", "the source's own word on the pitch; overrides the outcome's"),
        flag("is_qualified", "the source's own word on qualification; overrides the outcome's"),
        choice("amd", "the dialer's answering-machine detection", "detected", "missed", "none"),
        instant("callback_at", "the promised time of the next call"),
        text("caller_number", "the number shown"),
        flag("is_automated", "launched by an automatic dialer"),
        of_agents(text("hung_up_by", "who hung up")),
        text("script", "the script used"),
        of_agents(number("quality_score", "the score of a listened call")),
        MODIFIED_AT,
    ),
    key=("attempt_id",),
    is_fact=True,
    instant="started_at",
    stored=(*FLAG_COLUMNS, *LOCAL, LEAD_KEY, *LINEAGE),
)

AGENT_STATES = Table(
    "agent_states",
    "one interval of an agent's day",
    (
        SOURCE_SYSTEM,
        of_agents(Column("agent_id", Type.TEXT, "the agent", required=True, references="agents")),
        text("campaign_id", "the campaign", references="campaigns"),
        Column("state", Type.TEXT, "what the agent does", required=True, choices=(
            "waiting", "preparing", "dialing", "talking", "wrap", "paused", "training", "other")),
        text("reason", "why paused"),
        text("attempt_id", "the attempt it belongs to", references="attempts"),
        instant("started_at", "from", required=True),
        instant("ended_at", "to; empty = still open"),
        MODIFIED_AT,
    ),
    key=("agent_id", "started_at", "state"),
    is_fact=True,
    instant="started_at",
    stored=(*LOCAL, *LINEAGE),
    sensitivity=Sensitivity.AGENT,
)  # fmt: skip

APPOINTMENTS = Table(
    "appointments",
    "one appointment booked with a lead",
    (
        SOURCE_SYSTEM,
        key("appointment_id", "the appointment"),
        text("lead_id", "the lead", references="leads"),
        text("campaign_id", "the campaign", references="campaigns"),
        of_agents(text("agent_id", "the agent who booked it", references="agents")),
        instant("booked_at", "when it was booked", required=True),
        instant("scheduled_at", "when it is due"),
        choice("status", "what became of it", "booked", "held", "no_show", "cancelled", "rescheduled",
               default="booked"),
        instant("held_at", "when it was held"),
        instant("cancelled_at", "when it was cancelled"),
        of_agents(text("seller_id", "who holds it")),
        MODIFIED_AT,
    ),
    key=("appointment_id",),
    is_fact=True,
    instant="booked_at",
    stored=(*LOCAL, LEAD_KEY, *LINEAGE),
)  # fmt: skip

ORDERS = Table(
    "orders",
    "one order",
    (
        SOURCE_SYSTEM,
        key("order_id", "the order"),
        text("lead_id", "the lead", references="leads"),
        text("customer_id", "the customer", references="customers"),
        text("campaign_id", "the campaign", references="campaigns"),
        of_agents(text("agent_id", "the agent credited by the source", references="agents")),
        text("appointment_id", "the appointment it came from", references="appointments"),
        text("product_id", "the product", references="products"),
        instant("ordered_at", "when it was ordered", required=True),
        number("quantity", "units"),
        of_earnings(money("amount", "amount")),
        of_costs(money("margin", "margin, in the order's currency")),
        text("currency", "ISO 4217 code; the base currency when empty"),
        choice("status", "what became of it; worked out from the dates when empty", "pending", "confirmed",
               "cancelled"),
        instant("confirmed_at", "when it was confirmed"),
        instant("cancelled_at", "when it was cancelled"),
        MODIFIED_AT,
    ),
    key=("order_id",),
    is_fact=True,
    instant="ordered_at",
    stored=(*LOCAL, LEAD_KEY, *RATE, of_earnings(AMOUNT_BASE), *LINEAGE),
)  # fmt: skip

COSTS = Table(
    "costs",
    "one cost, spread evenly over its days, both ends included",
    (
        SOURCE_SYSTEM,
        key("cost_id", "the cost"),
        text("campaign_id", "the campaign that bears it", references="campaigns"),
        text("list_id", "the list that alone bears it", references="lists"),
        text("source", "the source of leads that alone bears it"),
        of_earnings(money("billed_amount", "what the client is billed")),
        choice("category", "its category", *COST_CATEGORIES),
        of_costs(money("amount", "amount", required=True)),
        text("currency", "ISO 4217 code; the base currency when empty"),
        day("starts_on", "first day", required=True),
        day("ends_on", "last day"),
        MODIFIED_AT,
    ),
    key=("cost_id",),
    is_fact=True,
    stored=(*RATE, of_costs(AMOUNT_BASE), *LINEAGE),
    sensitivity=Sensitivity.COST,
)

EXCHANGE_RATES = Table(
    "exchange_rates",
    "one currency's rate on one day",
    (
        SOURCE_SYSTEM,
        key("currency", "ISO 4217 code"),
        day("day", "the day", required=True),
        Column("rate_to_base", Type.RATE, "units of base currency for one unit", required=True),
        MODIFIED_AT,
    ),
    key=("currency", "day"),
    stored=LINEAGE,
)
