"""Agents: who stands apart, with what certainty, once chance and the mix of campaigns are taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy

from cadran.analysis.result import ViewResult
from cadran.catalogue import DIMENSIONS
from cadran.reports.sheet import KIND_OF, Field, Sheet
from cadran.web.charts import span_of
from cadran.web.parts import panels, sheets
from cadran.web.parts.answers import NOTHING, Answer
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import short_of, tip_of
from cadran.web.parts.page import page
from cadran.web.parts.view_blocks import OneTable, result_of, strip
from cadran.web.served import KPIS
from cadran.wording import display

KPI_TABS = (
    "argued_call_rate", "refusal_rate", "contact_rate", "answer_rate", "contactability_rate", "qualification_rate",
    "conversion_per_contacted_lead", "appointment_rate", "average_handle_time", "average_quality_score",
)  # fmt: skip
TABS = ("agent", "team", "profile", "site")
PRACTICES = ("opening-closing", "profiles", "occupancy", "pauses")
"""The views told on this page beside the ranking."""
MORE = ("calls", "average_talk_time", "average_after_call_work", "appointments", "sales")


@page("pages/agents.html", gettext_lazy("Agents"), dimension="agent")
def agents(desk: Desk) -> dict[str, Any]:
    """One KPI by agent, team or profile: shrunk and ranked where it is a proportion, else against the mean of all."""
    kpis = [kpi for kpi in KPI_TABS if kpi in desk.allowed]
    kpi = desk.choice("kpi", kpis, kpis[0])
    tabs = [name for name in TABS if desk.may_use(name)]
    by = desk.choice("by", tabs, "agent")
    more = tuple(name for name in MORE if name in desk.allowed)
    answer = desk.keep("agents", desk.ask([kpi, *more], by=(by,)))
    ranking = result_of(desk, "agents", kpi=kpi, by=by) if KPIS[kpi].subset else None
    if ranking:  # what the screen shows: expected, estimate and reading, not the observed figures alone
        held = ranking
        desk.results["agents"] = OneTable(held, "ranking", lambda: _sheet(desk, kpi, by, held, answer, more))
    return {
        "kpi_tabs": [(desk.say(KPIS[name].name), desk.here(kpi=name), name == kpi) for name in kpis],
        "tabs": [(desk.say(DIMENSIONS[name].name), desk.here(by=name), name == by) for name in tabs],
        "shrunk": _shrunk(desk, kpi, by, ranking.table("ranking").rows, answer, more) if ranking else [],
        "said": strip(desk, ranking, *PRACTICES),
        "rules": [desk.say(rule) for rule in ranking.rules] if ranking else [],
        "lines": [] if ranking else panels.ranking(desk, kpi, answer, by, {}, more=more),
        "more_heads": [(short_of(desk, name), desk.say(KPIS[name].name)) for name in more],
        "member_words": desk.say(DIMENSIONS[by].name),
        "kpi_words": desk.say(KPIS[kpi].name),
        "kpi_href": desk.kpi_url(kpi),
        "reading": desk.say(KPIS[kpi].reading),
        "mean": desk.value(KPIS[kpi], answer.total(kpi)["value"]),
        "compare": desk.url("compare", kpi=kpi, by=by),
    }


def _sheet(
    desk: Desk, kpi: str, by: str, ranking: ViewResult, answer: Answer, more: tuple[str, ...]
) -> Sheet:  # fmt: skip
    """The ranking as the page has it: the view's table, each one's reading, and the volumes beside."""
    table = ranking.table("ranking")
    made = sheets.of_table(desk, ranking, table)
    found = {row["key"][by]: row["values"] for row in answer.rows}
    fields = [Field(desk.say(KPIS[name].name), KIND_OF[KPIS[name].unit]) for name in more]
    besides = [[found.get(one[by], {}).get(name, NOTHING)["value"] for name in more] for one in table.rows]
    rows = [[*row, *beside] for row, beside in zip(made.rows, besides, strict=True)]
    return replace(made, fields=[*made.fields, *fields], rows=rows)


def _shrunk(
    desk: Desk, kpi: str, by: str, rows: list[dict[str, Any]], answer: Answer, more: tuple[str, ...]
) -> list[dict[str, Any]]:
    """A line a member, furthest above what is expected of it first; each dot on its own expectation."""
    beside = {row["key"][by]: row["values"] for row in answer.rows}
    ends = [one["estimate"][end] for one in rows for end in ("value", "low", "high")]
    scale = span_of([*ends, *(one["expected"] for one in rows)])
    return [_line(desk, kpi, by, one, scale, beside.get(one[by], {}), more) for one in rows]


def _line(
    desk: Desk, kpi: str, by: str, one: dict[str, Any], scale: tuple[float, float], values: dict[str, Any],
    more: tuple[str, ...],
) -> dict[str, Any]:  # fmt: skip
    declared, chance = KPIS[kpi], one["top_quarter"]
    observed = tip_of(desk, declared, values.get(kpi, NOTHING))
    line = panels.shrunk(desk, declared, by, one, observed, scale)
    return {
        "label": line.label,
        "href": line.href,
        "compare": desk.url("compare", kpi=kpi, by=by, a=str(one[by])),
        "tip": line.tip,
        "n": line.n,
        "observed": desk.value(declared, one["observed"]["value"]),
        "expected": desk.value(declared, one["expected"]),
        "estimate": line.value,
        "interval": line.interval,
        "dots": line.dots,
        "chance": display.percent(chance, desk.language, 0) if chance is not None else display.UNKNOWN,
        "chance_sort": chance if chance is not None else -1,
        "status": line.status,
        "more": [panels.beside(desk, name, values) for name in more],
    }
