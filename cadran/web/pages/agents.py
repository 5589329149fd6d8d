"""Agents: who stands apart, with what certainty."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS
from cadran.web.pages import panels
from cadran.web.pages.desk import Desk
from cadran.web.pages.page import page
from cadran.web.served import KPIS

KPI_TABS = (
    "argued_call_rate", "refusal_rate", "contactability_rate", "qualification_rate", "conversion_per_contacted_lead",
    "appointment_rate", "average_handle_time", "average_quality_score",
)  # fmt: skip
TABS = ("agent", "team", "profile", "site")
MORE = ("calls", "conversations", "average_talk_time", "average_after_call_work", "appointments", "sales")


@page("pages/agents.html", gettext_lazy("Agents"), dimension="agent")
def agents(desk: Desk) -> dict[str, Any]:
    """One KPI by agent, team or profile, best first, against the mean of all."""
    kpis = [kpi for kpi in KPI_TABS if kpi in desk.allowed]
    kpi = desk.request.GET.get("kpi", "")
    kpi = kpi if kpi in kpis else kpis[0]
    tabs = [name for name in TABS if desk.may_use(name)]
    by = desk.request.GET.get("by", "agent")
    by = by if by in tabs else "agent"
    more = tuple(name for name in MORE if name in desk.allowed)
    answer = desk.keep("agents", desk.ask([kpi, *more], by=(by,)))
    return {
        "kpi_tabs": [(desk.say(KPIS[name].name), desk.here(kpi=name), name == kpi) for name in kpis],
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in tabs],
        "lines": panels.ranking(desk, kpi, answer, by, more=more),
        "more_heads": [desk.say(KPIS[name].name) for name in more],
        "member_words": desk.say(DIMENSIONS[by].name),
        "kpi_words": desk.say(KPIS[kpi].name),
        "kpi_href": desk.kpi_url(kpi),
        "reading": desk.say(KPIS[kpi].reading),
        "mean": desk.value(KPIS[kpi], answer.total(kpi)["value"]),
        "compare": desk.url("compare", kpi=kpi, by=by),
    }
