"""What was read, held against a count made outside our readers, for every kind of source."""

from __future__ import annotations

import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook

from cadran.errors import InputError
from cadran.ingest.understand import stage, understand
from tests.ingest.conftest import Desk


@pytest.mark.parametrize("count", [*range(1, 101)])
def test_a_sheet_of_any_height_gives_every_row(desk: Desk, count: int) -> None:
    book = Workbook()
    book.active.append(["lead_id"])
    for at in range(count):
        book.active.append([f"L{at}"])
    book.save(desk.folder / "leads.xlsx")
    read = desk.stage((desk.folder / "leads.xlsx").read_bytes(), "leads.xlsx", as_table="leads")
    assert read.values("lead_id") == [f"L{at}" for at in range(count)]


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
    understood = understand([path], engine=desk.connection, as_table="leads")[0]
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
        understand([path], engine=desk.connection)
