"""What a figure leaves out: each reason with its own number, and members that did not occur in no table."""

from __future__ import annotations

from cadran.catalogue import KPIS
from cadran.reports.reference import unit_word
from cadran.store import Store
from tests.conftest import table
from tests.query.world import ask, attempts, leads


def test_leads_never_called_are_not_unmapped_codes(store: Store) -> None:
    """L1 left open and called again, L2 closed at once, L3 by an unmapped code, L4 and L5 never called."""
    store.load("leads", table(leads(*(f"L{number} 2026-09-01T08:00Z A" for number in range(1, 6)))))
    rows = attempts("1 L1 A x 2026-09-01T09:00Z no_answer", "2 L1 A x 2026-09-02T09:00Z no_answer",
                    "3 L2 A x 2026-09-01T09:00Z sale", "4 L3 A x 2026-09-01T09:00Z -")  # fmt: skip
    store.load("attempts", table([{**row, "disposition": "ZZ"} for row in rows]))
    for more, uncalled in (({}, 2), ({"period": ("2026-09-01", "2026-09-03")}, 0), ({"basis": "cohort"}, 2)):
        found = ask(store, "follow_up_rate", **more).total["follow_up_rate"]
        assert (found["num"], found["den"]) == (1, 1)
        assert (found["excluded"]["unmapped"], found["excluded"]["uncalled"]) == (1, uncalled)
    assert "uncalled" not in ask(store, "contact_rate").total["contact_rate"]["excluded"]


def test_duplicates_are_among_valid_numbers(store: Store) -> None:
    """Two leads share a number; two others share one that no country has; the fifth has none."""
    rows = leads(*(f"L{number} 2026-09-01T08:0{number}Z A" for number in range(1, 6)))
    phones = ("+33612345678", "+33612345678", "+33000000000", "+33000000000", None)
    types = ("mobile", "mobile", "invalid", "invalid", None)
    store.load("leads", table([{**row, "phone": phone, "phone_type": type}
                               for row, phone, type in zip(rows, phones, types, strict=True)]))  # fmt: skip
    found = ask(store, "duplicate_rate").total["duplicate_rate"]
    assert (found["num"], found["den"]) == (1, 2)


def test_a_table_has_no_member_of_which_nothing_is_counted(store: Store) -> None:
    """One lead contacted and not qualified, one sold, one never answered: one reason, not three."""
    store.load("leads", table(leads(*(f"L{number} 2026-09-01T08:00Z A" for number in range(1, 4)))))
    rows = attempts("1 L1 A x 2026-09-01T09:00Z off_target", "2 L2 A x 2026-09-01T09:00Z sale",
                    "3 L3 A x 2026-09-01T09:00Z no_answer")  # fmt: skip
    store.load("attempts", table(rows))
    found = ask(store, "disqualification_reasons", by=["outcome", "reason"])
    assert [row["key"]["outcome"] for row in found.rows] == ["off_target"]
    by_both = ask(store, "calls", "sales", "refusals", by=["outcome"])
    assert [row["key"]["outcome"] for row in by_both.rows] == ["no_answer", "off_target", "sale"]


def test_hours_are_called_hours() -> None:
    assert [unit_word(KPIS["hours_worked"], language) for language in ("fr", "en")] == ["heures", "hours"]


def test_rates_by_team_say_that_calls_without_an_agent_have_none(store: Store) -> None:
    """A dialer places three calls, an agent gets one: by agent the rate is of what agents had, and it is said."""
    rows = attempts("1 L1 A - 2026-09-01T09:00Z no_answer", "2 L2 A - 2026-09-01T09:01Z no_answer",
                    "3 L3 A x 2026-09-01T09:02Z callback")  # fmt: skip
    store.load("attempts", table(rows))

    def told(**more: object) -> list[str]:
        found = ask(store, "contactability_rate", "qualification_rate", "calls", **more)
        return [kpi for note in found.notes if note["code"] == "agents_only" for kpi in note["kpis"]]

    assert (told(), told(by=["campaign"])) == ([], [])
    assert told(by=["team"]) == told(where={"agent": "x"}) == ["contactability_rate"]
