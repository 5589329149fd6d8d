"""A first mapping for a file that nobody knows: the likeliest table, and what its headers and values speak for.

A column is proposed where its header is known and its values bear it out; what only might be meant is asked. Codes get the
outcome that their label names; the others wait for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from shlex import quote
from typing import TYPE_CHECKING

from cadran.ingest.choosing import count_values, prepare, sampled
from cadran.ingest.mapping import ROW_CONTENT, OutcomeRule, Rule, TableRule
from cadran.ingest.plan import ColumnPlan, TablePlan
from cadran.ingest.raw import Raw
from cadran.ingest.recognise import canonical_rule, presets, stem
from cadran.ingest.vocabulary import choice_of, column_of, is_label, is_to_check, outcome_of, tables, time_of
from cadran.messages import NOTHING, Message
from cadran.model import TABLES, Column, Table, Type
from cadran.sources.base import Source, temporary_name
from cadran.sources.dialect import fold

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LOOKED_AT, _MOST_CODES, _SHOWN = 2_000, 300, 3
_BORNE_OUT, _UNIQUE = 0.9, 0.98
_MOMENT = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}([ T].*)?|-?\d{1,4}:\d{2}(:\d{2}([.,]\d+)?)?")
_NUMBERED = ("lead_id", "attempt_id", "order_id", "appointment_id", "cost_id")  # a name is none of these
_PHONE = re.compile(r"[+(]?[\d .()/-]{6,20}|\d[.,]\d+[eE]\+\d+")
_DOUBTS = {
    "talk_s": Message("may count the ringing too: take it if it is talk alone"),
    "hold_s": Message("take it if it is the wait between the answer and the agent"),
}
_OF_PERSON = ("phone", "first_name", "last_name", "company", "email")


@dataclass
class Proposal:
    """What is proposed of one file: how each table is filled.

    `checks`: (table, column) → why a person should look at it. `labels`: the words of each disposition code; `unsure`:
    codes whose outcome a person should look at.
    """

    rules: list[TableRule] = field(default_factory=list)
    checks: dict[tuple[str, str], Message] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


def samples(connection: DuckDBPyConnection, source: Source, relation: str) -> dict[str, tuple[str, ...]]:
    """The first values of each header, those that come first, each once."""
    seen = _values(connection, source, relation)
    return {header: tuple(dict.fromkeys(values))[:_SHOWN] for header, values in seen.items()}


def propose(connection: DuckDBPyConnection, source: Source, table: str | None, zone: str) -> Proposal:
    """The likeliest mapping of a source; `table` is the one to fill, where it is said."""
    sample = sampled(connection, source, temporary_name("look"))
    reader = _Proposer(connection, source, sample, zone)
    return max((reader.fill(TABLES[name]) for name in ([table] if table else tables())), key=reader.worth)


def next_step(source: Source) -> Message:
    file, mapping = quote(source.file_name), quote(stem(source.file_name) + ".toml")
    return Message(
        "these columns are not known by their names; what follows is proposed. Write it down "
        "with cadran import {file} --write-mapping {mapping}, look it through, then import with "
        "--mapping {mapping}",
        file=file,
        mapping=mapping,
    )


def left_open(
    connection: DuckDBPyConnection, plan: TablePlan, sample: str, headers: Sequence[str], zone: str
) -> list[tuple[str, str, Message]]:
    """(column, header, why it is asked) of a table's columns that a header left over might be, its values not against it."""
    reader = _Proposer(connection, plan.source, sample, zone)
    filled = {one.name: one.rule for one in plan.columns}
    found = []
    for column, names in reader.candidates(plan.table, filled).items():
        for header in names:
            if header in headers and not reader.against(plan.table, plan.table.column(column), header):
                word = column_of(plan.table.name, header)
                found.append((column, header, _DOUBTS.get(column, Message()) if word and word.is_doubt else Message()))
                break
    return found


def _values(connection: DuckDBPyConnection, source: Source, relation: str) -> dict[str, list[str]]:
    raw = Raw(source, {header: at for at, header in enumerate(source.headers)})
    wanted = ", ".join(raw.text(header) for header in source.headers)
    rows = connection.execute(f"SELECT {wanted} FROM {relation} LIMIT {_LOOKED_AT}").fetchall()
    return {h: [str(row[at]) for row in rows if row[at] is not None] for at, h in enumerate(source.headers)}


class _Proposer:
    """Fills tables from one source."""

    def __init__(self, connection: DuckDBPyConnection, source: Source, sample: str, zone: str) -> None:
        self.connection = connection
        self.source = source
        self.sample = sample
        self.zone = zone
        self.raw = Raw(source, {header: at for at, header in enumerate(source.headers)})
        self.values = _values(connection, source, sample)

    def worth(self, proposal: Proposal) -> tuple[int, int]:
        """How well a table fits: columns filled, less what every row needs and nothing fills."""
        rule = proposal.rules[0]
        table, filled = TABLES[rule.name], {one.target for one in rule.rules if one.sources}
        lacking = {c.name for c in table.columns if c.required} - {one.target for one in rule.rules}
        needed = sum(table.column(name).required for name in filled)
        return len(filled) + 2 * needed - 4 * len(lacking), -list(tables()).index(rule.name)

    def fill(self, table: Table) -> Proposal:
        found = Proposal()
        named = canonical_rule(table, self.source.headers).rules
        rules = {r.target: r for r in named if not self.against(table, table.column(r.target), r.sources[0])}
        for column, headers in self.candidates(table, rules).items():
            if rule := self.borne_out(table, table.column(column), headers):
                rules[column] = rule
        if table.name == "attempts" and "lead_id" not in rules:
            self.by_telephone(rules, found)
        self.add_key(table, rules, found)
        outcomes = self.outcomes(rules, found)
        ordered = tuple(rules[name] for name in table.names if name in rules)
        found.rules.append(TableRule(table.name, ordered, outcomes))
        if table.name == "attempts" and "lead_id" in rules:
            self.add_leads(rules["lead_id"], found)
        return found

    def candidates(self, table: Table, taken: Mapping[str, Rule]) -> dict[str, list[str]]:
        """Column → the headers that speak of it, the surest first."""
        ranked: dict[str, list[tuple[int, str]]] = {}
        used = {header for rule in taken.values() for header in rule.sources}
        for header in self.source.headers:
            word = column_of(table.name, header) if header not in used else None
            if word and word.column not in taken:
                ranked.setdefault(word.column, []).append((word.rank + 1000 * word.is_doubt, header))
        return {column: [header for _, header in sorted(found)] for column, found in ranked.items()}

    def borne_out(self, table: Table, column: Column, headers: Sequence[str]) -> Rule | None:
        """The first header without a doubt whose values bear the column out."""
        for header in headers:
            word = column_of(table.name, header)
            if word and not word.is_doubt and not self.against(table, column, header):
                return self.rule(table, column, header)
        return None

    def rule(self, table: Table, column: Column, header: str) -> Rule:
        if column.type is Type.INSTANT:
            for hour in self.source.headers:
                joined = Rule(column.name, (header, hour))
                if column.name in time_of(hour) and hour != header and self.reads(table, column, joined):
                    return joined
        values = {}
        if column.choices:
            words = dict.fromkeys(self.values[header])
            values = {w: choice_of(column.name, w) or "" for w in words if fold(w) not in map(fold, column.choices)}
        return Rule(column.name, (header,), values=values)

    def against(self, table: Table, column: Column, header: str) -> bool:
        """Whether the values of a header contradict that column; where there is none, they do not."""
        values = self.values[header]
        if not values:
            return False
        if column.choices:
            return any(fold(w) not in map(fold, column.choices) and not choice_of(column.name, w) for w in values)
        if column.type in (Type.TEXT, Type.PHONE):
            return _text_against(column, values)
        rules = [Rule(column.name, (header,))]
        if column.type is Type.INSTANT:
            rules += [Rule(column.name, (header, hour)) for hour in self.source.headers if column.name in time_of(hour)]
        return not any(self.reads(table, column, rule) for rule in rules)

    def reads(self, table: Table, column: Column, rule: Rule) -> bool:
        """Whether some format reads nearly all the values that a rule offers."""
        plan = TablePlan(
            table, TableRule(table.name, (rule,)), self.source,
            [ColumnPlan(column, NOTHING, self.raw.rule(rule), rule.headers, rule, self.zone)], self.raw,
        )  # fmt: skip
        prepare(plan, self.source.options)
        one = plan.columns[0]
        one.candidates = one.candidates or (one.format,)
        total, read, _ = count_values(self.connection, plan, [one], self.sample)[one.name]
        return total > 0 and max(read.values()) >= _BORNE_OUT * total

    def by_telephone(self, rules: dict[str, Rule], found: Proposal) -> None:
        header = self.person("phone")
        if header:
            rules["lead_id"] = Rule("lead_id", (header,))
            found.checks["attempts", "lead_id"] = Message("no id of the lead: its telephone number stands for it")

    def person(self, column: str) -> str | None:
        """The header that holds this of the lead."""
        headers = self.candidates(TABLES["leads"], {}).get(column, [])
        return next((h for h in headers if not self.against(TABLES["leads"], TABLES["leads"].column(column), h)), None)

    def add_key(self, table: Table, rules: dict[str, Rule], found: Proposal) -> None:
        """Columns that tell the rows apart, the disposition aside, where the file has no id; else the row's content."""
        name = table.key[0]
        if len(table.key) > 1 or not table.column(name).required:
            return
        if name in rules and (not table.is_fact or self.tells_apart(rules[name].sources)):
            return
        rules.pop(name, None)
        made = [rules[one].sources for one in (table.instant, "lead_id", "agent_id") if one in rules]
        parts: list[str] = []
        for sources in made if table.instant in rules else []:
            parts += [one for one in sources if one not in parts]
            if len(parts) > len(made[0]) and self.tells_apart(parts):
                rules[name] = Rule(name, key=tuple(parts))
                return
        rules[name] = Rule(name, key=(ROW_CONTENT,))
        found.checks[table.name, name] = Message(
            "no columns tell the rows apart: a row whose content changes is another row"
        )

    def tells_apart(self, headers: Iterable[str]) -> bool:
        texts = ", ".join(f"coalesce({self.raw.text(header)}, '')" for header in headers)
        row = self.connection.execute(
            f"SELECT count(*), count(DISTINCT concat_ws('|', {texts})) FROM {self.sample}"
        ).fetchone()
        return row is not None and row[1] >= _UNIQUE * row[0]

    def outcomes(self, rules: dict[str, Rule], found: Proposal) -> dict[str, OutcomeRule]:
        """What the codes mean, by their labels; codes that are labels by themselves."""
        code = rules.get("disposition") or rules.get("reported_disposition")
        label = next((h for h in self.source.headers if is_label(h)), None) if "started_at" in rules else None
        if label and code is None:
            code = rules["disposition"] = Rule("disposition", (label,))
        if code is None:
            return {}
        found.labels = self.labels(code.sources[0], label or code.sources[0])
        if not found.labels and label:  # a code of several labels says less than they do
            code = rules["disposition"] = Rule("disposition", (label,))
            found.labels = self.labels(label, label)
        known = _known_set(found.labels)
        meant = {}
        for word, text in found.labels.items():
            outcome = outcome_of(text) or (outcome_of(word) if word != text else None)
            if outcome:
                meant[word] = OutcomeRule(outcome)
            elif word in known:
                meant[word] = known[word]
            if outcome and is_to_check(outcome, text):
                found.unsure.add(word)
        return meant

    def labels(self, code: str, label: str) -> dict[str, str]:
        """Code → label over the whole file, the frequent first; empty where a code has several labels."""
        tag = temporary_name("codes")
        a, b = self.raw.text(code, ()), self.raw.text(label, ())
        rows = self.connection.execute(
            f"SELECT a, min(b), count(DISTINCT b) FROM (SELECT {a} AS a, {b} AS b FROM {self.source.scan(tag)}) "
            f"WHERE a IS NOT NULL GROUP BY a ORDER BY count(*) DESC, a LIMIT {_MOST_CODES}"
        ).fetchall()
        self.source.forget(self.connection, tag)
        if any(count > 1 for *_, count in rows):
            return {}
        return {str(word): str(text if text is not None else word) for word, text, _ in rows}

    def add_leads(self, lead: Rule, found: Proposal) -> None:
        """The lead behind each attempt, where the file tells who it is."""
        held = {column: header for column in _OF_PERSON if (header := self.person(column))}
        if held:
            rules = (replace(lead, target="lead_id"), *(Rule(column, (header,)) for column, header in held.items()))
            found.rules.append(TableRule("leads", rules, one_per_key=True))


def _text_against(column: Column, values: Sequence[str]) -> bool:
    """Whether texts are not what the column holds: dates, names in place of ids, what is no number or address."""

    def is_strange(value: str) -> bool:
        if column.name in ("phone", "caller_number"):
            return not _PHONE.fullmatch(value)
        if column.name == "email":
            return "@" not in value
        if column.name in _NUMBERED and not any(c.isdigit() for c in value):
            return True
        return _MOMENT.fullmatch(value) is not None

    wrong = [value for value in values if is_strange(value)]
    return len(wrong) > (1 - _BORNE_OUT) * len(values)


def _known_set(labels: Mapping[str, str]) -> Mapping[str, OutcomeRule]:
    """The codes of a dialer whose own codes most of these are; a few alike may be by chance."""
    for one in presets().values():
        codes = one.tables[0].outcomes
        shared = [word for word in labels if word in codes]
        if len(shared) >= 5 and 2 * len(shared) >= len(labels):
            return codes
    return {}
