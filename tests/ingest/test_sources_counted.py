"""What was read, held against a count made outside our readers, for every kind of source."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

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
