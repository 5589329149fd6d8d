"""Productivity by agents' time: what an hour, a day, a shift is made of."""

from __future__ import annotations

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
        id="talk_time_per_day",
        family="productivity",
        name=Text("Temps en communication par jour", "Talk time per day"),
        unit=Unit.SECONDS,
        better=Better.UP,
        num="time_talking_s",
        den="agent_days_worked",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de temps chacun parle-t-il dans sa journée ?", "How long does each agent talk in a day?"
        ),
        formula=Text(
            fr="Temps en conversation / journées de téléconseiller travaillées. Les états sont coupés à minuit.",
            en="Time talking / agent-days worked. States are cut at midnight.",
        ),
        reading=Text(
            fr="Par personne et par jour : un temps partiel le tire vers le bas sans que personne ne parle moins à l’heure.",
            en="By person and day: part-timers pull it down though nobody talks less in an hour.",
        ),
        action=Text(
            fr="Comparer à contrat égal ; si l’attente grandit en face, c’est le fichier ou le réglage de l’automate.",
            en="Compare equal contracts; if waiting grows in its place, the list or the dialer’s setting is to blame.",
        ),
        synonyms=(Text("temps de parole quotidien", "daily talk time"),),
        refs=("001#productivite",),
        see_also=("occupancy_rate", "pause_time"),
        breakdowns=("campaign", "agent", "team"),
        example=Example(
            rows={
                "agent_states": (*SHIFT, state(0, 20, "talking", agent_id="Y"), state(20, 10, "waiting", agent_id="Y"))
            },
            value=2400,
            working=Text(
                fr="60 min et 20 min de conversation sur 2 journées : 80 / 2 = 40 min = 2 400 s.",
                en="60 min and 20 min talking over 2 agent-days: 80 / 2 = 40 min = 2,400 s.",
            ),
        ),
    ),
    KPI(
        id="occupancy_rate",
        family="productivity",
        name=Text("Taux d’occupation", "Occupancy rate"),
        unit=Unit.PERCENT,
        better=Better.BAND,
        num="time_talking_s + time_wrap_s",
        den="time_worked_s",
        basis=Basis.ACTIVITY,
        question=Text(
            "Quelle part du temps de production sert aux clients ?",
            "What share of the time worked goes to people called?",
        ),
        formula=Text(
            fr="(Conversation + post-appel) / temps de production.",
            en="(Talking + wrap-up) / time worked.",
        ),
        reading=Text(
            fr="Trop bas, on s’ennuie ; trop haut, on s’épuise : une bande, pas un maximum. Il monte aussi quand le post-appel traîne.",
            en="Too low bores, too high burns out: a band, not a maximum. It also rises when wrap-up drags on.",
        ),
        action=Text(
            fr="Bas : plus de lignes ou un fichier plus joignable. Haut plusieurs jours de suite : rendre des respirations.",
            en="Low: more lines or a list that is easier to reach. High for days on end: give some air back.",
        ),
        caution=Text(
            fr="Trois lectures circulent sous ce nom : celle-ci, celle qui compte l’attente en ligne, et la part du temps connecté hors pause.",
            en="Three readings go by this name: this one, the one that counts on-line waiting, and the share of logged-in time not paused.",
        ),
        synonyms=(Text("taux d’activité", "utilisation"),),
        refs=("001#productivite",),
        see_also=("line_occupancy_rate", "pause_rate"),
        breakdowns=("campaign", "agent", "hour"),
        example=Example(
            rows={"agent_states": SHIFT},
            value=0.75,
            working=Text(
                fr="(60 + 30) min sur 120 min de production = 75 % ; la pause n’est pas de la production.",
                en="(60 + 30) min of 120 min worked = 75%; the pause is not work.",
            ),
        ),
    ),
    KPI(
        id="line_occupancy_rate",
        family="productivity",
        name=Text("Taux d’occupation, attente en ligne comprise", "Occupancy rate, on-line waiting included"),
        unit=Unit.PERCENT,
        better=Better.BAND,
        num="time_dialing_s + time_talking_s + time_wrap_s",
        den="time_worked_s",
        basis=Basis.ACTIVITY,
        question=Text(
            "Quelle part du temps de production se passe en ligne ou à conclure ?",
            "What share of the time worked is spent on the line or wrapping up?",
        ),
        formula=Text(
            fr="(Numérotation et sonnerie + conversation + post-appel) / temps de production.",
            en="(Dialing and ringing + talking + wrap-up) / time worked.",
        ),
        reading=Text(
            fr="L’écart avec le taux d’occupation est le temps passé à écouter sonner : large en manuel, nul quand l’automate compose.",
            en="The gap with the occupancy rate is time spent hearing it ring: wide when dialing by hand, none when the dialer dials.",
        ),
        action=Text(
            fr="Écart large : passer en numérotation progressive là où c’est permis, ou viser de meilleurs créneaux.",
            en="Wide gap: move to progressive dialing where allowed, or aim at better hours.",
        ),
        variant_of="occupancy_rate",
        differs=Text(
            fr="Compte aussi la numérotation et la sonnerie ; pas l’attente d’une fiche.",
            en="Counts dialing and ringing too; not the wait for a record.",
        ),
        synonyms=(Text("occupation de ligne", "line utilisation"),),
        refs=("003#10",),
        see_also=("occupancy_rate",),
        breakdowns=("campaign", "agent", "dialing_mode"),
        example=Example(
            rows={"agent_states": (*SHIFT, state(150, 30, "dialing"))},
            value=0.8,
            working=Text(
                fr="(30 + 60 + 30) min sur 150 min de production = 80 %.",
                en="(30 + 60 + 30) min of 150 min worked = 80%.",
            ),
        ),
    ),
    KPI(
        id="wait_between_records",
        family="productivity",
        name=Text("Temps d’attente entre deux fiches", "Wait between records"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="time_waiting_s",
        den="attempts_by_agents",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de temps attend-on la fiche suivante ?", "How long does an agent wait for the next record?"
        ),
        formula=Text(
            fr="Temps en attente d’une fiche / fiches servies (tentatives remises à un téléconseiller).",
            en="Time waiting for a record / records served (attempts given to an agent).",
        ),
        reading=Text(
            fr="Le réglage de l’automate s’y lit : trop d’attente pour peu d’abandons, il est prudent ; l’inverse, il force.",
            en="It shows how the dialer is set: long waits and few abandoned calls mean caution, the opposite means force.",
        ),
        action=Text(
            fr="Le lire avec le taux d’abandon, et ne bouger le ratio de numérotation que pas à pas.",
            en="Read it with the abandon rate, and move the dialing ratio only step by step.",
        ),
        synonyms=(Text("temps inter-appels", "idle time between calls"),),
        refs=("003#6",),
        see_also=("abandon_rate", "occupancy_rate"),
        breakdowns=("campaign", "agent", "hour"),
        example=Example(
            rows={
                "agent_states": (state(0, 2, "waiting"), state(5, 4, "waiting"), state(9, 6, "talking")),
                "attempts": (
                    call(2, "A", "refused", agent_id="Z"),
                    call(9, "B", "callback", agent_id="Z"),
                    call(20, "C", "no_answer"),
                ),
            },
            value=180,
            working=Text(
                fr="(2 + 4) min d’attente pour 2 fiches servies : 3 min = 180 s. L’appel sans réponse n’a été servi à personne.",
                en="(2 + 4) min waiting for 2 records served: 3 min = 180 s. The unanswered call was served to nobody.",
            ),
        ),
    ),
    KPI(
        id="pause_time",
        family="productivity",
        name=Text("Temps de pause", "Pause time"),
        unit=Unit.SECONDS,
        better=Better.BAND,
        num="time_paused_s",
        den="agent_days_worked",
        basis=Basis.ACTIVITY,
        question=Text(
            "Combien de temps chacun est-il en pause dans sa journée ?", "How long is each agent paused in a day?"
        ),
        formula=Text("Temps en pause / journées de téléconseiller travaillées.", "Time paused / agent-days worked."),
        reading=Text(
            fr="Les pauses sont dues et utiles ; ce qui se discute est le motif. Réunion, panne et attente de consigne ne sont pas du repos.",
            en="Pauses are due and useful; what can be discussed is the reason. Meetings, breakdowns and waiting for orders are no rest.",
        ),
        action=Text(
            fr="L’ouvrir par motif de pause et traiter d’abord ce qui ne dépend pas des personnes.",
            en="Break it down by reason and deal first with what does not depend on people.",
        ),
        synonyms=(Text("temps de retrait", "not-ready time"),),
        refs=("003#11",),
        see_also=("pause_rate",),
        breakdowns=("agent", "team", "pause_reason"),
        example=Example(
            rows={
                "agent_states": (
                    *SHIFT,
                    state(0, 60, "waiting", agent_id="Y"),
                    state(60, 10, "paused", agent_id="Y", reason="meeting"),
                ),
            },
            value=1200,
            working=Text(
                fr="(30 + 10) min de pause sur 2 journées : 20 min = 1 200 s.",
                en="(30 + 10) min paused over 2 agent-days: 20 min = 1,200 s.",
            ),
        ),
    ),
    KPI(
        id="pause_rate",
        family="productivity",
        name=Text("Part du temps en pause", "Share of time paused"),
        unit=Unit.PERCENT,
        better=Better.BAND,
        num="time_paused_s",
        den="time_logged_in_s",
        basis=Basis.ACTIVITY,
        question=Text(
            "Quelle part du temps connecté se passe en pause ?", "What share of the time logged in is paused?"
        ),
        formula=Text("Temps en pause / temps connecté (tous les états).", "Time paused / time logged in (all states)."),
        reading=Text(
            fr="Se compare entre temps partiels et temps pleins. Une session jamais fermée est coupée après 12 heures et signalée.",
            en="Comparable between part-timers and full-timers. A session never closed is cut after 12 hours and flagged.",
        ),
        action=Text(
            fr="Un écart durable entre équipes : comparer les consignes de saisie avant de comparer les personnes.",
            en="A lasting gap between teams: compare how they log pauses before comparing people.",
        ),
        synonyms=(Text("taux de pause", "pause share"),),
        refs=("003#11",),
        see_also=("pause_time", "occupancy_rate"),
        breakdowns=("agent", "team", "site"),
        example=Example(
            rows={"agent_states": SHIFT},
            value=0.2,
            working=Text("30 min de pause sur 150 min connectées = 20 %.", "30 min paused of 150 min logged in = 20%."),
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
