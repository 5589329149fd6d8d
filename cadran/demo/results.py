"""What becomes of successes: appointments held or not, orders confirmed or cancelled, customers who stay or leave.

Nothing later than the last day is written: an appointment still to come is booked, a recent order pending.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cadran.demo.calls import CODE
from cadran.demo.clock import DAY_S, NONE, Clock, Flags, Floats, Ints, identifiers
from cadran.demo.floor import Calls
from cadran.demo.world import CAMPAIGNS, PRODUCTS

BOOKED, HELD, NO_SHOW, CANCELLED, RESCHEDULED = range(5)
_STATUS = ["booked", "held", "no_show", "cancelled", "rescheduled"]
_CLOSING = 0.60  # orders from appointments held
_AGAIN, _AGAIN_WARM = 0.05, 0.25  # orders by somebody who had ordered before
_LONG_CALL_S = 480
_BASKET = 0.08  # orders by telephone to which the campaign's other product is added
_OLD_CUSTOMERS = 6_000  # at scale 1, from before the 120 days


@dataclass(slots=True)
class Appointments:
    """Appointments as columns; instants are local."""

    lead: Ints
    campaign: Ints
    agent: Ints
    booked: Ints
    due: Ints
    status: Ints
    ended: Ints  # when it was held or cancelled
    number: Ints


def appointments(rng: np.random.Generator, clock: Clock, calls: Calls) -> Appointments:
    """One per call that booked one, and a second where the first was moved."""
    won = calls.rows(calls.outcome == CODE["appointment"])
    first = _meet(rng, clock, won.lead, won.campaign, won.agent, won.ended, 0.09)
    moved = np.flatnonzero((first.status == RESCHEDULED) & (first.ended < clock.end))
    again = _meet(rng, clock, first.lead[moved], first.campaign[moved], first.agent[moved], first.ended[moved], 0.0)
    both = Appointments(*(np.concatenate([getattr(first, n), getattr(again, n)]) for n in Appointments.__slots__))
    both.number = np.arange(1, len(both.lead) + 1)
    future = both.ended >= clock.end
    both.status[future] = BOOKED
    both.ended[future] = NONE
    return both


def _meet(
    rng: np.random.Generator, clock: Clock, lead: Ints, campaign: Ints, agent: Ints, booked: Ints, moved: float
) -> Appointments:
    """Appointments two to twelve days ahead, less often kept the further they are."""
    rows = len(lead)
    ahead = rng.integers(2, 13, rows)
    due = clock.next_working(booked // DAY_S + ahead) * DAY_S + rng.integers(18, 38, rows) * 1800
    lost = 0.08 + 0.011 * ahead
    draw = rng.random(rows)
    status = np.select(
        [draw < moved, draw < moved + 0.08, draw < moved + 0.08 + lost], [RESCHEDULED, CANCELLED, NO_SHOW], HELD
    )
    before = clock.next_working((booked + (due - booked) * rng.uniform(0.1, 0.9, rows)).astype(np.int64) // DAY_S)
    before = np.clip(before * DAY_S + rng.integers(32_400, 68_400, rows), booked + 1200, due - 1200)
    early = (status == RESCHEDULED) | (status == CANCELLED)
    ended = np.where(early, before, due + rng.integers(0, 900, rows))
    return Appointments(lead, campaign, agent, booked, due, status, ended, np.zeros(rows, np.int64))


def appointments_table(clock: Clock, met: Appointments, agent_ids: list[str]) -> dict[str, pa.Array]:
    held = met.status == HELD
    off = (met.status == CANCELLED) | (met.status == RESCHEDULED)
    return {
        "appointment_id": identifiers("R", met.number, 6),
        "lead_id": identifiers("F", met.lead + 1),
        "campaign_id": pa.array([c.id for c in CAMPAIGNS], pa.large_string()).take(met.campaign),
        "agent_id": pa.array(agent_ids, pa.large_string()).take(met.agent),
        "booked_at": clock.instants(met.booked),
        "scheduled_at": clock.instants(met.due),
        "status": pa.array(_STATUS, pa.large_string()).take(met.status),
        "held_at": clock.instants(np.where(held, met.ended, NONE)),
        "cancelled_at": clock.instants(np.where(off, met.ended, NONE)),
        "seller_id": identifiers("V", met.lead % 14 + 1, 2),
    }


@dataclass(slots=True)
class Orders:
    """Orders as columns; money in the order's currency, cents."""

    lead: Ints
    campaign: Ints
    agent: Ints
    appointment: Ints
    product: Ints
    ordered: Ints
    quantity: Ints
    amount: Ints
    margin: Ints
    confirmed: Ints
    cancelled: Ints
    customer: Ints

    def rows(self, which: Ints | Flags) -> Orders:
        return Orders(*(getattr(self, name)[which] for name in self.__slots__))


def orders(rng: np.random.Generator, clock: Clock, calls: Calls, met: Appointments) -> Orders:
    """Orders of calls that sold, and of appointments held, in time order."""
    sold = calls.rows(calls.outcome == CODE["sale"])
    closed = np.flatnonzero((met.status == HELD) & (rng.random(len(met.lead)) < _CLOSING))
    thought = np.where(rng.random(len(closed)) < 0.65, rng.integers(1800, 6000, len(closed)), 0)
    days = np.where(thought > 0, 0, rng.integers(1, 10, len(closed)))
    signed = clock.next_working(met.due[closed] // DAY_S + days) * DAY_S + met.ended[closed] % DAY_S + thought
    lead = np.concatenate([sold.lead, met.lead[closed]])
    campaign = np.concatenate([sold.campaign, met.campaign[closed]])
    agent = np.concatenate([sold.agent, met.agent[closed]])
    ordered = np.concatenate([sold.ended, signed])
    appointment = np.concatenate([np.full(len(sold.lead), NONE), met.number[closed]])
    rows = len(lead)
    talk = np.concatenate([sold.talk, np.zeros(len(closed), np.int64)])
    product = _products(rng, campaign, talk)
    low, high, rate = (np.array([getattr(p, name) for p in PRODUCTS])[product] for name in ("low", "high", "margin"))
    b2b = np.array([c.audience == "b2b" for c in CAMPAIGNS])[campaign]
    quantity = np.where(b2b & (rng.random(rows) < 0.35), rng.integers(2, 6, rows), 1)
    price: Floats = np.round((low + (high - low) * rng.beta(2, 3, rows)) / 10) * 10
    amount = (price * quantity * 100).astype(np.int64)
    margin = np.round(amount * rate * rng.uniform(0.88, 1.1, rows)).astype(np.int64)
    confirmed, cancelled = _fate(rng, clock, ordered, appointment)
    made = Orders(
        lead, campaign, agent, appointment, product, ordered, quantity, amount, margin, confirmed, cancelled,
        np.full(rows, NONE),
    )  # fmt: skip
    made = made.rows(np.flatnonzero(ordered < clock.end))
    made = made.rows(np.argsort(made.ordered, kind="stable"))
    made.confirmed[made.confirmed >= clock.end] = NONE
    made.cancelled[made.cancelled >= clock.end] = NONE
    _customers(rng, made)
    return _with_baskets(rng.spawn(1)[0], clock, made)


def _customers(rng: np.random.Generator, made: Orders) -> None:
    """Who ordered and did not withdraw: now and then, and among former clients often, somebody who had ordered before."""
    known: list[tuple[int, int]] = []  # day, customer
    warm = np.array([c.temperature == "warm" for c in CAMPAIGNS])[made.campaign]
    again, which = rng.random(len(made.lead)) < np.where(warm, _AGAIN_WARM, _AGAIN), rng.random(len(made.lead))
    count = 0
    for row in np.flatnonzero(made.cancelled == NONE).tolist():
        day = int(made.ordered[row]) // DAY_S
        former = bisect_right(known, (day - 10, 0))
        if again[row] and former:
            made.customer[row] = known[int(which[row] * former)][1]
            continue
        count += 1
        made.customer[row] = count
        known.append((day, count))


def _with_baskets(rng: np.random.Generator, clock: Clock, made: Orders) -> Orders:
    """The orders, and a second one of the campaign's other product where somebody who orders by telephone takes both."""
    place = {product.id: index for index, product in enumerate(PRODUCTS)}
    both = np.array([(place[c.products[0]], place[c.products[-1]]) for c in CAMPAIGNS])
    other = both.sum(axis=1)[made.campaign] - made.product
    stands = (made.customer > 0) & (made.appointment == NONE) & (made.ordered + 60 < clock.end)
    added = made.rows(np.flatnonzero(stands & (other != made.product) & (rng.random(len(made.lead)) < _BASKET)))
    product = both.sum(axis=1)[added.campaign] - added.product
    low, high, rate = (np.array([getattr(p, name) for p in PRODUCTS])[product] for name in ("low", "high", "margin"))
    price: Floats = np.round((low + (high - low) * rng.beta(2, 3, len(product))) / 10) * 10
    added.product, added.ordered = product, added.ordered + 60
    added.quantity = np.ones(len(product), np.int64)
    added.amount = (price * 100).astype(np.int64)
    added.margin = np.round(added.amount * rate).astype(np.int64)
    every = Orders(*(np.concatenate([getattr(made, n), getattr(added, n)]) for n in Orders.__slots__))
    return every.rows(np.argsort(every.ordered, kind="stable"))


def _products(rng: np.random.Generator, campaign: Ints, talk: Ints) -> Ints:
    """The campaign's first product two times in three; of long calls the other one more often: it takes more telling."""
    place = {product.id: index for index, product in enumerate(PRODUCTS)}
    choices = np.array([(place[c.products[0]], place[c.products[-1]]) for c in CAMPAIGNS])
    other = np.where(talk == 0, 0.34, np.where(talk > _LONG_CALL_S, 0.5, 0.2))
    return np.asarray(choices[campaign, (rng.random(len(campaign)) < other).astype(np.int64)])


def _fate(rng: np.random.Generator, clock: Clock, ordered: Ints, appointment: Ints) -> tuple[Ints, Ints]:
    """Confirmed within days, or withdrawn within the two weeks that the law gives; fewer withdraw after a visit."""
    rows = len(ordered)
    withdrawn = rng.random(rows) < np.where(appointment == NONE, 0.155, 0.075)
    office = rng.integers(32_400, 64_800, rows)
    confirmed = clock.next_working(ordered // DAY_S + rng.integers(1, 9, rows)) * DAY_S + office
    cancelled = clock.next_working(ordered // DAY_S + rng.integers(1, 14, rows)) * DAY_S + office
    return np.where(withdrawn, NONE, confirmed), np.where(withdrawn, cancelled, NONE)


def cents(values: Ints) -> pa.Array:
    """Cents as decimal text."""
    return pa.array([f"{value // 100}.{value % 100:02d}" for value in values.tolist()], pa.large_string())


def orders_table(clock: Clock, made: Orders, agent_ids: list[str]) -> dict[str, pa.Array]:
    status = np.select([made.cancelled != NONE, made.confirmed != NONE], [2, 1], 0)
    return {
        "order_id": identifiers("O", np.arange(1, len(made.lead) + 1), 6),
        "lead_id": identifiers("F", made.lead + 1),
        "customer_id": identifiers("K", made.customer, 6, made.customer > 0),
        "campaign_id": pa.array([c.id for c in CAMPAIGNS], pa.large_string()).take(made.campaign),
        "agent_id": pa.array(agent_ids, pa.large_string()).take(made.agent),
        "appointment_id": identifiers("R", made.appointment, 6, made.appointment > 0),
        "product_id": pa.array([p.id for p in PRODUCTS], pa.large_string()).take(made.product),
        "ordered_at": clock.instants(made.ordered),
        "quantity": pa.array(made.quantity),
        "amount": cents(made.amount),
        "margin": cents(made.margin),
        "currency": pa.array([p.currency for p in PRODUCTS], pa.large_string()).take(made.product),
        "status": pa.array(["pending", "confirmed", "cancelled"], pa.large_string()).take(status),
        "confirmed_at": clock.instants(made.confirmed),
        "cancelled_at": clock.instants(made.cancelled),
    }


def customers_table(rng: np.random.Generator, clock: Clock, made: Orders, scale: float) -> dict[str, pa.Array]:
    """Those who ordered and did not withdraw, and the clients' customers of before; some of both leave."""
    firsts = np.unique(made.customer[made.customer > 0], return_index=True)[1]
    bought = made.rows(np.flatnonzero(made.customer > 0)[firsts])
    new, old = len(bought.lead), max(40, round(_OLD_CUSTOMERS * scale))
    acquired = np.concatenate([bought.ordered // DAY_S, -rng.integers(1, 118, old)])
    stays = rng.exponential(np.where(np.arange(new + old) < new, 900, 1500))
    lost = np.maximum(acquired + 15, np.where(acquired < 0, 0, acquired)) + stays.astype(np.int64)
    known = lost < clock.end // DAY_S
    worth = np.concatenate([bought.margin * 2, rng.integers(9_000, 90_000, old)])
    value = (worth * rng.uniform(0.8, 2.2, new + old)).astype(np.int64)
    return {
        "customer_id": identifiers("K", np.arange(1, new + old + 1), 6),
        "lead_id": identifiers(
            "F", np.concatenate([bought.lead + 1, np.full(old, NONE)]), 7, np.arange(new + old) < new
        ),
        "acquired_on": clock.days(acquired),
        "lost_on": clock.days(np.where(known, lost, 0), known),
        "lifetime_value": cents(value),
    }
