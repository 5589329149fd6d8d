"""What the centre spends and bills, the rates of the Swiss franc, and what the centre changed on the way."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from cadran.demo.agents import Agents
from cadran.demo.clock import DAY_S, NONE, Clock, Floats, Ints
from cadran.demo.floor import Calls
from cadran.demo.leads import Leads
from cadran.demo.results import Appointments, Orders, cents
from cadran.demo.roster import TRAINED_TEAM, TRAINING_DAY, Roster
from cadran.demo.world import (
    CAMPAIGNS,
    DAYS,
    LISTS,
    PRODUCTS,
    SCRIPT_CAMPAIGN,
    SCRIPT_DAY,
    SCRIPT_TEAM,
    ProspectList,
)

_CHARGES = 1.06  # on top of the hourly cost
_BILLED_HOUR = {"BILAN": 3600, "VERTE": 3450, "DEVIS": 3900, "SENIORS": 3500, "PME": 4300, "ARTISANS": 4200}  # cents
_BILLED_WIN = {"BILAN": 2200, "VERTE": 1500, "DEVIS": 1200, "SENIORS": 1400, "PME": 3000, "ARTISANS": 3200}
_UNESTIMATED = "ARTISANS"  # this campaign books no staff cost: its hours × hourly cost stand in
Row = tuple[str | None, str | None, str | None, int | None, str, int, str, date, date]


def costs_table(
    clock: Clock, agents: Agents, leads: Leads, calls: Calls, met: Appointments, made: Orders, roster: Roster
) -> dict[str, pa.Array]:
    """Costs by campaign and calendar month, lists when they are bought, media by source."""
    hours, pay = _hours(agents, roster)
    rows: list[Row] = []
    for start, stop in _months(clock):
        days = slice(start, stop + 1)
        for index, c in enumerate(CAMPAIGNS):
            spent = _monthly(index, hours[days, index].sum(), pay[days, index].sum(), calls, start, stop)
            won = _wins(met, made, index, start, stop)
            billed = int(hours[days, index].sum() * _BILLED_HOUR[c.id] + won * _BILLED_WIN[c.id])
            for category, amount in spent.items():
                carries = billed if category == "tools" else None
                first = max(start, c.starts)
                if amount > 0 and first <= stop:
                    rows.append(
                        (c.id, None, None, carries, category, amount, "EUR", clock.date(first), clock.date(stop))
                    )
    rows += _bought(clock, leads)
    rows += _media(clock, leads)
    columns = list(zip(*rows, strict=True))
    return {
        "cost_id": pa.array([f"D{number + 1:04d}" for number in range(len(rows))]),
        "campaign_id": pa.array(columns[0], pa.string()),
        "list_id": pa.array(columns[1], pa.string()),
        "source": pa.array(columns[2], pa.string()),
        "billed_amount": pa.array(
            [None if b is None else f"{b // 100}.{b % 100:02d}" for b in columns[3]], pa.string()
        ),
        "category": pa.array(columns[4]),
        "amount": cents(np.array(columns[5], np.int64)),
        "currency": pa.array(columns[6]),
        "starts_on": pa.array(columns[7]),
        "ends_on": pa.array(columns[8]),
    }


def _hours(agents: Agents, roster: Roster) -> tuple[Floats, Floats]:
    """Hours on the roster and what they cost in cents, by day and campaign."""
    hours, pay = np.zeros((DAYS, len(CAMPAIGNS))), np.zeros((DAYS, len(CAMPAIGNS)))
    agent, day, campaign, start, stop, _ = roster.stretch_columns().T
    other = np.array([row[:4] for row in roster.others], np.int64).reshape(-1, 4).T
    agent, campaign = np.concatenate([agent, other[0]]), np.concatenate([campaign, other[1]])
    day = np.concatenate([day, other[2] // DAY_S])
    length = np.concatenate([stop - start, other[3] - other[2]]) / 3600
    np.add.at(hours, (day, campaign), length)
    np.add.at(pay, (day, campaign), length * agents.hourly_cost(agent) * 100)
    return hours, pay


def _monthly(index: int, hours: float, pay: float, calls: Calls, start: int, stop: int) -> dict[str, int]:
    """One campaign's costs of a month, in cents."""
    mine = (calls.campaign == index) & (calls.started >= start * DAY_S) & (calls.started < (stop + 1) * DAY_S)
    minutes = calls.talk[mine].sum() / 60
    spent = {
        "staff": pay * _CHARGES,
        "commission": pay * 0.045,
        "tools": hours * 145,
        "workplace": hours * 190,
        "telecom": minutes * 1.1 + mine.sum() * 0.35,
        "provider_fee": hours * 60,
        "other": hours * 22,
    }
    if CAMPAIGNS[index].id == _UNESTIMATED:
        del spent["staff"]
    return {category: round(float(amount)) for category, amount in spent.items()}


def _wins(met: Appointments, made: Orders, index: int, start: int, stop: int) -> int:
    booked = (met.campaign == index) & (met.booked // DAY_S >= start) & (met.booked // DAY_S <= stop)
    sold = (made.campaign == index) & (made.ordered // DAY_S >= start) & (made.ordered // DAY_S <= stop)
    return int((booked & (met.status != 4)).sum() + sold.sum())


def _months(clock: Clock) -> list[tuple[int, int]]:
    """The calendar months of the 120 days, as first and last day number of each."""
    days = [clock.date(day) for day in range(DAYS)]
    cuts = [0, *(day for day in range(1, DAYS) if days[day].day == 1), DAYS]
    return [(cuts[i], cuts[i + 1] - 1) for i in range(len(cuts) - 1)]


def list_cost(leads: Leads, index: int, item: ProspectList) -> int:
    return round(int((leads.list == index).sum()) * item.unit_price * 100)


def _bought(clock: Clock, leads: Leads) -> list[Row]:
    """Each bought list costs its price, spread over the weeks in which it is worked."""
    rows: list[Row] = []
    for index, item in enumerate(LISTS):
        price = list_cost(leads, index, item)
        if price and not item.is_hot and item.campaign != _UNESTIMATED:
            start = clock.date(int(clock.next_working(np.array(max(item.deliveries[0], 0)))))
            rows.append((item.campaign, item.id, None, None, "data", price, "EUR", start, clock.until))
    return rows


def _media(clock: Clock, leads: Leads) -> list[Row]:
    """Web leads are paid for in advertising, by source."""
    rows: list[Row] = []
    for index, item in enumerate(LISTS):
        if not item.is_hot:
            continue
        price = 1380 if item.source == "Site web" else 940
        for start, stop in _months(clock):
            mine = (leads.list == index) & (leads.created // DAY_S >= start) & (leads.created // DAY_S <= stop)
            amount = int(mine.sum()) * price
            if amount:
                days = clock.date(start), clock.date(stop)
                rows.append((item.campaign, None, item.source, None, "media", amount, "EUR", *days))
    return rows


def lists_table(clock: Clock, leads: Leads) -> dict[str, pa.Array]:
    closes = np.array([DAYS if item.closes is None else item.closes for item in LISTS])
    return {
        "list_id": pa.array([item.id for item in LISTS]),
        "name": pa.array([item.name for item in LISTS]),
        "source": pa.array([item.source for item in LISTS]),
        "is_hot": pa.array([item.is_hot for item in LISTS]),
        "acquired_on": clock.days(clock.next_working(np.array([min(item.deliveries, default=0) for item in LISTS]))),
        "closed_on": clock.days(closes, closes < DAYS),
        "cost": cents(np.array([list_cost(leads, index, item) for index, item in enumerate(LISTS)])),
        "currency": pa.array(["EUR"] * len(LISTS)),
    }


def rates_table(rng: np.random.Generator, clock: Clock) -> tuple[dict[str, pa.Array], Floats]:
    """Euros for one Swiss franc, every day of the 120: the table, and the rates by day."""
    rate = 1.062 * np.exp(np.cumsum(rng.normal(0, 0.0016, DAYS)))
    table = {
        "currency": pa.array(["CHF"] * DAYS),
        "day": clock.days(np.arange(DAYS)),
        "rate_to_base": pa.array([f"{value:.6f}" for value in rate]),
    }
    return table, rate


def actions_table(clock: Clock) -> dict[str, pa.Array]:
    """What the centre changed; the script is one of the planted problems, the others are as they should be."""
    rows: list[tuple[str, str | None, str | None, int, float, int | None, str]] = [
        ("training", "SENIORS", TRAINED_TEAM, TRAINING_DAY, 16, 18, "Deux heures sur le traitement des objections"),
        (
            "script",
            SCRIPT_CAMPAIGN,
            SCRIPT_TEAM,
            SCRIPT_DAY,
            8,
            None,
            "Nouvelle accroche verte-2, essayée par une équipe",
        ),
        ("offer", "DEVIS", None, 41, 9, None, "Deux mois offerts en complémentaire santé"),
        ("list", "BILAN", None, 76, 8, None, "Achat du fichier Travaux d'énergie automne"),
        ("price", "VERTE", None, 90, 8, None, "Prix de l'abonnement revu, hausse de 2 %"),
        ("other", "BILAN", None, 12, 8, None, "Quatre numéros affichés au lieu de deux"),
    ]
    starts = clock.next_working(np.array([row[3] for row in rows]))
    begins = starts * DAY_S + np.array([int(row[4] * 3600) for row in rows])
    ends: Ints = np.array([begins[i] + 7200 if row[5] else NONE for i, row in enumerate(rows)])
    return {
        "action_id": pa.array([f"ACT{number + 1:02d}" for number in range(len(rows))]),
        "kind": pa.array([row[0] for row in rows]),
        "campaign_id": pa.array([row[1] for row in rows]),
        "team": pa.array([row[2] for row in rows]),
        "starts_at": clock.instants(begins),
        "ends_at": clock.instants(ends),
        "description": pa.array([row[6] for row in rows]),
    }


def campaigns_table(clock: Clock) -> dict[str, pa.Array]:
    every = CAMPAIGNS
    return {
        "campaign_id": pa.array([c.id for c in every]),
        "name": pa.array([c.name for c in every]),
        "client": pa.array([c.client for c in every]),
        "objective": pa.array([c.objective for c in every]),
        "dialing_mode": pa.array([c.mode for c in every]),
        "temperature": pa.array([c.temperature for c in every]),
        "audience": pa.array([c.audience for c in every]),
        "starts_on": clock.days(clock.next_working(np.array([c.starts for c in every]))),
        "opening_hours": pa.array([c.opening for c in every]),
        "max_attempts": pa.array([c.max_attempts for c in every]),
        "callback_slot_minutes": pa.array([c.slot for c in every]),
    }


def products_table(rates: Floats) -> dict[str, pa.Array]:
    """Unit margins in euros: those of a product sold in francs at the first day's rate."""
    worth = [(p.low * 0.6 + p.high * 0.4) * p.margin * (rates[0] if p.currency == "CHF" else 1) for p in PRODUCTS]
    return {
        "product_id": pa.array([p.id for p in PRODUCTS]),
        "name": pa.array([p.name for p in PRODUCTS]),
        "category": pa.array([p.category for p in PRODUCTS]),
        "unit_margin": cents(np.round(np.array(worth) * 100).astype(np.int64)),
        "is_base": pa.array([p.is_base for p in PRODUCTS]),
    }
