"""The kinds of entries of the trail of changes, each with what it says in both languages.

What stands between braces are the particulars of an entry (see cadran.reports.trail).
"""

from __future__ import annotations

from cadran.catalogue.shape import Text

STORE: dict[str, Text] = {
    "create": Text("Entrepôt créé", "Store made"),
    "upgrade": Text(
        "Entrepôt porté du schéma {was} au schéma {becomes}", "Store brought from schema {was} to {becomes}"
    ),
    "configuration": Text("Configuration modifiée ({file}) : {changes}", "Configuration changed ({file}): {changes}"),
    "load": Text(
        "Chargement {imports} : {files} ({new} lignes nouvelles, {updated} modifiées, {rejected} rejetées)",
        "Load {imports}: {files} (rows: {new} new, {updated} updated, {rejected} rejected)",
    ),
    "undo": Text("Chargement {imports} annulé : {files}", "Load {imports} taken back: {files}"),
    "erase": Text("Effacement {erasure} demandé : {leads} fiches", "Erasure {erasure} asked for: {leads} leads"),
    "retention": Text(
        "Effacement {erasure} des prospects sans contact depuis {months} mois",
        "Erasure {erasure} of prospects without contact for {months} months",
    ),
    "erased": Text(
        "Effacement {erasure} fait dans les tables : {leads} fiches, {rejects} lignes rejetées",
        "Erasure {erasure} done in the tables: {leads} leads, {rejects} rejected lines",
    ),
    "backup": Text("Sauvegarde dans {file}", "Backup to {file}"),
    "restore": Text("Sauvegarde {file} mise à la place de l’entrepôt", "Backup {file} put in the store’s place"),
}
"""What is done to a store."""

PEOPLE: dict[str, Text] = {
    "added": Text("{kind} « {name} » : ajouté ({changes})", "{kind} “{name}” added ({changes})"),
    "changed": Text("{kind} « {name} » : modifié ({changes})", "{kind} “{name}” changed ({changes})"),
    "removed": Text("{kind} « {name} » : retiré", "{kind} “{name}” removed"),
    "signed_in": Text("Connexion depuis {address}", "Signed in from {address}"),
    "signed_out": Text("Déconnexion", "Signed out"),
    "sign_in_failed": Text(
        "Connexion refusée à « {name} » depuis {address}", "Sign-in refused to “{name}” from {address}"
    ),
    "sign_in_stopped": Text(
        "Trop de connexions refusées depuis {address} ou à « {name} » : les suivantes attendent",
        "Too many sign-ins refused from {address} or to “{name}”: the next ones wait",
    ),
    "rejects_taken": Text(
        "Lignes rejetées du chargement {imports} téléchargées", "Rejected lines of load {imports} downloaded"
    ),
}
"""What is done by and to people of the server."""

KINDS = STORE | PEOPLE

THINGS: dict[str, Text] = {
    "user": Text("Compte", "Account"),
    "group": Text("Groupe", "Group"),
    "grant": Text("Droit", "Right"),
    "token": Text("Jeton", "Token"),
    "onetimelink": Text("Lien de connexion", "Sign-in link"),
    "savedview": Text("Vue enregistrée", "Saved view"),
}
"""What of people is kept, as `kind` names it."""

FIELDS: dict[str, Text] = {
    "user": Text("compte", "account"),
    "group": Text("groupe", "group"),
    "role": Text("rôle", "role"),
    "name": Text("nom", "name"),
    "username": Text("nom", "name"),
    "email": Text("adresse e-mail", "e-mail address"),
    "password": Text("mot de passe", "password"),
    "clients": Text("clients", "clients"),
    "campaigns": Text("campagnes", "campaigns"),
    "teams": Text("équipes", "teams"),
    "agents": Text("téléconseillers", "agents"),
    "centres": Text("centres", "centres"),
    "kpis": Text("indicateurs", "KPIs"),
    "may_see_costs": Text("voit les coûts", "sees costs"),
    "may_see_agent_names": Text("voit les téléconseillers", "sees agents"),
    "is_superuser": Text("administre", "administrator"),
    "is_staff": Text("accède à l’administration", "enters the administration"),
    "is_active": Text("actif", "active"),
    "expires_at": Text("expire le", "expires on"),
    "revoked_at": Text("révoqué le", "revoked on"),
    "families": Text("familles d’indicateurs", "families of KPIs"),
    "address": Text("adresse", "address"),
    "first_name": Text("prénom", "first name"),
    "last_name": Text("nom de famille", "last name"),
    "permission": Text("permission", "permission"),
}
"""What of them changes; a name that is not here (of a setting, of an older version) is shown as it is kept."""
