"""The funnel: where leads are lost, and for whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS
from cadran.web.pages import members, panels
from cadran.web.pages.context import Desk
from cadran.web.pages.page import page
from cadran.web.pages.view_blocks import result_of, strip

TABS = ("campaign", "source", "list", "segment", "team", "agent")
MEMBERS = ("campaign", "source", "list", "segment")
"""What leads have: by these the view of the funnel compares members."""
RATES = tuple(rate for _kpi, rate in panels.STEPS if rate)


@page("pages/funnel.html", gettext_lazy("Funnel"))
def funnel(desk: Desk) -> dict[str, Any]:
    """The steps with their rates of passage, then each rate by the members of a dimension."""
    is_cohort = desk.filters.basis == "cohort"
    by = desk.choice("by", [name for name in TABS if desk.may_use(name)], "campaign")
    first = "leads" if is_cohort else "leads_attempted"
    table = members.table(
        desk, by, ("leads_attempted", *RATES), order="leads_attempted", name="rates", title=_("Step conversion rates")
    )
    answer = desk.keep("funnel", desk.ask(("leads", *panels.FUNNEL_KPIS), compare=True))
    return {
        "said": strip(desk, result_of(desk, "funnel", by=by if by in MEMBERS else "campaign"), "speed"),
        "funnel": panels.funnel_panel(desk, answer, first),
        "bases": [
            (_("Activity of the period"), desk.here(basis="activity"), not is_cohort),
            (_("Leads created in the period"), desk.here(basis="cohort"), is_cohort),
        ],
        "basis_words": _("Each lead is followed from its creation in the period until now.") if is_cohort
        else _("Each step counts its own events of the period, whenever the lead was created."),
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in TABS if desk.may_use(name)],
        "table": table,
    }  # fmt: skip
