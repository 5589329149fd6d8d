"""Every error that Cadran raises on purpose.

    CadranError                 one message a person can act on; exit code 1
    ├── UsageError              the call itself is wrong (unknown name, bad option); exit code 2
    │   └── LimitError          the question takes more figures, rows, time or memory than it may
    ├── InputError              a file, a mapping or a value cannot be used
    │   ├── MappingError        a mapping file is wrong
    │   └── ConfigError         the user's configuration file is wrong
    ├── StoreError              the store cannot do it (schema, state)
    │   ├── StoreBusyError      another process holds the store, or too many ask at once
    │   ├── StoreFullError      the disk has no room for what is to be written
    │   └── StoreDamagedError   the store's file, or a backup's, is not what was written
    └── NotConformedError       a fact does not have a dimension (semantics: refused, never blank)

A message says what was found, where, what was expected and what to do next. It is raised as a template and its values
(see cadran.messages), and said in the reader's language where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from cadran.messages import Message, Value, quoted


class CadranError(Exception):
    """The root: a message as data, `code` for programs, `exit_code` for the process; `str` is the English.

    >>> CadranError("There is no import {id}.", id=3).message.values
    {'id': 3}
    """

    code = "error"
    exit_code = 1

    def __init__(self, template: str = "", /, **values: Value) -> None:
        self.message = Message(template, **values)
        super().__init__(self.message)


class UsageError(CadranError):
    """The call is wrong: an unknown KPI, dimension, option or value."""

    code = "usage"
    exit_code = 2


class LimitError(UsageError):
    """The answer would be larger, or take longer, than one answer may: says how to ask for less."""

    code = "limit"


class InputError(CadranError):
    """A file or a value that cannot be used; the store is untouched."""

    code = "input"


class MappingError(InputError):
    """A mapping file with a mistake in it: names the file, the key and the nearest right one."""

    code = "mapping"


class ConfigError(InputError):
    """A configuration file with a mistake in it: names the file, the key and the nearest right one."""

    code = "config"


class StoreError(CadranError):
    """The store cannot do what is asked."""

    code = "store"


class StoreBusyError(StoreError):
    """Another process holds the store's file, or too many ask at once: the same call may be made again."""

    code = "store_busy"


class StoreFullError(StoreError):
    """The disk has no room for what is to be written: says how much is wanted; reading goes on."""

    code = "store_full"


class StoreDamagedError(StoreError):
    """A store's file, or a backup's, cannot be read: its content is not what was written."""

    code = "store_damaged"


class StoreNotice(UserWarning):
    """No error: what was done to a store as it was opened, for the person who has it (a Python warning)."""


class NotConformedError(UsageError):
    """A KPI was asked by a dimension that one of its facts does not have."""

    code = "not_conformed"


_SHOWN = 80


def cut(value: object) -> str:
    """A text as a message quotes it: no longer than a line."""
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def did_you_mean(word: str, known: Iterable[str]) -> Message:
    """A sentence naming the nearest known words, with a space before it; or nothing.

    >>> str(did_you_mean("contct_rate", ["contact_rate", "calls"]))
    ' Did you mean "contact_rate"?'
    """
    near = get_close_matches(word, list(known), n=2, cutoff=0.6)
    if near and SequenceMatcher(None, word, near[0]).ratio() > 0.9:
        near = near[:1]  # a plain slip of the finger: the second guess would only distract
    return Message(" Did you mean {names:or}?", names=[quoted(name) for name in near]) if near else Message()
