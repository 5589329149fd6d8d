"""Figures whose numerator may still come: too young to be judged or compared, and said to be.

A KPI declares after how long its numerator has as good as come (KPI.matures_s); on the cohort basis, what becomes of leads
and declares none waits for a month. A value is too young where some of its days are; where others are old enough, a rate is judged
on these alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from cadran.catalogue.shape import DAY, KPI, Basis
from cadran.query import notes
from cadran.query.columns import DECISIONS, VERDICTS, Columns, Flags, Places, Settled
from cadran.query.compare import rows_met
from cadran.query.grammar import columns, conjuncts, formula
from cadran.query.periods import local_day
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.state import Catalogue, StoreState
from cadran.query.targets import decisions
from cadran.query.verdict import Verdict

FOLLOWED = 30 * DAY
"""How long the leads of a cohort are followed where a KPI neither has a window nor says."""

_UNDECIDED, _NONE = (DECISIONS.index(word) for word in (Verdict.UNDECIDED, None))
_NOT_TOLD, _NO_VERDICT = (VERDICTS.index(word) for word in (Verdict.UNDECIDED, None))


def matures_s(catalogue: Catalogue, kpi: KPI, basis: str) -> int | None:
    """After how long a figure on that basis is mature; None where it is at once, or leaves what is young out by itself."""
    if kpi.window_s or kpi.live_s:
        return None
    if kpi.matures_s is not None:
        return kpi.matures_s
    return FOLLOWED if (basis == Basis.COHORT and kpi.subset) or settling(catalogue, kpi, basis) else None


@lru_cache(maxsize=1024)
def settling(catalogue: Catalogue, kpi: KPI, basis: str) -> frozenset[str]:
    """The facts of which the KPI counts, on one side only, what may still change after the day that it is counted on."""
    if basis == Basis.STOCK:  # a state, as it was
        return frozenset()
    num, den = (_changing(catalogue, text, basis) for text in (kpi.num, kpi.den or ""))
    return frozenset(fact for fact, _ in num ^ den)


def _changing(catalogue: Catalogue, text: str, basis: str) -> frozenset[tuple[str, str]]:
    """(fact, condition or column) of all that a numerator or denominator reads and that may change after a row's day."""
    found: set[tuple[str, str]] = set()
    for term in formula(text) if text else ():
        measure = catalogue.measures[term.measure]
        for part in measure.cohort if basis == Basis.COHORT and measure.cohort else measure.parts:
            fact, is_cohort = catalogue.facts[part.fact], basis == Basis.COHORT
            later = set(fact.settling.get("created" if is_cohort and part.fact == "leads" else part.time, ()))
            found |= {(part.fact, one) for one in conjuncts(part.where or "TRUE") if later & columns(one)}
            found |= {(part.fact, part.column)} if part.column in later else set()
            if is_cohort and part.fact != "leads":  # what befalls a lead comes after it
                found.add((part.fact, ""))
    return frozenset(found)


def first_young(
    catalogue: Catalogue, state: StoreState, request: Request, kpi: KPI, basis: str | None = None
) -> date | None:
    """The first local day of which a figure is too young at the request's instant; None where nothing can change.

    Nothing can where no row of the store is left open; at an earlier instant any may have been.
    """
    basis = basis or kpi.basis or request.basis
    wait, facts = matures_s(catalogue, kpi, basis), settling(catalogue, kpi, basis)
    is_now = request.as_of is None and request.known_at is None
    if wait is None or (is_now and facts and facts.isdisjoint(state.pending)):
        return None
    as_of = min(request.as_of or request.known_at or state.now, state.now)
    return local_day(as_of - timedelta(seconds=wait), state.zone)


def judged(
    result: Result, request: Request, catalogue: Catalogue, state: StoreState, asked: Callable[[Request], Result]
) -> Result:
    """The result without decisions and verdicts on values that are too young, which are marked, and a note that says so.

    Where only the last days of the period are too young, what is old enough is judged on the days before: `asked` gives
    their figures. Nothing waits for what no row of the store leaves open.
    """
    kpis, end = catalogue.kpis, result.period["to"]
    if request.within or end is None:
        return result
    columns, ends = result.columns, _ends(result, date.fromisoformat(end))
    told: dict[date, list[KPI]] = {}
    young = np.zeros(columns.value.shape, np.bool_)
    for line, (id, form) in enumerate(zip(columns.kpis, columns.forms, strict=True)):
        first = first_young(catalogue, state, request, kpis[id], form.basis) if id in kpis else None
        if first is not None and date.fromisoformat(end) > first:
            young[line] = ends > first.toordinal()
            told.setdefault(first, []).append(kpis[id])
    if not told:
        return result
    changed = replace(result, columns=_withheld(columns, young))
    said = []
    for first, alike in told.items():
        days = _old_enough(result, [one for one in alike if _is_at_stake(result, one)], first)
        if days is not None:
            ids = tuple(one.id for one in alike if _is_at_stake(result, one))
            changed = _apart(changed, asked(_part(result, request, ids, days)), kpis)
        said.append(notes.too_young(first, alike, days))
    return replace(changed, notes=[*result.notes, *said])


def _withheld(columns: Columns, young: Flags) -> Columns:
    beside, decision = columns.beside, columns.decision
    if decision is not None:
        decision = np.where(young & (decision != _NONE), _UNDECIDED, decision).astype(np.int8)
    if beside is not None and beside.verdict is not None:
        verdict = np.where(young & (beside.verdict != _NO_VERDICT), _NOT_TOLD, beside.verdict).astype(np.int8)
        low, high = (np.where(young, np.nan, bound) for bound in (beside.low, beside.high))
        beside = replace(beside, low=low, high=high, verdict=verdict)
    return replace(columns, young=young, decision=decision, beside=beside)


def _is_at_stake(result: Result, kpi: KPI) -> bool:
    """Whether a verdict on it is asked: beside that of an earlier period, or on a rate with a target."""
    columns = result.columns
    line = columns.kpis.index(kpi.id)
    is_targeted = columns.target is not None and bool((columns.target[line] >= 0).any())
    is_compared = columns.beside is not None and columns.beside.verdict is not None
    return is_compared or (is_targeted and kpi.den is not None)


def _old_enough(result: Result, kpis: Sequence[KPI], young: date) -> tuple[date, date] | None:
    """The days of the period before those that are too young; None where there is none, or nobody asks for a verdict."""
    first = result.period["from"]
    if not kpis or first is None or date.fromisoformat(first) >= young:
        return None
    return date.fromisoformat(first), young


def _part(result: Result, request: Request, kpis: tuple[str, ...], days: tuple[date, date]) -> Request:
    """The request for those days: the members where there is no series, held against the same days of the other period."""
    compare = None
    if result.compared is not None and request.compare != "now":
        start, stop = (date.fromisoformat(str(result.compared[side])) for side in ("from", "to"))
        compare = f"{start}:{min(start + (days[1] - days[0]), stop)}"
    by = () if request.grain else request.by
    return replace(request, kpis=kpis, period=days, grain=None, by=by, compare=compare, intervals=False)


def _apart(result: Result, part: Result, kpis: Mapping[str, KPI]) -> Result:
    """The result with the figures of the part that is old enough beside those that are not, and its decisions."""
    columns, rows = result.columns, len(result.keys)
    at = np.full(rows, -1, np.int64) if result.grain else rows_met(result.keys, part.keys, {})
    places = np.append(at, -1)
    beside = part.columns.beside.taken(places) if part.columns.beside is not None else None
    taken = replace(part.columns.taken(places), beside=beside)
    lines = {columns.kpis.index(id): place for place, id in enumerate(part.columns.kpis)}
    found = np.zeros(columns.value.shape, np.bool_)
    assert columns.young is not None
    found[[*lines]] = columns.young[[*lines]] & np.append(at >= 0, True)
    held = columns.settled or Settled(columns, np.zeros_like(found), (None,) * len(columns.kpis))
    old = replace(held.columns.with_lines(lines, taken), settled=None)
    if old.beside is not None and taken.beside is not None:
        old = replace(old, beside=old.beside.with_lines(lines, taken.beside))
    days = (str(part.period["from"]), str(part.period["to"]))
    named = tuple(days if line in lines else own for line, own in enumerate(held.days))
    settled = Settled(old, held.found | found, named)
    return replace(result, columns=_decided(replace(columns, settled=settled), found, lines, kpis))


def _decided(columns: Columns, found: Flags, lines: Iterable[int], kpis: Mapping[str, KPI]) -> Columns:
    """The decisions on rates whose days are partly old enough: those of these days."""
    if columns.decision is None or columns.target is None or columns.settled is None:
        return columns
    decision = columns.decision.copy()
    for line in lines:  # part of a total is not held against the whole's target
        for number, target in enumerate(columns.targets):
            held = found[line] & (columns.target[line] == number)
            if kpis[columns.kpis[line]].den is None:
                continue
            made = decisions(columns.settled.columns, line, target, kpis[columns.kpis[line]], np.ones_like(held))
            decision[line] = np.where(held, made, decision[line])
    return replace(columns, decision=decision)


def _ends(result: Result, end: date) -> Places:
    """The day after the period of each row, then of the whole, as date.toordinal counts."""
    ends = np.array([*(min(one.end, end).toordinal() for one in result.keys.periods), end.toordinal()], np.int64)
    return np.append(ends[result.keys.period], end.toordinal())
