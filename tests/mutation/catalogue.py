"""The mutation run over the catalogue: `python -m tests.mutation catalogue [--worlds 4] [--only TEXT] [--part 1/2]`.

Each mutant answers the questions of the oracle on a few fixed random centres; it is killed by the first figure that is
not the oracle's. A mutant that no centre could tell from the original is listed in EQUIVALENT with the reason.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random
from typing import NamedTuple

import cadran
from cadran.catalogue import KPIS
from cadran.executor.local import Store
from tests.conftest import Clock
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutants import Mutant, all_mutants
from tests.oracle.compared import (
    ASKED,
    FIGURES,
    OURS,
    PROPORTIONS,
    TABLES_ASKED,
    Ask,
    conforming,
    differences,
    emptied,
    expected,
)
from tests.oracle.oracle import Answers
from tests.oracle.worlds import drawn, load

FIRST_ASKED = (ASKED[0], ASKED[6], ASKED[9], ASKED[1])  # by campaign, by cohort, midway, by day
DIMENSIONS = (
    "campaign",
    "list",
    "source",
    "target",
    "agent",
    "team",
    "reason",
    "attempt_rank",
    "product",
    "pause_reason",
)


class Centre(NamedTuple):
    store: Store
    told: Mapping[datetime | None, Answers]
    conforming: Mapping[Ask, tuple[str, ...]]


def centre(seed: int) -> Centre:
    """A centre of some hundred attempts; the third has neither orders nor appointments, the fourth no leads."""
    store = cadran.open(":memory:", clock=Clock("2026-10-20T12:00:00"))
    load(emptied(store), drawn(Random(seed), 8, seed % 4 != 2, has_leads=seed % 4 != 3))
    asked = (*ASKED, *TABLES_ASKED.values())
    state = store.state()
    return Centre(store, expected(store, asked), {ask: conforming(state, ask) for ask in ASKED})


def kill(mutant: Mutant, centres: list[Centre]) -> str | None:
    """What gives the mutant away, or None where nothing does."""
    figures = tuple(kpi for kpi in mutant.kpis if kpi in FIGURES)
    figures = figures if mutant.wide else figures[:4]  # who uses a measure uses it as the others do
    tables = tuple(kpi for kpi in mutant.kpis if kpi not in FIGURES)
    wrong = [kpi for kpi in figures if KPIS[kpi].den and mutant.catalogue.kpis[kpi].subset != (kpi in PROPORTIONS)]
    if wrong:
        return f"{wrong[0]} is a proportion or is none"
    for one in centres:
        for ask in ASKED if mutant.wide else FIRST_ASKED:
            mine = tuple(kpi for kpi in figures if kpi in one.conforming[ask])
            if found := next(_told(one, ask, mine, mutant), None):
                return found
        for kpi in tables:
            if found := next(_told(one, TABLES_ASKED[kpi], (kpi,), mutant), None):
                return found
    return None


def _told(one: Centre, ask: Ask, kpis: tuple[str, ...], mutant: Mutant) -> Iterator[str]:
    try:
        if ask.by and kpis and (lost := set(kpis) - set(conforming(one.store.state(), ask, kpis, mutant.catalogue))):
            yield f"{lost} no longer by {ask.by}"
        elif kpis:
            yield from differences(one.store, one.told, ask, kpis, mutant.catalogue)
    except Exception as error:  # a mutant that cannot even be asked
        yield f"{type(error).__name__}: {error}"


def reason(name: str) -> str | None:
    return next((why for pattern, why in EQUIVALENT.items() if re.search(pattern, name)), None)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser("python -m tests.mutation catalogue")
    options.add_argument("--worlds", type=int, default=4)
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument("--only", default="", help="mutants whose name holds this")
    options.add_argument("--part", default="1/1", help="which share of the mutants")
    asked = options.parse_args(arguments)
    share, shares = (int(one) for one in asked.part.split("/"))
    mutants = [one for one in all_mutants(OURS, DIMENSIONS) if asked.only in one.name][share - 1 :: shares]
    centres = [centre(seed) for seed in range(asked.first, asked.first + asked.worlds)]
    if share == 1:
        assert not kill(Mutant("none", OURS, tuple(KPIS), wide=True), centres), "the catalogue differs from the oracle"
    killed, equivalent, survived = 0, 0, []
    for number, mutant in enumerate(mutants):
        if reason(mutant.name):
            equivalent += 1
        elif kill(mutant, centres):
            killed += 1
        else:
            survived.append(mutant.name)
            say(f"survived {mutant.name}")
        if number % 100 == 99:
            say(f"… {number + 1} of {len(mutants)} at {time.strftime('%H:%M:%S')}")
    say(f"{len(mutants)} mutants: {killed} killed, {equivalent} equivalent, {len(survived)} survived")
    return 1 if survived else 0
