"""What the figures say, on the overview: it paints first, asks for its findings, and holds them once they are known."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cadran.web.pages import overview
from cadran.web.parts.view_blocks import Said, headlines
from tests.web.conftest import As

HEAD = "What the figures say"
LATER = re.compile(r'hx-get="(/findings/[^"]*)" hx-trigger="load"')


@pytest.fixture(autouse=True)
def something_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight calls decide nothing: one more finding beside those of the views."""
    said = Said("ok", "●", "Team Red calls more.")
    monkeypatch.setattr(overview, "headlines", lambda desk: [*headlines(desk), said])


def text(page: Any) -> str:
    assert page.status_code == 200
    return str(page.content.decode())


def english(browsers: dict[str, As], name: str) -> As:
    browsers[name].defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browsers[name]


def test_the_overview_does_not_wait_for_its_findings(browsers: dict[str, As]) -> None:
    manager = english(browsers, "manager")
    first = text(manager.get("/?period=all"))
    address = LATER.search(first)
    assert address
    assert HEAD in first
    part = text(manager.get(address[1], HTTP_HX_REQUEST="true"))
    assert part.lstrip().startswith("<section")
    assert HEAD in part
    assert "Team Red calls more." in part
    assert "Team Red calls more." not in first
    again = text(manager.get("/?period=all"))
    assert not LATER.search(again)
    assert "Team Red calls more." in again


def test_without_scripts_the_findings_are_a_page(browsers: dict[str, As]) -> None:
    page = text(english(browsers, "manager").get("/findings/?period=all"))
    assert "<html" in page
    assert HEAD in page
    assert 'id="navigation"' in page


def test_other_filters_are_other_findings(browsers: dict[str, As]) -> None:
    manager = english(browsers, "manager")
    text(manager.get("/findings/?period=all"))
    assert not LATER.search(text(manager.get("/?period=all")))
    assert LATER.search(text(manager.get("/?period=all&campaign=A")))


def test_who_has_no_right_is_told_so(browsers: dict[str, As]) -> None:
    outsider, page = english(browsers, "outsider"), browsers["outsider"].get("/findings/?period=all")
    assert page.status_code == outsider.get("/?period=all").status_code
    assert HEAD not in page.content.decode()
