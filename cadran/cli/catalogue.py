"""`cadran catalogue`: every KPI, all that is said of one, or the few to follow for an objective."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cadran.catalogue import FAMILIES, KPIS
from cadran.catalogue import kpi as find
from cadran.catalogue.objectives import objective as find_objective
from cadran.catalogue.shape import KPI
from cadran.cli.common import console, deliver, format_option, language_option, output_option, store_option
from cadran.config.location import configured, path_of
from cadran.errors import UsageError
from cadran.reports.kpi_page import kpi_section, kpis_page
from cadran.reports.objective_page import objective_section
from cadran.wording.display import say

if TYPE_CHECKING:
    from cadran.catalogue.objectives import Objective


@click.command()
@click.argument("id", metavar="[ID]", required=False)
@click.option(
    "--objective",
    metavar="NAME",
    help="The few KPIs to follow for leads, qualification, appointment, sale or retention, and why.",
)
@format_option("table", "json", "markdown")
@output_option
@language_option
@store_option
def catalogue(
    id: str | None, objective: str | None, format: str, output: Path | None, language: str, store_url: str
) -> None:
    """The KPIs by family, or everything about the KPI ID: question, formula, how to read it, what to do.

    Your own KPIs, from the configuration that goes with the store, are among them. With --objective, the six to nine to
    follow for a campaign of that objective.
    """
    if objective is not None:
        if id is not None:
            raise UsageError("Give a KPI or --objective, not both.")
        _one_objective(find_objective(objective), format, output, language)
        return
    config = configured(path_of(store_url))
    own = {kpi.id: kpi for kpi in config.kpis}
    chosen = own.get(id) or find(id) if id else None
    kpis = [chosen] if chosen else [*KPIS.values(), *own.values()]
    if format == "json":
        described = [_described(asdict(kpi)) for kpi in kpis]
        text = json.dumps(described[0] if id else described, ensure_ascii=False, indent=1)
        deliver(text + "\n", output)
        return
    if format == "markdown" or id:
        page = kpi_section(chosen, language) if chosen else kpis_page(language, config.kpis, config.measures)
        if format == "markdown":
            deliver(page.rstrip("\n") + "\n", output)
        else:
            from cadran.cli.lines import show_document

            show_document(page, console())
        return
    _print_index(language, kpis)


def _one_objective(objective: Objective, format: str, output: Path | None, language: str) -> None:
    """Its set in the order in which to read it; Markdown links to the reference page."""
    if format == "json":
        described = _described(asdict(objective))
        deliver(json.dumps(described, ensure_ascii=False, indent=1) + "\n", output)
    elif format == "markdown":
        lines = objective_section(objective, language, page=f"kpis.{language}.md")
        deliver("\n".join(lines).rstrip("\n") + "\n", output)
    else:
        _print_objective(objective, language)


def _print_objective(objective: Objective, language: str) -> None:
    from cadran.cli.lines import Line, tables

    heads = ("Identifiant", "Indicateur", "Pourquoi") if language == "fr" else ("Id", "KPI", "Why")
    rows = [
        (choice.kpi, say(KPIS[choice.kpi].name, language), say(choice.why, language)) for choice in objective.choices
    ]
    to = console()
    to.print(Line(f"{say(objective.name, language)} — {say(objective.question, language)}", "bold"))
    for table in tables([(head, "left") for head in heads], rows, to.width, keys=len(heads)):
        to.print(table)


def _described(content: Any) -> Any:
    """A declaration as plain JSON values: what is not said is null, mappings are dicts."""
    if isinstance(content, dict):
        return {name: _described(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_described(value) for value in content]
    return content


def _print_index(language: str, kpis: Sequence[KPI]) -> None:
    from cadran.cli.lines import Line, tables

    heads = ("Identifiant", "Indicateur", "Formule") if language == "fr" else ("Id", "KPI", "Formula")
    to = console()
    for family in FAMILIES.values():
        rows = [
            (kpi.id, say(kpi.name, language), say(kpi.formula, language)) for kpi in kpis if kpi.family == family.id
        ]
        to.print(Line(f"{say(family.name, language)} — {say(family.question, language)}", "bold"))
        for table in tables([(head, "left") for head in heads], rows, to.width, keys=len(heads)):
            to.print(table)
