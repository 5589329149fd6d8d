"""Sales, continued: the conversion rate, in each of its readings."""

from __future__ import annotations

from cadran.catalogue.kpis._had import CALLS_HAD, LEADS_HAD
from cadran.catalogue.kpis._rows import call, lead, order
from cadran.catalogue.shape import DAY, KPI, Benchmark, Better, Example, Text, Unit
from cadran.catalogue.sources import cited

KPIS = (
    KPI(
        id="conversion_per_worked_lead",
        family="sales",
        name=Text("Taux de transformation (leads traités)", "Conversion rate (leads worked)"),
        short=Text("Transformation", "Conversion"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_sold_worked",
        den="leads_attempted",
        by_agent=LEADS_HAD,
        subset=True,
        question=Text(
            fr="Combien de fiches travaillées deviennent des ventes ?",
            en="How many of the leads worked become sales?",
        ),
        formula=Text("Fiches vendues / fiches traitées.", "Leads sold / leads worked."),
        reading=Text(
            fr="Le résultat final, qui contient tous les taux d’amont : le décomposer (contactabilité, "
            "argumentation, refus) avant d’en tirer une conclusion. Comparer à température de fiche égale.",
            en="The final result, which holds every rate before it: break it down (contactability, pitch, refusal) "
            "before concluding. Compare leads equally warm.",
        ),
        action=Text(
            fr="Chercher l’étape qui décroche par rapport au mois précédent, puis la segmenter par source et par "
            "profil.",
            en="Find the step that fell behind last month, then break it down by source and profile.",
        ),
        caution=Text(
            fr="La source divise par les leads « traités » dans sa formule et parle de leads « contactés » dans son "
            "texte : les deux taux existent ici. Par activité, une vente peut venir d’une fiche travaillée plus "
            "tôt : le taux peut dépasser 100 %.",
            en="The source divides by leads “worked” in its formula and speaks of leads “contacted” in its text: "
            "both rates exist here. By activity, a sale may come from a lead worked earlier: the rate may exceed "
            "100%.",
        ),
        synonyms=(
            Text("taux de transfo", "close rate"),
            Text("taux de vente", "sales conversion"),
        ),
        benchmarks=(
            Benchmark(
                kind="low",
                value=0.05,
                applies_to=Text("prospection froide", "cold prospecting"),
                is_for_campaign=True,
                source=cited("000"),
                weakness=Text(
                    fr="Ordre de grandeur d’auteur ; l’article dit « traités » dans la formule et « contactés » "
                    "dans le texte",
                    en="The author’s order of magnitude; the article says “worked” in the formula and “contacted” "
                    "in the text",
                ),
            ),
            Benchmark(
                kind="high",
                value=0.8,
                upto=0.9,
                applies_to=Text("leads ultra qualifiés", "highly qualified leads"),
                is_for_campaign=True,
                source=cited("000"),
                weakness=Text(
                    fr="Ordre de grandeur d’auteur, pour des fiches presque acquises ; sans mesure",
                    en="The author’s order of magnitude, for leads all but won; no measurement",
                ),
            ),
        ),
        refs=("000#7",),
        see_also=("conversion_per_contacted_lead", "contactability_rate"),
        breakdowns=("source", "segment", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "sale"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "refused"),
                    call(4, "D", "callback"),
                ),
                "orders": (
                    order(1, "A", 100),
                    order(2, "A", 40),
                ),
            },
            value=0.25,
            working=Text(
                fr="A est vendue (deux commandes, une fiche), sur 4 fiches traitées : 1 / 4 = 25 %.",
                en="A is sold (two orders, one lead), of 4 leads worked: 1 / 4 = 25%.",
            ),
        ),
    ),
    KPI(
        id="conversion_per_contacted_lead",
        family="sales",
        name=Text("Taux de transformation (leads contactés)", "Conversion rate (leads contacted)"),
        short=Text("Ventes / contactés", "Sales / contacted"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_sold_contacted",
        den="leads_contacted",
        subset=True,
        question=Text(
            fr="Combien de fiches jointes deviennent des ventes ?",
            en="How many of the leads reached become sales?",
        ),
        formula=Text("Fiches vendues / fiches contactées.", "Leads sold / leads contacted."),
        reading=Text(
            fr="Isole le commercial de la joignabilité : deux fichiers inégalement joignables s’y comparent mieux.",
            en="Separates selling from reach: two lists that answer unequally compare better here.",
        ),
        action=Text(
            fr="Bas alors que la contactabilité est bonne : l’offre, le discours ou la cible, pas le téléphone.",
            en="Low while contactability is good: the offer, the pitch or the target, not the phone.",
        ),
        variant_of="conversion_per_worked_lead",
        differs=Text(
            fr="Divise par les fiches jointes et non par les fiches travaillées : les injoignables n’y pèsent pas.",
            en="Divides by leads reached rather than worked: those out of reach do not weigh on it.",
        ),
        caution=Text(
            fr="La source parle de leads « contactés » dans son texte et divise par les leads « traités » dans sa formule : voici le premier, "
            "l’autre a son propre taux. Par activité, une vente peut venir d’une fiche jointe plus tôt : le taux peut dépasser 100 %.",
            en="The source speaks of leads “contacted” in its text and divides by leads “worked” in its formula: this is the first, "
            "the other has its own rate. By activity, a sale may come from a lead reached earlier: the rate may exceed 100%.",
        ),
        synonyms=(Text("transformation sur contacts", "conversion of contacts"),),
        refs=("000#7",),
        see_also=("contactability_rate",),
        breakdowns=("source", "agent", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "sale"),
                    call(2, "B", "no_answer"),
                    call(3, "C", "refused"),
                ),
                "orders": (order(1, "A", 100),),
            },
            value=0.5,
            working=Text(
                fr="A et C sont contactées, A est vendue : 1 / 2 = 50 %.",
                en="A and C are contacted, A is sold: 1 / 2 = 50%.",
            ),
        ),
    ),
    KPI(
        id="conversion_per_lead",
        family="sales",
        name=Text("Taux de transformation (volume de leads)", "Conversion rate (all leads)"),
        short=Text("Transformation", "Conversion"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_sold",
        den="leads",
        subset=True,
        question=Text(
            fr="Combien de fiches achetées ou reçues deviennent des ventes ?",
            en="How many of the leads bought or received become sales?",
        ),
        formula=Text("Fiches vendues / fiches créées.", "Leads sold / leads created."),
        reading=Text(
            fr="Le taux de l’acheteur de fichiers : les fiches jamais appelées y pèsent. Le lire par cohorte pour "
            "suivre les mêmes fiches, et attendre qu’elles aient eu le temps d’acheter.",
            en="The list buyer’s rate: leads never called weigh on it. Read it by cohort to follow the same leads, "
            "and wait until they have had time to buy.",
        ),
        action=Text(
            fr="S’il est bien plus bas que le taux sur fiches traitées, le fichier dort : finir de le couvrir avant "
            "d’en acheter un autre.",
            en="If it is far below the rate on leads worked, the list sleeps: finish covering it before buying "
            "another.",
        ),
        variant_of="conversion_per_worked_lead",
        differs=Text(
            fr="Divise par toutes les fiches entrées, appelées ou non.",
            en="Divides by every lead that came in, called or not.",
        ),
        caution=Text(
            fr="Par activité, ventes et créations de fiches ont chacune leur date : le taux peut dépasser 100 %.",
            en="By activity, sales and lead creations each have their date: the rate may exceed 100%.",
        ),
        synonyms=(Text("rendement du fichier", "list yield"),),
        refs=("001#performance",),
        see_also=("list_penetration", "conversion_per_potential_lead"),
        breakdowns=("list", "source", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                    lead("D"),
                ),
                "attempts": (call(1, "A", "sale"),),
                "orders": (order(1, "A", 100),),
            },
            value=0.25,
            working=Text(
                fr="Une fiche vendue sur 4 créées : 25 %, bien que trois n’aient pas été appelées.",
                en="One lead sold of 4 created: 25%, though three were not called.",
            ),
        ),
    ),
    KPI(
        id="conversion_per_potential_lead",
        family="sales",
        name=Text("Taux de transformation (leads à potentiel)", "Conversion rate (leads with potential)"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="leads_sold_potential",
        matures_s=30 * DAY,
        den="leads_potential",
        subset=True,
        question=Text(
            fr="Combien de fiches qui pouvaient acheter l’ont fait ?",
            en="How many of the leads that could buy did?",
        ),
        formula=Text(
            fr="Fiches vendues / (fiches créées − faux numéros − hors cibles), d’après le dernier résultat de "
            "chaque fiche.",
            en="Leads sold / (leads created − wrong numbers − off target), by each lead’s last outcome.",
        ),
        reading=Text(
            fr="Juge les vendeurs sans leur imputer le fichier : à comparer d’un fournisseur à l’autre. Les fiches "
            "jamais appelées gardent leur potentiel et restent au dénominateur.",
            en="Judges the sellers without charging them with the list: compare it across suppliers. Leads never "
            "called keep their potential and stay in the denominator.",
        ),
        action=Text(
            fr="Si l’écart avec le taux sur toutes les fiches est grand, c’est le fichier qu’il faut négocier, pas "
            "l’équipe qu’il faut presser.",
            en="If the gap with the rate on all leads is wide, negotiate the list rather than press the team.",
        ),
        variant_of="conversion_per_worked_lead",
        differs=Text(
            fr="Retire du volume de fiches les faux numéros et les hors cibles.",
            en="Takes wrong numbers and off-target leads out of the volume of leads.",
        ),
        caution=Text(
            fr="Par activité, ventes et créations de fiches ont chacune leur date : le taux peut dépasser 100 %.",
            en="By activity, sales and lead creations each have their date: the rate may exceed 100%.",
        ),
        synonyms=(Text("transformation hors inexploitables", "conversion without unusable leads"),),
        refs=("001#performance",),
        see_also=("unusable_rate", "conversion_per_lead"),
        breakdowns=("list", "source", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "leads": (
                    lead("A"),
                    lead("B"),
                    lead("C"),
                    lead("D"),
                ),
                "attempts": (
                    call(1, "A", "sale"),
                    call(2, "B", "wrong_number"),
                    call(3, "C", "off_target"),
                ),
                "orders": (order(1, "A", 100),),
            },
            value=0.5,
            working=Text(
                fr="4 fiches − 1 faux numéro − 1 hors cible = 2 à potentiel, dont une vendue : 1 / 2 = 50 %.",
                en="4 leads − 1 wrong number − 1 off target = 2 with potential, one of them sold: 1 / 2 = 50%.",
            ),
        ),
    ),
    KPI(
        id="conversion_per_conversation",
        family="sales",
        name=Text("Taux de transformation (conversations)", "Conversion rate (conversations)"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="sales",
        den="calls_contacted",
        question=Text(
            fr="Combien de conversations faut-il pour une vente ?",
            en="How many conversations does a sale take?",
        ),
        formula=Text("Ventes / conversations.", "Sales / conversations."),
        reading=Text(
            fr="Son inverse se dit bien en réunion : une vente toutes les n conversations. Plusieurs commandes "
            "d’une même personne comptent chacune.",
            en="Its inverse speaks well in meetings: one sale every n conversations. Several orders by one person "
            "each count.",
        ),
        action=Text(
            fr="Comparer les téléconseillers à fichier égal, écouter les conversations des meilleurs, partager "
            "leurs réponses aux objections.",
            en="Compare agents on the same list, listen to the best ones’ conversations, share their answers to "
            "objections.",
        ),
        variant_of="conversion_per_worked_lead",
        differs=Text(
            fr="Compte des ventes et des conversations, et non des fiches : trois échanges avant l’accord pèsent "
            "trois fois.",
            en="Counts sales and conversations rather than leads: three exchanges before an agreement weigh three "
            "times.",
        ),
        caution=Text(
            fr="Une commande passée sans conversation (en ligne, par courrier) compte aussi : le taux peut dépasser "
            "100 %.",
            en="An order placed without a conversation (online, by mail) counts too: the rate may exceed 100%.",
        ),
        synonyms=(Text("ventes par contact", "sales per contact"),),
        refs=("001#performance",),
        see_also=("contact_rate",),
        breakdowns=("agent", "campaign", "source"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "callback"),
                    call(2, "A", "sale"),
                    call(3, "B", "refused"),
                    call(4, "C", "opt_out"),
                    call(5, "D", "no_answer"),
                ),
                "orders": (order(1, "A", 100),),
            },
            value=0.25,
            working=Text(
                fr="Une vente pour 4 conversations : 1 / 4 = 25 %.",
                en="One sale for 4 conversations: 1 / 4 = 25%.",
            ),
        ),
    ),
    KPI(
        id="conversion_per_call",
        family="sales",
        name=Text("Taux de transformation (appels)", "Conversion rate (calls)"),
        unit=Unit.PERCENT,
        better=Better.UP,
        num="sales",
        den="calls",
        by_agent=CALLS_HAD,
        question=Text("Combien d’appels faut-il pour une vente ?", "How many calls does a sale take?"),
        formula=Text("Ventes / appels.", "Sales / calls."),
        reading=Text(
            fr="Très bas par nature, et sensible à tout : créneaux, répondeurs, fichier, discours. Utile en "
            "tendance sur une même campagne, trompeur entre campagnes.",
            en="Very low by nature and sensitive to everything: hours, machines, list, pitch. Useful as a trend "
            "within a campaign, misleading across campaigns.",
        ),
        action=Text(
            fr="Quand il recule, descendre l’entonnoir dans l’ordre : décroché, contact, argumenté, refus.",
            en="When it slips, go down the funnel in order: answer, contact, pitch, refusal.",
        ),
        variant_of="conversion_per_worked_lead",
        differs=Text(
            fr="Divise par tous les appels passés, et non par les fiches : insister sur une fiche le fait baisser.",
            en="Divides by every call placed rather than by leads: persisting with a lead lowers it.",
        ),
        caution=Text(
            fr="Une commande passée sans appel (en ligne, par courrier) compte aussi.",
            en="An order placed without a call (online, by mail) counts too.",
        ),
        synonyms=(Text("ventes par appel", "sales per dial"),),
        refs=("003#7",),
        see_also=("conversion_per_conversation", "answer_rate"),
        breakdowns=("campaign", "agent", "hour"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(2, "A", "sale"),
                    call(3, "B", "refused"),
                    call(4, "C", "machine"),
                    call(5, "D", "no_answer"),
                ),
                "orders": (order(1, "A", 100),),
            },
            value=0.2,
            working=Text("Une vente pour 5 appels : 1 / 5 = 20 %.", "One sale for 5 calls: 1 / 5 = 20%."),
        ),
    ),
)
