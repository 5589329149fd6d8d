"""Templates in two languages: finding the one that a text was made from, and filling the other side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from importlib import resources
from string import Formatter

from cadran.messages.po import entries

NARROW, NO_BREAK = "\u202f", "\u00a0"
PIECE = "piece"

_NO_BREAK = re.compile(r"(?<=«) | (?=[:;?!»%])")

_HOLES = {
    "": r"(.*?)",
    "t": r"(.*?)",
    "n": r"([-−+]?\d[\d,]*(?:\.\d+)?)",
    "d": r"(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?)",
    "w": r"(\S+?)",
}


def number(text: str) -> str:
    r"""A number as English writes it, as French does.

    >>> number("-10,000.5")
    '−10\u202f000,5'
    """
    return text.replace(",", NARROW).replace(".", ",").replace("-", "−")


def day(text: str) -> str:
    """A day, with its time if any.

    >>> day("2026-09-22 10:00")
    '22/09/2026 10:00'
    """
    date, space, time = text.partition(" ")
    return "/".join(reversed(date.split("-"))) + space + time


def parsed(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The texts around the holes of a template, one more than there are holes, and (name, kind) of each hole.

    >>> parsed("a {{ {x:n} b")
    (['a { ', ' b'], [('x', 'n')])
    """
    literals, holes = [""], []
    for literal, name, kind, _ in Formatter().parse(text):
        literals[-1] += literal
        if name is not None:
            holes.append((name, kind or ""))
            literals.append("")
    return literals, holes


class Template:
    """One message: its English with holes, its French with the same ones."""

    def __init__(self, english: str, french: str, *, is_piece: bool = False) -> None:
        self.english, self.french, self.is_piece = english, french, is_piece
        self.literals, holes = parsed(english)
        self.holes = dict(holes)
        self.head, self.tail = self.literals[0], self.literals[-1]
        self.weight = sum(map(len, self.literals))
        self.has_words = any(map(str.isalpha, "".join(self.literals)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        holes = zip(self.holes.values(), self.literals[1:], strict=True)
        return re.compile(
            re.escape(self.head) + "".join(_HOLES[kind] + re.escape(literal) for kind, literal in holes), re.DOTALL
        )

    @cached_property
    def filling(self) -> tuple[list[str], list[tuple[str, Sequence[str]]]]:
        """The texts of the French side, and for each hole its name and the forms that agree with it."""
        literals, holes = parsed(_NO_BREAK.sub(NO_BREAK, self.french))
        return literals, [(name, forms) for name, *forms in (field.split("|") for field, _ in holes)]

    def match(self, text: str) -> dict[str, str] | None:
        """What stands in each hole; None where the text was not made from this template."""
        if not (text.startswith(self.head) and text.endswith(self.tail) and all(one in text for one in self.literals)):
            return None
        found = self.pattern.fullmatch(text)
        return dict(zip(self.holes, found.groups(), strict=True)) if found else None


class Table:
    """All templates, the most specific first."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = sorted(templates, key=lambda one: -one.weight)
        self.piece = lru_cache(maxsize=1024)(
            partial(self.said, pieces=True)
        )  # the same ones stand in message after message
        self._by_start: dict[tuple[bool, str], list[Template]] = {}

    @classmethod
    def read(cls, name: str) -> Table:
        """The table in a .po file of this package."""
        return cls.of(resources.files(__package__ or "").joinpath(name).read_text(encoding="utf-8"))

    @classmethod
    def of(cls, po: str) -> Table:
        templates = []
        for key, (french, *_) in entries(po).items():
            context, _, english = key.rpartition("\x04")
            if english:
                templates.append(Template(english, french, is_piece=context == PIECE))
        return cls(templates)

    def candidates(self, start: str, *, pieces: bool) -> Sequence[Template]:
        """Templates that a text with that first character may come from."""
        key = (pieces, start)
        if key not in self._by_start:
            self._by_start[key] = [
                one for one in self.templates if one.head[:1] in ("", start) and (pieces or not one.is_piece)
            ]
        return self._by_start[key]

    def matches(self, text: str, *, pieces: bool = False) -> Iterator[tuple[Template, dict[str, str]]]:
        for one in self.candidates(text[:1], pieces=pieces):
            if (found := one.match(text)) is not None:
                yield one, found

    def said(self, text: str, *, pieces: bool = False) -> str | None:
        """The text in the other language, the space around it kept; None where no template fits.

        Of two that fit, the one whose inner texts are all known comes first, then the most specific that has words of
        its own: marks alone do not make a text one of ours.
        """
        core = text.strip(" ")
        before, after = text[: text.find(core)], text[text.find(core) + len(core) :]
        second: str | None = None
        for one, found in self.matches(core, pieces=pieces):
            said, is_whole = self._filled(one, found)
            if is_whole:
                return before + said + after
            if second is None and one.has_words:
                second = before + said + after
        return second

    def _filled(self, one: Template, found: Mapping[str, str]) -> tuple[str, bool]:
        """The French of a template, and whether every text in it is French."""
        shown: dict[str, str] = {}
        is_whole = True
        for name, text in found.items():
            kind = one.holes[name]
            if kind == "t" and text.strip():
                said = self.piece(text)
                is_whole = is_whole and said is not None
                shown[name] = text if said is None else said
            else:
                shown[name] = number(text) if kind == "n" else day(text) if kind == "d" else text
        literals, holes = one.filling
        filled = [forms[_is_many(found[name])] if forms else shown[name] for name, forms in holes]
        return literals[0] + "".join(map("".join, zip(filled, literals[1:], strict=True))), is_whole


def _is_many(number: str) -> bool:
    """French takes the plural from two on."""
    return abs(float(number.replace(",", "").replace("−", "-"))) >= 2
