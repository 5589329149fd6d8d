"""What can be wrong with what is loaded: each check with its SQL, and what to say and do about it.

The SQL of a check gives one row for each thing found, its first columns being those of an example. Nothing is
changed; a check whose tables are empty finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from cadran.catalogue.shape import Text
from cadran.ingest.contradictions import DIFFERS
from cadran.store.computed import CONTRADICTION


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `needs` are tables that must have rows; `sql` may name {now} and {cap} (seconds of an open state)."""

    code: str
    title: Text
    advice: Text
    sql: str = ""
    needs: tuple[str, ...] = ()


_STATES = """(SELECT source_system, agent_id, state, started_at, ended_at, local_date,
    lead(started_at) OVER (PARTITION BY source_system, agent_id ORDER BY started_at) AS next_at FROM agent_states)"""
_SPENT = (
    "date_diff('second', started_at, least(COALESCE(ended_at, next_at, {now}), started_at + INTERVAL {cap} SECOND))"
)
_APART = f"""
SELECT a.agent_id, a.local_date, a.talk_s AS calls_talk_s, s.talk_s AS states_talk_s FROM
    (SELECT source_system, agent_id, local_date, sum(talk_s) AS talk_s FROM attempts
        WHERE agent_id IS NOT NULL AND talk_s IS NOT NULL GROUP BY ALL) a
JOIN (SELECT source_system, agent_id, local_date, sum({_SPENT}) AS talk_s FROM {_STATES} q
        WHERE state = 'talking' GROUP BY ALL) s USING (source_system, agent_id, local_date)
WHERE abs(a.talk_s - s.talk_s) > 600 AND abs(a.talk_s - s.talk_s) > 0.1 * greatest(a.talk_s, s.talk_s)
ORDER BY abs(a.talk_s - s.talk_s) DESC"""

CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        Check(
            "unmapped",
            Text("tentatives sans résultat : leur code n’est pas traduit", "attempts without outcome: their code is not mapped"),
            Text(
                "Complétez [dispositions] dans cadran.toml ou « outcomes » dans la correspondance, et réimportez.",
                "Complete [dispositions] in cadran.toml or the mapping’s outcomes, and import again.",
            ),
            "SELECT disposition, count(*) OVER (PARTITION BY disposition) AS attempts, attempt_id FROM attempts "
            "WHERE outcome IS NULL ORDER BY attempts DESC, disposition, attempt_id",
        ),
        Check(
            "same_key",
            Text(
                "lignes écartées : même clé qu’une autre du fichier, autre contenu",
                "rows left out: the key of another row of their file, another content",
            ),
            Text(
                "Donnez-leur une clé propre dans la correspondance, modified_at pour que la plus récente l’emporte, ou "
                "one_per_key si elles parlent de la même chose ; « cadran rejects » les liste.",
                "Give them a key of their own in the mapping, modified_at so that the latest wins, or one_per_key where they "
                "tell of the same thing; “cadran rejects” lists them.",
            ),
            'SELECT i.file_name, r.line, r."column", r.value, r.reason, r.details FROM rejects r JOIN imports i USING (import_id) '
            f"WHERE i.undone_at IS NULL AND starts_with(r.reason, '{DIFFERS}') ORDER BY r.import_id DESC, r.line",
        ),
        Check(
            "contradiction",
            Text(
                "tentatives marquées argumentées ou qualifiées, à l’encontre de leur résultat (une vente sans contact)",
                "attempts said to be argued or qualified against their outcome (a sale without a contact)",
            ),
            Text("Elles sont comptées selon leur résultat ; vérifiez les codes.", "They count by their outcome; check the codes."),
            "SELECT attempt_id, disposition, outcome, is_argued, is_qualified FROM attempts "
            f"WHERE {CONTRADICTION} ORDER BY started_at",
        ),
        Check(
            "contact_without_talk",
            Text("conversations d’une durée nulle", "conversations that lasted no time"),
            Text(
                "Un contact sans une seconde de conversation : vérifiez le code, ou la colonne des durées.",
                "A contact without a second of talk: check the code, or the column of talk times.",
            ),
            "SELECT attempt_id, disposition, outcome, started_at FROM attempts "
            "WHERE contacted AND channel = 'phone' AND talk_s = 0 ORDER BY started_at",
        ),
        Check(
            "endless_call",
            Text("appels de plus de quatre heures", "calls of more than four hours"),
            Text(
                "Vérifiez l’unité de la colonne des durées (secondes ou minutes), ou l’heure de fin.",
                "Check the unit of the column of durations (seconds or minutes), or the end time.",
            ),
            "SELECT attempt_id, talk_s, started_at, ended_at FROM attempts WHERE channel = 'phone' AND (talk_s > 14400 "
            "OR date_diff('second', started_at, ended_at) > 14400) ORDER BY started_at",
        ),
        Check(
            "no_lead",
            Text("tentatives sans fiche", "attempts without lead"),
            Text(
                "Comptées dans les appels, pas dans les fiches : faites exporter l’identifiant de la fiche.",
                "Counted among calls, not among leads: have the lead’s id exported.",
            ),
            "SELECT attempt_id, campaign_id, started_at FROM attempts WHERE lead_id IS NULL ORDER BY started_at",
        ),
        Check(
            "unknown_lead",
            Text("tentatives dont la fiche n’est pas chargée", "attempts whose lead is not loaded"),
            Text("Importez les fiches de ce fichier.", "Import the leads of that list."),
            "SELECT a.lead_id, a.attempt_id, a.list_id FROM attempts a ANTI JOIN lead_journeys l ON l.lead_key = a.lead_key "
            "WHERE a.lead_id IS NOT NULL ORDER BY a.started_at",
            ("leads",),
        ),
        Check(
            "only_attempts",
            Text("fiches connues seulement par leurs tentatives", "leads known only from their attempts"),
            Text(
                "Sans date de création : ni cohorte, ni délai de rappel. Importez leurs fiches.",
                "Without a creation date: no cohort, no speed. Import their leads.",
            ),
            "SELECT a.lead_key, count(*) AS attempts FROM attempts a ANTI JOIN leads l ON l.lead_key = a.lead_key "
            "WHERE a.lead_key IS NOT NULL GROUP BY a.lead_key ORDER BY attempts DESC, a.lead_key",
        ),
        Check(
            "before_creation",
            Text("tentatives avant la création de leur fiche", "attempts before their lead was created"),
            Text(
                "Un identifiant réutilisé, ou une date de création refaite : ces contacts ne comptent pas comme premiers.",
                "A recycled id, or a creation date made anew: these contacts do not count as first ones.",
            ),
            "SELECT a.attempt_id, a.lead_id, a.started_at, l.created_at FROM attempts a JOIN leads l "
            "ON l.lead_key = a.lead_key WHERE a.started_at < l.created_at ORDER BY a.started_at",
        ),
        Check(
            "unknown_agent",
            Text("tentatives dont le téléconseiller n’est pas chargé", "attempts whose agent is not loaded"),
            Text("Importez les téléconseillers : sans eux, ni équipe ni site.", "Import the agents: no team and no site without."),
            "SELECT a.agent_id, a.attempt_id FROM attempts a ANTI JOIN agents g ON g.source_system = a.source_system "
            "AND g.agent_id = a.agent_id WHERE a.agent_id IS NOT NULL ORDER BY a.started_at",
            ("agents",),
        ),
        Check(
            "duplicate_lead",
            Text("fiches qui partagent le numéro d’une fiche plus ancienne", "leads that share the number of an earlier lead"),
            Text("La même personne est appelée deux fois : dédoublonnez avant de charger.", "One person is called twice: take duplicates out before loading."),
            "SELECT lead_id, source_system, list_id FROM lead_journeys WHERE is_duplicate ORDER BY created_at, lead_key",
        ),
        Check(
            "sale_without_order",
            Text("ventes annoncées par l’appel, sans commande", "sales said by the call, without an order"),
            Text(
                "Les ventes comptées sont les commandes : chargez celles qui manquent, ou corrigez le code.",
                "Sales counted are the orders: load those that are missing, or correct the code.",
            ),
            "SELECT a.attempt_id, a.lead_id, a.agent_id, a.started_at FROM attempts a ANTI JOIN orders o "
            "ON o.lead_key = a.lead_key WHERE a.outcome = 'sale' ORDER BY a.started_at",
            ("orders",),
        ),
        Check(
            "order_without_sale",
            Text("commandes dont aucun appel n’est une vente", "orders of which no call is a sale"),
            Text(
                "Vérifiez que l’appel est chargé et que son code est traduit en vente.",
                "Check that the call is loaded and that its code is mapped to a sale.",
            ),
            "SELECT o.order_id, o.lead_id, o.ordered_at FROM orders o ANTI JOIN (SELECT lead_key FROM attempts WHERE outcome "
            "IN ('sale', 'appointment')) a ON a.lead_key = o.lead_key WHERE o.status <> 'cancelled' "
            "AND o.appointment_id IS NULL ORDER BY o.ordered_at",
            ("attempts",),
        ),
        Check(
            "outcome_without_appointment",
            Text("rendez-vous annoncés par l’appel, absents de l’agenda", "appointments said by the call, not in their table"),
            Text(
                "Les rendez-vous comptés sont ceux de leur table : chargez ceux qui manquent.",
                "Appointments counted are those of their table: load those that are missing.",
            ),
            "SELECT a.attempt_id, a.lead_id, a.agent_id, a.started_at FROM attempts a ANTI JOIN appointments p "
            "ON p.lead_key = a.lead_key WHERE a.outcome = 'appointment' ORDER BY a.started_at",
            ("appointments",),
        ),
        Check(
            "appointment_without_outcome",
            Text("rendez-vous sans appel correspondant", "appointments that no call tells of"),
            Text(
                "Vérifiez que l’appel est chargé et que son code est traduit en rendez-vous.",
                "Check that the call is loaded and that its code is mapped to an appointment.",
            ),
            "SELECT p.appointment_id, p.lead_id, p.booked_at FROM appointments p ANTI JOIN (SELECT lead_key FROM attempts "
            "WHERE outcome IN ('appointment', 'sale')) a ON a.lead_key = p.lead_key WHERE p.status NOT IN "
            "('cancelled', 'rescheduled') ORDER BY p.booked_at",
            ("attempts",),
        ),
        Check(
            "no_rate",
            Text("commandes et coûts sans taux de change", "orders and costs without an exchange rate"),
            Text(
                "Tout total qui les contient est inconnu : importez exchange_rates.",
                "Every total with them is unknown: import exchange_rates.",
            ),
            "SELECT order_id AS id, currency, local_date AS day FROM orders WHERE amount IS NOT NULL AND amount_base IS NULL "
            "UNION ALL SELECT cost_id, currency, starts_on FROM costs WHERE amount_base IS NULL ORDER BY day",
        ),
        Check(
            "future",
            Text("tentatives datées dans le futur", "attempts dated in the future"),
            Text(
                "Le fuseau ou l’ordre jour-mois est faux : voyez la correspondance (zone, dates).",
                "The zone or the day-month order is wrong: see the mapping (zone, dates).",
            ),
            "SELECT attempt_id, started_at, source_system FROM attempts WHERE started_at > {now} + INTERVAL 1 HOUR "
            "ORDER BY started_at DESC",
        ),
        Check(
            "forgotten_logout",
            Text("états laissés ouverts (déconnexion oubliée)", "states left open (a forgotten logout)"),
            Text(
                "Le temps est compté jusqu’au plafond (open_state_hours) : corrigez la fin, ou réimportez le jour.",
                "Time is counted up to the cap (open_state_hours): correct the end, or import the day again.",
            ),
            f"SELECT agent_id, state, started_at, ended_at FROM {_STATES} q WHERE date_diff('second', started_at, "
            "COALESCE(ended_at, next_at, {now})) > {cap} ORDER BY started_at",
        ),
        Check(
            "time_apart",
            Text(
                "jours où le temps de conversation d’un téléconseiller diffère entre ses appels et ses états",
                "days on which an agent’s talk time differs between calls and states",
            ),
            Text(
                "Plus de 10 minutes et de 10 % : une des deux sources est incomplète ce jour-là.",
                "More than 10 minutes and 10%: one of the two sources is incomplete that day.",
            ),
            _APART,
            ("attempts", "agent_states"),
        ),
        Check(
            "calls_without_states",
            Text("jours où un téléconseiller appelle sans aucun état", "days on which an agent calls without any state"),
            Text("Ses heures manquent : chargez agent_states de ce jour.", "Their hours are missing: load that day’s agent_states."),
            "SELECT a.agent_id, a.local_date, count(*) AS attempts FROM attempts a ANTI JOIN agent_states s ON "
            "s.source_system = a.source_system AND s.agent_id = a.agent_id AND s.local_date = a.local_date "
            "WHERE a.agent_id IS NOT NULL AND a.local_date BETWEEN (SELECT min(local_date) FROM agent_states) AND "
            "(SELECT max(local_date) FROM agent_states) GROUP BY ALL ORDER BY attempts DESC, a.agent_id",
            ("agent_states",),
        ),
        # found without SQL of their own (see overview)
        Check(
            "gap",
            Text("jours ouvrés sans aucun chargement", "working days that no load covers"),
            Text("Importez-les ; s’il n’y a rien eu, dites-le (--covers).", "Import them; where nothing happened, say so (--covers)."),
        ),
        Check(
            "empty_day",
            Text("jours ouvrés chargés où il ne s’est rien passé", "working days loaded with nothing in them"),
            Text(
                "Le centre était-il fermé ? Sinon le fichier est incomplet : réimportez-le.",
                "Was the centre closed? If not the file is incomplete: import it again.",
            ),
        ),
        Check(
            "stale",
            Text("sources sans rien de neuf depuis plus de deux jours ouvrés", "sources with nothing new for more than two working days"),
            Text("L’export n’arrive plus : relancez-le.", "The export has stopped coming: start it again."),
        ),
        Check(
            "erasure_unfinished",
            Text("effacements interrompus : le fichier contient encore ces personnes", "interrupted erasures: the file still holds these people"),
            Text(
                "Libérez de la place sur le disque, puis lancez n’importe quelle commande : l’effacement s’achève de lui-même.",
                "Make room on the disk, then give any command: the erasure finishes by itself.",
            ),
        ),
        Check(
            "erased_came_back",
            Text("fiches de personnes effacées sous une autre fiche", "leads of people erased as another lead"),
            Text(
                "Les chargements les laissent de côté ; celles-ci étaient là avant, sous une autre fiche : effacez-les (cadran erase).",
                "Loads leave them out; these were here before, as another lead: erase them (cadran erase).",
            ),
        ),
    )
}  # fmt: skip
