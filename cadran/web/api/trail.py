"""/trail: who changed what, and when; for administrators, in person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cadran.reports.tables import jsonable
from cadran.reports.trail import sentence
from cadran.store.trail import Entry
from cadran.web import trail as kept
from cadran.web.api.asking import as_json
from cadran.web.errors import language_of

router = Router()


@router.get("/trail", url_name="trail", summary="Who changed what, and when")
def trail(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=10_000), Field()] = 1000) -> HttpResponse:
    """The changes to the store, to accounts, rights and tokens, latest first; it does not exist for who is no administrator."""
    if not kept.may_read(request):
        raise Http404
    return as_json([_line(entry, language_of(request)) for entry in kept.entries(limit)])


def _line(entry: Entry, language: str) -> dict[str, Any]:
    told = {name: jsonable(value) for name, value in asdict(entry).items()}
    return {**told, "sentence": sentence(entry.what, entry.detail, language)}
