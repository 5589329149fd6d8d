"""Figures for a view whose KPIs may not all be known or given by its dimension: what can be had, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.analysis.asking import Asked, figure
from cadran.errors import CadranError


def gathered(
    asked: Asked, kpis: Sequence[str], by: str
) -> tuple[dict[Any, dict[str, Any]], list[str], list[Mapping[str, Any]]]:
    """Member → KPI → its cell; the KPIs that were had; notes on those that were not, and of those that were."""
    known = asked.source.catalogue.kpis
    cells: dict[Any, dict[str, Any]] = {}
    had: list[str] = []
    notes: list[Mapping[str, Any]] = []
    for kpi in kpis:
        if kpi not in known:
            continue
        try:
            result = asked.figures(kpi, by=(by,))
        except CadranError as error:
            notes.append(
                {
                    "code": "not_given",
                    "kpis": [kpi],
                    "fr": f"{known[kpi].name.fr} : {error}",
                    "en": f"{known[kpi].name.en}: {error}",
                }
            )
            continue
        had.append(kpi)
        notes += result.notes
        for row in result.rows:
            cells.setdefault(row["key"][by], {})[kpi] = figure(row["values"][kpi])
    return cells, had, notes
