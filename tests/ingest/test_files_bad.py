"""Files that cannot be used: one clear message each, nothing staged, memory bounded."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cadran.errors import InputError, MappingError, UsageError
from cadran.ingest.understand import stage, understand
from cadran.sources import workbook
from tests.ingest.conftest import Desk

HEADER = "attempt_id;lead_id;started_at;talk_s\n"
ROW = "1;L1;2026-09-22T12:05:00Z;60\n"


def message(desk: Desk, content: str | bytes, name: str = "calls.csv", **options: object) -> str:
    with pytest.raises(InputError) as error:
        desk.stage(content, name, **options)
    left = desk.connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%staged%'").fetchone()
    assert left == (0,)
    return str(error.value)


def test_an_empty_file(desk: Desk) -> None:
    assert message(desk, b"") == "calls.csv is empty (0 bytes). Export it again."
    assert message(desk, b"\n\n") == "calls.csv holds nothing but blank lines. Export it again."


def test_a_truncated_file(desk: Desk) -> None:
    assert message(desk, HEADER + ROW + "2;L2;2026-0") == (
        'calls.csv looks truncated: its last record ("2;L2;2026-0") ends after 3 of 4 columns. Export it again; if only '
        "that record is wrong, mend it and end the file with a line end."
    )
    assert "ends inside quotes" in message(desk, HEADER + ROW + '2;"L2;2026-0')


def test_a_short_last_line_that_is_ended_is_only_set_aside(desk: Desk) -> None:
    assert desk.stage(HEADER + ROW + "2;L2;2026-0\n").only.rejected == 1


def test_a_binary_file(desk: Desk) -> None:
    assert message(desk, bytes(range(1, 256)) * 40).startswith("calls.csv is not text: it holds binary data.")
    assert message(desk, HEADER.encode() + b"1;\x00") == (
        f"calls.csv is not text: byte {len(HEADER) + 2} is zero, as in binary, damaged or half-copied files. "
        "Export it again as CSV."
    )


def test_five_gigabytes_of_nothing_are_refused_at_once(desk: Desk) -> None:
    path = desk.write("big.csv", HEADER + ROW)
    with path.open("r+b") as stream:
        stream.truncate(5 * 10**9)
    with pytest.raises(InputError, match=r"big\.csv is not text: byte [\d,]+ is zero"):
        understand([path], connection=desk.connection)


def test_archives_under_another_name(desk: Desk) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("inside.csv", HEADER)
    assert message(desk, archive.getvalue()) == (
        "calls.csv is a zip archive, not text. It holds inside.csv. Unpack it and import what is inside."
    )
    assert message(desk, b"\x1f\x8b\x08\x00") == "calls.csv is packed (gzip). Unpack it and import what is inside."


def test_a_workbook_named_csv_and_text_named_xlsx(desk: Desk) -> None:
    path = desk.folder / "book.xlsx"
    xlsxwriter.Workbook(path).close()
    assert message(desk, path.read_bytes()) == (
        "calls.csv is an Excel workbook. Rename it to calls.xlsx and import that."
    )
    assert message(desk, HEADER, "calls.xlsx") == (
        "calls.xlsx is not a workbook, whatever its name says. If it is text, rename it to calls.csv; else save it again."
    )


def test_damaged_workbooks_and_parquet(desk: Desk) -> None:
    assert message(desk, b"PK\x03\x04" + b"x" * 50, "calls.xlsx").startswith(
        "calls.xlsx is a damaged or truncated workbook"
    )
    buffer = io.BytesIO()
    pq.write_table(pa.table({"lead_id": ["1"]}), buffer)
    assert message(desk, buffer.getvalue()[:-20], "leads.parquet") == (
        "leads.parquet is a damaged or truncated Parquet file. Export it again."
    )


def bomb(path: Path, declared: bytes | None = None, size: int = 3_000_000) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    if declared is not None:
        content = path.read_bytes().replace(size.to_bytes(4, "little"), declared)
        path.write_bytes(content)


def test_a_workbook_bomb(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.folder / "bomb.xlsx"
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 2_000_000)
    bomb(path)
    with pytest.raises(InputError, match=r"bomb\.xlsx would unpack to 0\.0 GB; a workbook may hold 0\.0 GB at most"):
        understand([path], connection=desk.connection)


def test_a_workbook_bomb_that_lies_about_its_size(desk: Desk) -> None:
    path = desk.folder / "bomb.xlsx"
    bomb(path, declared=(100).to_bytes(4, "little"))
    with pytest.raises(InputError, match="unpacks to more than it declares"):
        understand([path], connection=desk.connection)


def test_a_sheet_with_a_cell_at_the_end_of_the_world(desk: Desk) -> None:
    path = desk.folder / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "lead_id")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(InputError, match=r"a sheet spreads over 1,048,576 rows × 16,384 columns"):
        understand([path], connection=desk.connection)


def test_a_directory_a_missing_file_and_a_pattern_that_matches_nothing(desk: Desk) -> None:
    desk.write("real.csv", HEADER)
    for given, said in (
        (desk.folder, "is a directory. Give files, or a pattern such as"),
        (desk.folder / "missing.csv", 'missing.csv" does not exist. That folder holds real.csv.'),
        (desk.folder / "*.tsv", "No file matches"),
    ):
        with pytest.raises(InputError) as error:
            understand([given], connection=desk.connection)
        assert said in str(error.value)


def test_several_files_tell_all_their_faults_at_once(desk: Desk) -> None:
    desk.write("a.csv", "")
    desk.write("b.csv", HEADER + ROW)
    desk.write("c.csv", b"\x1f\x8b")
    with pytest.raises(InputError) as error:
        understand([desk.folder / "*.csv"], connection=desk.connection)
    assert str(error.value).splitlines() == [
        "a.csv is empty (0 bytes). Export it again.",
        "c.csv is packed (gzip). Unpack it and import what is inside.",
    ]


def test_patterns_and_several_files(desk: Desk) -> None:
    desk.write("calls_1.csv", HEADER + ROW)
    desk.write("calls_2.csv", HEADER + ROW.replace("1;", "2;", 1))
    found = understand([desk.folder / "calls_*.csv", desk.folder / "calls_1.csv"], connection=desk.connection)
    assert [one.name for one in found] == ["calls_1.csv", "calls_2.csv"]
    assert [stage(one)[0].read for one in found] == [1, 1]


def test_a_missing_column_names_the_nearest(desk: Desk) -> None:
    assert message(desk, "ID appel;Fiche;Date appel;Durée\n1;2;3;4\n", as_table="attempts") == (
        "calls.csv has no column for attempt_id and started_at, which every row of attempts needs. Its columns: ID appel, "
        'Fiche, Date appel, Durée. "ID appel" might be attempt_id. "Date appel" might be started_at. Write a mapping to '
        "edit with: --as attempts --write-mapping calls.toml"
    )


def test_columns_that_speak_of_no_table(desk: Desk) -> None:
    assert message(desk, "attempt_id;lead_id;when\n1;2;3\n") == (
        "calls.csv: no table is recognised from its columns (attempt_id, lead_id, when). Nearest: attempts (lacks "
        "started_at); leads; customers (lacks customer_id). Write a mapping to edit with: --as attempts "
        "--write-mapping calls.toml"
    )


def test_unknown_names_of_zone_table_and_preset(desk: Desk) -> None:
    path = desk.write("calls.csv", HEADER + ROW)
    with pytest.raises(InputError, match=r'"Europe/Pariss" is not a time zone\.'):
        understand([path], connection=desk.connection, zone="Europe/Pariss")
    with pytest.raises(UsageError, match=r'"attempt" is not a table\. Did you mean "attempts"'):
        understand([path], connection=desk.connection, as_table="attempt")
    with pytest.raises(
        UsageError, match=r'There is no preset "vicidial_call_exports"\. Did you mean "vicidial_call_export"'
    ):
        understand([path], connection=desk.connection, preset="vicidial_call_exports")
    with pytest.raises(MappingError, match=r'The mapping ".*nowhere\.toml" does not exist\.'):
        understand([path], connection=desk.connection, mapping=desk.folder / "nowhere.toml")


def test_a_layout_misunderstood_is_not_thousands_of_rejects(desk: Desk) -> None:
    assert message(desk, HEADER + ROW + "1;L1;2026\n" * 2_000) == (
        "calls.csv: 2,000 of 2,001 records do not have the header's 4 columns. Check separator and header_line under "
        "[file] in a mapping; --dry-run shows what was taken."
    )
