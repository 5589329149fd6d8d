"""/views: tables that answer one question each (funnel, best hours, refusals…), with what they say in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cadran.analysis.shape import View
from cadran.analysis.views import VIEWS, view
from cadran.messages import Message
from cadran.query import strangers
from cadran.web.access import askable, executor, scope_for
from cadran.web.api.asking import Filters, as_json, grid_of, noted, request_of, written

router = Router()


class Asked(Filters):
    """A view's filters, and the options that some take."""

    kpi: Annotated[str | None, Field(description="The KPI, for views of one.", max_length=80)] = None
    by: Annotated[str | None, Field(description="The dimension, for views by one.", max_length=80)] = None
    members: Annotated[str | None, Field(description="The two members of `by` to compare: A,B.", max_length=200)] = None
    difference: Annotated[
        float | None, Field(description="The difference to recognise: 0.02 is two points.", ge=-1, le=1)
    ] = None
    action: Annotated[str | None, Field(description="The action, for its effect.", max_length=200)] = None
    days: Annotated[int | None, Field(description="Days before and after the action, at most.", ge=1, le=366)] = None
    table: Annotated[str | None, Field(description="The table, for formats that hold one.", max_length=80)] = None


def may_see(request: HttpRequest, one: View) -> bool:
    """Whether a view is the caller's to see: all that it reads, and the dimension it is about."""
    mine, allowed = set(askable(request)), scope_for(request).dimensions
    by = one.options.get("by")
    return mine.issuperset(one.kpis) and bool(mine) and (by is None or allowed is None or by in allowed)


@router.get("/views", url_name="views", summary="The views")
def views(request: HttpRequest) -> HttpResponse:
    """Every view that the caller may ask for."""
    return as_json(
        [
            {
                "id": one.id,
                "name": {"fr": one.name.fr, "en": one.name.en},
                "question": {"fr": one.question.fr, "en": one.question.en},
                "options": dict(one.options),
            }
            for one in VIEWS.values()
            if may_see(request, one)
        ]
    )


@router.get("/views/{id}", url_name="view", summary="One view")
def answer(request: HttpRequest, id: str, asked: Query[Asked]) -> HttpResponse:
    """The answer of a view under the filters; formats other than json give one of its tables."""
    if id not in VIEWS or not may_see(request, VIEWS[id]):
        raise Http404(Message("There is no such view, or it is not yours to see. See /api/v1/views."))
    made = request_of(request, ("attempts",), asked.model_copy(update={"allocate": None}))
    clocks: dict[str, Any] = {"as_of": made.as_of, "known_at": made.known_at, "within": made.within}
    result = view(
        executor(request), id, period=made.period, where=dict(made.filters), basis=made.basis, scope=made.scope,
        kpi=asked.kpi, by=asked.by, members=asked.members, allocate=asked.allocate, difference=asked.difference,
        action=asked.action, days=asked.days, **clocks,
    )  # fmt: skip
    unknown = strangers.notes(executor(request), made.filters, made.scope)
    if asked.format == "json":
        return as_json(replace(result, notes=(*result.notes, *unknown)).to_dict())
    return noted(request, written(grid_of(result.to_arrow(asked.table)), asked.format, f"cadran-{id}"), unknown)
