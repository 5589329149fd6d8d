"""What differs from one SQL to another: a rendering writes the trees of cadran.query in one, and says what its engine can do.

A new engine's quirks are a class of its folder (cadran/engines/<kind>/rendering.py); whoever writes SQL asks `rendering_of`,
never by a dialect's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a planner may count on.

    `is_in_process`: its memory is this process's, so that sums by lead are asked for in parts that fit.
    """

    is_in_process: bool = False


class Rendering:
    """Standard SQL in sqlglot's dialect of that name; engines override what theirs has other words for."""

    dialect: str
    can = Capabilities()
    weekday = "ISODOW"
    """What EXTRACT calls the weekday, 1 for Monday."""

    def written(self, tree: exp.Expr) -> str:
        """The SQL of a tree made here; the tree is used up."""
        return Dialect.get_or_raise(self.dialect).generate(tree, copy=False)

    def parameter(self, name: str, type: str) -> exp.Expr:
        """The place of a value of a model's type, given when the statement is run."""
        return exp.Placeholder(this=name)

    def apart(self, unit: str, first: exp.Expr, last: exp.Expr) -> exp.Expr:
        """How many whole units, DAY or SECOND, lie between two instants."""
        return exp.DateDiff(this=last, expression=first, unit=exp.var(unit))

    def quantile(self, value: exp.Expr, q: float) -> exp.Expr:
        """The interpolated quantile, NULLs aside: exact, where a translated one would be approximate."""
        order = exp.Order(expressions=[exp.Ordered(this=value)])
        return exp.WithinGroup(this=exp.PercentileCont(this=exp.Literal.number(q)), expression=order)

    def about(self, keys: list[exp.Expr]) -> exp.Expr:
        """How many different tuples there are of some keys; about, where that is counted in less memory."""
        return exp.Count(this=exp.Distinct(expressions=[exp.Tuple(expressions=keys)]))

    def part(self, column: str, parts: int, number: int) -> str:
        """The condition that keeps one of so many parts, about equal, of the values of a column."""
        raise NotImplementedError(f"{self.dialect} is asked for the whole")


@cache
def rendering_of(dialect: str) -> Rendering:
    """The rendering of a kind of engine."""
    found: Rendering = import_module(f"cadran.engines.{dialect}.rendering").RENDERING
    return found
