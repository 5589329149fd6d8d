"""Thirty additive KPIs by campaign and day: Cadran, one hand-written statement, polars; equal figures, then seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import duckdb
import polars as pl

import cadran
from bench.data import store_of
from bench.running import median_of, verdict
from cadran.executor.local import CATALOGUE, Store
from cadran.query import plan
from cadran.query.compile import statement
from cadran.query.evaluate import evaluate
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.state import Catalogue

# KPI → its numerator and denominator in handwritten.sql
KPIS = {
    "attempts": ("attempts", None),
    "calls": ("calls", None),
    "conversations": ("conversations", None),
    "refusals": ("refusals", None),
    "file_validity_rate": ("valid_calls", "put_through"),
    "contact_rate": ("conversations", "calls"),
    "answer_rate": ("answered", "calls"),
    "machine_rate": ("machines", "calls"),
    "machine_detection_rate": ("machines_detected", "machines_reported"),
    "agent_machine_rate": ("machines_to_agent", "to_agent"),
    "call_rejection_rate": ("declined", "calls"),
    "unanswered_rate": ("unanswered", "calls"),
    "opt_out_rate": ("opted_out", "calls"),
    "hold_before_agent": ("hold", "held"),
    "abandon_rate": ("abandoned", "answered"),
    "average_call_duration": ("talk", "timed"),
    "successful_call_duration": ("talk_successes", "successes"),
    "average_talk_time": ("talk_handled", "handled"),
    "average_after_call_work": ("wrap_handled", "handled"),
    "argued_call_rate": ("argued", "conversations"),
    "argued_valid_call_rate": ("argued", "valid_numbers"),
    "average_quality_score": ("scores", "scored"),
    "sales": ("sales", None),
    "appointments": ("appointments", None),
    "conversion_per_conversation": ("sales", "conversations"),
    "conversion_per_call": ("sales", "calls"),
    "appointment_rate": ("appointments", "argued"),
    "average_handle_time": ("talk_handled + wrap_handled", "handled"),
    "abandoned_share": ("abandoned", "calls"),
    "success_share": ("successes", "calls"),
}
OWN = (  # two more of the same shape, as a user would declare them
    replace(CATALOGUE.kpis["abandon_rate"], id="abandoned_share", num="calls_abandoned", den="calls"),
    replace(CATALOGUE.kpis["abandon_rate"], id="success_share", num="calls_successful", den="calls"),
)
DECLARED = Catalogue({**CATALOGUE.kpis, **{kpi.id: kpi for kpi in OWN}}, CATALOGUE.measures, CATALOGUE.facts)


def _handwritten() -> str:
    return (files("bench") / "handwritten.sql").read_text(encoding="utf-8")


def _polars(path: str) -> pl.DataFrame:
    """The same figures as a polars user would write them, from a Parquet file of the same rows."""
    phone, outcome = pl.col("channel") == "phone", pl.col("outcome")
    contacted, answered, agent = pl.col("contacted"), pl.col("answered"), pl.col("agent_id").is_not_null()
    machine, held = outcome == "machine", pl.col("hold_s").is_not_null()
    won = outcome.is_in(["appointment", "sale"])

    def count(condition: pl.Expr) -> pl.Expr:
        return condition.sum()

    def total(column: str, condition: pl.Expr) -> pl.Expr:
        return pl.col(column).filter(condition).sum()

    return (
        pl.scan_parquet(path)
        .filter(pl.col("direction") == "outbound")
        .group_by("campaign_id", "local_date")
        .agg(
            pl.len().alias("attempts"),
            count(phone).alias("calls"),
            count(phone & contacted).alias("conversations"),
            count(phone & (outcome == "refused")).alias("refusals"),
            count(phone & pl.col("valid_number") & (outcome != "failed")).alias("valid_calls"),
            count(phone & pl.col("valid_number").is_not_null() & (outcome != "failed")).alias("put_through"),
            count(phone & answered).alias("answered"),
            count(phone & machine).alias("machines"),
            count(phone & machine & (pl.col("amd") == "detected")).alias("machines_detected"),
            count(phone & machine & pl.col("amd").is_in(["detected", "missed"])).alias("machines_reported"),
            count(phone & machine & agent).alias("machines_to_agent"),
            count(phone & agent).alias("to_agent"),
            count(phone & (outcome == "rejected")).alias("declined"),
            count(phone & outcome.is_in(["rejected", "no_answer", "busy"])).alias("unanswered"),
            count(phone & outcome.is_in(["hung_up", "opt_out"])).alias("opted_out"),
            count(phone & (outcome == "abandoned")).alias("abandoned"),
            count(phone & pl.col("argued")).alias("argued"),
            count(phone & pl.col("valid_number")).alias("valid_numbers"),
            count(phone & won & pl.col("talk_s").is_not_null()).alias("successes"),
            total("talk_s", phone & won).alias("talk_successes"),
            total("talk_s", phone).alias("talk"),
            count(phone & (pl.col("talk_s").is_not_null() | ~contacted)).alias("timed"),
            total("talk_s", phone & contacted & agent).alias("talk_handled"),
            total("wrap_s", phone & contacted & agent).alias("wrap_handled"),
            count(phone & contacted & agent).alias("handled"),
            total("hold_s", phone & answered & held & agent).alias("hold"),
            count(phone & answered & held & agent).alias("held"),
            total("quality_score", phone).alias("scores"),
            count(phone & pl.col("quality_score").is_not_null()).alias("scored"),
            count(outcome == "sale").alias("sales"),
            count(outcome == "appointment").alias("appointments"),
        )
        .collect()
    )


def _ours(store: Store, request: Request) -> Result:
    return evaluate(store.engine, store.state(), request, DECLARED)


def anew(ask: Callable[[], object]) -> object:
    """What is asked, for the first time: no plan and no statement is kept of before; declarations are read once a process."""
    statement.cache_clear()
    plan._plan.cache_clear()
    return ask()


def _labelled(rows: int) -> str:
    return f"{rows:,} attempts".replace(",", " ")


def _check_equal(store: Store, request: Request) -> None:
    """Every numerator and denominator of every cell, against the hand-written statement's."""
    hand = store.engine.arrow(_handwritten()).to_pylist()
    expected = {(row["campaign_id"], row["local_date"].isoformat()): row for row in hand}
    result = _ours(store, request)
    seen = 0
    for row in result.rows:
        mine = expected.get((row["key"]["campaign"], row["key"]["period"]))
        for kpi, parts in KPIS.items():
            for part, column in zip(("num", "den"), parts, strict=True):
                want = sum(mine[name] or 0 for name in column.split(" + ")) if column and mine else 0
                got = row["values"][kpi][part]
                if column and float(got or 0) != float(want or 0):
                    raise AssertionError(f"{row['key']} {kpi} {part}: {got} instead of {want}")
                seen += 1
    assert seen >= len(expected) * len(KPIS), "cells are missing"


POLARS_FROM = 1_000_000
"""From so many attempts on, not slower than polars: below, it has planned nothing before we have planned a statement."""


def run(rows: int, runs: int) -> bool:
    """Compare at a size, with the results as Arrow tables; polars has its own."""
    path = store_of(rows)
    parquet = str(path.with_suffix(".parquet"))
    with duckdb.connect(path, read_only=True) as connection:
        connection.execute(f"COPY attempts TO '{parquet}' (FORMAT parquet)")
    with cadran.open(path, read_only=True) as store:
        request = Request(tuple(KPIS), by=("campaign",), grain="day")
        _check_equal(store, request)
        hand, state = _handwritten(), store.state()

        def ask() -> object:
            return evaluate(store.engine, state, request, DECLARED).to_arrow()

        ours, first, by_hand, frame = median_of(
            runs, ask, lambda: anew(ask), lambda: store.engine.arrow(hand), lambda: _polars(parquet)
        )
        size = _labelled(rows)
        print(
            f"     {size}, {len(KPIS)} KPIs: Cadran {ours:.3f} s (first {first:.3f} s), by hand {by_hand:.3f} s, polars {frame:.3f} s"
        )
        label = f"{size}: {len(KPIS)} KPIs by campaign × day, of hand-written SQL"
        kept = verdict(label, ours / by_hand, 1.1, at_most=True)
        kept = verdict(f"{size}: the same, asked for the first time", first / by_hand, 1.1, at_most=True) and kept
        if rows < POLARS_FROM:
            return kept
        return verdict(f"{size}: the same, of polars", ours / frame, 1.0, at_most=True) and kept
