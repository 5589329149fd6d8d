"""What each channel costs in agents' time: calls, e-mails, text messages."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import call
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="handling_time_per_attempt",
        family="conversation",
        name=Text("Durée de traitement par tentative", "Handling time per attempt"),
        unit=Unit.SECONDS,
        better=Better.NONE,
        num="talk_any_s + wrap_any_s",
        den="attempts_timed",
        question=Text(
            "Combien de temps de téléconseiller prend une tentative, canal par canal ?",
            "How much of an agent’s time does an attempt take, channel by channel?",
        ),
        formula=Text(
            fr="(Conversation ou rédaction + post-appel) / tentatives d’un téléconseiller dont la durée est connue, tous "
            "canaux. Au téléphone, les deux durées doivent l’être.",
            en="(Talk or writing + after-call work) / attempts by an agent whose duration is known, any channel. On the "
            "phone both durations must be.",
        ),
        reading=Text(
            fr="À lire par canal : un e-mail de deux minutes qui obtient une réponse sur dix ne coûte pas le prix d’un "
            "appel. La moyenne de tous les canaux ne dit rien par elle-même.",
            en="Read it by channel: a two-minute e-mail that gets one reply in ten does not cost what a call costs. The "
            "mean over all channels says nothing by itself.",
        ),
        action=Text(
            fr="Long et sans contact : modèles de message, champs repris. Court et qui contacte : y faire commencer les "
            "relances.",
            en="Long and without contact: message templates, fields filled in. Short and it reaches people: start "
            "follow-ups there.",
        ),
        variant_of="average_handle_time",
        differs=Text(
            fr="Compte toutes les tentatives et tous les canaux ; la DMT ne compte que les conversations au téléphone.",
            en="Counts every attempt on every channel; the AHT counts conversations on the phone only.",
        ),
        synonyms=(Text("DMT par canal", "AHT by channel"),),
        refs=("003#3",),
        see_also=("average_handle_time", "contact_rate"),
        breakdowns=("channel", "campaign", "team"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", talk_s=180, wrap_s=20, agent_id="Z"),
                    call(2, "B", "no_answer", talk_s=0, wrap_s=10, agent_id="Z"),
                    call(3, "C", "callback", talk_s=90, agent_id="Z"),
                    call(4, "D", "replied", channel="email", talk_s=150, agent_id="Z"),
                ),
            },
            value=120,
            working=Text(
                fr="Deux appels dont les deux durées sont connues et un e-mail : (200 + 10 + 150) / 3 = 120 s. L’appel "
                "sans post-appel connu sort.",
                en="Two calls whose two durations are known and an e-mail: (200 + 10 + 150) / 3 = 120 s. The call without "
                "a known wrap-up is out.",
            ),
        ),
    ),
)
