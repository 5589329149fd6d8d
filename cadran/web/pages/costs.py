"""Costs and return: what the centre brings in, and what it costs as far as the catalogue can say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from cadran.catalogue.shape import Unit
from cadran.web.pages import members
from cadran.web.pages.desk import Desk
from cadran.web.pages.figures import figure
from cadran.web.pages.page import page
from cadran.web.pages.trends import trends
from cadran.web.scopes import cost_kpis
from cadran.web.served import KPIS

CARDS, COLUMNS = 8, 7
VOLUMES = ("sales", "net_sales", "orders", "net_sales_rate")


@page("pages/costs.html", gettext_lazy("Costs and return"))
def costs(desk: Desk) -> dict[str, Any]:
    """Every KPI of the return, then the same by campaign, product and source."""
    money = [
        kpi.id
        for kpi in KPIS.values()
        if kpi.id in desk.allowed and not kpi.view and (kpi.family == "roi" or kpi.unit is Unit.MONEY)
    ]
    shown = [*money, *(kpi for kpi in VOLUMES if kpi in desk.allowed)]
    cards = shown[:CARDS]
    answer, lines = desk.keep("figures", desk.ask(shown, compare=True)), trends(desk, cards)
    columns = shown[:COLUMNS]
    return {
        "cards": [figure(desk, kpi, answer, lines[kpi]) for kpi in cards],
        "tables": [
            members.table(desk, by, columns, order="revenue", name=by, limit=20)
            for by in ("campaign", "product", "source", "team")
            if desk.may_use(by)
        ],
        "are_kept_back": any(kpi not in desk.allowed for kpi in cost_kpis()),
    }
