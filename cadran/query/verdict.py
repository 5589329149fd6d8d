"""The words of verdicts, the same everywhere; the rules are in targets, compare and equal_mix, and in each view."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """Above or below a target, a level or the others; higher or lower than another figure; or undecided.

    The words are those of the JSON contract.
    """

    ABOVE = "above"
    BELOW = "below"
    HIGHER = "higher"
    LOWER = "lower"
    UNDECIDED = "undecided"

    @classmethod
    def of(cls, side: int) -> Verdict:
        """That of a side: 1 above, -1 below, 0 neither.

        >>> str(Verdict.of(-1))
        'below'
        """
        return {1: cls.ABOVE, -1: cls.BELOW, 0: cls.UNDECIDED}[side]
