"""The reference page of the views, generated from their declarations."""

from __future__ import annotations

from collections.abc import Mapping

from cadran.analysis import VIEWS
from cadran.analysis.shape import View
from cadran.catalogue import KPIS
from cadran.catalogue.shape import Text
from cadran.reports.markdown import code
from cadran.wording.display import say

TITLE = Text("Référence des vues", "View reference")
INTRO = Text(
    "Page produite à partir des déclarations des vues (`make docs`) ; ne pas la modifier à la main. Une vue répond à une "
    "question par des tableaux et des phrases ; elle ne conclut que là où un intervalle le permet, et dit « indécis » sinon. "
    "Toutes prennent les filtres de `cadran kpi` (`--from`, `--to`, `--where`, `--as-of`…) et se lisent de même en Python "
    '(`cadran.analysis.view(store, "funnel")`) et par l’API (`/api/v1/views/funnel`).',
    "This page is generated from the views’ declarations (`make docs`); do not edit it by hand. A view answers a question "
    "with tables and sentences; it concludes only where an interval allows, and says “undecided” otherwise. All take the "
    "filters of `cadran kpi` (`--from`, `--to`, `--where`, `--as-of`…) and read alike in Python "
    '(`cadran.analysis.view(store, "funnel")`) and by the API (`/api/v1/views/funnel`).',
)
WORDS: Mapping[str, Text] = {
    "shows": Text("Ce qu’elle montre", "What it shows"),
    "rules": Text("Règles", "Rules"),
    "command": Text("Commande", "Command"),
    "options": Text("Options", "Options"),
    "answers": Text("Indicateurs de la liste auxquels elle répond", "KPIs of the list that it answers"),
    "reads": Text("Indicateurs lus", "KPIs it reads"),
    "cohort": Text(
        "Toujours par cohorte : les fiches créées dans la période, suivies jusqu’à l’instant de lecture.",
        "Always by cohort: the leads created in the period, followed to the instant of reading.",
    ),
    "needed": Text("à donner", "needed"),
    "default": Text("par défaut", "by default"),
}
OPTIONS: Mapping[str, Text] = {
    "kpi": Text(
        "l’indicateur, une proportion pour qu’il y ait un verdict", "the KPI, a proportion for there to be a verdict"
    ),
    "by": Text("la dimension", "the dimension"),
    "allocate": Text(
        "la règle qui répartit les coûts communs (hours_worked, effort, attempts, leads, orders), ou none",
        "the rule by which shared costs are shared out (hours_worked, effort, attempts, leads, orders), or none",
    ),
    "difference": Text(
        "l’écart à reconnaître : 0.02 pour deux points", "the difference to recognise: 0.02 for two points"
    ),
    "action": Text("l’action, par son identifiant, ou latest", "the action, by its id, or latest"),
    "days": Text("les jours regardés avant et après, au plus", "the days looked at before and after, at most"),
    "members": Text("les deux à comparer, séparés par une virgule", "the two to compare, with a comma between"),
}
EXAMPLES: Mapping[str, str] = {
    "agents": "--kpi argued_call_rate --by agent",
    "compare": "--kpi argued_call_rate --by team --members Alizé,Mistral",
    "sales-by-target": "--by target",
    "cost-and-return": "--by source",
}
TABLES: Mapping[str, Mapping[str, Text]] = {
    "funnel": {
        "steps": Text(
            "chaque étape : combien de fiches l’atteignent, leur part de l’étape précédente et de toutes les fiches",
            "each step: how many leads reach it, their share of the step before and of all leads",
        ),
        "campaigns": Text("le taux de chaque étape, campagne par campagne", "the rate of each step, campaign by campaign"),
    },
    "best-hours": {
        "slots": Text(
            "jour de la semaine × heure : appels, taux de contact et de décroché, et si l’écart dépasse le hasard",
            "weekday × hour: calls, contact and answer rates, and whether the slot stands out from chance",
        ),
        "targets": Text("les mêmes créneaux, cible par cible", "the same slots, target by target"),
        "numbers": Text(
            "chaque numéro affiché : décrochés et appels refusés, pour voir celui que l’on évite",
            "each number shown: answers and declined calls, to see the one that people avoid",
        ),
    },
    "refusals": {
        "refusals": Text("les motifs de refus, du plus fréquent au plus rare, cumulés", "the reasons for refusal, most frequent first, cumulated"),
        "disqualifications": Text("les causes de non-qualification, de même", "the reasons for not qualifying, likewise"),
        "profile": Text("le taux de refus par profil de téléconseiller", "the refusal rate by agent profile"),
        "tenure": Text("le taux de refus par ancienneté", "the refusal rate by tenure"),
        "reasons_by_profile": Text("les motifs de chaque profil", "each profile’s reasons"),
        "reasons_by_tenure": Text("les motifs de chaque ancienneté", "the reasons of each tenure"),
    },
    "attempt-rank": {
        "reaching": Text("ce que donne une n-ième tentative", "what an nth attempt gives"),
        "ending": Text("ce que sont devenues les fiches arrêtées après n tentatives", "what became of the leads that ended after n attempts"),
        "shares": Text(
            "à quelle tentative viennent le premier contact, le premier argumentaire, le rendez-vous et la vente",
            "at which attempt the first contact, pitch, appointment and sale come",
        ),
        "before_success": Text(
            "combien de contacts, et de « non », avant la première vente ou le premier rendez-vous d’une fiche",
            "how many contacts, and refusals, before a lead’s first sale or appointment",
        ),
        "spacing": Text("ce que donne une relance selon l’écart avec la précédente", "what a follow-up gives by the time since the one before"),
    },
    "speed": {
        "delays": Text(
            "délais jusqu’au premier appel et au premier contact : moyenne, médiane, 90e centile, en temps écoulé et en heures d’ouverture, fiches chaudes à part",
            "time to the first attempt and to the first contact: mean, median, 90th percentile, by the clock and within "
            "opening hours, hot leads apart",
        ),
        "bands": Text("part des fiches dans chaque tranche de délai, « jamais » comprise", "share of leads in each band of delay, “never” included"),
        "conversion": Text("ce que deviennent les fiches contactées, selon leur délai", "what becomes of the leads contacted, by their delay"),
    },
    "list-wear": {
        "lists": Text(
            "chaque fichier : ce qui reste, quand il sera épuisé au rythme actuel, et le verdict",
            "each list: what is left, when it will be exhausted at the present pace, and the verdict",
        ),
        "ages": Text("contact et validité selon l’âge du fichier", "contact and validity by the list’s age"),
        "passes": Text("ce que joint et argumente chaque passe", "what each pass reaches and pitches"),
        "deliveries": Text("chaque livraison d’un fichier, semaine après semaine", "each delivery of a list, week after week"),
    },
    "product-mix": {
        "products": Text(
            "chaque produit : sa part des commandes et du chiffre d’affaires, son panier moyen",
            "each product: its share of orders and of revenue, its average order value",
        ),
    },
    "sales-by-target": {
        "targets": Text(
            "chaque cible : contactabilité, taux de vente, écart aux autres à campagne égale et verdict",
            "each target: contactability, sales rate, difference from the others at the same campaign and verdict",
        ),
    },
    "cost-and-return": {
        "sources": Text(
            "chaque source : volumes, ventes, chiffre d’affaires, coûts et rendement là où des coûts sont chargés, coûts communs répartis",
            "each source: volumes, sales, revenue, costs and return where costs are loaded, shared costs shared out",
        ),
    },
    "pauses": {
        "reasons": Text("le temps de pause par motif, en tout et par journée, cumulé", "paused time by reason, in all and in a day, cumulated"),
        "teams": Text(
            "chaque équipe : sa pause par journée de téléconseiller, et sa part du temps connecté",
            "each team: its pauses in an agent-day, and their share of the time logged in",
        ),
        "reasons_by_team": Text("les motifs, équipe par équipe", "the reasons, team by team"),
    },
    "agents": {
        "ranking": Text(
            "chacun : l’observé, l’attendu de son mélange de campagnes, l’estimation avec son intervalle, et la probabilité "
            "d’être du meilleur quart",
            "each: the observed, the expected from their mix of campaigns, the estimate with its interval, and the probability "
            "of being in the top quarter",
        ),
    },
    "opening-closing": {
        "agents": Text(
            "chacun : ses argumentaires par conversation et ses succès par argumentaire, observés, attendus, estimés",
            "each: pitches per conversation and successes per pitch, observed, expected, estimated",
        ),
        "appointments": Text(
            "les rendez-vous par appel argumenté, avec l’intervalle à tenir face au niveau publié",
            "appointments per pitch, with the interval to hold against the published level",
        ),
    },
    "profiles": {
        "practices": Text(
            "chaque profil : durée des conversations, argumentaires, refus et succès",
            "each profile: talk time, pitches, refusals and successes",
        ),
    },
    "occupancy": {
        "agents": Text(
            "l’occupation de chacun, son intervalle, et sa place face à la fourchette",
            "each one’s occupancy, its interval, and where it lies against the band",
        ),
    },
    "compare": {
        "members": Text("les deux, chacun avec son intervalle", "the two, each with its interval"),
        "strata": Text("les deux, campagne par campagne", "the two, campaign by campaign"),
    },
    "test-length": {
        "members": Text("les deux, chacun avec son intervalle et ses observations", "the two, each with its interval and its observations"),
        "needed": Text(
            "pour chaque écart à reconnaître : les observations nécessaires, celles qui manquent et les jours",
            "for each difference to recognise: the observations needed, those still missing and the days",
        ),
    },
    "action-effect": {
        "steps": Text(
            "chaque étape : avant, après, l’écart à campagne égale, celui du groupe témoin et l’effet avec son intervalle",
            "each step: before, after, the change at the same campaign, that of the control group and the effect with its interval",
        ),
        "money": Text("le coût et la marge d’une commande, des deux côtés", "the cost and the margin of an order, on both sides"),
        "actions": Text("les actions notées, la dernière d’abord", "the actions noted, the latest first"),
    },
}  # fmt: skip
"""What each table of each view holds."""


def _command(view: View) -> str:
    return " ".join(part for part in ("cadran view", view.id, EXAMPLES.get(view.id, "")) if part)


def _options(view: View, language: str) -> list[str]:
    lines = []
    for name, default in view.options.items():
        given = (
            say(WORDS["needed"], language) if default is None else f"{say(WORDS['default'], language)} {code(default)}"
        )
        lines.append(f"- {code('--' + name)} — {say(OPTIONS[name], language)} ({given})")
    return lines


def _links(view: View, language: str) -> str:
    return ", ".join(f"[{say(KPIS[id].name, language)}](kpis.{language}.md#{id})" for id in view.kpis)


def _titled(name: str, language: str) -> str:
    return f"**{say(WORDS[name], language)}**"


def view_section(view: View, language: str) -> list[str]:
    """The lines of one view."""
    lines = [f'<a id="{view.id}"></a>', "", f"## {say(view.name, language)}", ""]
    lines += [code(view.id), "", f"*{say(view.question, language)}*", ""]
    lines += [_titled("shows", language), ""]
    lines += [f"- {code(id)} — {say(text, language)}" for id, text in TABLES[view.id].items()]
    lines += ["", _titled("rules", language), ""]
    lines += [f"- {say(rule, language)}" for rule in view.rules]
    if view.basis == "cohort":
        lines.append(f"- {say(WORDS['cohort'], language)}")
    if view.kpis:
        lines += ["", f"{_titled('reads', language)} — {_links(view, language)}"]
    if view.answers:
        lines += ["", f"{_titled('answers', language)} — {', '.join(code(id) for id in view.answers)}"]
    lines += ["", _titled("command", language), "", "```sh", _command(view), "```", ""]
    options = _options(view, language)
    return [*lines, *options, ""] if options else lines


def views_page(language: str) -> str:
    """The whole reference of the views in one language."""
    lines = [f"# {say(TITLE, language)}", "", say(INTRO, language), ""]
    lines += [f"- [{say(view.name, language)}](#{view.id}) — {say(view.question, language)}" for view in VIEWS.values()]
    lines.append("")
    for view in VIEWS.values():
        lines += view_section(view, language)
    return "\n".join(lines).rstrip("\n") + "\n"
