"""Sales, costs and customers."""

from __future__ import annotations

from cadran.catalogue.terms.shape import Term, term

TERMS: tuple[Term, ...] = (
    term(
        "money",
        "appointment",
        ("Rendez-vous pris, rendez-vous honoré", "Appointment booked, appointment held"),
        "Pris, il est dans l’agenda ; honoré, il a eu lieu. Un rendez-vous déplacé n’est pas un nouveau rendez-vous.",
        "Booked, it is in the diary; held, it took place. A rescheduled appointment is not a new one.",
        kpis=("appointments", "appointment_show_rate", "appointment_rate"),
        see=("closing",),
    ),
    term(
        "money",
        "closing",
        ("Closing", "Closing"),
        "Conclure une vente sur un rendez-vous que les téléconseillers ont pris.",
        "Closing a sale on an appointment that the callers booked.",
        kpis=("closing_rate",),
        see=("appointment", "conversion"),
    ),
    term(
        "money",
        "sale",
        ("Vente, commande, vente nette", "Sale, order, net sale"),
        "Une vente est une commande prise, quel que soit son sort. Parmi elles, les commandes qui tiennent sont les non annulées ; les ventes nettes, les confirmées.",
        "A sale is an order taken, whatever becomes of it. Of these, orders are those not cancelled; net sales, those confirmed.",
        kpis=("sales", "orders", "net_sales", "net_sales_rate"),
        see=("conversion",),
    ),
    term(
        "money",
        "conversion",
        ("Transformation, conversion", "Conversion"),
        "Des ventes sur autre chose : leads traités, contactés, à potentiel, conversations, appels, rendez-vous. Le mot seul ne dit pas lequel ; deux taux de transformation "
        "ne se comparent que sur le même dénominateur.",
        "Sales over something else: leads worked, contacted or with potential, conversations, calls, appointments. The word alone does not say which; two conversion rates compare only over the same "
        "denominator.",
        kpis=("conversion_per_worked_lead", "conversion_per_contacted_lead", "conversion_per_call"),
        see=("worked", "numerator"),
    ),
    term(
        "money",
        "revenue",
        ("Chiffre d’affaires", "Revenue"),
        "Le montant des commandes non annulées, dans la monnaie du centre, au taux de change de leur jour.",
        "The amount of orders not cancelled, in the centre’s currency at the rate of each one’s day.",
        kpis=("revenue", "average_order_value", "revenue_per_hour"),
        see=("ca", "margin"),
    ),
    term(
        "money",
        "basket",
        ("Panier moyen", "Average order value"),
        "Chiffre d’affaires divisé par les commandes non annulées.",
        "Revenue over orders not cancelled.",
        kpis=("average_order_value",),
        see=("revenue",),
    ),
    term(
        "money",
        "total_cost",
        ("Coût total, dépense marketing", "Total cost, marketing spend"),
        "Le coût total prend tout : équipes, commissions, média, données, outils, locaux, télécom. La dépense marketing n’en prend que média, données et outils. Un coût se répartit "
        "également sur ses jours.",
        "Total cost takes everything: staff, commissions, media, data, tools, workplace, telecom. Marketing spend takes media, data and tools only. A cost is spread evenly over its days.",
        kpis=("total_cost", "cost_per_lead"),
        see=("cpl", "cac"),
    ),
    term(
        "money",
        "cpl",
        ("CPL, CAL (coût d’acquisition d’un lead)", "CPL (cost per lead)"),
        "Dépense marketing par lead créé. L’exemple d’une source divise par les nouveaux clients : ce serait le CAC ; Cadran garde la formule.",
        "Marketing spend over leads created. One source’s example divides by new customers: that would be the CAC; Cadran keeps the formula.",
        kpis=("cost_per_lead",),
        see=("cac", "total_cost"),
    ),
    term(
        "money",
        "cac",
        ("CAC (coût d’acquisition client)", "CAC (customer acquisition cost)"),
        "Coût total par nouveau client : celui dont la première commande, annulées à part, tombe dans la période. Il prend toutes les dépenses là où le CPL ne prend que le marketing, et compte des clients "
        "et non des leads.",
        "Total cost over new customers: those whose first order, cancelled ones aside, falls in the period. It takes every expense where the CPL takes marketing only, and counts customers, not leads.",
        kpis=("customer_acquisition_cost", "new_customers"),
        see=("cpl", "cpo", "ltv"),
    ),
    term(
        "money",
        "cpo",
        ("CPO (coût par commande)", "CPO (cost per order)"),
        "Coût total par commande non annulée, nouveaux clients ou non.",
        "Total cost over orders not cancelled, by new customers or not.",
        kpis=("cost_per_order", "cost_per_gross_order"),
        see=("cac",),
    ),
    term(
        "money",
        "margin",
        ("Marge", "Margin"),
        "Ce que laissent les commandes ; moins le coût total, ce que laisse la campagne. Rapporté à ce coût, c’est le retour sur investissement (ROI).",
        "What orders leave; less the total cost, what the campaign leaves. Over that cost, it is the return on investment (ROI).",
        kpis=("campaign_margin", "margin_per_order", "roi"),
        see=("total_cost",),
    ),
    term(
        "money",
        "ltv",
        ("Valeur vie client (LTV)", "Lifetime value (LTV)"),
        "Ce qu’un client rapporte tant qu’il le reste. À mettre en face de ce qu’il a coûté.",
        "What a customer brings for as long as they stay one. To be set against what they cost.",
        kpis=("ltv_cac_ratio",),
        see=("cac", "churn"),
    ),
    term(
        "money",
        "churn",
        ("Perte (churn)", "Churn"),
        "Les clients perdus dans la période sur ceux de son début. Une source imprime la fraction à l’envers ; Cadran la remet à l’endroit.",
        "Customers lost in the period over those at its start. One source prints the fraction upside down; Cadran has it the right way up.",
        kpis=("churn_rate",),
        see=("ltv",),
    ),
)
