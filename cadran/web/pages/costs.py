"""Costs and return: what is earned, what it costs, by whom and for what; shared costs allocated by a rule."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.facts import ALLOCATIONS, OWN_COSTS
from cadran.query.sharing import working_rules
from cadran.web.parts import figures, members
from cadran.web.parts.context import Desk
from cadran.web.parts.page import page
from cadran.web.parts.trends import trends
from cadran.web.parts.view_blocks import result_of, strip
from cadran.web.scopes import cost_kpis
from cadran.web.served import catalogue

CARDS = (
    "revenue", "total_cost", "campaign_margin", "roi",
    "cost_per_lead", "cost_per_contact", "cost_per_appointment", "cost_per_order",
)  # fmt: skip
PLAIN = ("revenue", "average_order_value", "sales", "net_sales")
"""What those see who may not see costs."""
RETURN = {
    gettext_lazy("What comes in and goes out"): ("revenue", "total_cost", "revenue_minus_cost", "campaign_margin"),
    gettext_lazy("What it returns"): ("roi", "ltv_cac_ratio", "churn_rate"),
}
UNITS = {
    gettext_lazy("Unit costs"): (
        "total_cost", "cost_per_lead", "cost_per_contact", "cost_per_appointment", "cost_per_order",
        "customer_acquisition_cost",
    ),
    gettext_lazy("Per hour worked"): ("revenue_per_hour", "margin_per_hour"),
}  # fmt: skip
SALES = {
    gettext_lazy("Sales"): ("sales", "net_sales", "net_sales_rate", "orders"),
    gettext_lazy("What they bring"): ("average_order_value", "margin_per_order", "revenue"),
    gettext_lazy("Additional sales"): ("multi_product_rate", "upgrade_rate"),
}
TABS = ("campaign", "source", "list", "product", "team", "agent", "script")
OWN = ("campaign", "source", "list")
"""What costs know themselves, some of them: the others are shared out by attempts where no rule is chosen."""


@page("pages/costs.html", gettext_lazy("Costs and return"))
def costs(desk: Desk) -> dict[str, Any]:
    """The main figures, then return, unit costs and sales by the members of a dimension."""
    hidden = cost_kpis() - desk.allowed
    cards = [kpi for kpi in (PLAIN if "total_cost" in hidden else CARDS) if kpi in desk.allowed]
    tabs = [name for name in TABS if desk.may_use(name)]
    by = desk.choice("by", tabs, "campaign")
    working = working_rules(catalogue(), (by,))
    rules = ([OWN_COSTS] if by in OWN else []) + working
    rule = desk.choice("allocate", ["", *rules], "attempts" if by in OWN else "")
    answer, lines = desk.keep("figures", desk.ask(cards, compare=True)), trends(desk, cards)
    tables = [
        (title, members.table(desk, by, kpis, order="revenue", name=name, title=title, allocate=rule or None))
        for name, title, kpis in (
            ("return", gettext_lazy("Return"), RETURN),
            ("units", gettext_lazy("Unit costs"), UNITS),
            ("sales", gettext_lazy("Sales and what they bring"), SALES),
        )
        if (desk.scope.costs or kpis is SALES) and any(kpi in desk.allowed for group in kpis.values() for kpi in group)
    ]
    member = by if by in OWN else "source"
    paying = result_of(desk, "cost-and-return", by=member, **({"allocate": rule} if by == member else {}))
    return {
        "said": strip(desk, paying, "product-mix"),
        "cards": figures.cards(desk, cards, answer, lines),
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in tabs],
        "title": _("Costs and return") if desk.scope.costs else _("Sales and revenue"),
        "rules": []
        if not desk.scope.costs
        else [
            (
                "",
                gettext_lazy("not shared out"),
                desk.here(allocate=rules[0] if by in OWN else None),
                rule in ("", OWN_COSTS),
            )
        ]
        + [(one, desk.say(ALLOCATIONS[one].name), desk.here(allocate=one), one == rule) for one in working],
        "tables": [(title, table) for title, table in tables if table.heads],
        "lacks": sorted({name for _title, table in tables for name in table.dropped}),
    }
