"""Two members side by side: how far apart they are, and whether that can be told from chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS
from cadran.query.compare import difference
from cadran.reports.sheet import Sheet
from cadran.web.charts import dots, span_of
from cadran.web.filters import Filters
from cadran.web.parts import sheets
from cadran.web.parts.answers import NOTHING, Answer
from cadran.web.parts.choices import members, menu, pair
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import count, gap_interval, gap_text, interval_text, tip_of
from cadran.web.parts.page import page
from cadran.web.parts.view_blocks import result_of, strip
from cadran.web.served import KPIS
from cadran.wording import display

MAIN = (
    "contactability_rate", "answer_rate", "argued_call_rate", "qualification_rate", "refusal_rate", "appointment_rate",
    "conversion_per_worked_lead", "average_talk_time", "average_handle_time", "calls", "appointments", "sales",
)  # fmt: skip
BY = (
    "agent",
    "team",
    "campaign",
    "list",
    "source",
    "segment",
    "script",
    "caller_number",
    "profile",
    "client",
    "phone_type",
)


@page("pages/compare.html", gettext_lazy("Compare"))
def compare(desk: Desk) -> dict[str, Any]:
    """One KPI in the foreground, the main ones beneath."""
    dimensions = [name for name in BY if desk.may_use(name)]
    by = desk.choice("by", dimensions, "campaign")
    kpis = [kpi for kpi in desk.allowed if not KPIS[kpi].view]
    kpi = desk.choice("kpi", kpis, "argued_call_rate")
    known = members(desk, by)
    a, b = pair(desk, [value for value, _label in known])
    shown = tuple(dict.fromkeys((kpi, *(name for name in MAIN if name in desk.allowed))))
    base = desk.filters.without(by)
    answer = desk.ask(shown, by=(by,), where=base.at(by, a) if a == b else _both(base, by, a, b))
    sides = {("" if row["key"][by] is None else str(row["key"][by])): row["values"] for row in answer.rows}
    one, other = sides.get(a, {}), sides.get(b, {})
    labels = dict(known)
    names = (labels.get(a, a), labels.get(b, b))
    lines = [_line(desk, id, one, other, *names) for id in shown if id in one and id in other]
    desk.keep("compare", answer, sheet=lambda: _sheet(desk, names, lines, answer))
    return {
        "choices": [
            menu("kpi", _("KPI"), sorted(((id, desk.say(KPIS[id].name)) for id in kpis), key=lambda pair: pair[1]), kpi),
            menu("by", _("By"), [(name, desk.say(DIMENSIONS[name].name)) for name in dimensions], by),
            menu("a", _("First"), known, a),
            menu("b", _("Second"), [one for one in known if one[0] != a], b),
        ],
        "pairs": desk.filters.without(by).pairs(),
        "labels": names,
        "main": _line(desk, kpi, one, other, *names) if one and other and kpi in one else None,
        "lines": lines,
        "said": strip(desk, result_of(desk, "compare", kpi=kpi, by=by, members=(a, b))) if one and other else None,
        "is_short": not (one and other),
    }  # fmt: skip


def _sheet(desk: Desk, names: tuple[str, str], lines: list[dict[str, Any]], answer: Answer) -> Sheet:
    """The two beside each other, KPI by KPI, as the page has them."""
    first, second = names
    heads = (_("KPI"), first, f"{first} – n", second, f"{second} – n", _("Difference"), _("95%% interval") % {})
    rows = [
        (one["name"], *(side[part] for side in one["sides"] for part in ("value", "n")), one["gap"], one["interval"])
        for one in lines
    ]  # fmt: skip
    assert answer.result is not None
    return sheets.of_lines(desk, f"{_('Compare')} – {first}, {second}", heads, rows, answer.result)


def _both(base: Filters, by: str, a: str, b: str) -> Filters:
    return replace(base, where={**base.where, by: (a, b)})


def _line(desk: Desk, id: str, one: dict[str, Any], other: dict[str, Any], a: str, b: str) -> dict[str, Any]:
    kpi, mine, theirs = KPIS[id], one.get(id, NOTHING), other.get(id, NOTHING)
    gap = difference(mine, theirs)
    known = gap if gap["value"] is not None else None
    scale = span_of([cell[end] for cell in (mine, theirs) for end in ("value", "low", "high")])
    return {
        "name": desk.say(kpi.name),
        "href": desk.kpi_url(id),
        "sides": [
            {
                "label": label, "value": desk.value(kpi, cell["value"]), "interval": interval_text(desk, kpi, cell),
                "n": count(desk, n) if (n := display.observations(cell)) is not None else "", "tip": tip_of(desk, kpi, cell),
                "dots": dots(cell["value"], cell["low"], cell["high"], scale),
            }
            for label, cell in ((a, mine), (b, theirs))
        ],
        "gap": gap_text(desk, kpi, known) if known else "—",
        "interval": gap_interval(desk, known) if known else "",
    }  # fmt: skip
