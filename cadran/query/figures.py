"""From aggregates to figures, whole columns at a time: what is zero, what is unknown and why, the division, the interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cadran.query.columns import AMOUNT, NO_DATA, NOT_LOADED, OK, REAL, STATES, WHOLE, Codes, Columns, Form, Places
from cadran.query.compile import COUNT, MONEY
from cadran.query.coverage import Flags
from cadran.query.numbers import Floats, ratios, wilsons
from cadran.query.plan import Figure, Measured, Piece, Slot

Read = Callable[[Slot], Floats]
Loaded = Callable[[Slot], Flags]
Clocks = Callable[[Figure, str], Floats]

UNITS = 10_000
"""Money is added up in ten-thousandths, integers as long as they fit a float: 900 billion."""

_OK, _NO_DATA, _NOT_LOADED = (STATES.index(state) for state in (OK, NO_DATA, NOT_LOADED))


@dataclass(slots=True)
class _Amount:
    """A numerator, a denominator or a term of one: `exact` in units and `real` add up to it, where `state` is ok."""

    exact: Floats
    real: Floats
    n: Floats
    unconverted: Floats
    state: Codes


class Aggregates:
    """What is read of a statement, row by row.

    `read` gives an aggregate, NaN where there is no such row; `loaded` whether its fact was loaded for the rows' periods:
    what tells zero from unknown. `clock` gives what the periods of a figure themselves do (rules of measures), NaN where
    they are open. `types` are those of the aggregates.
    """

    def __init__(self, rows: int, read: Read, loaded: Loaded, clock: Clocks, types: Mapping[Slot, str]) -> None:
        self.rows, self.read, self.loaded, self.clock, self.types = rows, read, loaded, clock, types
        self.counts: dict[int, Floats] = {}

    def columns(self, figures: Sequence[Figure]) -> Columns:
        """The figures as columns."""
        shape = (len(figures), self.rows)
        num, den, factor = np.empty(shape), np.full(shape, np.nan), np.ones((len(figures), 1))
        n, state = np.empty(shape, np.int64), np.empty(shape, np.int8)
        unconverted = np.zeros(shape, np.int64)
        for line, figure in enumerate(figures):
            sides = [self._side(figure, terms) for terms in (figure.num, figure.den) if terms is not None]
            for side, into in zip(sides, (num, den), strict=False):
                into[line], missing = side[0], side[1]
                state[line] = np.maximum(state[line], missing) if into is den else missing
                unconverted[line] += side[3].astype(np.int64)
            n[line], factor[line] = sides[-1][2], figure.kpi.factor
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
            uncalled=self._left_out([figure.uncalled for figure in figures]) if any(one.uncalled for one in figures) else None,
        )  # fmt: skip

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
        excluded = [("immature", figure.immature), ("unmapped", figure.unmapped), ("uncalled", figure.uncalled),
                    ("unconverted", any(piece.unconverted for piece in figure.pieces()))]  # fmt: skip
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

    def _side(self, figure: Figure, terms: tuple[Measured, ...]) -> tuple[Floats, Codes, Floats, Floats]:
        """A numerator or denominator: its value (NaN where unknown), why there is none, its rows, those without a rate."""
        units = UNITS if any(self.types[piece.value] == MONEY for term in terms for piece in term.pieces) else 1
        alike = len({piece.part.fact for term in terms for piece in term.pieces}) == 1
        exact, real, n, unconverted = (np.zeros(self.rows) for _ in range(4))
        state = np.zeros(self.rows, np.int8)
        for term in terms:
            amount = self._ruled(figure, term, units) if term.rule else self._sum(term, units)
            n += (term.sign if alike else max(term.sign, 0)) * amount.n
            unconverted += amount.unconverted
            exact, real = exact + term.sign * amount.exact, real + term.sign * amount.real
            state = np.maximum(state, amount.state)
        return np.where(state == _OK, exact / units + real, np.nan), state, n, unconverted

    def _ruled(self, figure: Figure, term: Measured, units: int) -> _Amount:
        """What the rule of a measure makes of its parts."""
        hours, none = self.clock(figure, str(term.rule)), np.zeros(self.rows)
        if not term.pieces:
            return _Amount(none, hours, none, none, np.where(np.isnan(hours), _NO_DATA, _OK).astype(np.int8))
        amount = self._sum(term, units)
        value = ratios(amount.exact / units + amount.real, hours * 3600)
        state = np.maximum(amount.state, np.where(np.isnan(value), _NO_DATA, _OK).astype(np.int8))
        return _Amount(none, value, amount.n, amount.unconverted, state)

    def _sum(self, term: Measured, units: int) -> _Amount:
        """Nothing found is zero only where the first part's fact was loaded."""
        exact, real, n, unconverted = (np.zeros(self.rows) for _ in range(4))
        unknown = np.zeros(self.rows, np.bool_)
        for piece in term.pieces:
            value, rows = self.read(piece.value), self._counted(piece.rows)
            if piece.unconverted:
                lacking = self._counted(piece.unconverted)
                unconverted, unknown = unconverted + lacking, unknown | (lacking > 0)
            if not piece.is_count:
                unknown |= np.isnan(value) & ((rows > 0) | (piece.value.kind == "quantile"))
            n = n + rows
            added = np.nan_to_num(value)
            kind = COUNT if piece.is_count else self.types[piece.value]
            if kind in (COUNT, MONEY):
                exact = exact + (np.rint(added * units) if units != 1 else added)
            else:
                real = real + added
        absent = n == 0
        if absent.any():
            absent &= ~self.loaded(term.pieces[0].value)
        state = np.where(absent, _NOT_LOADED, np.where(unknown, _NO_DATA, _OK)).astype(np.int8)
        return _Amount(exact, real, n, np.where(absent, 0, unconverted), state)

    def _counted(self, slot: Slot) -> Floats:
        """A count, 0 where there is no such row."""
        found = self.counts.get(id(slot))
        if found is None:
            found = self.counts[id(slot)] = np.nan_to_num(self.read(slot))
        return found
