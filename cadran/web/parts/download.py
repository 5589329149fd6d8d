"""Every table of a page as a file: as the screen shows it (a workbook, CSV for a spreadsheet), or for a machine."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cadran.errors import UsageError
from cadran.messages import Message
from cadran.reports import sheet as reading
from cadran.reports.grid import Grid
from cadran.reports.sheet import Sheet
from cadran.reports.tables import write
from cadran.web.parts import sheets
from cadran.web.parts.context import Desk
from cadran.web.parts.shown import Shown
from cadran.web.parts.view_blocks import OneTable

MACHINE = ("csv", "parquet")
"""Column names of the model, codes, instants in UTC: what a program reads."""
FORMATS = (*reading.FORMATS, *MACHINE)
_CSV = "text/csv; charset=utf-8"
_TYPES = {
    "csv": _CSV,
    "csv-fr": _CSV,
    "csv-en": _CSV,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def offered(language: str) -> list[tuple[str, bool]]:
    """The formats of a menu, and whether each is for a machine: those of a reader in the reader's own conventions."""
    return [("xlsx", False), (f"csv-{language}", False), *((format, True) for format in MACHINE)]


def as_shown(desk: Desk, format: str, sheet: Sheet) -> HttpResponse:
    """A sheet as a file to keep, named after what it holds and its days."""
    content = reading.write(sheet, format, language=desk.language, currency=desk.currency)
    return _attached(content, format, sheets.file_name(desk, sheet.name))


def file(grid: Grid, format: str, name: str) -> HttpResponse:
    """A grid as a file for a machine."""
    return _attached(write(grid, format), format, name if name.startswith("cadran-") else f"cadran-{name}")


def _attached(content: bytes, format: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{format.partition("-")[0]}"'
    return response


def check(format: str) -> None:
    """UsageError for what is not one of FORMATS."""
    if format not in FORMATS:
        raise UsageError(
            '"{format}" is not a format of files. Expected one of: {names}.', format=format[:20], names=[*FORMATS]
        )


def respond(desk: Desk) -> HttpResponse:
    """The file that the address asks for: ?format=xlsx&table=name; the page's first table where none is named."""
    format, tables = desk.request.GET.get("format", ""), desk.results
    wanted = desk.request.GET.get("table") or next(iter(tables), "")
    if wanted not in tables:
        raise UsageError(
            'This page has no table "{name}". It has: {names}.', name=wanted[:40], names=[*tables] or Message("none")
        )
    check(format)
    if format in MACHINE:
        return file(Grid.from_arrow(tables[wanted].to_arrow()), format, sheets.file_name(desk, wanted))
    return as_shown(desk, format, _sheet(desk, wanted, tables[wanted]))


def _sheet(desk: Desk, name: str, result: Any) -> Sheet:
    if result.sheet:
        made: Sheet = result.sheet()
        return made
    if isinstance(result, OneTable):
        return sheets.of_table(desk, result.result, result.result.table(result.table))
    assert isinstance(result, Shown)
    return sheets.of_result(desk, result.title or name, result.result, result.rows)
