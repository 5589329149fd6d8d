"""Files are read by a process of their own: whatever a file does to its parser, who asked for it lives on and says why."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import cadran
from cadran.cli.main import run
from cadran.engines.duckdb import reading_database
from cadran.errors import CadranError, InputError, StoreError
from cadran.executor.local import Store
from cadran.ingest import reading_process, reading_program
from cadran.messages.message import from_data
from cadran.server.owner import Owner

CALL = "attempt_id,lead_id,started_at,outcome\nA1,L1,2026-09-22T12:00:00Z,busy\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with cadran.open(tmp_path / "centre.duckdb") as opened:
        yield opened


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(CALL, encoding="utf-8")
    return path


def refused(store: Store, *paths: Path, **options: Any) -> str:
    """What is said of files that cannot be read; the store still answers, and holds nothing of them."""
    with pytest.raises(InputError) as raised:
        store.import_files(paths, **options)
    assert store.engine.rows("SELECT count(*) FROM attempts") == [(0,)]
    assert "Traceback" not in str(raised.value)
    return str(raised.value)


def stand_in(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Another program in the place of the one that reads."""
    begin = 'import json, os, sys; sys.stdin.readline(); print(json.dumps({"step": "x.xlsx"}), flush=True); '
    monkeypatch.setattr(reading_process, "_START", begin + code)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("os.abort()", "x.xlsx is damaged: what reads such files fell over it"),
        ("os.kill(os.getpid(), 11)", "x.xlsx is damaged: what reads such files fell over it"),
        ("os.kill(os.getpid(), 9)", "x.xlsx would take more than 3 GB of memory"),
        (
            "sys.stderr.write('terminate called: std::bad_alloc'); sys.stderr.flush(); os.abort()",
            "x.xlsx would take more",
        ),
        ("print('{')", "x.xlsx is damaged"),
        ("""print(json.dumps({"error": {"kind": "TooLarge", "said": ""}}), flush=True)""", "x.xlsx would take more"),
        ("""print(json.dumps({"error": {"kind": "SystemExit", "said": "x"}}), flush=True)""", "x.xlsx would take more"),
    ],
)
def test_a_parser_that_falls_over(
    store: Store, calls: Path, monkeypatch: pytest.MonkeyPatch, code: str, told: str
) -> None:
    stand_in(monkeypatch, code)
    assert told in refused(store, calls)


def test_names_that_are_no_columns_of_the_model_never_reach_a_statement(
    store: Store, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one: dict[str, Any] = {
        "table": "attempts", "relation": "x", "columns": ["1 AS attempt_id FROM read_text('/etc/hostname') --"],
        "file_name": "x", "sha256": "", "read": 1, "rejected": 0, "rejects": None, "notes": [], "unmapped": [],
    }  # fmt: skip
    stand_in(monkeypatch, f"print(json.dumps({{'staged': [{one!r}]}}), flush=True)")
    assert "no table of the model" in refused(store, calls)


def test_memory_and_time_run_out(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of 400,000 texts, in 60 MB; then as much time as a file of that size has, which is none."""
    path = tmp_path / "many.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(4_000):
            sheet.write_row(row, 0, [f"{row} {column} {'x' * 100}" for column in range(100)])
    monkeypatch.setattr(reading_process, "PARSERS", (60 << 20) - (1 << 30))
    assert "many.xlsx would take more than" in refused(store, path)
    monkeypatch.undo()
    monkeypatch.setattr(reading_process, "SECONDS", 0)
    monkeypatch.setattr(reading_process, "SECONDS_A_MB", 0)
    assert "many.xlsx would take more than" in refused(store, path)


def damaged_parquet(rng: random.Random, path: Path) -> None:
    pq.write_table(pa.table({name: [f"{name} {n}" for n in range(200)] for name in ("attempt_id", "lead_id")}), path)
    content = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 40)):
        content[rng.randrange(4, len(content))] = rng.randrange(256)
    path.write_bytes(content)


def test_damaged_parquet_never_takes_the_process_with_it(store: Store, tmp_path: Path) -> None:
    """Bytes changed anywhere in a Parquet file: it loads or is refused, by an error of Cadran's own."""
    rng = random.Random(20260922)
    for n in range(12):
        path = tmp_path / f"calls{n}.parquet"
        damaged_parquet(rng, path)
        with pytest.raises(CadranError):
            store.import_files([path])
    assert store.engine.rows("SELECT count(*) FROM attempts") == [(0,)]


def shared_strings(path: Path, size: int) -> None:
    """A workbook whose one cell points at a text of that size, which packs to nothing."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, "lead_id")
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content.replace(b"lead_id", b"x" * size) if "sharedStrings" in name else content)


def test_a_bomb_of_shared_strings(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared_strings(tmp_path / "bomb.xlsx", 300_000_000)
    monkeypatch.setattr(reading_process, "PARSERS", (150 << 20) - (1 << 30))
    assert "bomb.xlsx" in refused(store, tmp_path / "bomb.xlsx")


DEEP = 200_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.json", "[" * DEEP + "]" * DEEP),
        ("deep.json", '{"a":' * DEEP + "1" + "}" * DEEP),
        ("deep.json", '[{"attempt_id":' + "[" * DEEP + "]" * DEEP + "}]"),
        ("deep.jsonl", '{"attempt_id":' * DEEP + "1" + "}" * DEEP + "\n"),
        ("deep.jsonl", '{"attempt_id":"1","x":' + "[" * DEEP + "]" * DEEP + "}\n"),
    ],
)
def test_nested_json(store: Store, tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert name in refused(store, path)


@pytest.mark.parametrize(
    "name", ["calls.csv", "calls.xlsx", "calls.parquet", "calls.json", "calls.zip", "calls.csv.gz"]
)
def test_what_is_no_regular_file_is_not_opened(store: Store, tmp_path: Path, name: str) -> None:
    pipe, link = tmp_path / name, tmp_path / f"link.{name}"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    assert "is not a regular file" in refused(store, pipe)
    assert "is not a regular file" in refused(store, link)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_socket_is_not_opened(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("calls.csv")
        assert "is not a regular file" in refused(store, Path("calls.csv"))


# the world that a statement sees

OUT_OF_REACH = (
    "SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM read_csv('/etc/hostname')", "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_blob('/etc/hostname')", "SELECT * FROM read_json('/etc/hostname')", "FROM '/etc/hostname'",
    "SELECT * FROM read_parquet('{place}/x.parquet')", "SELECT * FROM sniff_csv('/etc/hostname')",
    "ATTACH '{place}/other.duckdb' AS other", "COPY (SELECT 1) TO '{place}/x.csv'", "COPY t FROM '/etc/hostname'",
    "EXPORT DATABASE '{place}/out'", "IMPORT DATABASE '{place}'", "INSTALL httpfs", "LOAD httpfs", "LOAD '{place}/x'",
    "SET enable_external_access = true", "RESET enable_external_access", "SET lock_configuration = false",
    "SET allowed_directories = ['/']", "SET temp_directory = '{place}'", "SET memory_limit = '100GB'",
    "SET profile_output = '{place}/x'",
)  # fmt: skip


@pytest.mark.parametrize("sql", OUT_OF_REACH)
def test_no_statement_of_a_store_reaches_beyond_it(store: Store, tmp_path: Path, sql: str) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir(exist_ok=True)
    store.engine.execute("CREATE TEMP TABLE t (a VARCHAR)")
    for engine in (store.engine, store.cursor().engine):
        with pytest.raises(Exception, match=r"(?i)disabled|locked|does not exist|cannot|no database|not recognized"):
            engine.execute(sql.format(place=place))
    assert not list(place.rglob("*.duckdb")) and not list(place.rglob("*.csv"))


@pytest.mark.parametrize("sql", OUT_OF_REACH)
def test_a_reading_database_has_its_files_and_its_folder(tmp_path: Path, calls: Path, sql: str) -> None:
    own, place = tmp_path / "own", tmp_path / "elsewhere"
    own.mkdir(), place.mkdir()
    connection = reading_database([str(calls)], str(own), "200MB")
    connection.execute("CREATE TEMP TABLE t (a VARCHAR)")
    assert connection.execute(f"SELECT count(*) FROM read_csv('{calls}')").fetchone() == (1,)
    with pytest.raises(Exception, match=r"(?i)disabled|locked|does not exist|cannot|no database|not recognized"):
        connection.execute(sql.format(place=place))
    assert not list(place.iterdir())


# processes, folders, locks


def reading_folders() -> set[str]:
    return {path.name for path in Path(gettempdir()).glob(f"cadran-reading-{os.getpid()}-*")}


def test_nothing_is_left_behind(store: Store, calls: Path, tmp_path: Path) -> None:
    before = reading_folders()
    store.import_files([calls])
    with pytest.raises(InputError):
        store.import_files([calls], as_table="orders")
    assert reading_folders() == before
    assert store.engine.rows(
        "SELECT count(*) FROM duckdb_tables() WHERE temporary AND starts_with(table_name, 'cadran_')"
    ) == [(0,)]


def test_the_folder_of_a_process_that_was_killed_is_removed_by_the_next(store: Store, calls: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, running = Path(gettempdir()) / f"cadran-reading-{gone.pid}-abc", Path(gettempdir()) / "cadran-reading-1-abc"
    for folder in (left, running):
        folder.mkdir(exist_ok=True)
        (folder / "leads.csv").write_text("Martinvast", encoding="utf-8")
    store.import_files([calls])
    assert not left.exists()
    assert running.exists()
    shutil.rmtree(running)


def test_no_folder_to_work_in(store: Store, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(reading_process, "TemporaryDirectory", refuse)
    assert "Set TMPDIR to one that can be written to" in refused(store, calls)


def waiting(owner: Owner, path: Path) -> tuple[threading.Thread, Callable[[], int]]:
    """An import whose reading never ends, under way: its thread, and the process that reads."""
    seen = threading.Event()
    thread = threading.Thread(target=lambda: _quietly(owner, path, seen), daemon=True)
    thread.start()
    assert seen.wait(60)

    def child() -> int:
        listed = subprocess.run(
            ["pgrep", "-P", str(os.getpid()), "-f", "sleep"], capture_output=True, text=True, check=False
        )
        return int(listed.stdout.split()[0])

    return thread, child


def _quietly(owner: Owner, path: Path, seen: threading.Event) -> None:
    with pytest.raises(CadranError):
        owner.import_files([path], progress=lambda step: seen.set())


def test_an_import_that_reads_keeps_nobody_from_loading(
    tmp_path: Path, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one import waits for a file, rows are loaded, figures answered; the process that reads is then killed."""
    stand_in(monkeypatch, "import time; time.sleep(600)")
    with Owner(cadran.open(tmp_path / "centre.duckdb")) as owner:
        thread, child = waiting(owner, calls)
        rows = pa.table(
            {"attempt_id": ["A"], "lead_id": ["L"], "started_at": ["2026-09-22T12:00:00Z"], "outcome": ["busy"]}
        )
        began = time.monotonic()
        assert owner.load("attempts", rows)[0].entry.rows_new == 1
        assert owner.kpis("calls").total["calls"]["value"] == 1
        assert time.monotonic() - began < 60
        os.kill(child(), signal.SIGKILL)
        thread.join(60)
        assert not thread.is_alive()


def test_a_dry_run_over_a_damaged_file_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "calls.parquet"
    path.write_bytes(b"PAR1" + bytes(200) + b"PAR1")
    assert run(["import", str(path), "--dry-run", "--lang", "en"]) == 1
    assert "calls.parquet is a damaged or truncated Parquet file" in capsys.readouterr().err


def test_names_with_marks_of_patterns_and_links_are_read(store: Store, tmp_path: Path) -> None:
    odd, link = tmp_path / "calls [1] 'é*?.csv", tmp_path / "latest.csv"
    odd.write_text(CALL, encoding="utf-8")
    link.symlink_to(odd)
    assert store.import_files([odd])[0].entry.rows_new == 1
    report = store.import_files([link])[0].entry
    assert (report.file_name, report.rows_unchanged) == ("latest.csv", 1)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
        duckdb.IOException('IO Error: Could not write file "x.tmp": No space left on device'),
    ],
)
def test_a_full_disk_is_told_as_such(error: Exception) -> None:
    told = reading_program.told(error, "calls.csv")
    assert told["kind"] == "InputError"
    assert from_data(told["said"]).startswith("calls.csv: the disk is full") and "TMPDIR" in from_data(told["said"])


@pytest.mark.parametrize(
    "error", [RecursionError(), ValueError("a\nb"), SystemError(), KeyError("x"), ZeroDivisionError("…" * 999)]
)
def test_whatever_a_parser_raises_is_one_line(error: Exception) -> None:
    told = reading_program.told(error, "calls.csv")
    said = from_data(told["said"])
    assert told["kind"] == "InputError" and "\n" not in said and len(said) < 400


def test_a_backup_is_written_without_reaching_out(store: Store, calls: Path, tmp_path: Path) -> None:
    """All tables, views and rows are there, in the order of the store's."""
    store.import_files([calls])
    copy = store.backup(tmp_path / "copy.duckdb")
    names = "SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_oid"
    with cadran.open(copy, create=False) as other:
        assert set(other.engine.rows(names)) == set(store.engine.rows(names))
        for (name,) in store.engine.rows(names):
            if name not in ("settings", "trail"):  # where the backup itself is written down
                assert other.engine.rows(f"SELECT * FROM {name}") == store.engine.rows(f"SELECT * FROM {name}")
    with pytest.raises(StoreError):
        store.backup(tmp_path / "nowhere" / "copy.duckdb")


def test_it_ends_with_the_process_that_asked(tmp_path: Path) -> None:
    """A process killed while its files are read takes the reading with it."""
    path = tmp_path / "calls.csv"
    path.write_text(
        CALL.splitlines()[0] + "\n" + "".join(f"A{n},L,2026-09-22,busy\n" for n in range(400_000)), encoding="utf-8"
    )
    code = (
        f"import cadran; store = cadran.open({str(tmp_path / 'centre.duckdb')!r}); print('ready', flush=True); "
        f"store.import_files([{str(path)!r}])"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as asking:
        assert asking.stdout is not None and asking.stdout.readline()
        while not (reading := _children(asking.pid)):
            assert asking.poll() is None
            time.sleep(0.02)
        asking.kill()
    until = time.monotonic() + 20
    while any(map(_runs, reading)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_runs, reading))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _children(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, calls: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    """A file where a folder should be: whoever runs this may write anywhere else."""
    nowhere = calls / "map.toml"
    said = run(["import", str(calls), "--write-mapping", str(nowhere), "--as", "attempts", "--lang", language])
    told = capsys.readouterr().err
    assert said == 1
    assert told.count("\n") == 1 and "map.toml" in told and "Traceback" not in told
