"""`cadran demo`: a realistic centre, made as files, imported as any files are, and its main figures."""

from __future__ import annotations

import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from shlex import quote
from typing import Any

import click

from cadran.cli.common import Day, console, language_option, store_option, tell
from cadran.cli.harmless import echo
from cadran.cli.progress import watched
from cadran.cli.serve import serve_demo
from cadran.config.location import path_of
from cadran.errors import StoreError
from cadran.executor.local import Store
from cadran.executor.local import open as open_store
from cadran.query.request import Request

_FIGURES = (
    "leads", "calls", "conversations", "contactability_rate", "answer_rate", "contact_rate", "argued_call_rate",
    "qualification_rate", "refusal_rate", "average_talk_time", "contacted_within_1h_rate", "abandon_rate",
    "appointments", "sales", "conversion_per_worked_lead", "revenue",
)  # fmt: skip


@click.command()
@click.option("--scale", type=float, default=1.0, show_default=True, help="1 is a million attempts, 60 agents.")
@click.option("--seed", type=int, default=7, show_default=True, help="Another seed, another centre.")
@click.option("--until", type=Day(), help="Last day of the data (default: yesterday).")
@click.option("--files", "folder", type=click.Path(file_okay=False, path_type=Path), help="Keep the files here.")
@click.option("--serve", is_flag=True, help="End by serving it, with a one-time sign-in link (at a terminal).")
@language_option
@store_option
def demo(
    scale: float, seed: int, until: date | None, folder: Path | None, serve: bool, language: str, store_url: str
) -> None:
    """A realistic French centre over 120 days, in a fresh store, with its main figures.

    The same scale, seed and last day give the same centre. A store made by another demo is replaced; a store with
    other data in it is refused.
    """
    from cadran.demo import generate

    _make_room(path_of(store_url))
    last = until or date.today() - timedelta(days=1)
    with tempfile.TemporaryDirectory() as scratch:
        target = folder or Path(scratch)
        started = time.monotonic()
        tell(language, "Making the centre…", err=True)
        files = generate(target, scale=scale, seed=seed, until=last)
        tell(
            language,
            "{files} files in {seconds:.0f} s, in {folder}",
            files=len(files),
            seconds=time.monotonic() - started,
            folder=target,
            err=True,
        )
        with open_store(store_url) as store:
            _load(store, files, language, store_url)
            _show(store, language)
    _invite(folder, store_url, language)
    if serve:
        serve_demo(store_url, language)


def _make_room(path: str) -> None:
    """Remove the store of an earlier demo; never one that holds anything else."""
    file = Path(path)
    if path == ":memory:" or not file.exists():
        return
    with open_store(path, create=False) as store:
        foreign = [line for line in store.imports() if line.source_system != "demo"]
    if foreign:
        raise StoreError(
            'The store "{path}" holds other data ({file}). Name another one: cadran demo --store demo.duckdb',
            path=path,
            file=foreign[0].file_name,
        )
    file.unlink()
    Path(f"{path}.wal").unlink(missing_ok=True)


def _load(store: Store, files: list[Path], language: str, store_url: str) -> None:

    started = time.monotonic()
    with watched(store) as progress:
        reports = store.import_files(files, source="demo", progress=progress)
    rows = sum(report.entry.rows_new for report in reports)
    tell(
        language,
        "{rows:,} rows loaded into {store} in {seconds:.0f} s",
        rows=rows,
        store=store_url,
        seconds=time.monotonic() - started,
        err=True,
    )


def _show(store: Store, language: str) -> None:
    from cadran.cli.tables import print_result

    out = console()
    requests: list[Any] = [
        Request(_FIGURES),
        Request(("calls", "contactability_rate", "argued_call_rate", "refusal_rate", "sales"), by=("campaign",)),
    ]
    for request in requests:
        print_result(store.evaluate(request), request, language, store.currency, out)


def _invite(folder: Path | None, store_url: str, language: str) -> None:
    if folder is not None:
        name = "PLANTED.fr.md" if language == "fr" else "PLANTED.md"
        tell(language, "Three problems are hidden in it: {file} says where they show.", file=folder / name)
    tell(language, "Now try:")
    for command in (
        "cadran kpi contact_rate --by campaign --grain week",
        "cadran kpi call_rejection_rate --by caller_number",
        "cadran view list-wear",
        "cadran rows refusals --limit 20",
        "cadran catalogue contact_rate",
    ):
        shown = command if "catalogue" in command else f"{command} --store {quote(store_url)}"
        echo(f"  {shown}")
