"""How often a sign-in may be tried: by address and by name, counted in the database so that a restart forgives nobody."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from cadran.web.addresses import held_by
from cadran.web.models import FailedSignIn, digest

WINDOW = timedelta(minutes=15)
BY_ADDRESS, BY_NAME = 30, 8


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, by who could hold the address."""
    return held_by(str(request.META.get("REMOTE_ADDR", "")))


def name_of(text: str) -> str:
    r"""A name as it is counted: all its spellings that could sign in as one person are one.

    Compatibility forms (NFKC) as Django reads them, no letter's case, nothing invisible.

    >>> name_of(" Ｃhef\u200b ") == name_of("chef")
    True
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] not in "CZ")


def begin(request: HttpRequest, name: str) -> FailedSignIn | None:
    """Count an attempt before it is judged, so that many at once count too; None when there were too many."""
    now = timezone.now()
    address, named = digest(address_of(request)), digest(name_of(name))
    with transaction.atomic():
        FailedSignIn.objects.filter(at__lt=now - WINDOW).delete()
        recent = FailedSignIn.objects.filter(Q(address=address) | Q(name=named)).values_list("address", "name")
        found = list(recent)
        if sum(at == address for at, _ in found) >= BY_ADDRESS or sum(by == named for _, by in found) >= BY_NAME:
            return None
        return FailedSignIn.objects.create(address=address, name=named)


def succeeded(attempt: FailedSignIn) -> None:
    """A sign-in that succeeded counts no more, and clears its name."""
    FailedSignIn.objects.filter(name=attempt.name).delete()
