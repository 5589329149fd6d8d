"""Actions and tests: what a change that was noted changed, and how long to test two members before deciding."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.analysis.test_length import DIFFERENCES, SMALLEST
from cadran.catalogue import DIMENSIONS
from cadran.query import entities
from cadran.web.parts.choices import members, menu, pair
from cadran.web.parts.context import Desk
from cadran.web.parts.page import page
from cadran.web.parts.view_blocks import result_of, told
from cadran.web.served import KPIS

BY = ("script", "list", "source", "caller_number", "segment", "campaign")
"""What a test may tell apart."""
USUAL = "argued_call_rate"


@page("pages/effects.html", gettext_lazy("Actions and tests"))
def effects(desk: Desk) -> dict[str, Any]:
    """The effect of one noted action, and the length of one test."""
    known = _actions(desk)
    action = desk.choice("action", [value for value, _words in known], "")
    effect = result_of(desk, "action-effect", **({"action": action} if action else {}))
    dimensions = [name for name in BY if desk.may_use(name)]
    by = desk.choice("by", dimensions, "script")
    rates = sorted(((id, desk.say(KPIS[id].name)) for id in desk.allowed if KPIS[id].subset), key=lambda one: one[1])
    kpi = desk.choice("kpi", [id for id, _words in rates], USUAL)
    tried = [one for one in members(desk, by) if one[0]] if by else []
    values = [value for value, _words in tried]
    a, b = pair(desk, values) if desk.own("a") else _largest(desk, kpi, by) or pair(desk, values)
    steps = [(str(step), _("%(points)s pt") % {"points": f"{step * 100:.0f}"}) for step in DIFFERENCES]
    difference = desk.choice("difference", [value for value, _words in steps], str(SMALLEST))
    length = (
        result_of(desk, "test-length", kpi=kpi, by=by, members=(a, b), difference=float(difference))
        if a and b
        else None
    )
    return {
        "effect": told(desk, effect) if effect else None,
        "length": told(desk, length) if length else None,
        "actions": [menu("action", _("Action"), known, action)] if known else [],
        "tests": [
            menu("kpi", _("KPI"), rates, kpi),
            menu("by", _("By"), [(name, desk.say(DIMENSIONS[name].name)) for name in dimensions], by),
            menu("a", _("First"), tried, a),
            menu("b", _("Second"), [one for one in tried if one[0] != a], b),
            menu("difference", _("Difference to recognise"), steps, difference),
        ],
        "pairs": desk.filters.pairs(),
        "test_pairs": [*desk.filters.pairs(), *([("action", action)] if action else [])],
        "action_pairs": [*desk.filters.pairs(), ("kpi", kpi), ("by", by), ("a", a), ("b", b), ("difference", difference)],
    }  # fmt: skip


def _largest(desk: Desk, kpi: str, by: str) -> tuple[str, str] | None:
    """The two members with most observations, where there are two."""
    found = result_of(desk, "test-length", kpi=kpi, by=by)
    rows = found.table("members").rows if found else []
    return (str(rows[0]["member"]), str(rows[1]["member"])) if len(rows) == 2 else None


def _actions(desk: Desk) -> list[tuple[str, str]]:
    """The actions that this person's rows reach, as (id, words), the latest first."""
    with desk.executor.reading() as store:
        found = entities.actions(store.engine, desk.scope)
    return [
        (
            one.action_id,
            f"{one.description or one.action_id} ({desk.day(one.starts_at)})" if one.starts_at else one.action_id,
        )
        for one in reversed(found)
    ]
