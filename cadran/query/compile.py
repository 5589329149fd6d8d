"""One SQL statement for one request: each fact aggregated alone, the results stacked and folded on their keys.

    WITH a0 AS (…one fact, grouped by the keys…), a1 AS (…another…)
    SELECT GROUPING(lvl), lvl, keys, SUM(m0), SUM(m1)
    FROM (SELECT 0 AS lvl, keys, m0, NULL FROM a0 UNION ALL SELECT 0, keys, NULL, m1 FROM a1) AS s
    GROUP BY GROUPING SETS ((lvl, keys), ())

The grand total adds up what is additive; distinct counts, quantiles and stocks of a series cannot be added, and
bring their own total in a branch with lvl = 1. NULL keys of all facts fold into one member.

"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from sqlglot import exp

from cadran.catalogue.shape import Fact
from cadran.model import Type
from cadran.query import allocation, grammar, stages
from cadran.query.plan import LEFT, START, STOCKS, Plan, Slot
from cadran.query.scan import Parameters, Scan, Shape, dimension, resolve, written
from cadran.query.state import Catalogue

_Key = TypeVar("_Key")
SOURCE = "source_system"
"""The column that every stored row has."""
COUNT, MONEY = "BIGINT", "DECIMAL(38, 4)"
"""The types of what is counted or summed exactly; what is not is a DOUBLE."""


@dataclass(frozen=True, eq=False)
class Statement:
    """SQL, the names of its parameters, and what its columns hold: `slots`, the name and `types`, the type of each aggregate's.

    With `keyed`, there are others before them: `whole`, 1 on the grand total else 0, `lvl`, then `keys`. Without, there
    is one row.
    """

    sql: str
    parameters: tuple[str, ...]
    keyed: bool
    keys: tuple[str, ...]
    slots: Mapping[Slot, str]
    types: Mapping[Slot, str]


@dataclass(frozen=True)
class _Branch:
    """One SELECT of the stack: columns by slot from `source`, at a level, with or without keys, at a moment."""

    source: str
    slots: tuple[Slot, ...]
    level: int = 0
    moment: int | None = None


@lru_cache(maxsize=1024)
def statement(catalogue: Catalogue, plan: Plan, shape: Shape) -> Statement:
    """The statement of a plan in a shape; built once, then kept."""
    return _Builder(catalogue.facts, plan.slots, shape).statement()


class _Builder:
    def __init__(self, facts: Mapping[str, Fact], slots: Sequence[Slot], shape: Shape) -> None:
        self.facts, self.slots, self.shape = facts, tuple(slots), shape
        self.names = {slot: f"m{index}" for index, slot in enumerate(self.slots)}
        self.parameters = Parameters(shape.dialect)
        self.tables: list[tuple[str, exp.Select]] = []
        self.branches: list[_Branch] = []
        self.keyed = bool(shape.by or shape.grain)

    def statement(self) -> Statement:
        for (fact, dated), slots in _grouped(self.slots, lambda slot: (slot.fact, slot.dated)).items():
            for moment in range(self.shape.moments) if dated in STOCKS else (None,):
                self._scans(self.facts[fact], dated, slots, moment)
        tree = self._folded() if self.keyed else self._plain()
        keys = tuple(key for key, _ in _key_types(self.facts, self.slots, self.shape))
        types = {slot: type_of(self.facts[slot.fact], slot) for slot in self.slots}
        sql = written(tree, self.shape.dialect)
        return Statement(sql, tuple(self.parameters.names), self.keyed, keys, self.names, types)

    def _scans(self, fact: Fact, dated: str, slots: list[Slot], moment: int | None) -> None:
        """The aggregates of one fact under one date, at one moment where they are stocks."""
        allocated = tuple(slot for slot in slots if slot.allocated and slot.apart != "common")
        if allocated:
            self._allocated(fact, dated, allocated)
        for same in _grouped([slot for slot in slots if slot.apart == "common"], lambda slot: slot.objectives).values():
            select = allocation.common(self._scan(fact, dated, None), same, self.names)
            self._branch(select, tuple(same), level=int(self.keyed))
        additive = tuple(slot for slot in slots if slot.additive)
        if additive:
            self._additive(self._scan(fact, dated, moment), additive, moment)
        for shared in _sharing(fact, [slot for slot in slots if slot.kind == "distinct"]):
            self._distinct(self._scan(fact, dated, moment), shared, moment)
        quantiles = tuple(slot for slot in slots if slot.kind == "quantile")
        if quantiles:
            keyed, whole = (self._scan(fact, dated, moment) for _ in range(2))
            self._branch(stages.quantiles(keyed, quantiles, self.names), quantiles, moment)
            if self._brings_total(moment, dated):
                self._branch(stages.quantiles(whole, quantiles, self.names, keyed=False), quantiles, level=1)

    def _scan(self, fact: Fact, dated: str, moment: int | None) -> Scan:
        return Scan(fact, dated, self.shape, self.parameters, moment or 0)

    def _brings_total(self, moment: int | None, dated: str = "") -> bool:
        """What cannot be added up has its own total; a stock's is that of the last moment, of the first at the start."""
        return self.keyed and (moment is None or moment == (0 if dated == START else self.shape.moments - 1))

    def _allocated(self, fact: Fact, dated: str, slots: tuple[Slot, ...]) -> None:
        """What rows know of their members, what the rule's fact knows, the one shared out over the other, and what is left."""
        assert self.shape.allocate is not None
        part = self.shape.allocate.part
        driver = self.facts[part.fact]
        left = tuple(slot for slot in slots if slot.apart)
        shared = tuple(slot for slot in slots if not slot.apart)
        division = allocation.Division(fact, driver, part, self.shape, shared, self.names)
        costs = self._table(division.amounts(self._scan(fact, dated, None)))
        weights = self._table(division.weights(self._scan(driver, driver.times[part.time], None)))
        shares = self._table(division.shares(costs, weights, self.parameters))
        keys = stages.key_names(self.shape)
        self._branch(allocation.gathered(shares, keys, shared, self.names), shared)
        if self.keyed:
            self._branch(allocation.gathered(shares, [], shared, self.names), shared, level=1)
        if left:
            self._branch(division.left(costs, weights, left, self.parameters), left, level=int(self.keyed))

    def _additive(self, scan: Scan, slots: tuple[Slot, ...], moment: int | None) -> None:
        brings = bool(self.shape.grain) and moment is not None and self._brings_total(moment, scan.dated)
        source = self._branch(stages.additive(scan, slots, self.names), slots, moment)
        if brings and scan.dated == LEFT:  # since the first start, not the last
            since = Scan(scan.fact, LEFT, self.shape, self.parameters, moment or 0, start=0)
            source = self._table(stages.additive(since, slots, self.names))
        if brings:
            self._branch(stages.added_up(source, slots, self.names), slots, level=1)

    def _distinct(self, scan: Scan, slots: tuple[Slot, ...], moment: int | None) -> None:
        """Members first, each with what it meets; then they are counted by the keys, and once more for the total.

        Slots whose members are told apart by fewer columns than the first's count over the members of the first.
        """
        tests = {slot: f"c{index}" for index, slot in enumerate(slots)}
        finest = self._table(stages.members(scan, slots, list(tests.values())))
        keys = stages.key_names(self.shape, stock=moment is not None)
        for column, same in _grouped(slots, lambda slot: slot.column).items():
            member = stages.member_names(slots[0], same[0])
            mine, names = [tests[slot] for slot in same], [self.names[slot] for slot in same]
            coarser = column != slots[0].column
            source = self._table(stages.fewer(finest, [*keys, *member], mine)) if coarser else finest
            self._branch(stages.counted(source, keys, mine, names), tuple(same), moment)
            if self._brings_total(moment, scan.dated):
                self._branch(stages.counted_once(source, member, mine, names), tuple(same), level=1)

    def _branch(self, select: exp.Select, slots: tuple[Slot, ...], moment: int | None = None, level: int = 0) -> str:
        name = self._table(select)
        if not level and self.shape.whole and moment == self.shape.moments - 1:
            return name  # a moment of the total only has no rows
        self.branches.append(_Branch(name, slots, level, moment if self.shape.grain else None))
        return name

    def _table(self, select: exp.Select) -> str:
        name = f"a{len(self.tables)}"
        self.tables.append((name, select))
        return name

    def _plain(self) -> exp.Expr:
        """One row: each branch is one, so they stand side by side, without the NULLs that a stack of them needs."""
        first, *others = dict.fromkeys(branch.source for branch in self.branches)
        query: exp.Select = exp.Select(expressions=[exp.column(name) for name in self.names.values()])
        query = query.from_(exp.to_table(first), copy=False)
        for source in others:
            query = query.join(exp.to_table(source), join_type="cross", copy=False)
        return self._with(query)

    def _folded(self) -> exp.Expr:
        keys = _key_types(self.facts, self.slots, self.shape)
        level = exp.column("lvl")
        wanted: list[exp.Expr] = [exp.alias_(exp.Grouping(expressions=[level]), "whole"), level.copy()]
        wanted += [exp.column(key) for key, _ in keys]
        for slot, name in self.names.items():
            fold = exp.Sum if slot.additive else exp.Max
            wanted.append(exp.alias_(fold(this=exp.column(name)), name, copy=False))
        columns = [exp.column("lvl"), *(exp.column(key) for key, _ in keys)]
        sets = exp.GroupingSets(expressions=[exp.Tuple(expressions=columns), exp.Tuple()])
        query = exp.Select(expressions=wanted).from_(self._stack(keys), copy=False)
        query.set("group", exp.Group(expressions=[sets]))
        return self._with(query)

    def _with(self, query: exp.Select) -> exp.Select:
        for name, select in self.tables:
            query = query.with_(name, as_=select, copy=False)
        return query

    def _stack(self, keys: list[tuple[str, str]]) -> exp.Subquery:
        selects = [self._stacked(branch, keys) for branch in self.branches]
        stacked: exp.Query = selects[0]
        for select in selects[1:]:
            stacked = exp.union(stacked, select, distinct=False, copy=False)
        return exp.Subquery(this=stacked, alias=exp.TableAlias(this=exp.to_identifier("s")))

    def _stacked(self, branch: _Branch, keys: list[tuple[str, str]]) -> exp.Select:
        wanted: list[exp.Expr] = [exp.alias_(exp.Literal.number(branch.level), "lvl")] if self.keyed else []
        for key, type in keys:
            value: exp.Expr = exp.column(key)
            if branch.level:
                value = exp.cast(exp.null(), type)
            elif key == "p" and branch.moment is not None:
                value = exp.cast(self.parameters(f"period_{branch.moment}", "DATE"), "DATE")
            wanted.append(stages.aliased(value, key))
        for slot, name in self.names.items():
            if slot in branch.slots:
                wanted.append(exp.column(name))
            else:
                empty = exp.Cast(this=exp.null(), to=_parsed(type_of(self.facts[slot.fact], slot)).copy())
                wanted.append(exp.alias_(empty, name, copy=False))
        return exp.Select(expressions=wanted).from_(exp.to_table(branch.source), copy=False)


def _key_types(facts: Mapping[str, Fact], slots: Sequence[Slot], shape: Shape) -> list[tuple[str, str]]:
    """The key columns and their types; what only the rule of an allocation knows, by its fact."""
    held = [*dict.fromkeys(slot.fact for slot in slots), *([shape.allocate.part.fact] if shape.allocate else [])]
    known = [next(facts[fact] for fact in held if name in facts[fact].dimensions) for name in shape.by]
    types = [dimension(fact, name).type.sql for fact, name in zip(known, shape.by, strict=True)]
    return list(zip(stages.key_names(shape), [*types, "DATE", "INTEGER"], strict=False))


@lru_cache
def _parsed(type: str) -> exp.DataType:
    """A type read once: a wide statement has a hundred typed NULLs of three types."""
    return exp.DataType.build(type)


def type_of(fact: Fact, slot: Slot) -> str:
    """The type of an aggregate's column: what is counted or summed exactly, or a float."""
    if slot.kind == "quantile" or (slot.allocated and slot.kind == "sum"):
        return "DOUBLE"
    if slot.kind == "sum" and slot.column:
        types = {resolve(fact, grammar.path(node)).type for node in grammar.column(slot.column).find_all(exp.Column)}
        if types & {Type.NUMBER, Type.RATE}:
            return "DOUBLE"
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
