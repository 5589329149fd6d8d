"""Two members of a dimension on a KPI: the difference, whether chance explains it, and whether a mix of campaigns does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.asking import Asked, figure
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Bounds, decided, newcombe
from cadran.catalogue.shape import KPI, Better, Text, Unit
from cadran.errors import UsageError
from cadran.query.compare import difference
from cadran.query.numbers import ratio

STRATA = ("campaign", "list", "source", "target", "segment", "phone_type", "hour")
"""What is held equal: the campaign, and between two campaigns the first of the others in which both occur."""


ENOUGH_SHARED = 0.5
"""The mix is said to make the difference only where strata with both hold at least so much of the observations."""


def run(asked: Asked, options: Options) -> Answer:
    """Both members, their difference, and the difference at equal strata."""
    kpi, by = _kpi(asked, str(options["kpi"])), str(options["by"])
    members = _pair(options["members"])
    narrowed = asked.with_(where={**asked.where, by: [*members]})
    result = narrowed.figures(kpi.id, by=(by,))
    cells = {_text(row["key"][by]): row["values"][kpi.id] for row in result.rows}
    missing = [member for member in members if member not in cells]
    if missing:
        seen = sorted({_text(row["key"][by]) or "" for row in asked.figures(kpi.id, by=(by,)).rows})
        raise UsageError(
            f'There is nothing of {by} "{missing[0]}" here. {by} has: {", ".join(seen[:20])}{" …" if len(seen) > 20 else ""}.'
        )
    ours, theirs = (cells[member] for member in members)
    gap = difference(ours, theirs)
    rows = [{"member": member, "value": figure(cells[member])} for member in members]
    tables = [Table("members", kpi.name, (
        Column("member", words.dimension_name(by), "member", dimension=by),
        Column("value", kpi.name, "figure", kpi.unit),
    ), rows)]  # fmt: skip
    if ours["low"] is None or theirs["low"] is None:
        return Answer(tuple(tables), (_plain(kpi, by, members, gap),), notes=tuple(result.notes))
    stratum, split = _split(narrowed, kpi, by, members)
    mixed = _mixed(split, kpi.id, stratum, by, members) if stratum else None
    if stratum:
        tables.append(_strata_table(split, kpi, stratum, by, members))
    covered = _covered(split, kpi.id, stratum, by, members[0]) if stratum else 0.0
    findings = _verdicts(kpi, by, members, (ours, theirs), mixed, stratum or "", covered)
    return Answer(tuple(tables), tuple(findings), notes=tuple(result.notes))


_RULE = Text(
    "Écart de deux proportions : intervalle de Newcombe à 95 %. À campagne égale : différence de Mantel-Haenszel, variance de "
    "Greenland et Robins. Un verdict n’est donné que si l’intervalle exclut zéro ; si l’écart s’inverse à campagne égale, c’est "
    "lui qui prime.",
    "Difference of two proportions: Newcombe’s 95% interval. At the same campaign: Mantel-Haenszel difference, Greenland and "
    "Robins variance. A verdict is given only where the interval excludes zero; where the difference turns round at the same "
    "campaign, that one prevails.",
)


def _kpi(asked: Asked, id: str) -> KPI:
    return asked.source.catalogue.kpis[id]


def _pair(given: Any) -> tuple[str | None, str | None]:
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else [_text(name) for name in given]
    if len(names) != 2 or names[0] == names[1]:
        raise UsageError('Name two different members to compare, such as members="A,B".')
    return names[0] or None, names[1] or None


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _split(
    asked: Asked, kpi: KPI, by: str, members: tuple[str | None, str | None]
) -> tuple[str | None, list[dict[str, Any]]]:
    """The figures by what is held equal: the campaign; for campaigns the first dimension in which both occur."""
    for name in STRATA if by == "campaign" else STRATA[:1]:
        if name == by:
            continue
        try:
            rows = asked.figures(kpi.id, by=(name, by)).rows
        except UsageError:  # the KPI has no such dimension, or it is not granted
            continue
        if by != "campaign" or strata.paired(_cells(rows, kpi.id, name, by), "member", members[0], "num", "den"):
            return name, rows
    return None, []


def _cells(rows: list[dict[str, Any]], kpi: str, stratum: str, by: str) -> list[dict[str, Any]]:
    return [
        {"campaign": row["key"][stratum], "member": _text(row["key"][by]),
         "num": row["values"][kpi]["num"] or 0, "den": row["values"][kpi]["den"] or 0}
        for row in rows
    ]  # fmt: skip


def _counts(cell: Mapping[str, Any]) -> tuple[float, float]:
    return cell["num"] or 0, cell["den"] or 0


def _mixed(
    rows: list[dict[str, Any]], kpi: str, stratum: str, by: str, members: tuple[str | None, str | None]
) -> tuple[float, Bounds] | None:
    """The difference at equal strata; None where none has both."""
    found = strata.gap(strata.paired(_cells(rows, kpi, stratum, by), "member", members[0], "num", "den"))
    return (found.difference, found.bounds) if found else None


def _strata_table(
    rows: list[dict[str, Any]], kpi: KPI, stratum: str, by: str, members: tuple[str | None, str | None]
) -> Table:
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(row["key"][stratum], {stratum: row["key"][stratum], "a": None, "b": None})
        one["a" if _text(row["key"][by]) == members[0] else "b"] = figure(row["values"][kpi.id])
    columns = (
        Column(stratum, words.dimension_name(stratum), "member", dimension=stratum),
        Column("a", words.member(by, members[0]), "figure", Unit.PERCENT),
        Column("b", words.member(by, members[1]), "figure", Unit.PERCENT),
    )
    title = words.phrase("Par {name}", "By {name}", name=Text(words.dimension_name(stratum).fr.lower(),
                                                            words.dimension_name(stratum).en.lower()))  # fmt: skip
    ordered = sorted(found.values(), key=lambda one: (one[stratum] is None, str(one[stratum])))
    return Table("strata", title, columns, ordered)


def _plain(kpi: KPI, by: str, members: tuple[str | None, str | None], gap: Mapping[str, Any]) -> Finding:
    """Where the KPI is no proportion: the difference, without a verdict."""
    if gap["value"] is None:
        text = Text("L’un des deux est inconnu : rien à comparer.", "One of the two is unknown: nothing to compare.")
        return Finding("compared", "undecided", text)
    text = words.phrase(
        "{kpi} : {a} est à {gap} de {b} ; sans intervalle, indécis.", "{kpi}: {a} is {gap} from {b}; without an interval, undecided.",
        kpi=kpi.name, a=words.member(by, members[0]), b=words.member(by, members[1]), gap=words.shown(gap["value"], kpi.unit),
    )  # fmt: skip
    return Finding("compared", "undecided", text, {"difference": gap["value"]})


def _covered(rows: list[dict[str, Any]], kpi: str, stratum: str, by: str, member: str | None) -> float:
    """How much of the two members' observations lies in strata that have both."""
    cells = _cells(rows, kpi, stratum, by)
    shared = sum(n + m for (_, n), (_, m) in strata.paired(cells, "member", member, "num", "den"))
    return ratio(shared, sum(cell["den"] for cell in cells)) or 0.0


def _verdicts(
    kpi: KPI, by: str, members: tuple[str | None, str | None], cells: tuple[Mapping[str, Any], Mapping[str, Any]],
    mixed: tuple[float, Bounds] | None, stratum: str, covered: float,
) -> list[Finding]:  # fmt: skip
    """The verdict at first sight and at equal strata; where they turn round, the second prevails and says why."""
    ours, theirs = cells
    bounds = newcombe(_counts(ours), _counts(theirs))
    gap = ours["value"] - theirs["value"]
    side = decided(bounds)
    names = {"kpi": words.quoted(kpi.name), "a": words.member(by, members[0]), "b": words.member(by, members[1])}
    about = {"difference": gap, "low": bounds[0], "high": bounds[1]}
    span = {"gap": words.points(gap), "low": words.points(bounds[0]), "high": words.points(bounds[1])}
    if side:
        text = words.phrase(
            "{kpi} : {a} est {side} de {b} ({gap} ; de {low} à {high}).", "{kpi}: {a} is {side} {b} ({gap}; from {low} to {high}).",
            side=Text("au-dessus", "above") if side > 0 else Text("au-dessous", "below"), **names, **span,
        )  # fmt: skip
    else:
        text = words.phrase(
            "{kpi} : indécis entre {a} et {b} ({gap} ; de {low} à {high}).", "{kpi}: undecided between {a} and {b} ({gap}; from {low} to {high}).",
            **names, **span,
        )  # fmt: skip
    turned = bool(mixed and gap * mixed[0] < 0 and covered >= ENOUGH_SHARED)
    tone = "undecided" if turned or not side else _tone(kpi, side)
    found = [Finding("compared", tone, text, about)]
    if mixed:
        found.append(_at_equal(kpi, names, stratum, mixed, covered, turned=turned))
    return found


def _tone(kpi: KPI, side: int) -> str:
    sign = {Better.UP: 1, Better.DOWN: -1}.get(kpi.better, 0)
    return {1: "good", -1: "bad", 0: "neutral"}[sign * side]


def _at_equal(
    kpi: KPI, names: Mapping[str, Text], stratum: str, mixed: tuple[float, Bounds], covered: float, *, turned: bool
) -> Finding:
    gap, bounds = mixed
    side = decided(bounds)
    what = words.dimension_name(stratum)
    said = {
        "what": Text(what.fr.lower(), what.en.lower()),
        "gap": words.points(gap),
        "part": words.share(covered),
        "low": words.points(bounds[0]),
        "high": words.points(bounds[1]),
        **names,
    }
    verdict = {1: Text("au-dessus", "above"), -1: Text("au-dessous", "below"), 0: Text("indécis", "undecided")}[side]
    about = {
        "difference": gap,
        "low": bounds[0],
        "high": bounds[1],
        "stratum": stratum,
        "turned": turned,
        "covered": covered,
    }
    if turned:
        text = words.phrase(
            "À égalité de {what}, l’écart {turns} : {a} est à {gap} de {b} (de {low} à {high}, {verdict}). Les deux n’ont pas le même "
            "mélange ({what}) : c’est lui qui fait l’écart apparent.",
            "At the same {what} the difference {turns}: {a} is {gap} from {b} (from {low} to {high}, {verdict}). The two do not "
            "have the same mix ({what}): that is what makes the apparent difference.",
            turns=Text("s’inverse", "turns round") if side else Text("ne tient plus", "does not hold"), verdict=verdict, **said,
        )  # fmt: skip
        return Finding("confounded", _tone(kpi, side) if side else "undecided", text, about)
    text = words.phrase(
        "À égalité de {what}, sur {part} des observations, celles où les deux figurent : {gap} (de {low} à {high}), {verdict}.", "At the same {what}, on {part} of the observations, where both occur: {gap} (from {low} to {high}), {verdict}.",
        verdict=verdict, **said,
    )  # fmt: skip
    return Finding("at_equal", _tone(kpi, side) if side else "undecided", text, about)


VIEW = View(
    "compare",
    Text("Deux à deux", "Two compared"),
    Text(
        "Lequel des deux fait mieux, et est-ce bien lui ?", "Which of the two does better, and is it really that one?"
    ),
    run,
    kpis=(),
    options={"kpi": "argued_call_rate", "by": "team", "members": None},
    rules=(_RULE,),
)
