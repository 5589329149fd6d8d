"""`cadran check`: what is loaded, what is missing, what contradicts itself, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from cadran.cli.common import console, deliver, format_option, language_option, output_option, store_option
from cadran.connect import connect

_ADVICE = {
    "fr": {
        "unmapped": "tentatives sans résultat : leur code n'est pas traduit. Complétez « table.outcomes » dans la correspondance "
                    "et réimportez.",
        "contradiction": "tentatives dites argumentées ou qualifiées contre leur résultat : comptées selon le résultat.",
        "no_lead": "tentatives sans fiche : comptées dans les appels, pas dans les fiches.",
        "unknown_lead": "tentatives dont la fiche n'est pas chargée : importez les fiches de ce fichier.",
        "unknown_agent": "tentatives dont le téléconseiller n'est pas chargé : sans équipe ni site.",
        "duplicate_lead": "fiches qui partagent le numéro d'une fiche plus ancienne.",
        "nothing": "Rien à signaler.",
        "columns": ("table", "lignes", "du", "au", "jours manquants"),
        "unmapped_columns": ("code", "tentatives"),
        "example": "par exemple",
    },
    "en": {
        "unmapped": "attempts without outcome: their code is not mapped. Complete `table.outcomes` in the mapping and import "
                    "again.",
        "contradiction": "attempts said to be argued or qualified against their outcome: counted by the outcome.",
        "no_lead": "attempts without lead: counted among calls, not among leads.",
        "unknown_lead": "attempts whose lead is not loaded: import the leads of that list.",
        "unknown_agent": "attempts whose agent is not loaded: without team or site.",
        "duplicate_lead": "leads that share the number of an earlier lead.",
        "nothing": "Nothing to report.",
        "columns": ("table", "rows", "from", "to", "days missing"),
        "unmapped_columns": ("code", "attempts"),
        "example": "for example",
    },
}  # fmt: skip


@click.command()
@format_option("table", "json")
@output_option
@language_option
@store_option
def check(format: str, output: Path | None, language: str, store_url: str) -> None:
    """What is loaded and for which days, which codes are not mapped, which rows contradict themselves."""
    with connect(store_url, create=False, read_only=True) as store:
        tables, findings, unmapped = store.overview()
    if format == "json":
        import json

        from cadran.reports.tables import jsonable

        content = {
            "tables": [{name: jsonable(value) for name, value in asdict(table).items()} for table in tables],
            "findings": [asdict(finding) for finding in findings],
            "unmapped": [{"disposition": code, "attempts": count} for code, count in unmapped],
        }
        deliver(json.dumps(content, ensure_ascii=False, indent=1) + "\n", output)
        return
    from rich.table import Table

    from cadran.display import day, number

    words, out = _ADVICE[language], console()
    held = Table(*words["columns"], box=None, pad_edge=False)
    for table in tables:
        held.add_row(
            table.table,
            number(table.rows, 0, language),
            day(table.covers_from, language) if table.covers_from else "",
            day(table.covers_to, language) if table.covers_to else "",
            number(table.missing_days, 0, language) if table.covers_from else "",
        )
    out.print(held)
    for finding in findings:
        example = f" ({words['example']} {finding.example})" if finding.example else ""
        click.echo(f"· {number(finding.rows, 0, language)} {words[finding.code]}{example}")
    if unmapped:
        codes = Table(*words["unmapped_columns"], box=None, pad_edge=False)
        for code, count in unmapped[:20]:
            codes.add_row(code, number(count, 0, language))
        out.print(codes)
    if not findings:
        click.echo(words["nothing"])
