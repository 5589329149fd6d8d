"""Campaigns side by side: which work, which wear out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from cadran.web.parts import members
from cadran.web.parts.context import Desk
from cadran.web.parts.page import page

KPIS = {
    gettext_lazy("Calls made"): ("calls", "contactability_rate"),
    gettext_lazy("Conversations"): ("argued_call_rate", "refusal_rate"),
    gettext_lazy("Results"): ("appointments", "sales", "conversion_per_worked_lead", "revenue"),
}


@page("pages/members.html", gettext_lazy("Campaigns"))
def campaigns(desk: Desk) -> dict[str, Any]:
    """By campaign, and by client where there are several."""
    tables = [members.table(desk, "campaign", KPIS, spark="contactability_rate", order="calls")]
    if len(desk.members("client")) > 1:
        tables.append(members.table(desk, "client", KPIS, order="calls"))
    tables.append(
        members.table(desk, "product", ("sales", "revenue", "average_order_value", "net_sales_rate"), order="sales")
    )
    return {"tables": tables}
