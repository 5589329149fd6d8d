"""Cost and return by source (or campaign, list): what each brings, and what it costs where costs are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.analysis.gathering import gathered
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import KPI, Text, Unit

VOLUMES = ("leads", "leads_contacted", "sales", "revenue")
COSTS = ("total_cost", "marketing_spend", "cost_per_lead", "cost_per_contact", "cost_per_order", "customer_acquisition_cost",
         "campaign_margin", "revenue_minus_cost", "roi")  # fmt: skip


def run(asked: Asked, options: Options) -> Answer:
    """Volumes and costs by member, best return first."""
    by = str(options["by"])
    wanted = (*VOLUMES, *(COSTS if asked.scope.costs else ()))
    cells, had, notes = gathered(asked, wanted, by)
    best = next((kpi for kpi in ("roi", "revenue_minus_cost", "revenue") if kpi in had), None)
    order = sorted(cells, key=lambda member: (member is None, -(_value(cells[member], best) or 0), str(member)))
    rows = [{by: member, **{kpi: cells[member].get(kpi) for kpi in had}} for member in order]
    kpis = [asked.source.catalogue.kpis[kpi] for kpi in had]
    columns = (Column(by, words.dimension_name(by), "member", dimension=by), *(_column(kpi) for kpi in kpis))
    table = Table("sources", Text("Coût et rendement", "Cost and return"), columns, rows)
    findings = _findings(rows, by, best, had)
    return Answer((table,), tuple(findings), notes=tuple(notes))


_RULE = Text(
    "Volumes et ventes datés chacun de son événement ; un coût rattaché à une source ou à un fichier n’est compté qu’à lui.",
    "Volumes and sales each dated by their own event; a cost that belongs to a source or a list counts there only.",
)


def _value(cells: dict[str, Any], kpi: str | None) -> float | None:
    cell = cells.get(kpi or "")
    return cell["value"] if cell else None


def _column(kpi: KPI) -> Column:
    return Column(kpi.id, kpi.name, "figure", kpi.unit)


def _findings(rows: list[dict[str, Any]], by: str, best: str | None, had: Sequence[str]) -> list[Finding]:
    found = []
    if not any(kpi in had for kpi in COSTS):
        text = Text(
            "Aucun coût par source : ce sont les ventes et le chiffre d’affaires seuls qui sont montrés.",
            "No cost by source: only sales and revenue are shown.",
        )
        found.append(Finding("no_costs", "neutral", text))
    known = [row for row in rows if row[by] is not None and best and row.get(best) and row[best]["value"] is not None]
    if not known or best is None:
        return found
    unit = {"roi": Unit.PERCENT}.get(best, Unit.MONEY)
    first, last = known[0], known[-1]
    text = words.phrase(
        "Le plus rentable : {a} ({va}) ; le moins : {b} ({vb}).", "Best return: {a} ({va}); least: {b} ({vb}).",
        a=words.member(by, first[by]), va=words.shown(first[best]["value"], unit), b=words.member(by, last[by]),
        vb=words.shown(last[best]["value"], unit),
    ) if best != "revenue" else words.phrase(
        "Le plus de chiffre d’affaires : {a} ({va}).", "Most revenue: {a} ({va}).", a=words.member(by, first[by]),
        va=words.shown(first[best]["value"], unit),
    )  # fmt: skip
    found.append(Finding("return", "neutral", text, {"kpi": best}))
    return found


VIEW = View(
    "cost-and-return",
    Text("Coût et rendement", "Cost and return"),
    Text("Que coûte et que rapporte chaque source ?", "What does each source cost, and what does it bring?"),
    run,
    kpis=VOLUMES,
    options={"by": "source"},
    rules=(_RULE,),
)
