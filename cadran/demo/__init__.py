"""A realistic French outbound centre, as files in the canonical headers.

120 days, three clients, six campaigns, sixty agents, about a million attempts at scale 1, and three problems planted in
them to be found. All is invented: people, companies, numbers (see phones.py).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from cadran.demo import attempts, money, results
from cadran.demo.agents import agent_ids, agents_table, hire
from cadran.demo.clock import Clock, Ints
from cadran.demo.floor import Calls, Floor
from cadran.demo.hot import work_hot
from cadran.demo.leads import deliver, leads_table
from cadran.demo.planted import planted
from cadran.demo.roster import Roster, plan
from cadran.demo.states import states_table
from cadran.demo.world import CAMPAIGNS, DAYS
from cadran.demo.writing import write
from cadran.errors import UsageError
from cadran.model import TABLES

__all__ = ["generate", "planted"]

LEAST_SCALE, MOST_SCALE = 0.005, 20.0


def generate(directory: Path, *, scale: float = 1.0, seed: int = 7, until: date) -> list[Path]:
    """Write the centre's files into `directory` (made where absent); the last local day in them is `until`.

    Returns one CSV file per canonical table, in loading order; PLANTED.md and PLANTED.fr.md are written beside them.
    The same scale, seed and day give the same bytes. At scale 1 there are about 1.0 M attempts of 60 agents; both grow
    with the scale, but for at least twelve agents, who make shorter days then. UsageError on a scale out of range.
    """
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise UsageError(
            "scale {scale} is out of range. Expected {low} to {high}; 1 is a million attempts.",
            scale=scale,
            low=LEAST_SCALE,
            high=MOST_SCALE,
        )
    directory.mkdir(parents=True, exist_ok=True)
    clock = Clock.ending(until)
    rngs = [np.random.default_rng([seed, until.toordinal(), part]) for part in range(5)]
    agents = hire(rngs[0], clock, scale)
    leads = deliver(rngs[1], clock, scale)
    roster = plan(rngs[0], clock, agents, scale)
    floor = Floor(rngs[2], clock, agents, leads)
    floor.done.append(attempts.emails(rngs[3], clock, leads))
    _work(floor, roster)
    calls = attempts.in_order(Calls.joined(floor.done))
    floor.done.clear()
    met = results.appointments(rngs[3], clock, calls)
    made = results.orders(rngs[3], clock, calls, met)
    ids = agent_ids(agents.count)
    rates, per_day = money.rates_table(rngs[4], clock)
    makers = {
        "campaigns": lambda: money.campaigns_table(clock),
        "lists": lambda: money.lists_table(clock, leads),
        "agents": lambda: agents_table(clock, agents),
        "products": lambda: money.products_table(per_day),
        "leads": lambda: leads_table(rngs[1], clock, leads),
        "customers": lambda: results.customers_table(rngs[4], clock, made, scale),
        "actions": lambda: money.actions_table(clock),
        "attempts": lambda: attempts.attempts_table(rngs[4], clock, agents, leads, calls, ids),
        "agent_states": lambda: states_table(clock, calls, roster, ids),
        "appointments": lambda: results.appointments_table(clock, met, ids),
        "orders": lambda: results.orders_table(clock, made, ids),
        "costs": lambda: money.costs_table(clock, agents, leads, calls, met, made, roster),
        "exchange_rates": lambda: rates,
    }
    for language, name in (("en", "PLANTED.md"), ("fr", "PLANTED.fr.md")):
        (directory / name).write_text(planted(language, until), encoding="utf-8")
    return [write(directory, table, makers[table]()) for table in TABLES]


def _work(floor: Floor, roster: Roster) -> None:
    """Play the days in order, each campaign's stretches of the day together."""
    stretches = roster.stretch_columns()
    order = np.lexsort((stretches[:, 0], stretches[:, 2], stretches[:, 1]))
    stretches = stretches[order]
    key = stretches[:, 1] * len(CAMPAIGNS) + stretches[:, 2]
    cuts: Ints = np.searchsorted(key, np.arange(DAYS * len(CAMPAIGNS) + 1))
    for cell in range(DAYS * len(CAMPAIGNS)):
        start, stop = int(cuts[cell]), int(cuts[cell + 1])
        if start == stop:
            continue
        day, campaign = divmod(cell, len(CAMPAIGNS))
        if CAMPAIGNS[campaign].is_hot:
            work_hot(floor, CAMPAIGNS[campaign], day, stretches[start:stop])
        else:
            floor.work(CAMPAIGNS[campaign], day, stretches[start:stop])
