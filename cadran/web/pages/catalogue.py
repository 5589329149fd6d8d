"""The catalogue: every KPI by family, what it means and what it is worth now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cadran.catalogue import FAMILIES
from cadran.catalogue.shape import Basis
from cadran.reports.sheet import Sheet
from cadran.web.pages.search import called, plain
from cadran.web.parts import sheets
from cadran.web.parts.answers import Answer
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import figure
from cadran.web.parts.page import page
from cadran.web.served import KPIS


@page("pages/catalogue.html", gettext_lazy("Catalogue"))
def catalogue(desk: Desk) -> dict[str, Any]:
    """Families in the order of the way from the file to the return; the centre's own KPIs among them."""
    ids = [kpi.id for kpi in KPIS.values() if kpi.id in desk.allowed]
    valued = [id for id in ids if not KPIS[id].view]
    stocks = [id for id in valued if KPIS[id].basis is Basis.STOCK]
    answer = desk.ask([id for id in valued if id not in stocks], compare=True)
    states = desk.ask(stocks, period=None) if stocks else answer
    families = [
        (
            family,
            desk.say(FAMILIES[family].name),
            desk.say(FAMILIES[family].question),
            [
                {
                    "figure": figure(desk, id, states if id in stocks else answer),
                    "words": unseen(desk, id),
                    "formula": desk.say(KPIS[id].formula),
                    "question": desk.say(KPIS[id].question),
                    "is_table": KPIS[id].view is not None,
                    "id": id,
                }
                for id in ids
                if KPIS[id].family == family
            ],
        )
        for family in FAMILIES
    ]
    desk.keep("catalogue", answer, sheet=lambda: _sheet(desk, families, answer))
    return {"families": families, "count": len(ids)}


def _sheet(desk: Desk, families: list[Any], answer: Answer) -> Sheet:
    """A line a KPI, under the name of its family, as the page has them."""
    heads = (
        _("Family"),
        _("KPI"),
        _("Value"),
        _("95%% interval") % {},
        "n",
        _("Target"),
        pgettext("figure", "Change"),
        _("How it is counted"),
    )
    lines = [
        (name, one["figure"].name, "" if one["is_table"] else one["figure"].value, one["figure"].interval, one["figure"].n,
         one["figure"].target_value, one["figure"].change, one["formula"])
        for _family, name, _question, kpis in families for one in kpis
    ]  # fmt: skip
    assert answer.result is not None
    return sheets.of_lines(desk, _("Catalogue"), heads, lines, answer.result)


def unseen(desk: Desk, kpi: str) -> str:
    """The words that a KPI is found by and that its line does not show."""
    shown = plain(desk.say(KPIS[kpi].name))
    return " ".join(dict.fromkeys(word for word in plain(" ".join(called(KPIS[kpi]))).split() if word not in shown))
