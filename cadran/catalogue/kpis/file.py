"""The file: what the lists are worth."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD, LEADS_HAD
from cadran.catalogue.kpis._rows import call, lead
from cadran.catalogue.shape import KPI, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

KPIS = (
    KPI(
        id="file_validity_rate",
        family="file",
        name=Text("Taux de validité du fichier", "File validity rate"),
        short=Text("Validité", "Valid"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="calls_valid",
        den="calls_put_through",
        by_agent=CALLS_HAD,
        subset=True,
        question=Text("Le fichier mène-t-il aux bonnes personnes ?", "Does the list lead to the right people?"),
        formula=Text(
            fr="Appels vers un numéro valide / appels acheminés. Les échecs techniques sont mis de côté ; un numéro "
            "mal formé, non attribué ou appartenant à quelqu’un d’autre est invalide.",
            en="Calls to a valid number / calls put through. Technical failures are set aside; a number that is "
            "malformed, unassigned or somebody else’s is invalid.",
        ),
        reading=Text(
            fr="Ne dit rien du téléconseiller : c’est la note du fournisseur de données. À lire fichier par fichier et âge par âge ; un fichier sain perd quelques points par an.",
            en="It says nothing of the agent: it grades the data supplier. Read it list by list and age by age; a "
            "sound list loses a few points a year.",
        ),
        action=Text(
            fr="Sous le seuil convenu, réclamer le remplacement des fiches au fournisseur, dédoublonner, et faire "
            "passer une vérification de numéros avant l’appel.",
            en="Below the level agreed, claim replacements from the supplier, remove duplicates and have numbers "
            "checked before calling.",
        ),
        caution=Text(
            fr="La source parle d’appels « aboutis » : ici un numéro valide, ailleurs (à propos des appels "
            "argumentés) une conversation. Le mot n’est donc pas repris seul.",
            en="The source speaks of calls that “came through”: a valid number here, a conversation elsewhere (of "
            "argued calls). So the word is not used on its own.",
        ),
        synonyms=(
            Text("qualité du fichier", "list validity"),
            Text("taux d’appels aboutis", "data quality"),
        ),
        benchmarks=(
            Benchmark(
                kind="good",
                value=0.95,
                source=cited("004", Text("au-dessus, fichier jugé bon", "above it, the list is called good")),
                weakness=Text(
                    fr="Aucune étude citée ; ni secteur ni âge du fichier précisés",
                    en="No study cited; neither sector nor age of the list given",
                ),
            ),
        ),
        refs=("004#1",),
        see_also=("wrong_number_rate",),
        breakdowns=("list", "source", "phone_type"),
        cadence=("weekly",),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "B", "invalid_number"),
                    call(3, "C", "wrong_number"),
                    call(4, "D", "refused"),
                    call(5, "E", "failed"),
                ),
            },
            value=0.5,
            working=Text(
                fr="L’échec technique est mis de côté ; sur 4 appels acheminés, 2 numéros valides : 2 / 4 = 50 %.",
                en="The technical failure is set aside; of 4 calls put through, 2 numbers valid: 2 / 4 = 50%.",
            ),
        ),
    ),
    KPI(
        id="mobile_rate",
        family="file",
        name=Text("Taux de numéros de mobile", "Mobile number rate"),
        short=Text("Mobiles", "Mobiles"),
        unit=Unit.PERCENT,
        better=Better.UP,
        is_judged=False,
        num="leads_mobile",
        den="leads_with_number",
        subset=True,
        question=Text(
            fr="Quelle part des fiches peut-on appeler sur un mobile ?",
            en="What share of the leads can be called on a mobile?",
        ),
        formula=Text(
            fr="Fiches dont le numéro est un mobile / fiches ayant un numéro. Le type vient du plan de numérotation.",
            en="Leads whose number is a mobile / leads with a number. The type comes from the numbering plan.",
        ),
        reading=Text(
            fr="Un mobile se décroche en général mieux qu’un fixe, surtout en journée : vérifier sur vos propres "
            "chiffres avec le taux de décroché par type de numéro.",
            en="Mobiles are usually answered better than landlines, daytime above all: check it on your own figures "
            "with the answer rate by type of number.",
        ),
        action=Text(
            fr="Trop bas : demander le mobile dans les formulaires et au fournisseur, enrichir les fiches, réserver "
            "les fixes aux heures où quelqu’un y répond.",
            en="Too low: ask for the mobile in forms and from the supplier, enrich the leads, keep landlines for "
            "hours when somebody answers.",
        ),
        synonyms=(Text("part de mobiles", "share of mobiles"),),
        refs=("001#ciblage",),
        see_also=("answer_rate",),
        breakdowns=("list", "source", "segment"),
        cadence=("monthly",),
        example=Example(
            rows={
                "leads": (
                    lead("A", phone="+33790000009"),
                    lead("B", phone="+33199000002"),
                    lead("C"),
                ),
            },
            value=0.5,
            working=Text(
                fr="Deux fiches ont un numéro, dont un mobile : 1 / 2 = 50 %. La fiche sans numéro n’entre pas.",
                en="Two leads have a number, one of them a mobile: 1 / 2 = 50%. The lead without a number stays out.",
            ),
        ),
    ),
    KPI(
        id="wrong_number_rate",
        family="file",
        name=Text("Taux de faux numéros", "Wrong number rate"),
        short=Text("Faux numéros", "Wrong numbers"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="leads_wrong_number",
        den="leads_attempted",
        by_agent=LEADS_HAD,
        subset=True,
        question=Text(
            fr="Quelle part des fiches appelées avait un numéro inutilisable ?",
            en="What share of the leads called had a number of no use?",
        ),
        formula=Text(
            fr="Fiches closes en numéro invalide ou en erreur de personne / fiches traitées. Une fiche compte par "
            "son dernier résultat, au jour de sa dernière tentative.",
            en="Leads closed as invalid number or somebody else’s / leads attempted. A lead counts by its last "
            "outcome, on the day of its last attempt.",
        ),
        reading=Text(
            fr="Sur une semaine : parmi les fiches travaillées cette semaine-là, celles qu’il a fallu clore pour un "
            "numéro faux. Une fiche recontactée depuis avec succès n’en est plus une.",
            en="For a week: of the leads worked that week, those that had to be closed for a bad number. A lead "
            "reached since is no longer one.",
        ),
        action=Text(
            fr="Comparer les fournisseurs, vérifier la saisie des formulaires (confirmation par SMS), retirer ces "
            "fiches tout de suite : chaque rappel est perdu.",
            en="Compare suppliers, check how forms take the number (confirm by SMS), and withdraw such leads at "
            "once: every further call is wasted.",
        ),
        caution=Text(
            fr="Faux numéros et hors cible se lisent par fiche, la validité du fichier par appel : les trois taux "
            "ne s’additionnent pas entre eux. Sans table de fiches, le résultat des tentatives de la période en "
            "tient lieu.",
            en="Wrong numbers and off target are read by lead, file validity by call: the three do not add up. "
            "Without a table of leads, the outcomes of the period’s attempts stand in.",
        ),
        synonyms=(
            Text("numéros erronés", "bad numbers"),
            Text("NPAI téléphone", "bad numbers"),
        ),
        refs=("001#ciblage",),
        see_also=("file_validity_rate", "unusable_rate"),
        breakdowns=("list", "source", "campaign"),
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
                    call(1, "A", "invalid_number"),
                    call(2, "B", "no_answer"),
                    call(3, "B", "wrong_number"),
                    call(4, "C", "refused"),
                    call(5, "D", "no_answer"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A et B finissent en faux numéro, C et D non : 2 / 4 = 50 %.",
                en="A and B end as wrong numbers, C and D do not: 2 / 4 = 50%.",
            ),
        ),
    ),
    KPI(
        id="off_target_rate",
        family="file",
        name=Text("Taux de hors cibles / inexploitables", "Off-target rate"),
        short=Text("Hors cible", "Off target"),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="leads_off_target",
        den="leads_attempted",
        by_agent=LEADS_HAD,
        subset=True,
        question=Text(
            fr="Quelle part des fiches appelées ne pouvait pas acheter, même joignable ?",
            en="What share of the leads called could not have bought, even when reached?",
        ),
        formula=Text(
            fr="Fiches closes en hors cible / fiches traitées. Une fiche compte par son dernier résultat, au jour "
            "de sa dernière tentative.",
            en="Leads closed as off target / leads attempted. A lead counts by its last outcome, on the day of its "
            "last attempt.",
        ),
        reading=Text(
            fr="Se lit avec les faux numéros : les deux sont inexploitables, et leur somme est affichée à côté. Un "
            "taux élevé pénalise les téléconseillers sans qu’ils y puissent rien.",
            en="Read it with wrong numbers: both are unusable, and their sum is shown beside it. A high rate "
            "penalises agents who can do nothing about it.",
        ),
        action=Text(
            fr="Resserrer les critères d’achat du fichier, filtrer avant injection (secteur, taille, zone, âge), et "
            "tenir compte de ce taux dans les objectifs.",
            en="Tighten the criteria by which lists are bought, filter before loading (sector, size, area, age), "
            "and allow for this rate in targets.",
        ),
        caution=Text(
            fr="L’intitulé de la source réunit hors cibles et inexploitables ; ici ce taux est celui des hors "
            "cibles seules, la somme porte son propre nom.",
            en="The source’s title joins off target and unusable; here this rate is off target alone, and the sum "
            "has its own name.",
        ),
        synonyms=(
            Text("hors cible", "not in target"),
            Text("inexploitables", "not in target"),
        ),
        refs=("001#ciblage",),
        see_also=("wrong_number_rate", "unusable_rate"),
        breakdowns=("list", "source", "segment"),
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
                    call(1, "A", "off_target"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "wrong_number"),
                    call(4, "D", "refused"),
                ),
            },
            value=0.25,
            working=Text(
                fr="Une fiche hors cible sur 4 traitées : 25 %. Le faux numéro compte ailleurs.",
                en="One lead off target of 4 attempted: 25%. The wrong number counts elsewhere.",
            ),
        ),
    ),
    KPI(
        id="unusable_rate",
        family="file",
        name=Text(
            fr="Taux de fiches inexploitables (faux numéros et hors cibles)",
            en="Unusable lead rate (wrong numbers and off target)",
        ),
        unit=Unit.PERCENT,
        better=Better.DOWN,
        num="leads_unusable",
        den="leads_attempted",
        by_agent=LEADS_HAD,
        subset=True,
        question=Text(
            fr="Quelle part des fiches appelées ne pouvait rien donner ?",
            en="What share of the leads called could yield nothing?",
        ),
        formula=Text(
            fr="(Fiches closes en faux numéro + fiches closes en hors cible) / fiches traitées.",
            en="(Leads closed as wrong number + leads closed as off target) / leads attempted.",
        ),
        reading=Text(
            fr="La perte sèche du fichier. Une fiche n’a qu’un dernier résultat : les deux parts s’additionnent "
            "sans double compte.",
            en="The list’s dead loss. A lead has one last outcome, so the two shares add up without counting twice.",
        ),
        action=Text(
            fr="Rapporter ce taux au prix du fichier pour connaître le vrai prix d’une fiche utile, et négocier sur "
            "cette base.",
            en="Set it against the price of the list to know what a usable lead really costs, and negotiate from "
            "there.",
        ),
        beside="off_target_rate",
        synonyms=(Text("perte du fichier", "list waste"),),
        refs=("001#ciblage",),
        breakdowns=("list", "source"),
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
                    call(1, "A", "off_target"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "wrong_number"),
                    call(4, "D", "refused"),
                ),
            },
            value=0.5,
            working=Text(
                fr="A est hors cible, C un faux numéro : 2 / 4 = 50 %.",
                en="A is off target, C a wrong number: 2 / 4 = 50%.",
            ),
        ),
    ),
)
