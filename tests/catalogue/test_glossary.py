"""The glossary: it has the words of the trade, hangs together, and says the law as it is."""

from __future__ import annotations

import re

import pytest

from cadran.catalogue import KPIS
from cadran.catalogue.glossary import TERMS, THEMES
from cadran.catalogue.terms import calls, figures, leads, money, outcomes, work
from cadran.catalogue.terms.shape import Term
from reference.pages import pages
from tests.catalogue.test_declarations import NO_SPACE, PLAIN_SPACE, texts_of

EVERY_TERM = pytest.mark.parametrize("declared", list(TERMS.values()), ids=lambda declared: declared.id)
ASKED = {
    "fr": ("Fichier", "Fiche", "Argumenté", "Contact argumenté positif", "DMC", "DMT", "Post-appel", "Numérotation prédictive",
           "Numérotation progressive", "Prévisualisation", "AMD", "Abandon", "Faux numéro", "Hors cible", "Rappel", "Donneur d’ordre", "Plateau",
           "Passe", "Usure", "Joignabilité et contactabilité", "« CA »", "CPL", "CAC", "Bloctel", "Base cohorte",
           "Base activité", "Intervalle de Wilson"),
    "en": ("List", "Lead", "Argued", "Average talk time", "Average handle time", "After-call work", "Predictive dialing",
           "Preview dialing", "Abandoned call", "Wrong number", "Off target", "Callback", "Client", "Pass", "Wear",
           "Cohort basis", "Wilson interval"),
}  # fmt: skip


@pytest.mark.parametrize("language", ASKED)
def test_the_words_that_people_ask_about_are_there(language: str) -> None:
    names = [getattr(term.name, language).replace("\u00a0", " ") for term in TERMS.values()]
    assert [word for word in ASKED[language] if not any(name.startswith(word) for name in names)] == []


@EVERY_TERM
def test_a_term_hangs_together(declared: Term) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", declared.id)
    assert declared.theme in THEMES
    assert set(declared.see) <= set(TERMS) - {declared.id}
    assert set(declared.kpis) <= set(KPIS)
    assert declared.meaning.fr != declared.meaning.en
    for text in texts_of(declared):
        assert not any(mark in text.fr + text.en for mark in ("'", '"', "  "))
        assert not PLAIN_SPACE.search(text.fr) and not NO_SPACE.search(text.fr), text.fr
    assert declared.meaning.fr.endswith(".") and declared.meaning.en.endswith(".")


def test_no_id_is_declared_twice_and_every_theme_is_used() -> None:
    """A second term of the same id would hide the first."""
    ids = [term.id for module in (calls, figures, leads, money, outcomes, work) for term in module.TERMS]
    assert sorted(ids) == sorted(set(ids)) == sorted(TERMS)
    assert {term.theme for term in TERMS.values()} == set(THEMES)
    for language in ("fr", "en"):
        names = [getattr(term.name, language) for term in TERMS.values()]
        assert len(set(names)) == len(names)


def test_ca_never_stands_alone() -> None:
    """It means two things: only a quotation may hold it."""
    quoted = re.compile("«\u00a0CA[+−]?\u00a0»|“CA[+−]?”")
    texts = [text for term in TERMS.values() for text in texts_of(term)]
    assert [text.fr for text in texts if re.search(r"\bCA\b", quoted.sub("", text.fr + text.en))] == []


def test_the_law_is_said_as_it_is() -> None:
    """Dates and figures as public texts give them; 3% is never French law."""
    assert "10 août 2026" in TERMS["bloctel"].meaning.fr and "10 August 2026" in TERMS["bloctel"].meaning.en
    assert "11 août 2026" in TERMS["consent"].meaning.fr and "2025-594" in TERMS["consent"].meaning.en
    assert "French law sets no figure" in TERMS["abandon"].meaning.en
    assert "10:00 to 13:00 and 14:00 to 20:00" in TERMS["calling_hours"].meaning.en
    assert "quatre" in TERMS["frequency"].meaning.fr and "trente jours" in TERMS["frequency"].meaning.fr


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_holds_every_term_and_its_links_lead_somewhere(language: str) -> None:
    made = pages()
    page = made[f"glossary.{language}.md"]
    anchors = {name: set(re.findall(r'<a id="([^"]+)"></a>', text)) for name, text in made.items()}
    for term in TERMS.values():
        assert f"### {getattr(term.name, language)}\n" in page
        assert getattr(term.meaning, language) in page
    links = re.findall(r"\]\(([^)#]*)#([^)]+)\)", page)
    assert len(links) > 2 * len(TERMS)
    for target, anchor in links:
        assert anchor in anchors[target or f"glossary.{language}.md"], anchor
    index = page.split("\n## ")[0]
    assert (
        index.index("[Abandon") < index.index("[Bloctel]") < index.index("[Wilson" if language == "en" else "[Passe]")
    )
    assert index.count("](#") == len(TERMS)
