"""Lists and leads."""

from __future__ import annotations

from cadran.catalogue.terms.shape import Term, term

TERMS: tuple[Term, ...] = (
    term(
        "leads",
        "list",
        ("Fichier", "List"),
        "Un lot de prospects à appeler, d’une même origine et d’un même achat : sa source, son jour d’acquisition et son "
        "coût le suivent. À ne pas confondre avec un fichier informatique, que Cadran importe.",
        "A batch of prospects to call, of one origin and one purchase: its source, the day it was acquired and its cost go "
        "with it. Not a computer file, which is what Cadran imports.",
        kpis=("file_validity_rate", "list_penetration"),
        see=("lead", "wear", "pass"),
    ),
    term(
        "leads",
        "lead",
        ("Fiche (lead, prospect)", "Lead (record, prospect)"),
        "Une personne ou une entreprise à joindre : un numéro, une origine, une date de création. Cadran dit « lead » dans les "
        "noms d’indicateurs et « fiche » dans les phrases ; c’est la même chose.",
        "One person or company to reach: a number, an origin, a date of creation.",
        kpis=("leads",),
        see=("list", "worked"),
    ),
    term(
        "leads",
        "hot_lead",
        ("Lead chaud", "Hot lead"),
        "Un lead qui vient de se manifester, par un formulaire ou un appel, et qui se refroidit vite. Là où il y en a de marqués, "
        "les indicateurs du délai d’une heure ne portent que sur eux, et le disent.",
        "A lead that has just come forward, by a web form or a call, and cools fast. Where any are marked, the figures of the "
        "first hour are about those only, and say so.",
        kpis=("contacted_within_1h_rate",),
        see=("speed",),
    ),
    term(
        "leads",
        "worked",
        ("Lead traité", "Lead worked (attempted)"),
        "Un lead qui a reçu au moins une tentative, sur n’importe quel canal, qu’elle ait abouti ou non. Traité ne veut pas dire "
        "contacté : une source emploie un mot dans sa formule et l’autre dans son texte, d’où deux taux de transformation.",
        "A lead with at least one attempt, on any channel, whatever came of it. Worked is not contacted: one published source "
        "uses one word in its formula and the other in its text, hence two conversion rates.",
        kpis=("leads_attempted", "conversion_per_worked_lead", "conversion_per_contacted_lead"),
        see=("attempt", "contact"),
    ),
    term(
        "leads",
        "open_lead",
        ("Lead ouvert, lead clos", "Open lead, closed lead"),
        "Un lead est ouvert tant qu’il peut encore être appelé. Un résultat définitif le clôt (vente, refus, hors cible, faux numéro…), "
        "tout comme le nombre de tentatives permis, une opposition ou la fermeture de son fichier.",
        "A lead is open as long as it may still be called. A final outcome closes it (sale, refusal, off target, wrong number…), and so "
        "do the attempts allowed, an opposition or the closing of its list.",
        kpis=("remaining_leads", "list_exploitation_rate"),
        see=("outcome", "stock"),
    ),
    term(
        "leads",
        "exploitation",
        ("Exploitation du fichier", "Exploitation of a list"),
        "La part du fichier travaillée et sortie du circuit. Le reste est le potentiel : jamais appelé, ou à rappeler.",
        "The share of the list that has been worked and is out of the pipe. The rest is what is left: never called, or to call again.",
        kpis=("list_exploitation_rate", "remaining_leads"),
        see=("penetration", "open_lead"),
    ),
    term(
        "leads",
        "penetration",
        ("Pénétration", "Penetration"),
        "La part du fichier qui a reçu au moins une tentative. Un fichier peut être très pénétré et peu exploité : tout a été "
        "essayé, rien n’est clos.",
        "The share of the list with at least one attempt. A list may be deeply penetrated and little exploited: all tried, nothing "
        "closed.",
        kpis=("list_penetration",),
        see=("exploitation",),
    ),
    term(
        "leads",
        "pass",
        ("Passe", "Pass"),
        "Un tour du fichier : la première passe appelle chacun une fois, la deuxième ceux qui restent ouverts, et ainsi de suite. "
        "Ce que chaque passe joint et argumente dit s’il faut continuer.",
        "One round of the list: the first pass calls each once, the second those still open, and so on. What each pass reaches and "
        "pitches says whether to go on.",
        kpis=("list_penetration",),
        see=("wear", "attempt"),
    ),
    term(
        "leads",
        "wear",
        ("Usure", "Wear"),
        "Ce qu’un fichier perd en vieillissant et à force d’être appelé : moins de gens joints, plus de faux numéros. La vue « Usure "
        "des fichiers » la suit par âge, par passe et par livraison, et dit s’il faut continuer, recycler ou arrêter.",
        "What a list loses by ageing and by being called: fewer people reached, more wrong numbers. The view “List wear” follows it by age, "
        "by pass and by delivery, and says whether to continue, recycle or stop.",
        kpis=("contactability_rate", "wrong_number_rate"),
        see=("pass", "recycling"),
    ),
    term(
        "leads",
        "recycling",
        ("Recyclage", "Recycling"),
        "Remettre en appel des fiches déjà closes ou épuisées. Un contact antérieur à la création de la fiche (identifiant réemployé) n’est "
        "pas compté comme son premier contact.",
        "Putting closed or exhausted leads back to be called. A contact earlier than the lead’s creation (an id used again) does not count as "
        "its first.",
        see=("wear",),
    ),
    term(
        "leads",
        "duplicate",
        ("Doublon", "Duplicate"),
        "Une fiche dont le numéro, une fois normalisé, était déjà celui d’une fiche antérieure. La première n’est pas un doublon.",
        "A lead whose number, once normalised, already belonged to an earlier lead. The earlier one is no duplicate.",
        kpis=("duplicate_rate",),
        see=("e164",),
    ),
    term(
        "leads",
        "e164",
        ("Numéro normalisé (E.164)", "Normalised number (E.164)"),
        "Un numéro écrit d’une seule façon dans le monde entier, indicatif du pays d’abord. Cadran y ramène tous les numéros et en tire "
        "le type (mobile, fixe…) par le plan de numérotation, jamais par le seul préfixe.",
        "A number written in one way for the whole world, country code first. Cadran brings every number to it and takes its type "
        "(mobile, fixed…) from the numbering plan.",
        kpis=("mobile_rate", "duplicate_rate"),
    ),
    term(
        "leads",
        "source",
        ("Source", "Source"),
        "L’origine commerciale d’un lead : formulaire, salon, partenaire, fichier acheté. À distinguer du système d’où viennent les lignes importées, que Cadran nomme système d’origine.",
        "Where a lead comes from commercially: web form, fair, partner, bought list. Not the system that imported rows come from, which Cadran calls the source system.",
        kpis=("cost_per_lead",),
        see=("list",),
    ),
    term(
        "leads",
        "target",
        ("Cible", "Target"),
        "Le public que la campagne veut atteindre, et le profil d’une fiche parmi ces publics. À ne pas confondre avec un objectif chiffré, que l’anglais appelle du même mot.",
        "The public a campaign is after, and a lead’s profile among those publics. A figure to reach is another thing, though the word "
        "is the same.",
        see=("off_target",),
    ),
)
