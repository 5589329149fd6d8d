"""Productivity, as far as attempts alone give it: the wait before an agent, the calls nobody took."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD
from cadran.catalogue.kpis._rows import call
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="hold_before_agent",
        family="productivity",
        name=Text("Durée de mise en attente (DMA)", "Hold before agent"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="hold_s",
        den="calls_held",
        question=Text(
            fr="Combien de temps la personne qui décroche attend-elle qu’on lui parle ?",
            en="How long does the person who answers wait for somebody to speak?",
        ),
        formula=Text(
            fr="Somme de (prise par le téléconseiller − décroché) / appels décrochés et remis à un téléconseiller, "
            "quand cette attente est connue.",
            en="Sum of (agent takes the call − person answers) / answered calls given to an agent, where that wait "
            "is known.",
        ),
        reading=Text(
            fr="Quelques secondes de silence suffisent à faire raccrocher. Les appels que personne n’a pris n’y "
            "sont pas : ils sont dans le taux d’abandon.",
            en="A few seconds of silence are enough to make people hang up. Calls that nobody took are not in: they "
            "are in the abandon rate.",
        ),
        action=Text(
            fr="Baisser le nombre de lignes par téléconseiller sur l’automate, ou mettre plus de monde en ligne aux "
            "heures qui répondent.",
            en="Lower the lines per agent on the dialer, or put more people on at the hours that answer.",
        ),
        synonyms=(
            Text("MEA", "time to agent"),
            Text("temps de rétention", "time to agent"),
        ),
        refs=("003#8",),
        see_also=("abandon_rate",),
        breakdowns=("campaign", "hour", "dialing_mode"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", hold_s=1, agent_id="Z"),
                    call(2, "B", "callback", hold_s=3, agent_id="Z"),
                    call(3, "C", "abandoned", hold_s=9),
                ),
            },
            value=2,
            working=Text(
                fr="(1 + 3) / 2 = 2 s ; l’appel abandonné n’a été pris par personne.",
                en="(1 + 3) / 2 = 2 s; nobody took the abandoned call.",
            ),
        ),
    ),
    KPI(
        id="abandon_rate",
        family="productivity",
        name=Text("Taux d’abandon", "Abandon rate"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="calls_abandoned",
        den="calls_answered",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text(
            fr="Combien de personnes décrochent pour n’entendre personne ?",
            en="How many people answer to find nobody there?",
        ),
        formula=Text(
            fr="Appels décrochés qu’aucun téléconseiller n’a pris / appels décrochés par une personne. Répondeurs "
            "exclus.",
            en="Answered calls that no agent took / calls answered by a person. Machines are left out.",
        ),
        reading=Text(
            fr="Le prix d’un automate trop agressif, payé par les personnes appelées. À lire par campagne et par "
            "jour, jamais en moyenne de centre.",
            en="The price of too aggressive a dialer, paid by the people called. Read it by campaign and day, never "
            "as a centre’s average.",
        ),
        action=Text(
            fr="Réduire le ratio de numérotation, limiter les campagnes trop petites pour le prédictif, diffuser un "
            "message identifiant l’appelant.",
            en="Lower the dialing ratio, keep small campaigns off predictive mode, play a message that says who "
            "called.",
        ),
        caution=Text(
            fr="Aucun plafond chiffré dans les textes français. Les 3 % souvent cités viennent du Royaume-Uni (par "
            "campagne et par 24 h) et des États-Unis (par campagne et par 30 jours) : des repères, pas la loi "
            "d’ici. La source ne donne que l’attente ; le métier compte aussi la perte.",
            en="No French text sets a figure. The 3% often quoted come from the United Kingdom (by campaign and "
            "24 h) and the United States (by campaign and 30 days): marks, not French law. The source gives the "
            "wait only; the trade counts the loss as well.",
        ),
        synonyms=(
            Text("appels muets", "dropped calls"),
            Text("appels perdus", "silent calls"),
        ),
        refs=("003#8",),
        see_also=("hold_before_agent", "machine_detection_rate"),
        breakdowns=("campaign", "hour", "dialing_mode"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "callback"),
                    call(3, "C", "abandoned"),
                    call(4, "D", "machine"),
                    call(5, "E", "no_answer"),
                    call(6, "F", "abandoned"),
                    call(7, "G", "sale"),
                ),
            },
            value=0.4,
            working=Text(
                fr="Cinq personnes ont décroché, 2 n’ont eu personne : 2 / 5 = 40 %. Répondeur et sans réponse "
                "n’entrent pas.",
                en="Five people answered, 2 found nobody: 2 / 5 = 40%. The machine and the unanswered call stay out.",
            ),
        ),
    ),
)
