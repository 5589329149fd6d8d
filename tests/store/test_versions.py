"""Versions: new, updated, unchanged, duplicate; history, undo and what was known at an earlier instant."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.errors import UsageError
from cadran.executor.local import Store
from tests.conftest import Clock, table


def attempt(id: str, outcome: str = "no_answer", talk: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "attempt_id": id,
        "lead_id": "L1",
        "campaign_id": "C",
        "started_at": "2026-09-22T12:00:00Z",
        "outcome": outcome,
        "talk_s": talk,
        **more,
    }


def load(store: Store, *rows: dict[str, Any]) -> tuple[int, int, int, int]:
    entry = store.load("attempts", table(rows))[0].entry
    assert entry.rows_read == sum(
        (entry.rows_new, entry.rows_updated, entry.rows_unchanged, entry.rows_duplicate, entry.rows_rejected)
    )
    return entry.rows_new, entry.rows_updated, entry.rows_unchanged, entry.rows_duplicate


def held(store: Store) -> list[tuple[Any, ...]]:
    return store.engine.rows("SELECT attempt_id, outcome, talk_s FROM attempts ORDER BY attempt_id")


def test_loading_twice_changes_nothing(store: Store) -> None:
    assert load(store, attempt("A1"), attempt("A2")) == (2, 0, 0, 0)
    assert load(store, attempt("A1"), attempt("A2")) == (0, 0, 2, 0)
    assert held(store) == [("A1", "no_answer", 0), ("A2", "no_answer", 0)]


def test_a_later_load_wins_and_the_former_version_is_kept(store: Store, clock: Clock) -> None:
    load(store, attempt("A1", talk=60))
    clock.set("2026-10-01T08:00:00")
    assert load(store, attempt("A1", "sale", 65), attempt("A2")) == (1, 1, 0, 0)
    assert held(store) == [("A1", "sale", 65), ("A2", "no_answer", 0)]
    history = store.engine.rows("SELECT talk_s, CAST(current_to AS VARCHAR) FROM attempts_history")
    assert history == [(60, "2026-10-01 08:00:00")]


def test_a_later_source_version_wins_whatever_the_order_of_loads(store: Store) -> None:
    load(store, attempt("A1", "sale", modified_at="2026-09-25T00:00:00Z"))
    assert load(store, attempt("A1", "busy", modified_at="2026-09-24T00:00:00Z")) == (0, 0, 1, 0)
    assert held(store) == [("A1", "sale", 0)]


def test_within_a_file_the_last_row_of_a_key_stays(store: Store) -> None:
    assert load(store, attempt("A1", talk=1), attempt("A2"), attempt("A1", talk=2)) == (2, 0, 0, 1)
    assert held(store) == [("A1", "no_answer", 2), ("A2", "no_answer", 0)]


def test_a_file_with_fewer_columns_keeps_the_others(store: Store) -> None:
    load(store, attempt("A1", talk=60, script="S7"))
    store.load(
        "attempts",
        table([{"attempt_id": "A1", "started_at": "2026-09-22T12:00:00Z", "outcome": "refused"}]),
    )
    assert store.engine.rows("SELECT outcome, talk_s, script, argued FROM attempts") == [("refused", 60, "S7", True)]


def test_the_same_id_from_another_system_is_another_row(store: Store) -> None:
    load(store, attempt("A1"))
    store.load("attempts", table([attempt("A1")]), source="other")
    assert store.engine.rows("SELECT count(*) FROM attempts") == [(2,)]


def test_undo_brings_the_former_versions_back(store: Store, clock: Clock) -> None:
    load(store, attempt("A1", talk=60))
    clock.set("2026-10-01T08:00:00")
    load(store, attempt("A1", "sale", 65), attempt("A2"))
    clock.set("2026-10-02T08:00:00")
    undone, warnings = store.undo(2)
    assert [line.import_id for line in undone] == [2]
    assert warnings == []
    assert held(store) == [("A1", "no_answer", 60)]


def test_undo_follows_the_order_of_loads_not_the_clock(store: Store, clock: Clock) -> None:
    """Three loads, the clock set back by an hour before the second: undoing the third brings the second back."""
    clock.set("2026-10-01T10:00:00")
    load(store, attempt("A1", talk=1))
    clock.set("2026-10-01T09:00:00")
    load(store, attempt("A1", talk=2))
    clock.set("2026-10-01T09:30:00")
    load(store, attempt("A1", talk=3))
    store.undo(3)
    assert held(store) == [("A1", "no_answer", 2)]
    store.undo(2)
    assert held(store) == [("A1", "no_answer", 1)]


def test_undoing_twice_over_follows_the_order_of_loads_too(store: Store, clock: Clock) -> None:
    """A version that an undo brought back, replaced again and brought back again, is still that of its own load."""
    for instant, talk in (("10:00", 1), ("09:00", 2), ("08:00", 3)):
        clock.set(f"2026-10-01T{instant}:00")
        load(store, attempt("A1", talk=talk))
    store.undo(3)
    clock.set("2026-10-01T07:00:00")
    load(store, attempt("A1", talk=4))
    store.undo(4)
    assert held(store) == [("A1", "no_answer", 2)]


def test_undo_of_the_first_of_three_versions_leaves_the_last(store: Store) -> None:
    for talk in (1, 2, 3):
        load(store, attempt("A1", talk=talk))
    store.undo(2)
    assert held(store) == [("A1", "no_answer", 3)]
    store.undo(3)
    assert held(store) == [("A1", "no_answer", 1)]


def test_undo_tells_of_later_loads_that_found_the_same_rows(store: Store) -> None:
    load(store, attempt("A1"))
    load(store, attempt("A1"))
    _, warnings = store.undo(1)
    assert len(warnings) == 1
    assert "import that file again" in warnings[0]


def test_an_import_is_undone_once(store: Store) -> None:
    load(store, attempt("A1"))
    store.undo(1)
    with pytest.raises(UsageError, match="already undone"):
        store.undo(1)
    with pytest.raises(UsageError, match="There is no import 7"):
        store.undo(7)


def test_a_failed_load_leaves_the_store_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, attempt("A1", talk=60))

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("cadran.store.loads.refresh", fail)
    with pytest.raises(RuntimeError):
        load(store, attempt("A1", "sale"), attempt("A2"))
    assert held(store) == [("A1", "no_answer", 60)]
    assert len(store.imports()) == 1
