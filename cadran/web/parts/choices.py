"""What a page lets its reader choose beside the filters: one of several, kept in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cadran.web.filters import DIMENSIONS as FILTERED
from cadran.web.parts.context import Desk


def menu(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> dict[str, Any]:
    """A menu of (value, words), as parts/choices.html draws it."""
    words = next((text for value, text in options if value == chosen), "—")
    return {
        "name": name,
        "label": label,
        "options": [(value, text, value == chosen) for value, text in options],
        "chosen": words,
    }


def members(desk: Desk, by: str) -> list[tuple[str, str]]:
    """The members of a dimension that have attempts, as (value, words) by their words."""
    if by in FILTERED:
        return desk.members(by)
    rows = desk.ask(["attempts"], by=(by,)).rows
    return sorted(
        ((("" if row["key"][by] is None else str(row["key"][by])), desk.label(by, row["key"][by])) for row in rows),
        key=lambda pair: pair[1],
    )


def pair(desk: Desk, values: Sequence[str]) -> tuple[str, str]:
    """The two members chosen as `a` and `b`: different ones, as far as there are two."""
    a = desk.choice("a", values, values[0] if values else "", is_said=False)
    others = [value for value in values if value != a]
    return a, desk.choice("b", others, others[0] if others else "", is_said=False)
