"""Every dimension that a fact may have: what figures are broken down and filtered by. The facts say which column gives it."""

from __future__ import annotations

from cadran.catalogue import labels
from cadran.catalogue.shape import Dimension, Text

UNASSIGNED = Text("non attribué", "unassigned")
MIX = ("campaign", "is_hot")
"""What makes rates differ whoever works: held equal before a difference is judged (campaigns have an objective and a temperature)."""

DIMENSIONS: dict[str, Dimension] = {
    dimension.id: dimension
    for dimension in (
        Dimension(
            "campaign",
            Text("Campagne", "Campaign"),
            Text(
                fr="La campagne d’appels ; pour une fiche, la sienne ou celle de sa première tentative.",
                en="The calling campaign; for a lead, its own or that of its first attempt.",
            ),
        ),
        Dimension(
            "client",
            Text("Donneur d’ordre", "Client"),
            Text("Pour qui la campagne est menée.", "On whose behalf the campaign is run."),
        ),
        Dimension(
            "objective",
            Text("Objectif", "Objective"),
            Text("Ce qu’est un succès pour la campagne.", "What a success is for the campaign."),
            labels=labels.OBJECTIVES,
        ),
        Dimension(
            "temperature",
            Text("Température", "Temperature"),
            Text("Si la campagne appelle des fiches froides, tièdes ou chaudes.", "How warm the campaign’s leads are."),
            labels=labels.TEMPERATURES,
        ),
        Dimension(
            "audience",
            Text("Public", "Audience"),
            Text("Si la campagne s’adresse à des particuliers ou à des entreprises.", "Consumers or companies."),
            labels=labels.AUDIENCES,
        ),
        Dimension(
            "dialing_mode",
            Text("Mode de numérotation", "Dialing mode"),
            Text("Comment la campagne lance ses appels.", "How the campaign launches its calls."),
            labels=labels.DIALING_MODES,
        ),
        Dimension(
            "list",
            Text("Fichier", "List"),
            Text(
                fr="Le fichier de prospection ; pour une tentative, le sien, pour une vente, celui de la fiche.",
                en="The prospect list; an attempt’s own, for a sale that of its lead.",
            ),
        ),
        Dimension(
            "source",
            Text("Source", "Source"),
            Text(
                "D’où vient la fiche ; à défaut, d’où vient son fichier.",
                "Where the lead, or else its list, came from.",
            ),
        ),
        Dimension(
            "segment",
            Text("Segment", "Segment"),
            Text("Le segment auquel la fiche est rattachée.", "The segment the lead belongs to."),
        ),
        Dimension(
            "target",
            Text("Cible", "Target"),
            Text("Le genre de personne ou d’entreprise visé.", "The kind of person or company aimed at."),
        ),
        Dimension(
            "phone_type",
            Text("Type de numéro", "Type of number"),
            Text("D’après le plan de numérotation.", "By the numbering plan."),
            labels=labels.PHONE_TYPES,
        ),
        Dimension(
            "is_hot",
            Text("Lead chaud", "Hot lead"),
            Text(
                fr="Si la fiche vient d’être générée (formulaire, appel entrant) et doit être appelée aussitôt.",
                en="Whether the lead was just generated (form, inbound call) and is to be called at once.",
            ),
            labels=labels.HOT,
        ),
        Dimension(
            "purchase_history",
            Text("Historique d’achat", "Purchase history"),
            Text("Ce que la personne a déjà acheté.", "What the person bought before."),
        ),
        Dimension(
            "agent",
            Text("Téléconseiller", "Agent"),
            Text(
                fr="Qui a pris ou passé l’appel, pris le rendez-vous ou la commande.",
                en="Who took or placed the call, or took the appointment or the order.",
            ),
        ),
        Dimension(
            "team",
            Text("Équipe", "Team"),
            Text("L’équipe du téléconseiller ce jour-là.", "The agent’s team on that day."),
        ),
        Dimension(
            "site",
            Text("Site", "Site"),
            Text("Le site du téléconseiller ce jour-là.", "The agent’s site on that day."),
        ),
        Dimension(
            "profile",
            Text("Profil", "Profile"),
            Text("Le profil du téléconseiller ce jour-là.", "The agent’s profile on that day."),
        ),
        Dimension(
            "hour",
            Text("Heure", "Hour"),
            Text(
                fr="L’heure locale de l’événement, de 0 à 23, dans le fuseau du centre ; pour une fiche, de sa création.",
                en="The event’s local hour, 0 to 23, in the centre’s zone; for a lead, that of its creation.",
            ),
            labels=labels.HOURS,
            is_ordered=True,
        ),
        Dimension(
            "weekday",
            Text("Jour de la semaine", "Weekday"),
            Text(
                fr="Le jour local de l’événement, lundi en premier ; pour une fiche, celui de sa création.",
                en="The event’s local weekday, Monday first; for a lead, that of its creation.",
            ),
            labels=labels.WEEKDAYS,
            is_ordered=True,
        ),
        Dimension(
            "source_system",
            Text("Système d’origine", "Source system"),
            Text("Le système dont vient la ligne (option --source de l’import).", "The system the row came from."),
        ),
        Dimension(
            "channel",
            Text("Canal", "Channel"),
            Text("Par quel moyen la tentative a été faite.", "By what means the attempt was made."),
            labels=labels.CHANNELS,
        ),
        Dimension(
            "outcome",
            Text("Résultat", "Outcome"),
            Text(
                fr="Le résultat de la tentative ; pour une fiche, celui de la dernière.",
                en="The attempt’s outcome; for a lead, that of its last attempt.",
            ),
            labels=labels.OUTCOMES,
        ),
        Dimension(
            "reason",
            Text("Motif", "Reason"),
            Text(
                fr="Pourquoi la personne refuse, n’est pas intéressée ou est hors cible.",
                en="Why the person refused, was not interested or is off target.",
            ),
            labels=labels.REASONS,
        ),
        Dimension(
            "disposition",
            Text("Code de fin", "Disposition"),
            Text(
                "Le code propre au centre, tel que la source le donne.",
                "The centre’s own code, as the source gives it.",
            ),
        ),
        Dimension(
            "caller_number",
            Text("Numéro affiché", "Number shown"),
            Text("Le numéro que voit la personne appelée.", "The number the person called sees."),
        ),
        Dimension(
            "script",
            Text("Script", "Script"),
            Text("L’argumentaire utilisé.", "The script used."),
        ),
        Dimension(
            "product",
            Text("Produit", "Product"),
            Text("Le produit ou service commandé.", "The product or service ordered."),
        ),
        Dimension(
            "product_category",
            Text("Famille de produits", "Product family"),
            Text("La famille du produit commandé.", "The family of the product ordered."),
        ),
        Dimension(
            "list_age",
            Text("Ancienneté du fichier", "List age"),
            Text(
                fr="Le temps écoulé entre l’achat du fichier et l’événement, par tranches.",
                en="The time from the purchase of the list to the event, in bands.",
            ),
            labels=labels.LIST_AGES,
            is_ordered=True,
        ),
        Dimension(
            "delay_band",
            Text("Délai de contact", "Delay to contact"),
            Text(
                fr="Le temps entre la création de la fiche et son premier contact, par tranches ; une tranche comprend sa borne.",
                en="The time from the lead’s creation to its first contact, in bands; a band holds its bound.",
            ),
            labels=labels.DELAYS,
            is_ordered=True,
        ),
        Dimension(
            "tenure",
            Text("Ancienneté du téléconseiller", "Agent’s tenure"),
            Text(
                fr="Le temps écoulé entre son embauche et ce jour-là, par tranches.",
                en="The time from the agent’s hiring to that day, in bands.",
            ),
            labels=labels.TENURES,
            is_ordered=True,
        ),
        Dimension(
            "month_of_year",
            Text("Mois de l’année", "Month of the year"),
            Text(
                "Le mois local de l’événement, toutes années confondues.",
                "The event’s local month, all years together.",
            ),
            labels=labels.MONTHS,
            is_ordered=True,
        ),
        Dimension(
            "attempt_rank",
            Text("Rang de la tentative", "Attempt rank"),
            Text(
                "1 pour la première tentative sur la fiche, 2 pour la deuxième.",
                "1 for the first attempt on the lead, 2 for the second.",
            ),
            is_ordered=True,
        ),
        Dimension(
            "state",
            Text("État", "State"),
            Text("Ce que fait le téléconseiller.", "What the agent is doing."),
            labels=labels.STATES,
        ),
        Dimension(
            "pause_reason",
            Text("Motif de pause", "Pause reason"),
            Text("Pourquoi le téléconseiller est en pause.", "Why the agent is paused."),
        ),
        Dimension(
            "cost_category",
            Text("Catégorie de coût", "Cost category"),
            Text("La nature du coût.", "The kind of cost."),
            labels=labels.COST_CATEGORIES,
        ),
    )
}
