"""What a caller may see: applied inside the query, before aggregation, on every way out.

id  campaign  client  agent  team of the day     cast: owner (everything), teammate (team Red), outsider (client Q)
1   A         P       x      Red
2   A         P       y      Blue
3   B         Q       x      Red
4   –         –       –      –                   belongs to nobody: only the owner sees it
"""

from __future__ import annotations

import pytest

from cadran.errors import NotConformedError, UsageError
from cadran.executor.local import Store
from cadran.query.request import Request, Scope
from cadran.query.rows import rows
from tests.conftest import Clock, table
from tests.query.world import CATALOGUE, ask, attempts, column, fill, leads

TEAMMATE = Scope(teams=("Red",))
OUTSIDER = Scope(clients=("Q",))


@pytest.fixture
def centre(store: Store) -> Store:
    store.load("campaigns", table([{"campaign_id": "A", "client": "P"}, {"campaign_id": "B", "client": "Q"}]))
    store.load("agents", table([{"agent_id": "x", "team": "Red"}, {"agent_id": "y", "team": "Blue"}]))
    return fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z busy", "2 L2 A y 2026-09-01T10:00Z busy", "3 L3 B x 2026-09-01T10:00Z callback",
        "4 L4 - - 2026-09-01T10:00Z busy",
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "calls", "by_campaign"),
    [
        (Scope(), 4, {"A": 2, "B": 1, None: 1}),
        (TEAMMATE, 2, {"A": 1, "B": 1}),
        (OUTSIDER, 1, {"B": 1}),
        (Scope(clients=("P",), teams=("Red",)), 1, {"A": 1}),
        (Scope(campaigns=()), 0, {}),
        (Scope(agents=("x", "y")), 3, {"A": 2, "B": 1}),
    ],
)
def test_rows_totals_and_members_are_those_one_may_see(
    centre: Store, scope: Scope, calls: int, by_campaign: dict[str | None, int]
) -> None:
    result = ask(centre, "calls", "leads_attempted", by=["campaign"], scope=scope)
    assert result.total["calls"]["value"] == result.total["leads_attempted"]["value"] == calls
    assert column(result, "calls") == by_campaign


def test_a_filter_never_widens_what_one_may_see(centre: Store) -> None:
    for member in ("A", None, ("A", "B", None)):
        found = ask(centre, "calls", where={"campaign": member}, scope=OUTSIDER).total["calls"]["value"]
        assert found == (1 if isinstance(member, tuple) else 0)


def test_the_rows_behind_a_figure_are_restricted_too(centre: Store) -> None:
    found = rows(centre.engine, centre.state(), Request(("calls",), scope=TEAMMATE), CATALOGUE, "calls")
    assert found["attempt_id"].to_pylist() == ["1", "3"]


def test_a_fact_that_cannot_be_restricted_is_refused_not_shown_whole(centre: Store) -> None:
    fill(centre, leads=leads("L1 2026-09-01T09:00Z A"))
    with pytest.raises(NotConformedError, match='leads, which have no "team" and cannot be restricted'):
        ask(centre, "leads", scope=TEAMMATE)
    assert ask(centre, "leads", scope=OUTSIDER).total["leads"]["value"] == 0


def test_kpis_and_dimensions_out_of_a_closed_list_are_refused(centre: Store) -> None:
    scope = Scope(kpis=("calls",), dimensions=("campaign",))
    assert ask(centre, "calls", by=["campaign"], scope=scope).total["calls"]["value"] == 4
    with pytest.raises(UsageError, match='"contact_rate" is not among those you may see'):
        ask(centre, "contact_rate", scope=scope)
    for asked in ({"by": ["agent"]}, {"where": {"agent": "x"}}):
        with pytest.raises(UsageError, match='"agent" is not among those you may use'):
            ask(centre, "calls", scope=scope, **asked)


def test_the_hours_of_a_period_are_those_of_the_campaigns_one_may_see(store: Store, clock: Clock) -> None:
    """A is open 2 hours on 1 September and called 4 times, B 4 others and called 20 times, for client Q."""
    rows = [*(f"a{n} L{n} A x 2026-09-01T08:0{n}Z busy" for n in range(4)),
            *(f"b{n} M{n} B x 2026-09-01T10:{n:02d}Z busy" for n in range(20))]  # fmt: skip
    fill(
        store,
        campaigns=[{"campaign_id": "A", "client": "P", "opening_hours": "tue 9-11"},
                   {"campaign_id": "B", "client": "Q", "opening_hours": "tue 11-15"}],
        attempts=attempts(*rows),
    )  # fmt: skip
    day = {"period": ("2026-09-01", "2026-09-02")}
    for scope in (Scope(campaigns=("A",)), Scope(clients=("P",))):
        assert ask(store, "calls_per_clock_hour", scope=scope, **day).total["calls_per_clock_hour"]["value"] == 2
    clock.set("2026-10-01T12:00:00")
    earlier = {"known_at": "2026-09-30T13:00:00", "compare": "now", "scope": Scope(clients=("P",))}
    found = ask(store, "calls_per_clock_hour", **earlier, **day).total["calls_per_clock_hour"]
    assert (found["value"], found["restated"]["value"]) == (2, 2)
    assert ask(store, "calls_per_clock_hour", **day).total["calls_per_clock_hour"]["value"] == 4
    by_client = column(ask(store, "calls_per_clock_hour", by=["client"], **day), "calls_per_clock_hour")
    assert by_client == {"P": 2, "Q": 5}
    filtered = ask(store, "calls_per_clock_hour", where={"client": "P"}, **day).total
    assert filtered["calls_per_clock_hour"]["value"] == 2
