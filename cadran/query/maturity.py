"""Figures whose numerator may still come: too young to be judged or compared, and said to be.

A KPI declares after how long its numerator has as good as come (KPI.matures_s); on the cohort basis, rates of leads that
declare none wait for a month. A value is too young where some of its days are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from cadran.catalogue.shape import DAY, KPI, Basis
from cadran.query import notes
from cadran.query.columns import DECISIONS, VERDICTS, Places
from cadran.query.periods import local_day
from cadran.query.result import Result

FOLLOWED = 30 * DAY
"""How long the leads of a cohort are followed where a KPI neither has a window nor says."""

_UNDECIDED, _NONE = (DECISIONS.index(word) for word in ("undecided", None))
_NOT_TOLD, _NO_VERDICT = (VERDICTS.index(word) for word in ("undecided", None))


def matures_s(kpi: KPI, basis: str) -> int | None:
    """After how long a figure on that basis is mature; None where it is at once, or leaves what is young out by itself."""
    if kpi.window_s or kpi.live_s:
        return None
    if kpi.matures_s is not None:
        return kpi.matures_s
    return FOLLOWED if basis == Basis.COHORT and kpi.subset else None


def young_from(kpi: KPI, basis: str, as_of: datetime, zone: str) -> date | None:
    """The first local day of which a figure is too young at as_of."""
    wait = matures_s(kpi, basis)
    return None if wait is None else local_day(as_of - timedelta(seconds=wait), zone)


def withheld(result: Result, kpis: Mapping[str, KPI], within: int | None = None) -> Result:
    """The result without decisions and verdicts on values that are too young, which are marked, and a note that says so."""
    zone, end = str(result.period["zone"]), result.period["to"]
    if within or end is None:
        return result
    columns, ends = result.columns, _ends(result, date.fromisoformat(end))
    told: dict[date, list[KPI]] = {}
    young = np.zeros(columns.value.shape, np.bool_)
    for line, (id, form) in enumerate(zip(columns.kpis, columns.forms, strict=True)):
        first = young_from(kpis[id], form.basis, result.as_of, zone) if id in kpis else None
        if first is not None and date.fromisoformat(end) > first:
            young[line] = ends > first.toordinal()
            told.setdefault(first, []).append(kpis[id])
    if not told:
        return result
    beside, decision = columns.beside, columns.decision
    if decision is not None:
        decision = np.where(young & (decision != _NONE), _UNDECIDED, decision).astype(np.int8)
    if beside is not None and beside.verdict is not None:
        verdict = np.where(young & (beside.verdict != _NO_VERDICT), _NOT_TOLD, beside.verdict).astype(np.int8)
        low, high = (np.where(young, np.nan, bound) for bound in (beside.low, beside.high))
        beside = replace(beside, low=low, high=high, verdict=verdict)
    said = [notes.too_young(first, alike) for first, alike in told.items()]
    changed = replace(columns, young=young, decision=decision, beside=beside)
    return replace(result, columns=changed, notes=[*result.notes, *said])


def _ends(result: Result, end: date) -> Places:
    """The day after the period of each row, then of the whole, as date.toordinal counts."""
    ends = np.array([*(min(one.end, end).toordinal() for one in result.keys.periods), end.toordinal()], np.int64)
    return np.append(ends[result.keys.period], end.toordinal())
