"""The funnel of one cohort of leads: how many get how far, and which step is weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from cadran.analysis import strata, words
from cadran.analysis.asking import Asked, proportion
from cadran.analysis.beside import beside, held_for
from cadran.analysis.causes import causes, weakest
from cadran.analysis.leading import weight
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Counts
from cadran.analysis.strata import WEEK, Gap, Pairs
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Part, Text, Unit
from cadran.errors import UsageError, did_you_mean
from cadran.messages import Message
from cadran.query.compare import previous
from cadran.query.notes import note

STEPS: dict[str, Text] = {
    "leads": Text("Fiches", "Leads"),
    "attempted": Text("Traitées (au moins une tentative)", "Attempted"),
    "contacted": Text("Contactées", "Contacted"),
    "qualified": Text("Qualifiées", "Qualified"),
    "argued": Text("Argumentées", "Argued"),
    "appointment": Text("Rendez-vous ou vente", "Appointment or sale"),
    "sale": Text("Vente", "Sale"),
    "net_sale": Text("Vente nette (confirmée)", "Net sale (confirmed)"),
}
_SHORT = {
    "leads": Text("fiches", "leads"),
    "attempted": Text("traitées", "attempted"),
    "contacted": Text("contactées", "contacted"),
    "qualified": Text("qualifiées", "qualified"),
    "argued": Text("argumentées", "argued"),
    "appointment": Text("rendez-vous ou vente", "appointment or sale"),
    "sale": Text("vente", "sale"),
    "net_sale": Text("vente nette", "net sale"),
}


def _passage(step: str, steps: Sequence[str]) -> Text:
    """From the step before to this one."""
    before = _SHORT[steps[steps.index(step) - 1]]
    return words.phrase("{before} → {step}", before=before, step=_SHORT[step])


_FLAGS = {
    "net_sale": "net_sold",
    "sale": "sold",
    "appointment": "booked",
    "argued": "argued",
    "qualified": "qualified",
    "contacted": "contacted",
    "attempted": "attempted",
}
_WON = "(sold OR booked)"
_LOST = "(sold IS NULL OR NOT sold) AND (booked IS NULL OR NOT booked)"


def _counted_steps() -> dict[str, Part]:
    """Counts of leads that came at least so far: each step holds those after it."""
    reached = [*_FLAGS.values()]
    counts = {"leads": part("leads")}
    counts |= {step: part("leads", f"({' OR '.join(reached[: place + 1])})") for place, step in enumerate(_FLAGS)}
    counts["booked"] = part("leads", "booked")
    counts["unmapped"] = part("leads_worked", f"contacted IS NULL AND {_LOST}")
    counts["unargued"] = part("leads", f"{_WON} AND (argued IS NULL OR NOT argued)")
    return counts


_COUNTED = _counted_steps()
_DIMENSIONS = ("campaign", "list", "source", "target", "segment")
"""By what the cells of a funnel are told apart, as far as the scope grants it."""


def _counted(asked: Asked, by: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The steps of each cell of leads, with its objective; a lead not said to be hot is not. WEEK tells weeks of creation apart."""
    told = [name for name in (*by, *(() if "objective" in by else ("objective",))) if name != WEEK]
    granted = [name for name in told if name != "objective" or asked.grants(name)]
    rows = asked.counts(_COUNTED, granted, grain="week" if WEEK in by else None, basis="cohort")
    for row in rows:
        row.setdefault("objective", None)
        if "is_hot" in row:
            row["is_hot"] = bool(row["is_hot"])
    return rows


def _pairs(row: Mapping[str, Any], steps: Sequence[str]) -> dict[str, Counts]:
    """Each step's counts: those who took it, and those who could. Leads whose outcomes are all unmapped could not."""
    found: dict[str, Counts] = {}
    for before, step in pairwise(steps):
        den = row[before] - (row["unmapped"] if step == "contacted" else 0)
        found[step] = (row[step], den)
    return found


def _steps(row: Mapping[str, Any], has_orders: bool) -> list[str]:
    left = {"appointment"} if not row["booked"] else set()
    return [step for step in STEPS if step not in left and (has_orders or step != "net_sale")]


def run(asked: Asked, options: Options) -> Answer:
    """The steps, with the same cohort length before and the other campaigns beside."""
    members = _by(options)
    state = asked.source.state()
    totals = asked.figures("leads", basis="cohort")
    has_orders = "orders" in state.present
    by = [name for name in _DIMENSIONS if asked.grants(name)]
    cells = _counted(asked, by)
    now = _together(cells)
    steps = _steps(now, has_orders)
    campaigns = _folded(cells, "campaign") if "campaign" in by else []
    past = _past(asked, by, state.now)
    then = _together(past) if past is not None else None
    findings = [_against_past(cells, past, steps), *_causes(cells, past or [], by, steps)]
    findings += _against_others(asked, members, steps)
    tables = (_main(now, then, steps), _by_campaign(campaigns, steps))
    return Answer(tables, tuple(findings), notes=(*totals.notes, *_notes(now, has_orders)))


def _by(options: Options) -> str:
    by = str(options["by"])
    if by not in _DIMENSIONS:
        raise UsageError(
            'The steps of a funnel cannot be told apart by "{name}".{near} Expected one of {names}.',
            name=by,
            near=did_you_mean(by, _DIMENSIONS),
            names=[*_DIMENSIONS],
        )
    return by


def _folded(cells: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """The cells added up by one dimension."""
    members: dict[Any, list[Mapping[str, Any]]] = {}
    for cell in cells:
        members.setdefault(cell[name], []).append(cell)
    return [
        {
            name: member,
            "objective": next((one["objective"] for one in rows if one["objective"]), None),
            **_together(rows),
        }
        for member, rows in members.items()
    ]


_RULE = Text(
    "Une seule cohorte : les fiches créées dans la période, suivies jusqu’à l’instant de référence ; une fiche compte à chaque "
    "étape jusqu’à la plus avancée qu’elle a atteinte. Une étape est dite faible quand l’intervalle de Newcombe de l’écart, à "
    "95 % partagés entre les étapes (Bonferroni), est tout entier sous zéro ; la plus faible est celle qui perd la plus "
    "grande part de son taux. Des campagnes ne sont comparées qu’entre celles de même objectif et de même température, les membres "
    "d’une autre dimension qu’au sein de leur campagne, toujours fiches chaudes à part et à semaine de création égale. La période précédente est jugée au même âge des fiches, et "
    "campagne par campagne (Mantel-Haenszel) : un autre mélange de campagnes ne passe pas pour un recul.",
    "One cohort: the leads created in the period, followed to the reference instant; a lead counts at every step up to the "
    "furthest it reached. A step is called weak where Newcombe’s interval of the difference, at 95% shared among the "
    "steps (Bonferroni), lies wholly below zero; the weakest is the one that loses the largest part of its rate. "
    "Campaigns are compared only among those of the same objective and temperature, members of another dimension only within "
    "their campaign, hot leads always apart and at the same week of creation. The earlier period is judged at the same age of its leads, and campaign by campaign (Mantel-Haenszel): another mix of "
    "campaigns does not pass for a fall.",
)


def _past(asked: Asked, by: Sequence[str], now: datetime) -> list[dict[str, Any]] | None:
    """The cells of the period before; None where the period is open. To go back in time for no lead would be long."""
    earlier = _earlier(asked, now)
    if earlier is None:
        return None
    created = earlier.with_(as_of=None).figures("leads", basis="cohort").total["leads"]["value"]
    return _counted(earlier, by) if created else []


def _earlier(asked: Asked, now: datetime) -> Asked | None:
    """The period before, its leads as old then as ours are now; None where the period is open."""
    first, end = asked.period or (None, None)
    if not isinstance(first, date) or not isinstance(end, date):
        return None
    start, stop = previous(first, end)
    as_of = min(asked.request("leads").as_of or now, now) - timedelta(days=(end - stop).days)
    return asked.with_(period=(start, stop), as_of=as_of)


def _main(now: Mapping[str, Any], then: Mapping[str, Any] | None, steps: list[str]) -> Table:
    ours, theirs = _pairs(now, steps), _pairs(then, steps) if then else {}
    rows = []
    for step in steps:
        rows.append(
            {
                "step": step,
                "leads": now[step],
                "rate": proportion(*ours[step]) if step in ours else None,
                "of_all": proportion(now[step], now["leads"]),
                "previous": proportion(*theirs[step]) if step in theirs else None,
            }
        )
    columns = [
        Column("step", Text("Étape", "Step"), "member", labels=STEPS),
        Column("leads", Text("Fiches", "Leads")),
        Column("rate", Text("De l’étape précédente", "Of the step before"), "figure", Unit.PERCENT),
        Column("of_all", Text("De toutes les fiches", "Of all leads"), "figure", Unit.PERCENT),
    ]
    if then:
        columns.append(Column("previous", Text("Période précédente", "Previous period"), "figure", Unit.PERCENT))
    return Table("steps", Text("L’entonnoir", "The funnel"), tuple(columns), rows)


def _by_campaign(campaigns: list[dict[str, Any]], steps: list[str]) -> Table:
    rows = []
    for row in sorted(campaigns, key=lambda one: (one["campaign"] is None, str(one["campaign"]))):
        pairs = _pairs(row, steps)
        cells = {step: proportion(*pairs[step]) for step in steps[1:]}
        rows.append({"campaign": row["campaign"], "leads": row["leads"], **cells})
    columns = [Column("campaign", words.dimension_name("campaign"), "member", dimension="campaign"),
               Column("leads", STEPS["leads"])]  # fmt: skip
    columns += [Column(step, _passage(step, steps), "figure", Unit.PERCENT) for step in steps[1:]]
    title = Text("Taux de chaque étape, par campagne", "Rate of each step, by campaign")
    return Table("campaigns", title, tuple(columns), rows)


def _by_step(
    cells: Sequence[Mapping[str, Any]], past: Sequence[Mapping[str, Any]], steps: Sequence[str]
) -> dict[str, Pairs]:
    """Each step's counts now and then, campaign by campaign where they may be told apart."""
    if not cells or "campaign" not in cells[0]:
        ours, theirs = _pairs(_together(cells), steps), _pairs(_together(past), steps)
        return {step: [(ours[step], theirs[step])] for step in ours}
    now = {row["campaign"]: _pairs(row, steps) for row in _folded(cells, "campaign")}
    then = {row["campaign"]: _pairs(row, steps) for row in _folded(past, "campaign")}
    both = [campaign for campaign in now if campaign in then]
    return {step: [(now[campaign][step], then[campaign][step]) for campaign in both] for step in steps[1:]}


def _against_past(
    cells: Sequence[Mapping[str, Any]], past: Sequence[Mapping[str, Any]] | None, steps: list[str]
) -> Finding:
    if past is None:
        text = Text(
            "Sans période bornée, il n’y a pas de passé à quoi comparer\u00a0: donnez un début et une fin (--from, --to).",
            "Without both bounds of a period there is no past to compare with: give its first and last day (--from, --to).",
        )
        return Finding("no_past", "neutral", text)
    if not _together(past)["leads"]:
        text = Text("Aucune fiche dans la période précédente.", "No lead in the previous period.")
        return Finding("no_past", "neutral", text)
    pairs = _by_step(cells, past, steps)
    found = weakest(pairs)
    if found is None:
        text = Text(
            "Indécis\u00a0: aucune étape ne recule sur la période précédente au-delà du hasard, à campagne égale.",
            "Undecided: no step has fallen since the previous period by more than chance, at the same campaign.",
        )
        return Finding("weakest_past", "undecided", text)
    step, apart = found
    text = words.phrase(
        "Weakest step against our own past{equal}: {step}, {now} against {then} in the previous period ({gap}).",
        step=_passage(step, steps), **_rates(apart),
        equal=Text(", à campagne égale", ", at the same campaign") if len(pairs[step]) > 1 else Text("", ""),
    )  # fmt: skip
    return Finding("weakest_past", "bad", text, _about(step, apart), weight(apart.bounds, apart.theirs, 1.0))


def _causes(
    cells: Sequence[Mapping[str, Any]], past: Sequence[Mapping[str, Any]], dimensions: Iterable[str], steps: list[str]
) -> list[Finding]:
    """Who carries the fall of the weakest step."""
    found = weakest(_by_step(cells, past, steps))
    if found is None:
        return []
    step = found[0]
    carriers = causes(cells, past, dimensions, lambda row: _pairs(row, steps)[step])[:3]
    if not carriers:
        text = Text(
            "Aucun fichier, aucune source ni aucune cible ne porte à lui seul ce recul au-delà du hasard.",
            "No list, source or target by itself carries this fall by more than chance.",
        )
        return [Finding("causes", "undecided", text)]
    parts = [
        words.phrase(
            "{dimension} {member} ({then}, then {now})",
            dimension=words.dimension_name(one.dimension), member=words.member(one.dimension, one.member),
            **{name: text for name, text in _rates(one.found).items() if name != "gap"},
        )
        for one in carriers
    ]  # fmt: skip
    text = words.phrase("This fall comes mostly from: {parts}.",
                        parts=words.listed(parts))  # fmt: skip
    about = [{"dimension": one.dimension, "member": one.member, "lost": one.lost} for one in carriers]
    return [Finding("causes", "bad", text, {"step": step, "members": about})]


def _against_others(asked: Asked, by: str, steps: list[str]) -> list[Finding]:
    """The chosen members against the others one may see; without a choice, each against all the others."""
    held = held_for(by)
    if not all(asked.grants(name) for name in (by, *held) if name != WEEK):
        return [Finding("no_others", "undecided", strata.CANNOT_TELL)]
    rest = {name: values for name, values in asked.where.items() if name != by}
    rows = _counted(asked.with_(where=rest), (*held, by))
    chosen = asked.filters().get(by) or ()
    return beside(rows, by, held, lambda row: _pairs(row, steps), lambda step: _passage(step, steps), chosen)


def _together(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: sum(row[name] for row in rows) for name in _COUNTED}


def _rates(found: Gap) -> dict[str, Text]:
    return {"now": words.share(found.ours), "then": words.share(found.theirs), "gap": words.points(found.difference)}


def _about(step: str, found: Gap) -> dict[str, Any]:
    return {
        "step": step,
        "rate": found.ours,
        "reference": found.theirs,
        "low": found.bounds[0],
        "high": found.bounds[1],
    }


def _notes(now: Mapping[str, Any], has_orders: bool) -> list[dict[str, Any]]:
    notes = []
    if now["unmapped"]:
        text = Message(
            "{leads:,} {leads|lead has|leads have} only unmapped codes: left out of the contact rate.",
            leads=now["unmapped"],
        )
        notes.append(note("unmapped", text, leads=now["unmapped"]))
    if now["unargued"]:
        text = Message(
            "{leads:,} {leads|lead has|leads have} an appointment or a sale without a recorded pitch: every step before is counted "
            "as reached.",
            leads=now["unargued"],
        )
        notes.append(note("unargued", text, leads=now["unargued"]))
    if not has_orders:
        text = Message("No orders are loaded: sales rest on call outcomes, net sales are unknown.")
        notes.append(note("not_loaded", text))
    return notes


VIEW = View(
    "funnel",
    Text("Entonnoir", "Funnel"),
    Text(
        "Où perdons-nous nos fiches, et quelle étape est faible ?",
        "Where do we lose our leads, and which step is weak?",
    ),
    run,
    kpis=(
        "leads",
        "leads_attempted",
        "leads_contacted",
        "leads_qualified",
        "leads_argued",
        "appointments",
        "sales",
        "net_sales",
    ),
    options={"by": "campaign"},
    rules=(_RULE,),
    basis="cohort",
)
