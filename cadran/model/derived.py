"""Tables that the store derives from the canonical ones and keeps up to date at every load.

They are dropped and built again when their definition changes, never migrated.
"""

from __future__ import annotations

from cadran.model._common import (
    LEAD_KEY,
    LOCAL,
    SOURCE_SYSTEM,
    choice,
    count,
    day,
    flag,
    instant,
    key,
    money,
    of_agents,
    of_costs,
    of_earnings,
    seconds,
    text,
)
from cadran.model.entities import COST_CATEGORIES
from cadran.model.facts import AGENT_STATES
from cadran.model.outcomes import OUTCOMES
from cadran.model.types import Column, Sensitivity, Table, Type

TENURES = ("m0_2", "m3_5", "m6_11", "y1_2", "y3")
"""Bands of time since hired: months 0 to 2, 3 to 5, 6 to 11, years 1 and 2, from the third year on."""
AGES = ("d000_030", "d031_090", "d091_180", "d181_365", "d366")
"""Bands of days: a list's first month, to three months, six months, a year, beyond."""
AGE_STARTS = (0, 31, 91, 181, 366)
DELAYS = ("00_05min", "05_15min", "15_60min", "60min_24h", "over_24h")
"""Bands of seconds: five minutes, a quarter of an hour, an hour, a day, beyond; a band holds its upper bound."""
DELAY_STARTS = (0, 301, 901, 3601, 86401)
SPACINGS = ("under_1h", "1h_4h", "4h_24h", "1d_2d", "2d_4d", "4d_7d", "over_7d")
"""Bands of seconds between two attempts on a lead: hours, then days; a band holds its upper bound."""
SPACING_STARTS = (0, 3601, 14_401, 86_401, 172_801, 345_601, 604_801)
WEAR_STARTS = (0, 7, 14, 28, 56, 84)
"""Days since a list was bought: its first and second weeks, then to four, eight and twelve weeks, and beyond."""
WEARS = tuple(str(start) for start in WEAR_STARTS)
STATES = AGENT_STATES.column("state").choices

LEAD_JOURNEYS = Table(
    "lead_journeys",
    "one lead and its whole story",
    (
        LEAD_KEY,
        SOURCE_SYSTEM,
        key("lead_id", "the lead"),
        instant("created_at", "when the lead entered the base"),
        *LOCAL,
        text("campaign_id", "the lead's campaign; where it has none, that of its first attempt"),
        text("list_id", "the lead's list; where it has none, that of its first attempt"),
        day("list_acquired_on", "the day its list was bought"),
        text("source", "where it came from; where it does not say, its list's source"),
        flag("is_hot", "generated moments ago, by itself or by its list"),
        text("segment", "the segment it belongs to"),
        text("target", "the kind of person or company"),
        text("phone_type", "mobile, fixed, voip, other or invalid"),
        text("purchase_history", "what it bought before"),
        flag("has_number", "it has a phone number, valid or not"),
        flag("is_duplicate", "it shares its normalised number with an earlier lead"),
        flag("is_reported", "no attempt rows: the journey comes from the source's own summary"),
        day("reported_date", "the local day of the last attempt that the summary gives"),
        count("attempts", "outbound attempts, any channel (as reported, where it is a summary)"),
        count("calls", "outbound attempts by phone"),
        count("contacts", "contacted attempts"),
        flag("attempted", "at least one attempt"),
        flag("contacted", "at least one contacted attempt; empty = only unmapped outcomes"),
        flag("qualified", "qualified at least once; empty = only unmapped outcomes"),
        flag("argued", "argued at least once; empty = only unmapped outcomes"),
        flag("refused", "refused after the pitch at least once; empty = only unmapped outcomes"),
        flag("booked", "at least one appointment"),
        flag("sold", "at least one order (an outcome 'sale' where the store has no orders)"),
        flag("net_sold", "at least one confirmed order"),
        instant("first_attempt_at", "first attempt at or after the lead's creation"),
        instant("last_attempt_at", "last attempt"),
        day("last_attempt_date", "its local day"),
        instant("first_contact_at", "first contact at or after the lead's creation"),
        day("first_contact_date", "its local day"),
        day("first_attempt_date", "the local day of the first attempt"),
        day("over_solicited_date", "the local day on which a fourth attempt within 24 hours first came"),
        flag("open_after_first", "still open after its first attempt; empty = that outcome is not mapped"),
        count("follow_ups", "attempts after the first one since its creation"),
        seconds("attempts_span_s", "from the first attempt since its creation to the last one"),
        seconds("first_attempt_delay_s", "from creation to the first attempt"),
        seconds("first_contact_delay_s", "from creation to the first contact"),
        count("first_contact_rank", "rank of the attempt that first contacted it"),
        count("first_argued_rank", "rank of the attempt that first argued"),
        count("first_appointment_rank", "rank of the attempt that first booked"),
        count("first_sale_rank", "rank of the attempt that first sold"),
        text("last_outcome", "outcome of the last attempt"),
        text("last_reason", "reason of the last attempt"),
        flag("wrong_number", "the last outcome is invalid_number, bounced or wrong_number"),
        flag("off_target", "the last outcome is off_target"),
        instant("closed_at", "when it left the pipe: final outcome, opposition, closed list or attempts used up"),
        flag("is_open", "still to be worked"),
        seconds("talk_s", "talk time over all its calls"),
        of_earnings(money("revenue", "its orders, cancelled ones aside, in the base currency")),
        of_agents(text("credited_agent_id", "the last agent who argued with it")),
    ),
    key=("lead_key",),
    instant="created_at",
)

LEAD_ATTRIBUTES = (
    "lead_key", "source_system", "lead_id", "created_at", "local_date", "local_hour", "local_weekday", "campaign_id", "list_id",
    "list_acquired_on", "source", "is_hot", "segment", "target", "phone_type", "purchase_history",
)  # fmt: skip
"""What a lead is, whatever happens to it: columns of its journey that hardly change with time."""

AGENT_DAYS = Table(
    "agent_days",
    "one agent on one local day, as the agent was that day",
    (
        SOURCE_SYSTEM,
        of_agents(key("agent_id", "the agent")),
        day("local_date", "the day", required=True),
        text("team", "the team that day"),
        text("site", "the site that day"),
        of_agents(text("profile", "the profile that day")),
        of_agents(count("tenure_days", "days since hired")),
        of_agents(choice("tenure", "time since hired, in bands", *TENURES)),
        of_costs(money("hourly_cost", "employer's cost of an hour that day")),
    ),
    key=("agent_id", "local_date"),
)

AGENT_INTERVALS = Table(
    "agent_intervals",
    "one stretch of an agent's time in one state, within one hour of one local day; no two of an agent overlap",
    (
        SOURCE_SYSTEM,
        of_agents(key("agent_id", "the agent")),
        text("campaign_id", "the campaign"),
        choice("state", "what the agent does", *STATES),
        text("reason", "why paused"),
        instant("started_at", "from", required=True),
        instant("ended_at", "to", required=True),
        *LOCAL,
        seconds("duration_s", "its length"),
        instant("state_started_at", "when the state it belongs to started"),
        instant("state_ended_at", "when that state ended; empty = still open when the next one was too far off"),
        day("state_date", "the local day on which that state started"),
        flag("is_forgotten", "the state had no end and was cut at the longest time allowed: a forgotten logout"),
    ),
    key=("agent_id", "started_at"),
    instant="started_at",
    sensitivity=Sensitivity.AGENT,
)

ORDER_CREDITS = Table(
    "order_credits",
    "one order, and what its own row does not say",
    (
        SOURCE_SYSTEM,
        key("order_id", "the order"),
        LEAD_KEY,
        text("customer_key", "the customer; where the order names none, its lead"),
        of_agents(
            text("agent_id", "who is credited: the order's agent, else the last one who argued with the lead before it")
        ),
        of_agents(flag("is_credited_by_calls", "the agent is the last one who argued, as the order names none")),
        day("local_date", "the order's local day"),
        flag("is_first", "the customer's first order ever, cancelled ones aside"),
        of_costs(money("margin_base", "its margin in the base currency; where the order has none, its product's")),
        of_earnings(money("lifetime_value", "what its customer brings over its life")),
        seconds("effort_s", "talk and wrap-up of the calls to its lead, since the lead's former order"),
        text("script", "the script of the last call that argued with the lead before it"),
        count("basket_products", "different products that its customer ordered that local day, cancelled orders aside"),
        flag(
            "is_basket",
            "the first of its customer's orders of that local day, cancelled ones aside: it stands for all of them",
        ),
        flag("is_upgrade", "its product is above the base offer of its family; empty = no base offer is known there"),
    ),
    key=("order_id",),
)

APPOINTMENT_DUES = Table(
    "appointment_dues",
    "one appointment on the day it is due, rescheduled ones aside",
    (
        SOURCE_SYSTEM,
        key("appointment_id", "the appointment"),
        LEAD_KEY,
        text("campaign_id", "the campaign"),
        of_agents(text("agent_id", "the agent who booked it")),
        instant("due_at", "when it is due", required=True),
        *LOCAL,
        day("booked_date", "the local day on which it was booked"),
        choice("status", "what became of it", "booked", "held", "no_show", "cancelled", "rescheduled"),
    ),
    key=("appointment_id",),
    instant="due_at",
)

CALLBACKS = Table(
    "callbacks",
    "one promise to call again",
    (
        SOURCE_SYSTEM,
        key("attempt_id", "the attempt that made the promise"),
        LEAD_KEY,
        text("campaign_id", "the campaign"),
        text("list_id", "the list"),
        of_agents(text("agent_id", "the agent who promised")),
        instant("promised_at", "when the call was promised for"),
        instant("deadline_at", "until when it still counts as kept", required=True),
        *LOCAL,
        day("made_date", "the local day on which the promise was made"),
        flag("is_kept", "an attempt on the lead started between the two"),
    ),
    key=("attempt_id",),
    instant="deadline_at",
)

COST_DAYS = Table(
    "cost_days",
    "one day's share of a cost spread evenly over its days",
    (
        SOURCE_SYSTEM,
        key("cost_id", "the cost"),
        text("campaign_id", "the campaign that bears it"),
        text("list_id", "the list that alone bears it"),
        text("source", "the source of leads that alone bears it; where only the list is named, the list's"),
        choice("category", "its category", *COST_CATEGORIES),
        day("local_date", "the day", required=True),
        of_costs(money("amount", "the day's share, in the cost's currency")),
        of_costs(money("amount_base", "the day's share in the base currency; empty = no rate known")),
        of_earnings(money("billed", "the day's share of what the client is billed")),
    ),
    key=("cost_id", "local_date"),
    sensitivity=Sensitivity.COST,
)

COST_ESTIMATES = Table(
    "cost_estimates",
    "what stands in for the costs that a campaign does not book: hours at their hourly cost, lists at their price",
    (
        SOURCE_SYSTEM,
        text("campaign_id", "the campaign"),
        text("list_id", "the list, for data"),
        text("source", "the leads' source, for data"),
        choice(
            "category",
            "staff (hours × hourly cost) or data (the list's price a lead, at its first attempt)",
            *COST_CATEGORIES,
        ),
        day("local_date", "the day", required=True),
        of_costs(money("amount", "known whether or not it can be converted")),
        of_costs(money("amount_base", "in the base currency; empty = no rate known")),
        Column("hours", Type.NUMBER, "hours that it pays, for staff"),
        count("leads", "leads first called that day, for data"),
    ),
    key=("campaign_id", "list_id", "source", "category", "local_date"),
    sensitivity=Sensitivity.COST,
)

ATTEMPT_RANKS = Table(
    "attempt_ranks",
    "one attempt and its place among those on its lead (a view: computed when asked for)",
    (
        SOURCE_SYSTEM,
        key("attempt_id", "the attempt"),
        count("attempt_rank", "1 for the first attempt on the lead, 2 for the second, …"),
        seconds("spacing_s", "since the attempt before on the lead; empty for the first"),
        choice("outcome_before", "the outcome of the attempt before on the lead", *OUTCOMES),
        count("contacts_before", "the lead's contacted attempts before"),
        count(
            "refusals_before", "how many times the lead said no before: refused, not interested, asked not to be called"
        ),
        count("appointments_before", "the lead's attempts before that ended in an appointment"),
        count("sales_before", "the lead's attempts before that ended in a sale"),
    ),
    key=("attempt_id",),
)

LEAD_WAITS = Table(
    "lead_waits",
    "one lead, its story, and how long it waited while its campaign was open (a view: computed when asked for)",
    (
        *LEAD_JOURNEYS.columns,
        seconds(
            "open_first_attempt_s", "within opening hours, from creation to the first attempt; empty = no hours known"
        ),
        seconds(
            "open_first_contact_s", "within opening hours, from creation to the first contact; empty = no hours known"
        ),
    ),
    key=("lead_key",),
    instant="created_at",
)

LEAD_ALIASES = Table(
    "lead_aliases",
    "one other name of a lead: its key in another system, from the lead's external_ids",
    (
        key("alias", "system:id elsewhere"),
        LEAD_KEY,
    ),
    key=("alias",),
)

DERIVED = {
    table.name: table
    for table in (
        LEAD_JOURNEYS, AGENT_DAYS, AGENT_INTERVALS, ORDER_CREDITS, APPOINTMENT_DUES, CALLBACKS, COST_DAYS,
        COST_ESTIMATES, LEAD_ALIASES, ATTEMPT_RANKS, LEAD_WAITS,
    )
}  # fmt: skip

_ORDER = "PARTITION BY lead_key ORDER BY started_at, attempt_id"

_BEFORE = {
    "contacts_before": "contacted",
    "refusals_before": "outcome IN ('refused', 'not_interested', 'opt_out')",
    "appointments_before": "outcome = 'appointment'",
    "sales_before": "outcome = 'sale'",
}


def _before(condition: str, name: str) -> str:
    """How many attempts on the lead meet a condition before each."""
    frame = f"{_ORDER} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return f"CAST(count(*) FILTER (WHERE {condition}) OVER ({frame}) AS INTEGER) AS {name}"


VIEWS = {
    "attempt_ranks": (
        f"SELECT source_system, attempt_id, CAST(row_number() OVER ({_ORDER}) AS INTEGER) AS attempt_rank, "
        f"CAST(date_diff('second', lag(started_at) OVER ({_ORDER}), started_at) AS INTEGER) AS spacing_s, "
        f"lag(outcome) OVER ({_ORDER}) AS outcome_before, "
        + ", ".join(_before(condition, name) for name, condition in _BEFORE.items())
        + " FROM {attempts} t WHERE direction = 'outbound' AND lead_key IS NOT NULL"
    ),
    "lead_waits": (
        "SELECT j.*, CAST(NULL AS INTEGER) AS open_first_attempt_s, CAST(NULL AS INTEGER) AS open_first_contact_s "
        "FROM {lead_journeys} j"
    ),
}
"""Derived tables that are not kept but computed when asked for: name → SELECT over the tables in braces.

Those of lead_waits stand where no campaign says when it is open: else the store's state makes them (StoreState.made).
"""
