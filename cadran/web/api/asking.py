"""What the figures' endpoints share: their parameters made a request, the answer written in a format."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from cadran.config.durations import EXPECTED, seconds_of
from cadran.errors import UsageError
from cadran.messages import Message
from cadran.query.request import Request
from cadran.reports.grid import Grid
from cadran.reports.tables import write
from cadran.web.access import askable, scope_for
from cadran.web.errors import language_of
from cadran.web.served import KPIS

Format = Literal["json", "csv", "csv-fr", "xlsx", "parquet"]
TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "csv-fr": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
ENDINGS = {"csv-fr": "csv"}


class Filters(Schema):
    """The parameters that figures and rows share."""

    first: Annotated[date | None, Field(alias="from", description="First local day.")] = None
    end: Annotated[date | None, Field(alias="to", description="Last local day, exclusive.")] = None
    where: list[str] = Field(
        default_factory=list,
        max_length=40,
        description="DIM=VALUE[,VALUE]; repeat for other dimensions. DIM= is the unassigned member.",
    )
    basis: Literal["activity", "cohort"] = "activity"
    as_of: Annotated[str | None, Field(description="Judge ages and states at this UTC instant.", max_length=40)] = None
    known_at: Annotated[str | None, Field(description="Count only loads up to this UTC instant.", max_length=40)] = None
    within: Annotated[
        str | None,
        Field(description="Follow each lead of a cohort for this long after its creation, such as 7d.", max_length=20),
    ] = None
    allocate: Annotated[
        str | None,
        Field(
            description="Share costs out: by hours_worked, effort, attempts, leads or orders; none leaves them apart.",
            max_length=40,
        ),
    ] = None
    format: Format = "json"


def request_of(http: HttpRequest, ids: tuple[str, ...], filters: Filters, **more: Any) -> Request:
    """The request, under the caller's scope."""
    period = (filters.first, filters.end) if filters.first or filters.end else None
    return Request(
        ids,
        period=period,
        where=where_of(filters.where),
        basis=filters.basis,
        as_of=_instant(filters.as_of),
        known_at=_instant(filters.known_at),
        within=_seconds(filters.within),
        allocate=filters.allocate,
        scope=scope_for(http),
        **more,
    )


def _seconds(text: str | None) -> int | None:
    """A duration as seconds."""
    seconds = seconds_of(text) if text else None
    if text and seconds is None:
        raise UsageError('within "{text}" is not a duration. Expected {expected}.', text=text, expected=EXPECTED)
    return seconds


def _instant(text: str | None) -> Any:
    """A plus sign that an address turned into a space is one again."""
    return text.replace(" ", "+") if text and " " in text[-6:] else text


def where_of(pairs: list[str]) -> dict[str, list[str]]:
    """DIM=VALUE[,VALUE] texts as a dict; a backslash keeps a comma inside a value."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        dimension, equals, values = pair.partition("=")
        if not equals:
            raise UsageError('where "{pair}" is not understood. Expected DIM=VALUE, such as campaign=C1.', pair=pair)
        parts = values.replace("\\,", "\x1f").split(",")
        found.setdefault(dimension.strip(), []).extend(part.replace("\x1f", ",").strip() for part in parts)
    return found


def visible(http: HttpRequest, id: str) -> str:
    """A KPI's id, when the caller may ask for it: else there is nothing of that name for them."""
    if id not in KPIS or id not in askable(http):
        raise Http404(Message("There is no such KPI, or it is not yours to see. See /api/v1/catalogue."))
    return id


def written(grid: Grid, format: str, name: str) -> HttpResponse:
    """A grid as a download."""
    ending = ENDINGS.get(format, format)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'} if format != "json" else {}
    return HttpResponse(write(grid, format), content_type=TYPES[format], headers=headers)


def noted(http: HttpRequest, answer: HttpResponse, notes: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """An answer whose format has no place for notes, with them in its header Cadran-Note, as JSON in ASCII."""
    if notes:
        answer["Cadran-Note"] = json.dumps([note[language_of(http)] for note in notes])
    return answer


def as_json(content: Any) -> HttpResponse:
    """Plain values as JSON."""
    return HttpResponse(json.dumps(content, ensure_ascii=False, default=str), content_type="application/json")


def grid_of(table: Any) -> Grid:
    """An Arrow table as rows."""
    return Grid.from_arrow(table)
