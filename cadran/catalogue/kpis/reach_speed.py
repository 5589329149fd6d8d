"""Reach, continued: how soon leads are called and reached. All by the lead's creation (cohort)."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import call, lead
from cadran.catalogue.shape import DAY, KPI, Basis, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

KPIS = (
    KPI(
        id="speed_to_contact",
        family="reach",
        name=Text("Délai moyen de contact", "Speed to contact"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="first_contact_delay_s",
        den="leads_first_contacted",
        basis=Basis.COHORT,
        matures_s=7 * DAY,
        question=Text(
            fr="Combien de temps s’écoule entre l’arrivée d’une fiche et le premier échange ?",
            en="How long from a lead’s arrival to the first exchange?",
        ),
        formula=Text(
            fr="Somme, sur les fiches contactées, de (premier contact − création de la fiche) / fiches contactées. "
            "Fiches prises par leur date de création.",
            en="Sum over contacted leads of (first contact − lead created) / leads contacted. Leads are taken by "
            "their creation date.",
        ),
        reading=Text(
            fr="La moyenne est tirée par quelques fiches très lentes : la médiane et le 90e centile sont affichés à "
            "côté. Les fiches récentes pas encore jointes n’y sont pas, donc une période jeune paraît meilleure "
            "qu’elle ne le sera.",
            en="A few very slow leads pull the mean: median and 90th percentile are shown beside it. Recent leads "
            "not reached yet are not in, so a young period looks better than it will turn out.",
        ),
        action=Text(
            fr="Pousser les fiches neuves en tête de file, alerter à l’arrivée d’un lead chaud, ouvrir des plages "
            "plus tardives dans les heures permises.",
            en="Push fresh leads to the head of the queue, alert on hot arrivals, open later slots within the hours "
            "allowed.",
        ),
        caution=Text(
            fr="Un contact antérieur à la création (identifiant recyclé) n’est pas un premier contact.",
            en="A contact before the lead’s creation (a recycled id) is no first contact.",
        ),
        synonyms=(
            Text("temps de réponse au prospect", "response time"),
            Text("réactivité", "speed to lead"),
        ),
        refs=("000#2", "002#2"),
        see_also=(
            "speed_to_contact_median",
            "speed_to_contact_p90",
            "speed_to_first_attempt",
            "contacted_within_1h_rate",
        ),
        breakdowns=("source", "segment", "campaign"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                ),
                "attempts": (
                    call(1, "A", "callback", started_at="2025-03-03T08:30:00Z"),
                    call(2, "B", "no_answer", started_at="2025-03-03T08:10:00Z"),
                    call(3, "B", "refused", started_at="2025-03-03T09:30:00Z"),
                    call(4, "C", "no_answer", started_at="2025-03-03T08:20:00Z"),
                ),
            },
            value=3600,
            working=Text(
                fr="Fiches créées à 8 h. A est jointe après 1 800 s, B après 5 400 s, C ne l’est pas : (1 800 + "
                "5 400) / 2 = 3 600 s.",
                en="Leads created at 8:00. A is reached after 1,800 s, B after 5,400 s, C is not: (1,800 + 5,400) / "
                "2 = 3,600 s.",
            ),
        ),
    ),
    KPI(
        id="speed_to_contact_median",
        family="reach",
        name=Text("Délai médian de contact", "Median speed to contact"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="first_contact_delay_median_s",
        basis=Basis.COHORT,
        matures_s=7 * DAY,
        question=Text(
            fr="En combien de temps joint-on la moitié des fiches qui seront jointes ?",
            en="How soon is half of the leads that get reached, reached?",
        ),
        formula=Text(
            fr="Médiane, sur les fiches contactées, de (premier contact − création de la fiche).",
            en="Median over contacted leads of (first contact − lead created).",
        ),
        reading=Text(
            fr="Résiste aux fiches oubliées : si elle est bien plus basse que la moyenne, le gros du flux va vite "
            "et une traîne attend.",
            en="Forgotten leads do not move it: if it is well below the mean, most of the flow is fast and a tail "
            "waits.",
        ),
        action=Text(
            fr="Médiane bonne et moyenne mauvaise : chercher la traîne (week-end, nuit, source oubliée), pas la "
            "cadence générale.",
            en="Good median, bad mean: look for the tail (weekend, night, a forgotten source), not at the general "
            "pace.",
        ),
        beside="speed_to_contact",
        synonyms=(Text("médiane du délai de contact", "median response time"),),
        refs=("000#2", "002#2"),
        breakdowns=("source", "segment", "campaign"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                ),
                "attempts": (
                    call(1, "A", "callback", started_at="2025-03-03T08:30:00Z"),
                    call(2, "B", "refused", started_at="2025-03-03T09:30:00Z"),
                    call(3, "C", "callback", started_at="2025-03-03T18:00:00Z"),
                ),
            },
            value=5400,
            working=Text(
                fr="Délais de 1 800, 5 400 et 36 000 s : celui du milieu est 5 400 s (la moyenne serait 14 400 s).",
                en="Delays of 1,800, 5,400 and 36,000 s: the middle one is 5,400 s (the mean would be 14,400 s).",
            ),
        ),
    ),
    KPI(
        id="speed_to_contact_p90",
        family="reach",
        name=Text("Délai de contact, 90e centile", "Speed to contact, 90th percentile"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="first_contact_delay_p90_s",
        basis=Basis.COHORT,
        matures_s=7 * DAY,
        question=Text(
            fr="En combien de temps joint-on neuf fiches sur dix parmi celles qui le seront ?",
            en="How soon are nine in ten of the leads that get reached, reached?",
        ),
        formula=Text(
            fr="90e centile, sur les fiches contactées, de (premier contact − création de la fiche).",
            en="90th percentile over contacted leads of (first contact − lead created).",
        ),
        reading=Text(
            fr="C’est la promesse tenable : « neuf fois sur dix en moins de tant ». Il demande quelques dizaines de "
            "fiches pour être stable.",
            en="It is the promise one can keep: “nine times in ten within so long”. It takes a few dozen leads to "
            "be steady.",
        ),
        action=Text(
            fr="S’il dépasse la journée, des fiches passent la nuit sans appel : revoir l’ordre de la file à "
            "l’ouverture.",
            en="If it exceeds a day, leads spend the night uncalled: review the order of the queue at opening time.",
        ),
        beside="speed_to_contact",
        synonyms=(Text("D9 du délai de contact", "P90 response time"),),
        refs=("000#2", "002#2"),
        breakdowns=("source", "segment", "campaign"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                ),
                "attempts": (
                    call(1, "A", "callback", started_at="2025-03-03T10:00:00Z"),
                    call(2, "B", "refused", started_at="2025-03-03T10:00:00Z"),
                ),
            },
            value=7200,
            working=Text(
                fr="Les deux fiches sont jointes après 7 200 s : le 90e centile est 7 200 s.",
                en="Both leads are reached after 7,200 s: the 90th percentile is 7,200 s.",
            ),
        ),
    ),
    KPI(
        id="speed_to_first_attempt",
        family="reach",
        name=Text("Délai avant premier appel", "Speed to first attempt"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="first_attempt_delay_s",
        den="leads_first_attempted",
        basis=Basis.COHORT,
        matures_s=7 * DAY,
        question=Text(
            fr="Combien de temps une fiche attend-elle sa première tentative ?",
            en="How long does a lead wait for its first attempt?",
        ),
        formula=Text(
            fr="Somme, sur les fiches traitées, de (première tentative − création de la fiche) / fiches traitées. "
            "Fiches prises par leur date de création.",
            en="Sum over leads attempted of (first attempt − lead created) / leads attempted. Leads are taken by "
            "their creation date.",
        ),
        reading=Text(
            fr="Ne dépend que du centre, pas de la bonne volonté du prospect : c’est la part du délai de contact "
            "que l’on maîtrise.",
            en="It depends on the centre alone, not on whether the prospect picks up: the part of the speed to "
            "contact that is under control.",
        ),
        action=Text(
            fr="S’il est long, le problème est dans la file (ordre, injection par lots, effectif) ; s’il est court "
            "et le délai de contact long, il est dans les créneaux et les relances.",
            en="If it is long the trouble is in the queue (order, loading in batches, staff); if it is short and "
            "the speed to contact long, it is in the hours and the follow-up.",
        ),
        variant_of="speed_to_contact",
        differs=Text(
            fr="S’arrête à la première tentative, aboutie ou non ; le délai de contact va jusqu’au premier échange.",
            en="Stops at the first attempt, answered or not; the speed to contact runs to the first exchange.",
        ),
        synonyms=(Text("délai de prise en charge", "time to first call"),),
        refs=("002#2",),
        see_also=("speed_to_contact", "contacted_within_1h_rate"),
        breakdowns=("source", "campaign", "list"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                ),
                "attempts": (
                    call(1, "A", "no_answer", started_at="2025-03-03T08:10:00Z"),
                    call(2, "A", "callback", started_at="2025-03-03T11:00:00Z"),
                    call(3, "B", "machine", started_at="2025-03-03T08:20:00Z"),
                ),
            },
            value=900,
            working=Text(
                fr="Premières tentatives après 600 et 1 200 s ; C n’a pas été appelée : (600 + 1 200) / 2 = 900 s.",
                en="First attempts after 600 and 1,200 s; C was not called: (600 + 1,200) / 2 = 900 s.",
            ),
        ),
    ),
    KPI(
        id="leads_contacted_within_1h",
        family="reach",
        name=Text("Leads contactés sous 1 heure", "Leads contacted within 1 hour"),
        unit=Unit.COUNT,
        better=Better.UP,
        num="leads_contacted_1h",
        matures_s=3600,
        basis=Basis.COHORT,
        question=Text(
            fr="Combien de fiches ont été jointes dans l’heure de leur arrivée ?",
            en="How many leads were reached within an hour of arriving?",
        ),
        formula=Text(
            fr="Nombre de fiches dont le premier contact est venu au plus 1 h après leur création. Fiches prises "
            "par leur date de création.",
            en="Number of leads whose first contact came at most 1 h after creation. Leads are taken by their "
            "creation date.",
        ),
        reading=Text(
            fr="Un volume : il suit le nombre d’entrées. Pour comparer deux périodes, prendre le taux.",
            en="A volume: it follows how many came in. To compare two periods, take the rate.",
        ),
        action=Text(
            fr="Le regarder par heure d’arrivée : les creux sont des trous de planning (pause de midi, soirée, "
            "week-end).",
            en="Look at it by hour of arrival: the hollows are gaps in the schedule (lunch, evening, weekend).",
        ),
        caution=Text(
            fr="La formule de la source ne regarde que les fiches de la dernière heure, déjà jointes : c’est la "
            "lecture en temps réel, distincte de celle-ci.",
            en="The source’s formula looks only at leads of the last hour already reached: that is the live "
            "reading, distinct from this one.",
        ),
        synonyms=(Text("contacts dans l’heure", "reached within the hour"),),
        refs=("000#3", "002#2"),
        see_also=("contacted_within_1h_rate",),
        breakdowns=("source", "hour", "campaign"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                    lead("D"),
                ),
                "attempts": (
                    call(1, "A", "callback", started_at="2025-03-03T08:20:00Z"),
                    call(2, "B", "refused", started_at="2025-03-03T09:00:00Z"),
                    call(3, "C", "refused", started_at="2025-03-03T09:00:01Z"),
                    call(4, "D", "no_answer", started_at="2025-03-03T08:05:00Z"),
                ),
            },
            value=2,
            working=Text(
                fr="Fiches créées à 8 h. A après 20 min et B après 60 min tout juste comptent ; C, une seconde trop "
                "tard, non ; D n’est pas jointe : 2.",
                en="Leads created at 8:00. A after 20 min and B after exactly 60 min count; C, one second late, "
                "does not; D is not reached: 2.",
            ),
        ),
    ),
    KPI(
        id="contacted_within_1h_rate",
        family="reach",
        name=Text("Taux de leads contactés sous 1 heure", "Share of leads contacted within 1 hour"),
        short=Text("Sous 1 h", "Within 1 h"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_contacted_1h",
        den="leads",
        subset=True,
        basis=Basis.COHORT,
        window_s=3600,
        focus="is_hot",
        question=Text(
            fr="Quelle part des leads chauds joint-on pendant qu’ils le sont encore ?",
            en="What share of hot leads is reached while still hot?",
        ),
        formula=Text(
            fr="Fiches contactées au plus 1 h après leur création / fiches ayant au moins 1 h à l’instant de "
            "lecture. Des leads chauds là où il y en a de marqués, sinon de toutes les fiches, et Cadran dit "
            "lesquelles.",
            en="Leads first contacted at most 1 h after creation / leads at least 1 h old at the time of reading. "
            "Of hot leads where any are marked, else of all, and Cadran says which.",
        ),
        reading=Text(
            fr="Les fiches de moins d’une heure sont laissées de côté, jointes ou non, et leur nombre est donné : "
            "la dernière heure ne fausse rien.",
            en="Leads younger than an hour are left out, reached or not, and their number is given: the last hour "
            "distorts nothing.",
        ),
        action=Text(
            fr="Alerter dès l’arrivée, réserver quelques téléconseillers au flux chaud, enchaîner SMS et e-mail "
            "quand l’appel ne répond pas, calibrer les équipes sur la courbe d’arrivée.",
            en="Alert on arrival, keep a few agents for the hot flow, follow an unanswered call with SMS and "
            "e-mail, staff along the curve of arrivals.",
        ),
        caution=Text(
            fr="Le « 7 fois plus » souvent cité vient d’Oldroyd (2011) : leads web de 42 entreprises, étude "
            "d’observation. Il porte sur les chances de qualifier, et rien n’y prouve que la vitesse en soit la "
            "cause.",
            en="The often quoted “7 times” comes from Oldroyd (2011): web leads of 42 firms, an observational "
            "study. It is about the odds of qualifying, and does not prove that speed is the cause.",
        ),
        synonyms=(Text("taux de contact dans l’heure", "one-hour contact rate"),),
        benchmarks=(
            Benchmark(
                kind="target",
                value=0.9,
                source=cited("000"),
                weakness=Text(
                    fr="Objectif d’auteur, sans mesure à l’appui ; suppose une équipe présente à toute heure d’arrivée",
                    en="The author’s aim, with no measurement behind it; supposes staff present whenever leads arrive",
                ),
            ),
        ),
        refs=("000#3",),
        see_also=("leads_contacted_within_1h", "speed_to_contact"),
        breakdowns=("source", "hour", "campaign"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "leads": (
                    lead("A", is_hot=True),
                    lead("B", is_hot=True),
                    lead("C", is_hot=True, created_at="2025-03-03T11:30:00Z"),
                    lead("D", is_hot=False),
                ),
                "attempts": (
                    call(1, "A", "callback", started_at="2025-03-03T08:20:00Z"),
                    call(2, "B", "refused", started_at="2025-03-03T10:00:00Z"),
                    call(3, "C", "callback", started_at="2025-03-03T11:40:00Z"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Lu à 12 h. C n’a que 30 min : mise de côté, bien que jointe. D n’est pas chaude. Restent A "
                "(20 min) et B (2 h) : 1 / 2 = 50 %.",
                en="Read at 12:00. C is only 30 min old: left out though reached. D is not hot. A (20 min) and B "
                "(2 h) remain: 1 / 2 = 50%.",
            ),
            as_of="2025-03-03T12:00:00Z",
        ),
    ),
)
