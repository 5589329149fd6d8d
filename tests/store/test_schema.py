"""The store's schema: versions, migrations after a copy, derived tables rebuilt when their definition changes."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

import cadran
from cadran.cli.main import run
from cadran.config.location import path_of
from cadran.engines.base import Engine
from cadran.engines.duckdb import DuckDBEngine
from cadran.errors import StoreBusyError, StoreError, UsageError
from cadran.keeping.backup import keep
from cadran.model import TABLES
from cadran.store import schema
from tests.conftest import table

FIXTURES = Path(__file__).parents[1] / "fixtures"
CALL = {"attempt_id": "A", "lead_id": "L", "started_at": "2026-09-22T12:00:00Z", "outcome": "refused"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with cadran.open(tmp_path / "centre.duckdb") as store:
        store.load("attempts", table([CALL]))
        store.load("leads", table([{"lead_id": "L"}]))
    return tmp_path / "centre.duckdb"


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path)) as connection:
        return connection.execute(sql).fetchall()


def test_every_canonical_column_is_in_the_store(path: Path) -> None:
    found = set(rows(path, "SELECT table_name, column_name FROM information_schema.columns"))
    for name, declared in TABLES.items():
        assert {(name, column.name) for column in declared.columns} <= found
        assert {(f"{name}_history", column.name) for column in declared.columns} <= found


def test_a_migration_runs_step_by_step_after_a_copy(path: Path) -> None:
    def add(column: str) -> schema.Step:
        return lambda engine: engine.execute(f"ALTER TABLE attempts ADD COLUMN {column} VARCHAR")

    engine = DuckDBEngine(path)
    now = schema.SCHEMA_VERSION
    copy = path.with_name(f"centre.duckdb.v{now}.bak")
    steps = {now + 1: add("second"), now + 2: add("third")}
    assert schema.migrate(engine, lambda version: keep(engine, version), target=now + 2, steps=steps)
    assert engine.rows("SELECT attempt_id, second, third FROM attempts") == [("A", None, None)]
    assert schema.version_of(schema.read_settings(engine)) == now + 2
    engine.close()
    assert rows(copy, "SELECT value FROM settings WHERE name = 'schema_version'") == [(str(now),)]
    assert rows(copy, "SELECT attempt_id FROM attempts") == [("A",)]


def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    def wreck(engine: Engine) -> None:
        engine.execute("DROP TABLE attempts")
        raise RuntimeError("half-way")

    engine, now = DuckDBEngine(path), schema.SCHEMA_VERSION
    with pytest.raises(RuntimeError):
        schema.migrate(engine, lambda version: None, target=now + 1, steps={now + 1: wreck})
    assert engine.rows("SELECT attempt_id FROM attempts") == [("A",)]
    assert schema.version_of(schema.read_settings(engine)) == now
    engine.close()


OLD_REASON = (
    '"yesterday" is not a date and time; expected year-month-day, such as 2026-09-22T12:05:00Z or 2026-09-22 14:05:00'
)
OLD_NOTE = "1 row has a phone that is no number: kept as it is written, with phone_type invalid"
"""Texts of a version that stored sentences: they are shown as they are."""


def test_a_store_of_each_released_version_is_brought_to_this_one(tmp_path: Path) -> None:
    """The store that version 1 wrote: every table with rows, one product in two versions, one rejected line."""
    path = tmp_path / "released.duckdb"
    path.write_bytes(gzip.decompress((FIXTURES / "store_v1.gz").read_bytes()))
    with cadran.open(path) as store:
        total = store.kpis(["calls", "sales", "revenue", "margin_per_order"]).total
        assert {kpi: total[kpi]["value"] for kpi in total} == {
            "calls": 2,
            "sales": 1,
            "revenue": 50,
            "margin_per_order": 12,
        }
        assert store.engine.rows("SELECT unit_margin, is_base FROM products") == [(12, None)]
        assert store.engine.rows("SELECT unit_margin, ended_by FROM products_history") == [(10, 6)]
        assert [(one.column, str(one.reason)) for one in store.rejects()] == [("created_at", OLD_REASON)]
        assert [str(line.notes) for line in store.imports() if line.notes] == [OLD_NOTE]
        store.load("products", table([{"product_id": "P", "category": "Auto", "is_base": True}]))
        store.undo(store.imports()[-1].import_id)
        assert store.engine.rows("SELECT unit_margin, is_base FROM products") == [(12, None)]
    for name, declared in TABLES.items():  # in the model's order, as a store made today has them
        stored = [
            column for (column,) in rows(path, f"SELECT column_name FROM duckdb_columns() WHERE table_name = '{name}'")
        ]
        assert stored == [column.name for column in schema.stored_columns(declared)]
    assert (tmp_path / "released.duckdb.v1.bak").exists()


def test_a_migration_changes_no_row_and_no_figure(tmp_path: Path) -> None:
    """Every row of every table and history of the released version, and figures by SQL on it, before and after."""
    path = tmp_path / "released.duckdb"
    path.write_bytes(gzip.decompress((FIXTURES / "store_v1.gz").read_bytes()))
    counted = (
        "SELECT count(*), count(*) FILTER (WHERE outcome = 'sale'), sum(talk_s) FROM attempts WHERE direction IS DISTINCT FROM "
        "'inbound'",
        "SELECT count(*), sum(amount_base) FROM orders",
        "SELECT count(*), sum(rows_read), sum(rows_rejected) FROM imports",
        "SELECT count(*) FROM rejects",
        "SELECT count(*), sum(attempts), count(*) FILTER (WHERE is_open) FROM lead_journeys",
    )
    tables = [name for table in TABLES for name in (table, f"{table}_history")]
    columns = {
        name: [
            column for (column,) in rows(path, f"SELECT column_name FROM duckdb_columns() WHERE table_name = '{name}'")
        ]
        for name in tables
    }

    def content(name: str) -> list[str]:
        return sorted(map(repr, rows(path, f"SELECT {', '.join(columns[name])} FROM {name}")))

    before = {name: content(name) for name in tables}, [rows(path, sql) for sql in counted]
    assert all(before[0][name] for name in TABLES)
    with cadran.open(path) as store:
        calls = store.kpis(["calls", "revenue"]).total
        assert store.trail()[0].what == "upgrade"
    assert ({name: content(name) for name in tables}, [rows(path, sql) for sql in counted]) == before
    assert calls["calls"]["value"] == before[1][0][0][0]
    assert calls["revenue"]["value"] == before[1][1][0][1]


@pytest.mark.parametrize(("language", "said"), [
    ("en", 'The store has schema version 99, this Cadran knows versions up to'),
    ("fr", "L’entrepôt est de la version 99, ce Cadran connaît jusqu’à la version"),
])  # fmt: skip
def test_an_older_program_on_a_newer_store_says_so(
    path: Path, language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the command: it ends with what to do, and leaves the store as it is, to the byte."""
    rows(path, "UPDATE settings SET value = '99' WHERE name = 'schema_version'")
    before = path.read_bytes()
    for command in (
        ["kpi", "calls"],
        ["check"],
        ["undo", "1"],
        ["backup", str(path.with_name("copy.duckdb"))],
        ["retention"],
    ):
        assert run([*command, "--store", str(path), "--lang", language]) == 1
        error = capsys.readouterr().err
        assert said in error
        assert ("Upgrade Cadran" if language == "en" else "Mettez Cadran à jour") in error
    assert path.read_bytes() == before


def test_a_migration_is_told_once_in_the_reader_s_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language, said in (
        ("en", "was brought from schema version 1 to"), ("fr", "a été porté de la version 1 à la version"),
    ):  # fmt: skip
        path = tmp_path / f"{language}.duckdb"
        path.write_bytes(gzip.decompress((FIXTURES / "store_v1.gz").read_bytes()))
        assert run(["imports", "--store", str(path), "--lang", language]) == 0
        error = capsys.readouterr().err
        assert said in error
        assert f"{path}.v1.bak" in error
        assert run(["imports", "--store", str(path), "--lang", language]) == 0
        assert capsys.readouterr().err == ""


def test_a_newer_store_is_refused_in_words(path: Path) -> None:
    rows(path, "UPDATE settings SET value = '99' WHERE name = 'schema_version'")
    with pytest.raises(StoreError, match=r"schema version 99.*Upgrade Cadran"):
        cadran.open(path)


def test_derived_tables_are_built_again_when_their_definition_changes(path: Path) -> None:
    rows(
        path,
        "UPDATE settings SET value = 'other' WHERE name = 'derived_version'; DROP TABLE lead_journeys; DELETE FROM agent_days",
    )
    with cadran.open(path, read_only=True) as store:
        assert store.engine.rows("SELECT lead_id, argued FROM lead_journeys") == [("L", True)]


def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no database\n" * 500, encoding="utf-8")
    with pytest.raises(StoreError, match="is not a Cadran store"):
        cadran.open(text)
    assert text.read_text(encoding="utf-8").startswith("no database")
    other = tmp_path / "other.duckdb"
    rows(other, "CREATE TABLE mine (x INTEGER)")
    with pytest.raises(StoreError, match="not a Cadran store"):
        cadran.open(other)
    with pytest.raises(StoreError, match="is a directory"):
        cadran.open(tmp_path)
    with pytest.raises(StoreError, match="does not exist"):
        cadran.open(tmp_path / "nowhere" / "centre.duckdb")
    with pytest.raises(StoreError, match="There is no store"):
        cadran.open(tmp_path / "absent.duckdb", create=False)


def test_no_other_process_opens_a_store_that_is_open(path: Path) -> None:
    """Whatever was done to it as it was opened: to close a file drops the locks that its process holds on it."""
    code = f"import duckdb; duckdb.connect({str(path)!r})"
    with cadran.open(path) as store:
        store.backup(path.with_name("backup.duckdb"))
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 1
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
    with cadran.open(path.with_name("backup.duckdb")):  # its checksum is taken off
        code = code.replace(path.name, "backup.duckdb")
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 1


def test_one_process_holds_the_file(path: Path) -> None:
    with cadran.open(path), pytest.raises((StoreBusyError, StoreError)):
        cadran.open(path, read_only=True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("a.duckdb", "a.duckdb"),
        ("duckdb:///srv/a.duckdb", "/srv/a.duckdb"),
        ("duckdb:////srv/a.duckdb", "/srv/a.duckdb"),
    ],
)
def test_urls(url: str, expected: str) -> None:
    assert path_of(url) == expected


def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match="postgresql"):
        path_of("postgresql://localhost/centre")


def test_memory_is_bounded_by_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CADRAN_MEMORY", "256MB")
    with cadran.open(tmp_path / "small.duckdb") as store:
        assert store.engine.rows("SELECT current_setting('memory_limit')") == [("244.1 MiB",)]


def test_values_are_bound_not_pasted() -> None:
    engine = DuckDBEngine(":memory:")
    nasty = "x'; DROP TABLE t; --"
    engine.execute("CREATE TABLE t (v VARCHAR)")
    engine.execute("INSERT INTO t VALUES (?)", [nasty])
    assert engine.rows("SELECT v FROM t WHERE v = $wanted", {"wanted": nasty}) == [(nasty,)]
