"""`cadran backup`, `restore`, `erase`, `retention`: keeping a store, and not keeping people in it for ever."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cadran.cli.common import language_option, store_option
from cadran.connect import connect
from cadran.errors import UsageError
from cadran.store import path_of
from cadran.store import restore as put_back

if TYPE_CHECKING:
    from cadran.ingest.erase import Erased

_PERSONAL = ("leads", "attempts", "orders", "customers")
"""Tables whose files name persons."""

_WORDS = {
    "fr": {
        "copied": "Copié dans {path}.",
        "verified": "{path} est intact : {tables} tables, {rows} lignes, somme de contrôle vérifiée.",
        "unsealed": "{path} ne porte pas de somme de contrôle (copie à la main, sauvegarde d’une version antérieure ou ouverte "
                    "depuis) : ses {tables} tables et {rows} lignes ont été lues en entier.",
        "restored": "{path} est maintenant la sauvegarde {source}.",
        "kept": "L’entrepôt remplacé ne pouvait plus être lu ; il est gardé dans {path}. Les personnes effacées depuis la "
                "sauvegarde sont à effacer à nouveau.",
        "replayed": "{count} fiches effacées depuis cette sauvegarde l’ont été à nouveau.",
        "unreplayed": "Cette sauvegarde vient d’un autre entrepôt : les effacements de celui qu’elle remplace n’ont pas pu être "
                      "refaits.",
        "nobody": "Personne ne correspond.",
        "found": "Fiches : {keys}",
        "confirm": "Effacer cette personne partout ? C’est définitif.",
        "erased": "Effacé : {rows} ; {rejects} lignes rejetées vidées. Les indicateurs ne changent pas.",
        "dry": "Rien n’a été effacé (--dry-run).",
        "same": "D’autres fiches avaient le même numéro : {keys}. S’il s’agit de la même personne : --phone.",
        "copies": "Copies qui la contiennent encore, à supprimer : {paths}",
        "files": "Les fichiers importés la contiennent peut-être encore : {names}",
        "due": "{count} prospects sans contact depuis le {day} ({months} mois) ; {rejects} lignes rejetées de cet âge.",
        "undated": "{count} fiches sans aucune date : à dater ou à effacer une à une.",
        "apply": "Pour les effacer : cadran retention --months {months} --apply",
        "none_due": "Rien à effacer : aucun prospect sans contact depuis le {day} ({months} mois).",
    },
    "en": {
        "copied": "Copied to {path}.",
        "verified": "{path} is sound: {tables} tables, {rows} rows, checksum verified.",
        "unsealed": "{path} carries no checksum (a copy by hand, a backup of an earlier version, or opened since): its "
                    "{tables} tables and {rows} rows have been read whole.",
        "restored": "{path} is now the backup {source}.",
        "kept": "The store that it replaces could not be read any more; it is kept in {path}. People erased since the backup "
                "are to be erased again.",
        "replayed": "{count} leads erased since that backup have been erased again.",
        "unreplayed": "That backup comes from another store: the erasures of the one it replaces could not be done again.",
        "nobody": "Nobody matches.",
        "found": "Leads: {keys}",
        "confirm": "Erase this person everywhere? It cannot be undone.",
        "erased": "Erased: {rows}; {rejects} rejected lines blanked. No figure changes.",
        "dry": "Nothing was erased (--dry-run).",
        "same": "Other leads had the same number: {keys}. If they are the same person: --phone.",
        "copies": "Copies that still hold them, to delete: {paths}",
        "files": "The files imported may still hold them: {names}",
        "due": "{count} prospects without contact since {day} ({months} months); {rejects} rejected lines of that age.",
        "undated": "{count} leads without any date: date them, or erase them one by one.",
        "apply": "To erase them: cadran retention --months {months} --apply",
        "none_due": "Nothing to erase: no prospect without contact since {day} ({months} months).",
    },
}  # fmt: skip


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
    click.echo(_WORDS[language]["copied"].format(path=path))


def _verify(file: Path, language: str) -> None:
    from cadran.display import number
    from cadran.ingest.backup import verify

    found = verify(file)
    words = _WORDS[language]["verified" if found.is_sealed else "unsealed"]
    click.echo(words.format(path=file, tables=found.tables, rows=number(found.rows, 0, language)))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the store that is there.")
@language_option
@store_option
def restore(file: Path, force: bool, language: str, store_url: str) -> None:
    """Put the backup FILE in the place of the store, also while a server runs; people erased since are erased again."""
    from cadran.server.client import reach

    words = _WORDS[language]
    served = reach(path_of(store_url)) if force else None
    if served is None:
        done = put_back(file, store_url, force=force)
    else:
        with served:
            done = served.restore(file)
    click.echo(words["restored"].format(path=done.path, source=file))
    if done.kept is not None:
        click.echo(words["kept"].format(path=done.kept), err=True)
    elif not done.is_known:
        click.echo(words["unreplayed"], err=True)
    if done.again:
        click.echo(words["replayed"].format(count=done.again))


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
    from cadran.ingest.erase import Person

    if not (lead or phone or email):
        raise UsageError("Say whom to erase: --lead ID, --phone NUMBER or --email ADDRESS.")
    person = Person(lead, source, _number(phone) if phone else None, email)
    words = _WORDS[language]
    with connect(store_url, create=False) as store:
        keys = store.find(person)
        if not keys:
            click.echo(words["nobody"])
            return
        click.echo(words["found"].format(keys=", ".join(keys)))
        if dry_run:
            click.echo(words["dry"])
            return
        if not yes:
            click.confirm(words["confirm"], abort=True)
        names = {line.file_name for line in store.imports() if line.table in _PERSONAL}
        erased = store.erase(keys)
    _told(erased, sorted(names), language)
    if erased.same_number:
        click.echo(words["same"].format(keys=", ".join(erased.same_number)))


def _number(text: str) -> str:
    from cadran.ingest.phones import parse

    number, kind = parse(text)
    if kind == "invalid" and sum(map(str.isdigit, text)) < 8:
        raise UsageError(f'"{text}" is not a phone number. Expected one such as 06 12 34 56 78 or +33612345678.')
    return number


def _told(erased: Erased, names: list[str], language: str) -> None:
    """What was erased, and where they may still be."""
    words = _WORDS[language]
    rows = ", ".join(f"{table} {count}" for table, count in erased.rows.items()) or "0"
    click.echo(words["erased"].format(rows=rows, rejects=erased.rejects))
    if erased.copies:
        click.echo(words["copies"].format(paths=", ".join(erased.copies)), err=True)
    if names:
        click.echo(words["files"].format(names=", ".join(names[:20])), err=True)


@click.command()
@click.option(
    "--months", type=click.IntRange(min=1, max=1200), help="Months after the last contact (default: the setting, 36)."
)
@click.option("--apply", "do_it", is_flag=True, help="Erase them.")
@language_option
@store_option
def retention(months: int | None, do_it: bool, language: str, store_url: str) -> None:
    """Prospects kept for longer than they may be since their collection or last contact; customers stay."""
    from cadran.display import day, number

    words = _WORDS[language]
    with connect(store_url, create=False) as store:
        due = store.overdue(months)
        told = {"day": day(due.before, language), "months": due.months}
        if due.undated:
            click.echo(words["undated"].format(count=number(due.undated, 0, language)))
        if not due.leads and not due.rejects:
            click.echo(words["none_due"].format(**told))
            return
        count, rejects = number(len(due.leads), 0, language), number(due.rejects, 0, language)
        click.echo(words["due"].format(count=count, rejects=rejects, **told))
        if not do_it:
            click.echo(words["apply"].format(months=due.months))
            return
        erased = store.expire(months)
    _told(erased, [], language)
