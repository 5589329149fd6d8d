"""Saved views: a page with its filters under a name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadran.web.pages.models import SavedView
from cadran.web.parts.page import saved

AT_MOST = 100


def ours(request: HttpRequest, address: str) -> str:
    """An address of this site, or the overview."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours and len(address) <= 2000 else "/"


def _keep(user: Any, name: str, address: str) -> None:
    SavedView.objects.update_or_create(user=user, name=name, defaults={"address": address})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the address under a name; a name used before is given to the new one."""
    address, name = ours(request, request.POST.get("address", "")), request.POST.get("name", "").strip()[:80]
    if not name:
        messages.error(request, _("Give the view a name."))
    elif len(saved(request.user)) >= AT_MOST:
        messages.error(request, _("You have as many views as can be kept: delete one first."))
    else:
        _keep(request.user, name, address)
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": name})
    return HttpResponseRedirect(address)


@require_POST
def delete(request: HttpRequest, id: int) -> HttpResponse:
    """Forget one of one's own views."""
    get_object_or_404(SavedView, pk=id, user_id=request.user.pk).delete()
    return HttpResponseRedirect(ours(request, request.POST.get("next", "")))
