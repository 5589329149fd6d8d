"""Net sales: what holds to the end."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import order
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="net_sales",
        family="net",
        name=Text("Ventes nettes", "Net sales"),
        unit=Unit.COUNT,
        better=Better.UP,
        num="orders_confirmed",
        question=Text("Combien de ventes sont définitivement acquises ?", "How many sales are won for good?"),
        formula=Text(
            fr="Nombre de commandes confirmées, comptées au jour où elles ont été prises.",
            en="Number of orders confirmed, counted on the day they were taken.",
        ),
        reading=Text(
            fr="Une période récente n’a pas fini de se confirmer : la comparer au même âge, pas telle quelle. Une "
            "confirmation tardive corrige la période de la vente.",
            en="A recent period is not done confirming: compare it at the same age, not as it stands. A late "
            "confirmation restates the sale’s own period.",
        ),
        action=Text(
            fr="Payer les primes sur les ventes nettes plutôt que brutes, rappeler pour confirmer dans les deux "
            "jours, suivre les commandes en attente trop vieilles.",
            en="Pay bonuses on net sales rather than gross, call to confirm within two days, chase orders pending "
            "for too long.",
        ),
        synonyms=(
            Text("ventes confirmées", "confirmed sales"),
            Text("ventes validées", "confirmed sales"),
        ),
        refs=("001#nette",),
        see_also=("sales", "net_sales_rate"),
        breakdowns=("campaign", "agent", "product"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100, status="confirmed"),
                    order(2, "B", 80, status="confirmed"),
                    order(3, "C", 60, status="cancelled"),
                    order(4, "D", 40),
                ),
            },
            value=2,
            working=Text(
                fr="Deux commandes confirmées ; l’annulée et celle en attente n’en sont pas.",
                en="Two orders confirmed; the cancelled one and the pending one are not.",
            ),
        ),
    ),
    KPI(
        id="net_sales_rate",
        family="net",
        name=Text("Taux de vente net", "Net sales rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="orders_confirmed",
        den="orders_taken",
        subset=True,
        question=Text(
            fr="Quelle part des ventes annoncées tient jusqu’au bout ?",
            en="What share of the sales announced holds to the end?",
        ),
        formula=Text("Commandes confirmées / commandes prises.", "Orders confirmed / orders taken."),
        reading=Text(
            fr="Les commandes en attente comptent au dénominateur : le taux d’une période monte à mesure qu’elles "
            "se décident. À comparer entre téléconseillers sur des périodes closes.",
            en="Pending orders are in the denominator: a period’s rate rises as they are decided. Compare agents "
            "over closed periods.",
        ),
        action=Text(
            fr="Bas chez quelques-uns : ventes forcées, les écouter. Bas partout : délai de livraison, "
            "rétractation, contrôle de solvabilité.",
            en="Low for some: forced sales, listen to them. Low everywhere: delivery delay, withdrawal, credit check.",
        ),
        synonyms=(Text("taux de confirmation", "confirmation rate"),),
        refs=("001#nette",),
        see_also=("net_sales", "orders"),
        breakdowns=("agent", "product", "campaign"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100, status="confirmed"),
                    order(2, "B", 80, status="confirmed"),
                    order(3, "C", 60, status="cancelled"),
                    order(4, "D", 40),
                ),
            },
            value=0.5,
            working=Text("Deux commandes confirmées sur 4 prises : 50 %.", "Two orders confirmed of 4 taken: 50%."),
        ),
    ),
)
