"""Names that somebody hostile gave to everything that has one: no page, file, call or command takes them for more than text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import quote

import pytest

from cadran.executor.local import Store
from cadran.server.owner import Owner
from cadran.web import executor
from tests.conftest import table
from tests.web.conftest import As

KINDS: dict[str, tuple[str, ...]] = {
    "quotes": ("'; DROP TABLE leads; --", '"]}); alert(1); //', "a\\'b\\\"c", "`$(id)`", "'' OR ''=''"),
    "markup": ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><svg onload=alert(1)>", "<!--", "]]><x/>&amp;"),
    "formula": ('=HYPERLINK("http://x.example","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1"),
    "direction": ("\u202egpj.exe", "\u2066a\u2069", "a\u200bb", "\ufeffx", "e\u0301\u0301\u0301"),
    "template": ("{% load x %}{{ settings }}", "%(name)s %s {0} {name}", "${jndi:x}", "../../../etc/passwd", "a,b;c|d\te"),
    "long": ("x" * 10_000, "é" * 5_000, "<b>" * 3_000, "= " * 4_000, "'" * 9_999),
}  # fmt: skip
PAGES = ("", "campaigns/", "lists/", "funnel/", "hours/", "refusals/", "agents/", "compare/?by=agent", "costs/", "effects/", "catalogue/", "checks/", "imports/",
         "search/?q={name}", "kpi/contact_rate/?by=campaign", "kpi/contact_rate/rows/", "kpi/contact_rate/sql/", "compare/?by=campaign&a={name}&b={name}",
         "kpi/calls/?by=script&campaign={name}", "kpi/{name}/", "views/{name}/")  # fmt: skip
FILES = ("agents/", "campaigns/", "lists/", "kpi/calls/?by=script", "kpi/calls/rows/", "imports/", "checks/")
CALLS = ("kpis?ids=calls&by=campaign,agent", "kpis?ids=calls&by=script", "rows/calls?limit=500", "views/list-wear", "views/funnel?where=campaign={name}",
         "views/agents?by={name}", "kpis?ids={name}", "kpis?ids=calls&by={name}&where={name}={name}&compare={name}&as_of=2026-09-15", "imports")  # fmt: skip


def world(store: Store, names: tuple[str, ...]) -> None:
    """A campaign, list, agent, script… for each name, which it bears as its id and as its name."""
    store.load("campaigns", table([{"campaign_id": name, "client": name, "name": name} for name in names]))
    store.load("lists", table([{"list_id": name, "name": name, "source": name} for name in names]))
    store.load(
        "agents",
        table([{"agent_id": name, "team": name, "site": name, "name": name, "profile": name} for name in names]),
    )
    store.load("products", table([{"product_id": name, "name": name, "family": name} for name in names]))
    store.load(
        "leads",
        table(
            [
                {
                    "lead_id": name,
                    "campaign_id": name,
                    "list_id": name,
                    "source": name,
                    "segment": name,
                    "created_at": "2026-09-01T08:00:00Z",
                }
                for name in names
            ]
        ),
    )
    calls = [{"attempt_id": f"{place}{name}", "lead_id": name, "campaign_id": name, "list_id": name, "agent_id": name, "script": name, "disposition": name, "reason": name,
              "outcome": ("refused", "sale", "busy")[place % 3], "caller_number": name, "started_at": f"2026-09-{1 + place:02d}T10:00:00Z"}
             for place in range(6) for name in names]  # fmt: skip
    store.load("attempts", table(calls))
    orders = [
        {
            "order_id": name,
            "lead_id": name,
            "product_id": name,
            "campaign_id": name,
            "agent_id": name,
            "amount": 10.0,
            "ordered_at": "2026-09-03T10:00:00Z",
        }
        for name in names
    ]
    store.load("orders", table(orders), source=names[0][:50] or "x")
    store.load(
        "actions",
        table(
            [
                {"action_id": name, "name": name, "kind": "training", "starts_on": "2026-09-03", "campaign_id": name}
                for name in names
            ]
        ),
    )


def is_formula(cell: str) -> bool:
    """What a spreadsheet would compute: numbers apart, which begin with a sign too."""
    return cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[-+]?[\d\s\u202f.,]*%?", cell)


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.long) for kind in KINDS])
def test_names_are_text_everywhere(store: Store, people: dict[str, Any], kind: str) -> None:
    names = KINDS[kind]
    world(store, names)
    executor.use(Owner(store))
    browser = As(people["manager"], raise_request_exception=False)
    told = quote(names[0][:300], safe="")
    faults = []
    for path in PAGES:
        answer = browser.get(f"/{path.format(name=told)}{'&' if '?' in path else '?'}period=all")
        body = answer.content.decode()
        if answer.status_code >= 500 or re.search(r"<script>alert|<img src=x|<svg onload|<b><b>", body):
            faults.append((path, answer.status_code))
        if any(re.search(r"[\r\n]", value) for value in answer.headers.values()):
            faults.append((path, dict(answer.headers)))
    for path in FILES:
        for form in ("csv", "xlsx"):
            answer = browser.get(f"/{path}{'&' if '?' in path else '?'}period=all&format={form}")
            faults += [(path, form, fault) for fault in in_file(answer, form)]
    for path in CALLS:
        for form in ("json", "csv", "csv-fr", "xlsx", "parquet"):
            answer = browser.get(f"/api/v1/{path.format(name=told)}{'&' if '?' in path else '?'}format={form}")
            faults += [(path, form, fault) for fault in in_file(answer, form)]
    executor.forget()
    assert not faults, faults


def in_file(answer: Any, form: str) -> list[object]:
    """What is wrong with a download."""
    if answer.status_code >= 500:
        return [answer.status_code]
    if answer.status_code != 200:
        return []
    disposition = answer.headers.get("Content-Disposition", "")
    found: list[object] = [disposition] if re.search(r"[^ -~]|\.\.|/", disposition) else []
    if form == "json":
        json.loads(answer.content)
    elif form in ("csv", "csv-fr"):
        text = answer.content.decode("utf-8-sig")
        rows = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=";"
            if form == "csv-fr" or text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",")
            else ",",
        )
        found += [cell[:40] for row in rows for cell in row if is_formula(cell)]
    elif form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
            found += ["a formula or a link" for sheet in sheets if re.search(r"<f>|<hyperlink", sheet)]
    return found
