"""What is written to a terminal, so that it shows it and obeys nothing of it."""

from __future__ import annotations

import click

_HARMFUL = {
    code: "\ufffd"
    for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if chr(code) not in "\n\t"
}
"""What a terminal would obey in place of showing it: escapes, and what turns the direction of the line."""


def harmless(text: str) -> str:
    r"""A text of which a terminal obeys nothing: a file may name a campaign, or itself, by an escape sequence.

    >>> harmless("a\x1b[2Jb\n")
    'a\ufffd[2Jb\n'
    """
    return text.translate(_HARMFUL)


def echo(text: str, *, err: bool = False) -> None:
    """Write a text on lines of its own."""
    click.echo(harmless(text), err=err)
