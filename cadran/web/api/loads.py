"""/imports: the ledger of loads, for those who see the whole store."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.errors import AuthorizationError
from pydantic import Field

from cadran.messages import Message, translated
from cadran.reports.tables import jsonable
from cadran.web.access import executor, sees_loads
from cadran.web.api.asking import as_json
from cadran.web.errors import language_of

router = Router()


def _line(record: Any, *left_out: str) -> dict[str, Any]:
    return {name: jsonable(value) for name, value in asdict(record).items() if name not in left_out}


@router.get("/imports", url_name="imports", summary="The loads so far")
def imports(request: HttpRequest) -> HttpResponse:
    """The ledger, oldest first: managers and analysts of the whole centre see it."""
    if not sees_loads(request):
        raise AuthorizationError
    return as_json([_line(line, "header") for line in executor(request).imports()])


def _found(request: HttpRequest, id: int) -> Any:
    if sees_loads(request):
        for line in executor(request).imports():
            if line.import_id == id:
                return line
    raise Http404(Message("There is no such import, or it is not yours to see."))


@router.get("/imports/{int:id}", url_name="import", summary="One load")
def one(request: HttpRequest, id: int) -> HttpResponse:
    """One line of the ledger."""
    return as_json(_line(_found(request, id), "header"))


@router.get("/imports/{int:id}/rejects", url_name="rejects", summary="The rows set aside")
def rejects(
    request: HttpRequest, id: int, limit: Annotated[int, Query(ge=1, le=10_000), Field()] = 1000
) -> HttpResponse:
    """Where and why rows were set aside; their text stays in the store, since it may hold personal data."""
    _found(request, id)
    found, language = executor(request).rejects(id, limit), language_of(request)
    return as_json(
        [_line(replace(fault, reason=translated(fault.reason, language)), "raw", "value") for fault in found]
    )
