"""Texts that Cadran does not write itself: words of the model, of the operating system, of libraries."""

from __future__ import annotations

import errno

from cadran.messages.message import Both, Message
from cadran.messages.translations import french


def term(text: str) -> Message:
    """A text as a message without values: in French where fr.po has the whole of it, else as it is."""
    if isinstance(text, Message):
        return text
    return Message(text.replace("{", "{{").replace("}", "}}"))


def system_reason(error: OSError) -> Message:
    """Why the operating system refused.

    >>> system_reason(FileNotFoundError(2, "No such file or directory")).text("fr")
    'fichier ou dossier introuvable'
    """
    return term(error.strerror or errno.errorcode.get(error.errno or 0, type(error).__name__))


def toml_reason(error: ValueError) -> Message:
    """Why a text is no TOML, and where.

    Before Python 3.14 the error has its text only: its end, "(at line 3, column 5)", is cut off and said again.
    """
    what, _, place = str(error).rpartition(" (at ")
    numbers = [int(word) for word in place.rstrip(")").replace(",", "").split() if word.isdigit()]
    reason = term(what) if french(what) else Both(french("Invalid statement") or what, what)
    if len(numbers) != 2:
        return Message("{reason} (at end of document)", reason=reason)
    return Message("{reason} (at line {line}, column {column})", reason=reason, line=numbers[0], column=numbers[1])
