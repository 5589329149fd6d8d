"""A sentence as data: the template that it is made from, and its values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePath
from string import Formatter
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from cadran.messages.translations import french
from cadran.messages.writing import day, digits, is_many, joined


@runtime_checkable
class Bilingual(Protocol):
    """A text of the catalogue, in both languages."""

    @property
    def fr(self) -> str: ...
    @property
    def en(self) -> str: ...


Value: TypeAlias = "str | int | float | Decimal | date | PurePath | Bilingual | Sequence[Value]"
"""What a sentence may be about; a str may be a Message, said in the language of the whole."""


class Message(str):
    r"""An English sentence that knows its template and its values, so that it can be said in either language.

    A template is English with named holes: `{id}` a value as it is, `{rows:,}` a number with its thousands apart,
    `{names}`, `{names:or}`, `{names:and}` a list, `{rows|row|rows}` the word that agrees with that number. Nothing is
    ever looked for in the finished text: a value can hold anything.

    >>> Message("Import {id} was already undone on {day} UTC.", id=3, day=datetime(2026, 9, 22, 10, 5)).text("fr")
    'Le chargement 3 a déjà été annulé le 22/09/2026 10:05 UTC.'
    """

    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str = "", /, **values: Value) -> Message:
        if isinstance(template, cls):
            return template
        made = super().__new__(cls, fill(template, template, values, "en"))
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return from_data, (as_data(self),)

    def text(self, language: str) -> str:
        """The sentence in that language; a template that fr.po does not have stays, with its values in the language."""
        if language == "en":
            return str.__str__(self)
        return fill(french(self.template) or self.template, self.template, self.values, language)


def translated(text: str, language: str) -> str:
    """A message in that language; of another text, what fr.po has for the whole of it, else the text."""
    if isinstance(text, Message):
        return text.text(language)
    return (french(text) if language == "fr" else None) or text


def quoted(text: str) -> Message:
    r"""A text between each language's quotation marks.

    >>> quoted("a").text("fr")
    '«\xa0a\xa0»'
    """
    return Message('"{text}"', text=text)


def lines(messages: Sequence[str]) -> Message:
    """Several messages as one, each on a line of its own."""
    return Message("{lines:lines}", lines=messages)


@lru_cache(maxsize=4096)
def parsed(template: str) -> tuple[tuple[str, str, str], ...]:
    """The parts of a template in turn: (text, name of the hole after it or nothing, how its value is written).

    >>> parsed("{rows:,} of {file}.")
    (('', 'rows', ','), (' of ', 'file', ''), ('.', '', ''))
    """
    return tuple((text, name or "", spec or "") for text, name, spec, _ in Formatter().parse(template))


@lru_cache(maxsize=4096)
def _specs(template: str) -> Mapping[str, str]:
    """How each value of a template is written: its translation names the holes only."""
    return {name: spec for _, name, spec in parsed(template) if spec}


def fill(said: str, template: str, values: Mapping[str, Value], language: str) -> str:
    """What is `said`, in a language, of a template with its values in the holes."""
    specs = _specs(template)
    parts = []
    for text, name, _ in parsed(said):
        parts.append(text)
        of, *forms = name.split("|")
        if forms:
            parts.append(forms[is_many(_count(values[of]), language)])
        elif name:
            parts.append(written(values[name], specs.get(name, ""), language))
    return "".join(parts)


def _count(value: Value) -> float:
    return float(value) if isinstance(value, int | float | Decimal) else len(value) if isinstance(value, list) else 0


def written(value: Value, spec: str, language: str) -> str:
    r"""A value as it stands in a sentence.

    `spec` is that of `str.format` for numbers ("," sets thousands apart), "or" and "and" for a list; without one a
    whole number is written as it is, as numbers of lines and of imports are.

    >>> written(10000, ",", "fr"), written(10000, "", "fr"), written(["a", "b"], "or", "fr")
    ('10\u202f000', '10000', 'a ou b')
    """
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, str | PurePath):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return digits(format(value, spec), language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, Bilingual):
        return value.fr if language == "fr" else value.en
    return joined([written(one, "", language) for one in value], spec, language)


class Both(NamedTuple):
    """A text in both languages, as it was stored."""

    fr: str
    en: str


_READERS: Mapping[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
}


def as_data(value: Value) -> Any:
    """A value in the types of JSON; what these lack is {kind: how it is written}."""
    if isinstance(value, Message):
        return {"message": value.template, "values": {name: as_data(one) for name, one in value.values.items()}}
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"instant" if isinstance(value, datetime) else "day": value.isoformat()}
    if isinstance(value, Bilingual):
        return {"fr": value.fr, "en": value.en}
    return [as_data(one) for one in value] if isinstance(value, Sequence) else str(value)


def from_data(data: Any) -> Any:
    """The value that `as_data` wrote."""
    if isinstance(data, list):
        return [from_data(one) for one in data]
    if not isinstance(data, dict):
        return data
    if "message" in data:
        return Message(data["message"], **{name: from_data(one) for name, one in data.get("values", {}).items()})
    if "fr" in data:
        return Both(data["fr"], data["en"])
    ((kind, text),) = data.items()
    return _READERS[kind](text)


def to_json(value: Value) -> str:
    r"""A message as it is stored: its template and its values; a plain text is itself.

    >>> from_json(to_json(Message("{rows:,} rows", rows=1200))).values
    {'rows': 1200}
    """
    return json.dumps(as_data(value), ensure_ascii=False)


def from_json(stored: str) -> Any:
    """The message, or the text, that `to_json` wrote."""
    return from_data(json.loads(stored))


NOTHING = Message()
"""The message that says nothing."""
