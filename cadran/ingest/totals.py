"""Totals that no word names: rows that lack what records have, and whose figures are the sums of the figures of others.

Such a row is looked for among those that hold figures and at most one text, and that leave a column empty which the
others fill. It is one where a figure of it is the sum of those above (since the last total, or since the first record) or, on
top, of those below, and where each other figure is such a sum too or lies among those of its column, as a mean does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cadran.ingest.formats import clock, number
from cadran.ingest.plan import TablePlan
from cadran.ingest.raw import WIDE, Raw
from cadran.sources.base import Source, temporary_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOSTLY, _MANY, _NEARLY_ALL = 0.5, 2_000, 0.95
"""What most records fill: of a short file more than half of them, of a sample of so many nearly all."""
_FEW = 1_000
_NEAR = 0.006
"""Amounts are written to the hundredth."""

_Figures = list[float | None]


def mostly_filled(connection: DuckDBPyConnection, source: Source, sample: str) -> tuple[str, ...]:
    """The columns that most of a sample fills; none where a source has more columns than any that is summed."""
    if len(source.columns) > WIDE:
        return ()
    counts = ", ".join(f"count({column})" for column in source.columns)
    [(total, *filled)] = connection.execute(f"SELECT count(*), {counts} FROM {sample}").fetchall()
    share = _NEARLY_ALL if total > _MANY else _MOSTLY
    return tuple(c for c, count in zip(source.columns, filled, strict=True) if count > share * total)


def confirm(connection: DuckDBPyConnection, plan: TablePlan, relation: str, tag: str) -> None:
    """Settle the rows of a staged table that might be totals: each is one (`_none` 3), or a record like others (0)."""
    rows = connection.execute(
        f"SELECT rowid FROM {relation} WHERE _none = 4 ORDER BY rowid LIMIT {_FEW + 1}"
    ).fetchall()
    if not rows:
        return
    confirmed: list[int] = []
    if len(rows) <= _FEW and not plan.where:
        places = [place for (place,) in rows]
        own, stretches = _figures(connection, plan, places, tag)
        confirmed = _sums_among(places, own, stretches, _key_places(plan))
    listed = ", ".join(map(str, confirmed)) or "-1"
    connection.execute(f"UPDATE {relation} SET _bad = false, _none = 3 WHERE _none = 4 AND rowid IN ({listed})")
    connection.execute(f"UPDATE {relation} SET _none = 0 WHERE _none = 4")


def _figures(
    connection: DuckDBPyConnection, plan: TablePlan, places: Sequence[int], tag: str
) -> tuple[list[_Figures], list[list[_Figures]]]:
    """The figures of the rows at those places, and of the records before, between and behind them: for each stretch the sum of
    each column, its least and greatest figure, and how many are not 0.
    """
    values = ", ".join(f"{_figure(plan.raw, at, plan)} AS v{at}" for at in range(len(plan.source.columns)))
    columns = [f"v{at}" for at in range(len(plan.source.columns))]
    looked = temporary_name("figures")
    listed = ", ".join(map(str, places))
    connection.execute(
        f"CREATE TEMP TABLE {looked} AS SELECT *, count(*) FILTER (is_one) OVER (ORDER BY n) AS stretch FROM (SELECT *, "
        f"n IN ({listed}) AS is_one FROM (SELECT row_number() OVER () - 1 AS n, {values} FROM {plan.source.scan(tag)}))"
    )
    plan.source.forget(connection, tag)
    own = connection.execute(f"SELECT {', '.join(columns)} FROM {looked} WHERE is_one ORDER BY n").fetchall()
    wanted = ", ".join(f"sum({c}), min({c}), max({c}), count(*) FILTER ({c} <> 0)" for c in columns)
    found = {
        stretch: [list(told[at : at + 4]) for at in range(0, len(told), 4)]
        for stretch, *told in connection.execute(
            f"SELECT stretch, {wanted} FROM {looked} WHERE NOT is_one GROUP BY stretch"
        ).fetchall()
    }
    connection.execute(f"DROP TABLE {looked}")
    nothing: list[_Figures] = [[None, None, None, 0] for _ in columns]
    return [list(row) for row in own], [found.get(at, nothing) for at in range(len(places) + 1)]


def _figure(raw: Raw, at: int, plan: TablePlan) -> str:
    """SQL for the number or the time that a cell holds, NULL for a text."""
    column = plan.source.columns[at]
    text = f"CAST({column} AS VARCHAR)"
    if not raw.is_text(plan.source.headers[at]):
        return f"TRY_CAST({text} AS DOUBLE)"
    return (
        f"CASE WHEN contains({text}, ':') THEN {clock(text)} ELSE {number(f'trim({text})', 'DOUBLE', plan.decimal)} END"
    )


def _key_places(plan: TablePlan) -> set[int]:
    """Where a record has what makes it one: a row with a figure there is no total, even where 3 is the sum of 1 and 2."""
    keys = [one for one in plan.columns if one.is_id or one.is_instant or one.name in plan.table.key]
    return {plan.raw.places[header] for one in keys for header in one.data_headers}


def _sums_among(
    places: Sequence[int], own: Sequence[_Figures], stretches: Sequence[list[_Figures]], keys: set[int]
) -> list[int]:
    width = len(stretches[0])
    part, whole = [_nothing() for _ in range(width)], [_nothing() for _ in range(width)]
    confirmed = []
    for at, (place, figures) in enumerate(zip(places, own, strict=True)):
        _add_all(part, stretches[at])
        _add_all(whole, stretches[at])
        below = [_nothing() for _ in range(width)]
        for stretch in stretches[at + 1 :]:
            _add_all(below, stretch)
        above_is_empty = all(one[3] == 0 for one in whole)
        has_key = any(figures[key] is not None for key in keys)
        if not has_key and any(
            _is_sum(figures, one) for one in ((part, whole, below) if above_is_empty else (part, whole))
        ):
            confirmed.append(place)
            part = [_nothing() for _ in range(width)]
            continue
        for sums in (part, whole):
            _add_all(sums, [[v, v, v, 1 if v else 0] for v in figures])
    return confirmed


def _nothing() -> _Figures:
    return [0.0, None, None, 0]


def _add_all(sums: list[_Figures], others: Sequence[_Figures]) -> None:
    for one, other in zip(sums, others, strict=True):
        one[0] = (one[0] or 0.0) + (other[0] or 0.0)
        one[1] = min((v for v in (one[1], other[1]) if v is not None), default=None)
        one[2] = max((v for v in (one[2], other[2]) if v is not None), default=None)
        one[3] = (one[3] or 0) + (other[3] or 0)


def _is_sum(figures: _Figures, others: Sequence[_Figures]) -> bool:
    """Whether each figure is a sum of others, or among them as a mean is, and one is a sum of several."""
    is_one = False
    for value, (total, least, greatest, count) in zip(figures, others, strict=True):
        if value is None:
            continue
        if abs(value - (total or 0.0)) <= _NEAR + 1e-9 * abs(value):
            is_one = is_one or (count or 0) > 1
        elif least is None or greatest is None or not least <= value <= greatest:
            return False
    return is_one
