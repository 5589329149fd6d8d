"""The interval of a ratio of sums, by the delta method, clustered by lead; one more statement, made when it is asked for.

What happens to one lead is not independent: its attempts share a phone and a person. So leads are drawn, not rows: with
x and y what a lead brings to the numerator and the denominator, R = sum(x) / sum(y) and n leads,

    variance(R) = n / (n - 1) * sum((x - R y)²) / sum(y)²

(Cochran 1977, Sampling Techniques, 2.13, without finite-population correction). A row without lead is a lead of its own.
Ratios of what no lead brings (agents' time, costs, the period's own hours) have no such interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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

ROWS = 4_000_000
"""Of how many rows the leads are added up at once."""

_LEAD = "lead_key"
_SOME = "__some_leads__"


def spread(engine: Engine, request: Request, catalogue: Catalogue, prepared: Prepared, result: Result) -> None:
    """Put `low` and `high` beside the ratios of a result, where leads bring both their sides."""
    figures = [figure for figure in prepared.plan.figures if _is_clustered(figure, catalogue)]
    if not figures:
        return
    is_keyed = bool(request.by or request.grain)
    whole = _sums(engine, figures, request, catalogue, prepared, keyed=False)
    found = _sums(engine, figures, request, catalogue, prepared, keyed=True) if is_keyed else whole
    for row in result.rows:
        place = tuple(row["key"].get(name) for name in request.by), row["key"].get("period")
        _put(figures, row["values"], found.get(place))
    if is_keyed:
        _put(figures, result.total, whole.get(((), None)))


def _sums(
    engine: Engine,
    figures: Sequence[Figure],
    request: Request,
    catalogue: Catalogue,
    prepared: Prepared,
    *,
    keyed: bool,
) -> dict[tuple[Any, ...], Sequence[Any]]:
    """Cell (member, period) → the moments of each figure over its leads; without keys one cell, the whole."""
    parameters = Parameters(engine.dialect)
    made = _statement(figures, catalogue, prepared, parameters, keyed=keyed)
    values = {name: bound(name, request, catalogue, prepared) for name in parameters.names}
    keys = len(stages.key_names(prepared.shape)) if keyed else 0
    found: dict[tuple[Any, ...], Sequence[Any]] = {}
    for some in _leads(engine, figures, catalogue):
        for row in engine.rows(placed(made.replace(_SOME, some), prepared.relations), values):
            cell = _cell(request, row) if keyed else ((), None)
            found[cell] = _added(found[cell], row[keys:]) if cell in found else row[keys:]
    return found


def _leads(engine: Engine, figures: Sequence[Figure], catalogue: Catalogue) -> list[str]:
    """Conditions that part the leads, so that the sums of one part fit in memory: moments add up."""
    tables = {catalogue.facts[piece.value.fact].table for figure in figures for piece in figure.pieces()}
    rows = sum(int(engine.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in tables)
    parts = 1 + rows // ROWS if engine.dialect == "duckdb" else 1
    return [f"hash(lead) % {parts} = {part}" for part in range(parts)] if parts > 1 else ["TRUE"]


def _added(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """Moments of two sets of leads together: each seventh is a smallest value, the others are counts and sums."""
    return [
        left if right is None else right if left is None else min(left, right) if place % 7 == 6 else left + right
        for place, (left, right) in enumerate(zip(one, other, strict=True))
    ]


def _is_clustered(figure: Figure, catalogue: Catalogue) -> bool:
    """Whether it is a ratio, no proportion, and all that it counts or sums is a lead's."""
    if figure.den is None or figure.proportion or any(term.rule for term in (*figure.num, *figure.den)):
        return False
    return all(
        piece.value.additive and piece.value.dated not in STOCKS and _LEAD in columns_of(catalogue.facts[piece.value.fact].table)
        for piece in figure.pieces()
    )  # fmt: skip


def _statement(
    figures: Sequence[Figure], catalogue: Catalogue, prepared: Prepared, parameters: Parameters, *, keyed: bool
) -> str:
    """What rows of every fact bring, added up by lead, and the moments of these sums: one grouping by lead, whatever is asked."""
    shape = prepared.shape
    slots = list(dict.fromkeys(piece.value for figure in figures for piece in figure.pieces()))
    names = {slot: f"m{index}" for index, slot in enumerate(slots)}
    keys = stages.key_names(shape) if keyed else []
    groups: dict[tuple[str, str], list[Slot]] = {}
    for slot in slots:
        groups.setdefault((slot.fact, slot.dated), []).append(slot)
    stacked = []
    for (fact, dated), mine in groups.items():
        scan = Scan(catalogue.facts[fact], dated, shape, parameters)
        rows = written(stages.row_by_row(scan, mine, names, _lead(scan), keyed=keyed), shape.dialect)
        wanted = [names[slot] if slot in mine else f"NULL AS {names[slot]}" for slot in slots]
        stacked.append(f"SELECT {', '.join([*keys, 'lead', *wanted])} FROM ({rows}) f WHERE {_SOME}")
    sums = [f"COALESCE(SUM(CAST({name} AS DOUBLE PRECISION)), 0) AS {name}" for name in names.values()]
    by_lead = f"SELECT {', '.join([*keys, *sums])} FROM ({' UNION ALL '.join(stacked)}) s GROUP BY {', '.join([*keys, 'lead'])}"
    sides = [
        f"{_summed(side or (), names)} AS {letter}{index}"
        for index, figure in enumerate(figures)
        for letter, side in (("x", figure.num), ("y", figure.den))
    ]
    moments = [_moments(index) for index in range(len(figures))]
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    return f"SELECT {', '.join([*keys, *moments])} FROM (SELECT {', '.join([*keys, *sides])} FROM ({by_lead}) l) c{grouped}"


def _lead(scan: Scan) -> exp.Expr:
    """The lead of a row; a row without lead stands alone, by its own id."""
    table = TABLES.get(scan.fact.table) or DERIVED[scan.fact.table]
    own = next((name for name in table.key if name not in (_LEAD, "source_system")), _LEAD)
    return exp.Coalesce(this=scan.column(_LEAD), expressions=[scan.column(own)])


def _summed(terms: Sequence[Measured], names: Mapping[Slot, str]) -> str:
    parts = [f"{'-' if term.sign < 0 else '+'} {names[piece.value]}" for term in terms for piece in term.pieces]
    return f"0 {' '.join(parts)}"


def _moments(index: int) -> str:
    x, y = f"x{index}", f"y{index}"
    some = f"CASE WHEN {x} <> 0 OR {y} <> 0 THEN 1 END"
    return f"COUNT({some}), SUM({x}), SUM({y}), SUM({x} * {x}), SUM({x} * {y}), SUM({y} * {y}), MIN({x})"


def _cell(request: Request, row: Sequence[Any]) -> tuple[Any, ...]:
    dimensions, period = len(request.by), None
    if request.grain and row[dimensions] is not None:
        day: date = row[dimensions].date() if isinstance(row[dimensions], datetime) else row[dimensions]
        period = key_of(request.grain, day, row[dimensions + 1] if request.grain == "hour" else None)
    return tuple(row[:dimensions]), period


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
