"""Sentences in both languages, with their figures written as each language writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cadran import display
from cadran.catalogue import DIMENSIONS
from cadran.catalogue.dimensions import UNASSIGNED
from cadran.catalogue.shape import Text, Unit
from cadran.query.entities import NAMED

MARK = "\u2060"
"""Stands around a member that has a name in the store, until the view's answer puts the name there."""


def phrase(fr: str, en: str, **values: Text | str) -> Text:
    """The sentence in both languages; `{name}` places a value, a Text in its own language.

    >>> phrase("{n} appels", "{n} calls", n=count(1200)).en
    '1,200 calls'
    """
    pairs = {name: value if isinstance(value, Text) else Text(value, value) for name, value in values.items()}
    return Text(
        fr.format(**{name: text.fr for name, text in pairs.items()}),
        en.format(**{name: text.en for name, text in pairs.items()}),
    )


def shown(value: float | None, unit: Unit) -> Text:
    """A value in its unit."""
    return Text(display.value(value, unit, "fr"), display.value(value, unit, "en"))


def share(value: float | None) -> Text:
    """A fraction in points."""
    return shown(value, Unit.PERCENT)


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
    kept = list(texts)
    return Text(", ".join(text.fr for text in kept), ", ".join(text.en for text in kept))


def apart(texts: Iterable[Text]) -> Text:
    """Several that hold commas themselves, separated by semicolons."""
    kept = list(texts)
    return Text("\u202f; ".join(text.fr for text in kept), "; ".join(text.en for text in kept))


def joined(texts: Iterable[Text]) -> Text:
    """Two or more as the parts of one statement: "a et b"."""
    kept = list(texts)
    return Text(" et ".join(text.fr for text in kept), " and ".join(text.en for text in kept))


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
    """A dimension's member as it is shown; marked where the store may hold its name (analysis.naming)."""
    shown = display.member(dimension, value) or UNASSIGNED
    if value is None or dimension not in NAMED:
        return shown
    marked = f"{MARK}{dimension}{MARK}{value}{MARK}"
    return Text(marked, marked)


def lowered(text: Text) -> Text:
    """A name as it stands within a sentence."""
    return Text(text.fr.lower(), text.en.lower())


def dimension_name(dimension: str) -> Text:
    """A dimension's name."""
    return DIMENSIONS[dimension].name if dimension in DIMENSIONS else Text(dimension, dimension)


def quoted(text: Text) -> Text:
    """The text between each language's quotation marks."""
    return Text(f"«\u00a0{text.fr}\u00a0»", f"“{text.en}”")
