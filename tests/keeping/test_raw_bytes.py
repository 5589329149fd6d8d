"""Somebody who was erased, or whose time was over, is in no byte of any file that Cadran keeps, however it writes them.

Store, write-ahead log, people's database, log, socket's files, temporary folder, rejected lines, earlier versions, unpacked
and spilled files are searched for values of theirs in every encoding in which a program could have written them; the tables
are searched value by value too, since a database may compress. What a person keeps themselves is told, not touched.
"""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import cadran
from cadran.cli.main import run
from cadran.engines.duckdb import connection as engine
from cadran.executor.local import Store
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.conftest import Clock

VALUES = ("Martinvast", "Zoéline", "zoe.martinvast@example.org", "639980012", "L-ZOE-77", "PROOF-4711")
LEADS = (
    "lead_id,created_at,first_name,last_name,phone,email,consent_proof\n"
    "L-ZOE-77,2021-09-01T08:00:00Z,Zoéline,{name},+33639980012,zoe.martinvast@example.org,PROOF-4711\n"
    "L2,2026-09-01T08:00:00Z,Ana,Diaz,+33639980013,ana@example.org,\n"
)
BAD = (
    "lead_id,created_at,last_name,phone\nL-ZOE-77,not a day,Martinvast,06 39 98 00 12\nL3,nor this,Durand,0639980099\n"
)
CALLS = (
    "attempt_id,lead_id,started_at,outcome\nC1,L-ZOE-77,2021-09-02T08:00:00Z,busy\nC2,L2,2026-09-02T08:00:00Z,busy\n"
)


def written(value: str) -> dict[str, bytes]:
    """The bytes of a value as programs write it."""
    raw = value.encode()
    found = {
        name: value.encode(name)
        for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1", "cp1252", "cp437")
    }
    found |= {"hex": raw.hex().encode(), "HEX": raw.hex().upper().encode(), "reversed": raw[::-1]}
    for shift in range(3):  # base64 of it at any place in a longer text: the letters that hang on it alone
        found[f"base64+{shift}"] = base64.b64encode(b"\0" * shift + raw)[
            -(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6
        ][1:-2]
    return found


def held(*folders: Path) -> list[tuple[str, str, str]]:
    """(file, value, writing) of everything found in any file of folders."""
    found = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found += [(path.name, value, how) for value in VALUES for how, raw in written(value).items() if raw in content]
    return found


def in_tables(path: Path) -> list[tuple[str, str]]:
    """(table, column) of a store whose values hold any of them."""
    found = []
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        for table, column in columns:
            text = f'CAST("{column}" AS VARCHAR)'
            met = " OR ".join(f"contains({text}, '{value}')" for value in VALUES)
            if connection.execute(f'SELECT 1 FROM "{table}" WHERE {met} LIMIT 1').fetchone():
                found.append((table, column))
    return found


def test_every_writing_is_found(tmp_path: Path) -> None:
    for value in VALUES:
        for how, raw in written(value).items():
            (tmp_path / "file").write_bytes(b"before" + raw + b"after")
            assert any(found[1] == value for found in held(tmp_path)), (value, how)
    for shift in range(3):
        (tmp_path / "file").write_bytes(base64.b64encode(b"x" * shift + b"Martinvast, and more"))
        assert held(tmp_path), shift


@pytest.fixture
def kept(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Path]]:
    """A store, plain on the disk, into which the person came by a packed file, a correction, a rejected line and a call."""
    given, kept, temporary = (tmp_path / name for name in ("given", "kept", "temporary"))
    for folder in (given, kept, temporary):
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr(engine, "_SETTINGS", ("force_compression = 'uncompressed'", *engine._SETTINGS))
    with zipfile.ZipFile(given / "leads.zip", "w") as packed:
        packed.writestr("leads.csv", LEADS.format(name="Martinvast-Avant"))
    for name, text in (("leads.csv", LEADS.format(name="Martinvast")), ("bad.csv", BAD), ("calls.csv", CALLS)):
        (given / name).write_text(text, encoding="utf-8")
    with cadran.open(kept / "centre.duckdb", clock=clock) as store:
        for name, table in (
            ("leads.zip", "leads"),
            ("leads.csv", "leads"),
            ("bad.csv", "leads"),
            ("calls.csv", "attempts"),
        ):
            store.import_files([given / name], as_table=table)
        store.engine.execute("CHECKPOINT")
        found = {value for _, value, _ in held(kept)}
        assert found == set(VALUES)  # the tests can fail
        yield store, tmp_path


def assert_gone(store: Store, folder: Path) -> None:
    assert held(folder / "kept", folder / "temporary") == []
    path = Path(store.engine.path)
    store.close()
    assert held(folder / "kept", folder / "temporary") == []
    assert in_tables(path) == []


def test_erased_on_request(kept: tuple[Store, Path]) -> None:
    store, folder = kept
    store.erase(["default:L-ZOE-77"])
    assert_gone(store, folder)


def test_after_their_time(kept: tuple[Store, Path], clock: Clock) -> None:
    store, folder = kept
    assert store.overdue(36).leads == ("default:L-ZOE-77",)
    clock.set("2031-01-01T00:00:00")  # the rejected lines' time is over too
    store.expire(36)
    assert_gone(store, folder)


def test_through_a_server(kept: tuple[Store, Path], capfd: pytest.CaptureFixture[str]) -> None:
    store, folder = kept
    with Owner(store) as owner, Listener(owner):
        assert run(["erase", "--phone", "0639980012", "--yes", "--store", store.engine.path]) == 0
        assert held(folder / "kept", folder / "temporary") == []
    assert_gone(store, folder)
    said = "".join(capfd.readouterr())
    assert "Martinvast" not in said
    assert "leads.csv" in said  # which files may still hold them


def test_what_is_kept_elsewhere_is_told(kept: tuple[Store, Path], clock: Clock) -> None:
    """A backup holds who was in the store when it was made; so does a damaged store that was put aside."""
    store, folder = kept
    (folder / "backups").mkdir()
    copy = store.backup(folder / "backups" / "before.duckdb")
    aside = Path(f"{store.engine.path}.damaged")
    aside.write_bytes(b"Martinvast")
    done = store.erase(["default:L-ZOE-77"])
    assert set(done.copies) == {str(copy), str(aside)}
    assert in_tables(copy) != []
    aside.unlink()
    store.restore(copy)  # and restored, it is without them
    assert_gone(store, folder)
    assert list((folder / "temporary").iterdir()) == []
