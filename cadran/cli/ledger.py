"""`cadran imports`, `cadran undo`, `cadran rejects`: what was loaded, taken back and set aside."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from cadran.cli.common import console, deliver, format_option, landed, language_option, output_option, store_option
from cadran.connect import connect
from cadran.messages import told

_WORDS = {
    "fr": {
        "none": "Aucun chargement dans cet entrepôt.",
        "undone": "annulé",
        "columns": ("n°", "table", "fichier", "système", "couvre", "lues", "nouvelles", "modifiées", "inchangées",
                    "doublons", "rejetées", "chargé (UTC)"),
        "rejects": ("n°", "ligne", "colonne", "valeur", "raison"),
        "no_rejects": "Aucune ligne rejetée.",
    },
    "en": {
        "none": "No load in this store.",
        "undone": "undone",
        "columns": ("no.", "table", "file", "system", "covers", "read", "new", "updated", "unchanged", "duplicate",
                    "rejected", "loaded (UTC)"),
        "rejects": ("no.", "line", "column", "value", "reason"),
        "no_rejects": "No row was set aside.",
    },
}  # fmt: skip


@click.command()
@format_option("table", "json", "csv")
@output_option
@language_option
@store_option
def imports(format: str, output: Path | None, language: str, store_url: str) -> None:
    """The loads so far, with how their rows landed: read = new + updated + unchanged + duplicate + rejected."""
    with connect(store_url, create=False, read_only=True) as store:
        lines = [replace(line, notes=line.notes and told(line.notes, language)) for line in store.imports()]
    if format != "table":
        from cadran.reports.grid import Grid
        from cadran.reports.tables import write

        records = [asdict(line) for line in lines]
        if format == "csv":  # a cell holds one text
            for record in records:
                record["taken_missing"] = "\n".join(
                    "{column}: {value} × {count}".format(**one) for one in record["taken_missing"]
                )
        deliver(write(Grid.of(records), format), output)
        return
    from rich.table import Table

    from cadran.display import day, number

    words = _WORDS[language]
    if not lines:
        click.echo(words["none"])
        return
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(words["columns"]):
        table.add_column(name, justify="right" if place in (0, 5, 6, 7, 8, 9, 10) else "left", no_wrap=place != 2)
    for line in lines:
        covers = (
            f"{day(line.covers_from, language)} → {day(line.covers_to, language)}"
            if line.covers_from and line.covers_to
            else ""
        )
        when = day(line.finished_at, language) + (f" ({words['undone']})" if line.undone_at else "")
        table.add_row(
            str(line.import_id), line.table, line.file_name, line.source_system, covers,
            number(line.rows_read, 0, language), *landed(line, language), when,
        )  # fmt: skip
    console().print(table)


@click.command()
@click.argument("import_id", metavar="IMPORT", type=int)
@language_option
@store_option
def undo(import_id: int, language: str, store_url: str) -> None:
    """Take IMPORT back, with what else came from the same file; nothing is deleted, `known_at` still sees it."""
    with connect(store_url, create=False) as store:
        lines, warnings = store.undo(import_id)
    for line in lines:
        click.echo(told(f"Import {line.import_id} undone: {line.file_name} → {line.table}.", language))
    for warning in warnings:
        click.echo(told(warning, language), err=True)


@click.command()
@click.argument("import_id", metavar="[IMPORT]", type=int, required=False)
@format_option("table", "csv", "json", "raw")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many faults.")
@output_option
@language_option
@store_option
def rejects(
    import_id: int | None, format: str, limit: int | None, output: Path | None, language: str, store_url: str
) -> None:
    """The rows set aside by IMPORT (or by all loads), with the fault, the value and the raw line.

    --format raw writes the raw lines under the file's own header: mend them and import that file.
    """
    with connect(store_url, create=False, read_only=True) as store:
        found = store.rejects(import_id, limit if format != "raw" else None)
        found = [replace(fault, reason=told(fault.reason, language)) for fault in found]
        header = store.header(import_id) if format == "raw" else ""
    if format == "raw":
        lines = dict.fromkeys((fault.line, fault.raw or "") for fault in found)
        deliver(header + "".join(raw.rstrip("\r\n") + "\n" for _, raw in lines), output)
    elif format != "table":
        from cadran.reports.grid import Grid
        from cadran.reports.tables import write

        deliver(write(Grid.of(asdict(fault) for fault in found), format), output)
    elif not found:
        click.echo(_WORDS[language]["no_rejects"])
    else:
        from rich.table import Table

        table = Table(*_WORDS[language]["rejects"], box=None, pad_edge=False)
        for fault in found:
            table.add_row(str(fault.import_id), str(fault.line or ""), fault.column, fault.value, fault.reason)
        console().print(table)
