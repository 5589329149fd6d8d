"""Menus are those of the role: a page that has nothing to show is not offered, and none fails who comes by its address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from cadran.server.owner import Owner
from cadran.web.models import Grant
from tests.web.conftest import As

EVERYWHERE = {
    "/",
    "/campaigns/",
    "/lists/",
    "/funnel/",
    "/hours/",
    "/refusals/",
    "/compare/",
    "/effects/",
    "/costs/",
    "/catalogue/",
}
PAGES = [*EVERYWHERE, "/agents/"]
SHOWN = {
    "manager": EVERYWHERE | {"/agents/", "/imports/", "/checks/"},
    "analyst": EVERYWHERE | {"/agents/", "/imports/", "/checks/"},
    "agent": EVERYWHERE - {"/compare/", "/effects/"},  # nobody to be held against
    "outsider": set(),
    "supervisor": EVERYWHERE | {"/agents/"},
    "client": EVERYWHERE,
}
WORKINGS = (
    "occupancy_rate",
    "pause_rate",
    "revenue_per_hour",
    "average_after_call_work",
    "average_quality_score",
    "hours_worked",
)


def _menu(browser: As) -> set[str]:
    page = browser.get("/?period=all", headers={"Accept-Language": "en"}).content.decode()
    navigation = page.partition('id="navigation"')[2].partition("</nav>")[0]
    return {address.partition("?")[0] for address in re.findall(r'href="([^"]+)"', navigation)}


@pytest.mark.parametrize("name", ["manager", "analyst", "supervisor", "agent", "client", "outsider"])
def test_each_role_has_its_menu(browsers: dict[str, As], name: str) -> None:
    assert _menu(browsers[name]) == SHOWN[name]


def test_a_client_is_shown_no_way_of_working_and_no_cost(browsers: dict[str, As]) -> None:
    for page in PAGES:
        shown = browsers["client"].get(f"{page}?period=all").content.decode()
        assert [kpi for kpi in WORKINGS if f"/kpi/{kpi}/" in shown] == [], page
    for kpi in WORKINGS:
        assert browsers["client"].get(f"/kpi/{kpi}/?period=all").status_code == 404
        assert browsers["client"].get(f"/api/v1/kpis?ids={kpi}").status_code == 404
        assert browsers["analyst"].get(f"/kpi/{kpi}/?period=all").status_code == 200


@pytest.mark.parametrize("name", ["client", "analyst", "supervisor", "agent"])
def test_who_may_not_see_costs_is_offered_no_table_of_them(browsers: dict[str, As], name: str) -> None:
    shown = browsers[name].get("/costs/?period=all", headers={"Accept-Language": "en"}).content.decode()
    assert "Sales and revenue" in shown
    assert "Unit costs" not in shown
    assert "allocate=" not in shown
    manager = browsers["manager"].get("/costs/?period=all", headers={"Accept-Language": "en"}).content.decode()
    assert "Unit costs" in manager


@pytest.mark.parametrize("family", ["file", "reach", "conversation", "sales", "productivity", "roi", "volume"])
def test_a_right_to_one_family_fails_on_no_page(owner: Owner, people: dict[str, Any], family: str) -> None:
    user = get_user_model().objects.create_user("one")
    Grant.objects.create(user=user, role="analyst", families=[family])
    browser = As(user)
    for page in [*_menu(browser), *PAGES]:
        assert browser.get(f"{page}?period=all").status_code in (200, 404), page
    assert all(browser.get(f"{page}?period=all").status_code == 200 for page in _menu(browser))
