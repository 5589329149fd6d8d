"""The facts that KPIs count on, with the dimensions each has and how it reaches them.

`leads` is the derived table lead_journeys: one row a lead, its whole story in columns. Agents' teams are those of
the day: agent_days has one row an agent and local day.
"""

from __future__ import annotations

from dataclasses import replace

from cadran.catalogue.shape import Allocation, Fact, Lookup, Text
from cadran.model import FLAGS

_CAMPAIGN = Lookup("campaigns", (("source_system", "source_system"), ("campaign_id", "campaign_id")))
_LIST = Lookup("lists", (("source_system", "source_system"), ("list_id", "list_id")))
_LEAD = Lookup("lead_journeys", (("lead_key", "lead_key"),))
_AGENT_DAY = Lookup(
    "agent_days", (("source_system", "source_system"), ("agent_id", "agent_id"), ("local_date", "local_date"))
)
_CREDIT = Lookup("order_credits", (("source_system", "source_system"), ("order_id", "order_id")))
_CREDIT_DAY = Lookup(
    "agent_days",
    (("source_system", "source_system"), ("credit.agent_id", "agent_id"), ("credit.local_date", "local_date")),
)
_APPOINTMENT = Lookup("appointments", (("source_system", "source_system"), ("appointment_id", "appointment_id")))
_BOOKING_DAY = Lookup(
    "agent_days",
    (
        ("source_system", "source_system"),
        ("appointment.agent_id", "agent_id"),
        ("appointment.local_date", "local_date"),
    ),
)
_LEAD_ROW = Lookup("leads", (("lead_key", "lead_key"),))
_RANK = Lookup("attempt_ranks", (("source_system", "source_system"), ("attempt_id", "attempt_id")))
_CUSTOMERS_LEAD = Lookup("lead_journeys", (("source_system", "source_system"), ("lead_id", "lead_id")))
_CUSTOMERS_CAMPAIGN = Lookup("campaigns", (("source_system", "source_system"), ("lead.campaign_id", "campaign_id")))
_PRODUCT = Lookup("products", (("source_system", "source_system"), ("product_id", "product_id")))

_CAMPAIGN_DIMENSIONS = {
    "campaign": "campaign_id",
    "client": "campaign.client",
    "objective": "campaign.objective",
    "temperature": "campaign.temperature",
    "audience": "campaign.audience",
    "dialing_mode": "campaign.dialing_mode",
}
CAMPAIGN_COLUMNS = {name: path.rpartition(".")[2] for name, path in _CAMPAIGN_DIMENSIONS.items()}
"""What tells campaigns apart: dimension → the column of the table campaigns that gives it."""
_LEAD_DIMENSIONS = {
    "list_age": "age(lead.list_acquired_on)",
    "source": "lead.source",
    "segment": "lead.segment",
    "target": "lead.target",
    "phone_type": "lead.phone_type",
    "is_hot": "lead.is_hot",
    "delay_band": "delay(lead.first_contact_delay_s)",
    "purchase_history": "lead.purchase_history",
}
_AGENT_DIMENSIONS = {
    "agent": "agent_id",
    "team": "agent_day.team",
    "site": "agent_day.site",
    "profile": "agent_day.profile",
    "tenure": "agent_day.tenure",
}
_TIME_DIMENSIONS = {
    "hour": "local_hour",
    "weekday": "local_weekday",
    "month_of_year": "month(local_date)",
    "source_system": "source_system",
}


def _agent_day(day: str) -> Lookup:
    """The agent as on that day of the fact's row."""
    return Lookup("agent_days", (("source_system", "source_system"), ("agent_id", "agent_id"), (day, "local_date")))


_COSTS = Fact(
    name="",
    table="",
    times={"spent": "local_date"},
    cohort=None,
    instant="local_date",
    lookups={"campaign": _CAMPAIGN},
    dimensions={
        **_CAMPAIGN_DIMENSIONS,
        "list": "list_id",
        "source": "source",
        "cost_category": "category",
        "month_of_year": "month(local_date)",
        "source_system": "source_system",
    },
    shared=True,
)

_ORDERS = Fact(
    name="orders",
    table="orders",
    instant="ordered_at",
    times={"ordered": "local_date"},
    cohort="lead.local_date",
    loads="orders",
    lookups={
        "campaign": _CAMPAIGN,
        "lead": _LEAD,
        "credit": _CREDIT,
        "agent_day": _CREDIT_DAY,
        "product": _PRODUCT,
    },
    dimensions={
        **_CAMPAIGN_DIMENSIONS,
        "list": "lead.list_id",
        **_LEAD_DIMENSIONS,
        **_AGENT_DIMENSIONS,
        "agent": "credit.agent_id",
        **_TIME_DIMENSIONS,
        "product": "product_id",
        "product_category": "product.category",
        "script": "credit.script",
    },
    settling={"ordered": ("status", "credit.is_first")},
    pending="status = 'pending'",
)

_JOURNEY = (
    "attempted", "contacted", "qualified", "argued", "refused", "sold", "net_sold", "is_open", "first_contact_delay_s", "first_attempt_delay_s",
    "follow_ups", "attempts", "attempts_span_s", "last_outcome", "over_solicited_date",
)  # fmt: skip
"""What a lead comes to after its creation."""

_LEADS = Fact(
    name="leads",
    table="lead_journeys",
    instant="created_at",
    times={
        "created": "local_date",
        "reported": "reported_date",
        "contacted": "first_contact_date",
        "last_attempt": "last_attempt_date",
        "first_attempt": "first_attempt_date",
        "over_solicited": "over_solicited_date",
    },
    cohort="local_date",
    loads="leads",
    lookups={"campaign": _CAMPAIGN, "list": _LIST},
    flags=("contacted", "qualified", "argued", "refused", "open_after_first"),
    uncalled=("open_after_first",),
    settling={"created": _JOURNEY, "first_attempt": ("follow_ups",)},
    dimensions={
        **_CAMPAIGN_DIMENSIONS,
        "list": "list_id",
        "list_age": "age(list_acquired_on)",
        "source": "source",
        "segment": "segment",
        "target": "target",
        "phone_type": "phone_type",
        "is_hot": "is_hot",
        "delay_band": "delay(first_contact_delay_s)",
        "purchase_history": "purchase_history",
        "outcome": "last_outcome",
        "reason": "last_reason",
        **_TIME_DIMENSIONS,
    },
)

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
            loads="attempts",
            lookups={
                "campaign": _CAMPAIGN,
                "list": _LIST,
                "lead": _LEAD,
                "lead_row": _LEAD_ROW,
                "agent_day": _AGENT_DAY,
                "rank": _RANK,
            },
            flags=(*FLAGS, "outcome"),
            of_agents=tuple(_AGENT_DIMENSIONS),
            code="outcome",
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "list_id",
                **_LEAD_DIMENSIONS,
                "list_age": "age(list.acquired_on)",
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
                "channel": "channel",
                "outcome": "outcome",
                "reason": "reason",
                "disposition": "disposition",
                "caller_number": "caller_number",
                "script": "script",
                "attempt_rank": "rank.attempt_rank",
            },
        ),
        _LEADS,
        replace(_LEADS, name="lead_waits", table="lead_waits"),  # leads, with what they waited within opening hours
        _ORDERS,
        replace(  # orders from appointments, credited to who took the appointment: the seller closes, the caller booked
            _ORDERS,
            name="closings",
            where="appointment_id IS NOT NULL",
            lookups={**_ORDERS.lookups, "appointment": _APPOINTMENT, "agent_day": _BOOKING_DAY},
            dimensions={**_ORDERS.dimensions, "agent": "appointment.agent_id"},
        ),
        Fact(
            name="appointments",
            table="appointments",
            instant="booked_at",
            times={"booked": "local_date"},
            cohort="lead.local_date",
            loads="appointments",
            lookups={"campaign": _CAMPAIGN, "lead": _LEAD, "agent_day": _AGENT_DAY},
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "lead.list_id",
                **_LEAD_DIMENSIONS,
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
            },
        ),
        Fact(
            name="appointments_due",
            table="appointment_dues",
            instant="due_at",
            times={"due": "local_date"},
            cohort="lead.local_date",
            loads="appointments",
            lookups={"campaign": _CAMPAIGN, "lead": _LEAD, "agent_day": _agent_day("booked_date")},
            settling={"due": ("status",)},
            pending="status = 'booked'",
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "lead.list_id",
                **_LEAD_DIMENSIONS,
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
            },
        ),
        Fact(
            name="callbacks",
            table="callbacks",
            instant="deadline_at",
            times={"due": "local_date"},
            cohort="lead.local_date",
            loads="attempts",
            lookups={"campaign": _CAMPAIGN, "lead": _LEAD, "agent_day": _agent_day("made_date")},
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                "list": "list_id",
                **_LEAD_DIMENSIONS,
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
            },
        ),
        Fact(
            name="agent_time",
            table="agent_intervals",
            instant="started_at",
            times={"spent": "local_date"},
            cohort=None,
            loads="agent_states",
            stretch=("started_at", "ended_at"),
            length="duration_s",
            lookups={"campaign": _CAMPAIGN, "agent_day": _AGENT_DAY},
            dimensions={
                **_CAMPAIGN_DIMENSIONS,
                **_AGENT_DIMENSIONS,
                **_TIME_DIMENSIONS,
                "state": "state",
                "pause_reason": "reason",
            },
        ),
        replace(_COSTS, name="costs", table="cost_days", loads="costs"),
        replace(
            _COSTS,
            name="cost_estimates",
            table="cost_estimates",
            loads="agent_states",
            gives_way_to="cost_days",
            stands_in_for={"staff": ("staff",), "data": ("data", "media")},  # leads are bought, or advertised for
        ),
        Fact(
            name="customers",
            table="customers",
            instant="acquired_on",
            times={"acquired": "acquired_on", "lost": "lost_on"},
            cohort="lead.local_date",
            stretch=("acquired_on", "lost_on"),
            lookups={"lead": _CUSTOMERS_LEAD, "campaign": _CUSTOMERS_CAMPAIGN},
            dimensions={
                **{name: column for name, column in _CAMPAIGN_DIMENSIONS.items() if name != "campaign"},
                "campaign": "lead.campaign_id",
                "list": "lead.list_id",
                **{name: column for name, column in _LEAD_DIMENSIONS.items() if name != "list_age"},
                "source_system": "source_system",
            },
        ),
    )
}

ALLOCATIONS = {
    rule.id: rule
    for rule in (
        Allocation("hours_worked", "time_worked_s", Text("heures de production", "hours worked")),
        Allocation("attempts", "attempts", Text("tentatives", "attempts")),
        Allocation("leads", "leads", Text("fiches créées", "leads created")),
        Allocation("orders", "orders", Text("commandes non annulées", "orders not cancelled")),
        Allocation("effort", "effort_s", Text("temps passé sur les fiches vendues", "time spent on the leads sold")),
    )
}
"""The rules by which costs can be allocated to members that they do not know."""

DEFAULT_ALLOCATIONS = ("attempts", "leads", "orders")
"""The rule that holds where none is named: the first of these whose fact is loaded."""
OWN_COSTS = "none"
"""In place of a rule: each member bears the costs that name it, and no other."""
