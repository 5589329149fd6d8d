"""Short forms used by the table declarations."""

from __future__ import annotations

from dataclasses import replace

from cadran.model.types import Column, Sensitivity, Type

SOURCE_SYSTEM = Column("source_system", Type.TEXT, "the system the row comes from (import option --source)")
MODIFIED_AT = Column("modified_at", Type.INSTANT, "when the source last changed the row; the later version wins")

LOCAL = (
    Column("local_date", Type.DAY, "the main instant's day in the reporting zone"),
    Column("local_hour", Type.COUNT, "the main instant's hour (0 to 23) in the reporting zone"),
    Column("local_weekday", Type.COUNT, "the main instant's ISO weekday (Monday = 1) in the reporting zone"),
)
LEAD_KEY = Column("lead_key", Type.TEXT, "the lead across systems: system:lead_id, cross-references followed")
LINEAGE = (
    Column("import_id", Type.COUNT, "the load that made this version current"),
    Column("loaded_at", Type.INSTANT, "when this version became current"),
)


def text(name: str, meaning: str, *, references: str | None = None, default: str | None = None) -> Column:
    return Column(name, Type.TEXT, meaning, references=references, default=default)


def key(name: str, meaning: str) -> Column:
    return Column(name, Type.TEXT, meaning, required=True)


def personal(name: str, meaning: str, type: Type = Type.TEXT) -> Column:
    return Column(name, type, meaning, sensitivity=Sensitivity.PERSONAL)


def of_agents(column: Column) -> Column:
    """A column that tells which agent it was, or how one works."""
    return replace(column, sensitivity=Sensitivity.AGENT)


def of_costs(column: Column) -> Column:
    """A column of what the centre spends, or of what is left to it."""
    return replace(column, sensitivity=Sensitivity.COST)


def of_earnings(column: Column) -> Column:
    """A column of what is sold, billed or brought in."""
    return replace(column, sensitivity=Sensitivity.EARNINGS)


def choice(name: str, meaning: str, *choices: str, default: str | None = None) -> Column:
    return Column(name, Type.TEXT, meaning, choices=choices, default=default)


def instant(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Type.INSTANT, meaning, required=required)


def day(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Type.DAY, meaning, required=required)


def seconds(name: str, meaning: str) -> Column:
    return Column(name, Type.SECONDS, meaning)


def count(name: str, meaning: str) -> Column:
    return Column(name, Type.COUNT, meaning)


def number(name: str, meaning: str) -> Column:
    return Column(name, Type.NUMBER, meaning)


def money(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, Type.MONEY, meaning, required=required)


def flag(name: str, meaning: str, *, default: str | None = None) -> Column:
    return Column(name, Type.FLAG, meaning, default=default)
