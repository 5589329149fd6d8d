"""The return."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import order
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="revenue",
        family="roi",
        name=Text("Chiffre d’affaires généré", "Revenue"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="revenue",
        question=Text("Combien la prospection a-t-elle fait vendre ?", "How much did prospecting sell?"),
        formula=Text(
            fr="Somme des montants des commandes non annulées, convertis dans la monnaie de base au cours du jour "
            "de la commande.",
            en="Sum of the amounts of orders not cancelled, converted to the base currency at the rate of the "
            "order’s day.",
        ),
        reading=Text(
            fr="Une annulation retire le montant de la période de la commande. S’il manque un cours, le total est "
            "inconnu et le nombre de lignes en cause est dit : jamais une somme partielle.",
            en="A cancellation takes the amount out of the order’s period. Where a rate is missing the total is "
            "unknown and the rows concerned are counted: never a partial sum.",
        ),
        action=Text(
            fr="Le décomposer en commandes × panier moyen avant de juger : les deux n’ont pas les mêmes leviers.",
            en="Break it into orders × average order before judging: the two have different levers.",
        ),
        caution=Text(
            fr="Les articles écrivent « CA », sigle que le métier emploie aussi pour les contacts argumentés : ici "
            "le mot est toujours écrit en entier.",
            en="The articles write “CA”, which the French trade also uses for argued contacts: here the words are "
            "always spelt out.",
        ),
        synonyms=(
            Text("CA généré", "turnover"),
            Text("chiffre d’affaires", "sales amount"),
        ),
        refs=("001#roi", "000#8"),
        see_also=("average_order_value", "orders"),
        breakdowns=("campaign", "product", "source"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100),
                    order(2, "B", 60, status="confirmed"),
                    order(3, "C", 500, status="cancelled"),
                ),
            },
            value=160,
            working=Text(
                fr="100 + 60 = 160 € ; la commande annulée n’entre pas.",
                en="100 + 60 = €160; the cancelled order stays out.",
            ),
        ),
    ),
)
