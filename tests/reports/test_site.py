"""The browsable site: built, searched in both languages also from a folder, and asking nothing of another host."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from cadran.catalogue import KPIS
from cadran.catalogue.glossary import TERMS
from reference.site import on_page_markdown

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
ASSET = re.compile(r"<(?:script|img|iframe|source)\b[^>]*?\bsrc=[\"']([^\"']+)|<link\b[^>]*?\bhref=[\"']([^\"']+)")
FETCHED = re.compile(r"url\(\s*[\"']?([^)\"']+)|@import\s+[\"']([^\"']+)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def index(site: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_search_finds_every_kpi_and_term_by_its_name(language: str, index: dict[str, Any]) -> None:
    assert index["config"]["lang"] == ["fr", "en"]
    for page, names in {
        f"kpis.{language}.html": [getattr(kpi.name, language) for kpi in KPIS.values()],
        f"glossary.{language}.html": [getattr(term.name, language) for term in TERMS.values()],
    }.items():
        titles = {_plain(doc["title"]) for doc in index["docs"] if doc["location"].startswith(f"{page}#")}
        assert [name for name in names if _plain(name) not in titles] == []


def _plain(text: str) -> str:
    return " ".join(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split())


def test_nothing_is_fetched_from_another_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    found = [url for page in pages for pair in ASSET.findall(page.read_text(encoding="utf-8")) for url in pair if url]
    for sheet in site.rglob("*.css"):
        found += [url for pair in FETCHED.findall(sheet.read_text(encoding="utf-8")) for url in pair if url]
    assert len(pages) > 10 and len(found) > 100
    assert [url for url in found if re.match(r"(\w+:)?//", url)] == []


def test_search_works_on_pages_opened_from_a_folder(site: Path) -> None:
    """In a browser without a server; everything asked for is a file."""
    asked: list[str] = []
    wrong: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto((site / "index.html").as_uri())
        page.keyboard.press("s")
        page.locator("#mkdocs-search-query").fill("taux d'abandon")
        page.wait_for_function("typeof min_search_length !== 'undefined'")
        page.locator("#mkdocs-search-query").press("End")
        found = page.locator("#mkdocs-search-results h3 a", has_text="Taux d’abandon").first
        found.wait_for(timeout=10_000)
        assert found.get_attribute("href", timeout=1000).endswith("kpis.fr.html#taux-dabandon")
        browser.close()
    assert wrong == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}


def test_inner_lists_are_set_in_for_mkdocs_and_code_is_left_alone() -> None:
    written = "- a\n  - b\n\n```toml\n  - c\n```\n"
    assert on_page_markdown(written) == "- a\n    - b\n\n```toml\n  - c\n```\n"
