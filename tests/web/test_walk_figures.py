"""Figures, members, filter lists, views, pages and their files, as each role: what may not be seen stands in none of them.

The world and its marks are those of test_walk. Each way out is walked once for each role: the API by every dimension that the
facts of a KPI share, every page of the menus with its lists, every table of a page as a file, in a reader's form or a machine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape
from itertools import cycle
from typing import Any

import pytest

from cadran.analysis.views import VIEWS
from cadran.catalogue import DIMENSIONS, FACTS, KPIS
from cadran.executor.local import Store
from cadran.query.plan import plan
from cadran.query.request import Request
from cadran.server.owner import Owner
from tests.web.conftest import As
from tests.web.test_walk import FORBIDDEN, INTERNAL, leaked, served, told  # noqa: F401

PAGES = ("", "findings/", "campaigns/", "lists/", "funnel/", "hours/", "refusals/", "agents/", "compare/", "costs/", "effects/",
         "catalogue/", "imports/", "checks/", "trail/", "search/")  # fmt: skip
FILE = re.compile(r'href="([^"]*format=(?:xlsx|csv|parquet|csv-fr)&amp;table=[^"]*)"')
OPTION = re.compile(r'<option value="([^"]*)"|name="(\w+)" value="([^"]*)"')
LATER = ("Marque-profile", "Marque-script", "Marque-disposition", "Marque-site", "33999000042")
"""What stands in columns of the dimensions that are no client's."""


def by_dimensions(store: Store, ids: Iterable[str]) -> Mapping[tuple[str, ...], list[str]]:
    """The dimensions that all facts of a KPI have in this store → the KPIs."""
    found: dict[tuple[str, ...], list[str]] = {}
    for id in ids:
        facts = plan(store.catalogue, store.state(), Request((id,))).facts
        shared = [name for name in DIMENSIONS if all(name in FACTS[fact].dimensions for fact in facts)]
        found.setdefault(tuple(shared), []).append(id)
    return found


def clean(role: str, text: str) -> bool:
    return leaked(role, text) == [] and not (role == "client" and any(one in text for one in LATER))


@pytest.mark.parametrize("role", FORBIDDEN)
def test_figures_by_every_dimension(served: Owner, store: Store, people: dict[str, Any], role: str) -> None:  # noqa: F811
    browser = As(people[role])
    mine = {one["id"] for one in browser.get("/api/v1/catalogue").json()}
    granted = {one["id"] for one in browser.get("/api/v1/dimensions").json()}
    assert (granted.isdisjoint(INTERNAL)) == (role == "client")
    formats = cycle(("json", "csv", "parquet", "xlsx"))
    seen = set()
    for dimensions, ids in by_dimensions(store, sorted(mine)).items():
        by = ",".join(
            name for name in dimensions if name in granted and name not in ("hour", "weekday", "month_of_year")
        )
        asked = f"/api/v1/kpis?ids={','.join(ids)}&by={by}&from=2026-09-01&to=2026-09-02&basis=activity&format={next(formats)}"
        answer = browser.get(asked)
        assert answer.status_code == 200, (by, answer.content)
        assert clean(role, told(answer)), by
        seen |= {one for one in LATER if one in told(answer)}
    assert seen == (set() if role == "client" else set(LATER)), "who may see these sees them"
    for name in set(DIMENSIONS) - granted:
        for asked in (f"by={name}", f"where={name}=Marque-{name}"):
            assert browser.get(f"/api/v1/kpis?ids=calls&{asked}").status_code == 400
    for id in set(KPIS) - mine:
        for address in (f"/api/v1/kpis?ids={id}", f"/api/v1/catalogue/{id}", f"/kpi/{id}/", f"/api/v1/rows/{id}"):
            assert browser.get(address).status_code == 404, address


@pytest.mark.parametrize("role", FORBIDDEN)
def test_views(served: Owner, people: dict[str, Any], role: str) -> None:  # noqa: F811
    browser = As(people[role])
    mine = {one["id"]: one for one in browser.get("/api/v1/views").json()}
    for id, one in VIEWS.items():
        options = "&by=campaign&members=A,A2&action=none" if None in one.options.values() else ""
        answer = browser.get(f"/api/v1/views/{id}?{options}")
        assert answer.status_code in ((200, 400, 422) if id in mine else (404,)), (id, answer.content)
        assert clean(role, told(answer)), id


@pytest.mark.parametrize("role", FORBIDDEN)
def test_pages_their_lists_and_their_files(served: Owner, people: dict[str, Any], role: str) -> None:  # noqa: F811
    browser = As(people[role], HTTP_ACCEPT_LANGUAGE="fr")
    files: dict[str, str] = {}
    offered: set[tuple[str, str]] = set()
    for page in PAGES:
        answer = browser.get(f"/{page}?period=all")
        assert answer.status_code in (200, 302, 403, 404), page
        text = unescape(told(answer))
        assert clean(role, text), page
        offered |= {(name, value) for _, name, value in OPTION.findall(text) if name in DIMENSIONS}
        files.update((address.rpartition("table=")[2], address) for address in FILE.findall(answer.content.decode()))
    assert offered.isdisjoint({(name, value) for name, value in offered if name in INTERNAL}) or role != "client"
    formats = cycle(("xlsx", "csv", "csv-fr", "parquet"))
    for address in files.values():
        answer = browser.get(re.sub(r"format=[\w-]+", f"format={next(formats)}", unescape(address)))
        assert answer.status_code == 200, address
        assert clean(role, told(answer)), address
