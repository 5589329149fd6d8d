"""One pass over one fact: its table, the lookups it needs, its conditions, as sqlglot expressions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from cadran.catalogue.shape import Fact, Lookup
from cadran.errors import UsageError, did_you_mean
from cadran.model import TABLES, Column, Type
from cadran.model.derived import DERIVED
from cadran.query import grammar
from cadran.query.plan import STOCK, Slot, created_column, hour_column

Token = tuple[str, object]
"""One condition of a slot, as something that can be compared: what two slots share is tested once."""

_CLICKHOUSE_TYPES = {"DATE": "DATE", "TIMESTAMP": "DateTime64(6)", "INTEGER": "Int64", "BOOLEAN": "Bool"}


class Filter(NamedTuple):
    """A dimension restricted to `values` bound values, or the NULL member, or both; parameters are `name`_0, …"""

    name: str
    dimension: str
    values: int
    null: bool


@dataclass(frozen=True)
class Shape:
    """All of a request that its SQL depends on; values are bound.

    `since` and `until`: whether the period has that side. `moments`: at how many instants stocks are taken.
    `relations[0]` are the tables that something else stands for, `relations[i + 1]` those of stocks at moment i.
    """

    dialect: str
    by: tuple[str, ...]
    grain: str | None
    filters: tuple[Filter, ...]
    since: bool
    until: bool
    moments: int = 1
    relations: tuple[frozenset[str], ...] = (frozenset(), frozenset())


class Parameters:
    """The parameters of one statement, collected as its expressions are made."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.names: dict[str, None] = {}

    def __call__(self, name: str, type: str) -> exp.Expr:
        self.names[name] = None
        if self.dialect == "duckdb":
            return exp.Var(this=f"${name}")
        kind = _CLICKHOUSE_TYPES.get(type, "String") if self.dialect == "clickhouse" else None
        return exp.Placeholder(this=name, kind=kind)


def written(tree: exp.Expr, dialect: str) -> str:
    """The SQL of a tree made here, in a dialect; the tree is used up.

    DuckDB reads the standard SQL of these trees as it is: writing it so saves the loading of its dialect, a tenth of
    the time that one figure takes from the command line.
    """
    return Dialect.get_or_raise("" if dialect == "duckdb" else dialect).generate(tree, copy=False)


@lru_cache(maxsize=64)
def columns_of(table: str) -> dict[str, Column]:
    """The columns of a stored table, by name."""
    model = TABLES.get(table) or DERIVED[table]
    return {column.name: column for column in (*model.columns, *model.stored)}


def resolve(fact: Fact, path: str) -> Column:
    """The column that a declaration means by `path`; UsageError when the fact has none of that name."""
    lookup, _, name = path.rpartition(".")
    if lookup and lookup not in fact.lookups:
        raise UsageError(f'"{path}": {fact.name} reach no "{lookup}".{did_you_mean(lookup, fact.lookups)}')
    table = fact.lookups[lookup].table if lookup else fact.table
    known = columns_of(table)
    if name not in known:
        raise UsageError(f'"{path}": the table {table} has no column "{name}".{did_you_mean(name, known)}')
    return known[name]


def relation_name(table: str, place: int) -> str:
    """What stands in the SQL for a table of `relations[place]`, until its text is put there."""
    return f"__{table}_at_{place}__"


class Scan:
    """A fact, dated by one column (or as a stock at one moment), under the request's restrictions."""

    def __init__(self, fact: Fact, dated: str, shape: Shape, parameters: Parameters, moment: int = 0) -> None:
        self.fact, self.dated, self.shape, self.param, self.moment = fact, dated, shape, parameters, moment
        self.lookups: dict[str, Lookup] = {}

    def column(self, path: str) -> exp.Expr:
        """A column, of the fact itself or through a lookup, which joins the scan."""
        resolve(self.fact, path)
        lookup, _, name = path.rpartition(".")
        if lookup:
            self.lookups[lookup] = self.fact.lookups[lookup]
        return exp.column(name, table=lookup or "f")

    def expression(self, tree: exp.Expr) -> exp.Expr:
        """A parsed condition or column, its names bound to this scan's tables."""
        copied = tree.copy()
        if isinstance(copied, exp.Column):
            return self.column(grammar.path(copied))
        for node in list(copied.find_all(exp.Column)):
            node.replace(self.column(grammar.path(node)))
        return copied

    def keys(self) -> list[exp.Expr]:
        """The breakdown: dimensions, then the period's first day and hour (a stock's period is put beside it later)."""
        found = [self.column(self.fact.dimensions[name]) for name in self.shape.by]
        if self.shape.grain and self.dated != STOCK:
            found.append(_truncated(self.column(self.dated), self.shape.grain))
            if self.shape.grain == "hour":
                found.append(self.column(hour_column(self.dated) or self.dated))
        return found

    def restrictions(self) -> list[exp.Expr]:
        """What holds for every row of the scan: the fact's own condition, the period, as_of, filters and scope."""
        found = [self.expression(grammar.condition(text)) for text in grammar.conjuncts(self.fact.where or "TRUE")]
        if self.dated != STOCK:
            dated = self.column(self.dated)
            if self.shape.since:
                found.append(exp.GTE(this=dated, expression=self.param("since", "DATE")))
            if self.shape.until:
                found.append(exp.LT(this=dated.copy(), expression=self.param("until", "DATE")))
        found.append(self._until())
        found += [self._filtered(one) for one in self.shape.filters]
        return [condition for condition in found if not _is_true(condition)]

    def _until(self) -> exp.Expr:
        name = f"end_{self.moment}" if self.dated == STOCK else "as_of"
        instant = self.column(self.fact.instant)
        until: exp.Expr = exp.LTE(this=instant, expression=self.param(name, "TIMESTAMP"))
        if resolve(self.fact, self.fact.instant).required:
            return until
        return exp.Paren(this=exp.Or(this=until, expression=_is_null(instant.copy())))

    def _filtered(self, one: Filter) -> exp.Expr:
        path = self.fact.dimensions[one.dimension]
        type = resolve(self.fact, path).type.sql
        values = [self.param(f"{one.name}_{index}", type) for index in range(one.values)]
        among = exp.In(this=self.column(path), expressions=values) if values else None
        if one.null:
            unassigned = _is_null(self.column(path))
            return exp.Paren(this=exp.Or(this=among, expression=unassigned)) if among else unassigned
        return among or exp.false()

    def tokens(self, slot: Slot) -> list[Token]:
        """The slot's own conditions."""
        flags = set(slot.unmapped)
        found: list[Token] = [("unless false" if flags & grammar.columns(text) else "met", text) for text in slot.where]
        if slot.unmapped:
            if self.fact.code:
                found.append(("met", grammar.conjuncts(f"{self.fact.code} IS NULL")[0]))
            if self.fact.code not in flags:
                found.append(("any unknown", slot.unmapped))
        if slot.window is not None:
            found.append(("young" if slot.young else "old", slot.window))
        return found

    def test(self, token: Token) -> exp.Expr:
        """The expression of one condition."""
        kind, content = token
        if kind in ("young", "old"):
            created = self.column(created_column(self.fact))
            limit = self.param(f"mature_{content}", "TIMESTAMP")
            return (exp.GT if kind == "young" else exp.LTE)(this=created, expression=limit)
        if kind == "any unknown":
            assert isinstance(content, tuple)
            return exp.Paren(this=exp.or_(*(_is_null(self.column(name)) for name in content), copy=False))
        tree = self.expression(grammar.condition(str(content)))
        if kind == "unless false":
            return exp.Coalesce(this=tree, expressions=[exp.true()])
        return exp.Paren(this=tree) if isinstance(tree, exp.Or) else tree

    def select(self, wanted: Iterable[exp.Expr], where: list[exp.Expr], group: list[exp.Expr]) -> exp.Select:
        """SELECT wanted FROM the fact and the lookups used so far; call it last."""
        query = exp.Select(expressions=list(wanted)).from_(self._table(self.fact.table, "f"), copy=False)
        for name, lookup in self.lookups.items():
            on = [
                exp.EQ(this=exp.column(theirs, table=name), expression=exp.column(own, table="f"))
                for own, theirs in lookup.on
            ]
            joined = self._table(lookup.table, name)
            query = query.join(joined, on=exp.and_(*on, copy=False), join_type="left", copy=False)
        if where:
            query = query.where(exp.and_(*where, copy=False), copy=False)
        return query.group_by(*group, copy=False) if group else query

    def _table(self, name: str, alias: str) -> exp.Table:
        place = self.moment + 1 if self.dated == STOCK else 0
        replaced = name in self.shape.relations[place]
        table = exp.to_identifier(relation_name(name, place) if replaced else name)
        return exp.Table(this=table, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def is_categorical(column: Column) -> bool:
    """Whether a column has few values, so that rows can be grouped by it before conditions are tested."""
    return column.type is Type.FLAG or bool(column.choices)


def _is_null(column: exp.Expr) -> exp.Expr:
    return exp.Is(this=column, expression=exp.null())


def _is_true(condition: exp.Expr) -> bool:
    return isinstance(condition, exp.Boolean) and bool(condition.this)


def _truncated(day: exp.Expr, grain: str) -> exp.Expr:
    if grain in ("hour", "day"):
        return day
    truncated: exp.Expr = exp.DateTrunc(unit=exp.Literal.string(grain.upper()), this=day)  # type: ignore[no-untyped-call]
    return exp.cast(truncated, "DATE", copy=False)
