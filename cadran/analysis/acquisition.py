"""What a new customer costs, whose cost differs from the centre's, and which of its factors weighs most: exact arithmetic.

A cost per customer is a cost per lead called, divided by the share of them reached, divided by the customers among those
reached; where hours are known, the first is a cost per hour divided by the leads called in one. Each factor put back at
the centre's level, the others as they are, gives the cost that would follow: arithmetic, not a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.analysis.result import Finding
from cadran.analysis.statistics import Bounds, decided, z_of
from cadran.catalogue.shape import Text, Unit
from cadran.errors import CadranError
from cadran.query.numbers import ratio, wilson_at

CAC = "customer_acquisition_cost"
ENOUGH = 30
"""New customers that all members together need before any is told from the others."""

_LOADS = ("total_cost", "leads_attempted", "leads_contacted")
_HOURS = "hours_worked"
_CUSTOMERS = "new_customers"

Amounts = Mapping[str, float | None]
"""KPI → value, of one member or of the centre."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One factor of the cost per customer: num / den, which multiplies it, or divides it where `divides`."""

    num: str
    den: str
    unit: Unit
    name: Text
    divides: bool = True

    def of(self, amounts: Amounts) -> float | None:
        """The factor's value; None where it is unknown or nought."""
        return ratio(amounts.get(self.num), amounts.get(self.den)) or None


_REACHED = Lever(
    "leads_contacted",
    "leads_attempted",
    Unit.PERCENT,
    Text("part des fiches appelées qui sont jointes", "share of leads called that are reached"),
)
_WON = Lever(
    _CUSTOMERS,
    "leads_contacted",
    Unit.PERCENT,
    Text("nouveaux clients par fiche jointe", "new customers per lead reached"),
)
BY_HOUR = (
    Lever("total_cost", _HOURS, Unit.MONEY, Text("coût de l’heure", "cost of an hour"), divides=False),
    Lever("leads_attempted", _HOURS, Unit.PER_HOUR, Text("fiches appelées par heure", "leads called per hour")),
    _REACHED,
    _WON,
)  # fmt: skip
BY_LEAD = (
    Lever("total_cost", "leads_attempted", Unit.MONEY, Text("coût par fiche appelée", "cost per lead called"), divides=False),
    _REACHED,
    _WON,
)  # fmt: skip


def findings(asked: Asked, by: str, rule: str) -> list[Finding]:
    """The centre's cost per new customer and its factors, then each member that surely lies above or below it."""
    centre, members = _amounts(asked, by, rule)
    cost = ratio(centre.get("total_cost"), centre.get(_CUSTOMERS))
    if cost is None:
        return []
    return [_centre(centre, cost), *_members(by, centre, members, cost)]


def _amounts(asked: Asked, by: str, rule: str) -> tuple[Amounts, dict[Any, Amounts]]:
    """What the factors are made of, of the whole and of each member; hours only where they can be told apart so."""
    for kpis in ((CAC, *_LOADS, _HOURS), (CAC, *_LOADS)):
        try:
            result = asked.figures(*kpis, by=(by,), allocate=rule)
        except CadranError:
            continue
        return _of(result.total, kpis), {
            row["key"][by]: _of(row["values"], kpis) for row in result.rows if row["key"][by] is not None
        }
    return {}, {}


def _of(cells: Mapping[str, Mapping[str, Any]], kpis: tuple[str, ...]) -> Amounts:
    return {**{kpi: cells[kpi]["value"] for kpi in kpis}, _CUSTOMERS: cells[CAC]["den"]}


def _levers(*sides: Amounts) -> tuple[Lever, ...]:
    """The factors that every side has; none where one is unknown."""
    for levers in (BY_HOUR, BY_LEAD):
        if all(lever.of(side) for lever in levers for side in sides):
            return levers
    return ()


def _centre(centre: Amounts, cost: float) -> Finding:
    levers = _levers(centre)
    about = {"kpi": CAC, "value": cost}
    if not levers:
        text = words.phrase("A new customer costs {cost} (CAC).",
                            cost=words.shown(cost, Unit.MONEY))  # fmt: skip
        return Finding("acquisition_cost", "neutral", text, about)
    text = words.phrase(
        "A new customer costs {cost} (CAC): {factors}.",
        cost=words.shown(cost, Unit.MONEY), factors=_product(levers, centre),
    )  # fmt: skip
    return Finding("acquisition_cost", "neutral", text, about)


def _product(levers: tuple[Lever, ...], amounts: Amounts) -> Text:
    """The factors as they are multiplied and divided."""
    first, *rest = [
        words.phrase("{value} ({name})", value=words.shown(lever.of(amounts), lever.unit), name=lever.name)
        for lever in levers
    ]  # fmt: skip
    return Text(" ÷ ".join([first.fr, *(one.fr for one in rest)]), " ÷ ".join([first.en, *(one.en for one in rest)]))


def _members(by: str, centre: Amounts, members: Mapping[Any, Amounts], cost: float) -> list[Finding]:
    """Those whose share of the new customers surely is not their share of the cost: the dearest and the cheapest first."""
    customers = sum(one[_CUSTOMERS] or 0 for one in members.values())
    spent = sum(one["total_cost"] or 0 for one in members.values())
    found: list[tuple[float, Finding]] = []
    if customers < ENOUGH or spent <= 0 or len(members) < 2:
        return []
    for member, amounts in members.items():
        share = ratio(amounts["total_cost"], spent)
        if share is None or amounts["total_cost"] is None:
            continue
        low, high = wilson_at(amounts[_CUSTOMERS] or 0, customers, z_of(len(members)))
        side = decided((low - share, high - share))
        if side:
            bounds = (ratio(amounts["total_cost"], high * customers) or 0.0,
                      ratio(amounts["total_cost"], low * customers) or float("inf"))  # fmt: skip
            stake = max(low - share, share - high)
            found.append((stake, _member(by, member, amounts, centre, cost, side, bounds, stake)))
    return [finding for _, finding in sorted(found, key=lambda pair: -pair[0])]


def _member(
    by: str, member: Any, amounts: Amounts, centre: Amounts, cost: float, side: int, bounds: Bounds, stake: float
) -> Finding:
    """One member against the centre, and the factor that weighs most in the difference."""
    value = ratio(amounts["total_cost"], amounts[_CUSTOMERS])
    name, whole = words.member(by, member), words.shown(cost, Unit.MONEY)
    about = {by: member, "kpi": CAC, "value": value, "low": bounds[0], "high": None if value is None else bounds[1]}
    if value is None:
        text = words.phrase(
            "{name}: {spent} spent without a new customer, where one costs the centre {whole}.",
            name=name, spent=words.shown(amounts["total_cost"], Unit.MONEY), whole=whole,
        )  # fmt: skip
        return Finding("acquisition_cost_of", "neutral", text, about, stake)
    text = words.phrase(
        "{name}: CAC of {value} (from {low} to {high}), {side} the centre’s ({whole}).{lever}",
        name=name, whole=whole, side=Text("au-dessous de", "below") if side > 0 else Text("au-dessus de", "above"),
        value=words.shown(value, Unit.MONEY), low=words.shown(bounds[0], Unit.MONEY), high=words.shown(bounds[1], Unit.MONEY),
        lever=_heaviest(amounts, centre, value, side),
    )  # fmt: skip
    return Finding("acquisition_cost_of", "neutral", text, about, stake)


def _heaviest(amounts: Amounts, centre: Amounts, value: float, side: int) -> Text:
    """The factor that takes the cost furthest towards where it is, and what it would be at the centre's level of it."""
    pulls = []
    for lever in _levers(amounts, centre):
        ours, theirs = lever.of(amounts) or 1.0, lever.of(centre) or 1.0
        times = theirs / ours if lever.divides else ours / theirs
        pulls.append((-side * log(times), times, lever))
    if not pulls:
        return Text("", "")
    _, times, lever = max(pulls, key=lambda pull: pull[0])
    return words.phrase(
        " What weighs most: {name}, {ours} against {theirs}; at the centre’s level, the rest unchanged, the CAC would be {then}.",
        name=lever.name, ours=words.shown(lever.of(amounts), lever.unit), theirs=words.shown(lever.of(centre), lever.unit),
        then=words.shown(value / times, Unit.MONEY),
    )  # fmt: skip


RULE = Text(
    "CAC\u00a0: coût réparti ÷ nouveaux clients. Un membre est dit au-dessus ou au-dessous du centre quand sa part des nouveaux clients "
    "(intervalle de Wilson, erreur de 5 % partagée entre les membres) exclut sa part du coût. Ce qui pèse le plus est un calcul "
    "exact, pas une cause\u00a0: les campagnes n’ont ni les mêmes produits ni les mêmes fiches.",
    "CAC: cost shared out ÷ new customers. A member is called above or below the centre where its share of the new customers "
    "(Wilson’s interval, the error of 5% shared among the members) excludes its share of the cost. What weighs most is exact "
    "arithmetic, not a cause: campaigns have neither the same products nor the same leads.",
)
