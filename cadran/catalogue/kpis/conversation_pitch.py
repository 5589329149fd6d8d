"""The conversation, continued: qualification, pitch, refusal."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD
from cadran.catalogue.kpis._rows import call
from cadran.catalogue.shape import KPI, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

KPIS = (
    KPI(
        id="qualification_rate",
        family="conversation",
        name=Text("Taux de qualification", "Qualification rate"),
        short=Text("Qualifiés", "Qualified"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_qualified",
        den="leads_contacted",
        subset=True,
        question=Text(
            fr="Parmi les fiches jointes, combien correspondent vraiment à la cible ?",
            en="Of the leads reached, how many really fit the target?",
        ),
        formula=Text("Fiches qualifiées / fiches contactées.", "Leads qualified / leads contacted."),
        reading=Text(
            fr="Juge le ciblage autant que l’entretien. Le lire avec les causes de non-qualification : hors cible, "
            "données erronées, pas de projet, projet trop lointain.",
            en="It judges the targeting as much as the call. Read it with the reasons why leads were not qualified: "
            "off target, wrong data, no project, project too far off.",
        ),
        action=Text(
            fr="Durcir les filtres en amont sur la première cause ; si les causes sont éparses, former à la "
            "découverte du besoin.",
            en="Tighten the filters upstream on the first cause; if causes are scattered, train how to find out the "
            "need.",
        ),
        synonyms=(Text("taux d’opportunités", "lead qualification"),),
        refs=("000#4",),
        see_also=("argued_leads_rate", "off_target_rate"),
        breakdowns=("list", "source", "reason"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "qualified"),
                    call(2, "B", "off_target"),
                    call(3, "C", "sale"),
                    call(4, "D", "not_interested"),
                    call(5, "E", "no_answer"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A et C (la vente suppose la qualification) sur 4 fiches contactées : 2 / 4 = 50 %.",
                en="A and C (a sale supposes qualification) of 4 leads contacted: 2 / 4 = 50%.",
            ),
        ),
    ),
    KPI(
        id="argued_leads_rate",
        family="conversation",
        name=Text("Taux de leads argumentés", "Share of leads argued"),
        short=Text("Argumentés", "Argued"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_argued",
        den="leads_contacted",
        subset=True,
        question=Text(
            fr="Parmi les fiches jointes, combien ont entendu l’offre jusqu’au bout ?",
            en="Of the leads reached, how many heard the offer out?",
        ),
        formula=Text("Fiches argumentées / fiches contactées.", "Leads argued / leads contacted."),
        reading=Text(
            fr="Le passage du bonjour à l’offre. À comparer entre profils de téléconseillers sur le même fichier : "
            "l’écart entre les meilleurs et les autres est la marge de progrès.",
            en="The step from hello to the offer. Compare profiles of agents on the same list: the gap between the "
            "best and the others is the room for progress.",
        ),
        action=Text(
            fr="Bas partout : accroche et ciblage. Bas chez quelques-uns : double écoute avec ceux qui passent, "
            "puis reprise de l’introduction.",
            en="Low everywhere: opening and targeting. Low for some: listen side by side with those who get "
            "through, then rework the introduction.",
        ),
        synonyms=(Text("taux d’argumentation (fiches)", "pitch rate by lead"),),
        refs=("000#5",),
        see_also=("argued_call_rate", "refusal_rate"),
        breakdowns=("profile", "agent", "script"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "callback"),
                    call(2, "A", "refused"),
                    call(3, "B", "not_interested"),
                    call(4, "C", "sale"),
                    call(5, "D", "off_target"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A (au second appel) et C sont argumentées, sur 4 fiches contactées : 2 / 4 = 50 %.",
                en="A (on the second call) and C were given the pitch, of 4 leads contacted: 2 / 4 = 50%.",
            ),
        ),
    ),
    KPI(
        id="argued_call_rate",
        family="conversation",
        name=Text("Taux d’appels argumentés", "Argued call rate"),
        short=Text("Argumentés", "Argued"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="calls_argued",
        den="calls_contacted",
        subset=True,
        question=Text(
            fr="Parmi les conversations, combien vont jusqu’à l’argumentaire ?",
            en="Of the conversations, how many get to the pitch?",
        ),
        formula=Text("Appels argumentés / conversations.", "Calls argued / conversations."),
        reading=Text(
            fr="Plus bas que le taux par fiche dès qu’il faut plusieurs conversations pour argumenter. Les rappels "
            "demandés pèsent sur lui : les regarder avant de conclure.",
            en="Lower than the rate by lead as soon as it takes several conversations to get to the pitch. "
            "Callbacks weigh on it: look at them before concluding.",
        ),
        action=Text(
            fr="Sous le seuil, reprendre l’accroche et l’ordre de l’argumentaire, écouter dix appels arrêtés avant "
            "l’offre.",
            en="Below the threshold, rework the opening and the order of the script, and listen to ten calls that "
            "stopped before the offer.",
        ),
        variant_of="argued_leads_rate",
        differs=Text(
            fr="Compte des appels, et non des fiches : une fiche argumentée au troisième échange pèse un tiers ici, "
            "et entièrement dans l’autre.",
            en="Counts calls, not leads: a lead given the pitch on the third conversation weighs one third here and "
            "in full there.",
        ),
        caution=Text(
            fr="La source divise par les appels « aboutis », mot qu’elle emploie ailleurs pour les numéros valides : ici une conversation. L’autre sens a son propre taux.",
            en="The source divides by calls that “came through” (aboutis), a word it uses elsewhere for valid numbers: here a conversation. The other sense has its own rate.",
        ),
        synonyms=(Text("contacts argumentés / contacts", "pitch rate by call"),),
        benchmarks=(
            Benchmark(
                kind="floor",
                value=0.2,
                source=cited("004", Text("en dessous, revoir l’argumentaire", "below it, review the script")),
                weakness=Text(
                    fr="Sans étude ; l’article divise par des appels « aboutis », mot qu’il emploie ailleurs pour "
                    "les numéros valides",
                    en="No study; the article divides by calls that “came through”, a word it uses elsewhere for "
                    "valid numbers",
                ),
            ),
        ),
        refs=("004#6", "001#joignabilite"),
        see_also=("argued_valid_call_rate",),
        breakdowns=("agent", "script", "campaign"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "callback"),
                    call(2, "A", "refused"),
                    call(3, "B", "not_interested"),
                    call(4, "C", "sale"),
                    call(5, "D", "off_target"),
                    call(6, "E", "no_answer"),
                ),
            },
            value=0.4,
            working=Text(
                fr="Deux appels argumentés (2 et 4) sur 5 conversations : 2 / 5 = 40 %.",
                en="Two calls argued (2 and 4) in 5 conversations: 2 / 5 = 40%.",
            ),
        ),
    ),
    KPI(
        id="argued_valid_call_rate",
        family="conversation",
        name=Text("Taux d’appels argumentés (numéros valides)", "Argued call rate (valid numbers)"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="calls_argued",
        den="calls_valid",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text(
            fr="Parmi les appels vers un numéro valide, combien vont jusqu’à l’argumentaire ?",
            en="Of the calls to a valid number, how many get to the pitch?",
        ),
        formula=Text("Appels argumentés / appels vers un numéro valide.", "Calls argued / calls to a valid number."),
        reading=Text(
            fr="Réunit la joignabilité et le discours : il baisse si l’on tombe sur des répondeurs, même quand le "
            "discours est bon. À réserver au suivi d’ensemble.",
            en="Joins reach and pitch: it falls when machines answer, even if the pitch is good. Keep it for the "
            "overall picture.",
        ),
        action=Text(
            fr="S’il bouge, regarder d’abord si c’est le taux de contact ou le taux d’appels argumentés qui a bougé.",
            en="When it moves, first see whether the contact rate or the argued call rate moved.",
        ),
        variant_of="argued_leads_rate",
        differs=Text(
            fr="Divise par tous les appels vers un numéro valide, sans réponse et répondeurs compris ; les deux "
            "autres lectures ne partent que des contacts.",
            en="Divides by every call to a valid number, unanswered and machines included; the other two readings "
            "start from contacts only.",
        ),
        caution=Text(
            fr="Le même mot « aboutis » de la source, pris au sens de sa validité du fichier : un appel vers un numéro valide. Le seuil de 20 % qu’elle donne vaut pour l’autre sens, celui des conversations.",
            en="The source’s same word “aboutis”, taken as in its list validity: a call to a valid number. Its floor of 20% is for the other sense, that of conversations.",
        ),
        synonyms=(Text("argumentés / appels aboutis", "pitches per valid call"),),
        refs=("004#6",),
        see_also=("argued_call_rate", "contact_rate"),
        breakdowns=("campaign", "list", "script"),
        cadence=("weekly",),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "machine"),
                    call(4, "D", "callback"),
                    call(5, "E", "invalid_number"),
                    call(6, "F", "failed"),
                ),
            },
            value=0.25,
            working=Text(
                fr="Un appel argumenté sur 4 numéros valides ; le numéro invalide et l’échec technique n’entrent "
                "pas : 1 / 4 = 25 %.",
                en="One call argued of 4 valid numbers; the invalid number and the technical failure stay out: 1 / "
                "4 = 25%.",
            ),
        ),
    ),
    KPI(
        id="refusal_rate",
        family="conversation",
        name=Text("Taux de refus", "Refusal rate"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="leads_refused",
        den="leads_argued",
        subset=True,
        question=Text(
            fr="Parmi ceux qui ont entendu l’offre, combien la déclinent ?",
            en="Of those who heard the offer, how many decline it?",
        ),
        formula=Text(
            fr="Fiches ayant refusé après argumentation / fiches argumentées.",
            en="Leads that refused after the pitch / leads argued.",
        ),
        reading=Text(
            fr="Un thermomètre de l’offre autant que du vendeur. S’il est haut chez les plus expérimentés aussi, "
            "c’est l’offre, le prix ou la cible ; s’il n’est haut que chez les nouveaux, c’est la formation.",
            en="A thermometer of the offer as much as of the seller. High among the most experienced too: the "
            "offer, price or target; high among newcomers only: training.",
        ),
        action=Text(
            fr="Classer les motifs, répondre au premier dans le script, remonter les freins de prix et de produit "
            "au donneur d’ordre avec les chiffres.",
            en="Rank the reasons, answer the first in the script, take price and product obstacles to the client "
            "with figures.",
        ),
        caution=Text(
            fr="Une fiche qui refuse puis achète dans la même période compte comme refus et comme vente : les deux "
            "parts peuvent dépasser 100 %.",
            en="A lead that refuses and then buys in the same period counts as refusal and as sale: the two shares "
            "may exceed 100%.",
        ),
        synonyms=(Text("taux d’échec après argumentation", "rejection after pitch"),),
        refs=("000#6", "001#performance"),
        see_also=("refusals", "argued_leads_rate"),
        breakdowns=("reason", "profile", "campaign"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", reason="price"),
                    call(2, "B", "sale"),
                    call(3, "C", "not_interested"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Deux fiches argumentées, un refus : 1 / 2 = 50 %. C a décliné avant l’argumentaire.",
                en="Two leads given the pitch, one refusal: 1 / 2 = 50%. C declined before it.",
            ),
        ),
    ),
)
