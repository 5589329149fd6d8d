"""Readings of figures beside each other: which side of a reference they lie on, what share of their sum each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.query.numbers import ratio, wilson
from cadran.query.plan import Figure
from cadran.query.result import NO_DATA, OK

ABOVE, BELOW, UNDECIDED = "above", "below", "undecided"


def side(figure: Mapping[str, Any], reference: float | None) -> str | None:
    """On which side of a reference the whole interval of a figure lies; None without an interval or a reference.

    >>> side({"low": 0.2, "high": 0.3}, 0.1), side({"low": 0.2, "high": 0.3}, 0.25)
    ('above', 'undecided')
    """
    if reference is None or figure["low"] is None:
        return None
    return ABOVE if figure["low"] > reference else BELOW if figure["high"] < reference else UNDECIDED


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


def share_out(figure: Figure, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the values of a KPI that is read as shares those of its rows among the rows that its own dimensions tell apart.

    By profile and reason, a reason's share is that among the profile's; by reason and week, among the week's. The whole
    is the sum of the rows, so only what adds up may be declared a share.
    """
    view = figure.kpi.view
    if view is None or not view.share:
        return
    wholes: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        fixed = tuple(member for name, member in row["key"].items() if name not in view.by)
        wholes.setdefault(fixed, []).append(row)
    for among in wholes.values():
        cells = [row["values"][figure.kpi.id] for row in among]
        _of_their_sum(cells, is_proportion=figure.proportion)
        if view.cumulated and set(view.by) <= set(among[0]["key"]):
            _cumulated(among, figure.kpi.id, view.by, is_ranked=view.cumulated == "largest")


def _of_their_sum(cells: Sequence[dict[str, Any]], *, is_proportion: bool) -> None:
    known = [cell for cell in cells if cell["num"] is not None]
    whole, n = sum(cell["num"] for cell in known), sum(cell["n"] for cell in known)
    for cell in known:
        value = ratio(cell["num"], whole)
        bounds = wilson(float(cell["num"]), float(whole)) if is_proportion and value is not None else None
        low, high = bounds or (None, None)
        state = OK if value is not None else NO_DATA
        cell.update(value=value, den=whole, n=n, low=low, high=high, state=state)


def _cumulated(rows: Sequence[Mapping[str, Any]], kpi: str, by: Sequence[str], *, is_ranked: bool) -> None:
    """Put in each cell the share of it and those before it; unknown members come last."""

    def place(row: Mapping[str, Any]) -> tuple[bool, float]:
        unknown = all(row["key"][name] is None for name in by)
        return unknown, -row["values"][kpi]["num"] if is_ranked else 0

    ordered = sorted((row for row in rows if row["values"][kpi]["num"] is not None), key=place)
    found = shares([row["values"][kpi]["num"] for row in ordered])
    for row, (_, cumulated) in zip(ordered, found, strict=True):
        row["values"][kpi]["cumulated"] = cumulated
