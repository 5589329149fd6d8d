"""From aggregates to figures: what is zero, what is unknown and why, the division, the interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cadran.query.elapsed import Clock
from cadran.query.numbers import Number, ratio, wilson
from cadran.query.plan import Figure, Measured, Piece, Slot
from cadran.query.result import NO_DATA, NOT_LOADED, OK

Read = Callable[[Slot], Any]
Loaded = Callable[[Slot], bool]


def no_clock(rule: str) -> float | None:
    """Where no period is known, its hours are not."""
    return None


@dataclass(slots=True)
class _Amount:
    """A numerator or a denominator; `state` says why `value` is None."""

    value: Number | None
    n: int
    state: str
    unconverted: int = 0


def value_of(figure: Figure, read: Read, loaded: Loaded, clock: Clock = no_clock) -> dict[str, Any]:
    """The value of a figure in one cell, as the public JSON contract has it.

    `read` gives an aggregate of the cell (None: no such row), `loaded` whether its fact was loaded for the cell's
    period: what tells zero from unknown. `clock` gives what the period itself does (rules of measures).
    """
    num = _side(figure.num, read, loaded, clock)
    den = _side(figure.den, read, loaded, clock) if figure.den is not None else None
    factor = figure.kpi.factor
    if den is None:
        value = num.value if factor == 1 or num.value is None else factor * float(num.value)
    else:
        value = ratio(num.value, den.value, factor)
    state = OK if value is not None else _why(num, den)
    bounds = _interval(figure, num, den) if value is not None and den is not None else None
    return {
        "value": _number(value),
        "num": _number(num.value),
        "den": _number(den.value) if den else None,
        "low": bounds[0] if bounds else None,
        "high": bounds[1] if bounds else None,
        "n": (den or num).n,
        "state": state,
        "basis": figure.basis.value,
        "excluded": {
            "immature": _count(figure.immature, read) if figure.immature else None,
            "unmapped": _count(figure.unmapped, read) if figure.unmapped else None,
            "unconverted": _unconverted(figure, num, den),
        },
        "decision": None,
        "previous": None,
    }


def _why(num: _Amount, den: _Amount | None) -> str:
    states = {num.state, den.state if den else OK}
    return NOT_LOADED if NOT_LOADED in states else NO_DATA


def _interval(figure: Figure, num: _Amount, den: _Amount) -> tuple[float, float] | None:
    """The Wilson interval of a proportion, in the unit of the value."""
    if not figure.proportion or num.value is None or den.value is None:
        return None
    bounds = wilson(float(num.value), float(den.value))
    return (bounds[0] * figure.kpi.factor, bounds[1] * figure.kpi.factor) if bounds else None


def _side(terms: tuple[Measured, ...], read: Read, loaded: Loaded, clock: Clock) -> _Amount:
    total: Number = 0
    n, unconverted, state = 0, 0, OK
    alike = len({piece.part.fact for term in terms for piece in term.pieces}) == 1
    for term in terms:
        amount = _term(term, read, loaded, clock)
        n += term.sign * amount.n if alike else max(term.sign, 0) * amount.n
        unconverted += amount.unconverted
        if amount.value is None:
            state = amount.state if state == OK else NOT_LOADED if NOT_LOADED in (state, amount.state) else state
        else:
            total = _plus(total, term.sign * amount.value)
    return _Amount(total if state == OK else None, n, state, unconverted)


def _term(term: Measured, read: Read, loaded: Loaded, clock: Clock) -> _Amount:
    """The sum of a measure's parts, and what its rule makes of it."""
    if not term.rule:
        return _sum(term, read, loaded)
    hours = clock(term.rule)
    if not term.pieces:
        return _Amount(hours, 0, OK if hours is not None else NO_DATA)
    amount = _sum(term, read, loaded)
    if amount.value is None:
        return amount
    value = ratio(amount.value, None if hours is None else hours * 3600)
    return _Amount(value, amount.n, OK if value is not None else NO_DATA)


def _sum(term: Measured, read: Read, loaded: Loaded) -> _Amount:
    """Nothing found is zero only where the first part's fact was loaded."""
    total: Number = 0
    n, unconverted, unknown = 0, 0, False
    for piece in term.pieces:
        value, rows = read(piece.value), int(read(piece.rows) or 0)
        lacking = int(read(piece.unconverted) or 0) if piece.unconverted else 0
        unconverted, n = unconverted + lacking, n + rows
        unknown = unknown or bool(lacking) or (value is None and (rows > 0 or piece.value.kind == "quantile"))
        total = _plus(total, value or 0)
    if not n and not loaded(term.pieces[0].value):
        return _Amount(None, 0, NOT_LOADED)
    if unknown:
        return _Amount(None, n, NO_DATA, unconverted)
    return _Amount(_whole(term.pieces, total), n, OK)


def _whole(pieces: tuple[Piece, ...], total: Number) -> Number:
    return int(total) if all(piece.is_count for piece in pieces) else total


def _plus(left: Number, right: Number) -> Number:
    """Sums of money stay exact as long as they can."""
    if isinstance(left, float) or isinstance(right, float):
        return float(left) + float(right)
    return left + right


def _count(slots: tuple[Slot, ...], read: Read) -> int:
    return sum(int(read(slot) or 0) for slot in dict.fromkeys(slots))


def _unconverted(figure: Figure, num: _Amount, den: _Amount | None) -> int | None:
    if not any(piece.unconverted for piece in figure.pieces()):
        return None
    return num.unconverted + (den.unconverted if den else 0)


def _number(value: Number | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
