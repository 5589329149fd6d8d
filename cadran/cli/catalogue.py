"""`cadran catalogue`: every KPI, all that is said of one, or the few to follow for an objective."""

from __future__ import annotations

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
from cadran.display import say
from cadran.errors import UsageError
from cadran.store import configured, path_of

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
        import json

        described = [_described(asdict(kpi)) for kpi in kpis]
        text = json.dumps(described[0] if id else described, ensure_ascii=False, indent=1)
        deliver(text + "\n", output)
        return
    if format == "markdown" or id:
        from cadran.reports.reference import kpi_section, kpis_page

        page = kpi_section(chosen, language) if chosen else kpis_page(language, config.kpis, config.measures)
        if format == "markdown":
            deliver(page.rstrip("\n") + "\n", output)
        else:
            from rich.markdown import Markdown

            console().print(Markdown(page))
        return
    _print_index(language, kpis)


def _one_objective(objective: Objective, format: str, output: Path | None, language: str) -> None:
    """Its set in the order in which to read it; Markdown links to the reference page."""
    if format == "json":
        import json

        described = _described(asdict(objective))
        deliver(json.dumps(described, ensure_ascii=False, indent=1) + "\n", output)
    elif format == "markdown":
        from cadran.reports.reference_objectives import objective_section

        lines = objective_section(objective, language, page=f"kpis.{language}.md")
        deliver("\n".join(lines).rstrip("\n") + "\n", output)
    else:
        _print_objective(objective, language)


def _print_objective(objective: Objective, language: str) -> None:
    from rich import box
    from rich.table import Table

    heads = ("Identifiant", "Indicateur", "Pourquoi") if language == "fr" else ("Id", "KPI", "Why")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, head in enumerate(heads):
        table.add_column(head, no_wrap=place == 0)
    for choice in objective.choices:
        table.add_row(choice.kpi, say(KPIS[choice.kpi].name, language), say(choice.why, language))
    console().print(f"[bold]{say(objective.name, language)}[/] — {say(objective.question, language)}")
    console().print(table)


def _described(content: Any) -> Any:
    """A declaration as plain JSON values: what is not said is null, mappings are dicts."""
    if isinstance(content, dict):
        return {name: _described(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_described(value) for value in content]
    return content


def _print_index(language: str, kpis: Sequence[KPI]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    heads = ("Identifiant", "Indicateur", "Formule") if language == "fr" else ("Id", "KPI", "Formula")
    table.add_column(heads[0], no_wrap=True)
    table.add_column(heads[1])
    table.add_column(heads[2])
    for place, family in enumerate(FAMILIES.values() if isinstance(FAMILIES, dict) else FAMILIES):
        if place:
            table.add_section()
        table.add_row(f"[bold]{say(family.name, language)}[/]", "", "")
        for kpi in kpis:
            if kpi.family == family.id:
                table.add_row(kpi.id, say(kpi.name, language), say(kpi.formula, language))
    console().print(table)
