"""The tables that a store may hold, in words, and what loads each."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import FACTS
from cadran.web.parts.context import Desk
from cadran.web.scopes import facts_of

EXPECTED = {
    "attempts": (gettext_lazy("calls"), "cadran import calls.csv"),
    "leads": (gettext_lazy("leads"), "cadran import leads.csv"),
    "lists": (gettext_lazy("lists"), "cadran import lists.csv"),
    "campaigns": (gettext_lazy("campaigns"), "cadran import campaigns.csv"),
    "agents": (gettext_lazy("agents"), "cadran import agents.csv"),
    "agent_states": (gettext_lazy("agents’ states"), "cadran import agent_states.csv"),
    "appointments": (gettext_lazy("appointments"), "cadran import appointments.csv"),
    "orders": (gettext_lazy("orders"), "cadran import orders.csv"),
    "products": (gettext_lazy("products"), "cadran import products.csv"),
    "customers": (gettext_lazy("customers"), "cadran import customers.csv"),
    "actions": (gettext_lazy("actions of the centre"), "cadran import actions.csv"),
    "costs": (gettext_lazy("costs"), "cadran import costs.csv"),
}


def table_words(table: str) -> str:
    """What a table holds, in words."""
    return _("exchange rates") if table == "exchange_rates" else str(EXPECTED.get(table, (table,))[0])


def missing(desk: Desk, kpi: str) -> list[str]:
    """The tables that a KPI counts on and that nothing was loaded into, in words."""
    held = {line.table for line in desk.executor.imports() if line.undone_at is None}
    wanted = dict.fromkeys(FACTS[fact].loads for fact in facts_of(kpi))
    return [table_words(table) for table in wanted if table and table not in held]
