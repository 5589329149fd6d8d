"""`cadran trail`: who changed what in a store, and when."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from cadran.cli.common import console, deliver, format_option, language_option, output_option, store_option
from cadran.cli.harmless import echo
from cadran.messages import Message
from cadran.reports import trail as words
from cadran.reports.grid import Grid
from cadran.server.connect import connect
from cadran.wording.display import day

_NONE = Message("Nothing is noted: this store was not changed since it keeps a trail.")
_COLUMNS = (Message("when (UTC)"), Message("who"), Message("what"))


@click.command()
@click.option(
    "--limit", type=click.IntRange(min=1, max=10**12), help="The latest so many (default: 50 in a table, else all)."
)
@format_option("table", "json", "csv")
@output_option
@language_option
@store_option
def trail(limit: int | None, format: str, output: Path | None, language: str, store_url: str) -> None:
    """Who changed what in the store, and when, latest first: loads, undoing, erasures, backups, restores, configuration.

    What was done to accounts, rights and tokens is in the server's own trail: its page "Trail", for administrators.
    """
    with connect(store_url, create=False, read_only=True) as store:
        found = store.trail(limit or (50 if format == "table" else None))
    if format != "table":
        from cadran.reports.tables import write

        records = [asdict(entry) for entry in found]
        if format == "csv":
            records = [{**one, "detail": json.dumps(one["detail"], ensure_ascii=False)} for one in records]
        deliver(write(Grid.of(records), format), output)
        return
    if not found:
        echo(_NONE.text(language))
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for place, name in enumerate(_COLUMNS):
        table.add_column(name.text(language), no_wrap=place == 0)
    for entry in found:
        said = words.sentence(entry.what, entry.detail, language)
        table.add_row(day(entry.at, language), words.who(entry.who, language), said)
    console().print(table)
