"""/tokens: one's own keys of the API, made and revoked by their owner."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from cadran.catalogue import FAMILIES
from cadran.errors import UsageError, did_you_mean
from cadran.messages import Message
from cadran.query.request import FIRST_YEAR, LAST_YEAR
from cadran.web.api.asking import as_json
from cadran.web.models import MOST_TOKENS, Token

router = Router()

_Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")
]
_Members = Annotated[list[_Text], Field(max_length=200)]


class Wanted(Schema):
    """A new token: it sees what its owner sees, narrowed to the sides that are named."""

    model_config = ConfigDict(extra="forbid")  # a slip in a side's name would leave it open

    name: _Text
    expires_at: AwareDatetime | None = None
    clients: _Members = Field(default_factory=list)
    campaigns: _Members = Field(default_factory=list)
    teams: _Members = Field(default_factory=list)
    agents: _Members = Field(default_factory=list)
    centres: _Members = Field(default_factory=list)
    families: _Members = Field(default_factory=list)


def _shown(token: Token) -> dict[str, Any]:
    instants = {name: _iso(getattr(token, name)) for name in ("created_at", "expires_at", "used_at")}
    sides = {name: getattr(token, name) for name in ("clients", "campaigns", "teams", "agents", "centres", "families")}
    return {"id": token.pk, "name": token.name, "hint": token.hint, **instants, **sides}


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant else None


@router.get("/tokens", url_name="tokens", summary="One's tokens")
def tokens(request: HttpRequest) -> HttpResponse:
    """The caller's living tokens, without their secrets."""
    return as_json([_shown(token) for token in _mine(request)])


def _mine(request: HttpRequest) -> Any:
    return Token.objects.filter(user=request.user.pk, revoked_at=None).order_by("pk")


@router.post("/tokens", url_name="tokens-new", summary="A new token", response={201: None})
def create(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    """Make a token; its secret is in this answer and nowhere else. A token cannot make another."""
    _in_person(request)
    for family in wanted.families:
        if family not in FAMILIES:
            raise UsageError('Unknown family "{name}".{near}', name=family, near=did_you_mean(family, FAMILIES))
    if wanted.expires_at is not None and not FIRST_YEAR <= wanted.expires_at.year <= LAST_YEAR:
        raise UsageError(
            "expires_at: the year {year} is not one of those from {first} to {last}.",
            year=wanted.expires_at.year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    if wanted.expires_at is not None and wanted.expires_at <= timezone.now():
        raise UsageError("The token would expire at once: give a later instant, or none.")
    if _mine(request).count() >= MOST_TOKENS:
        raise UsageError("You have {count} tokens. Revoke one first.", count=MOST_TOKENS)
    token, secret = Token.issue(request.user, **wanted.dict())
    response = as_json({**_shown(token), "token": secret})
    response.status_code = 201
    return response


@router.delete("/tokens/{int:id}", url_name="token", summary="Revoke a token", response={204: None})
def revoke(request: HttpRequest, id: int) -> HttpResponse:
    """End a token at once."""
    _in_person(request)
    if not _mine(request).filter(pk=id).revoke():
        raise Http404(Message("There is no such token, or it is not yours."))
    return HttpResponse(status=204)


def _in_person(request: HttpRequest) -> None:
    if isinstance(getattr(request, "auth", None), Token):
        raise HttpError(403, Message("A token cannot make or revoke tokens: sign in to do it."))
