"""Workbooks, Parquet, JSON lines, Arrow tables and data frames: the same checks, the same rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cadran.errors import InputError, MappingError, UsageError
from cadran.ingest.understand import Staged, stage_arrow, understand
from tests.ingest.conftest import Desk, Read

COLUMNS = ["attempt_id", "started_at", "talk_s", "is_argued"]


def workbook(desk: Desk, sheets: dict[str, list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(desk.folder / "book.xlsx", {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)


def staged(desk: Desk, **options: Any) -> list[Read]:
    return [Read(one) for one in understand([desk.folder / "book.xlsx"], connection=desk.connection, **options)]


def test_a_workbook_with_a_title_real_dates_and_numbers(desk: Desk) -> None:
    rows = [["Appels"], [], COLUMNS, [1, datetime(2026, 9, 22, 14, 5), 62.5, True], [], [2, "soon", 1, "oui"]]
    workbook(desk, {"Feuil1": rows})
    (read,) = staged(desk)
    assert read.rows("attempt_id, started_at, talk_s, is_argued") == [("1", "2026-09-22 12:05:00", 63, True)]
    assert [(line, column) for line, column, _ in read.rejects()] == [(6, "started_at")]
    assert read.raws() == ["2,soon,1,oui"]
    assert read.only.header == "attempt_id,started_at,talk_s,is_argued\n"
    assert 'row above the header passed over: "Appels"' in read.only.notes


def test_sheets_that_are_understood_are_taken_and_the_others_named(desk: Desk) -> None:
    workbook(
        desk,
        {"calls": [COLUMNS, [1, datetime(2026, 9, 22), 1, 0]], "notes": [["to do", "who"], ["x", "y"]], "empty": []},
    )
    (read,) = staged(desk)
    assert read.only.file_name == "book.xlsx#calls"
    assert "sheets passed over, their columns are not understood: notes" in read.only.notes


def test_a_mapping_names_the_sheet(desk: Desk) -> None:
    workbook(desk, {"a": [["x", "y"], [1, 2]], "b": [["n"], ["L1"]]})
    text = '[file]\nsheet = "{}"\n[[table]]\nname = "leads"\ncolumns = {{ lead_id = "n" }}'
    (read,) = staged(desk, mapping=desk.write("m.toml", text.format("b")))
    assert read.values("lead_id") == ["L1"]
    with pytest.raises(MappingError, match=r'book\.xlsx has no sheet "bb"\. Did you mean "b"\? Its sheets: a, b\.'):
        staged(desk, mapping=desk.write("m.toml", text.format("bb")))


def test_parquet_keeps_its_types(desk: Desk) -> None:
    table = pa.table({
        "attempt_id": pa.array([1, 2], pa.int64()),
        "started_at": pa.array([datetime(2026, 9, 22, 12, 5)] * 2, pa.timestamp("us", tz="UTC")),
        "ended_at": pa.array([datetime(2026, 9, 22, 14, 6)] * 2, pa.timestamp("ms")),
        "talk_s": pa.array([62.5, -1.0]),
        "is_argued": pa.array([True, None]),
    })  # fmt: skip
    pq.write_table(table, desk.folder / "calls.parquet")
    read = Read(understand([desk.folder / "calls.parquet"], connection=desk.connection)[0])
    assert read.rows("attempt_id, started_at, ended_at, talk_s, is_argued") == [
        ("1", "2026-09-22 12:05:00", "2026-09-22 12:06:00", 63, True)
    ]
    assert read.rejects() == [(2, "talk_s", '"-1" is negative')]


def test_values_within_json_objects_are_columns_by_their_path(desk: Desk) -> None:
    """A webhook's event, an object that is null on one line, a list, and a key that is an object only once."""
    lines = (
        '{"event": "ended", "data": {"id": 12, "user": {"id": 7, "x.y": "l\'eau"}, "tags": ["a"]}, "mixed": {"a": 1}}\n'
        '{"event": "ended", "data": {"id": 13, "user": null}, "mixed": "plain"}\n'
    )
    mapping = """[[table]]
name = "leads"
[table.columns]
lead_id = "data.id"
owner_id = "data.user.id"
company = "data.user.x.y"
segment = "data.tags"
target = "mixed"
"""
    read = desk.stage(lines, "events.jsonl", mapping=mapping)
    assert read.rows("lead_id, owner_id, company, segment, target") == [
        ("12", "7", "l'eau", '["a"]', '{"a":1}'), ("13", None, None, None, "plain"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        '[{"lead_id": "1", "company": "A"}, {"lead_id": "2"}]',
        '[\n  {"lead_id": "1", "company": "A"},\n  {"lead_id": "2"}\n]\n',
        '{"count": 2, "next": null, "results": [{"lead_id": "1", "company": "A"}, {"lead_id": "2"}]}',
        '\ufeff{"lead_id": "1", "company": "A"}\n{"lead_id": "2"}\n',
    ],
)
def test_a_json_document_is_read_as_its_records(desk: Desk, text: str) -> None:
    assert desk.stage(text.encode(), "leads.json").rows("lead_id, company") == [("1", "A"), ("2", None)]


def test_json_lines(desk: Desk) -> None:
    lines = '{"lead_id": 1, "reported_attempts": 3}\n\nnot json\n{"lead_id": "2", "reported_attempts": 2.5}\n[1]\n{"lead_id": "3", "company": "A \\"B\\""}\n'
    read = desk.stage(lines, "leads.jsonl")
    assert read.rows("lead_id, reported_attempts, company") == [("1", 3, None), ("3", None, 'A "B"')]
    assert read.rejects() == [
        (3, None, "is not a JSON object on one line"),
        (4, "reported_attempts", '"2.5" is not a whole number; expected a whole number'),
        (5, None, "is not a JSON object on one line"),
    ]
    assert read.raws() == ["not json", '{"lead_id": "2", "reported_attempts": 2.5}', "[1]"]


ROWS = {"attempt_id": ["1", "2", None], "started_at": [datetime(2026, 9, 22, 14, 5)] * 3, "talk_s": [60, None, 5]}


def arrow_reader() -> pa.RecordBatchReader:
    table = pa.table(ROWS)
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=1))


@pytest.mark.parametrize(
    "data",
    [pa.table(ROWS), arrow_reader(), pd.DataFrame(ROWS), pl.DataFrame(ROWS)],
    ids=["arrow", "reader", "pandas", "polars"],
)
def test_tables_in_memory(desk: Desk, data: Any) -> None:
    one = stage_arrow(desk.connection, "attempts", data)
    rows = desk.connection.execute(
        f"SELECT attempt_id, CAST(started_at AS VARCHAR), talk_s, channel FROM {one.relation}"
    )
    assert rows.fetchall() == [("1", "2026-09-22 12:05:00", 60, "phone"), ("2", "2026-09-22 12:05:00", None, "phone")]
    assert (one.read, one.rejected, one.sha256) == (3, 1, "")


def test_ids_that_pandas_made_decimal_are_whole_again(desk: Desk) -> None:
    one = stage_arrow(desk.connection, "leads", pd.DataFrame({"lead_id": [1.0, 2.0], "list_id": [7.0, None]}))
    assert desk.connection.execute(f"SELECT lead_id, list_id FROM {one.relation}").fetchall() == [
        ("1", "7"),
        ("2", None),
    ]


def test_days_and_missing_columns_of_a_table_in_memory(desk: Desk) -> None:
    costs = pa.table({"cost_id": ["1"], "amount": [10], "starts_on": [date(2026, 1, 2)]})
    one: Staged = stage_arrow(desk.connection, "costs", costs)
    assert desk.connection.execute(f"SELECT amount, starts_on FROM {one.relation}").fetchall() == [
        (10, date(2026, 1, 2))
    ]
    with pytest.raises(InputError, match="costs has no column for starts_on, which every row of costs needs"):
        stage_arrow(desk.connection, "costs", costs.drop(["starts_on"]))
    with pytest.raises(UsageError, match=r'"cost" is not a table\. Did you mean "costs"'):
        stage_arrow(desk.connection, "cost", costs)
    with pytest.raises(InputError, match=r"leads: this is not a table \(int"):
        stage_arrow(desk.connection, "leads", 3)
