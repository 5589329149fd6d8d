"""What a file is called is no part of what its rows are: keys made for files without ids rest on content."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

import cadran
from tests.ingest.conftest import Desk

MAPPING = """[[table]]
name = "leads"
[table.columns]
lead_id = {{ key = ["{key}"] }}
segment = "job"
"""
FILE = "job;age\nbaker;30\nsmith;41\nbaker;30\n"


def load(store: cadran.Store, folder: Path, name: str, text: str, key: str) -> tuple[int, int, int]:
    """New, updated and unchanged rows of a load."""
    (folder / name).write_text(text)
    (folder / "map.toml").write_text(MAPPING.format(key=key))
    entry = store.import_files([folder / name], mapping=folder / "map.toml")[0].entry
    return entry.rows_new, entry.rows_updated, entry.rows_unchanged


@pytest.mark.parametrize("key", ["row_number", "row_content"])
def test_the_same_bytes_under_another_name_change_nothing(tmp_path: Path, key: str) -> None:
    with cadran.open(tmp_path / "s.duckdb") as store:
        assert load(store, tmp_path, "october.csv", FILE, key) == (3, 0, 0)
        assert load(store, tmp_path, "october (1).csv", FILE, key) == (0, 0, 3)


def test_row_numbers_of_two_files_do_not_meet(tmp_path: Path) -> None:
    with cadran.open(tmp_path / "s.duckdb") as store:
        load(store, tmp_path, "a.csv", FILE, "row_number")
        assert load(store, tmp_path, "b.csv", "job;age\nnurse;50\n", "row_number") == (1, 0, 0)


def test_row_numbers_of_two_sheets_do_not_meet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "b.xlsx")
    for name in ("May", "June"):
        book.add_worksheet(name).write_column(0, 0, ["job", "baker"])
    book.close()
    (tmp_path / "map.toml").write_text(MAPPING.format(key="row_number"))
    with cadran.open(tmp_path / "s.duckdb") as store:
        store.import_files([tmp_path / "b.xlsx"], mapping=tmp_path / "map.toml")
        assert store.engine.rows("SELECT count(*) FROM leads") == [(2,)]


def test_content_as_key_outlives_sorting_and_adding(tmp_path: Path) -> None:
    """Two bakers of thirty are two leads; a third one is new, a smith who has aged too."""
    grown = "job;age\nbaker;30\nbaker;30\nsmith;42\nbaker;30\nsmith;41\n"
    with cadran.open(tmp_path / "s.duckdb") as store:
        load(store, tmp_path, "a.csv", FILE, "row_content")
        assert load(store, tmp_path, "b.csv", grown, "row_content") == (2, 0, 3)


def test_content_as_key_keeps_the_order_of_the_file(desk: Desk) -> None:
    rows = [f"{job};{age}" for age in range(40, 20, -1) for job in ("a",)]
    read = desk.stage(
        "job;age\n" + "\n".join(rows) + "\n", mapping=MAPPING.format(key="row_content").replace('"job"', '"age"')
    )
    assert read.values("segment") == [str(age) for age in range(40, 20, -1)]


def test_an_id_that_lost_digits_is_refused_inside_a_key_too(desk: Desk) -> None:
    """Two calls of 22 and 23 September: 1,61478E+13 stands for several leads, 1,6E+1 for 16 alone."""
    mapping = """[[table]]
name = "attempts"
[table.columns]
attempt_id = { key = ["lead", "day"] }
lead_id = ["team", "lead"]
started_at = "day"
"""
    text = "lead;day;team\n1,61478E+13;22/09/2026;A\n1,6E+1;23/09/2026;B\n"
    read = desk.stage(text, mapping=mapping)
    assert {(line, column) for line, column, _ in read.rejects()} == {(2, "lead + day"), (2, "team + lead")}
    assert all("has lost digits" in reason for *_, reason in read.rejects())
    assert read.only.read == 2
