"""How the values of closed dimensions are shown: weekdays, outcomes, reasons and the other fixed choices.

Keys are the values as text ("1" is Monday, "true" a raised flag).
"""

from __future__ import annotations

from cadran.catalogue.shape import Text

WEEKDAYS = {
    "1": Text("lundi", "Monday"),
    "2": Text("mardi", "Tuesday"),
    "3": Text("mercredi", "Wednesday"),
    "4": Text("jeudi", "Thursday"),
    "5": Text("vendredi", "Friday"),
    "6": Text("samedi", "Saturday"),
    "7": Text("dimanche", "Sunday"),
}

HOURS = {str(hour): Text(f"{hour}\u00a0h", f"{hour:02d}:00") for hour in range(24)}
OUTCOMES = {
    "invalid_number": Text("numéro invalide", "invalid number"),
    "failed": Text("échec technique", "technical failure"),
    "busy": Text("occupé", "busy"),
    "no_answer": Text("sans réponse", "no answer"),
    "rejected": Text("appel refusé", "declined"),
    "machine": Text("répondeur", "answering machine"),
    "abandoned": Text("abandonné (décroché sans téléconseiller)", "abandoned (answered, no agent came)"),
    "hung_up": Text("raccroché immédiat", "hung up at once"),
    "wrong_number": Text("erreur de personne", "somebody else’s number"),
    "opt_out": Text("demande de retrait", "asks to be removed"),
    "off_target": Text("hors cible", "off target"),
    "not_interested": Text("pas intéressé (avant l’argumentaire)", "not interested (before the pitch)"),
    "callback": Text("à rappeler", "callback"),
    "qualified": Text("qualifié", "qualified"),
    "refused": Text("refus argumenté", "refused after the pitch"),
    "appointment": Text("rendez-vous", "appointment"),
    "sale": Text("vente", "sale"),
    "delivered": Text("message remis", "message delivered"),
    "opened": Text("message ouvert", "message opened"),
    "bounced": Text("message retourné", "message bounced"),
    "replied": Text("a répondu au message", "replied to the message"),
}
REASONS = {
    "price": Text("prix", "price"),
    "product": Text("caractéristiques du produit", "product features"),
    "delay": Text("délai de mise en œuvre", "implementation delay"),
    "off_target": Text("hors cible", "off target"),
    "no_need": Text("pas de besoin", "no need"),
    "no_budget": Text("pas de budget", "no budget"),
    "no_authority": Text("ne décide pas", "does not decide"),
    "wrong_data": Text("données erronées", "wrong data"),
    "no_project": Text("pas de projet", "no project"),
    "project_too_far": Text("projet trop lointain", "project too far off"),
}
PHONE_TYPES = {
    "mobile": Text("mobile", "mobile"),
    "fixed": Text("fixe", "landline"),
    "voip": Text("voix sur IP", "VoIP"),
    "other": Text("autre", "other"),
    "invalid": Text("invalide", "invalid"),
}
CHANNELS = {
    "phone": Text("téléphone", "phone"),
    "email": Text("e-mail", "e-mail"),
    "sms": Text("SMS", "SMS"),
    "other": Text("autre", "other"),
}
OBJECTIVES = {
    "leads": Text("génération de leads", "lead generation"),
    "qualification": Text("qualification", "qualification"),
    "appointment": Text("prise de rendez-vous", "appointment setting"),
    "sale": Text("vente", "sale"),
    "retention": Text("fidélisation", "retention"),
    "collection": Text("recouvrement", "collection"),
}
DIALING_MODES = {
    "manual": Text("manuel", "manual"),
    "preview": Text("prévisualisation", "preview"),
    "progressive": Text("progressif", "progressive"),
    "power": Text("power dialing", "power dialing"),
    "predictive": Text("prédictif", "predictive"),
}
TEMPERATURES = {
    "cold": Text("froide", "cold"),
    "warm": Text("tiède", "warm"),
    "hot": Text("chaude", "hot"),
}
AUDIENCES = {
    "b2c": Text("particuliers", "consumers"),
    "b2b": Text("entreprises", "companies"),
}
HOT = {
    "true": Text("fiches chaudes", "hot leads"),
    "false": Text("autres fiches", "other leads"),
}
STATES = {
    "waiting": Text("en attente d’une fiche", "waiting for a record"),
    "preparing": Text("préparation", "preparing"),
    "dialing": Text("numérotation et sonnerie", "dialing and ringing"),
    "talking": Text("en conversation", "talking"),
    "wrap": Text("post-appel", "wrap-up"),
    "paused": Text("en pause", "paused"),
    "training": Text("en formation", "training"),
    "other": Text("autre", "other"),
}
TENURES = {
    "m0_2": Text("moins de 3 mois", "under 3 months"),
    "m3_5": Text("de 3 à 6 mois", "3 to 6 months"),
    "m6_11": Text("de 6 à 12 mois", "6 to 12 months"),
    "y1_2": Text("de 1 à 3 ans", "1 to 3 years"),
    "y3": Text("3 ans et plus", "3 years and more"),
}
LIST_AGES = {
    "d000_030": Text("jusqu’à 30 jours", "up to 30 days"),
    "d031_090": Text("de 31 à 90 jours", "31 to 90 days"),
    "d091_180": Text("de 91 à 180 jours", "91 to 180 days"),
    "d181_365": Text("de 181 à 365 jours", "181 to 365 days"),
    "d366": Text("plus d’un an", "over a year"),
}
DELAYS = {
    "00_05min": Text("0 à 5 min", "0 to 5 min"),
    "05_15min": Text("5 à 15 min", "5 to 15 min"),
    "15_60min": Text("15 à 60 min", "15 to 60 min"),
    "60min_24h": Text("1 à 24 h", "1 to 24 h"),
    "over_24h": Text("plus de 24 h", "over 24 h"),
    "": Text("jamais joint, ou sans date", "never reached, or no date"),
}
MONTHS = {
    str(place): Text(fr, en)
    for place, (fr, en) in enumerate(
        (
            ("janvier", "January"), ("février", "February"), ("mars", "March"), ("avril", "April"), ("mai", "May"),
            ("juin", "June"), ("juillet", "July"), ("août", "August"), ("septembre", "September"),
            ("octobre", "October"), ("novembre", "November"), ("décembre", "December"),
        ),
        start=1,
    )
}  # fmt: skip
COST_CATEGORIES = {
    "staff": Text("personnel", "staff"),
    "commission": Text("commissions", "commission"),
    "provider_fee": Text("prestataire", "provider fee"),
    "media": Text("médias", "media"),
    "data": Text("données", "data"),
    "tools": Text("outils", "tools"),
    "workplace": Text("locaux", "workplace"),
    "telecom": Text("télécoms", "telecom"),
    "other": Text("autre", "other"),
}
TABLES = {
    "campaigns": Text("campagnes", "campaigns"),
    "lists": Text("fichiers", "lists"),
    "agents": Text("téléconseillers", "agents"),
    "products": Text("produits", "products"),
    "leads": Text("fiches", "leads"),
    "customers": Text("clients", "customers"),
    "actions": Text("actions du centre", "actions of the centre"),
    "attempts": Text("tentatives", "attempts"),
    "agent_states": Text("états des téléconseillers", "agents’ states"),
    "appointments": Text("rendez-vous", "appointments"),
    "orders": Text("commandes", "orders"),
    "costs": Text("coûts", "costs"),
    "exchange_rates": Text("taux de change", "exchange rates"),
}
"""What each table holds."""
FACTS = {
    **TABLES,
    "closings": Text("rendez-vous et leurs ventes", "appointments and their sales"),
    "appointments_due": Text("rendez-vous échus", "appointments due"),
    "callbacks": Text("rappels convenus", "callbacks agreed"),
    "agent_time": Text("temps des téléconseillers", "agents’ time"),
    "cost_estimates": Text("coûts estimés", "estimated costs"),
}
"""What each fact counts."""
