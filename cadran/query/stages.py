"""The SELECTs that aggregate one fact: counts and sums, distinct members, quantiles.

Where many conditions are tested, rows are first grouped by the keys and by what the conditions read (an outcome, a
few flags): each condition is then tested once a group, 2 to 3 times as fast as once a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from cadran.query import grammar
from cadran.query.fact_columns import is_categorical, resolve
from cadran.query.scan import Scan, Shape, Token
from cadran.query.slots import STOCKS, Slot

SLICED_FROM = 6
"""From this many additive aggregates on, rows are grouped by what the conditions read first."""

Names = Mapping[Slot, str]


def key_names(shape: Shape, *, stock: bool = False) -> list[str]:
    """The names of the key columns: one a dimension, then the period's first day and hour."""
    period = [] if stock or not shape.grain else ["p", "h"] if shape.grain == "hour" else ["p"]
    return [*(f"k{index}" for index in range(len(shape.by))), *period]


def additive(scan: Scan, slots: Sequence[Slot], names: Names) -> exp.Select:
    """Counts and sums by the keys."""
    shared, own = _divided(scan, slots)
    if len(slots) >= SLICED_FROM and any(own.values()):
        return _sliced(scan, slots, names, shared, own)
    keys = _keys(scan)
    wanted = [aliased(key, name) for name, key in keys]
    for slot in slots:
        value = scan.value(slot.column) if slot.kind == "sum" and slot.column else None
        wanted.append(aliased(_total(value, _met(scan, own[slot]), exp.Literal.number(1)), names[slot]))
    return scan.select(wanted, _where(scan, shared), [key.copy() for _, key in keys])


def _divided(scan: Scan, slots: Sequence[Slot]) -> tuple[list[Token], dict[Slot, list[Token]]]:
    """The conditions that all slots share, to be tested once as WHERE, and each slot's own."""
    tokens = {slot: scan.tokens(slot) for slot in slots}
    shared = [token for token in tokens[slots[0]] if all(token in others for others in tokens.values())]
    return shared, {slot: [token for token in mine if token not in shared] for slot, mine in tokens.items()}


def _where(scan: Scan, shared: list[Token]) -> list[exp.Expr]:
    return [*scan.restrictions(), *(scan.test(token) for token in shared)]


def _met(scan: Scan, tokens: list[Token]) -> exp.Expr | None:
    return exp.and_(*(scan.test(token) for token in tokens), copy=False) if tokens else None


def _total(value: exp.Expr | None, met: exp.Expr | None, one: exp.Expr) -> exp.Expr:
    """The sum of `value` over the rows that are met; without a value their count, a row counting for `one`."""
    if value is not None:
        return exp.Sum(this=_case(met, value) if met else value)
    if met is not None:
        return exp.Sum(this=_case(met, one, exp.Literal.number(0)))
    return exp.Count(this=exp.Star()) if isinstance(one, exp.Literal) else exp.Sum(this=one)


def _case(met: exp.Expr, value: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=met, true=value)], default=otherwise)


def _keys(scan: Scan) -> list[tuple[str, exp.Expr]]:
    return list(zip(key_names(scan.shape, stock=scan.dated in STOCKS), scan.keys(), strict=True))


def row_by_row(scan: Scan, slots: Sequence[Slot], names: Names, lead: exp.Expr, *, keyed: bool) -> exp.Select:
    """What each row brings to counts and sums, with its lead; to be added up by lead (see query.ratio_intervals)."""
    shared, own = _divided(scan, slots)
    wanted = [aliased(key, name) for name, key in _keys(scan)] if keyed else []
    wanted.append(aliased(lead, "lead"))
    for slot in slots:
        value = scan.value(slot.column) if slot.kind == "sum" and slot.column else exp.Literal.number(1)
        met = _met(scan, own[slot])
        wanted.append(aliased(_case(met, value) if met else value, names[slot]))
    return scan.select(wanted, _where(scan, shared), [])


def aliased(value: exp.Expr, name: str) -> exp.Expr:
    """`value AS name`; a column of that name stays as it is."""
    is_named = isinstance(value, exp.Column) and value.name == name
    return value if is_named else exp.Alias(this=value, alias=exp.Identifier(this=name, quoted=False))


def _sliced(
    scan: Scan, slots: Sequence[Slot], names: Names, shared: list[Token], own: dict[Slot, list[Token]]
) -> exp.Select:
    """Counts and sums over groups of like rows: grouped by the keys and by what the conditions read."""
    keys, slices = _keys(scan), _Slices(scan)
    sums = {column: f"v{index}" for index, column in enumerate(dict.fromkeys(s.column for s in slots if s.column))}
    wanted: list[exp.Expr] = [exp.column(name) for name, _ in keys]
    for slot in slots:
        value = sums[slot.column] if slot.kind == "sum" and slot.column else "n"
        met = " AND ".join(slices.test(token) for token in own[slot])
        otherwise = " ELSE 0" if value == "n" else ""
        wanted.append(
            aliased(
                exp.Var(this=f"SUM(CASE WHEN {met} THEN {value}{otherwise} END)" if met else f"SUM({value})"),
                names[slot],
            )
        )
    inner = [aliased(key, name) for name, key in keys]
    inner += [aliased(tree, name) for name, tree in slices.found.values()]
    inner += [aliased(exp.Sum(this=scan.value(text)), name) for text, name in sums.items()]
    inner.append(aliased(exp.Count(this=exp.Star()), "n"))
    group = [key.copy() for _, key in keys] + [tree.copy() for _, tree in slices.found.values()]
    grouped = scan.select(inner, _where(scan, shared), group)
    source = exp.Subquery(this=grouped, alias=exp.TableAlias(this=exp.to_identifier("g")))
    query = exp.Select(expressions=wanted).from_(source, copy=False)
    return query.group_by(*(exp.column(name) for name, _ in keys), copy=False) if keys else query


class _Slices:
    """What rows are grouped by: columns with few values, and the truth of every test on any other."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.found: dict[str, tuple[str, exp.Expr]] = {}
        self.tests: dict[Token, str] = {}

    def test(self, token: Token) -> str:
        """The condition as SQL over the groups' columns, written once however many aggregates it is a part of."""
        if token not in self.tests:
            self.tests[token] = self._written(token)
        return self.tests[token]

    def _written(self, token: Token) -> str:
        text = self.scan.condition(token)
        if text is None:
            return self._by(f"{token}", self.scan.test(token))
        pieces = grammar.outline(text, self.scan.shape.dialect)
        sql = "".join(one if isinstance(one, str) else self._leaf(one) for one in pieces)
        if token[0] == "unless false":
            return f"COALESCE({sql}, TRUE)"
        return f"({sql})" if isinstance(grammar.condition(text), exp.Or) else sql

    def _leaf(self, leaf: grammar.Leaf) -> str:
        if leaf.columns and all(is_categorical(resolve(self.scan.fact, name)) for name in leaf.columns):
            return leaf.over([self._by(name, self.scan.column(name)) for name in leaf.columns])
        return (
            self._by(leaf.text, self.scan.expression(grammar.condition(leaf.text))) if leaf.columns else leaf.over([])
        )

    def _by(self, text: str, tree: exp.Expr) -> str:
        name, _ = self.found.setdefault(text, (f"s{len(self.found)}", tree))
        return name


def members(scan: Scan, slots: Sequence[Slot], tests: Sequence[str]) -> exp.Select:
    """One row for each key and member (each lead), with 1 in `tests[i]` where some row of it meets slot i."""
    shared, own = _divided(scan, slots)
    keys, member = _keys(scan), [scan.column(name) for name in member_columns(slots[0])]
    wanted = [aliased(key, name) for name, key in keys]
    wanted += [aliased(column, name) for column, name in zip(member, member_names(slots[0]), strict=True)]
    for slot, name in zip(slots, tests, strict=True):
        met = _met(scan, own[slot])
        one, zero = exp.Literal.number(1), exp.Literal.number(0)
        wanted.append(aliased(exp.Max(this=_case(met, one, zero) if met else one), name))
    known = [exp.Not(this=exp.Is(this=column.copy(), expression=exp.null())) for column in member]
    group = [*(key.copy() for _, key in keys), *(column.copy() for column in member)]
    return scan.select(wanted, [*_where(scan, shared), *known], group)


def member_columns(slot: Slot) -> list[str]:
    """The columns that tell the members of a distinct count apart."""
    return [name.strip() for name in (slot.column or "").split(",")]


def member_names(finest: Slot, slot: Slot | None = None) -> list[str]:
    """What the columns of `slot` (of the finest itself) are called in the stage that finds the finest members."""
    wanted = member_columns(slot or finest)
    return [f"d{index}" for index, name in enumerate(member_columns(finest)) if name in wanted]


def fewer(source: str, columns: Sequence[str], tests: Sequence[str]) -> exp.Select:
    """Coarser members over finer ones: one row for each of their columns, with 1 where some finer one has it."""
    wanted: list[exp.Expr] = [exp.column(name) for name in columns]
    wanted += [aliased(exp.Max(this=exp.column(test)), test) for test in tests]
    query = exp.Select(expressions=wanted).from_(exp.to_table(source), copy=False)
    return query.group_by(*(exp.column(name) for name in columns), copy=False)


def counted(source: str, keys: Sequence[str], tests: Sequence[str], names: Sequence[str]) -> exp.Select:
    """Members that meet each test, by the keys."""
    wanted: list[exp.Expr] = [exp.column(key) for key in keys]
    wanted += [aliased(exp.Sum(this=exp.column(test)), name) for test, name in zip(tests, names, strict=True)]
    query = exp.Select(expressions=wanted).from_(exp.to_table(source), copy=False)
    return query.group_by(*(exp.column(key) for key in keys), copy=False) if keys else query


def counted_once(source: str, member: Sequence[str], tests: Sequence[str], names: Sequence[str]) -> exp.Select:
    """Members that meet each test under any key, each counted once."""
    wanted: list[exp.Expr] = [aliased(exp.Max(this=exp.column(test)), test) for test in tests]
    once = exp.Select(expressions=wanted).from_(exp.to_table(source), copy=False)
    once = once.group_by(*(exp.column(name) for name in member), copy=False)
    counts = [aliased(exp.Sum(this=exp.column(test)), name) for test, name in zip(tests, names, strict=True)]
    source_of = exp.Subquery(this=once, alias=exp.TableAlias(this=exp.to_identifier("o")))
    return exp.Select(expressions=counts).from_(source_of, copy=False)


def quantiles(scan: Scan, slots: Sequence[Slot], names: Names, *, keyed: bool = True) -> exp.Select:
    """Quantiles by the keys, or over everything."""
    shared, own = _divided(scan, slots)
    keys = _keys(scan) if keyed else []
    wanted = [aliased(key, name) for name, key in keys]
    for slot in slots:
        column, met = scan.expression(grammar.column(slot.column or "")), _met(scan, own[slot])
        value = _case(met, column) if met else column
        wanted.append(aliased(scan.param.sql.quantile(value, slot.q or 0.5), names[slot]))
    return scan.select(wanted, _where(scan, shared), [key.copy() for _, key in keys])
