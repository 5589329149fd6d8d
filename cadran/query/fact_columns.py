"""The columns that a fact has, itself or through its lookups, and what its dimensions hold."""

from __future__ import annotations

import re
from functools import lru_cache

from cadran.catalogue.shape import Fact
from cadran.errors import UsageError, did_you_mean
from cadran.model import TABLES, Column, Type
from cadran.model.derived import (  # fmt: skip
    AGE_STARTS,
    AGES,
    DELAY_STARTS,
    DELAYS,
    DERIVED,
    SPACING_STARTS,
    SPACINGS,
    WEAR_STARTS,
    WEARS,
)

COMPUTED = re.compile(r"(?P<function>[a-z]+)\((?P<column>[a-z_.]+)(?:, (?P<beside>[a-z_.]+|[0-9]+))?\)")
"""A column computed from one, or from one and another column or a number."""
BANDS = {
    "age": (AGES, AGE_STARTS),
    "delay": (DELAYS, DELAY_STARTS),
    "spacing": (SPACINGS, SPACING_STARTS),
    "wear": (WEARS, WEAR_STARTS),
}
"""Functions that put a number in bands: the bands, and where each starts."""
ZONED = {"hour": "local_hour", "weekday": "local_weekday"}
"""Functions that tell a part of an instant in the row's own zone: the column with that part in the centre's."""
_COMPUTED_AS = {
    "month": Column("month", Type.COUNT, "the month, 1 to 12"),
    "age": Column("age", Type.TEXT, "days since, in bands", choices=AGES),
    "delay": Column("delay", Type.TEXT, "seconds, in bands", choices=DELAYS),
    "spacing": Column("spacing", Type.TEXT, "seconds between two attempts, in bands", choices=SPACINGS),
    "wear": Column("wear", Type.TEXT, "days since a list was bought, in bands", choices=WEARS),
    "yes": Column("yes", Type.FLAG, "a flag, false where it is not known"),
    "upto": Column("upto", Type.COUNT, "a number, or the largest that is told apart"),
    "hour": Column("hour", Type.COUNT, "the hour of an instant in a zone of its own, 0 to 23"),
    "weekday": Column("weekday", Type.COUNT, "the weekday of an instant in a zone of its own, Monday = 1"),
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
    if computed and computed["function"] in _COMPUTED_AS:
        for read in columns_read(path):
            resolve(fact, read)
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


def columns_read(path: str) -> tuple[str, ...]:
    """The columns that a path reads: itself, or those that it is computed from.

    >>> columns_read("hour(started_at, lead.time_zone)"), columns_read("upto(attempts, 10)")
    (('started_at', 'lead.time_zone', 'local_hour'), ('attempts',))
    """
    computed = COMPUTED.fullmatch(path)
    if computed is None:
        return (path,)
    beside, function = computed["beside"] or "", computed["function"]
    centre = (ZONED[function],) if function in ZONED else ()
    return (computed["column"], *((beside,) if beside and not beside.isdigit() else ()), *centre)


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
