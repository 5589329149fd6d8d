"""The return, continued: what an hour worked brings in."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import order, state
from cadran.catalogue.shape import DAY, KPI, Basis, Better, Example, Text, Unit

TWO_HOURS = (state(0, 30, "waiting"), state(30, 60, "talking"), state(90, 30, "wrap"))

KPIS = (
    KPI(
        id="revenue_per_hour",
        family="roi",
        name=Text("Chiffre d’affaires par heure de production", "Revenue per hour worked"),
        short=Text("Chiffre d’affaires / h", "Revenue / h"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="revenue",
        matures_s=14 * DAY,
        den="time_worked_s",
        factor=3600,
        basis=Basis.ACTIVITY,
        question=Text("Combien une heure de production fait-elle vendre ?", "How much does an hour worked sell?"),
        formula=Text(
            "Montant des commandes non annulées / heures de production.",
            "Amount of orders not cancelled / hours worked.",
        ),
        reading=Text(
            fr="À mettre en face du coût complet d’une heure. Une seule grosse commande peut faire la semaine d’une petite équipe.",
            en="Set it against the full cost of an hour. One large order may make a small team’s week.",
        ),
        action=Text(
            fr="Affecter les heures aux campagnes où l’heure rapporte le plus, tant que leur fichier tient.",
            en="Give hours to the campaigns where an hour brings most, as long as their list lasts.",
        ),
        synonyms=(Text("ventes en valeur à l’heure", "revenue per hour"),),
        refs=("trade",),
        see_also=("margin_per_hour", "sales_per_hour"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "agent_states": TWO_HOURS,
                "orders": (order(1, "A", 100), order(2, "B", 60), order(3, "C", 90, status="cancelled")),
            },
            value=80,
            working=Text("160 € en 2 h : 80 € par heure.", "€160 in 2 h: €80 an hour."),
        ),
    ),
    KPI(
        id="margin_per_hour",
        family="roi",
        name=Text("Marge par heure de production", "Margin per hour worked"),
        short=Text("Marge / h", "Margin / h"),
        unit=Unit.MONEY,
        better=Better.UP,
        num="margin",
        matures_s=14 * DAY,
        den="time_worked_s",
        factor=3600,
        basis=Basis.ACTIVITY,
        question=Text("Combien une heure de production laisse-t-elle ?", "How much does an hour worked leave?"),
        formula=Text(
            "Marge des commandes non annulées / heures de production.", "Margin of orders not cancelled / hours worked."
        ),
        reading=Text(
            fr="Doit dépasser le coût complet d’une heure, pauses comprises : c’est le seuil de rentabilité du plateau.",
            en="It has to exceed the full cost of an hour, pauses included: it is the floor’s break-even point.",
        ),
        action=Text(
            fr="Sous le seuil, agir sur la marge par commande avant de demander plus de cadence.",
            en="Below that point work on the margin per order before asking for more pace.",
        ),
        synonyms=(Text("marge horaire", "hourly margin"),),
        refs=("trade",),
        see_also=("revenue_per_hour", "campaign_margin"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={"agent_states": TWO_HOURS, "orders": (order(1, "A", 100, margin=50), order(2, "B", 60, margin=30))},
            value=40,
            working=Text("80 € de marge en 2 h : 40 € par heure.", "€80 of margin in 2 h: €40 an hour."),
        ),
    ),
)
