"""Which figure of the product answers each shared case, and through which KPIs.

Each case has small simplified tables; `run` loads them as canonical rows and gives the rows that the case expects.
`kpis` name what answers it: of the catalogue, or declared here through the same shapes (with a leading "own_").
Every expected column of every case is answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cadran.analysis import view
from cadran.catalogue.shape import Measure, Part
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from cadran.query.periods import utc_midnight
from tests.conftest import Clock
from tests.query.world import ask, counted, declared, fill, kpi, summed

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


@dataclass(frozen=True)
class Case:
    """How one case is answered."""

    kpis: tuple[str, ...]
    run: Callable[[Store, Tables, Clock], Rows]
    zone: str = "UTC"


OWN = declared(
    kpi("own_contacted_per_lead", "leads_contacted", "leads"),
    kpi("own_sold_per_contacted", "own_sold", "own_contacted"),
    kpi("own_talk", "talk_s"),
    kpi("own_gross", "own_amount"),
    kpi("own_cost_per_call", "total_cost", "calls"),
    kpi("own_spent", "time_talking_s"),
    kpi("own_worked", "time_worked_s"),
    kpi("own_attempts_to_contact", "own_ranks", "own_ranked"),
    kpi("own_never_contacted", "own_censored"),
    measures=[
        counted("own_sold", "leads", "contacted", "sold"),
        counted("own_contacted", "leads", "contacted"),
        summed("own_amount", "orders", "ordered", "amount_base"),
        summed("own_ranks", "leads", "created", "first_contact_rank", "first_contact_rank IS NOT NULL"),
        Measure("own_ranked", (Part("leads", "count", "created", where="first_contact_rank IS NOT NULL"),)),
        counted("own_censored", "leads", "created", "attempted AND first_contact_rank IS NULL"),
    ],
)


def attempts(rows: Rows) -> Rows:
    """The cases' calls as attempts: contacted is a callback, answered without contact a hang-up."""
    found = []
    for place, row in enumerate(rows):
        reached = "callback" if row.get("contacted") else "hung_up" if row.get("answered") else "no_answer"
        at = row.get("started_at") or noon(row.get("day"))
        found.append({
            "attempt_id": str(row.get("call_id", place)), "lead_id": text(row.get("lead_id")),
            "campaign_id": row.get("campaign"), "agent_id": row.get("agent", "x"), "started_at": at,
            "ended_at": row.get("ended_at"), "outcome": reached, "talk_s": row.get("talk_s"),
        })  # fmt: skip
    return found


def orders(rows: Rows) -> Rows:
    return [
        {
            "order_id": str(row["order_id"]), "lead_id": text(row.get("lead_id")), "campaign_id": row.get("campaign"),
            "ordered_at": row.get("ordered_at") or noon(row.get("day")), "amount": row.get("amount"),
            "currency": row.get("ccy"), "cancelled_at": row.get("cancelled_at"),
        }
        for row in rows
    ]  # fmt: skip


def leads(rows: Rows, created: str | None = None) -> Rows:
    return [{"lead_id": text(row["lead_id"]), "created_at": row.get("created_at", created)} for row in rows]


def text(value: Any) -> str | None:
    return None if value is None else str(value)


def noon(day: str | None) -> str:
    return f"{day or '2025-01-01'}T12:00:00Z"


def total(store: Store, kpi: str, **more: Any) -> Any:
    return ask(store, kpi, catalogue=OWN, **more).total[kpi]["value"]


def by(store: Store, key: str, names: dict[str, str], *, with_total: bool = False, **more: Any) -> Rows:
    """Rows of a breakdown: `names` maps a KPI to the case's column."""
    result = ask(store, *names, catalogue=OWN, **more)
    of = "period" if more.get("grain") else more["by"][0]
    found = [
        {key: row["key"][of], **{name: row["values"][id]["value"] for id, name in names.items()}} for row in result.rows
    ]
    whole = {key: None, **{name: result.total[id]["value"] for id, name in names.items()}}
    return [*found, whole] if with_total else found


def calls_without_lead(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    return [{
        "calls": total(store, "calls"), "leads_attempted": total(store, "leads_attempted"),
        "lead_contact_rate": total(store, "contactability_rate"),
    }]  # fmt: skip


def leads_without_calls(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, leads=leads(tables["leads"], "2025-01-01T09:00:00Z"), attempts=attempts(tables["calls"]))
    return [{
        "penetration": total(store, "list_penetration"),
        "contact_per_attempted": total(store, "contactability_rate"),
        "contact_per_loaded": total(store, "own_contacted_per_lead", basis="cohort"),
    }]  # fmt: skip


def two_campaigns(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    return by(store, "campaign", {"leads_attempted": "leads_attempted"}, by=["campaign"], with_total=True)


def two_days(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    days = by(store, "day", {"leads_contacted": "n"}, grain="day")
    (week,) = by(store, "week", {"leads_contacted": "n"}, grain="week")
    return [{"by_day": [row["n"] for row in days], "by_week": week["n"]}]


def ratio_total(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    return by(store, "campaign", {"contact_rate": "contact_rate"}, by=["campaign"], with_total=True)


def sale_by_activity(store: Store, tables: Tables, clock: Clock) -> Rows:
    covers = (date(2025, 1, 1), date(2025, 3, 1))
    fill(store, attempts=attempts(tables["calls"]), orders=orders(tables["orders"]), covers=covers)
    return by(store, "period", {"conversion_per_conversation": "conversion"}, grain="month")


def sale_by_contact(store: Store, tables: Tables, clock: Clock) -> Rows:
    called = [{"lead_id": row["lead_id"]} for row in tables["calls"]]
    fill(store, leads=leads(called, "2025-01-01T09:00:00Z"), attempts=attempts(tables["calls"]))
    fill(store, orders=orders(tables["orders"]))
    period = ("2025-01-01", "2025-03-01")
    return by(store, "period", {"own_sold_per_contacted": "conversion"}, grain="month", period=period)


def spring_day(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    found = by(store, "day", {"calls": "calls"}, grain="day")
    return [{**row, "day_hours": hours(row["day"], store.zone)} for row in found]


def hours(day: str, zone: str) -> int:
    """Elapsed hours of a local day, by the bounds that the product gives it."""
    first = date.fromisoformat(day)
    return (utc_midnight(first + timedelta(days=1), zone) - utc_midnight(first, zone)) // timedelta(hours=1)


def autumn_hours(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    found = by(store, "h", {"calls": "calls"}, grain="hour")
    return [{"h": int(row["h"][-2:]), "calls": row["calls"]} for row in found if row["calls"]]


def over_midnight(store: Store, tables: Tables, clock: Clock) -> Rows:
    (row,) = tables["calls"]
    length = datetime.fromisoformat(row["ended_at"]) - datetime.fromisoformat(row["started_at"])
    fill(store, attempts=attempts([{**row, "contacted": True, "talk_s": int(length.total_seconds())}]))
    fill(store, agent_states=[state("talking", row["started_at"], row["ended_at"])])
    assert total(store, "calls", period=("2025-01-01", "2025-01-02")) == 1
    split = [row["s"] for row in by(store, "day", {"own_spent": "s"}, grain="day")]
    return [{"start_attr": total(store, "own_talk", period=("2025-01-01", "2025-01-02")), "split": split}]


def state(name: str, start: str, end: str) -> dict[str, Any]:
    return {"agent_id": "x", "state": name, "started_at": start, "ended_at": end}


def clipped_state(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, agent_states=[state("talking", row["start_at"], row["end_at"]) for row in tables["agent_states"]])
    return [{"worked_s": total(store, "own_worked", period=("2025-01-01", "2025-01-02"))}]


def costs(rows: Rows) -> Rows:
    """The cases' costs, of one day in January and of no currency of their own."""
    return [
        {
            "cost_id": str(row.get("cost_id", place)), "campaign_id": row.get("campaign"), "category": "media",
            "amount": row.get("amount", row.get("cost")), "starts_on": "2025-01-01",
        }
        for place, row in enumerate(rows)
    ]  # fmt: skip


def zero_denominator(store: Store, tables: Tables, clock: Clock) -> Rows:
    cells = tables["cells"]
    sold = [
        {"order_id": f"{row['campaign']}{n}", "campaign": row["campaign"]}
        for row in cells
        for n in range(row["orders"])
    ]
    fill(store, costs=costs(cells), orders=orders(sold))
    return by(store, "campaign", {"cost_per_order": "cpo"}, by=["campaign"], with_total=True)


def loaded_twice(store: Store, tables: Tables, clock: Clock) -> Rows:
    for loaded in sorted({row["loaded_at"] for row in tables["calls"]}):
        clock.set(loaded.rstrip("Z"))
        rows = [row for row in tables["calls"] if row["loaded_at"] == loaded]
        fill(
            store,
            attempts=attempts(
                [{"call_id": row["call_key"], "talk_s": row["talk_s"], "contacted": True} for row in rows]
            ),
        )
    return [{"calls": total(store, "calls"), "talk_s": total(store, "own_talk")}]


def late_disposition(store: Store, tables: Tables, clock: Clock) -> Rows:
    for row in tables["dispositions"]:
        clock.set(row["valid_from"].rstrip("Z"))
        fill(store, attempts=attempts([{"call_id": 1, "contacted": row["disposition"] == "contact",
                                        "started_at": "2025-01-01T09:00:00Z"}]))  # fmt: skip
    return [
        {"as_of": total(store, "conversations", known_at="2025-01-02T00:00:00Z"), "now": total(store, "conversations")}
    ]


def cancelled(store: Store, tables: Tables, clock: Clock) -> Rows:
    """Loaded as it happened: what a ledger posts in February is by how much January has moved since its end."""
    clock.set("2025-02-01T00:00:00")
    fill(store, orders=orders([{**row, "cancelled_at": None} for row in tables["orders"]]))
    clock.set("2025-03-01T00:00:00")
    fill(store, orders=orders(tables["orders"]))
    january = ("2025-01-01", "2025-02-01")
    gross, net = (total(store, id, period=january) for id in ("own_gross", "revenue"))
    posted = ask(store, "revenue", period=january, known_at="2025-02-01T00:00:00Z", compare="now").total["revenue"]
    return [{
        "gross": gross, "net_order_date": net,
        "ledger_jan": posted["value"], "ledger_feb": posted["restated"]["change"]["value"],
    }]  # fmt: skip


def currencies(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, orders=orders(tables["orders"]))
    rates = [{"day": row["day"], "currency": row["ccy"], "rate_to_base": row["to_eur"]} for row in tables.get("fx", [])]
    fill(store, **({"exchange_rates": rates} if rates else {}))
    found = ask(store, "revenue").total["revenue"]
    return [{"revenue_eur": found["value"], "unconverted": found["excluded"]["unconverted"]}]


def converted(store: Store, tables: Tables, clock: Clock) -> Rows:
    return [{"revenue_eur": row["revenue_eur"]} for row in currencies(store, tables, clock)]


def chasm(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]), costs=costs(tables["costs"]))
    return [{"cost_per_call": total(store, "own_cost_per_call")}]


def not_conformed(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]), costs=costs(tables["costs"]))
    try:
        ask(store, "own_cost_per_call", by=["agent"], catalogue=OWN)
    except NotConformedError:
        return [{"result": "error"}]
    return [{"result": "no error"}]


def existing_customers(store: Store, tables: Tables, clock: Clock) -> Rows:
    bought = [
        {**given, "customer_id": text(row["customer_id"])}
        for given, row in zip(orders(tables["orders"]), tables["orders"], strict=True)
    ]
    fill(store, orders=bought, costs=costs(tables["costs"]))
    january = {"period": ("2025-01-01", "2025-02-01")}
    return [{
        "new_customers": total(store, "new_customers", **january),
        "cac": total(store, "customer_acquisition_cost", **january),
    }]  # fmt: skip


def empty_day(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    return by(store, "day", {"calls": "calls", "contact_rate": "cr", "average_talk_time": "mt"}, grain="day")


def within_1h(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, leads=leads(tables["leads"]), attempts=attempts(tables["calls"]))
    return [{"r": total(store, "contacted_within_1h_rate", as_of="2025-01-01T12:00:00Z")}]


def until_contact(store: Store, tables: Tables, clock: Clock) -> Rows:
    calls = [{**row, "started_at": f"2025-01-01T1{row['seq']}:00:00Z"} for row in tables["calls"]]
    called = [{"lead_id": lead} for lead in dict.fromkeys(row["lead_id"] for row in calls)]
    fill(store, leads=leads(called, "2025-01-01T09:00:00Z"), attempts=attempts(calls))
    return [{"mean_attempts": total(store, "own_attempts_to_contact"), "censored": total(store, "own_never_contacted")}]


def abandons(store: Store, tables: Tables, clock: Clock) -> Rows:
    outcomes = {"connected": "callback", "amd": "machine"}
    rows = attempts(tables["calls"])
    results = [outcomes.get(row["result"], row["result"]) for row in tables["calls"]]
    fill(store, attempts=[{**row, "outcome": result} for row, result in zip(rows, results, strict=True)])
    return [{"abandon_rate": total(store, "abandon_rate")}]


def iso_weeks(store: Store, tables: Tables, clock: Clock) -> Rows:
    fill(store, attempts=attempts(tables["calls"]))
    return by(store, "w", {"calls": "calls"}, grain="week")


def two_hours(store: Store, tables: Tables, clock: Clock) -> Rows:
    """The best time to call goes by the lead's zone, a breakdown by the centre's."""
    calls = [{**row, "lead_id": row["call_id"]} for row in tables["calls"]]
    known = [
        {**lead, "time_zone": row["lead_tz"]}
        for lead, row in zip(leads(calls, "2025-01-01T00:00:00Z"), calls, strict=True)
    ]
    fill(store, leads=known, attempts=attempts(calls))
    of_lead = [row["hour"] for row in view(store, "best-hours").table("slots").rows]
    of_centre = [row["h"] for row in by(store, "h", {"calls": "calls"}, by=["hour"])]
    return [{"lead_h": lead, "centre_h": centre} for lead, centre in zip(of_lead, of_centre, strict=True)]


CASES = {
    "01_calls_without_lead": Case(("calls", "leads_attempted", "contactability_rate"), calls_without_lead),
    "02_leads_without_calls": Case(
        ("list_penetration", "contactability_rate", "own_contacted_per_lead"), leads_without_calls
    ),
    "03_lead_shared_by_two_campaigns": Case(("leads_attempted",), two_campaigns),
    "04_lead_shared_by_two_days": Case(("leads_contacted",), two_days),
    "05_ratio_total_vs_mean_of_rows": Case(("contact_rate",), ratio_total),
    "06_sale_after_period_activity": Case(("conversion_per_conversation",), sale_by_activity),
    "07_sale_after_period_contact_cohort": Case(("own_sold_per_contacted",), sale_by_contact),
    "09_dst_spring_23h_day": Case(("calls",), spring_day, zone="Europe/Madrid"),
    "10_dst_autumn_25h_day": Case(("calls",), autumn_hours, zone="Europe/Madrid"),
    "11_call_crossing_midnight": Case(("calls", "own_talk", "own_spent"), over_midnight),
    "14_state_spanning_period": Case(("own_worked",), clipped_state),
    "15_zero_denominator": Case(("cost_per_order",), zero_denominator),
    "16_duplicate_reimport": Case(("calls", "own_talk"), loaded_twice),
    "17_late_disposition": Case(("conversations",), late_disposition),
    "18_cancelled_orders": Case(("own_gross", "revenue"), cancelled),
    "19_multi_currency": Case(("revenue",), converted),
    "20_missing_fx_rate": Case(("revenue",), currencies),
    "21_chasm_two_facts": Case(("own_cost_per_call",), chasm),
    "24_non_conformed_dimension": Case(("own_cost_per_call",), not_conformed),
    "25_empty_period": Case(("calls", "contact_rate", "average_talk_time"), empty_day),
    "26_first_contact_within_1h": Case(("contacted_within_1h_rate",), within_1h),
    "27_attempts_until_contact": Case(("own_attempts_to_contact", "own_never_contacted"), until_contact),
    "30_new_customer_existing": Case(("new_customers", "customer_acquisition_cost"), existing_customers),
    "31_abandon_definition": Case(("abandon_rate",), abandons),
    "32_iso_week_year": Case(("calls",), iso_weeks),
    "34_lead_local_hour": Case(("calls",), two_hours, zone="Europe/Madrid"),
}
