"""The vocabulary in which the canonical model is declared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sensitivity(StrEnum):
    """Whom or what a column tells of, where not everybody may know it."""

    PERSONAL = "personal"  # who a person is
    AGENT = "agent"  # which agent it was, or how one works
    COST = "cost"  # what the centre spends, and what is left to it
    EARNINGS = "earnings"  # what is sold, billed or brought in


class Type(StrEnum):
    """What a column holds; `sql` is its column type (standard SQL, understood by every engine)."""

    TEXT = "text"
    INSTANT = "instant"  # UTC, no zone in the column type
    DAY = "day"  # a local calendar day
    SECONDS = "seconds"  # a duration, whole seconds
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    RATE = "rate"  # an exchange rate
    FLAG = "flag"
    PHONE = "phone"  # E.164

    @property
    def sql(self) -> str:
        return _SQL[self]


_SQL = {
    Type.TEXT: "VARCHAR",
    Type.INSTANT: "TIMESTAMP",
    Type.DAY: "DATE",
    Type.SECONDS: "INTEGER",
    Type.COUNT: "INTEGER",
    Type.NUMBER: "DOUBLE",
    Type.MONEY: "DECIMAL(18, 4)",
    Type.RATE: "DECIMAL(18, 8)",
    Type.FLAG: "BOOLEAN",
    Type.PHONE: "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table.

    `choices` closes the set of values; `default` fills a value the source does not give;
    `references` names the table whose key it holds; `sensitivity` says that not everybody may see it, and why.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    sensitivity: Sensitivity | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    references: str | None = None

    @property
    def pii(self) -> bool:
        """Whether it holds personal data."""
        return self.sensitivity is Sensitivity.PERSONAL


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: what a row is, its columns and its key (source_system is always part of it).

    `instant` is the column that dates a row: the store keeps `local_date`, `local_hour` and
    `local_weekday` (ISO, Monday = 1) beside it, in the reporting zone. `stored` are columns that the
    store computes at load; a file never fills them. `sensitivity`: even how many rows there are tells of that.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_fact: bool = False
    instant: str | None = None
    stored: tuple[Column, ...] = ()
    sensitivity: Sensitivity | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names a file may use as headers."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
