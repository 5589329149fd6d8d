"""A view read on the days that may be judged: those of which nothing that it judges can change any more.

Members of the same week of creation are as young as each other and wait for nothing (analysis.strata); what is dated by its
own event waits for as long as its KPI says (KPI.matures_s).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.analysis.leading import JUDGING
from cadran.analysis.result import Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import KPI, Text
from cadran.errors import UsageError
from cadran.messages import Message
from cadran.query.maturity import first_young
from cadran.query.notes import note
from cadran.wording import display


def answered(view: View, asked: Asked, options: Options) -> tuple[Answer, Asked]:
    """The view's answer, and what it was asked of: the whole period, or its part that is old enough.

    A view of one chosen KPI is read on that part as a whole; of another its findings only are, and its tables show the
    period. Where no day is old enough there is no verdict.
    """
    chosen = str(options["kpi"]) if "kpi" in options else None
    young = _young(asked, (chosen,) if chosen else view.judges)
    if not young:
        return view.run(asked, options), asked
    day, kpis = min(young), [kpi for own in young.values() for kpi in own]
    first = (asked.period or (None, None))[0]
    older = asked.with_(period=(first, day)) if first is None or first < day else None
    if chosen and older is not None:
        try:
            return _with(view.run(older, options), _note(kpis, first, day)), older
        except UsageError:  # a member of the last days only
            older = None
    answer = view.run(asked, options)
    if not any(one.tone in JUDGING for one in answer.findings) and not _verdicts(answer.tables):
        return answer, asked
    if older is None:
        tables = tuple(_blanked(table) for table in answer.tables)
        return replace(answer, findings=(_too_young(kpis, day),), tables=tables), asked
    findings = view.run(older, options).findings
    return _with(replace(answer, findings=findings), _note(kpis, first, day)), asked


def _young(asked: Asked, ids: Sequence[str]) -> dict[date, list[KPI]]:
    """First day that is too young → the KPIs of which it is, of those that declare when they are settled."""
    catalogue, state = asked.source.catalogue, asked.source.state()
    end, found = (asked.period or (None, None))[1], dict[date, list[KPI]]()
    last = end or (state.span(list(state.loaded)) or (None, None))[1]
    for id in ids:
        kpi = catalogue.kpis.get(id)
        if kpi is None or kpi.matures_s is None or last is None:
            continue
        day = first_young(catalogue, state, asked.request(id), kpi)
        if day is not None and day < last:
            found.setdefault(day, []).append(kpi)
    return found


def _with(answer: Answer, more: Mapping[str, Any]) -> Answer:
    return replace(answer, notes=(*answer.notes, more))


def _note(kpis: Sequence[KPI], first: date | None, day: date) -> Mapping[str, Any]:
    said: Text | Message = Message("before {day}", day=day)
    if first:
        said = Text(display.days(first, day, "fr"), display.days(first, day, "en"))
    text = Message(
        "Judged on what is old enough, {days}: after that, {names} may still change.",
        days=said,
        names=[kpi.name for kpi in kpis],
    )
    days = {"from": first.isoformat() if first else None, "to": day.isoformat()}
    return note("judged_on", text, kpis=[kpi.id for kpi in kpis], **days)


def _too_young(kpis: Sequence[KPI], day: date) -> Finding:
    text = words.phrase(
        "Too recent to be judged: from {day} on, {kpis} may still change.",
        day=words.day(day), kpis=words.listed(kpi.name for kpi in kpis),
    )  # fmt: skip
    return Finding("too_young", "undecided", text, {"kpis": [kpi.id for kpi in kpis], "from": day})


def _verdicts(tables: Sequence[Table]) -> bool:
    return any("verdict" in row for table in tables for row in table.rows)


def _blanked(table: Table) -> Table:
    """The table without its verdicts."""
    rows = [{**row, "verdict": "undecided"} if "verdict" in row else row for row in table.rows]
    return replace(table, rows=rows)
