"""`cadran import`: files in, with what was understood of them and how their rows landed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from cadran.catalogue.shape import Text
from cadran.cli.common import console, landed, language_option, store_option, tell
from cadran.cli.harmless import echo
from cadran.cli.progress import watched
from cadran.config import Config
from cadran.config.location import configured, path_of
from cadran.errors import InputError, UsageError
from cadran.executor.calls import Executor
from cadran.ingest.reading_process import show
from cadran.messages import Message
from cadran.server.connect import connect
from cadran.sources.opening import expand
from cadran.store.schema import DEFAULT_ZONE
from cadran.wording.display import number, say

if TYPE_CHECKING:
    from cadran.store.loads import Report

_COLUMNS = (
    Text("n°", "no."),
    Text("fichier", "file"),
    Text("table", "table"),
    Text("lues", "read"),
    Text("=", "="),
    Text("nouvelles", "new"),
    Text("modifiées", "updated"),
    Text("inchangées", "unchanged"),
    Text("doublons", "duplicate"),
    Text("rejetées", "rejected"),
)


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--as", "as_table", metavar="TABLE", help="The one canonical table the files fill.")
@click.option(
    "--preset",
    metavar="NAME",
    default="auto",
    show_default=True,
    help="A known export (vicidial_call_export, asterisk_cdr); auto recognises it from its headers.",
)
@click.option("--mapping", type=click.Path(path_type=Path), help="A mapping file (TOML).")
@click.option("--source", default="default", show_default=True, help="Name of the system the files come from.")
@click.option(
    "--zone", metavar="ZONE", help="Zone of times that carry none (default: the mapping's, else the store's)."
)
@click.option("--covers", metavar="FROM:TO", help="Local days the files are complete for, TO exclusive.")
@click.option("--dry-run", is_flag=True, help="Show what is understood; load nothing.")
@click.option(
    "--write-mapping",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a starter mapping to edit; load nothing.",
)
@language_option
@store_option
def import_(
    files: tuple[str, ...],
    as_table: str | None,
    preset: str,
    mapping: Path | None,
    source: str,
    zone: str | None,
    covers: str | None,
    dry_run: bool,
    write_mapping: Path | None,
    language: str,
    store_url: str,
) -> int:  # fmt: skip
    """Load FILEs (CSV, TSV, JSON lines, Parquet, xlsx, xls, ods; text packed in gz or zip; globs too) in one transaction: all of them, or none.

    Headers named as the canonical columns need nothing more; otherwise a mapping or a preset says what they mean.
    """
    options: dict[str, Any] = {"as_table": as_table, "preset": preset, "mapping": mapping}
    if zone is not None:
        options["zone"] = zone
    days = _covers(covers)
    paths = _checked(files, store_url)
    if dry_run or write_mapping:
        return _understood(paths, configured(path_of(store_url)), source, options, write_mapping, dry_run, language)
    with _fresh_or_kept(store_url) as store:
        earlier = {line.sha256: line for line in store.imports() if line.undone_at is None and line.sha256}
        with watched(store) as progress:
            reports = store.import_files(paths, source=source, covers=days, progress=progress, **options)
        return _report(store, reports, earlier, language)


def _covers(text: str | None) -> tuple[date, date] | None:
    if text is None:
        return None
    first, colon, end = text.partition(":")
    try:
        days = date.fromisoformat(first), date.fromisoformat(end)
    except ValueError:
        raise UsageError(
            '--covers "{text}" is not understood. Expected FROM:TO, as 2026-09-01:2026-10-01.', text=text
        ) from None
    if not colon or days[0] >= days[1]:
        raise UsageError("--covers {text}: the last day is exclusive and must come after the first.", text=text)
    return days


def _checked(files: Sequence[str], store_url: str) -> list[Path]:
    """The files that names and patterns stand for; a missing one must not leave an empty store behind."""
    paths = expand(files)
    for path in paths:
        if path.resolve() == Path(path_of(store_url)).resolve():
            raise InputError('"{path}" is the store itself.', path=path)
    return paths


@contextmanager
def _fresh_or_kept(store_url: str) -> Iterator[Executor]:
    """The store; one that was made for an import that failed is taken away again."""
    existed = Path(path_of(store_url)).exists()
    try:
        with connect(store_url) as store:
            yield store
    except BaseException:  # Ctrl-C too
        if not existed:
            with suppress(OSError):  # a folder that cannot be written to
                Path(path_of(store_url)).unlink(missing_ok=True)
        raise


def _understood(
    paths: Sequence[Path],
    config: Config,
    source: str,
    options: dict[str, object],
    write_mapping: Path | None,
    dry_run: bool,
    language: str,
) -> int:
    """--dry-run and --write-mapping: what the files would give."""
    shown = show(
        paths, meanings=config.meanings(source), preview=dry_run, starter=write_mapping is not None, language=language,
        proposing=True, lenient=write_mapping is not None, **{"zone": config.settings.zone or DEFAULT_ZONE, **options},
    )  # fmt: skip
    for place, one in enumerate(shown):
        if write_mapping is not None and place:
            tell(language, "A mapping describes one file or sheet; {file} is not in it: give it alone.", file=one.name)
        elif write_mapping is not None:
            write_mapping.write_text(one.starter, encoding="utf-8")
            tell(
                language,
                "Mapping written to {file}: read it through, then cadran import … --mapping {file}",
                file=quote(str(write_mapping)),
            )
        if dry_run:
            echo(one.text)
    if dry_run:
        tell(language, "Nothing was loaded (--dry-run).")
    return 3 if any(one.rejected for one in shown) else 0


def _report(store: Executor, reports: Sequence[Report], earlier: dict[str, Any], language: str) -> int:
    from rich import box
    from rich.table import Table

    out = console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(say(column, language) for column in _COLUMNS):
        table.add_column(name, justify="right" if place in (0, 3, 5, 6, 7, 8, 9) else "left", overflow="fold")
    for report in reports:
        line = report.entry
        table.add_row(
            str(line.import_id), line.file_name, line.table, number(line.rows_read, 0, language), "=",
            *landed(line, language),
        )  # fmt: skip
    out.print(table)
    for report in reports:
        for note in report.notes:
            out.print(
                Message("· {file}: {note}", file=report.entry.file_name, note=note).text(language),
                style="dim",
                markup=False,
            )
        former = earlier.get(report.entry.sha256)
        if former is not None:
            _show_former(report, former, language)
        _show_unmapped(report, language)
        _show_rejects(store, report, language)
    if any(report.entry.table == "leads" for report in reports):
        duplicates = store.duplicate_leads()
        if duplicates:
            tell(
                language, "· {count:,} {count|lead shares|leads share} the number of an earlier lead.", count=duplicates
            )
    return 3 if any(report.entry.rows_rejected + report.entry.rows_contradictory for report in reports) else 0


def _show_former(report: Report, former: Any, language: str) -> None:
    """That the same bytes were loaded before, and whether they were read alike."""
    file, day, id = report.entry.file_name, former.finished_at, former.import_id
    if report.entry.rows_new + report.entry.rows_updated:
        tell(
            language,
            "· {file} has the content of {former}, loaded on {day} (no. {id}); read otherwise, it has changed rows all the same.",
            file=file,
            former=former.file_name,
            day=day,
            id=id,
        )
    else:
        tell(
            language,
            "· {file} was already loaded on {day} (no. {id}): the same rows are unchanged.",
            file=file,
            day=day,
            id=id,
        )


def _show_unmapped(report: Report, language: str) -> None:

    if not report.unmapped:
        return
    codes = [f"{code} ({number(count, 0, language)})" for code, count in report.unmapped[:20]]
    tell(
        language,
        "Codes without an outcome (their rows are kept, and left out of rates): {codes}",
        codes=codes,
        err=True,
    )
    tell(language, "Add them to [table.outcomes] in a mapping (--write-mapping FILE.toml) and import again.", err=True)


def _show_rejects(store: Executor, report: Report, language: str) -> None:
    line = report.entry
    if not line.rows_rejected + line.rows_contradictory:
        return
    count = line.rows_rejected + line.rows_contradictory
    tell(
        language,
        "{count:,} {count|row|rows} of {file} set aside ({id}):",
        count=count,
        file=line.file_name,
        id=line.import_id,
        err=True,
    )
    for fault in store.rejects(line.import_id, limit=5):
        column = f", {fault.column}" if fault.column else ""
        tell(
            language,
            "  line {line}{column}: {reason}",
            line=fault.line or "",
            column=column,
            reason=fault.reason,
            err=True,
        )
    tell(
        language,
        "All of them: cadran rejects {id}; to mend them: cadran rejects {id} --format raw -o mend.csv",
        id=line.import_id,
        err=True,
    )
