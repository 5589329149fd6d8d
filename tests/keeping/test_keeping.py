"""Backups, restores, erasures and retention, on files in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import cadran
from cadran.catalogue import KPIS
from cadran.cli.main import run
from cadran.errors import CadranError, StoreError
from cadran.executor.local import Store
from cadran.keeping import retention
from cadran.keeping.backup import backups
from cadran.keeping.erase import Person, erase, find
from cadran.keeping.seal import without_seal
from cadran.query.request import Request
from cadran.server.connect import restore
from cadran.store.forgotten import come_back, register_of, take_over
from tests.conftest import Clock, table
from tests.query.world import attempts, fill, orders

PHONE, EMAIL = "+33639980012", "zoe.martin@example.org"
TRACES = (b"639980012", b"39 98 00 12", EMAIL.encode(), b"Zoeline", b"Martinvast", b"L-ZOE", b"PROOF-77", b"CUST-9")
"""What only the person's rows hold, as bytes of the file."""


def people() -> list[dict[str, object]]:
    return [
        {"lead_id": "L-ZOE", "created_at": "2026-09-01T08:00:00Z", "campaign_id": "A", "first_name": "Zoeline",
         "last_name": "Martinvast", "phone": PHONE, "email": EMAIL, "company": "Chez Zoeline",
         "consent_proof": "PROOF-77", "opposed_at": "2026-09-20T00:00:00Z"},
        {"lead_id": "L2", "created_at": "2026-09-01T08:00:00Z", "campaign_id": "A", "first_name": "Ana",
         "last_name": "Diaz", "phone": "+33639980013", "email": "ana@example.org", "company": "X"},
    ]  # fmt: skip


@pytest.fixture
def centre(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """Two leads; the first called three times (one call corrected later), sold, and rejected once in a bad line."""
    with cadran.open(tmp_path / "centre.duckdb", clock=clock) as store:
        fill(store, leads=people())  # type: ignore[arg-type]
        fill(store, attempts=attempts(
            "L-ZOE-1 L-ZOE A x 2026-09-02T08:00Z busy", "L-ZOE-2 L-ZOE A x 2026-09-03T08:00Z callback",
            "L-ZOE-3 L-ZOE A x 2026-09-04T08:00Z callback", "a4 L2 A x 2026-09-02T08:00Z busy"))  # fmt: skip
        fill(store, orders=[{**row, "customer_id": "CUST-9"} for row in orders(
            "O-L-ZOE L-ZOE A 2026-09-04T08:00Z 100 confirmed")])  # fmt: skip
        store.load("customers", table([{"customer_id": "CUST-9", "lead_id": "L-ZOE"}]))
        clock.set("2026-09-30T13:00:00")
        fill(store, attempts=attempts("L-ZOE-3 L-ZOE A x 2026-09-04T08:00Z sale"))
        bad = tmp_path / "leads.csv"
        bad.write_text(
            "lead_id,created_at,first_name,phone\nL9,not a day,Zoeline,06 39 98 00 12\nL8,nor this,Bob,0639980099\n"
        )
        store.import_files([bad], as_table="leads")
        yield store


def _figures(store: Store) -> dict[str, tuple[object, object, object]]:
    found = {}
    for id, kpi in KPIS.items():
        if kpi.view is None:
            try:
                total = store.evaluate(Request((id,), basis="activity")).total[id]
            except CadranError:  # what other tables are needed for
                continue
            found[id] = (total["value"], total["num"], total["den"])
    return found


def _bytes(path: str) -> bytes:
    return Path(path).read_bytes()


# erasing


def test_a_person_is_found_by_each_of_their_names(centre: Store) -> None:
    for person in (Person(lead="L-ZOE"), Person(lead="L-ZOE", source_system="default"), Person(phone=PHONE),
                   Person(email=" Zoe.Martin@Example.org ")):  # fmt: skip
        assert find(centre.engine, person) == ["default:L-ZOE"]
    assert find(centre.engine, Person(lead="L-ZOE", source_system="crm")) == []
    assert find(centre.engine, Person(phone="+33600000000")) == []


def test_an_erased_person_is_nowhere_and_every_figure_stays(centre: Store) -> None:
    before = _figures(centre)
    assert before["calls"][0] == 4
    assert before["leads"][0] == 2
    centre.engine.execute("CHECKPOINT")
    held = _bytes(centre.engine.path)
    assert [trace for trace in TRACES if trace in held]  # the test can fail
    done = centre.erase(centre.find(Person(phone=PHONE)))
    assert (done.leads, done.rejects) == (("default:L-ZOE",), 1)
    assert done.rows == {"leads": 1, "customers": 1, "attempts": 3, "orders": 1}
    assert [trace for trace in TRACES if trace in _bytes(centre.engine.path)] == []
    assert _figures(centre) == before


def test_every_table_and_version_holds_one_pseudonym(centre: Store) -> None:
    erase(centre.engine, ["default:L-ZOE"], now=centre.clock())
    keys = centre.engine.rows(
        "SELECT DISTINCT lead_key FROM (SELECT lead_key, attempt_id FROM attempts UNION SELECT lead_key, attempt_id FROM "
        "attempts_history) WHERE starts_with(attempt_id, 'erased-')"
    )
    assert len(keys) == 1
    [(pseudonym,)] = keys
    for name in ("leads", "orders", "lead_journeys"):
        assert centre.engine.rows(f"SELECT count(*) FROM {name} WHERE lead_key = ?", [pseudonym]) == [(1,)]
    [(order, lead, customer)] = centre.engine.rows("SELECT order_id, lead_id, customer_id FROM orders")
    assert lead == pseudonym.split(":")[1]
    assert order.startswith("erased-")
    assert centre.engine.rows("SELECT customer_id, lead_id FROM customers") == [(customer, lead)]
    [(same, versions)] = centre.engine.rows(
        "SELECT count(DISTINCT attempt_id), count(*) FROM (SELECT attempt_id, started_at FROM attempts UNION ALL "
        "SELECT attempt_id, started_at FROM attempts_history) WHERE started_at = TIMESTAMP '2026-09-04 08:00:00'"
    )
    assert (same, versions) == (1, 2)  # the corrected call is still one call with two versions
    [(name, phone, email, opposed)] = centre.engine.rows(
        "SELECT last_name, phone, email, opposed_at IS NOT NULL FROM leads WHERE lead_key = ?", [pseudonym]
    )
    assert (name, email, opposed) == (None, None, True)
    assert phone.startswith("erased-")
    assert centre.engine.rows("SELECT last_name FROM leads WHERE lead_id = 'L2'") == [("Diaz",)]


def test_rejected_lines_of_others_stay(centre: Store) -> None:
    erase(centre.engine, ["default:L-ZOE"], now=centre.clock())
    raws = dict.fromkeys(raw for (raw,) in centre.engine.rows("SELECT raw FROM rejects ORDER BY line"))
    assert [raw for raw in raws if raw] == ["L8,nor this,Bob,0639980099"]


def test_other_ids_of_the_same_person_go_too(centre: Store) -> None:
    centre.load("leads", table([{"lead_id": "77", "external_ids": "default:L2", "created_at": "2026-09-01T08:00:00Z"}]),
                source="crm")  # fmt: skip
    assert find(centre.engine, Person(lead="77")) == ["crm:77", "default:L2"]
    assert find(centre.engine, Person(lead="L2")) == ["crm:77", "default:L2"]


def test_the_opposition_is_kept_hashed_and_tells_a_comeback(centre: Store) -> None:
    erase(centre.engine, ["default:L-ZOE"], now=centre.clock())
    kept = centre.engine.rows("SELECT kind, digest, opposed_at, kept_until FROM erasures ORDER BY kind")
    assert [kind for kind, *_ in kept] == ["email", "lead", "phone"]
    assert all(len(digest) == 64 for _, digest, _, _ in kept)
    assert all((opposed.day, until.year) == (20, 2029) for _, _, opposed, until in kept)
    assert come_back(centre.engine) == []


def again(store: Store, name: str, *rows: dict[str, object]) -> tuple[int, int, int]:
    """Rows read, new and rejected when they are loaded once more."""
    line = store.load(name, table(list(rows)))[0].entry
    return line.rows_read, line.rows_new, line.rows_rejected


def test_the_next_files_leave_out_who_was_erased(centre: Store) -> None:
    """By id, by number and by e-mail; their calls and orders too: every figure stays what it was, load after load."""
    centre.erase(["default:L-ZOE"])
    before, zoe = _figures(centre), people()[0]
    calls = attempts("L-ZOE-1 L-ZOE A x 2026-09-02T08:00Z busy", "L-ZOE-9 L-ZOE A x 2026-09-29T08:00Z sale",
                     "a4 L2 A x 2026-09-02T08:00Z busy")  # fmt: skip
    for _ in range(2):
        assert again(centre, "leads", *people()) == (2, 0, 1)
        assert again(centre, "leads", {"lead_id": "n1", "phone": PHONE}) == (1, 0, 1)
        assert again(centre, "leads", {"lead_id": "n2", "email": EMAIL.upper()}) == (1, 0, 1)
        assert again(centre, "attempts", *calls) == (3, 0, 2)
        assert again(centre, "orders", *orders("O-L-ZOE L-ZOE A 2026-09-04T08:00Z 100 confirmed")) == (1, 0, 1)
        assert again(centre, "customers", {"customer_id": "CUST-9", "lead_id": "L-ZOE"}) == (1, 0, 1)
    assert _figures(centre) == before
    [reject] = {(one.value, one.reason, one.raw) for one in centre.rejects() if one.column == "lead_id"}
    assert reject == (None, "erased", None)
    assert not [one for one in centre.overview()[1] if one.code == "erased_came_back"]
    report = centre.load("leads", table([zoe]))[0]
    assert any("erased" in note for note in report.notes)


def test_a_consent_given_since_lets_them_in(centre: Store, clock: Clock) -> None:
    centre.erase(["default:L-ZOE"])  # on 30 September
    zoe = people()[0]
    assert again(centre, "leads", {**zoe, "consent_at": "2026-09-29T00:00:00Z"}) == (1, 0, 1)
    assert again(centre, "leads", {**zoe, "consent_at": "2026-10-02T00:00:00Z", "opposed_at": None}) == (1, 1, 0)
    assert again(centre, "attempts", *attempts("L-ZOE-10 L-ZOE A x 2026-10-03T08:00Z sale")) == (1, 1, 0)
    assert again(centre, "leads", {**zoe, "created_at": "2026-09-01T08:00:00Z"}) == (1, 0, 0)  # a file without it
    assert centre.engine.rows("SELECT last_name FROM leads WHERE lead_id = 'L-ZOE'") == [("Martinvast",)]


def test_somebody_else_of_the_same_number_stays_and_is_told(centre: Store) -> None:
    other = {"lead_id": "L3", "phone": PHONE, "created_at": "2026-09-30T10:00:00Z"}
    centre.load("leads", table([other]))
    assert centre.erase(["default:L-ZOE"]).same_number == ("default:L3",)
    assert again(centre, "leads", {**other, "segment": "new"}) == (1, 0, 0)
    [finding] = [one for one in centre.overview()[1] if one.code == "erased_came_back"]
    assert finding.examples == ({"lead_key": "default:L3"},)


def test_erasing_on_the_command_line(centre: Store, capsys: pytest.CaptureFixture[str]) -> None:
    path, copy = centre.engine.path, str(Path(centre.engine.path).with_name("copy.duckdb"))
    centre.backup(Path(copy))
    centre.close()
    assert run(["erase", "--store", path]) == 2
    assert run(["erase", "--phone", "06 39 98 00 12", "--dry-run", "--store", path, "--lang", "en"]) == 0
    assert "Leads: default:L-ZOE" in capsys.readouterr().out
    assert run(["erase", "--phone", "06 39 98 00 12", "--yes", "--store", path, "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "attempts 3" in said.out
    assert copy in said.err  # the backup still holds them
    assert "leads.csv" in said.err
    assert [trace for trace in TRACES if trace in _bytes(path)] == []
    assert run(["erase", "--phone", "06 39 98 00 12", "--yes", "--store", path, "--lang", "en"]) == 0
    assert "Nobody matches" in capsys.readouterr().out
    assert run(["erase", "--phone", "12", "--store", path]) == 2
    # a backup from before brings them back: the erasure is done again
    assert run(["restore", copy, "--force", "--store", path, "--lang", "en"]) == 0
    assert "1 lead erased since" in capsys.readouterr().out
    assert [trace for trace in TRACES if trace in _bytes(path)] == []


# copies


def test_a_backup_is_the_store_of_that_moment(centre: Store, tmp_path: Path, clock: Clock) -> None:
    before = _figures(centre)
    copy = centre.backup(tmp_path / "copy.duckdb")
    fill(centre, attempts=attempts("a9 L2 A x 2026-09-05T08:00Z busy"))
    with cadran.open(copy, clock=clock, read_only=True) as other:
        assert _figures(other) == before
        assert len(other.imports()) == len(centre.imports()) - 1
    assert backups(centre.engine) == [copy]
    with pytest.raises(StoreError, match="replace it with --force"):
        centre.backup(copy)
    centre.backup(copy, force=True)
    assert not list(tmp_path.glob("*.partial"))
    copy.unlink()
    assert backups(centre.engine) == []


@pytest.mark.parametrize("name", ["", "centre.duckdb", "nowhere/copy.duckdb"])
def test_places_where_no_backup_goes(centre: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError):
        centre.backup(tmp_path / name, force=True)


def test_restore_puts_the_backup_in_place(centre: Store, tmp_path: Path, clock: Clock) -> None:
    copy = centre.backup(tmp_path / "copy.duckdb")
    fill(centre, attempts=attempts("a9 L2 A x 2026-09-05T08:00Z busy"))
    path = Path(centre.engine.path)
    with pytest.raises(StoreError, match="Replace it with --force"):
        restore(copy, path)
    assert centre.restore(copy).again == 0
    assert centre.kpis("calls").total["calls"]["value"] == 4
    centre.close()
    restore(copy, path, force=True)
    assert not list(tmp_path.glob("*.fresh*"))
    with cadran.open(path, clock=clock) as store:
        assert store.kpis("calls").total["calls"]["value"] == 4
    assert copy.exists()
    restore(copy, tmp_path / "new.duckdb")
    assert _content(tmp_path / "new.duckdb") == _content(copy)


def _content(path: Path) -> dict[str, list[str]]:
    """Every row of every table of a store, but of the trail, which says that a backup was restored."""
    with duckdb.connect(str(path), read_only=True) as held:
        names = [
            name for (name,) in held.execute("SELECT table_name FROM duckdb_tables()").fetchall() if name != "trail"
        ]
        return {name: sorted(map(repr, held.execute(f'SELECT * FROM "{name}"').fetchall())) for name in names}


def test_what_is_no_backup_leaves_the_store_alone(centre: Store, tmp_path: Path) -> None:
    path = Path(centre.engine.path)
    centre.close()
    before = path.read_bytes()
    text, other = tmp_path / "text.duckdb", tmp_path / "other.duckdb"
    text.write_text("not a database")
    duckdb.connect(str(other)).execute("CREATE TABLE x AS SELECT 1").close()
    for source, answer in ((text, "is not a Cadran store"), (other, "not a Cadran store"), (path, "is the store itself"),
                           (tmp_path / "none", "no backup at")):  # fmt: skip
        with pytest.raises(StoreError, match=answer):
            restore(source, path, force=True)
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(before)
    with pytest.raises(StoreError, match="not a Cadran store"):
        restore(copy, other, force=True)
    with cadran.open(path) as store, pytest.raises(StoreError, match="is not a Cadran store"):
        store.restore(text)
    assert not list(tmp_path.glob("*.fresh*"))
    assert path.read_bytes() == before


def test_an_older_backup_is_brought_up_to_date_on_the_way(centre: Store, tmp_path: Path) -> None:
    copy = centre.backup(tmp_path / "copy.duckdb")
    with duckdb.connect(str(copy)) as older:
        older.execute("UPDATE settings SET value = 'older' WHERE name = 'derived_version'")
        older.execute("DROP TABLE lead_journeys")
    without_seal(copy)  # its content is not what was written
    before = _figures(centre)
    centre.restore(copy)
    assert _figures(centre) == before


def test_a_register_of_another_store_is_not_taken_over(centre: Store, clock: Clock) -> None:
    erase(centre.engine, ["default:L-ZOE"], now=centre.clock())
    with cadran.open(":memory:", clock=clock) as other:
        fill(other, leads=people())  # type: ignore[arg-type]
        assert take_over(other.engine, register_of(centre.engine))
        assert come_back(other.engine) == ["default:L-ZOE"]
    with cadran.open(":memory:", clock=clock) as third:
        fill(third, leads=people())  # type: ignore[arg-type]
        erase(third.engine, ["default:L2"], now=third.clock())
        assert not take_over(third.engine, register_of(centre.engine))


# retention


@pytest.fixture
def old(store: Store, clock: Clock) -> Store:
    """It is 1 October 2029. P1: collected in August 2026, never reached. P2: contacted in November 2026. P3: bought. P4: consent
    renewed in 2028. P5: no date at all. P6: collected in August 2026 and opposed in May 2028.
    """
    clock.set("2029-10-01T00:00:00")
    store.load("leads", table([
        {"lead_id": "P1", "created_at": "2026-08-01T08:00:00Z", "last_name": "One"},
        {"lead_id": "P2", "created_at": "2026-08-01T08:00:00Z"},
        {"lead_id": "P3", "created_at": "2026-08-01T08:00:00Z"},
        {"lead_id": "P4", "created_at": "2026-08-01T08:00:00Z", "consent_at": "2028-01-01T08:00:00Z"},
        {"lead_id": "P5"},
        {"lead_id": "P6", "created_at": "2026-08-01T08:00:00Z", "phone": PHONE, "opposed_at": "2028-05-01T00:00:00Z"},
    ]))  # fmt: skip
    fill(store, attempts=attempts("1 P1 A x 2026-12-01T08:00Z busy", "2 P2 A x 2026-11-01T08:00Z callback"))
    return fill(store, orders=orders("O1 P3 A 2026-08-02T08:00Z 10 confirmed"))


def test_prospects_are_kept_three_years_after_collection_or_their_last_contact(old: Store) -> None:
    due = retention.overdue(old.engine, 36, now=old.clock())
    assert due.leads == ("default:P1", "default:P6")
    assert (due.undated, due.before.isoformat()) == (1, "2026-10-01")
    assert retention.overdue(old.engine, 34, now=old.clock()).leads == ("default:P1", "default:P6", "default:P2")


def test_applying_it_erases_and_keeps_oppositions_hashed(old: Store) -> None:
    retention.expire(old.engine, 36, now=old.clock())
    assert old.engine.rows("SELECT count(*) FROM leads WHERE starts_with(lead_id, 'erased-')") == [(2,)]
    assert old.engine.rows("SELECT last_name FROM leads WHERE last_name IS NOT NULL") == []
    assert old.engine.rows("SELECT kind FROM erasures ORDER BY kind") == [("lead",), ("phone",)]  # P6 alone
    assert retention.overdue(old.engine, 36, now=old.clock()).leads == ()
    assert old.kpis("attempts").total["attempts"]["value"] == 2


def test_retention_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "centre.duckdb")
    with cadran.open(path) as store:
        store.load("leads", table([{"lead_id": "P1", "created_at": "2016-08-01T08:00:00Z"}]))
    (tmp_path / "cadran.toml").write_text("[settings]\nretention_months = 240\n")
    assert run(["retention", "--store", path, "--lang", "en"]) == 0
    assert "Nothing to erase" in capsys.readouterr().out
    assert run(["retention", "--months", "36", "--store", path, "--lang", "en"]) == 0
    assert "1 prospect without contact" in capsys.readouterr().out
    assert run(["retention", "--months", "36", "--apply", "--store", path, "--lang", "fr"]) == 0
    assert "Effacé\u00a0: leads 1" in capsys.readouterr().out
