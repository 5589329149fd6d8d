"""Volumes, continued: refusals, appointments, sales."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import appointment, call, order, state
from cadran.catalogue.shape import DAY, KPI, Basis, Better, Example, Text, Unit

TWO_HOURS = (state(0, 30, "waiting"), state(30, 60, "talking"), state(90, 30, "wrap"))

KPIS = (
    KPI(
        id="refusals",
        family="volume",
        name=Text("Refus", "Refusals"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="calls_refused",
        question=Text(
            fr="Combien de personnes ont décliné l’offre après l’avoir entendue ?",
            en="How many people declined the offer after hearing it?",
        ),
        formula=Text(
            fr="Nombre d’appels soldés par un refus après argumentation.",
            en="Number of calls that ended in a refusal after the pitch.",
        ),
        reading=Text(
            fr="Un « pas intéressé » lâché avant l’argumentaire n’est pas un refus. À lire avec les motifs : un "
            "motif dominant vaut plus qu’un total.",
            en="A “not interested” said before the pitch is no refusal. Read it with the reasons: one dominant "
            "reason tells more than the total.",
        ),
        action=Text(
            fr="Classer les motifs, traiter le premier dans l’argumentaire ou dans l’offre, puis vérifier sur deux "
            "semaines que sa part recule.",
            en="Rank the reasons, deal with the first one in the script or the offer, then check over two weeks "
            "that its share shrinks.",
        ),
        synonyms=(Text("contacts argumentés négatifs", "negative argued contacts"),),
        refs=("all",),
        see_also=("refusal_rate",),
        breakdowns=("reason", "campaign", "agent"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", reason="price"),
                    call(2, "B", "not_interested"),
                    call(3, "C", "sale"),
                ),
            },
            value=1,
            working=Text(
                fr="Seul l’appel 1 est un refus après argumentation.",
                en="Only call 1 is a refusal after the pitch.",
            ),
        ),
    ),
    KPI(
        id="appointments",
        family="volume",
        name=Text("Rendez-vous pris", "Appointments booked"),
        short=Text("RDV", "Appts"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="appointments",
        question=Text(
            fr="Combien de rendez-vous les appels ont-ils décrochés ?",
            en="How many appointments did the calls book?",
        ),
        formula=Text(
            fr="Nombre de rendez-vous pris dans la période ; un rendez-vous déplacé n’est pas un nouveau. Sans "
            "table de rendez-vous, ce sont les tentatives soldées par un rendez-vous qui comptent, et Cadran le dit.",
            en="Number of appointments booked in the period; one that is moved is not a new one. Without a table of "
            "appointments, attempts that end in one are counted instead, and Cadran says so.",
        ),
        reading=Text(
            fr="Un rendez-vous se compte le jour où il est pris, pas le jour où il a lieu. Pris n’est pas tenu : "
            "surveiller aussi les rendez-vous honorés.",
            en="An appointment counts on the day it is booked, not on the day it takes place. Booked is not held: "
            "watch the show rate too.",
        ),
        action=Text(
            fr="Un volume qui bondit sans que les ventes suivent signale des rendez-vous de complaisance : "
            "resserrer les critères et confirmer la veille.",
            en="A jump that sales do not follow means appointments given to end the call: tighten the criteria and "
            "confirm the day before.",
        ),
        synonyms=(
            Text("RDV", "meetings booked"),
            Text("prises de rendez-vous", "meetings booked"),
        ),
        refs=("all",),
        see_also=("appointment_rate",),
        breakdowns=("campaign", "agent", "source"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "appointments": (
                    appointment(1, "A"),
                    appointment(2, "B", status="held"),
                    appointment(3, "B", status="rescheduled"),
                ),
            },
            value=2,
            working=Text(
                fr="Deux rendez-vous ; le troisième ne fait que remplacer une date.",
                en="Two appointments; the third only replaces a date.",
            ),
        ),
    ),
    KPI(
        id="sales",
        family="volume",
        name=Text("Ventes", "Sales"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="sales",
        question=Text("Combien de commandes ont été prises ?", "How many orders were taken?"),
        formula=Text(
            fr="Nombre de commandes prises dans la période, quel que soit leur sort. Sans table de commandes, ce "
            "sont les tentatives et les fiches soldées par une vente qui comptent, et Cadran le dit.",
            en="Number of orders taken in the period, whatever became of them. Without a table of orders, attempts "
            "and leads that end in a sale are counted instead, and Cadran says so.",
        ),
        reading=Text(
            fr="Des ventes brutes : les annulées en font partie. Comparer aux commandes (non annulées) et aux "
            "ventes nettes (confirmées) avant de se réjouir.",
            en="Gross sales: cancelled ones are in. Compare with orders (not cancelled) and net sales (confirmed) "
            "before celebrating.",
        ),
        action=Text(
            fr="Un écart qui se creuse entre ventes et ventes nettes appelle une écoute des appels de vente et un "
            "contrôle de la confirmation.",
            en="A growing gap between sales and net sales calls for listening to the sales calls and checking how "
            "they are confirmed.",
        ),
        synonyms=(
            Text("ventes brutes", "gross sales"),
            Text("commandes prises", "orders taken"),
        ),
        refs=("all",),
        see_also=("orders", "net_sales"),
        breakdowns=("campaign", "agent", "product"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100),
                    order(2, "B", 80, status="cancelled"),
                    order(3, "C", 60, status="confirmed"),
                ),
            },
            value=3,
            working=Text(
                fr="Trois commandes prises ; l’annulée compte aussi.",
                en="Three orders taken; the cancelled one counts too.",
            ),
        ),
    ),
    KPI(
        id="orders",
        family="volume",
        name=Text("Commandes", "Orders"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="orders",
        matures_s=14 * DAY,
        question=Text("Combien de commandes tiennent encore ?", "How many orders still stand?"),
        formula=Text(
            fr="Nombre de commandes de la période qui tiennent encore, en attente ou confirmées ; les annulées n’en sont plus.",
            en="Number of the period’s orders that still stand, pending or confirmed; cancelled ones are out.",
        ),
        reading=Text(
            fr="Une annulation retire la commande de la période où elle avait été prise : un chiffre récent peut "
            "encore baisser.",
            en="A cancellation takes the order out of the period in which it was taken: a recent figure may still "
            "go down.",
        ),
        action=Text(
            fr="C’est le dénominateur du panier moyen et du coût par commande. S’il fond après coup, chercher quel "
            "téléconseiller, quelle offre ou quel délai de livraison fait annuler.",
            en="It is the denominator of the average order and of the cost per order. If it melts afterwards, look "
            "for the agent, offer or delivery delay that makes people cancel.",
        ),
        synonyms=(Text("commandes non annulées", "orders not cancelled"),),
        refs=("all",),
        see_also=("sales", "net_sales"),
        breakdowns=("campaign", "product", "source"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "orders": (
                    order(1, "A", 100),
                    order(2, "B", 80, status="cancelled"),
                    order(3, "C", 60, status="confirmed"),
                ),
            },
            value=2,
            working=Text(
                fr="Trois commandes prises, une annulée : 3 − 1 = 2.",
                en="Three orders taken, one cancelled: 3 − 1 = 2.",
            ),
        ),
    ),
    KPI(
        id="new_customers",
        family="volume",
        name=Text("Nouveaux clients", "New customers"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="new_customers",
        matures_s=14 * DAY,
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
        cadence=("weekly", "monthly"),
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
        counted_in=Text("heures", "hours"),
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
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={"agent_states": (*TWO_HOURS, state(120, 30, "paused"))},
            value=2,
            working=Text(
                "30 + 60 + 30 min = 2 h ; la pause ne compte pas.", "30 + 60 + 30 min = 2 h; the pause does not count."
            ),
        ),
    ),
)
