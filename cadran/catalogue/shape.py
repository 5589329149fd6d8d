"""The shapes of the catalogue's declarations: what a fact, a measure, a dimension and a KPI are.

Conditions and columns are short texts in one small grammar (a subset of SQL: column names, literals, =, <>, <,
<=, >, >=, IN, IS [NOT] NULL, AND, OR, NOT, + and -), parsed and checked against a closed list of node types:
nothing is ever evaluated as code. `lookup.column` reaches a column through one of the fact's lookups.
Numerators and denominators are sums of measures: `talk_s + wrap_s`, `leads - wrong_number_leads`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DAY = 86_400
"""In seconds."""


class Unit(StrEnum):
    PERCENT = "percent"  # values are fractions, shown in points
    SECONDS = "seconds"
    COUNT = "count"
    MONEY = "money"
    PER_HOUR = "per_hour"
    PER_1000 = "per_1000"
    RATIO = "ratio"


class Better(StrEnum):
    UP = "up"
    DOWN = "down"
    BAND = "band"
    NONE = "none"


class Basis(StrEnum):
    """By what the rows of a KPI are dated (semantics, rule 5)."""

    ACTIVITY = "activity"  # each by its own event
    COHORT = "cohort"  # by the lead's creation, followed to as_of
    STOCK = "stock"  # a state at the period's end


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in both languages."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table with one row for each combination of its `on` columns, joined to give a fact its attributes.

    `on` pairs (column of the fact, or of an earlier lookup, column of the table); never multiplies rows.
    """

    table: str
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One table whose rows are counted.

    `where` holds for every measure (inbound calls enter no KPI). `times` maps a time role to the local day column
    that dates it; `cohort` is the column with the day of the lead's creation, None where no lead stands behind a row.
    `dimensions` maps a dimension's id to the column that gives it, or to `month(column)`, `age(column)` (days from
    that day to the row's own, in bands), `delay(column)` (seconds, in bands), or another of what query.fact_columns computes; a
    dimension that is not there is refused. `instant` is the column that as_of
    cuts: rows after it are left out; where it is a day, the day that dates the row is.

    `loads`: the canonical table whose loads cover its days; None where it is kept whole, not day by day. `stretch`
    names the first and last column of the time that a row covers. Of a row that goes on past as_of, `length` counts
    up to then; a stock at the period's start counts the rows that cover its first day. `gives_way_to` is a table
    whose rows take the place of this fact's wherever it has any for the same list, or in the period for the same source
    or campaign, of the categories that `stands_in_for` gives for this fact's own; what is counted then is an estimate.
    `shared` facts can be allocated to members they do not know, by a rule. `uncalled` are those
    `flags` that are unknown of a lead that nobody called, for no want of a mapping. `of_agents` are the dimensions that
    only rows with an agent have: calls that a dialer places and nobody answers have none. `settling`: time role → the
    columns that may still change after the event that dates a row so; `pending`: the rows in which they will, where
    not all may.
    """

    name: str
    table: str
    times: Mapping[str, str]
    cohort: str | None
    dimensions: Mapping[str, str]
    instant: str
    where: str | None = None
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    uncalled: tuple[str, ...] = ()
    of_agents: tuple[str, ...] = ()
    settling: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pending: str | None = None
    code: str | None = None
    loads: str | None = None
    stretch: tuple[str, str] | None = None
    length: str | None = None
    gives_way_to: str | None = None
    stands_in_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shared: bool = False

    def known_by(self, dimension: str) -> tuple[str, ...]:
        """The columns of the fact's own table without which a row has no member of a dimension."""
        path = self.dimensions[dimension]
        lookup, _, name = path.rpartition("(")[2].partition(",")[0].rstrip(")").rpartition(".")
        if not lookup:
            return (name,)
        return tuple(own for own, _ in self.lookups[lookup].on if own != "source_system")


@dataclass(frozen=True, slots=True)
class Part:
    """An aggregate over one fact: count | sum | distinct | quantile (with `q`), of `column`, where `where`.

    What is distinct may be several columns, `agent_id, local_date`. `time` is the time role that dates it (a key of the
    fact's `times`). `at` makes it a stock whatever the KPI: at the "end" of the period the rows up to then, at its
    "start" those whose stretch covers its first day, "left" those of its start whose stretch ends within it. `untimed`: the
    rows that are left out as their duration is unknown.
    """

    fact: str
    aggregate: str
    time: str
    column: str | None = None
    where: str | None = None
    q: float | None = None
    at: str | None = None
    untimed: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted or summed.

    `parts` are added (they never overlap: a lead has attempt rows or a reported summary). Where none of the facts of
    `parts` is in the store, `fallback` stands in and results name it (`rests_on`). On the cohort basis `cohort`
    replaces `parts` where it is given; otherwise the same parts are dated by the lead's creation. `rule` names what
    no row holds and the evaluator works out from the period itself: "opening_hours" elapsed in it, or "full_time", by
    which the parts (seconds) are divided to give full-time equivalents.
    """

    id: str
    parts: tuple[Part, ...]
    fallback: tuple[Part, ...] = ()
    cohort: tuple[Part, ...] = ()
    cohort_fallback: tuple[Part, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """A named rule by which shared costs are allocated: in proportion to a measure of one part."""

    id: str
    measure: str
    name: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dimension:
    """Something figures are broken down or filtered by; the facts say which column holds it.

    The members of one that `is_ordered` stand in their own order (hours, ranks, bands), not by what they are worth.
    """

    id: str
    name: Text
    meaning: Text
    pii: bool = False
    labels: Mapping[str, Text] = field(default_factory=dict)
    is_ordered: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Benchmark:
    """A published figure, in the KPI's own unit (fractions for percents): a reference line, never a target by itself.

    `upto` is the upper end of a published range; `applies_to` says of what the figure speaks, where not of everything.
    `is_for_campaign`: it is reached by a whole campaign, as leads are called again; days of it are not held against it.
    """

    kind: str  # good, average, best, floor, target, low, high
    value: float
    source: Text
    weakness: Text
    upto: float | None = None
    applies_to: Text | None = None
    is_for_campaign: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Example:
    """A tiny world worked by hand: rows by table, the value they give, and the sum in words.

    `period`: the local days [from, to) that it is asked for, where what is loaded is not enough to tell. `key`: of a
    KPI that is a table, the row that has the value, by the ids of its columns.
    """

    rows: Mapping[str, tuple[Mapping[str, object], ...]]
    value: float | None
    working: Text
    as_of: str | None = None
    period: tuple[str, str] | None = None
    key: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class View:
    """A KPI that is read as a table: it and `kpis` broken down `by` dimensions.

    With `share`, its value in a row is the numerator's share of its sum over the members of `by`; what else rows are
    told apart by stays fixed. `cumulated` adds up shares "largest" first, or in the "order" of the members. `analysis`
    is the id of the view that tells it whole, with its findings.
    """

    analysis: str
    by: tuple[str, ...]
    kpis: tuple[str, ...] = ()
    share: bool = False
    cumulated: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Family:
    """A family of KPIs, in the order of the way from the file to the return."""

    id: str
    name: Text
    question: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)  # each is itself: cheap to import, safe as a key
class KPI:
    """One key performance indicator; everything that shows it reads this declaration.

    `num` and `den` are sums of measures; without `den` it is a volume. The value is factor × num / den, divided once.
    `subset` says that num's rows are among den's when both come from the same fact: a proportion, with a Wilson
    interval. `basis` fixes the basis of speed KPIs and stocks; None follows the request. `objectives` are those of the
    campaigns that it has a meaning for, where campaigns say theirs: others enter neither side. `window_s` keeps leads
    younger than that out and counts them as immature. `focus` is a condition on the first fact applied only where
    some row meets it (hot leads where any are marked). `live_s` keeps only the leads of the last so many seconds.

    `short` is the name at the head of a narrow column. `is_judged` says that a higher or lower figure is somebody's doing:
    not so for what a list is (its share of mobiles) or how far it has been worked; such a figure gets no verdict but
    against its target.

    `variant_of` is another reading of the same name, and `differs` says how; `beside` is the KPI whose page shows this
    one (another summary of the same rows); `same_as` is the KPI of which this is a second name, with its figure;
    `see_also` are those to read it with. `view` is set on a KPI that is a table rather than one figure. `cadence` says how often to
    look at it: live, daily, weekly, monthly. `counted_in` names what a plain number is one of: hours.
    `matures_s` is the time after which what is counted has as good as settled (an order is confirmed or cancelled, a lead
    called again): younger periods are shown, and neither judged nor compared. Whatever counts on one side what may still
    change (Fact.settling) has one.
    """

    id: str
    family: str
    name: Text
    unit: Unit
    better: Better
    num: str
    question: Text
    formula: Text
    reading: Text
    action: Text
    den: str | None = None
    factor: float = 1.0
    subset: bool = False
    basis: Basis | None = None
    objectives: tuple[str, ...] = ()
    window_s: int | None = None
    focus: str | None = None
    live_s: int | None = None
    view: View | None = None
    synonyms: tuple[Text, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    refs: tuple[str, ...] = ()
    variant_of: str | None = None
    differs: Text | None = None
    beside: str | None = None
    same_as: str | None = None
    see_also: tuple[str, ...] = ()
    caution: Text | None = None
    example: Example | None = None
    breakdowns: tuple[str, ...] = ("campaign",)
    cadence: tuple[str, ...] = ("weekly", "monthly")
    counted_in: Text | None = None
    matures_s: int | None = None
    by_agent: Text | None = None
    short: Text | None = None
    is_judged: bool = True

    @property
    def direction(self) -> int:
        """Which way is better: 1 up, -1 down, 0 where neither is to be said."""
        return {Better.UP: 1, Better.DOWN: -1}.get(self.better, 0) if self.is_judged else 0
