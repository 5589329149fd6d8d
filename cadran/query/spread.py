"""The interval of a ratio of sums, by the delta method, clustered by lead; one more statement, made when it is asked for.

What happens to one lead is not independent: its attempts share a phone and a person. So leads are drawn, not rows: with
x and y what a lead brings to the numerator and the denominator, R = sum(x) / sum(y) and n leads,

    variance(R) = n / (n - 1) * sum((x - R y)²) / sum(y)²

(Cochran 1977, Sampling Techniques, 2.13, without finite-population correction). A row without lead is a lead of its own.
Ratios of what no lead brings (agents' time, costs, the period's own hours) have no such interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from sqlglot import exp

from cadran.engines.base import Engine
from cadran.model import TABLES
from cadran.model.derived import DERIVED
from cadran.query import stages
from cadran.query.numbers import Z95, ratio
from cadran.query.periods import key_of
from cadran.query.plan import STOCKS, Figure, Measured, Slot
from cadran.query.prepare import Prepared, bound, placed
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.scan import Parameters, Scan, columns_of, written
from cadran.query.state import Catalogue

_LEAD = "lead_key"


def spread(engine: Engine, request: Request, catalogue: Catalogue, prepared: Prepared, result: Result) -> None:
    """Put `low` and `high` beside the ratios of a result, where leads bring both their sides."""
    figures = [figure for figure in prepared.plan.figures if _is_clustered(figure, catalogue)]
    if not figures:
        return
    parameters = Parameters(engine.dialect)
    sql = placed(_statement(figures, catalogue, prepared, parameters, engine.dialect), prepared.relations)
    values = {name: bound(name, request, catalogue, prepared) for name in parameters.names}
    found = {_cell(request, row): row[1 + _keys(request) :] for row in engine.rows(sql, values)}
    for row in result.rows:
        place = tuple(row["key"].get(name) for name in request.by), row["key"].get("period")
        _put(
            figures, row["values"], found.get((0, *place)) if request.by or request.grain else found.get((1, (), None))
        )
    if request.by or request.grain:
        _put(figures, result.total, found.get((1, (), None)))


def _is_clustered(figure: Figure, catalogue: Catalogue) -> bool:
    """Whether it is a ratio, no proportion, and all that it counts or sums is a lead's."""
    if figure.den is None or figure.proportion or any(term.rule for term in (*figure.num, *figure.den)):
        return False
    return all(
        piece.value.additive and piece.value.dated not in STOCKS and _LEAD in columns_of(catalogue.facts[piece.value.fact].table)
        for piece in figure.pieces()
    )  # fmt: skip


class _Clustered(Scan):
    """A scan whose rows are grouped by lead besides; a row without lead stands alone."""

    def beside(self) -> list[tuple[str, exp.Expr]]:
        table = TABLES.get(self.fact.table) or DERIVED[self.fact.table]
        own = next((name for name in table.key if name not in (_LEAD, "source_system")), _LEAD)
        return [("lead", exp.Coalesce(this=self.column(_LEAD), expressions=[self.column(own)]))]


def _statement(
    figures: Sequence[Figure], catalogue: Catalogue, prepared: Prepared, parameters: Parameters, dialect: str
) -> str:
    slots = list(dict.fromkeys(piece.value for figure in figures for piece in figure.pieces()))
    names = {slot: f"m{index}" for index, slot in enumerate(slots)}
    keys = stages.key_names(prepared.shape)
    groups: dict[tuple[str, str], list[Slot]] = {}
    for slot in slots:
        groups.setdefault((slot.fact, slot.dated), []).append(slot)
    tables, stacked = [], []
    for place, ((fact, dated), mine) in enumerate(groups.items()):
        scan = _Clustered(catalogue.facts[fact], dated, prepared.shape, parameters)
        tables.append(f"f{place} AS ({written(stages.additive(scan, mine, names), dialect)})")
        wanted = [names[slot] if slot in mine else f"NULL AS {names[slot]}" for slot in slots]
        stacked.append(f"SELECT {', '.join([*keys, 'lead', *wanted])} FROM f{place}")
    sums = ", ".join(f"COALESCE(SUM({name}), 0) AS {name}" for name in names.values())
    by_lead = f"SELECT {', '.join([*keys, 'lead', sums])} FROM ({' UNION ALL '.join(stacked)}) s GROUP BY {', '.join([*keys, 'lead'])}"
    sides = [side for index, figure in enumerate(figures) for side in (
        f"CAST({_summed(figure.num, names)} AS DOUBLE) AS x{index}",
        f"CAST({_summed(figure.den or (), names)} AS DOUBLE) AS y{index}")]  # fmt: skip
    whole = f"SELECT lead, {', '.join(f'SUM({name}) AS {name}' for name in names.values())} FROM leads GROUP BY lead"
    tables += [f"leads AS ({by_lead})", f"whole AS ({whole})"]
    moments = ", ".join(_moments(index) for index in range(len(figures)))
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    none = "".join(f"NULL AS {key}, " for key in keys)
    listed = "".join(f"{key}, " for key in keys)
    selects = [f"SELECT 1 AS lvl, {none}{moments} FROM (SELECT {', '.join(sides)} FROM whole) w"]
    if keys:
        selects.insert(
            0, f"SELECT 0 AS lvl, {listed}{moments} FROM (SELECT {', '.join([*keys, *sides])} FROM leads) c{grouped}"
        )
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(selects)}"


def _summed(terms: Sequence[Measured], names: Mapping[Slot, str]) -> str:
    parts = [f"{'-' if term.sign < 0 else '+'} {names[piece.value]}" for term in terms for piece in term.pieces]
    return f"0 {' '.join(parts)}"


def _moments(index: int) -> str:
    x, y = f"x{index}", f"y{index}"
    some = f"CASE WHEN {x} <> 0 OR {y} <> 0 THEN 1 END"
    return f"COUNT({some}), SUM({x}), SUM({y}), SUM({x} * {x}), SUM({x} * {y}), SUM({y} * {y}), MIN({x})"


def _keys(request: Request) -> int:
    return len(request.by) + (0 if not request.grain else 2 if request.grain == "hour" else 1)


def _cell(request: Request, row: Sequence[Any]) -> tuple[Any, ...]:
    if row[0]:
        return 1, (), None
    dimensions, period = len(request.by), None
    if request.grain and row[1 + dimensions] is not None:
        hour = row[2 + dimensions] if request.grain == "hour" else None
        period = key_of(request.grain, getattr(row[1 + dimensions], "date", lambda: row[1 + dimensions])(), hour)
    return 0, tuple(row[1 : 1 + dimensions]), period


def _put(figures: Sequence[Figure], values: Mapping[str, dict[str, Any]], sums: Sequence[Any] | None) -> None:
    for place, figure in enumerate(figures):
        value = values[figure.kpi.id]
        bounds = _bounds(*sums[7 * place : 7 * place + 7]) if sums and value["value"] is not None else None
        if bounds:
            value["low"], value["high"] = (bound * figure.kpi.factor for bound in bounds)


def _bounds(n: int, x: float, y: float, xx: float, xy: float, yy: float, least: float) -> tuple[float, float] | None:
    """R ± z standard errors; None from fewer than two leads. What no lead brings less than nothing of is not negative."""
    found = ratio(x, y)
    if found is None or n < 2:
        return None
    left = max(xx - 2 * found * xy + found * found * yy, 0.0)
    margin = Z95 * sqrt(n / (n - 1) * left) / abs(y)
    low = found - margin
    return (max(low, 0.0) if least >= 0 else low), found + margin
