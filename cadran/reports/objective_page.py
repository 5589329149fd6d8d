"""The short set of KPIs of each objective, as Markdown."""

from __future__ import annotations

from cadran.catalogue import KPIS
from cadran.catalogue.objectives import OBJECTIVES, Objective
from cadran.catalogue.shape import Text
from cadran.reports.markdown import table
from cadran.wording.display import say

TITLE = Text("Par objectif", "By objective")
INTRO = Text(
    "Personne ne suit cent indicateurs. Pour chaque objectif de campagne, les quelques-uns par lesquels commencer, dans "
    "l’ordre où les lire ; les autres servent à expliquer ceux-là.",
    "Nobody follows a hundred KPIs. For each objective of a campaign, the few to start from, in the order in which to read "
    "them; the others are there to explain these.",
)
HEADS = (Text("Indicateur", "KPI"), Text("Pourquoi", "Why"))


def objective_section(objective: Objective, language: str, page: str = "") -> list[str]:
    """The lines of one objective: its question, and its KPIs linked to `page` (the same page unless named)."""
    rows = [
        [f"[{say(KPIS[choice.kpi].name, language)}]({page}#{choice.kpi})", say(choice.why, language)]
        for choice in objective.choices
    ]
    heads = [say(head, language) for head in HEADS]
    title = f"### {say(objective.name, language)} (`{objective.id}`)"
    return [title, "", f"*{say(objective.question, language)}*", "", *table(heads, rows), ""]


def objectives_section(language: str) -> list[str]:
    """The lines of every objective under one heading."""
    lines = [f"## {say(TITLE, language)}", "", say(INTRO, language), ""]
    for objective in OBJECTIVES.values():
        lines += objective_section(objective, language)
    return lines
