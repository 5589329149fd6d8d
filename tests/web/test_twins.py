"""What a person is answered does not depend on what they may not see, by any address, in any format, to the byte.

Two stores are served in turn: the centre's, and its twin that holds only the rows which the person's right shows, with the
campaigns, lists, agents and products of these. Each address is asked of both: status, headers and body are the same, and
nothing in them is marked as another's ("Ennemi").

Campaigns A, B are of client P, C, D of client Q; teams Red (x, r2) of site Nord and Blue (y, b2) of site Sud. Every campaign is called by both
teams. What is of Q or of Blue bears the mark, unless the right shows it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

import cadran
from cadran.analysis.views import VIEWS
from cadran.catalogue import DIMENSIONS, KPIS
from cadran.executor.local import Store
from cadran.server.owner import Owner
from cadran.web import executor
from cadran.web.models import Grant, Token
from tests.conftest import Clock
from tests.query.world import fill
from tests.web.conftest import As

CLIENT = {"A": "P", "B": "P", "C": "Q", "D": "Q"}
TEAM = {"x": "Red", "r2": "Red", "y": "Blue", "b2": "Blue"}
SITE = {"Red": "Nord", "Blue": "Sud"}
OUTCOMES = ("no_answer", "callback", "refused", "sale", "appointment", "machine", "not_interested", "busy")
DAYS = (date(2026, 9, 1), date(2026, 9, 29))
GRANTS: dict[str, dict[str, Any]] = {
    "client": {"clients": ["P"]},
    "supervisor": {"teams": ["Red"]},
    "agent": {"agents": ["x"]},
    "analyst": {"campaigns": ["A"]},
    "manager": {"centres": ["Nord"], "may_see_costs": True},
    "manager of B": {"campaigns": ["B"], "may_see_costs": True},
}

NO_COSTS = ("supervisor", "agent", "manager")
"""Rights closed by what costs do not know see none of them: both stores have them all, as what tables there are is no secret."""


def sees(name: str, campaign: str, agent: str | None) -> bool:
    """Whether a right shows a row of a campaign and an agent."""
    return {
        "client": CLIENT[campaign] == "P",
        "supervisor": TEAM.get(agent or "") == "Red",
        "agent": agent == "x",
        "analyst": campaign == "A",
        "manager": TEAM.get(agent or "") == "Red",
        "manager of B": campaign == "B",
    }[name]


Rows = dict[str, list[dict[str, Any]]]


def world(name: str, *, whole: bool) -> Rows:
    """The rows of the centre, or those that a right shows; what is shown to nobody of that right is marked."""
    draw, rows = Random(4), Rows()
    seen: dict[str, set[str]] = {dimension: set() for dimension in ("campaign", "agent", "list")}
    for place in range(96):
        campaign, agent = "ABCD"[place % 4], ("x", "y", "r2", "b2", "x")[draw.randrange(5)]
        is_seen, day = sees(name, campaign, agent), 1 + draw.randrange(28)
        listed = f"F{campaign}{TEAM[agent]}"
        if is_seen:
            for dimension, member in zip(seen, (campaign, agent, listed), strict=True):
                seen[dimension].add(member)
        if is_seen or whole:
            at = {"lead_id": f"L{place}", "campaign_id": campaign, "agent_id": agent}
            for table, found in of_a_lead(place, at, listed, f"2026-09-{day:02d}", is_seen=is_seen).items():
                rows.setdefault(table, []).extend(found)
    rows["costs"] = [
        cost(f"c{place}", campaign, "media", 100.0 + place)
        for place, campaign in enumerate(CLIENT)
        if whole or name in NO_COSTS or sees(name, campaign, None)
    ]
    if whole or name in NO_COSTS:
        rows["costs"].append(cost("staff", None, "staff", 70.0))
    return {**entities(seen, whole=whole), **rows}


def of_a_lead(place: int, at: dict[str, Any], listed: str, day: str, *, is_seen: bool) -> Rows:
    """A lead, its one to three calls, an order, an appointment and a state of its agent."""
    said, mark, lead = Random(place), "" if is_seen else "Ennemi-", at["lead_id"]
    in_list = {**at, "list_id": listed}
    calls = [
        {
            **in_list,
            "attempt_id": f"{lead}.{n}",
            "outcome": said.choice(OUTCOMES),
            "talk_s": said.randrange(200),
            "wrap_s": 9,
            "script": f"{mark}script{n}",
            "disposition": f"{mark}code{n}",
            "reason": f"{mark}prix",
            "caller_number": "+33999000001" if is_seen else "+33999000666",
            "started_at": f"{day}T{7 + said.randrange(9):02d}:{n:02d}:00Z",
        }
        for n in range(1 + said.randrange(3))
    ]
    order = {"order_id": lead, **at, "product_id": f"{mark}p{place % 2}", "customer_id": f"{mark}K{place}"}
    order |= {"amount": float(said.randrange(10, 90)), "margin": 5.0, "currency": "EUR"}
    order |= {"ordered_at": f"{day}T17:00:00Z", "status": "confirmed"}
    made = {"segment": f"{mark}seg{place % 2}", "target": f"{mark}cible{place % 3}", "source": f"{mark}web"}
    made |= {"created_at": f"{day}T06:00:00Z", "is_hot": bool(place % 3)}
    state = {"state": "pause" if place % 5 == 0 else "talking", "reason": f"{mark}café"}
    minutes = f"{day}T{6 + place // 6 % 12:02d}:{place % 6}"
    return {
        "leads": [{"lead_id": lead, "campaign_id": at["campaign_id"], "list_id": listed, **made}],
        "attempts": calls,
        "orders": [order],
        "appointments": [
            {"appointment_id": lead, **at, "booked_at": f"{day}T17:00:00Z", "scheduled_at": f"{day}T18:00:00Z"}
        ],
        "agent_states": [
            {
                "agent_id": at["agent_id"],
                "campaign_id": at["campaign_id"],
                **state,
                "started_at": f"{minutes}0:00Z",
                "ended_at": f"{minutes}9:00Z",
            }
        ],
    }


def cost(id: str, campaign: str | None, category: str, amount: float) -> dict[str, Any]:
    """A cost of the first two weeks."""
    days = {"starts_on": "2026-09-01", "ends_on": "2026-09-14"}
    return {"cost_id": id, "campaign_id": campaign, "category": category, "amount": amount, "currency": "EUR", **days}


def entities(seen: dict[str, set[str]], *, whole: bool) -> dict[str, list[dict[str, Any]]]:
    def kept(dimension: str, member: str) -> bool:
        return whole or member in seen[dimension]

    def named(dimension: str, member: str) -> str:
        return f"{'' if member in seen[dimension] else 'Ennemi '}{dimension} {member}"

    return {
        "campaigns": [{"campaign_id": one, "client": client, "name": named("campaign", one), "objective": "sale", "opening_hours": f"mon-fri {8 + place}:00-19:00"}
                      for place, (one, client) in enumerate(CLIENT.items()) if kept("campaign", one)],
        "lists": [{"list_id": f"F{one}{team}", "name": named("list", f"F{one}{team}"), "source": "web", "cost": 10.0} for one in CLIENT for team in SITE if kept("list", f"F{one}{team}")],
        "agents": [{"agent_id": one, "team": team, "site": SITE[team], "name": named("agent", one), "profile": "junior" if one in ("x", "y") else "senior", "hourly_cost": 20.0}
                   for one, team in TEAM.items() if kept("agent", one)],
        "actions": [{"action_id": f"ACT{one}", "campaign_id": one, "name": named("campaign", one), "kind": "training", "starts_on": "2026-09-14"} for one in CLIENT if kept("campaign", one)],
    }  # fmt: skip


def opened(name: str, *, whole: bool) -> Owner:
    store: Store = cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00"))
    tables = world(name, whole=whole)
    return Owner(fill(store, covers=DAYS, **{table: rows for table, rows in tables.items() if rows}))


FILTERS = ("", "campaign=A", "campaign=C", "agent=x", "agent=y", "list=FDBlue", "client=Q", "team=Blue", "product=Ennemi-p0", "campaign=Zz", "script=script1",
           "segment=seg1", "source=web", "source=Ennemi-web", "caller_number=%2B33999000666", "site=Sud", "basis=cohort", "compare=month", "agent=")  # fmt: skip
PAGES = ("", "findings/", "campaigns/", "lists/", "funnel/", "hours/", "refusals/", "agents/", "compare/", "costs/", "effects/", "catalogue/", "checks/", "imports/",
         "actions/", "trail/", "account/", "search/?q=ennemi", "search/?q=campaign", "search/?q=0999000", "kpi/contact_rate/", "kpi/sales/", "kpi/campaign_margin/", "kpi/calls_per_clock_hour/")  # fmt: skip


def addresses(draw: Random, many: int) -> Iterator[str]:
    """Pages, fragments, downloads and calls of the API; each of the pages once, then as drawn."""
    for page in PAGES:
        yield f"/{page}{'&' if '?' in page else '?'}period=all"
    kpis, dimensions = sorted(KPIS), sorted(DIMENSIONS)
    for _ in range(many):
        asked, kpi, by = draw.choice(FILTERS), draw.choice(kpis), draw.choice(dimensions)
        where = draw.choice(
            ["campaign=A", "campaign=C", "agent=y", "client=Q", "team=Blue", "list=FDBlue", "script=script1"]
        )
        options = draw.choice(["", "&basis=cohort", "&grain=week", "&compare=previous&from=2026-09-15&to=2026-09-29", "&as_of=2026-09-15T12:00:00Z", "&known_at=2026-09-30T11:59:59Z",
                               f"&allocate={draw.choice(['hours_worked', 'effort', 'attempts', 'leads', 'orders', 'none'])}", f"&where={where}", "&basis=cohort&within=7d"])  # fmt: skip
        form = draw.choice(["json", "csv", "csv-fr", "xlsx", "parquet"])
        page = draw.choice([one for one in PAGES if "?" not in one])
        yield from (
            f"/{page}?period=all&{asked}",
            f"/{page}?period=30d&{asked}&format={draw.choice(['csv', 'xlsx'])}",
            f"/compare/?period=all&by={by}&a={draw.choice(['A', 'C', 'x', 'y', 'Ennemi-p0'])}&b={draw.choice(['B', 'D', 'r2', 'b2'])}",
            f"/kpi/{kpi}/?period=all&by={by}&{asked}",
            f"/kpi/{kpi}/?period=all&by={by}&{asked}&format={draw.choice(['csv', 'xlsx'])}",
            f"/kpi/{kpi}/rows/?period=all&{asked}&part={draw.choice(['num', 'den'])}",
            f"/kpi/{kpi}/rows/?period=all&{asked}&format={draw.choice(['csv', 'xlsx'])}",
            f"/kpi/{kpi}/sql/?period=all&{asked}",
            f"/api/v1/kpis?ids={kpi}&by={by}{options}&format={form}",
            f"/api/v1/kpis?ids={kpi},{draw.choice(kpis)}&where={where}{options}",
            f"/api/v1/kpis/peers?ids={kpi}{options}",
            f"/api/v1/rows/{kpi}?part={draw.choice(['num', 'den'])}&limit=500{options}&format={form}",
            f"/api/v1/views/{draw.choice(sorted(VIEWS))}?by={by}&kpi={kpi}&where={where}",
            f"/api/v1/views/{draw.choice(sorted(VIEWS))}?format={form}",
        )
    yield from (
        f"/api/v1/{path}"
        for path in ("catalogue", "views", "imports", "imports/1", "imports/1/rejects", "trail", "openapi.json")
    )
    yield from (f"/api/v1/views/{view}" for view in VIEWS)


_CHANCE = re.compile(rb'(nonce|value|name="csrfmiddlewaretoken" value|content)="[A-Za-z0-9_+/=-]{16,}"|csrfToken[^,}]+')


def told(answer: Any) -> tuple[int, str, bytes]:
    """Status, name of the file, content; without what chance makes, a workbook as the text of its parts."""
    content = answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in sorted(book.namelist()) if "docProps" not in name)
    return answer.status_code, answer.headers.get("Content-Disposition", ""), _CHANCE.sub(b"", content)


def asked_of(owner: Owner, browser: As, paths: list[str], headers: dict[str, str]) -> list[tuple[int, str, bytes]]:
    cache.clear()
    executor.use(owner)
    try:
        return [told(browser.get(path, headers=headers)) for path in paths]
    finally:
        executor.forget()


@pytest.mark.parametrize(
    ("name", "many"), [("client", 0), *(pytest.param(one, 30, marks=pytest.mark.long) for one in GRANTS)]
)
def test_nothing_depends_on_what_is_not_seen(name: str, many: int) -> None:
    user = get_user_model().objects.create_user(name.replace(" ", "_"))
    Grant.objects.create(user=user, role=name.split()[0], **GRANTS[name])
    _, secret = Token.issue(user, "jeton", families=["volumes", "reach"])
    paths = list(dict.fromkeys(addresses(Random(many), many or 3)))
    if not many:
        paths = Random(name).sample(paths, 10)
    whole, twin = opened(name, whole=True), opened(name, whole=False)
    differing = []
    with whole, twin:
        for headers in ({}, {"HX-Request": "true"}, {"Authorization": f"Bearer {secret}"}):
            some = (
                paths
                if not headers
                else [path for path in paths if path.startswith("/api/") == ("Authorization" in headers)][
                    :: 1 if many > 1 else 5
                ]
            )
            who = None if "Authorization" in headers else user
            ours, theirs = (
                asked_of(owner, As(who, raise_request_exception=False), some, headers) for owner in (whole, twin)
            )
            for path, one, other in zip(some, ours, theirs, strict=True):
                if one != other:
                    differing.append((path, headers, *_first_difference(one, other)))
                assert one[0] < 500, (path, one)
                echoed = b"nnemi" in path.encode()
                assert echoed or b"nnemi" not in one[2], (path, headers)
    assert not differing, f"{len(differing)} of {len(paths)}: " + "\n".join(map(str, differing[:12]))


def _first_difference(one: tuple[int, str, bytes], other: tuple[int, str, bytes]) -> tuple[object, object]:
    if one[:2] != other[:2]:
        return one[:2], other[:2]
    place = next(
        (at for at, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), min(len(one[2]), len(other[2]))
    )
    return one[2][max(place - 120, 0) : place + 120], other[2][max(place - 120, 0) : place + 120]
