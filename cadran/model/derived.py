"""Tables that the store derives from the canonical ones and keeps up to date at every load.

They are dropped and built again when their definition changes, never migrated.
"""

from __future__ import annotations

from cadran.model._common import LEAD_KEY, LOCAL, SOURCE_SYSTEM, count, day, flag, instant, key, money, seconds, text
from cadran.model.types import Table

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
        instant("first_attempt_at", "first attempt at or after the lead's creation"),
        instant("last_attempt_at", "last attempt"),
        day("last_attempt_date", "its local day"),
        instant("first_contact_at", "first contact at or after the lead's creation"),
        day("first_contact_date", "its local day"),
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
        money("revenue", "its orders, cancelled ones aside, in the base currency"),
        text("credited_agent_id", "the last agent who argued with it"),
    ),
    key=("lead_key",),
    instant="created_at",
)

AGENT_DAYS = Table(
    "agent_days",
    "one agent on one local day, as the agent was that day",
    (
        SOURCE_SYSTEM,
        key("agent_id", "the agent"),
        day("local_date", "the day", required=True),
        text("team", "the team that day"),
        text("site", "the site that day"),
        text("profile", "the profile that day"),
        count("tenure_days", "days since hired"),
    ),
    key=("agent_id", "local_date"),
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

DERIVED = {table.name: table for table in (LEAD_JOURNEYS, AGENT_DAYS, LEAD_ALIASES)}
