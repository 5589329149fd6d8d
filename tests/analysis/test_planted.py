"""The demonstration's three planted problems show in the views to somebody who asks them without a filter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cadran
from cadran.analysis import view
from cadran.demo import generate
from cadran.executor.local import Store
from tests.conftest import Clock


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    directory = tmp_path_factory.mktemp("demo")
    files: list[str | Path] = [*generate(directory, scale=0.03, seed=7, until=date(2026, 11, 20))]
    with cadran.open(":memory:", clock=Clock("2026-11-21T06:00:00")) as store:
        store.import_files([file for file in files if Path(file).stem not in ("agent_states", "costs")])
        yield store


def broken(store: Store, name: str) -> list[dict[str, Any]]:
    return [dict(finding.about) for finding in view(store, name).findings if finding.code == "break"]


def test_the_bad_list(demo: Store) -> None:
    found = broken(demo, "list-wear")
    assert {(one["list"], one["campaign"]) for one in found} == {("L03", "BILAN")}
    assert all(date(2026, 9, 21) <= one["since"] <= date(2026, 10, 5) for one in found)
    verdicts = {row["list"]: row["verdict"] for row in view(demo, "list-wear").table("lists").rows}
    assert [name for name, verdict in verdicts.items() if verdict == "stop"] == ["L03"]


def test_the_bad_list_carries_the_funnels_fall(demo: Store) -> None:
    period = (date(2026, 9, 28), date(2026, 10, 26))
    found = {finding.code: finding.about for finding in view(demo, "funnel", period=period).findings}
    assert found["weakest_past"]["step"] == "contacted"
    members = {(one["dimension"], one["member"]) for one in found["causes"]["members"]}
    assert ("list", "L03") in members
    assert members <= {("list", "L03"), ("source", "Coregia"), ("campaign", "BILAN")}


def test_the_teams_script(demo: Store) -> None:
    # a centre this small has too few conversations for the team's own break; its script against the other's is decided
    scripts = view(demo, "compare", by="script", members="verte-2,verte-1").findings[0]
    assert scripts.tone == "bad"
    assert scripts.about["high"] < 0
    assert all(one.about["team"] == "Tramontane" for one in view(demo, "agents").findings if "team" in one.about)


def test_the_saturated_number(demo: Store) -> None:
    (found,) = broken(demo, "best-hours")
    assert (found["caller_number"], found["campaign"]) == ("+33163050412", "BILAN")
    assert found["after"] > 2 * found["before"]
