"""Names are those of one's own figures: an id that is not one's is answered like one that does not exist.

campaign A (client P) "Alpha": agent x "Xavier Un" (team Red), list F "Fichier Un"; B (client Q) "Bravo": agent y
"Yves Deux" (team Blue), list G "Fichier Deux"; each sells its own product, p "Produit Un" and q "Produit Deux".
"""

from __future__ import annotations

from typing import Any

import pytest

from cadran.executor.local import Store
from cadran.server.owner import Owner
from cadran.web import executor
from tests.conftest import table
from tests.web.conftest import As

OWN = {"campaign": "A", "list": "F", "agent": "x", "product": "p"}
FOREIGN = {"campaign": "B", "list": "G", "agent": "y", "product": "q"}
NAMES = {
    "A": "Alpha", "B": "Bravo", "F": "Fichier Un", "G": "Fichier Deux", "x": "Xavier Un", "y": "Yves Deux", "p": "Produit Un",
    "q": "Produit Deux",
}  # fmt: skip
PAGES = ("/", "/kpi/attempts/", "/kpi/attempts/rows/", "/campaigns/", "/lists/", "/compare/", "/costs/", "/search/?q=deux", "/hours/", "/catalogue/")  # fmt: skip


@pytest.fixture
def centre(store: Store) -> Store:
    store.load("campaigns", table([{"campaign_id": "A", "client": "P", "name": "Alpha"}, {"campaign_id": "B", "client": "Q", "name": "Bravo"}]))  # fmt: skip
    store.load("lists", table([{"list_id": "F", "name": "Fichier Un"}, {"list_id": "G", "name": "Fichier Deux"}]))
    store.load("agents", table([{"agent_id": "x", "team": "Red", "name": "Xavier Un"}, {"agent_id": "y", "team": "Blue", "name": "Yves Deux"}]))  # fmt: skip
    store.load("products", table([{"product_id": "p", "name": "Produit Un"}, {"product_id": "q", "name": "Produit Deux"}]))  # fmt: skip
    for campaign, list, agent, product in (OWN.values(), FOREIGN.values()):
        at = {"campaign_id": campaign, "lead_id": f"L{campaign}", "agent_id": agent}
        store.load("leads", table([{"lead_id": f"L{campaign}", "campaign_id": campaign, "list_id": list, "created_at": "2026-09-01T08:00:00Z"}]))  # fmt: skip
        store.load("attempts", table([{"attempt_id": campaign, **at, "list_id": list, "started_at": "2026-09-01T10:00:00Z", "outcome": "sale"}]))  # fmt: skip
        store.load("orders", table([{"order_id": campaign, **at, "product_id": product, "amount": 10.0, "ordered_at": "2026-09-01T10:00:00Z"}]))  # fmt: skip
    return store


@pytest.fixture
def served(centre: Store) -> Any:
    yield executor.use(Owner(centre))
    executor.forget()


@pytest.mark.parametrize("name", ["agent", "supervisor", "client"])
def test_an_id_of_somebody_else_says_no_name(served: Owner, people: dict[str, Any], name: str) -> None:
    browser = As(people[name])
    for page in PAGES:
        sign = "&" if "?" in page else "?"
        for dimension, member in FOREIGN.items():
            for asked in (f"{dimension}={member}", f"by={dimension}&a={member}&b={OWN[dimension]}"):
                shown = browser.get(f"{page}{sign}period=all&{asked}").content.decode()
                leaked = [NAMES[one] for one in FOREIGN.values() if NAMES[one] in shown]
                assert leaked == [], (page, asked)


@pytest.mark.parametrize("name", ["agent", "supervisor", "client", "manager"])
def test_one_s_own_are_named(served: Owner, people: dict[str, Any], name: str) -> None:
    shown = As(people[name]).get("/kpi/attempts/?period=all&campaign=A&list=F").content.decode()
    assert "Alpha" in shown
    assert "Fichier Un" in shown
    assert ("Bravo" in shown) == (name == "manager")


@pytest.mark.parametrize("name", ["agent", "supervisor", "client"])
def test_what_is_not_one_s_own_and_what_is_not_are_answered_alike(
    served: Owner, people: dict[str, Any], name: str
) -> None:
    browser = As(people[name])
    foreign, absent = (
        browser.get(f"/kpi/attempts/?period=all&campaign={member}").content.decode().replace(member, "…")
        for member in ("B", "Zz9")
    )
    assert foreign.count("« … »") == absent.count("« … »") >= 0
    assert ("dont vous ayez des chiffres" in foreign) is ("dont vous ayez des chiffres" in absent) is True


def test_who_has_no_right_is_told_so_in_place_of_empty_charts(served: Owner, people: dict[str, Any]) -> None:
    for page in ("/", "/campaigns/", "/hours/", "/costs/", "/compare/", "/?period=all&format=csv"):
        shown = As(people["outsider"]).get(page).content.decode()
        assert "Vous n’avez pas encore de droits" in shown, page
        assert "<svg" not in shown.partition("<main")[2], page
