"""A table for a person: what a spreadsheet of that language opens as numbers, percents, times and days."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from cadran.errors import UsageError
from cadran.reports.sheet import Field, Kind, Sheet, write

SHEET = Sheet(
    "Par campagne : essai/1",
    [Field("Campagne"), Field("Taux de contact", Kind.PERCENT), Field("Évolution", Kind.POINTS), Field("Durée", Kind.SECONDS),
     Field("Revenu", Kind.MONEY), Field("Appels", Kind.NUMBER), Field("Jour", Kind.DAY), Field("Début", Kind.INSTANT)],
    [
        ["=SUM(A1)", 0.36234, -0.0125, 185, 1234.5, 1200, date(2026, 9, 22), datetime(2026, 9, 22, 9, 2, 5)],
        ["Béta", None, 0.036, 90_000, -2.0, 0, None, None],
    ],
    ["Ensemble", 0.4, None, 0.36, 1232.5, 1200, None, None],
    [("Période", "du 01/09/2026 au 30/09/2026"), ("Taux de contact", "Conversations / appels.")],
    "Définitions",
)  # fmt: skip


def lines(format: str) -> list[str]:
    return write(SHEET, format, language="fr", currency="EUR").decode("utf-8-sig").splitlines()


def test_a_french_spreadsheet() -> None:
    assert lines("csv-fr") == [
        "Campagne;Taux de contact;Évolution;Durée;Revenu;Appels;Jour;Début",
        "'=SUM(A1);36,23%;-1,25;0:03:05;1234,5;1200;22/09/2026;22/09/2026 09:02:05",
        "Béta;;3,6;25:00:00;-2;0;;",
        "Ensemble;40%;;0:00:00,4;1232,5;1200;;",
    ]


def test_an_english_one() -> None:
    assert lines("csv-en")[1:3] == [
        "'=SUM(A1),36.23%,-1.25,0:03:05,1234.5,1200,2026-09-22,2026-09-22 09:02:05",
        "Béta,,3.6,25:00:00,-2,0,,",
    ]


def opened() -> Any:
    return openpyxl.load_workbook(io.BytesIO(write(SHEET, "xlsx", language="fr", currency="EUR")))


def test_a_workbook_holds_values_with_their_formats() -> None:
    page = opened().worksheets[0]
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values[0] == [field.head for field in SHEET.fields]
    assert values[1][0] == "=SUM(A1)"  # a text, not a formula:
    assert page["A2"].data_type == "s"
    assert values[1][1] == 0.36234
    assert values[1][2] == -1.25
    assert values[1][3] == timedelta(seconds=185)
    assert values[2][3] == timedelta(hours=25)
    assert values[1][6:] == [datetime(2026, 9, 22), datetime(2026, 9, 22, 9, 2, 5)]
    assert values[3][0] == "Ensemble"
    assert values[3][1] == 0.4
    formats = [cell.number_format for cell in page[2]]
    assert formats[1] == "0.0%"
    assert formats[3] == "[h]:mm:ss"
    assert formats[6] == "dd/mm/yyyy"
    assert page.freeze_panes == "B2"


def test_definitions_and_filters_have_a_sheet() -> None:
    book = opened()
    assert book.sheetnames == ["Par campagne   essai 1", "Définitions"]
    assert [[cell.value for cell in row] for row in book["Définitions"].iter_rows()] == [
        list(pair) for pair in SHEET.about
    ]


def test_another_format_is_refused() -> None:
    with pytest.raises(UsageError, match="Expected one of: xlsx, csv-fr, csv-en"):
        write(SHEET, "pdf", language="fr", currency="EUR")
