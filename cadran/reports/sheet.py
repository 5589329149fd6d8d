"""A table for a person: heads and values in the reader's words and formats, a total, and what it was asked with.

The same values as the figures, not their texts: a workbook can add them up. Machine forms are in reports.tables.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import xlsxwriter

from cadran.catalogue.shape import Unit
from cadran.errors import UsageError
from cadran.reports.tables import SHEET_ROWS, safe

FORMATS = ("xlsx", "csv-fr", "csv-en")


class Kind(StrEnum):
    """What the values of a column are; each has its format in a workbook and its writing in CSV."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"  # fractions
    POINTS = "points"  # differences of fractions
    SECONDS = "seconds"
    MONEY = "money"
    RATIO = "ratio"
    DAY = "day"
    INSTANT = "instant"  # in the centre's zone, without it


KIND_OF: Mapping[Unit, Kind] = {
    Unit.PERCENT: Kind.PERCENT,
    Unit.SECONDS: Kind.SECONDS,
    Unit.MONEY: Kind.MONEY,
    Unit.COUNT: Kind.NUMBER,
    Unit.PER_HOUR: Kind.RATIO,
    Unit.PER_1000: Kind.RATIO,
    Unit.RATIO: Kind.RATIO,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its head in the reader's words, and what its values are."""

    head: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its total (values by column, empty where none) and `about`: pairs of a name and what it says.

    `name` is what the file is called after, `about_name` the name of the second sheet, `days` the days it speaks of.
    """

    name: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any] = ()
    about: Sequence[tuple[str, str]] = ()
    about_name: str = "about"


def write(sheet: Sheet, format: str, *, language: str, currency: str) -> bytes:
    """The sheet in one of FORMATS; UsageError for another, or for more rows than a worksheet holds."""
    if format == "xlsx":
        return _workbook(sheet, language, currency)
    if format in ("csv-fr", "csv-en"):
        return _lines(sheet, "fr" if format == "csv-fr" else "en", currency)
    raise UsageError(
        '"{format}" is not a format of files. Expected one of: {names}.', format=format[:20], names=[*FORMATS]
    )


def _whole(sheet: Sheet) -> Sequence[Sequence[Any]]:
    return [*sheet.rows, *([sheet.total] if sheet.total else [])]


# CSV: what a spreadsheet of that language reads as numbers, percents, times and days


def _lines(sheet: Sheet, language: str, currency: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([safe(field.head) for field in sheet.fields])
    for row in _whole(sheet):
        pairs = zip(sheet.fields, row, strict=True)
        writer.writerow(["" if value is None else _typed(field.kind, value, language) for field, value in pairs])
    return out.getvalue().encode("utf-8-sig")


def _typed(kind: Kind, value: Any, language: str) -> str:
    """A value as a spreadsheet reads it when it opens the file: 36,23%, 0:03:05, 22/09/2026 14:05."""
    if isinstance(value, str) or kind is Kind.TEXT:
        return str(safe(value))
    return _WRITTEN[kind](value, language)


def _decimal(value: Any, places: int, language: str) -> str:
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language == "fr" else text


def _clock(value: Any, language: str) -> str:
    seconds = abs(float(value))
    sign, whole = "-" if value < 0 else "", int(seconds)
    tenths = f"{_decimal(seconds - whole, 1, language)[1:]}" if seconds < 60 and round(seconds - whole, 1) % 1 else ""
    return f"{sign}{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}{tenths}"


def _day(value: date, language: str) -> str:
    return f"{value:%d/%m/%Y}" if language == "fr" else f"{value:%Y-%m-%d}"


def _instant(value: datetime, language: str) -> str:
    return f"{_day(value, language)} {value:%H:%M:%S}"


_WRITTEN: Mapping[Kind, Callable[[Any, str], str]] = {
    Kind.NUMBER: lambda value, language: _decimal(value, 4, language),
    Kind.RATIO: lambda value, language: _decimal(value, 4, language),
    Kind.PERCENT: lambda value, language: _decimal(value * 100, 2, language) + "%",
    Kind.POINTS: lambda value, language: _decimal(value * 100, 2, language),
    Kind.MONEY: lambda value, language: _decimal(value, 2, language),
    Kind.SECONDS: _clock,
    Kind.DAY: _day,
    Kind.INSTANT: _instant,
}


# workbooks


_MONEY = {"EUR": '#,##0.00\\ "€"', "USD": '"$"#,##0.00', "GBP": '"£"#,##0.00'}


def _number_formats(language: str, currency: str) -> dict[Kind, str]:
    """A worksheet's own formats: the program that opens it puts its separators."""
    days = "dd/mm/yyyy" if language == "fr" else "yyyy-mm-dd"
    return {
        Kind.NUMBER: "#,##0.##",
        Kind.RATIO: "#,##0.00",
        Kind.PERCENT: "0.0%",
        Kind.POINTS: '+0.0" pt";-0.0" pt";0.0" pt"',
        Kind.SECONDS: "[h]:mm:ss",
        Kind.MONEY: _MONEY.get(currency, f'#,##0.00\\ "{currency}"'),
        Kind.DAY: days,
        Kind.INSTANT: f"{days} hh:mm:ss",
    }


def _workbook(sheet: Sheet, language: str, currency: str) -> bytes:
    """The table with a frozen head and its total, then a sheet of definitions and filters."""
    if len(sheet.rows) >= SHEET_ROWS - 1:
        raise UsageError(
            "{rows} rows do not fit a worksheet ({most} at most). Use csv or parquet, or --limit.",
            rows=len(sheet.rows),
            most=SHEET_ROWS - 2,
        )
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_sheet_name(sheet.name))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = {kind: book.add_format({"num_format": text}) for kind, text in _number_formats(language, currency).items()}
    strong = {
        kind: book.add_format({"num_format": text, "bold": True, "top": 1})
        for kind, text in _number_formats(language, currency).items()
    }
    bold = book.add_format({"bold": True, "top": 1})
    for place, field in enumerate(sheet.fields):
        page.write_string(0, place, field.head, head)
    for line, row in enumerate(sheet.rows, start=1):
        for place, (field, value) in enumerate(zip(sheet.fields, row, strict=True)):
            _cell(page, line, place, field.kind, value, plain.get(field.kind))
    for place, (field, value) in enumerate(zip(sheet.fields, sheet.total, strict=False)):
        _cell(page, len(sheet.rows) + 1, place, field.kind, value, strong.get(field.kind, bold))
    page.freeze_panes(1, 1)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.fields) - 1)
    page.autofit(300)
    _about(book, sheet, head)
    book.close()
    return sink.getvalue()


def _about(book: Any, sheet: Sheet, head: Any) -> None:
    if not sheet.about:
        return
    page, wrapped = (
        book.add_worksheet(_sheet_name(sheet.about_name)),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    page.set_column(0, 0, 32, wrapped)
    page.set_column(1, 1, 110, wrapped)
    for line, (name, said) in enumerate(sheet.about):
        page.write_string(line, 0, name, head)
        page.write_string(line, 1, said, wrapped)


def _sheet_name(text: str) -> str:
    """A worksheet's name: 31 characters, without those that it may not have."""
    kept = "".join(" " if letter in "[]:*?/\\" else letter for letter in text).strip("' ")
    return kept[:31].strip() or "cadran"


def _cell(page: Any, line: int, place: int, kind: Kind, value: Any, format: Any) -> None:
    if value is None:
        if format is not None:
            page.write_blank(line, place, None, format)
        return
    if isinstance(value, str):
        page.write_string(line, place, value[:32_767], format)
    elif isinstance(value, date):
        if value.year < 1900:  # before the first day that a worksheet knows
            page.write_string(line, place, value.isoformat(), format)
        else:
            page.write_datetime(line, place, value, format)
    elif isinstance(value, int | float | Decimal):
        scaled = float(value) / 86_400 if kind is Kind.SECONDS else float(value) * (100 if kind is Kind.POINTS else 1)
        page.write_number(line, place, scaled, format)
    else:
        page.write_string(line, place, str(value)[:32_767], format)
