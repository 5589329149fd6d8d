"""A table as a file: CSV, French CSV, JSON lines, Parquet or a workbook; harmless when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cadran.errors import UsageError
from cadran.lazy import lazy
from cadran.reports.grid import Grid

if TYPE_CHECKING:
    import xlsxwriter
else:  # only a workbook needs it
    xlsxwriter = lazy("xlsxwriter")

FORMATS = ("csv", "csv-fr", "json", "parquet", "xlsx")

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]")
_NUMBER = re.compile(r"[+-]?\d{1,20}([.,]\d{1,20})?", re.ASCII)
_CELL = 32_767  # the longest text of a worksheet's cell
_EXACT = 2**53  # beyond, a worksheet's number is another
SHEET_ROWS = 1_048_576


def write(grid: Grid, format: str) -> bytes:
    """The grid in one of FORMATS."""
    return _WRITERS[format](grid)


def safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is kept from it by a leading apostrophe.

    Spaces, tabs and line ends in front do not hide it, nor do full-width signs; a plain number (a phone number with
    its +) is none.
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value


def _plain(value: Any) -> Any:
    """How CSV writes a value: ISO dates, a point, nothing for what is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return _utc(value).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return safe(value)


def _utc(instant: datetime) -> datetime:
    """An instant in UTC, without its zone."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _french(value: Any) -> Any:
    """How a French spreadsheet reads a value: day first, a decimal comma, oui and non."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return _utc(value).strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float | Decimal):
        return repr(value).replace(".", ",") if isinstance(value, float) else str(value).replace(".", ",")
    return _plain(value)


class _Lines:
    """Takes lines ended by a return and a line feed, and keeps them ended by a line feed."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> int:
        self.lines.append(line[:-2] + "\n")
        return len(line)


def _csv(grid: Grid) -> bytes:
    out = _Lines()
    writer = csv.writer(out, lineterminator="\r\n")  # with both, so that a lone \r in a text is quoted too
    writer.writerow([safe(name) for name in grid.columns])
    writer.writerows([_plain(value) for value in row] for row in grid.rows)
    return "".join(out.lines).encode()


def _csv_fr(grid: Grid) -> bytes:
    """Semicolons and a byte-order mark: what French Excel opens right on a double click."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(name) for name in grid.columns])
    writer.writerows([_french(value) for value in row] for row in grid.rows)
    return out.getvalue().encode("utf-8-sig")


def jsonable(value: Any) -> Any:
    """A value as JSON has it: instants in UTC with a Z, days in ISO, decimals as numbers."""
    if isinstance(value, datetime):
        return _utc(value).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def _json(grid: Grid) -> bytes:
    records = [{name: jsonable(value) for name, value in zip(grid.columns, row, strict=True)} for row in grid.rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def _parquet(grid: Grid) -> bytes:
    """Typed columns; instants are UTC and say so, days are days, money is decimal."""
    types = grid.types or (None,) * len(grid.columns)
    arrays = [_typed([row[place] for row in grid.rows], types[place]) for place in range(len(grid.columns))]
    table = pa.Table.from_arrays(arrays, names=list(grid.columns))
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _typed(values: list[Any], type: Any) -> Any:
    array = pa.array(values, type)
    if pa.types.is_timestamp(array.type):
        return array.cast(pa.timestamp("us", "UTC"))
    return array.cast(pa.string()) if pa.types.is_null(array.type) else array


def _xlsx(grid: Grid) -> bytes:
    """One sheet with a fixed header; texts are written as texts, so nothing is run."""
    if len(grid.rows) >= SHEET_ROWS:
        raise UsageError(
            "{rows} rows do not fit a worksheet ({most} at most). Use csv or parquet, or --limit.",
            rows=len(grid.rows),
            most=SHEET_ROWS - 1,
        )
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("cadran")
    bold = book.add_format({"bold": True, "bottom": 1})
    formats: dict[type, Any] = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet.write_row(0, 0, grid.columns, bold)
    for line, row in enumerate(grid.rows, start=1):
        for place, value in enumerate(row):
            _cell(sheet, line, place, value, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return sink.getvalue()


def _cell(sheet: Any, line: int, place: int, value: Any, formats: Mapping[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, date) and value.year >= 1900:
        moment = _utc(value) if isinstance(value, datetime) else value
        sheet.write_datetime(line, place, moment, formats[type(value)])
    elif isinstance(value, int | float | Decimal) and -_EXACT <= value <= _EXACT:
        sheet.write_number(line, place, float(value))
    else:  # texts; what a worksheet's numbers and days cannot hold is text too
        sheet.write_string(line, place, str(value)[:_CELL])


_WRITERS = {"csv": _csv, "csv-fr": _csv_fr, "json": _json, "parquet": _parquet, "xlsx": _xlsx}
