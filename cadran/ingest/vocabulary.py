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
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_LITTLE = frozenset(
    ["de", "du", "d", "des", "la", "le", "les", "l", "un", "une", "et", "of", "the", "an", "and", "par", "au", "aux"]
)
_MARKS = frozenset(
    ["id", "ids", "n", "no", "num", "numero", "number", "nr", "ref", "reference", "identifiant", "key", "uid", "uuid"]
)
_UNSURE = "?"
_WHOSE = frozenset({"client", "prospect"})
_UNIT = re.compile(
    r"\((?:s|sec|secondes?|seconds?|ms|min|mn|minutes?|h|heures?|hours?|hh:mm:ss|mm:ss|€|eur)\)", re.IGNORECASE
)
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


def _marked(text: str) -> str | None:
    """A header without its marks of an id; None where it has none."""
    tokens = _tokens(text)
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
def _index(section: str) -> dict[str, tuple[str, int]]:
    return _indexed(_document()[section])


@cache
def _choices(column: str) -> dict[str, tuple[str, int]]:
    return _indexed(_document()["choices"].get(column, {}))


def tables() -> tuple[str, ...]:
    """The tables whose headers are known."""
    return tuple(_document()["headers"])


def column_of(table: str, header: str) -> Word | None:
    """The column of a table that a header speaks of; None where nothing is known of it."""
    known = _headers(table)
    for spelling in (_spelt(header), _marked(header)):
        if spelling and spelling in known:
            return Word(*known[spelling])
    if table == "attempts" and (found := _index("doubts").get(_spelt(header))):
        return Word(*found, is_doubt=True)
    return None


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


def outcome_of(label: str) -> str | None:
    """The outcome that a result's label names; None where it is not sure."""
    spelling = _matched(label)
    outcome = _index("outcomes")[spelling][0] if spelling else _UNSURE
    return None if outcome == _UNSURE else outcome


def is_to_check(outcome: str, label: str) -> bool:
    """Whether a label tells an outcome less than well."""
    return _matched(label) in {_spelt(one) for one in _document()["to_check"].get(outcome, ())}


def choice_of(column: str, word: str) -> str | None:
    """The value of a closed list that a word stands for."""
    found = _choices(column).get(_spelt(word))
    return found[0] if found else None
