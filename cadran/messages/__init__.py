"""What Cadran says, in the reader's language.

Errors, reject reasons and notes are written once, in English, where they arise; logs and stored rejects stay as they
are. Where one is shown to a person, `told` finds in fr.po the template it was made from and says it in French. A text
that no template fits comes out as it is.

In fr.po a msgid is the English with named holes, and says what a hole holds where that matters: `{x:t}` a text to be
said in French too, `{x:n}` a number, `{x:d}` a day, `{x:w}` one word; `{same}` repeats another hole. The msgstr has the
same holes and may agree with a number: `{x|ligne|lignes}`. It is typed with plain spaces: those before : ; ? ! » % and
after « are made no-break. Entries with msgctxt "piece" stand in holes of others only.
"""

from __future__ import annotations

from functools import cache, lru_cache

from cadran.messages.table import Table


@cache
def table() -> Table:
    """The French table, read when the first message is shown."""
    return Table.read("fr.po")


def told(text: str, language: str) -> str:
    r"""The message in that language: English as it was written, French by its templates, line by line.

    >>> told('"calls.csv" is the store itself.', "fr")
    '«\xa0calls.csv\xa0» est l’entrepôt lui-même. Donnez un autre fichier.'
    >>> told("Nobody wrote this.", "fr")
    'Nobody wrote this.'
    """
    return _french(text) if language == "fr" else text


@lru_cache(maxsize=4096)
def _french(text: str) -> str:
    lines = text.split("\n")
    said = [table().said(line) if line.strip() else None for line in lines]
    if said.count(None) == len(said) > 1:  # one message with a line end in what it quotes
        return table().said(text) or text
    return "\n".join(line if french is None else french for line, french in zip(lines, said, strict=True))
