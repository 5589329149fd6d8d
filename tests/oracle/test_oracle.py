"""Every KPI of the catalogue against SQL written by hand, on random small centres."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cadran
from cadran.catalogue import KPIS
from cadran.executor.local import Store
from tests.conftest import Clock, few
from tests.oracle.compared import ASKED, FIGURES, PROPORTIONS, TABLES_ASKED, conforming, differences, emptied, expected
from tests.oracle.oracle import STATEMENTS
from tests.oracle.worlds import drawn, load

BASES = {"activity", "cohort", "stock"}
checked = settings(max_examples=few(3), deadline=None, suppress_health_check=list(HealthCheck))
randomly = given(st.randoms(use_true_random=False))


@pytest.fixture(scope="module")
def kept() -> Iterator[Store]:
    with cadran.open(":memory:", clock=Clock("2026-10-20T12:00:00")) as opened:
        yield opened


def test_every_kpi_has_its_statement() -> None:
    assert set(STATEMENTS) == set(KPIS)
    for kpi, statement in STATEMENTS.items():
        fixed = KPIS[kpi].basis
        assert statement.bases == ((fixed.value,) if fixed else ("activity", "cohort")), kpi


def test_proportions_are_the_rates_of_a_part_in_its_whole() -> None:
    assert {kpi for kpi in FIGURES if KPIS[kpi].subset} == PROPORTIONS


@pytest.mark.random
@checked
@randomly
def test_figures_are_those_of_sql_written_by_hand(kept: Store, pick: Random) -> None:
    load(emptied(kept), drawn(pick, has_leads=pick.randrange(10) > 0))
    asked = pick.sample(ASKED, 5)
    told = expected(kept, asked)
    found = [one for ask in asked for one in differences(kept, told, ask, conforming(kept.state(), ask))]
    assert not found, "\n".join(found[:20])


@pytest.mark.random
@settings(checked, max_examples=few(1))
@randomly
def test_tables_are_those_of_sql_written_by_hand(kept: Store, pick: Random) -> None:
    load(emptied(kept), drawn(pick))
    told = expected(kept, tuple(TABLES_ASKED.values()))
    found = [one for kpi, ask in TABLES_ASKED.items() for one in differences(kept, told, ask, [kpi])]
    assert not found, "\n".join(found[:20])
