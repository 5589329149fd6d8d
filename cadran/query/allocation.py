"""Costs shared out by a named rule, among members that they do not know.

What is spent is grouped by what its rows know (campaign, list, source) and by period; what the rule goes by, such as
hours worked, by the same and by what is asked. Each amount is shared, within its period, over all that it may belong
to: a cost of campaign A over the hours of A, one of no campaign over all hours. What finds nothing to go by stays
unassigned, so that shares always add up to what was spent. Filters come last, on the shares; a scope comes first, on
all that is read: what it does not show is neither shared out nor gone by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from cadran.catalogue.shape import Fact, Part
from cadran.query import grammar
from cadran.query.plan import Slot
from cadran.query.scan import Filter, Scan, Shape, filtering
from cadran.query.stages import aliased, key_names

MATCHED = ("campaign", "list", "source")
Names = Mapping[Slot, str]


def amounts(scan: Scan, driver: Fact, slots: Sequence[Slot], names: Names) -> exp.Select:
    """What was spent, by all that its rows know of what is asked or matched; `rid` numbers the lines."""
    known = _dimensions(scan.shape, scan.fact, driver)
    members = [(f"x_{name}", scan.dimension(name)) for name in known]
    periods = _periods(scan)
    inner = [aliased(value, name) for name, value in (*members, *periods)]
    for slot in slots:
        value = scan.value(slot.column) if slot.kind == "sum" and slot.column else exp.Literal.number(1)
        met = [scan.test(token) for token in scan.tokens(slot)]
        counted = exp.Case(ifs=[exp.If(this=exp.and_(*met, copy=False), true=value)]) if met else value
        inner.append(aliased(exp.Sum(this=counted), names[slot]))
    group = [value.copy() for _, value in (*members, *periods)]
    grouped = scan.select(inner, scan.restrictions(filtered=False), group)
    numbered = exp.alias_(exp.Window(this=exp.RowNumber()), "rid", copy=False)
    wanted: list[exp.Expr] = [numbered, exp.Star()]
    return exp.Select(expressions=wanted).from_(_subquery(grouped, "c"), copy=False)


def weights(scan: Scan, shared: Fact, part: Part) -> exp.Select:
    """What the rule goes by, by the same."""
    known = _dimensions(scan.shape, scan.fact, shared)
    members = [(f"y_{name}", scan.dimension(name)) for name in known]
    periods = [(f"y_{name}", value) for name, value in _periods(scan)]
    weight = exp.Sum(this=scan.value(part.column)) if part.column else exp.Count(this=exp.Star())
    wanted = [aliased(value, name) for name, value in (*members, *periods)] + [aliased(weight, "w")]
    where = scan.restrictions(filtered=False)
    where += [scan.expression(grammar.condition(text)) for text in grammar.conjuncts(part.where or "TRUE")]
    query = scan.select(wanted, where, [value.copy() for _, value in (*members, *periods)])
    return query.having(exp.GT(this=weight.copy(), expression=exp.Literal.number(0)), copy=False)


def shares(scan: Scan, driver: Fact, costs: str, weights: str, slots: Sequence[Slot], names: Names) -> exp.Select:
    """Each line's share for each member, those that the filters keep."""
    shape, fact = scan.shape, scan.fact
    own, theirs = _dimensions(shape, fact, driver), _dimensions(shape, driver, fact)
    on = [_may_be(exp.column(f"x_{name}", table="c"), exp.column(f"y_{name}", table="w"))
          for name in own if name in theirs]  # fmt: skip
    period = key_names(shape)[len(shape.by) :]
    on += [exp.EQ(this=exp.column(f"y_{name}", table="w"), expression=exp.column(name, table="c")) for name in period]
    asked = dict.fromkeys((*shape.by, *(one.dimension for one in shape.filters)))
    wanted = [exp.alias_(_member(name, own, theirs), f"z_{name}", copy=False) for name in asked]
    wanted += [exp.column(name, table="c") for name in ("rid", *period)]
    for slot in slots:
        value: exp.Expr = exp.column(names[slot], table="c")
        wanted.append(aliased(exp.Mul(this=value, expression=_share()), names[slot]) if slot.kind == "sum" else value)
    query = exp.Select(expressions=wanted).from_(exp.alias_(exp.to_table(costs), "c", table=True), copy=False)
    joined = exp.alias_(exp.to_table(weights), "w", table=True)
    query = query.join(joined, on=exp.and_(*on, copy=False) if on else exp.true(), join_type="left", copy=False)
    members = [aliased(exp.column(f"z_{name}"), f"k{place}") for place, name in enumerate(shape.by)]
    kept = [exp.column(name) for name in ("rid", *period, *(names[slot] for slot in slots))]
    outer = exp.Select(expressions=[*members, *kept]).from_(_subquery(query, "s"), copy=False)

    def test(one: Filter) -> exp.Expr:
        of = scan if one.dimension in fact.dimensions else Scan(driver, "", shape, scan.param)
        return of.filtered(one, exp.column(f"z_{one.dimension}"))

    where = filtering(shape.filters, test)
    return outer.where(exp.and_(*where, copy=False), copy=False) if where else outer


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


def _dimensions(shape: Shape, fact: Fact, other: Fact) -> list[str]:
    """What `fact` is grouped by: dimensions that are asked for, and those by which its rows meet the other's.

    Of what is matched only, a column of the other fact's own: to reach it by a lookup would cost more than it tells.
    """
    asked = (*shape.by, *(one.dimension for one in shape.filters))
    plain = [
        name
        for name in MATCHED
        if name in other.dimensions and "." not in fact.dimensions.get(name, ".") + other.dimensions[name]
    ]
    return [name for name in dict.fromkeys((*asked, *plain)) if name in fact.dimensions]


def _periods(scan: Scan) -> list[tuple[str, exp.Expr]]:
    return list(zip(key_names(scan.shape)[len(scan.shape.by) :], scan.period(), strict=True))


def _may_be(own: exp.Expr, theirs: exp.Expr) -> exp.Expr:
    unknown = exp.Is(this=own, expression=exp.null())
    return exp.Paren(this=exp.Or(this=unknown, expression=exp.EQ(this=own.copy(), expression=theirs)))


def _member(name: str, own: Sequence[str], theirs: Sequence[str]) -> exp.Expr:
    mine, other = exp.column(f"x_{name}", table="c"), exp.column(f"y_{name}", table="w")
    if name in own and name in theirs:
        return exp.Coalesce(this=mine, expressions=[other])
    return mine if name in own else other


def _share() -> exp.Expr:
    """A member's part of what the rule goes by; all of it where there is nothing to go by."""
    weight = exp.cast(exp.column("w", table="w"), "DOUBLE")
    whole = exp.Window(this=exp.Sum(this=weight.copy()), partition_by=[exp.column("rid", table="c")])
    return exp.Coalesce(this=exp.Div(this=weight, expression=whole), expressions=[exp.Literal.number(1)])


def _subquery(query: exp.Select, name: str) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(name)))
