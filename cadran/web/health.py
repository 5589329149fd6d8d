"""Whether this server is up, for what watches it: no session, no sign-in, no word of what it serves."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cadran.web import executor


@require_safe
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 where a store is being served, 503 where none is."""
    is_up = executor.is_started()
    return JsonResponse({"status": "ok" if is_up else "no store"}, status=200 if is_up else 503)
