"""The reference page of the canonical model, generated from its declarations."""

from __future__ import annotations

from cadran.model import FLAGS, OUTCOMES, TABLES, Column, Outcome, Sensitivity, Table
from cadran.model.derived import DERIVED
from cadran.reports.markdown import code, table

INTRO = """# The canonical model

This page is generated from the declarations (`make docs`); do not edit it by hand.

What every source is mapped to, and what every figure is computed from. Column names are the headers of CSV files:
a file with these headers imports without a mapping. The key of a row is always its `source_system` and the columns
marked **key**. Instants (`…_at`) are UTC; durations (`…_s`) are whole seconds; an empty value is unknown, never zero.
° marks personal data.
"""
TOLD = {Sensitivity.AGENT: "agents", Sensitivity.COST: "costs", Sensitivity.EARNINGS: "earnings"}
DERIVED_INTRO = """## Derived tables

Worked out by the store from the tables above and kept up to date by every load; no file fills them.
"""
OUTCOMES_INTRO = """## Outcomes

Each centre’s disposition codes are mapped to one of these; the flags follow from the outcome. A dash: the outcome does
not tell. A code that is not mapped leaves the outcome and the flags empty, and its rows out of every rate.
"""


def _notes(column: Column, owner: Table) -> str:
    notes = []
    if column.name in owner.key:
        notes.append("**key**")
    elif column.required:
        notes.append("required")
    if column.choices:
        notes.append("one of " + ", ".join(code(choice) for choice in column.choices))
    if column.default is not None:
        notes.append(f"{code(column.default)} when empty")
    if column.references is not None:
        notes.append(f"refers to {code(column.references)}")
    if column.sensitivity is not None and not column.pii:
        notes.append(f"kept from who may not see: {TOLD[column.sensitivity]}")
    return "; ".join(notes)


def _rows(columns: tuple[Column, ...], owner: Table) -> list[list[str]]:
    return [
        [code(column.name) + ("°" if column.pii else ""), column.type.value, column.meaning, _notes(column, owner)]
        for column in columns
    ]


def _table(declared: Table) -> list[str]:
    headers = ["column", "type", "meaning", ""]
    lines = [f"### {declared.name}", "", f"One row is {declared.meaning}. Key: {_key(declared)}.", ""]
    lines += [*table(headers, _rows(declared.columns, declared)), ""]
    if declared.stored:
        lines += ["Kept beside them by the store:", "", *table(headers, _rows(declared.stored, declared)), ""]
    return lines


def _key(declared: Table) -> str:
    names = declared.key if declared.name in DERIVED else ("source_system", *declared.key)
    return ", ".join(code(name) for name in dict.fromkeys(names))


def _outcome(outcome: Outcome) -> list[str]:
    flags = [{True: "yes", False: "no", None: "–"}[getattr(outcome, flag)] for flag in FLAGS]
    return [code(outcome.name), outcome.meaning, *flags]


def model_page() -> str:
    """The canonical model as Markdown: entities, facts, derived tables, outcomes."""
    lines = [INTRO]
    for title, is_fact in (("Entities", False), ("Facts", True)):
        lines += [f"## {title}", ""]
        for declared in TABLES.values():
            if declared.is_fact is is_fact:
                lines += _table(declared)
    lines.append(DERIVED_INTRO)
    for declared in DERIVED.values():
        lines += _table(declared)
    lines.append(OUTCOMES_INTRO)
    headers = ["outcome", "meaning", *(flag.replace("_", " ") for flag in FLAGS)]
    return "\n".join([*lines, *table(headers, [_outcome(outcome) for outcome in OUTCOMES.values()])]) + "\n"
