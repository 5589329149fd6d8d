"""Random small centres in which every KPI can differ from its neighbours.

Everything happens around ten days of September 2026, at moments where bounds lie: local midnight, the instant of
judgement, exactly an hour after a lead's creation, the end of a callback's slot, 24 hours after an attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from cadran.executor.local import Store
from tests.conftest import table

Row = dict[str, Any]
World = Mapping[str, list[Row]]

DAY_0 = datetime(2026, 9, 4, 22)  # local midnight of Saturday the 5th, in UTC
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 14)  # the week that is asked for, Monday to Sunday
MIDWAY = datetime(2026, 9, 11, 12, 30)  # the earlier instant of judgement: Friday, 14:30 in Paris
NOW = datetime(2026, 10, 20, 12)
COVERS = (date(2026, 8, 1), date(2026, 11, 1))

OPENING = {  # opening hours as campaigns write them → (from weekday, to weekday, from, to)
    "mon-fri 09:00-12:30, 14:00-18:00": [(1, 5, "09:00", "12:30"), (1, 5, "14:00", "18:00")],
    "mon-sat 10:00-19:00": [(1, 6, "10:00", "19:00")],
}
BY_PHONE = (
    "invalid_number", "failed", "busy", "no_answer", "rejected", "machine", "machine", "abandoned", "hung_up",
    "wrong_number", "opt_out", "off_target", "not_interested", "callback", "callback", "qualified", "refused", "refused",
    "appointment", "sale", "sale", None,
)  # fmt: skip
BY_MESSAGE = ("delivered", "opened", "bounced", "replied", "qualified", "sale", "failed", None)
TALKED = {"opt_out", "off_target", "not_interested", "callback", "qualified", "refused", "appointment", "sale"}
STATES = ("waiting", "preparing", "dialing", "talking", "talking", "wrap", "paused", "training", "other")


class Maker:
    """Draws one centre, row by row: a small one, or one of `size` times its rows; with orders and appointments or not."""

    def __init__(self, pick: Random, size: int = 1, has_results: bool | None = None) -> None:
        self.pick, self.size, self.has_results = pick, size, has_results
        self.taken: set[Any] = set()

    def maybe(self, share: float) -> bool:
        return self.pick.randrange(100) < 100 * share

    def among(self, *values: Any) -> Any:
        return values[self.pick.randrange(len(values))]

    def moment(self) -> datetime:
        if self.maybe(0.15):
            return MIDWAY + timedelta(seconds=self.among(-3601, -3600, -3599, -600, 0, 1))
        minute = self.among(0, 0, 1, 480, 540, 600, 630, 720, 870, 960, 1080, 1410, 1439)
        return DAY_0 + timedelta(days=self.pick.randrange(11), minutes=minute, seconds=self.among(0, 0, 0, 1, 59))

    def day(self) -> date:
        return (DAY_0 + timedelta(days=1 + self.pick.randrange(10))).date()

    def unique(self, *key: Any) -> bool:
        if key in self.taken:
            return False
        self.taken.add(key)
        return True

    def world(self) -> World:
        leads = self.leads()
        results = [self.maybe(0.85) if self.has_results is None else self.has_results for _ in range(2)]
        return {
            "campaigns": self.campaigns(),
            "lists": self.lists(),
            "products": [{"product_id": "P", "unit_margin": 7.0, "category": "Box", "is_base": True},
                         {"product_id": "Q", "category": "Box"}, {"product_id": "R", "category": "Insurance"}],
            "agents": self.agents(),
            "leads": leads,
            "attempts": self.attempts(leads),
            "agent_states": self.states(),
            "appointments": self.appointments(leads) if results[0] else [],
            "orders": self.orders(leads) if results[1] else [],
            "customers": self.customers(leads),
            "costs": self.costs(),
            "exchange_rates": [{"currency": "GBP", "day": (DAY_0 + timedelta(days=n)).date(), "rate_to_base": 1.1 + n / 100}
                               for n in range(12) if n != 6],
        }  # fmt: skip

    def campaigns(self) -> list[Row]:
        declared = self.maybe(0.7)
        return [
            {
                "campaign_id": id,
                "objective": self.among("appointment", "sale", "qualification", "leads"),
                "max_attempts": self.among(None, None, 1, 3),
                "callback_slot_minutes": self.among(None, 15, 60),
                "opening_hours": self.among(*OPENING) if declared else None,
            }
            for id in "AB"
        ]

    def lists(self) -> list[Row]:
        return [
            {
                "list_id": id,
                "source": source,
                "is_hot": self.among(None, None, False, True),
                "closed_on": self.among(None, None, self.day()),
                "cost": self.among(None, 90.0),
                "currency": "EUR",
            }
            for id, source in (("F", "fair"), ("G", "web"))
        ]

    def agents(self) -> list[Row]:
        moves = date(2026, 9, 10)
        return [
            {"agent_id": "x", "team": "red", "hourly_cost": 18.0, "valid_to": moves},
            {"agent_id": "x", "team": "blue", "hourly_cost": 36.0, "valid_from": moves},
            {"agent_id": "y", "team": "blue", "hourly_cost": self.among(24.0, None)},
        ]

    def leads(self) -> list[Row]:
        summaries = self.size > 1 or self.maybe(0.4)
        found = []
        for n in range(self.size * (4 + self.pick.randrange(5))):
            row: Row = {
                "lead_id": f"L{n}",
                "created_at": self.moment(),
                "campaign_id": self.among("A", "A", "B", None),
                "list_id": self.among("F", "G", None),
                "source": self.among(None, "fair", "radio"),
                "target": self.among("home", "shop", None),
                "is_hot": self.among(None, None, False, True),
                "phone": self.among(
                    None, "+33612345678", "+33612345678", "+33612345679", "+33140000000", "+33140000001"
                ),
                "phone_type": self.among(None, None, None, "mobile"),
                "opposed_at": self.moment() if self.maybe(0.1) else None,
                "external_ids": f"dialer:D{n}" if self.maybe(0.2) else None,
            }
            if summaries and self.maybe(0.4):
                row["reported_attempts"] = self.among(0, 1, 4)
            if row.get("reported_attempts"):
                row["reported_disposition"] = self.among(
                    "busy",
                    "callback",
                    "qualified",
                    "refused",
                    "sale",
                    "appointment",
                    "wrong_number",
                    "off_target",
                    None,
                )
                row["reported_last_attempt_at"] = row["created_at"] + timedelta(hours=self.among(1, 30))
                if row["reported_last_attempt_at"] > MIDWAY >= row["created_at"]:
                    row["created_at"] = row["reported_last_attempt_at"] - timedelta(minutes=5)
            found.append(row)
        return found

    def attempts(self, leads: list[Row]) -> list[Row]:
        found: list[Row] = []
        for lead in leads:
            if lead.get("reported_attempts") is not None:
                continue
            at = lead["created_at"] + timedelta(seconds=self.among(-7200, 0, 60, 600, 3599, 3600, 3601, 86400))
            if MIDWAY - timedelta(seconds=3601) <= lead["created_at"] < MIDWAY and self.maybe(0.7):
                lead["is_hot"] = self.among(True, True, False)  # just in, and reached at once
                reached = {"outcome": "callback", "channel": "phone", "direction": "outbound", "callback_at": None}
                found.append(
                    self.attempt(lead["created_at"], lead["lead_id"], len(found)) | reached | {"is_argued": None}
                )
            for _ in range(self.among(0, 1, 1, 2, 3, 4, 6)):
                row = self.attempt(at, lead["lead_id"], len(found))
                if lead["external_ids"] and self.maybe(0.7):
                    row |= {"source_system": "dialer", "lead_id": lead["external_ids"].split(":")[1]}
                found.append(row)
                if row["callback_at"] and self.maybe(0.8):
                    at = max(
                        row["callback_at"] + timedelta(seconds=self.among(-1, 0, 900, 901, 1800, 1801)),
                        at + timedelta(1),
                    )
                else:
                    at += timedelta(seconds=self.among(60, 1800, 3600, 21600, 28799, 28800, 28800, 86400, 172800))
        for _ in range(self.size * (1 + self.pick.randrange(4))):
            found.append(self.attempt(self.moment(), self.among(None, "ghost"), len(found)))
        return found

    def attempt(self, at: datetime, lead: str | None, n: int) -> Row:
        message = self.maybe(0.15 if self.size == 1 else 0.3)
        outcome = self.among(*(BY_MESSAGE if message and self.maybe(0.6) else BY_PHONE))
        talked = outcome in TALKED
        row: Row = {
            "source_system": "default",
            "attempt_id": f"a{n:04d}",
            "lead_id": lead,
            "campaign_id": self.among("A", "A", "B", None),
            "list_id": self.among("F", "G", None),
            "agent_id": self.among("x", "x", "y", "y", None),
            "channel": self.among("email", "sms", "other") if message else "phone",
            "direction": "inbound" if self.maybe(0.12) else "outbound",
            "started_at": at,
            "outcome": outcome,
            "reason": self.among("price", "no_need", None) if outcome in ("refused", "not_interested", "off_target") else None,
            "talk_s": self.among(None, 30, 120, 300) if talked else self.among(None, None, 0, 20),
            "wrap_s": self.among(None, 15, 40) if talked else self.among(None, 5),
            "amd": self.among("detected", "missed", "none", None) if outcome == "machine" else self.among(None, None, "detected"),
            "quality_score": self.among(None, None, None, 7.0, 9.0),
            "callback_at": None,
            "is_argued": None,
            "is_qualified": None,
            "answered_at": None,
            "connected_at": None,
            "hold_s": None,
        }  # fmt: skip
        if outcome == "callback" or self.maybe(0.1):
            row["callback_at"] = at + timedelta(seconds=self.among(1800, 7200, 86400))
        if self.maybe(0.12):
            row |= self.among(*OVERRIDES.get(outcome, ({},)))
        if self.maybe(0.5):
            row |= {
                "answered_at": at + timedelta(seconds=8),
                "connected_at": at + timedelta(seconds=self.among(8, 10, 14)),
            }
        elif self.maybe(0.5):
            row["hold_s"] = self.among(0, 3)
        return row

    def states(self) -> list[Row]:
        found: list[Row] = []
        for agent in "xy":
            for day in range(11):
                if self.maybe(0.5):
                    continue
                minute = self.among(0, 480, 510, 840, 1380)
                for _ in range(1 + self.pick.randrange(4)):
                    length = self.among(0, 15, 45, 90, 240)
                    start = DAY_0 + timedelta(days=day, minutes=minute)
                    if self.unique(agent, start):
                        found.append({
                            "agent_id": agent, "campaign_id": self.among("A", "A", "B", None), "state": self.among(*STATES),
                            "reason": self.among("lunch", "typing", None), "started_at": start,
                            "ended_at": None if self.maybe(0.1) else start + timedelta(minutes=length),
                        })  # fmt: skip
                    minute += self.among(length, length, 10, length + 20) or 5
        return found or [
            {"agent_id": "x", "state": "waiting", "started_at": DAY_0, "ended_at": DAY_0 + timedelta(hours=1)}
        ]

    def appointments(self, leads: list[Row]) -> list[Row]:
        found = []
        for n in range(self.size * (2 + self.pick.randrange(4))):
            booked = self.moment()
            due = booked + timedelta(days=self.among(1, 2, 5))
            status = self.among("booked", "held", "held", "no_show", "cancelled", "rescheduled")
            found.append({
                "appointment_id": f"r{n}", "lead_id": self.among(*leads)["lead_id"] if self.maybe(0.8) else None,
                "campaign_id": self.among("A", "B", None), "agent_id": self.among("x", "y", None), "booked_at": booked,
                "scheduled_at": due, "status": status, "held_at": due if status == "held" and self.maybe(0.7) else None,
                "cancelled_at": booked + timedelta(hours=20) if status == "cancelled" and self.maybe(0.7) else None,
            })  # fmt: skip
        return found

    def orders(self, leads: list[Row]) -> list[Row]:
        found = []
        for n in range(self.size * (3 + self.pick.randrange(5))):
            at = self.moment()
            while not self.unique("order", at):
                at += timedelta(minutes=1)
            status = self.among("pending", "confirmed", "confirmed", "cancelled")
            later = at + timedelta(days=self.among(0, 1, 3)) if self.maybe(0.7) else None
            found.append({
                "order_id": f"o{n}", "lead_id": self.among(*leads, {"lead_id": None}, {"lead_id": "ghost"})["lead_id"],
                "customer_id": self.among(None, None, "K0", "K1", "K2", f"K{n}"), "campaign_id": self.among("A", "B", None),
                "agent_id": self.among("x", "y", None, None), "appointment_id": self.among("r0", "r1", None, None),
                "product_id": self.among("P", "Q", "Q", "R", None), "ordered_at": at, "quantity": self.among(None, 1.0, 3.0),
                "amount": self.among(20.0, 50.0, 300.0), "margin": self.among(None, 5.0, 12.0),
                "currency": self.among("EUR", "EUR", "EUR", "GBP"), "status": status,
                "confirmed_at": later if status == "confirmed" else None,
                "cancelled_at": later if status == "cancelled" else None,
            })  # fmt: skip
        return found

    def customers(self, leads: list[Row]) -> list[Row]:
        found = []
        for n in range(5 * self.size):
            acquired = self.among(date(2026, 8, 20), FIRST, FIRST - timedelta(1), self.day())
            lost = self.among(None, None, FIRST, LAST, self.day())
            earlier = [lead["lead_id"] for lead in leads if lead["created_at"].date() < acquired]
            found.append({
                "customer_id": f"K{n}", "lead_id": self.among(*earlier) if earlier and self.maybe(0.7) else None,
                "acquired_on": acquired, "lost_on": lost if lost and lost >= acquired else None,
                "lifetime_value": self.among(100.0, 250.0, 250.0, None),
            })  # fmt: skip
        return found

    def costs(self) -> list[Row]:
        found: list[Row] = []
        for n in range(self.size * (2 + self.pick.randrange(4))):
            start, of_list = self.day() - timedelta(days=self.among(0, 6)), self.maybe(0.3)
            found.append({
                "cost_id": f"c{n}", "campaign_id": self.among("A", "A", "B", None),
                "list_id": self.among("F", "G") if of_list else None,
                "source": None if of_list else self.among(None, None, "radio"),
                "category": self.among("staff", "media", "data", "tools", "workplace", "telecom", "commission"),
                "amount": self.among(70.0, 300.0), "currency": self.among("EUR", "EUR", "EUR", "GBP"), "starts_on": start,
                "ends_on": self.among(None, start, start + timedelta(days=self.among(1, 6, 12))),
            })  # fmt: skip
        return found


OVERRIDES: dict[str | None, tuple[Row, ...]] = {  # the source's own word, with its outcome and against it
    "callback": ({"is_argued": True}, {"is_qualified": True}),
    "refused": ({"is_argued": False},),
    "sale": ({"is_argued": False},),
    "busy": ({"is_argued": True}, {"is_qualified": True}),
    "qualified": ({"is_qualified": False},),
    None: ({"is_argued": True},),
}


def drawn(pick: Random, size: int = 1, has_results: bool | None = None, *, has_leads: bool = True) -> World:
    world = Maker(pick, size, has_results).world()
    return world if has_leads else {**world, "leads": []}


Loads = list[tuple[str, str, list[Row]]]


def loads(world: World) -> Loads:
    """(table, source system, rows), in an order in which what is referred to comes first."""
    found: Loads = []
    for name, rows in world.items():
        for source in dict.fromkeys(row.get("source_system", "default") for row in rows):
            mine = [row for row in rows if row.get("source_system", "default") == source]
            found.append((name, source, [{key: row[key] for key in row if key != "source_system"} for row in mine]))
    return found


ENTITIES = ("campaigns", "lists", "products", "agents", "customers", "exchange_rates")


def load(store: Store, world: World, *, arranged: Callable[[Loads], Loads] = list) -> None:
    for name, source, rows in arranged(loads(world)):
        store.load(name, table(rows), source=source, covers=None if name in ENTITIES else COVERS)
