"""The rows of a statement folded on their keys: each cell once, with the aggregates of all branches, and the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cadran.query.columns import Flags, Places
from cadran.query.compile import BRANCH, MONEY, Statement
from cadran.query.keys import Column, Member, coded, numbers, ordinals
from cadran.query.numbers import UNITS, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """The aggregates of a statement, a line each, NaN where there is none: of each cell in `values`, of all in `wholes`.

    At the last place of `values` all is unknown. The member of a cell is a place in `members`; `periods` have its first day and hour, `p` and `h`, where it has some.
    """

    values: Floats
    wholes: Floats
    members: Sequence[Member]
    member: Places
    periods: Mapping[str, Column]


def folded(statement: Statement, found: Mapping[str, Column]) -> Folded:
    """The columns of a statement's answer, row by row, folded."""
    branches = np.asarray(found[BRANCH])
    shown = np.array([one.shown for one in statement.branches])
    rows = np.flatnonzero(shown[branches])
    keys = {name: found[name][rows] for name in statement.keys}
    members, codes = coded([column for name, column in keys.items() if name.startswith("k")], len(rows))
    periods = {name: column for name, column in keys.items() if not name.startswith("k")}
    first, cells = _alike(codes, periods)
    cell = np.full(len(branches), -1, np.int64)
    cell[rows] = cells
    values, wholes = _aggregates(statement, found, branches, cell, len(first))
    return Folded(values, wholes, members, codes[first], {name: column[first] for name, column in periods.items()})


def _alike(codes: Places, periods: Mapping[str, Column]) -> tuple[Places, Places]:
    """The first row of each cell, and the cell of each row."""
    days = ordinals(periods["p"]) if "p" in periods else np.zeros_like(codes)
    hours = np.ma.filled(periods["h"], 24).astype(np.int64) if "h" in periods else np.zeros_like(codes)
    moments = days * 25 + hours
    _, moments = np.unique(moments, return_inverse=True)
    _, first, cells = np.unique(codes * (len(moments) + 1) + moments, return_index=True, return_inverse=True)
    return first, cells


def _aggregates(
    statement: Statement, found: Mapping[str, Column], branches: Places, cell: Places, cells: int
) -> tuple[Floats, Floats]:
    """The aggregates of each cell and of the whole: a branch has a key once, so that its rows are put where they belong."""
    lines = {slot: line for line, slot in enumerate(statement.types)}
    places = {name: place for place, name in enumerate(name for name in found if name not in (BRANCH, *statement.keys))}
    read = numbers(found, list(places))
    values, wholes = np.full((len(lines), cells + 1), np.nan), np.full(len(lines), np.nan)
    for number, branch in enumerate(statement.branches):
        rows = np.flatnonzero(branches == number)
        columns = np.array([places[name] for name in branch.columns.values()])
        into = np.array([lines[slot] for slot in branch.columns])
        mine = read[np.ix_(columns, rows)]
        if branch.shown:
            values[np.ix_(into, cell[rows])] = mine
        if branch.whole:
            is_money = np.array([statement.types[slot] == MONEY for slot in branch.columns])
            wholes[into] = _added_up(mine, is_money)
    return values, wholes


def _added_up(lines: Floats, is_money: Flags) -> Floats:
    """The sum of each line, money exactly; NaN where nothing is known."""
    known = np.where(np.isnan(lines), 0.0, lines)
    sums = np.where(is_money, np.rint(known * UNITS).sum(axis=1) / UNITS, known.sum(axis=1))
    found: Floats = np.where(np.isnan(lines).all(axis=1), np.nan, sums)
    return found
