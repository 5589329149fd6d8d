"""Tables as files: harmless in a spreadsheet, typed, and readable again."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cadran
from cadran.executor.local import Store
from cadran.query.request import Request
from cadran.reports.grid import Grid
from cadran.reports.tables import write
from tests.conftest import Clock
from tests.query.world import attempts, fill, leads, orders

DANGEROUS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\u00a0=1+1", "=HYPERLINK(\"x\")",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x", "=cmd|' /C calc'!A0", "-inf", "+nan", "-1e5", "-1_000", "|x", "%x", "-", "+",
    "-١",
)  # fmt: skip
HARMLESS = ("+33612345678", "-12", "-12.5", "-12,5", "06 12 34 56 78", "a=b", "nan", "x\n=1", "'quoted", "")


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("csv-fr", ";")])
def test_no_text_is_run_as_a_formula(format: str, delimiter: str) -> None:
    grid = Grid(("text", "=name"), [(text, None) for text in (*DANGEROUS, *HARMLESS)])
    header, *rows = read(write(grid, format), delimiter)
    assert header == ["text", "'=name"]
    assert [row[0] for row in rows] == [*("'" + text for text in DANGEROUS), *HARMLESS]


def test_worksheets_hold_texts_as_texts_and_days_as_days() -> None:
    row: tuple[Any, ...] = (
        "=1+1", "+33612345678", date(2026, 9, 22), datetime(2026, 9, 22, 18, 5), datetime(2026, 9, 22, 20, 5, tzinfo=
        timezone(timedelta(hours=2))), Decimal("12.50"), 7, True, None, date(1899, 1, 1), 2**60, float("inf"), "x" * 40_000,
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(write(Grid(tuple("abcdefghijklm"), [row]), "xlsx")))
    cells = next(iter(book.worksheets[0].iter_rows(min_row=2)))
    assert [cell.data_type for cell in cells] == ["s", "s", "d", "d", "d", "n", "n", "b", "n", "s", "s", "s", "s"]
    assert [cell.value for cell in cells[:9]] == [
        "=1+1", "+33612345678", datetime(2026, 9, 22), datetime(2026, 9, 22, 18, 5), datetime(2026, 9, 22, 18, 5), 12.5,
        7, True, None,
    ]  # fmt: skip
    assert [cell.value for cell in cells[9:12]] == ["1899-01-01", str(2**60), "inf"]
    assert len(cells[12].value) == 32_767


def test_french_spreadsheets_get_what_they_read() -> None:
    row = (1234.5, Decimal("-0.10"), True, date(2026, 9, 22), datetime(2026, 9, 22, 18, 5), None, "é;è")
    content = write(Grid(tuple("abcdefg"), [row]), "csv-fr")
    assert content == 'a;b;c;d;e;f;g\r\n1234,5;-0,10;oui;22/09/2026;22/09/2026 18:05:00;;"é;è"\r\n'.encode("utf-8-sig")


def test_parquet_is_typed() -> None:
    grid = Grid(("at", "day", "amount", "n", "nothing"), [
        (datetime(2026, 9, 22, 18, 5), date(2026, 9, 22), Decimal("12.5000"), 3, None), (None, None, None, None, None)])  # fmt: skip
    table = pq.read_table(io.BytesIO(write(grid, "parquet")))
    assert table.schema.field("at").type == pa.timestamp("us", "UTC")
    assert table.schema.field("day").type == pa.date32()
    assert pa.types.is_decimal(table.schema.field("amount").type)
    assert table["at"][0].as_py() == datetime(2026, 9, 22, 18, 5, tzinfo=UTC)
    empty = pq.read_table(io.BytesIO(write(Grid.from_arrow(table.slice(0, 0)), "parquet")))
    assert empty.schema == table.schema


@pytest.fixture
def centre(store: Store) -> Store:
    rows = attempts("1 L1 A x 2026-09-01T10:00Z busy", "2 L1 A x 2026-10-25T00:30Z callback")
    rows[1] |= {"talk_s": 65, "is_argued": False, "quality_score": 7.5, "callback_at": "2026-10-26T08:00:00Z",
                "script": "=1+1", "caller_number": "+33162000000"}  # fmt: skip
    return fill(store, leads=leads("L1 2026-08-31T22:30Z A"), attempts=rows,
                orders=orders("O1 L1 A 2026-09-01T10:00Z 12.34 pending"))  # fmt: skip


@pytest.mark.parametrize(("kpi", "name", "count"), [("attempts", "attempts", 2), ("sales", "orders", 1)])
def test_rows_exported_to_parquet_come_back_unchanged(
    centre: Store, clock: Clock, tmp_path: Path, kpi: str, name: str, count: int
) -> None:
    clock.set("2026-11-01T00:00:00")
    found = centre.rows(Request((kpi,)), kpi)
    assert found.num_rows == count
    file = tmp_path / f"{name}.parquet"
    file.write_bytes(write(Grid.from_arrow(found), "parquet"))
    [report] = centre.import_files([file])
    assert (report.entry.rows_unchanged, report.entry.rows_read) == (count, count)
    with cadran.open(":memory:", clock=clock) as other:
        other.import_files([file])
        columns = ", ".join(found.column_names)
        wanted = centre.engine.rows(f"SELECT {columns} FROM {name} ORDER BY ALL")
        assert other.engine.rows(f"SELECT {columns} FROM {name} ORDER BY ALL") == wanted
