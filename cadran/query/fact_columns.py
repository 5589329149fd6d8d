"""The columns that a fact has, itself or through its lookups, and what its dimensions hold."""

from __future__ import annotations

import re
from functools import lru_cache

from cadran.catalogue.shape import Fact
from cadran.errors import UsageError, did_you_mean
from cadran.model import TABLES, Column, Type
from cadran.model.derived import AGE_STARTS, AGES, DELAY_STARTS, DELAYS, DERIVED

COMPUTED = re.compile(r"(?P<function>month|age|delay)\((?P<column>[a-z_.]+)\)")
BANDS = {"age": (AGES, AGE_STARTS), "delay": (DELAYS, DELAY_STARTS)}
"""Functions that put a number in bands: the bands, and where each starts."""
_COMPUTED_AS = {
    "month": Column("month", Type.COUNT, "the month, 1 to 12"),
    "age": Column("age", Type.TEXT, "days since, in bands", choices=AGES),
    "delay": Column("delay", Type.TEXT, "seconds, in bands", choices=DELAYS),
}
OWN_DATE = "local_date"
"""The column with the local day of a row itself."""


@lru_cache(maxsize=64)
def columns_of(table: str) -> dict[str, Column]:
    """The columns of a stored table, by name."""
    model = TABLES.get(table) or DERIVED[table]
    return {column.name: column for column in (*model.columns, *model.stored)}


def resolve(fact: Fact, path: str) -> Column:
    """The column that a declaration means by `path`; UsageError when the fact has none of that name."""
    computed = COMPUTED.fullmatch(path)
    if computed:
        resolve(fact, computed["column"])
        return _COMPUTED_AS[computed["function"]]
    lookup, _, name = path.rpartition(".")
    if lookup and lookup not in fact.lookups:
        raise UsageError(
            '"{path}": {fact} reach no "{lookup}".{near}',
            path=path,
            fact=fact.name,
            lookup=lookup,
            near=did_you_mean(lookup, fact.lookups),
        )
    table = fact.lookups[lookup].table if lookup else fact.table
    known = columns_of(table)
    if name not in known:
        raise UsageError(
            '"{path}": the table {table} has no column "{name}".{near}',
            path=path,
            table=table,
            name=name,
            near=did_you_mean(name, known),
        )
    return known[name]


def dimension(fact: Fact, name: str) -> Column:
    """What a dimension of the fact holds."""
    return resolve(fact, fact.dimensions[name])


def created_column(fact: Fact) -> str:
    """The column with the instant at which the lead behind a row was created."""
    lookup, _, _ = (fact.cohort or "").rpartition(".")
    return f"{lookup}.created_at" if lookup else fact.instant


def hour_column(fact: Fact, dated: str) -> str | None:
    """The hour beside a local day column, where there is one."""
    if dated.rpartition(".")[2] != "local_date" or "hour" not in fact.dimensions:
        return None
    return dated[: -len("date")] + "hour"


def is_categorical(column: Column) -> bool:
    """Whether a column has few values, so that rows can be grouped by it before conditions are tested."""
    return column.type is Type.FLAG or bool(column.choices)
