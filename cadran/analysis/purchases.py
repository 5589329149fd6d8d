"""What each target (or segment, source) buys: its orders by product, with what an order of it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.catalogue.shape import Text, Unit
from cadran.errors import CadranError
from cadran.query.numbers import ratio

ENOUGH = 10
"""Orders that a target needs before what it buys is said."""
_ORDERS, _BASKET, _MARGIN = "orders", "average_order_value", "margin_per_order"
_MONEY = (
    Column("basket", Text("Panier moyen", "Average order"), unit=Unit.MONEY),
    Column("margin", Text("Marge par commande", "Margin per order"), unit=Unit.MONEY),
)

Row = dict[str, Any]


def purchases(asked: Asked, by: str) -> tuple[Table, list[Finding]] | None:
    """The table of orders by member and product, and a sentence a member; None where orders cannot be told apart so."""
    rows = _rows(asked, by)
    if not rows:
        return None
    members: dict[Any, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (-row["orders"], str(row["product"]))):
        members.setdefault(row[by], []).append(row)
    ranked = sorted(members, key=lambda one: (one is None, -_total(members[one]), str(one)))
    for own in members.values():
        for row in own:
            row["share"] = proportion(row["orders"], _total(own))
    columns = (
        Column(by, words.dimension_name(by), "member", dimension=by),
        Column("product", words.dimension_name("product"), "member", dimension="product"),
        Column("orders", Text("Commandes", "Orders")),
        Column("share", Text("Part de ses commandes", "Share of its orders"), "figure", Unit.PERCENT),
        *(column for column in _MONEY if column.id in rows[0]),
    )
    table = Table("purchases", Text("Ce que chacun achète", "What each buys"), columns,
                  [row for member in ranked for row in members[member]])  # fmt: skip
    found = [one for member in ranked if member is not None for one in _bought(by, member, members[member])]
    return table, [*found, *_unknown(by, rows)]


def _rows(asked: Asked, by: str) -> list[Row]:
    """Orders, basket and, for who may see it, margin by member and product."""
    for kpis in ((_ORDERS, _BASKET, _MARGIN), (_ORDERS, _BASKET), (_ORDERS,)):
        try:
            result = asked.figures(*kpis, by=(by, "product"))
        except CadranError:  # a dimension that orders lack, or a figure that this person may not see
            continue
        return [_row(row, by, kpis) for row in result.rows if row["values"][_ORDERS]["value"]]
    return []


def _row(row: Mapping[str, Any], by: str, kpis: tuple[str, ...]) -> Row:
    names = {_ORDERS: "orders", _BASKET: "basket", _MARGIN: "margin"}
    return {
        **{name: row["key"][name] for name in (by, "product")},
        **{names[kpi]: row["values"][kpi]["value"] for kpi in kpis},
    }


def _total(rows: list[Row]) -> float:
    return float(sum(row["orders"] for row in rows))


def _bought(by: str, member: Any, rows: list[Row]) -> list[Finding]:
    """What a member buys most, and which of its purchases leaves most an order."""
    known = [row for row in rows if row["product"] is not None]
    if not known or _total(rows) < ENOUGH:
        return []
    first = known[0]
    about = {by: member, "product": first["product"], "share": first["share"]["value"],
             "low": first["share"]["low"], "high": first["share"]["high"]}  # fmt: skip
    text = words.phrase(
        "{name} {member} mostly buys {product}: {share} of its {orders:,} {orders|order|orders} (from {low} to {high}){margin}.{best}",
        name=words.dimension_name(by), member=words.quoted(words.member(by, member)),
        product=words.member("product", first["product"]), share=words.share(first["share"]["value"]),
        orders=round(_total(rows)), low=words.share(first["share"]["low"]), high=words.share(first["share"]["high"]),
        margin=_margin(first), best=_best(first, known),
    )  # fmt: skip
    return [Finding("purchases", "neutral", text, about)]


def _margin(row: Row) -> Text:
    if "margin" not in row:
        return Text("", "")
    if row["margin"] is None:
        return Text(", marge inconnue", ", margin unknown")
    return words.phrase(", a margin of {margin} per order", margin=_money(row["margin"]))


def _best(first: Row, known: list[Row]) -> Text:
    """The product that leaves most an order, where it is another one and has orders enough."""
    rivals = [row for row in known if row.get("margin") is not None and row["orders"] >= ENOUGH]
    best = max(rivals, key=lambda row: row["margin"], default=first)
    if best is first or first.get("margin") is None:
        return Text("", "")
    return words.phrase(
        " What leaves the most per order: {product} ({margin}, {orders:,} {orders|order|orders}).",
        product=words.member("product", best["product"]), margin=_money(best["margin"]), orders=round(best["orders"]),
    )  # fmt: skip


def _unknown(by: str, rows: list[Row]) -> list[Finding]:
    """The share of orders that say no member or no product."""
    lost = sum(row["orders"] for row in rows if row[by] is None or row["product"] is None)
    if not lost:
        return []
    part = ratio(lost, _total(rows))
    text = words.phrase(
        "{part} of the orders do not say their {by} or their product: they are on no side.",
        part=words.share(part), by=words.lowered(words.dimension_name(by)),
    )  # fmt: skip
    return [Finding("purchases_unknown", "neutral", text, {"share": part})]


def _money(amount: float | None) -> Text:
    return words.shown(amount, Unit.MONEY)


RULE = Text(
    "Ce que chacun achète\u00a0: commandes non annulées, par produit\u202f; la part est donnée avec son intervalle, la marge telle que les "
    f"commandes ou les produits la disent. Une phrase à partir de {ENOUGH} commandes. Chaque campagne a ses produits\u00a0: la part suit "
    "aussi ce qui est proposé.",
    "What each buys: orders not cancelled, by product; the share comes with its interval, the margin is as orders or products give "
    f"it. One sentence from {ENOUGH} orders on. Each campaign has its products: the share also follows what is offered.",
)
