"""The leads: what a list delivers, and what each lead is like (which the files do not tell)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cadran.demo import names, phones
from cadran.demo.clock import DAY_S, NONE, Clock, Flags, Floats, Ints, identifiers
from cadran.demo.world import (
    BAD_LIST,
    BAD_LIST_DAY,
    BAD_LIST_REACH,
    BAD_LIST_UNASSIGNED,
    BAD_LIST_WRONG,
    CAMPAIGN_INDEX,
    CAMPAIGNS,
    DAYS,
    LISTS,
    ProspectList,
)

TARGETS = {"b2c": ("25-39 ans", "40-59 ans", "60 ans et plus"), "b2b": ("1 à 9 salariés", "10 à 49", "50 à 249")}
SEGMENTS = {"b2c": ("maison", "appartement", "rural"), "b2b": ("bâtiment", "commerce", "services")}
_TARGET_INTEREST = np.array([0.82, 1.08, 1.02])
_WEB_HOURS = np.array(
    [0, 0, 0, 0, 0, 0, 0.2, 0.3, 0.6, 0.8, 10, 11, 8, 2.6, 9, 9.5, 10, 10.5, 11, 8, 1.3, 1.0, 0.6, 0.3]
)
MOST_RECENT = 4  # attempts in thirty days, the most that a consumer may get


@dataclass(slots=True)
class Leads:
    """All leads, as arrays of one length: their nature, and their state as the campaigns work them.

    `reach` and `interest` multiply the campaign's rates; `next` is the instant before which a lead rests and `promised`
    that of its next call where one was promised; `recent` holds the days of the last four attempts, oldest first.
    """

    list: Ints
    campaign: Ints
    created: Ints
    target: Ints
    segment: Ints
    is_mobile: Flags
    line: Ints
    reach: Floats
    interest: Floats
    off_target: Flags
    number: Ints
    consented: Ints
    attempts: Ints
    contacts: Ints
    closed: Flags
    next: Ints
    promised: Ints
    recent: Ints
    opposed: Ints
    first_contact: Ints

    def __len__(self) -> int:
        return len(self.list)


def deliver(rng: np.random.Generator, clock: Clock, scale: float) -> Leads:
    """All leads of all lists, grouped by list, in the order in which they arrive."""
    parts = [_of_list(rng, clock, index, item, scale) for index, item in enumerate(LISTS)]
    drawn = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    rows = len(drawn["list"])
    zero = np.zeros(rows, np.int64)
    campaign = np.array([CAMPAIGN_INDEX[item.campaign] for item in LISTS])[drawn["list"]]
    target = rng.choice(3, rows, p=[0.28, 0.42, 0.30])
    interest = rng.gamma(5.0, 0.2, rows) * _TARGET_INTEREST[target]
    b2c = np.array([c.audience == "b2c" for c in CAMPAIGNS])[campaign]
    consents = b2c & ((rng.random(rows) < 0.93) | np.array([i.is_hot for i in LISTS])[drawn["list"]])
    hot = np.array([item.is_hot for item in LISTS])[drawn["list"]]
    before = np.where(hot, rng.integers(5, 90, rows), rng.integers(3, 110, rows) * DAY_S // 2)
    consented = np.where(consents, drawn["created"] - before, NONE)
    return Leads(
        campaign=campaign,
        target=target,
        segment=rng.choice(3, rows, p=[0.5, 0.32, 0.18]),
        interest=interest,
        off_target=rng.random(rows) < np.where(hot, 0.03, 0.085),
        number=phones.numbers(rng, drawn["is_mobile"], drawn["created"]),
        consented=consented,
        attempts=zero.copy(),
        contacts=zero.copy(),
        closed=drawn["line"] == phones.MISSING,
        next=drawn["created"] + _released(rng, drawn["list"], drawn["created"]),
        promised=np.full(rows, NONE),
        recent=np.full((rows, MOST_RECENT), -1000, np.int64),
        opposed=np.full(rows, NONE),
        first_contact=np.full(rows, NONE),
        **drawn,
    )


def _of_list(
    rng: np.random.Generator, clock: Clock, index: int, item: ProspectList, scale: float
) -> dict[str, Ints | Floats | Flags]:
    created = _web_arrivals(rng, clock, item, scale) if item.is_hot else _deliveries(rng, clock, item, scale)
    rows = len(created)
    went_bad = (item.id == BAD_LIST) & (created >= BAD_LIST_DAY * DAY_S)
    unassigned = np.where(went_bad, BAD_LIST_UNASSIGNED, item.unassigned)
    wrong = np.where(went_bad, BAD_LIST_WRONG, item.wrong)
    shape = 6.0 if item.is_hot else 1.5  # asked for the call, or not
    draw = rng.random(rows)
    edges = np.cumsum([unassigned, np.full(rows, 0.008), np.full(rows, 0.007), wrong], axis=0)
    kinds = [phones.UNASSIGNED, phones.MALFORMED, phones.MISSING, phones.WRONG]
    line = np.select([draw < edge for edge in edges], kinds, phones.REACHABLE)
    if item.is_hot:
        line[line == phones.MISSING] = phones.REACHABLE
    return {
        "list": np.full(rows, index, np.int64),
        "created": created,
        "is_mobile": rng.random(rows) < item.mobile,
        "line": line,
        # some people pick up nearly always and some nearly never: why a list wears out as it is worked
        "reach": rng.beta(shape, shape, rows) * 2 * item.reach * np.where(went_bad, BAD_LIST_REACH, 1.0),
    }


def _released(rng: np.random.Generator, which: Ints, created: Ints) -> Ints:
    """How long after its delivery a lead is handed to the dialer: a file lasts until the next, but the first starts at once."""
    spread = np.array([item.spread for item in LISTS])[which] * DAY_S
    at_once = (created < 0) & (rng.random(len(which)) < 0.5)
    return np.where(at_once, 0, (rng.random(len(which)) ** 1.3 * spread).astype(np.int64))


def _deliveries(rng: np.random.Generator, clock: Clock, item: ProspectList, scale: float) -> Ints:
    """Files are loaded early on a working morning, in a few minutes."""
    share = np.full(len(item.deliveries), 1 / len(item.deliveries))
    sizes = np.maximum(np.round(item.leads * scale * share), 3).astype(np.int64)
    day = np.repeat(clock.next_working(np.array(item.deliveries)), sizes)
    return np.sort(day * DAY_S + 7 * 3600 + rng.integers(0, 1500, len(day)))


def _web_arrivals(rng: np.random.Generator, clock: Clock, item: ProspectList, scale: float) -> Ints:
    """Web leads, all day long: the site offers the call back in opening hours, elsewhere only a form."""
    days = np.arange(DAYS)
    open_days = np.array([clock.is_working(day) for day in range(DAYS)])
    weekday = clock.weekday(days)
    weight = np.where(open_days, np.array([0, 1.12, 1.05, 1.0, 0.98, 0.88, 0, 0])[weekday], 0.03)
    mean = item.leads * scale * weight / weight.sum()
    day = np.repeat(days, rng.poisson(mean))
    hour = rng.choice(24, len(day), p=_WEB_HOURS / _WEB_HOURS.sum())
    return np.sort(day * DAY_S + hour * 3600 + rng.integers(0, 3600, len(day)))


def leads_table(rng: np.random.Generator, clock: Clock, leads: Leads) -> dict[str, pa.Array]:
    """The leads as a file would show them at the end of the last day."""
    rows = len(leads)
    b2b = np.array([c.audience == "b2b" for c in CAMPAIGNS])[leads.campaign]
    first, first_row = names.pick(rng, names.FIRST, rows)
    last, last_row = names.pick(rng, names.LAST, rows)
    trade, _ = names.pick(rng, names.TRADE, rows)
    company = pc.binary_join_element_wise(trade, last, pa.scalar(" ", pa.large_string()))
    nothing = pa.scalar(None, pa.large_string())
    consents = leads.consented != NONE
    proven = consents & (rng.random(rows) < 0.90)
    sources = pa.array([item.source for item in LISTS], pa.large_string()).take(leads.list)
    hot = np.array([item.is_hot for item in LISTS])[leads.list]
    warm = np.array([c.temperature == "warm" for c in CAMPAIGNS])[leads.campaign]
    bought = pa.array(["contrat auto", "contrat habitation", "contrat santé"], pa.large_string())
    status = np.select([leads.closed, leads.attempts > 0], [2, 1], 0)
    return {
        "lead_id": identifiers("F", np.arange(1, rows + 1)),
        "created_at": clock.instants(leads.created),
        "list_id": _text([item.id for item in LISTS], leads.list),
        "campaign_id": _text([c.id for c in CAMPAIGNS], leads.campaign),
        "source": sources,
        "is_hot": pa.array(hot),
        "segment": _by_audience(SEGMENTS, leads.segment, b2b),
        "target": _by_audience(TARGETS, leads.target, b2b),
        "first_name": first,
        "last_name": last,
        "company": pc.if_else(pa.array(b2b), company, nothing),
        **phones.phone_columns(leads.number, leads.is_mobile, leads.line),
        "email": names.emails(first_row, last_row, np.arange(rows), rng.random(rows) < np.where(b2b, 0.8, 0.45) + hot),
        "time_zone": pc.if_else(
            pa.array(rng.random(rows) < 0.99), pa.scalar("Europe/Paris", pa.large_string()), nothing
        ),
        "purchase_history": pc.if_else(pa.array(warm), bought.take(rng.integers(0, 3, rows)), nothing),
        "consent_at": clock.instants(leads.consented),
        "consent_source": pc.if_else(pa.array(consents), sources, nothing),
        "consent_proof": identifiers("PRV-", np.arange(1, rows + 1), known=proven),
        "opposed_at": clock.instants(leads.opposed),
        "status": _text(["nouveau", "en cours", "clos"], status),
    }


def _text(words: list[str], which: Ints) -> pa.Array:
    return pa.array(words, pa.large_string()).take(which)


def _by_audience(words: Mapping[str, tuple[str, ...]], which: Ints, b2b: Flags) -> pa.Array:
    return pc.if_else(pa.array(b2b), _text(list(words["b2b"]), which), _text(list(words["b2c"]), which))
