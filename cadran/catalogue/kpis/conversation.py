"""The conversation: how long calls last, and what they are worth when listened to."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD
from cadran.catalogue.kpis._rows import call
from cadran.catalogue.shape import KPI, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

KPIS = (
    KPI(
        id="average_call_duration",
        family="conversation",
        name=Text("Durée moyenne d’un appel", "Average call duration"),
        unit=Unit.SECONDS,
        better=Better.BAND,
        num="talk_s",
        den="calls_timed",
        by_agent=CALLS_HAD,
        question=Text(
            fr="Combien de temps de parole représente un appel passé ?",
            en="How much talk does one call placed amount to?",
        ),
        formula=Text(
            fr="Temps de conversation de tous les appels / appels, sans réponse compris. Un appel contacté dont la "
            "durée est inconnue sort des deux côtés.",
            en="Talk time of all calls / calls, unanswered ones included. A contacted call whose duration is "
            "unknown leaves both sides.",
        ),
        reading=Text(
            fr="Mélange la durée des échanges et la part d’appels sans échange : un fichier qui répond moins la "
            "fait baisser sans que personne n’ait parlé plus court. Ni maximum ni minimum : une plage.",
            en="It mixes how long people talk with how many calls lead to any talk: a list that answers less lowers "
            "it though nobody spoke less. Neither a maximum nor a minimum: a band.",
        ),
        action=Text(
            fr="La séparer en taux de contact et DMC avant d’agir. Trop courte : accroche ou ciblage ; trop "
            "longue : structure de l’entretien.",
            en="Split it into contact rate and talk time before acting. Too short: opening or targeting; too long: "
            "structure of the call.",
        ),
        caution=Text(
            fr="Les 2 minutes avancées par la source visent les appels qui aboutissent à un rendez-vous ou à une "
            "vente : voir la durée des appels qui aboutissent.",
            en="The source’s 2 minutes are about calls that end in an appointment or a sale: see the duration of "
            "successful calls.",
        ),
        synonyms=(Text("durée moyenne au téléphone", "mean call length"),),
        refs=("004#5",),
        see_also=("average_talk_time", "contact_rate", "successful_call_duration"),
        breakdowns=("campaign", "agent", "script"),
        cadence=("weekly",),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", talk_s=180),
                    call(2, "B", "no_answer"),
                    call(3, "C", "hung_up", talk_s=0),
                ),
            },
            value=60,
            working=Text(
                fr="180 s de parole pour 3 appels : 180 / 3 = 60 s.",
                en="180 s of talk for 3 calls: 180 / 3 = 60 s.",
            ),
        ),
    ),
    KPI(
        id="successful_call_duration",
        family="conversation",
        name=Text("Durée moyenne des appels qui aboutissent", "Average duration of successful calls"),
        unit=Unit.SECONDS,
        better=Better.BAND,
        num="talk_successful_s",
        den="calls_successful",
        question=Text(
            fr="Combien de temps prend un appel qui décroche un rendez-vous ou une vente ?",
            en="How long does a call take that wins an appointment or a sale?",
        ),
        formula=Text(
            fr="Temps de conversation des appels soldés par un rendez-vous ou une vente / ces appels, quand leur "
            "durée est connue.",
            en="Talk time of calls that end in an appointment or a sale / those calls, where their duration is known.",
        ),
        reading=Text(
            fr="Le gabarit d’un bon appel, à comparer à la DMC de tous : un téléconseiller dont les appels courent "
            "bien en dessous n’argumente pas jusqu’au bout.",
            en="The pattern of a good call, to compare with everybody’s talk time: an agent whose calls run well "
            "below it does not finish the pitch.",
        ),
        action=Text(
            fr="Des succès très courts méritent une écoute : accord arraché, rendez-vous fictif ou code mal saisi.",
            en="Very short successes deserve listening to: consent extorted, fictitious appointment or wrong code.",
        ),
        synonyms=(Text("durée des appels positifs", "length of winning calls"),),
        benchmarks=(
            Benchmark(
                kind="floor",
                value=120,
                source=cited("004", Text("rarement moins de 2 minutes", "rarely under 2 minutes")),
                weakness=Text(
                    fr="Ordre de grandeur d’auteur, sans échantillon ; dépend du produit et de la température des "
                    "fiches",
                    en="The author’s order of magnitude, no sample; depends on the product and on how warm the "
                    "leads are",
                ),
            ),
        ),
        refs=("004#5",),
        see_also=("average_talk_time",),
        breakdowns=("campaign", "agent", "outcome"),
        cadence=("weekly",),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "sale", talk_s=300),
                    call(2, "B", "appointment", talk_s=180),
                    call(3, "C", "refused", talk_s=600),
                ),
            },
            value=240,
            working=Text(
                fr="(300 + 180) / 2 = 240 s ; le refus n’entre pas.",
                en="(300 + 180) / 2 = 240 s; the refusal stays out.",
            ),
        ),
    ),
    KPI(
        id="average_talk_time",
        family="conversation",
        name=Text("Durée moyenne de conversation (DMC)", "Average talk time"),
        short=Text("DMC", "Talk time"),
        unit=Unit.SECONDS,
        better=Better.BAND,
        num="talk_conversations_s",
        den="conversations_talk_known",
        question=Text("Combien de temps dure une conversation ?", "How long does a conversation last?"),
        formula=Text(
            fr="Temps de conversation / conversations tenues par un téléconseiller, quand leur durée est connue.",
            en="Talk time / conversations handled by an agent, where their duration is known.",
        ),
        reading=Text(
            fr="À comparer entre téléconseillers d’une même campagne, jamais entre campagnes. Une durée courte "
            "n’est une qualité que si l’argumentation et la conversion tiennent.",
            en="Compare agents of the same campaign, never campaigns. Short is a quality only if pitches and "
            "conversion hold.",
        ),
        action=Text(
            fr="Longue et sans résultat : formation à la conduite d’entretien, aides à l’écran. Courte et sans "
            "résultat : le barrage n’est pas passé, travailler l’accroche.",
            en="Long without result: train how to lead a call, help on screen. Short without result: the opening "
            "fails, work on it.",
        ),
        synonyms=(
            Text("DMC", "ATT"),
            Text("temps moyen de conversation", "mean talk time"),
        ),
        refs=("003#2",),
        see_also=("average_handle_time", "argued_call_rate"),
        breakdowns=("agent", "team", "campaign"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", talk_s=180, agent_id="Z"),
                    call(2, "B", "callback", talk_s=60, agent_id="Z"),
                    call(3, "C", "machine", talk_s=20, agent_id="Z"),
                ),
            },
            value=120,
            working=Text(
                fr="Deux conversations : (180 + 60) / 2 = 120 s. Les 20 s de répondeur n’en sont pas une.",
                en="Two conversations: (180 + 60) / 2 = 120 s. The 20 s of machine are none.",
            ),
        ),
    ),
    KPI(
        id="average_handle_time",
        family="conversation",
        name=Text("Durée moyenne de traitement (DMT)", "Average handle time"),
        short=Text("DMT", "Handle time"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="talk_handled_s + wrap_handled_s",
        den="conversations_handled",
        question=Text(
            fr="Combien de temps un téléconseiller consacre-t-il à chaque conversation, saisie comprise ?",
            en="How long does each conversation take an agent, data entry included?",
        ),
        formula=Text(
            fr="(Temps de conversation + post-appel) / conversations tenues par un téléconseiller, quand les deux "
            "durées sont connues.",
            en="(Talk time + after-call work) / conversations handled by an agent, where both durations are known.",
        ),
        reading=Text(
            fr="La base du dimensionnement des équipes. La séparer en DMC et post-appel : les remèdes ne sont pas "
            "les mêmes.",
            en="The basis for staffing. Split it into talk and after-call work: the remedies differ.",
        ),
        action=Text(
            fr="Gagner d’abord sur la saisie (champs repris, codes moins nombreux, un seul écran), ensuite "
            "seulement sur l’échange.",
            en="Gain first on data entry (fields filled in, fewer codes, one screen), and only then on the "
            "conversation.",
        ),
        synonyms=(
            Text("DMT", "AHT"),
            Text("temps de traitement", "AHT"),
        ),
        refs=("003#3",),
        see_also=("average_talk_time", "average_after_call_work"),
        breakdowns=("agent", "team", "campaign"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", talk_s=180, wrap_s=20, agent_id="Z"),
                    call(2, "B", "callback", talk_s=60, wrap_s=40, agent_id="Z"),
                ),
            },
            value=150,
            working=Text(
                fr="(180 + 20 + 60 + 40) / 2 = 300 / 2 = 150 s.",
                en="(180 + 20 + 60 + 40) / 2 = 300 / 2 = 150 s.",
            ),
        ),
    ),
    KPI(
        id="average_after_call_work",
        family="conversation",
        name=Text("Post-appel (ACW)", "After-call work"),
        short=Text("Post-appel", "Wrap-up"),
        unit=Unit.SECONDS,
        better=Better.DOWN,
        num="wrap_conversations_s",
        den="conversations_wrap_known",
        question=Text(
            fr="Combien de temps prend la saisie après chaque conversation ?",
            en="How long does the work after each conversation take?",
        ),
        formula=Text(
            fr="Temps de post-appel / conversations tenues par un téléconseiller, quand il est connu.",
            en="After-call work / conversations handled by an agent, where it is known.",
        ),
        reading=Text(
            fr="Comparer à codes de fin égaux : une vente demande plus de saisie qu’un refus. Un post-appel nul "
            "partout signifie souvent que l’automate ne le mesure pas.",
            en="Compare like outcomes: a sale takes more entry than a refusal. Zero everywhere often means that the "
            "dialer does not measure it.",
        ),
        action=Text(
            fr="Réduire les champs obligatoires, préremplir, automatiser les envois ; vérifier aussi qu’il ne sert "
            "pas de pause déguisée.",
            en="Cut mandatory fields, fill in what is known, automate mailings; check as well that it is no "
            "disguised break.",
        ),
        synonyms=(
            Text("ACW", "wrap-up time"),
            Text("temps de saisie", "ACW"),
            Text("wrap", "ACW"),
        ),
        refs=("003#9",),
        see_also=("average_handle_time",),
        breakdowns=("agent", "team", "outcome"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", talk_s=180, wrap_s=20, agent_id="Z"),
                    call(2, "B", "callback", talk_s=60, wrap_s=40, agent_id="Z"),
                    call(3, "C", "no_answer", wrap_s=5, agent_id="Z"),
                ),
            },
            value=30,
            working=Text("Deux conversations : (20 + 40) / 2 = 30 s.", "Two conversations: (20 + 40) / 2 = 30 s."),
        ),
    ),
    KPI(
        id="average_quality_score",
        family="conversation",
        name=Text("Note de qualité moyenne", "Average quality score"),
        unit=Unit.RATIO,
        better=Better.UP,
        num="quality_score",
        den="calls_scored",
        question=Text("Que valent les appels écoutés ?", "How good are the calls that were listened to?"),
        formula=Text("Somme des notes de qualité / appels évalués.", "Sum of quality scores / calls evaluated."),
        reading=Text(
            fr="L’échelle est celle de la grille d’écoute. Peu d’appels sont notés : regarder leur nombre, et qui "
            "les a choisis, avant de comparer deux personnes.",
            en="The scale is that of the listening grid. Few calls are scored: look at how many, and who picked "
            "them, before comparing two people.",
        ),
        action=Text(
            fr="Tirer les appels à écouter au hasard, calibrer les évaluateurs entre eux, relier chaque note basse "
            "à un point précis de la grille.",
            en="Draw the calls to listen to at random, calibrate evaluators against each other, tie each low score "
            "to one point of the grid.",
        ),
        caution=Text(
            fr="Les articles de référence parlent de suivi qualitatif sans donner ni formule ni échelle : celle-ci "
            "est la moyenne simple des notes reçues.",
            en="The reference articles speak of qualitative follow-up without formula or scale: this is the plain "
            "mean of the scores received.",
        ),
        synonyms=(
            Text("score qualité", "QA score"),
            Text("note d’écoute", "QA score"),
        ),
        refs=("001",),
        see_also=("argued_call_rate",),
        breakdowns=("agent", "team", "campaign"),
        cadence=("weekly",),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", quality_score=8),
                    call(2, "B", "sale", quality_score=7),
                    call(3, "C", "callback"),
                ),
            },
            value=7.5,
            working=Text(
                fr="(8 + 7) / 2 = 7,5 ; l’appel sans note n’entre pas.",
                en="(8 + 7) / 2 = 7.5; the call without a score stays out.",
            ),
        ),
    ),
)
