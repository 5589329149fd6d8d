"""Why people refuse, and why leads do not qualify: reasons ranked, by agents' profile and tenure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.asking import Asked, Rows, figure, proportion
from cadran.analysis.clusters import Cell, Difference, difference
from cadran.analysis.leading import weight
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import decided
from cadran.catalogue import DIMENSIONS, labels
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Text, Unit
from cadran.errors import NotConformedError
from cadran.query.numbers import ratio
from cadran.query.verdict import Verdict

MOST_EXPERIENCED = list(DIMENSIONS["tenure"].labels)[-1]
"""The last band of tenure."""
_WHY = {
    **labels.REASONS,
    **{name: labels.OUTCOMES[name] for name in ("opt_out", "not_interested", "wrong_number")},
    "open": Text("encore ouvert", "still open"),
    "unreached": Text("clos sans motif", "closed without a reason"),
}
_TELLING = ("opt_out", "off_target", "not_interested", "wrong_number")
"""Last outcomes that say why by themselves, without a reason."""
RATE = "refusal_rate"
VERDICTS: dict[str, Text] = {
    Verdict.ABOVE: Text("au-dessus des autres", "above the others"),
    Verdict.BELOW: Text("au-dessous des autres", "below the others"),
    Verdict.UNDECIDED: Text("indécis", "undecided"),
}
BY = ("profile", "tenure")


def run(asked: Asked, options: Options) -> Answer:
    """Two Paretos, and the refusal rate by profile and by tenure."""
    refused = asked.counts({"count": part("calls_refused")}, ("reason", *BY))
    lost = _lost(asked)
    whys = pareto(_folded(refused, "reason"))
    tables = [_pareto_table("refusals", Text("Motifs de refus", "Reasons for refusal"), whys)]
    findings = [_leading(whys)]
    if lost:
        title = Text("Causes de non-qualification", "Reasons for not qualifying")
        tables.append(_pareto_table("disqualifications", title, pareto(lost)))
    found = groups({name: strata.cells(asked, RATE, name, ("agent",)) for name in BY})
    tables += [_rates(name, asked.figures(RATE, by=(name,)).rows, found.get(name, ())) for name in BY]
    findings += _standing_out(found)
    tables += [_mix("reasons_by_profile", "profile", refused), _mix("reasons_by_tenure", "tenure", refused)]
    return Answer(tuple(tables), tuple(findings))


_RULE = Text(
    "Refus : appels refusés après l’argumentaire, par motif, le plus fréquent d’abord. Taux de refus : fiches refusées sur "
    "fiches argumentées (une fiche argumentée par plusieurs compte chez chacun). Non-qualification : fiches contactées et non qualifiées, par le motif de leur dernière tentative. Un "
    "profil ou une ancienneté est dit plus ou moins refusé que les autres à campagne et température de fiche égales "
    "(Mantel-Haenszel), la variance étant celle d’un téléconseiller à l’autre, à 95 % partagés entre tous ceux qui sont regardés ; rien n’est conclu à "
    "moins de trois téléconseillers de chaque côté.",
    "Refusals: calls refused after the pitch, by reason, most frequent first. Refusal rate: leads refused of leads pitched (a lead pitched by several counts with each). "
    "Not qualified: leads contacted and not qualified, by the reason of their last attempt. A profile or tenure is said to be refused more or less than the others at the same campaign and temperature of the lead (Mantel-Haenszel), the variance being that between agents, at 95% shared among all that are looked at; nothing is concluded with fewer than three agents on each side.",
)


def _lost(asked: Asked) -> Rows:
    """Leads contacted and not qualified by reason; none where a scope or a filter is of calls, which leads do not have."""
    try:
        cells = asked.counts(_LOST, ("reason", "outcome"), basis="cohort")
    except NotConformedError:
        return []
    whys = [{"reason": "open", "count": cell["open"]} for cell in cells]
    whys += [{"reason": _why_closed(cell), "count": cell["closed"]} for cell in cells]
    return [row for row in _folded(whys, "reason") if row["count"]]


_LOST = {
    "open": part("leads_contacted_unqualified", "is_open"),
    "closed": part("leads_contacted_unqualified", "NOT is_open"),
}


def _why_closed(cell: Mapping[str, Any]) -> str:
    outcome = cell["outcome"]
    return cell["reason"] or (outcome if outcome in _TELLING else "unreached")


def _folded(rows: Rows, name: str) -> Rows:
    counts: dict[Any, int] = {}
    for row in rows:
        counts[row[name]] = counts.get(row[name], 0) + row["count"]
    return [{name: member, "count": count} for member, count in counts.items()]


def pareto(rows: Rows) -> Rows:
    """Reasons by falling count, each with its share and the share of it and those before; unknown reasons last."""
    total = sum(row["count"] for row in rows)
    ordered = sorted(rows, key=lambda row: (row["reason"] is None, -row["count"], str(row["reason"])))
    found, before = [], 0
    for row in ordered:
        before += row["count"]
        found.append({**row, "share": proportion(row["count"], total), "cumulated": ratio(before, total)})
    return found


def _pareto_table(id: str, title: Text, rows: Rows) -> Table:
    columns = (
        Column("reason", words.dimension_name("reason"), "member", labels=_WHY),
        Column("count", Text("Nombre", "Count")),
        Column("share", Text("Part", "Share"), "figure", Unit.PERCENT),
        Column("cumulated", Text("Cumulé", "Cumulated"), unit=Unit.PERCENT),
    )
    return Table(id, title, columns, rows)


def _rates(name: str, found: Sequence[dict[str, Any]], groups: Sequence[Group]) -> Table:
    """The refusal rate by profile or by tenure, as the evaluator gives it: leads are distinct within each."""
    cells = {row["key"][name]: row["values"][RATE] for row in found if row["values"][RATE]["den"]}
    bands = [*DIMENSIONS["tenure"].labels, None]
    sides = {one.member: Verdict.of(one.side) for one in groups}
    order = bands if name == "tenure" else sorted(cells, key=lambda one: (one is None, str(one)))
    rows = [
        {name: member, "argued": cells[member]["den"], "refusal_rate": figure(cells[member]), "verdict": sides.get(member)}
        for member in order if member in cells
    ]  # fmt: skip
    columns = (
        Column(name, words.dimension_name(name), "member", dimension=name),
        Column("argued", Text("Fiches argumentées", "Leads pitched")),
        Column("refusal_rate", Text("Taux de refus", "Refusal rate"), "figure", Unit.PERCENT),
        Column("verdict", Text("Lecture", "Reading"), "member", labels=VERDICTS),
    )
    title = words.phrase("Refusal rate, by {name}",
                         name=Text(words.dimension_name(name).fr.lower(), words.dimension_name(name).en.lower()))  # fmt: skip
    return Table(name, title, columns, rows)


def _mix(id: str, name: str, refused: Rows) -> Table:
    """The reasons of each profile or tenure, as shares of its refusals."""
    totals = {row[name]: row["count"] for row in _folded(refused, name)}
    counts: dict[tuple[Any, Any], int] = {}
    for row in refused:
        counts[row[name], row["reason"]] = counts.get((row[name], row["reason"]), 0) + row["count"]
    order = sorted(counts, key=lambda one: (one[0] is None, str(one[0]), -counts[one], str(one[1])))
    rows = [
        {name: member, "reason": reason, "count": counts[member, reason],
         "share": proportion(counts[member, reason], totals[member])}
        for member, reason in order
    ]  # fmt: skip
    said = Text(words.dimension_name(name).fr.lower(), words.dimension_name(name).en.lower())
    columns = (
        Column(name, words.dimension_name(name), "member", dimension=name),
        Column("reason", words.dimension_name("reason"), "member", labels=_WHY),
        Column("count", Text("Refus", "Refusals")),
        Column("share", Text("Part de ses refus", "Share of its refusals"), "figure", Unit.PERCENT),
    )
    title = words.phrase("Reasons by {name}", name=said)
    return Table(id, title, columns, rows)


def _leading(whys: Rows) -> Finding:
    known = [row for row in whys if row["reason"] is not None]
    if not known:
        return Finding("leading_reasons", "neutral", Text("Aucun refus avec un motif.", "No refusal with a reason."))
    leading = [row for place, row in enumerate(known) if place == 0 or known[place - 1]["cumulated"] < 0.8]
    text = words.phrase(
        "Most refusals ({part}) come down to: {reasons}.", part=words.share(leading[-1]["cumulated"]),
        reasons=words.listed(
            words.phrase("{why} ({part})", why=_why(row), part=words.share(row["share"]["value"]))
            for row in leading
        ),
    )  # fmt: skip
    return Finding("leading_reasons", "neutral", text, {"reasons": [row["reason"] for row in leading]})


def _why(row: Mapping[str, Any]) -> Text:
    reason = str(row["reason"])
    return _WHY.get(reason, Text(reason, reason))


@dataclass(frozen=True, slots=True)
class Group:
    """A group of agents on refusals: how far from the others at equal strata, agent by agent; None where too few to tell."""

    member: Any
    gap: Difference | None
    share: float

    @property
    def side(self) -> int:
        return decided(self.gap.bounds) if self.gap else 0


def groups(found: Mapping[str, tuple[Rows, tuple[str, ...]]]) -> dict[str, list[Group]]:
    """Dimension → its members, each against the others; the error of 5% is shared among all that are looked at."""
    seen = {name: _members(cells, name) for name, (cells, held) in found.items() if "campaign" in held}
    tests = sum(1 if len(members) == 2 else len(members) for members in seen.values())
    return {name: [_group(*found[name], name, member, tests) for member in members] for name, members in seen.items()}


def _members(cells: Rows, name: str) -> list[Any]:
    return sorted({cell[name] for cell in cells if cell["den"]}, key=str)


def _group(cells: Rows, held: Sequence[str], name: str, member: Any, tests: int) -> Group:
    kept = (
        Cell(cell["agent"], tuple(cell[one] for one in held), cell[name] == member, cell["num"], cell["den"])
        for cell in cells
    )
    own = sum(cell["den"] for cell in cells if cell[name] == member)
    return Group(member, difference(kept, tests), ratio(own, sum(cell["den"] for cell in cells)) or 0.0)


def _standing_out(found: Mapping[str, list[Group]]) -> list[Finding]:
    """The members whose refusal rate surely differs from the others', all else equal; those who get more refusals first."""
    findings: list[Finding] = []
    for name in BY:
        if name not in found:
            findings.append(Finding("refusal_rate", "undecided", strata.CANNOT_TELL))
            continue
        sure = sorted((one for one in found[name] if one.side), key=lambda one: -one.side)
        findings += [_apart(name, one, one.gap) for one in sure if one.gap] or [_undecided(name)]
    return findings


def _apart(name: str, one: Group, gap: Difference) -> Finding:
    is_more = one.side > 0
    text = words.phrase(
        "{title} “{member}”: {more} refusals than the others ({gap}, from {low} to {high}), {equal}.{hint}",
        title=words.dimension_name(name), member=words.member(name, one.member), gap=words.points(gap.value),
        more=Text("plus", "more") if is_more else Text("moins", "fewer"), equal=strata.EQUAL,
        low=words.points(gap.bounds[0]), high=words.points(gap.bounds[1]),
        hint=_EXPERIENCED if is_more and one.member == MOST_EXPERIENCED else Text("", ""),
    )  # fmt: skip
    about = {name: one.member, "difference": gap.value, "low": gap.bounds[0], "high": gap.bounds[1]}
    return Finding("refusal_rate", "bad" if is_more else "good", text, about, weight(gap.bounds, gap.theirs, one.share))


def _undecided(name: str) -> Finding:
    text = words.phrase(
        "Undecided: by {name}, no refusal rate differs from the others by more than chance, {equal}.",
        name=Text(words.dimension_name(name).fr.lower(), words.dimension_name(name).en.lower()), equal=strata.EQUAL,
    )  # fmt: skip
    return Finding("refusal_rate", "undecided", text)


_EXPERIENCED = Text(
    " Chez les plus expérimentés, regarder du côté du produit ou du marché.",
    " With the most experienced, look at the product or the market.",
)

VIEW = View(
    "refusals",
    Text("Refus et non-qualification", "Refusals and disqualifications"),
    Text(
        "Pourquoi refuse-t-on, et pourquoi des fiches ne se qualifient-elles pas ?",
        "Why do people refuse, and why do leads not qualify?",
    ),
    run,
    kpis=("attempts", "leads", "refusals", "refusal_rate", "leads_contacted", "leads_qualified"),
    options={},
    rules=(_RULE,),
    answers=(
        "refusal_reasons",
        "disqualification_reasons",
    ),
)
