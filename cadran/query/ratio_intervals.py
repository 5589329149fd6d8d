"""The interval of a ratio of sums, by the delta method, clustered by lead; one more statement, made when it is asked for.

What happens to one lead is not independent: its attempts share a phone and a person. So leads are drawn, not rows: with
x and y what a lead brings to the numerator and the denominator, R = sum(x) / sum(y) and n leads,

    variance(R) = n / (n - 1) * sum((x - R y)²) / sum(y)²

(Cochran 1977, Sampling Techniques, 2.13, without finite-population correction). A row without lead is a lead of its own.
Ratios of what no lead brings (agents' time, costs, the period's own hours) have no such interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from sqlglot import exp

from cadran.engines.base import Engine
from cadran.engines.rendering import rendering_of
from cadran.model import TABLES
from cadran.model.derived import DERIVED
from cadran.query import stages
from cadran.query.expressions import written
from cadran.query.fact_columns import columns_of
from cadran.query.keys import Keys, numbers
from cadran.query.numbers import Z95, Floats, ratios
from cadran.query.prepare import Prepared, bound, placed
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.scan import Parameters, Scan
from cadran.query.slots import STOCKS, Figure, Measured, Slot
from cadran.query.state import Catalogue

ROWS = 4_000_000
"""Of how many rows the leads are added up at once."""

_MOMENTS = ("n", "sx", "sy", "xx", "xy", "yy", "least")
_LEAD = "lead_key"
_SOME = "__some_leads__"


def with_intervals(
    engine: Engine, request: Request, catalogue: Catalogue, prepared: Prepared, result: Result
) -> Result:
    """The result with `low` and `high` beside its ratios, where leads bring both their sides."""
    figures = [figure for figure in prepared.plan.figures if _is_clustered(figure, catalogue)]
    if not figures:
        return result
    whole = _sums(engine, figures, request, catalogue, prepared, Keys((), None, (), (), *(np.zeros(1, np.int64),) * 2))
    moments = whole
    if len(result.keys):
        moments = np.concatenate([_sums(engine, figures, request, catalogue, prepared, result.keys), whole], axis=2)
    low, high = result.columns.low.copy(), result.columns.high.copy()
    for figure, sums in zip(figures, moments, strict=True):
        line = result.columns.kpis.index(figure.kpi.id)
        known = ~np.isnan(result.columns.value[line])
        for into, found in zip((low, high), _bounds(sums), strict=True):
            into[line] = np.where(known & ~np.isnan(found), found * figure.kpi.factor, into[line])
    return replace(result, columns=replace(result.columns, low=low, high=high))


def _sums(
    engine: Engine, figures: Sequence[Figure], request: Request, catalogue: Catalogue, prepared: Prepared, keys: Keys
) -> Floats:
    """The moments of each figure over its leads, row by row, NaN where there are none; of keys of nothing one row, the whole."""
    parameters = Parameters(engine.dialect)
    made = _statement(figures, catalogue, prepared, parameters, keyed=bool(keys.by or keys.grain))
    values = {name: bound(name, request, catalogue, prepared) for name in parameters.names}
    names = [f"{moment}{index}" for index in range(len(figures)) for moment in _MOMENTS]
    sums = np.full((len(figures), len(_MOMENTS), len(keys)), np.nan)
    for some in _leads(engine, figures, catalogue):
        found = engine.columns(placed(made.replace(_SOME, some), prepared.relations), values)
        read = numbers(found, names)[:, keys.found(found)].reshape(sums.shape)
        least = np.fmin(sums[:, -1], read[:, -1])
        unknown = np.isnan(sums) & np.isnan(read)
        sums = np.where(unknown, np.nan, np.nan_to_num(sums) + np.nan_to_num(read))
        sums[:, -1] = least
    return sums


def _leads(engine: Engine, figures: Sequence[Figure], catalogue: Catalogue) -> list[str]:
    """Conditions that part the leads, so that the sums of one part fit in memory: moments add up."""
    tables = {catalogue.facts[piece.value.fact].table for figure in figures for piece in figure.pieces()}
    rows = sum(int(engine.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in tables)
    sql = rendering_of(engine.dialect)
    parts = 1 + rows // ROWS if sql.can.is_in_process else 1
    return [sql.part("lead", parts, number) for number in range(parts)] if parts > 1 else ["TRUE"]


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
    moments = (
        f"COUNT({some})",
        f"SUM({x})",
        f"SUM({y})",
        f"SUM({x} * {x})",
        f"SUM({x} * {y})",
        f"SUM({y} * {y})",
        f"MIN({x})",
    )
    return ", ".join(f"{moment} AS {name}{index}" for moment, name in zip(moments, _MOMENTS, strict=True))


def _bounds(moments: Floats) -> tuple[Floats, Floats]:
    """R ± z standard errors; NaN from fewer than two leads. What no lead brings less than nothing of is not negative."""
    n, x, y, xx, xy, yy, least = moments
    found = ratios(x, y)
    left = np.maximum(xx - 2 * found * xy + found * found * yy, 0.0)
    margin = Z95 * ratios(np.sqrt(ratios(n, n - 1) * left), abs(y))
    margin[~(n >= 2)] = np.nan
    low = found - margin
    return np.where(least >= 0, np.maximum(low, 0.0), low), found + margin
