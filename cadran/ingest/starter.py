"""A mapping to edit: what was understood of a file, written down as TOML with what is still open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from shlex import quote

from cadran.ingest.mapping import Rule
from cadran.ingest.plan import ColumnPlan, TablePlan
from cadran.ingest.propose import Proposal, left_open, samples
from cadran.ingest.reading import Understanding
from cadran.messages import NOTHING, Message, quoted
from cadran.model import OUTCOMES

_SHOWN = 60


def text(value: str) -> str:
    """A TOML text."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(c, c if c >= " " else f"\\u{ord(c):04x}") for c in value) + '"'


def _texts(values: Iterable[str]) -> str:
    return "[" + ", ".join(text(value) for value in values) + "]"


def _pairs(values: Map[str, tuple[str, ...]]) -> str:
    return "{ " + ", ".join(f"{text(k)} = {_texts(v)}" for k, v in values.items()) + " }"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of TOML, and the comment that ends it or is all of it."""

    toml: str = ""
    comment: Message = NOTHING

    def text(self, language: str) -> str:
        said = re.sub(r"[\r\n]+", " ", self.comment.text(language))
        return "  ".join(filter(None, (self.toml, f"# {said}" if said else "")))


def write_mapping(understanding: Understanding, language: str = "en") -> str:
    """The mapping as TOML: it loads as it is and gives the same import, unless a required column is still open."""
    lines = [
        Line(
            comment=Message(
                "How {file} is read. Edit it, look at the result with --dry-run, then import with it:",
                file=understanding.name,
            )
        ),
        Line(
            comment=Message(
                "  cadran import {file} --mapping THIS_FILE.toml", file=quote(understanding.source.file_name)
            )
        ),
        Line(),
        *_samples(understanding),
        *_file(understanding),
    ]
    for plan in understanding.tables:
        lines += _table(understanding, plan)
    return "".join(f"{line.text(language)}\n" for line in lines)


def _samples(understanding: Understanding) -> list[Line]:
    """Every column of the file with its first values, as comments."""
    found = samples(understanding.connection, understanding.source, understanding.sample)
    return [
        Line(comment=Message("The file's columns and their first values:")),
        *(
            Line(
                comment=Message(
                    "  {header} = {values}",
                    header=" ".join(header.split()),
                    values=" ".join(" | ".join(one[:_SHOWN] for one in values).split()) or "…",
                )
            )
            for header, values in found.items()
        ),
        Line(),
    ]


def _file(understanding: Understanding) -> list[Line]:
    source, options = understanding.source, understanding.source.options
    lines = [Line("[file]"), Line(f"zone = {text(understanding.zone)}", Message("of times that carry none"))]
    for key, of in (("separator", "mark"), ("encoding", "encoding")):
        if found := source.fact(key).values.get(of):
            lines.append(Line(f"{key} = {text(str(found))}"))
    if options.header_line is not None:
        lines.append(Line(f"header_line = {options.header_line}"))
    if options.columns:
        lines.append(Line(f"columns = {_texts(options.columns)}"))
    if options.sheet:
        lines.append(Line(f"sheet = {text(options.sheet)}"))
    for key, example in (("decimal", '","'), ("dates", '"day-first"')):
        value = getattr(options, key)
        open_one = Line(f"# {key} = {example}", Message("decided on each column"))
        lines.append(Line(f"{key} = {text(value)}") if value else open_one)
    if options.region != "FR":
        lines.append(Line(f"region = {text(options.region)}"))
    if options.missing is not None:
        lines.append(Line(f"missing = {_texts(options.missing)}"))
    return lines


def _table(understanding: Understanding, plan: TablePlan) -> list[Line]:
    lines = [Line(), Line("[[table]]"), Line(f"name = {text(plan.table.name)}")]
    if plan.rule.one_per_key:
        lines.append(Line("one_per_key = true"))
    for key in ("where", "where_not"):
        if found := getattr(plan.rule, key):
            lines.append(Line(f"{key} = {_pairs(found)}"))
    checks = understanding.proposal.checks if understanding.proposal else {}
    lines += [
        Line(),
        Line("[table.columns]"),
        *(_column(one, checks.get((plan.table.name, one.name))) for one in plan.columns),
    ]
    lines += _open_columns(understanding, plan)
    if plan.column("disposition") or plan.column("reported_disposition"):
        lines += _outcomes(understanding, plan)
    return lines


def _column(plan: ColumnPlan, check: Message | None) -> Line:
    line = f"{plan.name} = {_rule(plan.rule, plan)}"
    if plan.column.choices and plan.headers and not plan.frequent and not plan.rule.values and not plan.column.required:
        return Line(f"# {line}", Message("holds no {names}", names=" | ".join(plan.column.choices)))
    return Line(line, check or plan.why)


def _rule(rule: Rule, plan: ColumnPlan) -> str:
    parts = {}
    if rule.sources:
        parts["from"] = text(rule.sources[0]) if len(rule.sources) == 1 else _texts(rule.sources)
    if rule.key:
        parts["key"] = _texts(rule.key)
    if rule.constant is not None:
        parts["constant"] = text(rule.constant)
    if rule.format or plan.candidates:
        parts["format"] = text(plan.format.name)
    for key in ("zone", "prefix", "because"):
        if value := getattr(rule, key):
            parts[key] = text(value)
    if rule.values:
        parts["values"] = "{ " + ", ".join(f"{text(k)} = {text(v)}" for k, v in rule.values.items()) + " }"
    if rule.other != "keep":
        parts["other"] = text(rule.other)
    if rule.when:
        parts["when"] = _pairs(rule.when)
    if rule.below is not None:
        parts["below"] = str(rule.below)
    if set(parts) == {"from"} and len(rule.sources) == 1:
        return parts["from"]
    return "{ " + ", ".join(f"{key} = {value}" for key, value in parts.items()) + " }"


def _open_columns(understanding: Understanding, plan: TablePlan) -> list[Line]:
    """What is not filled yet, as comments: required first, then what a header left over resembles."""
    filled = {one.name for one in plan.columns}
    required = [c.name for c in plan.table.columns if c.required and c.name not in filled]
    rest = [c.name for c in plan.table.columns if not c.required and c.name not in filled]
    asked = left_open(understanding.connection, plan, understanding.sample, understanding.unmatched, understanding.zone)
    near = {name: (header, why) for name, header, why in asked}
    lines = [
        Line(f"# {name} = {text(near[name][0] if name in near else '…')}", Message("every row needs one"))
        for name in required
    ]
    lines += [Line(f"# {name} = {text(near[name][0])}", near[name][1]) for name in rest if name in near]
    named = {header for header, _ in near.values()}
    left = [header for header in understanding.unmatched if header not in named]
    if left:
        lines.append(Line(comment=Message("not used: {names}", names=left)))
    return lines


def _outcomes(understanding: Understanding, plan: TablePlan) -> list[Line]:
    """The codes of the first records, each with its outcome or waiting for one."""
    code = plan.column("disposition") or plan.column("reported_disposition")
    assert code is not None
    has_outcome = plan.column("outcome") is not None
    lines = [Line(), Line("[table.outcomes]"), Line(comment=Message("one of: {names}", names=[*OUTCOMES]))]
    proposal = understanding.proposal or Proposal()
    for word, rule in plan.rule.outcomes.items():
        value = (
            f"{{ outcome = {text(rule.outcome)}, reason = {text(rule.reason)} }}" if rule.reason else text(rule.outcome)
        )
        lines.append(Line(f"{text(word)} = {value}", _label(proposal, word)))
    if not has_outcome:
        known = set(plan.rule.outcomes) | set(OUTCOMES)
        words = dict.fromkeys([*proposal.labels, *code.frequent])
        lines += [Line(f'# {text(word)} = "…"', _label(proposal, word)) for word in words if word not in known]
    return lines


def _label(proposal: Proposal, word: str) -> Message:
    """The label of a code, and whether what was made of it should be looked at."""
    label = proposal.labels.get(word, word)
    parts = [quoted(label)] if label != word else []
    parts += [Message("to check: the label does not tell it well")] if word in proposal.unsure else []
    return Message("{parts}", parts=parts)
