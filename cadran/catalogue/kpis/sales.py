"""Sales: appointments, opportunities won, the average order."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import appointment, call, order
from cadran.catalogue.shape import KPI, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

KPIS = (
    KPI(
        id="appointment_rate",
        family="sales",
        name=Text("Taux de conversion (rendez-vous / argumentés)", "Conversion rate (appointments per argued call)"),
        short=Text("RDV / argumentés", "Appts / argued"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="appointments",
        den="calls_argued",
        objectives=("appointment", "qualification"),
        question=Text("Combien d’argumentations décrochent un rendez-vous ?", "How many pitches win an appointment?"),
        formula=Text(
            fr="Rendez-vous pris / appels argumentés. Chacun compté à sa date.",
            en="Appointments booked / calls argued. Each by its own date.",
        ),
        reading=Text(
            fr="Mesure la force de l’argumentaire. Un rendez-vous pris un autre jour, ou par un autre canal, que "
            "l’argumentation peut faire dépasser 100 % sur une journée : lire à la semaine.",
            en="Measures the strength of the pitch. An appointment booked on another day, or by another channel, "
            "than the pitch may push one day above 100%: read it by week.",
        ),
        action=Text(
            fr="Bas avec beaucoup d’argumentés : retravailler la proposition de date et les objections. Haut avec "
            "beaucoup d’absents : rendez-vous mal qualifiés.",
            en="Low with many pitches: work on how the date is offered and on objections. High with many no-shows: "
            "appointments poorly qualified.",
        ),
        synonyms=(Text("taux de prise de rendez-vous", "booking rate"),),
        benchmarks=(
            Benchmark(
                kind="good",
                value=0.15,
                source=cited(
                    "004",
                    Text(
                        "à ce niveau, le téléconseiller est jugé performant",
                        "at this level an agent is called efficient",
                    ),
                ),
                weakness=Text(
                    fr="Sans étude ; rien sur la cible ni sur la température des fiches",
                    en="No study; nothing on the target or on how warm the leads are",
                ),
            ),
        ),
        refs=("004#7",),
        see_also=("appointments", "argued_call_rate"),
        breakdowns=("agent", "campaign", "source"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "appointment"),
                    call(2, "B", "refused"),
                ),
                "appointments": (appointment(1, "A", booked_at="2025-03-03T09:01:00Z"),),
            },
            value=0.5,
            working=Text(
                fr="Un rendez-vous pour deux appels argumentés : 1 / 2 = 50 %.",
                en="One appointment for two calls argued: 1 / 2 = 50%.",
            ),
        ),
    ),
    KPI(
        id="opportunity_conversion_rate",
        family="sales",
        name=Text("Taux de conversion (opportunité → client)", "Conversion rate (opportunity to customer)"),
        short=Text("Ventes / qualifiés", "Sales / qualified"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_sold_qualified",
        den="leads_qualified",
        subset=True,
        question=Text("Combien d’opportunités deviennent des clients ?", "How many opportunities become customers?"),
        formula=Text("Fiches vendues / fiches qualifiées.", "Leads sold / leads qualified."),
        reading=Text(
            fr="Distingue ceux qui ouvrent des opportunités de ceux qui concluent. Par activité, ventes et "
            "qualifications ont chacune leur date ; par cohorte, ce sont les mêmes fiches.",
            en="Tells those who open opportunities from those who close them. By activity, sales and qualifications "
            "each have their date; by cohort they are the same leads.",
        ),
        action=Text(
            fr="Beaucoup d’opportunités et peu de clients : critères de qualification trop larges, ou conclusion à "
            "travailler.",
            en="Many opportunities and few customers: criteria too wide, or closing to be worked on.",
        ),
        variant_of="appointment_rate",
        differs=Text(
            fr="Suit les fiches qualifiées jusqu’à la vente ; l’autre lecture s’arrête au rendez-vous et part des "
            "appels argumentés.",
            en="Follows qualified leads to the sale; the other reading stops at the appointment and starts from "
            "calls argued.",
        ),
        caution=Text(
            fr="Par activité, une vente d’aujourd’hui peut venir d’une fiche qualifiée le mois dernier : le taux "
            "peut dépasser 100 %.",
            en="By activity, today’s sale may come from a lead qualified last month: the rate may exceed 100%.",
        ),
        synonyms=(Text("taux de conversion des opportunités", "win rate"),),
        refs=("002#4",),
        see_also=("qualification_rate", "conversion_per_worked_lead"),
        breakdowns=("agent", "source", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "qualified"),
                    call(2, "B", "refused"),
                    call(3, "C", "callback"),
                ),
                "orders": (order(1, "A", 100),),
            },
            value=0.5,
            working=Text(
                fr="Deux fiches qualifiées (A ; B, argumentée donc qualifiée), une vendue : 1 / 2 = 50 %.",
                en="Two leads qualified (A; B was given the pitch, so it is), one sold: 1 / 2 = 50%.",
            ),
        ),
    ),
    KPI(
        id="average_order_value",
        family="sales",
        name=Text("Panier moyen", "Average order value"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="revenue",
        den="orders",
        question=Text("Combien rapporte une commande ?", "What is an order worth?"),
        formula=Text(
            fr="Chiffre d’affaires / commandes, annulées exclues des deux côtés. Montants convertis au taux de change du jour de la commande.",
            en="Revenue / orders, cancelled ones out of both. Amounts converted at the rate of the order’s day.",
        ),
        reading=Text(
            fr="À lire avec le taux de transformation : un panier élevé avec peu de ventes indique un prix qui "
            "freine. Quelques grosses commandes suffisent à le tirer.",
            en="Read it with the conversion rate: a high order with few sales points at a price that holds people "
            "back. A few large orders are enough to pull it.",
        ),
        action=Text(
            fr="Proposer la gamme au-dessus et le complément au moment de l’accord, vérifier que les remises ne "
            "sont pas accordées par habitude.",
            en="Offer the range above and the add-on at the moment of agreement, and check that discounts are not "
            "given by habit.",
        ),
        synonyms=(
            Text("panier", "AOV"),
            Text("montant moyen", "basket"),
        ),
        refs=("000#8",),
        see_also=("revenue", "conversion_per_worked_lead"),
        breakdowns=("product", "campaign", "agent"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100),
                    order(2, "B", 60),
                    order(3, "C", 500, status="cancelled"),
                ),
            },
            value=80,
            working=Text(
                fr="(100 + 60) / 2 = 80 € ; la commande annulée n’entre ni au numérateur ni au dénominateur.",
                en="(100 + 60) / 2 = €80; the cancelled order enters neither side.",
            ),
        ),
    ),
)
