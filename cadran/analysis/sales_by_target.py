"""Sales by target (or segment, source, purchase history): who buys, at the same campaign, and what."""

from __future__ import annotations

from cadran.analysis import purchases, strata, words
from cadran.analysis.asking import Asked, figure
from cadran.analysis.leading import weight
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import Text, Unit
from cadran.errors import UsageError, did_you_mean
from cadran.query.verdict import Verdict

BY = ("target", "segment", "source", "purchase_history", "phone_type", "list")
_KPIS = ("leads", "leads_contacted", "contactability_rate", "conversion_per_contacted_lead")
_RATE = _KPIS[3]


def run(asked: Asked, options: Options) -> Answer:
    """Leads sold of leads contacted by target, and which differ from the others at the same campaign."""
    by = str(options["by"])
    if by not in BY:
        raise UsageError(
            'Sales cannot be told apart by "{name}".{near} Expected one of {names}.',
            name=by,
            near=did_you_mean(by, BY),
            names=[*BY],
        )
    result = asked.figures(*_KPIS, by=(by,))
    cells, held = strata.cells(asked, _RATE, by)
    found = strata.apart(cells, by, "num", "den", held) if "campaign" in held else []
    apart = {one.member: one for one in found}
    rows = []
    for row in result.rows:
        member, values = row["key"][by], row["values"]
        one = apart.get(member)
        rows.append({
            by: member,
            "leads": values["leads"]["value"],
            "contacted": values["leads_contacted"]["value"],
            "contactability": figure(values["contactability_rate"]),
            "sales_rate": figure(values[_RATE]),
            "difference": one.difference if one else None,
            "verdict": Verdict.of(one.side) if one else None,
        })  # fmt: skip
    rows.sort(key=lambda row: (row[by] is None, -(row["sales_rate"]["value"] or 0), str(row[by])))
    columns = (
        Column(by, words.dimension_name(by), "member", dimension=by),
        Column("leads", Text("Fiches", "Leads")),
        Column("contacted", Text("Contactées", "Contacted")),
        Column("contactability", Text("Contactabilité", "Contactability"), "figure", Unit.PERCENT),
        Column("sales_rate", Text("Taux de vente", "Sales rate"), "figure", Unit.PERCENT),
        Column(
            "difference",
            Text("Écart à campagne, température et âge égaux", "Difference at the same campaign, temperature and age"),
            "points",
            Unit.PERCENT,
        ),
        Column("verdict", Text("Verdict", "Verdict"), "member", labels=_VERDICTS, tones=_TONES),
    )
    table = Table("targets", Text("Taux de vente", "Sales rate"), columns, rows)
    findings = (
        _findings(found, by) if "campaign" in held else [Finding("sales_by_target", "undecided", strata.CANNOT_TELL)]
    )
    bought = purchases.purchases(asked, by)
    tables, told = ((table, bought[0]), bought[1]) if bought else ((table,), [])
    return Answer(tables, (*findings, *told), notes=tuple(result.notes))


_VERDICTS: dict[str, Text] = {
    Verdict.ABOVE: Text("au-dessus", "above"),
    Verdict.BELOW: Text("au-dessous", "below"),
    Verdict.UNDECIDED: Text("indécis", "undecided"),
}
_TONES: dict[str, str] = {Verdict.ABOVE: "good", Verdict.BELOW: "bad", Verdict.UNDECIDED: "undecided"}
_RULE = Text(
    "Cohorte : fiches créées dans la période, vendues sur contactées. L’écart aux autres se mesure à campagne, température de fiche et "
    "semaine de création égales (Mantel-Haenszel) ; il n’est dit au-dessus ou au-dessous que si son intervalle, à 95 % partagés, "
    "exclut zéro et si la moitié au moins de ses fiches ont de quoi se comparer.",
    "Cohort: leads created in the period, sold of contacted. The difference from the others is measured at the same campaign, "
    "temperature of the lead and week of creation (Mantel-Haenszel); it is called above or below only where its interval, at "
    "95% shared, excludes zero and at least half of its leads have others to be compared with.",
)


def _findings(found: list[strata.Apart], by: str) -> list[Finding]:
    sure = [one for one in found if one.side]
    if not sure:
        text = words.phrase(
            "Undecided: by {by}, no sales rate differs from the others by more than chance, {equal}.",
            equal=strata.EQUAL_AGE, by=Text(words.dimension_name(by).fr.lower(), words.dimension_name(by).en.lower()),
        )  # fmt: skip
        return [Finding("sales_by_target", "undecided", text)]
    findings = []
    for one in sure:
        text = words.phrase(
            "{name} “{member}”: a sales rate {gap} away from the others’ (from {low} to {high}), {equal}.",
            equal=strata.EQUAL_AGE, low=words.points(one.bounds[0]), high=words.points(one.bounds[1]),
            name=words.dimension_name(by), member=words.member(by, one.member), gap=words.points(one.difference),
        )  # fmt: skip
        about = {by: one.member, "difference": one.difference, "low": one.bounds[0], "high": one.bounds[1]}
        stake = weight(one.bounds, one.level, one.share)
        findings.append(Finding("sales_by_target", "good" if one.side > 0 else "bad", text, about, stake))
    return findings


VIEW = View(
    "sales-by-target",
    Text("Ventes par cible", "Sales by target"),
    Text("À qui vendons-nous le mieux ?", "To whom do we sell best?"),
    run,
    kpis=_KPIS,
    options={"by": "target"},
    rules=(_RULE, purchases.RULE),
    answers=("sales_rate_by_target",),
    basis="cohort",
)
