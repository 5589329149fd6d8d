"""Sentences in both languages, with their figures written as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.dimensions import UNASSIGNED
from cadran.catalogue.shape import Text, Unit
from cadran.messages.message import Value, fill
from cadran.messages.translations import french
from cadran.query.entities import NAMED
from cadran.wording import display


@dataclass(frozen=True, slots=True)
class Member(Text):
    """A member of a dimension, by its id; the store may hold its name (analysis.naming)."""

    dimension: str
    id: str


@dataclass(frozen=True, slots=True)
class Phrase(Text):
    """A sentence that knows what it was made of: its templates, and the texts in their holes."""

    template: Text
    values: Mapping[str, Value] = field(hash=False, compare=False)


def phrase(template: str, /, **values: Value) -> Phrase:
    r"""The sentence in both languages, from its English; `{name}` places a value, a Text in its own language.

    The French of the template is that of cadran/messages/fr.po.

    >>> phrase("“{text}”", text=count(1200)).fr
    '«\xa01\u202f200\xa0»'
    """
    return filled(Text(french(template) or template, template), **values)


def filled(template: Text, /, **values: Value) -> Phrase:
    """The sentence of a template that is in both languages, as those of a table of verdicts are."""
    fr, en = (
        fill(said, template.en, values, language) for said, language in ((template.fr, "fr"), (template.en, "en"))
    )
    return Phrase(fr, en, template, values)


def between(texts: Iterable[Text], fr: str, en: str) -> Phrase:
    """Several, with these words between them."""
    values = {f"text{place}": text for place, text in enumerate(texts)}
    holes = [f"{{{name}}}" for name in values]
    return filled(Text(fr.join(holes), en.join(holes)), **values)


def shown(value: float | None, unit: Unit) -> Text:
    """A value in its unit."""
    return Text(display.value(value, unit, "fr"), display.value(value, unit, "en"))


def share(value: float | None) -> Text:
    """A fraction in points."""
    return shown(value, Unit.PERCENT)


def level(value: float) -> Text:
    """A fraction that somebody published or chose, in points: 15 %."""
    return Text(display.chosen(value, Unit.PERCENT, "fr"), display.chosen(value, Unit.PERCENT, "en"))


def count(value: float) -> Text:
    """A whole number."""
    return Text(display.number(value, 0, "fr"), display.number(value, 0, "en"))


def counted(value: float, one: Text, several: Text) -> Text:
    """A count with what it counts, agreeing with it: French takes the plural from two on, English from anything but one."""
    n = count(value)
    return Text(f"{n.fr} {several.fr if value >= 2 else one.fr}", f"{n.en} {one.en if value == 1 else several.en}")


def points(value: float) -> Text:
    """A difference of two fractions, signed, in points."""
    sign = "+" if value > 0 else ""
    return Text(
        f"{sign}{display.number(value * 100, 1, 'fr')}{display.NO_BREAK}point{'s' if abs(value) >= 0.02 else ''}",
        f"{sign}{display.number(value * 100, 1, 'en')} point{'' if round(abs(value), 3) == 0.01 else 's'}",
    )


def day(value: date) -> Text:
    """A day."""
    return Text(display.day(value, "fr"), display.day(value, "en"))


def listed(texts: Iterable[Text]) -> Text:
    """Several, separated by commas."""
    return between(texts, ", ", ", ")


def apart(texts: Iterable[Text]) -> Text:
    """Several that hold commas themselves, separated by semicolons."""
    return between(texts, "\u202f; ", "; ")


def joined(texts: Iterable[Text]) -> Text:
    """Two or more as the parts of one statement: "a et b"."""
    return between(texts, " et ", " and ")


def others(number: int) -> Text:
    """How many more there are than were named; nothing where none.

    >>> others(2).en, others(0).en
    (' and 2 others', '')
    """
    if number <= 0:
        return Text("", "")
    plural = "s" if number > 1 else ""
    return Text(f" et {count(number).fr} autre{plural}", f" and {count(number).en} other{plural}")


def member(dimension: str, value: object) -> Text:
    """A dimension's member as it is shown: by its id where the store may hold its name (analysis.naming)."""
    shown = display.member(dimension, value) or UNASSIGNED
    if value is None or dimension not in NAMED:
        return shown
    return Member(str(value), str(value), dimension, str(value))


def lowered(text: Text) -> Text:
    """A name as it stands within a sentence."""
    return Text(text.fr.lower(), text.en.lower())


def dimension_name(dimension: str) -> Text:
    """A dimension's name."""
    return DIMENSIONS[dimension].name if dimension in DIMENSIONS else Text(dimension, dimension)


def quoted(text: Text) -> Text:
    """The text between each language's quotation marks."""
    return phrase("“{text}”", text=text)
