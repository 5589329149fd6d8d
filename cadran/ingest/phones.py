"""Phone numbers to E.164, with what kind of line it is.

Each distinct number is looked at once: plain French forms by the table of ranges, in SQL; the rest, and the
overseas ranges, by the phonenumbers library. A number that is none keeps its text and gets the type `invalid`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import phonenumbers
import pyarrow as pa
from phonenumbers import PhoneNumberType

from cadran.sources.base import temporary_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# An id by its powers of ten, which may well be "12e5": only as a spreadsheet writes it.
SHORTENED = r"\d([.,]\d+)?[eE]\+\d{2,3}"

_TYPES = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.VOIP: "voip",
}
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers 0ABC… whose ABC lies in [first, last]: the country code that is dialled, the kind of line."""

    first: int
    last: int
    country_code: int
    type: str
    territory: str


def _load() -> tuple[Range, ...]:
    text = resources.files("cadran.ingest").joinpath("data/french_ranges.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Range(int(r["first"]), int(r["last"]), int(r["country_code"]), r["type"], r["territory"]) for r in rows
    )


FRENCH_RANGES = _load()


def _french_digits(number: str) -> str:
    """The nine digits of a number written the French way; empty for any other."""
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    for prefix in ("+33", "0033", ""):
        rest = digits.removeprefix(prefix)
        if prefix and rest == digits:
            continue
        rest = rest.removeprefix("0")
        return rest if len(rest) == 9 and rest.isdigit() and rest[0] != "0" else ""
    return ""


def _range(digits: str) -> Range | None:
    key = int(digits[:3])
    return next((one for one in FRENCH_RANGES if one.first <= key <= one.last), None)


def parse(number: str, region: str = "FR") -> tuple[str, str]:
    """(E.164, type) of one number, (the text itself, "invalid") where it is none.

    >>> parse("06 12 34 56 78")
    ('+33612345678', 'mobile')
    >>> parse("0692 12 34 56")
    ('+262692123456', 'mobile')
    >>> parse("612345678")
    ('+33612345678', 'mobile')
    >>> parse("12")
    ('12', 'invalid')
    """
    candidates = [(number, region)]
    if region == "FR" and (digits := _french_digits(number)):
        found = _range(digits)
        candidates = [(f"+{found.country_code if found else 33}{digits}", region), (f"+33{digits}", region)]
    for text, where in candidates:
        try:
            parsed = phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            return written, _TYPES.get(phonenumbers.number_type(parsed), "other")
    return number, "invalid"


def _plain_french(raw: str) -> tuple[str, str]:
    """(SQL for the nine digits, SQL for the type or NULL) of plain forms in ranges that the library accepts whole."""
    cleaned = rf"regexp_replace({raw}, '[\s.()/\x{{A0}}\x{{202F}}-]+', '', 'g')"
    digits = rf"regexp_extract({cleaned}, '^(?:\+33|0033|33)?0?([1-9]\d{{8}})$', 1)"
    whens = " ".join(
        f"WHEN k BETWEEN {one.first} AND {one.last} THEN '{one.type}'"
        for one in FRENCH_RANGES
        if one.country_code == 33
    )
    return digits, f"CASE {whens} END"


def resolve(connection: DuckDBPyConnection, table: str, region: str, *, has_type: bool) -> int:
    """Rewrite `phone` of a staged table to E.164 and fill `phone_type` (kept where the source gives one).

    Returns how many rows hold a number that is none.
    """
    lookup = temporary_name("phones")
    digits, kind = _plain_french("raw")
    fast = f"{digits}" if region == "FR" else "''"
    connection.execute(
        f"CREATE TEMP TABLE {lookup} AS SELECT raw, CASE WHEN type IS NOT NULL THEN '+33' || d END AS e164, type FROM ("
        f"SELECT raw, d, {kind} AS type FROM (SELECT raw, d, TRY_CAST(left(d, 3) AS INTEGER) AS k FROM ("
        f"SELECT raw, {fast} AS d FROM (SELECT DISTINCT phone AS raw FROM {table} WHERE phone IS NOT NULL))))"
    )
    _ask_library(connection, lookup, region)
    given = f"coalesce({table}.phone_type, l.type)" if has_type else "l.type"
    connection.execute(
        f"UPDATE {table} SET phone = l.e164, phone_type = {given} FROM {lookup} l WHERE {table}.phone = l.raw"
    )
    found = connection.execute(
        f"SELECT count(*) FROM {table} WHERE phone_type = 'invalid' AND phone IS NOT NULL"
    ).fetchone()
    connection.execute(f"DROP TABLE {lookup}")
    return int(found[0]) if found else 0


def _ask_library(connection: DuckDBPyConnection, lookup: str, region: str) -> None:
    """Fill what the table of ranges left open."""
    answers = temporary_name("answers")
    connection.execute(f"CREATE TEMP TABLE {answers} (raw VARCHAR, e164 VARCHAR, type VARCHAR)")
    rest = connection.execute(f"SELECT raw FROM {lookup} WHERE type IS NULL").to_arrow_table().column(0)
    for start in range(0, len(rest), _BATCH):
        raws = rest.slice(start, _BATCH).to_pylist()
        parsed = [parse(raw, region) for raw in raws]
        view = temporary_name("batch")
        connection.register(
            view, pa.table({"raw": raws, "e164": [p[0] for p in parsed], "type": [p[1] for p in parsed]})
        )
        connection.execute(f"INSERT INTO {answers} SELECT * FROM {view}")
        connection.unregister(view)
    connection.execute(f"UPDATE {lookup} SET e164 = a.e164, type = a.type FROM {answers} a WHERE {lookup}.raw = a.raw")
    connection.execute(f"DROP TABLE {answers}")
