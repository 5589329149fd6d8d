"""Refusals: why people say no, to whom, and to which argument."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cadran.catalogue import DIMENSIONS
from cadran.query.shares import shares
from cadran.reports.sheet import Field, Kind, Sheet
from cadran.web.parts import figures, panels, sheets
from cadran.web.parts.answers import Answer
from cadran.web.parts.context import Desk
from cadran.web.parts.page import page
from cadran.web.parts.trends import trends
from cadran.web.parts.view_blocks import strip, verdicts
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
    reasons = desk.ask(["refusals"], by=("reason",))
    panel = panels.reasons_panel(desk, reasons)
    desk.keep("reasons", reasons, sheet=lambda: _reasons(desk, panel, reasons))
    rates = desk.ask(["refusal_rate", "refusals"], by=(by,))
    ordered = panels.ranked(desk, "refusal_rate", rates, by)
    desk.keep("rates", rates, title=desk.say(KPIS["refusal_rate"].name), rows=ordered)
    return {
        "said": strip(desk, "refusals", "sales-by-target"),
        "cards": figures.cards(desk, cards, answer, lines),
        "reasons": panel,
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in tabs],
        "lines": panels.ranking(
            desk, "refusal_rate", rates, by, verdicts(desk, "refusal_rate", by), more=("refusals",)
        ),
        "more_heads": [(desk.say(KPIS["refusals"].name), desk.say(KPIS["refusals"].formula))],
        "member_words": desk.say(DIMENSIONS[by].name),
        "rate_words": desk.say(KPIS["refusal_rate"].name),
        "mean": desk.value(KPIS["refusal_rate"], rates.total("refusal_rate")["value"]),
    }


def _reasons(desk: Desk, panel: panels.Reasons, answer: Answer) -> Sheet:
    """The reasons as their bars say them: count, share, share of it and those above."""
    heads = (
        Field(_("Reason")),
        Field(_("Count"), Kind.NUMBER),
        Field(_("Share"), Kind.PERCENT),
        Field(_("Cumulated"), Kind.PERCENT),
    )
    parts = shares([amount for _label, amount in panel.counts])
    rows = [[label, amount, *part] for (label, amount), part in zip(panel.counts, parts, strict=True)]
    assert answer.result is not None
    total = [pgettext("total", "All"), sum(amount for _label, amount in panel.counts), None, None]
    return replace(
        sheets.of_result(desk, str(_("Reasons for refusal")), answer.result), fields=heads, rows=rows, total=total
    )
