"""Sales, continued: by appointment, by hour, by day, by full-time equivalent."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import appointment, order, state
from cadran.catalogue.shape import KPI, Basis, Better, Example, Text, Unit

TWO_HOURS = (state(0, 30, "waiting"), state(30, 60, "talking"), state(90, 30, "wrap"))

KPIS = (
    KPI(
        id="conversion_per_appointment",
        family="sales",
        name=Text("Taux de transformation (rendez-vous)", "Conversion rate (appointments)"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="sales_from_appointments",
        den="appointments",
        question=Text("Combien de rendez-vous se concluent par une vente ?", "How many appointments close in a sale?"),
        formula=Text(
            fr="Commandes issues d’un rendez-vous / rendez-vous pris. Une commande en est issue quand elle porte son numéro.",
            en="Orders from an appointment / appointments booked. An order comes from one when it carries its number.",
        ),
        reading=Text(
            fr="Par activité, les ventes d’un mois viennent de rendez-vous pris avant : sur une période courte ou un "
            "volume qui bouge, le taux peut passer 100 %. C’est le même chiffre que le taux de closing.",
            en="By activity a month’s sales come from appointments booked earlier: over a short period or a moving "
            "volume the rate may pass 100%. It is the same figure as the closing rate.",
        ),
        action=Text(
            fr="Bas avec un bon taux d’honorés : voir ce que le vendeur apprend du dossier avant d’y aller. Bas des deux : "
            "resserrer les critères de prise.",
            en="Low with a good show rate: see what the seller is told beforehand. Low on both: tighten the booking criteria.",
        ),
        variant_of="conversion_per_worked_lead",
        differs=Text(
            fr="Divise les ventes issues de rendez-vous par les rendez-vous pris, non toutes les ventes par les fiches traitées.",
            en="Divides sales from appointments by appointments booked, not all sales by leads worked.",
        ),
        synonyms=(Text("taux de signature", "meeting-to-sale rate"),),
        refs=("004#8",),
        see_also=("closing_rate", "appointment_show_rate"),
        breakdowns=("campaign", "agent", "source"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "appointments": (
                    appointment(1, "A", status="held"),
                    appointment(2, "B", status="held"),
                    appointment(3, "C", status="no_show"),
                    appointment(4, "D"),
                ),
                "orders": (order(1, "A", 100, appointment_id="r1"), order(2, "E", 80)),
            },
            value=0.25,
            working=Text(
                fr="Une vente issue d’un rendez-vous sur 4 pris : 25 % ; l’autre vente n’en vient pas.",
                en="One sale from an appointment of 4 booked: 25%; the other sale does not come from one.",
            ),
        ),
    ),
    KPI(
        id="sales_per_hour",
        family="sales",
        name=Text("Ventes par heure", "Sales per hour"),
        unit=Unit.PER_HOUR,
        better=Better.UP,
        num="sales",
        den="time_worked_s",
        factor=3600,
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de ventes une heure de production donne-t-elle ?", "How many sales does an hour worked yield?"
        ),
        formula=Text("Ventes / heures de production.", "Sales / hours worked."),
        reading=Text(
            fr="Le rendement brut : il ignore les annulations. Entre téléconseillers, quelques heures ne suffisent pas à trancher.",
            en="The gross yield: it knows nothing of cancellations. A few hours are not enough to tell agents apart.",
        ),
        action=Text(
            fr="Le décomposer en argumentés par heure × ventes par argumenté : la cadence et la conviction ne se travaillent pas pareil.",
            en="Break it into pitches per hour × sales per pitch: pace and persuasion are not worked on alike.",
        ),
        synonyms=(Text("ventes à l’heure", "SPH"),),
        refs=("001#performance",),
        see_also=("net_sales_per_hour", "argued_contacts_per_hour"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "agent_states": TWO_HOURS,
                "orders": (order(1, "A", 100), order(2, "B", 80, status="cancelled"), order(3, "C", 60)),
            },
            value=1.5,
            working=Text("Trois ventes en 2 h : 1,5 par heure.", "Three sales in 2 h: 1.5 an hour."),
        ),
    ),
    KPI(
        id="sales_per_day",
        family="sales",
        name=Text("Ventes par jour", "Sales per day"),
        unit=Unit.RATIO,
        better=Better.UP,
        num="sales",
        den="days_worked",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de ventes une journée travaillée compte-t-elle ?", "How many sales does a day worked hold?"
        ),
        formula=Text(
            fr="Ventes / jours travaillés : jours locaux où quelqu’un a produit ; par téléconseiller, ses propres jours.",
            en="Sales / days worked: local days on which anybody worked; by agent, the agent’s own days.",
        ),
        reading=Text(
            fr="Suit l’effectif : à lire avec les heures de production quand les équipes changent de taille.",
            en="It follows the head count: read it with hours worked when teams change size.",
        ),
        action=Text(
            fr="Fixer l’objectif du jour sur la médiane des dernières semaines, pas sur le meilleur jour.",
            en="Set the day’s target on the median of recent weeks, not on the best day.",
        ),
        synonyms=(Text("ventes quotidiennes", "daily sales"),),
        refs=("001#performance",),
        see_also=("sales_per_hour",),
        breakdowns=("campaign", "agent", "team"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={"agent_states": TWO_HOURS, "orders": (order(1, "A", 100), order(2, "B", 80))},
            value=2,
            working=Text("Deux ventes sur 1 jour travaillé : 2.", "Two sales over 1 day worked: 2."),
        ),
    ),
    KPI(
        id="sales_per_fte",
        family="sales",
        name=Text("Ventes par ETP", "Sales per FTE"),
        unit=Unit.RATIO,
        better=Better.UP,
        num="sales",
        den="fte",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de ventes un équivalent temps plein apporte-t-il ?",
            "How many sales does a full-time equivalent bring?",
        ),
        formula=Text(
            fr="Ventes / ETP travaillés. ETP = heures de production / heures d’un temps plein sur la période (35 h par semaine, réglable).",
            en="Sales / full-time equivalents worked. FTE = hours worked / a full-timer’s hours over the period (35 a week, settable).",
        ),
        reading=Text(
            fr="Compare des équipes à temps partiel et à temps plein. Croît avec la longueur de la période : ne comparer que des périodes égales.",
            en="Compares part-time and full-time teams. It grows with the period’s length: compare equal periods only.",
        ),
        action=Text(
            fr="S’en servir pour dimensionner : objectif de ventes / ventes par ETP = effectif à prévoir.",
            en="Use it to size the team: target of sales / sales per FTE = people to plan for.",
        ),
        synonyms=(Text("ventes par équivalent temps plein", "sales per full-timer"),),
        refs=("001#performance",),
        see_also=("sales_per_hour",),
        breakdowns=("campaign", "team", "site"),
        cadence=("monthly",),
        example=Example(
            rows={
                "agent_states": (state(0, 420, "talking"),),
                "orders": (order(1, "A", 100), order(2, "B", 80), order(3, "C", 60)),
            },
            value=15,
            working=Text(
                fr="7 h de production sur une semaine de 35 h = 0,2 ETP ; 3 ventes / 0,2 = 15.",
                en="7 h worked over a week of 35 h = 0.2 FTE; 3 sales / 0.2 = 15.",
            ),
            period=("2025-03-03", "2025-03-10"),
        ),
    ),
)
