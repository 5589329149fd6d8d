"""The page on importing files: its mapping loads, what it promises of the twice-told hour holds."""

from __future__ import annotations

import re
from pathlib import Path

import cadran
from cadran.ingest.formats import FORMATS, named
from cadran.model import Type

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_mapping_of_the_page_loads(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found
    mapping = tmp_path / "page.toml"
    mapping.write_text(found.group(1), encoding="utf-8")
    file = tmp_path / "appels.csv"
    file.write_bytes(
        "Date appel;Heure;Fiche;Téléphone;Agent;Durée;Statut\r\n"
        "22/09/2026;14:05;F1;01 99 00 00 01;ROBOT;1,5;NRP\r\n"
        "22/09/2026;14:06;F1;01 99 00 00 01;Zoé;2,0;HORS CIBLE\r\n".encode("cp1252")
    )
    with cadran.open(":memory:") as store:
        store.import_files([file], mapping=mapping)
        attempts = store.engine.rows("SELECT CAST(started_at AS VARCHAR), agent_id, talk_s, outcome FROM attempts")
        leads = store.engine.rows("SELECT lead_id, phone FROM leads")
    assert attempts == [
        ("2026-09-22 12:05:00", None, 90, "no_answer"),
        ("2026-09-22 12:06:00", "Zoé", 120, "off_target"),
    ]
    assert leads == [("F1", "+33199000001")]


def test_the_formats_of_the_page_exist() -> None:
    for name in ("minutes", "hours", "milliseconds", "seconds-comma"):
        assert named(Type.SECONDS, name) in FORMATS[Type.SECONDS]


def test_local_times_at_the_changes_of_the_clock(tmp_path: Path) -> None:
    """02:30 comes twice on 25/10/2026 (00:30 and 01:30 UTC) and never on 29/03/2026 (01:30 UTC, had clocks not moved)."""
    file = tmp_path / "calls.csv"
    file.write_text("attempt_id,started_at\nA,2026-10-25 02:30:00\nB,2026-03-29 02:30:00\n", encoding="utf-8")
    with cadran.open(":memory:") as store:
        store.import_files([file], as_table="attempts")
        found = store.engine.rows("SELECT attempt_id, CAST(started_at AS VARCHAR) FROM attempts ORDER BY 1")
    assert found == [("A", "2026-10-25 00:30:00"), ("B", "2026-03-29 01:30:00")]
