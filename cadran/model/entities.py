"""The things a centre works with: campaigns, lists, leads, agents, products, customers, actions."""

from __future__ import annotations

from cadran.model._common import (
    LEAD_KEY,
    LINEAGE,
    LOCAL,
    MODIFIED_AT,
    SOURCE_SYSTEM,
    choice,
    count,
    day,
    flag,
    instant,
    key,
    money,
    number,
    of_agents,
    of_costs,
    of_earnings,
    personal,
    seconds,
    text,
)
from cadran.model.types import Table, Type

COST_CATEGORIES = (
    "staff", "commission", "provider_fee", "media", "data", "tools", "workplace", "telecom", "other",
)  # fmt: skip

CAMPAIGNS = Table(
    "campaigns",
    "one calling campaign for one client",
    (
        SOURCE_SYSTEM,
        key("campaign_id", "the campaign"),
        text("name", "its name"),
        text("client", "who pays for the calls (donneur d'ordre)"),
        choice("objective", "what a success is", "leads", "qualification", "appointment", "sale", "retention",
               "collection"),
        choice("dialing_mode", "how calls are launched", "manual", "preview", "progressive", "power", "predictive"),
        choice("temperature", "how warm its leads are", "cold", "warm", "hot"),
        choice("audience", "consumers or companies", "b2c", "b2b"),
        day("starts_on", "first day"),
        day("ends_on", "last day"),
        text("opening_hours", "when it may call, such as 'mon-fri 09:00-19:00'"),
        count("max_attempts", "attempts after which a lead is closed"),
        count("callback_slot_minutes", "how late a promised callback still counts as kept"),
        MODIFIED_AT,
    ),
    key=("campaign_id",),
    stored=LINEAGE,
)  # fmt: skip

LISTS = Table(
    "lists",
    "one prospect file (fichier)",
    (
        SOURCE_SYSTEM,
        key("list_id", "the list"),
        text("name", "its name"),
        text("source", "where it was bought or collected"),
        flag("is_hot", "web form or inbound call: leads to call at once"),
        day("acquired_on", "the day it was bought"),
        day("closed_on", "the day it was closed: its leads are closed from then on"),
        of_costs(money("cost", "its price")),
        text("currency", "ISO 4217 code; the base currency when empty"),
        MODIFIED_AT,
    ),
    key=("list_id",),
    stored=LINEAGE,
)

LEADS = Table(
    "leads",
    "one person or company to reach (fiche)",
    (
        SOURCE_SYSTEM,
        key("lead_id", "the lead"),
        instant("created_at", "when the lead entered the base"),
        text("list_id", "the list it came with", references="lists"),
        text("campaign_id", "the campaign it is worked for", references="campaigns"),
        text("source", "where it came from"),
        flag("is_hot", "generated moments ago: to be called at once"),
        text("segment", "the segment it belongs to"),
        text("target", "the kind of person or company"),
        of_agents(text("owner_id", "the agent who owns it", references="agents")),
        personal("first_name", "first name"),
        personal("last_name", "last name"),
        text("company", "company"),
        personal("phone", "number, E.164", Type.PHONE),
        choice("phone_type", "by the numbering plan; worked out from the number when the source is silent",
               "mobile", "fixed", "voip", "other", "invalid"),
        personal("email", "e-mail address"),
        text("time_zone", "IANA zone of the lead"),
        text("purchase_history", "what it bought before"),
        instant("consent_at", "when consent to be called was given"),
        text("consent_source", "where consent was given"),
        text("consent_proof", "reference of the proof of consent"),
        instant("opposed_at", "when the person asked not to be called"),
        text("status", "the source's own status"),
        text("external_ids", "the same lead elsewhere: 'system:id', several separated by spaces"),
        count("reported_attempts", "attempts, where the source keeps only a summary of the calls"),
        text("reported_disposition", "last disposition, as summarised by the source (canonical outcome after mapping)"),
        instant("reported_last_attempt_at", "last attempt, as summarised by the source"),
        seconds("reported_talk_s", "talk time, as summarised by the source"),
        MODIFIED_AT,
    ),
    key=("lead_id",),
    instant="created_at",
    stored=(*LOCAL, LEAD_KEY, *LINEAGE),
)  # fmt: skip

AGENTS = Table(
    "agents",
    "one agent (téléconseiller) over a stretch of time: changing team makes a new row",
    (
        SOURCE_SYSTEM,
        of_agents(key("agent_id", "the agent")),
        personal("name", "name"),
        text("team", "team"),
        text("site", "site"),
        of_agents(text("profile", "profile (junior, senior, …)")),
        day("hired_on", "first working day"),
        of_agents(number("fte", "contract, in full-time equivalents")),
        of_costs(money("hourly_cost", "employer's cost of an hour, in the base currency")),
        day("valid_from", "first day these values hold; empty = always did"),
        day("valid_to", "first day they no longer hold; empty = still do"),
        MODIFIED_AT,
    ),
    key=("agent_id", "valid_from"),
    stored=LINEAGE,
)

PRODUCTS = Table(
    "products",
    "one product or service sold",
    (
        SOURCE_SYSTEM,
        key("product_id", "the product"),
        text("name", "its name"),
        text("category", "its family"),
        of_costs(money("unit_margin", "margin of one unit, in the base currency")),
        flag("is_base", "the base offer of its family: another product of it is an upgrade"),
        MODIFIED_AT,
    ),
    key=("product_id",),
    stored=LINEAGE,
)

CUSTOMERS = Table(
    "customers",
    "one customer",
    (
        SOURCE_SYSTEM,
        key("customer_id", "the customer"),
        text("lead_id", "the lead it was", references="leads"),
        day("acquired_on", "the day it became a customer"),
        day("lost_on", "the day it left"),
        of_earnings(money("lifetime_value", "what it brings over its life, in the base currency")),
        MODIFIED_AT,
    ),
    key=("customer_id",),
    stored=LINEAGE,
)

ACTIONS = Table(
    "actions",
    "one thing the centre changed, to read figures before and after",
    (
        SOURCE_SYSTEM,
        key("action_id", "the action"),
        choice("kind", "what was changed", "training", "script", "offer", "price", "list", "other"),
        text("campaign_id", "the campaign concerned; empty = all", references="campaigns"),
        text("team", "the team concerned; empty = all"),
        of_agents(text("agent_id", "the agent concerned; empty = all", references="agents")),
        instant("starts_at", "from"),
        instant("ends_at", "to"),
        text("description", "in words"),
        MODIFIED_AT,
    ),
    key=("action_id",),
    stored=LINEAGE,
)
