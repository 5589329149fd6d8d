"""What is particular to a centre, on its pages: its own KPIs and targets, KPIs that are tables, raw lines to mend.

The configuration below, over the world of conftest (8 calls: 1 and 4 refused, the others busy; x made 1 2 3 6, y 4 5 7):

    own KPI     refused_share = refused calls / calls: 2 / 8 in all, A 2 / 5, B 0 / 2, nobody's 0 / 1
    target      refused_share 0.9 in all (the whole interval of 2 / 8 lies below it), 0.2 for campaign A (undecided)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from cadran.analysis.result import Column
from cadran.catalogue import DIMENSIONS, KPIS
from cadran.catalogue.columns import INTERNAL, VALUES, WORDS, words_of
from cadran.catalogue.shape import Text, Unit
from cadran.config.location import configured
from cadran.executor.local import Store
from cadran.model import TABLES
from cadran.server.owner import Owner
from cadran.web import executor
from cadran.web.parts.view_blocks import _cell
from tests.conftest import table
from tests.web.conftest import As, attempt, fill

OWN = """
[measures.refused_calls]
fact = "attempts"
where = "outcome = 'refused'"

[kpis.refused_share]
name = { fr = "Part de refus maison", en = "House share of refusals" }
num = "refused_calls"
den = "calls"
subset = true
better = "down"

[kpis.house_cost]
name = "Coût maison"
num = "total_cost_amount"
unit = "money"

[[targets]]
kpi = "refused_share"
value = 0.9

[[targets]]
kpi = "refused_share"
value = 0.2
campaign = "A"
"""


def _text(page: Any) -> str:
    """What a page shows, tags taken out, runs of blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def centre(store: Store, people: dict[str, Any], tmp_path: Path) -> Iterator[dict[str, As]]:
    file = tmp_path / "cadran.toml"
    file.write_text(OWN.replace("total_cost_amount", KPIS["total_cost"].num), encoding="utf-8")
    fill(store)
    executor.use(Owner(Store(store.engine, clock=store.clock, config=configured(None, file))))
    yield {name: As(user, HTTP_ACCEPT_LANGUAGE="en") for name, user in people.items()}
    executor.forget()


def test_an_own_kpi_has_its_page_with_its_target_and_where_it_comes_from(centre: dict[str, As]) -> None:
    said = _text(centre["manager"].get("/kpi/refused_share/?period=all"))
    for words in ("House share of refusals", "25.0%", "below target", "this centre’s own KPI", "cadran.toml"):
        assert words in said


def test_the_more_precise_target_holds_for_its_campaign(centre: dict[str, As]) -> None:
    said = _text(centre["manager"].get("/kpi/refused_share/?period=all&campaign=A"))
    assert "40.0%" in said
    assert "Target 20%" in said
    assert "undecided" in said


def test_an_own_kpi_is_in_the_catalogue_the_search_and_the_api(centre: dict[str, As]) -> None:
    manager = centre["manager"]
    assert "House share of refusals" in _text(manager.get("/catalogue/?period=all"))
    assert "House share of refusals" in _text(manager.get("/search/?q=house+share&period=all"))
    answer = manager.get("/api/v1/kpis?ids=refused_share&by=campaign").json()
    assert {row["key"]["campaign"]: row["values"]["refused_share"]["value"] for row in answer["rows"]} == {
        "A": 0.4, "B": 0.0, None: 0.0,
    }  # fmt: skip
    assert manager.get("/api/v1/catalogue/refused_share").json()["name"]["en"] == "House share of refusals"


def test_an_own_kpi_is_closed_by_the_scope_of_who_asks(centre: dict[str, As]) -> None:
    """The client of A counts 2 of 5; the supervisor of team Red (x) counts 1 of 4."""
    assert "40.0%" in _text(centre["client"].get("/kpi/refused_share/?period=all"))
    assert "25.0%" in _text(centre["supervisor"].get("/kpi/refused_share/?period=all"))
    assert centre["outsider"].get("/kpi/refused_share/?period=all").status_code == 404


@pytest.mark.parametrize("name", ["analyst", "supervisor", "agent", "client", "outsider"])
def test_an_own_kpi_on_costs_is_for_those_who_may_see_costs(centre: dict[str, As], name: str) -> None:
    assert centre[name].get("/kpi/house_cost/?period=all").status_code == 404
    answer = centre["manager"].get("/kpi/house_cost/?period=all")
    assert answer.status_code == 200, _text(answer)


@pytest.mark.parametrize("id", [kpi.id for kpi in KPIS.values() if kpi.view])
def test_a_kpi_that_is_a_table_is_found_and_shows_its_table(browsers: dict[str, As], id: str) -> None:
    """In the catalogue and the search; its page has no single figure, but what its view says."""
    manager, english = browsers["manager"], {"HTTP_ACCEPT_LANGUAGE": "en"}
    name = KPIS[id].name.en
    assert name in _text(manager.get("/catalogue/?period=all", **english))
    assert name in _text(manager.get("/search/", {"q": id, "period": "all"}, **english))
    page = manager.get(f"/kpi/{id}/?period=all", **english)
    assert page.status_code == 200
    assert 'class="big"' not in page.content.decode()
    for format in ("csv", "json"):
        assert manager.get(f"/kpi/{id}/", {"period": "all", "format": format, "table": "x"}).status_code == 400


def test_the_reasons_of_refusals_are_a_table_with_their_shares(store: Store, people: dict[str, Any]) -> None:
    """Three refusals: two for the price, one for the product: 66.7% and 33.3%."""
    reasons = ("price", "price", "product")
    store.load("attempts", table([{**attempt(n, "A", "x", "refused"), "reason": r} for n, r in enumerate(reasons, 1)]))
    executor.use(Owner(store))
    manager = As(people["manager"], HTTP_ACCEPT_LANGUAGE="en")
    said = _text(manager.get("/kpi/refusal_reasons/?period=all"))
    assert re.search(r"price 2 66\.7%.*product features 1 33\.3%", said)
    file = manager.get("/kpi/refusal_reasons/?period=all&format=csv&table=refusals-refusals")
    assert file.status_code == 200
    executor.forget()


REJECTED = "attempt_id,started_at,outcome\n1,2026-09-01T10:00:00Z,busy\n2,yesterday,busy\n3,2026-09-01T10:02:00Z,busy\n"


def test_the_lines_set_aside_are_a_file_to_mend_for_managers_alone(
    store: Store, people: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "attempts.csv"
    file.write_text(REJECTED, encoding="utf-8")
    owner = executor.use(Owner(store))
    owner.import_files([file])
    browsers = {name: As(user) for name, user in people.items()}
    answer = browsers["manager"].get("/imports/1/rejects/?format=raw")
    assert answer.content.decode() == "attempt_id,started_at,outcome\n2,yesterday,busy\n"
    assert "attachment" in answer["Content-Disposition"]
    assert "format=raw" in browsers["manager"].get("/imports/1/rejects/").content.decode()
    assert "format=raw" not in browsers["analyst"].get("/imports/1/rejects/").content.decode()
    for name in ("analyst", "supervisor", "agent", "client", "outsider"):
        assert browsers[name].get("/imports/1/rejects/?format=raw").status_code == 404
    executor.forget()


FIGURE = {"value": 0.25, "num": 2, "den": 8, "low": 0.071, "high": 0.591, "state": "ok"}


@pytest.mark.parametrize(("kind", "content", "shown"), [
    ("figure", FIGURE, ("25.0%", "7.1 – 59.1% · n 8")), ("figure", None, ("—", "")), ("number", 0.5, ("50.0%", "")),
    ("number", None, ("—", "")), ("points", -0.012, ("−1.2 pt", "")), ("points", 0.0, ("0.0 pt", "")),
    ("text", "x", ("x", "")), ("day", date(2026, 9, 1), ("2026-09-01", "")), ("member", "other", ("other", "")), ("unheard of", 3, ("3", "")),
])  # fmt: skip
def test_each_kind_of_cell_of_a_view_is_written(kind: str, content: Any, shown: tuple[str, str]) -> None:
    desk: Any = SimpleNamespace(language="en", currency="EUR", say=lambda text: text.en, day=date.isoformat)
    with translation.override("en"):
        cell = _cell(desk, Column("c", Text("C", "C"), kind, Unit.PERCENT), content)
    assert (cell.text, cell.sub) == shown


def test_every_column_and_choice_of_rows_has_its_words() -> None:
    """Ids and personal data apart, a column is headed by a dimension's name or by words of its own."""
    facts = ("attempts", "leads", "orders", "appointments", "agent_states", "costs")
    columns = [column for name in facts for column in TABLES[name].columns if not column.pii]
    untold = {c.name for c in columns if words_of(c.name).en == c.name and c.name not in INTERNAL}
    assert untold == set()
    closed = {
        c.name: set(c.choices) for c in columns if c.choices and c.name not in DIMENSIONS and c.name != "category"
    }
    assert {name for name, choices in closed.items() if choices - set(VALUES.get(name, {}))} == set()
    assert all(text.fr and text.en for text in WORDS.values())


def test_shared_costs_are_given_by_team_once_a_rule_shares_them_out(store: Store, people: dict[str, Any]) -> None:
    """300 € of media on campaign A, whose calls x (Red) made 3 and y (Blue) 2 of: 180 € and 120 €."""
    fill(store)
    store.load("costs", table([{
        "cost_id": "1", "campaign_id": "A", "category": "media", "amount": 300.0, "currency": "EUR", "billed": True,
        "starts_on": "2026-09-01", "ends_on": "2026-09-01",
    }]))  # fmt: skip
    executor.use(Owner(store))
    manager = As(people["manager"], HTTP_ACCEPT_LANGUAGE="en")
    plain = _text(manager.get("/costs/?period=all&by=team"))
    assert "Total cost of the campaign" in plain.partition("Not given by")[2]
    shared = _text(manager.get("/costs/?period=all&by=team&allocate=attempts"))
    assert "€180.00" in shared
    assert "€120.00" in shared
    assert "€180.00" not in _text(As(people["analyst"]).get("/costs/?period=all&by=team&allocate=attempts"))
    executor.forget()


ACTION = {"kind": "script", "description": "New opening", "day": "2026-09-01", "campaign": "A", "next": "/kpi/calls/"}


def test_what_a_manager_notes_is_marked_on_the_series_and_can_be_undone(owner: Owner, people: dict[str, Any]) -> None:
    """On the first of September in Paris, which is still August in UTC: the day of the first calls."""
    manager = As(people["manager"], HTTP_ACCEPT_LANGUAGE="en")
    owner.load("attempts", table([attempt(20, "A", "x") | {"started_at": "2026-09-03T10:00:00Z"}]))
    assert manager.post("/actions/", ACTION)["Location"] == "/kpi/calls/"
    page = "/kpi/calls/?period=all&grain=day"
    assert "Script: New opening" in _text(manager.get(page))
    assert "New opening" not in _text(manager.get(page + "&campaign=B"))
    owner.undo(max(line.import_id for line in owner.imports()))
    assert "New opening" not in _text(manager.get(page))


def test_what_was_noted_here_is_taken_back_by_who_may_note(owner: Owner, people: dict[str, Any]) -> None:
    """A change that a file brought stands: it goes with its import."""
    manager = As(people["manager"], HTTP_ACCEPT_LANGUAGE="en")
    owner.load("attempts", table([attempt(20, "A", "x") | {"started_at": "2026-09-03T10:00:00Z"}]))
    brought = {"action_id": "1", "kind": "offer", "description": "Autumn offer", "starts_at": "2026-09-02T08:00:00"}
    owner.load("actions", table([brought]), zone=owner.zone)
    loads = {line.source_system: line.import_id for line in owner.imports() if line.table == "actions"}
    manager.post("/actions/", ACTION)
    noted = max(line.import_id for line in owner.imports())
    page = "/kpi/calls/?period=all&grain=day"
    shown = manager.get(page).content.decode()
    assert [f"/actions/{load}/undo/" in shown for load in (noted, *loads.values())] == [True, False]
    for other in ("analyst", "client"):
        assert As(people[other]).post(f"/actions/{noted}/undo/", {"next": page}).status_code == 404
    assert manager.post(f"/actions/{next(iter(loads.values()))}/undo/", {"next": page}).status_code == 404
    assert manager.post(f"/actions/{noted}/undo/", {"next": page})["Location"] == page
    left = _text(manager.get(page))
    assert ("New opening" in left, "Autumn offer" in left) == (False, True)
    assert manager.post(f"/actions/{noted}/undo/", {"next": page}).status_code == 404, "once"


@pytest.mark.parametrize("name", ["analyst", "supervisor", "agent", "client", "outsider"])
def test_nobody_else_notes_changes(browsers: dict[str, As], owner: Owner, name: str) -> None:
    before = len(owner.imports())
    assert browsers[name].post("/actions/", ACTION).status_code == 404
    assert "/actions/" not in browsers[name].get("/kpi/calls/?period=all").content.decode()
    assert len(owner.imports()) == before


@pytest.mark.parametrize("fault", [{"day": "soon"}, {"kind": "magic"}, {"description": " "}])
def test_a_note_that_says_too_little_is_not_kept(browsers: dict[str, As], owner: Owner, fault: dict[str, str]) -> None:
    before = len(owner.imports())
    assert browsers["manager"].post("/actions/", {**ACTION, **fault}).status_code == 302
    assert len(owner.imports()) == before
