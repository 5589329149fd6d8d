"""Entries of the trail of changes as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cadran.catalogue.trail import FIELDS, KINDS, THINGS
from cadran.messages import Message
from cadran.store.actor import ACCOUNT, SYSTEM
from cadran.wording.display import day, number, say, yes_or_no

_NOBODY = Message("unknown")


def sentence(what: str, detail: Mapping[str, Any], language: str) -> str:
    """What an entry says.

    >>> sentence("load", {"imports": [3, 4], "files": ["calls.csv"], "new": 1200, "updated": 0, "rejected": 1}, "en")
    'Load 3, 4: calls.csv (rows: 1,200 new, 0 updated, 1 rejected)'
    >>> sentence("changed", {"kind": "grant", "name": "chef", "changes": {"role": ["agent", "manager"]}}, "en")
    'Right “chef” changed (role: agent → manager)'
    >>> link = {"kind": "onetimelink", "name": "chef", "changes": {"expires_at": [None, "2026-11-28 05:07:25+00:00"]}}
    >>> sentence("added", link, "en")
    'Sign-in link “chef” added (expires on: 2026-11-28 05:07 UTC)'
    """
    if what not in KINDS:
        return what
    told = {name: _told(name, value, language) for name, value in detail.items()}
    return say(KINDS[what], language).format_map(_Missing(told))


def who(name: str, language: str) -> str:
    """In whose name it was done.

    >>> who("account:chef", "en"), who("system:jean", "en")
    ('chef', 'jean (on the machine)')
    """
    if name.startswith(ACCOUNT):
        return name.removeprefix(ACCOUNT) or _NOBODY.text(language)
    return Message("{name} (on the machine)", name=name.removeprefix(SYSTEM)).text(language)


class _Missing(dict[str, str]):
    """Particulars that an entry of an earlier version may lack."""

    def __missing__(self, name: str) -> str:
        return "—"


def _told(name: str, value: Any, language: str) -> str:
    if name == "kind":
        return say(THINGS[value], language) if value in THINGS else str(value)
    if name == "changes":
        gap = "\u00a0; " if language == "fr" else "; "
        return gap.join(_change(one, before, after, language) for one, (before, after) in value.items())
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, int) and name not in ("erasure", "months"):
        return number(value, 0, language)
    return _value(value, language)


def _change(name: str, before: Any, after: Any, language: str) -> str:
    """A field and its value, or both values where it had one."""
    field = say(FIELDS[name], language) if name in FIELDS else name
    told = [_value(one, language, is_instant=name.endswith("_at")) for one in (before, after)]
    return field + ("\u00a0: " if language == "fr" else ": ") + (told[1] if before is None else " → ".join(told))


def _value(value: Any, language: str, *, is_instant: bool = False) -> str:
    if isinstance(value, bool):
        return yes_or_no(value, language)
    if is_instant and value:
        return f"{day(datetime.fromisoformat(str(value)), language)} UTC"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "—"
    return "—" if value is None or value == "" else str(value)
