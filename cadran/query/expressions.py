"""Pieces of SQL that scans and stages are made of, as sqlglot expressions, and how a tree is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from sqlglot import exp

from cadran.engines.rendering import rendering_of


def written(tree: exp.Expr, dialect: str) -> str:
    """The SQL of a tree made here, in a dialect; the tree is used up."""
    return rendering_of(dialect).written(tree)


def is_null(column: exp.Expr) -> exp.Expr:
    """`column IS NULL`."""
    return exp.Is(this=column, expression=exp.null())


def is_true(condition: exp.Expr) -> bool:
    """Whether a condition is TRUE as written."""
    return isinstance(condition, exp.Boolean) and bool(condition.this)


def truncated(day: exp.Expr, grain: str) -> exp.Expr:
    """The first day of the period that a day belongs to."""
    if grain in ("hour", "day"):
        return day
    truncated: exp.Expr = exp.DateTrunc(unit=exp.Literal.string(grain.upper()), this=day)  # type: ignore[no-untyped-call]
    return exp.cast(truncated, "DATE", copy=False)


def banded(amount: exp.Expr, bands: tuple[str, ...], starts: tuple[int, ...]) -> exp.Expr:
    """Days or seconds, in bands; NULL where they are unknown or negative."""
    cases = [exp.If(this=exp.LT(this=amount, expression=exp.Literal.number(0)), true=exp.null())]
    for band, least in zip(bands[:-1], starts[1:], strict=True):
        short = exp.LT(this=amount.copy(), expression=exp.Literal.number(least))
        cases.append(exp.If(this=short, true=exp.Literal.string(band)))
    known = exp.Not(this=is_null(amount.copy()))
    cases.append(exp.If(this=known, true=exp.Literal.string(bands[-1])))
    return exp.Case(ifs=cases)


def upto(number: exp.Expr, most: int) -> exp.Expr:
    """A number, or the largest that is told apart."""
    above = exp.GT(this=number, expression=exp.Literal.number(most))
    return exp.Case(ifs=[exp.If(this=above, true=exp.Literal.number(most))], default=number.copy())


class Zone(NamedTuple):
    """A time zone, with the instants (naive UTC) from which each of its offsets (in seconds) holds."""

    name: str
    offsets: tuple[tuple[datetime, int], ...]


def zoned(
    part: str, instant: exp.Expr, zone: exp.Expr, zones: Sequence[Zone], otherwise: exp.Expr, weekday: str
) -> exp.Expr:
    """The hour or ISO weekday (`weekday` is its name) of a UTC instant in the zone of a column; `otherwise` where it is none of `zones`."""
    name = {"hour": "HOUR", "weekday": weekday}[part]
    cases = []
    for one in zones:
        local = exp.Extract(this=exp.var(name), expression=_local(instant, one.offsets))
        cases.append(exp.If(this=exp.Literal.string(one.name), true=exp.cast(local, "INTEGER", copy=False)))
    return exp.Case(this=zone, ifs=cases, default=otherwise) if cases else otherwise


def _local(instant: exp.Expr, offsets: Sequence[tuple[datetime, int]]) -> exp.Expr:
    """The local time of a UTC instant: an offset is a constant between two transitions."""

    def moved(offset: int) -> exp.Expr:
        by = exp.Interval(this=exp.Literal.string(str(offset)), unit=exp.var("SECOND"))
        return exp.Add(this=instant.copy(), expression=by)

    if len(offsets) == 1:
        return moved(offsets[0][1])
    cases = [
        exp.If(
            this=exp.LT(this=instant.copy(), expression=exp.cast(exp.Literal.string(str(until)), "TIMESTAMP")),
            true=moved(offset),
        )
        for (_, offset), (until, _) in pairwise(offsets)
    ]
    return exp.Case(ifs=cases, default=moved(offsets[-1][1]))


def serves(objective: exp.Expr, among: tuple[str, ...]) -> exp.Expr:
    """That a campaign's objective is one of these, or is not said."""
    one_of = exp.In(this=objective, expressions=[exp.Literal.string(one) for one in among])
    return exp.Paren(this=exp.Or(this=is_null(objective.copy()), expression=one_of))


def subquery(query: exp.Select, name: str) -> exp.Subquery:
    """A query under a name, to select from."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(name)))
