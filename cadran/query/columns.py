"""The figures of a result as columns; a cell is made when somebody reads it.

Every array has a line for each KPI and a place for each row, then one for the whole: `value[line, -1]` is a total. NaN
is what is unknown or does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cadran.query.json_text import JsonColumns, json_of
from cadran.query.numbers import Floats
from cadran.query.verdict import Verdict

Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

STATES = OK, NO_DATA, NOT_LOADED = "ok", "no_data", "not_loaded"
"""Why there is no value, by their code: of two reasons the later one is told."""
DECISIONS = (Verdict.UNDECIDED, Verdict.ABOVE, Verdict.BELOW, None)
VERDICTS = (Verdict.UNDECIDED, Verdict.HIGHER, Verdict.LOWER, None)

WHOLE, AMOUNT, REAL = "whole", "amount", "real"
"""How numbers of a column are written: as integers; as floats but for a plain 0 where nothing was added; as floats."""
EXCLUDED = ("immature", "unmapped", "unconverted")
LEFT_OUT = ("uncalled", "untimed")
"""Reasons for leaving rows out that only some KPIs know: told where they do."""
PARTS = ("value", "num", "den", "low", "high")


@dataclass(frozen=True, slots=True)
class Form:
    """What holds for the whole column of a KPI: its basis, how its numbers are written, what may be left out of it."""

    basis: str
    value: str
    num: str
    den: str
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A target that figures were held against."""

    value: float
    upto: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What a comparison puts beside figures, as `name`: the other figures, whether there are any, and the change.

    `verdict` only where differences are judged: without it neither low nor high is told.
    """

    name: str
    others: Columns
    found: npt.NDArray[np.bool_]
    value: Floats
    relative: Floats
    low: Floats
    high: Floats
    verdict: Codes | None

    def taken(self, places: Places) -> Beside:
        """What is beside the figures at these places, in this order; -1 is that of the whole."""
        others = self.others.taken(places)
        arrays = {name: getattr(self, name)[:, places] for name in ("found", "value", "relative", "low", "high")}
        return replace(self, others=others, verdict=None if self.verdict is None else self.verdict[:, places], **arrays)

    def with_lines(self, lines: Mapping[int, int], other: Beside) -> Beside:
        """The same with these lines as they are in another; `lines`: ours → theirs."""
        names = ("found", "value", "relative", "low", "high", *(("verdict",) if self.verdict is not None else ()))
        arrays = {name: _lines(getattr(self, name), lines, getattr(other, name)) for name in names}
        return replace(self, others=self.others.with_lines(lines, other.others), **arrays)


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Of figures that are too young, the part that is old enough: its figures, place by place, whether there are any, its
    days [from, to) by line.
    """

    columns: Columns
    found: npt.NDArray[np.bool_]
    days: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The figures of KPIs; see the module. `state`, `decision` are codes of STATES, DECISIONS; `target` a place in `targets` or -1."""

    kpis: tuple[str, ...]
    forms: tuple[Form, ...]
    value: Floats
    num: Floats
    den: Floats
    low: Floats
    high: Floats
    n: Places
    state: Codes
    immature: Places
    unmapped: Places
    unconverted: Places
    decision: Codes | None = None
    target: Places | None = None
    targets: tuple[Target, ...] = ()
    cumulated: Floats | None = None
    beside: Beside | None = None
    uncalled: Places | None = None
    untimed: Places | None = None
    young: npt.NDArray[np.bool_] | None = None
    estimated: Floats | None = None
    settled: Settled | None = None
    of_agents: npt.NDArray[np.bool_] | None = None

    def cell(self, line: int, place: int) -> dict[str, Any]:
        """One figure, as the public JSON contract has it."""
        return next(self._cells(line, slice(place, place + 1) if place != -1 else slice(-1, None)))

    def cells(self, line: int) -> list[dict[str, Any]]:
        """The figures of a KPI, row by row, then the whole."""
        return list(self._cells(line, slice(None)))

    def parts(self, line: int) -> tuple[list[Any], list[Any]]:
        """The numerators and denominators of a KPI, row by row, then of the whole, as cells have them."""
        form = self.forms[line]
        return written(self.num[line], form.num), written(self.den[line], form.den)

    def more(self, line: int) -> frozenset[str]:
        """What some figures of a KPI have beside them: cumulated, estimated, young, target."""
        has = {
            "cumulated": self.cumulated is not None and not np.isnan(self.cumulated[line]).all(),
            "estimated": self.estimated is not None and self.estimated[line].any(),
            "young": self.young is not None and self.young[line].any(),
            "target": self.target is not None and (self.target[line] >= 0).any(),
        }
        return frozenset(name for name, is_some in has.items() if is_some)

    def texts(self, line: int) -> list[str]:
        """The same figures as `cells`, as JSON: no figure is made on the way. What is alike in all of them is written once."""
        parts, more = self._parts(line, slice(None)), self._more(line, slice(None))
        columns, told = JsonColumns(), []
        for name, column in parts.items():  # in their order: places in the template are filled one after the other
            if name == "excluded":
                reasons = ", ".join(f'"{why}": {columns.form(counts)}' for why, counts in column.items())
                told.append(f'"excluded": {{{reasons}}}')
            else:
                told.append(f'"{name}": {columns.form(column)}')
        added = columns.form([f", {json_of(one)[1:-1]}" if one else "" for one in more], as_it_is=True)
        template = f"{{{', '.join(told)}{added}}}"
        cells = zip(*columns.varying, strict=True) if columns.varying else [()] * len(more)
        return [template % cell for cell in cells]

    def _cells(self, line: int, places: slice) -> Iterator[dict[str, Any]]:
        parts, more = self._parts(line, places), self._more(line, places)
        reasons = tuple(parts["excluded"])
        parts["excluded"] = [
            dict(zip(reasons, counts, strict=True)) for counts in zip(*parts["excluded"].values(), strict=True)
        ]
        names = tuple(parts)
        for cell, added in zip(zip(*parts.values(), strict=True), more, strict=True):
            yield {**dict(zip(names, cell, strict=True)), **added}

    def _parts(self, line: int, places: slice) -> dict[str, Any]:
        """What every figure has, a column each, as it is written; of what is left out, a column for each reason."""
        form, nothing = self.forms[line], self._nones(places)
        excluded = {
            why: getattr(self, why)[line, places].tolist() if why in form.excluded else nothing for why in EXCLUDED
        }
        for why in LEFT_OUT:
            if (counts := getattr(self, why)) is not None and why in form.excluded:
                excluded[why] = counts[line, places].tolist()
        is_previous = self.beside is not None and self.beside.name == "previous"
        return {
            **dict(zip((*PARTS, "n", "state"), self._sides(line, places), strict=True)),
            "basis": [form.basis] * len(nothing),
            "excluded": excluded,
            "decision": self._words(self.decision, DECISIONS, line, places),
            "previous": list(self._others(self.beside, line, places)) if self.beside and is_previous else nothing,
        }

    def _nones(self, places: slice) -> list[None]:
        return [None] * len(self.value[0, places])

    def _words(self, codes: Codes | None, words: tuple[str | None, ...], line: int, places: slice) -> list[str | None]:
        if codes is None:
            return [*self._nones(places)]
        return [words[code] for code in codes[line, places].tolist()]

    def _sides(self, line: int, places: slice) -> list[list[Any]]:
        """Value, numerator, denominator, bounds, count of observations and state, as they are written."""
        form = self.forms[line]
        kinds = (form.value, form.num, form.den, REAL, REAL)
        numbers = [written(getattr(self, part)[line, places], kind) for part, kind in zip(PARTS, kinds, strict=True)]
        return [*numbers, self.n[line, places].tolist(), [STATES[code] for code in self.state[line, places].tolist()]]

    def _more(self, line: int, places: slice) -> list[dict[str, Any]]:
        """What only some figures have beside them: the part that is estimated, a cumulated share, the compared figure, the target."""
        found: list[dict[str, Any]] = [{} for _ in self._nones(places)]
        if self.cumulated is not None:
            for cell, share in zip(found, written(self.cumulated[line, places], REAL), strict=True):
                if share is not None:
                    cell["cumulated"] = share
        if self.estimated is not None:
            for cell, amount in zip(found, self.estimated[line, places].tolist(), strict=True):
                cell.update({"estimated": amount} if amount else {})
        if self.young is not None:
            for cell, is_young in zip(found, self.young[line, places].tolist(), strict=True):
                cell.update({"young": True} if is_young else {})
        if self.of_agents is not None:
            for cell, is_theirs in zip(found, self.of_agents[line, places].tolist(), strict=True):
                cell.update({"of_agents": True} if is_theirs else {})
        if self.settled is not None:
            for cell, part in zip(found, self._parts_old_enough(self.settled, line, places), strict=True):
                cell.update({"settled": part} if part else {})
        if self.beside is not None and self.beside.name != "previous":
            for cell, other in zip(found, self._others(self.beside, line, places), strict=True):
                cell[self.beside.name] = other
        if self.target is not None:
            for cell, place in zip(found, self.target[line, places].tolist(), strict=True):
                if place >= 0:
                    cell["target"] = {"value": self.targets[place].value, "upto": self.targets[place].upto}
        return found

    def _others(self, beside: Beside, line: int, places: slice) -> Iterator[dict[str, Any] | None]:
        names = ["value", "relative", *(["low", "high"] if beside.verdict is not None else [])]
        numbers = [written(getattr(beside, name)[line, places], REAL) for name in names]
        numbers[0] = self._gaps(beside, line, places)
        if beside.verdict is not None:
            names.append("verdict")
            numbers.append(self._words(beside.verdict, VERDICTS, line, places))
        sides = (*PARTS, "n", "state")
        for is_found, other, change in zip(
            beside.found[line, places].tolist(),
            zip(*beside.others._sides(line, places), strict=True),
            zip(*numbers, strict=True),
            strict=True,
        ):
            yield (
                {**dict(zip(sides, other, strict=True)), "change": dict(zip(names, change, strict=True))}
                if is_found
                else None
            )

    def _parts_old_enough(self, settled: Settled, line: int, places: slice) -> Iterator[dict[str, Any] | None]:
        """The figure of what is old enough, its days, and how it differs from the same days of the period compared with."""
        days, part = settled.days[line], settled.columns
        others = part._others(part.beside, line, places) if part.beside is not None else iter(self._nones(places))
        sides = (*PARTS, "n", "state")
        for is_found, side, other in zip(
            settled.found[line, places].tolist(), zip(*part._sides(line, places), strict=True), others, strict=True
        ):
            if not is_found or days is None:
                yield None
                continue
            change = other["change"] if other else None
            yield {"from": days[0], "to": days[1], **dict(zip(sides, side, strict=True)), "change": change}

    def _gaps(self, beside: Beside, line: int, places: slice) -> list[Any]:
        """By how much values differ; nothing less nothing is a plain 0."""
        kind, gaps = self.forms[line].value, beside.value[line, places]
        if kind != AMOUNT:
            return written(gaps, kind)
        nothing = ((self.value[line, places] == 0) & (beside.others.value[line, places] == 0)).tolist()
        return [0 if none else gap for gap, none in zip(written(gaps, REAL), nothing, strict=True)]

    def taken(self, places: Places) -> Columns:
        """The figures at these places, in this order; -1 is that of the whole."""
        return self._each(lambda column: column[:, places])

    def with_lines(self, lines: Mapping[int, int], other: Columns) -> Columns:
        """The same with the values of these lines as they are in another; `lines`: ours → theirs."""
        arrays = {name: _lines(getattr(self, name), lines, getattr(other, name)) for name in (*PARTS, "n", "state")}
        return replace(self, **arrays)

    def _each(self, change: Callable[[Any], Any]) -> Columns:
        arrays = {
            name: change(held)
            for name in (
                *PARTS,
                "n",
                "state",
                *EXCLUDED,
                *LEFT_OUT,
                "young",
                "of_agents",
                "estimated",
                "decision",
                "target",
                "cumulated",
            )
            if (held := getattr(self, name)) is not None
        }
        return replace(self, **arrays, beside=None)


def _lines(own: Any, lines: Mapping[int, int], other: Any) -> Any:
    found = np.array(own)
    for line, theirs in lines.items():
        found[line] = other[theirs]
    return found


def written(column: Floats, kind: str) -> list[Any]:
    """A column's numbers as JSON has them, None for what is unknown.

    >>> written(np.array([2.0, 0.0, np.nan]), WHOLE), written(np.array([2.5, 0.0]), AMOUNT)
    ([2, 0, None], [2.5, 0])
    """
    if kind == WHOLE:
        return [None if number != number else int(number) for number in column.tolist()]
    if kind == AMOUNT:
        return [None if number != number else number or 0 for number in column.tolist()]
    return [None if number != number else number for number in column.tolist()]


class Values(Mapping[str, dict[str, Any]]):
    """KPI → its figure at one place of the columns, made when it is read.

    `made`: lines of figures that are read row after row, each made whole when first read.
    """

    __slots__ = ("_columns", "_made", "_place")

    def __init__(self, columns: Columns, place: int, made: dict[int, list[dict[str, Any]]] | None = None) -> None:
        self._columns, self._place, self._made = columns, place, made

    def __getitem__(self, kpi: str) -> dict[str, Any]:
        try:
            line = self._columns.kpis.index(kpi)
        except ValueError:
            raise KeyError(kpi) from None
        if self._made is None:
            return self._columns.cell(line, self._place)
        if line not in self._made:
            self._made[line] = self._columns.cells(line)
        return self._made[line][self._place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.kpis)

    def __len__(self) -> int:
        return len(self._columns.kpis)

    def __repr__(self) -> str:
        return repr(dict(self))
