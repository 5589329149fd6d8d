"""Views of a small demonstration against statements of their own, over the tables as they were loaded and nothing derived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import cadran
from cadran.analysis import view
from cadran.analysis.statistics import decided, mantel_haenszel, z_of
from cadran.demo import generate
from cadran.executor.local import Store
from tests.conftest import Clock

CONTACT = (
    "'opt_out', 'off_target', 'not_interested', 'callback', 'qualified', 'refused', 'appointment', 'sale', 'replied'"
)
TRIED = f"""
    SELECT *, outcome IN ({CONTACT}) AS k, COALESCE(is_argued, outcome IN ('refused', 'appointment', 'sale')) AS pitched,
        COALESCE(is_qualified, outcome IN ('qualified', 'refused', 'appointment', 'sale')) AS fit
    FROM attempts WHERE direction = 'outbound' AND lead_key IS NOT NULL
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    files = generate(tmp_path_factory.mktemp("demo"), scale=0.02, seed=3, until=date(2026, 11, 20))
    with cadran.open(":memory:", clock=Clock("2026-11-21T06:00:00")) as store:
        store.import_files([*files])
        yield store


def told(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.engine.rows(sql, {})]


def test_the_funnel(demo: Store) -> None:
    """Each lead at its furthest step, and so at all before it."""
    counts = told(demo, f"""
        WITH tried AS ({TRIED}),
        t AS (SELECT lead_key, bool_or(k) AS k, bool_or(fit) AS fit, bool_or(pitched) AS pitched FROM tried GROUP BY 1),
        b AS (SELECT DISTINCT lead_key FROM appointments),
        s AS (SELECT lead_key, bool_or(status = 'confirmed') AS net FROM orders GROUP BY 1),
        j AS (SELECT t.lead_key IS NOT NULL AS tried, COALESCE(k, FALSE) AS k, COALESCE(fit, FALSE) AS fit,
            COALESCE(pitched, FALSE) AS pitched, b.lead_key IS NOT NULL AS booked, s.lead_key IS NOT NULL AS sold,
            COALESCE(net, FALSE) AS net
            FROM leads LEFT JOIN t USING (lead_key) LEFT JOIN b USING (lead_key) LEFT JOIN s USING (lead_key))
        SELECT count(*), count(*) FILTER (WHERE tried OR sold), count(*) FILTER (WHERE k OR booked OR sold),
            count(*) FILTER (WHERE fit OR pitched OR booked OR sold), count(*) FILTER (WHERE pitched OR booked OR sold),
            count(*) FILTER (WHERE booked OR sold), count(*) FILTER (WHERE sold), count(*) FILTER (WHERE net) FROM j
    """)  # fmt: skip
    assert tuple(row["leads"] for row in view(demo, "funnel").table().rows) == counts[0]
    assert min(counts[0]) > 20


def test_slots_where_the_lead_is_and_their_verdicts(demo: Store) -> None:
    """Each slot against the other slots of the same campaign, hot leads apart; the error shared among those of 50 calls."""
    rows = told(demo, f"""
        SELECT isodow(moment), hour(moment), stratum, count(*), count(*) FILTER (WHERE outcome IN ({CONTACT})) FROM (
            SELECT a.outcome, timezone(COALESCE(l.time_zone, 'Europe/Paris'), timezone('UTC', a.started_at)) AS moment,
                concat_ws('/', a.campaign_id, COALESCE(l.is_hot, f.is_hot, FALSE)) AS stratum
            FROM attempts a LEFT JOIN leads l USING (lead_key)
            LEFT JOIN lists f ON f.source_system = l.source_system AND f.list_id = l.list_id
            WHERE direction = 'outbound' AND channel = 'phone')
        GROUP BY ALL
    """)  # fmt: skip
    slots: dict[tuple[int, int], dict[str, tuple[int, int]]] = {}
    wholes: dict[str, tuple[int, int]] = {}
    for day, hour, stratum, n, k in rows:
        slots.setdefault((day, hour), {})[stratum] = (k, n)
        wholes[stratum] = (wholes.get(stratum, (0, 0))[0] + k, wholes.get(stratum, (0, 0))[1] + n)
    z = z_of(sum(sum(n for _, n in own.values()) >= 50 for own in slots.values()))

    def verdict(own: dict[str, tuple[int, int]]) -> str:
        if sum(n for _, n in own.values()) < 50:
            return "few"
        found = mantel_haenszel([((k, n), (wholes[one][0] - k, wholes[one][1] - n)) for one, (k, n) in own.items()], z)
        side = decided(found[1]) if found else 0
        return {1: "best", -1: "worst", 0: "undecided"}[side]

    expected = {slot: (sum(n for _, n in own.values()), sum(k for k, _ in own.values()), verdict(own))
                for slot, own in slots.items() if len(own) > 1}  # fmt: skip
    rows_of = view(demo, "best-hours").table("slots").rows
    found = {
        (row["weekday"], row["hour"]): (row["calls"], row["contact_rate"]["num"], row["verdict"]) for row in rows_of
    }
    assert {slot: found[slot] for slot in expected} == expected
    assert len(expected) > 30
    assert {"best", "undecided"} <= {row[2] for row in expected.values()}


def test_ranks_of_those_reaching_them(demo: Store) -> None:
    rows = told(demo, f"""
        SELECT n, count(*), count(*) FILTER (WHERE k), count(*) FILTER (WHERE pitched) FROM (
            SELECT *, row_number() OVER (PARTITION BY lead_key ORDER BY started_at, attempt_id) AS n FROM ({TRIED}))
        GROUP BY 1
    """)  # fmt: skip
    found = {
        row["rank"]: (row["attempts"], row["contact_rate"]["num"], row["argued_rate"]["num"])
        for row in view(demo, "attempt-rank").table("reaching").rows
    }
    assert found == {row[0]: row[1:] for row in rows}


def test_delays_by_the_clock_and_their_bands(demo: Store) -> None:
    rows = told(demo, f"""
        WITH h AS (SELECT lead_key, created_at, COALESCE(l.is_hot, s.is_hot, FALSE) AS hot
            FROM leads l LEFT JOIN lists s USING (source_system, list_id)),
        f AS (SELECT lead_key, hot, date_diff('second', created_at, min(started_at) FILTER (WHERE k AND started_at >= created_at)) AS d
            FROM h LEFT JOIN ({TRIED}) USING (lead_key) GROUP BY lead_key, hot, created_at)
        SELECT CASE WHEN hot THEN 'hot' ELSE 'other' END, avg(d), median(d), quantile_cont(d, 0.9),
            count(*) FILTER (WHERE d <= 300), count(*) FILTER (WHERE d > 300 AND d <= 900),
            count(*) FILTER (WHERE d > 900 AND d <= 3600), count(*) FILTER (WHERE d > 3600 AND d <= 86400),
            count(*) FILTER (WHERE d > 86400), count(*) FILTER (WHERE d IS NULL) FROM f GROUP BY 1
    """)  # fmt: skip
    result = view(demo, "speed")

    def of(table: str, group: str) -> dict[str, Any]:
        keys = {"group": group, "event": "first_contact", "clock": "clock"}
        (row,) = (row for row in result.table(table).rows if keys.items() <= row.items())
        return row

    assert len(rows) == 2
    for group, *figures in rows:
        delays, bands = of("delays", group), of("bands", group)
        assert [delays[name] for name in ("mean", "median", "p90")] == pytest.approx(figures[:3])
        names = ("00_05min", "05_15min", "15_60min", "60min_24h", "over_24h", "never")
        assert [bands[name]["num"] for name in names] == figures[3:]


def test_pauses_and_products(demo: Store) -> None:
    paused = dict(told(demo, """
        SELECT reason, sum(date_diff('second', started_at, ended_at)) FROM agent_states WHERE state = 'paused' GROUP BY 1
    """))  # fmt: skip
    rows = view(demo, "pauses").table("reasons").rows
    assert {row["reason"]: round(row["hours"] * 3600) for row in rows} == paused
    sold = told(
        demo,
        """
        SELECT product_id, count(*), sum(CAST(amount_base AS DOUBLE)) FROM orders WHERE status <> 'cancelled' GROUP BY 1
    """,
    )
    products = {row["product"]: row for row in view(demo, "product-mix").table().rows}
    for product, number, amount in sold:
        assert products[product]["orders"] == number
        assert products[product]["revenue"] == pytest.approx(amount)
        assert products[product]["revenue_share"] == pytest.approx(amount / sum(row[2] for row in sold))


def test_targets_all_else_equal(demo: Store) -> None:
    """The difference of sold over contacted from the others of the campaign, week and temperature, weighted by n m / (n + m)."""
    rows = told(demo, f"""
        SELECT stratum, target, count(*) FILTER (WHERE k), count(*) FILTER (WHERE k AND sold) FROM (
            SELECT l.lead_key, l.target, COALESCE(bool_or(t.k), FALSE) AS k, bool_or(s.lead_key IS NOT NULL) AS sold,
                concat_ws('/', l.campaign_id, COALESCE(l.is_hot, f.is_hot), date_trunc('week', timezone('Europe/Paris', timezone('UTC', l.created_at)))) AS stratum
            FROM leads l LEFT JOIN lists f USING (source_system, list_id) LEFT JOIN ({TRIED}) t USING (lead_key)
            LEFT JOIN (SELECT DISTINCT lead_key FROM orders) s ON s.lead_key = l.lead_key GROUP BY ALL)
        GROUP BY 1, 2
    """)  # fmt: skip
    found = {row["target"]: row["difference"] for row in view(demo, "sales-by-target").table().rows}
    assert len(found) > 3
    for target in found:
        weight = difference = 0.0
        for stratum in {row[0] for row in rows}:
            n, a = (sum(row[i] for row in rows if row[0] == stratum and row[1] == target) for i in (2, 3))
            m, b = (sum(row[i] for row in rows if row[0] == stratum and row[1] != target) for i in (2, 3))
            if n and m:
                weight += n * m / (n + m)
                difference += (a * m - b * n) / (n + m)
        assert found[target] == pytest.approx(difference / weight), target
