"""A user's own KPIs, targets and dispositions at work, in a store with a configuration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cadran
from cadran.cli.main import run
from cadran.config import parse_config
from cadran.errors import ConfigError
from cadran.executor.local import Store
from cadran.query.custom_kpis import with_own
from cadran.query.request import Request, Scope
from tests.config.test_reading import documented
from tests.conftest import Clock, table
from tests.query.world import CATALOGUE, attempts, fill, leads

SEPTEMBER = ("2026-09-01", "2026-10-01")


def opened(clock: Clock, text: str) -> Store:
    return cadran.open(":memory:", clock=clock, config=parse_config(text, "mine.toml"))


@pytest.fixture
def centre(clock: Clock) -> Iterator[Store]:
    """Paris is two hours ahead: 16:30 UTC is 18:30. A: 2 evening calls, one of them a contact of 60 s; B: one call."""
    clock.set("2026-10-02T12:00:00")
    with opened(clock, documented()) as store:
        rows = attempts("1 L1 A x 2026-09-01T16:30Z callback", "2 L2 A x 2026-09-01T17:00Z busy",
                        "3 L3 A x 2026-09-01T09:00Z callback", "4 L4 B x 2026-09-02T09:00Z busy")  # fmt: skip
        rows[0]["talk_s"] = 60
        yield fill(store, attempts=rows, covers=(date(2026, 9, 1), date(2026, 10, 1)))


def test_own_kpis_are_asked_like_any_other(centre: Store) -> None:
    total = centre.kpis(["evening_contact_rate", "evening_talk_per_contact", "calls"], period=SEPTEMBER).total
    rate = total["evening_contact_rate"]
    assert (rate["value"], rate["num"], rate["den"]) == (0.5, 1, 2)
    assert (round(rate["low"], 4), round(rate["high"], 4)) == (0.0945, 0.9055)  # Wilson, 1 of 2
    assert total["evening_talk_per_contact"]["value"] == 60.0
    rows = centre.rows(Request(("evening_contact_rate",)), "evening_contact_rate", part="den")
    assert rows["attempt_id"].to_pylist() == ["1", "2"]
    assert "evening_contact_rate" in centre.explain(Request(("evening_contact_rate",)))


def test_a_mistake_in_the_file_stops_the_opening(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "cadran.toml").write_text('[kpis.mine]\nnum = "cals"\n')
    with pytest.raises(ConfigError, match=r'cadran\.toml, \[kpis\.mine\].*Did you mean "calls"'):
        cadran.open(tmp_path / "centre.duckdb", clock=clock)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('[kpis.mine]\nnum = "cals"\n', r'^mine\.toml, \[kpis\.mine\].*Did you mean "calls"'),
        ('[measures.mine]\nfact = "attempts"\naggregate = "count"\nwhere = "anwsered"\n',
         r'^mine\.toml, \[measures\.mine\].*no column "anwsered"'),
        ('[measures.mine]\nfact = "attempts"\naggregate = "count"\nwhere = "upper(outcome) = \'X\'"\n',
         r'^mine\.toml, \[measures\.mine\].*not allowed'),
        ('[measures.mine]\nfact = "attempts"\naggregate = "sum"\ncolumn = "talk_s; DROP TABLE attempts"\n',
         r'^mine\.toml, \[measures\.mine\]'),
        ('[measures.mine]\nfact = "attempts"\naggregate = "count"\n[kpis.mine]\nnum = "mine / calls"\n',
         r'^mine\.toml, \[kpis\.mine\].*Allowed: measure names'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, answer: str) -> None:
    with pytest.raises(ConfigError, match=answer):
        with_own(CATALOGUE, parse_config(text, "mine.toml"))


def test_own_declarations_stand_beside_those_of_the_package() -> None:
    assert with_own(CATALOGUE, parse_config("", "mine.toml")) is CATALOGUE
    text = '[measures.mine]\nfact = "attempts"\naggregate = "count"\n'
    measured = with_own(CATALOGUE, parse_config(text, "mine.toml"))
    assert set(measured.measures) - set(CATALOGUE.measures) == {"mine"}
    assert (list(measured.kpis), measured.facts) == (list(CATALOGUE.kpis), CATALOGUE.facts)
    asked = with_own(CATALOGUE, parse_config(f'{text}[kpis.my_rate]\nnum = "mine"\nden = "calls"\n', "mine.toml"))
    assert set(asked.kpis) - set(CATALOGUE.kpis) == {"my_rate"}
    assert (asked.kpis["my_rate"].num, asked.kpis["my_rate"].den) == ("mine", "calls")


# targets


def decisions(store: Store, kpi: str, **asked: Any) -> dict[Any, Any]:
    result = store.kpis([kpi], period=asked.pop("period", SEPTEMBER), **asked)
    found: dict[Any, Any] = {
        tuple(row["key"].values()): row["values"][kpi]["decision"] for row in result.rows if row["key"]
    }
    return {**found, "total": result.total[kpi]["decision"]}


def rates(contacts: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """Campaign → (contacts, calls)."""
    return [
        {"attempt_id": f"{campaign}{place}", "lead_id": f"L{campaign}{place}", "campaign_id": campaign,
         "started_at": "2026-09-01T10:00:00Z", "outcome": "callback" if place < reached else "busy"}
        for campaign, (reached, calls) in contacts.items() for place in range(calls)
    ]  # fmt: skip


@pytest.fixture
def targets(clock: Clock) -> Iterator[Store]:
    """Contact rates: A 40 of 50 (67 to 89 %), B 5 of 50 (4 to 21 %), C 12 of 50 (14 to 37 %), D 12 of 50."""
    clock.set("2026-10-02T12:00:00")
    text = """
        [[targets]]
        kpi = "contact_rate"
        value = 0.25
        [[targets]]
        kpi = "contact_rate"
        value = 0.50
        campaign = "D"
        [[targets]]
        kpi = "calls"
        value = 50
        campaign = "A"
        per = "month"
        [[targets]]
        kpi = "calls"
        value = 1000
        from = 2026-09-01
        to = 2026-10-01
        [[targets]]
        kpi = "average_talk_time"
        value = 100
    """
    with opened(clock, text) as store:
        yield fill(store, attempts=rates({"A": (40, 50), "B": (5, 50), "C": (12, 50), "D": (12, 50)}),
                   covers=(date(2026, 9, 1), date(2026, 10, 3)))  # fmt: skip


def test_a_rate_is_decided_when_its_whole_interval_is_on_one_side(targets: Store) -> None:
    found = decisions(targets, "contact_rate", by=["campaign"])
    # all: 69 of 200 = 28 to 41 %
    assert found == {("A",): "above", ("B",): "below", ("C",): "undecided", ("D",): "below", "total": "above"}
    value = targets.kpis("contact_rate", by="campaign", period=SEPTEMBER).rows[3]["values"]["contact_rate"]
    assert value["target"] == {"value": 0.5, "upto": None}


def test_a_filter_to_one_member_is_that_member(targets: Store) -> None:
    assert decisions(targets, "contact_rate", where={"campaign": "D"})["total"] == "below"
    assert decisions(targets, "contact_rate", where={"campaign": ["C", "D"]})["total"] == "undecided"


def test_a_scope_to_one_member_is_that_member(targets: Store) -> None:
    assert decisions(targets, "contact_rate", scope=Scope(campaigns=("D",)))["total"] == "below"


def test_a_volume_is_held_against_its_own_total_only(targets: Store) -> None:
    """A has exactly its 50; the centre's 200 are below 1,000; nothing is said of B by the centre's target."""
    assert decisions(targets, "calls", by=["campaign"]) == {
        ("A",): "above", ("B",): None, ("C",): None, ("D",): None, "total": "below"
    }  # fmt: skip
    assert decisions(targets, "calls", by=["campaign", "hour"])[("A", 12)] is None
    assert decisions(targets, "calls", period=("2026-09-01", "2026-09-15"))["total"] is None
    assert decisions(targets, "calls", where={"campaign": "A"}, grain="month")["total"] == "above"
    assert decisions(targets, "calls", where={"campaign": "A"}, grain="day")[("2026-09-01",)] is None


def test_a_volume_of_an_unfinished_period_is_not_below_yet(targets: Store) -> None:
    assert decisions(targets, "calls", as_of="2026-09-15T12:00:00Z")["total"] == "undecided"
    assert decisions(targets, "calls", as_of="2026-10-01T12:00:00Z")["total"] == "below"


def test_a_mean_without_interval_stays_undecided(targets: Store) -> None:
    assert decisions(targets, "average_talk_time")["total"] == "undecided"


def test_without_a_target_there_is_no_decision(targets: Store) -> None:
    value = targets.kpis("answer_rate", period=SEPTEMBER).total["answer_rate"]
    assert value["decision"] is None
    assert "target" not in value


def test_a_target_holds_within_its_own_days(clock: Clock) -> None:
    text = '[[targets]]\nkpi = "contact_rate"\nvalue = 0.1\nfrom = 2026-09-01\nto = 2026-10-01\n'
    clock.set("2026-10-02T12:00:00")
    with opened(clock, text) as store:
        fill(store, attempts=rates({"A": (40, 50)}), covers=(date(2026, 8, 1), date(2026, 10, 1)))
        assert decisions(store, "contact_rate")["total"] == "above"
        assert decisions(store, "contact_rate", period=("2026-08-15", "2026-09-15"))["total"] is None
        august = decisions(store, "contact_rate", grain="week", period=("2026-08-31", "2026-09-14"))
        assert (august[("2026-W36",)], august[("2026-W37",)]) == (None, "undecided")  # W36 starts on 31 August


def test_a_band(clock: Clock) -> None:
    text = '[[targets]]\nkpi = "contact_rate"\nvalue = 0.5\nupto = 0.6\n'
    with opened(clock, text) as store:
        fill(store, attempts=rates({"A": (40, 50), "B": (5, 50), "C": (27, 50)}))
        assert decisions(store, "contact_rate", by=["campaign"])[("A",)] == "above"
        assert decisions(store, "contact_rate", by=["campaign"])[("B",)] == "below"
        assert decisions(store, "contact_rate", by=["campaign"])[("C",)] == "undecided"


# dispositions


def test_codes_get_their_meaning_by_source_system(clock: Clock, tmp_path: Path) -> None:
    file = tmp_path / "attempts.csv"
    file.write_text("attempt_id,lead_id,started_at,disposition\n1,L1,2026-09-01T10:00:00Z,93\n"
                    "2,L2,2026-09-01T11:00:00Z,REFUS\n3,L3,2026-09-01T12:00:00Z,AUTRE\n")  # fmt: skip
    for source, expected in (("hermes", ["callback", "refused", None]), ("other", [None, "refused", None])):
        with opened(clock, documented()) as store:
            store.import_files([file], source=source)
            rows = store.engine.rows("SELECT outcome, reason FROM attempts ORDER BY attempt_id")
            assert [row[0] for row in rows] == expected
            assert rows[1][1] == "price"


def test_a_mappings_own_word_comes_first(clock: Clock, tmp_path: Path) -> None:
    file, mapping = tmp_path / "calls.csv", tmp_path / "map.toml"
    file.write_text("n,t,code\n1,2026-09-01T10:00:00Z,VENTE\n2,2026-09-01T10:00:00Z,REFUS\n")
    mapping.write_text('[[table]]\nname = "attempts"\n[table.columns]\nattempt_id = "n"\nstarted_at = "t"\n'
                       'disposition = "code"\n[table.outcomes]\nVENTE = "appointment"\n')  # fmt: skip
    with opened(clock, documented()) as store:
        store.import_files([file], mapping=mapping)
        assert [row[0] for row in store.engine.rows("SELECT outcome FROM attempts ORDER BY attempt_id")] == [
            "appointment", "refused"
        ]  # fmt: skip


def test_loaded_tables_get_them_too(clock: Clock) -> None:
    with opened(clock, documented()) as store:
        store.load(
            "attempts", table([{"attempt_id": "1", "started_at": "2026-09-01T10:00:00Z", "disposition": "VENTE"}])
        )
        fill(store, leads=leads("L1 2026-09-01T10:00Z A"))
        assert store.engine.rows("SELECT outcome FROM attempts") == [("sale",)]


def test_the_command_lists_and_shows_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CADRAN_CONFIG", raising=False)
    (tmp_path / "mine.toml").write_text(documented(), encoding="utf-8")
    config = ["--config", str(tmp_path / "mine.toml")]
    assert run(["catalogue", *config]) == 0
    assert "evening_contact_rate" in capsys.readouterr().out
    assert run(["catalogue", "evening_contact_rate", "--lang", "en", *config]) == 0
    assert "evening_contacts / (evening_calls)" in capsys.readouterr().out
    assert run(["catalogue", "--format", "markdown", "--lang", "en", *config]) == 0
    page = capsys.readouterr().out
    assert "### Evening contact rate" in page
    assert page.count("evening_contact_rate") >= 2  # in the index, and where it is described
    assert "`evening_calls`" in page[page.rindex("## ") :]  # among the measures
    assert run(["catalogue", "evening_contact_rate"]) == 2  # the option held for its own run
    with cadran.open(tmp_path / "centre.duckdb") as store:
        fill(store, attempts=attempts("1 L1 A x 2026-09-01T16:30Z callback"))
    assert run(["kpi", "evening_contact_rate", "contact_rate", "--store", str(tmp_path / "centre.duckdb"), "--lang", "en",
                *config]) == 0  # fmt: skip
    shown = capsys.readouterr().out
    assert "Evening contact rate" in shown
    assert "25.0% (undecided)" in shown  # 1 of 1: 21 to 100 %
