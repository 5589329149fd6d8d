"""One pass over a fact: bands, what rules share out, what every dialect asks of a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlglot import exp, parse_one

from cadran.catalogue.shape import Measure, Part
from cadran.executor.local import Store
from cadran.query.prepare import prepare
from cadran.query.request import Request
from tests.query.facts_world import lines, states
from tests.query.test_portability import DIALECTS, STATE
from tests.query.world import CATALOGUE, ask, attempts, column, counted, declared, fill, kpi, leads

COST = "cost_id campaign_id category amount starts_on ends_on"


@pytest.mark.parametrize(
    ("days", "band"),
    [(-1, None), (0, "d000_030"), (30, "d000_030"), (31, "d031_090"), (90, "d031_090"), (91, "d091_180"),
     (180, "d091_180"), (181, "d181_365"), (365, "d181_365"), (366, "d366"), (3000, "d366"), (None, None)],
)  # fmt: skip
def test_the_age_of_a_list_in_bands(store: Store, days: int | None, band: str | None) -> None:
    acquired = None if days is None else str(date(2026, 9, 1) - timedelta(days=days))
    store_of = fill(store, lists=[{"list_id": "F", "acquired_on": acquired, "source": "s"}],
                    attempts=attempts("1 L A x 2026-09-01T09:00Z busy", list_id="F"))  # fmt: skip
    assert column(ask(store_of, "calls", by="list_age"), "calls") == {band: 1}


@pytest.mark.parametrize(
    ("seconds", "band"),
    [(0, "00_05min"), (300, "00_05min"), (301, "05_15min"), (900, "05_15min"), (901, "15_60min"), (3600, "15_60min"),
     (3601, "60min_24h"), (86400, "60min_24h"), (86401, "over_24h")],
)  # fmt: skip
def test_the_delay_to_contact_in_bands_that_hold_their_bound(store: Store, seconds: int, band: str) -> None:
    at = f"2026-09-{1 + seconds // 86400:02d}T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}Z"
    made = leads("L 2026-09-01T00:00Z A")
    fill(store, leads=made, attempts=[{**attempts("1 L A x - callback")[0], "started_at": at}])
    assert column(ask(store, "leads", by="delay_band", basis="cohort"), "leads") == {band: 1}


def test_medians_under_different_conditions_side_by_side(store: Store) -> None:
    """Talk of A: 10, 20 and 60, of which contacts 20 and 60; of B: 30, no contact.

    All: 25 between 20 and 30; contacts: 40; by campaign A 20 and 40, B 30 and none. The 9th decile of all: 0.7 of the
    way from 30 to 60.
    """
    rows = attempts("1 L A x 2026-09-01T09:00Z busy", "2 L A x 2026-09-01T09:10Z callback",
                    "3 L A x 2026-09-01T09:20Z callback", "4 L B x 2026-09-01T09:30Z busy",
                    "5 L B x 2026-09-01T09:40Z busy")  # fmt: skip
    for row, talk in zip(rows, (10, 20, 60, 30, None), strict=True):
        row["talk_s"] = talk
    fill(store, attempts=rows)
    catalogue = declared(
        kpi("all", "all"), kpi("met", "met"), kpi("high", "high"),
        measures=[
            Measure("all", (Part("attempts", "quantile", "started", "talk_s", q=0.5),)),
            Measure("met", (Part("attempts", "quantile", "started", "talk_s", "contacted", q=0.5),)),
            Measure("high", (Part("attempts", "quantile", "started", "talk_s", q=0.9),)),
        ],
    )  # fmt: skip
    found = ask(store, "all", "met", "high", by="campaign", catalogue=catalogue)
    assert (column(found, "all"), column(found, "met")) == ({"A": 20, "B": 30}, {"A": 40, "B": None})
    assert [found.total[id]["value"] for id in ("all", "met", "high")] == [25, 40, pytest.approx(51)]
    assert [found.total[id]["n"] for id in ("all", "met", "high")] == [4, 2, 4]
    assert ask(store, "met", catalogue=catalogue).total["met"]["value"] == 40


def test_distinct_members_under_different_conditions_side_by_side(store: Store) -> None:
    """L1 is contacted in A and not in B, L2 not at all, L3 in B."""
    catalogue = declared(
        kpi("all", "all"), kpi("met", "met"),
        measures=[
            Measure("all", (Part("attempts", "distinct", "started", "lead_id"),)),
            Measure("met", (Part("attempts", "distinct", "started", "lead_id", "contacted"),)),
        ],
    )  # fmt: skip
    fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T09:00Z callback", "2 L1 B x 2026-09-01T09:10Z busy", "3 L2 A x 2026-09-01T09:20Z busy",
        "4 L3 B x 2026-09-01T09:30Z callback", "5 L3 B x 2026-09-01T09:40Z busy", "6 - B x 2026-09-01T09:50Z callback",
    ))  # fmt: skip
    found = ask(store, "all", "met", by="campaign", catalogue=catalogue)
    assert (column(found, "all"), column(found, "met")) == ({"A": 2, "B": 2}, {"A": 1, "B": 1})
    assert [found.total[id]["value"] for id in ("all", "met")] == [3, 2]
    assert [ask(store, id, catalogue=catalogue).total[id]["value"] for id in ("all", "met")] == [3, 2]


SHARED = declared(kpi("lines", "lines"), measures=[counted("lines", "costs", "spent")])


@pytest.fixture
def centre(store: Store) -> Store:
    """Agent z works 2 h for A and 1 h for B, y 1 h for B. Media: 60 of A, 80 of nobody; tools: 40 of B. All on 1 September."""
    return fill(
        store,
        agents=lines("agent_id team", "y red", "z red"),
        agent_states=states("z A talking 1 08:00 10:00", "z B talking 1 10:00 11:00", "y B talking 1 08:00 09:00"),
        costs=lines(COST, "1 A media 60 2026-09-01 -", "2 - media 80 2026-09-01 -", "3 B tools 40 2026-09-01 -",
                    "4 B staff 0 2026-09-01 -", "5 A staff 0 2026-09-01 -"),
    )  # fmt: skip


def test_amounts_are_shared_among_those_they_may_belong_to(centre: Store) -> None:
    """A's 60 over A's hours: all z. B's 40 by halves. Nobody's 80 over all hours: z 60 (3 of 4), y 20."""
    shared = {"allocate": "hours_worked"}
    assert column(ask(centre, "total_cost", by="agent", **shared), "total_cost") == {"y": 40, "z": 140}
    found = ask(centre, "total_cost", by=["agent", "campaign"], **shared)
    assert column(found, "total_cost") == {("y", "B"): 40, ("z", "A"): 100, ("z", "B"): 40}
    assert found.total["total_cost"]["value"] == 180
    assert column(ask(centre, "total_cost", by="team", **shared), "total_cost") == {"red": 180}


def test_filters_come_last_on_the_shares(centre: Store) -> None:
    shared = {"allocate": "hours_worked", "by": "agent"}
    media = ask(centre, "total_cost", where={"cost_category": "media"}, **shared)
    assert column(media, "total_cost") == {"y": 20, "z": 120}
    of_a = ask(centre, "total_cost", where={"campaign": "A"}, **shared)
    assert column(of_a, "total_cost") == {"z": 100}  # its own 60, and half of nobody's 80: two hours of four
    of_y = ask(centre, "total_cost", where={"agent": "y"}, allocate="hours_worked")
    assert of_y.total["total_cost"]["value"] == 40


def test_a_line_counts_once_under_each_member_however_many_its_shares(centre: Store) -> None:
    """Agent z has shares of lines 1, 2 (for A and for B), 3, 4 and 5; y of 2, 3 and 4; all together they are five."""
    found = ask(centre, "lines", by="agent", allocate="hours_worked", catalogue=SHARED)
    assert column(found, "lines") == {"y": 3, "z": 5}
    assert found.total["lines"]["value"] == 5
    assert ask(centre, "lines", catalogue=SHARED).total["lines"]["value"] == 5


def test_what_finds_nothing_to_go_by_stays_unassigned(centre: Store) -> None:
    fill(centre, costs=lines(COST, "9 C media 7 2026-09-01 -", "10 A media 5 2026-09-02 -"))
    found = ask(
        centre, "total_cost", by="agent", grain="day", period=("2026-09-01", "2026-09-03"), allocate="hours_worked"
    )
    cells = {key: value for key, value in column(found, "total_cost").items() if value}
    assert cells == {
        ("y", "2026-09-01"): 40,
        ("z", "2026-09-01"): 140,
        (None, "2026-09-01"): 7,
        (None, "2026-09-02"): 5,
    }
    assert found.total["total_cost"]["value"] == 192


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "asked",
    [
        {"kpis": ("total_cost",), "allocate": "hours_worked", "by": ("agent",)},
        {"kpis": ("contactability_rate",), "grain": "week"},
        {"kpis": ("total_cost", "calls")},
        {"kpis": ("calls", "contact_rate", "answer_rate", "abandon_rate", "argued_call_rate"), "by": ("team",)},
    ],
)
def test_every_subquery_has_a_name(dialect: str, asked: dict[str, Any]) -> None:
    """PostgreSQL wants one for each."""
    held = replace(STATE, present=STATE.present | {"costs", "cost_estimates", "agent_time"})
    request = Request(period=("2026-08-31", "2026-09-28"), **asked)  # type: ignore[arg-type]
    tree = parse_one(prepare(dialect, held, request, CATALOGUE).sql, dialect=dialect)
    inner = [one for one in tree.find_all(exp.Subquery) if isinstance(one.parent, exp.From | exp.Join)]
    assert inner
    assert all(one.alias for one in inner)
