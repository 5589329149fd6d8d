"""What a view is asked with, and its two ways to figures: the evaluator, and one statement of its own.

Where a view needs rows cut otherwise than by dimensions (ranks, bands, the hour where the lead is), it says so in
expressions over a fact of the catalogue; the period, the filters, the clocks and the scope are put into the statement
by the evaluator's own machinery, before anything is aggregated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol

from sqlglot import exp, parse_one
from sqlglot.dialects.dialect import Dialect

from cadran.catalogue.shape import Fact, Lookup
from cadran.engines.base import Engine
from cadran.errors import UsageError
from cadran.query import grammar
from cadran.query.numbers import ratio, wilson
from cadran.query.prepare import bound, placed, prepare
from cadran.query.request import EVERYTHING, Request, Scope
from cadran.query.result import NO_DATA, OK, Result
from cadran.query.scan import Parameters, Scan, Shape
from cadran.query.sensitivity import closed, compared_in, table_of
from cadran.query.state import Catalogue, StoreState

ANCHORS = {"attempts": "attempts", "leads": "leads", "orders": "orders"}
"""Fact → the KPI that one must be allowed to see to have rows of it cut up."""

Days = tuple[date | None, date | None]
Rows = list[dict[str, Any]]


class Source(Protocol):
    """What a view reads from: an open store, in the process that owns the file."""

    @property
    def engine(self) -> Engine: ...
    @property
    def catalogue(self) -> Catalogue: ...
    def evaluate(self, request: Request) -> Result: ...
    def state(self) -> StoreState: ...
    def bounded(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True)
class Extra:
    """A relation beside a fact, joined `on` (column of the fact, column of the relation), with these `columns`.

    `sql` is a SELECT; `{attempts}` and the like stand for tables as they were known, `{as_of}` for that instant as a
    literal. Under the name "f" it replaces the fact's own table, of which it keeps every column.
    """

    sql: str
    columns: tuple[str, ...]
    on: tuple[tuple[str, str], ...] = ()


class _Scan(Scan):
    """A scan that also reaches a view's own relations."""

    def __init__(self, fact: Fact, dated: str, shape: Shape, parameters: Parameters, extras: Mapping[str, Extra]):
        super().__init__(fact, dated, shape, parameters)
        self.extras = extras

    def column(self, path: str) -> exp.Expr:
        lookup, _, name = path.rpartition(".")
        extra = self.extras.get(lookup or "f")
        if extra is None or name not in extra.columns:
            return super().column(path)
        if lookup:
            self.lookups[lookup] = Lookup(_placeholder(lookup), extra.on)
        return exp.column(name, table=lookup or "f")

    def _table(self, name: str, alias: str) -> exp.Table:
        if alias in self.extras:
            own = exp.to_identifier(_placeholder(alias))
            return exp.Table(this=own, alias=exp.TableAlias(this=exp.to_identifier(alias)))
        return super()._table(name, alias)


def _placeholder(alias: str) -> str:
    return f"__beside_{alias}__"


@lru_cache(maxsize=512)
def _parsed(text: str) -> exp.Expr:
    tree: exp.Expr = parse_one(text, dialect="duckdb")
    return tree


@dataclass(frozen=True)
class Asked:
    """A view's question: over which store, which days, which rows, as seen by whom."""

    source: Source
    period: Days | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    basis: str = "activity"
    as_of: datetime | None = None
    known_at: datetime | None = None
    within: int | None = None
    scope: Scope = EVERYTHING

    def request(self, *ids: str, **more: Any) -> Request:
        """The request for some KPIs under the same filters."""
        same: dict[str, Any] = {
            "period": self.period,
            "where": self.where,
            "basis": self.basis,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "within": self.within,
            "scope": self.scope,
        }
        return Request(ids, **{**same, **more})

    def figures(self, *ids: str, **more: Any) -> Result:
        """KPIs under the same filters, by the evaluator."""
        return self.source.evaluate(self.request(*ids, **more))

    def with_(self, **changes: Any) -> Asked:
        """The same question with some changes."""
        return replace(self, **changes)

    def filters(self) -> dict[str, list[str | None]]:
        """The filters as they are kept."""
        return {dimension: list(values) for dimension, values in self.request("leads").filters}

    def grants(self, dimension: str) -> bool:
        """Whether the scope lets rows be told apart by a dimension."""
        return self.scope.dimensions is None or dimension in self.scope.dimensions

    @property
    def zone(self) -> str:
        return self.source.state().zone

    def cut(
        self,
        fact: str,
        select: Mapping[str, str],
        by: Mapping[str, str] | None = None,
        *,
        where: Sequence[str] = (),
        extras: Mapping[str, Extra] | None = None,
        cohort: bool = False,
        undated: bool = False,
    ) -> Rows:
        """Rows of aggregates over a fact: names in `select` and `by` map to SQL expressions over its columns.

        Rows are dated by the fact's own event, or by the lead's creation where `cohort`; `undated` leaves the period
        out. Unknown columns, dimensions that the fact lacks and what the scope does not grant raise UsageError.
        """
        catalogue = self.source.catalogue
        fact_of = catalogue.facts[fact]
        for text in (by or {}).values():
            _grant(self.scope, fact_of, text)
        for text in (*select.values(), *(by or {}).values(), *where):
            _grant_column(self.scope, fact_of, text)
        lookups = {**fact_of.lookups, **({"lead_row": _LEAD_ROW} if fact == "attempts" else {})}
        request = self.request(ANCHORS[fact], **({"period": None} if undated else {}))
        state, engine = self.source.state(), self.source.engine
        prepared = prepare(engine.dialect, state, request, catalogue)
        parameters = Parameters(engine.dialect)
        dated = (fact_of.cohort if cohort else None) or next(iter(fact_of.times.values()))
        extras = extras or {}
        scan = _Scan(replace(fact_of, lookups=lookups), dated, prepared.shape, parameters, extras)
        tree = _select(scan, select, by or {}, where, self.within)
        sql = placed(Dialect.get_or_raise(engine.dialect).generate(tree, copy=False), prepared.relations)
        sql = _beside(sql, extras, prepared.relations[0], prepared.as_of)
        values = {name: bound(name, request, catalogue, prepared) for name in parameters.names}
        names = [*(by or {}), *select]
        return [dict(zip(names, row, strict=True)) for row in engine.rows(sql, values)]


_READ = ("attempts", "orders", "appointments", "lead_journeys", "campaigns", "lists", "leads")
_LEAD_ROW = Lookup("leads", (("lead_key", "lead_key"),))


def _grant(scope: Scope, fact: Fact, text: str) -> None:
    """Refuse rows cut by a dimension that the scope closes, whatever the expression around its column."""
    if scope.dimensions is None:
        return
    read = {grammar.path(column) for column in _parsed(text).find_all(exp.Column)}
    for dimension, path in fact.dimensions.items():
        if path in read and dimension not in scope.dimensions:
            raise UsageError('The dimension "{id}" is not among those you may use.', id=dimension)


def _grant_column(scope: Scope, fact: Fact, text: str) -> None:
    """Refuse what tells of costs, earnings or agents' work where the scope closes it."""
    own = {column.name: column.sensitivity for column in table_of(fact).columns}
    for name in compared_in(_parsed(text)):
        if own.get(name) in closed(scope):
            raise UsageError('The column "{name}" is not among those you may see.', name=name)


def _select(
    scan: _Scan, select: Mapping[str, str], by: Mapping[str, str], where: Sequence[str], within: int | None
) -> exp.Select:
    keys = [(name, scan.expression(_parsed(text))) for name, text in by.items()]
    wanted: list[exp.Expr] = [exp.alias_(tree, name, copy=False) for name, tree in keys]
    wanted += [exp.alias_(scan.expression(_parsed(text)), name, copy=False) for name, text in select.items()]
    conditions = [*scan.restrictions(), *(exp.paren(scan.expression(_parsed(text))) for text in where)]
    if within is not None:
        conditions.append(scan.test(("old", within)))
    return scan.select(wanted, conditions, [tree.copy() for _, tree in keys])


def _beside(sql: str, extras: Mapping[str, Extra], relations: Mapping[str, str], as_of: datetime) -> str:
    tables = {name: relations.get(name, name) for name in _READ}
    for alias, extra in extras.items():
        text = extra.sql.format(**tables, as_of=f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S.%f}'")
        sql = sql.replace(_placeholder(alias), f"({text})")
    return sql


def proportion(num: Any, den: Any) -> dict[str, Any]:
    """A figure as the public JSON contract has it: the one division, and its Wilson interval."""
    value = ratio(num, den)
    bounds = wilson(float(num), float(den)) if value is not None and num is not None else None
    return {
        "value": value,
        "num": num,
        "den": den,
        "low": bounds[0] if bounds else None,
        "high": bounds[1] if bounds else None,
        "state": OK if value is not None else NO_DATA,
    }


def figure(cell: Mapping[str, Any]) -> dict[str, Any]:
    """The evaluator's cell as a view shows it."""
    return {name: cell[name] for name in ("value", "num", "den", "low", "high", "state")}


def keyed(rows: Iterable[Mapping[str, Any]], *names: str) -> dict[Any, Any]:
    """Rows by the value of one column, or by the values of several."""
    return {row[names[0]] if len(names) == 1 else tuple(row[name] for name in names): row for row in rows}
