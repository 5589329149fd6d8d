"""JSON made of whole columns: the texts of their values, and what stands for each column in a template of a row."""

from __future__ import annotations

import json
from datetime import date, datetime
from types import NoneType
from typing import Any


def json_of(value: Any) -> str:
    """A value of the public contract as JSON; days and instants as texts."""
    return json.dumps(value, ensure_ascii=False, default=plain)


class JsonColumns:
    """Columns as JSON texts: what stands for each in a template, and the texts of those whose values differ."""

    def __init__(self) -> None:
        self.varying: list[list[str]] = []

    def form(self, column: list[Any], *, as_it_is: bool = False) -> str:
        """The one text of a column, or a place to be filled."""
        first = column[0]
        if (first is None or isinstance(first, str)) and column.count(first) == len(column):
            return (str(first) if as_it_is else json_of(first)).replace("%", "%%")
        self.varying.append(column if as_it_is else json_column(column))
        return "%s"


def json_column(column: list[Any]) -> list[str]:
    """A column as JSON texts: numbers are written together and cut apart again, words once each.

    >>> json_column([1, 2.5, None]), json_column(["a, b", {"c": 1}])
    (['1', '2.5', 'null'], ['"a, b"', '{"c": 1}'])
    """
    kinds = set(map(type, column))
    if kinds <= {int, float, NoneType}:
        return json.dumps(column)[1:-1].split(", ")
    if kinds <= {str, NoneType}:
        words = {word: json_of(word) for word in set(column)}
        return [words[word] for word in column]
    return [json_of(one) for one in column]


def plain(value: Any) -> Any:
    """Days and instants as JSON has them; TypeError for anything else that it does not know."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a result: {value!r}")
