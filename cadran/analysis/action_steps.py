"""The steps of a call before and after an action, against those that it did not concern: a difference in differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from cadran.analysis import words
from cadran.analysis.action_groups import Group, Windows
from cadran.analysis.asking import Asked
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.statistics import Bounds, Counts, decided, mantel_haenszel, z_of
from cadran.catalogue import KPIS
from cadran.catalogue.shape import KPI, Better, Text, Unit
from cadran.query.numbers import ratio

STEPS = ("contact_rate", "argued_call_rate", "appointment_rate", "conversion_per_conversation")
"""The outcomes that an action on calls can change, in the order of the call; each is tested."""
ENOUGH = 30
"""Observations that each of the four cells needs."""

_NOTHING: Mapping[str, Any] = {}

Cells = Mapping[tuple[Any, str], Counts]
"""(campaign, day) → numerator and denominator."""


@dataclass(frozen=True, slots=True)
class Change:
    """From before to after at equal campaigns: the difference and its standard error, spread of days counted in."""

    difference: float
    error: float


def _cells(asked: Asked, group: Group, period: tuple[date, date], kpi: str) -> Cells:
    """Counts by campaign and day; a day with more sales than conversations is none to tell a proportion from."""
    within = asked.with_(period=period, where=group.where)
    rows = within.figures(kpi, by=("campaign",), grain="day").rows
    return {
        (row["key"]["campaign"], row["key"]["period"]): (row["values"][kpi]["num"] or 0, row["values"][kpi]["den"] or 0)
        for row in rows
        if 0 <= (row["values"][kpi]["num"] or 0) <= (row["values"][kpi]["den"] or 0) > 0
    }


def _by_campaign(cells: Cells) -> dict[Any, Counts]:
    found: dict[Any, Counts] = {}
    for (campaign, _), (num, den) in cells.items():
        before = found.get(campaign, (0, 0))
        found[campaign] = (before[0] + num, before[1] + den)
    return found


def dispersion(parts: Iterable[Cells]) -> float:
    """How many times more days scatter around their campaign's proportion than chance alone would have them; at least 1."""
    total, degrees = 0.0, 0
    for cells in parts:
        whole = _by_campaign(cells)
        for (campaign, _), (num, den) in cells.items():
            share = whole[campaign][0] / whole[campaign][1]
            if 0 < share < 1:
                total += (num - den * share) ** 2 / (den * share * (1 - share))
                degrees += 1
        degrees -= sum(1 for num, den in whole.values() if 0 < num < den)
    return max(1.0, total / degrees) if degrees > 0 else 1.0


def change(before: Cells, after: Cells) -> Change | None:
    """The difference from before to after, campaign by campaign; None where no campaign has enough of both."""
    first, then = _by_campaign(before), _by_campaign(after)
    pairs = [(then[one], first[one]) for one in then if one in first and min(then[one][1], first[one][1]) >= ENOUGH]
    z = z_of()
    found = mantel_haenszel(pairs, z)
    if found is None:
        return None
    middle, (low, high) = found
    return Change(middle, (high - low) / 2 / z * sqrt(dispersion((before, after))))


def beyond(treated: Change, control: Change | None, tests: int) -> tuple[float, Bounds]:
    """By how much the treated changed more than the control did, and the interval, its error shared among `tests`."""
    z = z_of(tests)
    middle = treated.difference - (control.difference if control else 0)
    error = sqrt(treated.error**2 + (control.error**2 if control else 0))
    return middle, (middle - z * error, middle + z * error)


_VERDICTS = {"1": Text("plus haut", "higher"), "-1": Text("plus bas", "lower"), "0": Text("indécis", "undecided"),
             "cannot": Text("ne permet pas de conclure", "cannot tell")}  # fmt: skip
_TONES = {"1": "good", "-1": "bad", "0": "undecided", "cannot": "undecided"}
_STEP_COLUMNS = (
    Column("kpi", Text("Étape", "Step"), "member", labels={id: KPIS[id].name for id in STEPS}),
    Column("before", Text("Avant", "Before"), unit=Unit.PERCENT),
    Column("after", Text("Après", "After"), unit=Unit.PERCENT),
    Column("change", Text("Écart, à campagne égale", "Change, at the same campaign"), "points"),
    Column("control", Text("Écart du groupe témoin", "Change of the control group"), "points"),
    Column("effect", Text("Effet", "Effect"), "points"),
    Column("low", Text("de", "from"), "points"),
    Column("high", Text("à", "to"), "points"),
    Column("verdict", Text("Lecture", "Reading"), "member", labels=_VERDICTS, tones=_TONES),
)


def steps(asked: Asked, windows: Windows, treated: Group, control: Group | None) -> tuple[Table, list[Finding]]:
    rows, findings = [], []
    for id in STEPS:
        kpi = asked.source.catalogue.kpis[id]
        found = _step(asked, kpi, windows, treated, control)
        if found:
            rows.append(found[0])
            findings.append(found[1])
    return Table(
        "steps", Text("Avant et après, étape par étape", "Before and after, step by step"), _STEP_COLUMNS, rows
    ), findings


def _step(
    asked: Asked, kpi: KPI, windows: Windows, treated: Group, control: Group | None
) -> tuple[dict[str, Any], Finding] | None:
    """One step's row and what it says; None where nothing of that kind happens there (appointments of a sales campaign)."""
    before = _cells(asked, treated, (windows.first, windows.start), kpi.id)
    after = _cells(asked, treated, (windows.resumed, windows.end), kpi.id)
    if not any(num for cells in (before, after) for num, _ in cells.values()):
        return None
    own = change(before, after)
    theirs = drift = None
    if control:
        theirs = change(
            _cells(asked, control, (windows.first, windows.start), kpi.id),
            _cells(asked, control, (windows.resumed, windows.end), kpi.id),
        )
        drift = _drift(asked, kpi.id, windows, treated, control)
    row: dict[str, Any] = {"kpi": kpi.id, "before": _rate(before), "after": _rate(after),
                           "change": own.difference if own else None, "control": theirs.difference if theirs else None,
                           "effect": None, "low": None, "high": None, "verdict": "cannot"}  # fmt: skip
    if own is None:
        return row, _finding("too_few", kpi, "undecided", _TOO_FEW, _NOTHING, treated=treated.name)
    if theirs is None:
        middle, bounds = beyond(own, None, len(STEPS))
        return row, _finding(
            "no_control", kpi, "undecided", _NO_CONTROL, _NOTHING, treated=treated.name, **_span(middle, bounds)
        )
    middle, bounds = beyond(own, theirs, len(STEPS))
    row |= {"effect": middle, "low": bounds[0], "high": bounds[1]}
    if drift and decided(drift[1]):
        return row, _finding("already_apart", kpi, "undecided", _APART, _NOTHING, treated=treated.name, **_span(*drift))
    side = decided(bounds)
    row["verdict"] = str(side)
    sentence = _EFFECT if side else _UNDECIDED
    tone = _tone(kpi, side) if side else "undecided"
    about = {"effect": middle, "low": bounds[0], "high": bounds[1], "kpi": kpi.id}
    return row, _finding(
        "effect", kpi, tone, sentence, about, treated=treated.name, own=words.points(own.difference),
        theirs=words.points(theirs.difference), side=_VERDICTS[str(side)], **_span(middle, bounds),
    )  # fmt: skip


def _drift(asked: Asked, kpi: str, windows: Windows, treated: Group, control: Group) -> tuple[float, Bounds] | None:
    """How far the two went apart before the action, between the halves of the days before."""
    first, second = windows.halves
    own = change(_cells(asked, treated, first, kpi), _cells(asked, treated, second, kpi))
    theirs = change(_cells(asked, control, first, kpi), _cells(asked, control, second, kpi))
    return beyond(own, theirs, len(STEPS)) if own and theirs else None


def _rate(cells: Cells) -> float | None:
    num, den = (sum(parts) for parts in zip(*cells.values(), strict=True)) if cells else (0, 0)
    return ratio(num, den)


def _tone(kpi: KPI, side: int) -> str:
    sign = {Better.UP: 1, Better.DOWN: -1}.get(kpi.better, 0)
    return {1: "good", -1: "bad", 0: "neutral"}[sign * side]


def _span(middle: float, bounds: Bounds) -> dict[str, Text]:
    return {"effect": words.points(middle), "low": words.points(bounds[0]), "high": words.points(bounds[1])}


def _finding(
    code: str, kpi: KPI, tone: str, sentence: Text, about: Mapping[str, Any] = _NOTHING, **said: Text
) -> Finding:
    text = words.filled(sentence, kpi=words.quoted(kpi.name), **said)
    return Finding(code, tone, text, {"kpi": kpi.id, **about})


_EFFECT = Text(
    "{kpi} : {side} depuis l’action, {own} pour {treated} contre {theirs} pour le groupe témoin, soit un effet de {effect} "
    "(de {low} à {high}).",
    "{kpi}: {side} since the action, {own} for {treated} against {theirs} for the control group, an effect of {effect} "
    "(from {low} to {high}).",
)
_UNDECIDED = Text(
    "{kpi} : pas d’effet établi ({own} pour {treated}, {theirs} pour le groupe témoin ; effet de {low} à {high}).",
    "{kpi}: no effect established ({own} for {treated}, {theirs} for the control group; effect from {low} to {high}).",
)
_NO_CONTROL = Text(
    "{kpi} : {effect} depuis l’action (de {low} à {high}), mais rien à quoi le comparer : on ne peut pas dire que l’action en est la "
    "cause.",
    "{kpi}: {effect} since the action (from {low} to {high}), but nothing to compare it with: it cannot be said that the action "
    "is the cause.",
)
_APART = Text(
    "{kpi} : {treated} et le groupe témoin s’écartaient déjà avant l’action ({effect} ; de {low} à {high}) : on ne peut pas conclure.",
    "{kpi}: {treated} and the control group were already drifting apart before the action ({effect}; from {low} to {high}): it "
    "cannot be told.",
)
_TOO_FEW = Text(
    "{kpi} : trop peu d’observations de {treated} avant ou après l’action.",
    "{kpi}: too few observations of {treated} before or after the action.",
)
