"""What was read, held against a count made outside our readers, for every kind of source."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from openpyxl import Workbook

from cadran.errors import InputError
from cadran.ingest.understand import stage, understand
from tests.ingest.conftest import Desk
from tests.ingest.workbooks import ods, xls

Rows = list[list[str]]


@pytest.mark.parametrize("count", [*range(1, 101)])
def test_a_sheet_of_any_height_gives_every_row(desk: Desk, count: int) -> None:
    book = Workbook()
    book.active.append(["lead_id"])
    for at in range(count):
        book.active.append([f"L{at}"])
    book.save(desk.folder / "leads.xlsx")
    read = desk.stage((desk.folder / "leads.xlsx").read_bytes(), "leads.xlsx", as_table="leads")
    assert read.values("lead_id") == [f"L{at}" for at in range(count)]


def _xlsxwriter(rows: Rows, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)


def _csv(rows: Rows, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)


def _frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows[1:], columns=rows[0])


def _polars(rows: Rows) -> polars.DataFrame:
    return polars.DataFrame(rows[1:], schema=rows[0], orient="row")


WRITERS: dict[str, tuple[str, Callable[[Rows, Path], object]]] = {
    "xlsx by XlsxWriter": ("leads.xlsx", _xlsxwriter),
    "xlsx by pandas": ("leads.xlsx", lambda rows, path: _frame(rows).to_excel(path, index=False)),
    "xlsx by polars": ("leads.xlsx", lambda rows, path: _polars(rows).write_excel(path)),
    "ods": ("leads.ods", lambda rows, path: path.write_bytes(ods(rows))),
    "xls": ("leads.xls", lambda rows, path: path.write_bytes(xls(rows))),
    "csv": ("leads.csv", _csv),
    "csv by pandas": (
        "leads.csv",
        lambda rows, path: _frame(rows).to_csv(path, index=False, sep=";", encoding="utf-16"),
    ),
    "csv by polars": ("leads.csv", lambda rows, path: _polars(rows).write_csv(path, quote_style="always")),
    "gzip": ("leads.csv.gz", lambda rows, path: _frame(rows).to_csv(path, index=False)),
    "parquet by pyarrow": (
        "leads.parquet",
        lambda rows, path: pq.write_table(_polars(rows).to_arrow(), path, row_group_size=7),
    ),
    "parquet by polars": ("leads.parquet", lambda rows, path: _polars(rows).write_parquet(path)),
    "JSON lines by polars": ("leads.jsonl", lambda rows, path: _polars(rows).write_ndjson(path)),
    "a JSON document by pandas": ("leads.json", lambda rows, path: _frame(rows).to_json(path, orient="records")),
}
COUNTS = [*range(1, 36), *range(60, 68), 99, 100]
"""Up to 100 rows, densest around what is looked at first and what writers keep together."""


@pytest.mark.parametrize("writer", WRITERS)
def test_files_of_other_programs_give_every_row(desk: Desk, writer: str) -> None:
    """Each id, in order, with the second column's value; none of it counted twice."""
    name, write = WRITERS[writer]
    for count in COUNTS:
        rows = [["lead_id", "company"], *([f"L{at}", f"Société {at}"] for at in range(count))]
        path = desk.folder / f"{count}.{name}"
        write(rows, path)
        [understood] = understand([path], connection=desk.connection, as_table="leads")
        [staged] = stage(understood)
        found = desk.connection.execute(f"SELECT lead_id, company FROM {staged.relation} ORDER BY rowid").fetchall()
        assert found == [tuple(row) for row in rows[1:]]
        assert (staged.read, staged.rejected, staged.passed) == (count, 0, ())


def test_a_workbook_is_held_against_its_extent(desk: Desk) -> None:
    book = Workbook()
    for row in (["Titre"], [], ["lead_id", "source"], ["L1", "web"], [], [None, None], ["L2", None]):
        book.active.append(row)
    book.save(desk.folder / "leads.xlsx")
    read = desk.stage((desk.folder / "leads.xlsx").read_bytes(), "leads.xlsx", as_table="leads")
    assert read.values("lead_id") == ["L1", "L2"]
    assert read.only.passed == (("blank", 2),)


@pytest.mark.parametrize("name", ["leads.csv", "leads.parquet", "leads.jsonl", "leads.xlsx"])
@pytest.mark.parametrize("off", [-1, 1])
def test_a_count_that_differs_refuses_the_load(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, off: int
) -> None:
    frame = pd.DataFrame({"lead_id": ["L1", "L2", "L3"]})
    writers = {"csv": frame.to_csv, "parquet": frame.to_parquet, "xlsx": frame.to_excel}
    path = desk.folder / name
    if name.endswith("jsonl"):
        frame.to_json(path, orient="records", lines=True)
    else:
        writers[name.split(".")[1]](path, index=False)
    understood = understand([path], connection=desk.connection, as_table="leads")[0]
    kind = type(understood.source)
    counted = kind.outside_count
    monkeypatch.setattr(kind, "outside_count", lambda self, connection: counted(self, connection) + off)
    with pytest.raises(InputError, match=f"3 records were read, and the file holds {3 + off}. Nothing is loaded"):
        stage(understood)


def test_a_sheet_far_larger_than_it_looks_whatever_its_quotes(desk: Desk) -> None:
    path = desk.folder / "far.xlsx"
    book = Workbook()
    book.active["A1"] = "lead_id"
    book.active["XFD1048576"] = "x"
    book.save(path)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content.replace(b'"', b"'") if name.startswith("xl/worksheets") else content)
    with pytest.raises(InputError, match="a sheet spreads over 1,048,576 rows"):
        understand([path], connection=desk.connection)
