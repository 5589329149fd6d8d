"""The glossary page, generated from the terms' declarations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from cadran.catalogue import KPIS
from cadran.catalogue.glossary import TERMS, THEMES
from cadran.catalogue.shape import Text
from cadran.catalogue.terms.shape import Term
from cadran.wording.display import say

TITLE = Text("Glossaire", "Glossary")
INTRO = Text(
    "Page produite à partir des déclarations du catalogue (`make docs`) ; ne pas la modifier à la main. Les mots du métier, "
    "dans le sens où Cadran les compte. Ce qui touche au droit rassemble des textes publics à la date de novembre 2026 et "
    "n’est pas un avis juridique.",
    "This page is generated from the catalogue’s declarations (`make docs`); do not edit it by hand. The words of the trade, "
    "in the sense in which Cadran counts them. What touches the law gathers public texts as of November 2026 and is no legal "
    "advice.",
)
COUNTED = Text("Indicateurs", "KPIs")
SEE = Text("Voir aussi", "See also")
OTHER = {"fr": Text("en anglais", ""), "en": Text("", "in French")}


def _sorted(terms: Iterable[Term], language: str) -> list[Term]:
    """By name, accents and signs aside."""

    def key(term: Term) -> str:
        plain = unicodedata.normalize("NFKD", say(term.name, language).casefold())
        return "".join(letter for letter in plain if letter.isalnum() or letter == " ").strip()

    return sorted(terms, key=key)


def _link(id: str, language: str) -> str:
    return f"[{say(TERMS[id].name, language)}](#{id})"


def term_section(term: Term, language: str) -> list[str]:
    """The lines of one term: its name in both languages, its meaning, its KPIs and neighbours."""
    other = "en" if language == "fr" else "fr"
    colon = "\u00a0:" if language == "fr" else ":"
    lines = [f'<a id="{term.id}"></a>', "", f"### {say(term.name, language)}", ""]
    lines += [f"*{say(OTHER[language], language)}{colon} {say(term.name, other)}*", "", say(term.meaning, language), ""]
    if term.kpis:
        names = ", ".join(f"[{say(KPIS[id].name, language)}](kpis.{language}.md#{id})" for id in term.kpis)
        lines.append(f"- {say(COUNTED, language)}{colon} {names}")
    if term.see:
        lines.append(f"- {say(SEE, language)}{colon} {', '.join(_link(id, language) for id in term.see)}")
    return [*lines, ""] if lines[-1] else lines


def glossary_page(language: str) -> str:
    """The whole glossary in one language: an alphabetical index, then the terms by theme."""
    lines = [f"# {say(TITLE, language)}", "", say(INTRO, language), ""]
    lines += [" · ".join(_link(term.id, language) for term in _sorted(TERMS.values(), language)), ""]
    for theme, name in THEMES.items():
        lines += [f"## {say(name, language)}", ""]
        for term in TERMS.values():
            if term.theme == theme:
                lines += term_section(term, language)
    return "\n".join(lines).rstrip("\n") + "\n"
