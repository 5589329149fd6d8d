"""Productivity by agents' time: what a shift is made of."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import call, state
from cadran.catalogue.shape import KPI, Basis, Better, Example, Text, Unit

SHIFT = (state(0, 30, "waiting"), state(30, 60, "talking"), state(90, 30, "wrap"), state(120, 30, "paused"))

KPIS = (
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
        cadence=("daily", "weekly"),
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
            fr="Trop bas, on s’ennuie ; trop haut, on s’épuise : une plage à tenir, pas un maximum. Il monte aussi quand le post-appel traîne.",
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
        cadence=("daily", "weekly"),
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
        cadence=("daily", "weekly"),
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
        cadence=("live", "daily", "weekly"),
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
        cadence=("daily", "weekly"),
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
        cadence=("daily", "weekly"),
        example=Example(
            rows={"agent_states": SHIFT},
            value=0.2,
            working=Text("30 min de pause sur 150 min connectées = 20 %.", "30 min paused of 150 min logged in = 20%."),
        ),
    ),
)
