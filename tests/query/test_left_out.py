"""What a figure leaves out: each reason with its own number, and members that did not occur in no table."""

from __future__ import annotations

import pytest

from cadran.catalogue import KPIS, MEASURES
from cadran.config import Config, Target
from cadran.executor.local import Store
from cadran.query.grammar import conjuncts, formula
from cadran.reports.kpi_page import unit_word
from cadran.wording.display import left_out, named
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


def test_calls_of_unknown_duration_are_a_reason_of_their_own(store: Store) -> None:
    """Conversations of 60, 0 and unknown seconds, one of 10 by an unmapped code, and a call without any: no time was spent."""
    rows = attempts("1 L1 A x 2026-09-01T09:00Z sale", "2 L2 A x 2026-09-01T10:00Z refused", "3 L3 A x 2026-09-01T11:00Z refused",
                    "4 L4 A x 2026-09-01T12:00Z -", "5 L5 A x 2026-09-01T13:00Z no_answer")  # fmt: skip
    for row, talk in zip(rows, (60, 0, None, 10, None), strict=True):
        row["talk_s"] = talk
    store.load("attempts", table(rows))
    found = ask(store, "average_talk_time", "average_call_duration", "contact_rate").total
    assert (found["average_talk_time"]["num"], found["average_talk_time"]["den"]) == (60, 2)
    assert (found["average_call_duration"]["num"], found["average_call_duration"]["den"]) == (60, 3)
    for kpi in ("average_talk_time", "average_call_duration"):
        excluded = found[kpi]["excluded"]
        assert (excluded["untimed"], excluded["unmapped"]) == (1, 1)
    assert "untimed" not in found["contact_rate"]["excluded"]
    assert [left_out("untimed", 1, language) for language in ("fr", "en")] == [
        "1 appel de durée inconnue, écarté", "1 call of unknown duration, left out"]  # fmt: skip


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


@pytest.fixture
def dialed(store: Store) -> Store:
    """A dialer places three calls, an agent gets one of them: contacted 1 of 3 leads, and 1 of the 1 that somebody had."""
    rows = attempts("1 L1 A - 2026-09-01T09:00Z no_answer", "2 L2 A - 2026-09-01T09:01Z no_answer",
                    "3 L3 A x 2026-09-01T09:02Z callback")  # fmt: skip
    store.load("attempts", table(rows))
    return store


def test_rates_by_team_are_of_the_calls_that_somebody_had_and_say_so(dialed: Store) -> None:
    def told(**more: object) -> list[str]:
        found = ask(dialed, "contactability_rate", "qualification_rate", "calls", **more)
        return [kpi for note in found.notes if note["code"] == "agents_only" for kpi in note["kpis"]]

    assert (told(), told(by=["campaign"])) == ([], [])
    assert told(by=["team"]) == told(where={"agent": "x"}) == ["contactability_rate"]
    by_agent = ask(dialed, "contactability_rate", "qualification_rate", by=["agent"])
    rows = {row["key"]["agent"]: row["values"]["contactability_rate"] for row in by_agent.rows}
    assert {agent: (cell["num"], cell["den"], cell["of_agents"]) for agent, cell in rows.items()} == {
        "x": (1, 1, True), None: (0, 2, True)}  # fmt: skip
    total = by_agent.total["contactability_rate"]
    assert (total["num"], total["den"], "of_agents" in total) == (1, 3, False)
    assert (by_agent.is_of_agents("contactability_rate"), by_agent.is_of_agents("qualification_rate")) == (True, False)
    kept = ask(dialed, "contactability_rate", where={"agent": "x"}).total["contactability_rate"]
    assert (kept["value"], kept["of_agents"]) == (1.0, True)
    assert (
        "of_agents" not in ask(dialed, "contactability_rate", by=["campaign"]).rows[0]["values"]["contactability_rate"]
    )
    assert named(KPIS["contactability_rate"], "en", is_of_agents=True).endswith(
        ", of the leads of which an agent had a call")  # fmt: skip


def test_what_is_aimed_at_for_all_calls_is_not_for_those_that_somebody_had(dialed: Store) -> None:
    """The centre's target holds for the whole, a team's own for that team: no row is measured by the other's."""
    dialed.config = Config(
        targets=(Target("contactability_rate", 0.1), Target("contactability_rate", 0.9, where=(("agent", "x"),)))
    )
    found = dialed.kpis("contactability_rate", by=["agent"])
    rows = {row["key"]["agent"]: row["values"]["contactability_rate"] for row in found.rows}
    assert found.total["contactability_rate"]["target"]["value"] == 0.1
    assert ("target" in rows[None], rows["x"].get("target", {}).get("value")) == (False, 0.9)
    dialed.config = Config(targets=(Target("contactability_rate", 0.1),))
    kept = dialed.kpis("contactability_rate", where={"agent": "x"}).total["contactability_rate"]
    assert ("target" in kept, kept["decision"]) == (False, None)


def test_every_rate_over_calls_that_nobody_need_have_had_says_of_what_it_is_by_agent() -> None:
    """Derived from the measures: a call is somebody's where its conditions name an agent, or an outcome that takes one."""
    somebody = (
        "agent_id",
        "quality_score",
        "connected_at",
        "contacted",
        "qualified",
        "argued",
        "'sale'",
        "'refused'",
        "'off_target'",
    )

    def is_had(name: str) -> bool:
        parts = [part for part in MEASURES[name].parts if part.fact == "attempts"]
        told = [{word for text in conjuncts(part.where or "TRUE") if " OR " not in text or "agent_id" in text for word in somebody if word in text}
                for part in parts]  # fmt: skip
        return all(told)

    had = {kpi.id: all(is_had(term.measure) for side in (kpi.num, kpi.den or "") if side for term in formula(side))
           for kpi in KPIS.values() if kpi.den}  # fmt: skip
    assert {id for id, all_had in had.items() if not all_had} == {kpi.id for kpi in KPIS.values() if kpi.by_agent}
