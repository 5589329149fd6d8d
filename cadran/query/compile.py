"""One SQL statement for one request: each fact aggregated alone, the results stacked, each under its number.

    SELECT 0 AS branch, keys, n0, n1, CAST(NULL AS …) AS a0 FROM …one fact, grouped by the keys…
    UNION ALL SELECT 1, keys, n0, NULL, a0 FROM …another…

Every branch puts its aggregates in the same few columns, by type: a column for each aggregate, empty in all other
branches, took longer to plan than to compute. The rows of a branch are cells, or add up to the whole, or both: distinct
counts, quantiles and stocks of a series cannot be added, and bring the whole in a branch of their own. Rows are folded on
their keys by query.fold; NULL keys of all facts are one member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from sqlglot import exp

from cadran.catalogue.shape import Fact
from cadran.model import Type
from cadran.query import allocation, grammar, stages
from cadran.query.expressions import written
from cadran.query.fact_columns import dimension, resolve
from cadran.query.scan import Parameters, Scan, Shape
from cadran.query.slots import LEFT, START, STOCKS, Plan, Slot
from cadran.query.state import Catalogue

_Key = TypeVar("_Key")
SOURCE = "source_system"
"""The column that every stored row has."""
COUNT, MONEY, REAL = "BIGINT", "DECIMAL(38, 4)", "DOUBLE"
"""The types of what is counted, of sums of money, of what is no exact number."""


BRANCH = "branch"
"""The column that numbers the branch of a row."""
_LETTERS = {COUNT: "n", MONEY: "a", REAL: "r"}
"""The columns of a stack, by what they hold: n0, n1, …, a0, …, r0, …"""


@dataclass(frozen=True, eq=False)
class Branch:
    """One SELECT of a stack: the column of each aggregate; whether its rows are cells, and whether they add up to the whole."""

    columns: Mapping[Slot, str]
    shown: bool
    whole: bool


MOMENTS = 8
"""The moments whose stocks one statement takes: each works the leads out anew, and holds memory until its statement ends."""


@dataclass(frozen=True, eq=False)
class Statement:
    """SQL, the names of its parameters, and what it gives: a row tells its branch, then the `keys`, then aggregates.

    `types` are those of the aggregates; without keys every branch has one row. A series of stocks is several statements, whose
    rows follow each other.
    """

    sqls: tuple[str, ...]
    parameters: tuple[str, ...]
    keys: tuple[str, ...]
    branches: tuple[Branch, ...]
    types: Mapping[Slot, str]


@lru_cache(maxsize=1024)
def statement(catalogue: Catalogue, plan: Plan, shape: Shape) -> Statement:
    """The statement of a plan in a shape; built once, then kept."""
    made = _Builder(catalogue.facts, plan.slots, shape)
    sqls = tuple(made.sql(moments) for moments in batched(shape.moments if plan.has_stock else 1))
    return Statement(
        sqls, tuple(made.parameters.names), tuple(key for key, _ in made.keys), tuple(made.branches), made.types
    )


def batched(moments: int) -> Iterator[range]:
    """The moments, a few at a time."""
    return (range(first, min(first + MOMENTS, moments)) for first in range(0, moments, MOMENTS))


class _Builder:
    def __init__(self, facts: Mapping[str, Fact], slots: Sequence[Slot], shape: Shape) -> None:
        self.facts, self.slots, self.shape = facts, tuple(slots), shape
        self.types = {slot: type_of(facts[slot.fact], slot) for slot in self.slots}
        self.keys = _key_types(facts, self.slots, shape)
        self.parameters = Parameters(shape.dialect)
        self.branches: list[Branch] = []
        self.first = 0
        self.tables: list[tuple[str, exp.Select]] = []
        self.stack: list[tuple[exp.Select, int | None]] = []

    def sql(self, moments: range) -> str:
        """The statement of these moments; the first one has what is no stock too."""
        self.first, self.tables, self.stack = len(self.branches), [], []
        for (fact, dated), slots in _grouped(self.slots, lambda slot: (slot.fact, slot.dated)).items():
            for moment in moments if dated in STOCKS else (None,) if moments.start == 0 else ():
                self._scans(self.facts[fact], dated, slots, moment)
        return written(self._stacked(), self.shape.dialect)

    def _scans(self, fact: Fact, dated: str, slots: list[Slot], moment: int | None) -> None:
        """The aggregates of one fact under one date, at one moment where they are stocks."""
        allocated = [slot for slot in slots if slot.allocated and slot.apart != "common"]
        if allocated:
            self._allocated(fact, dated, allocated)
        for same in _grouped([slot for slot in slots if slot.apart == "common"], lambda slot: slot.objectives).values():
            names = self._columns(same)
            self._branch(allocation.common(self._scan(fact, dated, None), same, names), names, shown=False)
        additive = [slot for slot in slots if slot.additive]
        if additive:
            self._additive(fact, dated, additive, moment)
        for shared in _sharing(fact, [slot for slot in slots if slot.kind == "distinct"]):
            self._distinct(self._scan(fact, dated, moment), shared, moment)
        quantiles = [slot for slot in slots if slot.kind == "quantile"]
        if quantiles:
            names, keyed = self._columns(quantiles), self._scan(fact, dated, moment)
            self._branch(stages.quantiles(keyed, quantiles, names), names, moment, whole=not self.keys)
            if self._brings_whole(moment, dated):
                whole = stages.quantiles(self._scan(fact, dated, moment), quantiles, names, keyed=False)
                self._branch(whole, names, shown=False)

    def _scan(self, fact: Fact, dated: str, moment: int | None) -> Scan:
        return Scan(fact, dated, self.shape, self.parameters, moment or 0)

    def _columns(self, slots: Sequence[Slot]) -> dict[Slot, str]:
        """Where in the stack a branch puts its aggregates."""
        same = _grouped(slots, lambda slot: self.types[slot])
        return {slot: f"{_LETTERS[type]}{place}" for type, mine in same.items() for place, slot in enumerate(mine)}

    def _brings_whole(self, moment: int | None, dated: str) -> bool:
        """What cannot be added up has its own whole; a stock's is that of the last moment, of the first at the start."""
        return bool(self.keys) and self._is_whole(moment, dated)

    def _is_whole(self, moment: int | None, dated: str) -> bool:
        return moment is None or moment == (0 if dated == START else self.shape.moments - 1)

    def _allocated(self, fact: Fact, dated: str, slots: list[Slot]) -> None:
        """What rows know of their members, what the rule's fact knows, the one shared out over the other, and what is left."""
        assert self.shape.allocate is not None
        part, names = self.shape.allocate.part, self._columns(slots)
        driver = self.facts[part.fact]
        left = {slot: names[slot] for slot in slots if slot.apart}
        shared = {slot: names[slot] for slot in slots if not slot.apart}
        division = allocation.Division(fact, driver, part, self.shape, tuple(shared), names)
        costs = self._table(division.amounts(self._scan(fact, dated, None)))
        weights = self._table(division.weights(self._scan(driver, driver.times[part.time], None)))
        shares = self._table(division.shares(costs, weights, self.parameters))
        keys = stages.key_names(self.shape)
        self._branch(allocation.gathered(shares, keys, list(shared), names), shared, whole=not keys)
        if keys:
            self._branch(allocation.gathered(shares, [], list(shared), names), shared, shown=False)
        if left:
            self._branch(division.left(costs, weights, list(left), self.parameters), left, shown=False)

    def _additive(self, fact: Fact, dated: str, slots: list[Slot], moment: int | None) -> None:
        """Cells that add up to the whole; those of a series of stocks do where they are of the whole's own moment."""
        names, is_series = self._columns(slots), bool(self.shape.grain) and moment is not None
        is_whole = not is_series or self._is_whole(moment, dated)
        gone = is_series and is_whole and dated == LEFT  # of the whole: since the first start, not the last
        select = stages.additive(self._scan(fact, dated, moment), slots, names)
        self._branch(select, names, moment, whole=is_whole and not gone)
        if gone:
            since = Scan(fact, LEFT, self.shape, self.parameters, moment or 0, start=0)
            self._branch(stages.additive(since, slots, names), names, moment, shown=False)

    def _distinct(self, scan: Scan, slots: Sequence[Slot], moment: int | None) -> None:
        """Members first, each with what it meets; then they are counted by the keys, and once more for the whole.

        Slots whose members are told apart by fewer columns than the first's count over the members of the first.
        """
        tests = {slot: f"c{index}" for index, slot in enumerate(slots)}
        finest = self._table(stages.members(scan, slots, list(tests.values())))
        keys = stages.key_names(self.shape, stock=moment is not None)
        for column, same in _grouped(slots, lambda slot: slot.column).items():
            member = stages.member_names(slots[0], same[0])
            mine, names = [tests[slot] for slot in same], self._columns(same)
            coarser = column != slots[0].column
            source = self._table(stages.fewer(finest, [*keys, *member], mine)) if coarser else finest
            counted = stages.counted(source, keys, mine, list(names.values()))
            self._branch(counted, names, moment, whole=not self.keys)
            if self._brings_whole(moment, scan.dated):
                self._branch(stages.counted_once(source, member, mine, list(names.values())), names, shown=False)

    def _branch(
        self,
        select: exp.Select,
        columns: Mapping[Slot, str],
        moment: int | None = None,
        *,
        shown: bool = True,
        whole: bool = True,
    ) -> None:
        is_last = self.shape.whole and moment == self.shape.moments - 1  # a moment of the whole only has no cells
        shown = shown and bool(self.keys) and not is_last
        if shown or whole:
            self.branches.append(Branch(columns, shown, whole))
            self.stack.append((select, moment if shown else None))

    def _table(self, select: exp.Select) -> str:
        name = f"t{len(self.tables)}"
        self.tables.append((name, select))
        return name

    def _stacked(self) -> exp.Query:
        """The branches one below the other, after what several of them read."""
        widths = dict.fromkeys(_LETTERS.values(), 0)
        for branch in self.branches[self.first :]:
            for name in branch.columns.values():
                widths[name[0]] = max(widths[name[0]], int(name[1:]) + 1)
        columns = [(f"{letter}{place}", type) for type, letter in _LETTERS.items() for place in range(widths[letter])]
        first, *others = (self._filled(place, columns) for place in range(len(self.stack)))
        stacked: exp.Query = first
        for select in others:
            stacked = exp.union(stacked, select, distinct=False, copy=False)
        for name, select in self.tables:
            stacked = stacked.with_(name, as_=select, copy=False)
        return stacked

    def _filled(self, place: int, columns: Sequence[tuple[str, str]]) -> exp.Select:
        """A branch with its number and all columns of the stack, NULL where it has none; a stock's period is bound."""
        (select, moment), kept = self.stack[place], self.branches[self.first + place].columns.values()
        made = {one.alias_or_name: one for one in select.expressions}
        wanted = [stages.aliased(exp.Literal.number(self.first + place), BRANCH)]
        for key, type in self.keys:
            if key == "p" and moment is not None:
                day = self.parameters(f"period_{moment}", "DATE")
                wanted.append(stages.aliased(exp.cast(day, "DATE", copy=False), key))
            else:
                wanted.append(made.get(key) or self._nothing(key, type, place))
        wanted += [made[name] if name in kept else self._nothing(name, type, place) for name, type in columns]
        select.set("expressions", wanted)
        return select

    def _nothing(self, name: str, type: str, place: int) -> exp.Expr:
        """NULL under a name; of a type in the first branch alone: engines take that of a stack's column from it."""
        return exp.Var(this=f"{'NULL' if place else _null(type, self.shape.dialect)} AS {name}")


def _key_types(facts: Mapping[str, Fact], slots: Sequence[Slot], shape: Shape) -> list[tuple[str, str]]:
    """The key columns and their types; what only the rule of an allocation knows, by its fact."""
    held = [*dict.fromkeys(slot.fact for slot in slots), *([shape.allocate.part.fact] if shape.allocate else [])]
    known = [next(facts[fact] for fact in held if name in facts[fact].dimensions) for name in shape.by]
    types = [dimension(fact, name).type.sql for fact, name in zip(known, shape.by, strict=True)]
    return list(zip(stages.key_names(shape), [*types, "DATE", "INTEGER"], strict=False))


@lru_cache
def _null(type: str, dialect: str) -> str:
    """NULL of a type, written once: a wide statement has a hundred of three types."""
    return written(exp.cast(exp.null(), type), dialect)


def type_of(fact: Fact, slot: Slot) -> str:
    """The type of an aggregate's column: what is counted or summed exactly, or a float."""
    if slot.kind == "quantile" or (slot.allocated and slot.kind == "sum"):
        return REAL
    if slot.kind == "sum" and slot.column:
        types = {resolve(fact, grammar.path(node)).type for node in grammar.column(slot.column).find_all(exp.Column)}
        if types & {Type.NUMBER, Type.RATE}:
            return REAL
        if Type.MONEY in types:
            return MONEY
    return COUNT


def _sharing(fact: Fact, slots: Sequence[Slot]) -> list[tuple[Slot, ...]]:
    """Distinct counts in groups that one scan serves, the finest members first.

    Those told apart by fewer columns share the scan of finer ones where the columns between are never unknown.
    """
    found: list[list[Slot]] = []
    for same in sorted(
        _grouped(slots, lambda slot: slot.column).values(), key=lambda one: -len(stages.member_columns(one[0]))
    ):
        mine = set(stages.member_columns(same[0]))
        for finer in found:
            theirs = set(stages.member_columns(finer[0]))
            if mine < theirs and all(name == SOURCE or resolve(fact, name).required for name in theirs - mine):
                finer.extend(same)
                break
        else:
            found.append(same)
    return [tuple(group) for group in found]


def _grouped(slots: Sequence[Slot], key: Callable[[Slot], _Key]) -> dict[_Key, list[Slot]]:
    groups: dict[_Key, list[Slot]] = {}
    for slot in slots:
        groups.setdefault(key(slot), []).append(slot)
    return groups
