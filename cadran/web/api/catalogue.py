"""/catalogue: the KPIs that the caller may ask for, and all that is said of one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cadran.catalogue import DIMENSIONS
from cadran.web.access import askable, scope_for
from cadran.web.api.asking import as_json, visible
from cadran.web.served import KPIS

router = Router()


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return content


@router.get("/catalogue", url_name="catalogue", summary="The KPIs")
def every(request: HttpRequest) -> HttpResponse:
    """Every KPI that the caller may ask for, with its definition."""
    return as_json([_plain(asdict(KPIS[id])) for id in askable(request)])


@router.get("/catalogue/{id}", url_name="catalogue-kpi", summary="One KPI")
def one(request: HttpRequest, id: str) -> HttpResponse:
    """Everything that is said of a KPI."""
    return as_json(_plain(asdict(KPIS[visible(request, id)])))


@router.get("/dimensions", url_name="dimensions", summary="The dimensions")
def dimensions(request: HttpRequest) -> HttpResponse:
    """The dimensions that the caller may break down and filter by."""
    allowed = scope_for(request).dimensions
    found = [value for name, value in DIMENSIONS.items() if allowed is None or name in allowed]
    return as_json([_plain(asdict(dimension)) for dimension in found])
