"""Sales, continued: by hour, by day, by full-time equivalent, by appointment, and the new customers."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import appointment, order, state
from cadran.catalogue.shape import KPI, Basis, Benchmark, Better, Example, Text, Unit

TWO_HOURS = (state(0, 30, "waiting"), state(30, 60, "talking"), state(90, 30, "wrap"))

VOLUMES = (
    KPI(
        id="new_customers",
        family="volume",
        name=Text("Nouveaux clients", "New customers"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="new_customers",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de personnes ont acheté pour la première fois ?", "How many people bought for the first time?"
        ),
        formula=Text(
            fr="Clients dont la toute première commande, annulées exclues, tombe dans la période. Sans table de "
            "commandes, les clients par leur jour d’acquisition, et Cadran le dit.",
            en="Customers whose first order ever, cancelled ones aside, falls in the period. Without a table of orders, "
            "customers by the day they were acquired, and Cadran says so.",
        ),
        reading=Text(
            fr="La première commande de toute la base, non de la période : un client déjà connu n’est jamais nouveau. "
            "Une annulation peut faire d’une commande plus tardive la première.",
            en="The first order ever, not the first of the period: a customer already known is never new. A "
            "cancellation may turn a later order into the first.",
        ),
        action=Text(
            fr="Le comparer aux commandes : si l’écart grandit, on vend surtout à ceux qui achètent déjà.",
            en="Compare it with orders: if the gap grows, sales go mostly to those who buy already.",
        ),
        synonyms=(Text("conquête", "customers won"),),
        refs=("all",),
        see_also=("orders", "customer_acquisition_cost"),
        breakdowns=("campaign", "source", "agent"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 50, customer_id="1", ordered_at="2024-12-01T10:00:00Z"),
                    order(2, "A", 60, customer_id="1"),
                    order(3, "B", 40, customer_id="2"),
                    order(4, "B", 30, customer_id="2"),
                ),
            },
            value=1,
            working=Text(
                fr="En mars, seul le client 2 achète pour la première fois ; le client 1 avait commandé en décembre.",
                en="In March only customer 2 buys for the first time; customer 1 had ordered in December.",
            ),
            period=("2025-03-01", "2025-04-01"),
        ),
    ),
    KPI(
        id="hours_worked",
        family="volume",
        name=Text("Heures de production", "Hours worked"),
        unit=Unit.RATIO,
        better=Better.NONE,
        num="time_worked_s",
        factor=1 / 3600,
        basis=Basis.ACTIVITY,
        question=Text("Combien d’heures ont été produites ?", "How many hours were worked?"),
        formula=Text(
            fr="Heures des téléconseillers en attente, préparation, numérotation, conversation et post-appel.",
            en="Agents’ hours waiting, preparing, dialing, talking and wrapping up.",
        ),
        reading=Text(
            fr="Pauses et formation n’en sont pas. Des états qui se chevauchent ne comptent qu’une fois, le dernier "
            "commencé l’emporte ; un état coupe à minuit.",
            en="Pauses and training are not in. Overlapping states count once, the one that started last wins; a state "
            "is cut at midnight.",
        ),
        action=Text(
            fr="C’est le dénominateur de toutes les cadences : vérifier d’abord que les sessions oubliées ne le gonflent pas.",
            en="It is the denominator of every pace: check first that forgotten logouts do not inflate it.",
        ),
        synonyms=(Text("heures travaillées", "production hours"),),
        refs=("all",),
        see_also=("occupancy_rate", "pause_rate"),
        breakdowns=("campaign", "agent", "team"),
        example=Example(
            rows={"agent_states": (*TWO_HOURS, state(120, 30, "paused"))},
            value=2,
            working=Text(
                "30 + 60 + 30 min = 2 h ; la pause ne compte pas.", "30 + 60 + 30 min = 2 h; the pause does not count."
            ),
        ),
    ),
)

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

NET = (
    KPI(
        id="closing_rate",
        family="net",
        name=Text("Taux de closing", "Closing rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="sales_from_appointments",
        den="appointments",
        same_as="conversion_per_appointment",
        question=Text(
            "Combien des rendez-vous pris par les téléconseillers se signent ?",
            "How many of the appointments the callers booked are closed?",
        ),
        formula=Text(
            fr="Ventes conclues sur les rendez-vous pris par les téléconseillers / rendez-vous pris.",
            en="Sales closed on appointments the callers booked / appointments booked.",
        ),
        reading=Text(
            fr="Le même chiffre que le taux de transformation par rendez-vous, sous le nom que lui donnent les commerciaux. Il juge autant "
            "le vendeur que la qualité du rendez-vous.",
            en="The same figure as the conversion rate by appointment, under the name sellers give it. It judges the "
            "seller as much as the appointment’s quality.",
        ),
        action=Text(
            fr="Comparer les téléconseillers chez un même vendeur, et les vendeurs sur un même lot de rendez-vous.",
            en="Compare agents with the same seller, and sellers on the same batch of appointments.",
        ),
        synonyms=(Text("taux de conclusion", "win rate"),),
        benchmarks=(
            Benchmark(
                kind="average",
                value=0.44,
                source=Text("Article sur la vente externalisée (réf. 001)", "Article on outsourced sales (ref. 001)"),
                weakness=Text("Chiffre d’auteur, sans étude citée", "The author’s figure, no study quoted"),
            ),
            Benchmark(
                kind="best",
                value=0.57,
                source=Text("Article sur la vente externalisée (réf. 001)", "Article on outsourced sales (ref. 001)"),
                weakness=Text("Chiffre d’auteur, sans étude citée", "The author’s figure, no study quoted"),
            ),
        ),
        refs=("001#nette",),
        see_also=("conversion_per_appointment", "appointment_show_rate"),
        breakdowns=("campaign", "agent", "team"),
        example=Example(
            rows={
                "appointments": (appointment(1, "A", status="held"), appointment(2, "B", status="no_show")),
                "orders": (order(1, "A", 100, appointment_id="r1"),),
            },
            value=0.5,
            working=Text("Une vente sur 2 rendez-vous pris : 50 %.", "One sale of 2 appointments booked: 50%."),
        ),
    ),
    KPI(
        id="appointment_show_rate",
        family="net",
        name=Text("Taux de rendez-vous honorés", "Appointment show rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="appointments_held",
        den="appointments_due",
        subset=True,
        question=Text(
            "Combien de rendez-vous échus ont vraiment eu lieu ?", "How many of the appointments due were really held?"
        ),
        formula=Text(
            fr="Rendez-vous tenus / rendez-vous échus, datés du jour prévu ; annulés et déplacés exclus.",
            en="Appointments held / appointments due, dated by the day planned; cancelled and moved ones aside.",
        ),
        reading=Text(
            fr="Un rendez-vous à venir n’est pas échu. Échu et resté sans suite, il compte comme non tenu : la saisie des vendeurs pèse.",
            en="An appointment still to come is not due. One due and never updated counts as not held: how sellers log them weighs.",
        ),
        action=Text(
            fr="Confirmer la veille, raccourcir le délai entre la prise et la visite, relancer les absents le jour même.",
            en="Confirm the day before, shorten the delay between booking and visit, call no-shows the same day.",
        ),
        synonyms=(Text("taux de présence", "show-up rate"),),
        refs=("trade",),
        see_also=("closing_rate", "appointments"),
        breakdowns=("campaign", "agent", "source"),
        example=Example(
            rows={
                "appointments": (
                    appointment(1, "A", status="held", scheduled_at="2025-03-05T09:00:00Z"),
                    appointment(2, "B", status="no_show", scheduled_at="2025-03-05T10:00:00Z"),
                    appointment(3, "C", status="held", scheduled_at="2025-03-06T09:00:00Z"),
                    appointment(4, "D", status="cancelled", scheduled_at="2025-03-06T10:00:00Z"),
                    appointment(5, "E", scheduled_at="2025-03-12T10:00:00Z"),
                ),
            },
            value=2 / 3,
            working=Text(
                fr="Au 10 mars, 3 rendez-vous sont échus, 2 ont été tenus : 67 %. L’annulé et celui du 12 n’entrent pas.",
                en="On 10 March 3 appointments are due, 2 were held: 67%. The cancelled one and that of the 12th stay out.",
            ),
            as_of="2025-03-10T09:00:00Z",
        ),
    ),
    KPI(
        id="net_sales_per_hour",
        family="net",
        name=Text("Ventes nettes par heure", "Net sales per hour"),
        unit=Unit.PER_HOUR,
        better=Better.UP,
        num="orders_confirmed",
        den="time_worked_s",
        factor=3600,
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de ventes qui tiennent une heure de production donne-t-elle ?",
            "How many sales that hold does an hour worked yield?",
        ),
        formula=Text(
            "Ventes nettes (commandes confirmées) / heures de production.",
            "Net sales (orders confirmed) / hours worked.",
        ),
        reading=Text(
            fr="Le rendement dont on est sûr. Les dernières semaines montent encore à mesure que les commandes se confirment.",
            en="The yield one can count on. Recent weeks still rise as orders get confirmed.",
        ),
        action=Text(
            fr="L’écart avec les ventes par heure désigne qui vend vite et mal : écouter, puis primer sur le net.",
            en="The gap with sales per hour shows who sells fast and badly: listen, then pay bonuses on net.",
        ),
        synonyms=(Text("ventes confirmées à l’heure", "confirmed sales per hour"),),
        refs=("trade",),
        see_also=("sales_per_hour", "net_sales_rate"),
        breakdowns=("campaign", "agent", "team"),
        example=Example(
            rows={
                "agent_states": TWO_HOURS,
                "orders": (
                    order(1, "A", 100, status="confirmed"),
                    order(2, "B", 80, status="cancelled"),
                    order(3, "C", 60),
                ),
            },
            value=0.5,
            working=Text("Une commande confirmée en 2 h : 0,5 par heure.", "One order confirmed in 2 h: 0.5 an hour."),
        ),
    ),
)
