"""Counts of one fact told apart by columns that no dimension gives: the order within a lead, its own time, its wait."""

from __future__ import annotations

from datetime import date

import pytest

from cadran.analysis.asking import Asked
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Part
from cadran.errors import NotConformedError, UsageError
from cadran.executor.local import Store
from cadran.query.request import Scope
from tests.query.world import attempts, fill, leads

CALLS = {"n": part("attempts", "lead_key IS NOT NULL")}


def test_the_order_within_a_lead(store: Store) -> None:
    # L1: refused at 9, not interested an hour and a second later, sold the day after that; L2: one call
    fill(
        store,
        attempts=attempts(
            "1 L1 A x 2026-09-01T09:00:00Z refused", "2 L1 A x 2026-09-01T10:00:01Z not_interested",
            "3 L1 B y 2026-09-02T10:00:01Z sale", "4 L2 A x 2026-09-01T09:00:00Z busy",
        ),
    )  # fmt: skip
    asked = Asked(store)

    def told(**columns: str) -> set[tuple[object, ...]]:
        return {tuple(row.values()) for row in asked.counts(CALLS, columns=columns)}

    assert told(rank="rank.attempt_rank") == {(1, 2), (2, 1), (3, 1)}
    assert told(rank="upto(rank.attempt_rank, 2)") == {(1, 2), (2, 2)}
    assert told(band="spacing(rank.spacing_s)") == {(None, 2), ("1h_4h", 1), ("4h_24h", 1)}
    assert told(before="rank.outcome_before") == {(None, 2), ("refused", 1), ("not_interested", 1)}
    assert told(noes="rank.refusals_before", sold="rank.sales_before") == {(0, 0, 2), (1, 0, 1), (2, 0, 1)}
    # the rank is that among all calls of the lead, whatever is filtered
    assert asked.with_(where={"campaign": "B"}).counts(CALLS, columns={"rank": "rank.attempt_rank"}) == [
        {"rank": 3, "n": 1}
    ]


def test_the_time_where_the_lead_is(store: Store) -> None:
    # Tuesday 22 September 2026, 22:30 UTC: half past midnight on Wednesday in Paris, 02:30 in Réunion, 18:30 in Guadeloupe
    told = {"L1": "Europe/Paris", "L2": "Indian/Reunion", "L3": "America/Guadeloupe", "L4": "Nowhere/Land", "L5": None}
    people = [
        row | {"time_zone": zone} for (lead, zone) in told.items() for row in leads(f"{lead} 2026-09-01T08:00Z A")
    ]
    fill(store, leads=people, attempts=attempts(*(f"{lead} {lead} A x 2026-09-22T22:30Z busy" for lead in told)))
    asked = Asked(store)
    columns = {"day": "weekday(started_at, lead_row.time_zone)", "at": "hour(started_at, lead_row.time_zone)"}
    found = {tuple(row.values()) for row in asked.counts({"n": part("calls")}, columns=columns)}
    assert found == {(3, 0, 3), (3, 2, 1), (2, 18, 1)}  # a zone that is none, and none at all, are the centre's
    # the last Sunday of March 2026: 00:30 UTC is 01:30 in Paris, an hour later it is 03:30
    fill(store, attempts=attempts("6 L1 B x 2026-03-29T00:30Z busy", "7 L1 B x 2026-03-29T01:30Z busy"))
    moved = asked.with_(where={"campaign": "B"}).counts({"n": part("calls")}, columns=columns)
    assert {tuple(row.values()) for row in moved} == {(7, 1, 1), (7, 3, 1)}


def test_what_is_waited_within_opening_hours(store: Store) -> None:
    # Paris, open from 9 to 19: created on Monday at 18:30, first called on Tuesday at 9:10: 40 minutes of open time
    campaigns = [
        {"campaign_id": "A", "opening_hours": "mon-fri 09:00-19:00"},
        {"campaign_id": "B", "opening_hours": "?"},
    ]
    fill(
        store,
        campaigns=campaigns,
        leads=leads("L1 2026-09-21T16:30Z A", "L2 2026-09-21T16:30Z B"),
        attempts=attempts("1 L1 A x 2026-09-22T07:10Z busy", "2 L2 B x 2026-09-22T07:10Z busy"),
    )
    waited = Part("lead_waits", "sum", "created", "open_first_attempt_s", "open_first_attempt_s IS NOT NULL")
    assert Asked(store, basis="cohort").counts({"s": waited}, ("campaign",)) == [{"campaign": "A", "s": 2400}]


def test_weeks_and_several_aggregates_with_nothing_to_count(store: Store) -> None:
    fill(store, leads=leads("L1 2026-09-07T08:00Z A", "L2 2026-09-13T08:00Z A", "L3 2026-09-14T08:00Z A"))
    asked = Asked(store, basis="cohort")
    counted = {
        "n": part("leads"),
        "open": part("leads_open"),
        "half": Part("leads", "quantile", "created", "follow_ups", q=0.5),
    }
    weeks = {row["period"]: row["n"] for row in asked.counts({"n": part("leads")}, grain="week")}
    assert weeks == {date(2026, 9, 7): 2, date(2026, 9, 14): 1}
    assert asked.counts(counted) == [{"n": 3, "open": 3, "half": None}]
    none = asked.with_(period=(date(2020, 1, 1), date(2020, 2, 1)))
    assert none.counts({"n": part("leads")}, ("campaign",)) == []
    assert none.counts({"n": part("leads")}) == [{"n": 0}]


def test_a_scope_and_a_filter_hold_as_for_kpis(store: Store) -> None:
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T09:00Z busy", "2 L2 B y 2026-09-01T09:00Z busy"))
    assert Asked(store, scope=Scope(campaigns=("B",))).counts(CALLS) == [{"n": 1}]
    assert Asked(store, scope=Scope(campaigns=())).counts(CALLS, ("campaign",)) == []
    assert Asked(store, where={"agent": "x"}).counts(CALLS, ("campaign",)) == [{"campaign": "A", "n": 1}]
    with pytest.raises(UsageError, match='The KPI "attempts" is not among those you may see'):
        Asked(store, scope=Scope(kpis=("leads",))).counts(CALLS)
    with pytest.raises(NotConformedError, match=r'leads, which have no "script"'):
        Asked(store, where={"script": "s"}).counts({"n": part("leads")})
    with pytest.raises(UsageError, match='has no column "rnk"'):
        Asked(store).counts(CALLS, columns={"rank": "rank.rnk"})
