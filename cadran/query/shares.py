"""Readings of figures beside each other: which side of a reference they lie on, what share of their sum each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from cadran.catalogue.shape import Benchmark
from cadran.query.columns import NO_DATA, OK, REAL, STATES, Columns, Places
from cadran.query.keys import Keys
from cadran.query.numbers import Floats, ratio, ratios, wilsons
from cadran.query.slots import Figure
from cadran.query.verdict import Verdict


def side(figure: Mapping[str, Any], reference: float | None) -> Verdict | None:
    """On which side of a reference the whole interval of a figure lies; None without an interval or a reference.

    None too for a figure that is too young to be judged.

    >>> str(side({"low": 0.2, "high": 0.3}, 0.1)), str(side({"low": 0.2, "high": 0.3}, 0.25))
    ('above', 'undecided')
    """
    if reference is None or figure["low"] is None or figure.get("young"):
        return None
    return Verdict.of((figure["low"] > reference) - (figure["high"] < reference))


def beside_published(figure: Mapping[str, Any], mark: Benchmark) -> Verdict | None:
    """On which side of a published figure one lies: of what is old enough, and only where it speaks of the same calls.

    None where it was measured on some leads only, or where there is no interval.
    """
    judged = figure.get("settled") if figure.get("young") else figure
    if judged is None or mark.applies_to or figure.get("of_agents"):
        return None
    return side(judged, mark.value)


def shares(counts: Sequence[float]) -> list[tuple[float | None, float | None]]:
    """Each count's share of their sum, and the share of it and those before it.

    >>> shares([3, 1])
    [(0.75, 0.75), (0.25, 1.0)]
    """
    total, before, found = sum(counts), 0.0, []
    for count in counts:
        before += count
        found.append((ratio(count, total), ratio(before, total)))
    return found


def share_out(figure: Figure, keys: Keys, columns: Columns) -> Columns:
    """The figures, those of a KPI that is read as shares being its rows' shares among the rows that its own dimensions tell apart.

    By profile and reason, a reason's share is that among the profile's; by reason and week, among the week's. The whole
    is the sum of the rows, so only what adds up may be declared a share.
    """
    view = figure.kpi.view
    if view is None or not view.share or not len(keys):
        return columns
    line = columns.kpis.index(figure.kpi.id)
    among = _among(keys, view.by)
    changed = _of_their_sum(columns, line, among, is_proportion=figure.proportion)
    if view.cumulated and set(view.by) <= set(keys.by):
        changed["cumulated"] = (
            columns.cumulated if columns.cumulated is not None else np.full(columns.value.shape, np.nan)
        )
        unknown = np.array(
            [all(member is None for member in one) for one in zip(*map(keys.column, view.by), strict=True)]
        )
        num = columns.num[line, :-1]
        order = np.lexsort((-num if view.cumulated == "largest" else np.zeros(len(num)), unknown))
        changed["cumulated"][line, :-1] = _cumulated(num, among, order)
    forms = tuple(
        replace(form, value=REAL, den=form.num) if at == line else form for at, form in enumerate(columns.forms)
    )
    return replace(columns, forms=forms, **changed)


def _among(keys: Keys, own: Sequence[str]) -> Places:
    """The rows that are a whole together: those alike in all that a KPI's own dimensions do not tell apart."""
    fixed = [keys.column(name) for name in keys.by if name not in own]
    wholes: dict[tuple[Any, ...], int] = {}
    found = [wholes.setdefault(place, len(wholes)) for place in zip(*fixed, keys.period.tolist(), strict=True)]
    return np.array(found, np.int64)


def _of_their_sum(columns: Columns, line: int, among: Places, *, is_proportion: bool) -> dict[str, Any]:
    num = columns.num[line, :-1]
    known = ~np.isnan(num)
    den: Floats = np.bincount(among, np.where(known, num, 0.0))[among].astype(np.float64)
    value = ratios(num, den)
    bounds = wilsons(num, den) if is_proportion else (np.full_like(num, np.nan),) * 2
    n = np.bincount(among, np.where(known, columns.n[line, :-1], 0))[among]
    state = np.where(np.isnan(value), STATES.index(NO_DATA), STATES.index(OK))
    changed = {}
    for name, shared in {
        "value": value,
        "den": den,
        "low": bounds[0],
        "high": bounds[1],
        "n": n,
        "state": state,
    }.items():
        changed[name] = getattr(columns, name).copy()
        changed[name][line, :-1] = np.where(known, shared, changed[name][line, :-1])
    return changed


def _cumulated(num: Floats, among: Places, order: Places) -> Floats:
    """The share of each row and those before it in this order, of the rows that are a whole together."""
    found = np.full(len(num), np.nan)
    ordered = order[~np.isnan(num[order])]
    for whole in np.unique(among[ordered]).tolist():
        rows = ordered[among[ordered] == whole]
        reached = np.cumsum(num[rows])
        found[rows] = ratios(reached, np.full(len(rows), num[np.sort(rows)].sum()))
    return found
