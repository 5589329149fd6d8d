"""Every address × everyone: nothing fails, and no page, fragment, file or answer tells what is another's.

Names are told apart from anything a page could say by itself: whatever is found in an answer was shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from cadran.catalogue import KPIS
from cadran.executor.local import Store
from cadran.server.owner import Owner
from cadran.web import executor
from cadran.web.models import Grant
from tests.conftest import table
from tests.web.conftest import CAST, As, attempt

SECRETS = (
    "CAMP-PP",
    "CAMP-QQ",
    "CLI-PP",
    "CLI-QQ",
    "AG-XX",
    "AG-YY",
    "Xaviera",
    "Yvonnick",
    "TEAM-RR",
    "TEAM-BB",
    "+33999000001",
)
MINE = {
    "manager": set(SECRETS),
    "analyst": set(SECRETS),
    "supervisor": {"CAMP-PP", "CAMP-QQ", "CLI-PP", "CLI-QQ", "AG-XX", "Xaviera", "TEAM-RR", "+33999000001"},
    "agent": {"CAMP-PP", "CAMP-QQ", "CLI-PP", "CLI-QQ", "AG-XX", "Xaviera", "TEAM-RR", "+33999000001"},
    "client": {"CAMP-PP", "CLI-PP"},
    "outsider": set(),
    "nobody": set(),
}
RIGHTS: dict[str, dict[str, Any]] = {
    "supervisor": {"teams": ["TEAM-RR"]},
    "agent": {"agents": ["AG-XX"], "teams": ["TEAM-RR"]},
    "client": {"clients": ["CLI-PP"]},
}
SAMPLES = {
    "id": "1",
    "token": "nothing",
    "app_label": "web",
    "content_type_id": "1",
    "object_id": "1",
    "path": "",
    "url": "x",
}
QUERIES = ("", "by=agent&grain=week&q=a&all=1", "by=team&allocate=attempts&kpi=refusal_rate", "by=agent&format=csv")


@pytest.fixture
def telling(store: Store, people: dict[str, Any]) -> Iterator[dict[str, As]]:
    """The world of conftest under names that can be told apart."""
    store.load("campaigns", table([{"campaign_id": f"CAMP-{c * 2}", "client": f"CLI-{c * 2}"} for c in "PQ"]))
    store.load("agents", table([
        {"agent_id": "AG-XX", "name": "Xaviera", "team": "TEAM-RR"}, {"agent_id": "AG-YY", "name": "Yvonnick", "team": "TEAM-BB"},
    ]))  # fmt: skip
    places = [("CAMP-PP", "AG-XX"), ("CAMP-PP", "AG-YY"), ("CAMP-QQ", "AG-XX"), ("CAMP-QQ", "AG-YY")] * 3
    store.load("attempts", table([attempt(n, *place, outcome="refused") for n, place in enumerate(places, 1)]))
    for name, sides in RIGHTS.items():
        Grant.objects.filter(user=people[name]).update(**{"clients": [], "teams": [], "agents": [], **sides})
    executor.use(Owner(store))
    yield {"nobody": As(), **{name: As(people[name]) for name in CAST}}
    executor.forget()


def _addresses(patterns: list[Any], before: str = "/") -> Iterator[str]:
    """Every address of the site, its parts filled in."""
    for one in patterns:
        route = before + str(one.pattern).lstrip("^").replace("\\Z", "").rstrip("$")
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern) and "(?P" not in route:
            kinds = {part: part.strip("<>").rpartition(":")[2] for part in route.split("/") if part.startswith("<")}
            for part, name in kinds.items():
                route = route.replace(
                    part, "calls" if part == "<slug:id>" or part == "<id>" else SAMPLES.get(name, "1")
                )
            yield route


TABLES = [f"/kpi/{kpi.id}/" for kpi in KPIS.values() if kpi.view]
"""Pages on which a whole view of the analysis is told."""
ADDRESSES = sorted({*_addresses(get_resolver().url_patterns), *TABLES})


def test_the_walk_knows_the_site() -> None:
    assert {
        "/",
        "/kpi/calls/",
        "/kpi/calls/rows/",
        "/api/v1/kpis",
        "/api/v1/rows/calls",
        "/admin/",
        "/sign-in/",
    } <= set(ADDRESSES)
    assert "calls" in KPIS


@pytest.mark.parametrize("name", [*CAST, "nobody"])
def test_no_answer_fails_or_tells_what_is_another_s(telling: dict[str, As], name: str) -> None:
    browser, told = telling[name], []
    browser.raise_request_exception = False
    for address in ADDRESSES:
        for query in QUERIES if MINE[name] != set(SECRETS) and "/admin/" not in address else ("",):
            for headers in ({}, {"HX-Request": "true"}) if not query and "/api/" not in address else ({},):
                answer = browser.get(f"{address}?{query}", headers=headers)
                assert answer.status_code < 500, (name, address, query)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                found = {secret for secret in SECRETS if secret.encode() in body} - MINE[name]
                told += [(address, query, found)] if found else []
    assert told == []


def test_those_who_may_see_it_do(telling: dict[str, As]) -> None:
    """The walk would be worth nothing if nobody were shown anything."""
    rows = "/api/v1/rows/calls"
    seen = {name: {secret for secret in SECRETS if secret.encode() in telling[name].get(rows).content} for name in CAST}
    assert {"CAMP-PP", "CAMP-QQ", "AG-XX", "AG-YY"} <= seen["manager"]
    assert {"CAMP-PP", "AG-XX"} <= seen["supervisor"]
    assert seen["client"] == {"CAMP-PP"}
    assert seen["outsider"] == set()
