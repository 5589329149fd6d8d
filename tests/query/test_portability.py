"""The same statement in other dialects: it can be written, read again, and says the same.

sqlglot translates; what it would translate wrongly is spelt by hand (quantiles) or not used at all. Each statement is
read back in its own dialect, and what is read is written again: the text must not change.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlglot import exp, parse_one

from cadran.catalogue import KPIS
from cadran.catalogue.shape import Basis
from cadran.query.prepare import prepare
from cadran.query.request import Request, Scope
from cadran.query.state import StoreState
from tests.query.world import CATALOGUE, declared, kpi

DIALECTS = ("duckdb", "postgres", "spark", "clickhouse")
STATE = StoreState(
    "Europe/Paris",
    datetime(2026, 9, 30, 12),
    present=frozenset({"attempts", "leads", "leads:reported", "orders", "appointments"}),
    met={"leads": frozenset({"is_hot"})},
    relations=lambda as_of, known_at, within: {"lead_journeys": "(SELECT * FROM journeys_then)"},
)
ASKED = Request(
    ("calls",), by=("campaign", "client"), grain="week", period=("2026-08-31", "2026-09-28"),
    where={"campaign": ["A", "B", None], "source_system": "default"}, scope=Scope(clients=("P", "Q")),
)  # type: ignore[arg-type] # fmt: skip


def statement(id: str, dialect: str, basis: str = "activity", grain: str | None = "week") -> str:
    return prepare(dialect, STATE, replace(ASKED, kpis=(id,), basis=basis, grain=grain), CATALOGUE).sql


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("id", list(KPIS))
def test_every_kpi_has_a_statement_that_reads_back(id: str, dialect: str) -> None:
    for basis in ("activity", "cohort"):
        sql = statement(id, dialect, basis)
        tree = parse_one(sql, dialect=dialect)
        again = tree.sql(dialect=dialect)
        assert again == (sql.replace("AS VARCHAR)", "AS TEXT)") if dialect == "duckdb" else sql)
        assert not list(tree.find_all(exp.Div)), "figures are divided once, and not here"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_quantiles_are_exact_in_every_dialect(dialect: str) -> None:
    """Spark's and ClickHouse's usual quantiles are approximate; a translation would pick them without a word."""
    catalogue = declared(kpi("median", "first_contact_delay_median_s"))
    sql = prepare(dialect, STATE, replace(ASKED, kpis=("median",)), catalogue).sql
    spelt = {
        "duckdb": "QUANTILE_CONT(f.first_contact_delay_s, 0.5)",
        "postgres": "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY f.first_contact_delay_s)",
        "spark": "PERCENTILE(f.first_contact_delay_s, 0.5)",
        "clickhouse": "quantileExactInclusive(0.5)(f.first_contact_delay_s)",
    }
    assert spelt[dialect] in sql
    assert "APPROX" not in sql.upper()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_elapsed_time_is_counted_by_functions_that_each_dialect_has(dialect: str) -> None:
    """PostgreSQL has neither DATEDIFF nor TIMESTAMPDIFF."""
    days = replace(ASKED, by=("list_age",), where=(), scope=Scope())
    lasting = replace(days, kpis=("hours_worked",), by=("agent",))
    held = replace(STATE, present=STATE.present | {"agent_time"}, unended=frozenset({"agent_time"}))
    of_days, of_seconds = (prepare(dialect, held, asked, CATALOGUE).sql for asked in (days, lasting))
    spelt = {
        "duckdb": ("DATE_DIFF('day', list.acquired_on, f.local_date) < 0",
                   "DATE_DIFF('second', f.started_at, CAST($as_of AS TIMESTAMP)) END"),
        "postgres": ("EXTRACT(epoch FROM CAST(f.local_date AS TIMESTAMP) - CAST(list.acquired_on AS TIMESTAMP)) / 86400",
                     "AS TIMESTAMP) - CAST(f.started_at AS TIMESTAMP)) AS BIGINT) END"),
        "spark": ("DATEDIFF(DAY, list.acquired_on, f.local_date) < 0",
                  "TIMESTAMPDIFF(SECOND, f.started_at, CAST(:as_of AS TIMESTAMP)) END"),
        "clickhouse": ("DATE_DIFF(DAY, list.acquired_on, f.local_date) < 0",
                       "DATE_DIFF(SECOND, f.started_at, CAST({as_of: DateTime64(6)} AS Nullable(DateTime))) END"),
    }  # fmt: skip
    assert spelt[dialect][0] in of_days
    assert spelt[dialect][1] in of_seconds
    assert "WHEN f.ended_at <= " in of_seconds


PLACES = {
    "duckdb": ("$since", "$as_of", "$w0_0", "$w1_0"),
    "postgres": ("%(since)s", "%(as_of)s", "%(w0_0)s", "%(w1_0)s"),
    "spark": (":since", ":as_of", ":w0_0", ":w1_0"),
    "clickhouse": ("{since: DATE}", "{as_of: DateTime64(6)}", "{w0_0: Int64}", "{w1_0: String}"),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_whole_of_a_statement(dialect: str) -> None:
    """Calls by month of the year and day, of Tuesdays, of campaign A or none; agents may be nobody."""
    asked = Request(
        ("calls",), by=("month_of_year",), grain="day", period=("2026-09-01", None),
        where={"weekday": "2", "campaign": ["A", None], "agent": []},
    )  # type: ignore[arg-type] # fmt: skip
    since, as_of, weekday, campaign = PLACES[dialect]
    month = f"CAST(EXTRACT(MONTH FROM f.local_date) AS {'Nullable(Int32)' if dialect == 'clickhouse' else 'INT'})"
    assert prepare(dialect, STATE, asked, CATALOGUE).sql == (
        f"SELECT 0 AS branch, {month} AS k0, f.local_date AS p, COUNT(*) AS n0 FROM attempts AS f "
        f"WHERE f.direction = 'outbound' AND f.local_date >= {since} AND f.started_at <= {as_of} "
        f"AND f.local_weekday IN ({weekday}) AND (f.campaign_id IN ({campaign}) OR f.campaign_id IS NULL) AND FALSE "
        f"AND f.channel = 'phone' GROUP BY {month}, f.local_date"
    )


def test_the_period_of_a_stock_is_bound_as_a_day() -> None:
    stock = declared(kpi("held", "leads", basis=Basis.STOCK))
    asked = Request(("held",), grain="month", period=("2026-08-01", "2026-09-01"))  # type: ignore[arg-type]
    assert "CAST({period_0: DATE} AS Nullable(DATE)) AS p" in prepare("clickhouse", STATE, asked, stock).sql


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_value_is_written_into_a_statement(dialect: str) -> None:
    sql = statement("contact_rate", dialect)
    assert "'A'" not in sql
    assert "2026-08-31" not in sql


def test_the_statement_is_kept_by_shape_whatever_the_values() -> None:
    first = prepare("duckdb", STATE, ASKED, CATALOGUE)
    other = replace(
        ASKED, period=("2026-09-07", "2026-09-14"), where={"campaign": ["X", "Y", None], "source_system": "s"}
    )
    second = prepare("duckdb", STATE, other, CATALOGUE)
    assert second.statement is first.statement
    assert second.values != first.values
    third = prepare("duckdb", STATE, replace(ASKED, where={"campaign": "A"}), CATALOGUE)
    assert third.statement is not first.statement


def test_one_scan_of_a_fact_however_many_additive_kpis() -> None:
    ids = ("calls", "contact_rate", "answer_rate", "average_call_duration", "argued_call_rate", "abandon_rate")
    sql = prepare("duckdb", STATE, replace(ASKED, kpis=ids), CATALOGUE).sql
    assert sql.count("FROM attempts") == 1
    assert "lead_journeys" not in sql


def test_a_distinct_count_and_its_total_read_the_fact_once() -> None:
    sql = prepare("duckdb", STATE, replace(ASKED, kpis=("contactability_rate",)), CATALOGUE).sql
    assert sql.count("FROM attempts") == 2  # once for the leads, once for the rows left out as unmapped
