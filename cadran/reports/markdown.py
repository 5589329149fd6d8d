"""The little Markdown that generated pages need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """A text that may stand in a table's cell: on one line, its bars escaped."""
    return text.replace("|", "\\|").replace("\n", " ")


def code(text: str) -> str:
    """A text in the fixed-width face."""
    return f"`{text}`"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table.

    >>> table(["a", "b"], [["1", ""]])
    ['| a | b |', '| --- | --- |', '| 1 |  |']
    """
    lines = [headers, ["---"] * len(headers), *rows]
    return ["| " + " | ".join(cell(text) for text in line) + " |" for line in lines]
