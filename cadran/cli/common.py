"""What commands share: the options that mean the same everywhere, and the way out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cadran.cli.harmless import echo, harmless
from cadran.config.location import VARIABLE
from cadran.errors import UsageError
from cadran.messages import Message, Value
from cadran.wording.display import number

if TYPE_CHECKING:
    from rich.console import Console

    from cadran.store.ledger import Import

F = TypeVar("F", bound=Callable[..., Any])

PLAIN_WIDTH = 200
"""Characters of a line where the output is not a terminal and COLUMNS says nothing of use."""


def tell(language: str, template: str, /, *, err: bool = False, **values: Value) -> None:
    """Write a message on a line of its own."""
    echo(Message(template, **values).text(language), err=err)


def _use_config(context: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    """--config holds for this run as the variable would, in whatever part of it opens a store."""
    if path is None:
        return
    former = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(path)
    context.call_on_close(lambda: os.environ.pop(VARIABLE) if former is None else os.environ.update({VARIABLE: former}))


_store_option = click.option(
    "--store",
    "store_url",
    envvar="CADRAN_STORE",
    default="cadran.duckdb",
    show_default=True,
    metavar="URL",
    help="The store: a path or duckdb:///path (also CADRAN_STORE).",
)
_config_option = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_use_config,
    expose_value=False,
    metavar="FILE",
    help="Your own KPIs, targets, codes and settings (also CADRAN_CONFIG; default: cadran.toml beside the store).",
)


def store_option(command: F) -> F:
    """--store, and --config, which goes with it."""
    return _store_option(_config_option(command))


language_option = click.option(
    "--lang",
    "language",
    envvar="CADRAN_LANG",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="Language of names and numbers (also CADRAN_LANG).",
)


def format_option(*formats: str, default: str = "table") -> Callable[[F], F]:
    """--format with these formats."""
    return click.option(
        "--format", "format", type=click.Choice(formats), default=default, show_default=True, help="How to write it."
    )


output_option = click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of the terminal.",
)


class Day(click.ParamType[date]):
    """A local day, YYYY-MM-DD (also DD/MM/YYYY)."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            if "/" in text:
                day, month, year = text.split("/")
                return date(int(year), int(month), int(day))
            return date.fromisoformat(text)
        except ValueError:
            self.fail(
                Message('"{text}" is not a day. Expected a local day such as 2026-09-22.', text=value), param, ctx
            )


def console(*, error: bool = False) -> Console:
    """A Rich console: no colours and no cutting when the output is not a terminal."""
    from cadran.cli.lines import Harmless

    stream = sys.stderr if error else sys.stdout
    asked = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(asked) if asked.isdecimal() and int(asked) else PLAIN_WIDTH
    return Harmless(stderr=error, width=width, highlight=False, soft_wrap=False)


def landed(line: Import, language: str) -> list[str]:
    """How an import's rows landed: new, updated, unchanged, duplicate (and how many of those contradict), rejected."""
    new, updated, unchanged, duplicate, rejected = (
        number(count, 0, language)
        for count in (line.rows_new, line.rows_updated, line.rows_unchanged, line.rows_duplicate, line.rows_rejected)
    )
    if line.rows_contradictory:
        told = Message("{all:,} ({count:,} contradictory)", all=line.rows_duplicate, count=line.rows_contradictory)
        duplicate = told.text(language)
    return [new, updated, unchanged, duplicate, rejected]


def note(notes: Iterable[Mapping[str, Any]], language: str) -> None:
    """Notes for which a format has no place, on the error output."""
    for one in notes:
        echo(f"· {one[language]}", err=True)


def deliver(data: bytes | str, output: Path | None, *, binary: bool = False) -> None:
    """Write to the file, or to standard output; a binary format is not thrown at a terminal."""
    raw = data.encode() if isinstance(data, str) else data
    if output is not None:
        output.write_bytes(raw)
        return
    if binary and sys.stdout.isatty():
        raise UsageError("This format is not text: name a file with --output FILE, or redirect the output.")
    if not binary and sys.stdout.isatty():
        raw = harmless(raw.decode()).encode()
    sys.stdout.buffer.write(raw)
    sys.stdout.buffer.flush()
