"""A mapping to edit: what was understood of a file, written down as TOML with what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from shlex import quote

from cadran.ingest.mapping import Rule
from cadran.ingest.plan import ColumnPlan, TablePlan
from cadran.ingest.propose import Proposal, left_open, samples
from cadran.ingest.reading import Understanding
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


def write_mapping(understanding: Understanding) -> str:
    """The mapping as TOML: it loads as it is and gives the same import, unless a required column is still open."""
    lines = [
        f"# How {understanding.name} is read. Edit it, look at the result with --dry-run, then import with it:",
        f"#   cadran import {quote(understanding.source.file_name)} --mapping THIS_FILE.toml",
        "",
        *_samples(understanding),
        *_file(understanding),
    ]
    for plan in understanding.tables:
        lines += _table(understanding, plan)
    return "\n".join(lines) + "\n"


def _samples(understanding: Understanding) -> list[str]:
    """Every column of the file with its first values, as comments."""
    found = samples(understanding.connection, understanding.source, understanding.sample)
    lines = [f"#   {header} = {' | '.join(one[:_SHOWN] for one in values) or '…'}" for header, values in found.items()]
    lines = [" ".join(line.split()) if "\n" in line or "\r" in line else line for line in lines]
    return ["# The file's columns and their first values:", *lines, ""]


def _file(understanding: Understanding) -> list[str]:
    source, options = understanding.source, understanding.source.options
    facts = dict(source.facts)
    lines = ["[file]"]
    encoding = facts.get("encoding", "").split(" ")[0]
    mark = facts.get("separator", "")
    separator = "\t" if mark.startswith("tab") else mark[1:2]
    lines.append(f"zone = {text(understanding.zone)}  # of times that carry none")
    if separator:
        lines.append(f"separator = {text(separator)}")
    if encoding:
        lines.append(f"encoding = {text(encoding)}")
    if options.header_line is not None:
        lines.append(f"header_line = {options.header_line}")
    if options.columns:
        lines.append(f"columns = {_texts(options.columns)}")
    if options.sheet:
        lines.append(f"sheet = {text(options.sheet)}")
    for key, example in (("decimal", '","'), ("dates", '"day-first"')):
        value = getattr(options, key)
        lines.append(f"{key} = {text(value)}" if value else f"# {key} = {example}  # decided on each column")
    if options.region != "FR":
        lines.append(f"region = {text(options.region)}")
    if options.missing is not None:
        lines.append(f"missing = {_texts(options.missing)}")
    return lines


def _table(understanding: Understanding, plan: TablePlan) -> list[str]:
    lines = ["", "[[table]]", f"name = {text(plan.table.name)}"]
    if plan.rule.one_per_key:
        lines.append("one_per_key = true")
    for key in ("where", "where_not"):
        if found := getattr(plan.rule, key):
            lines.append(f"{key} = {_pairs(found)}")
    checks = understanding.proposal.checks if understanding.proposal else {}
    lines += [
        "",
        "[table.columns]",
        *(_column(one, checks.get((plan.table.name, one.name), "")) for one in plan.columns),
    ]
    lines += _open_columns(understanding, plan)
    if plan.column("disposition") or plan.column("reported_disposition"):
        lines += _outcomes(understanding, plan)
    return lines


def _column(plan: ColumnPlan, check: str) -> str:
    line = f"{plan.name} = {_rule(plan.rule, plan)}"
    if plan.column.choices and plan.headers and not plan.frequent and not plan.rule.values and not plan.column.required:
        return f"# {line}  # holds no {' | '.join(plan.column.choices)}"
    why = check or plan.why
    return f"{line}  # {why}" if why else line


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


def _open_columns(understanding: Understanding, plan: TablePlan) -> list[str]:
    """What is not filled yet, as comments: required first, then what a header left over resembles."""
    filled = {one.name for one in plan.columns}
    required = [c.name for c in plan.table.columns if c.required and c.name not in filled]
    rest = [c.name for c in plan.table.columns if not c.required and c.name not in filled]
    asked = left_open(understanding.connection, plan, understanding.sample, understanding.unmatched, understanding.zone)
    near = {name: (header, why) for name, header, why in asked}
    lines = [f"# {name} = {text(near.get(name, ('…', ''))[0])}  # every row needs one" for name in required]
    lines += [
        f"# {name} = {text(near[name][0])}" + (f"  # {w}" if (w := near[name][1]) else "")
        for name in rest
        if name in near
    ]
    named = {header for header, _ in near.values()}
    left = [header for header in understanding.unmatched if header not in named]
    if left:
        lines.append(f"# not used: {', '.join(left)}".replace("\n", " "))
    return lines


def _outcomes(understanding: Understanding, plan: TablePlan) -> list[str]:
    """The codes of the first records, each with its outcome or waiting for one."""
    code = plan.column("disposition") or plan.column("reported_disposition")
    assert code is not None
    has_outcome = plan.column("outcome") is not None
    lines = ["", "[table.outcomes]", f"# one of: {', '.join(OUTCOMES)}"]
    proposal = understanding.proposal or Proposal()
    for word, rule in plan.rule.outcomes.items():
        value = (
            f"{{ outcome = {text(rule.outcome)}, reason = {text(rule.reason)} }}" if rule.reason else text(rule.outcome)
        )
        lines.append(f"{text(word)} = {value}" + _said(proposal, word))
    if not has_outcome:
        known = set(plan.rule.outcomes) | set(OUTCOMES)
        words = dict.fromkeys([*proposal.labels, *code.frequent])
        lines += [f'# {text(word)} = "…"' + _said(proposal, word) for word in words if word not in known]
    return lines


def _said(proposal: Proposal, word: str) -> str:
    """The label of a code, and whether what was made of it should be looked at, as a comment."""
    label = proposal.labels.get(word, word)
    parts = [text(label)] if label != word else []
    parts += ["to check: the label does not tell it well"] if word in proposal.unsure else []
    return f"  # {', '.join(parts)}" if parts else ""
