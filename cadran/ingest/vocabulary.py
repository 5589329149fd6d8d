"""How exports call columns, results and closed lists, in French and English (data/vocabulary.toml).

>>> column_of("attempts", "N° fiche").column, column_of("attempts", "Téléconseiller").column
('lead_id', 'agent_id')
>>> column_of("attempts", "Durée").is_doubt
True
>>> outcome_of("Faux numéro"), outcome_of("Cas spécial")
('wrong_number', None)
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_LITTLE = frozenset(
    [
        "de",
        "du",
        "d",
        "des",
        "la",
        "le",
        "les",
        "l",
        "un",
        "une",
        "et",
        "of",
        "the",
        "an",
        "and",
        "par",
        "au",
        "aux",
        "a",
    ]
)
_MARKS = frozenset(
    ["id", "ids", "n", "no", "num", "numero", "number", "nr", "ref", "reference", "identifiant", "key", "uid", "uuid"]
)
_NAMES = frozenset(["nom", "name", "prenom", "first", "last", "full", "complet", "code", "libelle", "username"])
_NAMED = frozenset(["agent_id", "campaign_id", "list_id"])
"""Columns that a name or a code stands for as well as an id."""
_ORDERED = frozenset(["in", "from", "to", "by"])
"""Words beside which the order of the others matters."""
_WHOLE = frozenset(["total", "totale", "totaux", "sec", "second", "seconde", "s", "en"])
_UNSURE = "?"
_WHOSE = frozenset({"client", "prospect"})
_UNIT = re.compile(
    r"\((?:s|sec|secondes?|seconds?|ms|min|mn|minutes?|h|heures?|hours?|hh:mm:ss|mm:ss|€|eur)\)", re.IGNORECASE
)
_BESIDE = re.compile(r"\([^)]*\)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ORDINAL = re.compile(r"\d{1,3} *[-–.:)] *(?=\D)")


@dataclass(frozen=True, slots=True)
class Word:
    """What a header might be: a column of a table; `rank` 0 is the surest, a doubt is to be asked."""

    column: str
    rank: int
    is_doubt: bool = False


def _tokens(text: str) -> list[str]:
    text = _HUMP.sub(" ", _UNIT.sub(" ", text.replace("°", " ").replace("№", "n ").replace("’", " ").replace("'", " ")))
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word for word in re.split(r"[^a-z0-9#]+", plain) if word and word not in _LITTLE]


def _spelt(text: str) -> str:
    """A text as it is compared: no case, accents, marks or little words."""
    return "".join(_tokens(text))


def _stem(word: str) -> str:
    """A word in the singular, a participle without its feminine: interessees → interesse, ventes → vente.

    >>> [_stem(word) for word in ("interessees", "ventes", "pas", "rappel")]
    ['interesse', 'vente', 'pas', 'rappel']
    """
    word = word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
    return word[:-1] if len(word) > 4 and word.endswith("ee") else word


def _words(tokens: Iterable[str]) -> frozenset[str]:
    """The words of a text whatever their order, each as the first of those that mean the same."""
    alike = _alike()
    return frozenset(alike.get(word, word) for word in map(_stem, tokens))


@cache
def _alike() -> dict[str, str]:
    return {_stem(word): first for first, words in _document()["alike"].items() for word in words}


def _marked(tokens: Sequence[str]) -> str | None:
    """A header without its marks of an id; None where it has none."""
    rest = [word for word in tokens if word not in _MARKS]
    if len(rest) < len(tokens) and rest:
        return "#" + "".join(rest)
    # "leadid", "idfiche", "call_uuid" written as one word
    whole = "".join(tokens)
    found = re.fullmatch(r"(?:id|num|no)(\w{4,})|(\w{4,}?)(?:id|uid|uuid)", whole)
    return "#" + (found.group(1) or found.group(2)) if found else None


@cache
def _document() -> dict[str, Any]:
    text = resources.files("cadran.ingest").joinpath("data/vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _indexed(section: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, int]]:
    """Spelt word → (key, its place in the key's list); the first key that has a word keeps it."""
    found: dict[str, tuple[str, int]] = {}
    for key, words in section.items():
        for rank, word in enumerate(words):
            found.setdefault(_spelt(word), (key, rank))
    return found


@cache
def _headers(table: str) -> dict[str, tuple[str, int]]:
    return _indexed(_document()["headers"].get(table, {}))


@cache
def _unordered(table: str) -> dict[frozenset[str], tuple[str, int]]:
    """Words of a header, in any order → (column, rank); those of marked ids aside."""
    found: dict[frozenset[str], tuple[str, int]] = {}
    for column, phrases in _document()["headers"].get(table, {}).items():
        for rank, phrase in enumerate(phrases):
            if not phrase.startswith("#") and not _ORDERED & set(_tokens(phrase)):
                found.setdefault(_words(_tokens(phrase)), (column, rank))
    return found


@cache
def _index(section: str) -> dict[str, tuple[str, int]]:
    return _indexed(_document()[section])


@cache
def _choices(column: str) -> dict[str, tuple[str, int]]:
    return _indexed(_document()["choices"].get(column, {}))


def tables() -> tuple[str, ...]:
    """The tables whose headers are known."""
    return tuple(_document()["headers"])


def column_of(table: str, header: str) -> Word | None:
    """The column of a table that a header speaks of; None where nothing is known of it.

    As it is written; else without what stands in brackets; in any order of its words.
    """
    for text in dict.fromkeys((header, _BESIDE.sub(" ", header))):
        tokens = _tokens(text)
        if found := _known_column(table, tokens):
            return Word(*found)
        if table == "attempts" and (found := _doubt(tokens)):
            return Word(*found, is_doubt=True)
    return None


def _known_column(table: str, tokens: Sequence[str]) -> tuple[str, int] | None:
    known, unordered = _headers(table), _unordered(table)
    for spelling in ("".join(tokens), _marked(tokens)):
        if spelling and spelling in known:
            return known[spelling]
    words = _words(tokens)
    if words in unordered:
        return unordered[words]
    named = words - _NAMES
    for fewer, columns in ((named, _NAMED), (words - _WHOLE, None)):
        found = unordered.get(fewer) if fewer and fewer < words else None
        if found and (found[0] in columns if columns else found[0].endswith("_s")):
            return found
    return None


def _doubt(tokens: Sequence[str]) -> tuple[str, int] | None:
    """A column that a header might be of, to be asked."""
    doubts = _index("doubts")
    if found := doubts.get("".join(tokens)):
        return found
    words = _words(tokens)
    return _doubtful().get(words) or _doubtful().get(words - _WHOLE)


@cache
def _doubtful() -> dict[frozenset[str], tuple[str, int]]:
    return {
        _words(_tokens(phrase)): (column, rank)
        for column, phrases in _document()["doubts"].items()
        for rank, phrase in enumerate(phrases)
    }


def time_of(header: str) -> tuple[str, ...]:
    """The instants of which a header may give the hour."""
    spelling = _spelt(header)
    return tuple(c for c, words in _document()["times"].items() if spelling in {_spelt(word) for word in words})


def is_label(header: str) -> bool:
    """Whether a header holds the words of a disposition code."""
    return _spelt(header) in _index("labels")


def _matched(label: str) -> str | None:
    """The spelling under which a label of a result is known: as it is, without a number in front, who it was, or plurals."""
    known = _index("outcomes")
    for text in (label, _ORDINAL.sub("", label, count=1)):
        tokens = _tokens(text)
        lone = [word for word in tokens if word not in _WHOSE] or tokens
        for words in (tokens, lone, [word.rstrip("s") if len(word) > 4 else word for word in lone]):
            if (spelling := "".join(words)) in known:
                return spelling
    return None


@cache
def _phrases() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """(outcome, the words of one of its phrases, the words that may stand beside without changing it)."""
    beside = {
        outcome: frozenset(map(_stem, words)) for outcome, words in _document()["beside"].items()
    }  # fmt: skip
    return tuple(
        (outcome, frozenset(map(_stem, _tokens(phrase))), beside.get(outcome, frozenset()) | beside["every"])
        for outcome, phrases in _document()["outcomes"].items()
        for phrase in phrases
    )


def outcome_of(label: str) -> str | None:
    """The outcome that a result's label names; None where it is not sure.

    A label names an outcome where it is one of its phrases, or holds one and nothing beside it but words that change nothing
    (`beside`): any other word, a "not" above all, leaves it to a person, as do two outcomes.
    """
    spelling = _matched(label)
    if spelling is None:
        words = frozenset(map(_stem, _tokens(_ORDINAL.sub("", label, count=1))))
        named = {outcome for outcome, phrase, beside in _phrases() if phrase <= words and words - phrase <= beside}
        return named.pop() if len(named) == 1 and _UNSURE not in named else None
    outcome = _index("outcomes")[spelling][0]
    return None if outcome == _UNSURE else outcome


def is_to_check(outcome: str, label: str) -> bool:
    """Whether a label tells an outcome less than well: one that says too little, or that has words beside it."""
    return _matched(label) is None or _matched(label) in {
        _spelt(one) for one in _document()["to_check"].get(outcome, ())
    }


def choice_of(column: str, word: str) -> str | None:
    """The value of a closed list that a word stands for."""
    found = _choices(column).get(_spelt(word))
    return found[0] if found else None
