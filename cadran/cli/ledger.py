"""`cadran imports`, `cadran undo`, `cadran rejects`: what was loaded, taken back and set aside."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from cadran.catalogue.shape import Text
from cadran.cli.common import (
    console,
    deliver,
    format_option,
    landed,
    language_option,
    output_option,
    store_option,
    tell,
)
from cadran.cli.harmless import echo
from cadran.messages import Message, translated
from cadran.reports.grid import Grid
from cadran.server.connect import connect
from cadran.wording.display import day, number, say

_IMPORTS = (
    Text("n°", "no."),
    Text("table", "table"),
    Text("fichier", "file"),
    Text("système", "system"),
    Text("couvre", "covers"),
    Text("lues", "read"),
    Text("nouvelles", "new"),
    Text("modifiées", "updated"),
    Text("inchangées", "unchanged"),
    Text("doublons", "duplicate"),
    Text("rejetées", "rejected"),
    Text("chargé (UTC)", "loaded (UTC)"),
)
_REJECTS = (
    Text("n°", "no."),
    Text("ligne", "line"),
    Text("colonne", "column"),
    Text("valeur", "value"),
    Text("raison", "reason"),
)
_UNDONE = Text("annulé", "undone")


@click.command()
@format_option("table", "json", "csv")
@output_option
@language_option
@store_option
def imports(format: str, output: Path | None, language: str, store_url: str) -> None:
    """The loads so far, with how their rows landed: read = new + updated + unchanged + duplicate + rejected."""
    with connect(store_url, create=False, read_only=True) as store:
        lines = [replace(line, notes=line.notes and translated(line.notes, language)) for line in store.imports()]
    if format != "table":
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

    if not lines:
        tell(language, "No load in this store.")
        return
    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(say(column, language) for column in _IMPORTS):
        table.add_column(name, justify="right" if place in (0, 5, 6, 7, 8, 9, 10) else "left", no_wrap=place != 2)
    for line in lines:
        covers = (
            f"{day(line.covers_from, language)} → {day(line.covers_to, language)}"
            if line.covers_from and line.covers_to
            else ""
        )
        when = day(line.finished_at, language) + (f" ({say(_UNDONE, language)})" if line.undone_at else "")
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
        echo(
            translated(
                Message(
                    "Import {id} undone: {file} → {table}.",
                    id=line.import_id,
                    file=line.file_name,
                    table=line.table,
                ),
                language,
            )
        )
    for warning in warnings:
        echo(translated(warning, language), err=True)


@click.command()
@click.argument("import_id", metavar="[IMPORT]", type=int, required=False)
@format_option("table", "csv", "json", "raw")
@click.option("--limit", type=click.IntRange(min=1, max=10**12), help="At most so many faults.")
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
        found = [replace(fault, reason=translated(fault.reason, language)) for fault in found]
        header = store.header(import_id) if format == "raw" else ""
    if format == "raw":
        lines = dict.fromkeys((fault.line, fault.raw or "") for fault in found)
        deliver(header + "".join(raw.rstrip("\r\n") + "\n" for _, raw in lines), output)
    elif format != "table":
        from cadran.reports.tables import write

        deliver(write(Grid.of(asdict(fault) for fault in found), format), output)
    elif not found:
        tell(language, "No row was set aside.")
    else:
        from rich.table import Table

        table = Table(*(say(column, language) for column in _REJECTS), box=None, pad_edge=False)
        for fault in found:
            table.add_row(str(fault.import_id), str(fault.line or ""), fault.column, fault.value, fault.reason)
        console().print(table)
