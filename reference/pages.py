"""Every generated page: KPIs, views, glossary and troubles in French and in English, and the model."""

from __future__ import annotations

from pathlib import Path

from cadran.reports.kpi_page import kpis_page
from cadran.wording.display import LANGUAGES
from reference.glossary import glossary_page
from reference.model import model_page
from reference.troubles import troubles_page
from reference.views import views_page


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    both = {"kpis": kpis_page, "views": views_page, "glossary": glossary_page, "troubles": troubles_page}
    made = {f"{name}.{language}.md": page(language) for name, page in both.items() for language in LANGUAGES}
    return {**made, "model.md": model_page()}


def write(folder: Path) -> list[Path]:
    """Write the pages into `folder`, made if need be; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
