"""Figures as tables one can read in a terminal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from cadran.catalogue import DIMENSIONS, KPIS
from cadran.catalogue.shape import KPI, Unit
from cadran.display import NO_BREAK, UNKNOWN, day, number, say, value
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.reports.grid import Grid

_WORDS = {
    "fr": {
        "period": "Période", "total": "Total", "kpi": "Indicateur", "value": "Valeur", "interval": "Intervalle à 95 %",
        "num": "Numérateur", "den": "Dénominateur", "none": "(non renseigné)", "no_rows": "Aucune ligne.", "everywhere": "Partout :",
        "no_data": "rien à compter", "not_loaded": "non chargé", "all": "tout ce qui est chargé", "to": "au", "excluded": "exclu",
        "immature": "trop jeunes", "unmapped": "codes non traduits", "unconverted": "sans taux de change",
    },
    "en": {
        "period": "Period", "total": "Total", "kpi": "KPI", "value": "Value", "interval": "95% interval",
        "num": "Numerator", "den": "Denominator", "none": "(unassigned)", "no_rows": "No row.", "everywhere": "Everywhere:",
        "no_data": "nothing to count", "not_loaded": "not loaded", "all": "all that is loaded", "to": "to", "excluded": "left out",
        "immature": "too young", "unmapped": "unmapped codes", "unconverted": "without exchange rate",
    },
}  # fmt: skip


def print_result(result: Result, request: Request, language: str, currency: str, console: Console) -> None:
    """One KPI a line where nothing is broken down; else one member a line and one KPI a column."""
    if request.by or request.grain:
        console.print(_broken_down(result, request, language, currency))
    else:
        console.print(_summary(result, request, language, currency))
    for note in _notes(result, language):
        console.print(Line(f"· {note}", style="dim"))


def _name(kpi: str, language: str) -> str:
    return say(KPIS[kpi].name, language) if kpi in KPIS else kpi


def _shown(cell: dict[str, Any], kpi: str, language: str, currency: str) -> str:
    """A value, or why there is none."""
    if cell["state"] != "ok":
        return f"{UNKNOWN} {_WORDS[language][cell['state']]}"
    unit = KPIS[kpi].unit if kpi in KPIS else Unit.RATIO
    return value(cell["value"], unit, language, currency)


def _interval(cell: dict[str, Any], unit: Unit, language: str, currency: str) -> str:
    if cell["low"] is None or cell["high"] is None:
        return ""
    return f"{value(cell['low'], unit, language, currency)} – {value(cell['high'], unit, language, currency)}"


def _part(amount: Any, kpi: KPI | None, language: str) -> str:
    if amount is None:
        return ""
    return number(float(amount), 0 if float(amount).is_integer() else 2, language)


def _summary(result: Result, request: Request, language: str, currency: str) -> Table:
    words = _WORDS[language]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(words["kpi"])
    for name in ("value", "interval", "num", "den"):
        table.add_column(words[name], justify="right", no_wrap=True)
    for kpi in request.kpis:
        cell = result.total[kpi]
        unit = KPIS[kpi].unit if kpi in KPIS else Unit.RATIO
        is_ratio = cell["den"] is not None
        table.add_row(
            _name(kpi, language),
            _shown(cell, kpi, language, currency),
            _interval(cell, unit, language, currency),
            _part(cell["num"], KPIS.get(kpi), language) if is_ratio else "",
            _part(cell["den"], KPIS.get(kpi), language),
        )
    return table


def _member(dimension: str, member: Any, language: str) -> str:
    if member is None:
        return _WORDS[language]["none"]
    labels = DIMENSIONS[dimension].labels if dimension in DIMENSIONS else {}
    return say(labels[str(member)], language) if str(member) in labels else str(member)


def _broken_down(result: Result, request: Request, language: str, currency: str) -> Table:
    """Members and periods down, KPIs across; one KPI alone shows its interval too."""
    words, alone = _WORDS[language], len(request.kpis) == 1
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    heads = [say(DIMENSIONS[name].name, language) if name in DIMENSIONS else name for name in request.by]
    heads += [words["period"]] if request.grain else []
    for place, head in enumerate(heads):
        table.add_column(head, footer=words["total"] if place == 0 else "")
    for kpi in request.kpis:
        total = result.total[kpi]
        unit = KPIS[kpi].unit if kpi in KPIS else Unit.RATIO
        table.add_column(_name(kpi, language), justify="right", footer=_shown(total, kpi, language, currency))
        if alone:
            table.add_column(words["interval"], justify="right", footer=_interval(total, unit, language, currency))
            table.add_column("n", justify="right", footer=_part(total["n"], None, language))
    for row in result.rows:
        line = [_member(name, row["key"][name], language) for name in request.by]
        line += [str(row["key"]["period"])] if request.grain else []
        for kpi in request.kpis:
            cell = row["values"][kpi]
            unit = KPIS[kpi].unit if kpi in KPIS else Unit.RATIO
            line.append(_shown(cell, kpi, language, currency))
            if alone:
                line += [_interval(cell, unit, language, currency), _part(cell["n"], None, language)]
        table.add_row(*line)
    return table


def _notes(result: Result, language: str) -> list[str]:
    """The result's own notes, and what was left out of each figure."""
    words, notes = _WORDS[language], [str(note[language]) for note in result.notes]
    for kpi, cell in result.total.items():
        left = [f"{number(count, 0, language)} {words[why]}" for why, count in cell["excluded"].items() if count]
        if left:
            notes.append(f"{_name(kpi, language)}{NO_BREAK}: {words['excluded']} {', '.join(left)}")
    return notes


def print_grid(grid: Grid, language: str, console: Console) -> None:
    """Rows as they are stored; what is the same on every row is said once, what holds nothing is left out."""
    if not grid.rows:
        console.print(_WORDS[language]["no_rows"])
        return
    values = {name: {row[place] for row in grid.rows} for place, name in enumerate(grid.columns)}
    same = [name for name in grid.columns if len(values[name]) == 1 and len(grid.rows) > 1]
    shown = [place for place, name in enumerate(grid.columns) if name not in same and values[name] != {None}]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place in shown:
        table.add_column(grid.columns[place], overflow="fold")
    for row in grid.rows:
        table.add_row(*(_text(row[place], language) for place in shown))
    console.print(table)
    told = [f"{name} = {_text(next(iter(values[name])), language)}" for name in same if values[name] != {None}]
    if told:
        console.print(Line(f"{_WORDS[language]['everywhere']} {', '.join(told)}", style="dim"))


def _text(item: Any, language: str) -> str:
    if item is None:
        return ""
    if isinstance(item, datetime | date):
        return day(item, language)
    return str(item)
