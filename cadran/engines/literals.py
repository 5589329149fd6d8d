"""Values as typed literals of standard SQL, which every engine reads: an instant, a day or a text is written here, nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cadran.errors import UsageError

_NAMES = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<name>\w+)""")
"""Names of values, and what only looks like one: texts and quoted names are passed over."""


def literal(value: Any) -> str:
    """A value as a typed SQL literal; instants are naive, in UTC.

    >>> literal("l'eau"), literal(date(2026, 9, 22)), literal(None)
    ("'l''eau'", "DATE '2026-09-22'", 'NULL')
    >>> literal(datetime(2026, 9, 22, 10, 5))
    "TIMESTAMP '2026-09-22 10:05:00.000000'"
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value:%Y-%m-%d %H:%M:%S.%f}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    text = str(value)
    if "\0" in text:
        raise UsageError("A value holds a NUL character, which no text of the store can.")
    return "'" + text.replace("'", "''") + "'"


def filled(sql: str, values: Mapping[str, Any]) -> str:
    """The statement with each value in the place of its name.

    >>> filled("SELECT $day, '$day', $who", {"day": 3, "who": "l'eau"})
    "SELECT 3, '$day', 'l''eau'"
    """
    return _NAMES.sub(lambda found: literal(values[found["name"]]) if found["name"] else found[0], sql)
