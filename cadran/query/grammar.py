"""The small grammar in which conditions, columns and formulas are declared.

A subset of SQL read by sqlglot and checked against a closed list of node types: nothing is evaluated as code, and
a mistake is answered with what is allowed. Parsed texts are kept: expressions returned here are shared, copy them
before changing anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from cadran.errors import UsageError
from cadran.messages import Message
from cadran.messages.terms import term
from cadran.query.expressions import written

_VALUES = (exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Neg, exp.Paren, exp.Add, exp.Sub)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Is)
_CONDITION = (*_VALUES, *_COMPARISONS, exp.And, exp.Or, exp.Not)
_COLUMN = (exp.Column, exp.Identifier, exp.Paren, exp.Add, exp.Sub)

CONDITION_HELP = Message("column names, literals, =, <>, <, <=, >, >=, IN (…), IS [NOT] NULL, AND, OR, NOT, + and -")
COLUMN_HELP = Message("column names, + and -")
FORMULA_HELP = Message("measure names, + and -")

_LONGEST, _DEEPEST = 20_000, 200
"""What a text may have of characters and of levels: others are no declaration but an attempt."""

_parsed: dict[str, exp.Expr] = {}


class Term(NamedTuple):
    """One measure of a formula and whether it is added (1) or taken away (-1)."""

    sign: int
    measure: str


def _read(kind: str, text: str, allowed: tuple[type[exp.Expr], ...], help: Message) -> exp.Expr:
    if len(text) > _LONGEST or "\0" in text:
        raise UsageError(
            'The {kind} "{text}…" is longer than {most:,} characters or holds a NUL character. Allowed: {help}.',
            kind=term(kind),
            text=text[:60],
            most=_LONGEST,
            help=help,
        )
    try:
        trees = parse(text)
    except RecursionError:
        raise UsageError(
            'The {kind} "{text}…" is nested too deeply. Allowed: {help}.', kind=term(kind), text=text[:60], help=help
        ) from None
    except SqlglotError as error:
        reason = str(error).splitlines()[0].split(". Line")[0]
        raise UsageError(
            'The {kind} "{text}" cannot be read ({reason}). Allowed: {help}.',
            kind=term(kind),
            text=text,
            reason=reason,
            help=help,
        ) from None
    if len(trees) != 1 or trees[0] is None:
        raise UsageError(
            'The {kind} "{text}" is not one {kind}. Allowed: {help}.', kind=term(kind), text=text, help=help
        )
    tree = trees[0]
    if any(node.depth > _DEEPEST for node in tree.walk()):
        raise UsageError(
            'The {kind} "{text}…" is nested too deeply. Allowed: {help}.', kind=term(kind), text=text[:60], help=help
        )
    for node in tree.walk():
        if type(node) not in allowed or (isinstance(node, exp.In) and not node.args.get("expressions")):
            part = node.sql()
            raise UsageError(
                'The {kind} "{text}" holds "{part}", which is not allowed. Allowed: {help}.',
                kind=term(kind),
                text=text,
                part=part,
                help=help,
            )
    return tree


def condition(text: str) -> exp.Expr:
    """The tree of a condition, such as ``channel = 'phone' AND NOT contacted``; UsageError when it is not one."""
    tree = _parsed.get(text)
    if tree is None:
        tree = _parsed[text] = _read("condition", text, _CONDITION, CONDITION_HELP)
    return tree


@lru_cache(maxsize=4096)
def conjuncts(text: str) -> tuple[str, ...]:
    """The parts of a condition that AND joins, each in one canonical writing.

    >>> conjuncts("channel='phone' and answered")
    ("channel = 'phone'", 'answered')
    """
    parts = []
    for tree in condition(text).flatten() if isinstance(condition(text), exp.And) else (condition(text),):
        while isinstance(tree, exp.Paren):
            tree = tree.this
        canonical = tree.sql()
        _parsed.setdefault(canonical, tree)
        parts.append(canonical)
    return tuple(parts)


class Leaf(NamedTuple):
    """One test of a condition: its text, the columns that it reads, and what stands around these in a dialect's SQL."""

    text: str
    columns: tuple[str, ...]
    around: tuple[str, ...]

    def over(self, columns: Sequence[str]) -> str:
        """The SQL of the test over other columns."""
        return "".join(part for pair in zip(self.around, (*columns, ""), strict=True) for part in pair)


@lru_cache(maxsize=4096)
def outline(text: str, dialect: str) -> tuple[str | Leaf, ...]:
    """A condition as the SQL between its tests, and these.

    >>> [one if isinstance(one, str) else one.text for one in outline("NOT answered OR talk_s > 3", "duckdb")]
    ['NOT ', 'answered', ' OR ', 'talk_s > 3']
    """
    return tuple(_outlined(condition(text), dialect))


def _outlined(tree: exp.Expr, dialect: str) -> Iterator[str | Leaf]:
    if isinstance(tree, exp.And | exp.Or):
        yield from _outlined(tree.this, dialect)
        yield " AND " if isinstance(tree, exp.And) else " OR "
        yield from _outlined(tree.expression, dialect)
    elif isinstance(tree, exp.Paren | exp.Not):
        yield "(" if isinstance(tree, exp.Paren) else "NOT "
        yield from _outlined(tree.this, dialect)
        if isinstance(tree, exp.Paren):
            yield ")"
    else:
        yield _leaf(tree, dialect)


def _leaf(tree: exp.Expr, dialect: str) -> Leaf:
    text = tree.sql()
    _parsed.setdefault(text, tree)
    gaps = tree.transform(lambda node: exp.Var(this="\0") if isinstance(node, exp.Column) else node)
    names = tuple(path(node) for node in tree.find_all(exp.Column, bfs=False))
    return Leaf(text, names, tuple(written(gaps, dialect).split("\0")))


@lru_cache(maxsize=1024)
def column(text: str) -> exp.Expr:
    """The tree of a column or a sum of columns, such as ``talk_s + wrap_s``."""
    return _read("column", text, _COLUMN, COLUMN_HELP)


@lru_cache(maxsize=1024)
def formula(text: str) -> tuple[Term, ...]:
    """The measures that a numerator or a denominator adds up.

    >>> formula("leads - (wrong + off)")
    (Term(sign=1, measure='leads'), Term(sign=-1, measure='wrong'), Term(sign=-1, measure='off'))
    """
    return tuple(_terms(_read("formula", text, _COLUMN, FORMULA_HELP), 1, text))


def _terms(tree: exp.Expr, sign: int, text: str) -> list[Term]:
    if isinstance(tree, exp.Paren):
        return _terms(tree.this, sign, text)
    if isinstance(tree, exp.Add | exp.Sub):
        right = -sign if isinstance(tree, exp.Sub) else sign
        return [*_terms(tree.this, sign, text), *_terms(tree.expression, right, text)]
    if not isinstance(tree, exp.Column) or tree.table:
        raise UsageError(
            'The formula "{text}" holds "{part}", which is no measure. Allowed: {help}.',
            text=text,
            part=tree.sql(),
            help=FORMULA_HELP,
        )
    return [Term(sign, tree.name)]


@lru_cache(maxsize=4096)
def columns(text: str) -> frozenset[str]:
    """The columns that a condition reads, as they are written (``lead.source`` keeps its lookup)."""
    return frozenset(path(node) for node in condition(text).find_all(exp.Column))


@lru_cache(maxsize=4096)
def needs(text: str) -> frozenset[str]:
    """The columns that cannot be NULL in a row that meets the condition."""
    return frozenset(_needs(condition(text)))


def _needs(tree: exp.Expr) -> set[str]:
    if isinstance(tree, exp.Paren):
        return _needs(tree.this)
    if isinstance(tree, exp.And):
        return _needs(tree.this) | _needs(tree.expression)
    if isinstance(tree, exp.Or):
        return _needs(tree.this) & _needs(tree.expression)
    if isinstance(tree, exp.Is):
        return set() if isinstance(tree.expression, exp.Null) else {path(c) for c in tree.find_all(exp.Column)}
    if isinstance(tree, exp.Not):
        inner = tree.this
        if isinstance(inner, exp.Is):
            known = isinstance(inner.expression, exp.Null) and isinstance(inner.this, exp.Column)
            return {path(inner.this)} if known else set()
        return {path(inner)} if isinstance(inner, exp.Column) else _compared(inner)
    return {path(tree)} if isinstance(tree, exp.Column) else _compared(tree)


def _compared(tree: exp.Expr) -> set[str]:
    """A comparison with a NULL column is never met; of anything more, nothing is claimed."""
    if isinstance(tree, exp.Paren):
        return _compared(tree.this)
    if isinstance(tree, _COMPARISONS) and not isinstance(tree, exp.Is):
        return {path(column) for column in tree.find_all(exp.Column)}
    return set()


def path(column: exp.Expr) -> str:
    """A column as it is written: ``name`` or ``lookup.name``."""
    return f"{column.table}.{column.name}" if isinstance(column, exp.Column) and column.table else column.name
