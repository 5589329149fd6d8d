"""Every table of a page as a file: CSV, French CSV, workbook or Parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from cadran.errors import UsageError
from cadran.reports.grid import Grid
from cadran.reports.tables import write

if TYPE_CHECKING:
    import pyarrow as pa

    from cadran.web.pages.desk import Desk, Tabular

FORMATS = ("csv", "csv-fr", "xlsx", "parquet")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "csv-fr": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def grid_of(result: Tabular) -> Grid:
    """A result's rows; a result without breakdown is one row."""
    return grid_of_arrow(result.to_arrow())


def grid_of_arrow(table: pa.Table) -> Grid:
    return Grid.from_arrow(table)


def file(grid: Grid, format: str, name: str) -> HttpResponse:
    """A grid as a file to keep."""
    if format not in FORMATS:
        raise UsageError(f'"{format[:20]}" is not a format of files. Expected one of: {", ".join(FORMATS)}.')
    response = HttpResponse(write(grid, format), content_type=_TYPES[format])
    extension = "csv" if format.startswith("csv") else format
    response["Content-Disposition"] = f'attachment; filename="cadran-{name}.{extension}"'
    return response


def respond(desk: Desk) -> HttpResponse:
    """The file that the address asks for: ?format=csv&table=name; the page's first table where none is named."""
    offered = desk.results
    wanted = desk.request.GET.get("table") or next(iter(offered), "")
    if wanted not in offered:
        raise UsageError(f'This page has no table "{wanted[:40]}". It has: {", ".join(offered) or "none"}.')
    return file(grid_of(offered[wanted]), desk.request.GET.get("format", ""), wanted)
