"""The rows behind a figure: its numerator or denominator opened, by the same filters and the same conditions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from cadran.catalogue.shape import Fact
from cadran.engines.base import Engine
from cadran.errors import LimitError, UsageError
from cadran.query.expressions import written
from cadran.query.prepare import Prepared, bound, placed, prepare
from cadran.query.request import Request
from cadran.query.scan import Parameters, Scan
from cadran.query.sensitivity import hidden_columns, table_of
from cadran.query.slots import Piece, Slot
from cadran.query.stages import member_columns
from cadran.query.state import Catalogue, StoreState

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = ("num", "den")


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows of one fact behind a numerator or denominator: their SQL, without a limit, and its values.

    `sign` is -1 where the rows are taken away. Where members are counted there is one row each, the first that qualifies.
    """

    fact: str
    sign: int
    sql: str
    values: dict[str, Any]


def opened(
    dialect: str,
    state: StoreState,
    request: Request,
    catalogue: Catalogue,
    kpi: str,
    *,
    part: str = "num",
    personal: bool = False,
) -> list[Opened]:
    """What to run to see the rows behind a figure of `request` (its breakdown and grain aside).

    As many rows as the figure counts: all that qualify for counts and sums, one a lead for distinct leads. Columns are
    the table's own; those with personal data only with `personal`. UsageError for a part that the KPI does not have.
    """
    if part not in PARTS:
        raise UsageError('"{part}" is no part of a figure. It is num or den.', part=part)
    prepared = prepare(dialect, state, replace(request, kpis=(kpi,), by=(), grain=None), catalogue)
    figure = prepared.plan.figures[0]
    terms = figure.num if part == "num" else figure.den
    if terms is None:
        raise UsageError('"{id}" is a volume: it has no denominator. Its rows are those of "num".', id=kpi)
    found: dict[tuple[int, Slot], Opened] = {}
    for term in terms:
        for piece in term.pieces:
            slot = _counted(piece)
            found[term.sign, slot] = _opened(prepared, request, catalogue, slot, term.sign, personal)
    return list(found.values())


def _counted(piece: Piece) -> Slot:
    return piece.value if piece.value.kind == "distinct" else piece.rows


def _opened(
    prepared: Prepared, request: Request, catalogue: Catalogue, slot: Slot, sign: int, personal: bool
) -> Opened:
    fact, shape = catalogue.facts[slot.fact], prepared.shape
    parameters = Parameters(shape.dialect)
    scan = Scan(fact, slot.dated, shape, parameters)
    hidden = hidden_columns(catalogue, fact, request.scope, personal=personal)
    names = [column.name for column in table_of(fact).columns if column.name not in hidden]
    wanted: list[exp.Expr] = [exp.column(name, table="f") for name in names]
    # what is allocated rests on all that may be shared out, whoever it goes to
    where = [*scan.restrictions(filtered=not slot.allocated), *(scan.test(token) for token in scan.tokens(slot))]
    order = [exp.column(name, table="f") for name in _order(fact)]
    if slot.kind == "distinct":
        member = [scan.column(name) for name in member_columns(slot)]
        where += [exp.Not(this=exp.Is(this=column.copy(), expression=exp.null())) for column in member]
        first = exp.Window(
            this=exp.RowNumber(),
            partition_by=member,
            order=exp.Order(expressions=[exp.Ordered(this=exp.column(name, table="f")) for name in _order(fact)]),
        )
        inside = [exp.column(name, table="f") for name in dict.fromkeys((*names, *_order(fact)))]
        inner = scan.select([*inside, exp.alias_(first, "place", copy=False)], where, [])
        order = [exp.column(name) for name in _order(fact)]
        source = exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("q")))
        query = exp.Select(expressions=[exp.column(name) for name in names]).from_(source, copy=False)
        query = query.where(exp.EQ(this=exp.column("place"), expression=exp.Literal.number(1)), copy=False)
    else:
        query = scan.select(wanted, where, [])
    tree = query.order_by(*order, copy=False)
    sql = placed(written(tree, shape.dialect), prepared.relations)
    values = {name: bound(name, request, catalogue, prepared) for name in parameters.names}
    return Opened(fact.name, sign, sql, values)


def _order(fact: Fact) -> tuple[str, ...]:
    return (fact.instant, "source_system", *table_of(fact).key)


def rows(
    engine: Engine,
    state: StoreState,
    request: Request,
    catalogue: Catalogue,
    kpi: str,
    *,
    part: str = "num",
    limit: int | None = None,
    most: int | None = None,
    personal: bool = False,
) -> pa.Table:
    """The rows behind a figure, oldest first, at most `limit` of each fact; LimitError where they are more than `most`.

    Where several facts stand behind it, or some rows are taken away, the columns `fact` and `sign` say so and each row
    has the columns of its own fact.
    """
    found = opened(engine.dialect, state, request, catalogue, kpi, part=part, personal=personal)
    tables = [_read(engine, one, limit, most) for one in found]
    if len(found) == 1 and found[0].sign == 1:
        return tables[0]
    stacked: pa.Table = import_module("cadran.query.frames").stacked(found, tables)
    return stacked


def _read(engine: Engine, one: Opened, limit: int | None, most: int | None) -> pa.Table:
    """The first rows; one more than may be tells that there are more."""
    bounds = [bound for bound in (limit, None if most is None else most + 1) if bound is not None]
    found = engine.arrow(one.sql + (f" LIMIT {min(bounds)}" if bounds else ""), one.values)
    if most is not None and found.num_rows > most:
        raise LimitError(
            "There are more than {most:,} rows, which is as many as may be asked at once. Ask for fewer with a limit, a "
            "filter or a shorter period. The configuration sets the bound: [limits], rows.",
            most=most,
        )
    return found
