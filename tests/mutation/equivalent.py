"""Mutants that no data can tell from the original, and why: pattern of their name → reason."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {}
