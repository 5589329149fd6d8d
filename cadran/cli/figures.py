"""`cadran kpi` and `cadran rows`: figures, and the rows behind them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cadran.catalogue import KPIS
from cadran.cli.common import (
    Day,
    F,
    console,
    deliver,
    format_option,
    language_option,
    note,
    output_option,
    store_option,
)
from cadran.cli.harmless import echo
from cadran.config.durations import EXPECTED, seconds_of
from cadran.config.location import configured, path_of
from cadran.errors import UsageError
from cadran.query import strangers
from cadran.query.request import Request
from cadran.reports.grid import Grid
from cadran.server.connect import connect

if TYPE_CHECKING:
    from cadran.query.result import Result

HEADLINES = (
    "leads", "attempts", "conversations", "contactability_rate", "answer_rate", "contact_rate", "argued_call_rate",
    "qualification_rate", "refusal_rate", "average_talk_time", "contacted_within_1h_rate", "appointments", "sales",
    "conversion_per_worked_lead",
)  # fmt: skip

_FORMATS = ("table", "json", "csv", "csv-fr", "parquet", "xlsx")


def _seconds(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    """A duration as seconds."""
    if text is None:
        return None

    seconds = seconds_of(text)
    if seconds is None:
        raise UsageError('--within "{text}" is not a duration. Expected {expected}.', text=text, expected=EXPECTED)
    return seconds


def _filters(command: F) -> F:
    """The options that both commands share: period, filters, basis and clocks."""
    options: list[Callable[[F], F]] = [
        click.option("--from", "first", type=Day(), help="First local day (default: all that is loaded)."),
        click.option("--to", "end", type=Day(), help="Last local day, exclusive."),
        click.option("--where", multiple=True, metavar="DIM=VALUE[,VALUE]",
                     help="Keep these members; several of one dimension are alternatives; DIM= is the unassigned one."),
        click.option("--basis", type=click.Choice(["activity", "cohort"]), default="activity", show_default=True,
                     help="Date rows by their own event, or by the lead's creation."),
        click.option("--as-of", metavar="T", help="Judge ages and states at this UTC instant (default: --known-at, else now)."),
        click.option("--known-at", metavar="T", help="Count only loads up to this UTC instant (default: now)."),
        click.option("--within", metavar="TIME", callback=_seconds,
                     help="Follow each lead of a cohort for this long after its creation, such as 7d; younger ones apart."),
        click.option("--allocate", metavar="RULE",
                     help="Share costs out where they do not say: by hours_worked, effort, attempts, leads or orders; none leaves them apart."),
        click.option("--max-seconds", type=click.IntRange(min=1), metavar="N",
                     help="At most so many seconds for one question (default: [limits.command] of the configuration, else 300)."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def bounds_of(**given: int | None) -> dict[str, float]:
    """The bounds that a command was given."""
    return {name: bound for name, bound in given.items() if bound is not None}


def _where(pairs: tuple[str, ...]) -> dict[str, list[str]]:
    """DIM=VALUE[,VALUE] texts as a dict; a backslash keeps a comma inside a value."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        dimension, equals, values = pair.partition("=")
        if not equals:
            raise UsageError('--where "{text}" is not understood. Expected DIM=VALUE, such as campaign=C1.', text=pair)
        parts = values.replace("\\,", "\0").split(",")
        found.setdefault(dimension.strip(), []).extend(part.replace("\0", ",").strip() for part in parts)
    return found


def _request(
    ids: tuple[str, ...],
    first: date | None,
    end: date | None,
    where: tuple[str, ...],
    basis: str,
    as_of: Any,
    known_at: Any,
    **more: Any,
) -> Request:
    period = (first, end) if first or end else None
    return Request(ids, period=period, where=_where(where), basis=basis, as_of=as_of, known_at=known_at, **more)


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--by", metavar="DIM,…", help="Break down by these dimensions.")
@click.option("--grain", metavar="GRAIN", help="A series: hour, day, week, month, quarter or year.")
@_filters
@click.option(
    "--compare",
    metavar="WITH",
    help="Beside each figure that of the previous period, of the same days a week, month, quarter or year before, of other "
    "days (FROM:TO), or (with --known-at) of now.",
)
@click.option(
    "--max-cells",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most so many figures, rows × KPIs (default: [limits.command] of the configuration, else 2,000,000).",
)
@click.option(
    "--intervals", is_flag=True, help="Also the 95% interval of ratios of sums, leads being drawn (delta method)."
)
@click.option("--explain", is_flag=True, help="Show the SQL and what each figure rests on, and compute nothing.")
@format_option(*_FORMATS)
@output_option
@language_option
@store_option
def kpi(
    ids: tuple[str, ...],
    by: str | None,
    grain: str | None,
    compare: str | None,
    max_cells: int | None,
    max_seconds: int | None,
    intervals: bool,
    explain: bool,
    format: str,
    output: Path | None,
    language: str,
    store_url: str,
    **filters: Any,
) -> None:
    r"""Figures: the KPIs ID (the main ones when none is named; "cadran catalogue" lists them all).

    \b
    cadran kpi contact_rate --by campaign --grain week
    cadran kpi calls sales --from 2026-09-01 --to 2026-10-01 --where campaign=C1
    cadran kpi contact_rate --from 2026-09-01 --to 2026-10-01 --compare previous
    """
    dimensions = tuple(name.strip() for name in by.split(",") if name.strip()) if by else ()
    ids, dimensions = _spread(ids or HEADLINES, dimensions)
    request = _request(ids, **filters, by=dimensions, grain=grain, compare=compare, intervals=intervals)
    bounds = bounds_of(cells=max_cells, seconds=max_seconds)
    with connect(store_url, create=False, read_only=True, bounds=bounds) as store:
        if explain:
            echo(store.explain(request))
            return
        result = store.evaluate(request)
        unknown = strangers.notes(store, request.filters, request.scope)
        result = replace(result, notes=[*result.notes, *unknown])
        currency = store.currency
    if format == "table":
        from cadran.cli.tables import print_result

        own = configured(path_of(store_url))

        print_result(result, request, language, currency, console(), {kpi.id: kpi for kpi in own.kpis})
        return
    note(unknown if format != "json" else (), language)
    deliver(_written(result, format), output, binary=format in ("parquet", "xlsx"))


def _spread(ids: tuple[str, ...], by: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A KPI that is a table is given as its table when asked by itself; UsageError where that would mislead."""
    for id in ids:
        table = KPIS[id].view if id in KPIS else None
        if table is None:
            continue
        if len(ids) == 1 and not by:
            return (id, *table.kpis), table.by
        if not set(table.by) <= set(by):
            wanted = ",".join(dict.fromkeys((*by, *table.by)))
            raise UsageError('"{id}" is a table. Ask it by itself, or with --by {by}.', id=id, by=wanted)
    return ids, by


def _written(result: Result, format: str) -> bytes:
    if format == "json":
        return (json.dumps(result.to_dict(), ensure_ascii=False, indent=1) + "\n").encode()
    from cadran.reports.tables import write

    return write(Grid.from_arrow(result.to_arrow()), format)


@click.command()
@click.argument("id", metavar="ID")
@click.option(
    "--part",
    type=click.Choice(["num", "den"]),
    default="num",
    show_default=True,
    help="The rows of the numerator or of the denominator.",
)
@_filters
@click.option(
    "--limit", type=click.IntRange(min=1, max=10**12), default=None, help="At most so many rows (a table shows 50)."
)
@format_option(*_FORMATS)
@output_option
@language_option
@store_option
def rows(
    id: str,
    part: str,
    limit: int | None,
    max_seconds: int | None,
    format: str,
    output: Path | None,
    language: str,
    store_url: str,
    **filters: Any,
) -> None:  # fmt: skip
    """The rows behind the figure ID: as many as it counts, under the same filters."""
    request = _request((id,), **filters)
    with connect(store_url, create=False, read_only=True, bounds=bounds_of(rows=limit, seconds=max_seconds)) as store:
        found, zone = store.rows(request, id, part=part, limit=limit or (50 if format == "table" else None)), store.zone
        note(strangers.notes(store, request.filters, request.scope), language)
    from cadran.reports.tables import write

    grid = Grid.from_arrow(found)
    if format == "table":
        from cadran.cli.tables import print_grid

        print_grid(grid, language, zone, console())
        return
    deliver(write(grid, format), output, binary=format in ("parquet", "xlsx"))
