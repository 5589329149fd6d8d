"""Spark's words for what engines say differently."""

from __future__ import annotations

from sqlglot import exp

from cadran.engines.rendering import Rendering


class Spark(Rendering):
    """Spark SQL."""

    dialect = "spark"
    weekday = "DAYOFWEEK_ISO"

    def apart(self, unit: str, first: exp.Expr, last: exp.Expr) -> exp.Expr:
        kind = exp.DateDiff if unit == "DAY" else exp.TimestampDiff  # its DATEDIFF knows days only
        return kind(this=last, expression=first, unit=exp.var(unit))

    def quantile(self, value: exp.Expr, q: float) -> exp.Expr:
        return exp.Anonymous(this="PERCENTILE", expressions=[value, exp.Literal.number(q)])


RENDERING = Spark()
