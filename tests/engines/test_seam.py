"""The seam between Cadran and a database: whatever is said in one database's words stands in its folder of cadran/engines."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlglot import exp

import cadran
from cadran.engines.rendering import Rendering, rendering_of
from cadran.query.prepare import prepare
from tests.query.test_portability import ASKED, STATE
from tests.query.world import declared, kpi

ROOT = Path(cadran.__file__).parent
READS_FILES = ("engines/duckdb/", "ingest/", "sources/")
"""The engine itself, and the staging that hands it Arrow."""
FIGURES = ("query", "executor", "server", "web", "reports", "cli", "catalogue", "wording", "config")
"""The way of a figure, from the declaration to the page."""
OF_DUCKDB = re.compile(
    r"(?i:\b(duckdb_\w+|quantile_cont|approx_count_distinct|hash|date_diff|arg_m(ax|in)|list_\w+|unnest|starts_with|struct_pack"
    r"|strftime|strptime|to_seconds|epoch_\w+|generate_series|stats|bit_xor)\s*\()|\b(SEMI|ANTI|ASOF) JOIN\b|\bQUALIFY\b|\w::[A-Z]+\b",
)
OF_ITS_FILE = re.compile(r"\bduckdb_\w+\s*\(|\bCHECKPOINT\b|\bstats\s*\(")
BY_HAND = re.compile(r"\b(TIMESTAMP|DATE) '\{")
BY_NAME = re.compile(r"\bdialect\s*(==|!=|in\b)")


def files(*rooms: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(READS_FILES) and (not rooms or name.startswith(tuple(f"{room}/" for room in rooms))):
            yield name, path


def texts(path: Path) -> Iterator[str]:
    """The texts of a module, but those that stand alone: docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_a_figure_is_asked_in_no_words_of_duckdb() -> None:
    found = {name: said for name, path in files(*FIGURES) for text in texts(path) if (said := OF_DUCKDB.search(text))}
    assert found == {}


def test_the_file_and_the_catalogue_of_duckdb_are_its_engine_s() -> None:
    found = {name: said for name, path in files() for text in texts(path) if (said := OF_ITS_FILE.search(text))}
    assert found == {}


def test_the_patterns_find_what_they_are_for() -> None:
    """In the engine's own folder, where these words belong."""
    own = "\n".join(text for path in (ROOT / "engines/duckdb").glob("*.py") for text in texts(path))
    assert {said[0].lower().strip("( ") for said in OF_ITS_FILE.finditer(own)} >= {
        "duckdb_tables",
        "checkpoint",
        "stats",
    }
    assert OF_DUCKDB.search("SELECT QUANTILE_CONT(a, 0.5)")
    assert OF_DUCKDB.search("x::DATE")
    assert BY_HAND.search("f\"x > TIMESTAMP '{now}'\"")
    assert BY_NAME.search('if engine.dialect == "duckdb":')


def test_no_literal_is_written_by_hand_and_no_dialect_asked_by_its_name() -> None:
    sources = {name: path.read_text(encoding="utf-8") for name, path in files() if name != "engines/literals.py"}
    assert {name for name, source in sources.items() if BY_HAND.search(source)} == set()
    assert {name for name, source in sources.items() if BY_NAME.search(source)} == set()


def test_another_engine_s_words_are_one_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trino, say: what it says otherwise than the standard, and every statement is written so."""

    class Trino(Rendering):
        dialect = "trino"

        def quantile(self, value: exp.Expr, q: float) -> exp.Expr:
            return exp.Anonymous(this="QUANTILE_OF_TRINO", expressions=[value, exp.Literal.number(q)])

    monkeypatch.setitem(sys.modules, "cadran.engines.trino", SimpleNamespace())  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "cadran.engines.trino.rendering", SimpleNamespace(RENDERING=Trino()))  # type: ignore[arg-type]
    rendering_of.cache_clear()
    catalogue = declared(kpi("median", "first_contact_delay_median_s"))
    asked = replace(ASKED, kpis=("median",))
    assert "QUANTILE_OF_TRINO(f.first_contact_delay_s, 0.5)" in prepare("trino", STATE, asked, catalogue).sql
