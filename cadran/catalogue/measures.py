"""Every measure: what is counted or summed, on which fact, under which condition, dated by which event.

Definitions: the canonical model's "words that KPIs count by". A call is an attempt by phone; `leads …` measures
count each lead once, from the attempts of the period, plus the leads that a source only summarises
(`is_reported`), which have no attempt rows and so never overlap.
"""

from __future__ import annotations

from dataclasses import replace

from cadran.catalogue.shape import Measure, Part

CALL = "channel = 'phone'"


def _attempts(id: str, where: str | None = None, *, column: str | None = None) -> Measure:
    aggregate = "sum" if column else "count"
    return Measure(id, (Part("attempts", aggregate, "started", column, where),))


def _timed(id: str, where: str, known: str) -> Measure:
    """Attempts whose duration is `known`; those of which it is not are left out, and counted."""
    untimed = f"{where} AND NOT ({known})"
    return Measure(id, (Part("attempts", "count", "started", where=f"{where} AND {known}", untimed=untimed),))


def _calls(id: str, where: str | None = None, *, column: str | None = None) -> Measure:
    return _attempts(id, f"{CALL} AND {where}" if where else CALL, column=column)


def _attempted_leads(id: str, where: str | None, journey: str) -> Measure:
    """Leads with at least one attempt that meets `where`; `journey` says the same of a whole journey."""
    return Measure(
        id,
        parts=(
            Part("attempts", "distinct", "started", "lead_key", where),
            Part("leads", "count", "reported", where=f"is_reported AND {journey}"),
        ),
        cohort=(Part("leads", "count", "created", where=journey),),
    )


def _leads(id: str, where: str | None = None, *, column: str | None = None, q: float | None = None) -> Measure:
    aggregate = "quantile" if q is not None else "sum" if column else "count"
    return Measure(id, (Part("leads", aggregate, "created", column, where, q),))


def _last_outcome(id: str, where: str, journey: str) -> Measure:
    """Leads whose last outcome tells something, dated by their last attempt: among the leads attempted that day.

    In a store without leads, the attempts themselves tell it; both outcomes close a lead, so the last one it is.
    """
    return Measure(
        id,
        parts=(Part("leads", "count", "last_attempt", where=f"attempted AND {journey}"),),
        fallback=(Part("attempts", "distinct", "started", "lead_key", where),),
        cohort=(Part("leads", "count", "created", where=f"attempted AND {journey}"),),
    )


def _sold(id: str, journey: str | None = None) -> Measure:
    """Leads with an order; `journey` keeps, of a cohort, those that its denominator counts too."""
    return Measure(
        id,
        parts=(Part("orders", "distinct", "ordered", "lead_key"),),
        fallback=(
            Part("attempts", "distinct", "started", "lead_key", "outcome = 'sale'"),
            Part("leads", "count", "reported", where="is_reported AND sold"),
        ),
        cohort=(Part("leads", "count", "created", where=f"sold AND {journey}" if journey else "sold"),),
    )


def _time(id: str, where: str | None = None) -> Measure:
    """Seconds of agents' time."""
    return Measure(id, (Part("agent_time", "sum", "spent", "duration_s", where),))


def _cost(id: str, where: str | None = None) -> Measure:
    """Costs booked, and what stands in for those that a campaign does not book."""
    return Measure(
        id,
        tuple(Part(fact, "sum", "spent", "amount_base", where) for fact in ("costs", "cost_estimates")),
    )


WORKED = "state IN ('waiting', 'preparing', 'dialing', 'talking', 'wrap')"
SUCCESS = "outcome IN ('appointment', 'sale')"
REFUSED = "argued AND outcome = 'refused'"  # a source may say that there was no pitch
BY_AGENT = "agent_id IS NOT NULL"
HANDLED = f"contacted AND {BY_AGENT}"
TIME_KNOWN = (
    "(talk_s IS NOT NULL AND wrap_s IS NOT NULL OR channel <> 'phone' AND (talk_s IS NOT NULL OR wrap_s IS NOT NULL))"
)
TIMED = f"agent_id IS NOT NULL AND {TIME_KNOWN}"
PUT_THROUGH = "answered AND (agent_id IS NOT NULL OR connected_at IS NOT NULL)"
HELD = f"{PUT_THROUGH} AND hold_s IS NOT NULL"
WRONG = "outcome IN ('invalid_number', 'bounced', 'wrong_number')"
POTENTIAL = "(last_outcome IS NULL OR NOT last_outcome IN ('invalid_number', 'bounced', 'wrong_number', 'off_target'))"

VALID = "(phone_type IS NULL OR phone_type <> 'invalid')"
"""Of a lead with a number: not one that no country has, which is nobody's."""

MEASURES = {
    measure.id: measure
    for measure in (
        # attempts and calls
        _attempts("attempts"),
        _attempts("attempts_sold", "outcome = 'sale'"),
        _calls("calls"),
        _calls("calls_answered", "answered"),
        _calls("calls_contacted", "contacted"),
        _calls("calls_argued", "argued"),
        _calls("calls_valid", "valid_number"),
        _calls("calls_put_through", "outcome <> 'failed'"),
        _calls("calls_machine", "outcome = 'machine'"),
        _calls("calls_machine_reported", "outcome = 'machine' AND amd IN ('detected', 'missed')"),
        _calls("calls_machine_detected", "outcome = 'machine' AND amd = 'detected'"),
        _calls("calls_machine_to_agent", "outcome = 'machine' AND agent_id IS NOT NULL"),
        _calls("calls_to_agent", "agent_id IS NOT NULL"),
        _calls("calls_rejected", "outcome = 'rejected'"),
        _calls("calls_unanswered", "outcome IN ('rejected', 'no_answer', 'busy')"),
        _calls("calls_opted_out", "outcome IN ('hung_up', 'opt_out')"),
        _calls("calls_abandoned", "outcome = 'abandoned'"),
        _calls("calls_refused", REFUSED),
        _calls("calls_scored", "quality_score IS NOT NULL"),
        _calls("quality_score", "quality_score IS NOT NULL", column="quality_score"),
        # times of calls: a call whose time is unknown leaves numerator and denominator alike; a call without a
        # conversation had no talk, whether the source writes 0 or nothing
        _calls("talk_s", column="talk_s"),
        _timed("calls_timed", CALL, "(talk_s IS NOT NULL OR NOT contacted)"),
        _calls("talk_successful_s", SUCCESS, column="talk_s"),
        _timed("calls_successful", f"{CALL} AND {SUCCESS}", "talk_s IS NOT NULL"),
        _calls("talk_conversations_s", HANDLED, column="talk_s"),
        _timed("conversations_talk_known", f"{CALL} AND {HANDLED}", "talk_s IS NOT NULL"),
        _calls("wrap_conversations_s", HANDLED, column="wrap_s"),
        _timed("conversations_wrap_known", f"{CALL} AND {HANDLED}", "wrap_s IS NOT NULL"),
        _calls("talk_handled_s", f"{HANDLED} AND wrap_s IS NOT NULL AND talk_s IS NOT NULL", column="talk_s"),
        _calls("wrap_handled_s", f"{HANDLED} AND wrap_s IS NOT NULL AND talk_s IS NOT NULL", column="wrap_s"),
        _timed("conversations_handled", f"{CALL} AND {HANDLED}", "wrap_s IS NOT NULL AND talk_s IS NOT NULL"),
        _calls("hold_s", HELD, column="hold_s"),
        _timed("calls_held", f"{CALL} AND {PUT_THROUGH}", "hold_s IS NOT NULL"),
        # time of agents on each attempt, on any channel: a call's talk and wrap-up are both known, elsewhere one is enough
        _attempts("talk_any_s", f"{TIMED} AND talk_s IS NOT NULL", column="talk_s"),
        _attempts("wrap_any_s", f"{TIMED} AND wrap_s IS NOT NULL", column="wrap_s"),
        _timed("attempts_timed", "agent_id IS NOT NULL", TIME_KNOWN),
        # leads by the attempts of the period
        _attempted_leads("leads_attempted", None, "attempted"),
        _attempted_leads("leads_contacted", "contacted", "contacted"),
        _attempted_leads("leads_qualified", "qualified", "qualified"),
        _attempted_leads("leads_argued", "argued", "argued"),
        _attempted_leads("leads_refused", REFUSED, "refused"),
        Measure(
            "attempts_on_leads",
            parts=(
                Part("attempts", "count", "started", where="lead_key IS NOT NULL"),
                Part("leads", "sum", "reported", "attempts", "is_reported"),
            ),
            cohort=(Part("leads", "sum", "created", "attempts"),),
        ),
        _last_outcome("leads_wrong_number", WRONG, "wrong_number"),
        _last_outcome("leads_off_target", "outcome = 'off_target'", "off_target"),
        _last_outcome(
            "leads_unusable",
            "outcome IN ('invalid_number', 'bounced', 'wrong_number', 'off_target')",
            "(wrong_number OR off_target)",
        ),
        # leads by themselves
        _leads("leads"),
        _leads("leads_with_number", "has_number"),
        _leads("leads_with_valid_number", f"has_number AND {VALID}"),
        _leads("leads_mobile", "has_number AND phone_type = 'mobile'"),
        _leads("leads_duplicate", f"has_number AND {VALID} AND is_duplicate"),
        _leads("leads_open", "is_open"),
        _leads("leads_contacted_unqualified", "contacted AND NOT qualified"),
        _leads("leads_closed_worked", "attempted AND NOT is_open"),
        _leads("leads_worked", "attempted"),
        _leads("leads_potential", POTENTIAL),
        # speed: always by the lead's creation
        _leads("leads_first_contacted", "first_contact_delay_s IS NOT NULL"),
        _leads("first_contact_delay_s", column="first_contact_delay_s"),
        _leads("first_contact_delay_median_s", column="first_contact_delay_s", q=0.5),
        _leads("first_contact_delay_p90_s", column="first_contact_delay_s", q=0.9),
        _leads("leads_first_attempted", "first_attempt_delay_s IS NOT NULL"),
        _leads("first_attempt_delay_s", column="first_attempt_delay_s"),
        _leads("leads_contacted_1h", "first_contact_delay_s <= 3600"),
        # results: orders and appointments where the store has them, outcomes otherwise
        Measure(
            "sales",
            parts=(Part("orders", "count", "ordered"),),
            fallback=(
                Part("attempts", "count", "started", where="outcome = 'sale'"),
                Part("leads", "count", "reported", where="is_reported AND sold"),
            ),
        ),
        _sold("leads_sold"),
        _sold("leads_sold_worked", "attempted"),
        _sold("leads_sold_contacted", "contacted"),
        _sold("leads_sold_qualified", "qualified"),
        _sold("leads_sold_potential", POTENTIAL),
        Measure(
            "appointments",
            parts=(Part("appointments", "count", "booked", where="status <> 'rescheduled'"),),
            fallback=(
                Part("attempts", "count", "started", where="outcome = 'appointment'"),
                Part("leads", "count", "reported", where="is_reported AND booked"),
            ),
        ),
        Measure("orders_taken", (Part("orders", "count", "ordered"),)),
        Measure("orders", (Part("orders", "count", "ordered", where="status <> 'cancelled'"),)),
        Measure("revenue", (Part("orders", "sum", "ordered", "amount_base", "status <> 'cancelled'"),)),
        Measure("baskets", (Part("orders", "count", "ordered", where="status <> 'cancelled' AND credit.is_basket"),)),
        Measure(
            "baskets_of_several_products",
            (
                Part(
                    "orders",
                    "count",
                    "ordered",
                    where="status <> 'cancelled' AND credit.is_basket AND credit.basket_products > 1",
                ),
            ),
        ),
        Measure(
            "orders_with_base_offer",
            (Part("orders", "count", "ordered", where="status <> 'cancelled' AND credit.is_upgrade IS NOT NULL"),),
        ),
        Measure(
            "orders_upgraded",
            (Part("orders", "count", "ordered", where="status <> 'cancelled' AND credit.is_upgrade"),),
        ),
        Measure("orders_confirmed", (Part("orders", "count", "ordered", where="status = 'confirmed'"),)),
        Measure("sales_from_appointments", (Part("closings", "count", "ordered"),)),
        Measure("margin", (Part("orders", "sum", "ordered", "credit.margin_base", "status <> 'cancelled'"),)),
        Measure("effort_s", (Part("orders", "sum", "ordered", "credit.effort_s", "status <> 'cancelled'"),)),
        # customers: new by their first order ever; those that a store without orders only lists, by the day they came
        Measure(
            "new_customers",
            parts=(Part("orders", "count", "ordered", where="credit.is_first"),),
            fallback=(Part("customers", "count", "acquired", where="acquired_on IS NOT NULL"),),
        ),
        Measure(
            "lifetime_value_new",
            parts=(Part("orders", "sum", "ordered", "credit.lifetime_value", "credit.is_first"),),
            fallback=(Part("customers", "sum", "acquired", "lifetime_value", "acquired_on IS NOT NULL"),),
        ),
        Measure("customers_lost", (Part("customers", "count", "lost", at="left"),)),
        Measure("customers_at_start", (Part("customers", "count", "acquired", at="start"),)),
        # promises, on the day they fall due
        Measure(
            "appointments_due",
            (Part("appointments_due", "count", "due", where="status IN ('booked', 'held', 'no_show')"),),
        ),
        Measure("appointments_held", (Part("appointments_due", "count", "due", where="status = 'held'"),)),
        Measure("callbacks_due", (Part("callbacks", "count", "due"),)),
        Measure("callbacks_kept", (Part("callbacks", "count", "due", where="is_kept"),)),
        # insistence
        Measure(
            "leads_open_after_first",
            (Part("leads", "count", "first_attempt", where="NOT is_reported AND open_after_first"),),
        ),
        Measure(
            "leads_followed_up",
            (Part("leads", "count", "first_attempt", where="NOT is_reported AND open_after_first AND follow_ups > 0"),),
        ),
        _leads("follow_ups", "follow_ups > 0", column="follow_ups"),
        _leads("attempts_span_s", "follow_ups > 0", column="attempts_span_s"),
        Measure(
            "leads_over_solicited",
            parts=(Part("leads", "count", "over_solicited", where="over_solicited_date IS NOT NULL"),),
            cohort=(Part("leads", "count", "created", where="over_solicited_date IS NOT NULL"),),
        ),
        _leads("leads_contacted_so_far", "first_contact_delay_s IS NOT NULL"),
        # agents' time
        _time("time_logged_in_s"),
        _time("time_worked_s", WORKED),
        _time("time_talking_s", "state = 'talking'"),
        _time("time_wrap_s", "state = 'wrap'"),
        _time("time_dialing_s", "state = 'dialing'"),
        _time("time_waiting_s", "state = 'waiting'"),
        _time("time_paused_s", "state = 'paused'"),
        Measure(
            "agent_days_worked",
            (Part("agent_time", "distinct", "spent", "source_system, agent_id, local_date", WORKED),),
        ),
        Measure("days_worked", (Part("agent_time", "distinct", "spent", "local_date", WORKED),)),
        Measure("fte", (Part("agent_time", "sum", "spent", "duration_s", WORKED),), rule="full_time"),
        Measure("clock_hours", (), rule="opening_hours"),
        _attempts("attempts_by_agents", "agent_id IS NOT NULL"),
        _calls("calls_argued_won", f"argued AND {SUCCESS}"),
        # costs
        _cost("total_cost"),
        _cost("marketing_cost", "category IN ('media', 'data', 'tools')"),
    )
}


def part(measure: str, where: str | None = None) -> Part:
    """The aggregate of a measure that has one, and what else must hold of its rows.

    >>> part("calls_contacted", "agent_id IS NOT NULL").where
    "channel = 'phone' AND contacted AND agent_id IS NOT NULL"
    """
    [found] = MEASURES[measure].parts
    both = " AND ".join(text for text in (found.where, where) if text)
    return replace(found, where=both or None)
