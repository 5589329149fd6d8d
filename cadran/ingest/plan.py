"""From a rule to SQL: how each column of a table is filled from the raw columns of a source.

The statement has layers, so that nothing is computed twice: `r_x` is the text offered for column x, `v_x` its value
(for instants by way of `l_x`, the local time, and `z_x`, UTC where the text says so), and on top the finished row
with `_bad`, true where any fault is found. No layer joins: a join would lose the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cadran.ingest.formats import CALLED, DOLLARS, FORMATS, Format, currency_in, scientific
from cadran.ingest.ids import in_full, lost_digits
from cadran.ingest.instants import to_utc
from cadran.ingest.mapping import MADE, ROW_CONTENT, ROW_NUMBER, Rule, TableRule
from cadran.ingest.raw import UNLISTED, Raw
from cadran.ingest.reasons import (
    BACKWARDS,
    BECAUSE,
    EMPTY,
    LOST_DIGITS,
    LOST_DIGITS_WITHIN,
    NEGATIVE,
    NO_CHOICE,
    NOT_FINITE,
    NOT_READ,
    NOT_READ_SERIAL,
    OTHER_CURRENCY,
    OUT_OF_RANGE,
    TOO_MUCH,
    UNLISTED_VALUE,
    UNNAMED_CURRENCY,
    values_json,
)
from cadran.messages import NOTHING, Message, Value, quoted
from cadran.messages.terms import term
from cadran.model import OUTCOMES, Column, Table, Type
from cadran.sources.base import Source, amount, guarded, identifier, literal

_RANGE = {Type.INSTANT: ("TIMESTAMP '1971-01-01'", "TIMESTAMP '2100-01-01'"),
          Type.DAY: ("DATE '1900-01-01'", "DATE '2100-01-01'")}  # fmt: skip
_MADE_WORDS = {ROW_NUMBER: Message("the row number"), ROW_CONTENT: Message("the row's content")}
_ENDS = {"ended_at": "started_at", "ends_on": "starts_on", "connected_at": "answered_at"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong with a record: where, when (SQL), the value (SQL) and the reason.

    The reason is a template of a message and its values; {value} is the record's own, `row_values` are SQL over it.
    """

    header: str
    condition: str
    value: str
    reason: str
    values: Map[str, Value] = field(default_factory=dict)
    row_values: Map[str, str] = field(default_factory=dict)

    @property
    def details(self) -> str:
        """SQL for the values of the reason as JSON."""
        if not self.row_values:
            return literal(values_json(self.values))
        return f"json_object({', '.join(f'{literal(name)}, {sql}' for name, sql in self.row_values.items())})"


@dataclass
class ColumnPlan:
    """One column and where its values come from; `format` and `why` are settled by `ingest.choosing`."""

    column: Column
    origin: Message
    raw: str
    headers: tuple[str, ...]
    rule: Rule
    zone: str
    format: Format = field(default_factory=lambda: FORMATS[Type.TEXT][0])
    why: Message = NOTHING
    is_doubtful: bool = False  # another reading was possible
    candidates: tuple[Format, ...] = ()
    span: tuple[datetime, datetime] | None = None
    frequent: tuple[str, ...] = ()
    is_local: bool = False  # some of its instants carry no zone
    absent: tuple[str, ...] = ()  # words that stand for no value here

    @property
    def name(self) -> str:
        return self.column.name

    def decision(self) -> Message:
        """What a person should know was decided for this column; empty where nothing could be taken otherwise."""
        usual = self.format.name in ("iso", "seconds", "point", "comma", "seconds-comma")
        if not self.why or self.rule.format or (usual and not self.is_doubtful):
            return Message()
        return Message(
            "{column} from {origin}: {format} ({why})",
            column=self.name,
            origin=self.origin,
            format=term(self.format.words),
            why=self.why,
        )

    def value(self, form: Format | None = None) -> str:
        """SQL over r_x for the value by the format settled or another; for instants the local time, before any zone."""
        r = f"r_{self.name}"
        if self.column.choices:
            return vocabulary(r, self.column.choices, self.frequent)
        if self.is_id:
            return in_full(r)
        return (form or self.format).sql(r)

    def zoned(self, form: Format | None = None) -> str:
        """SQL over r_x for the UTC instant of texts that carry a zone."""
        given = (form or self.format).zoned
        return given(f"r_{self.name}") if given else "CAST(NULL AS TIMESTAMP)"

    @property
    def is_id(self) -> bool:
        return self.column.type is Type.TEXT and self.name.endswith("_id") and not self.column.choices

    @property
    def data_headers(self) -> tuple[str, ...]:
        """The file's columns that its values are made of."""
        return tuple(name for name in (*self.rule.sources, *self.rule.key) if name not in MADE)

    @property
    def is_instant(self) -> bool:
        return self.column.type is Type.INSTANT

    def utc(self) -> str:
        """SQL over z_x and l_x, zoned and local time, for the UTC instant."""
        local = to_utc(f"l_{self.name}", self.zone, *(self.span or (None, None)))
        return f"CASE WHEN z_{self.name} IS NOT NULL OR l_{self.name} IS NULL THEN z_{self.name} ELSE {local} END"

    def faults(self) -> list[Fault]:
        """Everything that can be wrong with this column, over r_x and v_x."""
        r, v, column = f"r_{self.name}", f"v_{self.name}", self.column
        header = " + ".join(self.headers) or self.name
        found: list[Fault] = []

        def fault(condition: str, reason: str, value: str = r, **values: Value) -> None:
            found.append(Fault(header, condition, value, reason, values))

        unread = f"({r} IS NOT NULL AND {v} IS NULL)"
        if self.rule.other == "reject":
            fault(f"starts_with({r}, '{UNLISTED}')", UNLISTED_VALUE, f"substr({r}, 2)")
        elif column.choices:
            fault(unread, NO_CHOICE, column=self.name, names=column.choices)
        elif column.type is Type.PHONE:
            fault(scientific(v), LOST_DIGITS)
        elif self.is_id and len(self.headers) > 1:
            parts = f"list_filter(string_split_regex({r}, '[| ]'), x -> {lost_digits('x')})"
            fault(guarded(f"contains({r}, '+')", f"len({parts}) > 0"), LOST_DIGITS_WITHIN)
        elif self.is_id:
            fault(lost_digits(r), LOST_DIGITS)
        elif column.type in _RANGE:
            serial = f"regexp_full_match({r}, '[2-7]\\d{{4}}([.,]\\d+)?')"
            kind, words = CALLED[column.type], term(self.format.words)
            fault(guarded(unread, f"NOT {serial}"), NOT_READ, kind=kind, words=words)
            fault(guarded(unread, serial), NOT_READ_SERIAL, kind=kind, words=words)
        elif column.type is not Type.TEXT:
            fault(unread, NOT_READ, kind=CALLED[column.type], words=term(self.format.words))
        if column.type in _RANGE:
            low, high = _RANGE[column.type]
            fault(f"({v} < {low} OR {v} >= {high})", OUT_OF_RANGE)
        if column.type in (Type.SECONDS, Type.COUNT):
            fault(f"{v} < 0", NEGATIVE)
        if column.type is Type.NUMBER:
            fault(f"NOT isfinite({v})", NOT_FINITE)
        if self.rule.below is not None:
            condition = f"{v} >= {amount(self.rule.below)}"
            if self.rule.because:
                fault(condition, BECAUSE, because=term(self.rule.because))
            else:
                fault(condition, TOO_MUCH, limit=self.rule.below)
        if column.required:
            fault(f"{r} IS NULL", EMPTY, "NULL", column=self.name)
        return found


def vocabulary(x: str, choices: Sequence[str], frequent: Sequence[str] = ()) -> str:
    """SQL that gives the choice a text stands for, whatever its case, accents and spaces; NULL for none.

    The frequent ones come first: most rows then cost one or two comparisons.
    """
    ordered = [*frequent, *(choice for choice in choices if choice not in frequent)]
    exact = " ".join(f"WHEN {literal(choice)} THEN {literal(choice)}" for choice in ordered)
    folded = f"regexp_replace(lower(strip_accents({x})), '[ _-]+', '_', 'g')"
    loose = " ".join(f"WHEN {literal(choice.lower())} THEN {literal(choice)}" for choice in ordered)
    return f"CASE {x} {exact} ELSE CASE {folded} {loose} END END"


@dataclass
class TablePlan:
    """One table to fill from one source."""

    table: Table
    rule: TableRule
    source: Source
    columns: list[ColumnPlan]
    raw: Raw
    where: str = ""
    needs_number: bool = False
    needs_content: bool = False
    names_currency: bool = False  # amounts that name their currency, where no column gives it
    no_record: str = "0"
    has_absent: str = "false"

    def column(self, name: str) -> ColumnPlan | None:
        return next((one for one in self.columns if one.name == name), None)

    @property
    def amount(self) -> ColumnPlan | None:
        """The column of amounts that `currency` is of."""
        return (self.column("amount") or self.column("cost")) if "currency" in self.table.names else None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the staged table, in the model's order."""
        offered = {one.name for one in self.columns}
        offered |= {c.name for c in self.table.columns if c.default is not None}
        if "disposition" in offered:
            offered.add("outcome")
            if any(rule.reason for rule in self.rule.outcomes.values()):
                offered.add("reason")
        if self.names_currency:
            offered.add("currency")
        if "phone" in offered and "phone_type" in self.table.names:
            offered.add("phone_type")
        return tuple(name for name in self.table.names if name in offered)

    @property
    def decimal(self) -> str:
        """The decimal sign of the file: that of a column whose values told it, else the one that goes with its separator."""
        told = next((one.format.decimal for one in self.columns if one.format.decimal and "fits" in one.why), None)
        return told or ("," if self.source.fact("separator").values.get("mark") == ";" else ".")

    def read_headers(self) -> tuple[str, ...]:
        """The file's columns that fill a column or are part of a key, each once."""
        return tuple(dict.fromkeys(name for one in self.columns for name in one.data_headers))

    def faults(self) -> list[Fault]:
        return [fault for one in self.columns for fault in one.faults()] + self._backwards() + self._currencies()

    def _currencies(self) -> list[Fault]:
        """Amounts that name another currency than their row does, or one where nothing else in the file names any."""
        one, currency = self.amount, self.column("currency")
        if one is None or (currency is None and self.names_currency):
            return []
        r = f"r_{one.name}"
        said, is_dollar = currency_in(r), f"contains({r}, '$')"
        header = " + ".join(one.headers) or one.name
        if currency is None:
            return [Fault(header, f"{said} IS NOT NULL", r, UNNAMED_CURRENCY)]
        dollars = ", ".join(map(literal, DOLLARS))
        apart = f"({said} <> v_currency AND NOT ({is_dollar} AND v_currency IN ({dollars})))"
        return [Fault(header, apart, r, OTHER_CURRENCY, row_values={"currency": "v_currency"})]

    def _backwards(self) -> list[Fault]:
        """Ends before starts; an hour is left to them, which clocks may have been put back by."""
        found: list[Fault] = []
        for last, first in _ENDS.items():
            end, start = self.column(last), self.column(first)
            if end is None or start is None:
                continue
            slack = " - INTERVAL 1 HOUR" if end.is_instant else ""
            header = " + ".join(end.headers) or last
            found.append(Fault(header, f"v_{last} < v_{first}{slack}", f"r_{last}", BACKWARDS, {"column": first}))
        return found

    def valued(self, relation: str, *, kept: str = "", numbered: bool = False, filtered: bool = True) -> str:
        """The two lower layers: r_x and v_x of every column, and the raw columns named in `kept`.

        `numbered` adds n, the ordinal of the record in the relation; not `filtered` takes every record.
        """
        inner = relation
        if numbered or self.needs_number:
            inner = self.raw.numbered(relation, by_content=self.needs_content)
        extra = [*([kept] if kept else []), *(["_n - 1 AS n"] if numbered else [])]
        extra += [f"{self.no_record} AS _none", f"{self.has_absent} AS _absent"]
        raws = ", ".join([*extra, *(f"{one.raw} AS r_{one.name}" for one in self.columns)])
        where = f" WHERE {self.where}" if self.where and filtered else ""
        sql = f"SELECT *, {self._values()} FROM (SELECT {raws} FROM {inner}{where})"
        instants = ", ".join(f"{one.utc()} AS v_{one.name}" for one in self.columns if one.is_instant)
        return f"SELECT *, {instants} FROM ({sql})" if instants else sql

    def _values(self) -> str:
        parts = []
        for one in self.columns:
            if one.is_instant:
                parts.append(f"{one.zoned()} AS z_{one.name}, {one.value()} AS l_{one.name}")
            else:
                parts.append(f"{one.value()} AS v_{one.name}")
        return ", ".join(parts)

    def bad(self) -> str:
        """SQL, over the lower layers, that is true for a record with any fault and false for any other."""
        return f"coalesce({' OR '.join(fault.condition for fault in self.faults()) or 'false'}, false)"

    def finished(self, relation: str) -> str:
        """The whole statement: the columns of `names`, `_none`, `_absent` and `_bad`."""
        columns = ", ".join(f"{self._final(name)} AS {identifier(name)}" for name in self.names)
        bad = f"_none IN (0, 4) AND {self.bad()}"
        return f"SELECT {columns}, _none, _absent, {bad} AS _bad FROM ({self.valued(relation)})"

    def _final(self, name: str) -> str:
        column, plan = self.table.column(name), self.column(name)
        value = f"v_{name}" if plan else "NULL"
        if name in ("outcome", "reason") and self.column("disposition") and (self.rule.outcomes or not plan):
            mapped = self._mapped(name)
            value = f"coalesce({value}, {mapped})" if plan else mapped
        if name == "reported_disposition" and self.rule.outcomes:
            value = f"coalesce({self._mapped('outcome', 'r_reported_disposition')}, {value})"
        if name == "currency" and self.amount:
            value = f"coalesce({value}, {currency_in(f'r_{self.amount.name}')})"
        if column.default is not None:
            value = f"coalesce({value}, {literal(column.default)})" if plan else literal(column.default)
        return value if plan and value == f"v_{name}" else f"CAST({value} AS {column.type.sql})"

    def _mapped(self, what: str, code: str = "r_disposition") -> str:
        pairs = [(c, o.outcome if what == "outcome" else o.reason) for c, o in self.rule.outcomes.items()]
        plan = self.column("disposition") or self.column("reported_disposition")
        first = {word: at for at, word in enumerate(plan.frequent if plan else ())}
        pairs.sort(key=lambda pair: first.get(pair[0], len(first)))
        whens = " ".join(f"WHEN {literal(c)} THEN {literal(value)}" for c, value in pairs if value)
        return f"CASE {code} {whens} END" if whens else "CAST(NULL AS VARCHAR)"

    def unmapped(self) -> tuple[str, str] | None:
        """(column of codes, condition on staged rows) for codes without an outcome; None where there are no codes."""
        if self.column("disposition") and "outcome" in self.table.names:
            return "disposition", "outcome IS NULL AND disposition IS NOT NULL"
        if self.column("reported_disposition"):
            known = ", ".join(literal(outcome) for outcome in OUTCOMES)
            return "reported_disposition", f"reported_disposition NOT IN ({known})"
        return None


def origin(rule: Rule) -> Message:
    """Where a column's values come from, in words."""
    parts: list[Message] = []
    if rule.sources:
        parts.append(Message("{names:+}", names=[quoted(name) for name in rule.sources]))
    if rule.key:
        parts.append(Message("key of {names:+}", names=[_MADE_WORDS.get(name) or quoted(name) for name in rule.key]))
    if rule.constant is not None:
        parts.append(Message('constant "{value}"', value=rule.constant))
    return Message("{parts:else}", parts=parts)
