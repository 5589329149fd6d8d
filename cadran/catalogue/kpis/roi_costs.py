"""The return, continued: what it costs to get a customer, an order, a lead, a contact."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import appointment, call, cost, lead, order
from cadran.catalogue.shape import DAY, KPI, Basis, Better, Example, Text, Unit

SPENT = (cost(1, 60, "staff"), cost(2, 20, "media"))

KPIS = (
    KPI(
        id="customer_acquisition_cost",
        family="roi",
        name=Text("Coût d’acquisition client (CAC)", "Customer acquisition cost (CAC)"),
        short=Text("CAC", "CAC"),
        unit=Unit.MONEY,
        better=Better.DOWN,
        num="total_cost",
        matures_s=14 * DAY,
        den="new_customers",
        basis=Basis.ACTIVITY,
        question=Text("Combien coûte un nouveau client ?", "How much does a new customer cost?"),
        formula=Text("Coût total / nouveaux clients.", "Total cost / new customers."),
        reading=Text(
            fr="Se lit contre la valeur vie : un coût élevé se défend si le client reste. Les clients déjà connus n’y entrent pas.",
            en="Read it against lifetime value: a high cost can be defended if the customer stays. Known customers are not in.",
        ),
        action=Text(
            fr="Par source, déplacer le budget de la plus chère vers la moins chère, tant que le volume suit.",
            en="By source, move budget from the dearest to the cheapest as long as volume follows.",
        ),
        caution=Text(
            fr="L’exemple chiffré que la source donne pour le coût par lead divise par les nouveaux clients : c’est ce coût-ci.",
            en="The worked example that the source gives for the cost per lead divides by new customers: that is this cost.",
        ),
        synonyms=(Text("coût par client", "CAC"),),
        refs=("000#9", "001#roi"),
        see_also=("ltv_cac_ratio", "cost_per_order"),
        breakdowns=("campaign", "source"),
        cadence=("monthly",),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100, customer_id="1"),
                    order(2, "A", 60, customer_id="1"),
                    order(3, "B", 90, customer_id="2"),
                ),
                "costs": SPENT,
            },
            value=40,
            working=Text("80 € pour 2 nouveaux clients : 40 €.", "€80 for 2 new customers: €40."),
        ),
    ),
    KPI(
        id="ltv_cac_ratio",
        family="roi",
        name=Text("Valeur vie client / CAC", "LTV / CAC"),
        short=Text("LTV / CAC", "LTV / CAC"),
        unit=Unit.RATIO,
        better=Better.UP,
        num="lifetime_value_new",
        matures_s=14 * DAY,
        den="total_cost",
        basis=Basis.ACTIVITY,
        question=Text("Un client rapporte-t-il plus qu’il n’a coûté ?", "Does a customer bring in more than it cost?"),
        formula=Text(
            fr="Valeur vie moyenne des nouveaux clients / CAC, soit valeur vie des nouveaux clients / coût total.",
            en="Mean lifetime value of the new customers / CAC, that is lifetime value of the new customers / total cost.",
        ),
        reading=Text(
            fr="Sous 1, chaque client fait perdre de l’argent. Inconnu tant que la valeur d’un nouveau client manque.",
            en="Below 1 every customer loses money. Unknown as long as the value of a new customer is missing.",
        ),
        action=Text(
            fr="Le suivre par source et par mois d’arrivée ; une valeur vie est une prévision, la réviser une fois l’an.",
            en="Follow it by source and month of arrival; a lifetime value is a forecast, revise it once a year.",
        ),
        synonyms=(Text("ratio LTV/CAC", "LTV to CAC"),),
        refs=("000#9",),
        see_also=("customer_acquisition_cost", "churn_rate"),
        breakdowns=("campaign", "source"),
        cadence=("monthly",),
        example=Example(
            rows={
                "customers": ({"customer_id": "1", "lifetime_value": 150}, {"customer_id": "2", "lifetime_value": 90}),
                "orders": (order(1, "A", 100, customer_id="1"), order(3, "B", 90, customer_id="2")),
                "costs": SPENT,
            },
            value=3,
            working=Text("Valeur moyenne 120 €, CAC 80 / 2 = 40 € : 3.", "Mean value €120, CAC 80 / 2 = €40: 3."),
        ),
    ),
    KPI(
        id="cost_per_order",
        family="roi",
        name=Text("Coût par commande (CPO)", "Cost per order (CPO)"),
        short=Text("CPO", "CPO"),
        unit=Unit.MONEY,
        better=Better.DOWN,
        num="total_cost",
        matures_s=14 * DAY,
        den="orders",
        basis=Basis.ACTIVITY,
        question=Text("Combien coûte une commande qui tient ?", "How much does an order that stands cost?"),
        formula=Text("Coût total / commandes non annulées.", "Total cost / orders not cancelled."),
        reading=Text(
            fr="À mettre en face de la marge par commande : au-dessus, la campagne perd. Il monte après coup avec les annulations.",
            en="Set it against the margin per order: above it the campaign loses. It rises afterwards with cancellations.",
        ),
        action=Text(
            fr="Chercher l’étape la plus chère en amont : coût par lead, par contact, puis par commande.",
            en="Find the dearest step before it: cost per lead, per contact, then per order.",
        ),
        synonyms=(Text("coût par vente", "cost per sale"),),
        refs=("000#10",),
        see_also=("margin_per_order", "cost_per_gross_order"),
        breakdowns=("campaign", "source", "list"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "orders": (order(1, "A", 100), order(2, "B", 60), order(3, "C", 90, status="cancelled")),
                "costs": SPENT,
            },
            value=40,
            working=Text("80 € pour 2 commandes : 40 €.", "€80 for 2 orders: €40."),
        ),
    ),
    KPI(
        id="cost_per_gross_order",
        family="roi",
        name=Text("Coût par commande brute", "Cost per gross order"),
        unit=Unit.MONEY,
        better=Better.DOWN,
        num="total_cost",
        den="orders_taken",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien coûte une commande, avant annulations ?", "How much does an order cost, before cancellations?"
        ),
        formula=Text(
            "Coût total / commandes prises, annulées comprises.", "Total cost / orders taken, cancelled ones included."
        ),
        reading=Text(
            fr="Stable dès la fin du mois, quand le coût par commande bouge encore ; mais il paie aussi des ventes qui ne tiendront pas.",
            en="Steady as soon as the month ends, when cost per order still moves; but it pays for sales that will not hold.",
        ),
        action=Text(
            fr="L’écart avec le coût par commande est le prix des annulations : le faire baisser avant de chercher du volume.",
            en="The gap with cost per order is the price of cancellations: bring it down before seeking volume.",
        ),
        variant_of="cost_per_order",
        differs=Text("Compte aussi les commandes annulées.", "Counts cancelled orders too."),
        synonyms=(Text("CPO brut", "gross CPO"),),
        refs=("000#10",),
        see_also=("cost_per_order", "net_sales_rate"),
        breakdowns=("campaign", "source", "list"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={"orders": (order(1, "A", 100), order(2, "B", 60, status="cancelled")), "costs": SPENT},
            value=40,
            working=Text("80 € pour 2 commandes prises : 40 €.", "€80 for 2 orders taken: €40."),
        ),
    ),
    KPI(
        id="margin_per_order",
        family="roi",
        name=Text("Marge moyenne par commande", "Average margin per order"),
        short=Text("Marge / commande", "Margin / order"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="margin",
        den="orders",
        question=Text("Que laisse une commande en moyenne ?", "What does an order leave on average?"),
        formula=Text(
            "Marge des commandes non annulées / commandes non annulées.",
            "Margin of orders not cancelled / orders not cancelled.",
        ),
        reading=Text(
            fr="Avant le coût de la campagne : à comparer au coût par commande. Une remise accordée pour conclure s’y voit.",
            en="Before the campaign’s cost: compare it with the cost per order. A discount given to close shows here.",
        ),
        action=Text(
            fr="Par produit et par téléconseiller : cadrer les remises, pousser les produits qui laissent le plus.",
            en="By product and agent: set limits to discounts, push the products that leave most.",
        ),
        synonyms=(Text("marge unitaire", "unit margin"),),
        refs=("000#10",),
        see_also=("cost_per_order", "average_order_value"),
        breakdowns=("product", "agent", "campaign"),
        cadence=("monthly",),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 200, margin=90),
                    order(2, "B", 100, margin=50),
                    order(3, "C", 10, margin=1, status="cancelled"),
                )
            },
            value=70,
            working=Text("(90 + 50) / 2 = 70 €.", "(90 + 50) / 2 = €70."),
        ),
    ),
    KPI(
        id="cost_per_lead",
        family="roi",
        name=Text("Coût d’acquisition d’un lead (CAL, CPL)", "Cost per lead (CPL)"),
        short=Text("CPL", "CPL"),
        unit=Unit.MONEY,
        better=Better.DOWN,
        num="marketing_cost",
        den="leads",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien coûte une fiche avant d’être appelée ?", "How much does a lead cost before it is called?"
        ),
        formula=Text(
            fr="Dépenses marketing (médias, données, outils) / fiches créées.",
            en="Marketing spend (media, data, tools) / leads created.",
        ),
        reading=Text(
            fr="Une fiche bon marché et injoignable coûte cher : à lire avec le coût par contact.",
            en="A cheap lead that cannot be reached is dear: read it with the cost per contact.",
        ),
        action=Text(
            fr="Par source, négocier ou couper celles dont le coût par commande ne suit pas.",
            en="By source, renegotiate or cut those whose cost per order does not follow.",
        ),
        caution=Text(
            fr="L’exemple de la source divise par les nouveaux clients : c’est le CAC. La formule écrite est celle gardée ici.",
            en="The source’s example divides by new customers: that is the CAC. The formula as written is the one kept.",
        ),
        synonyms=(Text("CPL", "CPL"),),
        refs=("002#5",),
        see_also=("cost_per_contact", "customer_acquisition_cost"),
        breakdowns=("campaign", "source", "list"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B"), lead("C"), lead("D")),
                "costs": (cost(1, 60, "staff"), cost(2, 20, "media"), cost(3, 12, "data")),
            },
            value=8,
            working=Text("(20 + 12) / 4 = 8 € ; le personnel n’y est pas.", "(20 + 12) / 4 = €8; staff is not in."),
        ),
    ),
    KPI(
        id="churn_rate",
        family="roi",
        name=Text("Taux de perte", "Churn rate"),
        short=Text("Perte", "Churn"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="customers_lost",
        den="customers_at_start",
        subset=True,
        basis=Basis.ACTIVITY,
        question=Text(
            "Quelle part des clients du début de période est partie ?",
            "What share of the customers at the start has left?",
        ),
        formula=Text(
            "Clients du début de la période perdus avant sa fin / clients à son début.",
            "Customers of the period’s start lost by its end / customers at its start.",
        ),
        reading=Text(
            fr="Un client gagné et perdu dans la même période n’y est pas : sur une base jeune, préférer des périodes courtes.",
            en="A customer won and lost within the period is not in it: on a young base prefer short periods.",
        ),
        action=Text(
            fr="Par source et par campagne d’origine : une vente forcée repart vite. Rappeler avant l’échéance, pas après.",
            en="By source and campaign of origin: a forced sale leaves soon. Call before the renewal, not after.",
        ),
        caution=Text(
            fr="La source imprime la fraction à l’envers : elle est remise à l’endroit ici. Son titre dit prospects, son texte clients.",
            en="The source prints the fraction upside down: it is put right here. Its title says prospects, its text customers.",
        ),
        synonyms=(Text("attrition", "attrition"),),
        refs=("002#6",),
        see_also=("ltv_cac_ratio", "new_customers"),
        breakdowns=("campaign", "source"),
        cadence=("monthly",),
        example=Example(
            rows={
                "customers": (
                    {"customer_id": "1", "acquired_on": "2024-05-01"},
                    {"customer_id": "2", "acquired_on": "2024-06-01", "lost_on": "2025-03-10"},
                    {"customer_id": "3", "acquired_on": "2024-07-01"},
                    {"customer_id": "4", "acquired_on": "2024-08-01"},
                    {"customer_id": "5", "acquired_on": "2024-08-01", "lost_on": "2025-02-01"},
                    {"customer_id": "6", "acquired_on": "2025-03-05"},
                ),
            },
            value=0.25,
            working=Text(
                fr="Au 1er mars, 4 clients (le 5 est parti, le 6 n’est pas là) ; 1 part en mars : 25 %.",
                en="On 1 March 4 customers (5 has left, 6 has not come); 1 leaves in March: 25%.",
            ),
            period=("2025-03-01", "2025-04-01"),
        ),
    ),
    KPI(
        id="cost_per_contact",
        family="roi",
        name=Text("Coût par contact", "Cost per contact"),
        short=Text("Coût / contact", "Cost / contact"),
        unit=Unit.MONEY,
        better=Better.DOWN,
        num="total_cost",
        den="leads_contacted",
        basis=Basis.ACTIVITY,
        question=Text("Combien coûte une fiche jointe ?", "How much does a lead reached cost?"),
        formula=Text("Coût total / fiches contactées.", "Total cost / leads contacted."),
        reading=Text(
            fr="Mêle le prix du fichier et la peine de le joindre : un fichier cher et joignable peut revenir moins cher.",
            en="Mixes the price of the list and the trouble of reaching it: a dear list that answers may cost less.",
        ),
        action=Text(
            fr="Comparer les fichiers sur ce coût plutôt que sur leur prix d’achat.",
            en="Compare lists on this cost rather than on their purchase price.",
        ),
        synonyms=(Text("coût du contact utile", "cost per conversation"),),
        refs=("trade",),
        see_also=("cost_per_lead", "contactability_rate"),
        breakdowns=("campaign", "source", "list"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (call(1, "A", "refused"), call(2, "B", "no_answer"), call(3, "C", "callback")),
                "costs": SPENT,
            },
            value=40,
            working=Text("80 € pour 2 fiches jointes : 40 €.", "€80 for 2 leads reached: €40."),
        ),
    ),
    KPI(
        id="cost_per_appointment",
        family="roi",
        name=Text("Coût par rendez-vous", "Cost per appointment"),
        short=Text("Coût / RDV", "Cost / appt"),
        unit=Unit.MONEY,
        better=Better.DOWN,
        num="total_cost",
        den="appointments",
        basis=Basis.ACTIVITY,
        objectives=("appointment", "qualification"),
        question=Text("Combien coûte un rendez-vous pris ?", "How much does an appointment booked cost?"),
        formula=Text("Coût total / rendez-vous pris.", "Total cost / appointments booked."),
        reading=Text(
            fr="Pris, non tenus : le diviser par le taux d’honorés donne ce que coûte une visite.",
            en="Booked, not held: divided by the show rate it gives what a visit costs.",
        ),
        action=Text(
            fr="À comparer au prix facturé par rendez-vous, et à qualité égale seulement.",
            en="Compare it with the price billed by appointment, at equal quality only.",
        ),
        synonyms=(Text("coût du RDV", "cost per meeting"),),
        refs=("trade",),
        see_also=("appointment_show_rate", "closing_rate"),
        breakdowns=("campaign", "source", "list"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "appointments": (appointment(1, "A"), appointment(2, "B"), appointment(3, "C", status="rescheduled")),
                "costs": SPENT,
            },
            value=40,
            working=Text("80 € pour 2 rendez-vous : 40 €.", "€80 for 2 appointments: €40."),
        ),
    ),
)
