"""Reach, continued: calls declined, unanswered, and people who ask to be left alone."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD
from cadran.catalogue.kpis._rows import call
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="call_rejection_rate",
        family="reach",
        name=Text("Taux de rejet d’appel", "Call rejection rate"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="calls_rejected",
        den="calls",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text(
            fr="Combien de personnes refusent l’appel en voyant le numéro ?",
            en="How many people decline the call when they see the number?",
        ),
        formula=Text(
            fr="Appels refusés par la personne appelée / appels.",
            en="Calls declined by the person called / calls.",
        ),
        reading=Text(
            fr="À lire par numéro affiché : un numéro qui s’use est plus souvent refusé que ses voisins sur le même fichier.",
            en="Read it by displayed number: one that wears out is declined more than its neighbours on the same list.",
        ),
        action=Text(
            fr="Mettre au repos le numéro en cause, vérifier s’il est signalé comme indésirable, réduire la "
            "pression d’appel, afficher un numéro régulier et rappelable.",
            en="Rest that number, check whether it is reported as spam, lower the calling pressure, show a lawful "
            "number that can be called back.",
        ),
        caution=Text(
            fr="La source réunit sous ce nom les appels sans réponse et les appels refusés ; les deux lectures "
            "existent ici, chacune sous son nom. Beaucoup d’opérateurs ne distinguent pas le refus de "
            "l’occupation : un taux nul peut n’être qu’un silence.",
            en="The source gives this name to unanswered calls and to declined ones; both readings exist here under "
            "their own names. Many carriers do not tell a declined call from a busy line: zero may only mean "
            "silence.",
        ),
        synonyms=(Text("appels refusés", "declined calls"),),
        refs=("003#5",),
        see_also=("unanswered_rate", "opt_out_rate"),
        breakdowns=("caller_number", "campaign", "hour"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "rejected"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "busy"),
                    call(4, "D", "callback"),
                ),
            },
            value=0.25,
            working=Text("Un appel refusé sur 4 : 25 %.", "One call declined of 4: 25%."),
        ),
    ),
    KPI(
        id="unanswered_rate",
        family="reach",
        name=Text("Taux d’appels sans réponse", "Unanswered call rate"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="calls_unanswered",
        den="calls",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text("Quelle part des appels ne trouve personne ?", "What share of calls finds nobody?"),
        formula=Text(
            fr="Appels que personne n’a pris (refusés, sonnés dans le vide, occupés) / appels.",
            en="Calls nobody took (declined, rang out, busy) / calls.",
        ),
        reading=Text(
            fr="Les répondeurs n’en sont pas : ils ont leur propre taux. Les deux ensemble disent le temps de ligne "
            "perdu.",
            en="Machines are not in it: they have their own rate. The two together tell the line time lost.",
        ),
        action=Text(
            fr="Rappeler à une autre heure et un autre jour que la tentative sans réponse, plutôt qu’à la même.",
            en="Call again at another hour and on another day than the unanswered attempt, rather than at the same.",
        ),
        variant_of="call_rejection_rate",
        differs=Text(
            fr="Compte tous les appels que personne n’a pris, refusés ou non ; le taux de rejet ne compte que ceux "
            "que la personne a refusés.",
            en="Counts every call nobody took, declined or not; the rejection rate counts only those the person "
            "declined.",
        ),
        caution=Text(
            fr="La source parle d’appels qui « n’obtiennent pas de réponses », puis d’un client qui refuse l’appel : cette lecture est la première, le taux de rejet la seconde.",
            en="The source speaks of calls that “get no answer”, then of a customer who declines: this reading is the first, the rejection rate the second.",
        ),
        synonyms=(Text("non-réponses", "no-answer rate"),),
        refs=("003#5",),
        see_also=("machine_rate",),
        breakdowns=("hour", "weekday", "list"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "rejected"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "busy"),
                    call(4, "D", "machine"),
                ),
            },
            value=0.75,
            working=Text(
                fr="Refusé, sonné dans le vide, occupé : 3 / 4 = 75 %. Le répondeur compte ailleurs.",
                en="Declined, rang out, busy: 3 / 4 = 75%. The machine counts elsewhere.",
            ),
        ),
    ),
    KPI(
        id="opt_out_rate",
        family="reach",
        name=Text("Taux de rejet (désabonnement)", "Opt-out rate"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="calls_opted_out",
        den="calls",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text(
            fr="Combien de personnes ne veulent plus entendre parler de nous ?",
            en="How many people want no more of our calls?",
        ),
        formula=Text(
            fr="(Raccrochés immédiats + demandes de retrait) / appels.",
            en="(Instant hang-ups + requests to be removed) / calls.",
        ),
        reading=Text(
            fr="Deux signaux de force inégale : la demande de retrait est un droit exercé, le raccroché immédiat un "
            "agacement. Les séparer par résultat avant de conclure.",
            en="Two signals of unequal strength: a request to be removed is a right exercised, an instant hang-up "
            "an annoyance. Separate them by outcome before concluding.",
        ),
        action=Text(
            fr="Honorer chaque demande de retrait sans délai sur tous les fichiers, revoir l’accroche et le "
            "ciblage, baisser la fréquence d’appel.",
            en="Honour every request at once on all lists, review the opening and the targeting, call less often.",
        ),
        variant_of="call_rejection_rate",
        differs=Text(
            fr="Compte ceux qui ont décroché puis coupé court ou demandé leur retrait ; le taux de rejet compte "
            "ceux qui n’ont pas pris l’appel.",
            en="Counts those who answered, then cut short or asked to be removed; the rejection rate counts those "
            "who did not take the call.",
        ),
        synonyms=(
            Text("désabonnement", "removal requests"),
            Text("demandes de retrait", "removal requests"),
        ),
        refs=("004#4",),
        see_also=("call_rejection_rate", "over_solicitation_rate"),
        breakdowns=("list", "caller_number", "script"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "opt_out"),
                    call(2, "B", "hung_up"),
                    call(3, "C", "rejected"),
                    call(4, "D", "no_answer"),
                    call(5, "E", "refused"),
                ),
            },
            value=0.4,
            working=Text(
                fr="Une demande de retrait et un raccroché immédiat : 2 / 5 = 40 %.",
                en="One request to be removed and one instant hang-up: 2 / 5 = 40%.",
            ),
        ),
    ),
)
