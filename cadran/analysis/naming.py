"""Names in place of ids in what a view says: one place, so that page, command and API use the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cadran.analysis import words
from cadran.analysis.result import Finding, Table
from cadran.catalogue.shape import Text

NamesOf = Callable[[str], Mapping[str, str]]
"""Dimension → id → name, of the members that whoever asks may see."""


def named(finding: Finding, names_of: NamesOf) -> Finding:
    """The finding with each member under its name, or its id where it has none."""
    return replace(finding, text=_text(finding.text, names_of))


def headed(table: Table, names_of: NamesOf) -> Table:
    """The table with the members that head its columns under their names."""
    columns = tuple(replace(column, name=_text(column.name, names_of)) for column in table.columns)
    return replace(table, title=_text(table.title, names_of), columns=columns)


def noted(note: Mapping[str, Any], names_of: NamesOf) -> Mapping[str, Any]:
    """The note with its sentence in both languages: that of its `text`, members under their names, or the one it has."""
    if "text" not in note:
        return note
    said = _text(note["text"], names_of)
    return {**{name: value for name, value in note.items() if name != "text"}, "fr": said.fr, "en": said.en}


def _text(text: Text, names_of: NamesOf) -> Text:
    """The text made again with the names of the members in it."""
    if isinstance(text, words.Member):
        name = names_of(text.dimension).get(text.id, text.id)
        return Text(name, name)
    if isinstance(text, words.Phrase):
        values = {
            hole: _text(value, names_of) if isinstance(value, Text) else value for hole, value in text.values.items()
        }
        return words.filled(text.template, **values)
    return text
