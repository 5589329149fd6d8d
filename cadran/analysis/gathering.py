"""Figures for a view whose KPIs may not all be known or given by its dimension: what can be had, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.analysis.asking import Asked, figure
from cadran.catalogue.facts import OWN_COSTS
from cadran.errors import CadranError, UsageError, did_you_mean
from cadran.messages import Message
from cadran.query.notes import note

Gathered = tuple[dict[Any, dict[str, Any]], list[str], list[Mapping[str, Any]]]


def gathered(asked: Asked, kpis: Sequence[str], by: str, **more: Any) -> Gathered:
    """Member → KPI → its cell; the KPIs that were had; notes on those that were not, and of those that were."""
    known = asked.source.catalogue.kpis
    wanted = [kpi for kpi in kpis if kpi in known]
    try:
        return _had(asked, wanted, by, more)
    except CadranError as error:
        if len(wanted) == 1:
            text = Message("{name}: {reason}", name=known[wanted[0]].name, reason=error.message)
            return {}, [], [note("not_given", text, kpis=wanted)]
    cells: dict[Any, dict[str, Any]] = {}
    had: list[str] = []
    notes: list[Mapping[str, Any]] = []
    for kpi in wanted:  # one that cannot be given does not take the others with it
        found, own, said = gathered(asked, [kpi], by, **more)
        had += own
        notes += said
        for member, values in found.items():
            cells.setdefault(member, {}).update(values)
    return cells, had, notes


def _had(asked: Asked, kpis: list[str], by: str, more: Mapping[str, Any]) -> Gathered:
    if not kpis:
        return {}, [], []
    result = asked.figures(*kpis, by=(by,), **more)
    cells = {row["key"][by]: {kpi: figure(row["values"][kpi]) for kpi in kpis} for row in result.rows}
    return cells, kpis, [*result.notes]


def sharing_rule(asked: Asked, name: str) -> str | None:
    """The allocation rule of that name; None where each bears only the costs that name it."""
    rules = asked.source.catalogue.allocations
    if name not in (*rules, OWN_COSTS):
        raise UsageError(
            'Costs cannot be shared out by "{name}".{near} Expected one of {names}.',
            name=name,
            near=did_you_mean(name, rules),
            names=(*rules, OWN_COSTS),
        )
    return None if name == OWN_COSTS else name
