"""What is sold beside and above: several products to one customer, offers above the base one."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import call, order
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

_PRODUCTS = (
    {"product_id": "P1", "category": "Box", "is_base": True},
    {"product_id": "P2", "category": "Box", "is_base": False},
    {"product_id": "Q", "category": "Assurance"},
)

KPIS = (
    KPI(
        id="multi_product_rate",
        family="sales",
        name=Text("Taux de ventes multi-produits", "Multi-product rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="baskets_of_several_products",
        den="baskets",
        subset=True,
        question=Text("Combien de paniers tiennent plusieurs produits ?", "How many baskets hold several products?"),
        formula=Text(
            fr="Paniers d’au moins deux produits différents / paniers. Un panier : les commandes non annulées d’un "
            "client le même jour.",
            en="Baskets of at least two different products / baskets. A basket: a customer’s orders of one day, "
            "cancelled ones aside.",
        ),
        reading=Text(
            fr="La vente croisée (cross-sell) qui aboutit. Trois unités du même produit n’en font qu’un. À lire par "
            "téléconseiller et par script : c’est le script qui propose le complément, ou non.",
            en="Cross-selling that succeeds. Three units of the same product are one product. Read it by agent and by "
            "script: it is the script that offers the add-on, or does not.",
        ),
        action=Text(
            fr="Bas partout : le script ne propose pas le complément, ou trop tard. Haut chez quelques-uns : écouter "
            "comment ils l’amènent, l’écrire pour tous.",
            en="Low everywhere: the script does not offer the add-on, or too late. High with a few: listen to how they "
            "bring it up, and write it down for all.",
        ),
        caution=Text(
            fr="Une commande sans produit ne compte pas pour un produit de plus.",
            en="An order without a product does not count as one more product.",
        ),
        synonyms=(Text("vente croisée", "cross-sell rate"), Text("cross-sell", "attach rate")),
        refs=("000#8",),
        see_also=("upgrade_rate", "average_order_value"),
        breakdowns=("agent", "script", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "products": _PRODUCTS,
                "attempts": (call(1, "A", "sale", script="s1"), call(2, "B", "sale", script="s1")),
                "orders": (
                    order(1, "A", 30, product_id="P1"),
                    order(2, "A", 10, product_id="Q"),
                    order(3, "B", 60, product_id="P1", quantity=2),
                    order(4, "B", 10, product_id="Q", status="cancelled"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Deux paniers. Celui de A tient deux produits ; celui de B un seul, deux fois (le complément est "
                "annulé) : 1 / 2 = 50 %.",
                en="Two baskets. A’s holds two products; B’s holds one, twice (the add-on is cancelled): 1 / 2 = 50%.",
            ),
        ),
    ),
    KPI(
        id="upgrade_rate",
        family="sales",
        name=Text("Taux de montée en gamme", "Upgrade rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="orders_upgraded",
        den="orders_with_base_offer",
        subset=True,
        question=Text("Combien de commandes dépassent l’offre de base ?", "How many orders are above the base offer?"),
        formula=Text(
            fr="Commandes d’un produit au-dessus de l’offre de base de sa famille / commandes des familles qui en ont "
            "une, annulées exclues.",
            en="Orders of a product above its family’s base offer / orders in families that have one, cancelled ones "
            "aside.",
        ),
        reading=Text(
            fr="La montée en gamme (up-sell) qui aboutit. L’offre de base est celle que les produits déclarent "
            "(is_base) ; une famille sans offre de base n’entre d’aucun côté.",
            en="Up-selling that succeeds. The base offer is the one that products declare (is_base); a family without "
            "one is on neither side.",
        ),
        action=Text(
            fr="Bas avec un bon taux de vente : on conclut sur le premier prix ; présenter d’abord l’offre du dessus. "
            "Haut avec beaucoup d’annulations : montée forcée.",
            en="Low with good sales: the entry price is what closes; present the range above first. High with many "
            "cancellations: pushed too far.",
        ),
        synonyms=(Text("up-sell", "up-sell rate"),),
        refs=("000#8",),
        see_also=("multi_product_rate", "average_order_value", "cost_per_order"),
        breakdowns=("agent", "script", "product_category"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "products": _PRODUCTS,
                "orders": (
                    order(1, "A", 30, product_id="P1"),
                    order(2, "B", 50, product_id="P2"),
                    order(3, "C", 50, product_id="P2", status="cancelled"),
                    order(4, "D", 10, product_id="Q"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Deux commandes de box retenues, dont une au-dessus de l’offre de base : 1 / 2 = 50 %. L’assurance "
                "n’a pas d’offre de base ; la commande annulée sort.",
                en="Two box orders kept, one of them above the base offer: 1 / 2 = 50%. Insurance has no base offer; the "
                "cancelled order is out.",
            ),
        ),
    ),
)
