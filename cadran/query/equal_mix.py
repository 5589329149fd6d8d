"""Changes judged where campaign and temperature are the same: another mix of campaigns is no better and no worse a rate.

The verdict on the change of a proportion stands only where the difference within each campaign and temperature of the lead,
put together (Mantel-Haenszel), lies on the same side of zero with its whole interval, and where what both periods have makes
up half at least of what is judged. The change itself and its own interval stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from cadran.catalogue.dimensions import MIX
from cadran.errors import CadranError
from cadran.query import notes
from cadran.query.columns import VERDICTS, Beside, Codes, Columns, Flags, Places
from cadran.query.numbers import Z95, Floats, at_equal_strata, stratum
from cadran.query.plan import plan
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.state import Catalogue, StoreState
from cadran.query.verdict import Verdict

ENOUGH_SHARED = 0.5
"""A verdict is given where strata that both sides have hold at least so much of what is judged."""
_HIGHER, _LOWER, _UNDECIDED, _NONE = (
    VERDICTS.index(word) for word in (Verdict.HIGHER, Verdict.LOWER, Verdict.UNDECIDED, None)
)


def at_equal_mix(
    result: Result, request: Request, catalogue: Catalogue, state: StoreState, compared: Callable[[Request], Result]
) -> Result:
    """The comparison without the verdicts that an equal mix does not bear out, and a note that names them.

    `compared` answers the same comparison told apart further; it is asked only where something was decided.
    """
    beside = result.columns.beside
    if beside is None or beside.verdict is None or request.grain:
        return result
    verdict = beside.verdict.copy()
    is_decided = ~np.isnan(beside.low) & ((verdict == _HIGHER) | (verdict == _LOWER))
    whole = np.arange(verdict.shape[1]) == verdict.shape[1] - 1
    for by, places in (((), whole), (request.by, ~whole)):
        lines = np.flatnonzero((is_decided & places).any(axis=1)).tolist()
        for strata, alike in _by_strata(result, lines, request, catalogue, state).items():
            own = verdict[np.ix_(alike, places)]
            found = _held(result, request, (by, strata), alike, compared)
            kept = (own == found) | ~is_decided[np.ix_(alike, places)]
            verdict[np.ix_(alike, places)] = np.where(kept, own, _UNDECIDED)
    taken = [
        kpi
        for kpi, was, now in zip(result.columns.kpis, beside.verdict[:, -1], verdict[:, -1], strict=True)
        if was != now
    ]
    said = [notes.other_mix([catalogue.kpis[kpi] for kpi in taken])] if taken else []
    columns = replace(result.columns, beside=replace(beside, verdict=verdict))
    return replace(result, columns=columns, notes=[*result.notes, *said])


def _by_strata(
    result: Result, lines: Sequence[int], request: Request, catalogue: Catalogue, state: StoreState
) -> dict[tuple[str, ...], list[int]]:
    """What can be held equal → the lines of the KPIs whose facts have it."""
    found: dict[tuple[str, ...], list[int]] = {}
    granted = request.scope.dimensions
    for line in lines:
        facts = plan(catalogue, state, replace(request, kpis=(result.columns.kpis[line],), by=(), compare=None)).facts
        has = [name for name in MIX if all(name in catalogue.facts[fact].dimensions for fact in facts)]
        found.setdefault(tuple(name for name in has if granted is None or name in granted), []).append(line)
    return found


def _held(
    result: Result, request: Request, by: tuple[Sequence[str], tuple[str, ...]], lines: list[int], compared: Callable[[Request], Result]
) -> Codes:  # fmt: skip
    """The verdicts of these lines at equal strata, row by row (the whole where `by` names no dimension)."""
    members, strata = by
    rows = len(result.keys) if members else 1
    nothing = np.full((len(lines), rows), _UNDECIDED, np.int8)
    if MIX[0] not in strata:  # without telling campaigns apart nothing can be said
        return nothing
    apart = tuple(dict.fromkeys((*members, *strata)))
    try:
        found = compared(replace(request, kpis=tuple(result.columns.kpis[line] for line in lines), by=apart))
    except CadranError:  # too many cells, a filter that these do not take
        return nothing
    place = {member: row for row, member in enumerate(result.keys.members)} if members else {(): 0}
    at = [place.get(member[: len(members)], -1) for member in found.keys.members]
    return verdicts(found.columns, np.array(at, np.int64)[found.keys.member], rows)


def verdicts(strata: Columns, of: Places, rows: int) -> Codes:
    """Line by line, the verdict of each of so many rows from its strata; `of`: the row that each stratum is of, -1 for none."""
    beside = strata.beside
    assert beside is not None
    (k, n), (j, m) = (_counts(side, of) for side in (strata, beside.others))
    both = (n > 0) & (m > 0) & (of >= 0)
    mine = np.where(of < 0, rows, of)

    def summed(parts: Floats | Flags) -> Floats:
        return np.stack([np.bincount(mine, one, rows + 1)[:rows] for one in parts.astype(np.float64)])

    low, high = _bounds(summed, both, (k, n), (j, m))
    found = np.select([low > 0, high < 0], [_HIGHER, _LOWER], _UNDECIDED)
    alone = summed(both) == 1  # Newcombe's interval, as of any two proportions
    found = np.where(alone, _alone(beside, both, mine, rows), found)
    shared, whole = summed(np.where(both, n, 0)), summed(np.where(of >= 0, n, 0))
    return np.where(shared >= ENOUGH_SHARED * whole, found, _UNDECIDED).astype(np.int8)


def _counts(side: Columns, of: Places) -> tuple[Floats, Floats]:
    """Numerators and denominators of the strata, nought where unknown."""
    num, den = (np.nan_to_num(part[:, : len(of)]) for part in (side.num, side.den))
    return num, den


def _bounds(
    summed: Callable[[Floats], Floats], both: Flags, ours: tuple[Floats, Floats], theirs: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """The interval of the difference at equal strata, line by line and row by row; NaN where no stratum has both."""
    counts = (np.where(both, part, 1.0) for part in (*ours, *theirs))
    weight, gap, slope, level = (summed(np.where(both, part, 0.0)) for part in stratum(*counts))
    some = np.where(weight > 0, weight, np.nan)
    low, high = at_equal_strata((some, gap, slope, level), Z95, np.sqrt)[1]
    return low, high


def _alone(beside: Beside, both: Flags, mine: Places, rows: int) -> Codes:
    """The verdict of the one stratum that both sides have, row by row."""
    assert beside.verdict is not None
    found = np.full((len(both), rows), _UNDECIDED, np.int8)
    for line, place in zip(*np.nonzero(both), strict=True):
        verdict = beside.verdict[line, place]
        found[line, mine[place]] = _UNDECIDED if verdict == _NONE else verdict
    return found
