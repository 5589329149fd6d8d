"""Checks: what is loaded, what is missing or contradicts itself, and what to do about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cadran.checks.findings import CHECKS
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import count
from cadran.web.parts.page import page
from cadran.web.parts.tables import EXPECTED, table_words
from cadran.wording.display import say

STALE_DAYS = 2


@page("pages/checks.html", gettext_lazy("Checks"), internal=True)
def checks(desk: Desk) -> dict[str, Any]:
    """Tables with the days they cover, findings with what to do, codes that no mapping knows."""
    tables, findings, unmapped = desk.executor.overview()
    loaded = {state.table for state in tables}
    today = desk.executor.now.date()
    return {
        "has_no_filters": True,
        "tables": [_table(desk, state, today) for state in tables],
        "findings": [
            {"words": words, "advice": advice, "rows": count(desk, finding.rows), "example": finding.example or ""}
            for finding in findings
            for words, advice in [_said(finding.code)]
        ],
        "unmapped": [(code, count(desk, rows)) for code, rows in unmapped],
        "missing": [(words, command) for table, (words, command) in EXPECTED.items() if table not in loaded],
    }


def _said(code: str) -> tuple[str, str]:
    """What a check says of itself."""
    check, language = CHECKS[code], (get_language() or "fr")[:2]
    title = say(check.title, language)
    return title[:1].upper() + title[1:], say(check.advice, language)


def _table(desk: Desk, state: Any, today: date) -> dict[str, Any]:
    age = (today - state.covers_to).days if state.covers_to else None
    is_fact = state.table in ("attempts", "agent_states", "orders", "appointments")
    if is_fact and state.missing_days:
        status = (
            "warn",
            "▼",
            ngettext("%(days)s day missing", "%(days)s days missing", state.missing_days)
            % {"days": state.missing_days},
        )
    elif is_fact and age is not None and age > STALE_DAYS:
        status = ("warn", "▼", ngettext("%(days)s day old", "%(days)s days old", age) % {"days": age})
    else:
        status = ("ok", "●", _("complete"))
    return {
        "words": table_words(state.table),
        "table": state.table,
        "rows": count(desk, state.rows),
        "days": desk.days((state.covers_from, state.covers_to + timedelta(days=1)))
        if state.covers_from and state.covers_to
        else "",
        "kind": status[0], "mark": status[1], "status": status[2],
    }  # fmt: skip
