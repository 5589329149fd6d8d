"""A mapping to edit: what was understood of a file, written down as TOML with what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map

from cadran.ingest.mapping import Rule
from cadran.ingest.plan import ColumnPlan, TablePlan
from cadran.ingest.reading import Understanding
from cadran.ingest.recognise import suggestions
from cadran.model import OUTCOMES


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
        f"#   cadran import {understanding.name} --mapping THIS_FILE.toml",
        "",
        *_file(understanding),
    ]
    for plan in understanding.tables:
        lines += _table(understanding, plan)
    return "\n".join(lines) + "\n"


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
    lines += ["", "[table.columns]", *(_column(one) for one in plan.columns)]
    lines += _open_columns(understanding, plan)
    if plan.column("disposition") or plan.column("reported_disposition"):
        lines += _outcomes(understanding, plan)
    return lines


def _column(plan: ColumnPlan) -> str:
    line = f"{plan.name} = {_rule(plan.rule, plan)}"
    if plan.column.choices and plan.headers and not plan.frequent and not plan.rule.values and not plan.column.required:
        return f"# {line}  # holds no {' | '.join(plan.column.choices)}"
    return f"{line}  # {plan.why}" if plan.why else line


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
    near = suggestions([*required, *rest], understanding.unmatched)
    lines = [f"# {name} = {text(near.get(name, '…'))}  # every row needs one" for name in required]
    lines += [f"# {name} = {text(near[name])}" for name in rest if name in near]
    named = set(near.values())
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
    for word, rule in plan.rule.outcomes.items():
        value = (
            f"{{ outcome = {text(rule.outcome)}, reason = {text(rule.reason)} }}" if rule.reason else text(rule.outcome)
        )
        lines.append(f"{text(word)} = {value}")
    if not has_outcome:
        known = set(plan.rule.outcomes) | set(OUTCOMES)
        lines += [f'# {text(word)} = "…"' for word in code.frequent if word not in known]
    return lines
