"""The overview: what a manager looks at first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.web import errors
from cadran.web.parts import figures, panels
from cadran.web.parts.context import Desk
from cadran.web.parts.page import is_fragment, page
from cadran.web.parts.trends import trends
from cadran.web.parts.view_blocks import OneTable, are_headlines_known, headlines, result_of
from cadran.web.served import KPIS

CARDS = ("contactability_rate", "argued_call_rate", "contacted_within_1h_rate", "sales")
MORE = ("refusal_rate", "appointments", "conversion_per_worked_lead", "revenue")
"""What is shown on demand."""
AGENT_KPI = "argued_call_rate"


@page("pages/overview.html", gettext_lazy("Overview"))
def overview(desk: Desk) -> dict[str, Any]:
    shown = [kpi for kpi in (*CARDS, *MORE) if kpi in desk.allowed]
    asked = tuple(dict.fromkeys((*shown, *panels.FUNNEL_KPIS)))
    now = desk.keep("figures", desk.ask(asked, compare=True))
    shown.sort(key=lambda kpi: now.total(kpi)["value"] is None)  # what there is nothing of is not looked at first
    cards = figures.cards(desk, shown, now, trends(desk, shown))
    agents = []
    ranking = result_of(desk, "agents", kpi=AGENT_KPI, by="agent")
    if ranking is not None:
        desk.results["agents"] = OneTable(ranking, "ranking")
        agents = panels.standing(desk, AGENT_KPI, ranking.table("ranking").rows, 10)
    hours = desk.keep("hours", desk.ask(["contact_rate"], by=("weekday", "hour")))
    reasons = desk.keep("refusals", desk.ask(["refusals"], by=("reason",)))
    is_known = are_headlines_known(desk)  # with them the hours that stand out: the page does not wait for either
    slots = result_of(desk, "best-hours") if is_known else None
    return {
        "findings": headlines(desk) if is_known else [],
        "findings_href": "" if is_known else desk.url("findings"),
        "cards": cards[: len(CARDS)],
        "more": cards[len(CARDS) :],
        "funnel": panels.funnel_panel(desk, now),
        "hours": panels.hours_panel(desk, "contact_rate", hours, slots),
        "hours_kpi": desk.say(KPIS["contact_rate"].name),
        "reasons": panels.reasons_panel(desk, reasons),
        "agents": agents,
        "agents_heads": [
            (_("Observed"), _("The figure as counted; the estimate takes chance and campaigns out of it."))
        ],
        "agents_kpi": desk.say(KPIS[AGENT_KPI].name),
        "agents_mean": desk.value(KPIS[AGENT_KPI], now.total(AGENT_KPI)["value"]),
        "links": {name: desk.url(name) for name in ("funnel", "hours", "refusals", "agents")},
    }


@page("pages/findings.html", gettext_lazy("What the figures say"))
def findings(desk: Desk) -> dict[str, Any] | HttpResponse:
    """The findings of the overview, which asks for them once it is shown: they take a dozen views."""
    if desk.scope.kpis == ():
        return errors.no_rights(desk.request)
    found = {"findings": headlines(desk)}
    return render(desk.request, "parts/headlines.html", found) if is_fragment(desk.request) else found
