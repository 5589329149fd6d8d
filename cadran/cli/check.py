"""`cadran check`: what is loaded, what is missing, what contradicts itself, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cadran.catalogue.columns import words_of
from cadran.catalogue.labels import TABLES
from cadran.catalogue.shape import Text
from cadran.cli.common import console, deliver, format_option, language_option, output_option, store_option, tell
from cadran.cli.harmless import echo
from cadran.server.connect import connect
from cadran.wording.display import NO_BREAK, day, number, pick, say

if TYPE_CHECKING:
    from rich.table import Table

    from cadran.checks.overview import Finding, TableState

_COLUMNS = (
    Text("table", "table"),
    Text("lignes", "rows"),
    Text("du", "from"),
    Text("au", "to"),
    Text("jours manquants", "days missing"),
    Text("dont fermés", "of which closed"),
    Text("chargé le (UTC)", "loaded on (UTC)"),
)
_CODES = (Text("code", "code"), Text("tentatives", "attempts"))


@click.command()
@format_option("table", "json")
@output_option
@language_option
@store_option
def check(format: str, output: Path | None, language: str, store_url: str) -> None:
    """What is loaded and for which days, which codes are not mapped, what contradicts itself, and what to do."""
    with connect(store_url, create=False, read_only=True) as store:
        (tables, findings, unmapped), zone = store.overview(), store.zone
    if format == "json":
        content = {
            "tables": [_plain(asdict(table)) for table in tables],
            "findings": [_described(finding) for finding in findings],
            "unmapped": [{"disposition": code, "attempts": count} for code, count in unmapped],
        }
        deliver(json.dumps(content, ensure_ascii=False, indent=1) + "\n", output)
        return
    from rich.table import Table

    out = console()
    out.print(_held(tables, language))
    for finding in findings:
        _show(finding, language, zone)
    if unmapped:
        codes = Table(*(say(column, language) for column in _CODES), box=None, pad_edge=False)
        for code, count in unmapped[:20]:
            codes.add_row(code, number(count, 0, language))
        out.print(codes)
    if not findings:
        tell(language, "Nothing to report.")


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    from cadran.reports.tables import jsonable

    return {name: jsonable(value) for name, value in record.items()}


def _described(finding: Finding) -> dict[str, Any]:
    from cadran.checks.findings import CHECKS

    check = CHECKS[finding.code]
    return {
        **_plain({name: value for name, value in asdict(finding).items() if name != "examples"}),
        "examples": [_plain(dict(example)) for example in finding.examples],
        "title": asdict(check.title),
        "advice": asdict(check.advice),
    }


def _held(tables: Sequence[TableState], language: str) -> Table:
    from rich.table import Table

    held = Table(*(say(column, language) for column in _COLUMNS), box=None, pad_edge=False)
    for table in tables:
        covered = table.covers_from is not None
        held.add_row(
            pick(TABLES, table.table, language),
            number(table.rows, 0, language),
            day(table.covers_from, language) if table.covers_from else "",
            day(table.covers_to, language) if table.covers_to else "",
            number(table.missing_days, 0, language) if covered else "",
            number(table.missing_closed, 0, language) if covered else "",
            day(table.loaded_at, language) if table.loaded_at else "",
        )
    return held


def _show(finding: Finding, language: str, zone: str) -> None:
    from cadran.checks.findings import CHECKS
    from cadran.cli.tables import cell_text

    check = CHECKS[finding.code]
    echo(f"· {number(finding.rows, 0, language)} {say(check.title, language)}")
    for example in finding.examples:
        told = [
            _valued(name, cell_text(name, value, language, zone), language)
            for name, value in example.items()
            if value is not None
        ]
        tell(language, "    for example {values}", values=told)
    echo(f"    → {say(check.advice, language)}")


def _valued(name: str, text: str, language: str) -> str:
    """A column of an example with its value, in words."""
    head = say(words_of(name), language).lower()
    return f"{head}{NO_BREAK}: {text}" if language == "fr" else f"{head}: {text}"
