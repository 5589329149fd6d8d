"""Mutants that no data can tell from the original, and why: pattern of their name → reason."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {
    r"(parts|fallback)\[1\] (without is_reported|without attempted|attempted in is_reported)$": (
        "only a lead known by a summary has a reported day, and it was attempted"
    ),
    r"(parts|fallback)\[1\] dated by last_attempt$": "the last attempt of a lead known by a summary is the one reported",
    r"measure (hold_s|quality_score): parts\[0\] without NOT (hold_s|quality_score) IS NULL$": "a sum skips what is unknown",
    r"measure talk_handled_s: parts\[0\] without NOT talk_s IS NULL$": "a sum skips what is unknown",
    r"measure wrap_handled_s: parts\[0\] without NOT wrap_s IS NULL$": "a sum skips what is unknown",
    r"measure leads_(wrong_number|off_target|unusable): no cohort$": "a cohort dates the same rows by their creation",
    r"measure leads_(wrong_number|off_target|unusable): (parts|cohort)\[0\] without attempted$": (
        "a lead that was never attempted has no last outcome; the condition keeps it from being counted as unmapped"
    ),
    r"measure calls_put_through: parts\[0\] without outcome <> 'failed'$": (
        "of a failed call nobody knows whether the number is valid: the numerator's flag leaves it out"
    ),
    r"measure leads_duplicate: parts\[0\] (is_duplicate in has_number|without has_number)$": "a duplicate shares its number: it has one",
    r"measure (customers_lost|leads_over_solicited): (parts|cohort)\[0\] without NOT \w+ IS NULL$": "no date, no period",
    r"measure customers_at_start: parts\[0\] dated by lost$": "a stock at the start asks for no event's date",
    r"measure leads_(open_after_first|followed_up): parts\[0\] without NOT is_reported$": (
        "a lead known by a summary has no first attempt, hence no day of it"
    ),
    r"measure attempts_span_s: parts\[0\] (without follow_ups > 0|attempts in follow_ups)$": "one attempt spans no time",
}
