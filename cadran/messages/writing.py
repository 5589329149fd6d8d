"""How numbers and days are written in French and in English: the lowest of the modules that make words.

French: U+202F between thousands, a comma, a true minus, the day first. English: commas, a point, ISO days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

NARROW, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"
_BETWEEN = {"": (", ", ", "), "or": (" ou ", " or "), "and": (" et ", " and ")}
"""What stands before the last of a list, in French and in English; commas before that."""
_ALL_BETWEEN = {
    "+": (" + ", " + "),
    "else": (", à défaut ", ", else "),
    ";": ("\u00a0; ", "; "),
    "lines": ("\n", "\n"),
    "space": (" ", " "),
}
"""What stands between all of a list."""


def number(value: float, decimals: int, language: str) -> str:
    r"""A number with its thousands apart.

    >>> number(-1234.5, 1, "fr")
    '−1\u202f234,5'
    >>> number(1234.5, 1, "en")
    '1,234.5'
    """
    text = digits(f"{abs(value):,.{decimals}f}", language)
    is_zero = not any(digit in text for digit in "123456789")
    return (MINUS if value < 0 and not is_zero else "") + text


def digits(text: str, language: str) -> str:
    """A number that Python wrote, as the language writes it."""
    return text.replace(",", NARROW).replace(".", ",").replace("-", MINUS) if language == "fr" else text


def day(moment: date | datetime, language: str) -> str:
    """A day, and the minute where there is one."""
    pattern = "%d/%m/%Y" if language == "fr" else "%Y-%m-%d"
    return moment.strftime(pattern + (" %H:%M" if isinstance(moment, datetime) else ""))


def joined(texts: Sequence[str], how: str, language: str) -> str:
    """Several texts: with commas, "or" or "and" before the last; or with "+", "else", ";", spaces or line ends between all.

    >>> joined(["a", "b", "c"], "or", "fr"), joined(["a", "b"], "else", "en")
    ('a, b ou c', 'a, else b')
    """
    place = 0 if language == "fr" else 1
    if how in _ALL_BETWEEN:
        return _ALL_BETWEEN[how][place].join(texts)
    return _BETWEEN[how][place].join([", ".join(texts[:-1]), *texts[-1:]] if len(texts) > 1 else texts)


def is_many(count: float, language: str) -> bool:
    """Whether a noun takes the plural: in French from two on, in English for anything but one."""
    return abs(count) >= 2 if language == "fr" else abs(count) != 1
