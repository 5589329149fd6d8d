"""The few KPIs to follow for each objective of a campaign, in the order in which to read them.

Nobody can follow a hundred figures; each set is short enough for one screen and goes from what the campaign is for to
what explains it and what it costs.
"""

from __future__ import annotations

from dataclasses import dataclass

from cadran.catalogue.shape import Text
from cadran.errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True)
class Choice:
    """One KPI of a set, and why it is there."""

    kpi: str
    why: Text


@dataclass(frozen=True, slots=True)
class Objective:
    """What a campaign is for (a value of campaigns.objective), and its short set of KPIs."""

    id: str
    name: Text
    question: Text
    choices: tuple[Choice, ...]


def _choice(kpi: str, fr: str, en: str) -> Choice:
    return Choice(kpi, Text(fr, en))


_LEADS = Objective(
    "leads",
    Text("Génération de leads", "Lead generation"),
    Text(
        "Combien d’opportunités tire-t-on du fichier, et à quel prix ?",
        "How many opportunities does the list give, and at what price?",
    ),
    (
        _choice(
            "leads_qualified",
            "Le résultat même de la campagne : les fiches devenues des opportunités.",
            "What the campaign is for: the leads that became opportunities.",
        ),
        _choice(
            "opportunities_per_1000_calls",
            "Le rendement de l’effort d’appel, comparable d’une campagne à l’autre.",
            "What the calling effort yields, comparable from one campaign to another.",
        ),
        _choice(
            "file_validity_rate",
            "Un fichier mal numéroté condamne tout le reste ; c’est la première chose à écarter.",
            "A list of bad numbers dooms all the rest; it is the first thing to rule out.",
        ),
        _choice(
            "contactability_rate",
            "La part des fiches que l’on finit par joindre : ce que vaut le fichier, source par source.",
            "The share of leads that are reached in the end: what the list is worth, source by source.",
        ),
        _choice(
            "contact_rate",
            "Ce que rapporte un appel en conversations : l’effet des heures et du numéro affiché.",
            "What a call brings in conversations: the effect of hours and of the number shown.",
        ),
        _choice(
            "calls_per_hour",
            "La cadence : sans elle on ne sait pas si le manque vient du fichier ou du temps.",
            "The pace: without it one cannot tell a poor list from lack of time.",
        ),
        _choice(
            "opt_out_rate",
            "Ce que la campagne coûte en image : gens qui raccrochent aussitôt ou demandent à ne plus être appelés.",
            "What the campaign costs in goodwill: people who hang up at once or ask to be removed.",
        ),
        _choice(
            "remaining_leads",
            "Ce qui reste à appeler : quand commander le prochain fichier.",
            "What is left to call: when to order the next list.",
        ),
        _choice(
            "cost_per_lead",
            "Ce que coûte un lead avant tout appel ; à comparer entre sources.",
            "What a lead costs before any call; to be compared between sources.",
        ),
    ),
)

_QUALIFICATION = Objective(
    "qualification",
    Text("Qualification de leads", "Lead qualification"),
    Text(
        "Les leads reçus sont-ils joints assez tôt et bien triés ?",
        "Are the leads that come in reached soon enough and sorted rightly?",
    ),
    (
        _choice("leads_qualified", "Ce que l’équipe remet aux vendeurs.", "What the team hands on to those who sell."),
        _choice(
            "contacted_within_1h_rate",
            "Un lead chaud se refroidit en une heure : c’est le premier levier.",
            "A hot lead cools within the hour: this is the first lever.",
        ),
        _choice(
            "speed_to_contact",
            "Le délai moyen, que quelques leads oubliés suffisent à allonger ; à lire avec la médiane.",
            "The mean delay, which a few forgotten leads are enough to stretch; read it with the median.",
        ),
        _choice(
            "contactability_rate",
            "On ne qualifie que ceux que l’on joint.",
            "Only those who are reached can be qualified.",
        ),
        _choice(
            "follow_up_rate",
            "Les leads laissés après un seul essai sont la perte la plus facile à éviter.",
            "Leads dropped after a single try are the loss most easily avoided.",
        ),
        _choice(
            "qualification_rate",
            "Le cœur du métier ici : part des leads joints qui ont le besoin, le moment, le budget et le pouvoir de décider.",
            "The heart of the trade here: the share of leads reached that have need, timing, budget and authority.",
        ),
        _choice(
            "off_target_rate",
            "Ce que la source livre hors de la cible : à renvoyer à qui fournit les leads.",
            "What the source delivers off target: to be taken up with whoever supplies the leads.",
        ),
        _choice(
            "opportunity_conversion_rate",
            "Le juge de paix : ce que l’on a qualifié se vend-il ? Une qualification trop large se voit là.",
            "The final judge: does what was qualified sell? Too loose a qualification shows here.",
        ),
        _choice(
            "cost_per_contact",
            "Ce que coûte une fiche jointe, effort et achat compris.",
            "What a lead reached costs, effort and purchase included.",
        ),
    ),
)

_APPOINTMENT = Objective(
    "appointment",
    Text("Prise de rendez-vous", "Appointment setting"),
    Text(
        "Les rendez-vous pris sont-ils nombreux, tenus et utiles ?",
        "Are the appointments booked many, kept and useful?",
    ),
    (
        _choice("appointments", "Le volume promis aux vendeurs.", "The volume promised to those who sell."),
        _choice(
            "appointment_rate",
            "Ce que l’argumentaire obtient : rendez-vous par appel argumenté.",
            "What the pitch obtains: appointments per call argued.",
        ),
        _choice(
            "argued_call_rate",
            "Combien de conversations vont jusqu’à l’argumentaire : l’accroche, avant l’offre.",
            "How many conversations get as far as the pitch: the opening, before the offer.",
        ),
        _choice(
            "contact_rate",
            "La matière première de la journée : des conversations.",
            "The day’s raw material: conversations.",
        ),
        _choice(
            "positive_argued_contacts_per_hour",
            "Le rendement horaire : ce qu’une heure de travail donne de rendez-vous ou de ventes.",
            "The hourly yield: what an hour of work gives in appointments or sales.",
        ),
        _choice(
            "appointment_show_rate",
            "Un rendez-vous qui n’est pas honoré n’en est pas un : garde-fou contre le chiffre facile.",
            "An appointment nobody comes to is none: the guard against easy numbers.",
        ),
        _choice(
            "closing_rate",
            "Ce que les rendez-vous deviennent chez les vendeurs : leur qualité.",
            "What becomes of the appointments with those who sell: their quality.",
        ),
        _choice(
            "cost_per_appointment",
            "Le prix de revient, à comparer à ce que vaut un rendez-vous honoré.",
            "What it costs to get one, against what one that is held is worth.",
        ),
    ),
)

_SALE = Objective(
    "sale",
    Text("Vente", "Sales"),
    Text(
        "Vend-on assez, à qui il faut, et que reste-t-il une fois tout payé ?",
        "Is enough sold, to the right people, and what is left once all is paid?",
    ),
    (
        _choice(
            "sales_per_hour",
            "Le rendement de l’équipe, comparable d’une équipe et d’une semaine à l’autre.",
            "What the team yields, comparable between teams and weeks.",
        ),
        _choice(
            "conversion_per_contacted_lead",
            "La force de vente elle-même, sans ce qui tient au fichier : ventes parmi les leads joints.",
            "Selling itself, without what is due to the list: sales among leads reached.",
        ),
        _choice(
            "argued_leads_rate",
            "Combien laissent présenter l’offre : l’accroche et le ciblage.",
            "How many let the offer be presented: the opening and the targeting.",
        ),
        _choice(
            "refusal_rate",
            "L’offre face au marché ; les motifs disent quoi changer.",
            "The offer against the market; the reasons say what to change.",
        ),
        _choice(
            "net_sales_rate",
            "Ce qui tient après confirmation : une vente forcée s’annule.",
            "What stands once confirmed: a forced sale is cancelled.",
        ),
        _choice(
            "average_order_value",
            "La valeur d’une commande : l’autre moitié du chiffre d’affaires.",
            "What an order is worth: the other half of revenue.",
        ),
        _choice(
            "occupancy_rate",
            "Une plage à tenir : trop bas l’équipe attend, trop haut elle s’épuise.",
            "A band to stay within: too low the team waits, too high it burns out.",
        ),
        _choice(
            "customer_acquisition_cost",
            "Ce que coûte un client gagné, toutes dépenses comprises.",
            "What winning a customer costs, every expense included.",
        ),
        _choice(
            "campaign_margin", "Le dernier mot : ce que la campagne laisse.", "The last word: what the campaign leaves."
        ),
    ),
)

_RETENTION = Objective(
    "retention",
    Text("Fidélisation", "Retention"),
    Text(
        "Garde-t-on les clients que l’on appelle, sans les lasser ?",
        "Are the customers called kept, without wearying them?",
    ),
    (
        _choice(
            "churn_rate",
            "Ce que la campagne doit faire baisser : clients perdus parmi ceux du début de la période.",
            "What the campaign is to bring down: customers lost of those at the start of the period.",
        ),
        _choice(
            "contactability_rate",
            "On ne garde que ceux que l’on peut joindre ; un taux qui baisse désigne des coordonnées périmées.",
            "Only those who can be reached can be kept; a falling rate points to outdated details.",
        ),
        _choice(
            "argued_leads_rate",
            "Combien entendent vraiment la proposition qui leur est faite.",
            "How many really hear what is proposed to them.",
        ),
        _choice(
            "refusal_rate",
            "Combien la déclinent, et pourquoi : les motifs disent quoi corriger.",
            "How many decline it, and why: the reasons say what to mend.",
        ),
        _choice(
            "net_sales_rate",
            "Ce qui est signé tient-il ? Une commande forcée s’annule.",
            "Does what is signed hold? A forced order is cancelled.",
        ),
        _choice(
            "callbacks_kept_rate",
            "Rappeler à l’heure dite : la première marque de sérieux envers un client.",
            "Calling back when promised: the first sign that a customer is taken seriously.",
        ),
        _choice(
            "over_solicitation_rate",
            "Quatre appels en un jour défont ce que la campagne veut faire.",
            "Four calls in a day undo what the campaign is for.",
        ),
        _choice(
            "average_quality_score",
            "Ce que les écoutes disent des échanges, que le seul résultat ne montre pas.",
            "What call listening says of the exchanges, which the outcome alone does not show.",
        ),
        _choice(
            "ltv_cac_ratio",
            "Ce qu’un client vaut dans la durée face à ce qu’il a coûté : ce que garder rapporte.",
            "What a customer is worth over time against what they cost: what keeping one brings.",
        ),
    ),
)

OBJECTIVES: dict[str, Objective] = {
    objective.id: objective for objective in (_LEADS, _QUALIFICATION, _APPOINTMENT, _SALE, _RETENTION)
}


def objective(id: str) -> Objective:
    """The objective of that id.

    Raises UsageError, naming the nearest ids, where there is none.
    """
    try:
        return OBJECTIVES[id]
    except KeyError:
        raise UsageError(
            'Unknown objective "{name}".{near} Objectives: {names}.',
            name=id,
            near=did_you_mean(id, OBJECTIVES),
            names=[*OBJECTIVES],
        ) from None
