"""The entry point: finds the command, turns Cadran's errors into messages and exit codes."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

import click

from cadran.cli.harmless import echo
from cadran.cli.help import Context, complaint, language_of, speak
from cadran.errors import CadranError, StoreNotice, cut, did_you_mean
from cadran.messages import Message, translated

COMMANDS = {
    "backup": ("cadran.cli.keeping", "backup", "Copy the store to a file."),
    "catalogue": ("cadran.cli.catalogue", "catalogue", "The KPIs: formula, how to read them, what to do."),
    "check": ("cadran.cli.check", "check", "What is loaded, what is missing, what contradicts itself."),
    "demo": ("cadran.cli.demo", "demo", "A realistic centre in a fresh store, and its main figures."),
    "erase": ("cadran.cli.keeping", "erase", "Erase a person, everywhere."),
    "import": ("cadran.cli.load", "import_", "Load files from a dialer or a CRM."),
    "imports": ("cadran.cli.ledger", "imports", "The loads so far."),
    "kpi": ("cadran.cli.figures", "kpi", "Figures: KPIs by dimension and period."),
    "rejects": ("cadran.cli.ledger", "rejects", "The rows set aside, to mend and import again."),
    "restore": ("cadran.cli.keeping", "restore", "Put a backup in the store's place."),
    "retention": ("cadran.cli.keeping", "retention", "Prospects kept for too long, and erasing them."),
    "rows": ("cadran.cli.figures", "rows", "The rows behind a figure."),
    "serve": ("cadran.cli.serve", "serve", "The screens and the API."),
    "trail": ("cadran.cli.trail", "trail", "Who changed what in the store, and when."),
    "undo": ("cadran.cli.ledger", "undo", "Take a load back."),
    "view": ("cadran.cli.views", "view", "Views: funnel, best hours, list wear… with what they say."),
}


def _with_help(command: click.Command) -> click.Command:
    """The command with a --help of ours: click keeps its own in the language in which it was first shown."""
    if command.add_help_option:
        command.add_help_option = False
        click.help_option("-h", "--help", help="Show this message and exit.")(command)
    return command


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        command.context_class = Context
        return _with_help(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(
                Message('There is no command "{name}".{near}', name=args[0], near=did_you_mean(args[0], COMMANDS)), ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, _, help) in COMMANDS.items()])


@click.group(cls=LazyGroup, add_help_option=False)
@click.help_option("-h", "--help", help="Show this message and exit.")
@click.version_option(package_name="cadran", message="cadran %(version)s")
def cli() -> None:
    r"""The figures of an outbound contact centre, right and open down to their rows.

    \b
    cadran demo                              a realistic centre to look around in
    cadran import calls.csv leads.csv        load your own files
    cadran kpi contact_rate --by campaign    a figure
    cadran rows contact_rate --part num      the calls behind it

    The store is --store, else CADRAN_STORE, else ./cadran.duckdb. Exit codes: 0 done, 1 failed, 2 wrong call,
    3 done with rows set aside.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Leaves at once: every store is closed by then, and taking the interpreter apart object by object would cost a small
    answer a sixth of its time.
    """
    code = run(arguments)
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


gc.set_threshold(100_000, 20, 20)  # imports make many objects that all stay: collecting among them finds nothing


def run(arguments: list[str] | None = None) -> int:
    """Run the command line: its exit code. Messages go to standard error."""
    language = language_of(sys.argv[1:] if arguments is None else arguments)
    speak(language)
    mask = os.umask(0o077)  # stores, copies and exports hold what is not everybody's
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _shown(language, warnings.showwarning)
            return _run(arguments, language)
    except Exception as error:
        if os.environ.get("CADRAN_DEBUG"):
            raise
        echo(Message("cadran: {message}", message=_unforeseen(error)).text(language), err=True)
        return 1
    finally:
        os.umask(mask)


def _shown(language: str, other: Callable[..., None]) -> Callable[..., None]:
    """How a notice of the store is told: as any message; other warnings as they were."""

    def show(message: Warning | str, category: type[Warning], *more: Any) -> None:
        if issubclass(category, StoreNotice):
            echo(translated(str(message) if isinstance(message, str) else message.args[0], language), err=True)
        else:
            other(message, category, *more)

    return show


def _of_system(error: OSError) -> Message:
    """What the system refused: a folder that cannot be written to, a full disk, a file that is no longer there."""
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return Message(
            "The system refuses it ({reason}). Look at the disk and its rights, then try again.", reason=reason
        )
    return Message('"{path}" cannot be read or written ({reason}). Look at the disk and its rights, then try again.',
                   path=str(error.filename), reason=reason)  # fmt: skip


def _plain(text: str) -> str:
    """A text with its bytes that are no text written as they are called."""
    return text.encode("utf-8", "backslashreplace").decode()


def _run(arguments: list[str] | None, language: str) -> int:
    try:
        result: Any = cli.main(arguments, prog_name="cadran", standalone_mode=False, obj=language)
    except (click.exceptions.Abort, KeyboardInterrupt):
        echo(Message("Stopped.").text(language), err=True)
        return 1
    except click.ClickException as error:
        echo(complaint(error, language), err=True)
        return error.exit_code
    except CadranError as error:
        echo(Message("cadran: {message}", message=error.message).text(language), err=True)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        echo(Message("cadran: {message}", message=_of_system(error)).text(language), err=True)
        return 1
    except UnicodeEncodeError as error:  # bytes of an argument or of a file's name that are no text
        strange = [one for one in arguments or sys.argv[1:] if one != _plain(one)]
        text = _plain(next(iter(strange), error.object[error.start : error.end]))
        said = Message('"{text}" is not written in UTF-8. Rename the file, or type it again.', text=cut(text))
        echo(Message("cadran: {message}", message=said).text(language), err=True)
        return 2
    return int(result or 0)


def _unforeseen(error: Exception) -> Message:
    """What to say of an error that is not Cadran's own: too little memory, else where to look."""
    if isinstance(error, MemoryError):
        return Message("There is not enough memory for this. Ask for less at once.")
    said = next(iter(str(error).splitlines()), "")
    return Message(
        "Cadran failed on this ({kind}: {said}). Run it again with CADRAN_DEBUG=1 to see where, and tell those who look "
        "after it.",
        kind=type(error).__name__,
        said=said,
    )


if __name__ == "__main__":
    main()
