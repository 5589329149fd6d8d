"""`cadran view`: the views, and the answer of one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cadran.catalogue.shape import Text
from cadran.cli.common import console, deliver, format_option, language_option, note, output_option, store_option
from cadran.cli.figures import _filters, _where, bounds_of
from cadran.messages import Message
from cadran.query import strangers
from cadran.query.request import EVERYTHING, Request
from cadran.reports.grid import Grid
from cadran.server.connect import connect
from cadran.wording.display import NO_BREAK, UNKNOWN, day, member, number, say, value

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from cadran.analysis import Column, Table, ViewResult

SHOWN = 40
"""A longer table is cut in a terminal, unless it is asked for by its name."""

_TONES = {"good": "green", "bad": "red", "neutral": "default", "undecided": "yellow"}
_HEADS = (Text("Vue", "View"), Text("Question", "Question"), Text("Options", "Options"))
_NONE = Text("(non renseigné)", "(unassigned)")
_POINTS = Text("pt", "pt")


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@_filters
@click.option("--kpi", metavar="ID", help="The KPI, for views of one (agents, compare).")
@click.option("--by", metavar="DIM", help="The dimension, for views by one (agents, compare, sales-by-target, …).")
@click.option("--members", metavar="A,B", help="The two members of --by that compare sets against each other.")
@click.option(
    "--difference",
    type=float,
    metavar="POINTS",
    help="The difference that test-length is to recognise: 0.02 is two points.",
)
@click.option("--action", metavar="ID", help="The action whose effect action-effect looks at (default: the latest).")
@click.option("--days", type=click.IntRange(min=1, max=366), help="Days before and after it, at most.")
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
    max_seconds: int | None,
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
    with connect(store_url, create=False, read_only=True, bounds=bounds_of(seconds=max_seconds)) as store:
        result = answer_of(store, name, period=period, where=_where(where), **asked)  # type: ignore[arg-type]
        unknown = strangers.notes(store, Request(("attempts",), where=_where(where)).filters, EVERYTHING)
        result = replace(result, notes=(*result.notes, *unknown))
        currency = store.currency
    if format == "table":
        _print(result, table, language, currency, console())
        return
    note(unknown if format != "json" else (), language)
    deliver(_written(result, table, format), output, binary=format in ("parquet", "xlsx"))


def _list(language: str) -> None:
    from cadran.analysis import VIEWS
    from cadran.cli.lines import tables

    lines = [
        (one.id, say(one.question, language),
         ", ".join(f"--{option}" + (f" {value}" if value else "") for option, value in one.options.items()))
        for one in VIEWS.values()
    ]  # fmt: skip
    to = console()
    for table in tables([(say(head, language), "left") for head in _HEADS], lines, to.width, keys=3):
        to.print(table)


def _written(result: ViewResult, table: str | None, format: str) -> bytes:
    if format == "json":
        content = result.to_dict() if table is None else result.table(table).to_dict()
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    from cadran.analysis.result import flat
    from cadran.reports.tables import write

    return write(Grid.of(flat(result.table(table))), format)


def _print(result: ViewResult, table: str | None, language: str, currency: str, to: Console) -> None:
    from cadran.cli.lines import Line

    tables = result.tables if table is None else (result.table(table),)
    to.print(Line(f"{say(result.name, language)} — {say(result.question, language)}", style="bold"))
    if table is None:
        for finding in result.findings:
            to.print(Line(f"• {say(finding.text, language)}", style=_TONES[finding.tone]))
    for one in tables:
        to.print()
        to.print(Line(say(one.title, language), style="bold"))
        if not one.rows:
            to.print(Message("No row.").text(language))
        elif table is None and {"weekday", "hour", "verdict"} <= {column.id for column in one.columns}:
            for drawn in _grid(one, language, to.width):
                to.print(drawn)
            to.print(
                Line(
                    Message(
                        "▲ clearly above, ▼ clearly below, · too few calls; --table {id} gives the detail.", id=one.id
                    ).text(language),
                    style="dim",
                )
            )
        else:
            _print_rows(one, len(one.rows) if table else SHOWN, language, currency, to)
    for said in [*(say(rule, language) for rule in result.rules), *(str(one[language]) for one in result.notes)]:
        to.print(Line(f"· {said}", style="dim"))


def _print_rows(table: Table, most: int, language: str, currency: str, to: Console) -> None:
    """The rows, with intervals where there is room for them."""
    from cadran.cli.lines import Line, fits, tables

    rows = table.rows[:most]
    right = ("figure", "number", "points")
    heads = [(say(column.name, language), "right" if column.kind in right else "left") for column in table.columns]
    lines = _lines(table, rows, language, currency)
    bare = _lines(table, rows, language, currency, intervals=False)
    is_narrow = bare != lines and not fits(heads, lines, to.width)
    keys = next((place for place, column in enumerate(table.columns) if column.kind != "member"), len(heads))
    for drawn in tables(heads, bare if is_narrow else lines, to.width, keys=max(keys, 1)):
        to.print(drawn)
    if len(rows) < len(table.rows):
        to.print(
            Line(
                Message(
                    "{count:,} more {count|row|rows}: --table {id}", count=len(table.rows) - len(rows), id=table.id
                ).text(language),
                style="dim",
            )
        )
    if is_narrow:
        to.print(
            Line(
                Message("Without the 95% intervals, for want of room: a wider window or --format csv gives them.").text(
                    language
                ),
                style="dim",
            )
        )


def _lines(
    table: Table, rows: list[dict[str, Any]], language: str, currency: str, *, intervals: bool = True
) -> list[list[str]]:
    return [
        [cell_text(column, row.get(column.id), language, currency, intervals=intervals) for column in table.columns]
        for row in rows
    ]


_MARKS = {"best": " ▲", "worst": " ▼", "undecided": "  ", "few": " ·"}


def _grid(table: Table, language: str, width: int) -> list[RichTable]:
    """Slots with weekdays across: the first figure, and a mark where it holds on one side."""
    from cadran.cli.lines import tables

    columns = {column.id: column for column in table.columns}
    rate = next(column for column in table.columns if column.kind == "figure")
    down = [name for name in columns if columns[name].kind == "member" and name not in ("weekday", "verdict")]
    days = sorted({row["weekday"] for row in table.rows})
    cells = {(*(row[name] for name in down), row["weekday"]): row for row in table.rows}
    lines = []
    for key in dict.fromkeys(sorted((key[:-1] for key in cells), key=lambda key: [(one is None, one) for one in key])):
        found = [cells.get((*key, day)) for day in days]
        shown = ["" if row is None else value(row[rate.id]["value"], rate.unit, language) + _MARKS[row["verdict"]]
                 for row in found]  # fmt: skip
        lines.append([*(_member(columns[name], one, language) for name, one in zip(down, key, strict=True)), *shown])
    heads = [(say(columns[name].name, language), "left") for name in down]
    heads += [(_member(columns["weekday"], day, language), "right") for day in days]
    return tables(heads, lines, width, keys=len(down))


def cell_text(column: Column, content: Any, language: str, currency: str = "EUR", *, intervals: bool = True) -> str:
    """A cell as a person reads it; a figure with its interval."""
    if column.kind == "member":
        return _member(column, content, language)
    if column.kind in ("text", "flag"):
        return "" if content is None else str(content)
    if content is None:
        return "" if column.kind == "figure" else UNKNOWN
    if column.kind == "day":
        return day(content, language)
    if column.kind == "points":
        points = number(content * 100, 1, language)
        return f"{'+' if content > 0 else ''}{points}{NO_BREAK}{say(_POINTS, language)}"
    if column.kind == "number":
        return value(content, column.unit, language, currency)
    shown = value(content["value"], column.unit, language, currency)
    if not intervals or content["low"] is None or content["low"] == content["high"]:
        return shown
    low, high = (value(content[side], column.unit, language, currency) for side in ("low", "high"))
    return f"{shown} ({low} – {high})"


def _member(column: Column, content: Any, language: str) -> str:

    if str(content) in column.labels:
        return say(column.labels[str(content)], language)
    text = member(column.dimension or "", content)
    return say(text, language) if text else say(_NONE, language)
