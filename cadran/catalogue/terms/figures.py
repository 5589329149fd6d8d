"""Reading a figure."""

from __future__ import annotations

from cadran.catalogue.terms.shape import Term, term

TERMS: tuple[Term, ...] = (
    term(
        "figures",
        "numerator",
        ("Numérateur, dénominateur", "Numerator, denominator"),
        "Ce qui est au-dessus et au-dessous de la barre. Chacun s’additionne de son côté et la division se fait une fois, à la fin : un total n’est jamais la moyenne de ses lignes.",
        "What is above and below the bar. Each is added up apart and divided once, at the end: a total is never the mean of its rows.",
        see=("proportion",),
    ),
    term(
        "figures",
        "proportion",
        ("Proportion, rapport", "Proportion, ratio"),
        "Une proportion compte une partie d’un tout : elle reste entre 0 et 100 % et a un intervalle. Un rapport met face à face deux comptes, et peut dépasser 100 %.",
        "A proportion counts a part of a whole: it stays between 0 and 100% and has an interval. A ratio sets two counts against each other, and may pass 100%.",
        see=("wilson", "activity"),
    ),
    term(
        "figures",
        "wilson",
        ("Intervalle de Wilson", "Wilson interval"),
        "La plage où se tient vraisemblablement la vraie proportion, au niveau de 95 %. Large quand il y a peu d’observations, il ne sort jamais de 0 à 100 % et tient sur les petits nombres.",
        "The range in which the true proportion plausibly lies, at the 95% level. Wide where observations are few, it never leaves 0 to 100% and holds on small numbers.",
        see=("proportion", "undecided"),
    ),
    term(
        "figures",
        "undecided",
        ("Indécis", "Undecided"),
        "L’intervalle contient le seuil ou le zéro : les chiffres ne permettent pas de trancher, et Cadran ne tranche pas.",
        "The interval holds the threshold or zero: the figures do not settle it, and Cadran does not either.",
        see=("wilson",),
    ),
    term(
        "figures",
        "activity",
        ("Base activité", "Activity basis"),
        "Chaque chose est datée par son propre événement : un appel par son jour, une vente par le sien. C’est la lecture du quotidien ; un taux y met parfois face à face des leads différents.",
        "Each thing is dated by its own event: a call by its day, a sale by its own. It is the everyday reading; a rate may set different leads against each other.",
        see=("cohort", "stock"),
    ),
    term(
        "figures",
        "cohort",
        ("Base cohorte", "Cohort basis"),
        "Tout est daté par la création du lead : ce que sont devenus les leads nés dans la période, suivis jusqu’à maintenant. Seule lecture juste d’un entonnoir ; les cohortes récentes n’ont pas "
        "encore tout donné.",
        "Everything is dated by the lead’s creation: what became of the leads born in the period, followed until now. The only right reading of a funnel; recent cohorts have not "
        "given all they will.",
        see=("activity", "funnel"),
    ),
    term(
        "figures",
        "stock",
        ("État (stock)", "Stock"),
        "Ce qui est vrai à la fin de la période, pour toutes les fiches quel que soit leur âge : potentiel restant, pénétration, exploitation.",
        "What is true at the period’s end, for all leads whatever their age: what is left, penetration, exploitation.",
        kpis=("remaining_leads", "list_penetration"),
        see=("activity",),
    ),
    term(
        "figures",
        "unknown",
        ("Inconnu (—)", "Unknown (—)"),
        "Rien sur rien, ou rien de chargé : ce n’est pas zéro, et Cadran n’écrit pas zéro.",
        "Nothing over nothing, or nothing loaded: it is not zero, and Cadran does not write zero.",
        see=("unmapped",),
    ),
    term(
        "figures",
        "percentile",
        ("Médiane, 90e centile", "Median, 90th percentile"),
        "La moitié des leads sont en deçà de la médiane, neuf sur dix en deçà du 90e centile. Contrairement à la moyenne, quelques délais énormes ne les déplacent guère.",
        "Half the leads are below the median, nine in ten below the 90th percentile. Unlike the mean, a few huge delays hardly move them.",
        kpis=("speed_to_contact_median", "speed_to_contact_p90"),
        see=("speed",),
    ),
    term(
        "figures",
        "funnel",
        ("Entonnoir", "Funnel"),
        "Les étapes d’un lead, de la création à la vente nette, et ce qui passe de l’une à l’autre : traité, contacté, qualifié, argumenté, rendez-vous, vente.",
        "The steps of a lead, from creation to net sale, and what passes from each to the next: attempted, contacted, qualified, argued, appointment, sale.",
        see=("cohort",),
    ),
    term(
        "figures",
        "shrinkage",
        ("Estimation resserrée", "Shrunk estimate"),
        "Le taux d’un téléconseiller ramené vers ce que donnerait son mélange de campagnes, d’autant plus qu’il a peu d’appels. Le hasard fait les extrêmes ; l’estimation les efface.",
        "An agent’s rate drawn towards what their mix of campaigns would give, the more so the fewer their calls. Chance makes extremes; this takes them away.",
        see=("same_campaign", "wilson"),
    ),
    term(
        "figures",
        "same_campaign",
        ("À campagne égale", "At the same campaign"),
        "Comparer à l’intérieur de chaque campagne, puis réunir les écarts (Mantel-Haenszel) : un mélange de campagnes plus facile ne passe plus pour du talent.",
        "Comparing within each campaign, then bringing the differences together (Mantel-Haenszel): an easier mix of campaigns no longer passes for talent.",
        see=("shrinkage",),
    ),
    term(
        "figures",
        "benchmark",
        ("Repère publié", "Published mark"),
        "Un chiffre donné par une source, montré avec elle et avec sa faiblesse. Ce n’est pas un objectif : l’objectif est celui que le centre se fixe.",
        "A figure that a source gives, shown with it and with its weakness. It is no target: the target is the one the centre sets itself.",
        see=("target",),
    ),
)
