"""Best hours: when to call."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from cadran.web.charts import Bar, bars
from cadran.web.parts import panels
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import count, tip_of
from cadran.web.parts.page import page
from cadran.web.parts.view_blocks import result_of, strip
from cadran.web.served import KPIS

TABS = ("contact_rate", "answer_rate", "argued_call_rate", "machine_rate", "call_rejection_rate", "abandon_rate")


@page("pages/hours.html", gettext_lazy("Best hours"))
def hours(desk: Desk) -> dict[str, Any]:
    """The KPI by weekday and hour, with the slots that stand out, and by the number shown."""
    shown = [kpi for kpi in TABS if kpi in desk.allowed]
    kpi = desk.choice("kpi", shown, TABS[0]) or TABS[0]
    answer = desk.keep("hours", desk.ask([kpi], by=("weekday", "hour")), title=desk.say(KPIS[kpi].name))
    told = result_of(desk, "best-hours")
    numbers = []
    if desk.may_use("caller_number"):
        numbers = by_member(desk, kpi, "caller_number")
    return {
        "said": strip(desk, told, "attempt-rank"),
        "tabs": [(desk.say(KPIS[name].name), desk.here(kpi=name), name == kpi) for name in shown],
        "hours": panels.hours_panel(desk, kpi, answer, told),
        "kpi_words": desk.say(KPIS[kpi].name),
        "kpi_href": desk.kpi_url(kpi),
        "mean": desk.value(KPIS[kpi], answer.total(kpi)["value"]),
        "by_hour": by_member(desk, kpi, "hour"),
        "by_day": by_member(desk, kpi, "weekday"),
        "numbers": numbers,
    }


def by_member(desk: Desk, kpi: str, dimension: str) -> Any:
    """Bars of a rate by the members of a dimension, in their own order, each with its interval."""
    answer = desk.ask([kpi], by=(dimension,))
    declared, items = KPIS[kpi], []
    for row in sorted(answer.rows, key=lambda row: desk.place(dimension, row["key"][dimension])):
        cell, member = row["values"][kpi], row["key"][dimension]
        label = desk.label(dimension, member)
        items.append(
            Bar(
                label, cell["value"], desk.value(declared, cell["value"]), f"n {count(desk, cell['n'])}", tip=f"{label}\n{tip_of(desk, declared, cell)}",
                href=desk.address("rows", kpi, changes={"part": "den", dimension: "" if member is None else str(member)}),
                low=cell["low"], high=cell["high"],
            )
        )  # fmt: skip
    return bars(items, kind="rates") if items else ""
