"""Costs shared out by a named rule, among members that they do not know.

What is spent is grouped by what its rows know (campaign, list, source) and by period; what the rule goes by, such as
hours worked, by the same and by what is asked. Each amount is shared, within its period, over all that it may belong
to: a cost of campaign A over the hours of A, one of no campaign over all hours. What finds nothing to go by stays
unassigned, so that shares always add up to what was spent. Filters come last, on the shares; a scope comes first, on
all that is read: what it does not show is neither shared out nor gone by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from cadran.catalogue.shape import Fact, Part
from cadran.query import grammar
from cadran.query.expressions import serves
from cadran.query.scan import Filter, Parameters, Scan, Shape, filtering
from cadran.query.slots import Slot
from cadran.query.stages import aliased, key_names

MATCHED = ("campaign", "list", "source")
OBJECTIVE = "objective"
Names = Mapping[Slot, str]


@dataclass(frozen=True)
class Division:
    """What is shared among whom: the amounts `slots` of `fact`, in proportion to `part` of the fact `driver`."""

    fact: Fact
    driver: Fact
    part: Part
    shape: Shape
    slots: tuple[Slot, ...]
    names: Names

    @property
    def asked(self) -> tuple[str, ...]:
        """The dimensions by which shares are told apart."""
        objective = [OBJECTIVE] if any(slot.objectives for slot in self.slots) else []
        return tuple(dict.fromkeys((*self.shape.by, *(one.dimension for one in self.shape.filters), *objective)))

    @property
    def own(self) -> list[str]:
        """What amounts are grouped by."""
        return self._known(self.fact, self.driver)

    @property
    def theirs(self) -> list[str]:
        """What the rule's fact is grouped by."""
        return self._known(self.driver, self.fact)

    def _known(self, fact: Fact, other: Fact) -> list[str]:
        """Dimensions that are asked for, and those by which a fact's rows meet the other's: so that parts add up."""
        met = [name for name in MATCHED if name in other.dimensions]
        return [name for name in dict.fromkeys((*self.asked, *met)) if name in fact.dimensions]

    def amounts(self, scan: Scan) -> exp.Select:
        """What was spent, by all that its rows know of what is asked or matched; `rid` numbers the lines."""
        members = [(f"x_{name}", scan.dimension(name)) for name in self.own]
        periods = _periods(scan)
        inner = [aliased(value, name) for name, value in (*members, *periods)]
        inner += [aliased(_summed(scan, slot), self.names[slot]) for slot in self.slots]
        group = [value.copy() for _, value in (*members, *periods)]
        grouped = scan.select(inner, scan.restrictions(filtered=False), group)
        numbered = exp.alias_(exp.Window(this=exp.RowNumber()), "rid", copy=False)
        wanted: list[exp.Expr] = [numbered, exp.Star()]
        return exp.Select(expressions=wanted).from_(_subquery(grouped, "c"), copy=False)

    def weights(self, scan: Scan) -> exp.Select:
        """What the rule goes by, by the same."""
        members = [(f"y_{name}", scan.dimension(name)) for name in self.theirs]
        periods = [(f"y_{name}", value) for name, value in _periods(scan)]
        weight = exp.Sum(this=scan.value(self.part.column)) if self.part.column else exp.Count(this=exp.Star())
        wanted = [aliased(value, name) for name, value in (*members, *periods)] + [aliased(weight, "w")]
        where = scan.restrictions(filtered=False)
        where += [scan.expression(grammar.condition(text)) for text in grammar.conjuncts(self.part.where or "TRUE")]
        query = scan.select(wanted, where, [value.copy() for _, value in (*members, *periods)])
        return query.having(exp.GT(this=weight.copy(), expression=exp.Literal.number(0)), copy=False)

    def shares(self, costs: str, weights: str, parameters: Parameters) -> exp.Select:
        """Each line's share for each member, those that the filters keep."""
        wanted = [exp.alias_(self._member(name), f"z_{name}", copy=False) for name in self.asked]
        wanted += [exp.column(name, table="c") for name in ("rid", *self._period)]
        for slot in self.slots:
            value: exp.Expr = exp.column(self.names[slot], table="c")
            summed = exp.Mul(this=value, expression=_share()) if slot.kind == "sum" else value
            wanted.append(aliased(summed, self.names[slot]))
        query = self._met(wanted, costs, weights)
        members = [aliased(exp.column(f"z_{name}"), f"k{place}") for place, name in enumerate(self.shape.by)]
        kept = [exp.column(name) for name in ("rid", *self._period)] + [self._serving(slot) for slot in self.slots]
        outer = exp.Select(expressions=[*members, *kept]).from_(_subquery(query, "s"), copy=False)
        where = filtering(
            self.shape.filters, lambda one: self._filtered(one, exp.column(f"z_{one.dimension}"), parameters)
        )
        return outer.where(exp.and_(*where, copy=False), copy=False) if where else outer

    def left(self, costs: str, weights: str, slots: Sequence[Slot], parameters: Parameters) -> exp.Select:
        """What found nobody, of what the filters may keep."""
        wanted: list[exp.Expr] = []
        for slot in slots:
            value: exp.Expr = exp.column(self.names[replace(slot, apart=None)], table="c")
            if slot.objectives:
                met = serves(exp.column(f"x_{OBJECTIVE}", table="c"), slot.objectives)
                value = exp.Case(ifs=[exp.If(this=met, true=value)])
            wanted.append(aliased(exp.Sum(this=value), self.names[slot]))
        query = self._met(wanted, costs, weights)
        where: list[exp.Expr] = [_is_null(exp.column("w", table="w"))]
        for one in self.shape.filters:
            if one.dimension in self.own:
                member = exp.column(f"x_{one.dimension}", table="c")
                where.append(_or_unknown(_is_null(member), self._filtered(one, member.copy(), parameters)))
        return query.where(exp.and_(*where, copy=False), copy=False)

    def _met(self, wanted: list[exp.Expr], costs: str, weights: str) -> exp.Select:
        """Each line beside all that it may belong to."""
        on = [_may_be(exp.column(f"x_{name}", table="c"), exp.column(f"y_{name}", table="w"))
              for name in self.own if name in self.theirs]  # fmt: skip
        on += [exp.EQ(this=exp.column(f"y_{name}", table="w"), expression=exp.column(name, table="c"))
               for name in self._period]  # fmt: skip
        query = exp.Select(expressions=wanted).from_(exp.alias_(exp.to_table(costs), "c", table=True), copy=False)
        joined = exp.alias_(exp.to_table(weights), "w", table=True)
        return query.join(joined, on=exp.and_(*on, copy=False) if on else exp.true(), join_type="left", copy=False)

    @property
    def _period(self) -> list[str]:
        return key_names(self.shape)[len(self.shape.by) :]

    def _member(self, name: str) -> exp.Expr:
        mine, other = exp.column(f"x_{name}", table="c"), exp.column(f"y_{name}", table="w")
        if name in self.own and name in self.theirs:
            return exp.Coalesce(this=mine, expressions=[other])
        return mine if name in self.own else other

    def _serving(self, slot: Slot) -> exp.Expr:
        """The share, where its campaign's objective is one that the slot has a meaning for."""
        value = exp.column(self.names[slot])
        if not slot.objectives:
            return value
        met = serves(exp.column(f"z_{OBJECTIVE}"), slot.objectives)
        return aliased(exp.Case(ifs=[exp.If(this=met, true=value)]), self.names[slot])

    def _filtered(self, one: Filter, member: exp.Expr, parameters: Parameters) -> exp.Expr:
        fact = self.fact if one.dimension in self.fact.dimensions else self.driver
        return Scan(fact, "", self.shape, parameters).filtered(one, member)


def gathered(source: str, keys: Sequence[str], slots: Sequence[Slot], names: Names) -> exp.Select:
    """Shares by the keys; a line counts once under each, however many of its shares are there."""
    line = [exp.column(name) for name in (*keys, "rid")]
    inner: list[exp.Expr] = [column.copy() for column in line]
    for slot in slots:
        fold = exp.Sum if slot.kind == "sum" else exp.Max
        inner.append(aliased(fold(this=exp.column(names[slot])), names[slot]))
    lines = exp.Select(expressions=inner).from_(exp.to_table(source), copy=False).group_by(*line, copy=False)
    wanted: list[exp.Expr] = [exp.column(name) for name in keys]
    wanted += [aliased(exp.Sum(this=exp.column(names[slot])), names[slot]) for slot in slots]
    query = exp.Select(expressions=wanted).from_(_subquery(lines, "l"), copy=False)
    return query.group_by(*(exp.column(name) for name in keys), copy=False) if keys else query


def common(scan: Scan, slots: Sequence[Slot], names: Names) -> exp.Select:
    """What the rows that do not know all that is asked amount to, as far as the filters may keep them."""
    fact, shape = scan.fact, scan.shape
    asked = [*shape.by, *(one.dimension for one in shape.filters), *([OBJECTIVE] if slots[0].objectives else [])]
    where = scan.restrictions(filtered=False)
    where += [
        _or_unknown(_unknown(scan, one.dimension), scan.filtered(one, scan.dimension(one.dimension)))
        for one in shape.filters
        if one.dimension in fact.dimensions
    ]
    if all(name in fact.dimensions for name in asked):
        where.append(exp.Paren(this=exp.or_(*(_unknown(scan, name) for name in asked), copy=False)))
    wanted = [aliased(_summed(scan, slot), names[slot]) for slot in slots]
    return scan.select(wanted, where, [])


def _summed(scan: Scan, slot: Slot) -> exp.Expr:
    value = scan.value(slot.column) if slot.kind == "sum" and slot.column else exp.Literal.number(1)
    met = [scan.test(token) for token in scan.tokens(slot)]
    return exp.Sum(this=exp.Case(ifs=[exp.If(this=exp.and_(*met, copy=False), true=value)]) if met else value)


def _unknown(scan: Scan, dimension: str) -> exp.Expr:
    """That a row has nothing to know its member of a dimension by."""
    return exp.or_(*(_is_null(scan.column(name)) for name in scan.fact.known_by(dimension)), copy=False)


def _or_unknown(unknown: exp.Expr, kept: exp.Expr) -> exp.Expr:
    return exp.Paren(this=exp.or_(unknown, kept, copy=False))


def _periods(scan: Scan) -> list[tuple[str, exp.Expr]]:
    return list(zip(key_names(scan.shape)[len(scan.shape.by) :], scan.period(), strict=True))


def _may_be(own: exp.Expr, theirs: exp.Expr) -> exp.Expr:
    return exp.Paren(this=exp.Or(this=_is_null(own), expression=exp.EQ(this=own.copy(), expression=theirs)))


def _share() -> exp.Expr:
    """A member's part of what the rule goes by; all of it where there is nothing to go by."""
    weight = exp.cast(exp.column("w", table="w"), "DOUBLE")
    whole = exp.Window(this=exp.Sum(this=weight.copy()), partition_by=[exp.column("rid", table="c")])
    return exp.Coalesce(this=exp.Div(this=weight, expression=whole), expressions=[exp.Literal.number(1)])


def _is_null(column: exp.Expr) -> exp.Expr:
    return exp.Is(this=column, expression=exp.null())


def _subquery(query: exp.Select, name: str) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(name)))
