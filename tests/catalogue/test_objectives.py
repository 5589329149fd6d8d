"""The few KPIs of each objective: they exist, they are few, and each says why it is there."""

from __future__ import annotations

import json

import pytest

from cadran.catalogue import KPIS
from cadran.catalogue.objectives import OBJECTIVES, Objective, objective
from cadran.catalogue.shape import Better
from cadran.cli.main import run
from cadran.errors import UsageError
from cadran.model import TABLES
from cadran.reports.kpi_page import kpis_page
from tests.catalogue.test_declarations import NO_SPACE, PLAIN_SPACE, texts_of

EVERY_OBJECTIVE = pytest.mark.parametrize("declared", list(OBJECTIVES.values()), ids=lambda declared: declared.id)


def test_the_objectives_are_those_of_campaigns() -> None:
    (column,) = (column for column in TABLES["campaigns"].columns if column.name == "objective")
    assert list(OBJECTIVES) == [choice for choice in column.choices if choice != "collection"]


@EVERY_OBJECTIVE
def test_a_set_is_short_and_of_kpis_that_exist(declared: Objective) -> None:
    ids = [choice.kpi for choice in declared.choices]
    assert [id for id in ids if id not in KPIS] == []
    assert 6 <= len(ids) <= 9
    assert len(set(ids)) == len(ids)


@EVERY_OBJECTIVE
def test_a_set_never_holds_two_readings_of_one_name(declared: Objective) -> None:
    """Nobody could tell them apart on one screen."""
    first = [KPIS[choice.kpi].variant_of or choice.kpi for choice in declared.choices]
    assert len(set(first)) == len(first)


@EVERY_OBJECTIVE
def test_a_set_has_a_result_and_what_guards_it(declared: Objective) -> None:
    """One figure to push up, and at least one that shows what pushing it too far costs."""
    better = {KPIS[choice.kpi].better for choice in declared.choices}
    assert better & {Better.UP}
    assert better & {Better.DOWN, Better.BAND}


def test_appointments_are_watched_up_to_what_they_cost_and_become() -> None:
    ids = [choice.kpi for choice in OBJECTIVES["appointment"].choices]
    assert ids[0] == "appointments"
    assert {"appointment_show_rate", "closing_rate", "cost_per_appointment"} <= set(ids)


@EVERY_OBJECTIVE
def test_every_choice_says_why_in_both_languages(declared: Objective) -> None:
    texts = list(texts_of(declared))
    assert len(texts) == 2 + len(declared.choices)
    for text in texts:
        assert text.fr != text.en
        assert not any(mark in text.fr + text.en for mark in ("'", '"', "  "))
        assert not PLAIN_SPACE.search(text.fr) and not NO_SPACE.search(text.fr), text.fr
    assert all(text.fr[-1] in ".?" and text.en[-1] in ".?" for text in texts[1:])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_reference_opens_with_the_short_sets(language: str) -> None:
    page = kpis_page(language)
    opening = page.split("\n## Index\n")[0]
    for declared in OBJECTIVES.values():
        section = opening.split(f"(`{declared.id}`)\n")[1].split("\n### ")[0]
        places = [section.index(f"](#{choice.kpi}) |") for choice in declared.choices]
        assert places == sorted(places)
        assert all(f"| {getattr(choice.why, language)} |" in section for choice in declared.choices)


def _output(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert run(["catalogue", *arguments]) == code
    return tuple(capsys.readouterr())


def test_the_command_shows_one_set(capsys: pytest.CaptureFixture[str]) -> None:
    text, _ = _output(capsys, "--objective", "appointment", "--lang", "fr")
    ids = [choice.kpi for choice in OBJECTIVES["appointment"].choices]
    places = [text.index(f"{id} ") for id in ids]
    assert places == sorted(places)
    assert "Prise de rendez-vous" in text
    assert "churn_rate" not in text
    described = json.loads(_output(capsys, "--objective", "appointment", "--format", "json")[0])
    assert [choice["kpi"] for choice in described["choices"]] == ids
    assert described["choices"][0]["why"]["fr"] == "Le volume promis aux vendeurs."
    page, _ = _output(capsys, "--objective", "retention", "--format", "markdown", "--lang", "en")
    assert "| [Churn rate](kpis.en.md#churn_rate) |" in page


def test_a_slip_is_answered_with_the_nearest_objective(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as caught:
        objective("apointment")
    assert str(caught.value) == (
        'Unknown objective "apointment". Did you mean "appointment"? '
        "Objectives: leads, qualification, appointment, sale, retention."
    )
    assert "not both" in _output(capsys, "contact_rate", "--objective", "sale", "--lang", "en", code=2)[1]
