"""Productivity, continued: how much is done in an hour or a day."""

from __future__ import annotations

from cadran.catalogue.kpis._had import ONLY_HAD
from cadran.catalogue.kpis._rows import call, state
from cadran.catalogue.shape import KPI, Basis, Better, Example, Text, Unit

SHIFT = (state(0, 30, "waiting"), state(30, 60, "talking"), state(90, 30, "wrap"), state(120, 30, "paused"))

KPIS = (
    KPI(
        id="calls_per_hour",
        family="productivity",
        name=Text("Appels par heure", "Calls per hour"),
        unit=Unit.PER_HOUR,
        better=Better.UP,
        num="calls",
        den="time_worked_s",
        by_agent=ONLY_HAD,
        factor=3600,
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien d’appels une heure de production donne-t-elle ?", "How many calls does an hour worked yield?"
        ),
        formula=Text(
            fr="Appels / heures de production (attente, préparation, numérotation, conversation, post-appel ; pauses exclues).",
            en="Calls / hours worked (waiting, preparing, dialing, talking, wrap-up; pauses left out).",
        ),
        reading=Text(
            fr="Une cadence, pas un résultat : elle monte quand les gens ne décrochent pas et baisse quand les échanges "
            "s’allongent. Ne comparer que des campagnes au même mode de numérotation.",
            en="A pace, not a result: it rises when people do not answer and falls when exchanges get longer. Compare "
            "only campaigns with the same dialing mode.",
        ),
        action=Text(
            fr="Si elle baisse à taux de décroché égal, regarder l’attente entre deux fiches puis le post-appel.",
            en="If it falls while the answer rate holds, look at the wait between records, then at the wrap-up.",
        ),
        synonyms=(Text("cadence d’appels", "dials per hour"),),
        refs=("004#3", "001#productivite"),
        see_also=("argued_contacts_per_hour", "wait_between_records"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "agent_states": SHIFT,
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "B", "refused"),
                    call(3, "C", "machine"),
                    call(4, "D", "sale"),
                ),
            },
            value=2,
            working=Text(
                fr="30 min d’attente, 60 de conversation, 30 de post-appel = 2 h ; 4 appels / 2 h = 2 par heure. La pause ne compte pas.",
                en="30 min waiting, 60 talking, 30 wrapping up = 2 h; 4 calls / 2 h = 2 an hour. The pause does not count.",
            ),
        ),
    ),
    KPI(
        id="calls_per_clock_hour",
        family="productivity",
        name=Text("Appels par heure du centre", "Calls per clock hour"),
        unit=Unit.PER_HOUR,
        better=Better.UP,
        num="calls",
        den="clock_hours",
        by_agent=ONLY_HAD,
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien d’appels partent chaque heure où le centre est ouvert ?",
            "How many calls go out each hour the centre is open?",
        ),
        formula=Text(
            fr="Appels / heures d’ouverture écoulées du centre. Une heure compte une fois, quel que soit le nombre de "
            "campagnes ouvertes ; à défaut d’horaires, toute heure écoulée compte, et Cadran le dit.",
            en="Calls / opening hours of the centre that have elapsed. An hour counts once, however many campaigns are "
            "open; where no opening hours are given every elapsed hour counts, and Cadran says so.",
        ),
        reading=Text(
            fr="Le débit du plateau : il suit l’effectif présent autant que la cadence de chacun. Les jours de 23 et 25 "
            "heures comptent ce qu’ils durent.",
            en="The floor’s flow: it follows how many are present as much as each one’s pace. Days of 23 and 25 hours "
            "count what they last.",
        ),
        action=Text(
            fr="Par heure de la journée, repérer les creux d’effectif et y décaler des présences.",
            en="By hour of the day, find where staff runs low and move shifts there.",
        ),
        variant_of="calls_per_hour",
        differs=Text(
            fr="Divise par les heures de la pendule, non par celles des téléconseillers : deux personnes qui appellent en une heure font une heure.",
            en="Divides by the clock’s hours, not by the agents’: two people calling for an hour make one hour.",
        ),
        synonyms=(Text("débit horaire du plateau", "hourly call flow"),),
        refs=("001#productivite",),
        see_also=("calls_per_hour",),
        breakdowns=("campaign", "hour", "weekday"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "campaigns": (
                    {
                        "campaign_id": "K",
                        "opening_hours": "mon 10:00-12:00",
                        "starts_on": "2025-03-03",
                        "ends_on": "2025-03-03",
                    },
                ),
                "attempts": tuple(call(n, "A", "no_answer", campaign_id="K") for n in range(1, 7)),
            },
            value=3,
            working=Text(
                fr="Ouvert de 10 h à 12 h : 6 appels / 2 h = 3 par heure.",
                en="Open from 10:00 to 12:00: 6 calls / 2 h = 3 an hour.",
            ),
            period=("2025-03-03", "2025-03-04"),
        ),
    ),
    KPI(
        id="calls_per_day",
        family="productivity",
        name=Text("Appels par jour", "Calls per day"),
        unit=Unit.COUNT,
        better=Better.UP,
        num="calls",
        den="days_worked",
        by_agent=ONLY_HAD,
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien d’appels une journée travaillée compte-t-elle ?", "How many calls does a day worked hold?"
        ),
        formula=Text(
            fr="Appels / jours travaillés : jours locaux où quelqu’un a produit ; par téléconseiller, ses propres jours.",
            en="Calls / days worked: local days on which anybody worked; by agent, the agent’s own days.",
        ),
        reading=Text(
            fr="Les jours sans production ne comptent pas, un jour à effectif réduit compte pour un : lire à côté des appels par heure.",
            en="Days without work do not count, a day with few people counts as one: read it beside calls per hour.",
        ),
        action=Text(
            fr="Bas alors que la cadence horaire tient : ce sont les présences qui manquent, pas le rythme.",
            en="Low while the hourly pace holds: people are missing, not pace.",
        ),
        synonyms=(Text("appels quotidiens", "daily calls"),),
        refs=("001#productivite",),
        see_also=("calls_per_hour",),
        breakdowns=("campaign", "agent", "team"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "agent_states": (
                    state(0, 30, "talking"),
                    state(0, 30, "talking", agent_id="Y"),
                    {
                        "agent_id": "Z",
                        "state": "talking",
                        "started_at": "2025-03-04T09:00:00Z",
                        "ended_at": "2025-03-04T09:30:00Z",
                    },
                ),
                "attempts": tuple(call(n, "A", "no_answer") for n in range(1, 7)),
            },
            value=3,
            working=Text(
                fr="Deux jours travaillés (à deux le premier) : 6 appels / 2 jours = 3.",
                en="Two days worked (by two people on the first): 6 calls / 2 days = 3.",
            ),
        ),
    ),
    KPI(
        id="argued_contacts_per_hour",
        family="productivity",
        name=Text("Contacts argumentés par heure", "Argued contacts per hour"),
        unit=Unit.PER_HOUR,
        better=Better.UP,
        num="calls_argued",
        den="time_worked_s",
        factor=3600,
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien d’argumentaires une heure de production permet-elle ?",
            "How many pitches does an hour worked allow?",
        ),
        formula=Text("Appels argumentés / heures de production.", "Calls argued / hours worked."),
        reading=Text(
            fr="La cadence utile du métier : elle mêle fichier, joignabilité et accroche, mais pas encore la conversion.",
            en="The trade’s useful pace: it mixes list, reach and opening, but not conversion yet.",
        ),
        action=Text(
            fr="Quand elle baisse, regarder dans l’ordre le décroché, le taux d’appels argumentés, puis le temps par appel.",
            en="When it falls look, in order, at the answer rate, the argued call rate, then the time per call.",
        ),
        synonyms=(Text("argumentés à l’heure", "pitches per hour"),),
        refs=("trade",),
        see_also=("positive_argued_contacts_per_hour", "argued_call_rate"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "agent_states": SHIFT,
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "sale"),
                    call(3, "C", "not_interested"),
                    call(4, "D", "appointment"),
                ),
            },
            value=1.5,
            working=Text(
                fr="Trois appels argumentés en 2 h : 1,5 par heure ; « pas intéressé » vient avant l’argumentaire.",
                en="Three calls argued in 2 h: 1.5 an hour; not interested comes before the pitch.",
            ),
        ),
    ),
    KPI(
        id="positive_argued_contacts_per_hour",
        family="productivity",
        name=Text("Contacts argumentés positifs par heure", "Positive argued contacts per hour"),
        unit=Unit.PER_HOUR,
        better=Better.UP,
        num="calls_argued_won",
        den="time_worked_s",
        factor=3600,
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien d’argumentaires réussis une heure de production donne-t-elle ?",
            "How many successful pitches does an hour worked yield?",
        ),
        formula=Text(
            fr="Appels argumentés soldés par un rendez-vous ou une vente / heures de production.",
            en="Calls argued that end in an appointment or a sale / hours worked.",
        ),
        reading=Text(
            fr="Le résultat à l’heure, tel que les conventions du métier le facturent ; rare, donc à lire sur plusieurs jours.",
            en="The result by the hour, as the trade’s contracts bill it; rare, so to be read over several days.",
        ),
        action=Text(
            fr="Bas avec des argumentés à l’heure corrects : c’est l’argumentaire ou l’offre, écouter les refus.",
            en="Low while pitches per hour are fair: it is the script or the offer, listen to the refusals.",
        ),
        synonyms=(Text("positifs à l’heure", "wins per hour"),),
        refs=("trade",),
        see_also=("argued_contacts_per_hour", "sales_per_hour"),
        breakdowns=("campaign", "agent", "team"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "agent_states": SHIFT,
                "attempts": (call(1, "A", "refused"), call(2, "B", "sale"), call(4, "D", "appointment")),
            },
            value=1,
            working=Text(
                "Une vente et un rendez-vous en 2 h : 1 par heure.", "One sale and one appointment in 2 h: 1 an hour."
            ),
        ),
    ),
)
