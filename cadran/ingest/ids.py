"""Ids that a spreadsheet has shortened to 1,61478E+13: how they look, whether digits are gone, and all of them where not."""

from __future__ import annotations

from cadran.ingest.phones import SHORTENED
from cadran.sources.base import guarded


def lost_digits(x: str) -> str:
    """SQL: whether a text is a number as a spreadsheet shortens it, and has fewer decimals than its exponent asks for."""
    return guarded(_has_plus(x), f"{_is_shortened(x)} AND {_lacks(x)}")


def in_full(x: str) -> str:
    """SQL for an id with all its digits again, where a shortened one has kept them."""
    whole = f"CAST(CAST(TRY_CAST(replace({x}, ',', '.') AS DECIMAL(38, 0)) AS HUGEINT) AS VARCHAR)"
    kept = guarded(_has_plus(x), f"{_is_shortened(x)} AND NOT {_lacks(x)}")
    return f"CASE WHEN {kept} THEN {whole} ELSE {x} END"


def _has_plus(x: str) -> str:
    return f"contains({x}, '+')"


def _is_shortened(x: str) -> str:
    return f"regexp_full_match({x}, '{SHORTENED}')"


def _lacks(x: str) -> str:
    decimals = f"length(regexp_extract({x}, '^\\d[.,]?(\\d*)', 1))"
    return f"({decimals} < TRY_CAST(regexp_extract({x}, '(\\d+)$', 1) AS INTEGER))"
