"""Who calls the API: a token of theirs, or the browser they are signed in with (then with its CSRF token)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from cadran.store.actor import ACCOUNT, act_as
from cadran.web.models import Token


class Bearer(HttpBearer):
    """Authorization: Bearer cdr_…"""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = Token.find(token)
        if found is not None:
            request.user = found.user
            act_as(ACCOUNT + found.user.get_username())
        return found


class Session(SessionAuth):
    """The session cookie, set by signing in."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        """Who is not signed in is told so, before any form is looked at."""
        return super().__call__(request) if request.user.is_authenticated else None


authentications = [Bearer(), Session(csrf=True)]
