"""The file, continued: how much of the lists is worked, left, or there twice."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import call, lead
from cadran.catalogue.shape import KPI, Basis, Better, Example, Text, Unit

KPIS = (
    KPI(
        id="list_exploitation_rate",
        family="file",
        name=Text("Taux d’exploitation du fichier", "List exploitation rate"),
        short=Text("Exploitation", "Exploited"),
        unit=Unit.PERCENT,
        better=Better.UP,
        is_judged=False,
        num="leads_closed_worked",
        den="leads",
        subset=True,
        basis=Basis.STOCK,
        question=Text("Où en est-on du fichier ?", "How far through the list are we?"),
        formula=Text(
            fr="Fiches travaillées et sorties du circuit / fiches du fichier. Un état à la fin de la période, pour "
            "toutes les fiches créées jusque-là.",
            en="Leads worked and out of the pipe / leads in the list. A state at the period’s end, over all leads "
            "created until then.",
        ),
        reading=Text(
            fr="Une fiche sort du circuit par un résultat final, une opposition, la fermeture de son fichier ou "
            "l’épuisement des tentatives permises. À lire avec le potentiel restant.",
            en="A lead leaves the pipe by a final outcome, an opposition, its list’s closing or the attempts "
            "allowed being used up. Read it with the remaining potential.",
        ),
        action=Text(
            fr="Proche de 100 % : commander la suite avant la panne de fiches. Bas et immobile : les fiches "
            "restantes sont injoignables, changer de créneaux ou de canal.",
            en="Near 100%: order the next list before running dry. Low and still: the leads left cannot be reached, "
            "change hours or channel.",
        ),
        synonyms=(Text("avancement du fichier", "list completion"),),
        refs=("001#ciblage",),
        see_also=("remaining_leads", "list_penetration"),
        breakdowns=("list", "campaign", "source"),
        cadence=("weekly",),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                    lead("D"),
                ),
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "invalid_number"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A (refus) et C (numéro invalide) sont closes ; B reste à rappeler, D à appeler : 2 / 4 = 50 %.",
                en="A (refused) and C (invalid number) are closed; B is to be called again, D for the first time: 2 "
                "/ 4 = 50%.",
            ),
        ),
    ),
    KPI(
        id="remaining_leads",
        family="file",
        name=Text("Potentiel restant", "Remaining potential"),
        unit=Unit.COUNT,
        better=Better.NONE,
        num="leads_open",
        basis=Basis.STOCK,
        question=Text("Combien de fiches reste-t-il à travailler ?", "How many leads are left to work?"),
        formula=Text(
            fr="Fiches encore ouvertes à la fin de la période, jamais appelées ou à rappeler.",
            en="Leads still open at the period’s end, never called or to be called again.",
        ),
        reading=Text(
            fr="Toutes ne se valent pas : une fiche déjà appelée huit fois pèse moins qu’une fiche neuve. Diviser "
            "par les fiches closes par jour donne les jours de travail devant soi.",
            en="They are not all equal: a lead called eight times weighs less than a fresh one. Divide by the leads "
            "closed per day to get the days of work ahead.",
        ),
        action=Text(
            fr="Prévenir le donneur d’ordre avant que le stock ne couvre plus le délai de livraison du fichier "
            "suivant.",
            en="Warn the client before the stock no longer covers the time it takes to get the next list.",
        ),
        synonyms=(
            Text("stock de fiches", "open leads"),
            Text("fiches ouvertes", "leads left"),
        ),
        refs=("001#ciblage",),
        see_also=("list_exploitation_rate",),
        breakdowns=("list", "campaign", "source"),
        cadence=("daily", "weekly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                ),
                "attempts": (
                    call(1, "A", "sale"),
                    call(2, "B", "callback"),
                ),
            },
            value=2,
            working=Text(
                fr="La vente clôt A ; B attend un rappel et C un premier appel : 2 fiches ouvertes.",
                en="The sale closes A; B awaits a callback and C a first call: 2 open leads.",
            ),
        ),
    ),
    KPI(
        id="duplicate_rate",
        family="file",
        name=Text("Taux de doublons", "Duplicate rate"),
        short=Text("Doublons", "Duplicates"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="leads_duplicate",
        den="leads_with_valid_number",
        subset=True,
        question=Text(
            fr="Achète-t-on, et appelle-t-on, deux fois les mêmes personnes ?",
            en="Are we buying, and calling, the same people twice?",
        ),
        formula=Text(
            fr="Fiches dont le numéro normalisé était déjà celui d’une fiche antérieure / fiches ayant un numéro valide.",
            en="Leads whose normalised number already belonged to an earlier lead / leads with a valid number.",
        ),
        reading=Text(
            fr="La première fiche d’un numéro n’est pas un doublon, les suivantes le sont. Un standard d’entreprise "
            "partagé par plusieurs interlocuteurs en crée de légitimes.",
            en="The first lead with a number is no duplicate, the later ones are. A company switchboard shared by "
            "several people makes legitimate ones.",
        ),
        action=Text(
            fr="Dédoublonner avant injection, refuser au fournisseur ce que l’on possède déjà, et compter les "
            "sollicitations par personne plutôt que par fiche.",
            en="Remove duplicates before loading, refuse from the supplier what is already held, and count "
            "solicitations by person rather than by lead.",
        ),
        synonyms=(Text("fiches en double", "duplicates"),),
        refs=("000#1",),
        see_also=("file_validity_rate", "over_solicitation_rate"),
        breakdowns=("list", "source"),
        cadence=("monthly",),
        example=Example(
            rows={
                "leads": (
                    lead("A", phone="+33790000001"),
                    lead("B", phone="+33790000002"),
                    lead("C", phone="+33790000003"),
                    lead("D", phone="+33790000001", created_at="2025-03-03T08:30:00Z"),
                    lead("E"),
                ),
            },
            value=0.25,
            working=Text(
                fr="D reprend le numéro de A, créée avant : 1 doublon sur 4 fiches ayant un numéro, soit 25 %.",
                en="D repeats the number of A, created earlier: 1 duplicate of 4 leads with a number, 25%.",
            ),
        ),
    ),
    KPI(
        id="list_penetration",
        family="file",
        name=Text("Taux de pénétration du fichier", "List penetration"),
        short=Text("Pénétration", "Penetration"),
        unit=Unit.PERCENT,
        better=Better.UP,
        is_judged=False,
        num="leads_worked",
        den="leads",
        subset=True,
        basis=Basis.STOCK,
        question=Text(
            fr="Quelle part du fichier a déjà été appelée au moins une fois ?",
            en="What share of the list has been called at least once?",
        ),
        formula=Text(
            fr="Fiches traitées / fiches du fichier. Un état à la fin de la période, pour toutes les fiches créées "
            "jusque-là.",
            en="Leads attempted / leads in the list. A state at the period’s end, over all leads created until then.",
        ),
        reading=Text(
            fr="Mesure la couverture, pas l’épuisement : une fiche appelée une fois sans réponse est pénétrée mais "
            "reste ouverte. L’écart avec l’exploitation est ce qui reste à relancer.",
            en="It measures coverage, not exhaustion: a lead called once without answer is penetrated but still "
            "open. The gap with exploitation is what remains to be called again.",
        ),
        action=Text(
            fr="Finir de couvrir les fiches neuves avant de multiplier les relances, sauf rappels promis et leads "
            "chauds.",
            en="Cover fresh leads before adding further passes, promised callbacks and hot leads aside.",
        ),
        synonyms=(Text("couverture du fichier", "list coverage"),),
        refs=("trade",),
        see_also=("list_exploitation_rate",),
        breakdowns=("list", "campaign", "source"),
        cadence=("weekly",),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                    lead("D"),
                ),
                "attempts": (
                    call(1, "A", "refused"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "machine"),
                    call(4, "C", "no_answer"),
                ),
            },
            value=0.75,
            working=Text("Trois fiches appelées sur quatre : 75 %.", "Three leads called of four: 75%."),
        ),
    ),
)
