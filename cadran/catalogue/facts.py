"""The facts that KPIs count on, with the dimensions each has and how it reaches them.

`leads` is the derived table lead_journeys: one row a lead, its whole story in columns. Agents' teams are those of
the day: agent_days has one row an agent and local day.
"""

from __future__ import annotations

from cadran.catalogue.shape import Fact, Lookup
from cadran.model import FLAGS

_CAMPAIGN = Lookup("campaigns", (("source_system", "source_system"), ("campaign_id", "campaign_id")))
_LIST = Lookup("lists", (("source_system", "source_system"), ("list_id", "list_id")))
_LEAD = Lookup("lead_journeys", (("lead_key", "lead_key"),))
_AGENT_DAY = Lookup(
    "agent_days", (("source_system", "source_system"), ("agent_id", "agent_id"), ("local_date", "local_date"))
)
_PRODUCT = Lookup("products", (("source_system", "source_system"), ("product_id", "product_id")))

_CAMPAIGN_DIMENSIONS = {
    "campaign": "campaign_id",
    "client": "campaign.client",
    "objective": "campaign.objective",
    "temperature": "campaign.temperature",
    "audience": "campaign.audience",
    "dialing_mode": "campaign.dialing_mode",
}
_LEAD_DIMENSIONS = {
    "source": "lead.source",
    "segment": "lead.segment",
    "target": "lead.target",
    "phone_type": "lead.phone_type",
    "is_hot": "lead.is_hot",
    "purchase_history": "lead.purchase_history",
}
_AGENT_DIMENSIONS = {
    "agent": "agent_id",
    "team": "agent_day.team",
    "site": "agent_day.site",
    "profile": "agent_day.profile",
}
_TIME_DIMENSIONS = {"hour": "local_hour", "weekday": "local_weekday", "source_system": "source_system"}

FACTS = {
    fact.name: fact
    for fact in (
        Fact(
            name="attempts",
            table="attempts",
            where="direction = 'outbound'",
            instant="started_at",
            times={"started": "local_date"},
            cohort="lead.local_date",
            lookups={"campaign": _CAMPAIGN, "lead": _LEAD, "agent_day": _AGENT_DAY},
            flags=(*FLAGS, "outcome"),
            code="outcome",
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "list_id",
                **_LEAD_DIMENSIONS,
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
                "channel": "channel",
                "outcome": "outcome",
                "reason": "reason",
                "disposition": "disposition",
                "caller_number": "caller_number",
                "script": "script",
            },
        ),
        Fact(
            name="leads",
            table="lead_journeys",
            instant="created_at",
            times={
                "created": "local_date",
                "reported": "reported_date",
                "contacted": "first_contact_date",
                "last_attempt": "last_attempt_date",
            },
            cohort="local_date",
            lookups={"campaign": _CAMPAIGN, "list": _LIST},
            flags=("contacted", "qualified", "argued", "refused"),
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "list_id",
                "source": "source",
                "segment": "segment",
                "target": "target",
                "phone_type": "phone_type",
                "is_hot": "is_hot",
                "purchase_history": "purchase_history",
                "outcome": "last_outcome",
                "reason": "last_reason",
                **_TIME_DIMENSIONS,
            },
        ),
        Fact(
            name="orders",
            table="orders",
            instant="ordered_at",
            times={"ordered": "local_date"},
            cohort="lead.local_date",
            lookups={"campaign": _CAMPAIGN, "lead": _LEAD, "agent_day": _AGENT_DAY, "product": _PRODUCT},
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "lead.list_id",
                **_LEAD_DIMENSIONS,
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
                "product": "product_id",
                "product_category": "product.category",
            },
        ),
        Fact(
            name="appointments",
            table="appointments",
            instant="booked_at",
            times={"booked": "local_date"},
            cohort="lead.local_date",
            lookups={"campaign": _CAMPAIGN, "lead": _LEAD, "agent_day": _AGENT_DAY},
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "lead.list_id",
                **_LEAD_DIMENSIONS,
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
            },
        ),
    )
}
