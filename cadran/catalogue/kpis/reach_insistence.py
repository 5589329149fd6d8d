"""Reach, continued: insistence and promises kept."""

from __future__ import annotations

from cadran.catalogue.kpis._had import LEADS_HAD
from cadran.catalogue.kpis._rows import call, lead
from cadran.catalogue.shape import DAY, KPI, Basis, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="hot_leads_contacted_now",
        family="reach",
        name=Text("Leads chauds déjà contactés (temps réel)", "Hot leads already contacted (live)"),
        unit=Unit.COUNT,
        better=Better.UP,
        num="leads_contacted_so_far",
        basis=Basis.COHORT,
        focus="is_hot",
        live_s=3600,
        question=Text(
            "Des fiches arrivées dans l’heure, combien sont déjà jointes ?",
            "Of the leads of the last hour, how many are already reached?",
        ),
        formula=Text(
            fr="Fiches créées dans les 60 dernières minutes et déjà contactées ; les chaudes là où il y en a de marquées, sinon toutes.",
            en="Leads created in the last 60 minutes and already contacted; hot ones where any are marked, else all.",
        ),
        reading=Text(
            fr="Une jauge de plateau, à l’instant de lecture : elle ne se cumule pas et ne se compare pas d’un jour à l’autre.",
            en="A gauge for the floor, at the time of reading: it does not add up and does not compare from day to day.",
        ),
        action=Text(
            fr="S’il reste loin des fiches arrivées dans l’heure, basculer un téléconseiller sur la file chaude.",
            en="If it stays well below the leads of the hour, move an agent to the hot queue.",
        ),
        synonyms=(Text("chauds joints en direct", "hot leads reached live"),),
        refs=("000#3",),
        see_also=("contacted_within_1h_rate", "leads_contacted_within_1h"),
        breakdowns=("source", "campaign"),
        cadence=("live",),
        example=Example(
            rows={
                "leads": (
                    lead("A", is_hot=True),
                    lead("B", is_hot=True),
                    lead("C", is_hot=True, created_at="2025-03-03T07:00:00Z"),
                ),
                "attempts": (
                    call(1, "A", "callback", started_at="2025-03-03T08:10:00Z"),
                    call(2, "B", "no_answer", started_at="2025-03-03T08:12:00Z"),
                    call(3, "C", "refused", started_at="2025-03-03T08:15:00Z"),
                ),
            },
            value=1,
            working=Text(
                fr="À 8 h 30, A et B ont moins d’une heure, A est jointe ; C est arrivée trop tôt : 1.",
                en="At 8:30 A and B are less than an hour old, A is reached; C came too early: 1.",
            ),
            as_of="2025-03-03T08:30:00Z",
        ),
    ),
    KPI(
        id="follow_up_rate",
        family="reach",
        name=Text("Taux de suivi du prospect", "Follow-up rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_followed_up",
        den="leads_open_after_first",
        subset=True,
        matures_s=7 * DAY,
        question=Text(
            "Rappelle-t-on les fiches que la première tentative laisse ouvertes ?",
            "Are leads that the first attempt leaves open called again?",
        ),
        formula=Text(
            fr="Fiches ouvertes après leur première tentative qui en ont eu au moins une autre / fiches ouvertes après leur première "
            "tentative. Datées du jour de cette première tentative.",
            en="Leads open after their first attempt that got at least one more / leads open after their first attempt. "
            "Dated by the day of that first attempt.",
        ),
        reading=Text(
            fr="Les fiches des derniers jours attendent encore leur relance : une période close seulement se juge.",
            en="Leads of the last days still wait for theirs: only a closed period can be judged.",
        ),
        action=Text(
            fr="Bas : la file sert toujours du neuf ; réserver une part des heures aux relances.",
            en="Low: the queue always serves fresh leads; keep a share of the hours for follow-up.",
        ),
        synonyms=(Text("taux de relance", "second-attempt rate"),),
        refs=("002#3",),
        see_also=("attempts_per_lead", "follow_up_interval"),
        breakdowns=("campaign", "list", "source"),
        cadence=("weekly",),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B"), lead("C")),
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(9, "A", "refused"),
                    call(2, "B", "machine"),
                    call(3, "C", "refused"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A et B restent ouvertes après leur premier appel, A seule est rappelée : 1 / 2. C a refusé d’emblée.",
                en="A and B stay open after their first call, only A is called again: 1 / 2. C refused at once.",
            ),
        ),
    ),
    KPI(
        id="follow_up_interval",
        family="reach",
        name=Text("Intervalle entre relances", "Interval between attempts"),
        unit=Unit.SECONDS,
        better=Better.BAND,
        num="attempts_span_s",
        den="follow_ups",
        basis=Basis.COHORT,
        matures_s=7 * DAY,
        question=Text(
            "Combien de temps sépare deux tentatives sur une même fiche ?",
            "How long between two attempts on the same lead?",
        ),
        formula=Text(
            fr="Somme, sur les fiches relancées, de (dernière − première tentative) / nombre de relances. Fiches prises par leur création.",
            en="Sum over leads called again of (last − first attempt) / number of follow-ups. Leads by their creation.",
        ),
        reading=Text(
            fr="Trop court, on harcèle et le numéro se fait bloquer ; trop long, on se fait oublier. La moyenne cache souvent deux groupes.",
            en="Too short pesters and gets the number blocked; too long is forgotten. The mean often hides two groups.",
        ),
        action=Text(
            fr="Varier l’heure plutôt que rapprocher les appels ; lire à côté des fiches appelées quatre fois en 24 h.",
            en="Vary the hour rather than call closer together; read it beside the leads called four times in 24 h.",
        ),
        synonyms=(Text("délai de relance", "retry delay"),),
        refs=("002#3",),
        see_also=("follow_up_rate", "over_solicitation_rate"),
        breakdowns=("campaign", "list", "source"),
        cadence=("weekly",),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B")),
                "attempts": (
                    call(1, "A", "no_answer", started_at="2025-03-03T09:00:00Z"),
                    call(2, "A", "no_answer", started_at="2025-03-03T11:00:00Z"),
                    call(3, "A", "callback", started_at="2025-03-03T15:00:00Z"),
                    call(4, "B", "refused", started_at="2025-03-03T09:30:00Z"),
                ),
            },
            value=10800,
            working=Text(
                fr="Sur A, 2 h puis 4 h : 6 h / 2 relances = 3 h = 10 800 s. B n’a pas été relancée.",
                en="On A 2 h then 4 h: 6 h / 2 follow-ups = 3 h = 10,800 s. B was not called again.",
            ),
        ),
    ),
    KPI(
        id="over_solicitation_rate",
        family="reach",
        name=Text("Leads appelés quatre fois en moins de 24 h", "Leads called four times within 24 h"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="leads_over_solicited",
        den="leads_attempted",
        by_agent=LEADS_HAD,
        subset=True,
        question=Text("Combien de personnes sollicite-t-on trop ?", "How many people are solicited too much?"),
        formula=Text(
            fr="Fiches ayant reçu 4 tentatives en moins de 24 h (comptées le jour où c’est arrivé d’abord) / fiches traitées.",
            en="Leads that got 4 attempts within less than 24 h (counted on the day it first happened) / leads attempted.",
        ),
        reading=Text(
            fr="Les 24 heures glissent : quatre appels à cheval sur minuit comptent. Le règlement limite aussi par mois : ce chiffre n’en tient pas lieu.",
            en="The 24 hours slide: four calls astride midnight count. The rules also limit calls by month: this figure does not stand in for that.",
        ),
        action=Text(
            fr="Poser un écart minimal entre deux tentatives dans l’automate, et un plafond par jour et par fiche.",
            en="Set a least gap between two attempts in the dialer, and a cap by day and lead.",
        ),
        synonyms=(Text("sur-sollicitation", "overdialing"),),
        refs=("002#3",),
        see_also=("follow_up_interval", "attempts_per_lead"),
        breakdowns=("campaign", "list", "source"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B")),
                "attempts": (
                    call(1, "A", "no_answer", started_at="2025-03-03T09:00:00Z"),
                    call(2, "A", "no_answer", started_at="2025-03-03T14:00:00Z"),
                    call(3, "A", "machine", started_at="2025-03-03T18:00:00Z"),
                    call(4, "A", "no_answer", started_at="2025-03-04T08:59:00Z"),
                    call(5, "B", "no_answer", started_at="2025-03-03T09:00:00Z"),
                    call(6, "B", "refused", started_at="2025-03-03T10:00:00Z"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A reçoit 4 appels en 23 h 59, B deux : 1 fiche sur 2.",
                en="A gets 4 calls in 23 h 59, B two: 1 lead in 2.",
            ),
        ),
    ),
    KPI(
        id="callbacks_kept_rate",
        family="reach",
        name=Text("Taux de rappels tenus", "Callbacks kept rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="callbacks_kept",
        den="callbacks_due",
        subset=True,
        question=Text(
            "Rappelle-t-on les gens quand on le leur a promis ?", "Are people called back when they were promised?"
        ),
        formula=Text(
            fr="Rappels tentés dans leur créneau / rappels échus, datés du jour promis. Le créneau va de l’heure promise au retard que la "
            "campagne tolère (30 min à défaut).",
            en="Callbacks attempted within their slot / callbacks due, dated by the day promised. The slot runs from the "
            "time promised to the delay the campaign allows (30 min by default).",
        ),
        reading=Text(
            fr="Une tentative sans réponse tient la promesse. Un rappel n’est échu qu’à la fin de son créneau.",
            en="An attempt without an answer keeps the promise. A callback is due only at the end of its slot.",
        ),
        action=Text(
            fr="Donner la priorité aux rappels dans la file, et n’en promettre qu’aux heures où quelqu’un est là.",
            en="Put callbacks first in the queue, and promise them only for hours when somebody is there.",
        ),
        synonyms=(Text("promesses de rappel tenues", "kept callbacks"),),
        refs=("trade",),
        see_also=("follow_up_rate",),
        breakdowns=("campaign", "agent", "hour"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B"), lead("C")),
                "attempts": (
                    call(1, "A", "callback", callback_at="2025-03-03T14:00:00Z"),
                    call(2, "A", "no_answer", started_at="2025-03-03T14:10:00Z"),
                    call(3, "B", "callback", callback_at="2025-03-03T15:00:00Z"),
                    call(4, "B", "refused", started_at="2025-03-03T17:00:00Z"),
                    call(5, "C", "callback", callback_at="2025-03-20T15:00:00Z"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Au 4 mars, 2 rappels sont échus ; A est rappelée 10 min après l’heure dite, B deux heures après : 1 / 2.",
                en="On 4 March 2 callbacks are due; A is called 10 min after the time, B two hours after: 1 / 2.",
            ),
            as_of="2025-03-04T09:00:00Z",
        ),
    ),
)
