"""What money answers in words: the cost of a customer and its factors, products that pay or do not, what each target buys."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.acquisition import BY_HOUR, BY_LEAD
from cadran.analysis.leading import leading
from cadran.analysis.result import Finding
from cadran.executor.local import Store
from cadran.query.request import Scope
from tests.query.world import fill

AT = "2026-09-22T09:00:00Z"


def called(name: str, number: int, reached: int, bought: int, **of: Any) -> tuple[list[Any], list[Any], list[Any]]:
    """Leads, their one call each, and an order of each of the first `bought`."""
    leads = [
        {"lead_id": f"{name}{n}", "created_at": "2026-09-01T08:00:00Z", "campaign_id": "A", **of} for n in range(number)
    ]
    calls = [
        {"attempt_id": f"{name}{n}", "lead_id": f"{name}{n}", "campaign_id": "A", "started_at": AT,
         "outcome": "sale" if n < bought else "callback" if n < reached else "no_answer"} for n in range(number)
    ]  # fmt: skip
    return leads, calls, sold(name, bought)


def sold(name: str, number: int, campaign: str = "A", **of: Any) -> list[dict[str, Any]]:
    """Orders of 100, each of a lead and customer of its own."""
    return [
        {"order_id": f"{name}{n}", "lead_id": f"{name}{n}", "customer_id": f"{name}{n}", "campaign_id": campaign,
         "ordered_at": AT, "status": "confirmed", "amount": 100, "margin": 50, "currency": "EUR", **of} for n in range(number)
    ]  # fmt: skip


def cost(name: str, amount: float, **of: Any) -> dict[str, Any]:
    return {"cost_id": name, "campaign_id": "A", "category": "media", "amount": amount, "currency": "EUR",
            "starts_on": "2026-09-22", **of}  # fmt: skip


def bought_at(store: Store, web: tuple[int, float], fair: tuple[int, float]) -> Store:
    """40 leads called of each list, half of web's and all of fair's reached; (customers, cost) of each."""
    one = called("w", 40, 20, web[0], source="web", list_id="10")
    other = called("f", 40, 40, fair[0], source="fair", list_id="30")
    leads, calls, orders = ([*a, *b] for a, b in zip(one, other, strict=True))
    return fill(store, leads=leads, attempts=calls, orders=orders,
                lists=[{"list_id": "10", "name": "Dix"}, {"list_id": "30", "name": "Trente"}],
                costs=[cost("w", web[1], source="web", list_id="10"), cost("f", fair[1], source="fair", list_id="30")])  # fmt: skip


def told(store: Store, name: str, code: str, **options: Any) -> list[Finding]:
    return [one for one in view(store, name, **options).findings if one.code == code]


def test_what_a_customer_costs_and_what_weighs_most(store: Store) -> None:
    """Centre: 1000 / 40 = 25 = 12.5 a lead ÷ 75 % ÷ 66.7 %. web: 900 / 10 = 90 = 22.5 ÷ 50 % ÷ 50 %.

    Of the 3.6 times, 1.8 are the cost per lead, 1.5 the share reached, 1.33 the customers: at 12.5 a lead, 50.
    web has 25 % of the customers (13.1 to 42.5 % at z 2.241) and 90 % of the cost: from 900 / 17.0 to 900 / 5.2.
    """
    bought_at(store, web=(10, 900), fair=(30, 100))
    (centre,) = told(store, "cost-and-return", "acquisition_cost")
    assert centre.about["value"] == pytest.approx(25)
    assert "12,50 € (coût par fiche appelée) ÷ 75,0 %" in centre.text.fr.replace("\u00a0", " ")
    fair, web = told(store, "cost-and-return", "acquisition_cost_of")  # the further from its share first
    assert (web.about["source"], web.about["value"]) == ("web", pytest.approx(90))
    assert (web.about["low"], web.about["high"]) == (pytest.approx(52.9, rel=0.01), pytest.approx(172.3, rel=0.01))
    assert "above the centre’s (€25.00). What weighs most: cost per lead called, €22.50 against €12.50" in web.text.en
    assert web.text.en.endswith("the CAC would be €50.00.")
    assert (fair.about["source"], fair.about["value"]) == ("fair", pytest.approx(100 / 30))
    assert "below the centre’s" in fair.text.en


def test_a_difference_that_chance_explains_names_nobody(store: Store) -> None:
    bought_at(store, web=(18, 500), fair=(22, 500))
    assert len(told(store, "cost-and-return", "acquisition_cost")) == 1
    assert told(store, "cost-and-return", "acquisition_cost_of") == []


def test_a_cost_without_a_customer_is_said(store: Store) -> None:
    bought_at(store, web=(0, 900), fair=(30, 100))
    (web,) = [one for one in told(store, "cost-and-return", "acquisition_cost_of") if one.about["source"] == "web"]
    assert "€900.00 spent without a new customer" in web.text.en
    assert web.about["value"] is None


def test_factors_multiply_to_the_cost() -> None:
    """600 in 20 hours, 100 leads called, 50 reached, 4 customers: 150 = 30 an hour ÷ 5 an hour ÷ 0.5 ÷ 0.08 = 6 ÷ 0.5 ÷ 0.08."""
    amounts = {
        "total_cost": 600.0,
        "hours_worked": 20.0,
        "leads_attempted": 100.0,
        "leads_contacted": 50.0,
        "new_customers": 4.0,
    }
    assert [lever.of(amounts) for lever in BY_HOUR] == pytest.approx([30, 5, 0.5, 0.08])
    assert [lever.of(amounts) for lever in BY_LEAD] == pytest.approx([6, 0.5, 0.08])


def test_members_are_named_once_and_figures_are_not(store: Store) -> None:
    """List 10, called Dix, has 10 customers: the id becomes the name, the number stays.

    10 margins of 50, t(9) 2.685 for two lists: at most 22.83 of 50, so at least 358.55 of the 1500 spent are lost.
    """
    bought_at(store, web=(10, 1500), fair=(30, 100))
    (losing,) = told(store, "cost-and-return", "losing", by="list")
    assert (
        losing.text.en
        == "Losing money over the period, interval included: Dix (−66.7%, from −85.4% to −23.9%, 10 sales)."
    )
    assert losing.weight == pytest.approx(358.55 / 1600, abs=1e-4)
    unseen = view(store, "cost-and-return", by="list", scope=Scope(campaigns=("B",)))
    assert "Dix" not in str(unseen.to_dict())


def products_sold(store: Store) -> Store:
    """P: 20 orders for 3780, margin 98; Q: 25 for 500, margin 50; R: 12 for 600, margin 55; S: one, margin unknown."""
    return fill(
        store,
        products=[{"product_id": "P", "name": "Auto"}, {"product_id": "Q"}, {"product_id": "R"}, {"product_id": "S"}],
        orders=[*sold("p", 20, "A", product_id="P", margin=98), *sold("q", 25, "B", product_id="Q", margin=50),
                *sold("r", 12, "C", product_id="R", margin=55), *sold("s", 1, "D", product_id="S", margin=None)],
        costs=[cost("a", 3780), cost("b", 500, campaign_id="B"), cost("c", 600, campaign_id="C")],
    )  # fmt: skip


def test_products_that_pay_and_that_do_not(store: Store) -> None:
    """At z 2.394 the mean behind 20 is 11.78 to 33.95: 3780 / 33.95 = 111.3 > 98. Behind 25: 15.56 on, 500 / 15.56 = 32.1 < 50."""
    products_sold(store)
    found = {one.about["product"]: one for one in told(store, "product-mix", "product_return", allocate="orders")}
    assert {name: one.tone for name, one in found.items()} == {"P": "bad", "Q": "good", "R": "undecided"}
    assert (found["P"].about["cost"], found["P"].about["low"]) == (pytest.approx(189), pytest.approx(111.3, rel=0.001))
    said = found["P"].text.fr.replace("\u00a0", " ").replace("\u202f", " ")
    assert said.startswith("Auto : CPO 189,00 € (de 111,3")
    assert said.endswith("> marge 98,00 € par commande, panier de 100,00 € ; chaque commande perd 91,00 €.")
    assert found["Q"].about["high"] == pytest.approx(32.1, rel=0.01)
    assert found["P"].weight == pytest.approx((111.34 - 98) / 189 * 3780 / 4880, rel=0.01)
    (unknown,) = told(store, "product-mix", "margin_unknown", allocate="orders")
    assert unknown.about["product"] == ["S"]
    first = leading([view(store, "product-mix", allocate="orders")])[0][1]
    assert first.about["product"] == "Q", "what surely hangs on it decides the order, not the tone"


def test_costs_that_come_to_no_product_are_said(store: Store) -> None:
    """By the time spent on leads sold: there are no calls, so that all 4880 find nobody."""
    products_sold(store)
    (lost,) = told(store, "product-mix", "costs_of_no_product")
    assert lost.about["amount"] == pytest.approx(4880)
    assert told(store, "product-mix", "product_return") == []


def test_who_may_not_see_costs_sees_neither_margin_nor_cost(store: Store) -> None:
    products_sold(store)
    result = view(store, "product-mix", scope=Scope(costs=False))
    assert {"margin_per_order", "cost_per_order"}.isdisjoint(result.table().rows[0])
    assert [one.code for one in result.findings] == ["leading_product"]


def test_what_each_target_buys(store: Store) -> None:
    """Target old: 12 orders of P with a margin of 10, 10 of Q with 30; 2 more of a lead without a target: 2 of 24."""
    leads = [
        *called("p", 12, 12, 12, target="old")[0],
        *called("q", 10, 10, 10, target="old")[0],
        *called("x", 2, 2, 2)[0],
    ]
    fill(store, leads=leads, products=[{"product_id": "P", "name": "Auto"}, {"product_id": "Q", "name": "Habitation"}],
         orders=[*sold("p", 12, product_id="P", margin=10), *sold("q", 10, product_id="Q", margin=30), *sold("x", 2, product_id="P")])  # fmt: skip
    result = view(store, "sales-by-target")
    rows = {(row["target"], row["product"]): row for row in result.table("purchases").rows}
    assert rows["old", "P"]["share"]["value"] == pytest.approx(12 / 22)
    assert (rows["old", "Q"]["orders"], rows["old", "Q"]["margin"], rows["old", "Q"]["basket"]) == (10, 30, 100)
    (bought,) = [one for one in result.findings if one.code == "purchases"]
    assert bought.text.en.startswith("Target “old” mostly buys Auto: 54.5% of its 22 orders (from ")
    assert bought.text.en.endswith(
        ", a margin of €10.00 per order. What leaves the most per order: Habitation (€30.00, 10 orders)."
    )
    (unknown,) = [one for one in result.findings if one.code == "purchases_unknown"]
    assert unknown.about["share"] == pytest.approx(2 / 24)
