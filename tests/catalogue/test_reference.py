"""The generated pages: committed ones are up to date, and nothing declared is missing from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadran.catalogue import DIMENSIONS, KPIS, MEASURES
from cadran.model import OUTCOMES, TABLES
from cadran.model.derived import DERIVED
from cadran.reports.kpi_page import kpi_section
from reference.pages import pages, write

DOCS = Path(__file__).resolve().parents[2] / "docs"


PAGES = ["kpis.fr.md", "kpis.en.md", "views.fr.md", "views.en.md", "glossary.fr.md", "glossary.en.md", "troubles.fr.md",
         "troubles.en.md", "model.md"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], 'run "make docs"'


def test_the_pages_are_written_where_asked(tmp_path: Path) -> None:
    written = write(tmp_path / "new")
    assert {path.name for path in written} == set(PAGES)
    assert all(path.stat().st_size > 1000 for path in written)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kpi_dimension_and_measure_is_in_the_reference(language: str) -> None:
    page = pages()[f"kpis.{language}.md"]
    for id in KPIS:
        assert f'<a id="{id}"></a>' in page
        assert f"[{id}](#{id})" in page
    for name in (*DIMENSIONS, *MEASURES):
        assert f"| `{name}` |" in page


def test_every_table_column_and_outcome_is_in_the_model_page() -> None:
    page = pages()["model.md"]
    for name, table in {**TABLES, **DERIVED}.items():
        section = page.split(f"### {name}\n")[1].split("\n### ")[0]
        for column in (*table.columns, *table.stored):
            mark = "°" if column.pii else ""
            assert f"| `{column.name}`{mark} |" in section, f"{name}.{column.name}"
    for outcome in OUTCOMES:
        assert f"| `{outcome}` |" in page


def test_a_section_says_all_that_is_declared() -> None:
    kpi = KPIS["conversion_per_worked_lead"]
    section = kpi_section(kpi, "en")
    for text in (kpi.name, kpi.question, kpi.formula, kpi.reading, kpi.action, kpi.caution):
        assert text is not None
        assert text.en in section
    assert "80.0% – 90.0%" in section
    assert "`leads_sold_worked`" in section and "`leads_attempted`" in section
    for variant in (other for other in KPIS.values() if other.variant_of == kpi.id):
        assert variant.differs is not None
        assert variant.differs.en in section
