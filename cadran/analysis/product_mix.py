"""What is sold: each product's share of orders and revenue, and whether its margin pays for what an order costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, figure, proportion
from cadran.analysis.gathering import gathered, sharing_rule
from cadran.analysis.leading import weight
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Bounds, decided, poisson, z_of
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Text, Unit
from cadran.query import entities
from cadran.query.numbers import ratio

_KPIS = ("orders", "revenue", "average_order_value")
_MARGIN, _COST = "margin_per_order", "cost_per_order"
ENOUGH = 10
"""Orders that a product needs before its margin is set against its cost."""
TOLERATED = 0.05
"""The part of the costs that may come to no product without hiding whether the others pay."""


def run(asked: Asked, options: Options) -> Answer:
    """Products by falling revenue, unknown ones last."""
    result = asked.figures(*_KPIS, by=("product",))
    names = entities.names(asked.source, "product", asked.scope)
    categories = _categories(asked)
    total = {kpi: result.total[kpi]["value"] for kpi in _KPIS}
    rows = [_row(row, names, categories, total) for row in result.rows]
    rows.sort(
        key=lambda row: (row["product"] is None, -(row["revenue"] or 0), -(row["orders"] or 0), str(row["product"]))
    )
    before = 0.0
    for row in rows:
        before += row["revenue"] or 0
        row["cumulated"] = ratio(before, total["revenue"]) if row["revenue"] is not None else None
    rule = sharing_rule(asked, str(options["allocate"]))
    money, had, notes = gathered(asked, [_MARGIN], "product") if asked.scope.costs else ({}, [], [])
    if asked.scope.costs and rule:
        costs, paid, more = gathered(asked, [_COST], "product", allocate=rule)
        had, notes = [*had, *paid], [*notes, *more]
        money = {product: {**money.get(product, {}), **costs.get(product, {})} for product in {**money, **costs}}
    for row in rows:
        row.update({kpi: money.get(row["product"], {}).get(kpi) for kpi in had})
    columns = (*_COLUMNS, *(Column(kpi, asked.source.catalogue.kpis[kpi].name, "figure", Unit.MONEY) for kpi in had))
    table = Table("products", Text("Produits vendus", "Products sold"), columns, rows)
    left_out = money.get(None, {}).get(_COST, {}).get("num") or 0.0
    findings = [*_findings(rows), *_returns(rows, left_out), *_unknown(rows, left_out)]
    return Answer((table,), tuple(findings), notes=(*result.notes, *notes))


_RULE = Text(
    "Commandes non annulées de la période. La part du chiffre d’affaires n’est donnée que si chaque commande a un taux de change.",
    "Orders of the period, cancelled ones aside. The share of revenue is given only where every order has an exchange rate.",
)
_PAYS = Text(
    "CPO par produit\u00a0: coûts communs répartis par la règle de l’option allocate (le temps passé sur les fiches vendues, à moins d’en "
    "demander une autre). Un produit n’est dit perdre ou laisser de l’argent que si l’intervalle de son CPO, celui de son nombre de "
    f"commandes (Poisson, erreur de 5\u00a0% partagée entre les produits), exclut sa marge, et à partir de {ENOUGH} commandes.",
    "Cost per order by product: common costs are shared out by the rule of the option allocate (the time spent on the leads sold, "
    "unless another is asked for). A product is said to lose or leave money only where the interval of its cost per order, that of "
    f"its number of orders (Poisson, the error of 5% shared among products), excludes its margin, and from {ENOUGH} orders on.",
)
_COLUMNS = (
    Column("product", words.dimension_name("product"), "member", dimension="product"),
    Column("name", Text("Nom", "Name"), "text"),
    Column("category", Text("Famille", "Family"), "text"),
    Column("orders", Text("Commandes", "Orders")),
    Column("orders_share", Text("Part des commandes", "Share of orders"), "figure", Unit.PERCENT),
    Column("revenue", Text("Chiffre d’affaires", "Revenue"), unit=Unit.MONEY),
    Column("revenue_share", Text("Part du chiffre d’affaires", "Share of revenue"), unit=Unit.PERCENT),
    Column("cumulated", Text("Cumulé", "Cumulated"), unit=Unit.PERCENT),
    Column("average_order_value", Text("Panier moyen", "Average order"), unit=Unit.MONEY),
)


def _categories(asked: Asked) -> dict[Any, str]:
    """Product → its category, where that may be told."""
    if not asked.grants("product_category"):
        return {}
    cells = asked.counts({"orders": part("orders_taken")}, ("product", "product_category"))
    return {cell["product"]: cell["product_category"] for cell in cells if cell["product_category"] is not None}


def _row(
    row: dict[str, Any], names: Mapping[str, str], categories: Mapping[Any, str], total: dict[str, Any]
) -> dict[str, Any]:
    values = {kpi: figure(row["values"][kpi])["value"] for kpi in _KPIS}
    product = row["key"]["product"]
    return {
        "product": product,
        "name": names.get(str(product)) if product is not None else None,
        "category": categories.get(product),
        **values,
        "orders_share": proportion(values["orders"], total["orders"]),
        "revenue_share": ratio(values["revenue"], total["revenue"]),
    }


def _findings(rows: list[dict[str, Any]]) -> list[Finding]:
    known = [row for row in rows if row["product"] is not None and row["orders"]]
    if not known:
        return [
            Finding(
                "leading_product",
                "neutral",
                Text("Aucune commande d’un produit connu.", "No order of a known product."),
            )
        ]
    first = known[0]
    text = words.phrase(
        "{name} makes {orders} of the orders and {revenue} of the revenue.",
        name=words.member("product", first["product"]), orders=words.share(first["orders_share"]["value"]),
        revenue=words.share(first["revenue_share"]),
    )  # fmt: skip
    return [Finding("leading_product", "neutral", text, {"product": first["product"]})]


def _returns(rows: list[dict[str, Any]], left_out: float) -> list[Finding]:
    """Each product's cost per order against its margin and its basket: losing, winning, or not to be told.

    Where more than TOLERATED of the costs come to no product, only what loses already is said.
    """
    known = [row for row in rows if row["product"] is not None and (row["orders"] or 0) >= ENOUGH
             and _value(row, _COST) and _value(row, _MARGIN) is not None]  # fmt: skip
    spent = left_out + sum((_value(row, _COST) or 0) * row["orders"] for row in known)
    found = [_return(row, spent, z_of(len(known))) for row in known]
    return found if left_out <= TOLERATED * spent else [one for one in found if one.tone == "bad"]


def _return(row: Mapping[str, Any], spent: float, z: float) -> Finding:
    cost, margin = _value(row, _COST) or 0.0, _value(row, _MARGIN) or 0.0
    fewest, most = poisson(row["orders"], z)
    bounds = cost * row["orders"] / most, cost * row["orders"] / fewest
    left: Bounds = (margin - bounds[1], margin - bounds[0])
    side = decided(left)
    sentence = {-1: _LOSES, 1: _EARNS, 0: _EITHER}[side]
    text = words.filled(
        sentence, name=words.member("product", row["product"]), cost=_money(cost), low=_money(bounds[0]),
        high=_money(bounds[1]), margin=_money(margin), gap=_money(abs(margin - cost)), basket=_money(row["average_order_value"]),
    )  # fmt: skip
    about = {"product": row["product"], "cost": cost, "low": bounds[0], "high": bounds[1], "margin": margin}
    stake = weight(left, cost, ratio(cost * row["orders"], spent))
    return Finding("product_return", {-1: "bad", 1: "good", 0: "undecided"}[side], text, about, stake)


_LOSES = Text(
    "{name}\u00a0: CPO {cost} (de {low} à {high}) > marge {margin} par commande, panier de {basket}\u202f; chaque commande perd {gap}.",
    "{name}: cost per order {cost} (from {low} to {high}) > margin {margin} per order, basket {basket}; each order loses {gap}.",
)
_EARNS = Text(
    "{name}\u00a0: CPO {cost} (de {low} à {high}) < marge {margin} par commande, panier de {basket}\u202f; chaque commande laisse {gap}.",
    "{name}: cost per order {cost} (from {low} to {high}) < margin {margin} per order, basket {basket}; each order leaves {gap}.",
)
_EITHER = Text(
    "{name}\u00a0: indécis, CPO {cost} (de {low} à {high}) pour une marge de {margin} par commande, panier de {basket}.",
    "{name}: undecided, cost per order {cost} (from {low} to {high}) for a margin of {margin} per order, basket {basket}.",
)


def _unknown(rows: list[dict[str, Any]], left_out: float) -> list[Finding]:
    """What is left out: products whose margin is not known, and costs that come to no product."""
    found = []
    blank = [row["product"] for row in rows if row["product"] is not None and row["orders"] and _MARGIN in row
             and _value(row, _MARGIN) is None]  # fmt: skip
    if blank:
        text = words.phrase(
            "Margin unknown: {names}. Give the product its unit_margin, or orders their margin.",
            names=words.listed(words.member("product", one) for one in blank),
        )  # fmt: skip
        found.append(Finding("margin_unknown", "neutral", text, {"product": blank}))
    if left_out:
        text = words.phrase(
            "{amount} of costs come to no product: the costs per order by product leave them out.", amount=_money(left_out),
        )  # fmt: skip
        found.append(Finding("costs_of_no_product", "neutral", text, {"amount": left_out}))
    return found


def _value(row: Mapping[str, Any], kpi: str) -> float | None:
    cell = row.get(kpi)
    return cell["value"] if cell else None


def _money(amount: float | None) -> Text:
    return words.shown(amount, Unit.MONEY)


VIEW = View(
    "product-mix",
    Text("Produits vendus", "Product mix"),
    Text("Que vendons-nous, en nombre et en valeur ?", "What do we sell, in number and in value?"),
    run,
    kpis=_KPIS,
    options={"allocate": "effort"},
    rules=(_RULE, _PAYS),
    answers=("product_mix",),
    judges=(_COST,),
)
