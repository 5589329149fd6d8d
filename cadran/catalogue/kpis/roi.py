"""The return: what comes in, what the campaign costs, what is left."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import cost, order
from cadran.catalogue.shape import DAY, KPI, Basis, Better, Example, Text, Unit

SPENT = (cost(1, 60, "staff"), cost(2, 20, "media"))

KPIS = (
    KPI(
        id="revenue",
        family="roi",
        name=Text("Chiffre d’affaires généré", "Revenue"),
        short=Text("Chiffre d’affaires", "Revenue"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="revenue",
        matures_s=14 * DAY,
        question=Text("Combien la prospection a-t-elle fait vendre ?", "How much did prospecting sell?"),
        formula=Text(
            fr="Somme des montants des commandes non annulées, convertis dans la monnaie de base au taux de change du jour de la commande.",
            en="Sum of the amounts of orders not cancelled, converted to the base currency at the rate of the "
            "order’s day.",
        ),
        reading=Text(
            fr="Une annulation retire le montant de la période de la commande. S’il manque un taux de change, le total est "
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
        cadence=("daily", "weekly", "monthly"),
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
    KPI(
        id="total_cost",
        family="roi",
        name=Text("Coût total de la campagne", "Total cost of the campaign"),
        short=Text("Coût", "Cost"),
        unit=Unit.MONEY,
        better=Better.DOWN,
        num="total_cost",
        basis=Basis.ACTIVITY,
        question=Text("Combien la campagne a-t-elle coûté ?", "How much did the campaign cost?"),
        formula=Text(
            fr="Somme de tous les coûts (personnel, commissions, prestataire, médias, données, outils, locaux, télécoms, autres), chacun "
            "étalé également sur ses jours. Là où une campagne n’a pas de coût de personnel, ses heures × coût horaire ; sans coût de "
            "données, le prix du fichier au premier appel de ses fiches : le chiffre est alors dit estimé.",
            en="Sum of all costs (staff, commission, provider fee, media, data, tools, workplace, telecom, other), each "
            "spread evenly over its days. Where a campaign has no staff cost, its hours × hourly cost; without data "
            "costs, the list’s price at its leads’ first attempts: the figure is then said to be estimated.",
        ),
        reading=Text(
            fr="Un coût qui court au-delà de la période n’y entre que pour ses jours. Un coût sans campagne reste non attribué, sauf règle "
            "de répartition.",
            en="A cost that runs past the period enters for its days only. A cost without a campaign stays unassigned, "
            "unless a rule shares it out.",
        ),
        action=Text(
            fr="Le décomposer par catégorie, puis le rapporter à ce qu’il obtient : leads, contacts, commandes.",
            en="Break it down by category, then set it against what it gets: leads, contacts, orders.",
        ),
        caution=Text(
            fr="S’il manque un taux de change, le total est inconnu, jamais partiel.",
            en="Where an exchange rate is missing the total is unknown, never partial.",
        ),
        synonyms=(Text("coût complet", "full cost"),),
        refs=("001#roi", "000#9"),
        see_also=("campaign_margin", "cost_per_order"),
        breakdowns=("campaign", "cost_category", "source"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "costs": (cost(1, 60, "staff"), cost(2, 310, "workplace", starts_on="2025-03-01", ends_on="2025-03-31"))
            },
            value=80,
            working=Text(
                fr="Du 3 au 4 mars : 60 de personnel et 2 jours d’un loyer de 310 sur 31 jours = 60 + 20 = 80 €.",
                en="On 3 and 4 March: 60 of staff and 2 days of a rent of 310 over 31 days = 60 + 20 = €80.",
            ),
            period=("2025-03-03", "2025-03-05"),
        ),
    ),
    KPI(
        id="campaign_margin",
        family="roi",
        name=Text("Marge générée", "Campaign margin"),
        short=Text("Marge", "Margin"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="margin - total_cost",
        matures_s=14 * DAY,
        basis=Basis.ACTIVITY,
        question=Text("Que reste-t-il une fois la campagne payée ?", "What is left once the campaign is paid for?"),
        formula=Text(
            fr="Marge des commandes non annulées − coût total. La marge d’une commande est la sienne, sinon celle de son produit.",
            en="Margin of orders not cancelled − total cost. An order’s margin is its own, else its product’s.",
        ),
        reading=Text(
            fr="Négative au démarrage : les coûts précèdent les commandes. Inconnue si une seule marge manque : il reste alors le montant des ventes − coût.",
            en="Negative at first: costs come before orders. Unknown if a single margin is missing: revenue − cost is then the reading left.",
        ),
        action=Text(
            fr="Négative après la montée en charge : regarder d’abord la marge par commande, puis les commandes par heure.",
            en="Negative after the ramp-up: look first at the margin per order, then at orders per hour.",
        ),
        synonyms=(Text("marge de campagne", "net contribution"),),
        refs=("001#roi",),
        see_also=("roi", "revenue_minus_cost", "margin_per_order"),
        breakdowns=("campaign", "source"),
        cadence=("monthly",),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 200, margin=90),
                    order(2, "B", 100, margin=50),
                    order(3, "C", 90, margin=40, status="cancelled"),
                ),
                "costs": SPENT,
            },
            value=60,
            working=Text("(90 + 50) − (60 + 20) = 60 €.", "(90 + 50) − (60 + 20) = €60."),
        ),
    ),
    KPI(
        id="revenue_minus_cost",
        family="roi",
        name=Text("Chiffre d’affaires − coût", "Revenue − cost"),
        short=Text("Chiffre d’affaires − coût", "Revenue − cost"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="revenue - total_cost",
        matures_s=14 * DAY,
        basis=Basis.ACTIVITY,
        question=Text("Les ventes couvrent-elles la campagne ?", "Do sales cover the campaign?"),
        formula=Text(
            "Montant des commandes non annulées − coût total.", "Amount of orders not cancelled − total cost."
        ),
        reading=Text(
            fr="Flatteur : le coût de ce qui est vendu n’y est pas. À défaut de marges seulement.",
            en="Flattering: what the goods cost is not in. Only for want of margins.",
        ),
        action=Text(
            fr="Demander les marges par produit : la table des produits suffit à passer à la marge générée.",
            en="Ask for margins by product: the table of products is enough to move on to the campaign margin.",
        ),
        variant_of="campaign_margin",
        differs=Text(
            fr="Part du montant vendu, non de la marge des commandes.",
            en="Starts from the amount sold, not from the orders’ margin.",
        ),
        synonyms=(Text("solde de campagne", "revenue less cost"),),
        refs=("001#roi",),
        see_also=("campaign_margin",),
        breakdowns=("campaign", "source"),
        cadence=("monthly",),
        example=Example(
            rows={"orders": (order(1, "A", 200), order(2, "B", 100)), "costs": SPENT},
            value=220,
            working=Text("300 − 80 = 220 €.", "300 − 80 = €220."),
        ),
    ),
    KPI(
        id="roi",
        family="roi",
        name=Text("ROI", "ROI"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="margin - total_cost",
        matures_s=14 * DAY,
        den="total_cost",
        basis=Basis.ACTIVITY,
        question=Text(
            "Que rapporte chaque euro dépensé, une fois remboursé ?",
            "What does each euro spent bring in, once paid back?",
        ),
        formula=Text(
            "(Marge des commandes − coût total) / coût total.", "(Margin of the orders − total cost) / total cost."
        ),
        reading=Text(
            fr="Zéro : la campagne se paie tout juste ; −100 % : rien n’est revenu. Une période courte sépare les coûts de leurs ventes.",
            en="Zero: the campaign just pays for itself; −100%: nothing came back. A short period parts costs from their sales.",
        ),
        action=Text(
            fr="Comparer des campagnes sur leur vie entière ; arrêter la source dont la rentabilité reste négative à maturité.",
            en="Compare campaigns over their whole life; stop the source whose return stays negative at maturity.",
        ),
        synonyms=(Text("retour sur investissement", "return on investment"),),
        refs=("001#roi",),
        see_also=("campaign_margin", "customer_acquisition_cost"),
        breakdowns=("campaign", "source"),
        cadence=("monthly",),
        example=Example(
            rows={"orders": (order(1, "A", 200, margin=70), order(2, "B", 100, margin=50)), "costs": SPENT},
            value=0.5,
            working=Text("(120 − 80) / 80 = 50 %.", "(120 − 80) / 80 = 50%."),
        ),
    ),
)
