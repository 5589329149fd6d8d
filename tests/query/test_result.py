"""How results travel: the public JSON contract, Arrow, pandas, polars."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cadran.executor.local import Store
from tests.query.world import ask, attempts, fill

VALUE = {"value", "num", "den", "low", "high", "n", "state", "basis", "excluded", "decision", "previous"}


@pytest.fixture
def centre(store: Store) -> Store:
    return fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z callback", "2 L2 A x 2026-09-01T11:00Z busy", "3 L3 - x 2026-09-02T11:00Z busy"
    ))  # fmt: skip


def test_the_json_contract(centre: Store) -> None:
    result = ask(centre, "contact_rate", by=["campaign"], grain="day", period=("2026-09-01", "2026-09-03"),
                 as_of="2026-09-20T00:00:00Z")  # fmt: skip
    found = json.loads(result.to_json())
    assert list(found) == ["period", "basis", "as_of", "known_at", "by", "grain", "rows", "total", "notes"]
    assert found["period"] == {"from": "2026-09-01", "to": "2026-09-03", "zone": "Europe/Paris"}
    assert (found["as_of"], found["known_at"]) == ("2026-09-20T00:00:00Z", "2026-09-30T12:00:00Z")
    assert (found["by"], found["grain"], found["basis"]) == (["campaign"], "day", "activity")
    assert [row["key"] for row in found["rows"]] == [
        {"campaign": "A", "period": "2026-09-01"},
        {"campaign": "A", "period": "2026-09-02"},
        {"campaign": None, "period": "2026-09-01"},
        {"campaign": None, "period": "2026-09-02"},
    ]
    value = found["rows"][0]["values"]["contact_rate"]
    assert set(value) == VALUE
    assert (value["value"], value["num"], value["den"], value["n"], value["state"]) == (0.5, 1, 2, 2, "ok")
    assert value["excluded"] == {"immature": None, "unmapped": 0, "unconverted": None}
    assert value["decision"] is None
    # 1 of 2 by hand: centre (0.5 + 1.9208) / 2.9207, spread 1.96 × sqrt(0.125 + 0.2401) … = 0.0945 and 0.9055
    assert (value["low"], value["high"]) == (pytest.approx(0.0945, abs=5e-5), pytest.approx(0.9055, abs=5e-5))
    empty = found["rows"][1]["values"]["contact_rate"]
    assert (empty["value"], empty["low"], empty["state"]) == (None, None, "no_data")
    assert set(found["total"]["contact_rate"]) == VALUE


def test_no_period_is_everything_loaded(centre: Store) -> None:
    assert ask(centre, "calls").period == {"from": "2026-09-01", "to": "2026-09-03", "zone": "Europe/Paris"}


def test_an_empty_store_knows_nothing(store: Store) -> None:
    result = ask(store, "calls", "contact_rate", grain="day")
    assert result.period["from"] is None
    assert (result.rows, result.total["calls"]["state"]) == ([], "not_loaded")
    assert ask(store, "contact_rate").rows[0]["values"]["contact_rate"]["state"] == "not_loaded"


def test_without_breakdown_there_is_one_row_the_total(centre: Store) -> None:
    result = ask(centre, "calls")
    assert result.rows == [{"key": {}, "values": result.total}]


def test_frames_are_wide(centre: Store) -> None:
    result = ask(centre, "contact_rate", "calls", by=["campaign"], grain="day")
    sides = ["", "_num", "_den", "_low", "_high", "_n", "_state"]
    names = ["campaign", "period", *(f"{id}{side}" for id in ("contact_rate", "calls") for side in sides)]
    assert result.to_arrow().column_names == names
    assert result.to_arrow()["contact_rate"].to_pylist() == [0.5, None, None, 0.0]
    assert list(result.to_pandas().columns) == names
    assert result.to_polars()["calls_n"].to_list() == [2, 0, 0, 1]


def test_a_frame_of_nothing_keeps_its_columns(store: Store) -> None:
    assert ask(store, "calls", by=["campaign"]).to_arrow().column_names[:2] == ["campaign", "calls"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"by": ["campaign"]},
        {"by": ["campaign", "agent"], "grain": "day"},
        {"grain": "day", "period": ("2026-09-02", "2026-09-03"), "compare": "previous"},
        {"by": ["campaign"], "known_at": "2026-09-20T00:00:00Z", "compare": "now"},
        {"by": ["campaign"], "where": {"campaign": ["nobody"]}},
    ],
    ids=str,
)
def test_json_from_columns_is_that_of_the_cells_to_the_letter(store: Store, asked: dict[str, Any]) -> None:
    fill(store, attempts=attempts(
        "1 L1 A x 2026-09-01T10:00Z callback", '2 L2 50%-"é" x 2026-09-01T11:00Z busy', "3 L3 - - 2026-09-02T11:00Z sale",
        "4 L4 A y 2026-09-02T12:00Z -",
    ))  # fmt: skip
    result = ask(store, "calls", "contact_rate", "average_talk_time", "sales", "refusal_reasons", **asked)
    assert result.to_json() == json.dumps(result.to_dict(), ensure_ascii=False)
