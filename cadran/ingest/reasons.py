"""Why a record is set aside: the templates of its reasons, and how they are stored.

A stored reason is its template, the same text for all records of its kind, and beside it the values as JSON; {value} is
the record's own and stands in its column. Reasons without values are older ones, or plain: they are shown as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cadran.messages import Message, Value
from cadran.messages.message import as_data, from_data
from cadran.messages.terms import term

UNLISTED_VALUE = '"{value}" is not among the values that the mapping lists'
NO_CHOICE = '"{value}" is not a value of {column}; expected one of {names}'
NO_CHOICE_NEAR = '"{value}" is not a value of {column}; expected one of {names}.{near}'
LOST_DIGITS = '"{value}" has lost digits: a spreadsheet shortened it; export the column as text and import again'
LOST_DIGITS_WITHIN = (
    '"{value}" holds an id that has lost digits: a spreadsheet shortened it; export the column as text and import again'
)
NOT_READ = '"{value}" is not {kind}; expected {words}'
NOT_READ_SERIAL = (
    '"{value}" is not {kind}; expected {words}; this is a spreadsheet\'s number of days: format the column as a date '
    'there, or write format = "serial"'
)
OUT_OF_RANGE = '"{value}" is too far in the past or the future to be right'
NEGATIVE = '"{value}" is negative'
NOT_FINITE = '"{value}" is not finite'
TOO_MUCH = '"{value}" is {limit:,} or more'
BECAUSE = '"{value}" {because}'
EMPTY = "{column} is empty, and every row needs one"
BACKWARDS = '"{value}" is before {column}'
UNNAMED_CURRENCY = '"{value}" names a currency that no column gives; add currency to the mapping'
OTHER_CURRENCY = '"{value}" is not in {currency}, the currency of its row'
CONTRADICTS = "differs from line {line}, which has the same {key} and is kept"
ERASED = "erased"

_SHOWN = 60


def values_json(values: Mapping[str, Value]) -> str:
    """The values of a reason as they are stored."""
    return json.dumps({name: as_data(value) for name, value in values.items()}, ensure_ascii=False)


@lru_cache(maxsize=1024)
def _values(stored: str) -> dict[str, Any]:
    return {name: from_data(value) for name, value in json.loads(stored).items()}


def reason_of(stored: str, details: str | None, value: str | None) -> Message:
    """A stored reason as a message: its template, its stored values and the record's own."""
    if details is None:
        return term(stored)
    return Message(stored, **{"value": "…" if value is None else value[:_SHOWN], **_values(details)})
