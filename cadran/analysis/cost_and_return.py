"""Costs and return by source (or campaign, list): what each costs, brings and leaves, shared costs included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.analysis import acquisition, words
from cadran.analysis.asking import Asked
from cadran.analysis.gathering import gathered, sharing_rule
from cadran.analysis.left_over import Left, left_over
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import KPI, Text, Unit
from cadran.errors import CadranError
from cadran.query.numbers import ratio

VOLUMES = ("leads", "leads_contacted", "sales", "revenue")
COSTS = ("total_cost", "cost_per_lead", "cost_per_contact", "cost_per_order", "customer_acquisition_cost",
         "campaign_margin", "revenue_minus_cost", "roi")  # fmt: skip
_LEFT = {"roi": "campaign_margin"}
"""What a return is a return on: the amount that it leaves."""
ENOUGH = 10
"""Sales that a member needs before its return is named."""


def run(asked: Asked, options: Options) -> Answer:
    """Volumes and costs by member, best return first."""
    by, rule = str(options["by"]), sharing_rule(asked, str(options["allocate"]))
    cells, had, notes = gathered(asked, VOLUMES, by)
    costs, spent, more = gathered(asked, COSTS, by, allocate=rule) if asked.scope.costs else ({}, [], [])
    spent = [kpi for kpi in spent if any(_value(costs[member], kpi) is not None for member in costs)]
    if "campaign_margin" in spent:  # it says more, and needs every margin; without them this is what is left
        spent.remove("revenue_minus_cost")
    members = dict.fromkeys([*cells, *costs])
    rows = [
        {by: member, **{kpi: cells.get(member, {}).get(kpi) for kpi in had},
         **{kpi: costs.get(member, {}).get(kpi) for kpi in spent}}
        for member in members
    ]  # fmt: skip
    best = next((kpi for kpi in ("roi", "revenue_minus_cost", "revenue") if kpi in (*spent, *had)), None)
    rows.sort(key=lambda row: (row[by] is None, -(_value(row, best) or 0), str(row[by])))
    kpis = [asked.source.catalogue.kpis[kpi] for kpi in (*had, *spent)]
    columns = [Column(by, words.dimension_name(by), "member", dimension=by), *(_column(kpi) for kpi in kpis)]
    findings = [*_shared(asked, by, rule, spent), *_findings(asked, rows, by, best, spent, is_whole=rule is not None)]
    if any("verdict" in row for row in rows):
        columns.append(_VERDICT)
    table = Table("sources", Text("Coûts et rentabilité", "Costs and return"), tuple(columns), rows)
    if rule is not None and acquisition.CAC in spent:
        findings += acquisition.findings(asked, by, rule)
    return Answer((table,), tuple(findings), notes=(*notes, *more))


VERDICTS = {1: "earns", -1: "loses", 0: "undecided"}
_VERDICT = Column(
    "verdict", Text("Lecture", "Reading"), "member",
    labels={"earns": Text("gagne", "earns"), "loses": Text("perd", "loses"), "undecided": Text("indécis", "undecided")},
    tones={"earns": "good", "loses": "bad", "undecided": "undecided"},
)  # fmt: skip
_RULE = Text(
    "Volumes et ventes datés chacun de son événement. Un coût rattaché à une source ou à un fichier n’est compté qu’à lui\u202f; "
    "les autres (personnel, locaux…) sont répartis par la règle de l’option allocate\u00a0: au prorata des tentatives, "
    "campagne par campagne, à moins d’en demander une autre, ou none pour ne rien répartir. La rentabilité d’une ligne n’est "
    f"nommée qu’à partir de {ENOUGH} ventes\u202f; gain ou perte n’est dit que si tout l’intervalle (acheteurs tirés au sort, coûts tenus "
    "pour connus, 95\u00a0% partagés entre les lignes) est du même côté de zéro.",
    "Volumes and sales each dated by their own event. A cost that belongs to a source or a list counts there only; the "
    "others (staff, workplace…) are shared out by the rule of the option allocate: in proportion to attempts, campaign by "
    f"campaign, unless another is asked for, or none to share nothing. A row’s return is named from {ENOUGH} sales on; a gain or a loss "
    "is said only where the whole interval (buyers drawn, costs taken as known, 95% shared among the rows) lies on one side of zero.",
)


def _value(cells: Mapping[str, Any], kpi: str | None) -> float | None:
    cell = cells.get(kpi or "")
    return cell["value"] if cell else None


def _column(kpi: KPI) -> Column:
    return Column(kpi.id, kpi.name, "figure", kpi.unit)


def _shared(asked: Asked, by: str, rule: str | None, spent: Sequence[str]) -> list[Finding]:
    """How much of the cost names no member."""
    if "total_cost" not in spent:
        text = Text(
            "Aucun coût à montrer ici : seulement les ventes et le chiffre d’affaires.",
            "No cost here: only sales and revenue are shown.",
        )
        return [Finding("no_costs", "neutral", text)]
    try:
        direct = asked.figures("total_cost", by=(by,))
    except CadranError:  # costs have no such dimension at all: all of them are shared out
        part: float | None = 1.0
    else:
        none = sum(row["values"]["total_cost"]["value"] or 0 for row in direct.rows if row["key"][by] is None)
        part = ratio(none, direct.total["total_cost"]["value"])
    if not part:
        return []
    name = words.dimension_name(by)
    said = {"part": words.share(part), "by": Text(name.fr.lower(), name.en.lower())}
    if rule is None:
        text = words.phrase(
            "{part} of the costs is common (without {by}); not shared out here, it makes every return flattering.",
            **said,
        )
        return [Finding("shared_costs", "bad", text, {"share": part})]
    text = words.phrase(
        "{part} of the costs is common (without {by}): shared out in proportion to {rule}.",
        rule=asked.source.catalogue.allocations[rule].name,
        **said,
    )
    return [Finding("shared_costs", "neutral", text, {"share": part, "rule": rule})]


def _findings(
    asked: Asked, rows: list[dict[str, Any]], by: str, best: str | None, spent: Sequence[str], *, is_whole: bool
) -> list[Finding]:
    """Who returns most and least, who surely loses money and who surely earns; nothing where shared costs are left out."""
    known = _known(rows, by, best)
    if best is None or not known or (spent and not is_whole):
        return []
    if best == "revenue":
        text = words.phrase("Most revenue: {a}.", a=_named(known[0], by, best, Unit.MONEY))
        return [Finding("return", "neutral", text, {"kpi": best})]
    kpi = _LEFT.get(best, best)
    found = left_over(asked, by, kpi, {row[by]: row for row in known}, len(known))
    for row in known:
        if row[by] in found:
            row["verdict"] = VERDICTS[found[row[by]].side]
    said = {row[by]: _returned(row, by, best, found.get(row[by])) for row in known}
    text = words.phrase(
        "Highest return: {a}; lowest: {b}.",
        a=said[known[0][by]], b=said[known[-1][by]],
    )  # fmt: skip
    if len(known) == 1:
        text = words.phrase("Return: {a}.", a=said[known[0][by]])
    first = Finding("return", "neutral", text, {"kpi": best})
    spent_by_all = sum(max(0.0, _value(row, "total_cost") or 0) for row in rows)
    return [first, *(_judged(by, side, found, said, spent_by_all) for side in _sides(best, found))]


def _known(rows: Sequence[dict[str, Any]], by: str, best: str | None) -> list[dict[str, Any]]:
    """The rows whose return may be named."""
    return [row for row in rows if row[by] is not None and _value(row, best) is not None
            and (_value(row, "sales") or 0) >= ENOUGH]  # fmt: skip


def _sides(best: str, found: Mapping[Any, Left]) -> list[int]:
    """Which verdicts there are. What sales exceed costs by is no gain yet: the cost of what is sold is not in it."""
    told = (-1, 1, 0) if best != "revenue_minus_cost" else (-1, 0)
    return [side for side in told if any(one.side == side for one in found.values())]


_SAID = {
    -1: ("losing", "bad", Text("Perdent de l’argent sur la période, intervalle compris\u00a0: {names}.",
         "Losing money over the period, interval included: {names}.")),
    1: ("earning", "good", Text("Gagnent de l’argent sur la période, intervalle compris\u00a0: {names}.",
        "Earning money over the period, interval included: {names}.")),
    0: ("return_undecided", "undecided", Text("Indécis, ni gain ni perte n’est établi\u00a0: {names}.",
        "Undecided, neither gain nor loss is certain: {names}.")),
}  # fmt: skip


def _judged(by: str, side: int, found: Mapping[Any, Left], said: Mapping[Any, Text], spent_by_all: float) -> Finding:
    """Those on one side; what they surely lose of all that is spent is what is at stake."""
    members = [member for member, one in found.items() if one.side == side]
    code, tone, sentence = _SAID[side]
    text = words.filled(sentence, names=words.apart(said[member] for member in members))
    lost = sum(-one.bounds[1] for one in found.values() if one.bounds and one.side == side) if side < 0 else 0.0
    return Finding(code, tone, text, {by: members}, ratio(lost, spent_by_all) or 0.0)


def _returned(row: Mapping[str, Any], by: str, best: str, left: Left | None) -> Text:
    """A member with its return and the interval of it."""
    unit = Unit.PERCENT if best == "roi" else Unit.MONEY
    bounds = (left.of_cost if best == "roi" else left.bounds) if left else None
    if bounds is None:
        return _named(row, by, best, unit)
    return words.phrase(
        "{name} ({value}, from {low} to {high}, {sales:,} {sales|sale|sales})",
        name=words.member(by, row[by]), value=words.shown(_value(row, best), unit), low=words.shown(bounds[0], unit),
        high=words.shown(bounds[1], unit), sales=round(_value(row, "sales") or 0),
    )  # fmt: skip


def _named(row: Mapping[str, Any], by: str, kpi: str, unit: Unit) -> Text:
    return words.phrase(
        "{name} ({value}, {sales:,} {sales|sale|sales})", name=words.member(by, row[by]),
        value=words.shown(_value(row, kpi), unit), sales=round(_value(row, "sales") or 0),
    )  # fmt: skip


VIEW = View(
    "cost-and-return",
    Text("Coûts et rentabilité", "Costs and return"),
    Text("Que coûte et que rapporte chaque source\u202f?", "What does each source cost, and what does it bring?"),
    run,
    kpis=VOLUMES,
    options={"by": "source", "allocate": "attempts"},
    rules=(_RULE, acquisition.RULE),
    judges=("roi", acquisition.CAC),
)
