"""Reach: who answers, who declines, with whom an exchange takes place."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD, LEADS_HAD
from cadran.catalogue.kpis._rows import call
from cadran.catalogue.shape import KPI, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

_SALESWORKS = Text("AG Salesworks (Pete Gracey), cité", "AG Salesworks (Pete Gracey), quoted")

KPIS = (
    KPI(
        id="contactability_rate",
        family="reach",
        name=Text("Taux de contactabilité", "Contactability rate"),
        short=Text("Contactabilité", "Contactability"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_contacted",
        den="leads_attempted",
        by_agent=LEADS_HAD,
        subset=True,
        question=Text(
            fr="Parmi les fiches que l’on a essayé de joindre, combien l’ont été ?",
            en="Of the leads we tried to reach, how many were reached?",
        ),
        formula=Text(
            fr="Fiches contactées / fiches traitées, tous canaux confondus.",
            en="Leads contacted / leads attempted, all channels together.",
        ),
        reading=Text(
            fr="Il se compte en fiches : insister le fait monter, alors que le taux de contact par appel baisse. "
            "Comparer des fichiers de même âge et à nombre de passages égal.",
            en="It counts leads: persistence raises it while the contact rate per call falls. Compare lists of the "
            "same age after the same number of passes.",
        ),
        action=Text(
            fr="S’il se dégrade vite après l’achat, le fichier est mauvais : le dire au fournisseur, croiser avec "
            "d’autres bases. S’il est bas partout : créneaux, numéro affiché, nombre de passages, autres canaux.",
            en="If it falls fast after purchase the list is poor: tell the supplier, match it with other bases. If "
            "it is low everywhere: hours, number shown, number of passes, other channels.",
        ),
        synonyms=(Text("taux de fiches jointes", "lead contact rate"),),
        refs=("000#1",),
        see_also=("contact_rate", "attempts_per_lead"),
        breakdowns=("list", "source", "channel"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "A", "callback"),
                    call(3, "B", "machine"),
                    call(4, "C", "replied", channel="email"),
                    call(5, "D", "busy"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A (au téléphone) et C (par e-mail) sont contactées, sur 4 fiches traitées : 2 / 4 = 50 %.",
                en="A (by phone) and C (by e-mail) are contacted, of 4 leads attempted: 2 / 4 = 50%.",
            ),
        ),
    ),
    KPI(
        id="contact_rate",
        family="reach",
        name=Text("Taux de contact (conversation / appel)", "Contact rate (conversations per call)"),
        short=Text("Contact", "Contact"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="calls_contacted",
        den="calls",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text(
            fr="Quelle part des appels mène à une conversation ?",
            en="What share of calls leads to a conversation?",
        ),
        formula=Text(
            fr="Conversations / appels. Toute conversation compte, y compris les demandes de retrait et les hors "
            "cibles.",
            en="Conversations / calls. Every conversation counts, requests to be removed and off target included.",
        ),
        reading=Text(
            fr="Le regarder par heure et par jour de la semaine : c’est là qu’il bouge le plus. Il baisse "
            "mécaniquement à mesure que les bonnes fiches sont closes.",
            en="Look at it by hour and weekday: that is where it moves most. It falls by itself as the good leads "
            "get closed.",
        ),
        action=Text(
            fr="Déplacer les appels vers les créneaux qui répondent, faire tourner les numéros affichés qui "
            "saturent, espacer les tentatives.",
            en="Move calls to the hours that answer, rotate the numbers that people have come to avoid, space the "
            "attempts.",
        ),
        synonyms=(
            Text("taux d’atteinte", "connect rate"),
            Text("taux de joignabilité", "reach rate"),
        ),
        benchmarks=(
            Benchmark(
                kind="average",
                value=0.362,
                source=cited(
                    "002",
                    Text("362 prospects « de qualité » pour 1 000 appels", "362 “quality” prospects per 1,000 calls"),
                    quotes=_SALESWORKS,
                ),
                weakness=Text(
                    fr="Une société, marché américain entre entreprises, ancien ; ne compte que des prospects de "
                    "qualité alors que ce taux compte toute conversation",
                    en="One company, American business-to-business, old; counts quality prospects only, while this "
                    "rate counts every conversation",
                ),
            ),
        ),
        refs=("002#1", "001#joignabilite"),
        see_also=("answer_rate", "contactability_rate"),
        breakdowns=("hour", "weekday", "campaign"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "machine"),
                    call(4, "D", "opt_out"),
                    call(5, "E", "hung_up"),
                ),
            },
            value=0.4,
            working=Text(
                fr="Refus et demande de retrait sont des conversations : 2 / 5 = 40 %.",
                en="The refusal and the request to be removed are conversations: 2 / 5 = 40%.",
            ),
        ),
    ),
    KPI(
        id="opportunities_per_1000_calls",
        family="reach",
        name=Text("Opportunités pour 1 000 appels", "Opportunities per 1,000 calls"),
        unit=Unit.PER_1000,
        better=Better.UP,
        num="leads_qualified",
        den="calls",
        by_agent=CALLS_HAD,
        factor=1000,
        question=Text(
            fr="Que rapportent mille appels en opportunités ?",
            en="What do a thousand calls bring in opportunities?",
        ),
        formula=Text("1 000 × fiches qualifiées / appels.", "1,000 × leads qualified / calls."),
        reading=Text(
            fr="Résume la chaîne entière, du fichier au discours. Un lead qualifié par e-mail compte aussi : sur "
            "une campagne à plusieurs canaux, lire par canal.",
            en="Sums up the whole chain, from list to pitch. A lead qualified by e-mail counts too: where several "
            "channels are used, read it by channel.",
        ),
        action=Text(
            fr="Le décomposer en contact puis qualification pour savoir lequel des deux maillons a cédé.",
            en="Break it down into contact, then qualification, to know which of the two links gave way.",
        ),
        synonyms=(Text("rendement pour mille appels", "yield per thousand calls"),),
        benchmarks=(
            Benchmark(
                kind="average",
                value=32,
                source=cited(
                    "002",
                    Text("environ 32 opportunités pour 1 000 appels", "about 32 opportunities per 1,000 calls"),
                    quotes=_SALESWORKS,
                ),
                weakness=Text(
                    fr="Une société, marché américain entre entreprises, ancien ; « opportunité » n’y est pas définie",
                    en="One company, American business-to-business, old; “opportunity” is not defined",
                ),
            ),
        ),
        refs=("002#1",),
        see_also=("contact_rate", "qualification_rate"),
        breakdowns=("campaign", "list", "agent"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "qualified"),
                    call(2, "A", "no_answer"),
                    call(3, "B", "no_answer"),
                    call(4, "C", "not_interested"),
                ),
            },
            value=250,
            working=Text(
                fr="Une fiche qualifiée pour 4 appels : 1 000 × 1 / 4 = 250.",
                en="One lead qualified for 4 calls: 1,000 × 1 / 4 = 250.",
            ),
        ),
    ),
    KPI(
        id="answer_rate",
        family="reach",
        name=Text("Taux de décroché (taux de réponse)", "Answer rate"),
        short=Text("Décroché", "Answered"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="calls_answered",
        den="calls",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text(
            fr="Quelle part des appels est décrochée par une personne ?",
            en="What share of calls is answered by a person?",
        ),
        formula=Text(
            fr="Appels décrochés par une personne / appels. Un répondeur n’est pas un décroché.",
            en="Calls answered by a person / calls. A machine is not an answer.",
        ),
        reading=Text(
            fr="Plus large que le taux de contact : il compte aussi les erreurs de personne, les raccrochés "
            "immédiats et les appels abandonnés. L’écart entre les deux est ce que l’on perd après le décroché.",
            en="Wider than the contact rate: it also counts wrong persons, instant hang-ups and abandoned calls. "
            "The gap between the two is what is lost after the answer.",
        ),
        action=Text(
            fr="En baisse sur un seul numéro affiché : il est signalé ou bloqué, le faire tourner. En baisse "
            "partout : créneaux ou fichier.",
            en="Falling on one displayed number: it is reported or blocked, rotate it. Falling everywhere: hours or "
            "list.",
        ),
        synonyms=(
            Text("taux de réponse", "pick-up rate"),
            Text("taux de décrochage", "pick-up rate"),
        ),
        refs=("003#1", "004#2"),
        see_also=("contact_rate", "machine_rate"),
        breakdowns=("hour", "weekday", "caller_number"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "hung_up"),
                    call(3, "C", "wrong_number"),
                    call(4, "D", "machine"),
                    call(5, "E", "no_answer"),
                ),
            },
            value=0.6,
            working=Text(
                fr="Trois personnes ont décroché (dont un raccroché et une erreur de personne) : 3 / 5 = 60 %.",
                en="Three people answered (one hung up, one was somebody else): 3 / 5 = 60%.",
            ),
        ),
    ),
)
