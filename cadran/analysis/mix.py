"""What is sold: each product's share of the orders and of the revenue."""

from __future__ import annotations

from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, figure, keyed, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import Text, Unit
from cadran.query.numbers import ratio

_KPIS = ("orders", "revenue", "average_order_value")


def run(asked: Asked, options: Options) -> Answer:
    """Products by falling revenue, unknown ones last."""
    result = asked.figures(*_KPIS, by=("product",))
    names = keyed(asked.cut("orders", {"name": "max(product.name)", "category": "max(product.category)"},
                            {"product": "product_id"}, cohort=asked.basis == "cohort"), "product")  # fmt: skip
    total = {kpi: result.total[kpi]["value"] for kpi in _KPIS}
    rows = [_row(row, names.get(row["key"]["product"], {}), total) for row in result.rows]
    rows.sort(
        key=lambda row: (row["product"] is None, -(row["revenue"] or 0), -(row["orders"] or 0), str(row["product"]))
    )
    before = 0.0
    for row in rows:
        before += row["revenue"] or 0
        row["cumulated"] = ratio(before, total["revenue"]) if row["revenue"] is not None else None
    table = Table("products", Text("Produits vendus", "Products sold"), _COLUMNS, rows)
    return Answer((table,), tuple(_findings(rows)), notes=tuple(result.notes))


_RULE = Text(
    "Commandes non annulées de la période. La part du chiffre d’affaires n’est donnée que si chaque commande a un taux de change.",
    "Orders of the period, cancelled ones aside. The share of revenue is given only where every order has an exchange rate.",
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


def _row(row: dict[str, Any], named: dict[str, Any], total: dict[str, Any]) -> dict[str, Any]:
    values = {kpi: figure(row["values"][kpi])["value"] for kpi in _KPIS}
    return {
        "product": row["key"]["product"],
        "name": named.get("name"),
        "category": named.get("category"),
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
        "{name} fait {orders} des commandes et {revenue} du chiffre d’affaires.",
        "{name} makes {orders} of the orders and {revenue} of the revenue.",
        name=words.member("product", first["name"] or first["product"]), orders=words.share(first["orders_share"]["value"]),
        revenue=words.share(first["revenue_share"]),
    )  # fmt: skip
    return [Finding("leading_product", "neutral", text, {"product": first["product"]})]


VIEW = View(
    "product-mix",
    Text("Produits vendus", "Product mix"),
    Text("Que vendons-nous, en nombre et en valeur ?", "What do we sell, in number and in value?"),
    run,
    kpis=_KPIS,
    options={},
    rules=(_RULE,),
    answers=("product_mix",),
)
