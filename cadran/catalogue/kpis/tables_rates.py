"""KPIs that are read as a table of rates: by slot, by target, by delay to contact."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD
from cadran.catalogue.kpis._rows import call, lead, order
from cadran.catalogue.shape import DAY, KPI, Basis, Better, Example, Text, Unit, View

KPIS = (
    KPI(
        id="answer_rate_by_slot",
        family="reach",
        name=Text("Taux de joignabilité par heure ou par cible", "Reachability by hour or by target"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="calls_contacted",
        den="calls",
        by_agent=CALLS_HAD,
        subset=True,
        view=View("best-hours", by=("weekday", "hour"), kpis=("answer_rate", "calls")),
        question=Text(
            fr="Quel jour et à quelle heure joint-on le mieux, et qui ?",
            en="On which day and at what hour are people reached best, and which people?",
        ),
        formula=Text(
            fr="Conversations / appels, et appels décrochés / appels, par jour de la semaine et heure, à l’heure de chaque appel dans le fuseau du centre ; par cible sur demande.",
            en="Conversations / calls, and calls answered / calls, by weekday and hour, at each call’s time in the centre’s zone; by target when asked.",
        ),
        reading=Text(
            fr="Un créneau de dix appels ne prouve rien : n’en retenir que ceux dont l’intervalle sort du taux d’ensemble. La vue « cadran view best-hours » les nomme, dans le fuseau de la fiche, et cible par cible.",
            en="A slot of ten calls proves nothing: keep only those whose interval lies off the overall rate. The view “cadran view best-hours” names them, in the lead’s own zone, and target by target.",
        ),
        action=Text(
            fr="Déplacer les heures des créneaux nettement au-dessous vers ceux qui sont nettement au-dessus, dans les heures permises, puis comparer deux semaines à fichier égal.",
            en="Move hours from the slots clearly below to those clearly above, within permitted hours, then compare two weeks on the same list.",
        ),
        caution=Text(
            fr="Tous les appels n’ont pas le même poids : une heure réservée aux relances contient les fiches difficiles.",
            en="Calls are not alike: an hour kept for follow-ups holds the hard leads.",
        ),
        synonyms=(
            Text("joignabilité par créneau", "reach by time slot"),
            Text("meilleurs créneaux d’appel", "best time to call"),
        ),
        refs=("001#joignabilite",),
        see_also=("contact_rate", "answer_rate", "contactability_rate"),
        breakdowns=("hour", "weekday", "target"),
        cadence=("monthly",),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "callback"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "refused", started_at="2025-03-03T17:05:00Z"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Le lundi à 10 h (Paris), un appel sur deux mène à une conversation : 1 / 2. À 18 h, 1 / 1.",
                en="On Monday at 10:00 (Paris) one call in two leads to a conversation: 1 / 2. At 18:00, 1 / 1.",
            ),
            key={"weekday": 1, "hour": 10},
        ),
    ),
    KPI(
        id="conversion_by_delay",
        family="reach",
        name=Text("Transformation selon le délai de contact", "Conversion by delay to contact"),
        unit=Unit.PERCENT,
        better=Better.NONE,
        num="leads_sold_contacted",
        den="leads_contacted",
        subset=True,
        basis=Basis.COHORT,
        view=View("speed", by=("delay_band",), kpis=("leads_contacted", "qualification_rate", "argued_leads_rate")),
        matures_s=30 * DAY,
        question=Text(
            fr="Que perd-on à joindre plus tard ?",
            en="What is lost by reaching people later?",
        ),
        formula=Text(
            fr="Fiches qualifiées, argumentées et vendues / fiches contactées, par tranche de délai entre la création et le premier contact (0 à 5 min, 5 à 15 min, 15 à 60 min, 1 à 24 h, plus). Toutes tranches ensemble : fiches vendues / fiches contactées.",
            en="Leads qualified, argued and sold / leads contacted, by band of the delay from creation to first contact (0 to 5 min, 5 to 15 min, 15 to 60 min, 1 to 24 h, more). All bands together: leads sold / leads contacted.",
        ),
        reading=Text(
            fr="La vue « cadran view speed » met les fiches chaudes à part et juge l’écart à campagne égale. Une tranche de quelques fiches ne se lit pas.",
            en="The view “cadran view speed” puts hot leads apart and judges the gap at the same campaign. A band of a few leads is not to be read.",
        ),
        action=Text(
            fr="Si la transformation baisse avec le délai, servir d’abord les dernières arrivées, et garder un téléconseiller pour elles.",
            en="If conversion falls with the delay, serve the latest leads first, and keep an agent for them.",
        ),
        caution=Text(
            fr="Le « 7 fois plus » dans l’heure, que la source tient de Harvard, vient d’Oldroyd (2011) : leads web de 42 entreprises, étude d’observation, sur les chances de qualifier. On appelle d’abord les plus prometteurs : un écart n’est pas encore une cause.",
            en="The “7 times” within the hour, which the source has from Harvard, comes from Oldroyd (2011): web leads of 42 firms, an observational study, on the odds of qualifying. The most promising are called first: a gap is not yet a cause.",
        ),
        synonyms=(Text("rendement de la réactivité", "worth of speed"),),
        refs=("000#2", "002#2"),
        see_also=("speed_to_contact", "contacted_within_1h_rate", "conversion_per_contacted_lead"),
        breakdowns=("delay_band", "source", "campaign"),
        cadence=("monthly",),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B"), lead("C")),
                "attempts": (
                    call(1, "A", "sale", started_at="2025-03-03T08:10:00Z"),
                    call(2, "B", "refused", started_at="2025-03-03T08:15:00Z"),
                    call(3, "C", "refused"),
                ),
                "orders": (order(1, "A", 50),),
            },
            value=0.5,
            working=Text(
                fr="Entre 5 et 15 minutes : A et B contactées, A vendue, 1 / 2. C, jointe en 63 minutes, est dans la tranche de 1 à 24 h : 0 / 1.",
                en="From 5 to 15 minutes: A and B contacted, A sold, 1 / 2. C, reached after 63 minutes, is in the band of 1 to 24 h: 0 / 1.",
            ),
            key={"delay_band": "05_15min"},
        ),
    ),
    KPI(
        id="sales_rate_by_target",
        family="sales",
        name=Text("Taux de vente par cible", "Sales rate by target"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_sold_contacted",
        den="leads_contacted",
        subset=True,
        basis=Basis.COHORT,
        view=View("sales-by-target", by=("target",), kpis=("leads_contacted", "contactability_rate")),
        matures_s=30 * DAY,
        question=Text(
            fr="Quelle clientèle est la plus réceptive au produit ou au message ?",
            en="Which customers are most receptive to the product or the message?",
        ),
        formula=Text(
            fr="Fiches vendues / fiches contactées, par cible ; les fiches créées dans la période, vendues depuis.",
            en="Leads sold / leads contacted, by target; leads created in the period, sold since.",
        ),
        reading=Text(
            fr="Une cible peut paraître bonne parce qu’on l’appelle surtout dans une bonne campagne : la vue « cadran view sales-by-target » mesure l’écart à campagne égale et dit s’il dépasse le hasard.",
            en="A target may look good because it is mostly called in a good campaign: the view “cadran view sales-by-target” measures the gap at the same campaign and says whether it is more than chance.",
        ),
        action=Text(
            fr="Commander le prochain fichier sur les cibles nettement au-dessus ; reprendre l’argumentaire, ou arrêter, sur celles qui sont nettement au-dessous.",
            en="Order the next list for the targets clearly above; rework the pitch for those clearly below, or stop.",
        ),
        synonyms=(
            Text("transformation par cible", "conversion by target"),
            Text("réceptivité des cibles", "receptiveness of targets"),
        ),
        refs=("001#performance",),
        see_also=("conversion_per_contacted_lead", "conversion_per_potential_lead"),
        breakdowns=("target", "segment", "source", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "leads": (
                    lead("A", target="trades"),
                    lead("B", target="trades"),
                    lead("C", target="restaurants"),
                ),
                "attempts": (call(1, "A", "sale"), call(2, "B", "refused"), call(3, "C", "refused")),
                "orders": (order(1, "A", 50),),
            },
            value=0.5,
            working=Text(
                fr="Cible « trades » : A et B contactées, A vendue, 1 / 2. Cible « restaurants » : 0 / 1.",
                en="Target “trades”: A and B contacted, A sold, 1 / 2. Target “restaurants”: 0 / 1.",
            ),
            key={"target": "trades"},
        ),
    ),
)
