"""How long a test of two scripts (offers, numbers, lists) must last before the two can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import ceil, sqrt
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.asking import Asked, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Counts, decided, normal_quantile, z_of
from cadran.catalogue.shape import KPI, Text
from cadran.errors import UsageError

POWER = 0.8
"""The chance that the test finds the difference, if it is there."""
DIFFERENCES = (0.01, 0.02, 0.03, 0.05, 0.10)
"""The differences that the table answers for, beside the one asked for."""
SMALLEST = 0.02
"""Where none is asked for: two points, the least that most centres would change a script for."""


def sample_size(rate: float, difference: float, power: float = POWER) -> int | None:
    """Observations needed on each side to tell `rate` from `rate + difference`, at a two-sided error of 5%.

    Fleiss, Levin and Paik (2003), formula 4.14, without continuity correction. None where no such rate exists.

    >>> sample_size(0.2, 0.05)
    1094
    """
    other = rate + difference
    if not difference or not 0 <= other <= 1 or not 0 <= rate <= 1:
        return None
    mean = (rate + other) / 2
    at_chance = z_of() * sqrt(2 * mean * (1 - mean))
    at_difference = normal_quantile(power) * sqrt(rate * (1 - rate) + other * (1 - other))
    return ceil(((at_chance + at_difference) / difference) ** 2)


def run(asked: Asked, options: Options) -> Answer:
    """The two members, whether they are told apart already, and what is needed for each difference."""
    kpi, by = asked.source.catalogue.kpis[str(options["kpi"])], str(options["by"])
    if not kpi.subset:
        raise UsageError(
            '"{kpi}" is not a proportion: the length of its test cannot be said. Take a rate, such '
            "as argued_call_rate.",
            kpi=kpi.id,
        )
    cells, held = strata.cells(asked, kpi.id, by)
    if not held:
        return Answer((_members(kpi, by, {}),), (Finding("cannot_tell", "undecided", strata.CANNOT_TELL),))
    cells = [cell for cell in cells if cell["den"] and cell[by] is not None]
    chosen = _chosen(options["members"], cells, by)
    members = _largest(cells, by, held) if chosen is None else chosen
    if members is None:
        return Answer((_members(kpi, by, {}),), (_nothing(by, cells),))
    pairs = strata.paired([cell for cell in cells if cell[by] in members], by, members[0], "num", "den", held)
    if not pairs:
        return Answer((_members(kpi, by, {}),), (_never_together(by, members),))
    ours, theirs = (_summed(pair[side] for pair in pairs) for side in (0, 1))
    days = _days(_where_both(asked, cells, by, members, held), kpi, by, members)
    wanted = float(options["difference"] or SMALLEST)
    table = _needed(ours, theirs, days, wanted)
    findings = (
        _state(kpi, by, members, pairs),
        _length(kpi, by, members, (ours, theirs), days, wanted),
        _once(),
    )
    return Answer((_members(kpi, by, dict(zip(members, (ours, theirs), strict=True))), table), findings)


Cells = Sequence[Mapping[str, Any]]


def _chosen(given: Any, cells: Cells, by: str) -> tuple[Any, Any] | None:
    """The two members asked for; None where the choice is left to the view."""
    if given == "largest":
        return None
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else [str(name) for name in given]
    if len(names) != 2 or names[0] == names[1]:
        raise UsageError('Name two different members to compare, such as members="A,B".')
    known = dict.fromkeys(cell[by] for cell in cells)
    found = [next((member for member in known if str(member) == name), None) for name in names]
    for name, member in zip(names, found, strict=True):
        if member is None:
            raise UsageError(
                'There is nothing of {by} "{member}" here. {by} has: {names}.',
                by=by,
                member=name,
                names=[*sorted(map(str, known))[:20]],
            )
    return found[0], found[1]


def _largest(cells: Cells, by: str, held: Sequence[str]) -> tuple[Any, Any] | None:
    """The two members with most observations where both were tried, the larger first; None where no two were."""
    places: dict[tuple[Any, ...], dict[Any, float]] = {}
    for cell in cells:
        own = places.setdefault(tuple(cell[name] for name in held), {})
        own[cell[by]] = own.get(cell[by], 0) + cell["den"]
    shared: dict[tuple[Any, Any], list[float]] = {}
    for own in places.values():
        for one, other in combinations(sorted(own, key=str), 2):
            sides = shared.setdefault((one, other), [0, 0])
            sides[0], sides[1] = sides[0] + own[one], sides[1] + own[other]
    if not shared:
        return None
    (one, other), (n, m) = max(shared.items(), key=lambda pair: (sum(pair[1]), min(pair[1])))
    return (one, other) if n >= m else (other, one)


def _where_both(asked: Asked, cells: Cells, by: str, members: Sequence[Any], held: Sequence[str]) -> Asked:
    """The question in the campaigns where both were tried, where campaigns are what is held equal."""
    if held[0] != "campaign":
        return asked
    ours, theirs = ({cell["campaign"] for cell in cells if cell[by] == member} for member in members)
    return asked.with_(
        where={**asked.where, "campaign": sorted(ours & theirs, key=lambda one: (one is None, str(one)))}
    )


def _summed(sides: Iterable[Counts]) -> dict[str, Any]:
    """The counts of several strata as one figure."""
    kept = list(sides)
    return proportion(sum(num for num, _ in kept), sum(den for _, den in kept))


def _days(asked: Asked, kpi: KPI, by: str, members: Sequence[Any]) -> tuple[int, float]:
    """The days on which the two were both tried, and how many observations the two have on such a day."""
    rows = asked.with_(where={**asked.where, by: [*members]}).figures(kpi.id, by=(by,), grain="day").rows
    seen: dict[str, dict[Any, float]] = {}
    for row in rows:
        count = row["values"][kpi.id]["den"] or 0
        if count and row["key"]["period"]:
            seen.setdefault(row["key"]["period"], {})[row["key"][by]] = count
    both = [sum(counts.values()) for counts in seen.values() if len(counts) == 2] or [
        sum(counts.values()) for counts in seen.values()
    ]
    return len(both), sum(both) / len(both) if both else 0.0


def _members(kpi: KPI, by: str, cells: Mapping[Any, Mapping[str, Any]]) -> Table:
    columns = (
        Column("member", words.dimension_name(by), "member", dimension=by),
        Column("value", kpi.name, "figure", kpi.unit),
        Column("n", Text("Observations", "Observations")),
    )
    rows = [{"member": member, "value": cell, "n": cell["den"]} for member, cell in cells.items()]
    return Table("members", kpi.name, columns, rows)


_NEEDED = (
    Column("difference", Text("Écart à reconnaître", "Difference to recognise"), "points"),
    Column("needed", Text("Observations de chaque côté", "Observations on each side")),
    Column("missing", Text("Qui manquent encore", "Still missing")),
    Column("days", Text("Jours au total, à parts égales", "Days in all, in equal parts")),
    Column("left", Text("Jours restants", "Days left")),
)


def _needed(ours: Mapping[str, Any], theirs: Mapping[str, Any], days: tuple[int, float], wanted: float) -> Table:
    rows = []
    for difference in sorted({*DIFFERENCES, abs(wanted)}):
        found = _plan(ours, theirs, days, difference)
        if found:
            rows.append({"difference": difference, **found})
    return Table("needed", Text("Ce qu’il faut pour les départager", "What it takes to tell them apart"), _NEEDED, rows)


def _plan(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], days: tuple[int, float], difference: float
) -> dict[str, Any] | None:
    rate = _pooled(ours, theirs)
    needed = sample_size(rate, difference) or sample_size(rate, -difference)
    if needed is None:
        return None
    missing = max(0, needed - int(ours["den"])) + max(0, needed - int(theirs["den"]))
    a_day = days[1]
    return {
        "needed": needed,
        "missing": missing,
        "days": ceil(2 * needed / a_day) if a_day else None,
        "left": ceil(missing / a_day) if a_day else None,
    }


def _pooled(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> float:
    return float(((ours["num"] or 0) + (theirs["num"] or 0)) / (ours["den"] + theirs["den"]))


def _state(kpi: KPI, by: str, members: Sequence[Any], pairs: strata.Pairs) -> Finding:
    """Whether the two are told apart already, where both were tried and with all else equal."""
    found = strata.gap(pairs)
    assert found is not None
    bounds = found.bounds
    said = {
        "kpi": words.quoted(kpi.name), "a": words.member(by, members[0]), "b": words.member(by, members[1]),
        "gap": words.points(found.difference), "low": words.points(bounds[0]), "high": words.points(bounds[1]),
        "equal": _EQUAL_KINDS if by in ("campaign", "client") else strata.EQUAL,
    }  # fmt: skip
    about = {"difference": found.difference, "low": bounds[0], "high": bounds[1]}
    if decided(bounds):
        text = words.phrase(
            "{kpi}: {a} and {b} can already be told apart {equal} ({gap}; from {low} to {high}).", **said,
        )  # fmt: skip
        return Finding("told_apart", "neutral", text, about)
    text = words.phrase(
        "{kpi}: {a} and {b} cannot be told apart yet {equal} ({gap}; from {low} to {high}).", **said,
    )  # fmt: skip
    return Finding("not_yet", "undecided", text, about)


_EQUAL_KINDS = Text("à objectif et température égaux", "at the same objective and temperature")


def _length(
    kpi: KPI, by: str, members: Sequence[Any], cells: tuple[Mapping[str, Any], Mapping[str, Any]], days: tuple[int, float],
    wanted: float,
) -> Finding:  # fmt: skip
    found = _plan(*cells, days, abs(wanted))
    if found is None:
        text = Text(
            "Un tel écart est impossible à partir de ce taux.", "Such a difference is impossible from this rate."
        )
        return Finding("impossible", "neutral", text)
    said = {
        "gap": _unsigned(wanted), "needed": words.count(found["needed"]), "missing": words.count(found["missing"]),
        "days": round(found["days"] or 0), "left": round(found["left"] or 0), "a_day": words.count(days[1]),
        "power": words.count(POWER * 100),
    }  # fmt: skip
    about = {"difference": abs(wanted), **found}
    if not found["missing"]:
        text = words.phrase(
            "There are enough to recognise a difference of {gap} ({needed} observations on each side): if none shows, it is likely "
            "to be smaller.", **said,
        )  # fmt: skip
        return Finding("enough", "neutral", text, about)
    text = words.phrase(
        "To recognise a difference of {gap}, with {power} chances in 100 of seeing it: {needed} observations on each side, which is "
        "{days:,} {days|day|days} at {a_day} a day for both; {missing} are missing ({left:,} {left|day|days}).", **said,
    )  # fmt: skip
    return Finding("length", "neutral", text, about)


def _unsigned(difference: float) -> Text:
    text = words.points(abs(difference))
    return Text(text.fr.lstrip("+"), text.en.lstrip("+"))


def _once() -> Finding:
    text = Text(
        "Fixez la durée avant de commencer et ne concluez qu’à la fin : qui regarde chaque jour et s’arrête au premier écart se "
        "trompe bien plus d’une fois sur vingt. Répartissez les deux au hasard, aux mêmes heures et sur les mêmes fichiers.",
        "Fix the length before you start and conclude at the end only: who looks every day and stops at the first difference is "
        "wrong far more often than one time in twenty. Deal the two out at random, at the same hours and on the same lists.",
    )
    return Finding("once", "neutral", text)


def _nothing(by: str, cells: Cells) -> Finding:
    name = words.lowered(words.dimension_name(by))
    if len({cell[by] for cell in cells}) > 1:
        text = words.phrase(
            "No campaign has two members to compare ({name}): give one campaign two of them to tell them apart.", name=name,
        )  # fmt: skip
        return Finding("nothing", "neutral", text)
    text = words.phrase(
        "Two members are needed ({name}): there are not two here.",
        name=name,
    )  # fmt: skip
    return Finding("nothing", "neutral", text)


def _never_together(by: str, members: Sequence[Any]) -> Finding:
    text = words.phrase(
        "{a} and {b} were never tried in the same campaign at the same temperature: their difference would be that of the "
        "campaigns. Try both in one campaign.",
        a=words.member(by, members[0]), b=words.member(by, members[1]),
    )  # fmt: skip
    return Finding("cannot_tell", "undecided", text)


_RULE = Text(
    "Taille pour deux proportions, erreur de 5 % (bilatérale), puissance de 80 % (Fleiss, Levin et Paik 2003, formule 4.14), à parts "
    "égales, à partir du taux des deux ensemble, là où les deux ont servi dans la même campagne. Des observations indépendantes : plusieurs appels à une même fiche en valent moins.",
    "Size for two proportions, error of 5% (two-sided), power of 80% (Fleiss, Levin and Paik 2003, formula 4.14), in equal parts, from "
    "the rate of the two together, where both were tried in the same campaign. Independent observations: several calls to one lead are worth less.",
)

VIEW = View(
    "test-length",
    Text("Durée d’un test", "Length of a test"),
    Text(
        "Combien de temps tester avant de trancher entre deux scripts ?",
        "How long to test before deciding between two scripts?",
    ),
    run,
    kpis=(),
    options={"kpi": "argued_call_rate", "by": "script", "members": "largest", "difference": SMALLEST},
    rules=(_RULE,),
)
