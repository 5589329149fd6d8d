"""How a figure is computed: the SQL with its values, and what each KPI rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import parse_one
from sqlglot.errors import SqlglotError

from cadran.engines.base import Engine
from cadran.query.compile import Statement
from cadran.query.prepare import prepare
from cadran.query.request import Request
from cadran.query.slots import LEFT, START, STOCK, Figure, Measured, Piece, Slot
from cadran.query.state import Catalogue, StoreState


def explain(engine: Engine, state: StoreState, request: Request, catalogue: Catalogue) -> str:
    """The statement of a request as SQL one can run, after comments on each figure, the facts and the values."""
    prepared = prepare(engine.dialect, state, request, catalogue)
    places = _places(prepared.statement)
    lines = [line for figure in prepared.plan.figures for line in _figure(figure, places)]
    lines += [f"facts: {', '.join(prepared.plan.facts)}"]
    lines += [f"{name} = {_shown(value)}" for name, value in prepared.values.items()]
    sqls = ";\n".join(_pretty(sql, engine.dialect) for sql in prepared.sqls)
    return "\n".join([*(f"-- {line}" for line in lines), sqls])


def rests_on(engine: Engine, state: StoreState, request: Request, catalogue: Catalogue) -> dict[str, list[str]]:
    """KPI → the facts that its figure counts on in this store."""
    prepared = prepare(engine.dialect, state, request, catalogue)
    return {
        figure.kpi.id: list(dict.fromkeys(piece.value.fact for piece in figure.pieces()))
        for figure in prepared.plan.figures
    }


def _places(statement: Statement) -> dict[Slot, str]:
    """Where in the statement's answer each aggregate is."""
    found: dict[Slot, str] = {}
    for number, branch in enumerate(statement.branches):
        for slot, column in branch.columns.items():
            found.setdefault(slot, f"{column} of branch {number}")
    return found


def _figure(figure: Figure, places: Mapping[Slot, str]) -> list[str]:
    kpi = figure.kpi
    formula = f"{kpi.num} / ({kpi.den})" if kpi.den else kpi.num
    factor = f"{kpi.factor:g} × " if kpi.factor != 1 else ""
    lines = [f"{kpi.id} = {factor}{formula}, basis {figure.basis.value}"]
    for term in dict.fromkeys((*figure.num, *(figure.den or ()))):
        lines += [f"  {line}" for line in _term(term, places)]
    if figure.fallbacks:
        lines.append(f"  standing in for tables that the store does not have: {', '.join(figure.fallbacks)}")
    return lines


def _term(term: Measured, places: Mapping[Slot, str]) -> list[str]:
    lines = [f"{term.measure}: {_piece(piece, places)}" for piece in term.pieces]
    return [*lines, *([f"{term.measure}: by the rule {term.rule}, from the period itself"] if term.rule else [])]


def _piece(piece: Piece, places: Mapping[Slot, str]) -> str:
    slot = piece.value
    what = {"count": "rows", "sum": f"sum of {slot.column}", "distinct": f"distinct {slot.column}"}
    shown = what.get(slot.kind, f"quantile {slot.q} of {slot.column}")
    at = {STOCK: "at the period's end", START: "at the period's start", LEFT: "at the period's start, gone by its end"}
    dated = at.get(slot.dated, f"dated by {slot.dated}")
    where = f" where {' AND '.join(slot.where)}" if slot.where else ""
    window = f", leads at least {slot.window} s old" if slot.window else ""
    return f"{shown} of {slot.fact} {dated}{where}{window} → {places[slot]}"


def _shown(value: Any) -> str:
    return "NULL" if value is None else f"'{value}'" if not isinstance(value, int) else str(value)


def _pretty(sql: str, dialect: str) -> str:
    try:
        return parse_one(sql, dialect=dialect).sql(dialect=dialect, pretty=True)
    except SqlglotError:
        return sql
