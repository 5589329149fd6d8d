"""gzip and zip of text files, xls and ods workbooks; archives that are none, and those that are bombs."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import cadran
from cadran.cli.main import run
from cadran.errors import InputError
from cadran.executor.local import Store
from cadran.ingest.understand import understand
from cadran.sources import packed
from tests.ingest.conftest import Desk
from tests.ingest.workbooks import ods, xls

HEADER = "attempt_id,started_at,outcome\n"
CALLS = HEADER + "1,2026-09-01T10:00:00Z,busy\n2,2026-09-01T11:00:00Z,callback\n"
LEADS = "lead_id,created_at\nL1,2026-09-01T08:00:00Z\n"


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def refusal(desk: Desk, content: bytes, name: str) -> str:
    with pytest.raises(InputError) as error:
        understand([desk.write(name, content)], connection=desk.connection)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("calls.csv.gz", gzip.compress(CALLS.encode())),
        ("calls.zip", zipped({"calls.csv": CALLS})),
        ("calls.jsonl.gz", gzip.compress(b'{"attempt_id":"1","started_at":"2026-09-01T10:00:00Z","outcome":"busy"}\n'
                                         b'{"attempt_id":"2","started_at":"2026-09-01T11:00:00Z","outcome":"callback"}\n')),
        ("calls.csv.gz", gzip.compress(CALLS[:60].encode()) + gzip.compress(CALLS[60:].encode())),  # two members, one file
        ("CALLS.ZIP", zipped({"__MACOSX/._calls.csv": b"\x00\x05", ".DS_Store": b"\x00", "sub/calls.csv": CALLS})),
        ("calls.zip", zipped({"../../calls.csv": CALLS})),
    ],
    ids=["gzip", "zip", "gzip of JSON lines", "gzip in two parts", "a Mac's zip", "a path that leads outside"],
)  # fmt: skip
def test_one_packed_file(desk: Desk, store: Store, name: str, content: bytes) -> None:
    path = desk.write(name, content)
    [report] = store.import_files([path])
    assert (report.entry.table, report.entry.file_name, report.entry.rows_new) == ("attempts", name, 2)
    assert store.engine.rows("SELECT outcome FROM attempts ORDER BY attempt_id") == [("busy",), ("callback",)]
    assert [one.name for one in desk.folder.iterdir()] == [name]


def test_several_files_in_one_archive(desk: Desk, store: Store) -> None:
    path = desk.write("export.zip", zipped({"a/calls.csv": CALLS, "leads.csv": LEADS}))
    reports = {report.entry.table: report.entry for report in store.import_files([path])}
    assert (reports["attempts"].file_name, reports["attempts"].rows_new) == ("export.zip#a/calls.csv", 2)
    assert (reports["leads"].file_name, reports["leads"].rows_new) == ("export.zip#leads.csv", 1)
    assert store.import_files([path])[0].entry.rows_unchanged + store.import_files([path])[1].entry.rows_unchanged == 3


def test_a_file_that_is_not_understood_is_told_with_the_others(desk: Desk) -> None:
    path = desk.write("export.zip", zipped({"calls.csv": CALLS, "notes.csv": "", "more.csv": ""}))
    with pytest.raises(InputError) as error:
        understand([path], connection=desk.connection)
    assert str(error.value).splitlines() == [
        "notes.csv is empty (0 bytes). Export it again.",
        "more.csv is empty (0 bytes). Export it again.",
    ]


def test_rejected_lines_of_a_packed_file_keep_their_place(desk: Desk, store: Store) -> None:
    bad = HEADER + "1,not an instant,busy\n2,2026-09-01T11:00:00Z,busy\n"
    store.import_files([desk.write("calls.csv.gz", gzip.compress(bad.encode()))])
    [fault] = store.rejects()
    assert (fault.line, fault.raw) == (2, "1,not an instant,busy")


def test_archives_that_are_none(desk: Desk) -> None:
    whole, many = gzip.compress(CALLS.encode() * 2000), zipped({"calls.csv": CALLS * 2000})
    assert "damaged or truncated archive" in refusal(desk, whole[: len(whole) // 2], "calls.csv.gz")
    assert "damaged or truncated archive" in refusal(desk, many[: len(many) // 2], "calls.zip")
    assert refusal(desk, zipped({}), "none.zip") == "none.zip holds no file."
    assert "holds an archive (in.zip)" in refusal(desk, zipped({"in.zip": zipped({"calls.csv": CALLS})}), "out.zip")
    assert "is a tar archive" in refusal(desk, whole, "calls.tar.gz")
    assert "is packed (gzip)" in refusal(desk, whole, "calls.csv")  # a name that lies is still told so
    assert "is a zip archive, not text" in refusal(desk, many, "calls.csv")


def test_a_locked_archive(desk: Desk) -> None:
    content = bytearray(zipped({"calls.csv": CALLS}))
    content[6] |= 1  # the local header's flag, then the directory's
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "is locked by a password" in refusal(desk, bytes(content), "calls.zip")


def test_bombs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "RATIO_FROM", 1_000_000)
    nothing = b"0" * 3_000_000  # packs at 1,000 to 1
    assert "far more than an export holds" in refusal(desk, gzip.compress(nothing), "calls.csv.gz")
    assert "far more than an export holds" in refusal(desk, zipped({"calls.csv": nothing}), "calls.zip")
    monkeypatch.setattr(packed, "MAX_UNPACKED", 1000)
    assert "far more than an export holds" in refusal(desk, zipped({"calls.csv": CALLS * 20}), "small.zip")
    monkeypatch.setattr(packed, "MAX_MEMBERS", 2)
    assert "more than 2" in refusal(desk, zipped({f"{n}.csv": "x" for n in range(3)}), "many.zip")


def test_a_member_that_lies_about_its_size_is_damaged(desk: Desk) -> None:
    content = zipped({"calls.csv": CALLS})
    size = len(CALLS.encode()).to_bytes(4, "little")
    assert content.count(size) >= 2
    assert "damaged or truncated" in refusal(desk, content.replace(size, (10).to_bytes(4, "little")), "calls.zip")


def test_through_the_command(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, store = desk.write("calls.csv.gz", gzip.compress(CALLS.encode())), str(tmp_path / "c.duckdb")
    assert run(["import", str(path), "--dry-run", "--store", store]) == 0
    assert run(["import", str(path), "--store", store]) == 0
    assert "calls.csv.gz" in capsys.readouterr().out
    with cadran.open(store) as opened:
        assert opened.kpis("calls").total["calls"]["value"] == 2


# other workbooks

ROWS = (
    ("Fichier d'appels", ""),
    ("attempt_id", "started_at", "outcome", "talk_s"),
    ("a1", "2026-09-01T10:00:00Z", "callback", 65.0),
    ("a2", "2026-09-01T11:00:00Z", "busy", 0.0),
)


@pytest.mark.parametrize(("name", "write"), [("appels.xls", xls), ("appels.ods", ods)])
def test_old_excel_and_opendocument_workbooks(desk: Desk, store: Store, name: str, write: Callable[..., bytes]) -> None:
    [report] = store.import_files([desk.write(name, write(ROWS))])
    assert (report.entry.table, report.entry.rows_new, report.entry.rows_rejected) == ("attempts", 2, 0)
    found = store.engine.rows("SELECT attempt_id, outcome, talk_s, started_at FROM attempts ORDER BY attempt_id")
    assert found == [("a1", "callback", 65, datetime(2026, 9, 1, 10)), ("a2", "busy", 0, datetime(2026, 9, 1, 11))]


@pytest.mark.parametrize(("name", "write"), [("appels.xls", xls), ("appels.ods", ods)])
def test_damaged_ones(desk: Desk, name: str, write: Callable[..., bytes]) -> None:
    assert "damaged or truncated workbook" in refusal(desk, write(ROWS)[:700], name)


def test_a_workbook_in_an_archive(desk: Desk, store: Store) -> None:
    [report] = store.import_files([desk.write("x.zip", zipped({"appels.xls": xls(ROWS)}))])
    assert (report.entry.file_name, report.entry.rows_new) == ("x.zip", 2)
