"""The API under /api/v1: the names and the JSON of the command line, for tokens and for signed-in people."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from cadran.errors import CadranError
from cadran.messages import Message, translated
from cadran.messages.message import as_data
from cadran.web.api.authentication import authentications
from cadran.web.api.catalogue import router as catalogue
from cadran.web.api.documented import DocumentedAPI
from cadran.web.api.figures import router as figures
from cadran.web.api.loads import router as loads
from cadran.web.api.parameters import known_only
from cadran.web.api.tokens import router as tokens
from cadran.web.api.trail import router as trail
from cadran.web.api.views import router as views
from cadran.web.errors import language_of, status_of, with_advice
from cadran.web.errors import problem as document

api = DocumentedAPI(
    title="Cadran",
    version="1",
    urls_namespace="api",
    description="The figures of an outbound contact centre. Rates are fractions; what is unknown is null; days are "
    "local and `to` is exclusive. Errors are problem documents (RFC 9457) whose `detail` says what to do.",
    auth=authentications,
)
api.add_decorator(known_only)
api.add_router("", figures, tags=["figures"])
api.add_router("", catalogue, tags=["catalogue"])
api.add_router("", views, tags=["views"])
api.add_router("", loads, tags=["loads"])
api.add_router("", tokens, tags=["tokens"])
api.add_router("", trail, tags=["trail"])


def problem(request: HttpRequest, status: int, detail: str, **more: Any) -> HttpResponse:
    """A problem document whose detail is in the caller's language."""
    return document(status, translated(detail, language_of(request)), **more)


@api.exception_handler(CadranError)
def _cadran(request: HttpRequest, error: CadranError) -> HttpResponse:
    said = as_data(error.message)
    more = {"code": error.code, "template": said["message"], "values": said["values"]}
    return with_advice(problem(request, status_of(error), error.message, **more), error)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    said = error.args[0] if error.args else Message("It does not exist, or it is not yours to see.")
    return problem(request, 404, said)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(request, 401, Message("Sign in, or send a token: Authorization: Bearer cdr_…"))
    response["WWW-Authenticate"] = 'Bearer realm="cadran"'
    return response


@api.exception_handler(AuthorizationError)
def _refused(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return problem(request, 403, Message("Your rights do not cover this."))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, error.message)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"where": ".".join(str(part) for part in fault["loc"]), "detail": fault["msg"]} for fault in _faults(error)
    ]
    return problem(request, 422, Message("Some parameters are not what was expected."), errors=faults)


def _faults(error: ValidationError) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = error.errors
    return found
