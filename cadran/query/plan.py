"""From KPIs to the aggregates they need: which parts of which facts, dated how, under which conditions.

Each KPI is resolved for what the store holds: its basis, the aggregates of its numerator and denominator, and those
that count what was left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cadran.catalogue.shape import KPI, Basis, Measure, Part
from cadran.errors import CadranError, NotConformedError, UsageError, did_you_mean
from cadran.messages.terms import term
from cadran.query.conformity import conform
from cadran.query.grammar import columns, conjuncts, formula, needs
from cadran.query.request import Request
from cadran.query.sharing import Sharing, sharing_of
from cadran.query.slots import LEFT, START, STOCK, Figure, Measured, Piece, Plan, Slot
from cadran.query.state import SUMMARY, Catalogue, StoreState

_AT = {"start": START, "end": STOCK, "left": LEFT}

_NO_PART = {
    "amount_base": "amount_base IS NULL AND amount IS NOT NULL",
    "credit.margin_base": "credit.margin_base IS NULL",
    "credit.lifetime_value": "credit.lifetime_value IS NULL",
    "lifetime_value": "lifetime_value IS NULL",
}
"""Money columns of which a partial sum must never pass for the whole, and the rows that lack theirs: no rate known."""


def plan(catalogue: Catalogue, state: StoreState, request: Request) -> Plan:
    """Resolve a request; NotConformedError where a fact lacks a dimension that it is asked or restricted by."""
    met = tuple((fact, condition) for fact, conditions in state.met.items() for condition in sorted(conditions))
    sharing = sharing_of(catalogue, state, request)
    made = _plan(catalogue, request.kpis, request.basis, state.present, met, request.within, sharing)
    conform(catalogue, made, request)
    return made


@lru_cache(maxsize=512)
def _plan(
    catalogue: Catalogue,
    kpis: tuple[str, ...],
    basis: str,
    present: frozenset[str],
    met: tuple[tuple[str, str], ...],
    within: int | None,
    sharing: Sharing,
) -> Plan:
    resolver = _Resolver(catalogue, Basis(basis), present, met, within, sharing)
    figures = tuple(resolver.figure(catalogue.kpis[name]) for name in kpis)
    slots = tuple(dict.fromkeys(slot for figure in figures for slot in figure.slots()))
    rule = sharing.rule if any(slot.allocated for slot in slots) else None
    return Plan(figures, slots, tuple(dict.fromkeys(slot.fact for slot in slots)), rule)


RULES = (None, "opening_hours", "full_time")


@dataclass(frozen=True)
class _Chosen:
    """The parts that stand for a measure in this store."""

    sign: int
    measure: Measure
    parts: tuple[Part, ...]
    is_fallback: bool


class _Resolver:
    def __init__(
        self,
        catalogue: Catalogue,
        basis: Basis,
        present: frozenset[str],
        met: tuple[tuple[str, str], ...],
        within: int | None,
        sharing: Sharing,
    ) -> None:
        self.catalogue, self.basis, self.present, self.met, self.within = catalogue, basis, present, met, within
        self.sharing = sharing

    def figure(self, kpi: KPI) -> Figure:
        basis = kpi.basis or self.basis
        num = [self._choose(kpi, term.sign, term.measure, basis) for term in formula(kpi.num)]
        den = [self._choose(kpi, term.sign, term.measure, basis) for term in formula(kpi.den)] if kpi.den else None
        flags = self._flags([*num, *den]) if den is not None else {}
        first = num[0].parts[0].fact
        focus = kpi.focus if kpi.focus and (first, kpi.focus) in self.met else None
        context = _Context(
            kpi, basis, flags, (first, focus), self._window(kpi, basis), self._shares(kpi, [*num, *(den or ())])
        )
        built_num = tuple(self._measured(chosen, context) for chosen in num)
        built_den = tuple(self._measured(chosen, context) for chosen in den) if den is not None else None
        base = [part for chosen in (den if den is not None else num) for part in chosen.parts]
        return Figure(
            kpi,
            basis,
            built_num,
            built_den,
            unmapped=tuple(self._unmapped(part, context) for part in base if flags.get(part.fact)),
            uncalled=tuple(self._uncalled(part, context) for part in base if self._may_be_uncalled(part, flags)),
            untimed=tuple(self._untimed(part, context) for part in base if part.untimed),
            immature=tuple(self._slot(part, context, young=True) for part in base) if context.window else (),
            proportion=kpi.subset and built_den is not None and _sources(built_num) == _sources(built_den),
            fallbacks=tuple(chosen.measure.id for chosen in (*num, *(den or ())) if chosen.is_fallback),
            focus=focus,
        )

    def _shares(self, kpi: KPI, chosen: Sequence[_Chosen]) -> bool:
        """Whether common costs are shared: where a rule was named, or where they are set against what is divided."""
        if self.sharing.rule is None:
            return False
        divided = self.sharing.is_divided or bool(kpi.objectives and self.sharing.by_campaign)
        alone = kpi.den is None and all(self._is_shared(part) for one in chosen for part in one.parts)
        return divided and (self.sharing.is_named or not alone)

    def _is_shared(self, part: Part) -> bool:
        return self.catalogue.facts[part.fact].shared

    def _window(self, kpi: KPI, basis: Basis) -> int | None:
        """How old a lead must be to count: what the KPI itself needs, and the window that was asked."""
        asked = self.within if basis is Basis.COHORT else None
        return max(kpi.window_s or 0, asked or 0) or None

    def _choose(self, kpi: KPI, sign: int, name: str, basis: Basis) -> _Chosen:
        measure = self.catalogue.measures.get(name)
        if measure is None:
            near = did_you_mean(name, self.catalogue.measures)
            raise UsageError(
                'The KPI "{id}" is declared over the measure "{name}", which is not declared.{near}',
                id=kpi.id,
                name=name,
                near=near,
            )
        if measure.rule not in RULES:
            raise CadranError(
                'The measure "{name}" of "{id}" follows the rule "{rule}", which is none.',
                name=name,
                id=kpi.id,
                rule=measure.rule,
            )
        options = (measure.parts, measure.fallback)
        if basis is not Basis.ACTIVITY and measure.cohort:
            options = (measure.cohort, measure.cohort_fallback)
        for is_fallback, option in enumerate(options):
            held = tuple(part for part in option if self._holds(part))
            if held:
                return _Chosen(sign, measure, held, bool(is_fallback))
        return _Chosen(sign, measure, options[0][:1], False)

    def _holds(self, part: Part) -> bool:
        return (f"{part.fact}:{SUMMARY}" if part.time == SUMMARY else part.fact) in self.present

    def _flags(self, chosen: list[_Chosen]) -> dict[str, tuple[str, ...]]:
        """Fact → the columns that its conditions read and that an unmapped code leaves NULL."""
        used: dict[str, set[str]] = {}
        for part in (part for one in chosen for part in one.parts):
            nullable = self.catalogue.facts[part.fact].flags
            used.setdefault(part.fact, set()).update(columns(part.where or "TRUE") & set(nullable))
        return {fact: tuple(sorted(names)) for fact, names in used.items()}

    def _measured(self, chosen: _Chosen, context: _Context) -> Measured:
        pieces = tuple(self._piece(part, context) for part in chosen.parts)
        return Measured(chosen.sign, chosen.measure.id, pieces, chosen.measure.rule)

    def _piece(self, part: Part, context: _Context) -> Piece:
        value = self._slot(part, context)
        if value.kind in ("count", "distinct"):
            return Piece(part, value, value)
        where = (*value.where, *conjuncts(f"{part.column} IS NOT NULL")) if value.kind == "quantile" else value.where
        rows = replace(value, kind="count", where=where, column=None, q=None)
        lacking = _NO_PART.get(part.column or "")
        unconverted = None if lacking is None else replace(rows, where=(*value.where, *conjuncts(lacking)))
        common = left = None
        if self._is_shared(part) and (value.allocated or self.sharing.is_divided):
            common = replace(value, apart="common")
            left = replace(value, apart="left") if value.allocated else None
        return Piece(part, value, rows, unconverted, common, left)

    def _where(self, part: Part, context: _Context) -> tuple[str, ...]:
        fact, focus = context.focus
        texts = conjuncts(part.where) if part.where else ()
        return (*texts, *conjuncts(focus)) if focus and part.fact == fact else texts

    def _slot(self, part: Part, context: _Context, *, young: bool = False) -> Slot:
        where = self._where(part, context)
        kind, column, q = ("count", None, None) if young else (part.aggregate, part.column, part.q)
        known = frozenset(name for text in where for name in needs(text))
        guards = [] if young else [name for name in context.flags.get(part.fact, ()) if name not in known]
        where += tuple(text for name in guards for text in conjuncts(f"{name} IS NOT NULL"))
        dated, window = self._dated(part, context), context.window
        window, young = (context.kpi.live_s, True) if context.kpi.live_s else (window, young)
        shared = context.shares and self._is_shared(part)
        return Slot(part.fact, dated, kind, tuple(dict.fromkeys(where)), column, q, window, young, allocated=shared,
                    objectives=self._objectives(part, context))  # fmt: skip

    def _objectives(self, part: Part, context: _Context) -> tuple[str, ...]:
        return context.kpi.objectives if "objective" in self.catalogue.facts[part.fact].dimensions else ()

    def _unmapped(self, part: Part, context: _Context) -> Slot:
        where, dated = self._where(part, context), self._dated(part, context)
        if self._may_be_uncalled(part, context.flags):
            where = (*where, *conjuncts("attempted"), *conjuncts(f"{dated} IS NOT NULL"))
        return Slot(part.fact, dated, "count", where, window=context.window, unmapped=context.flags[part.fact],
                    objectives=self._objectives(part, context))  # fmt: skip

    def _may_be_uncalled(self, part: Part, flags: dict[str, tuple[str, ...]]) -> bool:
        return bool(set(flags.get(part.fact, ())) & set(self.catalogue.facts[part.fact].uncalled))

    def _uncalled(self, part: Part, context: _Context) -> Slot:
        """The leads left out as nobody called them: another reason than a code without a meaning."""
        flags = self.catalogue.facts[part.fact].uncalled
        kept = tuple(
            text for text in self._where(part, context) if not columns(text) & set(flags) and "follow_ups" not in text
        )
        return Slot(
            part.fact,
            self._dated(part, context),
            "count",
            (*kept, *conjuncts("NOT attempted")),
            window=context.window,
            objectives=self._objectives(part, context),
        )

    def _untimed(self, part: Part, context: _Context) -> Slot:
        """The rows left out as their duration is unknown."""
        return self._slot(replace(part, aggregate="count", column=None, where=part.untimed), context)

    def _dated(self, part: Part, context: _Context) -> str:
        fact, basis = self.catalogue.facts[part.fact], context.basis
        if part.at:
            return _AT[part.at]
        if basis is Basis.STOCK:
            return STOCK
        if basis is Basis.COHORT:
            if fact.cohort is None:
                raise NotConformedError(
                    '"{id}" counts on {fact}, behind which there is no lead: it has no cohort. Ask with '
                    'basis "activity".',
                    id=context.kpi.id,
                    fact=term(fact.name),
                )
            return fact.cohort
        return fact.times[part.time]


@dataclass(frozen=True)
class _Context:
    """What the parts of one figure share."""

    kpi: KPI
    basis: Basis
    flags: dict[str, tuple[str, ...]]
    focus: tuple[str, str | None]
    window: int | None
    shares: bool = False


def _sources(side: tuple[Measured, ...]) -> set[tuple[str, str]]:
    """What a side counts: rows that left are among those of the start."""
    dated = {LEFT: START}
    pieces = [piece.value for term in side for piece in term.pieces]
    return {(value.fact, dated.get(value.dated, value.dated)) for value in pieces}
