"""Prospect lists and sources: which are worth calling, how worn each is, what is left in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS
from cadran.web.parts import members
from cadran.web.parts.context import Desk
from cadran.web.parts.page import page
from cadran.web.parts.view_blocks import strip

TABS = ("list", "source", "segment", "phone_type")
STOCK = ("remaining_leads", "list_penetration", "list_exploitation_rate")
RECEIVED = ("leads", "mobile_rate", "duplicate_rate", "contacted_within_1h_rate", "conversion_per_lead")
WORK = {
    gettext_lazy("Calls made"): ("leads_attempted", "attempts_per_lead", "contactability_rate"),
    gettext_lazy("List quality"): ("file_validity_rate", "wrong_number_rate", "off_target_rate"),
    gettext_lazy("Results"): ("conversion_per_worked_lead",),
}


@page("pages/lists.html", gettext_lazy("Lists and sources"))
def lists(desk: Desk) -> dict[str, Any]:
    """What the period's calls got out of each list, then how much of each is used up."""
    by = desk.choice("by", [name for name in TABS if desk.may_use(name)], "list")
    work, stock, received = (
        _("Work of the period"),
        _("Wear and remaining potential"),
        _("Leads received in the period"),
    )
    return {
        "said": strip(desk, "list-wear"),
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in TABS if desk.may_use(name)],
        "tables": [
            (work, _("what its calls got out of each; the line is contactability week by week"),
             members.table(desk, by, WORK, spark="contactability_rate", order="leads_attempted", name="work", title=work)),
            (stock, _("the state of all leads now, whenever created"),
             members.table(desk, by, STOCK, order="remaining_leads", name="stock", title=stock, is_now=True)),
            (received, _("these same leads followed until now"),
             members.table(desk, by, RECEIVED, order="leads", name="received", title=received, basis="cohort")),
        ],
    }  # fmt: skip
