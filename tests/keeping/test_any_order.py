"""Loads, corrections, re-loads, undoing, erasures, retention, backups and restores in any order, against a model in plain Python.

The model keeps the versions of each row and which loads were taken back; a row is what the latest load that stands says of
it, and a call that a load says to be another lead's is that lead's. Erasing somebody takes names and ids away and nothing else;
who was erased on request stays out, after a restore too, and so does each row that was erased, whoever it names by then.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import cadran
from cadran.store.forgotten import PREFIX
from tests.conftest import Clock, table

LEADS, CALLS = 4, 8
MONTHS = 12
CONTACTED = {"busy": False, "callback": True, "refused": True}
SEGMENTS = ("a", "b", "c")
BEGAN = datetime(2026, 9, 30, 12)

Version = tuple[str, str]
"""Whose row it is (a lead's id, or what stands for it once erased) and what it says: a segment, or an outcome."""


def created(lead: str) -> datetime:
    """Half of the leads are old."""
    return datetime(2024 if int(lead[1:]) % 2 else 2026, 8, 1, 8)


def called(call: str) -> datetime:
    """So are half of the calls."""
    return datetime(2024 if int(call[1:]) % 3 == 0 else 2026, 9, 1, int(call[1:]))


@dataclass
class Row:
    """One row: its versions by load, the load whose version is current (None: it is taken back), whether it is erased."""

    at: datetime
    versions: dict[int, Version] = field(default_factory=dict)
    current: int | None = None
    is_erased: bool = False

    @property
    def now(self) -> Version | None:
        return None if self.current is None else self.versions[self.current]

    def is_of(self, leads: set[str]) -> bool:
        """Whether it is theirs; one that is taken back, whether any version is."""
        told = self.versions.values() if self.now is None else [self.now]
        return any(lead in leads for lead, _ in told)


@dataclass
class Model:
    """What the tables must hold: rows by id (an erased one under a name of its own), loads with how their rows landed."""

    leads: dict[str, Row] = field(default_factory=dict)
    calls: dict[str, Row] = field(default_factory=dict)
    loads: list[dict[str, Any]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    """The ids of leads and calls that were erased."""

    def rows(self, name: str) -> dict[str, Row]:
        return self.leads if name == "leads" else self.calls

    def holds(self, lead: str) -> bool:
        return lead in self.leads and self.leads[lead].current is not None

    def load(self, name: str, given: Mapping[str, Version]) -> None:
        number, counted = len(self.loads) + 1, dict.fromkeys(("new", "updated", "unchanged", "rejected"), 0)
        rows = self.rows(name)
        for id, said in given.items():
            is_held = id in rows and rows[id].current is not None
            if (said[0] in self.known and not self.holds(said[0])) or (id in self.erased and not is_held):
                counted["rejected"] += 1
                continue
            row = rows.setdefault(id, Row(created(id) if name == "leads" else called(id)))
            if row.current is None:
                counted["new"] += 1
            elif row.versions[row.current] == said:
                counted["unchanged"] += 1
                continue
            else:
                counted["updated"] += 1
            row.versions[number], row.current = said, number
        self.loads.append({"table": name, "undone": False, **counted})

    def undo(self, number: int) -> None:
        self.loads[number - 1]["undone"] = True
        for row in (*self.leads.values(), *self.calls.values()):
            if row.current == number:
                standing = [one for one in row.versions if not self.loads[one - 1]["undone"]]
                row.current = max(standing, default=None)

    def erase(self, leads: set[str]) -> None:
        """Rows that are theirs go under names of their own; former versions of others' rows name them no more."""
        for rows in (self.leads, self.calls):
            for id, row in list(rows.items()):
                if row.is_of(leads) and not row.is_erased:
                    rows[f"{PREFIX}{len(self.loads)}-{len(rows)}-{id}"] = rows.pop(id)
                    row.is_erased = True
                    if rows is self.calls or row.current is not None:
                        self.erased.add(id)
                for number, (lead, said) in row.versions.items():
                    if lead in leads:
                        row.versions[number] = (f"{PREFIX}{len(self.loads)}-{lead}", said)

    def overdue(self, now: datetime) -> set[str]:
        year = now.replace(year=now.year - 1)
        last = {id: row.at for id, row in self.leads.items() if row.current is not None and not row.is_erased}
        for row in self.calls.values():
            if row.now is not None and CONTACTED[row.now[1]] and row.now[0] in last:
                last[row.now[0]] = max(last[row.now[0]], row.at)
        return {lead for lead, at in last.items() if at < year}

    def expected(self, name: str) -> list[tuple[str, str, str, int]]:
        """(id, whose it is, what it says, the load it came with) of every current row; of the erased, that they are."""
        return sorted(
            (PREFIX if row.is_erased else id, _named(row.now[0]), row.now[1], row.current)
            for id, row in self.rows(name).items()
            if row.now is not None and row.current is not None
        )


def _named(lead: str) -> str:
    return PREFIX if lead.startswith(PREFIX) else lead


class AnyOrder(RuleBasedStateMachine):
    """The store beside the model."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock(BEGAN.isoformat())
        self.path = Path(self.folder.name) / "centre.duckdb"
        self.store = cadran.open(self.path, clock=self.clock)
        self.model, self.backups = Model(), list[Model]()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def _pass(self) -> None:
        """Time passes between two acts: each load has its instant."""
        self.clock.now += timedelta(minutes=1)

    @rule(
        given=st.dictionaries(st.sampled_from([f"L{n}" for n in range(LEADS)]), st.sampled_from(SEGMENTS), min_size=1)
    )
    def load_leads(self, given: dict[str, str]) -> None:
        self._pass()
        rows = [
            {"lead_id": id, "created_at": created(id), "segment": said, "last_name": f"Nom-{id}"}
            for id, said in given.items()
        ]
        self.store.load("leads", table(rows))
        self.model.load("leads", {id: (id, said) for id, said in given.items()})

    @rule(
        given=st.dictionaries(
            st.sampled_from([f"C{n}" for n in range(CALLS)]),
            st.tuples(st.sampled_from([f"L{n}" for n in range(LEADS)]), st.sampled_from(sorted(CONTACTED))),
            min_size=1,
        )
    )
    def load_calls(self, given: dict[str, Version]) -> None:
        self._pass()
        rows = [
            {"attempt_id": id, "lead_id": lead, "started_at": called(id), "outcome": said}
            for id, (lead, said) in given.items()
        ]
        self.store.load("attempts", table(rows))
        self.model.load("calls", given)

    @precondition(lambda self: any(not load["undone"] for load in self.model.loads))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        self._pass()
        standing = [place for place, load in enumerate(self.model.loads, 1) if not load["undone"]]
        number = data.draw(st.sampled_from(standing))
        self.store.undo(number)
        self.model.undo(number)

    @rule(lead=st.sampled_from([f"L{n}" for n in range(LEADS)]))
    def erase(self, lead: str) -> None:
        self._pass()
        self.store.erase([f"default:{lead}"])
        self.model.erase({lead})
        self.model.known.add(lead)

    @rule()
    def expire(self) -> None:
        self._pass()
        due = self.model.overdue(self.clock.now)
        assert {key.split(":")[1] for key in self.store.overdue(MONTHS).leads} == due
        self.store.expire(MONTHS)
        self.model.erase(due)

    @precondition(lambda self: len(self.backups) < 3)
    @rule()
    def backup(self) -> None:
        self._pass()
        self.store.backup(Path(self.folder.name) / f"backup{len(self.backups)}.duckdb")
        self.backups.append(copy.deepcopy(self.model))

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        self._pass()
        number = data.draw(st.integers(0, len(self.backups) - 1))
        done = self.store.restore(Path(self.folder.name) / f"backup{number}.duckdb")
        assert done.is_known
        known, erased = self.model.known, self.model.erased
        self.model = copy.deepcopy(self.backups[number])
        self.model.known |= known
        self.model.erased |= erased
        self.model.erase(known)
        self.model.erase({lead for lead in erased if lead in self.model.leads and self.model.holds(lead)})

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = cadran.open(self.path, clock=self.clock)

    @invariant()
    def every_table_holds_what_it_must(self) -> None:
        if not hasattr(self, "store"):
            return
        named = f"CASE WHEN starts_with({{0}}, '{PREFIX}') THEN '{PREFIX}' ELSE {{0}} END"
        for name, stored, id, said in (
            ("leads", "leads", "lead_id", "segment"),
            ("calls", "attempts", "attempt_id", "outcome"),
        ):
            found = self.store.engine.rows(
                f"SELECT {named.format(id)}, {named.format('lead_id')}, {said}, import_id FROM {stored}"
            )
            assert sorted(found) == self.model.expected(name), name

    @invariant()
    def the_ledger_tells_how_rows_landed(self) -> None:
        if not hasattr(self, "store"):
            return
        told = [(line.rows_new, line.rows_updated, line.rows_unchanged, line.rows_rejected, line.undone_at is not None)
                for line in self.store.imports()]  # fmt: skip
        assert told == [
            (one["new"], one["updated"], one["unchanged"], one["rejected"], one["undone"]) for one in self.model.loads
        ]

    @invariant()
    def figures_and_journeys_follow(self) -> None:
        if not hasattr(self, "store"):
            return
        calls = [row.now[0] for row in self.model.calls.values() if row.now is not None]
        total = self.store.kpis(["calls"]).total if calls else None
        if total:
            assert total["calls"]["value"] == len(calls)
        held = [row.now[0] for row in self.model.leads.values() if row.now is not None]
        [(leads, attempts)] = self.store.engine.rows(
            "SELECT count(*), COALESCE(sum(attempts), 0) FROM lead_journeys WHERE lead_key IN (SELECT lead_key FROM leads)"
        )
        assert leads == len(held)
        assert attempts == sum(1 for lead in calls if lead in set(held))

    @invariant()
    def nobody_who_was_erased_is_named(self) -> None:
        if not hasattr(self, "store"):
            return
        for lead in self.model.known:
            if not self.model.holds(lead):
                for name in ("leads", "leads_history", "attempts", "attempts_history"):
                    assert self.store.engine.rows(f"SELECT 1 FROM {name} WHERE lead_id = ? LIMIT 1", [lead]) == [], (
                        name,
                        lead,
                    )


@pytest.mark.parametrize(
    ("runs", "steps"),
    [(4, 14), *(pytest.param(25, 40, marks=pytest.mark.long, id=f"25-40-{part}") for part in range(8))],
)
def test_any_order_of_acts_leaves_what_the_model_holds(runs: int, steps: int) -> None:
    """In the long run 200 walks of 40 acts, in parts that can go side by side."""
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=runs, stateful_step_count=steps, deadline=None, database=None, derandomize=runs < 20,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
