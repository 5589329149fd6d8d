"""Refusals: why people say no, to whom, and to which argument."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS
from cadran.web.pages import figures, panels
from cadran.web.pages.desk import Desk
from cadran.web.pages.page import page
from cadran.web.pages.telling import strip
from cadran.web.pages.trends import trends
from cadran.web.served import KPIS

TABS = ("campaign", "profile", "script", "team", "agent", "segment", "source")
CARDS = ("refusal_rate", "refusals", "argued_call_rate", "opt_out_rate")


@page("pages/refusals.html", gettext_lazy("Refusals"))
def refusals(desk: Desk) -> dict[str, Any]:
    """The reasons ranked, and the rate of refusal by the members of a dimension."""
    tabs = [name for name in TABS if desk.may_use(name)]
    by = desk.choice("by", tabs, "campaign")
    cards = [kpi for kpi in CARDS if kpi in desk.allowed]
    answer, lines = desk.ask(cards, compare=True), trends(desk, cards)
    reasons = desk.keep("reasons", desk.ask(["refusals"], by=("reason",)))
    rates = desk.keep("rates", desk.ask(["refusal_rate", "refusals"], by=(by,)))
    return {
        "said": strip(desk, "refusals", "sales-by-target"),
        "cards": figures.cards(desk, cards, answer, lines),
        "reasons": panels.reasons_panel(desk, reasons),
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in tabs],
        "lines": panels.ranking(desk, "refusal_rate", rates, by, more=("refusals",)),
        "more_heads": [(desk.say(KPIS["refusals"].name), desk.say(KPIS["refusals"].formula))],
        "member_words": desk.say(DIMENSIONS[by].name),
        "rate_words": desk.say(KPIS["refusal_rate"].name),
        "mean": desk.value(KPIS["refusal_rate"], rates.total("refusal_rate")["value"]),
    }
