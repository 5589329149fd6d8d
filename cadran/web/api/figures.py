"""/kpis, /kpis/peers and /rows: figures, and the rows behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cadran.query import strangers
from cadran.web.access import askable, executor, peers
from cadran.web.api.asking import Filters, Format, as_json, grid_of, noted, request_of, visible, written

router = Router()

ROWS = 10_000
"""As many rows as one call gives at most."""
HEADLINES = (
    "leads", "attempts", "conversations", "contactability_rate", "answer_rate", "contact_rate", "argued_call_rate",
    "qualification_rate", "refusal_rate", "average_talk_time", "contacted_within_1h_rate", "appointments", "sales",
    "conversion_per_worked_lead",
)  # fmt: skip


class Asked(Filters):
    """What figures are asked for."""

    ids: Annotated[str, Field(description="KPI ids, comma separated; the main ones when empty.", max_length=4000)] = ""
    by: Annotated[str, Field(description="Dimensions, comma separated.", max_length=400)] = ""
    grain: Literal["hour", "day", "week", "month", "quarter", "year"] | None = None


class Compared(Asked):
    """What figures are asked for, and compared with."""

    compare: Annotated[
        str | None,
        Field(
            description="previous, week, month, quarter, year, now, or days FROM:TO, the last exclusive.", max_length=40
        ),
    ] = None


class Opened(Filters):
    """Which rows are asked for."""

    part: Literal["num", "den"] = "num"
    limit: Annotated[int, Field(ge=1, le=ROWS)] = 1000
    format: Format = "json"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _ids(request: HttpRequest, text: str) -> tuple[str, ...]:
    named = tuple(visible(request, name) for name in _names(text))
    if named:
        return named
    mine = askable(request)
    return tuple(name for name in HEADLINES if name in mine)


@router.get("/kpis", url_name="kpis", summary="Figures")
def kpis(request: HttpRequest, asked: Query[Compared]) -> HttpResponse:
    """Figures by dimension and period, as `cadran kpi` gives them; restricted to what the caller may see."""
    made = request_of(
        request, _ids(request, asked.ids), asked, by=_names(asked.by), grain=asked.grain, compare=asked.compare
    )
    result = executor(request).evaluate(made)
    unknown = strangers.notes(executor(request), made.filters, made.scope)
    if asked.format == "json":
        return HttpResponse(replace(result, notes=[*result.notes, *unknown]).to_json(), content_type="application/json")
    return noted(request, written(grid_of(result.to_arrow()), asked.format, "cadran-kpis"), unknown)


@router.get("/kpis/peers", url_name="peers", summary="An agent's colleagues together")
def together(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The figures of the caller's colleagues as one, over the period: null where they are too few to stay unnamed."""
    made = request_of(request, _ids(request, asked.ids), asked)
    return as_json({"total": peers(request, made)})


@router.get("/rows/{id}", url_name="rows", summary="The rows behind a figure")
def rows(request: HttpRequest, id: str, asked: Query[Opened]) -> HttpResponse:
    """The rows of a figure's numerator or denominator, oldest first; without personal data."""
    made = request_of(request, (visible(request, id),), asked)
    found = executor(request).rows(made, id, part=asked.part, limit=asked.limit)
    unknown = strangers.notes(executor(request), made.filters, made.scope)
    return noted(request, written(grid_of(found), asked.format, f"cadran-{id}-{asked.part}"), unknown)
