"""The reference of the views says what they really answer."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import cadran
from cadran.analysis import VIEWS, view
from cadran.executor.local import Store
from reference.pages import pages
from reference.views import EXAMPLES, OPTIONS, TABLES, views_page
from tests.conftest import Clock
from tests.query.world import attempts, fill, leads


@pytest.fixture(scope="module")
def centre() -> Iterator[Store]:
    with cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00")) as store:
        yield fill(
            store,
            leads=leads("L1 2026-09-01T08:00Z A", "L2 2026-09-01T08:00Z A", "L3 2026-09-01T08:00Z B", target="t"),
            attempts=attempts(
                "1 L1 A x 2026-09-22T08:00Z refused",
                "2 L2 A y 2026-09-22T09:00Z no_answer",
                "3 L3 B x 2026-09-22T08:00Z callback",
            ),
        )


@pytest.mark.parametrize("name", VIEWS)
def test_every_table_that_a_view_answers_is_described(name: str, centre: Store) -> None:
    options = {"by": "agent", "members": "x,y", "kpi": "contact_rate"} if name == "compare" else {}
    answered = [table.id for table in view(centre, name, **options).tables]
    assert answered
    assert [id for id in answered if id not in TABLES[name]] == []


def _files(name: str) -> list[Path]:
    """The view's own file, and those of the analysis from which it takes the parts of its answer."""
    own = sys.modules[VIEWS[name].run.__module__]
    modules = {own.__name__, *(held.__name__ if isinstance(held, ModuleType) else getattr(held, "__module__", "")
                               for held in vars(own).values())}  # fmt: skip
    return [
        Path(str(sys.modules[one].__file__))
        for one in sorted(filter(None, modules))
        if one.startswith("cadran.analysis.")
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_every_table_described_is_one_of_the_view(name: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in _files(name))
    assert [id for id in TABLES[name] if f'"{id}"' not in source] == []


def test_the_examples_give_what_is_needed_and_nothing_else() -> None:
    assert set(TABLES) == set(VIEWS)
    assert set(EXAMPLES) <= set(VIEWS)
    for name, declared in VIEWS.items():
        given = set(re.findall(r"--(\w+)", EXAMPLES.get(name, "")))
        assert given <= set(declared.options) <= set(OPTIONS)
        assert given >= {option for option, default in declared.options.items() if default is None}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_section_has_question_rules_and_command(language: str) -> None:
    page = views_page(language)
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', pages()[f"kpis.{language}.md"]))
    assert set(re.findall(rf"kpis\.{language}\.md#([^)]+)\)", page)) <= anchors
    for name, declared in VIEWS.items():
        section = page.split(f'<a id="{name}"></a>')[1].split('<a id="')[0]
        assert declared.rules
        for text in (declared.name, declared.question, *declared.rules, *TABLES[name].values()):
            assert getattr(text, language) in section
        assert f"cadran view {name}" in section
        assert all(f"`--{option}`" in section for option in declared.options)
