"""Entries of the trail of changes as sentences in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cadran.actor import ACCOUNT, SYSTEM
from cadran.catalogue.trail import FIELDS, KINDS, THINGS
from cadran.display import day, number, say

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_HERE = {"fr": "{name} (sur la machine)", "en": "{name} (on the machine)"}
_NOBODY = {"fr": "inconnu", "en": "unknown"}
_WORDS = {True: {"fr": "oui", "en": "yes"}, False: {"fr": "non", "en": "no"}}


def sentence(what: str, detail: Mapping[str, Any], language: str) -> str:
    """What an entry says.

    >>> sentence("load", {"imports": [3, 4], "files": ["calls.csv"], "new": 1200, "updated": 0, "rejected": 1}, "en")
    'Load 3, 4: calls.csv (rows: 1,200 new, 0 updated, 1 rejected)'
    >>> sentence("changed", {"kind": "grant", "name": "chef", "changes": {"role": ["agent", "manager"]}}, "en")
    'Right “chef” changed (role: agent → manager)'
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
        return name.removeprefix(ACCOUNT) or _NOBODY[language]
    return _HERE[language].format(name=name.removeprefix(SYSTEM))


class _Missing(dict[str, str]):
    """Particulars that an entry of an earlier version may lack."""

    def __missing__(self, name: str) -> str:
        return "—"


def _told(name: str, value: Any, language: str) -> str:
    if name == "kind":
        return say(THINGS[value], language) if value in THINGS else str(value)
    if name == "changes":
        colon = "\u00a0: " if language == "fr" else ": "
        gap = "\u00a0; " if language == "fr" else "; "
        return gap.join(
            _field(one, language) + colon + " → ".join(_value(side, language) for side in sides[sides[0] is None :])
            for one, sides in value.items()
        )
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, int) and name not in ("erasure", "months"):
        return number(value, 0, language)
    return _value(value)


def _field(name: str, language: str) -> str:
    return say(FIELDS[name], language) if name in FIELDS else name


def _value(value: Any, language: str = "en") -> str:
    if isinstance(value, bool):
        return _WORDS[value][language]
    if isinstance(value, str) and _INSTANT.match(value):
        return day(datetime.fromisoformat(value), language)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "—"
    return "—" if value is None or value == "" else str(value)
