"""What a plan is made of: aggregates (slots), the parts and sides of a KPI that read them, the KPIs resolved (figures).

A `Slot` is one aggregate of one fact; equal slots are computed once however many KPIs read them.
"""

from __future__ import annotations

from dataclasses import dataclass

from cadran.catalogue.shape import KPI, Basis, Part

STOCK = "@end"
"""In place of a date column: the state of all rows at the period's end."""

START = "@start"
"""In place of a date column: the rows that cover the period's first day."""

LEFT = "@left"
"""In place of a date column: of those rows, the ones whose stretch ends within the period."""
STOCKS = (START, STOCK, LEFT)


@dataclass(frozen=True)
class Slot:
    """One aggregate: `kind` (count, sum, distinct, quantile) of `column`, over the rows that meet every `where`.

    `dated` is the column that dates the rows. `window`: only leads that old at as_of (`young`: only the others).
    `unmapped`: instead, the rows that are left out because one of these columns is NULL for want of a mapping.
    `allocated`: shared among the members by a rule. `apart`: instead of the members' own, in the total, the "common" rows
    that do not know what is asked, or those "left" for which the rule found nobody. `objectives`: only campaigns' that
    have one of these, or say none.
    """

    fact: str
    dated: str
    kind: str
    where: tuple[str, ...]
    column: str | None = None
    q: float | None = None
    window: int | None = None
    young: bool = False
    unmapped: tuple[str, ...] = ()
    allocated: bool = False
    apart: str | None = None
    objectives: tuple[str, ...] = ()

    @property
    def additive(self) -> bool:
        """Whether members of a breakdown add up to their total."""
        return self.kind in ("count", "sum") and not self.allocated and not self.apart


@dataclass(frozen=True)
class Piece:
    """One part of a measure: its aggregate, the count of its rows where that is another one, and of rows without a rate.

    `common`: of what a breakdown or filter divides, the amount that does not say whose it is; `left`: what nobody got.
    """

    part: Part
    value: Slot
    rows: Slot
    unconverted: Slot | None = None
    common: Slot | None = None
    left: Slot | None = None

    def slots(self) -> list[Slot]:
        """Every aggregate of the part."""
        return [slot for slot in (self.value, self.rows, self.unconverted, self.common, self.left) if slot]

    @property
    def is_count(self) -> bool:
        return self.value.kind in ("count", "distinct")


@dataclass(frozen=True)
class Measured:
    """One term of a numerator or denominator."""

    sign: int
    measure: str
    pieces: tuple[Piece, ...]
    rule: str | None = None


@dataclass(frozen=True, eq=False)
class Figure:
    """One KPI, resolved."""

    kpi: KPI
    basis: Basis
    num: tuple[Measured, ...]
    den: tuple[Measured, ...] | None
    unmapped: tuple[Slot, ...]
    uncalled: tuple[Slot, ...]
    untimed: tuple[Slot, ...]
    immature: tuple[Slot, ...]
    proportion: bool
    fallbacks: tuple[str, ...]
    focus: str | None

    def pieces(self) -> list[Piece]:
        return [piece for term in (*self.num, *(self.den or ())) for piece in term.pieces]

    def slots(self) -> list[Slot]:
        """Every aggregate that the figure reads."""
        found = [slot for piece in self.pieces() for slot in piece.slots()]
        return [*found, *self.unmapped, *self.uncalled, *self.untimed, *self.immature]

    def facts(self) -> tuple[str, ...]:
        """The facts that the figure reads."""
        return tuple(dict.fromkeys(slot.fact for slot in self.slots()))

    def is_of_agents(self, facts: frozenset[str]) -> bool:
        """Whether by agent it is of part of the rows only: of some rows of these facts nobody was the agent."""
        return self.kpi.by_agent is not None and any(slot.fact in facts for slot in self.slots())

    @property
    def by_clock(self) -> bool:
        """Whether it counts time that no row holds."""
        return any(term.rule for term in (*self.num, *(self.den or ())))


@dataclass(frozen=True, eq=False)
class Plan:
    """A request's figures, the aggregates they share, and the rule by which some of these are allocated."""

    figures: tuple[Figure, ...]
    slots: tuple[Slot, ...]
    facts: tuple[str, ...]
    rule: str | None = None

    @property
    def has_stock(self) -> bool:
        return any(slot.dated in STOCKS for slot in self.slots)

    @property
    def has_start(self) -> bool:
        return any(slot.dated in (START, LEFT) for slot in self.slots)
