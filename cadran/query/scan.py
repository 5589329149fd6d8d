"""One pass over one fact: its table, the lookups it needs, its conditions, as sqlglot expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlglot import exp

from cadran.catalogue.shape import Fact, Lookup, Part
from cadran.engines.rendering import rendering_of
from cadran.model import Type
from cadran.model.derived import LEAD_ATTRIBUTES
from cadran.query import grammar
from cadran.query.expressions import Zone, banded, is_null, is_true, subquery, truncated, upto, zoned
from cadran.query.fact_columns import (
    BANDS,
    COMPUTED,
    OWN_DATE,
    ZONED,
    created_column,
    dimension,
    hour_column,
    resolve,
)
from cadran.query.slots import LEFT, START, STOCK, STOCKS, Slot

Token = tuple[str, object]
"""One condition of a slot, as something that can be compared: what two slots share is tested once."""

ATTRIBUTES = "lead_attributes"
"""Stands in for lead_journeys at an earlier instant, where only what a lead is is read of it: cheaper to go back to."""


class Filter(NamedTuple):
    """A dimension restricted to `values` bound values, or the NULL member, or both; parameters are `name`_0, …

    Those of one `box` hold together, and one of the boxes must; without a box, a filter always must.
    """

    name: str
    dimension: str
    values: int
    null: bool
    box: int | None = None


def filtering(filters: Sequence[Filter], test: Callable[[Filter], exp.Expr]) -> list[exp.Expr]:
    """The conditions that filters make, each of them put by `test`."""
    found = [test(one) for one in filters if one.box is None]
    boxes = [
        [test(one) for one in filters if one.box == box]
        for box in dict.fromkeys(one.box for one in filters)
        if box is not None
    ]
    if len(boxes) < 2:
        return [*found, *(condition for box in boxes for condition in box)]
    return [*found, exp.Paren(this=exp.or_(*(exp.and_(*box, copy=False) for box in boxes), copy=False))]


class Allocated(NamedTuple):
    """The part of a fact in whose proportions shared facts are allocated."""

    rule: str
    part: Part


@dataclass(frozen=True)
class Shape:
    """All of a request that its SQL depends on; values are bound.

    `since` and `until`: whether the period has that side. `moments`: at how many instants stocks are taken;
    `whole`: the last of them is that of the total only.
    `scope` closes every scan of every fact, whatever it is for: Scan.select puts it there itself, so that no statement is
    made without it. `relations[0]` are the tables that something else stands for, `relations[i + 1]` those of stocks at moment i.
    `clipped`: the facts some of whose rows go on past as_of. `allocate`: by what shared facts are allocated. `zones`: where
    a dimension tells the time where the lead is, the zones other than the centre's.
    """

    dialect: str
    by: tuple[str, ...]
    grain: str | None
    filters: tuple[Filter, ...]
    scope: tuple[Filter, ...]
    since: bool
    until: bool
    moments: int = 1
    whole: bool = False
    relations: tuple[frozenset[str], ...] = (frozenset(), frozenset())
    clipped: frozenset[str] = frozenset()
    allocate: Allocated | None = None
    zones: tuple[Zone, ...] = ()


class Parameters:
    """The parameters of one statement, collected as its expressions are made."""

    def __init__(self, dialect: str) -> None:
        self.sql = rendering_of(dialect)
        self.names: dict[str, None] = {}

    def __call__(self, name: str, type: str) -> exp.Expr:
        self.names[name] = None
        return self.sql.parameter(name, type)


def relation_name(table: str, place: int) -> str:
    """What stands in the SQL for a table of `relations[place]`, until its text is put there."""
    return f"__{table}_at_{place}__"


class Scan:
    """A fact, dated by one column (or as a stock at one moment), under the request's restrictions.

    What left between the starts of one moment and the end of a later one is seen from that `start`.
    """

    def __init__(
        self, fact: Fact, dated: str, shape: Shape, parameters: Parameters, moment: int = 0, start: int | None = None
    ) -> None:
        self.fact, self.dated, self.shape, self.param, self.moment = fact, dated, shape, parameters, moment
        self.start = moment if start is None else start
        self.lookups: dict[str, Lookup] = {}
        self.read: dict[str, set[str]] = {}

    def column(self, path: str) -> exp.Expr:
        """A column, of the fact itself or through a lookup, which joins the scan."""
        resolve(self.fact, path)
        lookup, _, name = path.rpartition(".")
        if lookup and lookup not in self.lookups:
            for own, _ in self.fact.lookups[lookup].on:
                self.column(own)  # what leads there is joined before it
            self.lookups[lookup] = self.fact.lookups[lookup]
        self.read.setdefault(lookup or "f", set()).add(name)
        return exp.column(name, table=lookup or "f")

    def dimension(self, name: str) -> exp.Expr:
        """The member of a dimension that a row belongs to."""
        path = self.fact.dimensions[name]
        computed = COMPUTED.fullmatch(path)
        if computed is None:
            return self.column(path)
        function, column, beside = computed["function"], self.column(computed["column"]), computed["beside"]
        if function in ZONED:
            otherwise = self.column(ZONED[function])
            return zoned(function, column, self.column(beside), self.shape.zones, otherwise, self.param.sql.weekday)
        if function == "month":
            return exp.cast(exp.Extract(this=exp.var("MONTH"), expression=column), "INTEGER", copy=False)
        if function == "yes":
            return exp.Coalesce(this=column, expressions=[exp.false()])
        if function == "upto":
            return upto(column, int(beside))
        if function in ("age", "wear"):
            column = self.param.sql.apart("DAY", column, self.column(OWN_DATE))
        return banded(column, *BANDS[function])

    def value(self, text: str) -> exp.Expr:
        """What is summed; of a row that goes on past as_of, the length up to then."""
        tree = self.expression(grammar.column(text))
        if text != self.fact.length or self.fact.name not in self.shape.clipped or self.fact.stretch is None:
            return tree
        first, last = (self.column(name) for name in self.fact.stretch)
        as_of = self.param("as_of", "TIMESTAMP")
        elapsed = self.param.sql.apart("SECOND", first, exp.cast(as_of, "TIMESTAMP"))
        within = exp.LTE(this=last, expression=self.param("as_of", "TIMESTAMP"))
        return exp.Case(ifs=[exp.If(this=within, true=tree)], default=elapsed)

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
        return [*(self.dimension(name) for name in self.shape.by), *self.period()]

    def period(self) -> list[exp.Expr]:
        """The first day of the period that a row belongs to, and its hour."""
        if not self.shape.grain or self.dated in STOCKS:
            return []
        found = [truncated(self.column(self.dated), self.shape.grain)]
        if self.shape.grain == "hour":
            found.append(self.column(hour_column(self.fact, self.dated) or self.dated))
        return found

    def restrictions(self, *, filtered: bool = True) -> list[exp.Expr]:
        """What holds for every row of the scan: the fact's own condition, the period, as_of; the filters that were asked."""
        found = [self.expression(grammar.condition(text)) for text in grammar.conjuncts(self.fact.where or "TRUE")]
        if self.dated in (START, LEFT):
            found += self._covering()
        else:
            found += [*(self.within(self.column(self.dated)) if self.dated != STOCK else ()), self._until()]
        if self.fact.gives_way_to:
            found.append(self._not_booked(self.fact.gives_way_to))
        if filtered:
            found += filtering(self.shape.filters, self._met)
        return [condition for condition in found if not is_true(condition)]

    def _met(self, one: Filter) -> exp.Expr:
        return self.filtered(one, self.dimension(one.dimension))

    def within(self, dated: exp.Expr) -> list[exp.Expr]:
        """The request's period, on a day column."""
        found: list[exp.Expr] = []
        if self.shape.since:
            found.append(exp.GTE(this=dated.copy(), expression=self.param("since", "DATE")))
        if self.shape.until:
            found.append(exp.LT(this=dated.copy(), expression=self.param("until", "DATE")))
        return found

    def _until(self) -> exp.Expr:
        name = f"end_{self.moment}" if self.dated == STOCK else "as_of"
        path = self.fact.instant
        if resolve(self.fact, path).type is Type.DAY and self.dated != STOCK:
            path = self.dated
        instant = self.column(path)
        until: exp.Expr = exp.LTE(this=instant, expression=self.param(name, "TIMESTAMP"))
        if resolve(self.fact, path).required:
            return until
        return exp.Paren(this=exp.Or(this=until, expression=is_null(instant.copy())))

    def _covering(self) -> list[exp.Expr]:
        """Rows that had begun before the period's first day and had not ended by then; of those, what ended in it."""
        assert self.fact.stretch is not None
        first, last = (self.column(name) for name in self.fact.stretch)
        day = self.param(f"start_{self.start}", "DATE")
        begun, going = exp.LT(this=first, expression=day), exp.GTE(this=last.copy(), expression=day.copy())
        if self.dated == LEFT:
            return [begun, going, exp.LT(this=last.copy(), expression=self.param(f"stop_{self.moment}", "DATE"))]
        return [begun, exp.Paren(this=exp.Or(this=is_null(last), expression=going))]

    def _not_booked(self, table: str) -> exp.Expr:
        """No row of that table is of a kind that this one stands in for, and for the same list, source or campaign.

        A list's price is booked once, on whatever day; what is booked for a source or a campaign, in the period.
        """
        other = Scan(
            replace(self.fact, table=table, gives_way_to=None), self.dated, self.shape, self.param, self.moment
        )
        day = other.column(OWN_DATE)
        until = exp.LTE(this=day.copy(), expression=self.param("as_of", "TIMESTAMP"))
        known = [other.column(name) for name in ("campaign_id", "list_id", "source", "category")]
        near = exp.and_(*self.within(day), copy=False) if self.shape.since or self.shape.until else exp.true()
        is_near = exp.Max(this=exp.Case(ifs=[exp.If(this=near, true=exp.Literal.number(1))]))
        wanted = [*known, exp.alias_(is_near, "is_near")]
        booked = other.select(wanted, [until], [column.copy() for column in known])
        found = exp.Select(expressions=[exp.Literal.number(1)]).from_(subquery(booked, "b"), copy=False)
        met = exp.and_(exp.paren(self._of_a_kind()), exp.paren(self._of_the_same()), copy=False)
        return exp.Not(this=exp.Exists(this=found.where(met, copy=False)))

    def _of_a_kind(self) -> exp.Expr:
        """That the booked row's category (of b) is one that this row's stands in for."""
        kinds = []
        for own, theirs in self.fact.stands_in_for.items():
            among = exp.In(
                this=exp.column("category", table="b"), expressions=[exp.Literal.string(one) for one in theirs]
            )
            same = exp.EQ(this=self.column("category"), expression=exp.Literal.string(own))
            kinds.append(exp.and_(same, among, copy=False))
        return exp.or_(*kinds, copy=False)

    def _of_the_same(self) -> exp.Expr:
        """That the booked row (of b) is for this row's list; or, in the period, for its source or campaign, or for all."""

        def unknown(name: str) -> exp.Expr:
            return is_null(exp.column(name, table="b"))

        def same(name: str) -> exp.Expr:
            return exp.EQ(this=exp.column(name, table="b"), expression=self.column(name))

        campaign = exp.or_(is_null(self.column("campaign_id")), unknown("campaign_id"), same("campaign_id"), copy=False)
        leads = exp.and_(
            unknown("list_id"), exp.paren(exp.or_(unknown("source"), same("source"), copy=False)), copy=False
        )
        whose = exp.or_(is_null(self.column("list_id")), leads, copy=False)
        near = exp.EQ(this=exp.column("is_near", table="b"), expression=exp.Literal.number(1))
        for_them = exp.and_(near, exp.paren(campaign), exp.paren(whose), copy=False)
        return exp.or_(same("list_id"), exp.paren(for_them), copy=False)

    def filtered(self, one: Filter, member: exp.Expr) -> exp.Expr:
        """That a member is among those that a filter keeps."""
        type = dimension(self.fact, one.dimension).type.sql
        values = [self.param(f"{one.name}_{index}", type) for index in range(one.values)]
        among = exp.In(this=member, expressions=values) if values else None
        if one.null:
            unassigned = is_null(member.copy())
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
        if slot.objectives and (not slot.allocated or slot.apart == "common"):  # of shares, each share's own
            found.append(("objective", slot.objectives))
        if slot.window is not None:
            found.append(("young" if slot.young else "old", slot.window))
        return found

    def condition(self, token: Token) -> str | None:
        """The text of a slot's condition; None of one that is bound to the clock."""
        kind, content = token
        if kind == "any unknown":
            return " OR ".join(f"{name} IS NULL" for name in _names(content))
        if kind == "objective":
            among = ", ".join(exp.Literal.string(name).sql() for name in _names(content))
            return "{0} IS NULL OR {0} IN ({1})".format(self.fact.dimensions["objective"], among)
        return None if kind in ("young", "old") else str(content)

    def test(self, token: Token) -> exp.Expr:
        """The expression of one condition."""
        (kind, content), text = token, self.condition(token)
        if text is None:
            created = self.column(created_column(self.fact))
            limit = self.param(f"mature_{content}", "TIMESTAMP")
            return (exp.GT if kind == "young" else exp.LTE)(this=created, expression=limit)
        tree = self.expression(grammar.condition(text))
        if kind == "unless false":
            return exp.Coalesce(this=tree, expressions=[exp.true()])
        return exp.Paren(this=tree) if isinstance(tree, exp.Or) else tree

    def select(self, wanted: Iterable[exp.Expr], where: list[exp.Expr], group: list[exp.Expr]) -> exp.Select:
        """SELECT wanted FROM the fact, as far as the scope reaches, and the lookups used so far; call it last.

        Rows of a fact are had in no other way.
        """
        where = [*where, *filtering(self.shape.scope, self._met)]
        query = exp.Select(expressions=list(wanted)).from_(self._table(self.fact.table, "f"), copy=False)
        for name, lookup in self.lookups.items():
            on = [exp.EQ(this=exp.column(theirs, table=name), expression=_own(own)) for own, theirs in lookup.on]
            self.read.setdefault(name, set()).update(theirs for _, theirs in lookup.on)
            joined = self._table(lookup.table, name)
            query = query.join(joined, on=exp.and_(*on, copy=False), join_type="left", copy=False)
        if where:
            query = query.where(exp.and_(*where, copy=False), copy=False)
        return query.group_by(*group, copy=False) if group else query

    def _table(self, name: str, alias: str) -> exp.Table:
        place = self.moment + 1 if self.dated in STOCKS else 0
        known = self.shape.relations[place]
        is_lead = alias == "lead" and name == "lead_journeys"
        if is_lead and ATTRIBUTES in known and self.read[alias] <= set(LEAD_ATTRIBUTES):
            name = ATTRIBUTES
        replaced = name in known
        table = exp.to_identifier(relation_name(name, place) if replaced else name)
        return exp.Table(this=table, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def _names(content: object) -> tuple[str, ...]:
    assert isinstance(content, tuple)
    return content


def _own(path: str) -> exp.Expr:
    lookup, _, name = path.rpartition(".")
    return exp.column(name, table=lookup or "f")
