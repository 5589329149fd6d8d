"""KPIs that are read as shares of a whole: reasons, ranks, products; and pauses, reason by reason."""

from __future__ import annotations

from cadran.catalogue.kpis._rows import call, lead, order, state
from cadran.catalogue.shape import DAY, KPI, Basis, Better, Example, Text, Unit, View

KPIS = (
    KPI(
        id="sales_by_attempt_rank",
        family="reach",
        name=Text("Ventes par rang d’appel", "Sales by attempt rank"),
        unit=Unit.PERCENT,
        better=Better.NONE,
        num="attempts_sold",
        den="attempts_sold",
        subset=True,
        view=View(
            "attempt-rank", by=("attempt_rank",), kpis=("attempts", "contact_rate"), share=True, cumulated="order"
        ),
        question=Text(
            fr="À quelle tentative viennent les ventes ?",
            en="At which attempt do sales come?",
        ),
        formula=Text(
            fr="Ventes conclues à la 1re, 2e, 3e… tentative sur la fiche / toutes les ventes conclues sur une tentative, cumulées dans l’ordre des rangs.",
            en="Sales made at the 1st, 2nd, 3rd… attempt on the lead / all sales made on an attempt, cumulated in the order of ranks.",
        ),
        reading=Text(
            fr="Le cumulé dit ce que l’on garderait en s’arrêtant à n tentatives. La vue « cadran view attempt-rank » donne aussi les premiers contacts et les rendez-vous, des fiches qui s’arrêtent au rang n et de celles qui l’atteignent : deux lectures que l’on confond.",
            en="The cumulated share says what stopping at n attempts would bring. The view “cadran view attempt-rank” also gives first contacts and appointments, of leads that end at rank n and of those that reach it: two readings that are often confused.",
        ),
        action=Text(
            fr="Fixer le nombre de tentatives là où le cumulé s’aplatit, et espacer les rappels plutôt que les multiplier le même jour.",
            en="Set the number of attempts where the cumulated share flattens, and space calls out rather than pile them up on one day.",
        ),
        caution=Text(
            fr="La source prête à Robert Clay que 2 % des ventes se font au premier contact et que 80 % des contacts disent quatre fois non avant un oui : aucune étude n’a pu en être retrouvée. C’est un adage, à placer à côté de la courbe du centre.",
            en="The source has it from Robert Clay that 2% of sales come at the first contact and that 80% of contacts say no four times before a yes: no study can be traced. It is a saying, to be put beside the centre’s own curve.",
        ),
        synonyms=(
            Text("ventes par tentative", "sales per attempt number"),
            Text("courbe d’insistance", "persistence curve"),
        ),
        refs=("002#3",),
        see_also=("attempts_per_lead", "follow_up_rate", "follow_up_interval", "over_solicitation_rate"),
        breakdowns=("attempt_rank", "campaign"),
        cadence=("monthly",),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B"), lead("C")),
                "attempts": (
                    call(1, "A", "no_answer"),
                    call(9, "A", "sale"),
                    call(2, "B", "sale"),
                    call(3, "C", "sale"),
                    call(4, "D", "refused"),
                ),
            },
            value=2 / 3,
            working=Text(
                fr="Trois ventes : B et C au premier appel, A au second. Rang 1 : 2 / 3 ; rang 2 : 1 / 3, cumulé 3 / 3.",
                en="Three sales: B and C at the first call, A at the second. Rank 1: 2 / 3; rank 2: 1 / 3, cumulated 3 / 3.",
            ),
            key={"attempt_rank": 1},
        ),
    ),
    KPI(
        id="disqualification_reasons",
        family="conversation",
        name=Text("Causes de non-qualification", "Reasons for not qualifying"),
        unit=Unit.PERCENT,
        better=Better.NONE,
        num="leads_contacted_unqualified",
        den="leads_contacted_unqualified",
        subset=True,
        basis=Basis.COHORT,
        view=View("refusals", by=("outcome", "reason"), share=True, cumulated="largest"),
        matures_s=30 * DAY,
        question=Text(
            fr="Pourquoi des fiches contactées ne se qualifient-elles pas ?",
            en="Why do leads that were contacted not qualify?",
        ),
        formula=Text(
            fr="Fiches contactées et non qualifiées, par dernier résultat et motif (hors cible, données erronées, pas de besoin, de budget, de pouvoir de décision, de projet, projet trop lointain) / fiches contactées et non qualifiées ; les plus fréquents d’abord, cumulés.",
            en="Leads contacted and not qualified, by last outcome and reason (off target, wrong data, no need, budget, authority or project, project too far off) / leads contacted and not qualified; most frequent first, cumulated.",
        ),
        reading=Text(
            fr="Une fiche encore ouverte (à rappeler) y figure : elle peut encore se qualifier. La vue « cadran view refusals » range chaque fiche sous une seule cause, les encore ouvertes à part.",
            en="A lead still open (to be called back) is in it: it may yet qualify. The view “cadran view refusals” puts each lead under one cause, those still open apart.",
        ),
        action=Text(
            fr="Hors cible et données erronées : rendre le fichier à qui le fournit. Pas de projet, ou lointain : recycler à date. Pas de pouvoir de décision : revoir le ciblage des fonctions.",
            en="Off target and wrong data: hand the list back to its provider. No project, or far off: recycle on a date. No authority: review which functions are called.",
        ),
        synonyms=(Text("motifs de non-qualification", "disqualification reasons"),),
        refs=("000#4",),
        see_also=("qualification_rate", "off_target_rate", "refusal_reasons"),
        breakdowns=("reason", "source", "list"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B"), lead("C"), lead("D")),
                "attempts": (
                    call(1, "A", "off_target"),
                    call(2, "B", "not_interested", reason="no_budget"),
                    call(3, "C", "off_target"),
                    call(4, "D", "qualified"),
                ),
            },
            value=2 / 3,
            working=Text(
                fr="Trois fiches contactées ne se qualifient pas ; deux sont hors cible : 2 / 3. B n’a pas de budget : 1 / 3. D est qualifiée.",
                en="Three leads contacted do not qualify; two are off target: 2 / 3. B has no budget: 1 / 3. D is qualified.",
            ),
            key={"outcome": "off_target", "reason": None},
        ),
    ),
    KPI(
        id="refusal_reasons",
        family="conversation",
        name=Text("Motifs de refus", "Reasons for refusal"),
        unit=Unit.PERCENT,
        better=Better.NONE,
        num="calls_refused",
        den="calls_refused",
        subset=True,
        view=View("refusals", by=("reason",), kpis=("refusals",), share=True, cumulated="largest"),
        question=Text(
            fr="Pourquoi refuse-t-on l’offre ?",
            en="Why is the offer refused?",
        ),
        formula=Text(
            fr="Refus de ce motif / tous les refus, le plus fréquent d’abord, cumulés. Un refus sans motif est « non renseigné » et compte dans le total.",
            en="Refusals for that reason / all refusals, most frequent first, cumulated. A refusal without a reason is “unassigned” and counts in the total.",
        ),
        reading=Text(
            fr="Deux ou trois motifs font d’ordinaire l’essentiel : le cumulé dit lesquels. Beaucoup de refus non renseignés : la saisie est à reprendre d’abord. La vue « cadran view refusals » croise avec le profil et l’ancienneté.",
            en="Two or three reasons usually make up most: the cumulated share says which. Many unassigned: mend the recording first. The view “cadran view refusals” crosses them with profile and tenure.",
        ),
        action=Text(
            fr="Traiter le premier motif dans l’argumentaire (prix) ou dans l’offre (produit, délai), puis vérifier que sa part recule. Chez les plus expérimentés, regarder du côté du produit ou du marché.",
            en="Deal with the first reason in the pitch (price) or in the offer (product, delay), then check that its share shrinks. With the most experienced agents, look at the product or the market.",
        ),
        synonyms=(
            Text("causes de refus", "refusal causes"),
            Text("objections finales", "final objections"),
        ),
        refs=("000#6", "001#performance"),
        see_also=("refusals", "refusal_rate", "disqualification_reasons"),
        breakdowns=("reason", "profile", "tenure", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "attempts": (
                    call(1, "A", "refused", reason="price"),
                    call(2, "B", "refused", reason="price"),
                    call(3, "C", "refused", reason="no_need"),
                    call(4, "D", "not_interested", reason="price"),
                ),
            },
            value=2 / 3,
            working=Text(
                fr="Trois refus après argumentation, dont deux pour le prix : 2 / 3. D a décliné avant l’argumentaire.",
                en="Three refusals after the pitch, two of them for the price: 2 / 3. D declined before the pitch.",
            ),
            key={"reason": "price"},
        ),
    ),
    KPI(
        id="pause_reasons",
        family="productivity",
        name=Text("Pauses par motif", "Pauses by reason"),
        unit=Unit.SECONDS,
        better=Better.NONE,
        num="time_paused_s",
        basis=Basis.ACTIVITY,
        view=View("pauses", by=("pause_reason",)),
        question=Text(
            fr="À quoi passe le temps de pause, et qu’est-ce qui est évitable ?",
            en="Where does paused time go, and what is avoidable?",
        ),
        formula=Text(
            fr="Temps passé en pause, par motif.",
            en="Time spent paused, by reason.",
        ),
        reading=Text(
            fr="Un repos n’est pas une perte. Une « pause » de saisie ou de dossier est du travail déguisé : la retirer en allégeant l’outil. La vue « cadran view pauses » donne les parts, le cumulé et les équipes.",
            en="A rest is no loss. A “pause” to type or to finish a file is work in disguise: take it away by easing the tool. The view “cadran view pauses” gives shares, cumulated, and teams.",
        ),
        action=Text(
            fr="Chercher ce que cache le premier motif évitable (saisie à la main, panne, attente d’un autre service) et le corriger à la source, sans toucher au repos.",
            en="Find what the first avoidable reason hides (manual entry, a fault, waiting for another service) and mend it at its source, leaving rest alone.",
        ),
        synonyms=(Text("motifs de pause", "break reasons"),),
        refs=("003#11",),
        see_also=("pause_time", "pause_rate"),
        breakdowns=("pause_reason", "team", "agent"),
        cadence=("weekly",),
        example=Example(
            rows={
                "agent_states": (
                    state(0, 10, "paused", reason="rest"),
                    state(10, 30, "talking"),
                    state(40, 5, "paused", reason="data entry"),
                    state(50, 20, "paused", reason="rest"),
                ),
            },
            value=1800,
            working=Text(
                fr="Repos : 10 + 20 minutes, 1 800 secondes. Saisie : 5 minutes.",
                en="Rest: 10 + 20 minutes, 1,800 seconds. Data entry: 5 minutes.",
            ),
            key={"pause_reason": "rest"},
        ),
    ),
    KPI(
        id="product_mix",
        family="sales",
        name=Text("Répartition des produits vendus", "Product mix"),
        unit=Unit.PERCENT,
        better=Better.NONE,
        num="orders",
        den="orders",
        subset=True,
        view=View("product-mix", by=("product",), kpis=("orders", "revenue"), share=True, cumulated="largest"),
        question=Text(
            fr="Quels produits vend-on le plus ?",
            en="Which products sell most?",
        ),
        formula=Text(
            fr="Commandes du produit / commandes, annulées exclues, les plus vendus d’abord, cumulées ; le chiffre d’affaires de chacun à côté.",
            en="Orders of the product / orders, cancelled ones aside, best sellers first, cumulated; the revenue of each beside it.",
        ),
        reading=Text(
            fr="Un produit fait vite le nombre sans faire la valeur : lire les deux colonnes. La vue « cadran view product-mix » donne aussi la part de chacun dans le chiffre d’affaires.",
            en="A product soon makes the number without making the value: read both columns. The view “cadran view product-mix” also gives each one’s share of revenue.",
        ),
        action=Text(
            fr="Mettre l’argumentaire du produit de plus grande valeur en premier sur les cibles qui l’achètent ; retirer de l’appel ceux qui ne se vendent jamais.",
            en="Put the pitch of the most valuable product first with the targets that buy it; take those that never sell out of the call.",
        ),
        synonyms=(
            Text("mix produit", "sales mix"),
            Text("répartition des ventes", "sales split"),
        ),
        refs=("001#performance",),
        see_also=("average_order_value", "revenue"),
        breakdowns=("product", "product_category", "campaign"),
        cadence=("weekly", "monthly"),
        example=Example(
            rows={
                "leads": (lead("A"), lead("B"), lead("C"), lead("D")),
                "orders": (
                    order(1, "A", 100, product_id="P"),
                    order(2, "B", 300, product_id="Q"),
                    order(3, "C", 100, product_id="P", status="cancelled"),
                    order(4, "D", 100, product_id="P"),
                ),
            },
            value=2 / 3,
            working=Text(
                fr="Trois commandes non annulées, dont deux de P : 2 / 3. Q n’en fait qu’une, mais 300 sur 500.",
                en="Three orders not cancelled, two of them of P: 2 / 3. Q makes one only, but 300 of 500.",
            ),
            key={"product": "P"},
        ),
    ),
)
