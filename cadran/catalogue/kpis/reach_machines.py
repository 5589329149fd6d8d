"""Reach, continued: answering machines, and how often each lead is tried."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD, LEADS_HAD
from cadran.catalogue.kpis._rows import call
from cadran.catalogue.shape import KPI, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="machine_rate",
        family="reach",
        name=Text("Taux de répondeurs", "Answering machine rate"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="calls_machine",
        den="calls",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text("Quelle part des appels tombe sur un répondeur ?", "What share of calls lands on a machine?"),
        formula=Text("Appels tombés sur un répondeur / appels.", "Calls that reached an answering machine / calls."),
        reading=Text(
            fr="Le lire par heure et par type de numéro ; un saut sur un numéro affiché laisse penser que les gens "
            "filtrent.",
            en="Read it by hour and type of number; a jump on one displayed number suggests that people screen it.",
        ),
        action=Text(
            fr="Changer de créneau, alterner les numéros affichés, faire suivre d’un SMS ; régler la détection pour "
            "que ces appels n’arrivent pas aux téléconseillers.",
            en="Change hours, alternate displayed numbers, follow with an SMS; tune detection so that such calls do "
            "not reach agents.",
        ),
        caution=Text(
            fr="La source donne sous un seul nom deux grandeurs opposées, l’une à réduire, l’autre à pousser : la "
            "fréquence des répondeurs et l’efficacité du détecteur. Elles sont séparées ici.",
            en="The source gives two opposite quantities one name, one to lower and one to raise: how often "
            "machines answer, and how well the detector works. They are kept apart here.",
        ),
        synonyms=(Text("messageries", "voicemail rate"),),
        refs=("003#4",),
        see_also=("machine_detection_rate", "agent_machine_rate"),
        breakdowns=("hour", "phone_type", "caller_number"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "machine", amd="detected"),
                    call(2, "B", "machine", amd="missed", agent_id="Z"),
                    call(3, "C", "no_answer"),
                    call(4, "D", "refused", agent_id="Z"),
                ),
            },
            value=0.5,
            working=Text("Deux répondeurs sur 4 appels : 50 %.", "Two machines in 4 calls: 50%."),
        ),
    ),
    KPI(
        id="machine_detection_rate",
        family="reach",
        name=Text("Taux de détection des répondeurs", "Machine detection rate"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="calls_machine_detected",
        den="calls_machine_reported",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text(
            fr="L’automate arrête-t-il les répondeurs avant qu’ils n’arrivent aux téléconseillers ?",
            en="Does the dialer stop machines before they reach agents?",
        ),
        formula=Text(
            fr="Répondeurs détectés / appels tombés sur un répondeur pour lesquels l’automate donne un verdict. "
            "Inconnu quand l’automate n’en donne pas.",
            en="Machines detected / calls on a machine for which the dialer gives a verdict. Unknown where it gives "
            "none.",
        ),
        reading=Text(
            fr="Un détecteur trop sûr de lui coupe aussi des personnes : à lire avec les appels abandonnés et les "
            "raccrochés. Les répondeurs que personne n’a relevés n’apparaissent pas.",
            en="A detector too sure of itself also cuts people off: read it with abandoned calls and hang-ups. "
            "Machines that nobody noticed do not show.",
        ),
        action=Text(
            fr="Régler la sensibilité par opérateur et par type de numéro, mesurer sur un échantillon écouté, puis "
            "suivre le taux d’abandon.",
            en="Tune its sensitivity by carrier and type of number, measure on a sample of recordings, then watch "
            "the abandon rate.",
        ),
        variant_of="machine_rate",
        differs=Text(
            fr="Mesure l’efficacité du détecteur parmi les répondeurs rencontrés ; le taux de répondeurs mesure "
            "combien on en rencontre.",
            en="Measures how well the detector works among the machines met; the machine rate measures how many are "
            "met.",
        ),
        caution=Text(
            fr="La source appelle de ce nom la fréquence à laquelle on tombe sur un répondeur, puis demande un taux élevé : c’est alors l’efficacité du détecteur, la lecture gardée ici. L’autre est le taux de répondeurs.",
            en="The source uses this name for how often a machine is reached, then asks for a high rate: that is the detector’s efficacy, the reading kept here. The other is the machine rate.",
        ),
        synonyms=(
            Text("AMD", "AMD accuracy"),
            Text("détection automatique", "AMD accuracy"),
        ),
        refs=("003#4",),
        see_also=("abandon_rate",),
        breakdowns=("campaign", "dialing_mode", "phone_type"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "machine", amd="detected"),
                    call(2, "B", "machine", amd="detected"),
                    call(3, "C", "machine", amd="detected"),
                    call(4, "D", "machine", amd="missed", agent_id="Z"),
                    call(5, "E", "machine", agent_id="Z"),
                ),
            },
            value=0.75,
            working=Text(
                fr="Quatre répondeurs avec verdict, dont 3 détectés : 3 / 4 = 75 %. Le cinquième, sans verdict, "
                "n’entre pas.",
                en="Four machines with a verdict, 3 of them detected: 3 / 4 = 75%. The fifth has no verdict and "
                "stays out.",
            ),
        ),
    ),
    KPI(
        id="agent_machine_rate",
        family="reach",
        name=Text("Répondeurs passés aux conseillers", "Machines put through to agents"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="calls_machine_to_agent",
        den="calls_to_agent",
        subset=True,
        question=Text(
            fr="Quelle part des appels remis aux téléconseillers n’était qu’un répondeur ?",
            en="What share of the calls given to agents was only a machine?",
        ),
        formula=Text(
            fr="Appels tombés sur un répondeur et remis à un téléconseiller / appels remis à un téléconseiller.",
            en="Calls on a machine given to an agent / calls given to an agent.",
        ),
        reading=Text(
            fr="C’est le coût humain de la détection manquée. En numérotation manuelle, où tout appel a son "
            "téléconseiller, il rejoint le taux de répondeurs.",
            en="It is the human cost of missed detection. With manual dialing, where every call has its agent, it "
            "equals the machine rate.",
        ),
        action=Text(
            fr="Améliorer la détection, ou donner aux téléconseillers une touche pour solder un répondeur en une "
            "seconde.",
            en="Improve detection, or give agents one key that closes a machine in a second.",
        ),
        variant_of="machine_rate",
        differs=Text(
            fr="Rapporte les répondeurs aux seuls appels remis à un téléconseiller ; le taux de répondeurs les "
            "rapporte à tous les appels.",
            en="Sets machines against calls given to an agent only; the machine rate sets them against all calls.",
        ),
        caution=Text(
            fr="Première des deux lectures que la source donne du « taux de détection des répondeurs » : la fréquence à laquelle un téléconseiller en reçoit un. À réduire, quand la détection est à pousser.",
            en="The first of the source’s two readings of “machine detection rate”: how often an agent is given one. To be brought down, while detection is to be pushed up.",
        ),
        synonyms=(Text("répondeurs subis", "machines handled by agents"),),
        refs=("003#4",),
        see_also=("machine_detection_rate",),
        breakdowns=("campaign", "team", "dialing_mode"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "machine", amd="detected"),
                    call(2, "B", "machine", amd="missed", agent_id="Z"),
                    call(3, "C", "no_answer"),
                    call(4, "D", "refused", agent_id="Z"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Deux appels remis à un téléconseiller, dont un répondeur : 1 / 2 = 50 %.",
                en="Two calls given to an agent, one of them a machine: 1 / 2 = 50%.",
            ),
        ),
    ),
    KPI(
        id="attempts_per_lead",
        family="reach",
        name=Text("Tentatives par lead", "Attempts per lead"),
        short=Text("Tentatives / lead", "Attempts / lead"),
        unit=Unit.RATIO,
        better=Better.NONE,
        num="attempts_on_leads",
        den="leads_attempted",
        by_agent=LEADS_HAD,
        question=Text("Combien de fois essaie-t-on chaque fiche ?", "How many times is each lead tried?"),
        formula=Text(
            fr="Tentatives rattachées à une fiche / fiches traitées, tous canaux confondus. Là où la source ne "
            "tient qu’un résumé par fiche, son nombre de tentatives est repris.",
            en="Attempts tied to a lead / leads attempted, all channels together. Where the source keeps only a "
            "summary by lead, its number of attempts is used.",
        ),
        reading=Text(
            fr="Ni trop ni trop peu : à lire avec la contactabilité par rang. Sur une courte période, le chiffre ne "
            "voit que les tentatives de cette période.",
            en="Neither too many nor too few: read it with contactability by rank. Over a short period it sees only "
            "that period’s attempts.",
        ),
        action=Text(
            fr="Persister là où le rang suivant joint encore du monde, s’arrêter là où il n’apporte plus rien, et "
            "rester sous le plafond légal de sollicitations.",
            en="Persist where the next attempt still reaches people, stop where it brings nothing more, and stay "
            "under the legal ceiling on solicitations.",
        ),
        caution=Text(
            fr="La source avance que 2 % des ventes se font au premier contact et que 80 % des contacts refusent "
            "quatre fois avant d’accepter : aucune étude n’en a été retrouvée. S’en remettre à sa propre courbe.",
            en="The source claims that 2% of sales happen at the first contact and that 80% of contacts refuse four "
            "times before accepting: no study behind it could be found. Trust your own curve.",
        ),
        synonyms=(
            Text("pression d’appel", "calls per lead"),
            Text("nombre de passages", "passes"),
        ),
        refs=("002#3",),
        see_also=("contactability_rate",),
        breakdowns=("campaign", "list", "temperature"),
        cadence=("weekly",),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "A", "machine"),
                    call(3, "A", "callback"),
                    call(4, "B", "busy"),
                    call(5, None, "no_answer"),
                ),
            },
            value=2,
            working=Text(
                fr="Quatre tentatives sur deux fiches : 4 / 2 = 2. L’appel sans fiche n’entre pas.",
                en="Four attempts on two leads: 4 / 2 = 2. The call tied to no lead stays out.",
            ),
        ),
    ),
)
