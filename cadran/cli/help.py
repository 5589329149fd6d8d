"""`--help` and wrong calls in the reader's language: click's own words, and those of commands, arguments and options.

Texts are written once, in English, where commands declare them; fr.po has their French, as for any message. click says
its own by gettext, which reads that same file.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterable

import click

from cadran.messages import Message, translated
from cadran.messages.compiled import DOMAIN, compiled
from cadran.wording.display import NO_BREAK

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_EXTRAS = re.compile(r"(.*?)(?:  \[([^\]]*)\])?", re.DOTALL)
_EXAMPLE = re.compile(r"(.*?\S)(\s{2,})(\S.*)")
AS_IS = "\b"
"""Starts a paragraph whose lines are not to be joined; docstrings hold it as it is typed there."""


def language_of(arguments: Iterable[str]) -> str:
    """The language of --lang, else of CADRAN_LANG, else French; read here since help, or a wrong call, was not parsed."""
    words = list(arguments)
    asked = os.environ.get("CADRAN_LANG", "")
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
    return asked if asked in ("fr", "en") else "fr"


def placeholders(text: str, language: str) -> str:
    """A usage line with what is to be replaced in capitals, such as FILE, in that language."""
    if language != "fr":
        return text
    return _CAPITALS.sub(lambda found: translated(found[0], language), text)


def paragraphs(text: str, language: str) -> str:
    r"""The text of a command, paragraph by paragraph; of a line of examples, what is said after the command."""
    made = []
    for paragraph in text.replace("\\b\n", f"{AS_IS}\n").split("\n\n"):
        if not paragraph.startswith(AS_IS):
            made.append(translated(" ".join(paragraph.split("\n")), language))
            continue
        examples = (_EXAMPLE.fullmatch(line) for line in paragraph.split("\n"))
        lines = zip(examples, paragraph.split("\n"), strict=True)
        made.append(
            "\n".join(f"{one[1]}{one[2]}{translated(one[3], language)}" if one else line for one, line in lines)
        )
    return "\n\n".join(made)


def described(text: str, language: str) -> str:
    """What an option does, with its default and limits after it."""
    found = _EXTRAS.fullmatch(text)
    if found is None or language != "fr":
        return text
    extras = (found[2] or "").replace("default: ", f"par défaut{NO_BREAK}: ").replace("required", "obligatoire")
    return f"{translated(found[1], language)}" + (f"  [{extras}]" if extras else "")


def speak(language: str) -> None:
    """Have gettext, and so click, speak that language in this process."""
    os.environ["LANGUAGE"] = language
    if language != "en":
        gettext.bindtextdomain(DOMAIN, compiled())
    gettext.textdomain(DOMAIN)


def complaint(error: click.ClickException, language: str) -> str:
    """What is wrong with a call, with its usage."""
    lines = []
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines += [
            error.ctx.get_usage(),
            Message("Try '{command} --help' for help.", command=error.ctx.command_path),
            "",
        ]
    lines.append(Message("Error: {message}", message=_wrong(error)))
    return "\n".join(translated(line, language) for line in lines)


def _wrong(error: click.ClickException) -> str:
    """Click's errors of an argument or an option as messages; of others the text that gettext gave."""
    hint = (
        error.param.get_error_hint(error.ctx).strip("'")
        if isinstance(error, click.BadParameter) and error.param
        else ""
    )
    if isinstance(error, click.MissingParameter) and error.param:
        if error.param.param_type_name == "argument":
            return Message("Missing argument '{name}'.", name=hint)
        return Message("Missing option '{name}'.", name=hint)
    if isinstance(error, click.BadParameter) and hint:
        return Message("Invalid value for '{name}': {message}", name=hint, message=error.message)
    return error.message if isinstance(error.message, Message) else error.format_message()


class HelpFormatter(click.HelpFormatter):
    """click's layout, its words in one language."""

    language = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        own = f"Usage{NO_BREAK}: " if self.language == "fr" else prefix
        super().write_usage(prog, placeholders(args, self.language), own)

    def write_heading(self, heading: str) -> None:
        words = {"Commands": "Commandes"}.get(heading, heading) + NO_BREAK if self.language == "fr" else heading
        super().write_heading(words)

    def write_text(self, text: str) -> None:
        super().write_text(paragraphs(text, self.language))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        said = [(placeholders(first, self.language), described(second, self.language)) for first, second in rows]
        super().write_dl(said, col_max, col_spacing)


class Context(click.Context):
    """A call of a command, which writes its help in the language that the whole call asks for."""

    formatter_class = HelpFormatter

    def make_formatter(self) -> click.HelpFormatter:
        made = super().make_formatter()
        if isinstance(made, HelpFormatter):
            made.language = str(self.find_root().obj or "en")
        return made
