"""The search of the head of the page: KPIs, pages, campaigns, lists, agents, by any word of their names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.shape import KPI
from cadran.web.parts.context import Desk
from cadran.web.parts.page import navigation, page
from cadran.web.served import KPIS

AT_MOST = 6
MEMBERS = ("campaign", "list", "agent", "team", "client", "product", "caller_number")


PAGE_OF = {"caller_number": "hours"}
"""The page that shows a member best, where it is not the overview."""


@dataclass(frozen=True, slots=True)
class Hit:
    label: str
    aside: str
    href: str


def plain(text: str) -> str:
    """Letters without accents, in lower case.

    >>> plain("Équipe")
    'equipe'
    """
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(letter)
    )


@page("pages/search.html", gettext_lazy("Search"))
def search(desk: Desk) -> dict[str, Any] | HttpResponse:
    """Hits by kind; for the script, only their list."""
    asked = desk.own("q").strip()[:100]
    is_list = bool(getattr(desk.request, "htmx", False))
    groups = hits(desk, asked, AT_MOST if is_list else None) if asked else []
    content = {"groups": groups, "asked": asked, "is_none": bool(asked) and not groups}
    if is_list:
        return render(desk.request, "parts/hits.html", content)
    return content


def hits(desk: Desk, asked: str, at_most: int | None = None) -> list[tuple[str, list[Hit]]]:
    words = [re.sub(r"[ .]", "", asked)] if re.fullmatch(r"\+?[\d .]{6,}", asked) else plain(asked).split()
    groups = [
        (_("Pages"), _pages(desk, words)),
        (_("KPIs"), _kpis(desk, words)),
        *((desk.say(DIMENSIONS[name].name), _of(desk, name, words)) for name in MEMBERS if desk.may_use(name)),
    ]
    return [(label, found[:at_most]) for label, found in groups if found]


def _match(words: list[str], *texts: str) -> bool:
    whole = plain(" ".join(texts))
    return all(word in whole or _is_number(word, whole) for word in words)


def _is_number(word: str, whole: str) -> bool:
    """Whether a phone number holds what was typed of it, with or without its country: 06 12… and +33 6 12…"""
    digits = word.lstrip("+0")
    return len(digits) >= 4 and digits.isdigit() and whole.startswith("+") and digits in whole


def _pages(desk: Desk, words: list[str]) -> list[Hit]:
    return [
        Hit(str(link["words"]), "", link["href"])
        for _group, links in navigation(desk)
        for link in links
        if _match(words, str(link["words"]))
    ]


def called(kpi: KPI) -> list[str]:
    """What a KPI is called by: its id, its names and synonyms in both languages."""
    synonyms = [words for text in kpi.synonyms for words in (text.fr, text.en)]
    return [kpi.id.replace("_", " "), kpi.id, kpi.name.fr, kpi.name.en, *synonyms]


def _kpis(desk: Desk, words: list[str]) -> list[Hit]:
    found = []
    for kpi in KPIS.values():
        if kpi.id in desk.allowed and _match(words, *called(kpi)):
            name = desk.say(kpi.name)
            found.append(
                (not plain(name).startswith(words[0]) if words else False, Hit(name, kpi.id, desk.kpi_url(kpi.id)))
            )
    return [hit for _later, hit in sorted(found, key=lambda pair: pair[0])]


def _of(desk: Desk, dimension: str, words: list[str]) -> list[Hit]:
    return [
        Hit(
            label,
            value if value != label else "",
            desk.url(PAGE_OF.get(dimension, "overview"), where=desk.filters.at(dimension, value)),
        )
        for value, label in desk.members(dimension)
        if value and _match(words, label, value)
    ]
