"""Reading .po files: what people edit."""

from __future__ import annotations

import ast
import re

NO_BREAK = "\u00a0"
_NO_BREAK = re.compile(r"(?<=«) | (?=[:;?!»€]|%(?!\())")
"""The spaces that French does not break at; .po files are typed with plain ones."""


def entries(text: str) -> dict[str, tuple[str, ...]]:
    r"""Message id (context and plural as in a .mo file) → its translations; fuzzy and empty ones are left out.

    >>> entries('msgid "Yes"\nmsgstr "Oui"\n')
    {'Yes': ('Oui',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines()):
            continue
        fields = _fields(lines)
        if "msgid" not in fields:
            continue
        key = fields["msgid"]
        if "msgctxt" in fields:
            key = f"{fields['msgctxt']}\x04{key}"
        if "msgid_plural" in fields:
            key = f"{key}\x00{fields['msgid_plural']}"
        texts = tuple(_NO_BREAK.sub(NO_BREAK, text) for name, text in fields.items() if name.startswith("msgstr"))
        if all(texts):
            found[key] = texts
    return found


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if line.startswith("msg"):
            name, _space, line = line.partition(" ")
            fields[name] = ""
        fields[name] += ast.literal_eval(line.strip())
    return fields
