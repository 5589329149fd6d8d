"""TOML that a person wrote, read so that nothing in it comes as a surprise later."""

from __future__ import annotations

import tomllib
from typing import Any

from cadran.errors import InputError
from cadran.messages.terms import toml_reason

_LONGEST, _DEEPEST = 8_000_000, 2_000
"""Characters of a document, and points on one line: the parser's memory grows with the square of a key's parts."""


def read_toml(text: str, origin: str) -> dict[str, Any]:
    """The document in a text; InputError where it is none, is nested without end or holds a NUL. `origin` names it in messages."""
    if len(text) > _LONGEST or any(line.count(".") > _DEEPEST for line in text.splitlines()):
        raise InputError(
            "{file} is longer, or a key of it has more parts, than any document of this kind. Write it anew.",
            file=origin,
        )
    try:
        document = tomllib.loads(text)
    except ValueError as error:  # not TOML, or a number of more digits than any
        raise InputError("{file} is not TOML: {reason}.", file=origin, reason=toml_reason(error)) from None
    except RecursionError:
        raise InputError("{file} is nested too deeply. Write it flat.", file=origin) from None
    if (place := _with_nul(document)) is not None:
        raise InputError(
            "{origin}, {place}: holds a NUL character, which no text can. Remove it.", origin=origin, place=place[:80]
        )
    return document


def _with_nul(document: dict[str, Any]) -> str | None:
    """Where a document holds a NUL character, which no statement and no file of text can; None where it holds none."""
    left: list[tuple[str, Any]] = [("", document)]
    while left:
        place, value = left.pop()
        if isinstance(value, str) and "\0" in value:
            return place
        if isinstance(value, dict):
            for key, inner in value.items():
                here = (f"{place}.{key}" if place else str(key)).replace("\0", "")
                left += [(here, key), (here, inner)]
        elif isinstance(value, list):
            left += [(place, inner) for inner in value]
    return None
