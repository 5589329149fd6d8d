"""From aggregates to figures, whole columns at a time: what is zero, what is unknown and why, the division, the interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np

from cadran.query.columns import (
    AMOUNT,
    LEFT_OUT,
    NO_DATA,
    NOT_LOADED,
    OK,
    REAL,
    STATES,
    WHOLE,
    Codes,
    Columns,
    Flags,
    Form,
    Places,
)
from cadran.query.compile import COUNT, MONEY
from cadran.query.numbers import UNITS, Floats, ratios, wilsons
from cadran.query.slots import Figure, Measured, Piece, Slot

Loaded = Callable[[Slot], Flags]
Clocks = Callable[[Figure, str], Floats]

_OK, _NO_DATA, _NOT_LOADED = (STATES.index(state) for state in (OK, NO_DATA, NOT_LOADED))  # 0, 1, 2
ESTIMATES = "cost_estimates"
"""The fact whose amounts stand in for costs that nobody booked."""


@dataclass(frozen=True, slots=True)
class _Amount:
    """A term of a numerator or denominator: `exact`, in units, and `real` add up to it, where `state` is ok."""

    sign: int
    exact: list[Floats]
    real: list[Floats]
    n: Floats | None
    unconverted: list[Floats]
    state: Codes


class Aggregates:
    """What was read of a statement: `values` with a line for each aggregate of `lines`, NaN where there is no such row.

    `loaded` tells whether the fact of an aggregate was loaded for the rows' periods: what tells zero from unknown. `clock`
    gives what the periods of a figure themselves do (rules of measures), NaN where they are open. `types` are those of the
    aggregates.
    """

    def __init__(
        self, values: Floats, lines: Mapping[Slot, int], loaded: Loaded, clock: Clocks, types: Mapping[Slot, str]
    ) -> None:
        self.values, self.lines, self.loaded, self.clock, self.types = values, lines, loaded, clock, types
        self.unknown = np.isnan(values)
        self.known = np.where(self.unknown, 0.0, values)
        self.rows = values.shape[1]

    def columns(self, figures: Sequence[Figure]) -> Columns:
        """The figures as columns."""
        shape = (len(figures), self.rows)
        num, den, factor = np.empty(shape), np.full(shape, np.nan), np.ones((len(figures), 1))
        n, state = np.empty(shape, np.int64), np.empty(shape, np.int8)
        unconverted = np.zeros(shape, np.int64)
        for line, figure in enumerate(figures):
            sides = [self._side(figure, terms) for terms in (figure.num, figure.den) if terms is not None]
            for side, into in zip(sides, (num, den), strict=False):
                into[line], missing, n[line], lacking = side
                state[line] = missing if into is num else np.maximum(state[line], missing)
                for count in lacking:
                    unconverted[line] += count.astype(np.int64)
            factor[line] = figure.kpi.factor
        is_ratio = np.array([figure.den is not None for figure in figures])[:, None]
        value = np.where(is_ratio, ratios(num, den, factor), factor * num)
        low, high = self._intervals(figures, num, den, factor)
        return Columns(
            tuple(figure.kpi.id for figure in figures),
            tuple(self._form(figure) for figure in figures),
            value, num, den, low, high, n,
            np.where(np.isnan(value), np.maximum(state, _NO_DATA), _OK).astype(np.int8),
            self._left_out([figure.immature for figure in figures]),
            self._left_out([figure.unmapped for figure in figures]),
            unconverted,
            uncalled=self._reason("uncalled", figures),
            untimed=self._reason("untimed", figures),
            estimated=self._estimated(figures),
        )  # fmt: skip

    def _reason(self, why: str, figures: Sequence[Figure]) -> Places | None:
        """How many rows each figure leaves out for a reason that only some know; None where none does."""
        slots = [getattr(figure, why) for figure in figures]
        return self._left_out(slots) if any(slots) else None

    def _estimated(self, figures: Sequence[Figure]) -> Floats | None:
        """How much of the costs of each figure stands in for what nobody booked; None where nothing does."""
        found = np.zeros((len(figures), self.rows))
        for line, figure in enumerate(figures):
            for piece in dict.fromkeys(one for one in figure.pieces() if one.part.fact == ESTIMATES):
                found[line] += self.known[self.lines[piece.value]]
        return found if found.any() else None

    def _intervals(self, figures: Sequence[Figure], num: Floats, den: Floats, factor: Floats) -> tuple[Floats, Floats]:
        """The Wilson intervals of proportions, in the unit of the value."""
        low, high = np.full(num.shape, np.nan), np.full(num.shape, np.nan)
        lines = [line for line, figure in enumerate(figures) if figure.proportion]
        if lines:
            for into, bound in zip((low, high), wilsons(num[lines], den[lines]), strict=True):
                into[lines] = bound * factor[lines]
        return low, high

    def _form(self, figure: Figure) -> Form:
        num, den = self._kind(figure.num), self._kind(figure.den or ())
        value = num if figure.den is None and figure.kpi.factor == 1 else REAL
        excluded = [("immature", figure.immature), ("unmapped", figure.unmapped),
                    ("unconverted", any(piece.unconverted for piece in figure.pieces())),
                    *((why, getattr(figure, why)) for why in LEFT_OUT)]  # fmt: skip
        return Form(figure.basis.value, value, num, den, tuple(name for name, why in excluded if why))

    def _kind(self, terms: Sequence[Measured]) -> str:
        if any(term.rule for term in terms):
            return REAL
        return WHOLE if all(self._is_whole(piece) for term in terms for piece in term.pieces) else AMOUNT

    def _is_whole(self, piece: Piece) -> bool:
        return piece.is_count or self.types[piece.value] == COUNT

    def _left_out(self, slots: Sequence[tuple[Slot, ...]]) -> Places:
        found = np.zeros((len(slots), self.rows), np.int64)
        for line, mine in enumerate(slots):
            for slot in dict.fromkeys(mine):
                found[line] += self._counted(slot).astype(np.int64)
        return found

    def _counted(self, slot: Slot) -> Floats:
        """An aggregate, 0 where there is no such row."""
        found: Floats = self.known[self.lines[slot]]
        return found

    def _side(self, figure: Figure, terms: tuple[Measured, ...]) -> tuple[Floats, Codes, Floats | float, list[Floats]]:
        """A numerator or denominator: its value (NaN where unknown), why there is none, its rows, those without a rate."""
        units = UNITS if any(self.types[piece.value] == MONEY for term in terms for piece in term.pieces) else 1
        amounts = [self._ruled(figure, term, units) if term.rule else self._sum(term, units) for term in terms]
        alike = len({piece.part.fact for term in terms for piece in term.pieces}) == 1
        state = reduce(np.maximum, [amount.state for amount in amounts])
        value = np.where(state == _OK, _added_up(amounts, units), np.nan)
        rows = [(amount.sign, amount.n) for amount in amounts if amount.n is not None and (alike or amount.sign > 0)]
        return value, state, _summed(rows), [count for amount in amounts for count in amount.unconverted]

    def _ruled(self, figure: Figure, term: Measured, units: int) -> _Amount:
        """What the rule of a measure makes of its parts."""
        hours = self.clock(figure, str(term.rule))
        if not term.pieces:
            return _Amount(term.sign, [], [hours], None, [], np.isnan(hours).astype(np.int8))
        amount = self._sum(term, units)
        value = ratios(_added_up([replace(amount, sign=1)], units), hours * 3600)
        state = np.maximum(amount.state, np.isnan(value).astype(np.int8))
        return replace(amount, exact=[], real=[value], state=state)

    def _sum(self, term: Measured, units: int) -> _Amount:
        """The sum of a measure's parts: nothing found is zero only where the first one's fact was loaded."""
        exact, real, counts, unconverted = [], [], [], []
        unknown: Flags | None = None
        for piece in term.pieces:
            value, rows = self._counted(piece.value), self._counted(piece.rows)
            counts.append((1, rows))
            if piece.unconverted:
                unconverted.append(self._counted(piece.unconverted))
                unknown = _either(unknown, unconverted[-1] > 0)
            if not piece.is_count:
                missing = self.unknown[self.lines[piece.value]]
                unknown = _either(unknown, missing if piece.value.kind == "quantile" else missing & (rows > 0))
            kind = COUNT if piece.is_count else self.types[piece.value]
            if kind in (COUNT, MONEY):
                exact.append(value if units == 1 else np.rint(value * units))
            else:
                real.append(value)
        n = _summed(counts)
        state = np.zeros(self.rows, np.int8) if unknown is None else unknown.astype(np.int8)
        absent = n == 0
        if absent.any():
            absent &= ~self.loaded(term.pieces[0].value)
            state = np.where(absent, _NOT_LOADED, state).astype(np.int8)
            unconverted = [np.where(absent, 0, count) for count in unconverted]
        return _Amount(term.sign, exact, real, n, unconverted, state)


def _either(one: Flags | None, other: Flags) -> Flags:
    return other if one is None else one | other


def _summed(signed: Sequence[tuple[int, Floats]]) -> Any:
    """Columns added up, each with its sign."""
    return reduce(np.add, [column if sign > 0 else -column for sign, column in signed]) if signed else 0.0


def _added_up(amounts: Sequence[_Amount], units: int) -> Any:
    """Terms added up: what is exact in units first, so that sums of money are exact."""
    exact = _summed([(amount.sign, column) for amount in amounts for column in amount.exact])
    real = _summed([(amount.sign, column) for amount in amounts for column in amount.real])
    return exact / units + real
