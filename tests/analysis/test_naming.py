"""Names of members in what a view says: put in the place of the member, wherever else its id may stand."""

from __future__ import annotations

import pytest

from cadran.analysis import words
from cadran.analysis.naming import named, noted
from cadran.analysis.result import Finding
from cadran.catalogue.shape import Text

NAMES = {"agent": {"12": "Marie Dupont", "{x}": "Zoé", "sales": "Paul {y}"}}


def names_of(dimension: str) -> dict[str, str]:
    return NAMES.get(dimension, {})


@pytest.mark.parametrize(
    ("id", "name"), [("12", "Marie Dupont"), ("{x}", "Zoé"), ("sales", "Paul {y}"), ("nobody", "nobody"), ("", "")]
)
def test_a_member_takes_its_name_and_nothing_else_does(id: str, name: str) -> None:
    inner = words.phrase("{agent} ({gap})", agent=words.member("agent", id), gap=Text("12,5 pt", "12.5 pt"))
    text = words.filled(Text("Ventes (sales) : {several}, 12 jours.", "Sales (sales): {several}, 12 days."),
                        several=words.listed([inner, words.quoted(words.member("agent", id))]))  # fmt: skip
    said = named(Finding("some", "good", text), names_of).text
    assert said.fr == f"Ventes (sales) : {name} (12,5 pt), «\u00a0{name}\u00a0», 12 jours."
    assert said.en == f"Sales (sales): {name} (12.5 pt), “{name}”, 12 days."


def test_a_member_of_a_dimension_without_names_keeps_its_label() -> None:
    assert named(Finding("some", "good", words.member("outcome", "sale")), names_of).text.en == "sale"


def test_a_note_says_names_too() -> None:
    note = {"code": "some", "text": words.filled(Text("À {who}", "To {who}"), who=words.member("agent", "12"))}
    assert noted(note, names_of) == {"code": "some", "fr": "À Marie Dupont", "en": "To Marie Dupont"}
    assert noted({"code": "some", "fr": "a", "en": "b"}, names_of) == {"code": "some", "fr": "a", "en": "b"}
