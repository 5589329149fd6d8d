"""What the columns of rows are called on a page: a dimension's name where they hold one, else these words."""

from __future__ import annotations

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.shape import Text

DIMENSION_OF = {
    "campaign_id": "campaign",
    "list_id": "list",
    "agent_id": "agent",
    "credited_agent_id": "agent",
    "seller_id": "agent",
    "product_id": "product",
    "last_outcome": "outcome",
    "last_reason": "reason",
    "local_hour": "hour",
    "local_weekday": "weekday",
    "category": "cost_category",
}
"""Columns that hold a dimension's members under another name."""

INTERNAL = frozenset({"lead_key", "fact", "sign"})
"""Columns that serve to count and say nothing to a reader."""

WORDS: dict[str, Text] = {
    name: Text(fr, en)
    for name, fr, en in (
        ("acquired_on", "Client depuis le", "Customer since"),
        ("amd", "Détection de répondeur", "Machine detection"),
        ("amount", "Montant", "Amount"),
        ("amount_base", "Montant converti", "Amount converted"),
        ("answered_at", "Décroché", "Answered"),
        ("appointment_id", "Rendez-vous", "Appointment"),
        ("argued", "Argumenté", "Argued"),
        ("attempt_id", "Appel", "Attempt"),
        ("attempted", "Appelé", "Attempted"),
        ("attempts", "Tentatives", "Attempts"),
        ("attempts_span_s", "Entre première et dernière tentatives", "First to last attempt"),
        ("billed", "Facturé", "Billed"),
        ("billed_amount", "Montant facturé", "Amount billed"),
        ("booked", "Rendez-vous pris", "Booked"),
        ("booked_at", "Pris le", "Booked at"),
        ("booked_date", "Jour de la prise", "Day booked"),
        ("callback_at", "Rappel demandé pour", "Callback asked for"),
        ("calls", "Appels", "Calls"),
        ("cancelled_at", "Annulé le", "Cancelled at"),
        ("closed_at", "Clos le", "Closed at"),
        ("confirmed_at", "Confirmé le", "Confirmed at"),
        ("connected_at", "Mis en relation", "Connected"),
        ("consent_at", "Consentement du", "Consent given"),
        ("consent_proof", "Preuve du consentement", "Proof of consent"),
        ("consent_source", "Origine du consentement", "Source of consent"),
        ("company", "Société", "Company"),
        ("contacted", "Contacté", "Contacted"),
        ("contacts", "Contacts", "Contacts"),
        ("cost_id", "Coût", "Cost"),
        ("created_at", "Créé le", "Created"),
        ("credited_agent_id", "Crédité à", "Credited to"),
        ("currency", "Devise", "Currency"),
        ("customer_id", "Client", "Customer"),
        ("deadline_at", "À rappeler avant", "Deadline"),
        ("direction", "Sens", "Direction"),
        ("due_at", "Attendu le", "Due"),
        ("duration_s", "Durée", "Duration"),
        ("ended_at", "Fin", "End"),
        ("ends_on", "Jusqu’au", "Through"),
        ("external_ids", "Autres identifiants", "Other ids"),
        ("first_appointment_rank", "Rang du premier rendez-vous", "Rank of first appointment"),
        ("first_argued_rank", "Rang du premier argumenté", "Rank first argued"),
        ("first_attempt_at", "Première tentative", "First attempt"),
        ("first_attempt_date", "Jour de la première tentative", "Day of first attempt"),
        ("first_attempt_delay_s", "Délai jusqu’à la première tentative", "Delay to first attempt"),
        ("first_contact_at", "Premier contact", "First contact"),
        ("first_contact_date", "Jour du premier contact", "Day of first contact"),
        ("first_contact_delay_s", "Délai jusqu’au premier contact", "Delay to first contact"),
        ("first_contact_rank", "Rang du premier contact", "Rank of first contact"),
        ("first_sale_rank", "Rang de la première vente", "Rank of first sale"),
        ("follow_ups", "Relances", "Follow-ups"),
        ("has_number", "A un numéro", "Has a number"),
        ("held_at", "Tenu le", "Held at"),
        ("hold_s", "Attente", "Hold"),
        ("hours", "Heures", "Hours"),
        ("hung_up_by", "Raccroché par", "Hung up by"),
        ("is_argued", "Argumenté", "Argued"),
        ("is_automated", "Automatique", "Automated"),
        ("is_duplicate", "Doublon", "Duplicate"),
        ("is_forgotten", "Oublié", "Forgotten"),
        ("is_kept", "Tenu", "Kept"),
        ("is_open", "Ouvert", "Open"),
        ("is_qualified", "Qualifié", "Qualified"),
        ("is_reported", "Déclaré", "Reported"),
        ("last_attempt_at", "Dernière tentative", "Last attempt"),
        ("last_attempt_date", "Jour de la dernière tentative", "Day of last attempt"),
        ("last_outcome", "Dernier résultat", "Last outcome"),
        ("last_reason", "Dernier motif", "Last reason"),
        ("lead_id", "Fiche", "Lead"),
        ("leads", "Fiches", "Leads"),
        ("lifetime_value", "Valeur vie", "Lifetime value"),
        ("list_acquired_on", "Fichier acquis le", "List acquired on"),
        ("local_date", "Jour", "Day"),
        ("lost_on", "Perdu le", "Lost on"),
        ("made_date", "Jour de la promesse", "Day promised"),
        ("margin", "Marge", "Margin"),
        ("modified_at", "Modifié le", "Changed"),
        ("off_target", "Hors cible", "Off target"),
        ("open_after_first", "Ouvert après le premier", "Open after the first"),
        ("opposed_at", "Opposition du", "Objected"),
        ("owner_id", "Suivi par", "Owner"),
        ("order_id", "Commande", "Order"),
        ("ordered_at", "Commandé le", "Ordered"),
        ("over_solicited_date", "Jour de sursollicitation", "Day over-solicited"),
        ("promised_at", "Promis le", "Promised"),
        ("qualified", "Qualifié", "Qualified"),
        ("quality_score", "Note de qualité", "Quality score"),
        ("quantity", "Quantité", "Quantity"),
        ("refused", "Refusé", "Refused"),
        ("reported_date", "Jour déclaré", "Day reported"),
        ("reported_attempts", "Tentatives déclarées", "Attempts reported"),
        ("reported_disposition", "Code de fin déclaré", "Disposition reported"),
        ("reported_last_attempt_at", "Dernière tentative déclarée", "Last attempt reported"),
        ("reported_talk_s", "Conversation déclarée", "Talk reported"),
        ("revenue", "Chiffre d’affaires", "Revenue"),
        ("ring_s", "Sonnerie", "Ringing"),
        ("scheduled_at", "Prévu le", "Scheduled"),
        ("seller_id", "Vendeur", "Seller"),
        ("sold", "Vendu", "Sold"),
        ("started_at", "Début", "Start"),
        ("starts_on", "À partir du", "From"),
        ("state_date", "Jour de l’état", "Day of the state"),
        ("state_ended_at", "Fin de l’état", "End of the state"),
        ("state_started_at", "Début de l’état", "Start of the state"),
        ("status", "Statut", "Status"),
        ("talk_s", "Conversation", "Talk"),
        ("time_zone", "Fuseau horaire", "Time zone"),
        ("wrap_s", "Post-appel", "Wrap-up"),
        ("wrong_number", "Faux numéro", "Wrong number"),
    )
}


VALUES: dict[str, dict[str, Text]] = {
    "direction": {"outbound": Text("sortant", "outbound"), "inbound": Text("entrant", "inbound")},
    "hung_up_by": {"agent": Text("le téléconseiller", "the agent"), "lead": Text("le prospect", "the prospect")},
    "amd": {
        "detected": Text("détecté", "detected"),
        "missed": Text("manqué", "missed"),
        "none": Text("aucune", "none"),
    },
    "status": {
        "booked": Text("pris", "booked"),
        "held": Text("tenu", "held"),
        "no_show": Text("absent", "no show"),
        "cancelled": Text("annulé", "cancelled"),
        "rescheduled": Text("reporté", "rescheduled"),
        "pending": Text("en attente", "pending"),
        "confirmed": Text("confirmé", "confirmed"),
        "returned": Text("retourné", "returned"),
        "unpaid": Text("impayé", "unpaid"),
    },
}
"""Choices of columns that are no dimension."""


def words_of(column: str) -> Text:
    """A column's head; the name of one that no table of the model has stands for itself."""
    if column in WORDS:
        return WORDS[column]
    dimension = DIMENSION_OF.get(column, column)
    return DIMENSIONS[dimension].name if dimension in DIMENSIONS else Text(column, column)
