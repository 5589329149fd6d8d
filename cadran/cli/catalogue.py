"""`cadran catalogue`: every KPI, or all that is said of one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from cadran.catalogue import FAMILIES, KPIS
from cadran.catalogue import kpi as find
from cadran.cli.common import console, deliver, format_option, language_option, output_option
from cadran.display import say


@click.command()
@click.argument("id", metavar="[ID]", required=False)
@format_option("table", "json", "markdown")
@output_option
@language_option
def catalogue(id: str | None, format: str, output: Path | None, language: str) -> None:
    """The KPIs by family, or everything about the KPI ID: question, formula, how to read it, what to do."""
    kpis = [find(id)] if id else list(KPIS.values())
    if format == "json":
        import json

        described = [_described(asdict(kpi)) for kpi in kpis]
        text = json.dumps(described[0] if id else described, ensure_ascii=False, indent=1)
        deliver(text + "\n", output)
        return
    if format == "markdown" or id:
        from cadran.reports.reference import kpi_section, kpis_page

        page = kpi_section(find(id), language) if id else kpis_page(language)
        if format == "markdown":
            deliver(page.rstrip("\n") + "\n", output)
        else:
            from rich.markdown import Markdown

            console().print(Markdown(page))
        return
    _print_index(language)


def _described(content: Any) -> Any:
    """A declaration as plain JSON values: what is not said is null, mappings are dicts."""
    if isinstance(content, dict):
        return {name: _described(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_described(value) for value in content]
    return content


def _print_index(language: str) -> None:
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
        for kpi in KPIS.values():
            if kpi.family == family.id:
                table.add_row(kpi.id, say(kpi.name, language), say(kpi.formula, language))
    console().print(table)
