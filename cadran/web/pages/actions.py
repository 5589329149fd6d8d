"""What the centre changed, noted by a manager: it is then marked on every series that it concerns."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pyarrow as pa
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadran.model import TABLES
from cadran.query.entities import NOTED
from cadran.web import access
from cadran.web.pages.saved import ours

KINDS = TABLES["actions"].column("kind").choices


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Load one action, as an import of its own that can be undone; then back to where one was."""
    if not access.may_note(request):
        raise Http404
    back = HttpResponseRedirect(ours(request, request.POST.get("next", "")))
    kind, words = request.POST.get("kind", ""), request.POST.get("description", "").strip()[:200]
    day = _day(request.POST.get("day", ""))
    if kind not in KINDS or not words or day is None:
        messages.error(request, _("Say what was changed, of what kind, and on what day."))
        return back
    row: dict[str, Any] = {
        "action_id": uuid.uuid4().hex, "kind": kind, "description": words, "starts_at": f"{day.isoformat()}T00:00:00",
        "campaign_id": request.POST.get("campaign", "")[:200] or None,
    }  # fmt: skip
    owner = access.executor(request)
    owner.load("actions", pa.table({name: [value] for name, value in row.items()}), source=NOTED, zone=owner.zone)
    messages.success(request, _("Noted: it is marked on every series that it concerns."))
    return back


@require_POST
def take_back(request: HttpRequest, load: int) -> HttpResponse:
    """Undo a change that was noted here; what a file brought is undone with its import."""
    owner = access.executor(request)
    found = [line for line in owner.imports() if line.import_id == load and line.undone_at is None]
    if not access.may_note(request) or not found or (found[0].table, found[0].source_system) != ("actions", NOTED):
        raise Http404
    owner.undo(load)
    messages.success(request, _("Taken back: no series is marked with it any more."))
    return HttpResponseRedirect(ours(request, request.POST.get("next", "")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
