"""`cadran backup`, `restore`, `erase`, `retention`: keeping a store, and not keeping people in it for ever."""

from __future__ import annotations

from pathlib import Path

import click

from cadran.cli.common import language_option, store_option
from cadran.connect import connect
from cadran.errors import UsageError
from cadran.store import Store, path_of
from cadran.store import open as open_store

_WORDS = {
    "fr": {
        "copied": "Copié dans {path}.",
        "restored": "{path} est maintenant la sauvegarde {source}.",
        "replayed": "{count} fiches effacées depuis cette sauvegarde l’ont été à nouveau.",
        "unreplayed": "Cette sauvegarde vient d’un autre entrepôt : les effacements de celui qu’elle remplace n’ont pas pu être "
                      "refaits.",
        "nobody": "Personne ne correspond.",
        "found": "Fiches : {keys}",
        "confirm": "Effacer cette personne partout ? C’est définitif.",
        "erased": "Effacé : {rows} ; {rejects} lignes rejetées vidées. Les indicateurs ne changent pas.",
        "dry": "Rien n’a été effacé (--dry-run).",
        "same": "D’autres fiches avaient le même numéro : {keys}. S’il s’agit de la même personne : --phone.",
        "copies": "Copies qui la contiennent encore, à supprimer : {paths}",
        "files": "Les fichiers importés la contiennent peut-être encore : {names}",
        "due": "{count} prospects sans contact depuis le {day} ({months} mois) ; {rejects} lignes rejetées de cet âge.",
        "undated": "{count} fiches sans aucune date : à dater ou à effacer une à une.",
        "apply": "Pour les effacer : cadran retention --months {months} --apply",
        "none_due": "Rien à effacer : aucun prospect sans contact depuis le {day} ({months} mois).",
    },
    "en": {
        "copied": "Copied to {path}.",
        "restored": "{path} is now the backup {source}.",
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
@language_option
@store_option
def backup(file: Path, force: bool, language: str, store_url: str) -> None:
    """Copy the store to FILE, as it is at this moment, also while a server runs."""
    with connect(store_url, create=False) as store:
        path = store.backup(file, force=force)
    click.echo(_WORDS[language]["copied"].format(path=path))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the store that is there.")
@language_option
@store_option
def restore(file: Path, force: bool, language: str, store_url: str) -> None:
    """Put the backup FILE in the place of the store; people erased since are erased again."""
    from cadran.ingest.backup import restore as put_back
    from cadran.ingest.erase import come_back, register_of, take_over
    from cadran.ingest.erase import erase as erase_leads

    words, target = _WORDS[language], Path(path_of(store_url))
    register = None
    if target.exists() and force:
        with open_store(store_url, create=False) as former:
            register = register_of(former.engine)
    put_back(file, target, force=force)
    click.echo(words["restored"].format(path=target, source=file))
    if register is None:
        return
    with open_store(store_url, create=False) as store:
        with store.engine.transaction():
            if not take_over(store.engine, register):
                click.echo(words["unreplayed"], err=True)
            again = come_back(store.engine)
            erase_leads(store.engine, again, now=store.clock())
        if again:
            _rewrite(store)
            click.echo(words["replayed"].format(count=len(again)))


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
    from cadran.ingest.erase import Person, find
    from cadran.ingest.erase import erase as erase_leads

    if not (lead or phone or email):
        raise UsageError("Say whom to erase: --lead ID, --phone NUMBER or --email ADDRESS.")
    person = Person(lead, source, _number(phone) if phone else None, email)
    words = _WORDS[language]
    with open_store(store_url, create=False) as store:
        keys = find(store.engine, person)
        if not keys:
            click.echo(words["nobody"])
            return
        click.echo(words["found"].format(keys=", ".join(keys)))
        if dry_run:
            click.echo(words["dry"])
            return
        if not yes:
            click.confirm(words["confirm"], abort=True)
        names = [
            line.file_name for line in store.imports() if line.table in ("leads", "attempts", "orders", "customers")
        ]
        with store.engine.transaction():
            erased = erase_leads(store.engine, keys, now=store.clock())
        _rewrite(store)
        rows = ", ".join(f"{table} {count}" for table, count in erased.rows.items())
        click.echo(words["erased"].format(rows=rows, rejects=erased.rejects))
        if erased.same_number:
            click.echo(words["same"].format(keys=", ".join(erased.same_number)))
        _not_reached(store, sorted(set(names)), language)


def _number(text: str) -> str:
    from cadran.ingest.phones import parse

    number, kind = parse(text)
    if kind == "invalid" and sum(map(str.isdigit, text)) < 8:
        raise UsageError(f'"{text}" is not a phone number. Expected one such as 06 12 34 56 78 or +33612345678.')
    return number


def _rewrite(store: Store) -> None:
    """The file written anew: what was deleted is in none of its pages any more."""
    from cadran.ingest.backup import rewritten

    store.engine = rewritten(store.engine)


def _not_reached(store: Store, names: list[str], language: str) -> None:
    from cadran.ingest.backup import backups

    words = _WORDS[language]
    copies = backups(store.engine)
    if copies:
        click.echo(words["copies"].format(paths=", ".join(str(path) for path in copies)), err=True)
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
    from cadran.ingest import retention as rules

    words = _WORDS[language]
    with open_store(store_url, create=False) as store:
        limit = months or store.config.settings.retention_months
        due = rules.overdue(store.engine, limit, now=store.clock())
        if due.undated:
            click.echo(words["undated"].format(count=number(due.undated, 0, language)))
        told = {"day": day(due.before, language), "months": limit}
        if not due.leads and not due.rejects:
            click.echo(words["none_due"].format(**told))
            return
        count, rejects = number(len(due.leads), 0, language), number(due.rejects, 0, language)
        click.echo(words["due"].format(count=count, rejects=rejects, **told))
        if not do_it:
            click.echo(words["apply"].format(months=limit))
            return
        erased = rules.apply(store.engine, limit, now=store.clock())
        _rewrite(store)
        rows = ", ".join(f"{table} {count}" for table, count in erased.rows.items()) or "0"
        click.echo(words["erased"].format(rows=rows, rejects=rejects))
        _not_reached(store, [], language)
