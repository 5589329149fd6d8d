"""Ids that a spreadsheet has shortened to 1,61478E+13: how they look, and whether digits are gone."""

from __future__ import annotations

from cadran.ingest.phones import SHORTENED


def shortened(x: str) -> str:
    """SQL: whether a text is a number as a spreadsheet shortens it; few hold a +, so the pattern is rarely asked."""
    return f"(contains({x}, '+') AND regexp_full_match({x}, '{SHORTENED}'))"


def lost(x: str) -> str:
    """SQL: whether a shortened number has fewer decimals than its exponent asks for, the other digits being gone."""
    decimals = f"length(regexp_extract({x}, '^\\d[.,]?(\\d*)', 1))"
    return f"({decimals} < TRY_CAST(regexp_extract({x}, '(\\d+)$', 1) AS INTEGER))"
