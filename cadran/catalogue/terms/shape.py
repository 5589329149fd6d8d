"""What a term of the glossary is."""

from __future__ import annotations

from dataclasses import dataclass

from cadran.catalogue.shape import Text


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its name and what it means, in both languages.

    `kpis` are the figures that count it, `see` the ids of terms to read with it.
    """

    id: str
    theme: str
    name: Text
    meaning: Text
    kpis: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


def term(
    theme: str,
    id: str,
    names: tuple[str, str],
    fr: str,
    en: str,
    *,
    kpis: tuple[str, ...] = (),
    see: tuple[str, ...] = (),
) -> Term:
    """A term from its names and meanings, French first."""
    return Term(id, theme, Text(*names), Text(fr, en), kpis, see)
