"""Calls and dialing, and the rules that bind them."""

from __future__ import annotations

from cadran.catalogue.terms.shape import Term, term

TERMS: tuple[Term, ...] = (
    term(
        "calls",
        "attempt",
        ("Tentative", "Attempt"),
        "Un essai de joindre un lead, sur n’importe quel canal : téléphone, e-mail, SMS. Seuls les sortants comptent.",
        "One try to reach a lead, on any channel: phone, e-mail, SMS. Outbound ones only.",
        kpis=("attempts", "attempts_per_lead"),
        see=("call",),
    ),
    term(
        "calls",
        "call",
        ("Appel", "Call"),
        "Une tentative par téléphone, décrochée ou non. Les appels entrants sont gardés et n’entrent dans aucun indicateur.",
        "An attempt by phone, answered or not. Inbound calls are kept and enter no KPI.",
        kpis=("calls",),
        see=("attempt",),
    ),
    term(
        "calls",
        "manual",
        ("Numérotation manuelle", "Manual dialing"),
        "Le téléconseiller compose ou lance chaque appel lui-même.",
        "The agent dials or launches each call.",
        see=("preview", "predictive"),
    ),
    term(
        "calls",
        "preview",
        ("Prévisualisation (preview)", "Preview dialing"),
        "La fiche s’affiche d’abord, l’appel part quand le téléconseiller est prêt. Lent, et sans abandon : pour les fiches qui "
        "demandent de la préparation.",
        "The lead is shown first and the call starts when the agent is ready. Slow, and nothing is abandoned: for leads that need preparing.",
        see=("progressive", "abandon"),
    ),
    term(
        "calls",
        "progressive",
        ("Numérotation progressive", "Progressive dialing"),
        "L’automate appelle la fiche suivante dès qu’un téléconseiller se libère : un appel par personne disponible.",
        "The dialer calls the next lead as soon as an agent is free: one call for each free agent.",
        see=("predictive", "waiting"),
    ),
    term(
        "calls",
        "predictive",
        ("Numérotation prédictive", "Predictive dialing"),
        "L’automate compose plus de numéros qu’il n’y a de téléconseillers libres, en pariant sur ceux qui ne décrocheront pas. "
        "L’attente baisse ; quand le pari échoue, une personne décroche et n’a personne au bout du fil.",
        "The dialer calls more numbers than there are free agents, betting on those who will not answer. Waiting falls; where the bet fails, "
        "a person answers and nobody is there.",
        kpis=("abandon_rate", "hold_before_agent"),
        see=("abandon", "progressive"),
    ),
    term(
        "calls",
        "abandon",
        ("Abandon", "Abandoned call"),
        "Une personne a décroché et aucun téléconseiller n’a pris l’appel. Le droit français ne fixe pas de seuil chiffré ; les 3 % souvent cités "
        "viennent du Royaume-Uni et des États-Unis.",
        "A person answered and no agent took the call. French law sets no figure; the 3% often quoted comes from the United Kingdom and the "
        "United States.",
        kpis=("abandon_rate",),
        see=("predictive", "hold"),
    ),
    term(
        "calls",
        "hold",
        ("Durée de mise en attente (DMA)", "Hold before agent"),
        "Le temps entre le décroché et la prise de l’appel par un téléconseiller. Avec un automate, c’est le silence qu’entend la personne appelée.",
        "The time between the answer and an agent taking the call. With a dialer it is the silence that the person called hears.",
        kpis=("hold_before_agent",),
        see=("abandon", "waiting"),
    ),
    term(
        "calls",
        "amd",
        ("AMD (détection de répondeur)", "AMD (answering machine detection)"),
        "Ce qui fait dire à l’automate qu’une machine a décroché, pour ne pas la passer à un téléconseiller. Une source donne sous un seul nom deux lectures : combien "
        "d’appels tombent sur un répondeur, et combien de répondeurs sont détectés ; Cadran les sépare.",
        "What lets a dialer tell that a machine has answered, so as not to hand it to an agent. One source gives two readings under one name: how many "
        "calls land on a machine, and how many machines are detected; Cadran keeps them apart.",
        kpis=("machine_rate", "machine_detection_rate", "agent_machine_rate"),
        see=("machine",),
    ),
    term(
        "calls",
        "caller_number",
        ("Numéro affiché", "Number shown"),
        "Le numéro que voit la personne appelée. Un numéro que les gens évitent se reconnaît à ses appels refusés et à ses décrochés qui baissent.",
        "The number that the person called sees. One that people avoid shows by its declined calls and its falling answers.",
        kpis=("call_rejection_rate", "answer_rate"),
        see=("automated_numbers",),
    ),
    term(
        "calls",
        "slot",
        ("Créneau", "Slot"),
        "Un jour de la semaine et une heure, dans le fuseau de la personne appelée. Un créneau n’est dit bon que si son intervalle le prouve.",
        "A weekday and an hour, in the zone of the person called. A slot is called good only where its interval proves it.",
        kpis=("contact_rate", "answer_rate"),
        see=("reachability", "wilson"),
    ),
    term(
        "calls",
        "reachability",
        ("Joignabilité et contactabilité", "Reachability and contactability"),
        "La contactabilité compte des leads : de ceux que l’on a essayés, combien ont été contactés, sur tous les canaux. La joignabilité compte des appels : "
        "de ceux que l’on a passés, combien ont donné une conversation, selon l’heure et la cible. Insister élève la première et abaisse souvent la seconde.",
        "Contactability counts leads: of those attempted, how many were contacted, on any channel. Reachability counts calls: of those made, how many "
        "gave a conversation, by hour and target. Persisting raises the first and often lowers the second.",
        kpis=("contactability_rate", "contact_rate"),
        see=("contact", "slot"),
    ),
    term(
        "calls",
        "speed",
        ("Délai de contact", "Speed to contact"),
        "Le temps entre la création d’un lead et son premier contact ; à ne pas confondre avec le délai avant premier appel. "
        "Les leads jamais joints n’en ont pas : la moyenne seule les oublie.",
        "The time between a lead’s creation and its first contact; not the time to the first attempt. Leads never reached have none: the mean "
        "alone forgets them.",
        kpis=("speed_to_contact", "speed_to_contact_median", "speed_to_first_attempt"),
        see=("hot_lead", "percentile"),
    ),
    term(
        "calls",
        "callback",
        ("Rappel", "Callback"),
        "Un contact qui se termine par une heure convenue pour rappeler. Il laisse le lead ouvert ; un rappel est tenu quand l’appel part dans son créneau.",
        "A contact that ends with an agreed time to call again. It leaves the lead open; a callback is kept where the call is made within its slot.",
        kpis=("callbacks_kept_rate",),
        see=("follow_up", "open_lead"),
    ),
    term(
        "calls",
        "follow_up",
        ("Relance", "Follow-up"),
        "Toute tentative après la première sur un lead resté ouvert, qu’un rappel ait été convenu ou non.",
        "Any attempt after the first on a lead still open, whether a callback was agreed or not.",
        kpis=("follow_up_rate", "follow_up_interval", "over_solicitation_rate"),
        see=("callback",),
    ),
    term(
        "law",
        "consent",
        ("Consentement préalable", "Prior consent"),
        "En France, depuis le 11 août 2026 (loi 2025-594), démarcher un consommateur demande son accord préalable : libre, spécifique, éclairé, sans "
        "ambiguïté, révocable. La preuve incombe au professionnel ; un contrat en cours et son objet font exception. Une fiche sans preuve compte comme « non prouvée ».",
        "In France, since 11 August 2026 (law 2025-594), calling a consumer needs their prior consent: free, specific, informed, unambiguous, revocable. "
        "The professional bears the proof; a contract in progress and its object are excepted. A lead without proof counts as “unproven”.",
        see=("bloctel", "opposition"),
    ),
    term(
        "law",
        "bloctel",
        ("Bloctel", "Bloctel"),
        "La liste française d’opposition au démarchage téléphonique. Elle a pris fin le 10 août 2026, remplacée dans son principe par le consentement préalable : elle ne joue que "
        "pour les appels antérieurs.",
        "The French list of consumers opposed to telephone prospecting. It ended on 10 August 2026, prior consent taking its place: it bears on earlier "
        "calls only.",
        see=("consent", "opposition"),
    ),
    term(
        "law",
        "opposition",
        ("Opposition", "Opposition (do not call)"),
        "La demande de ne plus être appelé. Elle clôt la fiche ; elle est gardée trois ans au moins, sous une forme qui ne montre pas le numéro.",
        "The request not to be called any more. It closes the lead; it is kept at least three years, in a form that does not show the number.",
        kpis=("opt_out_rate",),
        see=("bloctel", "opt_out"),
    ),
    term(
        "law",
        "calling_hours",
        ("Jours et heures autorisés", "Days and hours allowed"),
        "En France, pour les consommateurs, depuis le 1er mars 2023 : du lundi au vendredi hors jours fériés, de 10 h à 13 h et de 14 h à 20 h, à l’heure de la personne "
        "appelée. Un fuseau inconnu n’est pas une conformité.",
        "In France, for consumers, since 1 March 2023: Monday to Friday, public holidays aside, 10:00 to 13:00 and 14:00 to 20:00, in the time of the person "
        "called. An unknown zone is not compliance.",
        see=("slot", "frequency"),
    ),
    term(
        "law",
        "frequency",
        ("Fréquence autorisée", "Frequency allowed"),
        "En France, pour les consommateurs : quatre sollicitations ou tentatives au plus en trente jours par un même professionnel, directement ou par d’autres, "
        "appels sans réponse compris. Après un refus, soixante jours de silence. Le compte se fait par donneur d’ordre, toutes campagnes confondues.",
        "In France, for consumers: at most four solicitations or attempts in thirty days by one professional, directly or through others, unanswered ones "
        "included. After a refusal, sixty days of silence. They are counted by client, across its campaigns.",
        kpis=("over_solicitation_rate",),
        see=("client", "attempt"),
    ),
    term(
        "law",
        "automated_numbers",
        ("Numéros réservés aux automates", "Numbers for automated calling"),
        "En France, depuis le 1er janvier 2023, un système automatisé ne peut pas afficher un numéro en 06 ou 07 ; des tranches lui sont réservées, comme 01 62, 02 70 ou 09 48.",
        "In France, since 1 January 2023, an automated calling system may not show a number in 06 or 07; ranges are reserved for it, such as 01 62, 02 70 or 09 48.",
        see=("caller_number", "predictive"),
    ),
    term(
        "law",
        "retention_period",
        ("Durée de conservation", "Retention period"),
        "Les données d’un prospect se conservent trois ans après leur collecte ou son dernier contact, selon la CNIL ; les enregistrements d’appels, six mois.",
        "A prospect’s data is kept for three years after collection or their last contact, says the French authority (CNIL); recordings of calls, six months.",
        see=("opposition",),
    ),
)
