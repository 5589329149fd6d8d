"""What no sentence may hold, in either language, read over all that the product can say."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from cadran.catalogue import DIMENSIONS, KPIS
from tests.messages.sentences import PO, Sentence, sentences

ALL = sentences()
SAID = [one for one in ALL if one.where not in PO]
"""Those that speak of figures; messages about input quote dates, options and numbers as they are to be typed."""
IDS = sorted({*DIMENSIONS, *KPIS}, key=len, reverse=True)
_ID = re.compile(rf"(?<![\w.=/«`{{-])(?:{'|'.join(one for one in IDS if '_' in one)})(?![\w}}])")
_NAMED = re.compile(
    r"`[^`]*`|--\w[\w-]*(?: [\w.:-]+)?|« [^»]*(?:\.|view )[^»]*»|“[^”]*(?:\.|view )[^”]*”|\([^)]*_[^)]*\)"
)
"""What is to be typed as it is: code, options, commands, files and columns in parentheses."""
FRENCH_TOO = {"client", "source", "segment", "agent", "audience", "site", "script", "temperature"}
"""Ids of dimensions that are words, or parts of words, of French."""


def faulty(pattern: str, texts: Iterable[tuple[Sentence, str]]) -> list[str]:
    return [f"{one.where}: {text}" for one, text in texts if re.search(pattern, text)]


def french() -> list[tuple[Sentence, str]]:
    return [(one, one.fr) for one in SAID]


def both() -> list[tuple[Sentence, str]]:
    return [(one, text) for one in SAID for text in (one.fr, one.en)]


def test_there_is_much_to_read() -> None:
    assert len(ALL) > 2500
    assert {"cli/tables.py", "analysis/funnel.py", "catalogue/labels.py", *PO} <= {
        one.where.partition(":")[0] for one in ALL
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_is_there(language: str) -> None:
    assert [one for one in SAID if bool(one.fr.strip()) != bool(one.en.strip()) and "glossary" not in one.where] == []


def test_no_french_sentence_holds_an_iso_date_or_a_quarter_of_a_machine() -> None:
    dated = [(one, text) for one, text in french() if "cadran.toml" not in text]
    assert faulty(r"\b20\d\d-(?:\d\d(?!\d)|Q\d|W\d\d)", dated) == []


def test_no_number_of_four_digits_stands_without_its_separator() -> None:
    """Years and numbers of laws are no amounts."""
    plain = [(one, re.sub(r"\b(?:19|20)\d\d\b", "", text)) for one, text in both()]
    assert faulty(r"(?<![\d.,:+/#\u202f-])\d{4,}(?![\d.:/-])", plain) == []


def test_no_sentence_cites_a_source_by_its_number() -> None:
    assert faulty(r"réf\. ?0|ref\. ?0|article 00\d|\(00\d\b", both()) == []


def test_no_sentence_names_a_kpi_or_a_dimension_by_its_id() -> None:
    assert faulty(_ID.pattern, [(one, _NAMED.sub("", text)) for one, text in both()]) == []


def test_no_french_sentence_names_a_dimension_in_english() -> None:
    words = "|".join(sorted(set(DIMENSIONS) - FRENCH_TOO))
    texts = [(one, _NAMED.sub("", one.fr)) for one in SAID if one.en.lower() != one.fr.lower()]
    assert faulty(rf"(?<![\w.=/{{«-])(?<!« )(?:{words})(?![\w.}}»=-])", texts) == []


def test_french_spaces_do_not_break() -> None:
    """Before : ; ? ! » % € and after «; .po files are typed with plain spaces, which are made no-break when read."""
    assert faulty(r" [:;?!»%€]|« ", french()) == []


def test_words_that_were_given_up_stay_away() -> None:
    gone = r"trop jeunes|puissance\b(?! de)|aperçu|Coûts et retour|Du mauvais côté|non distinct|en sorte que|paierait"
    assert faulty(gone, [(one, one.fr) for one in ALL]) == []


def test_what_views_and_pages_say_has_one_word_for_each_thing() -> None:
    """A lead is a fiche, who calls it a téléconseiller; "lead" stays in the names of KPIs, which the sentences quote."""
    said = [(one, _NAMED.sub("", re.sub(r"«[^»]*»|\{[^}]*\}", "", one.fr))) for one in ALL
            if one.where.startswith(("analysis/", "web/", "display", "ingest/checks", "reports/", "query/"))]  # fmt: skip
    assert len(said) > 500
    assert faulty(r"(?i)(?<![\w-])(?:leads?(?![\w, ]*orders)|conseillers?)\b", said) == []
