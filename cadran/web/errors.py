"""Errors as a person can use them: a page, a fragment or a problem document; never a stack trace or a value."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from cadran.errors import CadranError, InputError, LimitError, NotConformedError, StoreBusyError, StoreError, UsageError

PROBLEM = "application/problem+json"
RETRY_S = 5
"""Seconds after which those who were too many may ask again."""

_STATUSES: tuple[tuple[type[CadranError], int], ...] = (
    (NotConformedError, 422),
    (LimitError, 422),
    (UsageError, 400),
    (InputError, 422),
    (StoreBusyError, 503),
    (StoreError, 503),
)


def status_of(error: CadranError) -> int:
    """The HTTP status that says what kind of error it is."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def with_advice(response: HttpResponse, error: CadranError) -> HttpResponse:
    """The answer to an error that passes says when to ask again."""
    if isinstance(error, StoreBusyError):
        response["Retry-After"] = str(RETRY_S)
    return response


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """An RFC 9457 problem document; `detail` says what to do next."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


def language_of(request: HttpRequest) -> str:
    """The language to write in: on pages the visitor's; to callers of the API English, unless they ask for French."""
    asked = request.headers.get("Accept-Language") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if request.path.startswith("/api/") and not asked:
        return "en"
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def answer(request: HttpRequest, status: int, detail: Any) -> HttpResponse:
    """The error in the form that the caller reads."""
    if request.path.startswith("/api/"):
        with override(language_of(request)):
            return problem(status, str(detail))
    title = {
        400: _("This request cannot be answered"),
        403: _("This is not allowed"),
        404: _("There is nothing here"),
        422: _("This cannot be given"),
        429: _("Too many attempts"),
        503: _("The figures are not available"),
    }.get(status, _("Something went wrong"))
    return _told(request, status, title, detail)


def no_rights(request: HttpRequest) -> HttpResponse:
    """In place of every page, for who was given no right yet: charts of nothing would look like a centre at rest."""
    words = _("You have no rights yet: ask an administrator of Cadran, and give the name of your account.")
    return _told(request, 200, _("You see nothing yet"), words, way=("/account/", _("My account")))


def _told(
    request: HttpRequest, status: int, title: Any, detail: Any, way: tuple[str, Any] = ("/", _("Back to Cadran"))
) -> HttpResponse:
    content = {"status": status, "title": title, "detail": detail, "way": way}
    return HttpResponse(render_to_string("accounts/error.html", content, request=request), status=status)


def page_for(request: HttpRequest, error: CadranError) -> HttpResponse:
    """One of Cadran's own errors: its message is made for a person."""
    return with_advice(answer(request, status_of(error), error.message.text(language_of(request))), error)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return answer(request, 400, _("The address or the form is not what was expected. Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return answer(request, 403, _("Your rights do not cover this. Ask an administrator of Cadran."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same whether a thing does not exist or is someone else's."""
    return answer(request, 404, _("It does not exist, or it is not yours to see."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: what happened is in the log, not on the page."""
    return answer(
        request,
        500,
        _(
            "The error was written to the server’s log. Try again; if it comes back, tell your administrator when it happened."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that does not come from this site, or from a page left open too long."""
    return answer(request, 403, _("This page was open for too long. Load it again, then send the form."))
