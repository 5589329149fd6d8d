"""ClickHouse's words for what engines say differently."""

from __future__ import annotations

from sqlglot import exp

from cadran.engines.rendering import Rendering

_TYPES = {"DATE": "DATE", "TIMESTAMP": "DateTime64(6)", "INTEGER": "Int64", "BOOLEAN": "Bool"}


class ClickHouse(Rendering):
    """Its parameters say their types."""

    dialect = "clickhouse"

    def parameter(self, name: str, type: str) -> exp.Expr:
        return exp.Placeholder(this=name, kind=_TYPES.get(type, "String"))

    def quantile(self, value: exp.Expr, q: float) -> exp.Expr:
        return exp.ParameterizedAgg(this="quantileExactInclusive", expressions=[exp.Literal.number(q)], params=[value])


RENDERING = ClickHouse()
