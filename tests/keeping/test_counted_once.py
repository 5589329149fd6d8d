"""What was erased is counted once, under its pseudonym, whatever the next files say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import cadran
from cadran.executor.local import Store
from tests.conftest import Clock, table
from tests.query.world import attempts, fill, orders

FIRST, SECOND = "a1 L1 A x 2026-09-02T08:00Z busy", "a1 L2 A x 2026-09-02T08:00Z busy"
"""The same call, of the lead that the dialer said first, then of the one it was corrected to."""


def lead(name: str, **said: object) -> dict[str, object]:
    return {"lead_id": name, "created_at": "2026-09-01T08:00:00Z", "campaign_id": "A", **said}


@pytest.fixture
def moved(store: Store, clock: Clock) -> Store:
    """Two leads and one call, first of L1, then of L2."""
    fill(store, leads=[lead("L1"), lead("L2")])
    fill(store, attempts=attempts(FIRST))
    clock.set("2026-09-30T13:00:00")
    return fill(store, attempts=attempts(SECOND))


def calls(store: Store) -> float:
    return float(store.kpis(["calls"]).total["calls"]["value"])


def landed(store: Store, name: str, rows: list[dict[str, object]]) -> tuple[int, int, int, int]:
    """How rows landed: new, updated, unchanged, rejected."""
    line = store.load(name, table(rows))[0].entry
    return line.rows_new, line.rows_updated, line.rows_unchanged, line.rows_rejected


@pytest.mark.parametrize("gone", ["L1", "L2"])
def test_a_call_moved_to_another_lead_is_one_call_whoever_is_erased(moved: Store, gone: str) -> None:
    moved.erase([f"default:{gone}"])
    again = [landed(moved, "attempts", attempts(said)) for said in (FIRST, SECOND, FIRST)]
    assert calls(moved) == 1
    if gone == "L1":  # the call is L2's: it keeps its id, and no version of it names L1
        assert again == [(0, 0, 0, 1), (0, 0, 1, 0), (0, 0, 0, 1)]
        assert moved.engine.rows("SELECT attempt_id, lead_id FROM attempts") == [("a1", "L2")]
        assert moved.engine.rows("SELECT count(*) FROM attempts_history WHERE lead_id = 'L1'") == [(0,)]
    else:  # it goes with L2, and stays out though L1 is known
        assert again == [(0, 0, 0, 1)] * 3
        assert moved.engine.rows("SELECT count(*) FROM attempts WHERE attempt_id = 'a1'") == [(0,)]


def test_taking_the_correction_back_leaves_one_call(moved: Store) -> None:
    moved.erase(["default:L1"])
    moved.undo(3)
    [(attempt, owner)] = moved.engine.rows("SELECT attempt_id, lead_id FROM attempts")
    assert (attempt, owner[:7]) == ("a1", "erased-")
    assert landed(moved, "attempts", attempts(SECOND)) == (0, 1, 0, 0)
    assert calls(moved) == 1


def test_what_retention_erased_is_not_counted_again_by_the_same_files(store: Store, clock: Clock) -> None:
    """A full export, loaded every month: its old prospects come neither back nor twice; one who called since does."""
    clock.set("2029-10-01T00:00:00")
    said = {"leads": [lead("L1"), lead("L2")], "attempts": attempts(FIRST, "b1 L2 A x 2026-09-03T08:00Z busy"),
            "customers": [{"customer_id": "C7", "lead_id": "L9"}], "orders": orders("o1 L9 A 2029-09-01T08:00Z 10 confirmed")}  # fmt: skip
    fill(store, **said)
    for _ in range(2):
        store.expire(36)
        assert landed(store, "leads", said["leads"]) == (0, 0, 0, 2)
        assert landed(store, "attempts", said["attempts"]) == (0, 0, 0, 2)
        assert landed(store, "orders", said["orders"]) == (0, 0, 1, 0)
        assert calls(store) == 2
        assert store.kpis(["leads"]).total["leads"]["value"] == 2
    since = lead("L1", consent_at="2029-10-02T08:00:00Z")
    assert landed(store, "leads", [since, lead("L2")]) == (1, 0, 0, 1)
    called = attempts(FIRST, "a2 L1 A x 2029-10-03T08:00Z sale")
    assert landed(store, "attempts", called) == (1, 0, 0, 1)


def test_a_restored_backup_is_without_whose_time_was_over(tmp_path: Path, clock: Clock) -> None:
    clock.set("2029-09-30T00:00:00")
    with cadran.open(tmp_path / "centre.duckdb", clock=clock) as store:
        fill(store, leads=[lead("L1", last_name="Martinvast"), lead("L2", created_at="2029-09-01T08:00:00Z")])
        fill(store, attempts=attempts(FIRST))
        store.backup(tmp_path / "copy.duckdb")
        store.expire(36)
        clock.set("2029-10-01T00:00:00")
        assert store.restore(tmp_path / "copy.duckdb").again == 1
        assert store.engine.rows("SELECT last_name FROM leads WHERE last_name IS NOT NULL") == []
        assert landed(store, "attempts", attempts(FIRST)) == (0, 0, 0, 1)
        assert calls(store) == 1


def test_what_was_remembered_long_enough_is_forgotten(moved: Store, clock: Clock) -> None:
    moved.erase(["default:L2"])
    remembered = "SELECT count(*), max(kept_until) > TIMESTAMP '2029-09-30 12:00:00' FROM erased_rows"
    assert moved.engine.rows(remembered) == [(2, True)]  # the lead and its call
    clock.set("2029-10-01T00:00:00")
    moved.expire(1200)
    assert moved.engine.rows("SELECT count(*) FROM erased_rows") == [(0,)]
