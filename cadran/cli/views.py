"""`cadran view`: the views, and the answer of one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cadran.cli.common import console, deliver, format_option, language_option, output_option, store_option
from cadran.cli.figures import _filters, _where
from cadran.connect import connect

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from cadran.analysis import Column, Table, ViewResult

SHOWN = 40
"""A longer table is cut in a terminal, unless it is asked for by its name."""

_TONES = {"good": "green", "bad": "red", "neutral": "default", "undecided": "yellow"}
_WORDS = {
    "fr": {"more": "encore {n} lignes : --table {id}", "none": "(non renseigné)", "view": "Vue", "question": "Question",
           "options": "Options", "empty": "Aucune ligne."},
    "en": {"more": "{n} more rows: --table {id}", "none": "(unassigned)", "view": "View", "question": "Question",
           "options": "Options", "empty": "No row."},
}  # fmt: skip


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@_filters
@click.option("--kpi", metavar="ID", help="The KPI, for views of one (agents, compare).")
@click.option("--by", metavar="DIM", help="The dimension, for views by one (agents, compare, sales-by-target, …).")
@click.option("--members", metavar="A,B", help="The two members of --by that compare sets against each other.")
@click.option("--table", metavar="ID", help="Only this table of the view.")
@format_option("table", "json", "csv", "csv-fr", "parquet", "xlsx")
@output_option
@language_option
@store_option
def view(
    name: str | None,
    first: date | None,
    end: date | None,
    where: tuple[str, ...],
    table: str | None,
    format: str,
    output: Path | None,
    language: str,
    store_url: str,
    **asked: Any,
) -> None:
    r"""The view NAME: its tables, and what they say in words; without NAME, the views and what each answers.

    \b
    cadran view funnel --from 2026-09-01 --to 2026-10-01 --where campaign=VERTE
    cadran view agents --kpi contact_rate --by team
    cadran view compare --by script --members old,new

    Formats other than table and json hold one table: the first, or that of --table.
    """
    from cadran.analysis import view as answer_of

    if name is None:
        _list(language)
        return
    period = (first, end) if first or end else None
    with connect(store_url, create=False, read_only=True) as store:
        result = answer_of(store, name, period=period, where=_where(where), **asked)  # type: ignore[arg-type]
        currency = store.currency
    if format == "table":
        _print(result, table, language, currency, console())
        return
    deliver(_written(result, table, format), output, binary=format in ("parquet", "xlsx"))


def _list(language: str) -> None:
    from rich import box
    from rich.table import Table as RichTable

    from cadran.analysis import VIEWS
    from cadran.display import say

    words = _WORDS[language]
    listed = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("view", "question", "options"):
        listed.add_column(words[head], no_wrap=head == "view")
    for one in VIEWS.values():
        options = ", ".join(f"--{option}" + (f" {value}" if value else "") for option, value in one.options.items())
        listed.add_row(one.id, say(one.question, language), options)
    console().print(listed)


def _written(result: ViewResult, table: str | None, format: str) -> bytes:
    if format == "json":
        content = result.to_dict() if table is None else result.table(table).to_dict()
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    from cadran.analysis.result import flat
    from cadran.reports.grid import Grid
    from cadran.reports.tables import write

    return write(Grid.of(flat(result.table(table))), format)


def _print(result: ViewResult, table: str | None, language: str, currency: str, to: Console) -> None:
    from rich.text import Text as Line

    from cadran.display import say

    tables = result.tables if table is None else (result.table(table),)
    to.print(Line(f"{say(result.name, language)} — {say(result.question, language)}", style="bold"))
    if table is None:
        for finding in result.findings:
            to.print(Line(f"• {say(finding.text, language)}", style=_TONES[finding.tone]))
    for one in tables:
        to.print()
        to.print(Line(say(one.title, language), style="bold"))
        rows = one.rows if table else one.rows[:SHOWN]
        to.print(_drawn(one, rows, language, currency) if rows else _WORDS[language]["empty"])
        if len(rows) < len(one.rows):
            to.print(Line(_WORDS[language]["more"].format(n=len(one.rows) - len(rows), id=one.id), style="dim"))
    for said in [*(say(rule, language) for rule in result.rules), *(str(note[language]) for note in result.notes)]:
        to.print(Line(f"· {said}", style="dim"))


def _drawn(table: Table, rows: list[dict[str, Any]], language: str, currency: str) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable

    from cadran.display import say

    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        drawn.add_column(say(column.name, language), justify="right" if column.kind in ("figure", "number") else "left")
    for row in rows:
        drawn.add_row(*(cell_text(column, row.get(column.id), language, currency) for column in table.columns))
    return drawn


def cell_text(column: Column, content: Any, language: str, currency: str = "EUR") -> str:
    """A cell as a person reads it; a figure with its interval."""
    from cadran.display import UNKNOWN, day, value

    if column.kind == "member":
        return _member(column, content, language)
    if column.kind in ("text", "flag"):
        return "" if content is None else str(content)
    if content is None:
        return "" if column.kind == "figure" else UNKNOWN
    if column.kind == "day":
        return day(content, language)
    if column.kind == "number":
        return value(content, column.unit, language, currency)
    shown = value(content["value"], column.unit, language, currency)
    if content["low"] is None or content["low"] == content["high"]:
        return shown
    low, high = (value(content[side], column.unit, language, currency) for side in ("low", "high"))
    return f"{shown} ({low} – {high})"


def _member(column: Column, content: Any, language: str) -> str:
    from cadran.analysis.words import member
    from cadran.display import say

    if content is None:
        return _WORDS[language]["none"]
    if str(content) in column.labels:
        return say(column.labels[str(content)], language)
    return say(member(column.dimension or "", content), language)
