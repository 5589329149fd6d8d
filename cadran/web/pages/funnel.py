"""The funnel: where leads are lost, and for whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.analysis.result import ViewResult
from cadran.catalogue import DIMENSIONS
from cadran.catalogue.shape import Unit
from cadran.web.charts import Markup, Step
from cadran.web.charts import funnel as chart
from cadran.web.parts import figures, members, panels
from cadran.web.parts.context import Desk
from cadran.web.parts.page import page
from cadran.web.parts.view_blocks import OneTable, result_of, strip
from cadran.wording import display

TABS = ("campaign", "source", "list", "segment", "team", "agent")
MEMBERS = ("campaign", "source", "list", "segment")
"""What leads have: by these the view of the funnel compares members."""
RATES = tuple(rate for _kpi, rate in panels.STEPS if rate)


@page("pages/funnel.html", gettext_lazy("Funnel"))
def funnel(desk: Desk) -> dict[str, Any]:
    """The steps with their rates of passage, then each rate by the members of a dimension."""
    is_cohort = desk.filters.basis == "cohort"
    by = desk.choice("by", [name for name in TABS if desk.may_use(name)], "campaign")
    table = members.table(
        desk, by, ("leads_attempted", *RATES), order="leads_attempted", name="rates", title=_("Step conversion rates")
    )
    told = result_of(desk, "funnel", by=by if by in MEMBERS else "campaign")
    return {
        "said": strip(desk, told, "speed"),
        "funnel": _followed(desk, told) if is_cohort and told else _events(desk, "leads" if is_cohort else "leads_attempted"),
        "bases": [
            (_("Activity of the period"), desk.here(basis="activity"), not is_cohort),
            (_("Leads created in the period"), desk.here(basis="cohort"), is_cohort),
        ],
        "basis_words": _("Each lead is followed from its creation in the period until now.") if is_cohort
        else _("Each step counts its own events of the period, whenever the lead was created."),
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in TABS if desk.may_use(name)],
        "table": table,
    }  # fmt: skip


def _events(desk: Desk, first: str) -> Markup:
    """The steps as KPIs of the period, each by its own events."""
    answer = desk.keep("funnel", desk.ask(("leads", *panels.FUNNEL_KPIS), compare=True))
    return panels.funnel_panel(desk, answer, first)


def _followed(desk: Desk, told: ViewResult) -> Markup:
    """The steps of one cohort as the view has them; the step that it finds to have fallen most is marked."""
    steps = told.table("steps")
    desk.results["funnel"] = OneTable(told, steps.id)
    weak = next((one.about["step"] for one in told.findings if one.code == "weakest_past" and one.about), None)
    labels = next(column.labels for column in steps.columns if column.id == "step")
    before, drawn = "", []
    for row in steps.rows:
        drawn.append(_step(desk, row, desk.say(labels[row["step"]]), before, is_weak=row["step"] == weak))
        before = desk.say(labels[row["step"]])
    return chart(drawn)


def _step(desk: Desk, row: dict[str, Any], label: str, before: str, *, is_weak: bool) -> Step:
    rate, then = row["rate"], row.get("previous")
    count = display.number(row["leads"], 0, desk.language)
    if rate is None:
        return Step(label, count)
    text = display.value(rate["value"], Unit.PERCENT, desk.language)
    change = ""
    if then and None not in (then["value"], rate["value"]):
        gap = rate["value"] - then["value"]
        change = figures.signed(_("%(points)s pt") % {"points": display.number(gap * 100, 1, desk.language)}, gap)
    of = _("of “%(step)s”") % {"step": before.lower()}
    return Step(
        label,
        count,
        rate=rate["value"],
        rate_text=text,
        of=of,
        low=rate["low"],
        high=rate["high"],
        change=panels.chip(figures.Status(figures.BAD, change), change) if is_weak and change else change,
        tip=f"{text} {of}\n{figures.number(desk, rate['num'])} / {figures.number(desk, rate['den'])}",
        is_weak=is_weak,
    )
