"""Each check finds its own fault in a tiny world, and nothing where all is well. It is Wednesday 30 September 2026."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cadran
from cadran.checks.findings import CHECKS
from cadran.checks.overview import Finding
from cadran.cli.main import run
from cadran.executor.local import Store
from cadran.keeping.erase import erase
from tests.conftest import table
from tests.query.world import attempts, fill, leads, orders

WHOLE = (date(2026, 9, 28), date(2026, 10, 1))


def found(store: Store) -> dict[str, Finding]:
    return {finding.code: finding for finding in store.overview()[1]}


def counts(store: Store) -> dict[str, int]:
    return {code: finding.rows for code, finding in found(store).items()}


def states(*rows: str) -> list[dict[str, Any]]:
    """Agent states written `agent state from to`; times are of 29 September, UTC; `-` leaves a state open."""
    return [
        {"agent_id": agent, "state": state, "started_at": f"2026-09-29T{start}:00Z",
         "ended_at": None if end == "-" else f"2026-09-29T{end}:00Z"}
        for agent, state, start, end in (row.split() for row in rows)
    ]  # fmt: skip


@pytest.fixture
def sound(store: Store) -> Store:
    """One lead called on Monday, Tuesday and Wednesday, the last time for a sale, with its order."""
    return fill(
        store,
        leads=leads("L1 2026-09-28T07:00Z A"),
        attempts=attempts("1 L1 A x 2026-09-28T10:00Z busy", "2 L1 A x 2026-09-29T10:00Z callback",
                          "3 L1 A x 2026-09-30T10:00Z sale"),
        orders=orders("O1 L1 A 2026-09-30T10:00Z 10 pending"),
    )  # fmt: skip


def test_a_sound_store_has_nothing_to_report(sound: Store) -> None:
    assert found(sound) == {}


def _more(*rows: str, **columns: Any) -> dict[str, list[dict[str, Any]]]:
    return {"attempts": attempts(*rows, **columns)}


@pytest.mark.parametrize(
    ("code", "count", "example", "rows"),
    [
        ("unmapped", 2, "XYZ", _more("8 L1 A x 2026-09-30T11:00Z -", "9 L1 A x 2026-09-30T11:00Z -", disposition="XYZ")),
        ("contradiction", 1, "9", _more("9 L1 A x 2026-09-30T11:00Z busy", is_argued=True)),
        ("contact_without_talk", 1, "9", _more("9 L1 A x 2026-09-30T11:00Z callback", talk_s=0)),
        ("no_lead", 1, "9", _more("9 - A x 2026-09-30T11:00Z busy")),
        ("unknown_lead", 2, "L9", _more("8 L9 A x 2026-09-30T11:00Z busy", "9 L9 A x 2026-09-30T11:00Z busy")),
        ("only_attempts", 1, "default:L9",
         _more("8 L9 A x 2026-09-30T11:00Z busy", "9 L9 A x 2026-09-30T11:00Z busy")),
        ("before_creation", 1, "9", _more("9 L1 A x 2026-09-28T06:00Z busy")),
        ("unknown_agent", 3, "x", {"agents": [{"agent_id": "y", "team": "T"}]}),
        ("duplicate_lead", 1, "L2", {"leads": [
            {"lead_id": "L1", "created_at": "2026-09-28T07:00:00Z", "phone": "+33612345678"},
            {"lead_id": "L2", "created_at": "2026-09-28T08:00:00Z", "phone": "+33612345678"}]}),
        ("sale_without_order", 1, "9", {
            "leads": leads("L2 2026-09-28T07:00Z A"), **_more("9 L2 A x 2026-09-30T11:00Z sale")}),
        ("order_without_sale", 1, "O2", {
            "leads": leads("L2 2026-09-28T07:00Z A"), "orders": orders("O2 L2 A 2026-09-30T11:00Z 10 pending")}),
        ("outcome_without_appointment", 1, "9", {
            "leads": leads("L2 2026-09-28T07:00Z A"), **_more("9 L2 A x 2026-09-30T11:00Z appointment"),
            "appointments": [{"appointment_id": "P1", "lead_id": "L1", "booked_at": "2026-09-30T10:00:00Z"}]}),
        ("appointment_without_outcome", 1, "P2", {"leads": leads("L2 2026-09-28T07:00Z A"), "appointments": [
            {"appointment_id": "P2", "lead_id": "L2", "booked_at": "2026-09-30T10:00:00Z"}]}),
        ("no_rate", 1, "O2", {"orders": [
            {"order_id": "O2", "lead_id": "L1", "ordered_at": "2026-09-30T10:00:00Z", "amount": 5.0, "currency": "USD"}]}),
        ("future", 1, "9", _more("9 L1 A x 2026-09-30T18:00Z busy")),
        ("forgotten_logout", 1, "x", {"agent_states": states("x waiting 08:00 08:10", "x talking 08:10 -")}),
    ],
)  # fmt: skip
def test_each_check_finds_its_own(
    sound: Store, code: str, count: int, example: str, rows: dict[str, list[dict[str, Any]]]
) -> None:
    assert code not in found(sound)
    fill(sound, **rows)
    finding = found(sound)[code]
    assert (finding.rows, finding.example) == (count, example)
    assert 1 <= len(finding.examples) <= 3
    assert example in {str(value) for value in finding.examples[0].values()}


def test_an_order_that_comes_from_an_appointment_needs_no_sale(sound: Store) -> None:
    fill(sound, leads=leads("L2 2026-09-28T07:00Z A"), attempts=attempts("9 L2 A x 2026-09-28T11:00Z appointment"),
         orders=orders("O2 L2 A 2026-09-30T11:00Z 10 pending"))  # fmt: skip
    assert "order_without_sale" not in found(sound)


def test_an_open_state_counts_from_the_cap_on(sound: Store) -> None:
    """Open at 23:00 UTC on the 29th: at 12:00 on the 30th that is 13 hours, more than the 12 of the setting."""
    fill(sound, agent_states=states("x waiting 08:00 08:10", "x talking 23:00 -"))
    assert found(sound)["forgotten_logout"].examples[0]["state"] == "talking"
    fill(sound, agent_states=[{"agent_id": "x", "state": "waiting", "started_at": "2026-09-30T01:00:00Z",
                               "ended_at": "2026-09-30T02:00:00Z"}])  # fmt: skip
    assert "forgotten_logout" not in found(sound)  # the next state ends it


def test_talk_times_that_differ_by_more_than_ten_minutes_and_ten_percent(sound: Store) -> None:
    """Calls say 1,000 s for x and 1,000 s for y; states say 2,000 s for x and 1,060 s for y."""
    fill(
        sound,
        attempts=attempts("8 L1 A x 2026-09-29T09:00Z callback", "9 L1 A y 2026-09-29T09:00Z callback", talk_s=1000),
    )
    talked = [("x", 2000), ("y", 1060)]
    fill(sound, agent_states=[
        {"agent_id": agent, "state": "talking", "started_at": "2026-09-29T09:00:00Z",
         "ended_at": f"2026-09-29T09:{seconds // 60:02d}:{seconds % 60:02d}Z"} for agent, seconds in talked])  # fmt: skip
    finding = found(sound)["time_apart"]
    assert finding.rows == 1
    assert dict(finding.examples[0]) == {
        "agent_id": "x", "local_date": date(2026, 9, 29), "calls_talk_s": 1000, "states_talk_s": 2000
    }  # fmt: skip


def test_days_of_calls_without_states(sound: Store) -> None:
    fill(sound, agent_states=states("y waiting 08:00 08:10"))
    finding = found(sound)["calls_without_states"]
    assert dict(finding.examples[0]) == {"agent_id": "x", "local_date": date(2026, 9, 29), "attempts": 1}
    assert finding.rows == 1  # the 28th and the 30th have no states at all


def test_gaps_tell_working_days_from_week_ends_and_holidays(store: Store) -> None:
    """Loaded: Thursday 9 and Thursday 16 July 2026. Between: Friday, a week-end, Monday, the 14th (a holiday), Wednesday."""
    for day in (9, 16):
        fill(store, attempts=attempts(f"{day} L{day} A x 2026-07-{day:02d}T10:00Z busy"))
    [state] = [one for one in store.overview()[0] if one.table == "attempts"]
    assert (state.missing_days, state.missing_closed) == (6, 3)
    gap = found(store)["gap"]
    assert gap.rows == 3
    assert [one["day"] for one in gap.examples] == [date(2026, 7, 10), date(2026, 7, 13), date(2026, 7, 15)]


def test_working_days_loaded_with_nothing_in_them(store: Store) -> None:
    """One file from Thursday 24 to Monday 28 September: nothing on Friday."""
    fill(store, attempts=attempts("1 L1 A x 2026-09-24T10:00Z busy", "2 L1 A x 2026-09-28T10:00Z busy"))
    assert [one["day"] for one in found(store)["empty_day"].examples] == [date(2026, 9, 25)]


def test_a_source_that_stopped_coming(store: Store) -> None:
    """Last day loaded: Thursday 24; until Wednesday 30, Friday, Monday and Tuesday have come and gone."""
    store.load("attempts", table(attempts("1 L1 A x 2026-09-24T10:00Z busy")), source="hermes")
    store.load("attempts", table(attempts("1 L1 A x 2026-09-28T10:00Z busy")), source="other")
    assert [dict(one) for one in found(store)["stale"].examples] == [
        {"source_system": "hermes", "table": "attempts", "last_day": date(2026, 9, 24), "working_days": 3}
    ]


def test_somebody_erased_who_is_here_as_another_lead(sound: Store) -> None:
    """L1 is loaded again: left out. L8, here before the erasure, has the number of L1."""
    fill(sound, leads=[{"lead_id": name, "phone": "+33639980012", "campaign_id": "A", "created_at": "2026-09-28T07:00:00Z"}
                       for name in ("L1", "L8")])  # fmt: skip
    assert "erased_came_back" not in found(sound)
    erase(sound.engine, ["default:L1"], now=sound.clock())
    fill(sound, leads=leads("L1 2026-09-28T07:00Z A"))
    assert found(sound)["erased_came_back"].examples == ({"lead_key": "default:L8"},)


def test_every_check_says_what_it_is_and_what_to_do_in_both_languages() -> None:
    for check in CHECKS.values():
        for text in (check.title, check.advice):
            assert text.fr.strip()
            assert text.en.strip()
            assert text.fr != text.en


def test_the_command_shows_counts_examples_and_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "centre.duckdb")
    with cadran.open(path) as store:
        store.load("attempts", table(attempts("9 - A x 2026-09-30T11:00Z -", disposition="XYZ")))
    assert run(["check", "--store", path, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "1 attempts without lead" in out
    assert "for example attempt: 9" in out
    assert "→ Complete [dispositions]" in out
    assert run(["check", "--store", path, "--lang", "fr"]) == 0
    assert "1 tentatives sans fiche" in capsys.readouterr().out
    assert run(["check", "--store", path, "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    told = {one["code"]: one for one in content["findings"]}
    assert told["no_lead"]["examples"][0]["attempt_id"] == "9"
    assert told["no_lead"]["title"]["en"] == "attempts without lead"
    assert content["unmapped"] == [{"disposition": "XYZ", "attempts": 1}]
    assert content["tables"][0]["covers_from"] == "2026-09-30"
