"""`cadran backup`, `restore`, `erase`, `retention`: keeping a store, and not keeping people in it for ever."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cadran.cli.common import language_option, store_option, tell
from cadran.errors import UsageError
from cadran.keeping.backup import verify
from cadran.messages import Message
from cadran.server.connect import connect
from cadran.server.connect import restore as put_back

if TYPE_CHECKING:
    from cadran.keeping.erase import Erased

_PERSONAL = ("leads", "attempts", "orders", "customers")
"""Tables whose files name persons."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@click.option("--verify", "only_verify", is_flag=True, help="Check FILE, a backup made before; nothing is copied.")
@language_option
@store_option
def backup(file: Path, force: bool, only_verify: bool, language: str, store_url: str) -> None:
    """Copy the store to FILE, as it is at this moment, also while a server runs.

    The copy carries a checksum of its whole content; --verify reads it again, every block of it.
    """
    if only_verify:
        _verify(file, language)
        return
    with connect(store_url, create=False) as store:
        path = store.backup(file, force=force)
    tell(language, "Copied to {path}.", path=path)


def _verify(file: Path, language: str) -> None:
    found = verify(file)
    if found.is_sealed:
        tell(
            language,
            "{path} is sound: {tables} {tables|table|tables}, {rows:,} {rows|row|rows}, checksum verified.",
            path=file,
            tables=found.tables,
            rows=found.rows,
        )
    else:
        tell(
            language,
            "{path} carries no checksum (a copy by hand, a backup of an earlier version, or opened since): its {tables} {tables|table|tables} and {rows:,} {rows|row|rows} have been read whole.",
            path=file,
            tables=found.tables,
            rows=found.rows,
        )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the store that is there.")
@language_option
@store_option
def restore(file: Path, force: bool, language: str, store_url: str) -> None:
    """Put the backup FILE in the place of the store, also while a server runs; people erased since are erased again."""
    done = put_back(file, store_url, force=force)
    tell(language, "{path} is now the backup {source}.", path=done.path, source=file)
    if done.kept is not None:
        tell(
            language,
            "The store that it replaces could not be read any more; it is kept in {path}. People erased since the backup are to be erased again.",
            path=done.kept,
            err=True,
        )
    elif not done.is_known:
        tell(
            language,
            "That backup comes from another store: the erasures of the one it replaces could not be done again.",
            err=True,
        )
    if done.again:
        tell(
            language,
            "{count:,} {count|lead|leads} erased since that backup {count|has|have} been erased again.",
            count=done.again,
        )


@click.command()
@click.option("--lead", metavar="ID", help="The lead's id in its source system.")
@click.option("--source", metavar="NAME", help="The source system of --lead (default: any).")
@click.option("--phone", metavar="NUMBER", help="The phone number, however written.")
@click.option("--email", metavar="ADDRESS", help="The e-mail address.")
@click.option("--dry-run", is_flag=True, help="Show whom it would erase; erase nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@language_option
@store_option
def erase(
    lead: str | None,
    source: str | None,
    phone: str | None,
    email: str | None,
    dry_run: bool,
    yes: bool,
    language: str,
    store_url: str,
) -> None:
    """Erase a person everywhere: leads, calls, orders, their history, rejected lines.

    Names, numbers and addresses go, ids become pseudonyms: figures stay what they are. The file is written anew.
    """
    from cadran.keeping.erase import Person

    if not (lead or phone or email):
        raise UsageError("Say whom to erase: --lead ID, --phone NUMBER or --email ADDRESS.")
    person = Person(lead, source, _number(phone) if phone else None, email)
    with connect(store_url, create=False) as store:
        keys = store.find(person)
        if not keys:
            tell(language, "Nobody matches.")
            return
        tell(language, "Leads: {keys}", keys=keys)
        if dry_run:
            tell(language, "Nothing was erased (--dry-run).")
            return
        if not yes:
            click.confirm(Message("Erase this person everywhere? It cannot be undone.").text(language), abort=True)
        names = {line.file_name for line in store.imports() if line.table in _PERSONAL}
        erased = store.erase(keys)
    _told(erased, sorted(names), language)
    if erased.same_number:
        tell(
            language,
            "Other leads had the same number: {keys}. If they are the same person: --phone.",
            keys=erased.same_number,
        )


def _number(text: str) -> str:
    from cadran.ingest.phones import parse

    number, kind = parse(text)
    if kind == "invalid" and sum(map(str.isdigit, text)) < 8:
        raise UsageError(
            '"{text}" is not a phone number. Expected one such as 06 12 34 56 78 or +33612345678.', text=text
        )
    return number


def _told(erased: Erased, names: list[str], language: str) -> None:
    """What was erased, and where they may still be."""
    rows = [f"{table} {count}" for table, count in erased.rows.items()] or ["0"]
    tell(
        language,
        "Erased: {rows}; {rejects:,} rejected {rejects|line|lines} blanked. No figure changes.",
        rows=rows,
        rejects=erased.rejects,
    )
    if erased.copies:
        tell(language, "Copies that still hold them, to delete: {paths}", paths=erased.copies, err=True)
    if names:
        tell(language, "The files imported may still hold them: {names}", names=names[:20], err=True)


@click.command()
@click.option(
    "--months", type=click.IntRange(min=1, max=1200), help="Months after the last contact (default: the setting, 36)."
)
@click.option("--apply", "do_it", is_flag=True, help="Erase them.")
@language_option
@store_option
def retention(months: int | None, do_it: bool, language: str, store_url: str) -> None:
    """Prospects kept for longer than they may be since their collection or last contact; customers stay."""
    with connect(store_url, create=False) as store:
        due = store.overdue(months)
        if due.undated:
            tell(
                language,
                "{count:,} {count|lead|leads} without any date: date them, or erase them one by one.",
                count=due.undated,
            )
        if not due.leads and not due.rejects:
            tell(
                language,
                "Nothing to erase: no prospect without contact since {day} ({months} {months|month|months}).",
                day=due.before,
                months=due.months,
            )
            return
        tell(
            language,
            "{count:,} {count|prospect|prospects} without contact since {day} ({months} {months|month|months}); {rejects:,} rejected {rejects|line|lines} of that age.",
            count=len(due.leads),
            rejects=due.rejects,
            day=due.before,
            months=due.months,
        )
        if not do_it:
            tell(language, "To erase them: cadran retention --months {months} --apply", months=due.months)
            return
        erased = store.expire(months)
    _told(erased, [], language)
