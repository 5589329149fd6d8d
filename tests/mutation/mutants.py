"""Every small mistake that could be made in the catalogue's declarations, one at a time.

A mutant is the catalogue with one declaration changed: a condition negated, shortened or with another flag in it, a
bound moved, another date, another aggregate, another measure in a formula, a column of another dimension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from cadran.catalogue.shape import KPI, Basis, Fact, Measure, Part
from cadran.query import grammar
from cadran.query.state import Catalogue

SIBLINGS = {  # what one may write for another by mistake
    "contacted": "answered", "answered": "valid_number", "qualified": "contacted", "argued": "qualified",
    "valid_number": "contacted", "attempted": "contacted", "wrong_number": "off_target", "off_target": "wrong_number",
    "refused": "argued", "sold": "booked", "booked": "sold", "has_number": "is_duplicate", "is_duplicate": "has_number",
    "is_open": "contacted", "is_reported": "attempted", "talk_s": "wrap_s", "wrap_s": "talk_s", "hold_s": "ring_s",
    "first_contact_delay_s": "first_attempt_delay_s", "first_attempt_delay_s": "first_contact_delay_s",
    "follow_ups": "attempts", "attempts": "calls", "amount_base": "amount", "agent_id": "lead_id",
    "connected_at": "answered_at", "open_after_first": "is_open", "quality_score": "talk_s",
    "over_solicited_date": "first_contact_date", "appointment_id": "customer_id", "is_hot": "has_number",
    "attempts_span_s": "first_contact_delay_s", "lead_key": "campaign_id",
}  # fmt: skip
LITERALS = {
    "phone": "email", "sale": "appointment", "appointment": "sale", "refused": "not_interested", "machine": "abandoned",
    "abandoned": "hung_up", "failed": "invalid_number", "rejected": "busy", "busy": "abandoned", "no_answer": "machine",
    "hung_up": "abandoned", "opt_out": "wrong_number", "detected": "missed", "missed": "none", "off_target": "opt_out",
    "invalid_number": "failed", "wrong_number": "hung_up", "bounced": "opened", "mobile": "fixed", "cancelled": "pending",
    "confirmed": "pending", "rescheduled": "cancelled", "held": "no_show", "booked": "cancelled", "no_show": "rescheduled",
    "waiting": "paused", "preparing": "training", "dialing": "other", "talking": "training", "wrap": "paused",
    "paused": "training", "media": "staff", "data": "telecom", "tools": "workplace", "outbound": "inbound",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    name: str
    catalogue: Catalogue
    kpis: tuple[str, ...]  # those whose figures it may change
    wide: bool = False  # of a fact: every breakdown counts, and what may be broken down


def conditions(text: str | None) -> Iterator[tuple[str, str | None]]:
    """(what was done, the condition that is left) for every way to get a condition wrong."""
    if text is None:
        return
    tree = grammar.condition(text)
    yield "negated", f"NOT ({text})"
    terms = list(tree.flatten()) if isinstance(tree, exp.And) else [tree]
    for place, term in enumerate(terms):
        rest = [f"({other.sql()})" for number, other in enumerate(terms) if number != place]
        yield f"without {term.sql()}", " AND ".join(rest) or None
        if rest:
            yield f"NOT {term.sql()}", " AND ".join([*rest, f"NOT ({term.sql()})"])
    for place, node in enumerate(list(tree.walk())):
        for what, changed in _nodes(node):
            copy = tree.copy()
            target = list(copy.walk())[place]
            target.replace(changed) if target.parent else None
            new = copy if target.parent else changed
            yield f"{what} in {node.sql()}", new.sql()


def _nodes(node: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    if isinstance(node, exp.In):
        values = node.args["expressions"]
        for value in values if len(values) > 1 else ():
            kept = [one.copy() for one in values if one is not value]
            yield f"without {value.sql()}", exp.In(this=node.this.copy(), expressions=kept)
    elif isinstance(node, exp.LTE):
        yield "<", exp.LT(this=node.this.copy(), expression=node.expression.copy())
    elif isinstance(node, exp.GT):
        yield ">=", exp.GTE(this=node.this.copy(), expression=node.expression.copy())
    elif isinstance(node, exp.Or):
        yield "AND", exp.And(this=node.this.copy(), expression=node.expression.copy())
        yield "left only", node.this.copy()
        yield "right only", node.expression.copy()
    elif isinstance(node, exp.Literal) and node.is_string and node.this in LITERALS:
        yield LITERALS[node.this], exp.Literal.string(LITERALS[node.this])
    elif isinstance(node, exp.Literal) and not node.is_string:
        for step in (-1, 1):
            yield f"{step:+d}", exp.Literal.number(int(node.this) + step)
    elif isinstance(node, exp.Column) and node.name in SIBLINGS and not node.table:
        yield SIBLINGS[node.name], exp.column(SIBLINGS[node.name])


def parts(part: Part, fact: Fact) -> Iterator[tuple[str, Part]]:
    """Every part that one may have meant instead."""
    for what, where in conditions(part.where):
        yield what, replace(part, where=where)
    for time in fact.times:
        if time != part.time:
            yield f"dated by {time}", replace(part, time=time)
    if part.aggregate == "count" and "lead" in fact.lookups and fact.name in ("attempts", "orders", "appointments"):
        yield "distinct leads", replace(part, aggregate="distinct", column="lead_key")
    if part.aggregate in ("distinct", "sum"):
        yield "count", replace(part, aggregate="count", column=None)
    if part.q is not None:
        yield "another quantile", replace(part, q=0.75)
    if part.column and part.column in SIBLINGS:
        yield SIBLINGS[part.column], replace(part, column=SIBLINGS[part.column])
    if part.column and "." in part.column:
        yield "the row's own", replace(part, column="amount_base")
    if part.aggregate == "distinct" and part.column and "," in part.column:
        columns = part.column.split(", ")
        for name in columns:
            yield f"distinct without {name}", replace(part, column=", ".join(one for one in columns if one != name))
    if part.at:
        yield "not at the start", replace(part, at=None)


def measures(measure: Measure, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Measure]]:
    for side in ("parts", "fallback", "cohort", "cohort_fallback"):
        given: tuple[Part, ...] = getattr(measure, side)
        for place, part in enumerate(given):
            for what, changed in parts(part, facts[part.fact]):
                if side.startswith("cohort") and what.startswith("dated by"):
                    continue  # a cohort is dated by the lead's creation, whatever the role
                yield (
                    f"{side}[{place}] {what}",
                    replace(measure, **{side: (*given[:place], changed, *given[place + 1 :])}),
                )
            if len(given) > 1:
                yield f"{side} without [{place}]", replace(measure, **{side: (*given[:place], *given[place + 1 :])})
        if given and side != "parts":
            yield f"no {side}", replace(measure, **{side: ()})
    if measure.rule:
        yield (
            "another rule",
            replace(measure, rule={"full_time": "opening_hours", "opening_hours": "full_time"}[measure.rule]),
        )


def formulas(text: str, others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    terms = grammar.formula(text)
    for place, term in enumerate(terms):
        for other in others.get(term.measure, "").split():
            yield f"{other} for {term.measure}", _formula(terms, place, grammar.Term(term.sign, other))
        if len(terms) > 1:
            yield f"without {term.measure}", _formula(terms, place, None)
            yield f"{term.measure} the other way", _formula(terms, place, grammar.Term(-term.sign, term.measure))


def _formula(terms: Any, place: int, instead: grammar.Term | None) -> str:
    kept = [instead if number == place else term for number, term in enumerate(terms)]
    signs = {1: "+", -1: "-"}
    text = " ".join(f"{signs[term.sign]} {term.measure}" for term in kept if term)
    return text.removeprefix("+ ")


def kpis(kpi: KPI, others: Mapping[str, str]) -> Iterator[tuple[str, KPI]]:
    for what, text in formulas(kpi.num, others):
        yield f"num: {what}", replace(kpi, num=text)
    if kpi.den:
        for what, text in formulas(kpi.den, others):
            yield f"den: {what}", replace(kpi, den=text)
        yield "upside down", replace(kpi, num=kpi.den, den=kpi.num)
        yield "no denominator", replace(kpi, den=None)
        yield "subset", replace(kpi, subset=not kpi.subset)
    yield "factor", replace(kpi, factor=kpi.factor * 2)
    for basis in (None, *Basis):
        if basis != kpi.basis:
            yield f"basis {basis}", replace(kpi, basis=basis)
    for name in ("window_s", "live_s"):
        if (seconds := getattr(kpi, name)) is not None:
            for other in (None, seconds - 1, seconds + 1):
                yield f"{name} {other}", replace(kpi, **{name: other})
    if kpi.focus:
        yield "no focus", replace(kpi, focus=None)
        yield "another focus", replace(kpi, focus=f"NOT {kpi.focus}")
    if kpi.view and kpi.view.by:
        yield "share", replace(kpi, view=replace(kpi.view, share=not kpi.view.share))


def facts(fact: Fact, catalogue: Catalogue, dimensions: tuple[str, ...]) -> Iterator[tuple[str, Fact]]:
    for what, where in conditions(fact.where):
        yield f"where {what}", replace(fact, where=where)
    for role, column in fact.times.items():
        for other in dict.fromkeys((*fact.times.values(), fact.cohort)):
            if other and other != column and "." not in other:
                yield f"{role} dated by {other}", replace(fact, times={**fact.times, role: other})
    if fact.cohort:
        yield "no cohort", replace(fact, cohort=None)
        yield "cohort by its own day", replace(fact, cohort=next(iter(fact.times.values())))
    for name in dimensions:
        if name in fact.dimensions:
            without = {key: column for key, column in fact.dimensions.items() if key != name}
            yield f"no {name}", replace(fact, dimensions=without)
            for other in ("campaign", "list", "source", "target"):
                if other != name and other in without:
                    yield (
                        f"{name} by {other}",
                        replace(fact, dimensions={**fact.dimensions, name: fact.dimensions[other]}),
                    )
    for name, lookup in fact.lookups.items():
        for pair in lookup.on if len(lookup.on) > 1 else ():
            if pair[0] != "source_system":
                kept = replace(lookup, on=tuple(one for one in lookup.on if one != pair))
                yield f"{name} not by {pair[0]}", replace(fact, lookups={**fact.lookups, name: kept})
    for place in range(len(fact.flags)):
        yield f"no flag {fact.flags[place]}", replace(fact, flags=(*fact.flags[:place], *fact.flags[place + 1 :]))
    for name in ("length", "gives_way_to", "stretch"):
        if getattr(fact, name):
            yield f"no {name}", replace(fact, **{name: None})


def all_mutants(catalogue: Catalogue, dimensions: tuple[str, ...]) -> Iterator[Mutant]:
    used = {kpi.id: _measures_of(kpi) for kpi in catalogue.kpis.values()}
    for measure in catalogue.measures.values():
        mine = tuple(kpi for kpi, names in used.items() if measure.id in names)
        by_lead = all(catalogue.kpis[kpi].basis in (Basis.COHORT, Basis.STOCK) for kpi in mine)
        for what, changed in measures(measure, catalogue.facts):
            if by_lead and "dated by" in what:
                continue  # cohorts and stocks ask for no event's date
            put = {**catalogue.measures, measure.id: changed}
            yield Mutant(f"measure {measure.id}: {what}", replace(catalogue, measures=put), mine)
    others = _others(catalogue)
    for kpi in catalogue.kpis.values():
        for what, other in kpis(kpi, others):
            yield Mutant(f"kpi {kpi.id}: {what}", replace(catalogue, kpis={**catalogue.kpis, kpi.id: other}), (kpi.id,))
    for fact in catalogue.facts.values():
        mine = tuple(
            kpi for kpi, names in used.items() if any(fact.name in _facts_of(catalogue.measures[one]) for one in names)
        )
        for what, new in facts(fact, catalogue, dimensions):
            put_facts = {**catalogue.facts, fact.name: new}
            yield Mutant(f"fact {fact.name}: {what}", replace(catalogue, facts=put_facts), mine, wide=True)


def _measures_of(kpi: KPI) -> set[str]:
    return {term.measure for text in (kpi.num, kpi.den) if text for term in grammar.formula(text)}


def _facts_of(measure: Measure) -> set[str]:
    return {part.fact for side in (measure.parts, measure.fallback, measure.cohort) for part in side}


def _others(catalogue: Catalogue) -> dict[str, str]:
    """Measure → its two neighbours, of those that count or sum on the same fact."""
    found: dict[str, str] = {}
    ids = list(catalogue.measures)
    for place, id in enumerate(ids):
        near = ids[max(0, place - 1) : place] + ids[place + 1 : place + 2]
        found[id] = " ".join(near)
    return found
