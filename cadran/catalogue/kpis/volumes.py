"""Volumes: every numerator and denominator can be asked for by itself."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import call, lead
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="attempts",
        family="volume",
        name=Text("Tentatives", "Attempts"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="attempts",
        question=Text(
            fr="Combien de fois a-t-on essayé de joindre quelqu’un, par quelque canal que ce soit ?",
            en="How many times did we try to reach somebody, by whatever channel?",
        ),
        formula=Text(
            fr="Nombre de tentatives sortantes : appels, e-mails, SMS et autres envois. Les appels entrants n’en "
            "sont pas.",
            en="Number of outbound attempts: calls, e-mails, SMS and other messages. Inbound calls are not attempts.",
        ),
        reading=Text(
            fr="C’est l’effort fourni, pas le résultat. À lire par canal, et à côté des fiches traitées : un même "
            "total peut venir de beaucoup de fiches appelées une fois ou de peu de fiches harcelées.",
            en="It is the effort made, not the result. Read it by channel and next to the leads attempted: the same "
            "total may come from many leads called once or from a few called over and over.",
        ),
        action=Text(
            fr="Une chute soudaine trahit d’abord un fichier épuisé, un import manquant ou une panne d’automate : "
            "vérifier la fraîcheur des données avant de parler de productivité.",
            en="A sudden drop first means an exhausted list, a missing import or a dialer fault: check how fresh "
            "the data are before speaking of productivity.",
        ),
        synonyms=(
            Text("essais", "tries"),
            Text("sollicitations", "touches"),
        ),
        refs=("all",),
        see_also=("calls", "attempts_per_lead"),
        breakdowns=("channel", "campaign", "hour"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "A", "opened", channel="email"),
                    call(3, "B", "callback"),
                    call(4, "B", "callback", direction="inbound"),
                ),
            },
            value=3,
            working=Text(
                fr="Deux appels et un e-mail sortants : 3. L’appel entrant n’est pas compté.",
                en="Two outbound calls and one e-mail: 3. The inbound call is not counted.",
            ),
        ),
    ),
    KPI(
        id="calls",
        family="volume",
        name=Text("Appels", "Calls"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="calls",
        question=Text("Combien d’appels sortants ont été passés ?", "How many outbound calls were placed?"),
        formula=Text(
            fr="Nombre de tentatives sortantes par téléphone, qu’elles aient abouti ou non.",
            en="Number of outbound attempts by phone, whether or not anybody was reached.",
        ),
        reading=Text(
            fr="Le dénominateur de la plupart des taux de joignabilité. Un appel compte le jour où il commence, "
            "même s’il finit après minuit.",
            en="The denominator of most reach rates. A call counts on the day it starts, even if it ends after "
            "midnight.",
        ),
        action=Text(
            fr="Si le volume baisse à effectif égal, regarder l’attente entre deux fiches, le post-appel et le "
            "stock restant ; s’il monte sans que les conversations suivent, c’est le fichier ou les créneaux qui "
            "s’usent.",
            en="If volume falls with the same staff, look at waiting time, after-call work and the leads left; if "
            "it rises and conversations do not follow, the list or the calling hours are wearing out.",
        ),
        synonyms=(
            Text("appels émis", "dials"),
            Text("appels passés", "calls made"),
        ),
        refs=("all",),
        see_also=("conversations", "calls_per_hour"),
        breakdowns=("campaign", "agent", "hour"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "B", "refused"),
                    call(3, "B", "delivered", channel="sms"),
                ),
            },
            value=2,
            working=Text(
                fr="Deux tentatives par téléphone ; le SMS n’est pas un appel.",
                en="Two attempts by phone; the SMS is not a call.",
            ),
        ),
    ),
    KPI(
        id="conversations",
        family="volume",
        name=Text("Conversations", "Conversations"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="calls_contacted",
        question=Text(
            fr="Combien d’appels ont débouché sur un échange avec la personne cherchée ?",
            en="How many calls led to an exchange with the person sought?",
        ),
        formula=Text(
            fr="Nombre d’appels contactés : la bonne personne a parlé, quelle que soit l’issue (demande de retrait "
            "et hors cible comprises).",
            en="Number of contacted calls: the right person spoke, whatever came of it (requests to be removed and "
            "off target included).",
        ),
        reading=Text(
            fr="Plus étroit que les appels décrochés : un raccroché immédiat, une erreur de personne ou un appel "
            "abandonné n’est pas une conversation.",
            en="Narrower than answered calls: an instant hang-up, somebody else’s number or an abandoned call is "
            "not a conversation.",
        ),
        action=Text(
            fr="Peu de conversations pour beaucoup d’appels : travailler les créneaux, le numéro affiché et la "
            "qualité du fichier avant le discours.",
            en="Few conversations for many calls: work on calling hours, the number shown and the list before the "
            "pitch.",
        ),
        synonyms=(
            Text("contacts", "contacts"),
            Text("appels aboutis", "connects"),
        ),
        refs=("all",),
        see_also=("contact_rate", "answer_rate"),
        breakdowns=("campaign", "agent", "hour"),
        cadence=("live", "daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "A", "callback"),
                    call(3, "B", "hung_up"),
                    call(4, "C", "opt_out"),
                ),
            },
            value=2,
            working=Text(
                fr="Rappel et demande de retrait sont des conversations ; l’appel sans réponse et le raccroché "
                "immédiat n’en sont pas.",
                en="The callback and the request to be removed are conversations; the unanswered call and the "
                "instant hang-up are not.",
            ),
        ),
    ),
    KPI(
        id="leads",
        family="volume",
        name=Text("Leads", "Leads"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="leads",
        question=Text("Combien de fiches nouvelles sont entrées en base ?", "How many new leads entered the base?"),
        formula=Text("Nombre de fiches créées dans la période.", "Number of leads created in the period."),
        reading=Text(
            fr="Compte les fiches entrées, travaillées ou non. Pour le stock à une date, voir le potentiel restant.",
            en="Counts the leads that came in, worked or not. For the stock at a date, see the remaining potential.",
        ),
        action=Text(
            fr="Rapprocher les entrées de la capacité d’appel : des fiches chaudes qui arrivent plus vite qu’on ne "
            "les appelle refroidissent dans la file.",
            en="Match what comes in with what can be called: hot leads that arrive faster than they are called go "
            "cold in the queue.",
        ),
        synonyms=(
            Text("fiches", "records"),
            Text("contacts en base", "prospects"),
            Text("prospects", "prospects"),
        ),
        refs=("all",),
        see_also=("remaining_leads", "leads_attempted"),
        breakdowns=("list", "source", "campaign"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                ),
            },
            value=3,
            working=Text("Trois fiches créées.", "Three leads created."),
        ),
    ),
    KPI(
        id="leads_attempted",
        family="volume",
        name=Text("Leads traités", "Leads attempted"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="leads_attempted",
        question=Text(
            fr="Combien de fiches différentes a-t-on essayé de joindre ?",
            en="How many different leads did we try to reach?",
        ),
        formula=Text(
            fr="Nombre de fiches ayant reçu au moins une tentative dans la période, chacune comptée une fois.",
            en="Number of leads with at least one attempt in the period, each counted once.",
        ),
        reading=Text(
            fr="Une fiche appelée deux jours de suite compte une fois chaque jour mais une seule fois sur la "
            "semaine : la semaine n’est pas la somme des jours.",
            en="A lead called on two days counts once on each day but only once in the week: the week is not the "
            "sum of its days.",
        ),
        action=Text(
            fr="Si les tentatives montent et que les fiches traitées stagnent, on insiste sur les mêmes : revoir "
            "les règles de recyclage et le nombre maximal de tentatives.",
            en="If attempts rise and leads attempted do not, the same ones are being called again: review recycling "
            "rules and the maximum number of attempts.",
        ),
        synonyms=(
            Text("fiches travaillées", "leads worked"),
            Text("fiches exploitées", "leads dialed"),
        ),
        refs=("all",),
        see_also=("attempts_per_lead", "list_penetration"),
        breakdowns=("campaign", "list", "agent"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "A", "callback"),
                    call(3, "B", "busy"),
                    call(4, None, "no_answer"),
                ),
            },
            value=2,
            working=Text(
                fr="Les fiches A et B ; l’appel sans fiche n’en ajoute aucune.",
                en="Leads A and B; the call tied to no lead adds none.",
            ),
        ),
    ),
    KPI(
        id="leads_contacted",
        family="volume",
        name=Text("Leads contactés", "Leads contacted"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="leads_contacted",
        question=Text(
            fr="Avec combien de fiches différentes a-t-on réellement échangé ?",
            en="With how many different leads did an exchange take place?",
        ),
        formula=Text(
            fr="Nombre de fiches ayant eu au moins un contact dans la période, par téléphone ou par un autre canal.",
            en="Number of leads with at least one contact in the period, by phone or another channel.",
        ),
        reading=Text(
            fr="Une réponse à un e-mail ou à un SMS est un contact ; un message ouvert ou remis n’en est pas un.",
            en="A reply to an e-mail or SMS is a contact; a message delivered or opened is not.",
        ),
        action=Text(
            fr="C’est la matière première de l’argumentation : quand elle manque, aucun script ne la remplace. Voir la contactabilité par fichier et par source.",
            en="It is the raw material of every pitch: when it is short, no script makes up for it. See "
            "contactability by list and source.",
        ),
        synonyms=(
            Text("fiches contactées", "leads reached"),
            Text("prospects joints", "leads reached"),
        ),
        refs=("all",),
        see_also=("contactability_rate", "leads_attempted"),
        breakdowns=("campaign", "list", "source"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "callback"),
                    call(2, "A", "refused"),
                    call(3, "B", "replied", channel="email"),
                    call(4, "C", "machine"),
                ),
            },
            value=2,
            working=Text(
                fr="A (deux conversations, comptée une fois) et B (a répondu par e-mail).",
                en="A (two conversations, counted once) and B (replied by e-mail).",
            ),
        ),
    ),
    KPI(
        id="leads_qualified",
        family="volume",
        name=Text("Leads qualifiés", "Leads qualified"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="leads_qualified",
        question=Text(
            fr="Combien de fiches remplissent les critères pour devenir une opportunité ?",
            en="How many leads meet the criteria to become an opportunity?",
        ),
        formula=Text(
            fr="Nombre de fiches qualifiées au moins une fois dans la période ; argumenter suppose d’avoir qualifié.",
            en="Number of leads qualified at least once in the period; a pitch supposes qualification.",
        ),
        reading=Text(
            fr="Dépend autant des critères que du travail : un changement de grille change la série sans que rien "
            "n’ait changé au téléphone.",
            en="Depends on the criteria as much as on the work: a new grid changes the series though nothing "
            "changed on the phone.",
        ),
        action=Text(
            fr="Écrire les critères avec le donneur d’ordre, et les faire vérifier par écoute sur un échantillon "
            "chaque semaine.",
            en="Write the criteria down with the client, and check a sample of calls against them every week.",
        ),
        synonyms=(
            Text("opportunités", "opportunities"),
            Text("prospects qualifiés", "qualified prospects"),
        ),
        refs=("all",),
        see_also=("qualification_rate",),
        breakdowns=("campaign", "list", "agent"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "qualified"),
                    call(2, "B", "refused"),
                    call(3, "C", "not_interested"),
                ),
            },
            value=2,
            working=Text(
                fr="A est qualifiée ; B, argumentée, l’est donc aussi ; C a décliné avant.",
                en="A is qualified; B was given the pitch, so it is too; C declined before.",
            ),
        ),
    ),
    KPI(
        id="leads_argued",
        family="volume",
        name=Text("Leads argumentés", "Leads argued"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="leads_argued",
        question=Text(
            fr="À combien de fiches l’offre a-t-elle été présentée en entier ?",
            en="To how many leads was the offer presented in full?",
        ),
        formula=Text(
            fr="Nombre de fiches ayant reçu au moins une fois l’argumentaire dans la période.",
            en="Number of leads that were given the pitch at least once in the period.",
        ),
        reading=Text(
            fr="Ce sont les contacts argumentés du métier, positifs (accord) et négatifs (refus) réunis, comptés en "
            "fiches et non en appels.",
            en="These are the trade’s argued contacts, positive (agreement) and negative (refusal) together, "
            "counted in leads and not in calls.",
        ),
        action=Text(
            fr="À suivre par téléconseiller : c’est là que se voit qui passe le barrage et qui s’arrête au bonjour.",
            en="Follow it by agent: it shows who gets past the opening and who stops at hello.",
        ),
        synonyms=(Text("contacts argumentés (en fiches)", "leads pitched"),),
        refs=("all",),
        see_also=("argued_leads_rate",),
        breakdowns=("campaign", "agent", "script"),
        cadence=("daily", "weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "sale"),
                    call(3, "B", "sale"),
                    call(4, "C", "callback"),
                ),
            },
            value=2,
            working=Text(
                fr="A (refus argumenté) et B (comptée une fois) ; le rappel de C n’a pas donné lieu à l’argumentaire.",
                en="A (refusal after the pitch) and B (counted once); C’s callback came before any pitch.",
            ),
        ),
    ),
)
