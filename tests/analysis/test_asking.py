"""How views are asked, in Python and at the command line, and how their answers travel."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cadran
from cadran.analysis import VIEWS, view
from cadran.cli.main import run
from cadran.cli.views import cell_text
from cadran.errors import NotConformedError, UsageError
from cadran.executor.calls import calls_of
from cadran.executor.local import Store
from cadran.query.request import Scope
from cadran.server import wire
from cadran.server.calls import Served
from cadran.server.connect import connect
from cadran.server.listener import Listener
from cadran.server.owner import Owner
from tests.conftest import Clock
from tests.query.world import attempts, fill, leads

CALLS = (
    "1 L1 A x 2026-09-22T08:00Z refused",
    "2 L2 A y 2026-09-22T09:00Z no_answer",
    "3 L3 B x 2026-09-22T08:00Z callback",
)


def _fill(store: Store) -> Store:
    return fill(
        store, leads=leads(*(f"L{n} 2026-09-01T08:00Z {'AAB'[n - 1]}" for n in (1, 2, 3))), attempts=attempts(*CALLS)
    )


@pytest.fixture
def centre(store: Store) -> Store:
    return _fill(store)


@pytest.fixture(scope="module")
def kept() -> Iterator[Store]:
    """The same centre, for tests that only read it."""
    with cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00")) as store:
        yield _fill(store)


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    with cadran.open(":memory:", clock=Clock("2026-09-30T12:00:00")) as store:
        yield store


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "centre.duckdb"
    with cadran.open(path, clock=Clock("2026-09-30T12:00:00")) as store:
        _fill(store)
    yield path


def test_an_unknown_view_or_option_is_answered_with_those_there_are(centre: Store) -> None:
    with pytest.raises(UsageError, match=r'no view "funel". Did you mean "funnel"'):
        view(centre, "funel")
    with pytest.raises(UsageError, match=r'takes no option "members"'):
        view(centre, "funnel", members="A,B")
    with pytest.raises(UsageError, match=r'Unknown dimension "campain". Did you mean "campaign"'):
        view(centre, "best-hours", where={"campain": "A"})
    with pytest.raises(NotConformedError, match=r'leads, which have no "script"'):
        view(centre, "funnel", where={"script": "s"})
    with pytest.raises(UsageError, match=r'no table "slot". Did you mean "slots"'):
        view(centre, "best-hours").table("slot")


def _asked(name: str) -> dict[str, Any]:
    return {"by": "agent", "members": "x,y", "kpi": "contact_rate"} if name == "compare" else {}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_speaks_both_languages_and_travels(name: str, kept: Store) -> None:
    result = view(kept, name, **_asked(name))
    content = json.loads(json.dumps(result.to_dict()))
    known = wire.kinds(calls_of(Served)["view"])
    assert wire.unpack(wire.pack(result, known), known).to_dict() == result.to_dict()

    def texts(node: Any) -> Iterator[dict[str, str]]:
        if isinstance(node, dict):
            if {"fr", "en"} <= node.keys():
                yield node
            for child in node.values():
                yield from texts(child)
        if isinstance(node, list):
            for child in node:
                yield from texts(child)

    for text in texts(content):
        assert text["fr"]
        assert text["en"]
        assert "{" not in text["fr"] + text["en"]
    for table in result.tables:
        arrow = result.to_arrow(table.id)
        assert arrow.num_rows == len(table.rows)
        for column in table.columns:
            assert column.id in arrow.column_names


@pytest.mark.parametrize("name", VIEWS)
def test_an_empty_store_is_answered_without_figures(name: str, empty: Store) -> None:
    if name == "compare":
        with pytest.raises(UsageError, match="nothing of agent"):
            view(empty, name, **_asked(name))
        return
    result = view(empty, name)
    assert all(finding.tone in ("neutral", "undecided") for finding in result.findings)
    for table in result.tables:
        for row in table.rows:
            for column in table.columns:
                if column.kind == "figure" and row.get(column.id):
                    assert row[column.id]["value"] is None


def test_figures_become_columns_with_their_parts(kept: Store) -> None:
    arrow = view(kept, "best-hours").to_arrow()
    assert {"weekday", "hour", "calls", "contact_rate", "contact_rate_num", "contact_rate_low"} <= set(
        arrow.column_names
    )
    assert sorted(arrow["contact_rate_num"].to_pylist()) == [0, 2]


def test_known_at_an_earlier_instant_counts_the_loads_until_then(clock: Clock, centre: Store) -> None:
    clock.set("2026-10-01T12:00:00")
    fill(centre, attempts=attempts("4 L1 A x 2026-09-23T08:00Z refused"))
    assert sum(row["calls"] for row in view(centre, "best-hours").table().rows) == 4
    earlier = view(centre, "best-hours", known_at="2026-10-01T00:00:00Z")
    assert sum(row["calls"] for row in earlier.table().rows) == 3
    ranks = view(centre, "attempt-rank", known_at="2026-10-01T00:00:00Z").table("reaching")
    assert [row["attempts"] for row in ranks.rows] == [3]


def output(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == code
    return capsys.readouterr().out


def test_the_command_lists_the_views(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text = output(capsys, "view", "--lang", "en")
    assert [name for name in VIEWS if name not in text] == []
    assert "Where do we lose our leads" in text
    assert "Où perdons-nous" in output(capsys, "view", "--lang", "fr")


def test_the_command_answers_in_words_json_and_csv(filed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ("--store", str(filed))
    text = output(capsys, "view", "best-hours", *store, "--lang", "fr", "--where", "campaign=A")
    assert "mardi" in text
    assert "Créneaux" in text
    content = json.loads(output(capsys, "view", "best-hours", *store, "--where", "campaign=A", "--format", "json"))
    assert content["where"] == {"campaign": ["A"]}
    assert content["tables"][0]["id"] == "slots"
    rows = list(
        csv.DictReader(
            io.StringIO(output(capsys, "view", "best-hours", *store, "--format", "csv", "--table", "numbers"))
        )
    )
    assert rows == []
    rows = list(csv.DictReader(io.StringIO(output(capsys, "view", "best-hours", *store, "--format", "csv"))))
    assert [(row["weekday"], row["hour"], row["calls"]) for row in rows] == [("2", "10", "2"), ("2", "11", "1")]


def test_the_command_says_what_it_lacks(filed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["view", "compare", "--store", str(filed), "--lang", "en"]) == 2
    assert 'needs the option "members"' in capsys.readouterr().err


def test_a_view_is_the_same_through_the_process_that_holds_the_store(filed: Path) -> None:
    clock = Clock("2026-09-30T12:00:00")
    with cadran.open(filed, clock=clock) as store:
        here = view(store, "best-hours", where={"campaign": "A"})
    with Owner(cadran.open(filed, clock=clock)) as owner, Listener(owner), connect(filed) as remote:
        there = view(remote, "best-hours", where={"campaign": "A"}, scope=Scope(campaigns=("A", "B")))  # type: ignore[arg-type]
        lent = view(owner, "best-hours", where={"campaign": "A"})
        with pytest.raises(UsageError, match=r'no view "funel"'):
            view(remote, "funel")  # type: ignore[arg-type]
    assert there == here == lent


def test_cells_as_a_person_reads_them(kept: Store) -> None:
    columns = {column.id: column for column in view(kept, "best-hours").table().columns}
    figure = {"value": 0.25, "num": 1, "den": 4, "low": 0.05, "high": 0.7, "state": "ok"}
    assert cell_text(columns["contact_rate"], figure, "en") == "25.0% (5.0% – 70.0%)"
    assert cell_text(columns["weekday"], 2, "fr") == "mardi"
    assert cell_text(columns["verdict"], "few", "en") == "too few calls"
    assert cell_text(columns["weekday"], None, "en") == "(unassigned)"


def test_every_kpi_that_is_a_table_has_its_view() -> None:
    assert {kpi for one in VIEWS.values() for kpi in one.answers} == {
        "answer_rate_by_slot", "sales_by_attempt_rank", "refusal_reasons", "disqualification_reasons",
        "conversion_by_delay", "product_mix", "sales_rate_by_target", "pause_reasons",
    }  # fmt: skip


def test_a_view_says_what_is_not_loaded(store: Store) -> None:
    """Leads alone: no call, no order, no state; what the tables lack is not zero."""
    fill(store, leads=leads("L1 2026-09-01T08:00Z A"))
    lacking = {
        name: _lacking(store, name) for name in ("best-hours", "pauses", "product-mix", "funnel", "sales-by-target")
    }
    assert {"calls", "contact_rate"} <= lacking["best-hours"]
    assert lacking["pauses"] == {"pause_reasons", "pause_time", "pause_rate"}
    assert "orders" in lacking["product-mix"]
    assert "leads" not in lacking["funnel"]
    assert [one.code for one in view(store, "best-hours").findings] == ["no_calls"]
    fill(store, attempts=attempts("1 L1 A x 2026-09-01T09:00Z refused"))
    assert _lacking(store, "best-hours") == set()


def _lacking(store: Store, name: str) -> set[str]:
    return {kpi for note in view(store, name).notes if note["code"] == "not_loaded" for kpi in note.get("kpis", [])}
