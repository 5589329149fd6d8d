"""Refusals, product mix, sales by target, cost and return."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.left_over import total_bounds
from cadran.analysis.pauses import ranked
from cadran.analysis.refusals import pareto
from cadran.errors import UsageError
from cadran.executor.local import Store
from cadran.query.request import Scope
from tests.query.world import attempts, fill, leads, orders

AT = "2026-09-22T08:00Z"


def test_reasons_by_falling_count_with_those_unknown_last() -> None:
    rows = pareto([{"reason": None, "count": 5}, {"reason": "a", "count": 1}, {"reason": "b", "count": 4}])
    assert [row["reason"] for row in rows] == ["b", "a", None]
    assert [row["share"]["value"] for row in rows] == pytest.approx([0.4, 0.1, 0.5])
    assert [row["cumulated"] for row in rows] == pytest.approx([0.4, 0.5, 1.0])


@pytest.fixture
def centre(store: Store) -> Store:
    """Two agents: x a junior hired two months before, y a senior hired years before."""
    agents = [
        {"agent_id": "x", "profile": "junior", "hired_on": "2026-07-22"},
        {"agent_id": "y", "profile": "senior", "hired_on": "2020-01-01"},
    ]
    calls = [
        *attempts(f"1 L1 A x {AT} refused", f"2 L2 A x {AT} refused", f"3 L3 A y {AT} refused", reason="price"),
        *attempts(f"4 L4 A y {AT} refused", reason="no_need"),
        *attempts(f"5 L5 A y {AT} sale", f"6 L6 A y {AT} sale"),
        *attempts(f"7 L7 A x {AT} not_interested", reason="no_project"),
        *attempts(f"8 L8 A x {AT} off_target", f"9 L9 A x {AT} callback"),
    ]
    hired = [{**one, "hired_on": date.fromisoformat(one["hired_on"])} for one in agents]
    return fill(store, agents=hired, leads=leads(*(f"L{n} 2026-09-01T08:00Z A" for n in range(1, 10))), attempts=calls)


def rows_of(store: Store, table: str, key: str, column: str, **asked: Any) -> dict[Any, tuple[Any, Any]]:
    rows = view(store, "refusals", **asked).table(table).rows
    return {row[key]: (row[column]["num"], row[column]["den"]) for row in rows}


def test_why_people_refuse(centre: Store) -> None:
    assert rows_of(centre, "refusals", "reason", "share") == {"price": (3, 4), "no_need": (1, 4)}


def test_why_leads_do_not_qualify(centre: Store) -> None:
    # L7 gave a reason, L8 only its outcome, L9 is to be called again
    assert rows_of(centre, "disqualifications", "reason", "share") == {
        "no_project": (1, 3),
        "off_target": (1, 3),
        "open": (1, 3),
    }


def test_refusal_rate_by_profile_and_tenure(centre: Store) -> None:
    assert rows_of(centre, "profile", "profile", "refusal_rate") == {"junior": (2, 2), "senior": (2, 4)}
    assert rows_of(centre, "tenure", "tenure", "refusal_rate") == {"m0_2": (2, 2), "y3": (2, 4)}


def test_reasons_of_each_profile_and_tenure(centre: Store) -> None:
    for name, low, high in (("profile", "junior", "senior"), ("tenure", "m0_2", "y3")):
        rows = view(centre, "refusals").table(f"reasons_by_{name}").rows
        assert [(row[name], row["reason"], row["count"], row["share"]["den"]) for row in rows] == [
            (low, "price", 2, 2), (high, "no_need", 1, 2), (high, "price", 1, 2),
        ]  # fmt: skip


def test_a_team_sees_its_refusals_though_leads_cannot_be_its(centre: Store) -> None:
    assert rows_of(centre, "refusals", "reason", "share", scope=Scope(agents=("x",))) == {"price": (2, 2)}
    tables = [table.id for table in view(centre, "refusals", scope=Scope(agents=("x",))).tables]
    assert "disqualifications" not in tables


def test_a_dimension_that_is_closed_is_not_shown_by_another_way(centre: Store) -> None:
    with pytest.raises(UsageError, match=r'"reason" is not among those you may use'):
        view(centre, "refusals", scope=Scope(dimensions=("campaign",)))


def test_product_mix(store: Store) -> None:
    products = [
        {"product_id": "P", "name": "Plan", "category": "c"},
        {"product_id": "Q", "name": "Quilt", "category": "c"},
    ]
    sold = [
        *orders("O1 L1 A 2026-09-01T09:00Z 100 confirmed", "O2 L2 A 2026-09-01T09:00Z 100 pending", product_id="P"),
        *orders("O3 L3 A 2026-09-01T09:00Z 600 confirmed", "O4 L4 A 2026-09-01T09:00Z 999 cancelled", product_id="Q"),
    ]
    fill(store, products=products, orders=[{**one, "currency": "EUR"} for one in sold])
    rows = view(store, "product-mix").table().rows
    assert [(row["product"], row["name"], row["orders"], row["revenue"]) for row in rows] == [
        ("Q", "Quilt", 1, 600),
        ("P", "Plan", 2, 200),
    ]
    assert [row["orders_share"]["value"] for row in rows] == pytest.approx([1 / 3, 2 / 3])
    assert [row["revenue_share"] for row in rows] == pytest.approx([0.75, 0.25])
    assert [row["cumulated"] for row in rows] == pytest.approx([0.75, 1.0])


def test_revenue_without_a_rate_is_unknown_not_partial(store: Store) -> None:
    sold = orders("O1 L1 A 2026-09-01T09:00Z 100 confirmed", "O2 L2 A 2026-09-01T09:00Z 100 confirmed")
    fill(store, orders=[{**sold[0], "currency": "EUR", "product_id": "P"}])
    fill(store, orders=[{**sold[1], "currency": "CHF", "product_id": "Q"}])
    rows = {row["product"]: row for row in view(store, "product-mix").table().rows}
    assert rows["Q"]["revenue"] is None
    assert rows["P"]["revenue"] == 100
    assert rows["P"]["revenue_share"] is None


def _sales(store: Store, worlds: dict[tuple[str, str], tuple[int, int]]) -> Store:
    """(campaign, target) → sold of contacted."""
    made, calls = [], []
    for (campaign, target), (sold, number) in worlds.items():
        for n in range(number):
            lead = f"{campaign}{target}{n}"
            made.append(
                {"lead_id": lead, "created_at": "2026-09-01T08:00:00Z", "campaign_id": campaign, "target": target}
            )
            calls.append({"attempt_id": lead, "lead_id": lead, "campaign_id": campaign, "started_at": "2026-09-01T09:00:00Z",
                          "outcome": "sale" if n < sold else "callback"})  # fmt: skip
    return fill(store, leads=made, attempts=calls)


def test_sales_by_target_at_the_same_campaign(store: Store) -> None:
    """Within each campaign "old" buys more; taken together it looks worse, for it is called mostly in the hard one."""
    _sales(
        store,
        {("easy", "old"): (20, 25), ("easy", "new"): (100, 200), ("hard", "old"): (60, 300), ("hard", "new"): (1, 50)},
    )
    rows = {row["target"]: row for row in view(store, "sales-by-target").table().rows}
    assert rows["old"]["sales_rate"]["value"] == pytest.approx(80 / 325)
    assert rows["new"]["sales_rate"]["value"] == pytest.approx(101 / 250)
    # (20·200 - 100·25)/225 + (60·50 - 1·300)/350 = 6.6667 + 7.7143, over 25·200/225 + 300·50/350 = 22.2222 + 42.8571
    assert rows["old"]["difference"] == pytest.approx((1500 / 225 + 2700 / 350) / (5000 / 225 + 15000 / 350))
    assert (rows["old"]["verdict"], rows["new"]["verdict"]) == ("above", "below")


def test_sales_can_be_told_apart_by_some_dimensions_only(store: Store) -> None:
    with pytest.raises(UsageError, match=r'by "segmnt".*Did you mean "segment"'):
        view(store, "sales-by-target", by="segmnt")


def test_cost_and_return_shows_what_there_is_and_says_what_there_is_not(store: Store) -> None:
    fill(store, leads=leads("L1 2026-09-01T08:00Z A", source="web"), attempts=attempts(f"1 L1 A x {AT} sale"),
         orders=[{**orders("O1 L1 A 2026-09-22T09:00Z 100 confirmed")[0], "currency": "EUR"}])  # fmt: skip
    result = view(store, "cost-and-return")
    (row,) = result.table().rows
    assert (row["source"], row["leads"]["value"], row["sales"]["value"], row["revenue"]["value"]) == ("web", 1, 1, 100)
    closed = view(store, "cost-and-return", scope=Scope(costs=False))
    assert {column.id for column in closed.table().columns} == {
        "source",
        "leads",
        "leads_contacted",
        "sales",
        "revenue",
    }


def _costly(store: Store) -> Store:
    """Campaign A: 3 attempts on web leads, 1 on a fair lead; media of 100 for web, staff of 200 for nobody in particular.

    By attempts the staff is 150 + 50. web: 12 orders of 100 with a margin of 50 each; fair: 10 of 50 with one of 1; each
    of another buyer, one of whom was called.
    """
    made = [
        *leads("W1 2026-09-01T08:00Z A", "W2 2026-09-01T08:00Z A", source="web"),
        *leads(*(f"W1.{n} 2026-09-01T08:00Z A" for n in range(1, 12)), source="web"),
        *leads("F1 2026-09-01T08:00Z A", *(f"F1.{n} 2026-09-01T08:00Z A" for n in range(1, 10)), source="fair"),
    ]
    calls = attempts(f"1 W1 A x {AT} sale", f"2 W2 A x {AT} refused", f"3 W2 A x {AT} refused", f"4 F1 A x {AT} sale")
    sold = [
        (f"{lead}.{n}" if n else lead, n, amount, margin)
        for lead, times, amount, margin in (("W1", 12, 100, 50), ("F1", 10, 50, 1))
        for n in range(times)
    ]
    return fill(
        store, leads=made, attempts=calls,
        orders=[{"order_id": f"{lead}{n}", "lead_id": lead, "campaign_id": "A", "ordered_at": "2026-09-22T09:00:00Z",
                 "status": "confirmed", "amount": amount, "margin": margin, "currency": "EUR"} for lead, n, amount, margin in sold],
        costs=[{"cost_id": "m", "campaign_id": "A", "source": "web", "category": "media", "amount": 100, "currency": "EUR",
                "starts_on": "2026-09-22"},
               {"cost_id": "s", "campaign_id": "A", "category": "staff", "amount": 200, "currency": "EUR", "starts_on": "2026-09-22"}],
    )  # fmt: skip


def test_shared_costs_are_shared_out_and_said(store: Store) -> None:
    result = view(_costly(store), "cost-and-return")
    rows = {row["source"]: row for row in result.table().rows}
    assert list(rows) == ["web", "fair"], "best return first"
    assert [rows[name]["total_cost"]["value"] for name in rows] == pytest.approx([250, 50])
    # web: 12 x 50 - 250 = 350, over 250; fair: 10 x 1 - 50 = -40, over 50
    assert [rows[name]["campaign_margin"]["value"] for name in rows] == pytest.approx([350, -40])
    assert [rows[name]["roi"]["value"] for name in rows] == pytest.approx([1.4, -0.8])
    assert rows["web"]["cost_per_order"]["value"] == pytest.approx(250 / 12)
    found = {finding.code: finding for finding in result.findings}
    assert found["shared_costs"].about == {"share": pytest.approx(200 / 300), "rule": "attempts"}
    # web, 12 buyers of 50, t(11) 2.593 for two members: 12 + 3.36 ± 2.593 √13.68 = 5.77 to 24.95 of 50, less 250
    # fair, 10 of 1, t(9) 2.685: 10 + 3.60 ± 2.685 √11.80 = 4.38 to 22.83, less 50
    assert found["losing"].about == {"source": ["fair"]}
    assert found["losing"].weight == pytest.approx((50 - 22.83) / 300, abs=1e-4)
    assert found["earning"].about == {"source": ["web"]}
    assert "web (140.0%, from 15.4% to 399.1%, 12 sales)" in found["earning"].text.en
    assert [rows[name]["verdict"] for name in rows] == ["earns", "loses"]


def test_a_loss_that_chance_explains_is_none(store: Store) -> None:
    """The fair's 10 orders of 1 cost it 20 rather than 50: 4.38 to 22.83, so neither gain nor loss is certain.

    One buyer with all ten orders gives no interval at all.
    """
    _costly(store)
    fill(store, costs=[{"cost_id": "b", "campaign_id": "A", "source": "fair", "category": "media", "amount": -30, "currency": "EUR",
                        "starts_on": "2026-09-22"}])  # fmt: skip
    result = view(store, "cost-and-return")
    assert [one.about for one in result.findings if one.code == "return_undecided"] == [{"source": ["fair"]}]
    assert "losing" not in {one.code for one in result.findings}
    assert total_bounds({"value": 1, "high": 1, "den": 10}, 1, 1) is None


def test_without_sharing_no_return_is_praised(store: Store) -> None:
    result = view(_costly(store), "cost-and-return", allocate="none")
    rows = {row["source"]: row for row in result.table().rows}
    assert {name: rows[name]["total_cost"]["value"] for name in rows} == {"web": 100, "fair": 0, None: 200}
    assert [finding.code for finding in result.findings] == ["shared_costs"]
    assert result.findings[0].tone == "bad"
    with pytest.raises(UsageError, match=r'by "attempt".*Did you mean "attempts"'):
        view(store, "cost-and-return", allocate="attempt")


def test_pauses_by_falling_time_with_those_without_a_reason_last() -> None:
    rows = ranked({None: 600.0, "lunch": 900.0, "brief": 1500.0}, 2)
    assert [(row["reason"], row["share"], row["a_day"]) for row in rows] == [
        ("brief", 0.5, 750), ("lunch", 0.3, 450), (None, 0.2, 300),
    ]  # fmt: skip
    assert [row["cumulated"] for row in rows] == pytest.approx([0.5, 0.8, 1.0])


def _state(agent: str, start: str, end: str, name: str, reason: str | None = None) -> dict[str, object]:
    day = "2026-09-22T"
    return {
        "agent_id": agent,
        "state": name,
        "reason": reason,
        "started_at": f"{day}{start}:00Z",
        "ended_at": f"{day}{end}:00Z",
    }


def test_pauses_of_a_day_by_team(store: Store) -> None:
    """Agent x of Red talks 60 min and pauses 20 (lunch) and 10 (brief); y of Blue talks 50 min and pauses 10 for no reason given."""
    fill(store, agents=[{"agent_id": "x", "team": "Red"}, {"agent_id": "y", "team": "Blue"}], agent_states=[
        _state("x", "08:00", "09:00", "talking"), _state("x", "09:00", "09:20", "paused", "lunch"),
        _state("x", "09:20", "09:30", "paused", "brief"), _state("y", "08:00", "08:50", "talking"),
        _state("y", "08:50", "09:00", "paused"),
    ])  # fmt: skip
    result = view(store, "pauses")
    reasons = [(row["reason"], row["a_day"], row["share"]) for row in result.table("reasons").rows]
    assert reasons == [("lunch", 600, 0.5), ("brief", 300, 0.25), (None, 300, 0.25)]
    teams = {
        row["team"]: (row["pause_time"]["value"], row["pause_rate"]["value"]) for row in result.table("teams").rows
    }
    assert teams == {"Red": (1800, pytest.approx(30 / 90)), "Blue": (600, pytest.approx(10 / 60))}
    crossed = [(row["team"], row["reason"], row["a_day"]) for row in result.table("reasons_by_team").rows]
    assert crossed == [("Blue", None, 600), ("Red", "lunch", 1200), ("Red", "brief", 600)]
    assert [finding.code for finding in result.findings] == [
        "paused",
        "leading_pause",
        "pauses_without_reason",
        "unclassified_pauses",
        "teams",
    ]


def test_pauses_that_are_not_loaded_are_not_zero(store: Store) -> None:
    fill(store, attempts=attempts(f"1 L1 A x {AT} sale"))
    assert [finding.code for finding in view(store, "pauses").findings] == ["no_states"]
