"""The SQL of `sql/`, read and run: what each KPI is worth in each cell, from the canonical tables alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from cadran.catalogue import KPIS
from cadran.executor.local import Store
from cadran.model import TABLES
from tests.oracle.worlds import OPENING

HERE = Path(__file__).parent / "sql"
GROUND = ("ground.sql", "ground_more.sql", "ground_time.sql")


class Answer(NamedTuple):
    """A numerator and, of a ratio, its denominator."""

    num: float | None
    den: float | None


class Statement(NamedTuple):
    sql: str
    bases: tuple[str, ...]


def statements() -> dict[str, Statement]:
    """KPI → its statement, which gives (cell, numerator, denominator); a basis in brackets is the only one it has."""
    found: dict[str, Statement] = {}
    for path in sorted(HERE.glob("*.sql")):
        if path.name not in GROUND:
            for kpi, basis, sql in re.findall(r"^-- (\w+)(?: \((\w+)\))?\n(.*?);$", path.read_text(), re.M | re.S):
                assert kpi not in found, f"{kpi} twice"
                found[kpi] = Statement(sql, (basis,) if basis else ("activity", "cohort"))
    return found


STATEMENTS = statements()
STACKED = "\nUNION ALL\n".join(
    f"SELECT '{kpi}', * FROM ({one.sql}) AS t(cell, num, den)" for kpi, one in STATEMENTS.items()
)
Answers = dict[tuple[str, str], Answer]  # (KPI, cell) → what it is worth; nothing happened in a cell that is not there


def ground() -> Iterator[str]:
    for name in GROUND:
        text = re.sub(r"--.*", "", (HERE / name).read_text())
        yield from (sql for sql in text.split(";") if sql.strip())


def copied(store: Store) -> duckdb.DuckDBPyConnection:
    """The canonical tables of the store, without what it computes beside them, in a database of their own."""
    mine = duckdb.connect()
    for name, declared in TABLES.items():
        columns = ", ".join(column.name for column in declared.columns)
        given = store.engine.arrow(f"SELECT {columns} FROM {name}")
        mine.register("given", given)
        mine.execute(f"CREATE TABLE {name} AS FROM given")
        mine.unregister("given")
    mine.execute("CREATE TABLE opening (hours TEXT, from_day INT, to_day INT, from_time TIME, to_time TIME)")
    for hours, stretches in OPENING.items():
        mine.executemany("INSERT INTO opening VALUES (?, ?, ?, ?, ?)", [[hours, *one] for one in stretches])
    return mine


def answers(store: Store, as_of: datetime, first: date, last: date) -> Answers:
    with copied(store) as mine:
        mine.execute(
            "CREATE TABLE asked AS SELECT ?::TIMESTAMP AS as_of, ?::DATE AS first, ?::DATE AS last",
            [as_of, first, last],
        )
        for sql in ground():
            mine.execute(sql)
        return {
            (kpi, cell): Answer(_number(num), _number(den)) for kpi, cell, num, den in mine.execute(STACKED).fetchall()
        }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def basis_of(kpi: str, asked: str) -> str:
    """The basis by which a KPI answers when it is asked for one."""
    bases = STATEMENTS[kpi].bases
    return asked if asked in bases else bases[0]


def is_volume(kpi: str) -> bool:
    return KPIS[kpi].den is None
