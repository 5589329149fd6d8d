"""Two members of a dimension on a KPI: the difference, whether chance explains it, and whether a mix of campaigns does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.asking import Asked, figure, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Bounds, decided, newcombe
from cadran.catalogue.shape import KPI, Text, Unit
from cadran.errors import UsageError
from cadran.query.compare import difference
from cadran.query.numbers import ratio

BETWEEN_CAMPAIGNS = ("list", "source", "target", "segment", "phone_type", "hour")
"""What may be held equal between two campaigns: the first of these in which both occur."""
KIND = ("objective", "temperature")
"""What makes two campaigns comparable at all."""


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
            'There is nothing of {by} "{member}" here. {by} has: {names}.',
            by=by,
            member=missing[0] or "",
            names=[*seen[:20], *(["…"] if len(seen) > 20 else [])],
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
    held, split = _split(narrowed, kpi, by, members)
    mixed = _mixed(split, held, by, members)
    if held:
        tables.append(_strata_table(split, kpi, held[0], by, members))
    findings = _verdicts(kpi, by, members, (ours, theirs), mixed, held, _kinds(narrowed, kpi, by))
    return Answer(tuple(tables), tuple(findings), notes=tuple(result.notes))


_RULE = Text(
    "Écart de deux proportions : intervalle de Newcombe à 95 %. Le verdict est celui de l’écart à campagne et température de fiche "
    "égales (Mantel-Haenszel, variance de Sato) : il n’est donné que si son intervalle exclut zéro et si les deux figurent ensemble "
    "dans la moitié au moins des observations. Deux campagnes d’objectif ou de température différents ne se jugent pas l’une par l’autre.",
    "Difference of two proportions: Newcombe’s 95% interval. The verdict is that of the difference at the same campaign and "
    "temperature of the lead (Mantel-Haenszel, Sato’s variance): it is given only where its interval excludes zero and both occur "
    "together in at least half of the observations. Two campaigns of different objectives or temperatures do not judge each other.",
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
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """What is held equal, and the counts by it: campaign and temperature of the lead; for campaigns the first dimension
    in which both occur.
    """
    if by != "campaign":
        cells, held = strata.cells(asked, kpi.id, by)
        return held, cells
    for name in BETWEEN_CAMPAIGNS:
        try:
            rows = asked.figures(kpi.id, by=(name, by)).rows
        except UsageError:  # the KPI has no such dimension, or it is not granted
            continue
        cells = [{**row["key"], "num": row["values"][kpi.id]["num"] or 0, "den": row["values"][kpi.id]["den"] or 0}
                 for row in rows]  # fmt: skip
        if strata.paired(cells, by, members[0], "num", "den", (name,)):
            return (name,), cells
    return (), []


def _kinds(asked: Asked, kpi: KPI, by: str) -> bool:
    """Whether both members are of one objective and one temperature; only asked between campaigns."""
    if by != "campaign":
        return True
    try:
        rows = asked.figures(kpi.id, by=(*KIND, by)).rows
    except UsageError:
        return True
    kinds = {tuple(row["key"][name] for name in KIND) for row in rows}
    return len(kinds) == 1


def _mixed(
    cells: list[dict[str, Any]], held: tuple[str, ...], by: str, members: tuple[str | None, str | None]
) -> strata.Gap | None:
    """The difference at equal strata, with the share of all observations that strata with both hold; None where none has."""
    named = [{**cell, "member": _text(cell[by])} for cell in cells]
    pairs = strata.paired(named, "member", members[0], "num", "den", held)
    found = strata.gap(pairs)
    total = sum(cell["den"] for cell in cells)
    return replace(found, covered=ratio(sum(n + m for (_, n), (_, m) in pairs), total) or 0.0) if found else None


def _strata_table(
    cells: list[dict[str, Any]], kpi: KPI, stratum: str, by: str, members: tuple[str | None, str | None]
) -> Table:
    """Both members within each value of the first thing held equal."""
    counts: dict[Any, dict[str, list[float]]] = {}
    for cell in cells:
        side = "a" if _text(cell[by]) == members[0] else "b"
        own = counts.setdefault(cell[stratum], {}).setdefault(side, [0, 0])
        own[0] += cell["num"]
        own[1] += cell["den"]
    rows = [
        {stratum: name, **{side: proportion(*sides[side]) if side in sides else None for side in ("a", "b")}}
        for name, sides in sorted(counts.items(), key=lambda one: (one[0] is None, str(one[0])))
    ]
    columns = (
        Column(stratum, words.dimension_name(stratum), "member", dimension=stratum),
        Column("a", words.member(by, members[0]), "figure", Unit.PERCENT),
        Column("b", words.member(by, members[1]), "figure", Unit.PERCENT),
    )
    title = words.phrase("By {name}", name=words.lowered(words.dimension_name(stratum)))
    return Table("strata", title, columns, rows)


def _plain(kpi: KPI, by: str, members: tuple[str | None, str | None], gap: Mapping[str, Any]) -> Finding:
    """Where the KPI is no proportion: the difference, without a verdict."""
    if gap["value"] is None:
        text = Text("L’un des deux est inconnu : rien à comparer.", "One of the two is unknown: nothing to compare.")
        return Finding("compared", "undecided", text)
    text = words.phrase(
        "{kpi}: {a} is {gap} from {b}; without an interval, undecided.",
        kpi=kpi.name, a=words.member(by, members[0]), b=words.member(by, members[1]), gap=words.shown(gap["value"], kpi.unit),
    )  # fmt: skip
    return Finding("compared", "undecided", text, {"difference": gap["value"]})


def _verdicts(
    kpi: KPI, by: str, members: tuple[str | None, str | None], cells: tuple[Mapping[str, Any], Mapping[str, Any]],
    mixed: strata.Gap | None, held: tuple[str, ...], are_alike: bool,
) -> list[Finding]:  # fmt: skip
    """What is seen, and what is left of it with all else equal: where that can be told it alone judges."""
    ours, theirs = cells
    bounds = newcombe((ours["num"] or 0, ours["den"]), (theirs["num"] or 0, theirs["den"]))
    gap = ours["value"] - theirs["value"]
    names = {"kpi": words.quoted(kpi.name), "a": words.member(by, members[0]), "b": words.member(by, members[1])}
    seen = _seen(names, gap, bounds)
    about = {"difference": gap, "low": bounds[0], "high": bounds[1]}
    if not are_alike:
        return [Finding("compared", "neutral", seen, about), _unlike(names)]
    side = decided(bounds)
    plain = _tone(kpi, side) if side and by == "campaign" else "undecided"
    if mixed is None:
        seen_alone = Finding("compared", plain, seen, about)
        return [seen_alone] if by == "campaign" else [seen_alone, Finding("cannot_tell", "undecided", _NOT_TOGETHER)]
    equal = _at_equal(kpi, names, held, mixed, gap)
    if mixed.covered >= strata.ENOUGH_SHARED:  # what is seen is judged only where it holds with all else equal
        plain = equal.tone if side == decided(mixed.bounds) else "undecided"
    return [Finding("compared", plain, seen, about), equal]


_NOT_TOGETHER = Text(
    "Aucune campagne n’a les deux : l’écart peut être celui des campagnes, pas de verdict.",
    "No campaign has both: the difference may be that of the campaigns, no verdict.",
)


def _unlike(names: Mapping[str, Text]) -> Finding:
    text = words.phrase(
        "{a} and {b} do not have the same objective or temperature: their rates cannot be compared with each other.",
        a=names["a"], b=names["b"],
    )  # fmt: skip
    return Finding("cannot_tell", "undecided", text)


def _seen(names: Mapping[str, Text], gap: float, bounds: Bounds) -> Text:
    side = decided(bounds)
    span = {"gap": words.points(gap), "low": words.points(bounds[0]), "high": words.points(bounds[1])}
    if not side:
        return words.phrase(
            "{kpi}: undecided between {a} and {b} ({gap}; from {low} to {high}).", **names, **span,
        )  # fmt: skip
    return words.phrase(
        "{kpi}: {a} is {side} {b} ({gap}; from {low} to {high}).",
        side=Text("élevé", "above") if side > 0 else Text("bas", "below"), **names, **span,
    )  # fmt: skip


def _tone(kpi: KPI, side: int) -> str:
    sign = kpi.direction
    return {1: "good", -1: "bad", 0: "neutral"}[sign * side]


def _at_equal(kpi: KPI, names: Mapping[str, Text], held: tuple[str, ...], mixed: strata.Gap, seen: float) -> Finding:
    gap, bounds, covered = mixed.difference, mixed.bounds, mixed.covered
    side = decided(bounds)
    covers = covered >= strata.ENOUGH_SHARED
    turned = covers and seen * gap < 0
    said = {
        "what": strata.equal(held), "gap": words.points(gap),
        "part": words.share(covered), "low": words.points(bounds[0]), "high": words.points(bounds[1]), **names,
    }  # fmt: skip
    verdict = {1: Text("plus élevé", "higher"), -1: Text("plus bas", "lower"), 0: Text("indécis", "undecided")}[side]
    about = {"difference": gap, "low": bounds[0], "high": bounds[1], "stratum": held[0], "turned": turned,
             "covered": covered}  # fmt: skip
    tone = _tone(kpi, side) if side and (covers or held[0] not in strata.HELD) else "undecided"
    if turned:
        text = words.phrase(
            "At the same {what} the difference {turns}: {a} is {gap} from {b} (from {low} to {high}, {verdict}). The two do not "
            "have the same mix ({what}): that is what makes the apparent difference.",
            turns=Text("s’inverse", "reverses") if side else Text("ne tient plus", "does not hold"), verdict=verdict, **said,
        )  # fmt: skip
        return Finding("confounded", tone, text, about)
    text = words.phrase(
        "At the same {what}, on {part} of the observations, where both occur: {gap} (from {low} to {high}), {verdict}.",
        verdict=verdict, **said,
    )  # fmt: skip
    return Finding("at_equal", tone, text, about)


VIEW = View(
    "compare",
    Text("Face à face", "Two compared"),
    Text(
        "Lequel des deux fait mieux, et est-ce bien lui ?", "Which of the two does better, and is it really that one?"
    ),
    run,
    kpis=(),
    options={"kpi": "argued_call_rate", "by": "team", "members": None},
    rules=(_RULE,),
)
