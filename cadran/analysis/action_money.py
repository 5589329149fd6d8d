"""Cost and margin of an order before and after an action, beside those of the control group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.analysis import words
from cadran.analysis.action_groups import Group, Windows
from cadran.analysis.asking import Asked, figure
from cadran.analysis.result import Column, Finding, Table
from cadran.catalogue import KPIS
from cadran.catalogue.shape import KPI, Text, Unit
from cadran.errors import CadranError

MONEY = ("cost_per_order", "margin_per_order")

_MONEY_COLUMNS = (
    Column("kpi", Text("Mesure", "Measure"), "member", labels={id: KPIS[id].name for id in MONEY}),
    Column("before", Text("Avant", "Before"), "figure", Unit.MONEY),
    Column("after", Text("Après", "After"), "figure", Unit.MONEY),
    Column("control_before", Text("Témoin, avant", "Control, before"), "figure", Unit.MONEY),
    Column("control_after", Text("Témoin, après", "Control, after"), "figure", Unit.MONEY),
    Column("effect", Text("Écart des deux évolutions", "Difference of the two changes"), unit=Unit.MONEY),
)


def money(asked: Asked, windows: Windows, treated: Group, control: Group | None) -> tuple[Table | None, Finding | None]:
    """Cost and margin of an order on both sides; they are shown, not judged: sums of money have no interval here."""
    rows, missing = [], []
    for id in MONEY:
        kpi = asked.source.catalogue.kpis[id]
        try:
            found = _amounts(asked, id, windows, treated, control)
        except CadranError:  # a fact without that dimension, or a figure that this person may not see
            missing.append(kpi.name)
            continue
        if any(cell["value"] is not None for cell in found):
            rows.append(_amount_row(kpi, found))
    table = Table("money", Text("Coût et marge d’une commande", "Cost and margin of an order"), _MONEY_COLUMNS, rows)
    return (table if rows else None), (_no_money(missing) if missing else None)


def _amounts(
    asked: Asked, kpi: str, windows: Windows, treated: Group, control: Group | None
) -> list[Mapping[str, Any]]:
    periods = ((windows.first, windows.start), (windows.resumed, windows.end))
    return [
        asked.with_(period=period, where=group.where).figures(kpi).total[kpi]
        for group in (treated, *([control] if control else []))
        for period in periods
    ]


def _amount_row(kpi: KPI, cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = ("before", "after", "control_before", "control_after")
    values = [cell["value"] for cell in cells]
    known = len(values) == 4 and None not in values
    effect = values[1] - values[0] - (values[3] - values[2]) if known else None
    shown = {name: figure(cell) for name, cell in zip(names, cells, strict=False)}
    return {"kpi": kpi.id, **{name: shown.get(name) for name in names}, "effect": effect}


def _no_money(missing: Sequence[Text]) -> Finding:
    text = words.phrase(
        "{names}: costs or orders cannot be tied to those whom the action concerns, or you may not see them.",
        names=words.listed(missing),
    )
    return Finding("no_money", "neutral", text)
