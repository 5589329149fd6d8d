"""Pages find nothing out: verdicts are made below, once, and pages put them in words."""

from __future__ import annotations

import ast
from pathlib import Path

import cadran.web
from cadran.catalogue.shape import Benchmark, Text
from cadran.query.shares import beside_published
from cadran.web.parts import panels
from cadran.web.parts.members import Cell

FINDING_OUT = {"side", "decided", "newcombe", "wilson", "wilsons", "apart", "mantel_haenszel", "gap"}


def test_no_page_reaches_for_what_a_verdict_is_made_of() -> None:
    found = []
    for path in Path(cadran.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("cadran.query", "cadran.analysis")):
                found += [f"{path.name}: {name.name}" for name in node.names if name.name in FINDING_OUT]
    assert found == []
    assert panels.Member.__dataclass_fields__["status"]
    assert Cell.__dataclass_fields__["status"].default is None


MARK = Benchmark("good", 0.9, Text("", ""), Text("", ""))
FIGURE = {"value": 0.8, "low": 0.7, "high": 0.85}


def test_a_figure_beside_a_published_one() -> None:
    assert beside_published(FIGURE, MARK) == "below"
    assert beside_published({**FIGURE, "of_agents": True}, MARK) is None
    assert beside_published({**FIGURE, "young": True}, MARK) is None
    assert beside_published({**FIGURE, "young": True, "settled": {"low": 0.92, "high": 0.95}}, MARK) == "above"
